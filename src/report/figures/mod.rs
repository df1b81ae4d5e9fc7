//! The pictures of a report with the numbers behind them, and their form in files.

pub mod argument;
mod bars;
pub mod hypotheses;
mod lines;
pub mod panel;
mod table;

pub(super) use bars::{benefits, importance, routes, tornado};
pub(super) use lines::{fan, outcomes, stability};
pub(super) use table::prevalence;

use super::{
    Findings, Options, Section, Surroundings,
    block::{Block, Datum, FigureData},
    graph_figure::{GraphFigure, Numbers},
    wording,
};
use crate::{
    analysis::{Analysis, Figure},
    drawing::{
        Drawing, Shape,
        argument::Notation,
        svg::{Look, svg},
    },
    model::{Assessment, Subject},
};

/// Characters of a line of what is told to those who do not see a picture.
const LINE_MAX: usize = 1200;
/// Such lines; what more there is stands in tables.
const LINES_MAX: usize = 400;
/// Most phases that stand side by side as small pictures of the graph.
const MULTIPLES_MAX: usize = 12;
/// Most nodes of a graph that can still be read as a small picture.
const MULTIPLE_NODES_MAX: usize = 60;

/// A picture with the numbers behind it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Plate {
    pub(super) drawing: Drawing,
    pub(super) data: FigureData,
}

/// A figure that can be had on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureKind {
    /// The graph in one phase.
    Graph,
    /// Any outcome over the phases.
    Outcome,
    /// Stability of hosts over the phases.
    Stability,
    /// How probable each node is to be misaligned in each phase.
    Prevalence,
    /// Any outcome over the phases, with the band of the uncertain scores.
    Fan,
    /// What share of the headline goes without each element.
    Importance,
    /// What each mitigation takes off the headline.
    Mitigations,
    /// What the range of each score makes of the headline.
    Tornado,
    /// The most probable routes to an outcome.
    Routes,
    /// What the hypotheses make of the scores.
    Shifts,
    /// The headline under other weights of the hypotheses.
    Weights,
    /// The authors' claims with what carries each.
    Argument,
}

impl FigureKind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Graph,
        Self::Outcome,
        Self::Stability,
        Self::Prevalence,
        Self::Fan,
        Self::Importance,
        Self::Mitigations,
        Self::Tornado,
        Self::Routes,
        Self::Shifts,
        Self::Weights,
        Self::Argument,
    ];

    /// The name used on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Graph => "graph",
            Self::Outcome => "outcome",
            Self::Stability => "stability",
            Self::Prevalence => "prevalence",
            Self::Fan => "fan",
            Self::Importance => "importance",
            Self::Mitigations => "mitigations",
            Self::Tornado => "tornado",
            Self::Routes => "routes",
            Self::Shifts => "shifts",
            Self::Weights => "weights",
            Self::Argument => "argument",
        }
    }

    /// The section of a report in which it stands, for a figure that takes more than probabilities.
    pub fn section(self) -> Option<Section> {
        match self {
            Self::Graph
            | Self::Outcome
            | Self::Stability
            | Self::Prevalence
            | Self::Shifts
            | Self::Weights
            | Self::Argument => None,
            Self::Fan => Some(Section::Outcomes),
            Self::Importance | Self::Tornado => Some(Section::Importance),
            Self::Mitigations => Some(Section::Mitigations),
            Self::Routes => Some(Section::Routes),
        }
    }

    /// Whether it shows results: the argument and what shifts do can be drawn of the document alone.
    pub fn needs_analysis(self) -> bool {
        !matches!(self, Self::Argument | Self::Shifts)
    }

    /// Its anchor in a report.
    fn anchor(self) -> &'static str {
        match self {
            Self::Graph => "figure-graph",
            Self::Outcome => "figure-outcomes",
            Self::Stability => "figure-stability",
            Self::Prevalence => "figure-prevalence",
            Self::Fan => "figure-headline",
            Self::Importance => "figure-importance",
            Self::Mitigations => "figure-benefits",
            Self::Tornado => "figure-tornado",
            Self::Routes => "figure-routes",
            Self::Shifts => "figure-shifts",
            Self::Weights => "figure-weights",
            Self::Argument => "figure-argument",
        }
    }

    /// The figure of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A figure on its own with the numbers behind it, as the report has it; of the graph, its last phase. `None` where
/// there is nothing for it to show, as for a tornado without ranges.
pub fn figure(
    document: &Assessment,
    findings: Findings<'_>,
    kind: FigureKind,
    surroundings: &dyn Surroundings,
) -> Option<(Drawing, FigureData)> {
    let plate = match kind {
        FigureKind::Graph => threat_model(document, findings.analysis),
        FigureKind::Outcome => outcomes(document, findings.analysis),
        FigureKind::Stability => stability(document, findings.analysis),
        FigureKind::Prevalence => prevalence(document, findings.analysis),
        FigureKind::Weights => hypotheses::weights(document, findings.analysis)?,
        FigureKind::Shifts | FigureKind::Argument => {
            return of_document(document, kind, Notation::default());
        }
        deeper => {
            let sections = deeper.section().into_iter().collect();
            let options = Options { sections, ..Options::default() };
            let blocks = super::build(document, findings, &options, surroundings);
            return blocks.into_iter().find_map(|block| match block {
                Block::Figure(found) if found.anchor == deeper.anchor() => {
                    Some((found.drawing, found.data.unwrap_or_default()))
                }
                _ => None,
            });
        }
    };
    Some((plate.drawing, plate.data))
}

/// A figure that needs no analysis, with the numbers behind it; the argument in this notation. `None` for other figures,
/// and where there is nothing for it to show.
pub fn of_document(
    document: &Assessment,
    kind: FigureKind,
    notation: Notation,
) -> Option<(Drawing, FigureData)> {
    let plate = match kind {
        FigureKind::Argument => argument::plate(document, notation)?,
        FigureKind::Shifts => hypotheses::plate(document)?,
        _ => return None,
    };
    Some((plate.drawing, plate.data))
}

/// The graph, colored by what follows at the end of the last phase.
pub(super) fn threat_model(document: &Assessment, analysis: &Analysis) -> Plate {
    // The whole of a document always has a picture.
    let drawing = GraphFigure::default().drawing(document, Some(analysis)).unwrap_or_default();
    Plate { drawing, data: table::prevalences(document, analysis) }
}

/// The graph in every phase side by side; `None` where a page could not show it, or there is one phase alone.
pub(super) fn multiples(document: &Assessment, analysis: &Analysis) -> Option<Plate> {
    let (phases, nodes) = (document.phases().len(), document.nodes().len());
    if !(2..=MULTIPLES_MAX).contains(&phases) || !(1..=MULTIPLE_NODES_MAX).contains(&nodes) {
        return None;
    }
    let figure = GraphFigure { numbers: Numbers::EachPhase, ..GraphFigure::default() };
    let drawing = figure.drawing(document, Some(analysis))?;
    Some(Plate { drawing, data: table::prevalences(document, analysis) })
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
    let lines = clean.description.lines().take(LINES_MAX);
    let lines = lines.map(|line| wording::shortened(&wording::name(line), LINE_MAX));
    clean.description = lines.collect::<Vec<_>>().join("\n");
    clean
}

fn phases(document: &Assessment) -> Vec<String> {
    let subjects = document.phases().iter().map(|phase| Subject::Phase(phase.id.clone()));
    subjects.map(|subject| wording::name(&document.label(&subject))).collect()
}

/// A value and its error as entries of the numbers behind a figure.
fn entries(figure: &Figure) -> [Datum; 2] {
    [Datum::Number(figure.value), Datum::Number(figure.standard_error)]
}

fn words(text: impl Into<String>) -> Datum {
    Datum::Text(text.into())
}

/// The numbers behind a figure; the columns are named in words of files.
fn data<const N: usize>(columns: [&str; N], rows: Vec<Vec<Datum>>) -> FigureData {
    FigureData { columns: columns.map(str::to_owned).to_vec(), rows }
}
