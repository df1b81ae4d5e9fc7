//! Mitigating factors: what each covers, how strong it is judged to be, and what it leaves open.

use super::{
    Block, Cell, Column, Dimension, Evidence, Field, Id, Mitigation, NodeKind, Section, Source,
    Span, Subject, brief, field, figure, full_name, numbered, paragraph, run, stability::anchor,
    summary::benefits, table, threat_model::series_evidence, withheld_cell, wording,
};
use crate::{model::Strength, report::figures};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    if source.document.mitigations().is_empty() {
        out.push(paragraph(run("The document lists no mitigation")));
        return;
    }
    out.extend(together(source).map(|text| paragraph(run(&text))));
    for mitigation in source.ranked_mitigations() {
        let label = source.mitigation_label(&mitigation.id);
        out.push(numbered(label, title(source, mitigation), anchor_of(mitigation)));
        out.push(match withheld(source, mitigation) {
            Some(reason) => paragraph(vec![Span::Emphasis(format!(
                "Withheld ({reason}): what it is, what it covers and how well it works."
            ))]),
            None => Block::Fields(fields(source, mitigation)),
        });
    }
    if let Some(found) = &source.depths.importance {
        let caption = "What each mitigation takes off the headline, in percentage points, with all others as they are";
        out.extend(
            figures::benefits(source.document, found)
                .map(|plate| figure("figure-benefits", caption, plate)),
        );
    }
    out.extend(with_and_without(source));
    for group in source.phase_groups() {
        let mut columns =
            vec![Column::words("Mitigation"), Column::words("Kind"), Column::words("Strength")];
        columns.extend(source.phase_columns(&group));
        let rows = source.ranked_mitigations().into_iter().map(|m| {
            let mut row = vec![Cell::of(vec![Span::strong(source.numbered_mitigation(&m.id))])];
            row.extend(match withheld(source, m) {
                Some(_) => [withheld_cell(), withheld_cell()],
                None => [wording::mitigation_kind(m.kind), wording::strength(m.strength)]
                    .map(Cell::text),
            });
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

/// Why nothing is told of a mitigation of a public copy, if nothing is.
pub(super) fn withheld(source: &Source<'_>, mitigation: &Mitigation) -> Option<String> {
    source.withheld(&Subject::Mitigation(mitigation.id.clone())).map(wording::reason)
}

/// What all of them buy together.
pub(super) fn together(source: &Source<'_>) -> Option<String> {
    let found = source.depths.unmitigated.as_ref()?;
    let (bare, more) = (found.altered.pooled.any_outcome.last()?, found.difference.last()?);
    let brought = source.document.links().iter().filter(|link| link.requires.is_some()).count();
    let brought = if brought > 0 {
        format!(
            " Switched off, mitigations also take along the {} that exist only with them.",
            super::counted(brought, "link")
        )
    } else {
        String::new()
    };
    Some(format!(
        "As they are, the headline is {}; with every mitigation switched off it is {}, a difference of {}. Strength is the \
         evaluators’ judgement of the evidence; what a mitigation takes off the headline is the model’s answer, and also \
         depends on what stands in the same way.{brought}",
        wording::figure(source.headline()?),
        wording::figure(bare),
        wording::points(more.value, more.standard_error),
    ))
}

/// The headline and each outcome, as it is and with every mitigation switched off.
fn with_and_without(source: &Source<'_>) -> Option<Block> {
    let found = source.depths.unmitigated.as_ref()?;
    let columns = vec![
        Column::words("By the end of the last phase"),
        Column::numbers("As it is"),
        Column::numbers("Without mitigations"),
    ];
    let outcomes = source.document.nodes().iter().filter(|node| node.kind == NodeKind::Outcome);
    let nodes = outcomes.filter_map(|node| {
        // The same figure as everywhere else, rather than that of the shorter run beside which the other stands.
        let with = source.analysis.pooled.nodes.get(&node.id)?.ever.last()?;
        let without = found.altered.pooled.nodes.get(&node.id)?.ever.last()?;
        Some((source.node_name(&node.id), with, without))
    });
    let any = "Any outcome".to_owned();
    let any = (any, source.headline()?, found.altered.pooled.any_outcome.last()?);
    let rows = std::iter::once(any).chain(nodes).map(|(name, with, without)| {
        let [with, without] =
            [with, without].map(|figure| Cell::text(wording::figure_in_table(figure)));
        vec![Cell::of(vec![Span::strong(name)]), with, without]
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    Some(table("table-without", "Outcomes with and without mitigations", columns, rows))
}

/// What a mitigation takes off the headline.
pub(super) fn benefit(source: &Source<'_>, mitigation: &Mitigation) -> Option<String> {
    let all = benefits(source);
    let (_, of) = all.iter().find(|(id, _)| **id == mitigation.id)?;
    if !mitigation.enabled {
        return None;
    }
    let points = wording::points(of.value.abs(), of.standard_error);
    let points = points.trim_start_matches(['+', '−']);
    let is_told = of.value.abs() > 2.0 * of.standard_error;
    Some(match (is_told, of.value > 0.0) {
        (false, _) => {
            "By itself it makes no difference to the headline that the model can tell.".to_owned()
        }
        (true, true) => format!("By itself it takes {points} off the headline."),
        (true, false) => format!(
            "By itself it adds {points} to the headline: what it brings along does more harm than it prevents."
        ),
    })
}

/// Links that exist only with a mitigation: it can be used against its purpose.
fn dual_use(source: &Source<'_>, mitigation: &Mitigation) -> Option<String> {
    let links = source.document.links().iter();
    let brought = links.filter(|link| link.requires.as_ref() == Some(&mitigation.id));
    let names: Vec<String> = brought.map(|link| source.link_name(link)).collect();
    (!names.is_empty()).then(|| {
        format!("Dual use: a way in that exists only with it is {}.", wording::joined(&names))
    })
}

/// Where a mitigation is set out.
fn anchor_of(mitigation: &Mitigation) -> String {
    format!("mitigation-{}", mitigation.id)
}

/// `Offline monitoring (moderate)`.
fn title(source: &Source<'_>, mitigation: &Mitigation) -> String {
    if withheld(source, mitigation).is_some() {
        return brief(&mitigation.name);
    }
    let strength = match mitigation.strength {
        Strength::Unrated => "strength not rated".to_owned(),
        rated => wording::strength(rated).to_lowercase(),
    };
    let off = if mitigation.enabled { "" } else { ", not in place" };
    format!("{} ({strength}{off})", brief(&mitigation.name))
}

/// All that there is to say of a mitigation; what the document leaves open is left out.
fn fields(source: &Source<'_>, mitigation: &Mitigation) -> Vec<Field> {
    let scope = covered(source, mitigation);
    let does = match scope.len() {
        0 => "It covers nothing in the model.".to_owned(),
        _ => format!("It {}.", wording::joined(&scope)),
    };
    let names = |nodes: &[_]| nodes.iter().map(|id| source.node_name(id)).collect::<Vec<String>>();
    let scores = source.scores_in_full(&mitigation.effectiveness, Dimension::Effectiveness);
    let works = match (mitigation.enabled, scores.is_empty()) {
        (false, _) => "It is not in place and does nothing in the results.".to_owned(),
        (true, true) => "Not scored, so the results give it no effect.".to_owned(),
        (true, false) => scores.join("; "),
    };
    let mut fields = vec![
        full_name(&mitigation.name),
        field("Kind", wording::mitigation_kind(mitigation.kind)),
        field("What it cuts", &does),
        field("Does its job in a phase", &works),
        field("What it buys", &benefit(source, mitigation).unwrap_or_default()),
        field(
            "Failure modes and gaps",
            &super::sentence_of(&mitigation.limitations).unwrap_or_default(),
        ),
        field("Undermined by", &wording::joined(&names(&mitigation.undermined_by))),
        field("Dual use", &dual_use(source, mitigation).unwrap_or_default()),
        Field::new("Evidence", source.citations(&cited(mitigation))),
        field("MIT mitigation taxonomy", &mitigation.mit_code),
    ];
    if !source.options.is_public {
        let cost = mitigation.cost.map(wording::decimal);
        fields.push(field("Responsible", &mitigation.owner));
        fields.push(field("Cost", &cost.unwrap_or_default()));
    }
    fields.retain(|field| !field.is_empty());
    fields
}

/// The evidence for a mitigation: its own and that of its scores.
fn cited(mitigation: &Mitigation) -> Vec<Id<Evidence>> {
    let scores = series_evidence(&mitigation.effectiveness);
    mitigation.evidence.iter().cloned().chain(scores).collect()
}

/// `[Strong Mitigating Factor] Title: argument`; `scope` says what it does where it is told. Where the report sets the
/// mitigation out, that is where the rest is found.
pub(super) fn factor(source: &Source<'_>, mitigation: &Mitigation, scope: &[String]) -> Vec<Span> {
    let tag = match mitigation.strength {
        Strength::Unrated => "[Mitigating Factor, strength not rated]".to_owned(),
        strength => format!("[{} Mitigating Factor]", wording::strength(strength)),
    };
    let is_told = source.shows(Section::Mitigations);
    let name = brief(&mitigation.name);
    let mut spans = vec![Span::strong(tag), Span::text(format!(" {name}"))];
    spans.extend(source.mitigation_reference(&mitigation.id));
    spans.push(Span::text(": "));
    let mut sentences = vec![scope_sentence(mitigation, scope)];
    sentences.push(effectiveness(source, mitigation));
    sentences.extend(benefit(source, mitigation));
    sentences.extend(undermined(source, mitigation));
    sentences.extend(dual_use(source, mitigation));
    if !is_told {
        let gaps = super::sentence_of(&mitigation.limitations);
        sentences
            .extend(gaps.map(|gaps| format!("What it does not cover, or how it fails: {gaps}")));
    }
    if !is_told && !source.options.is_public {
        let owner = super::sentence_of(&mitigation.owner);
        sentences.extend(owner.map(|owner| format!("It is owned by {owner}")));
        sentences
            .extend(mitigation.cost.map(|cost| format!("Its cost is {}.", wording::decimal(cost))));
    }
    spans.push(Span::text(sentences.join(" ")));
    let citations = source.citations(&cited(mitigation));
    if !is_told && !citations.is_empty() {
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
pub(super) fn covered(source: &Source<'_>, mitigation: &Mitigation) -> Vec<String> {
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
