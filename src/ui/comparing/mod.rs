//! Two versions of a document side by side: both graphs, all that differs, and what becomes of conflicts.

mod controls;
mod list;
mod marking;
mod panes;
mod settling;

use std::sync::Arc;

use eframe::egui::{Key, Modifiers, Rect, ScrollArea, Ui, UiBuilder, Vec2, pos2};

use crate::{
    model::{Assessment, Merged, Side, Subject},
    report::differences::{Row, Sides},
    session::{Action, Basis, Clash, Session},
    ui::{view::Cx, widgets},
};
use list::{Detail, Listed};
use panes::{Click, Panes, Shown};
use settling::Settling;

/// Below this width the pictures stand one above the other.
const WIDE: f32 = 900.0;
const GAP: f32 = 8.0;
const HEADER: f32 = 34.0;
const FOOTER: f32 = 36.0;
const LEGEND: f32 = 22.0;

/// What becomes of the view after a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It stays.
    Stay,
    /// It is left, and nothing was decided.
    Leave,
    /// The versions are merged.
    Merge,
}

/// With what the document is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum With {
    /// What another program has written to its file.
    Theirs,
    /// Another document.
    Other,
}

/// What the rows and marks were made of: the state of the document, and whether and on what both are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct MadeOf {
    revision: u64,
    merge: Option<Basis>,
    choices: u64,
}

/// Two versions side by side, with what was chosen so far.
#[derive(Debug)]
pub struct Comparison {
    with: With,
    name: String,
    theirs: Arc<Assessment>,
    /// Whether both are to be merged, and what they are taken to have begun with.
    merge: Option<Basis>,
    settling: Settling,
    /// How often something was chosen.
    choices: u64,
    made: Option<(MadeOf, Sides)>,
    chosen: Option<usize>,
    /// The element that stands out in both pictures.
    focus: Option<Subject>,
    /// Whether the list is to follow what was chosen.
    follows: bool,
    panes: Panes,
}

impl Comparison {
    /// Of the document with what another program has written to its file; nothing where that cannot be read.
    pub fn of_clash(clash: &Clash) -> Option<Self> {
        let theirs = Arc::new(clash.theirs.as_deref().ok()?.clone());
        let name = clash.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Some(Self::new(With::Theirs, name, theirs, Some(Basis::Saved)))
    }

    /// Of the document with another one that was read for it.
    pub fn of_other(session: &Session) -> Option<Self> {
        let compared = session.compared()?;
        let name = compared.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Some(Self::new(With::Other, name, Arc::clone(&compared.theirs), None))
    }

    fn new(with: With, name: String, theirs: Arc<Assessment>, merge: Option<Basis>) -> Self {
        Self {
            with,
            name,
            theirs,
            merge,
            settling: Settling::default(),
            choices: 0,
            made: None,
            chosen: None,
            focus: None,
            follows: false,
            panes: Panes::default(),
        }
    }

    /// How far the conflicts are settled; `None` where there is none.
    pub fn progress(&self) -> Option<String> {
        self.settling.progress()
    }

    /// Why the versions cannot be merged yet; `None` where they can.
    pub fn why_not(&self) -> Option<String> {
        self.settling.why_not()
    }

    /// How many changes a merge would take from the other version.
    pub fn taken(&self) -> usize {
        self.settling.taken()
    }

    /// The action that merges as it was chosen.
    pub fn merging(&self) -> Action {
        let choices = self.settling.choices().clone();
        match (self.with, self.merge) {
            (With::Other, Some(basis)) => Action::MergeCompared(basis, choices),
            (With::Other, None) => Action::LeaveCompared,
            (With::Theirs, _) => Action::MergeTheirs(choices),
        }
    }

    /// Sees to it that rows, marks and conflicts are those of the document and of what was chosen.
    pub fn follow(&mut self, session: &Session) {
        let revision = session.document().revision();
        let made_of = MadeOf { revision, merge: self.merge, choices: self.choices };
        if self.made.as_ref().is_some_and(|(known, _)| *known == made_of) {
            return;
        }
        let merged = self.merged(session);
        if let Some(merged) = &merged {
            self.settling.take(merged);
        }
        let base = match self.merge {
            Some(basis) => session.base_of(basis),
            None => None,
        };
        let conflicts = self.settling.conflicts();
        let sides = Sides::of(base, session.assessment(), &self.theirs, conflicts);
        let before = self.chosen_row().map(|row| (row.path.clone(), row.mark));
        let is_it = |row: &Row| before.as_ref().is_some_and(|(path, _)| row.path == *path);
        self.chosen = before.as_ref().and_then(|_| sides.rows.iter().position(is_it));
        self.made = Some((made_of, sides));
        if self.chosen.is_none() && self.focus.is_none() {
            self.begin();
        }
    }

    fn merged(&self, session: &Session) -> Option<Merged> {
        let choices = self.settling.choices();
        match (self.with, self.merge) {
            (With::Theirs, _) => session.merged_with_theirs(choices),
            (With::Other, Some(basis)) => session.merged_with_compared(basis, choices),
            (With::Other, None) => None,
        }
    }

    fn rows(&self) -> &[Row] {
        self.made.as_ref().map_or(&[], |(_, sides)| &sides.rows)
    }

    fn chosen_row(&self) -> Option<&Row> {
        self.rows().get(self.chosen?)
    }

    /// Chooses the first row, without leaving the view of the whole.
    fn begin(&mut self) {
        self.chosen = (!self.rows().is_empty()).then_some(0);
        let subject = self.chosen_row().map(|row| row.subject.clone());
        self.focus = subject.filter(|subject| *subject != Subject::Document);
        self.follows = true;
    }

    /// Chooses a row, if there is one at that place, and brings its element into view.
    fn choose(&mut self, place: usize) {
        let Some(subject) = self.rows().get(place).map(|row| row.subject.clone()) else { return };
        self.chosen = Some(place);
        self.follows = true;
        self.focus = (subject != Subject::Document).then(|| subject.clone());
        self.panes.go_to(subject);
    }

    /// The row after the chosen one or before it; after the last comes the first.
    fn step(&mut self, is_forth: bool) {
        let count = self.rows().len();
        if count == 0 {
            return;
        }
        let next = match self.chosen {
            Some(place) if is_forth => (place + 1) % count,
            Some(place) => (place + count - 1) % count,
            None => 0,
        };
        self.choose(next);
    }

    /// Lets an element stand out that was clicked on in a picture, with the first of its rows; clicked again, the next.
    fn point_at(&mut self, subject: Option<Subject>) {
        let about = |of: &Subject| -> Vec<usize> {
            self.made.iter().flat_map(|(_, sides)| sides.about(of)).collect()
        };
        let places = subject.as_ref().map(about).unwrap_or_default();
        let after = |place: &&usize| self.chosen.is_some_and(|chosen| **place > chosen);
        let next = places.iter().find(after).or_else(|| places.first()).copied();
        self.chosen = next;
        self.follows = next.is_some();
        self.focus = subject;
    }

    fn settle(&mut self, side: Side) {
        if let Some(path) = self.chosen_row().map(|row| row.path.clone()) {
            self.settling.choose(&path, side);
            self.choices += 1;
        }
    }

    /// Shows the view over a part of the window.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Step {
        self.take_keys(ui);
        self.follow(cx.session);
        let before = (self.chosen, self.choices, self.merge, self.focus.clone());
        let whole = ui.max_rect();
        let top = Rect::from_min_size(whole.min, Vec2::new(whole.width(), HEADER));
        part(ui, top, "header", |ui| self.header_ui(ui));
        let body = Rect::from_min_max(
            pos2(whole.left(), top.bottom() + 4.0),
            pos2(whole.right(), whole.bottom() - FOOTER - 4.0),
        );
        self.body_ui(ui, cx, body);
        let bottom = Rect::from_min_max(pos2(whole.left(), whole.bottom() - FOOTER), whole.max);
        let step = part(ui, bottom, "footer", |ui| self.footer_ui(ui, cx.session));
        self.panes.keep_glyphs(ui);
        if before != (self.chosen, self.choices, self.merge, self.focus.clone()) {
            // The parts above show it in the next frame.
            ui.request_repaint();
        }
        step
    }

    fn take_keys(&mut self, ui: &Ui) {
        let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        // Whatever has the keyboard walks by arrows itself.
        let is_free = ui.memory(|memory| memory.focused().is_none());
        let back = pressed(Key::P) || is_free && pressed(Key::ArrowUp);
        if back || pressed(Key::N) || is_free && pressed(Key::ArrowDown) {
            self.step(!back);
        }
        if pressed(Key::Plus) || pressed(Key::Equals) {
            self.panes.zoom(true);
        } else if pressed(Key::Minus) {
            self.panes.zoom(false);
        } else if pressed(Key::Num0) || pressed(Key::F) {
            self.panes.fit();
        }
    }

    fn body_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, body: Rect) {
        let is_wide = body.width() >= WIDE;
        let column = if is_wide {
            (body.width() * 0.27).clamp(300.0, 420.0)
        } else {
            (body.width() * 0.42).clamp(230.0, 330.0)
        };
        let (above, legend) = body.split_top_bottom_at_y(body.bottom() - LEGEND);
        let above = Rect { max: pos2(above.right(), above.bottom() - 4.0), ..above };
        let split = body.right() - column;
        let pictures = Rect { max: pos2(split - GAP, above.bottom()), ..above };
        // Where there is room the list goes on beside the legend.
        let (legend, bottom) = if is_wide {
            (Rect { max: pos2(split - GAP, legend.bottom()), ..legend }, body.bottom())
        } else {
            (legend, above.bottom())
        };
        let right = Rect::from_min_max(pos2(split, body.top()), pos2(body.right(), bottom));
        let half = if is_wide {
            Vec2::new((pictures.width() - GAP) / 2.0, pictures.height())
        } else {
            Vec2::new(pictures.width(), (pictures.height() - GAP) / 2.0)
        };
        let rects = [pictures.min, pictures.max - half].map(|at| Rect::from_min_size(at, half));
        self.pictures_ui(ui, cx, rects);
        let known = (self.knows_base(cx.session), self.merge.is_some());
        part(ui, legend, "legend", |ui| marking::legend_ui(ui, cx.tokens, known));
        part(ui, right, "list", |ui| self.list_ui(ui, cx));
    }

    fn pictures_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, rects: [Rect; 2]) {
        let Self { made: Some((_, sides)), theirs, focus, name, panes, .. } = self else { return };
        let ours = cx.session.document().snapshot();
        let documents = [&ours, &*theirs];
        let shown = Shown { documents, sides, focus: focus.as_ref(), name };
        match panes.ui(ui, cx, &shown, rects) {
            Some(Click::On(subject)) => self.point_at(Some(subject)),
            Some(Click::Ground) => self.point_at(None),
            None => {}
        }
    }

    /// Whether it is known what both began with.
    fn knows_base(&self, session: &Session) -> bool {
        self.merge.is_some_and(|basis| session.base_of(basis).is_some())
    }

    fn list_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if self.rows().is_empty() {
            ui.label("Both versions are the same");
            return;
        }
        let room = ui.available_height();
        let follows = std::mem::take(&mut self.follows);
        let listed = Listed {
            rows: self.rows(),
            settling: &self.settling,
            chosen: self.chosen,
            focus: self.focus.as_ref(),
            follows,
            tokens: cx.tokens,
        };
        let height = (room * 0.52).max(90.0);
        let clicked = ui.scope(|ui| list::rows_ui(ui, &listed, height)).inner;
        ui.separator();
        let detail =
            Detail { knows_base: self.knows_base(cx.session), is_merging: self.merge.is_some() };
        let scroll = ScrollArea::vertical().id_salt(("difference", self.chosen));
        let wanted = scroll.auto_shrink([false, false]).show(ui, |ui| {
            match (self.chosen_row(), &self.focus) {
                (Some(row), _) => list::detail_ui(ui, row, &self.settling, &detail),
                (None, Some(subject)) => {
                    let name = cx.session.assessment().label(subject);
                    ui.label(format!("{name} is the same in both versions"));
                    None
                }
                (None, None) => {
                    widgets::secondary(ui, "Click a row, or an element in a picture");
                    None
                }
            }
        });
        if let Some(side) = wanted.inner {
            self.settle(side);
        }
        if let Some(place) = clicked {
            self.choose(place);
        }
    }
}

/// A part of the view.
fn part<T>(ui: &mut Ui, rect: Rect, name: &str, add: impl FnOnce(&mut Ui) -> T) -> T {
    ui.scope_builder(UiBuilder::new().max_rect(rect).id_salt(name), |ui| {
        ui.set_clip_rect(rect.expand(3.0).intersect(ui.clip_rect()));
        add(ui)
    })
    .inner
}
