//! The results as tables for people.

use crate::{
    analysis::{Analysis, Figure, Method},
    cli::output,
    model::Assessment,
    report::wording,
};

/// The results in words and tables.
pub(super) fn text(document: &Assessment, analysis: &Analysis) -> String {
    let mut text = format!("{}\n\n", document.about().title);
    text.push_str(&headline(document, analysis));
    text.push('\n');
    text.push_str(&headlines(document, analysis));
    text.push('\n');
    text.push_str(&nodes(document, analysis));
    text.push('\n');
    text.push_str(&remarks(document, analysis));
    text
}

fn headline(document: &Assessment, analysis: &Analysis) -> String {
    let last = document.phases().iter().last().map_or("", |phase| &phase.name);
    let Some(figure) = analysis.pooled.any_outcome.last() else { return String::new() };
    let method = match analysis.method {
        Method::Exact => "exact solution".to_owned(),
        Method::Simulation => format!(
            "simulation, {} trials for each hypothesis, seed {}",
            wording::count(analysis.trials),
            analysis.study.seed
        ),
    };
    format!("Any outcome reached by the end of {last}: {}\n({method})\n", wording::figure(figure))
}

/// `any_outcome` by phase, pooled and by hypothesis.
fn headlines(document: &Assessment, analysis: &Analysis) -> String {
    let mut rows = vec![head("Any outcome so far", document)];
    rows.push(row("pooled", &analysis.pooled.any_outcome));
    if analysis.hypotheses.len() > 1 {
        for hypothesis in &analysis.hypotheses {
            let name = format!("{} (weight {:.2})", hypothesis.name, hypothesis.weight);
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
            prevalence.push(row(&node.name, &outlook.prevalence));
            ever.push(row(&node.name, &outlook.ever));
        }
    }
    format!("{}\n{}", output::table(&prevalence), output::table(&ever))
}

fn head(title: &str, document: &Assessment) -> Vec<String> {
    let phases = document.phases().iter().map(|phase| phase.name.clone());
    std::iter::once(title.to_owned()).chain(phases).collect()
}

fn row(name: &str, figures: &[Figure]) -> Vec<String> {
    std::iter::once(name.to_owned()).chain(figures.iter().map(cell)).collect()
}

fn cell(figure: &Figure) -> String {
    wording::figure_in_table(figure)
}

/// What a reader must know beside the numbers.
fn remarks(document: &Assessment, analysis: &Analysis) -> String {
    let mut text = String::new();
    let outlooks = analysis.pooled.nodes.values();
    if outlooks.flat_map(|node| &node.prevalence).any(|figure| figure.upper.is_some()) {
        text.extend(["note: ", wording::BOUND_NOTE, "\n"]);
    }
    for warning in &analysis.warnings {
        text.extend(["note: ", warning, "\n"]);
    }
    for missing in &analysis.unscored {
        let direction = if missing.pushes_up { "too high" } else { "too low" };
        let phase = document.phases().get(&missing.phase).map_or("", |phase| &phase.name);
        let line = format!(
            "not scored: {} of {} in {phase} (results {direction} if anything)\n",
            wording::dimension(missing.dimension),
            document.label(&missing.subject),
        );
        text.push_str(&line);
    }
    text
}
