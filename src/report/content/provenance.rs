//! Where the figures come from: enough to make them again.

use super::{Block, Field, Source, Span, field, wording};
use crate::analysis::Method;

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let (about, analysis) = (source.document.about(), source.analysis);
    let surroundings = source.surroundings;
    let simulated = |text: String| match analysis.method {
        Method::Exact => "Not used, the solution is exact".to_owned(),
        Method::Simulation | Method::RareEvent => text,
    };
    out.push(Block::Fields(vec![
        field("Document", &about.title),
        field("Document version", &about.version),
        field("Document status", &about.status),
        field("Coverage date", &about.coverage_date),
        Field::new("Document SHA-256", vec![Span::Code(surroundings.document_sha256())]),
        field("Program", &format!("driftline {}", surroundings.program_version())),
        field("Report date", &surroundings.date()),
        field("Method", wording::method(analysis.method)),
        field("Trials for each hypothesis", &simulated(wording::count(analysis.trials))),
        field("Seed", &simulated(analysis.study.seed.to_string())),
        field("Size of the model", &size(source)),
        field("Redactions", redactions(source)),
    ]));
}

/// What a report for the public leaves out.
pub(super) fn redactions(source: &Source<'_>) -> &'static str {
    if source.options.is_public { "Notes, owners and costs are left out" } else { "None" }
}

fn size(source: &Source<'_>) -> String {
    let document = source.document;
    let parts = [
        super::counted(document.phases().len(), "phase"),
        super::counted(document.nodes().len(), "node"),
        super::counted(document.links().len(), "link"),
        super::counted(document.mitigations().len(), "mitigation"),
    ];
    wording::joined(&parts)
}
