//! The one door for change: an edit is a value, and gives a new document or a reason why not.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    About, Annotation, Assessment, Bookmark, Claim, Comment, Criterion, Dimension, Dismissal,
    Evidence, Hypothesis, Id, Link, Mitigation, Node, PanelEdit, Pathway, Phase, Position,
    Question, ReportSettings, Review, Row, Scale, Score, Subject, Suppression, Table, Violation,
    Zone, removal::Gone, rules,
};

/// A change of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Replaces the title page.
    About(Box<About>),
    /// Adds an element, or replaces the one with the same id.
    Put(Box<Element>),
    /// Removes elements and everything that cannot stand without them: a node takes its links along, and references
    /// to removed elements go from pathways, mitigations, scores and the like.
    Remove(BTreeSet<Subject>),
    /// Moves nodes.
    Move(Vec<(Id<Node>, Position)>),
    /// Moves an element to another place of its list (0-based; past the end means the end).
    Order(Subject, usize),
    /// Gives, replaces or takes away one score.
    Score(ScoreKey, Option<Box<Score>>),
    /// Replaces the likelihood scale.
    Scale(Option<Scale>),
    /// Replaces the views of the canvas to come back to.
    Bookmarks(Vec<Bookmark>),
    /// Replaces what is said of mechanisms that do not apply.
    Dismissals(Vec<Dismissal>),
    /// Replaces what is said of findings that stand on purpose.
    Suppressions(Vec<Suppression>),
    /// Replaces the settings of the report.
    Report(Box<ReportSettings>),
    /// Changes the panel.
    Panel(Box<PanelEdit>),
    /// Several changes as one.
    All(Vec<Self>),
    /// Several changes as one that has a name of its own, such as `align nodes`: what undo says that it takes back.
    Named(&'static str, Vec<Self>),
}

/// Any element of a document, whole.
#[derive(Clone, Debug, PartialEq)]
pub enum Element {
    /// A phase.
    Phase(Phase),
    /// A node.
    Node(Node),
    /// A link.
    Link(Link),
    /// A mitigation.
    Mitigation(Mitigation),
    /// A hypothesis.
    Hypothesis(Hypothesis),
    /// A pathway.
    Pathway(Pathway),
    /// A zone.
    Zone(Zone),
    /// A piece of evidence.
    Evidence(Evidence),
    /// A note or frame on the canvas.
    Annotation(Annotation),
    /// A claim of the argument.
    Claim(Claim),
    /// An open question or a tension.
    Question(Question),
    /// A comment.
    Comment(Comment),
    /// A criterion by which published reports are reviewed.
    Criterion(Criterion),
    /// The review of a published report.
    Review(Review),
}

/// Which score: of what, in which dimension, for which phase (`None` only for initial misalignment).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScoreKey {
    /// The element.
    pub subject: Subject,
    /// The dimension.
    pub dimension: Dimension,
    /// The phase.
    pub phase: Option<Id<Phase>>,
}

impl ScoreKey {
    /// Whether elements of this kind have such a score at all.
    pub fn exists_on_kind(&self) -> bool {
        match (&self.subject, self.dimension) {
            (Subject::Node(_), Dimension::InitiallyMisaligned) => self.phase.is_none(),
            (Subject::Node(_), Dimension::Stability | Dimension::Persistence)
            | (Subject::Link(_), Dimension::Likelihood)
            | (Subject::Mitigation(_), Dimension::Effectiveness) => self.phase.is_some(),
            _ => false,
        }
    }
}

/// Why an edit was refused. The document is unchanged.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EditError {
    /// The element does not exist.
    #[error("there is no {} '{}'", .0.kind_name(), .0.id_str())]
    Missing(Subject),
    /// The element has no score in that dimension, or the phase is missing or superfluous.
    #[error("{} '{}' has no {} to score there", .0.subject.kind_name(), .0.subject.id_str(), .0.dimension.name())]
    NoSuchScore(ScoreKey),
    /// The panel does not take the change.
    #[error("{0}")]
    Panel(String),
    /// The result would break a rule.
    #[error("{0}")]
    Rule(Violation),
}

impl Edit {
    /// Adds or replaces an element.
    pub fn put(element: impl Into<Element>) -> Self {
        Self::Put(Box::new(element.into()))
    }

    /// Removes one element.
    pub fn remove(subject: Subject) -> Self {
        Self::Remove(BTreeSet::from([subject]))
    }

    /// Changes the panel.
    pub fn panel(edit: PanelEdit) -> Self {
        Self::Panel(Box::new(edit))
    }

    /// Gives, replaces or takes away one score.
    pub fn score(key: ScoreKey, score: Option<Score>) -> Self {
        Self::Score(key, score.map(Box::new))
    }
}

macro_rules! elements {
    ($($kind:ident),*) => {
        $(impl From<$kind> for Element {
            fn from(element: $kind) -> Self {
                Self::$kind(element)
            }
        })*

        impl Element {
            /// The reference to this element.
            pub fn subject(&self) -> Subject {
                match self {
                    $(Self::$kind(e) => Subject::$kind(e.id.clone()),)*
                }
            }
        }
    };
}

elements!(
    Phase, Node, Link, Mitigation, Hypothesis, Pathway, Zone, Evidence, Annotation, Claim,
    Question, Comment, Criterion, Review
);

impl Assessment {
    /// The document after an edit. The original stays as it is.
    ///
    /// # Errors
    /// [`EditError`] when the edit names what does not exist or when its result would break a rule.
    pub fn edited(&self, edit: &Edit) -> Result<Self, EditError> {
        let mut next = self.clone();
        next.apply(edit)?;
        match rules::violations_of_edit(&next, edit).into_iter().next() {
            Some(violation) => Err(EditError::Rule(violation)),
            None => Ok(next),
        }
    }

    fn apply(&mut self, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::About(about) => self.about = Arc::new(About::clone(about)),
            Edit::Put(element) => self.put(element),
            Edit::Remove(subjects) => return self.remove(subjects),
            Edit::Move(places) => return self.move_nodes(places),
            Edit::Order(subject, to) => return self.order(subject, *to),
            Edit::Score(key, score) => return self.set_score(key, score.as_deref().cloned()),
            Edit::Scale(scale) => self.scale = scale.clone().map(Arc::new),
            Edit::Bookmarks(bookmarks) => self.bookmarks = Arc::new(bookmarks.clone()),
            Edit::Dismissals(list) => self.dismissals = Arc::new(list.clone()),
            Edit::Suppressions(list) => self.suppressions = Arc::new(list.clone()),
            Edit::Report(report) => self.report = Arc::new(ReportSettings::clone(report)),
            Edit::Panel(edit) => {
                return Arc::make_mut(&mut self.panel).apply(edit).map_err(EditError::Panel);
            }
            Edit::All(edits) | Edit::Named(_, edits) => {
                return edits.iter().try_for_each(|edit| self.apply(edit));
            }
        }
        Ok(())
    }

    fn put(&mut self, element: &Element) {
        match element.clone() {
            Element::Phase(e) => Arc::make_mut(&mut self.phases).put(e),
            Element::Node(e) => Arc::make_mut(&mut self.nodes).put(e),
            Element::Link(e) => Arc::make_mut(&mut self.links).put(e),
            Element::Mitigation(e) => Arc::make_mut(&mut self.mitigations).put(e),
            Element::Hypothesis(e) => Arc::make_mut(&mut self.hypotheses).put(e),
            Element::Pathway(e) => Arc::make_mut(&mut self.pathways).put(e),
            Element::Zone(e) => Arc::make_mut(&mut self.zones).put(e),
            Element::Evidence(e) => Arc::make_mut(&mut self.evidence).put(e),
            Element::Annotation(e) => Arc::make_mut(&mut self.annotations).put(e),
            Element::Claim(e) => Arc::make_mut(&mut self.claims).put(e),
            Element::Question(e) => Arc::make_mut(&mut self.questions).put(e),
            Element::Comment(e) => Arc::make_mut(&mut self.comments).put(e),
            Element::Criterion(e) => Arc::make_mut(&mut self.criteria).put(e),
            Element::Review(e) => Arc::make_mut(&mut self.reviews).put(e),
        }
    }

    fn move_nodes(&mut self, places: &[(Id<Node>, Position)]) -> Result<(), EditError> {
        let nodes = Arc::make_mut(&mut self.nodes);
        for (id, position) in places {
            let node =
                nodes.get(id).ok_or_else(|| EditError::Missing(Subject::Node(id.clone())))?;
            nodes.put(Node { position: Some(*position), ..node.clone() });
        }
        Ok(())
    }

    fn order(&mut self, subject: &Subject, to: usize) -> Result<(), EditError> {
        if !self.contains(subject) || *subject == Subject::Document {
            return Err(EditError::Missing(subject.clone()));
        }
        match subject {
            Subject::Document => {}
            Subject::Phase(id) => Arc::make_mut(&mut self.phases).reorder(id, to),
            Subject::Node(id) => Arc::make_mut(&mut self.nodes).reorder(id, to),
            Subject::Link(id) => Arc::make_mut(&mut self.links).reorder(id, to),
            Subject::Mitigation(id) => Arc::make_mut(&mut self.mitigations).reorder(id, to),
            Subject::Hypothesis(id) => Arc::make_mut(&mut self.hypotheses).reorder(id, to),
            Subject::Pathway(id) => Arc::make_mut(&mut self.pathways).reorder(id, to),
            Subject::Zone(id) => Arc::make_mut(&mut self.zones).reorder(id, to),
            Subject::Evidence(id) => Arc::make_mut(&mut self.evidence).reorder(id, to),
            Subject::Annotation(id) => Arc::make_mut(&mut self.annotations).reorder(id, to),
            Subject::Claim(id) => Arc::make_mut(&mut self.claims).reorder(id, to),
            Subject::Question(id) => Arc::make_mut(&mut self.questions).reorder(id, to),
            Subject::Comment(id) => Arc::make_mut(&mut self.comments).reorder(id, to),
            Subject::Criterion(id) => Arc::make_mut(&mut self.criteria).reorder(id, to),
            Subject::Review(id) => Arc::make_mut(&mut self.reviews).reorder(id, to),
        }
        Ok(())
    }

    fn set_score(&mut self, key: &ScoreKey, score: Option<Score>) -> Result<(), EditError> {
        if !self.contains(&key.subject) {
            return Err(EditError::Missing(key.subject.clone()));
        }
        let wrong = || EditError::NoSuchScore(key.clone());
        match (&key.subject, key.dimension, &key.phase) {
            (Subject::Node(id), Dimension::InitiallyMisaligned, None) => {
                let changed = |n: &mut Node| n.initially_misaligned = score;
                change(&mut self.nodes, id, changed);
            }
            (Subject::Node(id), Dimension::Stability, Some(phase)) => {
                change(&mut self.nodes, id, |n| n.stability.set(phase.clone(), score));
            }
            (Subject::Node(id), Dimension::Persistence, Some(phase)) => {
                change(&mut self.nodes, id, |n| n.persistence.set(phase.clone(), score));
            }
            (Subject::Link(id), Dimension::Likelihood, Some(phase)) => {
                change(&mut self.links, id, |l| l.likelihood.set(phase.clone(), score));
            }
            (Subject::Mitigation(id), Dimension::Effectiveness, Some(phase)) => {
                change(&mut self.mitigations, id, |m| m.effectiveness.set(phase.clone(), score));
            }
            _ => return Err(wrong()),
        }
        Ok(())
    }

    fn remove(&mut self, subjects: &BTreeSet<Subject>) -> Result<(), EditError> {
        if let Some(missing) =
            subjects.iter().find(|s| !self.contains(s) || **s == Subject::Document)
        {
            return Err(EditError::Missing(missing.clone()));
        }
        Gone::of(self, subjects).leave(self);
        Ok(())
    }
}

fn change<T: Row + Clone>(table: &mut Arc<Table<T>>, id: &Id<T>, f: impl FnOnce(&mut T)) {
    if let Some(element) = table.get(id) {
        let mut element = element.clone();
        f(&mut element);
        Arc::make_mut(table).put(element);
    }
}
