//! The claims as a list that is indented; a claim is dragged to where it belongs.

use eframe::egui::{self, Key, Modifiers, Rect, Response, Stroke, Ui};

use super::moving::{Place, Step, moved, stepped};
use crate::{
    analysis::claims::{Numbered, Support, numbered, support},
    model::{Claim, Id, Subject},
    report::wording,
    ui::{
        view::Cx,
        widgets::icon,
        workspaces::line::{Line, head_ui, line_ui},
    },
};

/// Columns at the right.
const COLUMNS: [(&str, f32); 3] = [("Judged", 84.0), ("If independent", 108.0), ("Bounds", 136.0)];
/// Held while an arrow moves the selected claim.
const MOVING: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
/// Keys that move the selected claim.
const KEYS: [(Key, Step); 4] = [
    (Key::ArrowUp, Step::Up),
    (Key::ArrowDown, Step::Down),
    (Key::ArrowRight, Step::In),
    (Key::ArrowLeft, Step::Out),
];

/// Shows the tree.
pub(super) fn tree_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let document = cx.session.assessment();
    keys_ui(ui, cx);
    head_ui(ui, "Claim", &COLUMNS);
    let supports = support(document);
    for of in numbered(document) {
        claim_ui(ui, cx, &of, supports.get(&of.claim.id));
    }
}

fn claim_ui(ui: &mut Ui, cx: &mut Cx<'_>, of: &Numbered<'_>, support: Option<&Support>) {
    let claim = of.claim;
    let percent = |p: Option<f64>| p.map_or_else(|| "–".to_owned(), wording::percent);
    let carried = support.and_then(|support| support.carried);
    let judged = percent(support.and_then(|support| support.judged));
    let independent = percent(carried.and_then(|carried| carried.independent));
    let bounds = carried.map_or_else(
        || "–".to_owned(),
        |of| format!("{} to {}", wording::percent(of.lower), wording::percent(of.upper)),
    );
    let texts = [&*judged, &independent, &bounds];
    let figures: Vec<(&str, f32)> =
        texts.into_iter().zip(COLUMNS).map(|(text, (_, room))| (text, room)).collect();
    let subject = Subject::Claim(claim.id.clone());
    let title = format!("{} {}", of.number, claim.text);
    let line = Line {
        icon: icon::SCALE,
        title: &title,
        note: &note(claim),
        figures: &figures,
        depth: of.depth,
        is_selected: cx.session.selection().contains(&subject),
        is_faint: false,
    };
    let response = line_ui(ui, &line);
    let response = response.interact(egui::Sense::click_and_drag());
    response.dnd_set_drag_payload(claim.id.clone());
    drop_ui(ui, cx, &response, claim);
    if response.clicked() {
        cx.select(subject);
    }
    response.context_menu(|ui| menu_ui(ui, cx, claim));
}

fn note(claim: &Claim) -> String {
    let bearing = if claim.is_load_bearing { "Load-bearing" } else { "" };
    match (bearing, claim.invalidated_by.trim()) {
        ("", "") => String::new(),
        ("", ends) => format!("No longer holds if: {ends}"),
        (bearing, "") => bearing.to_owned(),
        (bearing, ends) => format!("{bearing}. No longer holds if: {ends}"),
    }
}

/// Where a dragged claim would go, and the move when it is let go: at the edges of a line beside its claim, in the
/// middle below it.
fn drop_ui(ui: &Ui, cx: &mut Cx<'_>, response: &Response, claim: &Claim) {
    let Some(dragged) = response.dnd_hover_payload::<Id<Claim>>() else { return };
    let Some(pointer) = ui.input(|input| input.pointer.interact_pos()) else { return };
    let rect = response.rect;
    let share = (pointer.y - rect.top()) / rect.height();
    let place = match share {
        ..0.3 => Place::Before(claim.id.clone()),
        0.7.. => Place::After(claim.id.clone()),
        _ => Place::Below(claim.id.clone()),
    };
    let Some(edit) = moved(cx.session.assessment(), &dragged, &place) else {
        ui.ctx().set_cursor_icon(egui::CursorIcon::NotAllowed);
        return;
    };
    ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
    let stroke = Stroke::new(2.0, cx.tokens.accent);
    match place {
        Place::Before(_) => ui.painter().hline(rect.x_range(), rect.top(), stroke),
        Place::After(_) => ui.painter().hline(rect.x_range(), rect.bottom(), stroke),
        Place::Below(_) => {
            let inner = Rect::from_min_max(rect.min, rect.max).shrink(1.0);
            let radius = f32::from(crate::ui::theme::RADIUS_ROW);
            ui.painter().rect_stroke(inner, radius, stroke, egui::StrokeKind::Inside)
        }
    };
    if response.dnd_release_payload::<Id<Claim>>().is_some() {
        cx.edit(edit);
    }
}

/// Control, Shift and an arrow move the selected claim.
fn keys_ui(ui: &Ui, cx: &mut Cx<'_>) {
    let Some(selected) = super::selected(cx).filter(|_| !ui.ctx().text_edit_focused()) else {
        return;
    };
    for (key, step) in KEYS {
        if ui.input_mut(|input| input.consume_key(MOVING, key)) {
            cx.edit_if(stepped(cx.session.assessment(), &selected, step));
        }
    }
}

fn menu_ui(ui: &mut Ui, cx: &mut Cx<'_>, claim: &Claim) {
    if ui.button("Add subclaim").clicked() {
        super::add(cx, Some(claim.id.clone()));
        ui.close();
    }
    for (step, words) in Step::ALL {
        let edit = stepped(cx.session.assessment(), &claim.id, step);
        let button = egui::Button::new(words).shortcut_text(match step {
            Step::Up => "Ctrl+Shift+↑",
            Step::Down => "Ctrl+Shift+↓",
            Step::In => "Ctrl+Shift+→",
            Step::Out => "Ctrl+Shift+←",
        });
        if ui.add_enabled(edit.is_some(), button).clicked() {
            cx.edit_if(edit);
            ui.close();
        }
    }
    if ui.button("Delete claim").clicked() {
        cx.edit(crate::model::Edit::remove(Subject::Claim(claim.id.clone())));
        ui.close();
    }
}
