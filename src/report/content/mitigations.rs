//! Mitigating factors: what each covers, how strong it is judged to be, and what it leaves open.

use super::{
    Block, Cell, Column, Dimension, Mitigation, Source, Span, paragraph, run, stability::anchor,
    table, threat_model::series_evidence, wording,
};
use crate::model::Strength;

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    if source.document.mitigations().is_empty() {
        out.push(paragraph(run("The document lists no mitigation")));
        return;
    }
    let factors =
        source.document.mitigations().iter().map(|m| factor(source, m, &covered(source, m)));
    out.push(Block::List(factors.collect()));
    for group in source.phase_groups() {
        let mut columns =
            vec![Column::words("Mitigation"), Column::words("Kind"), Column::words("Strength")];
        columns.extend(source.phase_columns(&group));
        let rows = source.document.mitigations().iter().map(|m| {
            let mut row = vec![
                Cell::of(vec![Span::strong(wording::name(&m.name))]),
                Cell::text(wording::mitigation_kind(m.kind)),
                Cell::text(wording::strength(m.strength)),
            ];
            row.extend(source.score_cells(&m.effectiveness, Dimension::Effectiveness, &group));
            row
        });
        let caption = format!(
            "Probability that a mitigation does its job, per phase{}",
            source.group_suffix(&group)
        );
        out.push(table(anchor("table-mitigations", &group), caption, columns, rows.collect()));
    }
}

/// `[Strong Mitigating Factor] Title: argument`; `scope` says what it does where it is told.
pub(super) fn factor(source: &Source<'_>, mitigation: &Mitigation, scope: &[String]) -> Vec<Span> {
    let tag = match mitigation.strength {
        Strength::Unrated => "[Mitigating Factor, strength not rated]".to_owned(),
        strength => format!("[{} Mitigating Factor]", wording::strength(strength)),
    };
    let mut spans =
        vec![Span::strong(tag), Span::text(format!(" {}: ", wording::name(&mitigation.name)))];
    let mut sentences = vec![scope_sentence(mitigation, scope)];
    sentences.push(effectiveness(source, mitigation));
    sentences.extend(undermined(source, mitigation));
    sentences.extend(said("It does not cover the following", &mitigation.limitations));
    if !source.options.is_public {
        sentences.extend(said("It is owned by", &mitigation.owner));
        sentences
            .extend(mitigation.cost.map(|cost| format!("Its cost is {}.", wording::decimal(cost))));
    }
    sentences.extend(said("Its code in the MIT mitigation taxonomy is", &mitigation.mit_code));
    spans.push(Span::text(sentences.join(" ")));
    let cited: Vec<_> = mitigation
        .evidence
        .iter()
        .cloned()
        .chain(series_evidence(&mitigation.effectiveness))
        .collect();
    let citations = source.citations(&cited);
    if !citations.is_empty() {
        spans.push(Span::text(" Evidence: "));
        spans.extend(citations);
        spans.push(Span::text("."));
    }
    spans
}

fn scope_sentence(mitigation: &Mitigation, scope: &[String]) -> String {
    let scope = if scope.is_empty() {
        "covers nothing in the model".to_owned()
    } else {
        wording::joined(scope)
    };
    if mitigation.enabled {
        format!("it {scope}.")
    } else {
        format!("not in place, so it does nothing in the results; in place it {scope}.")
    }
}

/// Everything that a mitigation covers, in words.
fn covered(source: &Source<'_>, mitigation: &Mitigation) -> Vec<String> {
    let nodes = |ids: &[_]| ids.iter().map(|id| source.node_name(id)).collect::<Vec<_>>();
    let links = mitigation.blocks.iter().filter_map(|id| source.document.links().get(id));
    let links: Vec<String> = links.map(|link| source.link_name(link)).collect();
    let clauses = [
        ("stops the emergence of", nodes(&mitigation.prevents)),
        ("ends the persistence of", nodes(&mitigation.restores)),
        ("cuts", links),
    ];
    let told = clauses.into_iter().filter(|(_, names)| !names.is_empty());
    told.map(|(verb, names)| format!("{verb} {}", wording::joined(&names))).collect()
}

fn effectiveness(source: &Source<'_>, mitigation: &Mitigation) -> String {
    let scores = source.scores_in_full(&mitigation.effectiveness, Dimension::Effectiveness);
    if scores.is_empty() {
        return "Its effectiveness is not scored, so the results give it none.".to_owned();
    }
    format!("It does its job in a phase with probability {}.", wording::joined(&scores))
}

fn undermined(source: &Source<'_>, mitigation: &Mitigation) -> Option<String> {
    let nodes: Vec<String> =
        mitigation.undermined_by.iter().map(|id| source.node_name(id)).collect();
    (!nodes.is_empty())
        .then(|| format!("It stops working once misaligned: {}.", wording::joined(&nodes)))
}

/// A person's words after an opening, with a full stop; nothing where there are none.
fn said(opening: &str, text: &str) -> Option<String> {
    let text = wording::name(text);
    let stop = if text.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    let colon = if opening.ends_with("following") { ":" } else { "" };
    (!text.is_empty()).then(|| format!("{opening}{colon} {text}{stop}"))
}
