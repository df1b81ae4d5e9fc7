//! The guided tour: a few callouts that point at the window's own controls. It looks at the bundled example and changes
//! nothing in it.

use eframe::egui::{
    self, Align, Area, Color32, CornerRadius, EventFilter, Frame, Id, Key, LayerId, Layout, Margin,
    Modifiers, Order, Pos2, Rect, RichText, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use crate::{
    drawing::FontWeight,
    session::{Panel, Workspace},
    ui::{
        theme::{self, Tokens},
        widgets::{self, icon},
    },
};

/// Size of a callout, as far as room for it is sought.
const SIZE: Vec2 = Vec2::new(356.0, 190.0);
/// Gap between a callout and what it points at, and the edges of the window.
const GAP: f32 = 14.0;

/// A control of the bars around the panels that the tour points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Spot {
    /// The search.
    Search,
    /// The count of problems.
    Problems,
}

/// What a step points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A panel.
    Panel(Panel),
    /// A control of a bar.
    Spot(Spot),
}

/// One step of the tour.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// What it points at.
    pub target: Target,
    /// The workspace that it is shown in.
    pub workspace: Workspace,
    /// What is pointed at, in a few words.
    pub title: &'static str,
    /// What it is for, in two or three sentences.
    pub text: &'static str,
}

/// All steps, in order.
pub const STEPS: &[Step] = &[
    Step {
        target: Target::Panel(Panel::Workspace),
        workspace: Workspace::Model,
        title: "The graph is the threat model",
        text: "Each card is a place where misalignment can be: what starts it, the agents it runs on, the channels \
               between them, and what must not happen. Each line is a way for it to spread. Drag from the edge of a \
               card to draw another one.",
    },
    Step {
        target: Target::Panel(Panel::Timeline),
        workspace: Workspace::Model,
        title: "Deployment goes in phases",
        text: "Click a phase, and the whole window shows its numbers. The figure below each name is the probability \
               that any outcome has been reached by then.",
    },
    Step {
        target: Target::Panel(Panel::Outline),
        workspace: Workspace::Model,
        title: "Everything is listed in the outline",
        text: "Click an element to select it. Type above the list to find one by its name.",
    },
    Step {
        target: Target::Panel(Panel::Inspector),
        workspace: Workspace::Model,
        title: "The inspector says what, how likely, and why",
        text: "These are the coding agents. Click a score to change it: 2.5 %, 1 in 40, a range from low to high, or \
               a word of the scale. A reason and evidence belong to each.",
    },
    Step {
        target: Target::Panel(Panel::Workspace),
        workspace: Workspace::Scores,
        title: "The same scores as a sheet",
        text: "One row for each score, one column for each phase. It works like a spreadsheet, by the keyboard \
               alone if you like.",
    },
    Step {
        target: Target::Panel(Panel::Workspace),
        workspace: Workspace::Evidence,
        title: "What the numbers rest on",
        text: "Evidence, the claims that it carries, hypotheses on motivations, a catalog of mechanisms to go through, \
               and an audit of published reports. Withdraw a piece of evidence, and the scores on it widen.",
    },
    Step {
        target: Target::Panel(Panel::Workspace),
        workspace: Workspace::Workshop,
        title: "A panel scores it together",
        text: "Experts answer alone first: at this machine, in files, or on their phones. Nobody sees a number before you \
               reveal the round; then you see who is apart, and where it matters.",
    },
    Step {
        target: Target::Panel(Panel::Workspace),
        workspace: Workspace::Results,
        title: "What follows from the scores",
        text: "First the result as a sentence, with how sure it is of itself. Then what spreads, by which routes, \
               and what each mitigation buys: switch one off, and the document stays as it is.",
    },
    Step {
        target: Target::Panel(Panel::Workspace),
        workspace: Workspace::Report,
        title: "The section as it will read",
        text: "Choose what belongs in it, and export it as HTML or Markdown. Words and numbers always come from \
               the document.",
    },
    Step {
        target: Target::Spot(Spot::Problems),
        workspace: Workspace::Model,
        title: "What is missing is counted",
        text: "Scores that nobody has given yet, and whatever looks wrong. Click to list them; each leads to its \
               element.",
    },
    Step {
        target: Target::Spot(Spot::Search),
        workspace: Workspace::Model,
        title: "Every command in one place",
        text: "Ctrl+K finds any element and any command, F1 lists all keys. Now change something: Ctrl+Z takes \
               everything back.",
    },
];

/// The tour, under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tour {
    at: usize,
    /// Whether the step has just begun.
    is_fresh: bool,
}

/// What was asked for in a callout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// To another step.
    To(usize),
    /// The end.
    End,
}

/// Notes where a control is that the tour may point at.
pub fn mark(ui: &Ui, spot: Spot, place: Rect) {
    ui.data_mut(|data| data.insert_temp(Id::unique(("spot of the tour", spot)), place));
}

/// Where a control was shown last.
pub fn place_of(ui: &Ui, spot: Spot) -> Option<Rect> {
    ui.data(|data| data.get_temp(Id::unique(("spot of the tour", spot))))
}

impl Tour {
    /// The tour from a step on.
    pub fn at(step: usize) -> Self {
        Self { at: step.min(STEPS.len() - 1), is_fresh: true }
    }

    /// The step that is shown.
    pub fn step(&self) -> &'static Step {
        &STEPS[self.at]
    }

    /// The keys of the tour come before all others: arrows, and Escape.
    pub fn keys(&self, ui: &Ui) -> Option<Turn> {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::Escape) {
            Some(Turn::End)
        } else if pressed(Key::ArrowRight) {
            Some(self.next())
        } else if pressed(Key::ArrowLeft) {
            Some(Turn::To(self.at.saturating_sub(1)))
        } else {
            None
        }
    }

    fn next(&self) -> Turn {
        if self.at + 1 < STEPS.len() { Turn::To(self.at + 1) } else { Turn::End }
    }

    /// Shows the callout beside its target, which stands out; what was asked for.
    pub fn ui(&mut self, ui: &Ui, target: Option<Rect>) -> Option<Turn> {
        let window = ui.ctx().content_rect();
        let target = target.unwrap_or(Rect::from_center_size(window.center(), Vec2::ZERO));
        let tokens = Tokens::of(ui);
        outline_ui(ui, tokens, (window, target));
        let at = callout_at(window, target);
        let area = Area::new(Id::unique("callout of the tour")).order(Order::Foreground);
        let frame = Frame::popup(ui.style())
            .corner_radius(theme::RADIUS_CARD)
            .stroke(Stroke::new(tokens.line_width, tokens.accent))
            .inner_margin(Margin::same(16));
        let shown = area
            .fixed_pos(at)
            .show(ui.ctx(), |ui| frame.show(ui, |ui| self.callout_ui(ui, tokens)).inner);
        self.is_fresh = false;
        shown.inner
    }

    fn callout_ui(&self, ui: &mut Ui, tokens: &Tokens) -> Option<Turn> {
        let step = self.step();
        let width = (SIZE.x - 34.0).min(ui.ctx().content_rect().width() - 60.0);
        ui.set_width(width);
        let number = format!("{} of {}", self.at + 1, STEPS.len());
        let mut turn = None;
        ui.horizontal(|ui| {
            widgets::secondary(ui, number.clone());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if widgets::icon_button(ui, icon::CLOSE, "End the tour").clicked() {
                    turn = Some(Turn::End);
                }
            });
        });
        let font = theme::font(FontWeight::SemiBold, theme::HEADING);
        let title = ui.label(RichText::new(step.title).font(font).color(tokens.text));
        let spoken = format!("{}, step {number}: {}", step.title, step.text);
        title.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &spoken));
        ui.label(RichText::new(step.text).color(tokens.secondary));
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            if ui.button("Skip").clicked() {
                turn = Some(Turn::End);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let is_last = self.at + 1 == STEPS.len();
                let next = widgets::primary_button(ui, if is_last { "Done" } else { "Next" });
                if self.is_fresh {
                    next.request_focus();
                }
                // The arrows are the tour's: they do not lead the focus away.
                let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
                ui.memory_mut(|memory| memory.set_focus_lock_filter(next.id, filter));
                if next.clicked() {
                    turn = Some(self.next());
                }
                let back = egui::Button::new("Back");
                if ui.add_enabled(self.at > 0, back).clicked() {
                    turn = Some(Turn::To(self.at - 1));
                }
            });
        });
        turn
    }
}

/// Lets the target stand out: a ring around it, and a shade over everything else.
fn outline_ui(ui: &Ui, tokens: &Tokens, (window, target): (Rect, Rect)) {
    let layer = LayerId::new(Order::Middle, Id::unique("shade of the tour"));
    let painter = ui.ctx().layer_painter(layer);
    let shade = Color32::from_black_alpha(if tokens.is_dark { 110 } else { 56 });
    let hole = target.intersect(window);
    let around = [
        Rect::from_min_max(window.min, Pos2::new(window.right(), hole.top())),
        Rect::from_min_max(Pos2::new(window.left(), hole.bottom()), window.max),
        Rect::from_min_max(
            Pos2::new(window.left(), hole.top()),
            Pos2::new(hole.left(), hole.bottom()),
        ),
        Rect::from_min_max(
            Pos2::new(hole.right(), hole.top()),
            Pos2::new(window.right(), hole.bottom()),
        ),
    ];
    for part in around {
        painter.rect_filled(part, 0.0, shade);
    }
    let stroke = Stroke::new(1.5 + tokens.line_width, tokens.accent);
    painter.rect_stroke(hole, CornerRadius::same(4), stroke, StrokeKind::Inside);
}

/// Where a callout goes: beside its target where there is room, else into it, at the bottom.
fn callout_at(window: Rect, target: Rect) -> Pos2 {
    let room = window.shrink(GAP);
    let middle = target.center() - SIZE / 2.0;
    let beside = [
        Pos2::new(target.right() + GAP, middle.y),
        Pos2::new(target.left() - GAP - SIZE.x, middle.y),
        Pos2::new(middle.x, target.top() - GAP - SIZE.y),
        Pos2::new(middle.x, target.bottom() + GAP),
    ];
    let kept = |at: Pos2| {
        let most = (room.max - SIZE).max(room.min);
        at.clamp(room.min, most)
    };
    let is_free = |at: &Pos2| {
        let place = Rect::from_min_size(*at, SIZE);
        room.expand(0.5).contains_rect(place) && !place.intersects(target)
    };
    let free = beside.map(kept).into_iter().find(is_free);
    free.unwrap_or_else(|| kept(Pos2::new(middle.x, target.bottom() - 2.0 * GAP - SIZE.y)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_callout_is_in_the_window_and_leaves_a_small_target_free(
            (width, height) in (640.0_f32..2000.0, 420.0_f32..1300.0),
            (x, y) in (0.0_f32..1.0, 0.0_f32..1.0),
            (w, h) in (10.0_f32..220.0, 10.0_f32..120.0),
        ) {
            let window = Rect::from_min_size(Pos2::ZERO, Vec2::new(width, height));
            let corner = Pos2::new((width - w) * x, (height - h) * y);
            let target = Rect::from_min_size(corner, Vec2::new(w, h));
            let place = Rect::from_min_size(callout_at(window, target), SIZE);
            prop_assert!(window.contains_rect(place), "{place:?}");
            let has_room = width > 2.0 * (SIZE.x + w) && height > 2.0 * (SIZE.y + h);
            prop_assert!(!has_room || !place.intersects(target), "{place:?} {target:?}");
        }
    }

    #[test]
    fn the_tour_has_a_beginning_and_an_end() {
        assert!((6..=11).contains(&STEPS.len()));
        assert_eq!(Tour::at(0).next(), Turn::To(1));
        assert_eq!(Tour::at(STEPS.len()).next(), Turn::End);
        for step in STEPS {
            assert!(step.text.ends_with('.') && step.text.len() < 300, "{}", step.title);
        }
    }
}
