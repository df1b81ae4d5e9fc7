//! The outline: all elements in groups, with a filter.

use std::collections::BTreeSet;

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

/// Height of a row.
const ROW_HEIGHT: f32 = 26.0;
/// Height of the head of a group.
const HEAD_HEIGHT: f32 = 34.0;

/// What the outline remembers.
#[derive(Debug, Default)]
pub struct OutlineView {
    filter: String,
    /// Groups that were opened or closed by hand, away from how they start.
    toggled: BTreeSet<Group>,
    wants_filter: bool,
    /// The row that the keyboard goes to next.
    wants_focus: Option<Subject>,
}

impl OutlineView {
    /// Puts the focus into the filter at the next frame.
    pub fn find(&mut self) {
        self.wants_filter = true;
    }

    fn is_open(&self, group: Group) -> bool {
        !self.filter.trim().is_empty() || (group != Group::Links) != self.toggled.contains(&group)
    }
}

/// A group of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Group {
    Origins,
    Hosts,
    Channels,
    Outcomes,
    Links,
    Mitigations,
    Pathways,
    Hypotheses,
    Phases,
    Zones,
    Evidence,
}

impl Group {
    const ALL: [Self; 11] = [
        Self::Origins,
        Self::Hosts,
        Self::Channels,
        Self::Outcomes,
        Self::Links,
        Self::Mitigations,
        Self::Pathways,
        Self::Hypotheses,
        Self::Phases,
        Self::Zones,
        Self::Evidence,
    ];

    fn title(self) -> &'static str {
        match self {
            Self::Origins => "Origins and enablers",
            Self::Hosts => "Hosts",
            Self::Channels => "Channels",
            Self::Outcomes => "States and outcomes",
            Self::Links => "Links",
            Self::Mitigations => "Mitigations",
            Self::Pathways => "Pathways",
            Self::Hypotheses => "Hypotheses",
            Self::Phases => "Phases",
            Self::Zones => "Zones",
            Self::Evidence => "Evidence",
        }
    }

    /// Whether it is shown although it is empty, so that its first element can be added.
    fn is_always_shown(self) -> bool {
        !matches!(self, Self::Links)
    }

    fn has(self, node: &Node) -> bool {
        match node.kind {
            NodeKind::Origin | NodeKind::Enabler => self == Self::Origins,
            NodeKind::Host => self == Self::Hosts,
            NodeKind::Channel => self == Self::Channels,
            NodeKind::State | NodeKind::Outcome | NodeKind::Residual => self == Self::Outcomes,
        }
    }
}

/// A line of the outline.
enum Line {
    Head(Group, usize),
    Row(Subject),
}

impl Line {
    fn height(&self) -> f32 {
        match self {
            Self::Head(..) => HEAD_HEIGHT,
            Self::Row(_) => ROW_HEIGHT,
        }
    }
}

/// Shows the outline.
pub fn outline_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut OutlineView) {
    filter_ui(ui, view);
    let lines = lines(cx.session.assessment(), view);
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

/// The lines to show, in order.
fn lines(document: &Assessment, view: &OutlineView) -> Vec<Line> {
    let sought = view.filter.trim().to_lowercase();
    let mut lines = Vec::new();
    for group in Group::ALL {
        let rows: Vec<Subject> = subjects(document, group)
            .into_iter()
            .filter(|subject| sought.is_empty() || fits(document, subject, &sought))
            .collect();
        if rows.is_empty() && (!sought.is_empty() || !group.is_always_shown()) {
            continue;
        }
        lines.push(Line::Head(group, rows.len()));
        if view.is_open(group) {
            lines.extend(rows.into_iter().map(Line::Row));
        }
    }
    lines
}

fn subjects(document: &Assessment, group: Group) -> Vec<Subject> {
    match group {
        Group::Origins | Group::Hosts | Group::Channels | Group::Outcomes => {
            let nodes = document.nodes().iter().filter(|node| group.has(node));
            nodes.map(|node| Subject::Node(node.id.clone())).collect()
        }
        Group::Links => document.links().iter().map(|e| Subject::Link(e.id.clone())).collect(),
        Group::Mitigations => {
            document.mitigations().iter().map(|e| Subject::Mitigation(e.id.clone())).collect()
        }
        Group::Pathways => {
            document.pathways().iter().map(|e| Subject::Pathway(e.id.clone())).collect()
        }
        Group::Hypotheses => {
            document.hypotheses().iter().map(|e| Subject::Hypothesis(e.id.clone())).collect()
        }
        Group::Phases => document.phases().iter().map(|e| Subject::Phase(e.id.clone())).collect(),
        Group::Zones => document.zones().iter().map(|e| Subject::Zone(e.id.clone())).collect(),
        Group::Evidence => {
            document.evidence().iter().map(|e| Subject::Evidence(e.id.clone())).collect()
        }
    }
}

/// Whether the filter occurs in the name, the id, the kind or a tag.
fn fits(document: &Assessment, subject: &Subject, sought: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(sought);
    if has(subject.id_str()) || has(subject.kind_name()) || has(&document.label(subject)) {
        return true;
    }
    match subject {
        Subject::Node(id) => document.nodes().get(id).is_some_and(|node| {
            has(wording::node_kind(node.kind)) || node.tags.iter().any(|tag| has(tag))
        }),
        Subject::Link(id) => {
            document.links().get(id).is_some_and(|link| has(wording::mechanism(link.mechanism)))
        }
        Subject::Mitigation(id) => document
            .mitigations()
            .get(id)
            .is_some_and(|m| has(wording::mitigation_kind(m.kind)) || has(&m.mit_code)),
        _ => false,
    }
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
        let is_wanted = matches!(line, Line::Row(s) if view.wants_focus.as_ref() == Some(s));
        if is_wanted {
            ui.scroll_to_rect_animation(rect, None, egui::style::ScrollAnimation::none());
        }
        let is_in_view = y + line.height() >= viewport.top() && y <= viewport.bottom();
        if is_in_view || is_wanted {
            let builder = egui::UiBuilder::new().max_rect(rect);
            match line {
                Line::Head(group, count) => {
                    let builder = builder.id_salt(("group", *group));
                    ui.scope_builder(builder, |ui| head_ui(ui, cx, view, (*group, *count)));
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
fn head_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut OutlineView, (group, count): (Group, usize)) {
    let tokens = cx.tokens;
    let whole = ui.max_rect();
    let can_add = group != Group::Links;
    let mut rect = whole;
    rect.min.y += 8.0;
    rect.max.x -= if can_add { 28.0 } else { 0.0 };
    let response = ui.interact(rect, ui.scope_id().with("head"), Sense::click());
    let is_open = view.is_open(group);
    let spoken = format!("{}, {count}", group.title());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_open, &spoken));
    if response.clicked() && !view.toggled.remove(&group) {
        view.toggled.insert(group);
    }
    let font = theme::font(FontWeight::SemiBold, theme::LABEL);
    let mut job = egui::text::LayoutJob::default();
    let format = egui::TextFormat {
        extra_letter_spacing: 0.6,
        ..egui::TextFormat::simple(font, tokens.secondary)
    };
    job.append(&group.title().to_uppercase(), 0.0, format);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 20.0);
    let galley = ui.painter().layout_job(job);
    let middle = rect.center().y;
    let at = egui::pos2(rect.left() + 2.0, middle - galley.size().y / 2.0);
    let right = at.x + galley.size().x;
    ui.painter().galley(at, galley, tokens.secondary);
    if !is_open || response.hovered() {
        let glyph = if is_open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
        let at = egui::pos2(right + 10.0, middle);
        ui.painter().text(at, Align2::CENTER_CENTER, glyph, theme::icon_font(12.0), tokens.faint);
    }
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    if can_add {
        let corner = Rect::from_min_max(egui::pos2(rect.right() + 2.0, rect.top()), whole.max);
        let builder = egui::UiBuilder::new().max_rect(corner);
        ui.scope_builder(builder, |ui| add_ui(ui, cx, group));
    }
}

fn add_ui(ui: &mut Ui, cx: &mut Cx<'_>, group: Group) {
    let (name, command) = match group {
        Group::Mitigations => ("Add mitigation", Some(Command::AddMitigation)),
        Group::Pathways => ("Add pathway from selected links", Some(Command::AddPathway)),
        Group::Hypotheses => ("Add hypothesis", Some(Command::AddHypothesis)),
        Group::Phases => ("Add phase to the outline", Some(Command::AddPhase)),
        Group::Evidence => ("Add evidence", Some(Command::AddEvidence)),
        Group::Origins => ("Add origin", None),
        Group::Hosts => ("Add host", None),
        Group::Channels => ("Add channel", None),
        Group::Outcomes => ("Add outcome", None),
        Group::Links | Group::Zones => ("Add zone", None),
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
fn add_element(cx: &mut Cx<'_>, group: Group) {
    let document = cx.session.assessment();
    let (kind, name) = match group {
        Group::Origins => (Some(NodeKind::Origin), "New origin"),
        Group::Channels => (Some(NodeKind::Channel), "New channel"),
        Group::Outcomes => (Some(NodeKind::Outcome), "New outcome"),
        Group::Zones => (None, "New zone"),
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
    if response.double_clicked() {
        cx.go_to(subject.clone());
    } else if response.clicked() {
        response.request_focus();
        let adds = ui.input(|input| input.modifiers.command);
        if adds {
            cx.act(Action::Select(cx.session.selection().toggled(subject.clone())));
        } else {
            cx.select(subject.clone());
        }
    }
    response
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

/// The arrow keys walk over the rows; Enter goes to the element.
fn keys(
    ui: &Ui,
    cx: &mut Cx<'_>,
    view: &mut OutlineView,
    (response, lines, place): (&Response, &[Line], usize),
) {
    let Some(Line::Row(subject)) = lines.get(place) else { return };
    if view.wants_focus.as_ref() == Some(subject) {
        view.wants_focus = None;
        response.request_focus();
        return;
    }
    if !response.has_focus() {
        return;
    }
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let (up, down, enter) = ui.input(|input| {
        (
            input.key_pressed(Key::ArrowUp),
            input.key_pressed(Key::ArrowDown),
            input.key_pressed(Key::Enter),
        )
    });
    let row = |line: &Line| match line {
        Line::Row(subject) => Some(subject.clone()),
        Line::Head(..) => None,
    };
    let next = if down {
        lines[place + 1..].iter().find_map(row)
    } else if up {
        lines[..place].iter().rev().find_map(row)
    } else {
        None
    };
    if let Some(next) = next {
        cx.act(Action::Select(Selection::one(next.clone())));
        view.wants_focus = Some(next);
    }
    if enter {
        cx.go_to(subject.clone());
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
