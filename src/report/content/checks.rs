//! What the checks find, what stands on purpose, and which mechanisms were set aside.

use super::{Block, Cell, Column, Source, paragraph, run, table, wording};
use crate::analysis::checks::{self, Finding, Level};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let document = source.document;
    let mut found = checks::lint(document, &source.surroundings.catalog());
    // What was taken out of a public copy looks like a gap.
    found.retain(|finding| !source.is_withheld(&finding.subject));
    let (standing, open): (Vec<Finding>, Vec<Finding>) =
        found.into_iter().partition(|finding| checks::reason_to_stand(document, finding).is_some());
    out.push(paragraph(run(&format!(
        "{} rules look for gaps and contradictions in the document. {} left, {} on purpose with a reason.",
        checks::RULES.len(),
        are(open.len(), "finding is", "findings are"),
        are(standing.len(), "stands", "stand"),
    ))));
    if !open.is_empty() {
        let columns = ["Check", "Weight", "Element", "Finding"].map(Column::words);
        let rows = open.iter().map(|finding| {
            vec![
                Cell::text(finding.rule),
                Cell::text(weight(finding.level)),
                Cell::text(source.label(&finding.subject)),
                Cell::text(wording::name(&finding.sentence)),
            ]
        });
        let caption = "Findings that are left";
        out.push(table("table-findings", caption, columns.into(), rows.collect()));
    }
    if !standing.is_empty() {
        let columns = ["Check", "Element", "Finding", "Why it stands"].map(Column::words);
        let rows = standing.iter().map(|finding| {
            let reason = checks::reason_to_stand(document, finding).unwrap_or_default();
            vec![
                Cell::text(finding.rule),
                Cell::text(source.label(&finding.subject)),
                Cell::text(wording::name(&finding.sentence)),
                Cell::text(wording::name(reason)),
            ]
        });
        let caption = "Findings that stand on purpose";
        out.push(table("table-standing", caption, columns.into(), rows.collect()));
    }
    out.extend(dismissed(source));
}

fn dismissed(source: &Source<'_>) -> Option<Block> {
    let dismissals = source.document.dismissals();
    if dismissals.is_empty() {
        return None;
    }
    let catalog = source.surroundings.catalog();
    let rows = dismissals.iter().map(|dismissal| {
        vec![
            Cell::text(wording::name(
                catalog.mechanism(&dismissal.entry).map_or(&*dismissal.entry, |e| &e.entry.name),
            )),
            Cell::text(wording::name(&dismissal.reason)),
        ]
    });
    let columns = ["Mechanism of the catalog", "Why it does not apply"].map(Column::words);
    let caption = "Mechanisms that were looked at and set aside";
    Some(table("table-dismissed", caption, columns.into(), rows.collect()))
}

fn weight(level: Level) -> &'static str {
    match level {
        Level::Warning => "Warning",
        Level::Note => "Note",
    }
}

fn are(n: usize, one: &str, many: &str) -> String {
    wording::counted(n, one, many)
}
