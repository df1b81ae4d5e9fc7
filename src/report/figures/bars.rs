//! Bars: what bears on the headline, what mitigations buy, what each score moves, the most probable routes.

use super::{Plate, data, words};
use crate::{
    analysis::{ElementImportance, Estimated, Importance, Routes, Swing},
    drawing::{
        Ink,
        chart::{Bar, BarTable},
        swing::{SwingChart, SwingRow},
    },
    model::{Assessment, Subject},
    report::{block::Datum, wording},
};

/// Bars that are read at a glance.
const BARS_MAX: usize = 12;
/// Width of a chart of bars.
const WIDTH: f32 = 720.0;

/// The share of the headline that goes where an element's event is impossible, the largest first. `None` where it is not
/// known of any element.
pub(in crate::report) fn importance(document: &Assessment, found: &Importance) -> Option<Plate> {
    let share = |element: &ElementImportance| {
        element.extremes.as_ref().and_then(|extremes| extremes.fussell_vesely)
    };
    let known = found.elements.iter().filter(|e| !matches!(e.subject, Subject::Mitigation(_)));
    let mut all: Vec<(&Subject, Estimated)> =
        known.filter_map(|element| Some((&element.subject, share(element)?))).collect();
    all.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    all.retain(|(_, share)| share.value > share.standard_error && share.value > 0.0);
    let what =
        "Share of the headline that goes where an element never turns or passes misalignment on";
    let figure = |of: &Estimated| wording::percent_with_error(of.value, of.standard_error);
    bars(document, what, &all, &figure)
}

/// What each mitigation takes off the headline, the most first. `None` where it is not known of any.
pub(in crate::report) fn benefits(document: &Assessment, found: &Importance) -> Option<Plate> {
    let known = found
        .elements
        .iter()
        .filter_map(|element| Some((&element.subject, element.extremes.as_ref()?.benefit?)));
    let mut all: Vec<(&Subject, Estimated)> = known.collect();
    all.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let what = "What each mitigation takes off the headline, in percentage points";
    let figure = |of: &Estimated| wording::points(-of.value, of.standard_error);
    bars(document, what, &all, &figure)
}

fn bars(
    document: &Assessment,
    what: &str,
    all: &[(&Subject, Estimated)],
    figure: &dyn Fn(&Estimated) -> String,
) -> Option<Plate> {
    let label = |subject: &Subject| wording::name(&document.label(subject));
    let shown = &all[..all.len().min(BARS_MAX)];
    let first = shown.first()?;
    let rows = shown.iter().map(|(subject, value)| Bar {
        name: label(subject),
        value: value.value,
        figure: figure(value),
        ink: match subject {
            Subject::Mitigation(_) if value.value < 0.0 => Ink::Warning,
            Subject::Mitigation(_) => Ink::Mitigated,
            _ => Ink::Accent,
        },
    });
    let description =
        format!("{what}; the largest is {} with {}", label(first.0), figure(&first.1));
    let table = BarTable { description, rows: rows.collect(), width: Some(WIDTH) };
    let rows = all.iter().map(|(subject, value)| {
        let mut row = vec![words(subject.kind_name()), words(subject.id_str())];
        row.push(words(label(subject)));
        row.extend([value.value, value.standard_error].map(Datum::Number));
        row
    });
    let columns = ["kind", "id", "name", "value", "standard_error"];
    let data = data(columns, rows.collect());
    Some(Plate { drawing: table.drawing(), data })
}

/// The headline with each score at its low and at its high estimate. `None` where no score has a range that moves it.
pub(in crate::report) fn tornado(
    document: &Assessment,
    headline: f64,
    swings: &[Swing],
) -> Option<Plate> {
    let name = |swing: &Swing| {
        let dimension = wording::dimension(swing.dimension);
        format!("{dimension}: {}", wording::name(&document.label(&swing.subject)))
    };
    let moving: Vec<&Swing> =
        swings.iter().filter(|swing| (swing.high.value - swing.low.value).abs() > 0.0).collect();
    let first = moving.first()?;
    let rows = moving.iter().take(BARS_MAX).map(|swing| {
        let end =
            |figure: &crate::analysis::Figure| (figure.value, wording::figure_in_brief(figure));
        SwingRow { name: name(swing), low: end(&swing.low), high: end(&swing.high) }
    });
    let description = format!(
        "The headline with one score at its low (pale) and at its high estimate (dark), all others at best; {} moves it most, \
         from {} to {}",
        name(first),
        wording::figure_in_brief(&first.low),
        wording::figure_in_brief(&first.high)
    );
    let middle_name = format!("All at best: {}", wording::percent(headline));
    let chart = SwingChart { description, middle: headline, middle_name, rows: rows.collect() };
    let rows = swings.iter().map(|swing| {
        let mut row = vec![words(swing.subject.kind_name()), words(swing.subject.id_str())];
        row.push(words(name(swing)));
        let difference = swing.difference;
        let numbers =
            [swing.low.value, swing.high.value, difference.value, difference.standard_error];
        row.extend(numbers.map(Datum::Number));
        row
    });
    let columns = ["kind", "id", "score", "low", "high", "difference", "standard_error"];
    let data = data(columns, rows.collect());
    Some(Plate { drawing: chart.drawing(), data })
}

/// The most probable routes as bars; `names` tells each in short. `None` where there is none.
pub(in crate::report) fn routes(
    document: &Assessment,
    found: &Routes,
    names: &[String],
) -> Option<Plate> {
    let first = found.routes.first()?;
    let all = || found.routes.iter().zip(names);
    let rows = all().map(|(route, name)| Bar {
        name: name.clone(),
        value: route.probability,
        figure: wording::percent(route.probability),
        ink: Ink::Accent,
    });
    let description = format!(
        "The most probable routes to an outcome; the first has probability {}: {}",
        wording::percent(first.probability),
        names.first().map_or("", String::as_str)
    );
    let table = BarTable { description, rows: rows.collect(), width: Some(WIDTH) };
    let rows = all().enumerate().map(|(i, (route, name))| {
        let outcome = document.label(&Subject::Node(route.outcome.clone()));
        vec![
            Datum::Number((i + 1) as f64),
            Datum::Number(route.probability),
            words(wording::name(&outcome)),
            words(&**name),
        ]
    });
    let data = data(["rank", "probability", "outcome", "route"], rows.collect());
    Some(Plate { drawing: table.drawing(), data })
}
