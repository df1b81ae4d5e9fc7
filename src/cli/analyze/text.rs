//! The results as tables for people.

use super::insights::Insights;
use crate::{
    analysis::{Analysis, Figure, Method},
    cli::output,
    model::{Assessment, NodeKind},
    report::wording,
};

/// The results in words and tables.
pub(super) fn text(document: &Assessment, analysis: &Analysis, insights: &Insights) -> String {
    let mut sections = vec![
        format!("{}\n", wording::name(&document.about().title)),
        headline(document, analysis),
        headlines(document, analysis),
        nodes(document, analysis),
    ];
    sections.extend(super::depths::sections(document, insights));
    sections.push(remarks(document, analysis, insights));
    sections.retain(|section| !section.is_empty());
    sections.join("\n")
}

fn headline(document: &Assessment, analysis: &Analysis) -> String {
    let last = document.phases().iter().last().map_or("", |phase| &phase.name);
    let Some(figure) = analysis.pooled.any_outcome.last() else { return String::new() };
    if !document.nodes().iter().any(|node| node.kind == NodeKind::Outcome) {
        return "The document has no outcome node, so there is no headline\n".to_owned();
    }
    let method = match analysis.method {
        Method::Exact => "exact solution".to_owned(),
        // The trials of a rare-event simulation follow from the error that is wanted, not from the study.
        Method::RareEvent => format!("rare-event simulation, seed {}", analysis.study.seed),
        Method::Simulation => format!(
            "simulation, {} trials for each hypothesis, seed {}",
            wording::count(analysis.trials),
            analysis.study.seed
        ),
    };
    format!(
        "Any outcome reached by the end of {}: {}{}\n({method})\n",
        wording::name(last),
        bound(analysis),
        wording::figure(figure),
    )
}

/// What missing scores make of the headline: a bound only where all of them push it the same way.
fn bound(analysis: &Analysis) -> &'static str {
    let up = analysis.unscored.iter().filter(|missing| missing.pushes_up).count();
    match (up, analysis.unscored.len() - up) {
        (0, 0) => "",
        (0, _) => "at least ",
        (_, 0) => "at most ",
        _ => "with scores missing on both sides, ",
    }
}

/// `any_outcome` by phase, pooled and by hypothesis.
fn headlines(document: &Assessment, analysis: &Analysis) -> String {
    let mut rows = vec![head("Any outcome so far", document)];
    rows.push(row("pooled", &analysis.pooled.any_outcome));
    if analysis.hypotheses.len() > 1 {
        for hypothesis in &analysis.hypotheses {
            let name = wording::name(&hypothesis.name);
            let name = format!("{name} (weight {:.2})", hypothesis.weight);
            rows.push(row(&name, &hypothesis.outlook.any_outcome));
        }
    }
    output::table(&rows)
}

/// Prevalence and ever by node and phase.
fn nodes(document: &Assessment, analysis: &Analysis) -> String {
    let (mut prevalence, mut ever) =
        (vec![head("Prevalence", document)], vec![head("Ever so far", document)]);
    for node in document.nodes().iter() {
        if let Some(outlook) = analysis.pooled.nodes.get(&node.id) {
            let name = wording::name(&node.name);
            prevalence.push(row(&name, &outlook.prevalence));
            ever.push(row(&name, &outlook.ever));
        }
    }
    format!("{}\n{}", output::table(&prevalence), output::table(&ever))
}

/// A title and the names of the phases.
pub(super) fn head(title: &str, document: &Assessment) -> Vec<String> {
    let phases = document.phases().iter().map(|phase| wording::name(&phase.name));
    std::iter::once(title.to_owned()).chain(phases).collect()
}

fn row(name: &str, figures: &[Figure]) -> Vec<String> {
    std::iter::once(name.to_owned()).chain(figures.iter().map(cell)).collect()
}

fn cell(figure: &Figure) -> String {
    wording::figure_in_table(figure)
}

/// What a reader must know beside the numbers.
fn remarks(document: &Assessment, analysis: &Analysis, insights: &Insights) -> String {
    let mut text = String::new();
    let outlooks = analysis.pooled.nodes.values();
    if outlooks.flat_map(|node| &node.prevalence).any(|figure| figure.upper.is_some()) {
        text.extend(["note: ", wording::BOUND_NOTE, "\n"]);
    }
    for warning in analysis.warnings.iter().chain(insights.warnings()) {
        text.extend(["note: ", warning, "\n"]);
    }
    for missing in &analysis.unscored {
        let direction = if missing.pushes_up { "too high" } else { "too low" };
        let phase = document.phases().get(&missing.phase).map_or("", |phase| &*phase.name);
        let phase = wording::name(phase);
        let line = format!(
            "not scored: {} of {} in {phase} (results {direction} if anything)\n",
            wording::dimension(missing.dimension),
            wording::name(&document.label(&missing.subject)),
        );
        text.push_str(&line);
    }
    text
}
