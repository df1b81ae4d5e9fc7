//! A pathway: its links in the order of the story, and how it is judged.

use eframe::egui::{RichText, Ui};

use super::{InspectorView, choices, form::Form};
use crate::{
    analysis::{Course, Method, PathwayOutlook},
    drawing,
    model::{Id, Link, Node, NodeKind, Pathway, Subject},
    report::wording,
    session::{Action, Response},
    ui::{
        view::Cx,
        widgets::{
            Row, add_reference, figure_in, icon, icon_button, property, row, secondary,
            section_label,
        },
    },
};

/// What the figures mean.
const ALONG: &str = "The start turns misaligned by itself, and the links carry that to the end, in one phase or over \
                     several. Everything beside the pathway is left out; mitigations work as scored";

/// Shows a pathway.
pub(super) fn pathway_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    pathway: &Pathway,
) {
    let subject = Subject::Pathway(pathway.id.clone());
    let mut draft = pathway.clone();
    let mut form = Form::begin(cx);
    form.heading(ui, cx, view, (&subject, &mut draft.name));
    let is_outcome = |node: &Node| node.kind == NodeKind::Outcome;
    form.reference(ui, cx, "Outcome", (&mut draft.outcome, is_outcome));
    form.optional(ui, "Frequency", &mut draft.frequency, choices::grades());
    form.optional(ui, "Complexity", &mut draft.complexity, choices::grades());
    form.optional(ui, "Severity", &mut draft.severity, choices::severities());
    form.optional(ui, "Reversibility", &mut draft.reversibility, choices::reversibilities());
    along_ui(ui, cx, view, pathway);
    section_label(ui, "Links in order");
    if let Some(links) = links_ui(ui, cx, &draft.links) {
        draft.links = links;
        form.change();
    }
    form.area(ui, "Detection", "How it would be noticed", &mut draft.detection);
    form.area(ui, "Notes", "Anything else", &mut draft.notes);
    form.finish(cx, draft);
}

/// How probable it is that misalignment runs along this pathway alone, by the end of each phase. While that is computed
/// anew, what was found before stays, faint, so that nothing jumps.
fn along_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut InspectorView, pathway: &Pathway) {
    if pathway.links.is_empty() {
        return;
    }
    let known = cx.session.along(&pathway.id);
    let remark = match known {
        Response::Unasked | Response::Pending => "Computing…".to_owned(),
        Response::Unavailable(reason) => format!("Not available: {reason}"),
        Response::Ready(outlook) => how(outlook),
    };
    if let Response::Ready(outlook) = known {
        view.along = Some((pathway.id.clone(), outlook.clone()));
    }
    let is_current = matches!(known, Response::Ready(_));
    if matches!(known, Response::Unasked) {
        cx.act(Action::Walk(pathway.id.clone()));
    }
    let is_shown = !matches!(known, Response::Unavailable(_));
    let last = view.along.as_ref().filter(|(id, _)| *id == pathway.id && is_shown);
    section_label(ui, "Runs all the way, by the end of");
    let notation = cx.session.preferences().notation;
    for (place, phase) in cx.session.assessment().phases().iter().enumerate() {
        let figure = last.and_then(|(_, outlook)| outlook.ever.get(place));
        let words = figure.map_or_else(|| "–".to_owned(), |figure| figure_in(figure, notation));
        let ink = if is_current { cx.tokens.text } else { cx.tokens.faint };
        let label = property(ui, &phase.name, |ui| {
            ui.horizontal(|ui| {
                ui.add_space(7.0);
                ui.label(RichText::new(words).color(ink))
            })
            .inner
        });
        let tip = figure.filter(|_| is_current).map(wording::figure);
        label.on_hover_text(tip.map_or(ALONG.to_owned(), |tip| format!("{tip}\n{ALONG}")));
    }
    secondary(ui, &remark);
}

/// How a pathway's probabilities were got, and what there is to be known about them.
fn how(outlook: &PathwayOutlook) -> String {
    let course = match outlook.course {
        Course::Onward => "",
        Course::Circle => ". It runs in a circle, and starts where its first link does",
        Course::Closed => ". It ends where it starts: the figures say how probable its start is",
    };
    computed(outlook) + course
}

fn computed(outlook: &PathwayOutlook) -> String {
    if outlook.ever.iter().all(|figure| figure.value <= 0.0 && figure.upper.is_none()) {
        return "Its start never turns by itself, or a link never carries".to_owned();
    }
    match (outlook.method, outlook.ever.last()) {
        (Method::Exact, _) | (_, None) => wording::method(outlook.method).to_owned(),
        (method, Some(last)) => {
            let trials = wording::count(outlook.trials);
            let error = wording::percent_with_error(last.value, last.standard_error);
            let last =
                if last.upper.is_some() { String::new() } else { format!(", in the end {error}") };
            format!("{}, {trials} trials{last}", wording::method(method))
        }
    }
}

/// The links, each with buttons to move and remove it, and a menu to add one; the changed list.
fn links_ui(ui: &mut Ui, cx: &mut Cx<'_>, links: &[Id<Link>]) -> Option<Vec<Id<Link>>> {
    let document = cx.session.assessment();
    let mut change = None;
    for (place, id) in links.iter().enumerate() {
        let changed = ui.push_id(place, |ui| link_row(ui, cx, (place, id), links)).inner;
        change = change.or(changed);
    }
    let is_broken = links.windows(2).any(|pair| {
        let ends = pair.iter().map(|id| document.links().get(id)).collect::<Vec<_>>();
        matches!(ends[..], [Some(a), Some(b)] if a.to != b.from)
    });
    if is_broken {
        secondary(ui, "Some links do not continue where the one before ends");
    }
    if let Some(id) = add_reference(ui, document, "Add link", links) {
        change = Some(links.iter().cloned().chain([id]).collect());
    }
    change
}

fn link_row(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    (place, id): (usize, &Id<Link>),
    links: &[Id<Link>],
) -> Option<Vec<Id<Link>>> {
    let document = cx.session.assessment();
    let subject = Subject::Link(id.clone());
    let name = document.label(&subject);
    let mechanism = document.links().get(id).map(|link| link.mechanism).unwrap_or_default();
    let mut change = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let size = eframe::egui::vec2(ui.available_width() - 78.0, 26.0);
        let shown = Row {
            icon: drawing::icon::of_mechanism(mechanism),
            icon_color: None,
            name: &name,
            figure: "",
            is_selected: false,
        };
        if ui.allocate_ui(size, |ui| row(ui, &shown).clicked()).inner {
            cx.go_to(subject.clone());
        }
        let moved = |to: usize| {
            let mut moved = links.to_vec();
            moved.swap(place, to);
            Some(moved)
        };
        ui.add_enabled_ui(place > 0, |ui| {
            if icon_button(ui, icon::CHEVRON_UP, &format!("Move {name} earlier")).clicked() {
                change = moved(place - 1);
            }
        });
        ui.add_enabled_ui(place + 1 < links.len(), |ui| {
            if icon_button(ui, icon::CHEVRON_DOWN, &format!("Move {name} later")).clicked() {
                change = moved(place + 1);
            }
        });
        if icon_button(ui, icon::CLOSE, &format!("Remove {name}")).clicked() {
            let mut rest = links.to_vec();
            rest.remove(place);
            change = Some(rest);
        }
    });
    change
}
