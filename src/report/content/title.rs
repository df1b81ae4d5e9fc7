//! The title block: what the document is, who stands behind it, and how its numbers are to be read.

use super::{
    Block, Field, Source, Span, Tone, field, heading, note, paragraphs, redactions, wording,
};
use crate::{
    model::{About, System},
    report::block::AUTHORS,
};

const ESTIMATES: &str = "The numbers in this report are the evaluators’ estimates, and what follows from them under the \
    stated model. They are not measurements.";
const ILLUSTRATIVE: &str = "The numbers in this report are illustrative. They show how the model works and are no \
    assessment of any real system.";

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let about = source.document.about();
    out.push(heading(1, or(&about.title, "Untitled assessment"), "top"));
    if about.summary.to_lowercase().contains("illustrative") {
        out.push(Block::Callout { tone: Tone::Warning, spans: vec![Span::text(ILLUSTRATIVE)] });
    }
    out.extend(redactions::notice(source));
    out.extend(paragraphs(&about.summary));
    out.push(Block::Fields(fields(about)));
    out.extend(paragraphs(&about.system.description));
    out.push(note(ESTIMATES));
}

fn fields(about: &About) -> Vec<Field> {
    let authors: Vec<String> = about.authors.iter().map(|a| wording::name(a)).collect();
    vec![
        field("Version", &about.version),
        field("Status", &about.status),
        field("Coverage date", &about.coverage_date),
        field(AUTHORS, &wording::joined(&authors)),
        field("System", &system(&about.system)),
        field("Models", &models(&about.system)),
    ]
}

pub(super) fn system(system: &System) -> String {
    match (wording::name(&system.name), wording::name(&system.developer)) {
        (name, developer) if developer.is_empty() => name,
        (name, developer) if name.is_empty() => developer,
        (name, developer) => format!("{name}, developed by {developer}"),
    }
}

/// The covered models with their versions: `Model 1.2 (internal only)`.
pub(super) fn models(system: &System) -> String {
    let model = |m: &crate::model::ModelVersion| {
        let scope = if m.internal_only { "internal only" } else { "internal and external use" };
        format!("{} ({scope})", wording::name(&format!("{} {}", m.name, m.version)))
    };
    wording::joined(&system.models.iter().map(model).collect::<Vec<_>>())
}

fn or(text: &str, otherwise: &str) -> String {
    let text = wording::name(text);
    if text.is_empty() { otherwise.to_owned() } else { text }
}
