//! The strip above the canvas: back and forth, where one is in the document, and the ways to find something.

use eframe::egui::{
    self, Align, Button, Layout, Rect, Sense, Ui, UiBuilder, WidgetInfo, WidgetText,
    accesskit::Role, vec2,
};

use crate::{
    drawing::FontWeight,
    model::{Assessment, Id, Node, Subject, Zone},
    session::{Action, Selection},
    ui::{
        canvas::{camera::View, filtering::Filtering, shelf::Shelf},
        command::Command,
        theme,
        view::{Cx, Wish},
        widgets::{self, icon},
    },
};

/// Height of the strip.
pub const HEIGHT: f32 = 34.0;
/// Room of a button of three at the right, and of two at the left.
const BUTTON: f32 = 28.0;
/// Room between two steps of the way.
const ANGLE: f32 = 14.0;

/// Shows the strip; gives the view that was asked for. `ways` tells whether there are views before and after this one.
pub fn strip_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    rect: Rect,
    (filtering, shelf): (&mut Filtering, &mut Shelf),
    ways: [bool; 2],
) -> Option<View> {
    ui.painter().rect_filled(rect, 0.0, cx.tokens.surface);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, cx.tokens.hairline());
    let inner = rect.shrink2(vec2(6.0, 3.0));
    let (left, right) = inner.split_left_right_at_x(inner.right() - 3.0 * BUTTON);
    if left.width() >= 2.0 * BUTTON {
        within(ui, left, "way", |ui| way_ui(ui, cx, ways));
    }
    let mut wanted = None;
    within(ui, right, "ways to find", |ui| {
        filtering.ui(ui, cx);
        wanted = shelf.ui(ui, cx);
        if widgets::icon_button(ui, icon::SEARCH, "Find in the graph").clicked() {
            cx.command(Command::Find);
        }
    });
    wanted
}

/// Back and forth, and where one is.
fn way_ui(ui: &mut Ui, cx: &mut Cx<'_>, ways: [bool; 2]) {
    let sides = [
        (icon::ARROW_LEFT, Command::ViewBack, "Previous view"),
        (icon::ARROW_RIGHT, Command::ViewForward, "Next view"),
    ];
    for ((glyph, command, name), is_open) in sides.into_iter().zip(ways) {
        let button = |ui: &mut Ui| widgets::icon_button(ui, glyph, name);
        if ui.add_enabled_ui(is_open, button).inner.clicked() {
            cx.command(command);
        }
    }
    ui.add_space(4.0);
    crumbs_ui(ui, cx);
}

fn within(ui: &mut Ui, place: Rect, name: &str, add: impl FnOnce(&mut Ui)) {
    let layout = Layout::left_to_right(Align::Center);
    let builder = UiBuilder::new().max_rect(place).layout(layout).id_salt(name);
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        add(ui);
    });
}

/// Where what is selected stands: the document, the zone, the element.
fn crumbs(document: &Assessment, focus: Option<&Subject>) -> Vec<Subject> {
    let zone_of = |id: &Id<Node>| document.nodes().get(id).and_then(|node| node.zone.clone());
    let zone: Option<Id<Zone>> = match focus {
        Some(Subject::Node(id)) => zone_of(id),
        Some(Subject::Link(id)) => document.links().get(id).and_then(|link| {
            zone_of(&link.from).filter(|zone| zone_of(&link.to).as_ref() == Some(zone))
        }),
        _ => None,
    };
    let element = focus.filter(|subject| **subject != Subject::Document).cloned();
    [Subject::Document].into_iter().chain(zone.map(Subject::Zone)).chain(element).collect()
}

fn crumbs_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let document = cx.session.assessment();
    let crumbs = crumbs(document, cx.session.selection().focus());
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let room = ui.available_width() - crumbs.len() as f32 * (ANGLE + 12.0);
    let natural = |ui: &Ui, text: &str| {
        widgets::elided(ui, text, font.clone(), cx.tokens.text, f32::INFINITY).size().x
    };
    let names: Vec<String> = crumbs.iter().map(|subject| name(document, subject)).collect();
    let whole: f32 = names.iter().map(|name| natural(ui, name)).sum();
    let most = if whole <= room { f32::INFINITY } else { room / names.len() as f32 };
    if most < 12.0 {
        return;
    }
    let last = crumbs.len() - 1;
    for (place, (subject, name)) in crumbs.into_iter().zip(names).enumerate() {
        if place > 0 {
            let (rect, _) = ui.allocate_exact_size(vec2(ANGLE - 4.0, 20.0), Sense::hover());
            let (at, font) = (rect.center(), theme::icon_font(11.0));
            let middle = egui::Align2::CENTER_CENTER;
            ui.painter().text(at, middle, icon::CHEVRON_RIGHT, font, cx.tokens.faint);
        }
        let color = if place == last { cx.tokens.text } else { cx.tokens.secondary };
        let words = widgets::elided(ui, &name, font.clone(), color, most);
        let button = Button::new(WidgetText::from(words)).frame_when_inactive(false);
        ui.spacing_mut().button_padding = vec2(4.0, 2.0);
        let response = ui.add(button);
        let spoken = format!("Show {name}");
        response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &spoken));
        if response.on_hover_text(&*name).clicked() {
            go_to(cx, subject);
        }
    }
}

fn name(document: &Assessment, subject: &Subject) -> String {
    let label = document.label(subject);
    match (label.is_empty(), subject) {
        (false, _) => label,
        (true, Subject::Document) => "Untitled".to_owned(),
        (true, _) => subject.id_str().to_owned(),
    }
}

/// The document is the whole graph, with nothing selected.
fn go_to(cx: &mut Cx<'_>, subject: Subject) {
    if subject == Subject::Document {
        cx.act(Action::Select(Selection::default()));
        cx.command(Command::ZoomToFit);
    } else {
        cx.wishes.push(Wish::GoTo(subject));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Link, NodeKind};

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    #[test]
    fn the_way_leads_over_the_zone_that_holds_all_of_an_element() {
        let mut parts = Assessment::blank("t").to_parts();
        parts.zones = vec![Zone::new(id("z"), "Z")];
        for (name, zone) in [("a", Some("z")), ("b", Some("z")), ("c", None)] {
            let mut node = Node::new(id(name), name, NodeKind::Host);
            node.zone = zone.map(id);
            parts.nodes.push(node);
        }
        for (name, from, to) in [("ab", "a", "b"), ("bc", "b", "c")] {
            parts.links.push(Link::new(id(name), id(from), id(to)));
        }
        let document = Assessment::new(parts).expect("valid");
        let way = |focus: Option<Subject>| -> Vec<String> {
            let crumbs = crumbs(&document, focus.as_ref());
            crumbs.iter().map(|subject| subject.id_str().to_owned()).collect()
        };
        assert_eq!(way(None), [""]);
        assert_eq!(way(Some(Subject::Document)), [""]);
        assert_eq!(way(Some(Subject::Node(id("a")))), ["", "z", "a"]);
        assert_eq!(way(Some(Subject::Node(id("c")))), ["", "c"]);
        assert_eq!(way(Some(Subject::Link(id("ab")))), ["", "z", "ab"]);
        assert_eq!(way(Some(Subject::Link(id("bc")))), ["", "bc"]);
        assert_eq!(way(Some(Subject::Zone(id("z")))), ["", "z"]);
    }
}
