//! Incidents and near misses: what happened, how long it went unnoticed, and which pathways it bears out.

use super::{
    Block, Cell, Column, Evidence, Field, Id, Source, Subject, evidence_anchor, field, heading,
    paragraph, reference, run, separated, table, without_empty, wording,
};
use crate::model::{EvidenceKind, Incident, Pathway, days_between};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let register = source.document.evidence().iter();
    let is_one = |e: &&Evidence| e.kind == Some(EvidenceKind::Incident) || e.incident.is_some();
    let incidents: Vec<&Evidence> = register.filter(is_one).collect();
    if incidents.is_empty() {
        out.push(paragraph(run("The document records no incident and no near miss")));
        return;
    }
    let columns = ["No.", "Incident", "Began", "Noticed after", "By what", "Severity", "Pathways"];
    let rows = incidents.iter().map(|e| {
        let bare = Incident::default();
        let incident = e.incident.as_deref().unwrap_or(&bare);
        let mut title = run(&source.label(&Subject::Evidence(e.id.clone())));
        if incident.is_near_miss {
            title.push(super::Span::Emphasis(" (near miss)".to_owned()));
        }
        vec![
            Cell::of(vec![reference(&evidence_anchor(&e.id), "")]),
            Cell::of(title),
            Cell::text(or_dash(&incident.start)),
            Cell::text(unnoticed(incident)),
            Cell::text(or_dash(&incident.detection)),
            Cell::text(incident.severity.map_or("–", wording::severity)),
            Cell::of(pathways(source, &incident.pathways)),
        ]
    });
    let caption = "Incidents and near misses, and how long each went unnoticed";
    out.push(table("table-incidents", caption, columns.map(Column::words).into(), rows.collect()));
    let chains = incidents.iter().filter_map(|e| Some((*e, e.incident.as_deref()?)));
    for (e, incident) in chains.filter(|(_, incident)| !incident.events.is_empty()) {
        let title = source.label(&Subject::Evidence(e.id.clone()));
        out.push(heading(3, title, format!("incident-{}", e.id)));
        out.push(Block::Fields(fields(incident)));
        out.push(events(source, e, incident));
    }
}

fn fields(incident: &Incident) -> Vec<Field> {
    let fields = vec![
        field("Ended", &incident.end),
        field("Noticed", &incident.detected),
        field("Response", &incident.response),
    ];
    without_empty(fields, &["Ended"])
}

fn events(source: &Source<'_>, evidence: &Evidence, incident: &Incident) -> Block {
    let rows = incident.events.iter().map(|event| {
        let about = event.about.as_ref().map(|subject| source.label(subject));
        vec![
            Cell::text(or_dash(&event.at)),
            Cell::text(wording::name(&event.text)),
            Cell::text(about.unwrap_or_else(|| "–".to_owned())),
        ]
    });
    let title = source.label(&Subject::Evidence(evidence.id.clone()));
    let columns = ["When", "What happened", "In the model"].map(Column::words);
    let anchor = format!("table-incident-{}", evidence.id);
    table(anchor, format!("Chain of events: {title}"), columns.into(), rows.collect())
}

/// How long it took to be noticed, in whole days where both days are known.
fn unnoticed(incident: &Incident) -> String {
    match days_between(&incident.start, &incident.detected) {
        Some(0) => "Less than a day".to_owned(),
        Some(days) => super::counted(usize::try_from(days).unwrap_or(usize::MAX), "day"),
        None => "–".to_owned(),
    }
}

fn pathways(source: &Source<'_>, ids: &[Id<Pathway>]) -> Vec<super::Span> {
    let names = ids.iter().map(|id| run(&source.label(&Subject::Pathway(id.clone()))));
    let spans = separated(names.collect(), ", ");
    if spans.is_empty() { run("–") } else { spans }
}

fn or_dash(text: &str) -> String {
    let text = wording::name(text);
    if text.is_empty() { "–".to_owned() } else { text }
}
