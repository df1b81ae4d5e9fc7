//! Messages to the user, in the corner until they are taken away.

use eframe::egui::{self, Align2, Frame, Margin, RichText, Ui, Vec2};

use crate::{
    session::{Action, NoticeTone},
    ui::{
        theme,
        view::Cx,
        widgets::{self, icon},
    },
};

/// Most notices shown at once; older ones wait.
const SHOWN_MAX: usize = 3;

/// Shows the newest notices.
pub fn notices_ui(ui: &Ui, cx: &mut Cx<'_>, bottom: f32) {
    let notices = cx.session.notices();
    if notices.is_empty() {
        return;
    }
    let area = egui::Area::new(egui::Id::unique("notices"))
        .anchor(Align2::CENTER_BOTTOM, Vec2::new(0.0, -bottom - 12.0))
        .order(egui::Order::Foreground);
    area.show(ui.ctx(), |ui| {
        let first = notices.len().saturating_sub(SHOWN_MAX);
        for place in first..notices.len() {
            notice_ui(ui, cx, place);
        }
    });
}

fn notice_ui(ui: &mut Ui, cx: &mut Cx<'_>, place: usize) {
    let tokens = cx.tokens;
    let Some(notice) = cx.session.notices().get(place) else { return };
    let (glyph, color) = match notice.tone {
        NoticeTone::Done => (icon::DONE, tokens.mitigated),
        NoticeTone::Failed => (icon::ALERT, tokens.warning),
    };
    let frame = Frame::popup(ui.style()).corner_radius(theme::RADIUS_CONTROL);
    frame.inner_margin(Margin::symmetric(12, 6)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(RichText::new(glyph).font(theme::icon_font(16.0)).color(color));
            ui.add(egui::Label::new(&notice.text).wrap_mode(egui::TextWrapMode::Wrap));
            if widgets::icon_button(ui, icon::CLOSE, "Dismiss message").clicked() {
                cx.act(Action::Dismiss(place));
            }
        });
    });
}
