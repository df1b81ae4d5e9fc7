//! What the room sees on the projector: the round, the question, who has answered, and after the reveal what everybody said.
//! Never a value of a round that is not revealed, nor anything of the facilitator's.

use eframe::egui::{
    self, Align, Color32, FontId, Frame, Key, Margin, Rect, RichText, Sense, Ui, Vec2,
    ViewportBuilder, ViewportClass, ViewportCommand, ViewportId, WidgetInfo, accesskit::Role,
};

use super::{agenda::Clock, asked, called, discussion};
use crate::{
    drawing::{Drawing, FontWeight},
    model::{Id, PanelQuestion, Round, RoundState},
    report::wording,
    ui::{
        theme,
        view::Cx,
        widgets::{self, picture},
    },
};

/// Size of the window when it opens.
const SIZE: [f32; 2] = [1280.0, 720.0];
/// The height at which type has its own size.
const HEIGHT: f32 = 720.0;

/// How the room joins: an address, a short code, and both as a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Joining {
    /// Where the page is.
    pub(super) address: String,
    /// The code to type there.
    pub(super) code: String,
    /// The modules of the QR code: how many on a side, and which are dark.
    pub(super) modules: (usize, Vec<bool>),
}

/// What is shown now.
pub(super) struct Shown<'a> {
    /// The round.
    pub(super) round: Option<&'a Round>,
    /// The question that is talked about.
    pub(super) question: Option<Id<PanelQuestion>>,
    /// Its time.
    pub(super) clock: Option<Clock>,
    /// How to join, while answers are taken in over the network.
    pub(super) joining: Option<Joining>,
}

/// What is remembered of the window for the projector.
#[derive(Default)]
pub(super) struct Presenter {
    is_open: bool,
    is_full: bool,
    /// With what it was made of: the substance of the document, the round and the question.
    picture: Option<(PictureKey, Option<Drawing>)>,
}

type PictureKey = (u64, Id<Round>, Id<PanelQuestion>);

/// The button that opens and closes it.
pub(super) fn button_ui(ui: &mut Ui, presenter: &mut Presenter) {
    let hint = "A window for the projector: the question, who has answered, and what was said once it is revealed. F11 fills the screen";
    let button = egui::Button::selectable(presenter.is_open, "Present");
    if ui.add(button).on_hover_text(hint).clicked() {
        presenter.is_open = !presenter.is_open;
    }
}

impl Presenter {
    /// Shows the window, if it is open.
    pub(super) fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
        if !self.is_open {
            return;
        }
        let id = ViewportId::from_hash_of("presenter");
        let builder = ViewportBuilder::default()
            .with_title("driftline – for the room")
            .with_inner_size(SIZE)
            .with_min_inner_size([480.0, 320.0]);
        ui.ctx().show_viewport_immediate(id, builder, |ui, class| {
            let is_apart = class != ViewportClass::EmbeddedWindow;
            if is_apart {
                self.keys(ui);
                let frame = Frame::new().fill(cx.tokens.canvas);
                egui::CentralPanel::default()
                    .frame(frame)
                    .show(ui, |ui| self.page_ui(ui, cx, shown));
            } else {
                ui.set_min_size(Vec2::new(480.0, 300.0));
                self.page_ui(ui, cx, shown);
                if ui.button("Close the presenter").clicked() {
                    self.is_open = false;
                }
            }
        });
    }

    /// F11 and double clicks fill the screen, Escape leaves it, closing closes.
    fn keys(&mut self, ui: &Ui) {
        let (is_closed, escapes, fills) = ui.input(|input| {
            let fills = input.key_pressed(Key::F11)
                || input.pointer.button_double_clicked(egui::PointerButton::Primary);
            (input.viewport().close_requested(), input.key_pressed(Key::Escape), fills)
        });
        if is_closed {
            self.is_open = false;
        }
        if fills || (escapes && self.is_full) {
            self.is_full = fills && !self.is_full;
            ui.send_viewport_cmd(ViewportCommand::Fullscreen(self.is_full));
        }
    }

    fn page_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
        let room = ui.available_size();
        let scale = (room.y / HEIGHT).min(room.x / SIZE[0]).clamp(0.6, 4.0);
        let margin = Margin::same((36.0 * scale).min(100.0) as i8);
        Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let type_of = Type { scale };
            head_ui(ui, cx, shown, type_of);
            ui.add_space(18.0 * scale);
            match shown.round {
                None => big(ui, "The workshop begins soon", type_of.of(30.0), cx.tokens.text),
                Some(round) if round.state.is_revealed() => {
                    self.revealed_ui(ui, cx, (round, shown), type_of);
                }
                Some(round) => waiting_ui(ui, cx, (round, shown), type_of),
            }
        });
    }

    fn revealed_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        (round, shown): (&Round, &Shown<'_>),
        type_of: Type,
    ) {
        let document = cx.session.assessment();
        let panel = document.panel();
        let question = shown.question.as_ref().filter(|id| round.questions.contains(id));
        let question = question.and_then(|id| panel.question(id));
        let question = question.or_else(|| asked(panel, round).first().copied());
        let Some(question) = question else { return };
        let text = wording::panel_question(document, question);
        big(ui, &text, type_of.of(22.0), cx.tokens.text);
        ui.add_space(10.0 * type_of.scale);
        let key = (cx.session.document().substance(), round.id.clone(), question.id.clone());
        if self.picture.as_ref().is_none_or(|(known, _)| *known != key) {
            let drawing = discussion::nameless_chart(document, question, round);
            self.picture = Some((key, drawing));
        }
        let Some((_, Some(drawing))) = &self.picture else {
            big(ui, "Nobody answered", type_of.of(22.0), cx.tokens.secondary);
            return;
        };
        let room = ui.available_size();
        let aspect = drawing.frame.width() / drawing.frame.height().max(1.0);
        let width = room.x.min(room.y * aspect).max(200.0);
        let (rect, response) =
            ui.allocate_exact_size(Vec2::new(width, width / aspect), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &drawing.description));
        picture::paint(ui.painter(), cx.tokens, drawing, rect);
    }
}

/// Type as large as the screen allows.
#[derive(Clone, Copy)]
struct Type {
    scale: f32,
}

impl Type {
    fn of(self, size: f32) -> FontId {
        theme::font(FontWeight::Medium, size * self.scale)
    }
}

fn big(ui: &mut Ui, text: &str, font: FontId, color: Color32) {
    ui.add(egui::Label::new(RichText::new(text).font(font).color(color)).wrap());
}

/// The title, the round, and the time.
fn head_ui(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>, type_of: Type) {
    ui.horizontal(|ui| {
        let title = &cx.session.assessment().about().title;
        let clock = shown.clock.filter(|clock| clock.is_running);
        let room = ui.available_width() - if clock.is_some() { 120.0 * type_of.scale } else { 0.0 };
        let words = match shown.round {
            None => title.clone(),
            Some(round) => {
                format!("{title} · {} · {}", called(round), state_of(round.state))
            }
        };
        let galley = widgets::elided(ui, &words, type_of.of(18.0), cx.tokens.secondary, room);
        ui.label(galley);
        if let Some(clock) = clock {
            ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
                let color = if clock.left < 0.0 { cx.tokens.warning } else { cx.tokens.secondary };
                ui.label(RichText::new(clock.words()).font(type_of.of(18.0)).color(color));
            });
        }
    });
}

fn state_of(state: RoundState) -> &'static str {
    match state {
        RoundState::Draft => "being prepared",
        RoundState::Open => "everybody answers alone",
        RoundState::Closed => "closed, not yet shown",
        RoundState::Revealed | RoundState::Adopted => "what was said",
    }
}

/// While nobody sees what was said: how to join, what is asked, and how many have answered.
fn waiting_ui(ui: &mut Ui, cx: &Cx<'_>, (round, shown): (&Round, &Shown<'_>), type_of: Type) {
    let document = cx.session.assessment();
    let panel = document.panel();
    let questions = asked(panel, round).len();
    let progress = panel.progress(&round.id);
    let done = progress.values().filter(|n| **n >= questions && questions > 0).count();
    let some = progress.values().filter(|n| **n > 0).count();
    if let Some(joining) = &shown.joining {
        joining_ui(ui, cx, joining, type_of);
        ui.add_space(16.0 * type_of.scale);
    }
    let question = shown.question.as_ref().and_then(|id| panel.question(id));
    if let Some(question) = question.filter(|question| round.questions.contains(&question.id)) {
        let text = wording::panel_question(document, question);
        big(ui, &text, type_of.of(24.0), cx.tokens.text);
        ui.add_space(12.0 * type_of.scale);
    }
    let count = wording::counted(questions, "question", "questions");
    let experts = wording::counted(panel.experts.len(), "expert", "experts");
    let text = match round.state {
        RoundState::Draft => format!("{count} · {experts}"),
        _ => format!("{done} of {experts} have answered all of {count}; {some} have begun"),
    };
    big(ui, &text, type_of.of(26.0), cx.tokens.secondary);
}

/// The address, the code and the QR code.
fn joining_ui(ui: &mut Ui, cx: &Cx<'_>, joining: &Joining, type_of: Type) {
    ui.horizontal(|ui| {
        let side = 220.0 * type_of.scale;
        qr_ui(ui, joining, side);
        ui.add_space(20.0 * type_of.scale);
        ui.vertical(|ui| {
            big(ui, "Answer on your phone or laptop", type_of.of(20.0), cx.tokens.secondary);
            big(ui, &joining.address, type_of.of(28.0), cx.tokens.text);
            ui.add_space(8.0 * type_of.scale);
            big(ui, "with the code", type_of.of(20.0), cx.tokens.secondary);
            big(ui, &joining.code, type_of.of(44.0), cx.tokens.accent);
        });
    });
}

/// A QR code, dark on light in every theme: phones read it so.
pub(super) fn qr_ui(ui: &mut Ui, joining: &Joining, side: f32) {
    let (count, modules) = &joining.modules;
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    let spoken = format!("QR code of {}", joining.address);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
    ui.painter().rect_filled(rect, 6.0, Color32::WHITE);
    if *count == 0 {
        return;
    }
    // Four modules of quiet around it belong to the code.
    let size = (side / (*count as f32 + 8.0)).max(1.0);
    let start = rect.center() - Vec2::splat(size * *count as f32 / 2.0);
    for (place, _) in modules.iter().enumerate().filter(|(_, is_dark)| **is_dark) {
        let (row, column) = ((place / count) as f32, (place % count) as f32);
        let at = start + Vec2::new(column * size, row * size);
        // A hair more than its size, so that neighbors leave no line between them.
        let module = Rect::from_min_size(at, Vec2::splat(size + 0.2));
        ui.painter().rect_filled(module, 0.0, Color32::BLACK);
    }
}
