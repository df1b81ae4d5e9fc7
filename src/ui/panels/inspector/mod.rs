//! The inspector: what the selected element is, what it is scored, and why; every field can be edited.

mod annotation;
mod chart;
mod choices;
mod claim;
mod comments;
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
    analysis::{PathwayOutlook, checks::Field},
    model::{Dimension, Id, Marked, Pathway, Sort, Subject, Target},
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
    comments: comments::CommentsView,
    /// What of the element is to come into view.
    aim: Option<Aim>,
}

/// A part of the inspector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    /// The editor of the open score.
    Score,
    /// The reason of the open score.
    Rationale,
    /// What a mitigation acts on.
    Targets,
}

impl InspectorView {
    /// Puts the focus into the name field of an element at the next frame.
    pub fn rename(&mut self, subject: Subject) {
        self.rename = Some(subject);
    }

    /// Brings a field of the element that is shown next into view, with the keyboard in it where it takes words.
    pub fn aim_at(&mut self, ui: &Ui, field: &Field) {
        match field {
            Field::Score(key) | Field::Rationale(key) => {
                self.open = Some((key.subject.clone(), key.dimension));
                let is_score = matches!(field, Field::Score(_));
                self.aim = Some(if is_score { Aim::Score } else { Aim::Rationale });
            }
            Field::Targets => self.aim = Some(Aim::Targets),
            Field::Condition => widgets::want_field(ui, "No longer holds if", false),
            Field::Trigger => widgets::want_field(ui, "Watched for", false),
            Field::Answer => widgets::want_field(ui, "Answer", true),
            Field::Quote => widgets::want_field(ui, "Quote", false),
        }
    }

    /// Shows what is said of an element or of a score; with the keyboard in the field for something new.
    pub fn show_comments(&mut self, target: &Target, is_new: bool) {
        self.comments.show(target, is_new);
    }

    /// Whether this part of the inspector is to come into view now; asks only once.
    fn takes_aim(&mut self, aim: Aim) -> bool {
        self.aim.take_if(|wanted| *wanted == aim).is_some()
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
        comments::comments_ui(ui, cx, view, focus);
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
        Subject::Comment(id) => {
            if let Some(comment) = document.comments().get(id) {
                comments::comment_alone_ui(ui, cx, view, comment);
            }
        }
        _ => {}
    }
}
