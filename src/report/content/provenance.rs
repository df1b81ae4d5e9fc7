//! Where the figures come from: enough to make them again.

use super::{
    Block, Cell, Column, Field, Source, Span, brief, field, noted_table, notes, redactions, wording,
};
use crate::{analysis::Method, model::Scale, report::depths};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let (about, analysis) = (source.document.about(), source.analysis);
    let surroundings = source.surroundings;
    let simulated = |text: String| match analysis.method {
        Method::Exact => "Not used, the solution is exact".to_owned(),
        Method::Simulation | Method::RareEvent => text,
    };
    let checksum = match source.document.report().withheld {
        Some(_) => "SHA-256 of the public copy of the document",
        None => "Document SHA-256",
    };
    out.push(Block::Fields(vec![
        field("Document", &brief(&about.title)),
        field("Document version", &about.version),
        field("Document status", &about.status),
        field("Coverage date", &about.coverage_date),
        Field::new(checksum, vec![Span::Code(surroundings.document_sha256())]),
        field("Program", &format!("driftline {}", surroundings.program_version())),
        field("Report date", &surroundings.date()),
        field("Method", wording::method(analysis.method)),
        field("Trials for each hypothesis", &simulated(wording::count(analysis.trials))),
        field("Seed", &simulated(analysis.study.seed.to_string())),
        field("Behind bands", &draws(source)),
        field("Behind importance, reach and what mitigations buy", &deeper(source)),
        field("Size of the model", &size(source)),
        Field::new("Redactions", redactions::sentence(source)),
    ]));
    out.extend(source.scale().filter(|scale| !scale.bands.is_empty()).map(scale_table));
    redactions::write(source, out);
}

/// How many draws the bands come from, and how each was solved.
fn draws(source: &Source<'_>) -> String {
    let Some(found) = source.depths.uncertainty.as_deref() else {
        return "No draws of the uncertain scores".to_owned();
    };
    let draws = wording::counted(found.draws as usize, "draw", "draws");
    let each = match found.trials {
        0 => "each solved exactly".to_owned(),
        trials => format!("each of {} for each hypothesis", counted_trials(trials)),
    };
    format!("{draws} of the uncertain scores, {each}, seed {}", source.analysis.study.seed)
}

/// With what effort the many runs behind other quantities were made.
fn deeper(source: &Source<'_>) -> String {
    let study = depths::deep_study(&source.analysis.study);
    format!(
        "Exact where that can be had, else up to {} a run for each hypothesis, seed {}",
        counted_trials(study.trials),
        study.seed
    )
}

fn counted_trials(trials: u64) -> String {
    format!("{} {}", wording::count(trials), if trials == 1 { "trial" } else { "trials" })
}

/// What the words of the document's one scale stand for.
fn scale_table(scale: &Scale) -> Block {
    let mut columns = vec![Column::words("Level")];
    columns.extend(["From", "Central", "To"].map(Column::numbers));
    let rows = scale.bands.iter().map(|band| {
        let central = match band.best {
            Some(best) => wording::percent_as_given(best.get()),
            None => wording::percent(band.range().best().get()),
        };
        let ends = [band.low, band.high].map(|p| wording::percent_as_given(p.get()));
        let [from, to] = ends;
        let numbers = [from, central, to].map(Cell::text);
        std::iter::once(Cell::text(wording::name(&band.level))).chain(numbers).collect()
    });
    let caption = match brief(&scale.name) {
        name if name.is_empty() => "Likelihood scale".to_owned(),
        name => format!("Likelihood scale ‘{name}’"),
    };
    let notes = notes::scale(scale).into_iter().collect();
    noted_table(("table-scale".to_owned(), caption, notes), columns, rows.collect())
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
