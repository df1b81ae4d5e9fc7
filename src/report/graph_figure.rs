//! The graph as a figure of its own: whole or in part, in one phase or phase by phase, with or without numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::wording;
use crate::{
    analysis::{Analysis, Figure},
    drawing::{Caption, Drawing, FontWeight, Frame, Ink, Point, Scene, SceneView, Shape},
    model::{Assessment, Id, Node, Subject},
};

/// Room between pictures that stand side by side, in canvas units.
const GAP: f32 = 48.0;
/// Room for a picture's name above it.
const HEADING: f32 = 40.0;
const HEADING_SIZE: f32 = 24.0;
/// How much wider than high several pictures together had better be.
const ASPECT: f32 = 1.6;

/// What a figure of the graph shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphFigure {
    /// The nodes, zones and annotations that it shows, with the links between them; all where there are none.
    pub subjects: BTreeSet<Subject>,
    /// Which numbers it shows.
    pub numbers: Numbers,
}

/// Which numbers a figure of the graph shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// Those of the last phase.
    #[default]
    Last,
    /// Those of the phase at a place (0-based).
    Phase(usize),
    /// Those of each phase, side by side.
    EachPhase,
    /// None: only what is joined to what.
    None,
}

impl GraphFigure {
    /// Whether it needs results.
    pub fn needs_results(&self) -> bool {
        self.numbers != Numbers::None
    }

    /// The figure. Without results it shows none, and scores alone; `None` where nothing of the document is to be shown.
    pub fn drawing(&self, document: &Assessment, analysis: Option<&Analysis>) -> Option<Drawing> {
        let part = if self.subjects.is_empty() {
            document.clone()
        } else {
            document.fragment(&self.subjects, &BTreeMap::new())?
        };
        let last = part.phases().len().saturating_sub(1);
        let picture =
            Picture { part: &part, prevalences: analysis.map(Prevalences::of).unwrap_or_default() };
        Some(match self.numbers {
            Numbers::Last => picture.of_phase(last, true),
            Numbers::Phase(phase) => picture.of_phase(phase.min(last), true),
            Numbers::EachPhase => picture.side_by_side(),
            Numbers::None => Scene::structure(&part).plain_drawing("What can spread to what"),
        })
    }
}

/// Stands for a probability that a simulation never hit: not 0, and below all that it could see.
const NEVER_HIT: f64 = f64::MIN_POSITIVE;

/// Prevalences as the numbers of a picture, of which those that a simulation never hit can be told from 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prevalences {
    /// Of each node, by phase.
    pub numbers: BTreeMap<Id<Node>, Vec<f64>>,
    /// The bound of those that were never hit.
    upper: Option<f64>,
}

impl Prevalences {
    /// Those of an analysis.
    pub fn of(analysis: &Analysis) -> Self {
        let nodes = || analysis.pooled.nodes.iter();
        let value = |f: &Figure| if f.upper.is_some() { NEVER_HIT } else { f.value };
        let numbers = nodes()
            .map(|(id, node)| (id.clone(), node.prevalence.iter().map(value).collect()))
            .collect();
        let bounds = nodes().flat_map(|(_, node)| &node.prevalence).filter_map(|f| f.upper);
        Self { numbers, upper: bounds.reduce(f64::max) }
    }

    /// The figure that a number of the picture stands for, without its error.
    pub fn figure(&self, number: f64) -> Figure {
        let upper = self.upper.filter(|_| number > 0.0 && number <= NEVER_HIT);
        Figure { value: number, standard_error: 0.0, upper }
    }
}

struct Picture<'a> {
    part: &'a Assessment,
    prevalences: Prevalences,
}

impl Picture<'_> {
    fn name(&self, phase: usize) -> String {
        self.part.phases().at(phase).map_or_else(String::new, |phase| wording::name(&phase.name))
    }

    fn scene(&self, phase: usize) -> Scene {
        let labels = |p: f64| wording::figure_in_brief(&self.prevalences.figure(p));
        let view = SceneView { phase, numbers: &self.prevalences.numbers, labels: &labels };
        Scene::of(self.part, &view)
    }

    fn of_phase(&self, phase: usize, explains: bool) -> Drawing {
        let name = self.name(phase);
        let description =
            format!("Threat model, colored by what is misaligned at the end of {name}");
        let caption = Caption { description: &description, phase: &name, explains };
        self.scene(phase).drawing(&caption)
    }

    /// Every phase in a picture of its own, in rows; the last one explains the signs.
    fn side_by_side(&self) -> Drawing {
        let count = self.part.phases().len();
        let pictures: Vec<Drawing> =
            (0..count).map(|phase| self.of_phase(phase, phase + 1 == count)).collect();
        let size = |of: fn(&Frame) -> f32| {
            pictures.iter().map(|picture| of(&picture.frame)).fold(1.0, f32::max) + GAP
        };
        let (width, height) = (size(Frame::width), size(Frame::height) + HEADING);
        let columns = columns(count, width, height);
        let mut whole = Drawing {
            frame: Frame::sized(
                Point::default(),
                columns as f32 * width,
                count.div_ceil(columns) as f32 * height,
            ),
            description: "Threat model, phase by phase".to_owned(),
            shapes: Vec::new(),
        };
        for (phase, picture) in pictures.into_iter().enumerate() {
            let (column, row) = (phase % columns, phase / columns);
            let corner = Point::new(column as f32 * width + GAP / 2.0, row as f32 * height);
            let heading = corner.moved(0.0, HEADING * 0.75);
            let heading = Shape::text(heading, self.name(phase), HEADING_SIZE, Ink::Text);
            whole.shapes.push(heading.weighing(FontWeight::SemiBold));
            let from = picture.frame.min;
            let by = (corner.x - from.x, corner.y + HEADING - from.y);
            whole.shapes.extend(picture.shapes.into_iter().map(|mut shape| {
                shape.shift(by.0, by.1);
                shape
            }));
            whole.description += "\n";
            whole.description += &picture.description;
        }
        whole
    }
}

/// How many pictures of a size stand in a row, so that all together are about as wide as a page across.
fn columns(count: usize, width: f32, height: f32) -> usize {
    let off = |columns: usize| {
        let rows = count.div_ceil(columns);
        let aspect = columns as f32 * width / (rows as f32 * height);
        (aspect / ASPECT).ln().abs()
    };
    (1..=count.max(1)).min_by(|a, b| off(*a).total_cmp(&off(*b))).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{Unmonitored, analyze},
        formats,
        model::{MethodChoice, Study},
    };

    fn sample() -> (Assessment, Analysis) {
        let text = include_bytes!("../../assets/samples/coding-agent-fleet.driftline");
        let document = formats::read(text, None).expect("the sample").document;
        let study = Study { trials: 512, method: MethodChoice::Simulation, ..Study::default() };
        let analysis = analyze(&document, &study, &Unmonitored).expect("analyzed");
        (document, analysis)
    }

    fn texts(drawing: &Drawing) -> Vec<&str> {
        let shapes = drawing.shapes.iter();
        let texts = shapes.filter_map(|shape| match shape {
            Shape::Text { text, .. } => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    #[test]
    fn structure_shows_no_number_and_marks_nothing_as_missing() {
        let (document, _) = sample();
        let figure = GraphFigure { numbers: Numbers::None, ..GraphFigure::default() };
        assert!(!figure.needs_results());
        let drawing = figure.drawing(&document, None).expect("a drawing");
        assert!(!texts(&drawing).iter().any(|text| text.contains('%')), "{:?}", texts(&drawing));
        assert!(!drawing.description.contains("not scored"));
        let is_shown = |node: &Node| drawing.description.contains(&*node.name);
        assert!(document.nodes().iter().all(is_shown));
    }

    #[test]
    fn every_phase_has_its_picture_beside_the_others_and_none_overlaps() {
        let (document, analysis) = sample();
        let figure = GraphFigure { numbers: Numbers::EachPhase, ..GraphFigure::default() };
        let whole = figure.drawing(&document, Some(&analysis)).expect("a drawing");
        let one = GraphFigure::default().drawing(&document, Some(&analysis)).expect("a drawing");
        let count = document.phases().len();
        assert!(
            whole.frame.width() * whole.frame.height()
                >= count as f32 * one.frame.width() * one.frame.height() * 0.9
        );
        for phase in document.phases().iter() {
            assert!(texts(&whole).contains(&&*phase.name), "{}", phase.name);
        }
        let node = document.nodes().at(0).expect("a node");
        let shown = texts(&whole)
            .into_iter()
            .filter(|text| node.name.starts_with(text.trim_end_matches('…')));
        assert_eq!(shown.count(), count);
    }

    #[test]
    fn a_part_shows_its_nodes_and_the_links_between_them_alone() {
        let (document, analysis) = sample();
        let link = document.links().at(0).expect("a link");
        let subjects = [&link.from, &link.to].map(|id| Subject::Node(id.clone()));
        let figure = GraphFigure { subjects: subjects.into(), ..GraphFigure::default() };
        let drawing = figure.drawing(&document, Some(&analysis)).expect("a drawing");
        let shown = document.nodes().iter().filter(|n| drawing.description.contains(&*n.name));
        assert_eq!(shown.count(), 2, "{}", drawing.description);
        assert!(drawing.description.contains("Link"));
    }

    #[test]
    fn what_a_simulation_never_hit_is_not_shown_as_impossible() {
        let (document, analysis) = sample();
        let figure = GraphFigure { numbers: Numbers::Phase(0), ..GraphFigure::default() };
        let drawing = figure.drawing(&document, Some(&analysis)).expect("a drawing");
        let first = analysis.pooled.nodes.values().map(|node| node.prevalence[0]);
        let (never_hit, others): (Vec<Figure>, Vec<Figure>) =
            first.partition(|f| f.upper.is_some());
        let impossible = others.iter().filter(|figure| figure.value <= 0.0).count();
        assert!(never_hit.len() > 3, "{never_hit:?}");
        let shown =
            |begins: fn(&str) -> bool| texts(&drawing).into_iter().filter(|t| begins(t)).count();
        assert_eq!(shown(|text| text.starts_with('<')), never_hit.len());
        assert_eq!(shown(|text| text == "0\u{202f}%"), impossible);
    }
}
