//! The document as a value: elements, scores and the rules that they keep. Knows no files, no clock, no window.
//!
//! An [`Assessment`] is always valid: it is made by [`Assessment::new`] from [`Parts`] that keep every rule of
//! [`rules`], and changed only by [`Assessment::edited`], which gives a new one.

mod about;
mod catalog;
mod claim;
mod comment;
mod consequence;
mod date;
mod edit;
mod estimate;
mod evidence;
mod fragment;
mod hypothesis;
mod id;
mod left_out;
mod link;
mod mark;
mod merging;
mod mitigation;
mod node;
mod panel;
mod passage;
mod pasting;
mod pathway;
mod phase;
mod placement;
mod quantity;
mod question;
mod removal;
mod report;
mod review;
pub mod rules;
mod sameness;
mod scale;
pub mod scales;
mod screening;
mod study;
mod subject;
mod table;
mod texts;
mod withdrawal;

use std::sync::Arc;

pub use about::{About, ModelVersion, System};
pub use catalog::{
    Catalog, CatalogEntry, CatalogFile, CatalogSource, Code, MechanismEntry, MitigationEntry,
    Observation, PhaseEntry,
};
pub use claim::{Aggregation, Claim, Defeater, Trigger};
pub use comment::{Comment, Reply, Target};
pub use consequence::{Citations, EvidenceShift};
pub use date::{day_number, days_between, is_date, is_moment};
pub use edit::{Edit, EditError, Element, ScoreKey};
pub use estimate::{
    BAND_END, Basis, Confidence, Dimension, Estimate, InForce, InvalidRange, Range, Score, Series,
    Z_95,
};
pub use evidence::{
    Event, Evidence, EvidenceGrade, EvidenceKind, Incident, QUOTE_WORDS_MAX, Withdrawal,
};
pub use hypothesis::{Archetype, Hypothesis};
pub use id::{ID_LENGTH_MAX, Id, InvalidId};
pub use left_out::LeftOut;
pub use link::{Delay, Intent, Link, Mechanism};
pub use mark::{Extent, Mark, Marked, REASON_LENGTH_MAX, Reason, Sort, Withheld, marking};
pub use merging::{
    Change, Choices, Conflict, Dispute, Merged, Side, changes, contents, merge, merge_preferring,
    merge_with,
};
pub use mitigation::{Mitigation, MitigationKind, Strength};
pub use node::{Gate, Node, NodeKind, Severity};
pub use panel::{
    Adopted, Adoption, Agreement, Answer, Asked, Axis, Expert, JUDGEMENTS_MAX, Judgement, Panel,
    PanelEdit, PanelQuestion, PoolingRule, Protocol, Round, RoundState,
};
pub use passage::{Piece, has_mark, is_balanced, passages, without_marks, words_of};
pub use pasting::{Losses, Pasted};
pub use pathway::{Grade, Pathway, Reversibility};
pub use phase::{DistributionShift, EvidenceOverlap, Phase, PhaseKind};
pub use placement::{Accent, Annotation, AnnotationKind, Bookmark, Position, Zone};
pub use quantity::{InvalidNumber, Probability, Shift, Weight, logistic, logit};
pub use question::{Question, QuestionKind, Stance};
pub use report::{Profile, ReportSettings, Section, SectionText};
pub use review::{Criterion, Finding, Review, Treatment};
pub use rules::Violation;
pub use scale::{Band, Scale};
pub use screening::{Dismissal, Suppression};
pub use study::{MethodChoice, Study, VectorWidth};
pub use subject::Subject;
pub use table::{Row, Table};
pub use withdrawal::LOST_BASIS_ODDS;

/// One assessment: one threat model with its scores, and everything a report on it needs. Always valid; cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    about: Arc<About>,
    phases: Arc<Table<Phase>>,
    nodes: Arc<Table<Node>>,
    links: Arc<Table<Link>>,
    mitigations: Arc<Table<Mitigation>>,
    hypotheses: Arc<Table<Hypothesis>>,
    pathways: Arc<Table<Pathway>>,
    scale: Option<Arc<Scale>>,
    zones: Arc<Table<Zone>>,
    evidence: Arc<Table<Evidence>>,
    annotations: Arc<Table<Annotation>>,
    claims: Arc<Table<Claim>>,
    questions: Arc<Table<Question>>,
    comments: Arc<Table<Comment>>,
    criteria: Arc<Table<Criterion>>,
    reviews: Arc<Table<Review>>,
    dismissals: Arc<Vec<Dismissal>>,
    suppressions: Arc<Vec<Suppression>>,
    bookmarks: Arc<Vec<Bookmark>>,
    panel: Arc<Panel>,
    report: Arc<ReportSettings>,
}

/// The raw material of an [`Assessment`]: lists in file order that may still break rules.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    /// Title page.
    pub about: About,
    /// Deployment phases in order of time.
    pub phases: Vec<Phase>,
    /// Nodes.
    pub nodes: Vec<Node>,
    /// Links.
    pub links: Vec<Link>,
    /// Mitigations.
    pub mitigations: Vec<Mitigation>,
    /// Motivation hypotheses; none listed means one neutral one.
    pub hypotheses: Vec<Hypothesis>,
    /// Named pathways.
    pub pathways: Vec<Pathway>,
    /// The scale that levels refer to.
    pub scale: Option<Scale>,
    /// Zones.
    pub zones: Vec<Zone>,
    /// Evidence register.
    pub evidence: Vec<Evidence>,
    /// Notes and frames on the canvas.
    pub annotations: Vec<Annotation>,
    /// Claims of the argument; trees by their parents, in the order in which they are told.
    pub claims: Vec<Claim>,
    /// Open questions and tensions.
    pub questions: Vec<Question>,
    /// Comments.
    pub comments: Vec<Comment>,
    /// Criteria by which published reports are reviewed.
    pub criteria: Vec<Criterion>,
    /// Reviews of published reports.
    pub reviews: Vec<Review>,
    /// Mechanisms of catalogs that do not apply.
    pub dismissals: Vec<Dismissal>,
    /// Findings of checks that stand on purpose.
    pub suppressions: Vec<Suppression>,
    /// Views of the canvas to come back to.
    pub bookmarks: Vec<Bookmark>,
    /// What a panel was asked and said.
    pub panel: Panel,
    /// For whom the report is, and the authors' own words in it.
    pub report: ReportSettings,
}

impl Assessment {
    /// A valid assessment from raw parts.
    ///
    /// # Errors
    /// Every rule that the parts break, each with the path of the field.
    pub fn new(parts: Parts) -> Result<Self, Vec<Violation>> {
        let violations = rules::violations(&parts);
        if violations.is_empty() { Ok(Self::from_valid(parts)) } else { Err(violations) }
    }

    /// An empty assessment: one phase, nothing else.
    pub fn blank(title: &str) -> Self {
        let phase_id = Id::from_name("deployment", |_| false);
        Self::from_valid(Parts {
            about: About { title: title.to_owned(), ..About::default() },
            phases: vec![Phase::new(phase_id, "Deployment")],
            ..Parts::default()
        })
    }

    fn from_valid(parts: Parts) -> Self {
        Self {
            about: Arc::new(parts.about),
            phases: Arc::new(parts.phases.into_iter().collect()),
            nodes: Arc::new(parts.nodes.into_iter().collect()),
            links: Arc::new(parts.links.into_iter().collect()),
            mitigations: Arc::new(parts.mitigations.into_iter().collect()),
            hypotheses: Arc::new(parts.hypotheses.into_iter().collect()),
            pathways: Arc::new(parts.pathways.into_iter().collect()),
            scale: parts.scale.map(Arc::new),
            zones: Arc::new(parts.zones.into_iter().collect()),
            evidence: Arc::new(parts.evidence.into_iter().collect()),
            annotations: Arc::new(parts.annotations.into_iter().collect()),
            claims: Arc::new(parts.claims.into_iter().collect()),
            questions: Arc::new(parts.questions.into_iter().collect()),
            comments: Arc::new(parts.comments.into_iter().collect()),
            criteria: Arc::new(parts.criteria.into_iter().collect()),
            reviews: Arc::new(parts.reviews.into_iter().collect()),
            dismissals: Arc::new(parts.dismissals),
            suppressions: Arc::new(parts.suppressions),
            bookmarks: Arc::new(parts.bookmarks),
            panel: Arc::new(parts.panel),
            report: Arc::new(parts.report),
        }
    }

    /// The parts again, for the writers and for whole-document checks.
    pub fn to_parts(&self) -> Parts {
        Parts {
            about: About::clone(&self.about),
            phases: self.phases.to_vec(),
            nodes: self.nodes.to_vec(),
            links: self.links.to_vec(),
            mitigations: self.mitigations.to_vec(),
            hypotheses: self.hypotheses.to_vec(),
            pathways: self.pathways.to_vec(),
            scale: self.scale.as_deref().cloned(),
            zones: self.zones.to_vec(),
            evidence: self.evidence.to_vec(),
            annotations: self.annotations.to_vec(),
            claims: self.claims.to_vec(),
            questions: self.questions.to_vec(),
            comments: self.comments.to_vec(),
            criteria: self.criteria.to_vec(),
            reviews: self.reviews.to_vec(),
            dismissals: self.dismissals.to_vec(),
            suppressions: self.suppressions.to_vec(),
            bookmarks: self.bookmarks.to_vec(),
            panel: Panel::clone(&self.panel),
            report: ReportSettings::clone(&self.report),
        }
    }

    /// Title page: title, summary, version, authors, system.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Deployment phases in order of time; at least one.
    pub fn phases(&self) -> &Table<Phase> {
        &self.phases
    }

    /// Nodes in file order.
    pub fn nodes(&self) -> &Table<Node> {
        &self.nodes
    }

    /// Links in file order.
    pub fn links(&self) -> &Table<Link> {
        &self.links
    }

    /// Mitigations in file order.
    pub fn mitigations(&self) -> &Table<Mitigation> {
        &self.mitigations
    }

    /// Motivation hypotheses in file order; empty means one neutral one (see [`Assessment::weighed_hypotheses`]).
    pub fn hypotheses(&self) -> &Table<Hypothesis> {
        &self.hypotheses
    }

    /// Named pathways in file order.
    pub fn pathways(&self) -> &Table<Pathway> {
        &self.pathways
    }

    /// The likelihood scale, if the document has one.
    pub fn scale(&self) -> Option<&Scale> {
        self.scale.as_deref()
    }

    /// Zones in file order.
    pub fn zones(&self) -> &Table<Zone> {
        &self.zones
    }

    /// Evidence register in file order.
    pub fn evidence(&self) -> &Table<Evidence> {
        &self.evidence
    }

    /// Notes and frames on the canvas, in file order: a later one lies above an earlier one.
    pub fn annotations(&self) -> &Table<Annotation> {
        &self.annotations
    }

    /// Claims of the argument, in file order.
    pub fn claims(&self) -> &Table<Claim> {
        &self.claims
    }

    /// Open questions and tensions, in file order.
    pub fn questions(&self) -> &Table<Question> {
        &self.questions
    }

    /// Comments, in file order.
    pub fn comments(&self) -> &Table<Comment> {
        &self.comments
    }

    /// Criteria by which published reports are reviewed, in file order.
    pub fn criteria(&self) -> &Table<Criterion> {
        &self.criteria
    }

    /// Reviews of published reports, in file order.
    pub fn reviews(&self) -> &Table<Review> {
        &self.reviews
    }

    /// Mechanisms of catalogs that do not apply, in file order.
    pub fn dismissals(&self) -> &[Dismissal] {
        &self.dismissals
    }

    /// Findings of checks that stand on purpose, in file order.
    pub fn suppressions(&self) -> &[Suppression] {
        &self.suppressions
    }

    /// Views of the canvas to come back to, in file order.
    pub fn bookmarks(&self) -> &[Bookmark] {
        &self.bookmarks
    }

    /// What a panel was asked and said.
    pub fn panel(&self) -> &Panel {
        &self.panel
    }

    /// Whether nothing was done to the panel on the way from one to the other; cheaper than to compare.
    pub fn shares_panel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.panel, &other.panel)
    }

    /// For whom the report is, and the authors' own words in it.
    pub fn report(&self) -> &ReportSettings {
        &self.report
    }

    /// The hypotheses to compute with, each with its weight normalized to sum 1; one neutral one where none is listed
    /// (SEMANTICS §4).
    pub fn weighed_hypotheses(&self) -> Vec<(Arc<Hypothesis>, f64)> {
        let listed: Vec<Arc<Hypothesis>> = self.hypotheses.rows().cloned().collect();
        if listed.is_empty() {
            let id = Id::from_name("neutral", |_| false);
            return vec![(Arc::new(Hypothesis::new(id, "Neutral", Weight::ONE)), 1.0)];
        }
        // Dividing by the largest first keeps the sum of huge weights finite.
        let largest = listed.iter().map(|h| h.weight.get()).fold(0.0, f64::max);
        let sum: f64 = listed.iter().map(|h| h.weight.get() / largest).sum();
        listed.into_iter().map(|h| (Arc::clone(&h), h.weight.get() / largest / sum)).collect()
    }

    /// Whether a link exists: it does unless it requires a mitigation that is disabled (SEMANTICS §1).
    pub fn link_exists(&self, link: &Link) -> bool {
        link.requires.as_ref().is_none_or(|id| self.mitigations.get(id).is_some_and(|m| m.enabled))
    }

    /// Whether two documents are the same but for how they look on the canvas: whatever is computed of the one holds
    /// for the other.
    pub fn differs_at_most_in_looks(&self, other: &Self) -> bool {
        sameness::of_rows(&self.nodes, &other.nodes, sameness::node_but_for_looks)
            && sameness::of_rows(&self.links, &other.links, sameness::link_but_for_looks)
            && is_same(&self.mitigations, &other.mitigations)
            && is_same(&self.about, &other.about)
            && is_same(&self.evidence, &other.evidence)
            && self.is_same_argument(other)
            && self.is_same_frame(other)
    }

    /// Whether two documents are the same but for words and for how they look: names, statements, notes, rationales and
    /// evidence of elements. Every probability that follows from the one follows from the other.
    pub fn differs_at_most_in_words(&self, other: &Self) -> bool {
        // What rests on withdrawn evidence counts as something else than it says.
        let (one, other) = (self.in_force(), other.in_force());
        one.is_same_but_for_words(&other)
    }

    fn is_same_but_for_words(&self, other: &Self) -> bool {
        sameness::of_rows(&self.nodes, &other.nodes, sameness::node_but_for_words)
            && sameness::of_rows(&self.links, &other.links, sameness::link_but_for_words)
            && sameness::of_rows(
                &self.mitigations,
                &other.mitigations,
                sameness::mitigation_but_for_words,
            )
            && self.is_same_frame(other)
    }

    /// Whether claims, questions, comments, reviews, the panel and what was set aside are the same.
    fn is_same_argument(&self, other: &Self) -> bool {
        is_same(&self.claims, &other.claims)
            && is_same(&self.questions, &other.questions)
            && is_same(&self.comments, &other.comments)
            && is_same(&self.criteria, &other.criteria)
            && is_same(&self.reviews, &other.reviews)
            && is_same(&self.panel, &other.panel)
            && self.dismissals == other.dismissals
            && self.suppressions == other.suppressions
    }

    /// Whether phases, hypotheses, pathways and the scale are the same.
    fn is_same_frame(&self, other: &Self) -> bool {
        is_same(&self.phases, &other.phases)
            && is_same(&self.hypotheses, &other.hypotheses)
            && is_same(&self.pathways, &other.pathways)
            && self.scale == other.scale
    }

    /// Links into a node, in file order.
    pub fn links_into<'a>(&'a self, node: &'a Id<Node>) -> impl Iterator<Item = &'a Link> {
        self.links.iter().filter(move |link| link.to == *node)
    }

    /// Links out of a node, in file order.
    pub fn links_out_of<'a>(&'a self, node: &'a Id<Node>) -> impl Iterator<Item = &'a Link> {
        self.links.iter().filter(move |link| link.from == *node)
    }

    /// What a score key refers to.
    pub fn series(&self, subject: &Subject, dimension: Dimension) -> Option<&Series> {
        match (subject, dimension) {
            (Subject::Node(id), Dimension::Stability) => self.nodes.get(id).map(|n| &n.stability),
            (Subject::Node(id), Dimension::Persistence) => {
                self.nodes.get(id).map(|n| &n.persistence)
            }
            (Subject::Link(id), Dimension::Likelihood) => self.links.get(id).map(|l| &l.likelihood),
            (Subject::Mitigation(id), Dimension::Effectiveness) => {
                self.mitigations.get(id).map(|m| &m.effectiveness)
            }
            _ => None,
        }
    }

    /// Whether an element still exists.
    pub fn contains(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Document => true,
            Subject::Phase(id) => self.phases.contains(id),
            Subject::Node(id) => self.nodes.contains(id),
            Subject::Link(id) => self.links.contains(id),
            Subject::Mitigation(id) => self.mitigations.contains(id),
            Subject::Hypothesis(id) => self.hypotheses.contains(id),
            Subject::Pathway(id) => self.pathways.contains(id),
            Subject::Zone(id) => self.zones.contains(id),
            Subject::Evidence(id) => self.evidence.contains(id),
            Subject::Annotation(id) => self.annotations.contains(id),
            Subject::Claim(id) => self.claims.contains(id),
            Subject::Question(id) => self.questions.contains(id),
            Subject::Comment(id) => self.comments.contains(id),
            Subject::Criterion(id) => self.criteria.contains(id),
            Subject::Review(id) => self.reviews.contains(id),
        }
    }

    /// What people call an element: its name, for a link `source → target`, for the document its title.
    pub fn label(&self, subject: &Subject) -> String {
        let node =
            |id: &Id<Node>| self.nodes.get(id).map_or_else(|| id.to_string(), |n| n.name.clone());
        let named =
            |name: Option<&str>, id: &str| name.filter(|n| !n.is_empty()).unwrap_or(id).to_owned();
        match subject {
            Subject::Document => self.about.title.clone(),
            Subject::Phase(id) => named(self.phases.get(id).map(|e| &*e.name), id.as_str()),
            Subject::Node(id) => named(self.nodes.get(id).map(|e| &*e.name), id.as_str()),
            Subject::Link(id) => match self.links.get(id) {
                Some(link) => format!("{} → {}", node(&link.from), node(&link.to)),
                None => id.to_string(),
            },
            Subject::Mitigation(id) => {
                named(self.mitigations.get(id).map(|e| &*e.name), id.as_str())
            }
            Subject::Hypothesis(id) => {
                named(self.hypotheses.get(id).map(|e| &*e.name), id.as_str())
            }
            Subject::Pathway(id) => named(self.pathways.get(id).map(|e| &*e.name), id.as_str()),
            Subject::Zone(id) => named(self.zones.get(id).map(|e| &*e.name), id.as_str()),
            Subject::Evidence(id) => named(self.evidence.get(id).map(|e| &*e.title), id.as_str()),
            Subject::Annotation(id) => {
                let text = self.annotations.get(id).and_then(|e| e.text.lines().next());
                named(text, id.as_str())
            }
            Subject::Claim(id) => named(self.claims.get(id).map(|e| &*e.text), id.as_str()),
            Subject::Question(id) => named(self.questions.get(id).map(|e| &*e.text), id.as_str()),
            Subject::Comment(id) => {
                let text = self.comments.get(id).and_then(|e| e.text.lines().next());
                named(text, id.as_str())
            }
            Subject::Criterion(id) => named(self.criteria.get(id).map(|e| &*e.name), id.as_str()),
            Subject::Review(id) => named(self.reviews.get(id).map(|e| &*e.name), id.as_str()),
        }
    }
}

/// Whether two shared values are equal; the same one is without a look.
fn is_same<T: PartialEq>(one: &Arc<T>, other: &Arc<T>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_move_leaves_all_but_places_as_it_is() {
        let id: Id<Node> = Id::new("a").expect("an id");
        let node = Node::new(id.clone(), "A", NodeKind::Host);
        let blank = Assessment::blank("t");
        let document = blank.edited(&Edit::put(node.clone())).expect("valid");
        let place = Position { x: 8.0, y: 0.0 };
        let moved = document.edited(&Edit::Move(vec![(id, place)])).expect("valid");
        assert_ne!(moved, document);
        assert!(moved.differs_at_most_in_looks(&document));
        assert!(document.differs_at_most_in_looks(&document));
        let renamed = Node { name: "B".to_owned(), position: Some(place), ..node };
        let renamed = moved.edited(&Edit::put(renamed)).expect("valid");
        for other in [&document, &moved, &blank] {
            assert!(!renamed.differs_at_most_in_looks(other));
        }
        let phase = Phase::new(Id::new("later").expect("an id"), "Later");
        let longer = document.edited(&Edit::put(phase)).expect("valid");
        assert!(!longer.differs_at_most_in_looks(&document));
    }

    #[test]
    fn words_and_reasons_are_no_numbers() {
        let id: Id<Node> = Id::new("a").expect("an id");
        let phase = Phase::new(Id::new("p").expect("an id"), "P");
        let score = |number: f64| Score::point(Probability::clamped(number));
        let held = |score: Score| [(phase.id.clone(), score)].into_iter().collect::<Series>();
        let node =
            Node { stability: held(score(0.5)), ..Node::new(id.clone(), "A", NodeKind::Host) };
        let link = Link::new(Id::new("l").expect("an id"), id.clone(), id);
        let blank = Assessment::blank("t").edited(&Edit::put(phase.clone())).expect("valid");
        let document = blank.edited(&Edit::put(node.clone())).expect("valid");
        let document = document.edited(&Edit::put(link.clone())).expect("valid");
        let is_same = |edit: Edit| {
            let edited = document.edited(&edit).expect("valid");
            assert_ne!(edited, document);
            edited.differs_at_most_in_words(&document)
        };
        let name = "B".to_owned();
        let reasoned = Score { rationale: "Seen".to_owned(), ..score(0.5) };
        assert!(is_same(Edit::put(Node {
            name,
            position: Some(Position::default()),
            ..node.clone()
        })));
        assert!(is_same(Edit::put(Node { stability: held(reasoned), ..node.clone() })));
        assert!(is_same(Edit::put(Link { notes: "n".to_owned(), ..link.clone() })));
        assert!(!is_same(Edit::put(Node { stability: held(score(0.6)), ..node.clone() })));
        assert!(!is_same(Edit::put(Node { stability: Series::default(), ..node.clone() })));
        assert!(!is_same(Edit::put(Node { kind: NodeKind::Outcome, ..node })));
        assert!(!is_same(Edit::put(Link { delay: Delay::NextPhase, ..link })));
        assert!(!is_same(Edit::put(Mitigation::new(Id::new("m").expect("an id"), "M"))));
    }
}
