//! The filter of the canvas: its menu, and chips for what it asks.

use std::collections::BTreeSet;

use eframe::egui::{
    self, Button, Color32, CornerRadius, Frame, Margin, Popup, PopupCloseBehavior, Rect, RichText,
    ScrollArea, Sense, Ui, UiBuilder, Vec2, WidgetInfo, accesskit::Role, vec2,
};

use crate::{
    drawing::FontWeight,
    model::{Assessment, Mechanism, Probability, Subject},
    report::wording,
    session::{
        Selection,
        filter::{Criterion, Filter, Focus, HOPS_MAX, Way},
    },
    ui::{
        canvas::menu::MECHANISMS,
        command::Command,
        theme,
        view::Cx,
        widgets::{self, icon},
    },
};

/// Probabilities from which nodes can be asked for.
const LEAST: [f64; 4] = [0.001, 0.01, 0.1, 0.5];
/// Width of the menu.
const WIDTH: f32 = 270.0;
/// Room between the chips and the edges of the canvas.
const EDGE: f32 = 10.0;
/// Chips have no room where there is less.
const CHIPS_WIDTH_MIN: f32 = 90.0;

/// What is filtered, and how the rest is shown.
#[derive(Debug, Default)]
pub struct Filtering {
    /// What is looked at.
    pub filter: Filter,
    /// Whether the rest is not shown at all.
    pub hides_rest: bool,
    /// Whether what is focused on stays where it stands, however far apart.
    pub stays_apart: bool,
    wants_open: bool,
    /// The height that the chips took in the last frame.
    chips_height: f32,
}

impl Filtering {
    /// Opens the menu at the next frame.
    pub fn open(&mut self) {
        self.wants_open = true;
    }

    /// Carries a command out that changes what is looked at.
    pub fn carry_out(&mut self, command: Command, selection: &Selection) {
        let filter = &mut self.filter;
        match command {
            Command::FocusWider => filter.focus = Some(wider(filter.focus.take(), selection)),
            Command::FocusNarrower => filter.focus = filter.focus.take().and_then(narrower),
            Command::FocusUpstream => toggle_way(filter, selection, Way::Upstream),
            Command::FocusDownstream => toggle_way(filter, selection, Way::Downstream),
            Command::FilterScored => filter.is_scored ^= true,
            Command::HideRest => self.hides_rest ^= true,
            Command::ClearFilter => *filter = Filter::default(),
            _ => {}
        }
        self.filter.focus.take_if(|focus| focus.anchors.is_empty());
    }

    /// The height that the chips take at the top of the canvas.
    pub fn height(&self) -> f32 {
        self.chips_height
    }

    /// Shows the button and the menu.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let response = widgets::icon_button(ui, icon::FILTER, "Filter the graph");
        if !self.filter.is_empty() {
            let at = response.rect.right_top() + vec2(-5.0, 6.0);
            ui.painter().circle_filled(at, 3.0, cx.tokens.accent);
        }
        if std::mem::take(&mut self.wants_open) {
            Popup::open_id(ui.ctx(), Popup::default_response_id(&response));
        }
        Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
            // Menus draw controls without their outlines.
            ui.reset_style();
            ui.set_width(WIDTH);
            let height = (ui.ctx().content_rect().height() - 220.0).clamp(120.0, 560.0);
            let scroll = ScrollArea::vertical().max_height(height).auto_shrink([false, true]);
            scroll
                .id_salt("filter")
                .min_scrolled_height(height)
                .show(ui, |ui| self.menu_ui(ui, cx));
        });
    }

    fn menu_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let document = cx.session.assessment();
        self.focus_ui(ui, cx);
        ui.separator();
        self.numbers_ui(ui, cx);
        if !document.zones().is_empty() {
            ui.separator();
            heading(ui, "Only these zones");
            for zone in document.zones().iter() {
                check(ui, &mut self.filter.zones, &zone.id, &zone.name);
            }
        }
        let used = used_mechanisms(document);
        if !used.is_empty() {
            ui.separator();
            heading(ui, "Only these mechanisms");
            for mechanism in used {
                let title = wording::mechanism(mechanism);
                check(ui, &mut self.filter.mechanisms, &mechanism, title);
            }
        }
        ui.separator();
        ui.checkbox(&mut self.hides_rest, "Hide the rest instead of dimming it");
        let is_clearable = !self.filter.is_empty();
        if ui.add_enabled(is_clearable, Button::new("Clear all filters")).clicked() {
            self.filter = Filter::default();
        }
    }

    /// What is near to what is selected.
    fn focus_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        heading(ui, "Around the selection");
        let anchors = anchors_of(cx.session.selection());
        let can_focus = !anchors.is_empty() || self.filter.focus.is_some();
        let current = self.filter.focus.clone();
        let anchors = if anchors.is_empty() {
            current.iter().flat_map(|focus| focus.anchors.clone()).collect()
        } else {
            anchors
        };
        let is_now = |way, hops| current.as_ref().is_some_and(|f| (f.way, f.hops) == (way, hops));
        let mut wanted = None;
        ui.add_enabled_ui(can_focus, |ui| {
            let now = (1..=HOPS_MAX).find(|hops| is_now(Way::Around, Some(*hops)));
            wanted = hops_ui(ui, now).map(|hops| (Way::Around, Some(hops)));
            for (way, title) in [
                (Way::Upstream, "Only what leads there"),
                (Way::Downstream, "Only what it leads to"),
            ] {
                if ui.radio(is_now(way, None), title).clicked() {
                    wanted = Some((way, None));
                }
            }
            if ui.radio(current.is_none(), "Everywhere").clicked() {
                self.filter.focus = None;
            }
        });
        let mut gathers = !self.stays_apart;
        let hint =
            "Where it could not be read otherwise. Positions in the document stay as they are";
        let title = "Bring together what stands far apart";
        if ui.checkbox(&mut gathers, title).on_hover_text(hint).changed() {
            self.stays_apart = !gathers;
        }
        if let Some((way, hops)) = wanted {
            self.filter.focus = Some(Focus { anchors, way, hops });
        }
    }

    fn numbers_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        heading(ui, "Misaligned at least, in the chosen phase");
        let filter = &mut self.filter;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(2.0, 2.0);
            ui.spacing_mut().button_padding = vec2(7.0, 3.0);
            if ui.selectable_label(filter.probability_min.is_none(), "Any").clicked() {
                filter.probability_min = None;
            }
            for least in LEAST {
                let is_on = filter.probability_min == Some(least);
                if ui.selectable_label(is_on, probability(cx, least)).clicked() {
                    filter.probability_min = Some(least);
                }
            }
        });
        ui.separator();
        heading(ui, "Scores");
        ui.checkbox(&mut filter.is_scored, "Only what is scored");
        for phase in cx.session.assessment().phases().iter() {
            let is_on = filter.phase.as_ref() == Some(&phase.id);
            if ui.radio(is_on, format!("Scored anew in {}", phase.name)).clicked() {
                filter.phase = (!is_on).then(|| phase.id.clone());
            }
        }
    }

    /// Shows what is asked as chips at the top left of a part of the screen, with how much passes.
    pub fn chips_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, screen: Rect, passed: &str) {
        self.chips_height = 0.0;
        let room = screen.width() - 2.0 * EDGE;
        if self.filter.is_empty() || room < CHIPS_WIDTH_MIN {
            return;
        }
        let place = Rect::from_min_size(screen.left_top() + Vec2::splat(EDGE), vec2(room, 0.0));
        // Buttons sense clicks only: without this a press on one would begin a drag on the canvas below.
        let builder = UiBuilder::new().max_rect(place).id_salt("filters").sense(Sense::DRAG);
        let shown = ui.scope_builder(builder, |ui| {
            let frame = Frame::new()
                .fill(cx.tokens.surface)
                .stroke(cx.tokens.hairline())
                .corner_radius(CornerRadius::same(theme::RADIUS_CONTROL))
                .inner_margin(Margin::symmetric(8, 6));
            frame.show(ui, |ui| self.row_ui(ui, cx, passed));
        });
        self.chips_height = shown.response.rect.height() + EDGE;
    }

    fn row_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, passed: &str) {
        let document = cx.session.assessment();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(5.0, 4.0);
            widgets::secondary(ui, passed);
            for criterion in self.filter.criteria() {
                let words = words(cx, document, &self.filter, &criterion);
                if widgets::removable_chip(ui, &words, &format!("Remove filter {words}")) {
                    self.filter.drop(&criterion);
                }
            }
            let text = RichText::new("Clear").size(theme::SMALL).color(cx.tokens.accent);
            let response =
                ui.add(Button::new(text).fill(Color32::TRANSPARENT).frame_when_inactive(false));
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Clear filters"));
            if response.clicked() {
                self.filter = Filter::default();
            }
        });
    }
}

/// How many links away; gives the number that was chosen.
fn hops_ui(ui: &mut Ui, now: Option<u8>) -> Option<u8> {
    let mut wanted = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.spacing_mut().button_padding = vec2(9.0, 3.0);
        ui.label("Links away");
        ui.add_space(6.0);
        for hops in 1..=HOPS_MAX {
            let is_on = now == Some(hops);
            let response = ui.selectable_label(is_on, hops.to_string());
            let (spoken, enabled) = (format!("Focus {}", links(hops)), ui.is_enabled());
            response
                .widget_info(|| WidgetInfo::selected(Role::RadioButton, enabled, is_on, &spoken));
            wanted = wanted.or(response.clicked().then_some(hops));
        }
    });
    wanted
}

/// The elements around which one can look: nodes, links and zones.
pub fn anchors_of(selection: &Selection) -> BTreeSet<Subject> {
    let is_one = |s: &&Subject| matches!(s, Subject::Node(_) | Subject::Link(_) | Subject::Zone(_));
    selection.subjects().iter().filter(is_one).cloned().collect()
}

/// One link further around what is focused, or one link around what is selected.
fn wider(focus: Option<Focus>, selection: &Selection) -> Focus {
    let anchors = anchors_of(selection);
    match focus {
        Some(focus) if anchors.is_empty() || anchors == focus.anchors => {
            let hops = match (focus.way, focus.hops) {
                (Way::Around, Some(hops)) => (hops + 1).min(HOPS_MAX),
                _ => 1,
            };
            Focus { way: Way::Around, hops: Some(hops), ..focus }
        }
        _ => Focus { anchors, way: Way::Around, hops: Some(1) },
    }
}

fn narrower(focus: Focus) -> Option<Focus> {
    let hops = focus.hops.filter(|hops| *hops > 1)? - 1;
    Some(Focus { hops: Some(hops), ..focus })
}

fn toggle_way(filter: &mut Filter, selection: &Selection, way: Way) {
    let anchors = anchors_of(selection);
    let before = filter.focus.take();
    let is_on = before
        .as_ref()
        .is_some_and(|f| f.way == way && (anchors.is_empty() || f.anchors == anchors));
    if !is_on {
        let anchors = if anchors.is_empty() {
            before.map(|focus| focus.anchors).unwrap_or_default()
        } else {
            anchors
        };
        filter.focus = Some(Focus { anchors, way, hops: None });
    }
}

/// What is asked, in words.
fn words(cx: &Cx<'_>, document: &Assessment, filter: &Filter, criterion: &Criterion) -> String {
    match criterion {
        Criterion::Mechanism(mechanism) => wording::mechanism(*mechanism).to_owned(),
        Criterion::Zone(id) => document.label(&Subject::Zone(id.clone())),
        Criterion::Phase(id) => {
            format!("Scored anew in {}", document.label(&Subject::Phase(id.clone())))
        }
        Criterion::Scored => "Scored".to_owned(),
        Criterion::Probability => {
            let least = filter.probability_min.unwrap_or_default();
            format!("At least {}", probability(cx, least))
        }
        Criterion::Focus => {
            filter.focus.as_ref().map(|f| focus_words(document, f)).unwrap_or_default()
        }
    }
}

fn focus_words(document: &Assessment, focus: &Focus) -> String {
    let mut anchors = focus.anchors.iter();
    let what = match (anchors.next(), focus.anchors.len()) {
        (Some(one), 1) => document.label(one),
        (_, count) => format!("{count} elements"),
    };
    match (focus.way, focus.hops) {
        (Way::Around, Some(hops)) => format!("{} around {what}", links(hops)),
        (Way::Around, None) => format!("Connected with {what}"),
        (Way::Upstream, _) => format!("Upstream of {what}"),
        (Way::Downstream, _) => format!("Downstream of {what}"),
    }
}

fn links(hops: u8) -> String {
    if hops == 1 { "1 link".to_owned() } else { format!("{hops} links") }
}

fn probability(cx: &Cx<'_>, p: f64) -> String {
    widgets::probability_in(Probability::clamped(p).get(), cx.session.preferences().notation)
}

/// The mechanisms that a document has, in the order of the menus.
fn used_mechanisms(document: &Assessment) -> Vec<Mechanism> {
    let of_links = document.links().iter().map(|link| link.mechanism);
    let of_nodes = document.nodes().iter().filter_map(|node| node.mechanism);
    let used: BTreeSet<Mechanism> = of_links.chain(of_nodes).collect();
    MECHANISMS.into_iter().filter(|mechanism| used.contains(mechanism)).collect()
}

fn heading(ui: &mut Ui, text: &str) {
    let font = theme::font(FontWeight::Medium, theme::LABEL);
    ui.label(RichText::new(text).font(font).color(theme::Tokens::of(ui).secondary));
}

fn check<T: Clone + Ord>(ui: &mut Ui, chosen: &mut BTreeSet<T>, one: &T, title: &str) {
    let mut is_on = chosen.contains(one);
    if ui.checkbox(&mut is_on, egui::WidgetText::from(title)).changed() && !chosen.remove(one) {
        chosen.insert(one.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Id;

    fn on(id: &str) -> Selection {
        Selection::one(Subject::Node(Id::new(id).expect("an id")))
    }

    fn focus(filtering: &Filtering) -> Option<(Way, Option<u8>)> {
        filtering.filter.focus.as_ref().map(|focus| (focus.way, focus.hops))
    }

    #[test]
    fn focus_widens_and_narrows_link_by_link() {
        let mut filtering = Filtering::default();
        filtering.carry_out(Command::FocusWider, &Selection::default());
        assert_eq!(focus(&filtering), None);
        for hops in [1, 2, 3, 4, 5, 5] {
            filtering.carry_out(Command::FocusWider, &on("a"));
            assert_eq!(focus(&filtering), Some((Way::Around, Some(hops))));
        }
        // The focus stays where it is while other things are looked at, until it is set anew.
        filtering.carry_out(Command::FocusNarrower, &on("b"));
        assert_eq!(focus(&filtering), Some((Way::Around, Some(4))));
        filtering.carry_out(Command::FocusWider, &on("b"));
        assert_eq!(focus(&filtering), Some((Way::Around, Some(1))));
        filtering.carry_out(Command::FocusNarrower, &on("b"));
        assert_eq!(focus(&filtering), None);
    }

    #[test]
    fn ways_are_switched_on_and_off() {
        let mut filtering = Filtering::default();
        filtering.carry_out(Command::FocusUpstream, &on("a"));
        assert_eq!(focus(&filtering), Some((Way::Upstream, None)));
        filtering.carry_out(Command::FocusDownstream, &Selection::default());
        assert_eq!(focus(&filtering), Some((Way::Downstream, None)));
        filtering.carry_out(Command::FocusDownstream, &on("a"));
        assert_eq!(focus(&filtering), None);
    }
}
