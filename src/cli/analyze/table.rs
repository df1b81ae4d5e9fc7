//! The results as one table for spreadsheets: a line a figure.

use super::insights::Insights;
use crate::{
    analysis::{
        Analysis, Band, ElementImportance, Estimated, Figure, Outlook, Routes, Separation, Spread,
        Swing, Uncertainty,
    },
    cli::CommandError,
    model::{Assessment, Dimension, Id, Link, Phase, Subject},
};

/// The columns. Hypothesis is empty for pooled figures, node for what is about no node, phase for what is about all.
const HEAD: [&str; 10] = [
    "hypothesis",
    "node",
    "quantity",
    "phase",
    "value",
    "standard_error",
    "upper",
    "kind",
    "element",
    "dimension",
];

/// The table as CSV.
pub(super) fn csv(
    document: &Assessment,
    analysis: &Analysis,
    insights: &Insights,
) -> Result<String, CommandError> {
    let failed = |error: String| CommandError::Other(format!("cannot write CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEAD).map_err(|e| failed(e.to_string()))?;
    for row in rows(document, analysis, insights) {
        writer.write_record(row.cells()).map_err(|e| failed(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| failed(e.to_string()))
}

/// One line.
#[derive(Clone, Default)]
struct Row {
    hypothesis: String,
    subject: Option<Subject>,
    quantity: String,
    phase: String,
    value: f64,
    error: Option<f64>,
    upper: Option<f64>,
    dimension: Option<Dimension>,
}

impl Row {
    fn of(quantity: &str) -> Self {
        Self { quantity: quantity.to_owned(), ..Self::default() }
    }

    fn about(quantity: &str, subject: Subject) -> Self {
        Self { subject: Some(subject), ..Self::of(quantity) }
    }

    fn holding(&self, estimate: Estimated) -> Self {
        let Estimated { value, standard_error } = estimate;
        Self { value, error: Some(standard_error), ..self.clone() }
    }

    fn cells(&self) -> [String; 10] {
        let number = |x: Option<f64>| x.map(|x| x.to_string()).unwrap_or_default();
        let id = self.subject.as_ref().map(|s| s.id_str().to_owned()).unwrap_or_default();
        let is_node = matches!(self.subject, Some(Subject::Node(_)));
        [
            self.hypothesis.clone(),
            if is_node { id.clone() } else { String::new() },
            self.quantity.clone(),
            self.phase.clone(),
            self.value.to_string(),
            number(self.error),
            number(self.upper),
            self.subject.as_ref().map(|s| s.kind_name().to_owned()).unwrap_or_default(),
            id,
            self.dimension.map(|d| d.name().to_owned()).unwrap_or_default(),
        ]
    }
}

fn rows(document: &Assessment, analysis: &Analysis, insights: &Insights) -> Vec<Row> {
    let phases = &analysis.phases;
    let mut rows = outlook(document, phases, "", &analysis.pooled);
    for hypothesis in &analysis.hypotheses {
        rows.extend(outlook(document, phases, hypothesis.id.as_str(), &hypothesis.outlook));
    }
    if let Some(found) = &insights.spread {
        rows.extend(spread(document, phases, found));
    }
    if let Some(found) = &insights.uncertainty {
        rows.extend(uncertainty(document, phases, found));
    }
    let elements = insights.importance.iter().flat_map(|importance| &importance.elements);
    rows.extend(elements.flat_map(|element| importance(phases, element)));
    rows.extend(insights.tornado.iter().flatten().flat_map(swing));
    rows.extend(insights.routes.iter().flat_map(routes));
    rows.extend(insights.separation.iter().flat_map(cut));
    rows
}

fn outlook(
    document: &Assessment,
    phases: &[Id<Phase>],
    hypothesis: &str,
    outlook: &Outlook,
) -> Vec<Row> {
    let series = |row: &Row, figures: &[Figure]| {
        let lines = phases.iter().zip(figures).map(|(phase, figure)| Row {
            hypothesis: hypothesis.to_owned(),
            phase: phase.to_string(),
            value: figure.value,
            error: Some(figure.standard_error),
            upper: figure.upper,
            ..row.clone()
        });
        lines.collect::<Vec<_>>()
    };
    let mut rows = series(&Row::of("any_outcome"), &outlook.any_outcome);
    for node in document.nodes().iter() {
        if let Some(of_node) = outlook.nodes.get(&node.id) {
            let about = |quantity| Row::about(quantity, Subject::Node(node.id.clone()));
            rows.extend(series(&about("prevalence"), &of_node.prevalence));
            rows.extend(series(&about("ever"), &of_node.ever));
        }
    }
    rows
}

/// One line a phase.
fn by_phase(phases: &[Id<Phase>], row: &Row, estimates: &[Estimated]) -> Vec<Row> {
    let lines = phases.iter().zip(estimates);
    lines.map(|(phase, e)| Row { phase: phase.to_string(), ..row.holding(*e) }).collect()
}

fn spread(document: &Assessment, phases: &[Id<Phase>], spread: &Spread) -> Vec<Row> {
    let numbers = phases.iter().zip(&spread.reproduction_number);
    let mut rows: Vec<Row> = numbers
        .map(|(phase, number)| Row {
            phase: phase.to_string(),
            value: *number,
            ..Row::of("reproduction_number")
        })
        .collect();
    for node in document.nodes().iter() {
        if let Some(reach) = spread.expected_reach.get(&node.id) {
            let row = Row::about("expected_reach", Subject::Node(node.id.clone()));
            rows.extend(by_phase(phases, &row, reach));
        }
    }
    rows
}

fn uncertainty(document: &Assessment, phases: &[Id<Phase>], found: &Uncertainty) -> Vec<Row> {
    let mut rows = bands(phases, &Row::of("any_outcome"), &found.any_outcome);
    for node in document.nodes().iter() {
        if let Some(of_node) = found.nodes.get(&node.id) {
            let about = |quantity| Row::about(quantity, Subject::Node(node.id.clone()));
            rows.extend(bands(phases, &about("prevalence"), &of_node.prevalence));
            rows.extend(bands(phases, &about("ever"), &of_node.ever));
        }
    }
    rows
}

/// Six lines a phase: `any_outcome_mean`, `any_outcome_q05` and so on.
fn bands(phases: &[Id<Phase>], row: &Row, bands: &[Band]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (phase, band) in phases.iter().zip(bands) {
        let Band { mean, q05, q25, q50, q75, q95 } = *band;
        for (name, value) in
            [("mean", mean), ("q05", q05), ("q25", q25), ("q50", q50), ("q75", q75), ("q95", q95)]
        {
            let quantity = format!("{}_{name}", row.quantity);
            rows.push(Row { quantity, phase: phase.to_string(), value, ..row.clone() });
        }
    }
    rows
}

fn importance(phases: &[Id<Phase>], element: &ElementImportance) -> Vec<Row> {
    let about = |quantity| Row::about(quantity, element.subject.clone());
    let mut rows = by_phase(phases, &about("birnbaum"), &element.birnbaum);
    if let Some(extremes) = &element.extremes {
        let all = [
            ("raw", extremes.achievement_worth),
            ("rrw", extremes.reduction_worth),
            ("fussell_vesely", extremes.fussell_vesely),
            ("benefit", extremes.benefit),
        ];
        let defined = all.into_iter().filter_map(|(quantity, e)| Some((quantity, e?)));
        rows.extend(defined.map(|(quantity, e)| about(quantity).holding(e)));
    }
    rows
}

fn swing(swing: &Swing) -> [Row; 3] {
    let row = |quantity, value, error| Row {
        value,
        error: Some(error),
        dimension: Some(swing.dimension),
        ..Row::about(quantity, swing.subject.clone())
    };
    let Swing { low, high, difference, .. } = swing;
    [
        Row { upper: low.upper, ..row("tornado_low", low.value, low.standard_error) },
        Row { upper: high.upper, ..row("tornado_high", high.value, high.standard_error) },
        row("tornado_difference", difference.value, difference.standard_error),
    ]
}

/// One line a route, for the outcome that it reaches; its steps do not fit a table of figures.
fn routes(routes: &Routes) -> Vec<Row> {
    let lines = routes.routes.iter().map(|route| Row {
        value: route.probability,
        ..Row::about("route_probability", Subject::Node(route.outcome.clone()))
    });
    lines.collect()
}

/// One line for the weight, and one for each link of the cut.
fn cut(separation: &Separation) -> Vec<Row> {
    let Separation::Cut(cut) = separation else { return Vec::new() };
    let link =
        |id: &Id<Link>| Row { value: 1.0, ..Row::about("cut_link", Subject::Link(id.clone())) };
    let weight = Row { value: cut.weight, ..Row::of("cut_weight") };
    std::iter::once(weight).chain(cut.links.iter().map(link)).collect()
}
