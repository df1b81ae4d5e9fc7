//! Pathways on the canvas: what stands out of one, taking links in and out, and the bar that says what it is.

use eframe::egui::{Align2, CornerRadius, Rect, StrokeKind, Ui, UiBuilder, Vec2, vec2};

use crate::{
    drawing::FontWeight,
    model::{Assessment, Edit, Id, Link, Pathway},
    session::{Action, Selection},
    ui::{
        theme,
        view::{Cx, Highlight},
        widgets::{self, icon},
    },
};

/// Room between the bar and the edge of the canvas.
const EDGE: f32 = 16.0;
/// Width of the buttons at the bar's end.
const BUTTONS: f32 = 118.0;

/// What stands out of a pathway: its links and their ends.
pub fn highlight(document: &Assessment, id: &Id<Pathway>) -> Option<Highlight> {
    let pathway = document.pathways().get(id)?;
    let links: Vec<&Link> =
        pathway.links.iter().filter_map(|id| document.links().get(id)).collect();
    Some(Highlight {
        title: format!("Pathway {}", pathway.name),
        links: pathway.links.iter().cloned().collect(),
        nodes: links.iter().flat_map(|link| [link.from.clone(), link.to.clone()]).collect(),
    })
}

/// The pathway with some links taken in, or out where all are in already. A link is put where it continues the one
/// before it; `None` where there is no such pathway.
pub fn toggled(document: &Assessment, id: &Id<Pathway>, links: &[Id<Link>]) -> Option<Edit> {
    let mut pathway = document.pathways().get(id)?.clone();
    if links.iter().all(|link| pathway.links.contains(link)) {
        pathway.links.retain(|link| !links.contains(link));
    } else {
        for link in links {
            if !pathway.links.contains(link) {
                let place = place_of(document, &pathway.links, link);
                pathway.links.insert(place, link.clone());
            }
        }
    }
    Some(Edit::Named("change pathway", vec![Edit::put(pathway)]))
}

/// After the last link that leads to where the new one starts, else before the first that starts where it leads to, else
/// at the end.
fn place_of(document: &Assessment, links: &[Id<Link>], new: &Id<Link>) -> usize {
    let get = |id: &Id<Link>| document.links().get(id);
    let Some(new) = get(new) else { return links.len() };
    let leads_to = |id: &Id<Link>| get(id).is_some_and(|link| link.to == new.from);
    let starts_there = |id: &Id<Link>| get(id).is_some_and(|link| link.from == new.to);
    let after = links.iter().rposition(leads_to).map(|place| place + 1);
    after.or_else(|| links.iter().position(starts_there)).unwrap_or(links.len())
}

/// Says which pathway is selected; whether the button that begins and ends changing it was clicked.
pub fn bar_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    screen: Rect,
    (id, is_traced): (&Id<Pathway>, bool),
) -> bool {
    let tokens = cx.tokens;
    let Some(pathway) = cx.session.assessment().pathways().get(id) else { return false };
    let words = match (is_traced, pathway.links.len()) {
        (true, _) => "Click links to take them in or out".to_owned(),
        (false, 0) => format!("{}: no links yet", pathway.name),
        (false, 1) => format!("{}: 1 link", pathway.name),
        (false, n) => format!("{}: {n} links", pathway.name),
    };
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let room = (screen.width() - 2.0 * EDGE - BUTTONS - 40.0).max(0.0);
    let title = widgets::elided(ui, &words, font, tokens.text, room);
    let at = screen.left_top() + Vec2::splat(EDGE);
    let ground = Rect::from_min_size(at, vec2(title.size().x + BUTTONS + 40.0, 34.0));
    let radius = CornerRadius::same(theme::RADIUS_CONTROL);
    let stroke = if is_traced { tokens.accent } else { tokens.line };
    let stroke = eframe::egui::Stroke::new(1.0, stroke);
    ui.painter().rect(ground, radius, tokens.surface, stroke, StrokeKind::Inside);
    // Buttons sense clicks only: without this a press on one would begin a drag on the canvas below.
    ui.interact(ground, ui.scope_id().with("ground of the pathway"), eframe::egui::Sense::DRAG);
    let middle = ground.left_center() + vec2(18.0, 0.0);
    let font = theme::icon_font(14.0);
    ui.painter().text(middle, Align2::CENTER_CENTER, icon::ROUTE, font, tokens.accent);
    let left = ground.left_center() + vec2(32.0, -title.size().y / 2.0);
    ui.painter().galley(left, title, tokens.text);
    let min = ground.right_top() + vec2(-BUTTONS, 3.0);
    let place = Rect::from_min_max(min, ground.right_bottom() - vec2(4.0, 3.0));
    let builder = UiBuilder::new().max_rect(place).id_salt("pathway on the canvas");
    let mut is_clicked = false;
    ui.scope_builder(builder, |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let words = if is_traced { "Done" } else { "Edit links" };
            is_clicked = ui.add_sized(vec2(78.0, 26.0), eframe::egui::Button::new(words)).clicked();
            if widgets::icon_button(ui, icon::CLOSE, "Hide pathway").clicked() {
                cx.act(Action::Select(Selection::default()));
            }
        });
    });
    is_clicked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Node, NodeKind};

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn document() -> Assessment {
        let mut parts = Assessment::blank("t").to_parts();
        for name in ["a", "b", "c", "d"] {
            parts.nodes.push(Node::new(id(name), name, NodeKind::Host));
        }
        for (name, from, to) in [("ab", "a", "b"), ("bc", "b", "c"), ("cd", "c", "d")] {
            parts.links.push(Link::new(id(name), id(from), id(to)));
        }
        parts.pathways.push(Pathway::new(id("p"), "P", vec![id("ab")]));
        Assessment::new(parts).expect("valid")
    }

    fn links(document: &Assessment) -> Vec<&str> {
        let pathway = document.pathways().get(&id("p")).expect("a pathway");
        pathway.links.iter().map(Id::as_str).collect()
    }

    fn click(document: &Assessment, link: &str) -> Assessment {
        let edit = toggled(document, &id("p"), &[id(link)]).expect("a change");
        document.edited(&edit).expect("valid")
    }

    #[test]
    fn links_go_in_where_they_continue_the_way_and_out_again() {
        let document = click(&document(), "cd");
        assert_eq!(links(&document), ["ab", "cd"]);
        let document = click(&document, "bc");
        assert_eq!(links(&document), ["ab", "bc", "cd"]);
        let document = click(&click(&document, "ab"), "ab");
        assert_eq!(links(&document), ["ab", "bc", "cd"]);
        assert_eq!(links(&click(&document, "cd")), ["ab", "bc"]);
    }

    #[test]
    fn what_stands_out_are_the_links_and_their_ends() {
        let found = highlight(&document(), &id("p")).expect("a pathway");
        assert_eq!((found.links.len(), found.nodes.len()), (1, 2));
        assert_eq!(highlight(&document(), &id("q")), None);
    }
}
