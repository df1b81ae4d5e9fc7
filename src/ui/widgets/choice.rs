//! Choices from a list: a quiet button that opens a menu, with a filter where the list is long.

use eframe::egui::{
    self, Align2, CornerRadius, Popup, PopupCloseBehavior, Response, ScrollArea, Sense, Stroke,
    TextEdit, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use super::{Row, elided, focus_ring, icon, row};
use crate::{
    drawing::FontWeight,
    ui::theme::{self, Tokens},
};

/// Height of a control in a row of properties.
pub const VALUE_HEIGHT: f32 = 26.0;
/// More entries than these get a filter.
const UNFILTERED_MAX: usize = 9;
/// Highest menu.
const MENU_HEIGHT_MAX: f32 = 264.0;
/// Symbol of an entry without one: nothing.
const NO_ICON: char = ' ';

/// An entry of a menu.
#[derive(Clone, Debug)]
pub struct Item<K> {
    /// What choosing it means.
    pub key: K,
    /// What people read.
    pub title: String,
    /// A symbol of the icon font.
    pub icon: Option<char>,
}

/// What the closed button of a choice shows.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// Text of the chosen entry.
    pub title: &'a str,
    /// Its symbol.
    pub icon: Option<char>,
    /// Whether it says that nothing is chosen.
    pub is_faint: bool,
}

/// A choice called `name`; the newly chosen key. The entries are made only while the menu is open.
pub fn pick<K>(
    ui: &mut Ui,
    name: &str,
    shown: &Shown<'_>,
    items: impl FnOnce() -> Vec<Item<K>>,
) -> Option<K> {
    let response = value_button(ui, name, shown);
    let width = response.rect.width().clamp(190.0, 360.0);
    let id = response.id;
    let mut chosen = None;
    let popup = Popup::menu(&response)
        .width(width)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name(name);
    let is_open = popup.show(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 1.0;
        chosen = menu_ui(ui, id, shown.title, items());
        if chosen.is_some() {
            ui.close();
        }
    });
    if is_open.is_none() {
        ui.data_mut(|data| data.remove::<String>(id.with("filter")));
    }
    chosen
}

/// A choice among the values of an enumeration; the newly chosen one.
pub fn choice<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    chosen: T,
    all: &[T],
    words: impl Fn(T) -> (&'static str, Option<char>),
) -> Option<T> {
    let (title, icon) = words(chosen);
    let shown = Shown { title, icon, is_faint: false };
    pick(ui, name, &shown, || {
        let item = |key: &T| {
            let (title, icon) = words(*key);
            Item { key: *key, title: title.to_owned(), icon }
        };
        all.iter().map(item).collect()
    })
    .filter(|new| *new != chosen)
}

/// A choice that may be left open; `Some(None)` where it was taken back.
pub fn optional_choice<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    chosen: Option<T>,
    all: &[T],
    words: impl Fn(T) -> (&'static str, Option<char>),
) -> Option<Option<T>> {
    let options: Vec<Option<T>> =
        std::iter::once(None).chain(all.iter().copied().map(Some)).collect();
    let of = |value: Option<T>| value.map_or(("–", None), &words);
    let (title, icon) = of(chosen);
    let shown = Shown { title, icon, is_faint: chosen.is_none() };
    pick(ui, name, &shown, || {
        let item = |key: &Option<T>| {
            let (title, icon) = of(*key);
            Item { key: *key, title: title.to_owned(), icon }
        };
        options.iter().map(item).collect()
    })
    .filter(|new| *new != chosen)
}

/// The closed state: text flush left, then an angle that says that there is more to choose from; a frame under the
/// pointer.
fn value_button(ui: &mut Ui, name: &str, shown: &Shown<'_>) -> Response {
    let tokens = Tokens::of(ui);
    let size = Vec2::new(ui.available_width(), VALUE_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, enabled, name);
        info.current_text_value = Some(shown.title.to_owned());
        info
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let is_hot = response.hovered()
        || response.has_focus()
        || Popup::is_id_open(ui.ctx(), Popup::default_response_id(&response));
    if is_hot {
        let radius = CornerRadius::same(theme::RADIUS_ROW);
        let stroke = Stroke::new(1.0, tokens.line);
        ui.painter().rect(rect, radius, tokens.surface, stroke, egui::StrokeKind::Inside);
    }
    let mut left = rect.left() + 7.0;
    if let Some(glyph) = shown.icon {
        let at = egui::pos2(left + 6.0, rect.center().y);
        let font = theme::icon_font(13.0);
        ui.painter().text(at, Align2::CENTER_CENTER, glyph, font, tokens.secondary);
        left += 19.0;
    }
    let color = if shown.is_faint { tokens.faint } else { tokens.text };
    let font = theme::font(FontWeight::Regular, theme::BODY);
    let galley = elided(ui, shown.title, font, color, rect.right() - 20.0 - left);
    let is_cut = galley.elided;
    let angle = egui::pos2(left + galley.size().x + 10.0, rect.center().y);
    ui.painter().galley(egui::pos2(left, rect.center().y - galley.size().y / 2.0), galley, color);
    let (font, color) =
        (theme::icon_font(13.0), if is_hot { tokens.secondary } else { tokens.faint });
    ui.painter().text(angle, Align2::CENTER_CENTER, icon::CHEVRON_DOWN, font, color);
    focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    if is_cut { response.on_hover_text(shown.title) } else { response }
}

fn menu_ui<K>(ui: &mut Ui, id: egui::Id, current: &str, items: Vec<Item<K>>) -> Option<K> {
    let filter_id = id.with("filter");
    let known: Option<String> = ui.data(|data| data.get_temp(filter_id));
    let mut filter = known.clone().unwrap_or_default();
    if items.len() > UNFILTERED_MAX {
        let field =
            TextEdit::singleline(&mut filter).hint_text("Filter…").desired_width(f32::INFINITY);
        let response = ui.name_inputs("Filter", |ui| ui.add(field));
        super::name_field(ui, &response, "Filter");
        if known.is_none() {
            response.request_focus();
        }
        ui.data_mut(|data| data.insert_temp(filter_id, filter.clone()));
        ui.add_space(4.0);
    }
    let sought = filter.to_lowercase();
    let mut chosen = None;
    let takes_first = !sought.is_empty() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    ScrollArea::vertical().max_height(MENU_HEIGHT_MAX).show(ui, |ui| {
        let fitting = items.into_iter().filter(|item| item.title.to_lowercase().contains(&sought));
        let mut is_empty = true;
        for item in fitting {
            is_empty = false;
            let shown = Row {
                icon: item.icon.unwrap_or(NO_ICON),
                icon_color: None,
                name: &item.title,
                figure: "",
                is_selected: item.title == current,
            };
            if (row(ui, &shown).clicked() || takes_first) && chosen.is_none() {
                chosen = Some(item.key);
            }
        }
        if is_empty {
            super::secondary(ui, "Nothing fits");
        }
    });
    chosen
}
