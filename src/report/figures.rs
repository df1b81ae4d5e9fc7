//! The pictures of a report, and their form in files.

use crate::{
    analysis::{Analysis, Figure},
    drawing::{Anchor, Dash, Drawing, FontWeight, Frame, Ink, Outline, Point, Shape, Stroke},
    model::{Assessment, NodeKind},
};

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

/// A figure on its own; the graph shows the phase at that place (0-based).
pub fn figure(
    document: &Assessment,
    analysis: &Analysis,
    kind: FigureKind,
    _phase: usize,
) -> Drawing {
    match kind {
        FigureKind::Graph => threat_model(document, analysis),
        FigureKind::Outcome => outcomes(document, analysis),
        FigureKind::Stability => stability(document, analysis),
    }
}

/// The graph, colored by what follows at the end of the last phase.
pub(super) fn threat_model(document: &Assessment, _analysis: &Analysis) -> Drawing {
    let mut drawing = Drawing {
        frame: Frame { min: Point::new(0.0, 0.0), max: Point::new(720.0, 300.0) },
        description: format!("Graph of {} nodes", document.nodes().len()),
        shapes: Vec::new(),
    };
    for (i, node) in document.nodes().iter().enumerate() {
        let at = Point::new(20.0 + 180.0 * (i % 4) as f32, 30.0 + 60.0 * (i / 4) as f32);
        drawing.shapes.push(Shape::Path {
            outline: Outline::Rect(
                Frame { min: at, max: Point::new(at.x + 160.0, at.y + 44.0) },
                [8.0; 4],
            ),
            fill: Some(Ink::Surface),
            stroke: Some(Stroke { ink: Ink::Line, width: 1.0, dash: Dash::Solid }),
        });
        drawing.shapes.push(label(Point::new(at.x + 10.0, at.y + 22.0), &node.name, Anchor::Start));
    }
    drawing
}

/// Of each host, 1 − ever over the phases.
pub(super) fn stability(document: &Assessment, analysis: &Analysis) -> Drawing {
    let hosts = document.nodes().iter().filter(|node| node.kind == NodeKind::Host);
    let series: Vec<(String, Vec<f64>)> = hosts
        .filter_map(|node| {
            let outlook = analysis.pooled.nodes.get(&node.id)?;
            Some((node.name.clone(), outlook.ever.iter().map(|f| 1.0 - f.value).collect()))
        })
        .collect();
    chart(document, "Stability of hosts over the phases", &series)
}

/// Any outcome over the phases, pooled and by hypothesis.
pub(super) fn outcomes(document: &Assessment, analysis: &Analysis) -> Drawing {
    let values = |figures: &[Figure]| figures.iter().map(|f| f.value).collect::<Vec<_>>();
    let mut series = vec![("All, weighted".to_owned(), values(&analysis.pooled.any_outcome))];
    for h in &analysis.hypotheses {
        series.push((h.name.clone(), values(&h.outlook.any_outcome)));
    }
    chart(document, "Any outcome over the phases", &series)
}

fn chart(document: &Assessment, description: &str, series: &[(String, Vec<f64>)]) -> Drawing {
    let mut drawing = Drawing {
        frame: Frame { min: Point::new(0.0, 0.0), max: Point::new(720.0, 300.0) },
        description: description.to_owned(),
        shapes: Vec::new(),
    };
    let step = 500.0 / (document.phases().len().max(2) - 1) as f32;
    for (i, phase) in document.phases().iter().enumerate() {
        drawing.shapes.push(label(
            Point::new(80.0 + step * i as f32, 285.0),
            &phase.name,
            Anchor::Middle,
        ));
    }
    for (n, (name, values)) in series.iter().enumerate() {
        let points: Vec<Point> = values
            .iter()
            .enumerate()
            .map(|(i, v)| Point::new(80.0 + step * i as f32, 260.0 - 240.0 * *v as f32))
            .collect();
        if let Some(last) = points.last() {
            drawing.shapes.push(label(Point::new(last.x + 8.0, last.y), name, Anchor::Start));
        }
        drawing.shapes.push(Shape::Path {
            outline: Outline::Polyline(points),
            fill: None,
            stroke: Some(Stroke { ink: Ink::Series(n as u8), width: 2.0, dash: Dash::Solid }),
        });
    }
    drawing
}

fn label(at: Point, text: &str, anchor: Anchor) -> Shape {
    Shape::Text {
        at,
        text: text.to_owned(),
        size: 12.0,
        weight: FontWeight::Regular,
        anchor,
        ink: Ink::Text,
    }
}

/// A picture as SVG for use inside a page that sets its colors.
pub(super) fn inline_svg(drawing: &Drawing) -> String {
    svg(drawing)
}

/// A picture as an SVG file of its own.
pub(super) fn standalone_svg(drawing: &Drawing) -> String {
    svg(drawing)
}

fn svg(drawing: &Drawing) -> String {
    let f = drawing.frame;
    let escape = |t: &str| {
        t.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{} {} {} {}\" role=\"img\" aria-label=\"{}\">",
        f.min.x,
        f.min.y,
        f.max.x - f.min.x,
        f.max.y - f.min.y,
        escape(&drawing.description)
    );
    for shape in &drawing.shapes {
        match shape {
            Shape::Text { at, text, size, .. } => out.push_str(&format!(
                "<text x=\"{}\" y=\"{}\" font-size=\"{size}\">{}</text>", at.x, at.y, escape(text)
            )),
            Shape::Path { outline: Outline::Polyline(points), .. } => {
                let points: Vec<String> = points.iter().map(|p| format!("{},{}", p.x, p.y)).collect();
                out.push_str(&format!("<polyline points=\"{}\" fill=\"none\" stroke=\"#3B5BDB\"/>", points.join(" ")));
            }
            Shape::Path { outline: Outline::Rect(r, _), .. } => out.push_str(&format!(
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#ccc\"/>",
                r.min.x, r.min.y, r.max.x - r.min.x, r.max.y - r.min.y
            )),
            _ => {}
        }
    }
    out.push_str("</svg>");
    out
}
