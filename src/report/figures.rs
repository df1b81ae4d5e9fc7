//! The pictures of a report, and their form in files.

use super::{graph_figure::GraphFigure, wording};
use crate::{
    analysis::{Analysis, Figure},
    drawing::{
        Dash, Drawing, Ink, Shape,
        chart::{Axis, LineChart, Series},
        svg::{Look, svg},
    },
    model::{Assessment, NodeKind, Subject},
};

/// Lines that can be told apart in one chart.
const LINES_MAX: usize = 7;

/// A figure that can be had on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureKind {
    /// The graph in one phase.
    Graph,
    /// Any outcome over the phases.
    Outcome,
    /// Stability of hosts over the phases.
    Stability,
}

impl FigureKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Graph, Self::Outcome, Self::Stability];

    /// The name used on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Graph => "graph",
            Self::Outcome => "outcome",
            Self::Stability => "stability",
        }
    }

    /// The figure of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A figure on its own; of the graph, its last phase.
pub fn figure(document: &Assessment, analysis: &Analysis, kind: FigureKind) -> Drawing {
    match kind {
        FigureKind::Graph => threat_model(document, analysis),
        FigureKind::Outcome => outcomes(document, analysis),
        FigureKind::Stability => stability(document, analysis),
    }
}

/// The graph, colored by what follows at the end of the last phase.
pub(super) fn threat_model(document: &Assessment, analysis: &Analysis) -> Drawing {
    // The whole of a document always has a picture.
    GraphFigure::default().drawing(document, Some(analysis)).unwrap_or_default()
}

/// Of each host, the probability that it has not been misaligned so far. The hosts that fare worst, where there are
/// too many to tell apart.
pub(super) fn stability(document: &Assessment, analysis: &Analysis) -> Drawing {
    let hosts = document.nodes().iter().filter(|node| node.kind == NodeKind::Host);
    let mut lines: Vec<(String, Vec<f64>)> = hosts
        .filter_map(|node| {
            let outlook = analysis.pooled.nodes.get(&node.id)?;
            let name = wording::name(&document.label(&Subject::Node(node.id.clone())));
            Some((name, outlook.ever.iter().map(|figure| 1.0 - figure.value).collect()))
        })
        .collect();
    let last = |values: &[f64]| values.last().copied().unwrap_or(1.0);
    lines.sort_by(|a, b| last(&a.1).total_cmp(&last(&b.1)));
    lines.truncate(LINES_MAX);
    let series: Vec<Series> =
        lines.into_iter().enumerate().map(|(i, (name, values))| line(i, name, values)).collect();
    let lowest = series.iter().flat_map(|s| s.values.iter().copied()).fold(1.0, f64::min);
    let chart = LineChart {
        description: described(
            "Probability of not having been misaligned so far",
            document,
            &series,
        ),
        phases: phases(document),
        axis: Axis::Between(floor(lowest), 1.0),
        series,
        size: None,
    };
    chart.drawing()
}

/// Any outcome over the phases, pooled and by hypothesis.
pub(super) fn outcomes(document: &Assessment, analysis: &Analysis) -> Drawing {
    let values = |figures: &[Figure]| figures.iter().map(|f| f.value).collect::<Vec<_>>();
    let mut series: Vec<Series> = analysis
        .hypotheses
        .iter()
        .take(LINES_MAX)
        .enumerate()
        .map(|(i, h)| {
            let dash = if i % 2 == 0 { Dash::Dashed } else { Dash::Dotted };
            let values = values(&h.outlook.any_outcome);
            Series { dash, ..line(i + 1, wording::name(&h.name), values) }
        })
        .collect();
    let pooled = line(0, "All, weighted".to_owned(), values(&analysis.pooled.any_outcome));
    series.push(Series { ink: Ink::Accent, leads: true, ..pooled });
    let chart = LineChart {
        description: described("Probability that any outcome has been reached", document, &series),
        phases: phases(document),
        axis: Axis::Linear,
        series,
        size: None,
    };
    chart.drawing()
}

/// A picture as SVG for a page that is read in light and in dark.
pub(super) fn inline_svg(drawing: &Drawing) -> String {
    svg(&cleaned(drawing), Look::Either)
}

/// A picture as an SVG file of its own, on a light ground wherever it is shown.
pub(super) fn standalone_svg(drawing: &Drawing) -> String {
    svg(&cleaned(drawing), Look::Print)
}

/// With every text of a person as reports print it, so that none can reorder what stands around it.
pub(super) fn cleaned(drawing: &Drawing) -> Drawing {
    let mut clean = drawing.clone();
    for shape in &mut clean.shapes {
        if let Shape::Text { text, .. } = shape {
            *text = wording::name(text);
        }
    }
    let lines = clean.description.lines().map(wording::name);
    clean.description = lines.collect::<Vec<_>>().join("\n");
    clean
}

fn line(number: usize, name: String, values: Vec<f64>) -> Series {
    let ink = Ink::Series(u8::try_from(number).unwrap_or(u8::MAX));
    Series { name, ink, dash: Dash::Solid, values, bands: Vec::new(), leads: false }
}

fn phases(document: &Assessment) -> Vec<String> {
    let subjects = document.phases().iter().map(|phase| Subject::Phase(phase.id.clone()));
    subjects.map(|subject| wording::name(&document.label(&subject))).collect()
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
