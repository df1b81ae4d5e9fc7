//! The report as pages of paper.

use std::{collections::BTreeMap, sync::Arc};

use eframe::egui::{
    self, Align2, Color32, ColorImage, CornerRadius, Rect, ScrollArea, Sense, Stroke, StrokeKind,
    TextureHandle, TextureOptions, Ui, Vec2, WidgetInfo, accesskit::Role, pos2, vec2,
};

use crate::{
    drawing::FontWeight,
    report::sheets::Sheet,
    session::{Action, Drawn},
    ui::{theme, view::Cx},
};

/// Gap between two pages.
const GAP: f32 = 18.0;
/// Room above the first page, for its edge.
const EDGE: f32 = 2.0;
/// Pictures are drawn in multiples of so many pixels, so that a window that changes its size does not wait all the time.
const STEP: f32 = 96.0;
/// Widest picture.
const PIXELS_MAX: f32 = 3_000.0;

/// The pages that are on the screen.
#[derive(Default)]
pub(super) struct SheetsView {
    textures: BTreeMap<usize, (Arc<Drawn>, TextureHandle)>,
}

impl std::fmt::Debug for SheetsView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SheetsView").field("textures", &self.textures.len()).finish()
    }
}

impl SheetsView {
    /// Shows the pages in this width, one below the other; has those in view drawn.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, width: f32) {
        if !cx.session.has_current_sheets() {
            cx.act(Action::LayOut);
        }
        let Some(sheets) = cx.session.sheets() else {
            message(ui, cx, "Laying out pages…");
            return;
        };
        let sheets = match sheets.all() {
            Ok(sheets) => sheets,
            Err(reason) => {
                message(ui, cx, reason);
                return;
            }
        };
        let heights: Vec<f32> = sheets.iter().map(|sheet| height(sheet, width)).collect();
        let pixels = width * ui.ctx().pixels_per_point();
        let pixels = ((pixels / STEP).ceil() * STEP).min(PIXELS_MAX) as u32;
        let total = EDGE + heights.iter().sum::<f32>() + GAP * heights.len() as f32;
        let mut wanted = None;
        let scroll = ScrollArea::vertical().id_salt("pages").auto_shrink(false);
        scroll.show_viewport(ui, |ui, view| {
            let size = vec2(ui.available_width(), total);
            let (area, _) = ui.allocate_exact_size(size, Sense::hover());
            let left = area.center().x - width / 2.0;
            let mut top = EDGE;
            for (page, height) in heights.iter().enumerate() {
                if top + height >= view.top() && top <= view.bottom() {
                    let at = pos2(left, area.top() + top);
                    let rect = Rect::from_min_size(at, vec2(width, *height));
                    self.sheet_ui(ui, cx, rect, (page, heights.len()));
                    let is_late = cx.session.needs_drawing(page, pixels);
                    wanted = wanted.or(is_late.then_some(page));
                }
                top += height + GAP;
            }
        });
        let count = heights.len();
        self.textures.retain(|page, _| *page < count && cx.session.drawn(*page).is_some());
        if let Some(page) = wanted {
            cx.act(Action::Draw(page, pixels));
        }
    }

    fn sheet_ui(&mut self, ui: &Ui, cx: &Cx<'_>, rect: Rect, (page, count): (usize, usize)) {
        let response = ui.interact(rect, ui.scope_id().with(("page", page)), Sense::hover());
        let name = format!("Page {} of {count}", page + 1);
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
        let edge = Stroke::new(1.0, cx.tokens.line);
        ui.painter().rect(rect, CornerRadius::ZERO, Color32::WHITE, edge, StrokeKind::Outside);
        let Some(drawn) = cx.session.drawn(page) else {
            let font = theme::font(FontWeight::Regular, theme::SMALL);
            let at = rect.center_top() + Vec2::new(0.0, 40.0);
            ui.painter().text(at, Align2::CENTER_TOP, name, font, Color32::GRAY);
            return;
        };
        let known = self.textures.get(&page).filter(|(known, _)| Arc::ptr_eq(known, drawn));
        let texture = if let Some((_, texture)) = known {
            texture.id()
        } else {
            let image = ColorImage::from_rgba_premultiplied(drawn.size, &drawn.pixels);
            let texture = ui.ctx().load_texture(&name, image, TextureOptions::LINEAR);
            let id = texture.id();
            self.textures.insert(page, (Arc::clone(drawn), texture));
            id
        };
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(texture, rect, whole, Color32::WHITE);
    }
}

fn height(sheet: &Sheet, width: f32) -> f32 {
    let [w, h] = sheet.size;
    if w > 0.0 { width * h / w } else { width }
}

fn message(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    ui.centered_and_justified(|ui| {
        ui.label(egui::RichText::new(text).color(cx.tokens.secondary));
    });
}
