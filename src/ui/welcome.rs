//! The welcome page: what to begin with.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver},
};

use eframe::egui::{
    self, Align, Button, CornerRadius, Key, Layout, Modifiers, Rect, RichText, ScrollArea, Sense,
    Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo, accesskit::Role,
};

use crate::{
    drawing::FontWeight,
    session::{Action, Preferences, SAMPLE_NAME, Session, Template, files, templates},
    ui::{
        command::{Command, Group},
        theme::{self, Tokens},
        view::{Cx, Wish},
        widgets::{self, icon},
    },
};

/// Widest contents.
const WIDTH_MAX: f32 = 920.0;
/// Below this width everything stands in one column.
const TWO_COLUMNS: f32 = 720.0;
/// Height of a card.
const CARD: f32 = 64.0;
/// Height of a recent file.
const FILE: f32 = 44.0;

/// What the welcome page remembers.
#[derive(Debug)]
pub struct Welcome {
    /// Who looks whether recent files are still there: a disk that hangs must not hang the window.
    answers: Receiver<BTreeSet<PathBuf>>,
    missing: BTreeSet<PathBuf>,
    is_fresh: bool,
}

impl Welcome {
    /// A page on what is known now.
    pub fn new(session: &mut Session) -> Self {
        let (sender, answers) = mpsc::channel();
        let recent = session.preferences().recent.clone();
        session.run(move || {
            let missing = recent.into_iter().filter(|path| !files::exists(path)).collect();
            // Nobody listens where the page was closed already.
            let _is_heard = sender.send(missing).is_ok();
            Vec::new()
        });
        Self { answers, missing: BTreeSet::new(), is_fresh: true }
    }

    /// Shows the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Ok(missing) = self.answers.try_recv() {
            self.missing = missing;
        }
        let whole = ui.max_rect();
        ui.painter().rect_filled(whole, 0.0, cx.tokens.canvas);
        let scroll = ScrollArea::vertical().id_salt("welcome").auto_shrink(false);
        scroll.show(ui, |ui| {
            let width = (whole.width() - 48.0).min(WIDTH_MAX);
            let above = ((whole.height() - 560.0) / 3.0).clamp(16.0, 120.0);
            ui.add_space(above);
            let left = whole.left() + (whole.width() - width) / 2.0;
            let top = ui.cursor().top();
            let place = Rect::from_min_size(egui::pos2(left, top), Vec2::new(width, 10.0));
            ui.scope_builder(UiBuilder::new().max_rect(place), |ui| self.page_ui(ui, cx));
            ui.add_space(16.0);
        });
        self.is_fresh = false;
    }

    fn page_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        head_ui(ui, cx);
        ui.add_space(18.0);
        let width = ui.available_width();
        if width < TWO_COLUMNS {
            self.begin_ui(ui, cx);
            ui.add_space(8.0);
            self.recent_ui(ui, cx);
        } else {
            let (top, left) = (ui.cursor().top(), ui.cursor().left());
            let first = (width * 0.56).floor();
            let column = |x: f32, width: f32| {
                let rect = Rect::from_min_size(egui::pos2(x, top), Vec2::new(width, 10.0));
                UiBuilder::new().max_rect(rect).id_salt(("column", x as i32))
            };
            let second = width - first - 32.0;
            let begin = ui.scope_builder(column(left, first), |ui| self.begin_ui(ui, cx));
            let recent = ui
                .scope_builder(column(left + width - second, second), |ui| self.recent_ui(ui, cx));
            ui.advance_cursor_after_rect(begin.response.rect.union(recent.response.rect));
        }
        ui.add_space(14.0);
        let mut shows = cx.session.preferences().shows_welcome;
        if ui.checkbox(&mut shows, "Show at start").changed() {
            let preferences = cx.session.preferences().clone();
            prefer(cx, Preferences { shows_welcome: shows, ..preferences });
        }
    }

    /// The example, the templates, a file, the tour.
    fn begin_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>) {
        widgets::section_label(ui, "Begin");
        let (samples, others): (Vec<&Template>, Vec<&Template>) =
            templates().iter().partition(|template| template.name == SAMPLE_NAME);
        for template in samples.into_iter().chain(others) {
            let is_first = template.name == SAMPLE_NAME;
            let card = card_ui(ui, template, is_first);
            if is_first && self.is_fresh {
                card.request_focus();
            }
            if card.clicked() {
                cx.wishes.push(Wish::Do(Action::New(template.name.to_owned())));
            }
            if is_first {
                // Beside the example, so that a list of templates never pushes it out of view.
                first_steps_ui(ui, cx);
            }
        }
    }

    fn recent_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>) {
        widgets::section_label(ui, "Recent files");
        let recent = cx.session.preferences().recent.clone();
        if recent.is_empty() {
            widgets::secondary(ui, "Documents that you open or save are listed here");
        }
        for path in &recent {
            self.file_ui(ui, cx, path);
        }
    }

    fn file_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, path: &Path) {
        let tokens = cx.tokens;
        let is_missing = self.missing.contains(path);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = path.parent().unwrap_or(Path::new("")).display().to_string();
        let size = Vec2::new(ui.available_width(), FILE);
        let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
        let (rect, end) = whole.split_left_right_at_x(whole.right() - widgets::ICON_BUTTON - 4.0);
        let response = ui.interact(rect, ui.scope_id().with(("file", path)), Sense::click());
        let state = if is_missing { ", missing" } else { "" };
        let spoken = format!("Open {name} in {folder}{state}");
        response.widget_info(|| WidgetInfo::labeled(Role::Button, !is_missing, &spoken));
        if response.hovered() && !is_missing {
            ui.painter().rect_filled(rect, theme::RADIUS_ROW, tokens.sunken);
        }
        let color = if is_missing { tokens.faint } else { tokens.text };
        let below = if is_missing { format!("Missing · {folder}") } else { folder };
        two_lines(ui, rect.shrink2(Vec2::new(8.0, 5.0)), (&name, color), &below);
        widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
        if response.on_hover_text(path.display().to_string()).clicked() && !is_missing {
            cx.wishes.push(Wish::Do(Action::Open(path.to_owned())));
        }
        let builder =
            UiBuilder::new().max_rect(end.shrink2(Vec2::new(2.0, 9.0))).id_salt(("forget", path));
        ui.scope_builder(builder, |ui| {
            let forget = format!("Take {name} off the list");
            if widgets::icon_button(ui, icon::CLOSE, &forget).clicked() {
                let mut preferences = cx.session.preferences().clone();
                preferences.recent.retain(|known| known != path);
                prefer(cx, preferences);
            }
        });
    }
}

/// Escape closes the page.
pub fn take_escape(ui: &Ui) -> bool {
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
}

/// Whether a command leaves the page open: it asks for something first, or changes how everything looks.
pub fn keeps_open(command: Command) -> bool {
    let is_of_looks = matches!(
        command,
        Command::ThemeSystem
            | Command::ThemeLight
            | Command::ThemeDark
            | Command::ThemeHighContrastLight
            | Command::ThemeHighContrastDark
            | Command::ThemeProjector
            | Command::LargerInterface
            | Command::SmallerInterface
            | Command::UsualInterface
    );
    is_of_looks || matches!(command.entry().group, Group::File | Group::Help)
}

fn prefer(cx: &mut Cx<'_>, preferences: Preferences) {
    cx.act(Action::Prefer(Box::new(preferences)));
}

/// The tour, and a file of one's own.
fn first_steps_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        let tour = RichText::new("Take the three-minute tour");
        if ui.add(Button::new(tour).min_size(Vec2::new(0.0, 32.0))).clicked() {
            cx.command(Command::Tour);
        }
        let keys = Command::Open.entry().shortcut.map(|s| ui.ctx().format_shortcut(&s));
        let open = Button::new("Open…").shortcut_text(keys.unwrap_or_default());
        if ui.add(open.min_size(Vec2::new(0.0, 32.0))).clicked() {
            cx.command(Command::Open);
        }
    });
    ui.add_space(6.0);
}

fn head_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let tokens = cx.tokens;
    ui.horizontal(|ui| {
        let mark = RichText::new(icon::WAVES).font(theme::icon_font(26.0)).color(tokens.accent);
        ui.label(mark);
        let font = theme::font(FontWeight::SemiBold, theme::TITLE + 4.0);
        ui.label(RichText::new("driftline").font(font).color(tokens.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if widgets::icon_button(ui, icon::CLOSE, "Close the welcome page").clicked() {
                cx.wishes.push(Wish::CloseWelcome);
            }
        });
    });
    let words = "How misalignment could arise and spread during deployment";
    ui.label(RichText::new(words).color(tokens.secondary));
}

/// A document to start from; the first one stands out.
fn card_ui(ui: &mut Ui, template: &Template, is_first: bool) -> egui::Response {
    let tokens = Tokens::of(ui);
    let height = if is_first { CARD + 22.0 } else { CARD };
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, template.title));
    let is_near = response.hovered() || response.has_focus();
    let ground = match (is_first, is_near) {
        (true, _) => tokens.accent_soft,
        (false, true) => tokens.sunken,
        (false, false) => tokens.surface,
    };
    let line = if is_first || is_near { tokens.accent } else { tokens.line };
    let radius = CornerRadius::same(theme::RADIUS_CARD);
    let stroke = Stroke::new(tokens.line_width, line);
    ui.painter().rect(rect, radius, ground, stroke, StrokeKind::Inside);
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_CARD);
    let mut inner = rect.shrink2(Vec2::new(16.0, 13.0));
    if is_first {
        let font = theme::font(FontWeight::SemiBold, theme::LABEL);
        let galley = widgets::elided(ui, "BUNDLED EXAMPLE", font, tokens.accent, inner.width());
        ui.painter().galley(inner.left_top(), galley, tokens.accent);
        inner.min.y += 22.0;
    }
    two_lines(ui, inner, (template.title, tokens.text), template.description);
    response
}

/// A name and what is to be said about it, cut where they do not fit.
fn two_lines(ui: &Ui, rect: Rect, (name, color): (&str, egui::Color32), below: &str) {
    let secondary = Tokens::of(ui).secondary;
    let font = theme::font(FontWeight::Medium, theme::BODY);
    let name = widgets::elided(ui, name, font, color, rect.width());
    ui.painter().galley(rect.left_top(), name, color);
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let below = widgets::elided(ui, below, font, secondary, rect.width());
    let at = egui::pos2(rect.left(), rect.bottom() - below.size().y);
    ui.painter().galley(at, below, secondary);
}
