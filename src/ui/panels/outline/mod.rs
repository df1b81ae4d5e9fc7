//! The outline: all elements in groups, with a filter.

mod groups;

use std::sync::Arc;

use eframe::egui::{
    self, Align2, EventFilter, Key, Rect, Response, ScrollArea, Sense, TextEdit, Ui, Vec2,
    WidgetInfo, accesskit::Role,
};

use crate::{
    analysis::checks::Level,
    drawing::FontWeight,
    model::{Assessment, Edit, Id, Node, NodeKind, Subject, Zone},
    report::wording,
    session::{Action, Selection},
    ui::{
        command::Command,
        panels::inspector::likelihood_brief,
        theme,
        view::{Cx, Wish},
        widgets::{self, Row, icon, icon_button},
    },
};

pub use groups::Grouping;
use groups::{Group, Kind, Line, Toggled};

/// Height of a row.
const ROW_HEIGHT: f32 = 26.0;
/// Height of the head of a group.
const HEAD_HEIGHT: f32 = 34.0;

/// What the outline remembers.
#[derive(Debug, Default)]
pub struct OutlineView {
    filter: String,
    grouping: Grouping,
    toggled: Toggled,
    wants_filter: bool,
    /// The line that the keyboard goes to next.
    wants_focus: Option<Spot>,
    /// The lines with what they were made of.
    made: Option<Made>,
}

/// Lines, and the document, the grouping and the filter that they are of.
#[derive(Debug)]
struct Made {
    of: Arc<Assessment>,
    grouping: Grouping,
    filter: String,
    lines: Arc<[Line]>,
}

/// What a line is of.
#[derive(Clone, Debug, PartialEq)]
enum Spot {
    Head(Group),
    Row(Subject),
}

impl OutlineView {
    /// Puts the focus into the filter at the next frame.
    pub fn find(&mut self) {
        self.wants_filter = true;
    }

    /// Groups the elements in another way.
    pub fn group_by(&mut self, grouping: Grouping) {
        self.grouping = grouping;
    }

    fn is_open(&self, group: &Group) -> bool {
        !self.filter.trim().is_empty() || group.starts_open() != self.toggled.contains(group)
    }

    fn toggle(&mut self, group: &Group) {
        if !self.toggled.remove(group) {
            self.toggled.insert(group.clone());
        }
        self.made = None;
    }

    /// The lines to show, made anew only where something has changed.
    fn lines(&mut self, document: &Arc<Assessment>) -> Arc<[Line]> {
        let known = self.made.as_ref().filter(|made| {
            Arc::ptr_eq(&made.of, document)
                && (made.grouping, &made.filter) == (self.grouping, &self.filter)
        });
        if let Some(made) = known {
            return Arc::clone(&made.lines);
        }
        let asked = (self.grouping, &*self.filter);
        let lines: Arc<[Line]> = groups::lines(document, asked, |group| self.is_open(group)).into();
        self.made = Some(Made {
            of: Arc::clone(document),
            grouping: self.grouping,
            filter: self.filter.clone(),
            lines: Arc::clone(&lines),
        });
        lines
    }
}

impl Line {
    fn height(&self) -> f32 {
        match self {
            Self::Head(..) => HEAD_HEIGHT,
            Self::Row(_) => ROW_HEIGHT,
        }
    }

    fn spot(&self) -> Spot {
        match self {
            Self::Head(group, ..) => Spot::Head(group.clone()),
            Self::Row(subject) => Spot::Row(subject.clone()),
        }
    }
}

/// Shows the outline.
pub fn outline_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut OutlineView) {
    filter_ui(ui, view);
    grouping_ui(ui, view);
    let lines = view.lines(&cx.session.document().snapshot());
    let room = ui.available_height() - ROW_HEIGHT - 10.0;
    let scroll = ScrollArea::vertical().auto_shrink([false, false]).max_height(room);
    let has_rows = lines.iter().any(|line| matches!(line, Line::Row(_)));
    scroll.id_salt("outline").show_viewport(ui, |ui, viewport| {
        if has_rows || view.filter.trim().is_empty() {
            lines_ui(ui, cx, view, (&lines, viewport));
        } else {
            ui.add_space(10.0);
            widgets::secondary(ui, "Nothing fits the filter");
        }
    });
    problems_ui(ui, cx);
}

fn filter_ui(ui: &mut Ui, view: &mut OutlineView) {
    let id = egui::Id::unique("outline filter");
    let width = ui.available_width();
    let tokens = theme::Tokens::of(ui);
    let response = ui.name_inputs("Filter elements", |ui| {
        let field = TextEdit::singleline(&mut view.filter).id(id).hint_text("Filter elements…");
        let field = field.background_color(tokens.background).margin(egui::Margin::symmetric(9, 6));
        ui.add(field.desired_width(width))
    });
    widgets::name_field(ui, &response, "Filter elements");
    if std::mem::take(&mut view.wants_filter) {
        response.request_focus();
    }
    if response.has_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
        view.filter.clear();
    }
}

/// What the elements are grouped by.
fn grouping_ui(ui: &mut Ui, view: &mut OutlineView) {
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.spacing_mut().button_padding = egui::vec2(7.0, 2.0);
        for (grouping, title) in Grouping::ALL {
            let is_chosen = view.grouping == grouping;
            let text = egui::RichText::new(title).size(theme::SMALL);
            let response = ui.add(egui::Button::selectable(is_chosen, text));
            let spoken = format!("Outline by {}", title.to_lowercase());
            response
                .widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, &spoken));
            if response.clicked() {
                view.group_by(grouping);
            }
        }
    });
}

/// Shows the lines that are in view.
fn lines_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut OutlineView,
    (lines, viewport): (&[Line], Rect),
) {
    let origin = ui.max_rect().min;
    let width = ui.available_width();
    let height: f32 = lines.iter().map(Line::height).sum();
    ui.set_height(height);
    let mut y = 0.0;
    for (place, line) in lines.iter().enumerate() {
        let rect = Rect::from_min_size(origin + Vec2::new(0.0, y), Vec2::new(width, line.height()));
        let is_wanted = view.wants_focus.as_ref().is_some_and(|wanted| *wanted == line.spot());
        if is_wanted {
            ui.scroll_to_rect_animation(rect, None, egui::style::ScrollAnimation::none());
        }
        let is_in_view = y + line.height() >= viewport.top() && y <= viewport.bottom();
        if is_in_view || is_wanted {
            let builder = egui::UiBuilder::new().max_rect(rect);
            match line {
                Line::Head(group, title, count) => {
                    let builder = builder.id_salt(("group", group));
                    let head = (group, &**title, *count);
                    let response =
                        ui.scope_builder(builder, |ui| head_ui(ui, cx, view, head)).inner;
                    keys(ui, cx, view, (&response, lines, place));
                }
                Line::Row(subject) => {
                    let builder = builder.id_salt(("row", subject));
                    let response = ui.scope_builder(builder, |ui| row_ui(ui, cx, subject)).inner;
                    keys(ui, cx, view, (&response, lines, place));
                }
            }
        }
        y += line.height();
    }
}

/// The head of a group: a click opens and closes it, a plus adds an element.
fn head_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut OutlineView,
    (group, title, count): (&Group, &str, usize),
) -> Response {
    let tokens = cx.tokens;
    let whole = ui.max_rect();
    let added = match group {
        Group::Kind(Kind::Links) => None,
        Group::Kind(kind) => Some(*kind),
        _ => None,
    };
    let mut rect = whole;
    rect.min.y += 8.0;
    rect.max.x -= if added.is_some() { 28.0 } else { 0.0 };
    let response = ui.interact(rect, ui.scope_id().with("head"), Sense::click());
    let is_open = view.is_open(group);
    let spoken = format!("{title}, {count}");
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_open, &spoken));
    if response.clicked() {
        view.toggle(group);
    }
    let font = theme::font(FontWeight::SemiBold, theme::LABEL);
    let mut job = egui::text::LayoutJob::default();
    let format = egui::TextFormat {
        extra_letter_spacing: 0.6,
        ..egui::TextFormat::simple(font, tokens.secondary)
    };
    job.append(&title.to_uppercase(), 0.0, format);
    let font = theme::font(FontWeight::Regular, theme::LABEL);
    let count = ui.painter().layout_no_wrap(count.to_string(), font, tokens.faint);
    let room = rect.width() - 32.0 - count.size().x;
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.max(0.0));
    let galley = ui.painter().layout_job(job);
    let middle = rect.center().y;
    let count_at = egui::pos2(rect.right() - 4.0 - count.size().x, middle - count.size().y / 2.0);
    ui.painter().galley(count_at, count, tokens.faint);
    let at = egui::pos2(rect.left() + 2.0, middle - galley.size().y / 2.0);
    let right = at.x + galley.size().x;
    ui.painter().galley(at, galley, tokens.secondary);
    if !is_open || response.hovered() {
        let glyph = if is_open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
        let at = egui::pos2(right + 10.0, middle);
        ui.painter().text(at, Align2::CENTER_CENTER, glyph, theme::icon_font(12.0), tokens.faint);
    }
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    if let Some(kind) = added {
        let corner = Rect::from_min_max(egui::pos2(rect.right() + 2.0, rect.top()), whole.max);
        let builder = egui::UiBuilder::new().max_rect(corner);
        ui.scope_builder(builder, |ui| add_ui(ui, cx, kind));
    }
    response
}

fn add_ui(ui: &mut Ui, cx: &mut Cx<'_>, group: Kind) {
    let (name, command) = match group {
        Kind::Mitigations => ("Add mitigation", Some(Command::AddMitigation)),
        Kind::Pathways => ("Add pathway from selected links", Some(Command::AddPathway)),
        Kind::Hypotheses => ("Add hypothesis", Some(Command::AddHypothesis)),
        Kind::Phases => ("Add phase to the outline", Some(Command::AddPhase)),
        Kind::Evidence => ("Add evidence", Some(Command::AddEvidence)),
        Kind::Origins => ("Add origin", None),
        Kind::Hosts => ("Add host", None),
        Kind::Channels => ("Add channel", None),
        Kind::Outcomes => ("Add outcome", None),
        Kind::Links | Kind::Zones => ("Add zone", None),
    };
    if !icon_button(ui, icon::PLUS, name).clicked() {
        return;
    }
    match command {
        Some(command) => cx.command(command),
        None => add_element(cx, group),
    }
}

/// Adds a node of the group's kind, or a zone, and opens its name.
fn add_element(cx: &mut Cx<'_>, group: Kind) {
    let document = cx.session.assessment();
    let (kind, name) = match group {
        Kind::Origins => (Some(NodeKind::Origin), "New origin"),
        Kind::Channels => (Some(NodeKind::Channel), "New channel"),
        Kind::Outcomes => (Some(NodeKind::Outcome), "New outcome"),
        Kind::Zones => (None, "New zone"),
        _ => (Some(NodeKind::Host), "New host"),
    };
    let (edit, subject) = if let Some(kind) = kind {
        let id = Id::from_name(name, |id| document.nodes().contains(id));
        (Edit::put(Node::new(id.clone(), name, kind)), Subject::Node(id))
    } else {
        let id = Id::from_name(name, |id| document.zones().contains(id));
        (Edit::put(Zone::new(id.clone(), name)), Subject::Zone(id))
    };
    cx.edit(edit);
    cx.go_to(subject.clone());
    cx.wishes.push(Wish::Rename(subject));
}

fn row_ui(ui: &mut Ui, cx: &mut Cx<'_>, subject: &Subject) -> Response {
    let name = cx.session.assessment().label(subject);
    let figure = figure(cx, subject);
    let shown = Row {
        icon: widgets::icon_of(cx.session.assessment(), subject),
        icon_color: None,
        name: if name.is_empty() { subject.id_str() } else { &name },
        figure: &figure,
        is_selected: cx.session.selection().contains(subject),
    };
    let response = widgets::row(ui, &shown);
    badge_ui(ui, cx, subject, &response);
    if response.double_clicked() {
        cx.go_to(subject.clone());
    } else if response.clicked() {
        response.request_focus();
        let adds = ui.input(|input| input.modifiers.command);
        if adds {
            cx.act(Action::Select(cx.session.selection().toggled(subject.clone())));
        } else {
            cx.reveal(subject.clone());
        }
    }
    response
}

/// How many open comments there are, at the corner of the row's symbol.
fn badge_ui(ui: &Ui, cx: &Cx<'_>, subject: &Subject, row: &Response) {
    let count = cx.session.assessment().open_comments_on(subject);
    if count == 0 {
        return;
    }
    let words = wording::counted(count, "open comment", "open comments");
    ui.ctx().accesskit_node_builder(row.id, |node| node.set_description(&*words));
    let at = egui::pos2(row.rect.left() + 20.0, row.rect.center().y - 6.0);
    ui.painter().circle_filled(at, 6.0, cx.tokens.accent);
    let figure = if count > 9 { "+".to_owned() } else { count.to_string() };
    let font = theme::font(FontWeight::SemiBold, 9.0);
    ui.painter().text(at, Align2::CENTER_CENTER, figure, font, cx.tokens.on_accent);
}

/// The figure of the chosen phase: prevalence of a node, likelihood of a link, the share of a hypothesis.
fn figure(cx: &Cx<'_>, subject: &Subject) -> String {
    let document = cx.session.assessment();
    match subject {
        Subject::Node(id) => {
            let outlook = cx.session.shown().and_then(|analysis| analysis.pooled.nodes.get(id));
            let figure = outlook.and_then(|outlook| outlook.prevalence.get(cx.session.phase()));
            let notation = cx.session.preferences().notation;
            figure.map(|figure| widgets::figure_in(figure, notation)).unwrap_or_default()
        }
        Subject::Link(id) => {
            let link = document.links().get(id);
            link.map(|link| likelihood_brief(cx, &link.likelihood)).unwrap_or_default()
        }
        Subject::Mitigation(id) => {
            let is_off = document.mitigations().get(id).is_some_and(|m| !m.enabled);
            if is_off { "off".to_owned() } else { String::new() }
        }
        Subject::Hypothesis(id) => {
            let weighed = document.weighed_hypotheses();
            let share = weighed.iter().find(|(h, _)| h.id == *id).map(|(_, share)| *share);
            share.map(wording::percent).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The arrow keys walk over the lines and open and close groups; Enter goes to the element.
fn keys(
    ui: &Ui,
    cx: &mut Cx<'_>,
    view: &mut OutlineView,
    (response, lines, place): (&Response, &[Line], usize),
) {
    let Some(line) = lines.get(place) else { return };
    if view.wants_focus.as_ref().is_some_and(|wanted| *wanted == line.spot()) {
        view.wants_focus = None;
        response.request_focus();
        return;
    }
    if !response.has_focus() {
        return;
    }
    let filter =
        EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    const KEYS: [Key; 7] = [
        Key::ArrowUp,
        Key::ArrowDown,
        Key::ArrowLeft,
        Key::ArrowRight,
        Key::Home,
        Key::End,
        Key::Enter,
    ];
    let pressed = ui.input(|input| KEYS.into_iter().find(|key| input.key_pressed(*key)));
    let Some(pressed) = pressed.filter(|_| ui.input(|input| input.modifiers.is_none())) else {
        return;
    };
    let to = match pressed {
        Key::ArrowUp => place.checked_sub(1),
        Key::ArrowDown => Some(place + 1),
        Key::Home => Some(0),
        Key::End => lines.len().checked_sub(1),
        other => return turn(cx, view, (lines, place), other),
    };
    if let Some(next) = to.and_then(|to| lines.get(to)) {
        if let Line::Row(subject) = next {
            cx.act(Action::Select(Selection::one(subject.clone())));
        }
        view.wants_focus = Some(next.spot());
    }
}

/// What the keys to the sides and Enter do on a line.
fn turn(cx: &mut Cx<'_>, view: &mut OutlineView, (lines, place): (&[Line], usize), key: Key) {
    match (&lines[place], key) {
        (Line::Row(subject), Key::Enter) => cx.go_to(subject.clone()),
        (Line::Row(_), Key::ArrowLeft) => {
            let head = lines[..place].iter().rev().find(|line| matches!(line, Line::Head(..)));
            view.wants_focus = head.map(Line::spot);
        }
        (Line::Head(group, ..), Key::ArrowLeft | Key::ArrowRight) => {
            if view.is_open(group) == (key == Key::ArrowLeft) {
                view.toggle(group);
            } else if key == Key::ArrowRight {
                view.wants_focus = lines.get(place + 1).map(Line::spot);
            }
        }
        _ => {}
    }
}

/// How many problems there are; a click shows them.
fn problems_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let findings = cx.session.findings();
    ui.add_space(4.0);
    let line = ui.cursor().top() - 3.0;
    ui.painter().hline(ui.max_rect().x_range(), line, cx.tokens.hairline());
    let warnings = findings.iter().filter(|finding| finding.level == Level::Warning).count();
    let figure = if findings.is_empty() { "none".to_owned() } else { findings.len().to_string() };
    let shown = Row {
        icon: if findings.is_empty() { icon::DONE } else { icon::WARNING },
        icon_color: (warnings > 0).then_some(cx.tokens.warning),
        name: "Problems",
        figure: &figure,
        is_selected: false,
    };
    if widgets::row(ui, &shown).clicked() {
        cx.command(Command::ShowProblems);
    }
}
