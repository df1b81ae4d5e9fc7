//! Rows of a form: a label of fixed width and a control beside it.

use eframe::egui::{self, Align, Layout, Response, RichText, Sense, Ui, Vec2};

use super::{VALUE_HEIGHT, elided, section_label};
use crate::{
    drawing::FontWeight,
    ui::theme::{self, Tokens},
};

/// Width of the labels of all forms, so that their controls stand in one column.
pub const PROPERTY_LABEL_WIDTH: f32 = 104.0;

/// A label and what `add` shows beside it.
pub fn property<R>(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let size = Vec2::new(PROPERTY_LABEL_WIDTH, VALUE_HEIGHT);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        let font = theme::font(FontWeight::Regular, theme::SMALL);
        let galley = elided(ui, label, font, tokens.secondary, rect.width() - 6.0);
        let is_cut = galley.elided;
        let at = egui::pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, tokens.secondary);
        if is_cut {
            response.on_hover_text(label);
        }
        ui.with_layout(Layout::top_down(Align::Min), add).inner
    })
    .inner
}

/// A section's label with room for something at its right end.
pub fn subheading(ui: &mut Ui, title: &str, figure: &str) -> Response {
    ui.horizontal(|ui| {
        let response = section_label(ui, title);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let color = Tokens::of(ui).faint;
            ui.label(RichText::new(figure).size(theme::SMALL).color(color));
        });
        response
    })
    .inner
}
