//! The status bar: how large the document is, what of it is saved, how the numbers are got, and how the graph is looked
//! at.

use eframe::egui::{
    self, Align, Button, Layout, Rect, Response, Sense, Ui, UiBuilder, Vec2, WidgetInfo,
    accesskit::Role,
};

use crate::{
    analysis::{Method, checks::Level},
    drawing::FontWeight,
    report::wording,
    session::{Notation, Session},
    ui::{
        command::Command,
        theme,
        tour::{self, Spot},
        view::Cx,
        widgets::{self, icon},
    },
};

/// Height of the status bar.
pub const HEIGHT: f32 = 28.0;
/// Gap between two cells.
const GAP: f32 = 14.0;

/// Shows the status bar; `zoom` is that of the graph where the graph is shown.
pub fn status_ui(ui: &mut Ui, cx: &mut Cx<'_>, zoom: Option<f32>) {
    let mut rest = ui.max_rect();
    // The less a cell is missed, the sooner a narrow window goes without it.
    zoom_ui(ui, cx, zoom, cut_right(&mut rest, 128.0));
    let is_wide = rest.width() > 640.0;
    let problems = cut_right(&mut rest, if is_wide { 190.0 } else { 64.0 });
    problems_ui(ui, cx, problems, is_wide);
    if rest.width() > 180.0 {
        notation_ui(ui, cx, cut_right(&mut rest, 52.0));
    }
    saved_ui(ui, cx, cut_left(&mut rest, 118.0));
    if rest.width() > 500.0 {
        let work = calculation(cx.session);
        words_ui(ui, cut_right(&mut rest, 250.0), &work, "Calculation", true);
    }
    if rest.width() > 330.0 {
        let selected = selected(cx.session);
        words_ui(ui, cut_right(&mut rest, 90.0), &selected, "Selection", false);
    }
    if rest.width() > 120.0 {
        words_ui(ui, rest, &counts(cx.session), "Size of the document", false);
    }
}

fn cut_left(rest: &mut Rect, width: f32) -> Rect {
    let (cell, others) = rest.split_left_right_at_x((rest.left() + width).min(rest.right()));
    *rest = others;
    rest.min.x = (rest.min.x + GAP).min(rest.max.x);
    cell
}

fn cut_right(rest: &mut Rect, width: f32) -> Rect {
    let (others, cell) = rest.split_left_right_at_x((rest.right() - width).max(rest.left()));
    *rest = others;
    rest.max.x = (rest.max.x - GAP).max(rest.min.x);
    cell
}

/// Controls in exactly this place.
fn within<R>(ui: &mut Ui, place: Rect, name: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    let layout = Layout::left_to_right(Align::Center);
    let builder = UiBuilder::new().max_rect(place).layout(layout).id_salt(name);
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().button_padding = egui::vec2(6.0, 1.0);
        ui.spacing_mut().interact_size.y = 22.0;
        add(ui)
    })
    .inner
}

/// Words that are cut where there is no room; all of them under the pointer.
fn words_ui(ui: &mut Ui, place: Rect, words: &str, name: &str, is_right: bool) -> Response {
    let response = ui.interact(place, ui.scope_id().with(name), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, format!("{name}: {words}")));
    let color = theme::Tokens::of(ui).secondary;
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let galley = widgets::elided(ui, words, font, color, place.width());
    let is_cut = galley.elided;
    let left = if is_right { place.right() - galley.size().x } else { place.left() };
    let at = egui::pos2(left, place.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
    if is_cut { response.on_hover_text(words) } else { response }
}

/// Words that can be clicked, in exactly this place.
fn button_ui(
    ui: &mut Ui,
    place: Rect,
    (words, color): (&str, egui::Color32),
    name: &str,
    indent: f32,
) -> Response {
    let place = place.shrink2(Vec2::new(0.0, 3.0));
    // Known by what it is for: the words change.
    let id = ui.scope_id().with(("button", name.split([',', ':', ' ']).next()));
    let response = ui.interact(place, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() {
        let ground = theme::Tokens::of(ui).sunken;
        ui.painter().rect_filled(place, theme::RADIUS_ROW, ground);
    }
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let galley = widgets::elided(ui, words, font, color, place.width() - indent - 6.0);
    let at = egui::pos2(place.left() + indent, place.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
    widgets::focus_ring(ui, &response, place, theme::RADIUS_ROW);
    response
}

fn saved_ui(ui: &mut Ui, cx: &mut Cx<'_>, place: Rect) {
    let document = cx.session.document();
    let (state, color) = if cx.session.is_saving() {
        ("Saving…", cx.tokens.secondary)
    } else if document.is_dirty() {
        ("Not saved", cx.tokens.accent)
    } else if document.path().is_none() {
        ("No file yet", cx.tokens.secondary)
    } else {
        ("Saved", cx.tokens.secondary)
    };
    let revision = document.revision();
    let name = format!("Save: {state}, revision {revision}");
    let words = format!("{state} · r{revision}");
    let response =
        button_ui(ui, place.translate(Vec2::new(-6.0, 0.0)), (&words, color), &name, 6.0);
    let tip = format!("Revision {revision} of this session: click to save");
    if response.on_hover_text(tip).clicked() {
        cx.command(Command::Save);
    }
}

/// How many elements the document has.
fn counts(session: &Session) -> String {
    let document = session.assessment();
    [
        wording::counted(document.nodes().len(), "node", "nodes"),
        wording::counted(document.links().len(), "link", "links"),
        wording::counted(document.mitigations().len(), "mitigation", "mitigations"),
    ]
    .join(" · ")
}

fn selected(session: &Session) -> String {
    match session.selection().subjects().len() {
        0 => String::new(),
        count => format!("{} selected", wording::count(count as u64)),
    }
}

/// How the numbers are got, or how far that has come.
fn calculation(session: &Session) -> String {
    if session.is_stopped() {
        return "Stopped · F5 goes on".to_owned();
    }
    if let Some(progress) = session.progress() {
        return format!("Computing {:.0} %", (progress * 100.0).floor());
    }
    let Some(results) = session.results() else { return "Not computed yet".to_owned() };
    let analysis = &results.analysis;
    let method = match analysis.method {
        Method::Exact => "Exact".to_owned(),
        Method::RareEvent => "Rare-event simulation".to_owned(),
        Method::Simulation => format!("Simulation, {} trials", wording::count(analysis.trials)),
    };
    match session.work() {
        Some((_, part)) => format!("{method} · deeper {:.0} %", (part * 100.0).floor()),
        None if session.has_current_results() => method,
        None => format!("{method} · before your last change"),
    }
}

fn problems_ui(ui: &mut Ui, cx: &mut Cx<'_>, place: Rect, is_wide: bool) {
    let findings = cx.session.findings();
    let warnings = findings.iter().filter(|finding| finding.level == Level::Warning).count();
    let unscored = cx.session.results().map_or(0, |results| results.analysis.unscored.len());
    let (glyph, color) = match (warnings, findings.is_empty()) {
        (0, true) => (icon::DONE, cx.tokens.mitigated),
        (0, false) => (icon::INFO, cx.tokens.secondary),
        _ => (icon::WARNING, cx.tokens.warning),
    };
    let count = findings.len();
    let name = format!("Problems: {count}, scores missing: {unscored}");
    let problems = wording::counted(count, "problem", "problems");
    let words = match (is_wide, unscored) {
        (true, 0) => problems,
        (true, _) => format!("{problems} · {} unscored", wording::count(unscored as u64)),
        (false, _) => wording::count(count as u64),
    };
    let response = button_ui(ui, place, (&words, cx.tokens.secondary), &name, 26.0);
    let at = egui::pos2(place.left() + 12.0, place.center().y);
    let font = theme::icon_font(13.0);
    ui.painter().text(at, egui::Align2::CENTER_CENTER, glyph, font, color);
    tour::mark(ui, Spot::Problems, response.rect);
    let tip = format!("{count} problems, {unscored} scores missing: click to list them");
    if response.on_hover_text(tip).clicked() {
        cx.command(Command::ShowProblems);
    }
}

fn notation_ui(ui: &mut Ui, cx: &mut Cx<'_>, place: Rect) {
    let choices = [
        (Notation::Percent, "%", Command::NotationPercent),
        (Notation::Odds, "odds", Command::NotationOdds),
        (Notation::OneIn, "1 in N", Command::NotationOneIn),
    ];
    let chosen = cx.session.preferences().notation;
    let shown = choices.iter().find(|(notation, ..)| *notation == chosen).map_or("%", |c| c.1);
    let name = format!("Probabilities as {shown}");
    let response = button_ui(ui, place, (shown, cx.tokens.secondary), &name, 8.0);
    let response = response.on_hover_text("How probabilities are shown");
    egui::Popup::menu(&response).show(|ui| {
        for (notation, _, command) in choices {
            let title = command.entry().title;
            if ui.add(Button::selectable(notation == chosen, title)).clicked() {
                cx.command(command);
                ui.close();
            }
        }
    });
}

fn zoom_ui(ui: &mut Ui, cx: &mut Cx<'_>, zoom: Option<f32>, place: Rect) {
    let Some(zoom) = zoom else { return };
    within(ui, place, "zoom", |ui| {
        if widgets::icon_button(ui, icon::MINUS, "Zoom out").clicked() {
            cx.command(Command::ZoomOut);
        }
        let percent = (zoom * 100.0).round();
        let name = format!("Zoom {percent} %, click for 100 %");
        let (_, cell) = ui.allocate_space(Vec2::new(50.0, place.height()));
        let words = format!("{percent} %");
        let response = button_ui(ui, cell, (&words, cx.tokens.secondary), &name, 8.0);
        if response.on_hover_text("Zoom to 100 %").clicked() {
            cx.command(Command::ZoomActual);
        }
        if widgets::icon_button(ui, icon::PLUS, "Zoom in").clicked() {
            cx.command(Command::ZoomIn);
        }
        if widgets::icon_button(ui, icon::FIT, "Zoom to fit").clicked() {
            cx.command(Command::ZoomToFit);
        }
    });
}
