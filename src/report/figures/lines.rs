//! Lines over the phases: the headline with its bands, stability, outcomes by hypothesis.

use super::{Plate, data, entries, phases, words};
use crate::{
    analysis::{Analysis, Band as Quantiles, Figure, HypothesisOutlook, Uncertainty},
    drawing::{
        Dash, Ink,
        chart::{Axis, Band, LineChart, Series},
    },
    model::{Assessment, Node, NodeKind, Subject},
    report::{block::Datum, wording},
};

/// Lines that can be told apart in one chart.
const LINES_MAX: usize = 7;
/// From this ratio of the largest to the smallest positive value on, an even axis would hide the smaller ones.
const DECADES: f64 = 200.0;

/// The headline with the bands that the ranges of the scores make of it.
pub(in crate::report) fn fan(
    document: &Assessment,
    analysis: &Analysis,
    found: &Uncertainty,
) -> Plate {
    let central = &analysis.pooled.any_outcome;
    let of = |quantile: fn(&Quantiles) -> f64| found.any_outcome.iter().map(quantile).collect();
    let (low, high): (Vec<f64>, Vec<f64>) = (of(|b| b.q05), of(|b| b.q95));
    let end = |values: &[f64]| values.last().copied().unwrap_or(f64::NAN);
    let bands = vec![
        Band { low: low.clone(), high: high.clone() },
        Band { low: of(|b| b.q25), high: of(|b| b.q75) },
    ];
    let best: Vec<f64> = central.iter().map(|figure| figure.value).collect();
    let median = Series { dash: Dash::Dashed, ..line(6, "Median", of(|b| b.q50)) };
    let leads =
        Series { ink: Ink::Accent, leads: true, bands, ..line(0, "Best estimates", best.clone()) };
    let phases = phases(document);
    let description = format!(
        "Probability that any outcome has been reached: by the end of {} {} at the best estimates, and between {} and {} in \
         90 % of the draws",
        phases.last().map_or("", String::as_str),
        wording::percent(end(&best)),
        wording::percent(end(&low)),
        wording::percent(end(&high)),
    );
    let names = document.phases().iter().zip(&phases);
    let rows = names.zip(central).zip(&found.any_outcome).map(|(((phase, name), figure), band)| {
        let [value, error] = entries(figure);
        let mut row = vec![words(phase.id.as_str()), words(name), value, error];
        let quantiles = [band.mean, band.q05, band.q25, band.q50, band.q75, band.q95];
        row.extend(quantiles.map(Datum::Number));
        row
    });
    let columns = [
        "phase_id",
        "phase",
        "any_outcome",
        "standard_error",
        "mean",
        "q05",
        "q25",
        "q50",
        "q75",
        "q95",
    ];
    let data = data(columns, rows.collect());
    let axis = axis(&[&low[..], &best[..], &high[..]].concat());
    let chart = LineChart { description, phases, axis, series: vec![leads, median], size: None };
    Plate { drawing: chart.drawing(), data }
}

/// Of each host, the probability that it has not been misaligned so far. The hosts that fare worst, where there are
/// too many to tell apart.
pub(in crate::report) fn stability(document: &Assessment, analysis: &Analysis) -> Plate {
    let hosts = document.nodes().iter().filter(|node| node.kind == NodeKind::Host);
    let found = hosts.filter_map(|node| Some((node, analysis.pooled.nodes.get(&node.id)?)));
    let mut lines: Vec<(&Node, &[Figure])> = found.map(|(node, of)| (node, &of.ever[..])).collect();
    let last = |ever: &[Figure]| ever.last().map_or(0.0, |figure| figure.value);
    lines.sort_by(|a, b| last(b.1).total_cmp(&last(a.1)));
    lines.truncate(LINES_MAX);
    let name = |node: &Node| wording::name(&document.label(&Subject::Node(node.id.clone())));
    let series: Vec<Series> = lines
        .iter()
        .enumerate()
        .map(|(i, (node, ever))| {
            let values = ever.iter().map(|figure| 1.0 - figure.value).collect();
            // Neighbors differ in their strokes as well, for those who print in grey.
            let dash = [Dash::Solid, Dash::Dashed, Dash::Dotted][i % 3];
            Series { dash, ..line(i, &name(node), values) }
        })
        .collect();
    let lowest = series.iter().flat_map(|s| s.values.iter().copied()).fold(1.0, f64::min);
    let what = "Probability of not having been misaligned so far";
    let rows = lines.iter().flat_map(|(node, ever)| {
        let phases = document.phases().iter().zip(*ever);
        phases.map(|(phase, figure)| {
            let mut row = [node.id.as_str(), &name(node), phase.id.as_str()].map(words).to_vec();
            row.push(Datum::Number(1.0 - figure.value));
            row.push(Datum::Number(figure.standard_error));
            row
        })
    });
    let columns = ["node_id", "node", "phase_id", "stability_through", "standard_error"];
    let data = data(columns, rows.collect());
    let chart = LineChart {
        description: described(what, document, &series),
        phases: phases(document),
        axis: Axis::Between(floor(lowest), 1.0),
        series,
        size: None,
    };
    Plate { drawing: chart.drawing(), data }
}

/// Any outcome over the phases, pooled and by hypothesis.
pub(in crate::report) fn outcomes(document: &Assessment, analysis: &Analysis) -> Plate {
    let values = |figures: &[Figure]| figures.iter().map(|f| f.value).collect::<Vec<_>>();
    // Of a withheld hypothesis nothing is told.
    let told = || analysis.hypotheses.iter().filter(|h| !h.outlook.any_outcome.is_empty());
    let name_of = |h: &HypothesisOutlook| {
        let subject = Subject::Hypothesis(h.id.clone());
        let is_listed = document.contains(&subject);
        wording::name(&if is_listed { document.label(&subject) } else { h.name.clone() })
    };
    let mut series: Vec<Series> = told()
        .take(LINES_MAX)
        .enumerate()
        .map(|(i, h)| {
            let dash = if i % 2 == 0 { Dash::Dashed } else { Dash::Dotted };
            let values = values(&h.outlook.any_outcome);
            Series { dash, ..line(i + 1, &name_of(h), values) }
        })
        .collect();
    let pooled = line(0, "All, weighted", values(&analysis.pooled.any_outcome));
    series.push(Series { ink: Ink::Accent, leads: true, ..pooled });
    let lines = told().map(|h| (name_of(h), &h.outlook));
    let lines = std::iter::once(("pooled".to_owned(), &analysis.pooled)).chain(lines);
    let rows = lines.flat_map(|(name, outlook)| {
        let phases = document.phases().iter().zip(&outlook.any_outcome);
        phases.map(move |(phase, figure)| {
            let [value, error] = entries(figure);
            vec![words(&*name), words(phase.id.as_str()), value, error]
        })
    });
    let columns = ["hypothesis", "phase_id", "any_outcome", "standard_error"];
    let data = data(columns, rows.collect());
    let all: Vec<f64> = series.iter().flat_map(|s| s.values.iter().copied()).collect();
    let chart = LineChart {
        description: described("Probability that any outcome has been reached", document, &series),
        phases: phases(document),
        axis: axis(&all),
        series,
        size: None,
    };
    Plate { drawing: chart.drawing(), data }
}

fn line(number: usize, name: &str, values: Vec<f64>) -> Series {
    let ink = Ink::Series(u8::try_from(number).unwrap_or(u8::MAX));
    let name = name.to_owned();
    Series { name, ink, dash: Dash::Solid, values, bands: Vec::new(), leads: false }
}

/// By powers of ten where an even axis would show most values at its foot.
fn axis(values: &[f64]) -> Axis {
    let positive = || values.iter().copied().filter(|value| *value > 0.0);
    let (low, high) = (positive().fold(1.0, f64::min), positive().fold(0.0, f64::max));
    if high > DECADES * low && high < 0.01 { Axis::Logarithmic } else { Axis::Linear }
}

/// A round number below the lowest value, so that values near 1 fill the chart.
fn floor(lowest: f64) -> f64 {
    [0.999, 0.99, 0.95, 0.9, 0.8, 0.5].into_iter().find(|floor| *floor <= lowest).unwrap_or(0.0)
}

/// A chart in words: what it shows, and each line with its value at the end.
fn described(what: &str, document: &Assessment, series: &[Series]) -> String {
    let end = phases(document).pop().unwrap_or_default();
    let ends: Vec<String> = series
        .iter()
        .filter_map(|s| Some(format!("{} {}", s.name, wording::percent(*s.values.last()?))))
        .collect();
    format!("{what}. By the end of {end}: {}", wording::joined(&ends))
}
