//! Finding elements by what is written about them, whatever the case and the accents.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Assessment, Row, Subject, Table};

/// Letters with marks, by the plain letters that stand for them.
const PLAIN: [(&str, &str); 35] = [
    ("a", "àáâãäåāăąǎạảấầẩẫậắằẳẵặ"),
    ("ae", "æǽ"),
    ("c", "çćĉċč"),
    ("d", "ďđð"),
    ("e", "èéêëēĕėęěẹẻẽếềểễệ"),
    ("g", "ĝğġģǧ"),
    ("h", "ĥħ"),
    ("i", "ìíîïĩīĭįıǐỉị"),
    ("j", "ĵ"),
    ("k", "ķ"),
    ("l", "ĺļľŀł"),
    ("n", "ñńņňŉ"),
    ("o", "òóôõöøōŏőơǒọỏốồổỗộớờởỡợ"),
    ("oe", "œ"),
    ("r", "ŕŗř"),
    ("s", "śŝşšșſ"),
    ("ss", "ß"),
    ("t", "ţťŧț"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűųưǔụủứừửữự"),
    ("w", "ŵẁẃẅ"),
    ("y", "ýÿŷỳỵỷỹ"),
    ("z", "źżž"),
    ("α", "άἀἁ"),
    ("ε", "έ"),
    ("η", "ή"),
    ("ι", "ίϊΐ"),
    ("ο", "ό"),
    ("σ", "ς"),
    ("υ", "ύϋΰ"),
    ("ω", "ώ"),
    ("е", "ёѐ"),
    ("и", "ѝ"),
    ("г", "ѓ"),
    ("к", "ќ"),
];

/// All texts of a document, ready to be searched again and again.
#[derive(Clone, Debug, Default)]
pub struct SearchIndex {
    /// Elements with their folded texts, one a line.
    entries: Vec<(Subject, String)>,
}

impl SearchIndex {
    /// The texts of a document: ids, names, notes, reasons, tags and sources of all its elements. What a comment says
    /// counts as said of the element that it is about.
    pub fn of(document: &Assessment) -> Self {
        let mut entries: Vec<(Subject, String)> = Vec::new();
        let mut places: BTreeMap<Subject, usize> = BTreeMap::new();
        let mut take = |subject: Subject, text: &str| {
            let place = *places.entry(subject.clone()).or_insert(entries.len());
            if place == entries.len() {
                entries.push((subject.clone(), subject.id_str().to_owned()));
            }
            entries[place].1.push('\n');
            entries[place].1.push_str(text);
        };
        for node in document.nodes().iter() {
            take(Subject::Node(node.id.clone()), "");
        }
        for link in document.links().iter() {
            let subject = Subject::Link(link.id.clone());
            let name = document.label(&subject);
            take(subject, &name);
        }
        document.each_text(&mut |subject, field, text| match subject {
            Subject::Document | Subject::Phase(_) => {}
            _ if field.starts_with("panel.judgements") => {}
            Subject::Comment(id) => {
                if let Some(comment) = document.comments().get(id) {
                    take(comment.about.subject().clone(), text);
                }
            }
            subject => take(subject.clone(), text),
        });
        for (subject, text) in revealed(document) {
            take(subject, text);
        }
        for (_, text) in &mut entries {
            *text = folded(text);
        }
        Self { entries }
    }

    /// The elements about which every word of the query is written, in the order of the document; none for a query
    /// without words.
    pub fn find(&self, query: &str) -> Vec<Subject> {
        let query = folded(query);
        let words: Vec<&str> = query.split_whitespace().collect();
        if words.is_empty() {
            return Vec::new();
        }
        let has_all = |text: &str| words.iter().all(|word| text.contains(word));
        let found = self.entries.iter().filter(|(_, text)| has_all(text));
        found.map(|(subject, _)| subject.clone()).collect()
    }
}

/// Why experts judge a score as they do, in rounds that were revealed: a search must not tell of the others.
fn revealed(document: &Assessment) -> Vec<(Subject, &str)> {
    let panel = document.panel();
    let subjects: BTreeMap<_, _> =
        panel.questions.iter().filter_map(|q| Some((&q.id, &q.score()?.subject))).collect();
    let shown: BTreeSet<_> =
        panel.rounds.iter().filter(|r| r.state.is_revealed()).map(|r| &r.id).collect();
    let told = panel.judgements.iter().filter(|judgement| shown.contains(&judgement.round));
    told.filter_map(|j| Some(((*subjects.get(&j.question)?).clone(), &*j.rationale))).collect()
}

/// A text in small letters without accents and other marks.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '\u{300}'..='\u{36f}' => {}
            '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{45f}' | '\u{1e00}'..='\u{1fff}' => {
                match PLAIN.iter().find(|(_, marked)| marked.contains(c)) {
                    Some((plain, _)) => folded.push_str(plain),
                    None => folded.push(c),
                }
            }
            _ => folded.push(c),
        }
    }
    folded
}

/// The elements whose id begins with a text, whatever the case; the one that has exactly this id comes first.
pub fn by_id(document: &Assessment, id: &str) -> Vec<Subject> {
    fn of<T: Row>(
        table: &Table<T>,
        sought: &str,
        make: fn(crate::model::Id<T>) -> Subject,
    ) -> Vec<Subject> {
        let begins = |id: &str| {
            id.get(..sought.len()).is_some_and(|start| start.eq_ignore_ascii_case(sought))
        };
        let rows = table.iter().filter(|row| begins(row.id().as_str()));
        rows.map(|row| make(row.id().clone())).collect()
    }
    let id = id.trim();
    let mut found = of(document.nodes(), id, Subject::Node);
    found.extend(of(document.links(), id, Subject::Link));
    found.extend(of(document.zones(), id, Subject::Zone));
    found.extend(of(document.mitigations(), id, Subject::Mitigation));
    found.extend(of(document.annotations(), id, Subject::Annotation));
    found.extend(of(document.pathways(), id, Subject::Pathway));
    found.extend(of(document.evidence(), id, Subject::Evidence));
    found.extend(of(document.hypotheses(), id, Subject::Hypothesis));
    found.extend(of(document.phases(), id, Subject::Phase));
    found.extend(of(document.claims(), id, Subject::Claim));
    found.extend(of(document.questions(), id, Subject::Question));
    found.extend(of(document.criteria(), id, Subject::Criterion));
    found.extend(of(document.reviews(), id, Subject::Review));
    found.sort_by_key(|subject| !subject.id_str().eq_ignore_ascii_case(id));
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{
        Answer, Asked, Dimension, Expert, Id, Judgement, Link, Node, NodeKind, PanelQuestion,
        Parts, Round, RoundState, ScoreKey, Zone,
    };

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn document() -> Assessment {
        let mut parts = Assessment::blank("t").to_parts();
        let mut cafe = Node::new(id("n1"), "Café Straße", NodeKind::Host);
        cafe.notes = "seen in the PILOT".to_owned();
        cafe.tags = vec!["hygiene".to_owned()];
        parts.nodes = vec![cafe, Node::new(id("n10"), "Łódź 開発", NodeKind::Channel)];
        parts.links = vec![Link::new(id("n1-n10"), id("n1"), id("n10"))];
        parts.zones = vec![Zone::new(id("z"), "Pilot zone")];
        Assessment::new(parts).expect("valid")
    }

    fn found(query: &str) -> Vec<String> {
        let subjects = SearchIndex::of(&document()).find(query);
        subjects.iter().map(|subject| subject.id_str().to_owned()).collect()
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(found("CAFE strasse"), ["n1", "n1-n10"]);
        assert_eq!(found("lodz"), ["n10", "n1-n10"]);
        assert_eq!(found("開発"), ["n10", "n1-n10"]);
        assert_eq!(found("Cafe\u{301}"), ["n1", "n1-n10"]);
    }

    #[test]
    fn notes_tags_and_ids_are_searched_word_by_word() {
        assert_eq!(found("pilot"), ["n1", "z"]);
        assert_eq!(found("pilot zone"), ["z"]);
        assert_eq!(found("hygiene pilot"), ["n1"]);
        assert_eq!(found("n1-"), ["n1-n10"]);
        assert!(found("  ").is_empty());
        assert!(found("absent").is_empty());
    }

    #[test]
    fn what_experts_think_is_found_once_it_is_revealed() {
        let key = ScoreKey {
            subject: Subject::Node(id("n1")),
            dimension: Dimension::Stability,
            phase: Some(id("deployment")),
        };
        let mut parts = document().to_parts();
        parts.panel.experts = vec![Expert::new(id("x"), "Heron")];
        parts.panel.questions = vec![PanelQuestion {
            context: "Dossier".to_owned(),
            ..PanelQuestion::new(id("q"), Asked::Score(key))
        }];
        let round = Round::new(id("r"), "First");
        let state = RoundState::Closed;
        parts.panel.rounds = vec![Round { state, questions: vec![id("q")], ..round }];
        parts.panel.judgements = vec![Judgement {
            expert: id("x"),
            round: id("r"),
            question: id("q"),
            answer: Answer::Point(0.5),
            confidence: None,
            rationale: "Hearsay".to_owned(),
            evidence: Vec::new(),
            recorded: String::new(),
        }];
        let found = |parts: &Parts, query: &str| {
            let document = Assessment::new(parts.clone()).expect("valid");
            SearchIndex::of(&document).find(query).len()
        };
        assert_eq!((found(&parts, "dossier"), found(&parts, "hearsay")), (1, 0));
        parts.panel.rounds[0].state = RoundState::Revealed;
        assert_eq!(found(&parts, "hearsay"), 1);
    }

    #[test]
    fn an_exact_id_comes_before_longer_ones() {
        let ids = |text: &str| -> Vec<String> {
            by_id(&document(), text).iter().map(|s| s.id_str().to_owned()).collect()
        };
        assert_eq!(ids("N10"), ["n10"]);
        assert_eq!(ids("n1"), ["n1", "n10", "n1-n10"]);
        assert!(ids("x").is_empty());
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,24}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once.clone());
        }

        #[test]
        fn every_piece_of_a_name_finds_its_node(
            (name, from, to) in "[A-Za-zÀ-ž]{3,12}".prop_flat_map(|name| {
                let count = name.chars().count();
                (Just(name), 0..count, 1..=count)
            }),
        ) {
            let mut parts = Assessment::blank("t").to_parts();
            parts.nodes = vec![Node::new(id("n"), &name, NodeKind::Host)];
            let document = Assessment::new(parts).expect("valid");
            let piece: String = name.chars().skip(from.min(to)).take(from.abs_diff(to).max(1)).collect();
            let hits = SearchIndex::of(&document).find(&piece);
            prop_assert!(piece.is_empty() || !hits.is_empty(), "{} in {}", piece, name);
        }
    }
}
