//! What became of elements, on the pictures: by color, by the break of a line, and by a sign.

use eframe::egui::{self, Pos2, RichText, Sense, Ui, Vec2};

use crate::{
    drawing::{
        Anchor, Dash, FontWeight, Frame, Ink, Item, Outline, Point, Shape, Stroke, routing::Route,
        text,
    },
    model::{Accent, Subject},
    report::differences::{Fate, Mark, Sides, Whose},
    ui::{
        canvas::{
            camera::{Camera, View},
            paint::Brush,
            picture::Picture,
        },
        theme::{self, Tokens},
    },
};

/// How far from a card its ring runs, in canvas units.
const RING: f32 = 5.0;
/// Where along a link its sign stands: not where its label is.
const SIGN_AT: f32 = 0.28;
/// Width of lines on the side that did something, and on the other one.
const WIDTHS: [f32; 2] = [2.5, 1.25];

/// One of the two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The open document.
    Here,
    /// The other one.
    There,
}

impl Place {
    pub(super) const ALL: [Self; 2] = [Self::Here, Self::There];

    /// What people read above it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Here => "Here",
            Self::There => "In the file",
        }
    }
}

/// How a mark shows on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    /// With its sign.
    Full,
    /// A thin line: the other side did it.
    Thin,
}

/// How a mark shows on a side that has the element.
pub(super) fn strength(mark: Mark, place: Place) -> Strength {
    let other = match place {
        Place::Here => Whose::Theirs,
        Place::There => Whose::Ours,
    };
    let is_elsewhere = mark.fate == Fate::Changed && mark.whose == other;
    if is_elsewhere { Strength::Thin } else { Strength::Full }
}

/// The sign of a mark.
pub(super) fn sign(fate: Fate) -> &'static str {
    match fate {
        Fate::Added | Fate::Alone => "+",
        Fate::Removed => "−",
        Fate::Changed | Fate::Different => "~",
        Fate::Conflict => "!",
    }
}

/// Its color.
pub(super) fn ink(fate: Fate) -> Ink {
    match fate {
        Fate::Added | Fate::Alone => Ink::Mark(Accent::Green),
        Fate::Removed => Ink::Mark(Accent::Red),
        Fate::Changed | Fate::Different => Ink::Mark(Accent::Violet),
        Fate::Conflict => Ink::Warning,
    }
}

fn dash(fate: Fate) -> Dash {
    match fate {
        Fate::Removed => Dash::Dashed,
        Fate::Changed | Fate::Different => Dash::Dotted,
        Fate::Added | Fate::Alone | Fate::Conflict => Dash::Solid,
    }
}

fn line(fate: Fate, strength: Strength) -> Stroke {
    let width = WIDTHS[usize::from(strength == Strength::Thin)];
    Stroke::solid(ink(fate), width).dashed(dash(fate))
}

/// The marks of a card: a line around it, and around that of a conflict a second one.
fn around(frame: &Frame, fate: Fate, strength: Strength) -> Vec<Shape> {
    let ring = |distance: f32| {
        let outline = Outline::Rect(frame.grown(distance), [9.0 + distance; 4]);
        Shape::stroked(outline, line(fate, strength))
    };
    let second = (fate == Fate::Conflict).then(|| ring(RING + 5.0));
    std::iter::once(ring(RING)).chain(second).collect()
}

/// The marks of a link: a line along it, and a broad one below that of a conflict.
fn along(route: &Route, fate: Fate, strength: Strength) -> Vec<Shape> {
    let way = || Outline::Polyline(route.samples());
    let band = Stroke::solid(Ink::Tint(Accent::Amber), 10.0);
    let below = (fate == Fate::Conflict).then(|| Shape::stroked(way(), band));
    below.into_iter().chain([Shape::stroked(way(), line(fate, strength))]).collect()
}

fn item(subject: &Subject, bounds: Frame, shapes: Vec<Shape>) -> Item {
    Item { subject: subject.clone(), bounds, shapes, title: String::new() }
}

/// Where a link of a picture runs.
fn route<'p>(picture: &'p Picture, subject: &Subject) -> Option<&'p Route> {
    let Subject::Link(id) = subject else { return None };
    picture.scene().routes.get(picture.link(id)?)
}

/// Paints the marks of all elements that a side has.
pub(super) fn marks_ui(
    brush: &Brush<'_>,
    picture: &Picture,
    (sides, focus): (&Sides, Option<&Subject>),
    place: Place,
) {
    let Some(document) = picture.document() else { return };
    for (subject, mark) in &sides.marks {
        let Some(bounds) = picture.bounds(subject).filter(|frame| brush.is_visible(frame)) else {
            continue;
        };
        if !document.contains(subject) {
            continue;
        }
        let strength = strength(*mark, place);
        let route = route(picture, subject);
        let shapes = match route {
            Some(route) if focus == Some(subject) => {
                let band = Stroke::solid(Ink::AccentBand, 14.0);
                let below = Shape::stroked(Outline::Polyline(route.samples()), band);
                let own = along(route, mark.fate, strength);
                std::iter::once(below).chain(own).collect()
            }
            Some(route) => along(route, mark.fate, strength),
            None => around(&bounds, mark.fate, strength),
        };
        brush.item(&item(subject, bounds, shapes));
        if strength == Strength::Full {
            let at = route.map_or(bounds.min.moved(2.0, -2.0), |route| route.at(SIGN_AT));
            brush.badge((at, false), sign(mark.fate), ink(mark.fate), false);
        }
    }
}

/// Paints in the place of each element that only the other side has where it stands there, and what it is called.
pub(super) fn ghosts_ui(
    brush: &Brush<'_>,
    [picture, other]: [&Picture; 2],
    (sides, focus): (&Sides, Option<&Subject>),
) {
    let Some((document, there)) = picture.document().zip(other.document()) else { return };
    for subject in sides.marks.keys() {
        if document.contains(subject) || !there.contains(subject) {
            continue;
        }
        let Some(bounds) = other.bounds(subject).filter(|frame| brush.is_visible(frame)) else {
            continue;
        };
        let (ink, width) =
            if focus == Some(subject) { (Ink::Accent, 2.0) } else { (Ink::Faint, 1.0) };
        let stroke = Stroke::solid(ink, width).dashed(Dash::Dashed);
        let mut shapes = Vec::new();
        if let Some(route) = route(other, subject) {
            shapes.push(Shape::stroked(Outline::Polyline(route.samples()), stroke));
        } else {
            shapes.push(Shape::stroked(Outline::Rect(bounds, [9.0; 4]), stroke));
            shapes.extend(ghost_words(&bounds, &there.label(subject)));
        }
        brush.item(&item(subject, bounds, shapes));
    }
}

/// What is not on a side, as far as there is room for it.
fn ghost_words(frame: &Frame, name: &str) -> Vec<Shape> {
    const SIZE: f32 = 11.0;
    let middle = frame.center();
    let weight = FontWeight::Regular;
    let lines = [(name, -8.0), ("not on this side", 8.0)].map(|(words, down)| {
        let words = text::elided(words, SIZE, weight, frame.width() - 12.0);
        let at = middle.moved(0.0, down);
        Shape::text(at, words, SIZE, Ink::Faint).anchored(Anchor::Middle)
    });
    lines.into()
}

/// What the marks mean, in one line: what is known depends on whether a base is, and conflicts on whether both are merged.
pub(super) fn legend_ui(
    ui: &mut Ui,
    tokens: &'static Tokens,
    (knows_base, is_merging): (bool, bool),
) {
    let mut shown = if knows_base {
        vec![
            (Fate::Added, "added"),
            (Fate::Removed, "removed on the other side"),
            (Fate::Changed, "changed"),
        ]
    } else {
        vec![(Fate::Alone, "only on this side"), (Fate::Different, "differs")]
    };
    shown.extend(is_merging.then_some((Fate::Conflict, "conflict")));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(6.0, 2.0);
        ui.spacing_mut().interact_size.y = 18.0;
        for (fate, words) in shown {
            sample_ui(ui, tokens, Some(fate));
            legend_words(ui, tokens, words);
        }
        sample_ui(ui, tokens, None);
        legend_words(ui, tokens, "not on this side");
    });
}

fn legend_words(ui: &mut Ui, tokens: &Tokens, words: &str) {
    ui.label(RichText::new(words).size(theme::LABEL).color(tokens.secondary));
    ui.add_space(4.0);
}

/// A small card with a mark, or the place of one that is not there.
fn sample_ui(ui: &mut Ui, tokens: &'static Tokens, fate: Option<Fate>) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(30.0, 18.0), Sense::hover());
    let mut camera = Camera::default();
    camera.set_screen(rect);
    camera.jump_to(View { center: Point::default(), zoom: 0.5 });
    let frame = Frame::around(Point::default(), 36.0, 16.0);
    let brush = Brush::new(ui.painter().clone(), &camera, tokens, false);
    let stroke = Stroke::solid(Ink::Faint, 1.0).dashed(Dash::Dashed);
    let ghost = || vec![Shape::stroked(Outline::Rect(frame, [6.0; 4]), stroke)];
    let marked = fate.map(|fate| around(&frame.grown(-RING), fate, Strength::Full));
    let shapes = marked.unwrap_or_else(ghost);
    brush.item(&item(&Subject::Document, frame, shapes));
    if let Some(fate) = fate {
        sign_at(ui, tokens, rect.center(), fate);
    }
}

/// The sign of a mark, at a place.
pub(super) fn sign_at(ui: &Ui, tokens: &Tokens, at: Pos2, fate: Fate) {
    let font = theme::font(FontWeight::SemiBold, theme::SMALL);
    ui.painter().text(at, egui::Align2::CENTER_CENTER, sign(fate), font, tokens.ink(ink(fate)));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Those that are told apart: without a base what is alone and what differs look like what is added and changed.
    const FATES: [Fate; 4] = [Fate::Added, Fate::Removed, Fate::Changed, Fate::Conflict];

    #[test]
    fn color_is_never_the_only_thing_that_tells_marks_apart() {
        let frame = Frame::around(Point::default(), 100.0, 50.0);
        for (place, one) in FATES.iter().enumerate() {
            for other in &FATES[place + 1..] {
                assert_ne!(sign(*one), sign(*other), "{one:?} {other:?}");
                assert!(ink(*one) != ink(*other), "{one:?} {other:?}");
                let lines = |fate: Fate| (dash(fate), around(&frame, fate, Strength::Full).len());
                assert_ne!(lines(*one), lines(*other), "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn a_change_is_thin_on_the_side_that_did_not_make_it() {
        let shown = |fate, whose| Place::ALL.map(|place| strength(Mark { fate, whose }, place));
        let (full, thin) = (Strength::Full, Strength::Thin);
        assert_eq!(shown(Fate::Changed, Whose::Ours), [full, thin]);
        assert_eq!(shown(Fate::Changed, Whose::Theirs), [thin, full]);
        assert_eq!(shown(Fate::Changed, Whose::Both), [full, full]);
        // What the other side removed is to be seen where it still is.
        assert_eq!(shown(Fate::Removed, Whose::Theirs), [full, full]);
        assert_eq!(shown(Fate::Conflict, Whose::Both), [full, full]);
    }
}
