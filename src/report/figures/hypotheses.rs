//! What hypotheses make of scores, and how far the headline hangs on their weights.

use super::{Plate, data, words};
use crate::{
    analysis::{Analysis, Figure},
    drawing::{
        Anchor, Dash, Drawing, Frame, Ink, Point, Shape, Stroke,
        shift::{Curve, ShiftChart, beside},
        swing::{SwingChart, SwingRow},
        text,
        triangle::{Corner, TriangleChart},
    },
    model::{
        Assessment, Dimension, Estimate, Hypothesis, Id, Marked, Probability, Series, Shift,
        Subject,
    },
    report::{block::Datum, wording},
};

/// Hypotheses that can be told apart in one chart.
const CURVES_MAX: usize = 7;
/// Scores of a document that are marked on a curve.
const MARKS_MAX: usize = 24;
/// Steps of a curve.
const STEPS: u32 = 400;

/// What is shifted: its name and the dimension of the scores.
const SHIFTED: [(&str, Dimension); 3] = [
    ("Emergence (1 − stability)", Dimension::Stability),
    ("Spread (likelihood)", Dimension::Likelihood),
    ("Persistence", Dimension::Persistence),
];

/// What the hypotheses make of emergence, spread and persistence: before and after. One stands out where it is named.
/// `None` without hypotheses of one's own.
pub fn shifts(document: &Assessment, leading: Option<&Id<Hypothesis>>) -> Option<Drawing> {
    // Of a withheld hypothesis nothing is told: what a public copy has in its place shifts nothing.
    let is_told = |h: &&Hypothesis| {
        !document.is_withheld(&Marked::Element(Subject::Hypothesis(h.id.clone())))
    };
    let all: Vec<&Hypothesis> =
        document.hypotheses().iter().filter(is_told).take(CURVES_MAX).collect();
    if all.is_empty() {
        return None;
    }
    let charts = SHIFTED.map(|(title, dimension)| {
        let scores = scored(document, dimension);
        let curves = all.iter().enumerate().map(|(i, hypothesis)| {
            let by = shift(hypothesis, dimension);
            let pair = |before: f64| {
                let given =
                    Probability::try_from(before.clamp(0.0, 1.0)).unwrap_or(Probability::ZERO);
                [given.get(), given.shifted(by).get()]
            };
            let (ink, dash) = look(i);
            Curve {
                ink,
                dash,
                leads: leading == Some(&hypothesis.id),
                points: (0..=STEPS).map(|i| pair(f64::from(i) / f64::from(STEPS))).collect(),
                marks: scores.iter().map(|p| pair(*p)).collect(),
            }
        });
        let told = all.iter().map(|hypothesis| {
            let name = wording::name(&hypothesis.name);
            format!("{name} {}", wording::decimal(shift(hypothesis, dimension).get()))
        });
        let told = wording::joined(&told.collect::<Vec<_>>());
        let description = format!("{title}, shift in log-odds: {told}");
        ShiftChart { description, title: title.to_owned(), curves: curves.collect() }.drawing()
    });
    let names = all.iter().map(|hypothesis| wording::name(&hypothesis.name));
    let key = key(&names.collect::<Vec<_>>());
    Some(beside(&[&charts[..], &[key]].concat(), 18.0))
}

/// The same with the numbers behind it.
pub(in crate::report) fn plate(document: &Assessment) -> Option<Plate> {
    let drawing = shifts(document, None)?;
    let rows = document.hypotheses().iter().map(|hypothesis| {
        let name = wording::name(&hypothesis.name);
        let mut row = vec![words(hypothesis.id.as_str()), words(name)];
        let shifts = SHIFTED.map(|(_, dimension)| shift(hypothesis, dimension).get());
        row.extend(shifts.map(Datum::Number));
        row
    });
    let columns =
        ["hypothesis_id", "hypothesis", "emergence_shift", "spread_shift", "persistence_shift"];
    Some(Plate { drawing, data: data(columns, rows.collect()) })
}

/// The color and the stroke of a hypothesis.
fn look(place: usize) -> (Ink, Dash) {
    let ink = Ink::Series(u8::try_from(place + 1).unwrap_or(u8::MAX));
    (ink, if place.is_multiple_of(2) { Dash::Solid } else { Dash::Dashed })
}

/// Names beside their lines.
fn key(names: &[String]) -> Drawing {
    let mut shapes = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let (ink, dash) = look(i);
        let at = Point::new(0.0, 36.0 + i as f32 * 22.0);
        shapes.push(Shape::line(at, at.moved(24.0, 0.0), Stroke::solid(ink, 2.0).dashed(dash)));
        let name = text::elided(name, 12.0, crate::drawing::FontWeight::Regular, 140.0);
        shapes
            .push(Shape::text(at.moved(32.0, 0.0), name, 12.0, Ink::Text).anchored(Anchor::Start));
    }
    let height = 36.0 + names.len() as f32 * 22.0;
    Drawing { frame: Frame::sized(Point::default(), 176.0, height), shapes, ..Drawing::default() }
}

fn shift(hypothesis: &Hypothesis, dimension: Dimension) -> Shift {
    match dimension {
        Dimension::Stability => hypothesis.emergence_shift,
        Dimension::Likelihood => hypothesis.spread_shift,
        Dimension::Persistence => hypothesis.persistence_shift,
        _ => Shift::ZERO,
    }
}

/// The values of a dimension that occur in a document, as they are shifted: of stability what is missing to 1. Rounded to
/// a hundredth, each once, evenly thinned where there are many.
fn scored(document: &Assessment, dimension: Dimension) -> Vec<f64> {
    let central = |series: &Series| -> Vec<f64> {
        let told = series.scores().filter(|score| score.estimate != Estimate::Withheld);
        told.map(|score| score.estimate.central(dimension, document.scale()).get()).collect()
    };
    let nodes = document.nodes().iter();
    let found: Vec<f64> = match dimension {
        Dimension::Stability => {
            nodes.flat_map(|node| central(&node.stability)).map(|p| 1.0 - p).collect()
        }
        Dimension::Persistence => nodes.flat_map(|node| central(&node.persistence)).collect(),
        _ => document.links().iter().flat_map(|link| central(&link.likelihood)).collect(),
    };
    let mut hundredths: Vec<i32> = found.iter().map(|p| (p * 100.0).round() as i32).collect();
    hundredths.sort_unstable();
    hundredths.dedup();
    let every = hundredths.len().div_ceil(MARKS_MAX).max(1);
    hundredths.into_iter().step_by(every).map(|p| f64::from(p) / 100.0).collect()
}

/// One hypothesis with its weight and the headline under it alone.
struct Weighed<'a> {
    id: &'a Id<Hypothesis>,
    name: String,
    weight: f64,
    headline: &'a Figure,
}

/// The headline under other weights: over a triangle for three hypotheses, as bars for another number. `None` where
/// there are not two that are told.
pub(in crate::report) fn weights(document: &Assessment, analysis: &Analysis) -> Option<Plate> {
    let all = weighed(document, analysis);
    let drawing = match three(&all, analysis) {
        Some(chart) => chart.drawing(),
        None => bars(&all, analysis)?.drawing(),
    };
    let rows = all.iter().map(|of| {
        let without = without(&all, of).map_or(Datum::Absent, Datum::Number);
        let [value, error] = super::entries(of.headline);
        let weight = Datum::Number(of.weight);
        vec![words(of.id.as_str()), words(&*of.name), weight, value, error, without]
    });
    let columns = [
        "hypothesis_id",
        "hypothesis",
        "weight",
        "any_outcome_if_certain",
        "standard_error",
        "any_outcome_without",
    ];
    Some(Plate { drawing, data: data(columns, rows.collect()) })
}

/// The triangle of three hypotheses.
pub fn triangle(document: &Assessment, analysis: &Analysis) -> Option<TriangleChart> {
    three(&weighed(document, analysis), analysis)
}

/// Bars of what the headline would be without each hypothesis and under it alone.
pub fn weight_swings(document: &Assessment, analysis: &Analysis) -> Option<SwingChart> {
    bars(&weighed(document, analysis), analysis)
}

/// Hypotheses as the analysis weighed them; of a withheld one nothing is told.
fn weighed<'a>(document: &Assessment, analysis: &'a Analysis) -> Vec<Weighed<'a>> {
    let told = analysis.hypotheses.iter().filter_map(|of| {
        let subject = Subject::Hypothesis(of.id.clone());
        let is_listed = document.contains(&subject);
        let name = if is_listed { document.label(&subject) } else { of.name.clone() };
        let headline = of.outlook.any_outcome.last()?;
        Some(Weighed { id: &of.id, name: wording::name(&name), weight: of.weight, headline })
    });
    told.collect()
}

/// The least and the greatest headline over all weights: it is linear in them, so the ends are those of single
/// hypotheses. Of a withheld one nothing is told.
pub fn range_over_weights(analysis: &Analysis) -> (f64, f64) {
    let told = analysis.hypotheses.iter().filter_map(|of| of.outlook.any_outcome.last());
    told.fold((1.0, 0.0), |(least, most), of| (of.value.min(least), of.value.max(most)))
}

fn three(all: &[Weighed<'_>], analysis: &Analysis) -> Option<TriangleChart> {
    // Where a hypothesis is withheld, the weights that are told do not sum to 1.
    let [a, b, c] = all else { return None };
    let headline = analysis.pooled.any_outcome.last()?;
    if analysis.hypotheses.len() != 3 {
        return None;
    }
    let corner = |of: &Weighed<'_>| Corner {
        name: of.name.clone(),
        value: of.headline.value,
        figure: wording::percent(of.headline.value),
    };
    let (least, most) = range_over_weights(analysis);
    let description = format!(
        "The headline for every mixture of the three hypotheses, from {} to {}; at the weights of the document {}",
        wording::percent(least),
        wording::percent(most),
        wording::percent(headline.value)
    );
    Some(TriangleChart {
        description,
        corners: [a, b, c].map(corner),
        weights: [a, b, c].map(|of| of.weight),
        figure: wording::percent(headline.value),
    })
}

fn bars(all: &[Weighed<'_>], analysis: &Analysis) -> Option<SwingChart> {
    let headline = analysis.pooled.any_outcome.last()?;
    if all.len() < 2 || all.len() != analysis.hypotheses.len() {
        return None;
    }
    let named = |value: f64| (value, wording::percent(value));
    let rows = all.iter().map(|of| SwingRow {
        name: format!("{} ({})", of.name, wording::percent_as_given(of.weight)),
        low: named(without(all, of).unwrap_or(headline.value)),
        high: named(of.headline.value),
    });
    let (least, most) = range_over_weights(analysis);
    let description = format!(
        "The headline without each hypothesis, the others in proportion, and under it alone; over all weights from {} to {}",
        wording::percent(least),
        wording::percent(most)
    );
    Some(SwingChart {
        description,
        middle: headline.value,
        middle_name: wording::percent(headline.value),
        rows: rows.collect(),
    })
}

/// The headline with one hypothesis left out and the weights of the others in proportion; `None` where they have none.
fn without(all: &[Weighed<'_>], left_out: &Weighed<'_>) -> Option<f64> {
    let others = || all.iter().filter(|of| of.id != left_out.id);
    let weight: f64 = others().map(|of| of.weight).sum();
    let sum: f64 = others().map(|of| of.weight * of.headline.value).sum();
    (weight > 0.0).then(|| sum / weight)
}
