//! Evidence and incidents as they stand in a file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    EvidenceGrade, EvidenceKind, IdText, Severity,
    argument::Reference,
    intake::{Intake, Place},
    is_default,
    output::{id, ids},
};
use crate::model;

/// One piece of evidence.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Evidence {
    /// Its id.
    id: IdText,
    /// What it is called.
    #[serde(default, skip_serializing_if = "is_default")]
    title: String,
    /// What sort of evidence it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<EvidenceKind>,
    /// How near it comes to the real thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    grade: Option<EvidenceGrade>,
    /// Who wrote or made it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    authors: Vec<String>,
    /// What it appeared in: a journal, a site, a report.
    #[serde(default, skip_serializing_if = "is_default")]
    container: String,
    /// Where it can be found: a URL, a DOI or the name of a document.
    #[serde(default, skip_serializing_if = "is_default")]
    source: String,
    /// Where in the source: section, page, table.
    #[serde(default, skip_serializing_if = "is_default")]
    locator: String,
    /// When it was published or observed, as `2026-08-01`.
    #[serde(default, skip_serializing_if = "is_default")]
    date: String,
    /// The source's own words, at most 25 of them.
    #[serde(default, skip_serializing_if = "is_default")]
    quote: String,
    /// What it shows.
    #[serde(default, skip_serializing_if = "is_default")]
    finding: String,
    /// What it does not show.
    #[serde(default, skip_serializing_if = "is_default")]
    limits: String,
    /// Ids of the phases whose conditions it was gained under.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    phases: Vec<IdText>,
    /// The model or system, with its version, that it is about.
    #[serde(default, skip_serializing_if = "is_default")]
    system: String,
    /// What happened, where it is an incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    incident: Option<Incident>,
    /// That it no longer counts, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    withdrawn: Option<Withdrawal>,
}

/// What happened, how long it took to be noticed, and which pathways it ran along.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Incident {
    /// When it began, as `2026-07-08` or `2026-07-08 18:30`.
    #[serde(default, skip_serializing_if = "is_default")]
    start: String,
    /// When it ended.
    #[serde(default, skip_serializing_if = "is_default")]
    end: String,
    /// When it was noticed.
    #[serde(default, skip_serializing_if = "is_default")]
    detected: String,
    /// By what it was noticed.
    #[serde(default, skip_serializing_if = "is_default")]
    detection: String,
    /// How bad it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    severity: Option<Severity>,
    /// Whether it did no harm, though it could have.
    #[serde(default, skip_serializing_if = "is_default")]
    near_miss: bool,
    /// What was done about it.
    #[serde(default, skip_serializing_if = "is_default")]
    response: String,
    /// Ids of the pathways that it ran along, in whole or in part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pathways: Vec<IdText>,
    /// What happened one after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    events: Vec<Event>,
}

/// One step of an incident.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Event {
    /// When; empty where it is not known.
    #[serde(default, skip_serializing_if = "is_default")]
    at: String,
    /// What happened.
    #[serde(default, skip_serializing_if = "is_default")]
    text: String,
    /// The node or link of the model that it bears out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<Reference>,
}

/// That a piece of evidence no longer counts.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Withdrawal {
    /// Since when, as `2026-08-01`.
    #[serde(default, skip_serializing_if = "is_default")]
    date: String,
    /// Why.
    #[serde(default, skip_serializing_if = "is_default")]
    reason: String,
}

impl Evidence {
    pub(super) fn of(e: &model::Evidence) -> Self {
        Self {
            id: id(&e.id),
            title: e.title.clone(),
            kind: e.kind.map(Into::into),
            grade: e.grade.map(Into::into),
            authors: e.authors.clone(),
            container: e.container.clone(),
            source: e.source.clone(),
            locator: e.locator.clone(),
            date: e.date.clone(),
            quote: e.quote.clone(),
            finding: e.finding.clone(),
            limits: e.limits.clone(),
            phases: ids(&e.phases),
            system: e.system.clone(),
            incident: e.incident.as_deref().map(Incident::of),
            withdrawn: e.withdrawn.as_ref().map(|withdrawn| Withdrawal {
                date: withdrawn.date.clone(),
                reason: withdrawn.reason.clone(),
            }),
        }
    }
}

impl Incident {
    fn of(incident: &model::Incident) -> Self {
        let event = |event: &model::Event| Event {
            at: event.at.clone(),
            text: event.text.clone(),
            about: event.about.as_ref().map(Reference::of),
        };
        Self {
            start: incident.start.clone(),
            end: incident.end.clone(),
            detected: incident.detected.clone(),
            detection: incident.detection.clone(),
            severity: incident.severity.map(Into::into),
            near_miss: incident.is_near_miss,
            response: incident.response.clone(),
            pathways: ids(&incident.pathways),
            events: incident.events.iter().map(event).collect(),
        }
    }
}

impl Intake {
    pub(super) fn evidence(&mut self, at: &Place<'_>, e: Evidence) -> model::Evidence {
        let incident =
            e.incident.map(|incident| Box::new(self.incident(&at.field("incident"), incident)));
        let withdrawn = e
            .withdrawn
            .map(|withdrawn| model::Withdrawal { date: withdrawn.date, reason: withdrawn.reason });
        model::Evidence {
            id: self.id(&at.field("id"), &e.id),
            title: e.title,
            kind: e.kind.map(Into::into),
            grade: e.grade.map(Into::into),
            authors: e.authors,
            container: e.container,
            source: e.source,
            locator: e.locator,
            date: e.date,
            quote: e.quote,
            finding: e.finding,
            limits: e.limits,
            phases: self.ids(&at.field("phases"), e.phases),
            system: e.system,
            incident,
            withdrawn,
        }
    }

    fn incident(&mut self, at: &Place<'_>, incident: Incident) -> model::Incident {
        model::Incident {
            start: incident.start,
            end: incident.end,
            detected: incident.detected,
            detection: incident.detection,
            severity: incident.severity.map(Into::into),
            is_near_miss: incident.near_miss,
            response: incident.response,
            pathways: self.ids(&at.field("pathways"), incident.pathways),
            events: self.list(&at.field("events"), incident.events, Self::event),
        }
    }

    fn event(&mut self, at: &Place<'_>, event: Event) -> model::Event {
        model::Event {
            at: event.at,
            text: event.text,
            about: event.about.map(|about| self.subject(&at.field("about"), about)),
        }
    }
}
