//! Who has answered how much: never what.

use eframe::egui::{self, Rect, Sense, Ui, Vec2, WidgetInfo, accesskit::Role};

use super::{
    asked, empty_ui, part_ui,
    serving::{Place, Serving},
};
use crate::{
    drawing::FontWeight,
    model::Round,
    report::wording,
    ui::{
        theme,
        view::Cx,
        widgets::{self, icon, icon_button},
    },
};

/// Width of the name and height of a row.
const NAME: f32 = 190.0;
const ROW: f32 = 24.0;

/// Shows how many questions of a round each expert has answered.
pub(super) fn progress_ui(ui: &mut Ui, cx: &Cx<'_>, round: &Round, serving: &mut Serving) {
    let panel = cx.session.assessment().panel();
    let of = asked(panel, round).len();
    let progress = panel.progress(&round.id);
    let done = progress.values().filter(|n| **n >= of && of > 0).count();
    let all = wording::counted(panel.experts.len(), "expert", "experts");
    part_ui(ui, "Who has answered", &format!("{done} of {all}"));
    if panel.experts.is_empty() {
        empty_ui(ui, "Nobody is on the panel yet");
    }
    for expert in &panel.experts {
        let answered = progress.get(&expert.id).copied().unwrap_or_default();
        let name = wording::expert(panel, &expert.id);
        let seat = serving.seat(&expert.id);
        let wants_link = ui.horizontal(|ui| {
            row_ui(ui, cx, (&name, seat.as_ref()), (answered, of));
            seat.is_some_and(|seat| seat_ui(ui, &name, &seat))
        });
        if wants_link.inner {
            serving.renew(&expert.id);
        }
    }
}

/// What can be done for one who takes part over the network; whether they need another link.
fn seat_ui(ui: &mut Ui, name: &str, seat: &Place) -> bool {
    if let Some(link) = &seat.link
        && icon_button(ui, icon::COPY, &format!("Copy the personal link of {name}")).clicked()
    {
        ui.copy_text(link.clone());
    }
    let hint =
        format!("New link for {name}; the one before, and the device that used it, hold no longer");
    seat.link.is_none() && icon_button(ui, icon::UNDO, &hint).clicked()
}

fn row_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (name, seat): (&str, Option<&Place>),
    (answered, of): (usize, usize),
) {
    let width = (ui.available_width() - 40.0).min(620.0);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, ROW), Sense::hover());
    let state = seat.map_or("", |seat| match (seat.is_connected, seat.has_joined) {
        (true, _) => ", connected",
        (false, true) => ", away",
        (false, false) => ", not in yet",
    });
    let spoken = format!("{name}: {answered} of {of} answered{state}");
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    let font = theme::font(FontWeight::Regular, theme::BODY);
    let middle = rect.center().y;
    let mut left = rect.left();
    if let Some(seat) = seat {
        let dot = egui::pos2(left + 5.0, middle);
        if seat.is_connected {
            ui.painter().circle_filled(dot, 4.0, cx.tokens.mitigated);
        } else {
            let ink = if seat.has_joined { cx.tokens.secondary } else { cx.tokens.line };
            ui.painter().circle_stroke(dot, 3.5, egui::Stroke::new(1.5, ink));
        }
        left += 16.0;
    }
    let galley = widgets::elided(ui, name, font, cx.tokens.text, NAME - 28.0);
    let at = egui::pos2(left, middle - galley.size().y / 2.0);
    ui.painter().galley(at, galley, cx.tokens.text);
    let right = rect.right() - 70.0;
    let left = (rect.left() + NAME).min(right);
    let bar = Rect::from_min_max(egui::pos2(left, middle - 4.0), egui::pos2(right, middle + 4.0));
    ui.painter().rect_filled(bar, 4.0, cx.tokens.sunken);
    let share = if of > 0 { (answered as f32 / of as f32).min(1.0) } else { 0.0 };
    if share > 0.0 {
        let full = share >= 1.0;
        let color = if full { cx.tokens.mitigated } else { cx.tokens.accent };
        let done = bar.with_max_x(bar.left() + bar.width() * share);
        ui.painter().rect_filled(done, 4.0, color);
    }
    let figure = format!("{answered} of {of}");
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let at = egui::pos2(rect.right(), middle);
    ui.painter().text(at, egui::Align2::RIGHT_CENTER, figure, font, cx.tokens.secondary);
    response.on_hover_text(spoken);
}
