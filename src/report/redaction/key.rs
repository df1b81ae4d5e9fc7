//! Which elements are withheld, and what they and all that points to them are called in the public copy.

use std::collections::{BTreeMap, BTreeSet};

use super::mentions::Mentions;
use crate::model::{
    Assessment, Dimension, Id, Link, Marked, Piece, Row, ScoreKey, Sort, Subject, Table, has_mark,
    passages,
};

/// How the public copy of a document differs from the document.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// Elements that are marked.
    pub(super) marked: BTreeSet<Subject>,
    /// Links that are not marked but touch a withheld node: they stay as neutral arrows.
    pub(super) shadowed: BTreeSet<Id<Link>>,
    /// Scores that are marked and there, of elements that stay.
    pub(super) scores: BTreeSet<ScoreKey>,
    /// New ids of elements, by what they were.
    ids: BTreeMap<Subject, Subject>,
    /// What withheld elements are called.
    labels: BTreeMap<Subject, String>,
    /// What is replaced in texts.
    pub(super) mentions: Mentions,
}

/// Pieces of a withheld name or id of this many letters give it away.
const WINDOW: usize = 8;

impl Key {
    pub(super) fn of(document: &Assessment) -> Self {
        let marks = &document.report().internal;
        let marked: BTreeSet<Subject> = marks
            .iter()
            .filter_map(|mark| match &mark.what {
                Marked::Element(subject) => Some(subject.clone()),
                _ => None,
            })
            .collect();
        let is_marked = |id: &Id<_>| marked.contains(&Subject::Node(id.clone()));
        let touches = |link: &&Link| is_marked(&link.from) || is_marked(&link.to);
        let shadowed: BTreeSet<Id<Link>> =
            document.links().iter().filter(touches).map(|link| link.id.clone()).collect();
        let scores = marks.iter().filter_map(|mark| match &mark.what {
            Marked::Score(key) if !marked.contains(&key.subject) && is_given(document, key) => {
                Some(key.clone())
            }
            _ => None,
        });
        let mut key = Self {
            scores: scores.collect(),
            ids: BTreeMap::new(),
            labels: BTreeMap::new(),
            mentions: Mentions::default(),
            marked,
            shadowed,
        };
        key.name_all(document);
        key
    }

    /// Whether nothing of an element may be told.
    pub(super) fn is_hidden(&self, subject: &Subject) -> bool {
        self.marked.contains(subject)
            || matches!(subject, Subject::Link(id) if self.shadowed.contains(id))
    }

    /// Whether any score of an element in a dimension is withheld.
    pub(super) fn hides_score(&self, subject: &Subject, dimension: Option<Dimension>) -> bool {
        self.scores.iter().any(|key| {
            key.subject == *subject && dimension.is_none_or(|wanted| key.dimension == wanted)
        })
    }

    /// What an element is called in the copy.
    pub(super) fn subject(&self, subject: &Subject) -> Subject {
        self.ids.get(subject).unwrap_or(subject).clone()
    }

    /// What a withheld element is called.
    pub(super) fn label(&self, subject: &Subject) -> String {
        self.labels.get(subject).cloned().unwrap_or_default()
    }

    fn name_all(&mut self, document: &Assessment) {
        let mut secrets = Vec::new();
        for subject in &self.marked {
            let name = document.label(subject);
            if has_name(subject) {
                secrets.push(name);
            }
            secrets.push(subject.id_str().to_owned());
        }
        // Ids are made from names, with what is marked in them.
        document.each_text(&mut |_, field, text| {
            if matches!(field, "name" | "title") && has_mark(text) {
                secrets.extend(passages(text).into_iter().filter_map(|piece| match piece {
                    Piece::Internal { text, .. } => Some(text.to_owned()),
                    Piece::Open(_) => None,
                }));
            }
        });
        let windows = windows(&secrets);
        self.table(document.nodes(), Subject::Node, &windows);
        self.table(document.links(), Subject::Link, &windows);
        self.table(document.mitigations(), Subject::Mitigation, &windows);
        self.table(document.hypotheses(), Subject::Hypothesis, &windows);
        self.table(document.pathways(), Subject::Pathway, &windows);
        self.table(document.zones(), Subject::Zone, &windows);
        self.table(document.evidence(), Subject::Evidence, &windows);
        self.table(document.annotations(), Subject::Annotation, &windows);
        self.table(document.claims(), Subject::Claim, &windows);
        self.table(document.questions(), Subject::Question, &windows);
        self.table(document.criteria(), Subject::Criterion, &windows);
        self.table(document.reviews(), Subject::Review, &windows);
        for subject in &self.marked {
            let label = self.labels.get(subject).cloned().unwrap_or_default();
            let name = document.label(subject);
            self.mentions.add(subject.id_str(), &label);
            if has_name(subject) {
                self.mentions.add(&name, &label);
            }
        }
    }

    fn table<T: Row>(
        &mut self,
        table: &Table<T>,
        subject: fn(Id<T>) -> Subject,
        windows: &BTreeSet<String>,
    ) {
        let mut taken: BTreeSet<Id<T>> = table.iter().map(|e| e.id().clone()).collect();
        let mut number = 0;
        for element in table.iter() {
            let old = subject(element.id().clone());
            let (stem, is_marked) = match self.marked.contains(&old) {
                true => ("withheld", true),
                false if self.is_hidden(&old) => ("beside-withheld", false),
                false if gives_away(element.id().as_str(), windows) => (old.kind_name(), false),
                false => continue,
            };
            let new = Id::from_name(&format!("{stem}-1"), |id| taken.contains(id));
            taken.insert(new.clone());
            if is_marked {
                number += 1;
                self.labels.insert(old.clone(), label_of(&old, number));
            }
            self.ids.insert(old, subject(new));
        }
    }
}

/// Whether what an element is called is a name, which texts may mention; links go by their ends, the others by what they
/// say.
fn has_name(subject: &Subject) -> bool {
    use Subject as S;
    !matches!(subject, S::Link(_) | S::Annotation(_) | S::Claim(_) | S::Question(_) | S::Comment(_))
}

/// `Withheld element 1`: a node tells no more, all else its sort.
fn label_of(subject: &Subject, number: usize) -> String {
    let sort = match Sort::of(subject) {
        Some(Sort::Node) | None => "element",
        Some(Sort::Evidence) => "evidence",
        Some(sort) => sort.names().0,
    };
    format!("Withheld {sort} {number}")
}

/// Whether a marked score is given.
fn is_given(document: &Assessment, key: &ScoreKey) -> bool {
    match (&key.subject, &key.phase) {
        (Subject::Node(id), None) => {
            document.nodes().get(id).is_some_and(|node| node.initially_misaligned.is_some())
        }
        (subject, Some(phase)) => {
            let series = document.series(subject, key.dimension);
            series.is_some_and(|series| series.given(phase).is_some())
        }
        _ => false,
    }
}

/// All pieces of some length of names as ids would spell them.
fn windows(names: &[String]) -> BTreeSet<String> {
    let mut windows = BTreeSet::new();
    for name in names {
        let lower = name.to_lowercase();
        let words =
            lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let letters: Vec<char> = words.collect::<Vec<_>>().join("-").chars().collect();
        let length = WINDOW.min(letters.len().max(1));
        windows.extend(letters.windows(length).map(|w| w.iter().collect::<String>()));
    }
    // Two or three letters tell nothing.
    windows.retain(|w| w.chars().filter(char::is_ascii_alphanumeric).count() > 3);
    windows
}

fn gives_away(id: &str, windows: &BTreeSet<String>) -> bool {
    windows.iter().any(|window| id.contains(window.as_str()))
}
