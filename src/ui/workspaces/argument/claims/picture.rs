//! The claims as a picture in which each piece can be selected.

use eframe::egui::{self, Rect, Sense, Ui, Vec2, WidgetInfo, accesskit::Role};

use crate::{
    drawing::{
        Frame,
        argument::{Laid, Notation},
    },
    report::figures::argument::{Argument, argument},
    ui::{
        view::Cx,
        widgets::{self, picture},
    },
};

/// Smallest scale: below it nothing could be made out any more.
const SCALE_MIN: f32 = 0.3;

/// How large the picture is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Size {
    /// As wide as the page, where it can be read so.
    #[default]
    Fitted,
    /// As it is.
    Full,
}

/// Shows the picture.
pub(super) fn picture_ui(ui: &mut Ui, cx: &mut Cx<'_>, (notation, size): (Notation, Size)) {
    let mut shown = argument(cx.session.assessment(), notation);
    let selection = cx.session.selection();
    shown.chart.selected = shown.subjects.iter().position(|subject| selection.contains(subject));
    let laid = shown.chart.laid();
    let frame = laid.drawing.frame;
    let fitting = (ui.available_width() / frame.width().max(1.0)).min(1.0);
    let scale = match size {
        Size::Fitted => fitting.max(SCALE_MIN),
        Size::Full => 1.0,
    };
    let scroll = egui::ScrollArea::horizontal().id_salt("picture of the argument");
    scroll.show(ui, |ui| {
        let room = Vec2::new(frame.width(), frame.height()) * scale;
        let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
        picture::paint(ui.painter(), cx.tokens, &laid.drawing, rect);
        pieces_ui(ui, cx, (&shown, &laid), (rect, scale));
    });
}

/// What can be clicked, over the picture.
fn pieces_ui(
    ui: &Ui,
    cx: &mut Cx<'_>,
    (shown, laid): (&Argument, &Laid),
    (rect, scale): (Rect, f32),
) {
    let origin = laid.drawing.frame.min;
    let on_screen = |frame: &Frame| {
        let corner = rect.min + Vec2::new(frame.min.x - origin.x, frame.min.y - origin.y) * scale;
        Rect::from_min_size(corner, Vec2::new(frame.width(), frame.height()) * scale)
    };
    let all = shown.chart.pieces.iter().zip(&shown.subjects).zip(&laid.places);
    for (i, ((piece, subject), place)) in all.enumerate() {
        let place = on_screen(place);
        if !ui.is_rect_visible(place) {
            continue;
        }
        let response = ui.interact(place, ui.scope_id().with(("piece", i)), Sense::click());
        let spoken = [&*piece.mark, &*piece.text, &*piece.figure].join(" ");
        let is_selected = shown.chart.selected == Some(i);
        response
            .widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, spoken.trim()));
        widgets::focus_ring(ui, &response, place, crate::ui::theme::RADIUS_ROW);
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            cx.select(subject.clone());
        }
    }
}
