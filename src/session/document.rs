//! The open document: the current snapshot, how it came to be, and what is on disk.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use crate::model::{
    Assessment, Edit, EditError, Expert, Id, Judgement, PanelEdit, RoundState, Subject,
};

/// How far an edit belongs together with the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// Its own undo step.
    Single,
    /// Part of the drag or typing with this number: all of it is one undo step.
    Drag(u64),
}

/// Steps by what they did, each with how the document was on their other side.
pub(super) type Labeled = Vec<(String, Assessment)>;

/// Something that happened to a document, with how it is since.
#[derive(Clone, Debug)]
pub(super) enum Happened {
    /// A step of its own.
    Step { label: String, document: Arc<Assessment> },
    /// The last step went on, or something came in beside the steps.
    Same(Arc<Assessment>),
    /// The last step was taken back.
    Undo(Arc<Assessment>),
    /// It was done again.
    Redo(Arc<Assessment>),
}

impl Happened {
    /// How the document is since.
    pub(super) fn document(&self) -> &Arc<Assessment> {
        match self {
            Self::Step { document, .. }
            | Self::Same(document)
            | Self::Undo(document)
            | Self::Redo(document) => document,
        }
    }

    /// Whether it is a change of its own.
    pub(super) fn is_step(&self) -> bool {
        matches!(self, Self::Step { .. } | Self::Same(_))
    }
}

/// A document with its history. Undo is a stack of shared snapshots.
#[derive(Clone, Debug)]
pub struct Document {
    current: Arc<Assessment>,
    past: Vec<Step>,
    future: Vec<Step>,
    revision: u64,
    substance: u64,
    numbers: u64,
    saved: Arc<Assessment>,
    path: Option<PathBuf>,
    /// Whether `current` differs from `saved`; kept, because it is asked for in every frame.
    is_dirty: bool,
    received: Received,
    /// What happened since somebody asked last.
    happened: Vec<Happened>,
}

/// What came from others while the document was open, as answers of a panel do. No step takes it back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Received {
    /// Experts who joined.
    pub experts: Vec<Expert>,
    /// What they judged.
    pub judgements: Vec<Judgement>,
}

/// A snapshot with what was done to it, or to get back to it.
#[derive(Clone, Debug)]
struct Step {
    gesture: Gesture,
    label: String,
    snapshot: Arc<Assessment>,
    /// What was deleted on purpose, without what went along.
    deleted: BTreeSet<Subject>,
}

impl Document {
    /// A document without a file: new, from a template, or imported.
    pub fn unsaved(assessment: Assessment) -> Self {
        let current = Arc::new(assessment);
        Self {
            saved: Arc::clone(&current),
            current,
            past: Vec::new(),
            future: Vec::new(),
            revision: 0,
            substance: 0,
            numbers: 0,
            path: None,
            is_dirty: false,
            received: Received::default(),
            happened: Vec::new(),
        }
    }

    /// A document as it was read from a file.
    pub fn opened(assessment: Assessment, path: PathBuf) -> Self {
        Self { path: Some(path), ..Self::unsaved(assessment) }
    }

    /// A document as it was recovered: how it is, how its file has it where that is known, its file, and the steps before
    /// and after, each with how it was before and after it.
    pub(super) fn recovered(
        (current, saved): (Assessment, Option<Assessment>),
        path: Option<PathBuf>,
        (past, future): (Labeled, Labeled),
    ) -> Self {
        let steps = |all: Labeled| -> Vec<Step> {
            let step = |(label, document)| Step {
                gesture: Gesture::Single,
                label,
                snapshot: Arc::new(document),
                deleted: BTreeSet::new(),
            };
            all.into_iter().map(step).collect()
        };
        let mut document = Self {
            path,
            past: steps(past),
            future: steps(future),
            saved: Arc::new(saved.unwrap_or_else(|| Assessment::blank(""))),
            ..Self::unsaved(current)
        };
        document.compare();
        document
    }

    /// What happened since this was asked last.
    pub(super) fn take_happened(&mut self) -> Vec<Happened> {
        std::mem::take(&mut self.happened)
    }

    /// The current state, shared.
    pub fn snapshot(&self) -> Arc<Assessment> {
        Arc::clone(&self.current)
    }

    /// The current state.
    pub fn assessment(&self) -> &Assessment {
        &self.current
    }

    /// Counts the changes; never the same for two different states of one document.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Counts the changes that findings follow: all but those of where nodes stand on the canvas.
    pub fn substance(&self) -> u64 {
        self.substance
    }

    /// Counts the changes that probabilities follow: all but those of words and looks.
    pub fn numbers(&self) -> u64 {
        self.numbers
    }

    /// The file it was read from or saved to.
    pub fn path(&self) -> Option<&PathBuf> {
        self.path.as_ref()
    }

    /// Whether it differs from what is on disk.
    pub fn is_dirty(&self) -> bool {
        self.is_dirty
    }

    /// Changes the document.
    ///
    /// # Errors
    /// [`EditError`] when the edit is refused; the document is unchanged.
    pub fn edit(&mut self, edit: &Edit, gesture: Gesture) -> Result<(), EditError> {
        let next = self.current.edited(edit)?;
        if next == *self.current {
            return Ok(());
        }
        let before = self.replace(Arc::new(next));
        let is_same_panel = before.shares_panel(&self.current);
        let is_continued = gesture != Gesture::Single
            && self.past.last().is_some_and(|step| step.gesture == gesture);
        if is_continued {
            self.happened.push(Happened::Same(self.snapshot()));
        } else {
            let mut deleted = BTreeSet::new();
            note_deleted(edit, &mut deleted);
            let label = label_of(edit);
            self.past.push(Step { gesture, label: label.clone(), snapshot: before, deleted });
            self.happened.push(Happened::Step { label, document: self.snapshot() });
        }
        self.future.clear();
        // A round that is opened again has what was judged in it.
        if !is_same_panel {
            self.restore(false);
        }
        Ok(())
    }

    /// Takes in what came from others, outside of the steps: undo and redo leave it there. What belongs to no open round,
    /// or to nobody and nothing in the panel, waits until it does.
    pub fn receive(&mut self, came: Received) {
        self.received.experts.extend(came.experts);
        self.received.judgements.extend(came.judgements);
        self.restore(true);
    }

    /// Puts in what came from others and is missing; experts only where they cannot have been deleted on purpose.
    fn restore(&mut self, with_experts: bool) {
        let panel = self.current.panel();
        let is_new = |expert: &&Expert| with_experts && panel.expert(&expert.id).is_none();
        let experts: Vec<Expert> = self.received.experts.iter().filter(is_new).cloned().collect();
        let is_known = |id: &Id<Expert>| {
            panel.expert(id).is_some() || experts.iter().any(|expert| expert.id == *id)
        };
        let belongs = |judgement: &&Judgement| {
            let round = panel.round(&judgement.round);
            round.is_some_and(|round| {
                round.state == RoundState::Open && round.questions.contains(&judgement.question)
            }) && is_known(&judgement.expert)
        };
        let judgements = self.received.judgements.iter().filter(belongs).cloned().collect();
        let mut edits: Vec<Edit> =
            experts.into_iter().map(|expert| Edit::panel(PanelEdit::Expert(expert))).collect();
        edits.push(Edit::panel(PanelEdit::Judge(judgements)));
        // What the rules refuse waits on.
        if let Ok(next) = self.current.edited(&Edit::All(edits))
            && next != *self.current
        {
            self.replace(Arc::new(next));
            self.happened.push(Happened::Same(self.snapshot()));
        }
    }

    /// What undo would take back.
    pub fn undo_label(&self) -> Option<&str> {
        self.past.last().map(|step| &*step.label)
    }

    /// What redo would do again.
    pub fn redo_label(&self) -> Option<&str> {
        self.future.last().map(|step| &*step.label)
    }

    /// What undo would bring back that was deleted on purpose, without what went along.
    pub fn undo_brings_back(&self) -> BTreeSet<Subject> {
        self.past.last().map(|step| step.deleted.clone()).unwrap_or_default()
    }

    /// Takes the last step back; whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.past.pop() else { return false };
        let snapshot = self.replace(step.snapshot);
        self.future.push(Step { gesture: Gesture::Single, snapshot, ..step });
        self.happened.push(Happened::Undo(self.snapshot()));
        self.restore(true);
        true
    }

    /// Does the last undone step again; whether there was one.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.future.pop() else { return false };
        let snapshot = self.replace(step.snapshot);
        self.past.push(Step { gesture: Gesture::Single, snapshot, ..step });
        self.happened.push(Happened::Redo(self.snapshot()));
        self.restore(false);
        true
    }

    /// Puts another state in the place of the current one, and gives that.
    fn replace(&mut self, next: Arc<Assessment>) -> Arc<Assessment> {
        self.revision += 1;
        if !self.current.differs_at_most_in_looks(&next) {
            self.substance += 1;
            if !self.current.differs_at_most_in_words(&next) {
                self.numbers += 1;
            }
        }
        let before = std::mem::replace(&mut self.current, next);
        self.compare();
        before
    }

    /// The document as its file has it.
    pub(super) fn saved(&self) -> &Arc<Assessment> {
        &self.saved
    }

    /// Puts another document in its place, as a step of its own.
    pub(super) fn become_another(&mut self, other: &Assessment, label: &str) {
        if *other == *self.current {
            return;
        }
        let before = self.replace(Arc::new(other.clone()));
        let (gesture, label) = (Gesture::Single, label.to_owned());
        let deleted = BTreeSet::new();
        self.past.push(Step { gesture, label: label.clone(), snapshot: before, deleted });
        self.happened.push(Happened::Step { label, document: self.snapshot() });
        self.future.clear();
        self.restore(false);
    }

    /// Notes that `snapshot` is now on disk at `path`. Edits made since then stay unsaved.
    pub fn mark_saved(&mut self, path: PathBuf, snapshot: Arc<Assessment>) {
        self.path = Some(path);
        self.saved = snapshot;
        self.compare();
    }

    fn compare(&mut self) {
        self.is_dirty = !Arc::ptr_eq(&self.current, &self.saved) && *self.current != *self.saved;
    }
}

/// What an edit does, for the undo menu.
fn label_of(edit: &Edit) -> String {
    match edit {
        Edit::About(_) => "change the title page".to_owned(),
        Edit::Put(element) => format!("change {}", element.subject().kind_name()),
        Edit::Remove(subjects) if subjects.len() == 1 => {
            let kind = subjects.first().map_or("element", |subject| subject.kind_name());
            format!("delete {kind}")
        }
        Edit::Remove(subjects) => format!("delete {} elements", subjects.len()),
        Edit::Move(places) if places.len() == 1 => "move node".to_owned(),
        Edit::Move(places) => format!("move {} nodes", places.len()),
        Edit::Order(subject, _) => format!("reorder {}", subject.kind_name()),
        Edit::Score(key, _) => format!("score {}", key.dimension.name().replace('_', " ")),
        Edit::Scale(_) => "change the scale".to_owned(),
        Edit::Bookmarks(_) => "change the bookmarks".to_owned(),
        Edit::Dismissals(_) => "change what does not apply".to_owned(),
        Edit::Suppressions(_) => "change which findings stand".to_owned(),
        Edit::Report(_) => "change the report".to_owned(),
        Edit::Panel(edit) => edit.label().to_owned(),
        Edit::All(edits) if is_scoring(edits) => format!("score {} cells", edits.len()),
        Edit::All(edits) => edits.first().map_or_else(|| "nothing".to_owned(), label_of),
        Edit::Named(name, _) => (*name).to_owned(),
    }
}

/// What an edit deletes on purpose.
fn note_deleted(edit: &Edit, deleted: &mut BTreeSet<Subject>) {
    match edit {
        Edit::Remove(subjects) => deleted.extend(subjects.iter().cloned()),
        Edit::All(edits) | Edit::Named(_, edits) => {
            for edit in edits {
                note_deleted(edit, deleted);
            }
        }
        _ => {}
    }
}

/// Whether several scores change, and nothing else.
fn is_scoring(edits: &[Edit]) -> bool {
    edits.len() > 1 && edits.iter().all(|edit| matches!(edit, Edit::Score(..)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Answer, Asked, Axis, Node, NodeKind, PanelQuestion, Position, Round};

    fn node(name: &str) -> Edit {
        Edit::put(Node::new(Id::from_name(name, |_| false), name, NodeKind::Host))
    }

    fn moved(x: f64) -> Edit {
        Edit::Move(vec![(Id::from_name("a", |_| false), Position { x, y: 0.0 })])
    }

    #[test]
    fn undo_leads_home_and_redo_back() {
        let mut document = Document::unsaved(Assessment::blank("t"));
        let home = document.snapshot();
        document.edit(&node("a"), Gesture::Single).expect("valid");
        document.edit(&node("b"), Gesture::Single).expect("valid");
        let there = document.snapshot();
        assert!(document.undo() && document.undo() && !document.undo());
        assert_eq!(*document.snapshot(), *home);
        assert!(!document.is_dirty());
        assert!(document.redo() && document.redo() && !document.redo());
        assert_eq!(*document.snapshot(), *there);
    }

    #[test]
    fn one_drag_is_one_step_and_the_next_drag_another() {
        let mut document = Document::unsaved(Assessment::blank("t"));
        document.edit(&node("a"), Gesture::Single).expect("valid");
        let before = document.snapshot();
        for (x, drag) in [(1.0, 1), (2.0, 1), (3.0, 1), (4.0, 2)] {
            document.edit(&moved(x), Gesture::Drag(drag)).expect("valid");
        }
        assert!(document.undo() && document.undo());
        assert_eq!(*document.snapshot(), *before);
    }

    #[test]
    fn probabilities_need_not_follow_a_name() {
        let mut document = Document::unsaved(Assessment::blank("t"));
        document.edit(&node("a"), Gesture::Single).expect("valid");
        let (substance, numbers) = (document.substance(), document.numbers());
        let named = document.assessment().nodes().at(0).expect("a node").clone();
        let named = Edit::put(crate::model::Node { name: "Another".to_owned(), ..named });
        document.edit(&named, Gesture::Single).expect("valid");
        assert_eq!(document.numbers(), numbers);
        // What is found wrong may have to do with names.
        assert_ne!(document.substance(), substance);
        document.edit(&node("b"), Gesture::Single).expect("valid");
        assert_ne!(document.numbers(), numbers);
    }

    #[test]
    fn results_need_not_follow_a_move_nor_its_undoing() {
        let mut document = Document::unsaved(Assessment::blank("t"));
        document.edit(&node("a"), Gesture::Single).expect("valid");
        let substance = document.substance();
        document.edit(&moved(8.0), Gesture::Single).expect("valid");
        assert!(document.undo() && document.redo() && document.undo());
        assert_eq!(document.substance(), substance);
        assert!(document.undo());
        assert_ne!(document.substance(), substance);
    }

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn round(state: RoundState) -> Edit {
        let mut round = Round::new(id("one"), "One");
        round.questions = vec![id("q")];
        round.state = state;
        Edit::panel(PanelEdit::Round(round))
    }

    fn judged(expert: &str, best: f64) -> Judgement {
        Judgement {
            expert: id(expert),
            round: id("one"),
            question: id("q"),
            answer: Answer::Point(best),
            confidence: None,
            rationale: String::new(),
            evidence: Vec::new(),
            recorded: String::new(),
        }
    }

    /// A document with an open round, and the steps that led to it.
    fn in_session() -> Document {
        let mut document = Document::unsaved(Assessment::blank("t"));
        let asked = Asked::Seed { axis: Axis::LogOdds, answer: 0.2 };
        let question = PanelEdit::Question(PanelQuestion::new(id("q"), asked));
        let expert = PanelEdit::Expert(Expert::new(id("a"), "Heron"));
        for edit in [Edit::panel(question), Edit::panel(expert), round(RoundState::Open)] {
            document.edit(&edit, Gesture::Single).expect("valid");
        }
        document
    }

    fn judgements(document: &Document) -> usize {
        document.assessment().panel().judgements.len()
    }

    #[test]
    fn no_step_takes_back_what_others_said() {
        let mut document = in_session();
        let label = document.undo_label().map(str::to_owned);
        let guest = Expert::new(id("b"), "Wren");
        let came = Received {
            experts: vec![guest],
            judgements: vec![judged("a", 0.1), judged("b", 0.3), judged("b", 0.3)],
        };
        document.receive(came);
        assert_eq!(judgements(&document), 2);
        assert_eq!(document.undo_label().map(str::to_owned), label);
        document.edit(&node("x"), Gesture::Single).expect("valid");
        assert!(document.undo());
        assert_eq!(judgements(&document), 2);
        // Before the round was opened nothing can be in it; it is there again when the round is.
        assert!(document.undo());
        assert_eq!(judgements(&document), 0);
        assert!(document.redo() && document.redo());
        assert_eq!(judgements(&document), 2);
        assert!(document.undo() && document.undo());
        document.edit(&round(RoundState::Open), Gesture::Single).expect("valid");
        assert_eq!(judgements(&document), 2);
    }

    #[test]
    fn an_expert_who_was_deleted_stays_deleted() {
        let mut document = in_session();
        let came = Received {
            experts: vec![Expert::new(id("b"), "Wren")],
            judgements: vec![judged("b", 0.3)],
        };
        document.receive(came);
        let removal = Edit::panel(PanelEdit::RemoveExpert(id("b")));
        document.edit(&removal, Gesture::Single).expect("valid");
        assert_eq!(judgements(&document), 0);
        assert!(document.undo());
        assert_eq!(judgements(&document), 1);
        assert!(document.redo());
        assert_eq!(judgements(&document), 0);
        assert!(document.assessment().panel().expert(&id("b")).is_none());
    }

    #[test]
    fn a_closed_round_takes_nothing_more() {
        let mut document = in_session();
        document.edit(&round(RoundState::Closed), Gesture::Single).expect("valid");
        document.receive(Received { judgements: vec![judged("a", 0.1)], ..Received::default() });
        assert_eq!(judgements(&document), 0);
        document.edit(&round(RoundState::Open), Gesture::Single).expect("valid");
        assert_eq!(judgements(&document), 1);
    }

    #[test]
    fn a_refused_edit_changes_nothing() {
        let mut document = Document::unsaved(Assessment::blank("t"));
        assert!(document.edit(&moved(1.0), Gesture::Single).is_err());
        assert_eq!((document.revision(), document.undo_label()), (0, None));
    }
}
