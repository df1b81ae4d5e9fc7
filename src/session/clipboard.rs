//! Copying, pasting and duplicating: parts of documents as text for the system's clipboard, and back.

use std::{collections::BTreeMap, sync::Arc};

use super::{Gesture, Notice, Offer, Selection, Session};
use crate::{
    drawing::{card, layout},
    formats::clip::{self, Clip},
    model::{
        Annotation, AnnotationKind, Assessment, Edit, Id, Node, Pasted, Position, Subject,
        rules::TEXT_MAX,
    },
    report::wording,
};

/// Where duplicates stand from what they were made of, in canvas units.
const DUPLICATE_OFFSET: Position = Position { x: 24.0, y: 24.0 };
/// Width of a note made of pasted words, in canvas units.
const NOTE_WIDTH: f64 = 208.0;
/// Least and most height of such a note.
const NOTE_HEIGHTS: (f64, f64) = (56.0, 320.0);
/// About how many characters of a note stand on a line, and how high the line is.
const NOTE_LINE: (usize, f64) = (30, 16.0);
/// So many pairs of cards are looked at to find a place where none lies on another.
const COMPARED_MAX: usize = 200_000;
/// So far around, in steps, a free place is sought.
const RINGS: i32 = 20;
/// Pasted parts stand on this grid.
const GRID: f64 = 8.0;

/// Where what is pasted should stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Landing {
    /// With its middle here.
    At(Position),
    /// Where it stood in the document that it was copied from; words, which stood nowhere, have their middle here.
    InPlace(Position),
}

impl Session {
    /// The selected nodes and annotations with all that belongs to them, as text for the clipboard; `None` where
    /// nothing of the selection can be copied.
    pub fn copied(&self) -> Option<String> {
        clip::write(&self.selected_part()?).ok()
    }

    /// How much can be copied: nodes and annotations.
    pub fn has_copyable(&self) -> bool {
        self.selection().subjects().iter().any(|subject| {
            matches!(subject, Subject::Node(_) | Subject::Annotation(_) | Subject::Zone(_))
        })
    }

    fn selected_part(&self) -> Option<Assessment> {
        let document = self.assessment();
        document.fragment(self.selection().subjects(), &layout::positions(document))
    }

    pub(super) fn cut_selection(&mut self) -> Result<(), Notice> {
        let Some(part) = self.selected_part() else { return Ok(()) };
        let nodes = part.nodes().iter().map(|node| Subject::Node(node.id.clone()));
        let annotations = part.annotations().iter().map(|a| Subject::Annotation(a.id.clone()));
        let gone = Edit::Remove(nodes.chain(annotations).collect());
        self.edit(&Edit::Named("cut", vec![gone]), Gesture::Single)
    }

    pub(super) fn duplicate_selection(&mut self) -> Result<(), Notice> {
        let Some(part) = self.selected_part() else { return Ok(()) };
        self.put_in("duplicate", &part, DUPLICATE_OFFSET).map(|_| ())
    }

    pub(super) fn paste(&mut self, text: &str, landing: Landing) -> Result<(), Notice> {
        match clip::read(text) {
            Clip::Document(part) => {
                let by = match (landing, hull(&part)) {
                    (Landing::At(middle), Some(hull)) => {
                        uncovered(self.assessment(), &part, shift(middle, hull))
                    }
                    _ => Position::default(),
                };
                let scales = Scales::of(self.assessment(), &part);
                let came = self.put_in("paste", &part, by)?;
                self.told(came, &scales).map_or(Ok(()), Err)
            }
            Clip::Refused(refusal) => {
                Err(Notice::failed(format!("the clipboard's text cannot be pasted: {refusal}")))
            }
            Clip::Words => self.paste_words(text, landing),
        }
    }

    /// Puts a part into the document and selects it.
    fn put_in(
        &mut self,
        name: &'static str,
        part: &Assessment,
        by: Position,
    ) -> Result<Pasted, Notice> {
        let mut pasted = self.assessment().pasting(part, by);
        let mut edits = std::mem::take(&mut pasted.edits);
        // A layout with new nodes would shuffle those that have no place yet: they keep what is seen.
        edits.extend(settled(self.assessment()));
        self.edit(&Edit::Named(name, edits), Gesture::Single)?;
        self.select(Selection::of(pasted.subjects.iter().cloned()));
        Ok(pasted)
    }

    /// What came of pasting, as far as it was not what was to be expected.
    fn told(&self, pasted: Pasted, scales: &Scales) -> Option<Notice> {
        let Pasted { losses, left_out, adopts_scale, .. } = pasted;
        let phases = left_out.phases(self.assessment());
        let phases = phase_words(phases.iter().map(|phase| &*phase.name));
        let missing = (!left_out.is_empty()).then(|| {
            let scores = wording::counted(left_out.len(), "score was", "scores were");
            format!("{scores} left out: this document lacks {phases}")
        });
        let levels = (losses.levels > 0).then(|| scales.levels(losses.levels));
        let scale = adopts_scale.then(|| scales.adopted());
        let is_partial = missing.is_some() || levels.is_some();
        let parts: Vec<String> = missing.into_iter().chain(levels).chain(scale).collect();
        if parts.is_empty() {
            return None;
        }
        let text = format!("Pasted; {}", parts.join("; "));
        let notice = if is_partial { Notice::partial(text) } else { Notice::done(text) };
        let offer = || Offer::BringPhases(Arc::new(left_out.clone()));
        Some(if left_out.is_empty() { notice } else { notice.offering(offer()) })
    }

    pub(super) fn accept(&mut self, offer: &Offer) -> Result<(), Notice> {
        let left_out = match offer {
            Offer::BringPhases(left_out) => left_out,
            Offer::StopAnalysis => {
                self.jobs.stop();
                return Ok(());
            }
            Offer::CopyReport(_) => return Ok(()),
        };
        let document = self.assessment();
        let phases = left_out.phases(document);
        let phases = phase_words(phases.iter().map(|phase| &*phase.name));
        let edit = left_out.coming(document).ok_or_else(|| {
            Notice::failed("the scores cannot come any more: what was pasted is gone")
        })?;
        self.edit(&edit, Gesture::Single)?;
        let scores = wording::counted(left_out.len(), "score", "scores");
        let levels = match left_out.levels() {
            0 => String::new(),
            n => format!(", {} as ranges", wording::counted(n, "level", "levels")),
        };
        Err(Notice::done(format!("Brought along {phases} with {scores}{levels}")))
    }

    fn paste_words(&mut self, text: &str, landing: Landing) -> Result<(), Notice> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Notice::failed("the clipboard holds no text"));
        }
        if text.len() > TEXT_MAX {
            return Err(Notice::failed("the clipboard's text is too long for a note"));
        }
        let (Landing::At(middle) | Landing::InPlace(middle)) = landing;
        let note = note(self.assessment(), text, middle);
        let subject = Subject::Annotation(note.id.clone());
        self.edit(&Edit::Named("paste note", vec![Edit::put(note)]), Gesture::Single)?;
        self.select(Selection::one(subject));
        Ok(())
    }
}

/// A note with these words around a point, as high as they need.
fn note(document: &Assessment, text: &str, middle: Position) -> Annotation {
    let (line, high) = NOTE_LINE;
    let lines: usize = text.lines().map(|words| words.chars().count() / line + 1).sum();
    let height = (lines as f64 * high + 24.0).clamp(NOTE_HEIGHTS.0, NOTE_HEIGHTS.1);
    let corner = middle.moved(-NOTE_WIDTH / 2.0, -height / 2.0);
    Annotation {
        id: Id::from_name("note", |id| document.annotations().contains(id)),
        kind: AnnotationKind::Note,
        text: text.to_owned(),
        position: Position { x: on_grid(corner.x), y: on_grid(corner.y) },
        width: NOTE_WIDTH,
        height,
        accent: None,
    }
}

/// The places of nodes that have none of their own.
fn settled(document: &Assessment) -> Option<Edit> {
    if document.nodes().iter().all(|node| node.position.is_some()) {
        return None;
    }
    let places: BTreeMap<Id<Node>, Position> = layout::positions(document);
    let loose = document.nodes().iter().filter(|node| node.position.is_none());
    let moves = loose.filter_map(|node| Some((node.id.clone(), *places.get(&node.id)?)));
    Some(Edit::Move(moves.collect()))
}

/// The corners of what holds a part.
fn hull(part: &Assessment) -> Option<(Position, Position)> {
    let (wide, high) = (f64::from(card::WIDTH), f64::from(card::HEIGHT));
    let cards = part.nodes().iter().filter_map(|node| Some((node.position?, wide, high)));
    let notes = part.annotations().iter().map(|note| (note.position, note.width, note.height));
    let boxes = cards.chain(notes).map(|(min, wide, high)| (min, min.moved(wide, high)));
    boxes.reduce(|a, b| {
        let min = Position { x: a.0.x.min(b.0.x), y: a.0.y.min(b.0.y) };
        (min, Position { x: a.1.x.max(b.1.x), y: a.1.y.max(b.1.y) })
    })
}

/// How far a part must move for its middle to be at a point, its corner in step with the grid.
fn shift(middle: Position, (min, max): (Position, Position)) -> Position {
    Position {
        x: on_grid(middle.x - (max.x - min.x) / 2.0) - min.x,
        y: on_grid(middle.y - (max.y - min.y) / 2.0) - min.y,
    }
}

/// The way, or the nearest one to it on which no card comes to lie on one that is there; where there is no such way
/// near by, a little farther as often as a card would hide another one, but no farther than free places are sought. Of
/// a part with many cards the first few are looked at.
fn uncovered(document: &Assessment, part: &Assessment, by: Position) -> Position {
    let there: Vec<Position> = layout::positions(document).into_values().collect();
    let new: Vec<Position> = part.nodes().iter().filter_map(|node| node.position).collect();
    let covers = |new: &[Position], by: &Position, [wide, high]: [f64; 2]| {
        new.iter().any(|place| {
            let place = place.moved(by.x, by.y);
            let hides = |other: &Position| {
                (place.x - other.x).abs() < wide && (place.y - other.y).abs() < high
            };
            there.iter().any(hides)
        })
    };
    let apart = [f64::from(card::WIDTH) + GRID, f64::from(card::HEIGHT) + GRID];
    let is_small = new.len() * there.len() <= COMPARED_MAX;
    let near = std::iter::once(by).chain(ways_around(by));
    if let Some(way) = near.take_while(|_| is_small).find(|by| !covers(&new, by, apart)) {
        return way;
    }
    let few = (COMPARED_MAX / there.len().max(1)).max(1);
    let looked_at = &new[..few.min(new.len())];
    let mut by = by;
    for _ in 0..RINGS {
        if !covers(looked_at, &by, [GRID, GRID]) {
            break;
        }
        by = by.moved(DUPLICATE_OFFSET.x, DUPLICATE_OFFSET.y);
    }
    by
}

/// Ways near another one, the nearest first, to the right and down before to the left and up.
fn ways_around(by: Position) -> impl Iterator<Item = Position> {
    let rings = (1..=RINGS).map(|ring| f64::from(ring) * DUPLICATE_OFFSET.x);
    let around = [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (-1.0, -1.0)];
    rings.flat_map(move |far| around.map(|(x, y)| by.moved(x * far, y * far)))
}

fn on_grid(v: f64) -> f64 {
    (v / GRID).round() * GRID
}

/// What the scales of a document and of a part that is pasted into it are called.
struct Scales {
    /// The document's and the part's; empty where there is none.
    names: [String; 2],
}

impl Scales {
    fn of(document: &Assessment, part: &Assessment) -> Self {
        let name = |document: &Assessment| document.scale().map(|scale| scale.name.clone());
        Self { names: [document, part].map(|document| name(document).unwrap_or_default()) }
    }

    /// What became of levels of the other scale.
    fn levels(&self, count: usize) -> String {
        let [ours, theirs] = &self.names;
        let levels = wording::counted(count, "level", "levels");
        let are = if count == 1 { "is now a range" } else { "are now ranges" };
        if ours == theirs {
            format!("{levels} of the scale ‘{theirs}’, which differs here, {are}")
        } else {
            format!("{levels} of the scale ‘{theirs}’ {are}: this document has ‘{ours}’")
        }
    }

    fn adopted(&self) -> String {
        let [_, theirs] = &self.names;
        format!("its scale ‘{theirs}’ came along")
    }
}

/// Names of phases within a sentence.
fn phase_words<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let noun = if names.len() == 1 { "the phase" } else { "the phases" };
    let names: Vec<String> = names.map(|name| format!("‘{name}’")).collect();
    format!("{noun} {}", wording::joined(&names))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Band, Estimate, Link, NodeKind, Phase, Probability, Scale, Score},
        session::Action,
    };

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn session() -> Session {
        let mut parts = Assessment::blank("Source").to_parts();
        let phase = parts.phases[0].id.clone();
        for (name, x) in [("a", 0.0), ("b", 240.0), ("c", 480.0)] {
            let mut node = Node::new(id(name), name, NodeKind::Host);
            node.position = Some(Position { x, y: 0.0 });
            node.stability.set(phase.clone(), Some(Score::point(Probability::clamped(0.9))));
            parts.nodes.push(node);
        }
        parts.links.push(Link::new(id("a-b"), id("a"), id("b")));
        let document = Assessment::new(parts).expect("valid");
        let mut session = Session::new(document, None, Arc::new(|| {}));
        let nodes = ["a", "b"].map(|name| Subject::Node(id(name)));
        session.dispatch(Action::Select(Selection::of(nodes)));
        session
    }

    #[test]
    fn pasted_at_a_point_it_is_in_the_middle_and_one_step() {
        let mut session = session();
        let before = session.assessment().clone();
        let text = session.copied().expect("something");
        let landing = Landing::At(Position { x: 1000.0, y: 500.0 });
        session.dispatch(Action::Paste(text, landing));
        let copy = session.assessment().nodes().get(&id("a-copy")).expect("pasted");
        assert_eq!(copy.position, Some(Position { x: 792.0, y: 472.0 }));
        assert_eq!(session.selection().subjects().len(), 2);
        assert_eq!(session.document().undo_label(), Some("paste"));
        session.dispatch(Action::Undo);
        assert_eq!(*session.assessment(), before);
    }

    #[test]
    fn pasted_onto_cards_it_comes_to_lie_beside_them() {
        let mut session = session();
        let text = session.copied().expect("something");
        let there: Vec<Position> =
            session.assessment().nodes().iter().filter_map(|node| node.position).collect();
        for at in &there {
            let middle = at.moved(10.0, 10.0);
            session.dispatch(Action::Paste(text.clone(), Landing::At(middle)));
            let places: Vec<Position> =
                session.assessment().nodes().iter().filter_map(|node| node.position).collect();
            let (wide, high) = (f64::from(card::WIDTH), f64::from(card::HEIGHT));
            for (i, a) in places.iter().enumerate() {
                // Those of the document may lie as they please.
                for b in places[..i].iter().filter(|_| i >= there.len()) {
                    let hides = (a.x - b.x).abs() < wide && (a.y - b.y).abs() < high;
                    assert!(!hides, "{a:?} lies on {b:?}");
                }
            }
            session.dispatch(Action::Undo);
        }
    }

    #[test]
    fn cut_and_pasted_in_place_it_is_there_again() {
        let mut session = session();
        let before = session.assessment().clone();
        let text = session.copied().expect("something");
        session.dispatch(Action::CutSelection);
        assert_eq!(session.document().undo_label(), Some("cut"));
        assert_eq!(
            (session.assessment().nodes().len(), session.assessment().links().len()),
            (1, 0)
        );
        session.dispatch(Action::Paste(text, Landing::InPlace(Position::default())));
        for node in before.nodes().iter() {
            assert_eq!(session.assessment().nodes().get(&node.id), Some(node));
        }
        assert_eq!(session.assessment().links(), before.links());
    }

    #[test]
    fn scores_of_phases_that_another_document_lacks_are_told() {
        let text = session().copied().expect("something");
        let mut parts = Assessment::blank("Other").to_parts();
        parts.phases = vec![Phase::new(id("elsewhere"), "Elsewhere")];
        let other = Assessment::new(parts).expect("valid");
        let mut other = Session::new(other, None, Arc::new(|| {}));
        other.dispatch(Action::Paste(text, Landing::At(Position::default())));
        assert_eq!((other.assessment().nodes().len(), other.assessment().links().len()), (2, 1));
        let told = other.notices().last().map(|notice| notice.text.clone()).expect("a notice");
        assert_eq!(
            told,
            "Pasted; 2 scores were left out: this document lacks the phase ‘Deployment’"
        );
    }

    /// A session on a document with these phases, into which the text was pasted.
    fn pasted_into(phases: &[&str], text: String) -> Session {
        let mut parts = Assessment::blank("Other").to_parts();
        parts.phases = phases.iter().map(|name| Phase::new(id(name), name)).collect();
        let other = Assessment::new(parts).expect("valid");
        let mut other = Session::new(other, None, Arc::new(|| {}));
        other.dispatch(Action::Paste(text, Landing::At(Position::default())));
        other
    }

    #[test]
    fn phases_that_another_document_lacks_can_be_brought_along_in_one_step() {
        let mut other = pasted_into(&["elsewhere"], session().copied().expect("something"));
        let before = other.assessment().clone();
        let offer = other.notices().last().and_then(|notice| notice.offer.clone());
        let offer = offer.expect("an offer");
        assert!(offer.stands(other.assessment()));
        other.dispatch(Action::Accept(offer.clone()));
        let phases: Vec<&str> =
            other.assessment().phases().iter().map(|phase| &*phase.name).collect();
        assert_eq!(phases, ["elsewhere", "Deployment"]);
        let is_scored = |node: &Node| node.stability.given(&id("deployment")).is_some();
        assert!(other.assessment().nodes().iter().all(is_scored));
        assert!(!offer.stands(other.assessment()));
        assert_eq!(other.document().undo_label(), Some("bring phases along"));
        other.dispatch(Action::Undo);
        assert_eq!(*other.assessment(), before);
        // What was pasted is gone: nothing is left to be scored.
        other.dispatch(Action::Undo);
        assert!(!offer.stands(other.assessment()));
        other.dispatch(Action::Accept(offer));
        assert!(other.notices().last().is_some_and(|notice| notice.text.contains("any more")));
    }

    #[test]
    fn it_is_told_what_became_of_the_scale() {
        let scale = |name: &str, high: f64| Scale {
            name: name.to_owned(),
            bands: vec![Band {
                level: "likely".to_owned(),
                low: Probability::clamped(0.5),
                best: None,
                high: Probability::clamped(high),
            }],
        };
        let mut parts = session().assessment().to_parts();
        parts.scale = Some(scale("Theirs", 0.9));
        let phase = parts.phases[0].id.clone();
        let level = Score::bare(Estimate::Level("likely".to_owned()));
        parts.nodes[0].stability.set(phase, Some(level));
        let source = Assessment::new(parts).expect("valid");
        let mut source = Session::new(source, None, Arc::new(|| {}));
        source.dispatch(Action::Select(Selection::one(Subject::Node(id("a")))));
        let text = source.copied().expect("something");
        let told = |ours: Option<Scale>| {
            let mut parts = Assessment::blank("Other").to_parts();
            parts.scale = ours;
            let other = Assessment::new(parts).expect("valid");
            let mut other = Session::new(other, None, Arc::new(|| {}));
            other.dispatch(Action::Paste(text.clone(), Landing::At(Position::default())));
            other.notices().last().map(|notice| notice.text.clone())
        };
        assert_eq!(told(None).as_deref(), Some("Pasted; its scale ‘Theirs’ came along"));
        assert_eq!(told(Some(scale("Theirs", 0.9))), None);
        let ours = told(Some(scale("Ours", 0.8)));
        let wanted =
            "Pasted; 1 level of the scale ‘Theirs’ is now a range: this document has ‘Ours’";
        assert_eq!(ours.as_deref(), Some(wanted));
    }

    #[test]
    fn what_was_deleted_and_comes_back_is_selected() {
        let mut session = session();
        let before = session.selection().clone();
        session.dispatch(Action::DeleteSelection);
        assert!(session.selection().is_empty());
        session.dispatch(Action::Select(Selection::one(Subject::Node(id("c")))));
        session.dispatch(Action::Undo);
        assert_eq!(session.selection().subjects(), before.subjects());
        session.dispatch(Action::Redo);
        assert!(session.selection().is_empty());
        session.dispatch(Action::Undo);
        assert_eq!(session.selection().subjects(), before.subjects());
        // Cut is a deletion, too; a move brings nothing back.
        session.dispatch(Action::CutSelection);
        session.dispatch(Action::Undo);
        assert_eq!(session.selection().subjects(), before.subjects());
    }

    #[test]
    fn words_become_a_note_and_broken_documents_a_notice() {
        let mut session = session();
        let landing = Landing::At(Position { x: 100.0, y: 100.0 });
        session.dispatch(Action::Paste(" Ask the team\n about this ".to_owned(), landing));
        let note = session.assessment().annotations().iter().next().cloned().expect("a note");
        assert_eq!(note.text, "Ask the team\n about this");
        assert_eq!(session.selection().focus(), Some(&Subject::Annotation(note.id)));
        let before = session.assessment().clone();
        let broken = "(format: \"driftline/1\", title: 3)".to_owned();
        session.dispatch(Action::Paste(broken, landing));
        assert_eq!(*session.assessment(), before);
        assert!(session.notices().last().is_some_and(|notice| notice.text.contains("pasted")));
    }

    #[test]
    fn duplicates_stand_beside_and_keep_their_links() {
        let mut session = session();
        session.dispatch(Action::DuplicateSelection);
        let document = session.assessment();
        assert_eq!((document.nodes().len(), document.links().len()), (5, 2));
        let copy = document.nodes().get(&id("b-copy")).expect("a copy");
        assert_eq!(copy.position, Some(Position { x: 264.0, y: 24.0 }));
        assert_eq!(session.document().undo_label(), Some("duplicate"));
    }

    #[test]
    fn a_free_place_is_sought_only_so_far() {
        let node = |name: String, at: f64| {
            let mut node = Node::new(id(&name), &name, NodeKind::Host);
            node.position = Some(Position { x: at, y: at });
            node
        };
        let document = |count: usize, step: f64| {
            let mut parts = Assessment::blank("t").to_parts();
            parts.nodes = (0..count).map(|i| node(format!("n{i}"), i as f64 * step)).collect();
            Assessment::new(parts).expect("valid")
        };
        // Too many cards to look around; wherever the part is moved to, its first card hides another.
        let (there, part) = (document(1_000, DUPLICATE_OFFSET.x), document(300, 1_000.0));
        let far = f64::from(RINGS) * DUPLICATE_OFFSET.x;
        let by = uncovered(&there, &part, Position::default());
        assert_eq!(by, Position { x: far, y: far });
        let beside = uncovered(&there, &part, Position { x: -48.0, y: 0.0 });
        assert_eq!(beside, Position { x: -48.0, y: 0.0 });
    }

    #[test]
    fn pasted_beyond_the_canvas_it_is_refused() {
        let mut session = session();
        let before = session.assessment().clone();
        let text = session.copied().expect("something");
        for _ in 0..2 {
            let landing = Landing::At(Position { x: 1e18, y: 1e18 });
            session.dispatch(Action::Paste(text.clone(), landing));
            let told = session.notices().last().map(|notice| notice.text.clone());
            assert!(told.is_some_and(|told| told.contains("too far out")));
            assert_eq!(*session.assessment(), before);
        }
    }
}
