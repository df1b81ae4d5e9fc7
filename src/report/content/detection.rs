//! How spread would be noticed, and what would be done about it, as far as the document says.

use super::{
    Block, Cell, Column, Dimension, Mitigation, Source, Span, Subject, leading, mitigations,
    paragraph, run, sentence_of, table, wording,
};
use crate::model::MitigationKind;

/// Names in one sentence.
const NAMES_MAX: usize = 6;

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let rows: Vec<Vec<Cell>> = watchers(source).map(|m| row(source, m)).collect();
    if rows.is_empty() {
        out.push(paragraph(run(
            "The document lists no mitigation that detects or recovers: nothing in the model notices spread, or undoes it.",
        )));
    } else {
        out.push(paragraph(run(
            "Detecting by itself changes nothing in the model: a mitigation counts for what it cuts, prevents or ends once it \
             has noticed. Time to detect is not modelled; what happens within one phase counts as happening at once.",
        )));
        let columns = [
            "Mitigation",
            "What it does",
            "Probability that it works in a phase",
            "Stops working once misaligned",
            "Responsible",
        ];
        let mut columns: Vec<Column> = columns.map(Column::words).into();
        if source.options.is_public {
            columns.pop();
        }
        let caption = "What detects spread, and what undoes it";
        out.push(table("table-detection", caption, columns, rows));
    }
    let signals = signals(source);
    if !signals.is_empty() {
        out.push(paragraph(run("How each pathway would be noticed, in the evaluators’ words:")));
        out.push(Block::list(signals));
    }
    out.extend(unwatched(source).map(|text| paragraph(run(&text))));
}

/// Mitigations that detect or recover.
pub(super) fn watchers<'a>(source: &Source<'a>) -> impl Iterator<Item = &'a Mitigation> {
    let is_watcher =
        |m: &&Mitigation| matches!(m.kind, MitigationKind::Detect | MitigationKind::Recover);
    source.document.mitigations().iter().filter(is_watcher)
}

fn row(source: &Source<'_>, mitigation: &Mitigation) -> Vec<Cell> {
    let names = |nodes: &[_]| nodes.iter().map(|id| source.node_name(id)).collect::<Vec<_>>();
    let underminers = names(&mitigation.undermined_by);
    let scores = source.scores_in_full(&mitigation.effectiveness, Dimension::Effectiveness);
    let works = match (mitigation.enabled, scores.is_empty()) {
        (false, _) => "Not in place".to_owned(),
        (true, true) => "Not scored, so counted as never".to_owned(),
        (true, false) => scores.join("; "),
    };
    let does = mitigations::covered(source, mitigation);
    let does = if does.is_empty() {
        "Nothing in the model".to_owned()
    } else {
        wording::sentence_case(&wording::joined(&does))
    };
    let dash = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    let mut row = vec![
        Cell::of(vec![Span::strong(source.numbered_mitigation(&mitigation.id))]),
        Cell::text(does),
        Cell::text(works),
        Cell::text(dash(wording::joined(&underminers))),
    ];
    if !source.options.is_public {
        row.push(Cell::text(dash(wording::name(&mitigation.owner))));
    }
    row
}

fn signals(source: &Source<'_>) -> Vec<Vec<Span>> {
    let pathways = source.document.pathways().iter();
    let told = pathways.filter_map(|pathway| {
        let signal = sentence_of(&pathway.detection)?;
        let name = source.label(&Subject::Pathway(pathway.id.clone()));
        let mut spans = vec![Span::strong(name)];
        spans.extend(source.pathway_reference(&pathway.id));
        spans.push(Span::text(format!(": {signal}")));
        Some(spans)
    });
    told.collect()
}

/// Links that no mitigation in place cuts, and so nothing that detects.
fn unwatched(source: &Source<'_>) -> Option<String> {
    let links = source.document.links();
    let open = links.iter().filter(|link| !source.blocking(&link.id).any(|m| m.enabled));
    let names: Vec<String> = open.map(|link| source.link_name(link)).collect();
    if links.is_empty() {
        return None;
    }
    // Nobody can tell from a public copy what a withheld mitigation cuts.
    if source.document.mitigations().iter().any(|m| mitigations::withheld(source, m).is_some()) {
        return None;
    }
    Some(match names.len() {
        0 => "Some mitigation in place cuts every link.".to_owned(),
        n if n == links.len() => "No mitigation in place cuts any link.".to_owned(),
        n => format!(
            "No mitigation in place cuts {} of {}: {}.",
            wording::count(n as u64),
            super::counted(links.len(), "link"),
            leading(&names, NAMES_MAX)
        ),
    })
}
