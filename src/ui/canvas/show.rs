//! What colors, dashes and marks on the canvas tell, and the menu that chooses it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use eframe::egui::{
    Button, Color32, CornerRadius, Popup, PopupCloseBehavior, Rect, RichText, Sense, Stroke,
    StrokeKind, Ui, UiBuilder, WidgetInfo, accesskit::Role,
};

use crate::{
    analysis::{NodeOutlook, Route, Separation, checks::Level},
    drawing::{Dashing, FontWeight, Ink, Point, Scene, palette},
    model::{Id, Link, Node, Subject, Zone},
    session::{Discussion, Insight, Response, Session},
    ui::{
        canvas::{paint::Brush, picture::Picture},
        theme::{self, Tokens},
        view::{Cx, Highlight},
        widgets::{self, icon},
    },
};

/// So many routes stand out together: of more, no one can be followed.
const ROUTES: usize = 5;
/// So many elements bear their rank.
const RANKED: usize = 10;
/// Differences below this are no difference, in probability.
const DIFFERENCE_MIN: f64 = 0.0005;
/// More findings than this are not marked: so many marks tell nothing.
const MARKS_MAX: usize = 1_000;

/// What the colors of nodes tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fill {
    /// The probability at the end of the phase.
    #[default]
    Prevalence,
    /// The probability at any time up to the end of the phase.
    Ever,
    /// How wide the band of the prevalence is.
    Uncertainty,
    /// What the what-if scenario changes.
    Difference,
}

impl Fill {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::Prevalence, Self::Ever, Self::Uncertainty, Self::Difference];

    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            Self::Prevalence => "Prevalence",
            Self::Ever => "Ever misaligned",
            Self::Uncertainty => "Uncertainty",
            Self::Difference => "Difference of what-if",
        }
    }

    /// What the legend says in a phase, in two lines.
    pub fn legend<'a>(self, phase: &'a str, session: &Session) -> [&'a str; 2] {
        match self {
            Self::Prevalence => ["Prevalence", phase],
            Self::Ever => ["Ever misaligned by", phase],
            Self::Uncertainty if bands(session).is_none() => ["Bands are being computed…", ""],
            Self::Uncertainty => ["Width of the 90 % band", phase],
            Self::Difference if session.switched().is_empty() => {
                ["No what-if scenario", "Switch a mitigation in Results"]
            }
            Self::Difference => ["Change by what-if", phase],
        }
    }

    /// What the ends of the colors stand for.
    pub fn ends(self) -> [&'static str; 2] {
        match self {
            Self::Difference => ["−20 points", "+20 points"],
            _ => ["0.1 %", "20 %"],
        }
    }

    /// The color at a place along the legend, 0 to 1.
    pub fn along(self, share: f64, tokens: &Tokens) -> Color32 {
        match self {
            Self::Difference if share < 0.5 => fewer(tokens, 1.0 - 2.0 * share),
            Self::Difference => widgets::ramp_color(tokens, 2.0 * share - 1.0),
            _ => widgets::ramp_color(tokens, share),
        }
    }
}

/// Which links stand out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// Those of the most probable routes.
    pub routes: bool,
    /// Those of the cut.
    pub cut: bool,
}

/// What is shown beside names and figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Show {
    /// What the colors of nodes tell.
    pub fill: Fill,
    /// What the breaks of lines tell.
    pub dashing: Dashing,
    /// Which links stand out.
    pub ways: Ways,
    /// Whether the elements that matter most bear their rank.
    pub ranks: bool,
    /// Whether elements bear how far the panel is apart about them.
    pub panel: bool,
    /// Whether elements bear marks of problems and of evidence that does not cover the phase.
    pub problems: bool,
}

impl Show {
    /// Whether it takes more than probabilities.
    pub fn wants_insights(&self) -> bool {
        self.ways.routes || self.ways.cut || self.ranks || self.fill == Fill::Uncertainty
    }
}

/// What the colors of nodes were made of: equal keys mean equal colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TintKey {
    is_dark: bool,
    fill: Fill,
    phase: usize,
    sources: [usize; 3],
}

impl TintKey {
    /// The key of the colors that a session would give now.
    pub fn of(fill: Fill, session: &Session, is_dark: bool) -> Self {
        let address = |p: *const ()| p as usize;
        let analysis = session.results().map_or(0, |r| address(Arc::as_ptr(&r.analysis).cast()));
        let comparison = session.results().and_then(|r| r.comparison.as_ref());
        let comparison = comparison.map_or(0, |c| address(Arc::as_ptr(c).cast()));
        let bands = bands(session).map_or(0, |bands| address(Arc::as_ptr(bands).cast()));
        let sources = match fill {
            Fill::Prevalence => [0; 3],
            Fill::Ever | Fill::Difference => [analysis, comparison, 0],
            Fill::Uncertainty => [0, 0, bands],
        };
        Self { is_dark, fill, phase: session.phase(), sources }
    }
}

/// The colors of all nodes of a scene.
pub fn tints(fill: Fill, session: &Session, scene: &Scene, tokens: &Tokens) -> Vec<Color32> {
    if fill == Fill::Prevalence {
        return scene.inks().iter().map(|ink| tokens.ink(*ink)).collect();
    }
    let plain = tokens.ink(Ink::Line);
    let value = |id: &Id<Node>| match fill {
        Fill::Prevalence => None,
        Fill::Ever => {
            let outlook = session.shown()?.pooled.nodes.get(id)?;
            Some(outlook.ever.get(session.phase())?.value)
        }
        Fill::Uncertainty => {
            let band = bands(session)?.nodes.get(id)?.prevalence.get(session.phase())?;
            Some(band.q95 - band.q05)
        }
        Fill::Difference => difference(session, id),
    };
    // The card of a collapsed zone shows what differs most from nothing among what it hides.
    let mut folds: BTreeMap<&Id<Zone>, f64> = BTreeMap::new();
    if session.assessment().zones().iter().any(|zone| zone.is_collapsed) {
        for node in session.assessment().nodes().iter() {
            let Some((zone, value)) = node.zone.as_ref().zip(value(&node.id)) else { continue };
            let most = folds.entry(zone).or_insert(value);
            *most = if value.abs() > most.abs() { value } else { *most };
        }
    }
    let color = |value: f64| {
        let share = palette::share(value.abs(), palette::RAMP_LOW, palette::RAMP_HIGH);
        if value < 0.0 { fewer(tokens, share) } else { tokens.probability(value) }
    };
    let nodes = scene.nodes.iter().map(|item| match &item.subject {
        Subject::Node(id) => value(id).map_or(plain, color),
        Subject::Zone(id) => folds.get(id).map_or(plain, |value| color(*value)),
        _ => plain,
    });
    nodes.collect()
}

/// The color of a probability that has become less.
fn fewer(tokens: &Tokens, share: f64) -> Color32 {
    tokens.ink(Ink::Line).lerp_to_gamma(tokens.accent, share as f32)
}

fn bands(session: &Session) -> Option<&Arc<crate::analysis::Uncertainty>> {
    session.insights().uncertainty.as_ref()?.outcome.as_ref().ok()
}

/// How much more probable a node's misalignment is under the what-if scenario in the chosen phase.
fn difference(session: &Session, id: &Id<Node>) -> Option<f64> {
    let comparison = session.results()?.comparison.as_ref()?;
    let value = |nodes: Option<&NodeOutlook>| Some(nodes?.prevalence.get(session.phase())?.value);
    let before = value(comparison.baseline.pooled.nodes.get(id))?;
    Some(value(comparison.altered.pooled.nodes.get(id))? - before)
}

/// A mark beside an element.
#[derive(Clone, Debug, PartialEq)]
struct Mark {
    subject: Subject,
    slot: Slot,
    words: String,
    ink: Ink,
}

/// Where on an element a mark stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Rank,
    Problem,
    Stale,
    Difference,
    Panel,
    Cut,
}

/// The most probable routes together, where they are to stand out and are known.
pub fn routes(show: &Show, session: &Session) -> Option<Highlight> {
    let found = session.insights().routes.as_ref().filter(|_| show.ways.routes)?;
    let routes = &found.outcome.as_ref().ok()?.routes;
    let routes = &routes[..routes.len().min(ROUTES)];
    let title = match routes {
        [] => "No route leads to an outcome".to_owned(),
        [_] => "The only route".to_owned(),
        all => format!("The {} most probable routes", all.len()),
    };
    let links: BTreeSet<Id<Link>> = routes.iter().flat_map(Route::links).collect();
    let document = session.assessment();
    let ends = links.iter().filter_map(|id| document.links().get(id));
    let mut nodes: BTreeSet<Id<Node>> =
        ends.flat_map(|link| [link.from.clone(), link.to.clone()]).collect();
    // One that begins and ends at the same node has no link.
    nodes.extend(routes.iter().map(|route| route.outcome.clone()));
    Some(Highlight { title, links, nodes })
}

/// The links of the cut, where they are to stand out.
pub fn cut_links(show: &Show, session: &Session) -> Vec<Subject> {
    let found = session.insights().cut.as_ref().filter(|_| show.ways.cut);
    match found.and_then(|insight| insight.outcome.as_ref().ok()).map(|found| &**found) {
        Some(Separation::Cut(cut)) => {
            cut.links.iter().map(|id| Subject::Link(id.clone())).collect()
        }
        _ => Vec::new(),
    }
}

fn marks(show: Show, session: &Session) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut mark = |subject: &Subject, slot, words: String, ink| {
        marks.push(Mark { subject: subject.clone(), slot, words, ink });
    };
    for subject in cut_links(&show, session) {
        mark(&subject, Slot::Cut, icon::SCISSORS.to_string(), Ink::Warning);
    }
    let importance = session.insights().importance.as_ref().filter(|_| show.ranks);
    if let Some(Insight { outcome: Ok(found), .. }) = importance {
        for (place, element) in found.elements.iter().take(RANKED).enumerate() {
            mark(&element.subject, Slot::Rank, (place + 1).to_string(), Ink::Accent);
        }
    }
    if show.panel {
        for (subject, words, is_first) in disagreements(session) {
            let ink = if is_first { Ink::Warning } else { Ink::Secondary };
            mark(&subject, Slot::Panel, words, ink);
        }
    }
    if show.problems {
        let is_grave =
            |finding: &&crate::analysis::checks::Finding| finding.level == Level::Warning;
        for finding in session.findings().iter().filter(is_grave).take(MARKS_MAX) {
            mark(&finding.subject, Slot::Problem, icon::WARNING.to_string(), Ink::Warning);
        }
        for subject in stale(session) {
            mark(&subject, Slot::Stale, icon::HISTORY.to_string(), Ink::Warning);
        }
    }
    if show.fill == Fill::Difference {
        for node in session.assessment().nodes().iter().take(MARKS_MAX) {
            let difference = difference(session, &node.id);
            if let Some(d) = difference.filter(|d| d.abs() >= DIFFERENCE_MIN) {
                let sign = if d < 0.0 { '−' } else { '+' };
                let ink = if d < 0.0 { Ink::Accent } else { Ink::Warning };
                let words = format!("{sign}{:.1} points", d.abs() * 100.0);
                mark(&Subject::Node(node.id.clone()), Slot::Difference, words, ink);
            }
        }
    }
    marks
}

fn discussion(session: &Session) -> Option<&Discussion> {
    match session.discussed() {
        Response::Ready(found) => Some(found),
        _ => None,
    }
}

/// How far the panel is apart about each element; those that are most worth talking about bear their place, and stand out.
fn disagreements(session: &Session) -> Vec<(Subject, String, bool)> {
    let mut order: Vec<&Subject> = Vec::new();
    // The spread is there at once; what a talk is worth comes when it is computed.
    let worth = discussion(session).map_or(&[][..], |found| &found.worth);
    for worth in worth.iter().filter(|worth| worth.value() > 0.0) {
        if !order.contains(&&worth.subject) && order.len() < RANKED {
            order.push(&worth.subject);
        }
    }
    let all = session.apart().iter().take(MARKS_MAX);
    all.map(|(subject, deviation)| {
        let spread = format!("σ {deviation:.1}");
        match order.iter().position(|known| *known == subject) {
            Some(place) => (subject.clone(), format!("{} · {spread}", place + 1), true),
            None => (subject.clone(), spread, false),
        }
    })
    .collect()
}

/// Nodes whose stability is carried into a phase that earlier evidence does not cover.
fn stale(session: &Session) -> Vec<Subject> {
    use crate::model::EvidenceOverlap;
    let document = session.assessment();
    let Some(phase) = document.phases().at(session.phase()) else { return Vec::new() };
    if phase.evidence_overlap != Some(EvidenceOverlap::None) {
        return Vec::new();
    }
    let is_stale = |node: &&Node| {
        node.stability.given(&phase.id).is_none()
            && node.stability.at(document.phases(), session.phase()).is_some()
    };
    let nodes = document.nodes().iter().filter(is_stale).take(MARKS_MAX);
    nodes.map(|node| Subject::Node(node.id.clone())).collect()
}

/// Paints the marks of everything in view.
pub fn marks_ui(brush: &Brush<'_>, picture: &Picture, (show, session): (&Show, &Session)) {
    let scene = picture.scene();
    for mark in marks(*show, session) {
        let Some(place) = picture.place(&mark.subject) else { continue };
        if picture.is_faded(&mark.subject) {
            continue;
        }
        let at = match (&mark.subject, mark.slot) {
            (Subject::Node(_), slot) => scene.cards.get(place).map(|card| {
                let (left, right, bottom) = (card.min.x, card.max.x, card.max.y);
                match slot {
                    Slot::Rank => Point::new(left + 14.0, bottom),
                    Slot::Problem | Slot::Cut => Point::new(right - 14.0, bottom),
                    Slot::Stale => Point::new(right - 36.0, bottom),
                    Slot::Difference | Slot::Panel => Point::new(left.midpoint(right), bottom),
                }
            }),
            (Subject::Link(_), slot) => scene.routes.get(place).map(|route| match slot {
                Slot::Rank => route.at(0.2),
                Slot::Panel => route.at(0.35),
                _ => route.at(0.8),
            }),
            _ => None,
        };
        if let Some(at) = at {
            let is_card = !matches!(mark.subject, Subject::Link(_));
            brush.badge((at, is_card), &mark.words, mark.ink, is_icon(mark.slot));
        }
    }
}

fn is_icon(slot: Slot) -> bool {
    matches!(slot, Slot::Problem | Slot::Stale | Slot::Cut)
}

/// The button that opens the menu, and the menu, which opens as well where it was asked for.
pub fn show_ui(ui: &mut Ui, cx: &Cx<'_>, rect: Rect, (show, is_asked_for): (&mut Show, bool)) {
    let radius = CornerRadius::same(theme::RADIUS_CONTROL);
    ui.painter().rect(rect, radius, cx.tokens.surface, cx.tokens.hairline(), StrokeKind::Inside);
    // Buttons sense clicks only: without this a press on one would begin a drag on the canvas below.
    ui.interact(rect, ui.scope_id().with("ground of show"), Sense::DRAG);
    let builder = UiBuilder::new().max_rect(rect.shrink(3.0)).id_salt("show");
    ui.scope_builder(builder, |ui| {
        let font = theme::font(FontWeight::Medium, theme::SMALL);
        let text = RichText::new("Show").font(font).color(cx.tokens.secondary);
        let button = Button::new(text).frame_when_inactive(false);
        let response = ui.add_sized(ui.available_size(), button);
        let spoken = format!("Show on the canvas: {}", show.fill.title());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
        if is_asked_for {
            Popup::open_id(ui.ctx(), Popup::default_response_id(&response));
        }
        Popup::menu(&response)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| menu_ui(ui, show));
    });
}

fn menu_ui(ui: &mut Ui, show: &mut Show) {
    // Menus draw controls without their outlines.
    ui.reset_style();
    ui.set_min_width(210.0);
    // Menus hide the borders of what rests in them: boxes and rings would not be there until they are ticked.
    let tokens = Tokens::of(ui);
    let border = Stroke::new(1.0, tokens.faint);
    let inactive = &mut ui.visuals_mut().widgets.inactive;
    (inactive.bg_stroke, inactive.bg_fill) = (border, tokens.surface);
    let heading = |ui: &mut Ui, text: &str| {
        let font = theme::font(FontWeight::Medium, theme::LABEL);
        ui.label(RichText::new(text).font(font).color(Tokens::of(ui).secondary));
    };
    heading(ui, "Colors of nodes");
    for fill in Fill::ALL {
        ui.radio_value(&mut show.fill, fill, fill.title());
    }
    ui.separator();
    heading(ui, "Breaks of lines");
    ui.radio_value(&mut show.dashing, Dashing::Likelihood, "Likelihood");
    ui.radio_value(&mut show.dashing, Dashing::Confidence, "Confidence")
        .on_hover_text("Unbroken: high, dashes: moderate, dots: low or not given");
    ui.separator();
    heading(ui, "Marks");
    ui.checkbox(&mut show.ways.routes, "The most probable routes");
    ui.checkbox(&mut show.ways.cut, "What would cut it off");
    ui.checkbox(&mut show.ranks, "The ten that matter most");
    ui.checkbox(&mut show.panel, "Where the panel is apart").on_hover_text(
        "Spread of the best guesses in log-odds; numbered by what talking about it is worth",
    );
    ui.checkbox(&mut show.problems, "Problems and old evidence");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::SAMPLE_NAME;

    fn settled() -> Session {
        let mut session = Session::open_template(SAMPLE_NAME, None, Arc::new(|| {}));
        while session.is_busy() {
            session.tick();
            std::thread::yield_now();
        }
        session
    }

    #[test]
    fn colors_follow_what_they_are_to_tell() {
        let session = settled();
        let numbers = std::collections::BTreeMap::new();
        let view =
            crate::drawing::SceneView { phase: 0, numbers: &numbers, labels: &|p| p.to_string() };
        let scene = Scene::outline(session.assessment(), &view);
        let tokens = Tokens::of_theme(false);
        let colors = |fill| tints(fill, &session, &scene, tokens);
        let plain = vec![tokens.ink(Ink::Line); scene.nodes.len()];
        // Nothing is known of bands yet, and there is no scenario to differ from.
        assert_eq!(colors(Fill::Uncertainty), plain);
        assert_eq!(colors(Fill::Difference), plain);
        assert_ne!(colors(Fill::Ever), plain);
        let key = |fill, is_dark| TintKey::of(fill, &session, is_dark);
        assert_ne!(key(Fill::Ever, false), key(Fill::Ever, true));
        assert_ne!(key(Fill::Ever, false), key(Fill::Prevalence, false));
    }

    #[test]
    fn the_most_probable_routes_stand_out_together() {
        let mut session = settled();
        let ways = Ways { routes: true, ..Ways::default() };
        let show = Show { ways, ..Show::default() };
        assert_eq!(routes(&show, &session), None);
        session.want_insights(true);
        while session.insights().routes.is_none() {
            session.tick();
            std::thread::yield_now();
        }
        let found = routes(&show, &session).expect("routes");
        assert_eq!(found.title, "The 5 most probable routes");
        let document = session.assessment();
        for link in found.links.iter().filter_map(|id| document.links().get(id)) {
            assert!(found.nodes.contains(&link.from) && found.nodes.contains(&link.to));
        }
        assert!((1..document.links().len()).contains(&found.links.len()));
        assert_eq!(routes(&Show::default(), &session), None);
    }

    #[test]
    fn dashes_tell_confidence_only_where_they_are_asked_to() {
        assert_eq!(Show::default().dashing, Dashing::Likelihood);
        assert!(!Show::default().wants_insights());
        assert!(Show { ranks: true, ..Show::default() }.wants_insights());
    }
}
