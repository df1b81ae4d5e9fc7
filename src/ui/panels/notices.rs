//! Messages to the user, in the corner until they are taken away.

use eframe::egui::{self, Align2, Frame, Margin, RichText, Ui, Vec2};

use crate::{
    session::{Action, NoticeTone, Offer},
    ui::{
        theme,
        view::Cx,
        widgets::{self, icon},
    },
};

/// Most notices shown at once; older ones wait.
const SHOWN_MAX: usize = 3;

/// So many frames after a press its loss of the keyboard shows.
const FRAMES_KEPT: u8 = 3;

/// How long the message is shown that something was done, and one that says what did not come along.
const SHOWN_SECONDS: [f64; 2] = [8.0, 20.0];

/// Shows the newest notices.
pub fn notices_ui(ui: &Ui, cx: &mut Cx<'_>, bottom: f32) {
    let notices = cx.session.notices();
    if notices.is_empty() {
        // Perhaps the last one was just dismissed.
        leave_keyboard(ui, false);
        return;
    }
    let area = egui::Area::new(egui::Id::unique("notices"))
        .anchor(Align2::CENTER_BOTTOM, Vec2::new(0.0, -bottom - 12.0))
        .order(egui::Order::Foreground);
    let shown = area.show(ui.ctx(), |ui| {
        let first = notices.len().saturating_sub(SHOWN_MAX);
        for place in first..notices.len() {
            notice_ui(ui, cx, place);
        }
    });
    let pointer = ui.input(|input| input.pointer.latest_pos());
    let is_read = pointer.is_some_and(|at| shown.response.rect.contains(at));
    leave_keyboard(ui, is_read);
    expire(ui, cx, is_read);
}

/// A press on a message takes the keyboard from nobody: what had it before has it again.
fn leave_keyboard(ui: &Ui, is_on_message: bool) {
    let id = egui::Id::unique("what had the keyboard before a press on a message");
    let focus = ui.memory(eframe::egui::Memory::focused);
    let known: Option<(Option<egui::Id>, u8)> = ui.data(|data| data.get_temp(id));
    let is_press = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
    let (kept, frames) = match known {
        Some((kept, _)) if is_press && is_on_message => (kept, FRAMES_KEPT),
        Some((kept, frames)) if frames > 0 => (kept, frames - 1),
        _ => (focus, 0),
    };
    if frames > 0
        && focus.is_none()
        && let Some(kept) = kept
    {
        ui.memory_mut(|memory| memory.request_focus(kept));
    }
    ui.data_mut(|data| data.insert_temp(id, (kept, frames)));
}

/// What was done goes away by itself after a while, unless the pointer is on it; what failed stays.
fn expire(ui: &Ui, cx: &mut Cx<'_>, is_read: bool) {
    type Seen = Vec<(String, f64)>;
    let id = egui::Id::unique("when notices were first seen");
    let now = ui.input(|input| input.time);
    let before: Seen = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let mut seen = Seen::new();
    let mut due: Option<usize> = None;
    for (place, notice) in cx.session.notices().iter().enumerate() {
        let known = before.iter().find(|(text, _)| *text == notice.text).map(|(_, since)| *since);
        let since = if is_read { now } else { known.unwrap_or(now) };
        seen.push((notice.text.clone(), since));
        let [done, partial] = SHOWN_SECONDS;
        let has_offer =
            notice.offer.as_ref().is_some_and(|offer| offer.stands(cx.session.assessment()));
        let lasts = match notice.tone {
            // What can be done waits for an answer.
            _ if has_offer => None,
            NoticeTone::Done => Some(done),
            NoticeTone::Partial => Some(partial),
            NoticeTone::Failed => None,
        };
        if let Some(lasts) = lasts {
            let left = since + lasts - now;
            // One at a time: the places of the others change with it.
            if left <= 0.0 {
                due = due.or(Some(place));
            } else {
                ui.request_repaint_after(std::time::Duration::from_secs_f64(left));
            }
        }
    }
    ui.data_mut(|data| data.insert_temp(id, seen));
    if let Some(place) = due {
        cx.act(Action::Dismiss(place));
        ui.request_repaint();
    }
}

/// Words of an error, which begin in a small letter, as a sentence.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn notice_ui(ui: &mut Ui, cx: &mut Cx<'_>, place: usize) {
    let tokens = cx.tokens;
    let Some(notice) = cx.session.notices().get(place) else { return };
    let (glyph, color) = match notice.tone {
        NoticeTone::Done => (icon::DONE, tokens.mitigated),
        NoticeTone::Partial => (icon::WARNING, tokens.warning),
        NoticeTone::Failed => (icon::ALERT, tokens.warning),
    };
    let frame = Frame::popup(ui.style()).corner_radius(theme::RADIUS_CONTROL);
    frame.inner_margin(Margin::symmetric(12, 6)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(RichText::new(glyph).font(theme::icon_font(16.0)).color(color));
            let text = sentence(&notice.text);
            ui.add(egui::Label::new(text).wrap_mode(egui::TextWrapMode::Wrap));
            if let Some(offer) = notice.offer.clone().filter(|o| o.stands(cx.session.assessment()))
            {
                offer_ui(ui, cx, (place, offer));
            }
            if widgets::icon_button(ui, icon::CLOSE, "Dismiss message").clicked() {
                cx.act(Action::Dismiss(place));
            }
        });
    });
}

/// The button for what can be done about a notice.
fn offer_ui(ui: &mut Ui, cx: &mut Cx<'_>, (place, offer): (usize, Offer)) {
    let (title, hint) = match &offer {
        Offer::BringPhases(_) => (
            "Bring phases along",
            "Adds these phases to the timeline, with the scores. What is scored before them here is carried forward into them",
        ),
        Offer::CopyReport(_) => (
            "Copy report",
            "Version, place in the program and the way there; nothing of the document",
        ),
        Offer::StopAnalysis => {
            ("Stop the analysis", "It begins again when something changes, or with Analyze again")
        }
    };
    if ui.button(title).on_hover_text(hint).clicked() {
        if let Offer::CopyReport(report) = &offer {
            ui.copy_text(report.clone());
        }
        cx.act(Action::Dismiss(place));
        cx.act(Action::Accept(offer));
    }
}
