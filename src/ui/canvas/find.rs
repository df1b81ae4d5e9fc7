//! The bar that finds elements on the canvas.

use std::sync::Arc;

use eframe::egui::{
    self, Align2, CornerRadius, Key, Margin, Rect, Sense, StrokeKind, TextEdit, Ui, UiBuilder,
    Vec2, WidgetInfo, accesskit::Role, pos2, vec2,
};

use crate::{
    drawing::FontWeight,
    model::{Assessment, Subject},
    session::search::SearchIndex,
    ui::{
        canvas::{paint::Brush, picture::Picture},
        theme,
        view::Cx,
        widgets::{self, icon},
    },
};

/// Size of the bar where there is room.
const SIZE: Vec2 = vec2(372.0, 36.0);
/// Room between the bar and the edges of the canvas.
const EDGE: f32 = 10.0;
/// A narrower bar has no magnifying glass.
const GLASS_WIDTH_MIN: f32 = 130.0;
/// With less room there are no buttons to step, and no count.
const STEPS_WIDTH_MIN: f32 = 170.0;
/// Room for the count of hits.
const COUNT_WIDTH: f32 = 74.0;
/// More hits than this are not marked.
const MARKS_MAX: usize = 1_000;

/// What is sought and what was found.
#[derive(Debug, Default)]
pub struct FindBar {
    is_open: bool,
    query: String,
    /// The document's texts with the document that they are of.
    index: Option<(Arc<Assessment>, SearchIndex)>,
    hits: Vec<Subject>,
    /// The place of the hit that was gone to last.
    at: Option<usize>,
    wants_focus: bool,
}

impl FindBar {
    /// Opens the bar with the focus in it.
    pub fn open(&mut self) {
        self.is_open = true;
        self.wants_focus = true;
    }

    /// Closes it. What was sought is kept for the next time.
    pub fn close(&mut self) {
        self.is_open = false;
        self.index = None;
        self.hits.clear();
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// The height that it takes at the top of the canvas.
    pub fn height(&self) -> f32 {
        if self.is_open { SIZE.y + EDGE } else { 0.0 }
    }

    /// What was found, as far as it can be marked.
    pub fn hits(&self) -> &[Subject] {
        &self.hits[..self.hits.len().min(MARKS_MAX)]
    }

    /// Takes changes of the document in.
    pub fn update(&mut self, document: &Arc<Assessment>) {
        let is_made = self.index.as_ref().is_some_and(|(of, _)| Arc::ptr_eq(of, document));
        if self.is_open && !is_made {
            self.index = Some((Arc::clone(document), SearchIndex::of(document)));
            let current = self.at.and_then(|at| self.hits.get(at).cloned());
            self.search();
            self.at = current.and_then(|subject| self.hits.iter().position(|hit| *hit == subject));
        }
    }

    fn search(&mut self) {
        self.hits = self.index.iter().flat_map(|(_, index)| index.find(&self.query)).collect();
    }

    /// Another text is sought; gives the first hit to go to: the one that was gone to last if it still is one.
    fn seek(&mut self, query: String) -> Option<Subject> {
        let current = self.at.and_then(|at| self.hits.get(at).cloned());
        self.query = query;
        self.search();
        let still = current.and_then(|subject| self.hits.iter().position(|hit| *hit == subject));
        self.at = still.or((!self.hits.is_empty()).then_some(0));
        self.at.and_then(|at| self.hits.get(at).cloned())
    }

    /// Goes to the next hit or the one before, round and round.
    pub fn step(&mut self, is_forth: bool) -> Option<Subject> {
        let count = self.hits.len();
        if count == 0 {
            return None;
        }
        let next = match (self.at, is_forth) {
            (None, _) => 0,
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => (at + count - 1) % count,
        };
        self.at = Some(next);
        self.hits.get(next).cloned()
    }

    /// How many hits there are and which one was gone to.
    fn count(&self) -> String {
        match (self.query.trim().is_empty(), self.hits.len(), self.at) {
            (true, ..) => String::new(),
            (false, 0, _) => "No hits".to_owned(),
            (false, count, Some(at)) => format!("{} of {count}", at + 1),
            (false, 1, None) => "1 hit".to_owned(),
            (false, count, None) => format!("{count} hits"),
        }
    }

    /// Shows the bar; gives the hit to go to.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, screen: Rect) -> Option<Subject> {
        if !self.is_open {
            return None;
        }
        let width = SIZE.x.min(screen.width() - 2.0 * EDGE);
        let corner = screen.right_top() + vec2(-EDGE - width, EDGE);
        let rect = Rect::from_min_size(corner, vec2(width, SIZE.y));
        let radius = CornerRadius::same(theme::RADIUS_CONTROL);
        let stroke = cx.tokens.hairline();
        ui.painter().rect(rect, radius, cx.tokens.surface, stroke, StrokeKind::Inside);
        // Buttons sense clicks only: without this a press on one would begin a drag on the canvas below.
        ui.interact(rect, ui.scope_id().with("ground of the search"), Sense::DRAG);
        let has_glass = width >= GLASS_WIDTH_MIN;
        if has_glass {
            let at = rect.left_center() + vec2(18.0, 0.0);
            let font = theme::icon_font(14.0);
            ui.painter().text(at, Align2::CENTER_CENTER, icon::SEARCH, font, cx.tokens.secondary);
        }
        let left = if has_glass { 30.0 } else { 8.0 };
        let inside = Rect::from_min_max(rect.min + vec2(left, 4.0), rect.max - vec2(5.0, 4.0));
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        let builder = UiBuilder::new().max_rect(inside).layout(layout).id_salt("find");
        ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            self.parts_ui(ui, cx)
        })
        .inner
    }

    /// From right to left, the field in what is left.
    fn parts_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Subject> {
        let is_closed = widgets::icon_button(ui, icon::CLOSE, "Close search").clicked();
        let (mut is_forth, mut is_back) = (false, false);
        if ui.available_width() >= STEPS_WIDTH_MIN {
            is_forth = widgets::icon_button(ui, icon::CHEVRON_DOWN, "Next hit").clicked();
            is_back = widgets::icon_button(ui, icon::CHEVRON_UP, "Previous hit").clicked();
            self.count_ui(ui, cx);
        }
        let typed = self.field_ui(ui);
        if is_closed {
            self.close();
            return None;
        }
        match typed {
            Typed::Text(query) => self.seek(query),
            Typed::Step(is_forth) => self.step(is_forth),
            Typed::Nothing if is_forth || is_back => self.step(is_forth),
            Typed::Nothing => None,
        }
    }

    /// Always as wide, so that nothing moves while hits are counted.
    fn count_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let count = self.count();
        let size = vec2(COUNT_WIDTH.min(ui.available_width() / 2.0), ui.available_height());
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &count));
        let font = theme::font(FontWeight::Regular, theme::SMALL);
        let words = widgets::elided(ui, &count, font, cx.tokens.secondary, size.x - 8.0);
        let at = pos2(rect.right() - 6.0 - words.size().x, rect.center().y - words.size().y / 2.0);
        ui.painter().galley(at, words, cx.tokens.secondary);
    }

    fn field_ui(&mut self, ui: &mut Ui) -> Typed {
        let id = egui::Id::unique("find on the canvas");
        let mut query = self.query.clone();
        let width = ui.available_width();
        let response = ui.name_inputs("Find on the canvas", |ui| {
            let field = TextEdit::singleline(&mut query).id(id).hint_text("Find…");
            let field = field.frame(egui::Frame::new()).margin(Margin::symmetric(2, 4));
            let field = field.align(Align2::LEFT_CENTER);
            ui.add(field.desired_width(width))
        });
        widgets::name_field(ui, &response, "Find on the canvas");
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
            widgets::select_all(ui, id, &query);
        }
        let has_keys = response.has_focus() || response.lost_focus();
        let (is_entered, is_stepped, is_back) = ui.input(|input| {
            let entered = input.key_pressed(Key::Enter);
            (entered, entered || input.key_pressed(Key::F3), input.modifiers.shift)
        });
        if has_keys && is_entered {
            response.request_focus();
        }
        if query != self.query {
            Typed::Text(query)
        } else if has_keys && is_stepped {
            Typed::Step(!is_back)
        } else {
            Typed::Nothing
        }
    }

    /// Marks what was found.
    pub fn marks(&self, brush: &Brush<'_>, picture: &Picture, color: egui::Color32) {
        for subject in self.hits() {
            let frame = match subject {
                // Links stand out as a whole.
                Subject::Link(_) => None,
                _ => picture.bounds(subject),
            };
            if let Some(frame) = frame.filter(|frame| brush.is_visible(frame)) {
                brush.frame(&frame, color);
            }
        }
    }
}

/// What was done in the field.
enum Typed {
    Nothing,
    Text(String),
    Step(bool),
}
