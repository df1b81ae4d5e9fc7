//! The numbers of pathways, mitigations and evidence, and how they are referred to.

use super::{
    Counted, Evidence, Id, Label, Mitigation, Section, Source, Span, Subject, evidence_anchor,
    reference, separated, wording,
};
use crate::model::{Pathway, Strength};

impl<'a> Source<'a> {
    /// Mitigations in the order in which they are set out and numbered: strong ones first, unrated ones last.
    pub(super) fn ranked_mitigations(&self) -> Vec<&'a Mitigation> {
        let mut ranked: Vec<&Mitigation> = self.document.mitigations().iter().collect();
        ranked.sort_by_key(|m| rank(m.strength));
        ranked
    }

    /// The number of a mitigation.
    pub(super) fn mitigation_label(&self, id: &Id<Mitigation>) -> Label {
        let place = self.ranked_mitigations().iter().position(|m| m.id == *id);
        Label { of: Counted::Mitigation, number: place.map_or(0, |place| place + 1) }
    }

    /// `M2 Offline monitoring`.
    pub(super) fn numbered_mitigation(&self, id: &Id<Mitigation>) -> String {
        format!("{} {}", self.mitigation_label(id), self.mitigation_name(id))
    }

    /// ` (Mitigation M2)`, where the report sets mitigations out.
    pub(super) fn mitigation_reference(&self, id: &Id<Mitigation>) -> Vec<Span> {
        if !self.shows(Section::Mitigations) {
            return Vec::new();
        }
        bracketed(reference(&format!("mitigation-{id}"), &self.mitigation_label(id).to_string()))
    }

    /// The number of a pathway of the document.
    pub(super) fn pathway_label(&self, id: &Id<Pathway>) -> Label {
        let place = self.document.pathways().position(id);
        Label { of: Counted::Pathway, number: place.map_or(0, |place| place + 1) }
    }

    /// ` (Pathway P2)`, where the report sets pathways out.
    pub(super) fn pathway_reference(&self, id: &Id<Pathway>) -> Vec<Span> {
        if !self.shows(Section::Pathways) {
            return Vec::new();
        }
        bracketed(reference(&format!("pathway-{id}"), &self.pathway_label(id).to_string()))
    }

    /// The number of a piece of evidence.
    pub(super) fn evidence_label(&self, id: &Id<Evidence>) -> Label {
        let place = self.document.evidence().position(id);
        Label { of: Counted::Evidence, number: place.map_or(0, |place| place + 1) }
    }

    /// Citations of pieces of evidence, in the order of the register and each once: `[1] (E4), [3]`.
    pub(super) fn citations(&self, ids: &[Id<Evidence>]) -> Vec<Span> {
        let cited = self.document.evidence().iter().filter(|e| ids.contains(&e.id));
        separated(cited.map(|e| self.citation(e)).collect(), ", ")
    }

    /// `[1] (E4)`; its title in the place of the number where the report has no register.
    fn citation(&self, evidence: &Evidence) -> Vec<Span> {
        let title = self.label(&Subject::Evidence(evidence.id.clone()));
        let mut spans = vec![reference(&evidence_anchor(&evidence.id), &title)];
        spans.extend(graded(evidence));
        spans
    }

    /// `[1] Notebook refusals (E4)`.
    pub(super) fn full_citation(&self, evidence: &Evidence) -> Vec<Span> {
        if !self.shows(Section::Evidence) {
            return self.citation(evidence);
        }
        let title = self.label(&Subject::Evidence(evidence.id.clone()));
        let mut spans = vec![reference(&evidence_anchor(&evidence.id), "")];
        spans.push(Span::text(format!(" {title}")));
        spans.extend(graded(evidence));
        spans
    }
}

/// Strong ones first, unrated ones last.
fn rank(strength: Strength) -> u8 {
    match strength {
        Strength::Strong => 0,
        Strength::Moderate => 1,
        Strength::Weak => 2,
        Strength::Unrated => 3,
    }
}

fn graded(evidence: &Evidence) -> Option<Span> {
    evidence.grade.map(|grade| Span::text(format!(" ({})", wording::short_grade(grade))))
}

fn bracketed(span: Span) -> Vec<Span> {
    vec![Span::text(" ("), span, Span::text(")")]
}
