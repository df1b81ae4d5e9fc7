//! The inspector: what the selected element is, what it is scored, and why; every field can be edited.

mod annotation;
mod chart;
mod choices;
mod claim;
mod document;
mod evidence;
mod form;
mod hypothesis;
mod link;
mod mitigation;
mod node;
mod pathway;
mod phase;
mod question;
mod review;
mod scores;
mod several;
mod zone;

use eframe::egui::{Frame, Margin, ScrollArea, Ui, UiBuilder};

pub(in crate::ui::panels) use node::likelihood_brief;

use crate::{
    analysis::PathwayOutlook,
    model::{Dimension, Id, Marked, Pathway, Sort, Subject},
    ui::{view::Cx, widgets},
};

/// Room at the left for the frames of fields whose text is flush with the rest.
const OUTDENT: i8 = widgets::QUIET_PADDING + 1;
/// Width of the margin in which the scroll bar runs.
const GUTTER: f32 = 6.0;

/// What the inspector remembers.
#[derive(Debug, Default)]
pub struct InspectorView {
    rename: Option<Subject>,
    /// The score that is being edited, in the chosen phase.
    open: Option<(Subject, Dimension)>,
    /// The pathway shown last, with its own probabilities.
    along: Option<(Id<Pathway>, PathwayOutlook)>,
}

impl InspectorView {
    /// Puts the focus into the name field of an element at the next frame.
    pub fn rename(&mut self, subject: Subject) {
        self.rename = Some(subject);
    }

    /// Whether the name of this element wants the focus now; asks only once.
    fn takes_rename(&mut self, subject: &Subject) -> bool {
        let is_wanted = self.rename.as_ref() == Some(subject);
        if is_wanted {
            self.rename = None;
        }
        is_wanted
    }
}

/// Shows the fields of what is selected, or the title page where nothing is.
pub fn inspector_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut InspectorView) {
    let selection = cx.session.selection();
    let is_several = selection.subjects().len() > 1;
    let focus = selection.focus().cloned().unwrap_or(Subject::Document);
    let salt = if is_several { "several".to_owned() } else { format!("{focus:?}") };
    let scroll = ScrollArea::vertical().auto_shrink([false, false]).id_salt(&salt);
    // The bar runs in the margin beside the fields, where it covers no figure.
    let mut place = ui.available_rect_before_wrap();
    let width = place.width();
    place.max.x += GUTTER;
    place.min.x -= f32::from(OUTDENT);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(place).id_salt("beside the bar"));
    ui.spacing_mut().scroll.bar_width = GUTTER;
    let margin = Margin { left: OUTDENT, ..Margin::ZERO };
    scroll.show(&mut ui, |ui| {
        Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.set_max_width(width);
            ui.spacing_mut().item_spacing.y = 4.0;
            ui.push_id(&salt, |ui| selected_ui(ui, cx, view, (&focus, is_several)));
            ui.add_space(24.0);
        });
    });
}

fn selected_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    (focus, is_several): (&Subject, bool),
) {
    if is_several {
        several::several_ui(ui, cx);
    } else {
        element_ui(ui, cx, view, focus);
        if Sort::of(focus).is_some() && cx.session.assessment().contains(focus) {
            widgets::section_label(ui, "Readers");
            widgets::marking_ui(ui, cx, &Marked::Element(focus.clone()));
        }
    }
}

fn element_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut InspectorView, focus: &Subject) {
    let document = cx.session.assessment();
    match focus {
        Subject::Document => document::document_ui(ui, cx, view),
        Subject::Phase(id) => {
            if let Some(phase) = document.phases().get(id) {
                phase::phase_ui(ui, cx, view, phase);
            }
        }
        Subject::Node(id) => {
            if let Some(node) = document.nodes().get(id) {
                node::node_ui(ui, cx, view, node);
            }
        }
        Subject::Link(id) => {
            if let Some(link) = document.links().get(id) {
                link::link_ui(ui, cx, view, link);
            }
        }
        Subject::Mitigation(id) => {
            if let Some(mitigation) = document.mitigations().get(id) {
                mitigation::mitigation_ui(ui, cx, view, mitigation);
            }
        }
        _ => lesser_ui(ui, cx, view, focus),
    }
}

fn lesser_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut InspectorView, focus: &Subject) {
    let document = cx.session.assessment();
    match focus {
        Subject::Hypothesis(id) => {
            if let Some(hypothesis) = document.hypotheses().get(id) {
                hypothesis::hypothesis_ui(ui, cx, view, hypothesis);
            }
        }
        Subject::Pathway(id) => {
            if let Some(pathway) = document.pathways().get(id) {
                pathway::pathway_ui(ui, cx, view, pathway);
            }
        }
        Subject::Zone(id) => {
            if let Some(zone) = document.zones().get(id) {
                zone::zone_ui(ui, cx, view, zone);
            }
        }
        Subject::Evidence(id) => {
            if let Some(evidence) = document.evidence().get(id) {
                evidence::evidence_ui(ui, cx, view, evidence);
            }
        }
        Subject::Annotation(id) => {
            if let Some(annotation) = document.annotations().get(id) {
                annotation::annotation_ui(ui, cx, view, annotation);
            }
        }
        _ => argument_ui(ui, cx, view, focus),
    }
}

fn argument_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut InspectorView, focus: &Subject) {
    let document = cx.session.assessment();
    match focus {
        Subject::Claim(id) => {
            if let Some(claim) = document.claims().get(id) {
                claim::claim_ui(ui, cx, view, claim);
            }
        }
        Subject::Question(id) => {
            if let Some(question) = document.questions().get(id) {
                question::question_ui(ui, cx, view, question);
            }
        }
        Subject::Criterion(id) => {
            if let Some(criterion) = document.criteria().get(id) {
                review::criterion_ui(ui, cx, view, criterion);
            }
        }
        Subject::Review(id) => {
            if let Some(review) = document.reviews().get(id) {
                review::review_ui(ui, cx, view, review);
            }
        }
        _ => {}
    }
}
