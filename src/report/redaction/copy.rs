//! The public copy of a document.

use super::{PASSAGE, extent::Tally, key::Key, reason_of};
use crate::model::{
    Annotation, Assessment, Claim, Criterion, Dimension, Estimate, Evidence, Extent, Hypothesis,
    Id, Link, Mark, Marked, Mitigation, Node, NodeKind, Parts, Pathway, Phase, Piece, Position,
    Question, Reason, Review, Score, ScoreKey, SectionText, Series, Sort, Subject, Withheld, Zone,
    has_mark, passages, without_marks, words_of,
};

/// The copy; the key names what goes and what stands in its place.
pub(super) fn public(document: &Assessment, key: &Key) -> Assessment {
    let mut tally = Tally::marks(document, key);
    let copier = Copier { document, key, first: document.phases().at(0).map(|p| p.id.clone()) };
    let parts = copier.parts();
    let mut parts = copier.marked(parts);
    parts.change_texts(&mut |_, _, text| cut(text, &mut tally));
    strip(&mut parts);
    parts.change_texts(&mut |_, _, text| {
        let (replaced, count) = key.mentions.replaced(text);
        if count > 0 {
            *text = replaced;
            tally.add(Sort::Mention, &Reason::Other(MENTIONED.to_owned()), (count, 0));
        }
    });
    if let Some(withheld) = &mut parts.report.withheld {
        withheld.extents = tally.extents(std::mem::take(&mut withheld.extents));
        for extent in &mut withheld.extents {
            clean(&mut extent.reason, key);
        }
        for mark in &mut withheld.marks {
            clean(&mut mark.reason, key);
        }
    }
    // The copy of a valid document is valid: every reference was renamed with what it leads to. Should it ever not be,
    // nothing is published rather than too much.
    Assessment::new(parts).unwrap_or_else(|_| Assessment::blank(FAILED))
}

/// A document without what is for its house alone, marked or not.
pub(super) fn without_notes(document: &Assessment) -> Assessment {
    let mut parts = document.to_parts();
    strip(&mut parts);
    Assessment::new(parts).unwrap_or_else(|_| Assessment::blank(FAILED))
}

fn strip(parts: &mut Parts) {
    // Where their authors look is nobody else's business.
    parts.bookmarks.clear();
    super::panel::strip(&mut parts.panel);
    parts.phases.iter_mut().for_each(|e| e.notes.clear());
    parts.nodes.iter_mut().for_each(|e| e.notes.clear());
    parts.links.iter_mut().for_each(|e| e.notes.clear());
    parts.hypotheses.iter_mut().for_each(|e| e.notes.clear());
    parts.pathways.iter_mut().for_each(|e| e.notes.clear());
    parts.comments.clear();
    parts.reviews.iter_mut().for_each(|e| e.notes.clear());
    for claim in &mut parts.claims {
        claim.notes.clear();
        claim.owner.clear();
    }
    for question in &mut parts.questions {
        question.notes.clear();
        question.owner.clear();
    }
    for mitigation in &mut parts.mitigations {
        mitigation.notes.clear();
        mitigation.owner.clear();
        mitigation.cost = None;
    }
}

/// Whether a marked element leaves without anything in its place.
fn leaves(subject: &Subject) -> bool {
    use Subject as S;
    matches!(
        subject,
        S::Link(_)
            | S::Annotation(_)
            | S::Question(_)
            | S::Comment(_)
            | S::Criterion(_)
            | S::Review(_)
    )
}

/// Why mentions go.
const MENTIONED: &str = "names what is withheld";
const FAILED: &str = "The public copy could not be made";

/// Reasons are published, so they are kept free of names as well.
fn clean(reason: &mut Reason, key: &Key) {
    if let Reason::Other(words) = reason {
        *words = key.mentions.replaced(&without_marks(words)).0;
    }
}

/// A text without marked passages and mentions.
pub(super) fn cleaned(text: &str, key: &Key) -> String {
    let mut text = text.to_owned();
    cut(&mut text, &mut Tally::default());
    key.mentions.replaced(&text).0
}

/// Takes the marked passages out of a text.
fn cut(text: &mut String, tally: &mut Tally) {
    if !has_mark(text) {
        return;
    }
    let pieces = passages(text).into_iter().map(|piece| match piece {
        Piece::Open(text) => text.to_owned(),
        Piece::Internal { text, reason } => {
            tally.add(Sort::Passage, &reason, (1, words_of(&without_marks(text))));
            PASSAGE.to_owned()
        }
    });
    *text = pieces.collect();
}

fn withheld() -> Score {
    Score::bare(Estimate::Withheld)
}

pub(super) struct Copier<'a> {
    pub(super) document: &'a Assessment,
    pub(super) key: &'a Key,
    /// The first phase: a withheld score there holds in all of them.
    first: Option<Id<Phase>>,
}

/// The new ids of a kind of elements.
macro_rules! renaming {
    ($($name:ident $kind:ident),*) => {
        impl Copier<'_> {$(
            pub(super) fn $name(&self, id: &Id<$kind>) -> Id<$kind> {
                match self.key.subject(&Subject::$kind(id.clone())) {
                    Subject::$kind(new) => new,
                    _ => id.clone(),
                }
            }
        )*}
    };
}

renaming!(
    node_id Node, link_id Link, mitigation_id Mitigation, hypothesis_id Hypothesis, pathway_id Pathway,
    zone_id Zone, evidence_id Evidence, annotation_id Annotation, claim_id Claim, question_id Question,
    criterion_id Criterion, review_id Review
);

impl Copier<'_> {
    fn node_ids(&self, ids: &[Id<Node>]) -> Vec<Id<Node>> {
        ids.iter().map(|id| self.node_id(id)).collect()
    }

    /// The links that stay.
    fn link_ids(&self, ids: &[Id<Link>]) -> Vec<Id<Link>> {
        let is_there = |id: &&Id<Link>| !self.key.marked.contains(&Subject::Link((*id).clone()));
        ids.iter().filter(is_there).map(|id| self.link_id(id)).collect()
    }

    pub(super) fn evidence_ids(&self, ids: &[Id<Evidence>]) -> Vec<Id<Evidence>> {
        ids.iter().map(|id| self.evidence_id(id)).collect()
    }

    pub(super) fn is_hidden(&self, subject: &Subject) -> bool {
        self.key.is_hidden(subject)
    }

    pub(super) fn label(&self, subject: &Subject) -> String {
        self.key.label(subject)
    }

    /// An element that is told of in the public copy, under its new id; `None` for one that is withheld, and for comments.
    pub(super) fn pointed_at(&self, subject: &Subject) -> Option<Subject> {
        let is_gone = self.is_hidden(subject) || matches!(subject, Subject::Comment(_));
        (!is_gone).then(|| self.key.subject(subject))
    }

    fn parts(&self) -> Parts {
        let document = self.document;
        let is_marked = |subject: Subject| self.key.marked.contains(&subject);
        let links = document.links().iter().filter(|e| !is_marked(Subject::Link(e.id.clone())));
        let annotations = document.annotations().iter();
        let annotations = annotations.filter(|e| !is_marked(Subject::Annotation(e.id.clone())));
        Parts {
            nodes: document.nodes().iter().map(|e| self.node(e)).collect(),
            links: links.map(|e| self.link(e)).collect(),
            mitigations: document.mitigations().iter().map(|e| self.mitigation(e)).collect(),
            hypotheses: document.hypotheses().iter().map(|e| self.hypothesis(e)).collect(),
            pathways: document.pathways().iter().map(|e| self.pathway(e)).collect(),
            zones: document.zones().iter().map(|e| self.zone(e)).collect(),
            evidence: document.evidence().iter().map(|e| self.evidence(e)).collect(),
            annotations: annotations
                .map(|e| Annotation { id: self.annotation_id(&e.id), ..e.clone() })
                .collect(),
            claims: document.claims().iter().map(|e| self.claim(e)).collect(),
            questions: document.questions().iter().filter_map(|e| self.question(e)).collect(),
            criteria: document.criteria().iter().filter_map(|e| self.criterion(e)).collect(),
            reviews: document.reviews().iter().filter_map(|e| self.review(e)).collect(),
            // What colleagues say to each other, and of what, is theirs.
            comments: Vec::new(),
            suppressions: self.suppressions(),
            panel: self.panel(),
            ..document.to_parts()
        }
    }

    fn node(&self, node: &Node) -> Node {
        let subject = Subject::Node(node.id.clone());
        let id = self.node_id(&node.id);
        if self.is_hidden(&subject) {
            return Node {
                position: node.position.map(|at| Position { ..at }),
                initially_misaligned: node.initially_misaligned.as_ref().map(|_| withheld()),
                stability: self.hidden_series(),
                persistence: self.hidden_series(),
                ..Node::new(id, &self.label(&subject), NodeKind::Withheld)
            };
        }
        let initial = ScoreKey {
            subject: subject.clone(),
            dimension: Dimension::InitiallyMisaligned,
            phase: None,
        };
        let initially_misaligned =
            node.initially_misaligned.as_ref().map(|score| self.score(score, &initial));
        Node {
            id,
            zone: node.zone.as_ref().map(|id| self.zone_id(id)),
            evidence: self.evidence_ids(&node.evidence),
            initially_misaligned,
            stability: self.series(&node.stability, &subject, Dimension::Stability),
            persistence: self.series(&node.persistence, &subject, Dimension::Persistence),
            ..node.clone()
        }
    }

    fn link(&self, link: &Link) -> Link {
        let subject = Subject::Link(link.id.clone());
        let (from, to) = (self.node_id(&link.from), self.node_id(&link.to));
        let id = self.link_id(&link.id);
        if self.is_hidden(&subject) {
            return Link {
                likelihood: self.hidden_series(),
                bends: link.bends.clone(),
                ..Link::new(id, from, to)
            };
        }
        Link {
            id,
            from,
            to,
            requires: link.requires.as_ref().map(|id| self.mitigation_id(id)),
            evidence: self.evidence_ids(&link.evidence),
            likelihood: self.series(&link.likelihood, &subject, Dimension::Likelihood),
            ..link.clone()
        }
    }

    fn mitigation(&self, m: &Mitigation) -> Mitigation {
        let subject = Subject::Mitigation(m.id.clone());
        let id = self.mitigation_id(&m.id);
        if self.is_hidden(&subject) {
            return Mitigation {
                enabled: m.enabled,
                effectiveness: self.hidden_series(),
                ..Mitigation::new(id, &self.label(&subject))
            };
        }
        Mitigation {
            id,
            prevents: self.node_ids(&m.prevents),
            restores: self.node_ids(&m.restores),
            undermined_by: self.node_ids(&m.undermined_by),
            blocks: self.link_ids(&m.blocks),
            evidence: self.evidence_ids(&m.evidence),
            effectiveness: self.series(&m.effectiveness, &subject, Dimension::Effectiveness),
            ..m.clone()
        }
    }

    fn hypothesis(&self, h: &Hypothesis) -> Hypothesis {
        let subject = Subject::Hypothesis(h.id.clone());
        let id = self.hypothesis_id(&h.id);
        if self.is_hidden(&subject) {
            return Hypothesis::new(id, &self.label(&subject), h.weight);
        }
        Hypothesis { id, evidence: self.evidence_ids(&h.evidence), ..h.clone() }
    }

    fn pathway(&self, pathway: &Pathway) -> Pathway {
        let subject = Subject::Pathway(pathway.id.clone());
        let id = self.pathway_id(&pathway.id);
        if self.is_hidden(&subject) {
            return Pathway::new(id, &self.label(&subject), Vec::new());
        }
        let outcome = pathway.outcome.as_ref().map(|id| self.node_id(id));
        Pathway { id, links: self.link_ids(&pathway.links), outcome, ..pathway.clone() }
    }

    fn zone(&self, zone: &Zone) -> Zone {
        let subject = Subject::Zone(zone.id.clone());
        let id = self.zone_id(&zone.id);
        if self.is_hidden(&subject) {
            let is_collapsed = zone.is_collapsed;
            return Zone { is_collapsed, ..Zone::new(id, &self.label(&subject)) };
        }
        Zone { id, ..zone.clone() }
    }

    fn evidence(&self, evidence: &Evidence) -> Evidence {
        let subject = Subject::Evidence(evidence.id.clone());
        let id = self.evidence_id(&evidence.id);
        if self.is_hidden(&subject) {
            return Evidence::new(id, &self.label(&subject));
        }
        let mut copy = Evidence { id, ..evidence.clone() };
        if let Some(incident) = &mut copy.incident {
            incident.pathways = incident.pathways.iter().map(|id| self.pathway_id(id)).collect();
            for event in &mut incident.events {
                event.about = event.about.as_ref().and_then(|subject| self.pointed_at(subject));
            }
        }
        copy
    }

    /// A series of which nothing is told, not even where it has scores.
    fn hidden_series(&self) -> Series {
        self.first.iter().map(|phase| (phase.clone(), withheld())).collect()
    }

    fn series(&self, series: &Series, subject: &Subject, dimension: Dimension) -> Series {
        let scores = series.iter().map(|(phase, score)| {
            let key = ScoreKey { subject: subject.clone(), dimension, phase: Some(phase.clone()) };
            (phase.clone(), self.score(score, &key))
        });
        scores.collect()
    }

    fn score(&self, score: &Score, key: &ScoreKey) -> Score {
        if self.key.scores.contains(key) {
            return withheld();
        }
        Score { evidence: self.evidence_ids(&score.evidence), ..score.clone() }
    }

    /// The settings of the report without marks, and with what they have done.
    fn marked(&self, mut parts: Parts) -> Parts {
        let report = &mut parts.report;
        let mut told = report.withheld.take().map(|told| *told).unwrap_or_default();
        let old: Vec<Extent> = std::mem::take(&mut told.extents);
        for mark in std::mem::take(&mut report.internal) {
            let what = match &mark.what {
                Marked::Element(subject) if leaves(subject) => continue,
                Marked::Element(subject) => Marked::Element(self.key.subject(subject)),
                Marked::Score(score) if self.key.scores.contains(score) => {
                    let subject = self.key.subject(&score.subject);
                    Marked::Score(ScoreKey { subject, ..score.clone() })
                }
                Marked::Score(_) => continue,
                Marked::Text(section) => {
                    let had = report.sections.len();
                    report.sections.retain(|text: &SectionText| text.section != *section);
                    if had == report.sections.len() {
                        continue;
                    }
                    mark.what.clone()
                }
            };
            told.marks.push(Mark { what, reason: mark.reason });
        }
        for link in &self.key.shadowed {
            let subject = Subject::Link(link.clone());
            if self.key.marked.contains(&subject) {
                continue;
            }
            let what = Marked::Element(self.key.subject(&subject));
            told.marks.push(Mark { what, reason: self.shadow_of(link) });
        }
        let is_cut = |pathway: &&Pathway| {
            let links = pathway.links.iter();
            links.map(|id| Subject::Link(id.clone())).any(|link| self.key.marked.contains(&link))
        };
        let gaps = self.document.pathways().iter().filter(is_cut);
        told.gaps.extend(gaps.map(|pathway| self.pathway_id(&pathway.id)));
        report.withheld = Some(Box::new(Withheld { extents: old, ..told }));
        parts
    }

    /// For what reason a link beside a withheld node is a mere arrow.
    fn shadow_of(&self, link: &Id<Link>) -> Reason {
        let link = self.document.links().get(link);
        let ends = link.into_iter().flat_map(|link| [&link.from, &link.to]);
        let mut reasons = ends
            .filter_map(|id| reason_of(self.document, &Marked::Element(Subject::Node(id.clone()))));
        reasons.next().cloned().unwrap_or_default()
    }
}
