//! What the breaks of lines tell.

use super::{Dash, Scene};
use crate::model::{Assessment, Confidence, Subject};

/// What the breaks of lines tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dashing {
    /// How likely a link carries: dashes below 1 %, dots where it is not scored.
    #[default]
    Likelihood,
    /// How sure that is: unbroken where confidence is high, dashes where moderate, dots where low or not given.
    Confidence,
}

impl Scene {
    /// Breaks lines by the confidence in their likelihood in a phase. Marks that are there already stay as they are: call
    /// it on an outline.
    pub fn dash_by_confidence(&mut self, document: &Assessment, phase: usize) {
        for (item, line) in self.links.iter().zip(&mut self.lines) {
            let Subject::Link(id) = &item.subject else { continue };
            let all = self.bundles.get(id).map_or(std::slice::from_ref(id), Vec::as_slice);
            let confidences = all.iter().map(|id| {
                let link = document.links().get(id)?;
                link.likelihood.at(document.phases(), phase)?.score.confidence
            });
            // A line is as sure as the least sure of its links.
            line.stroke.dash = match confidences.min().flatten() {
                Some(Confidence::High) => Dash::Solid,
                Some(Confidence::Moderate) => Dash::Dashed,
                Some(Confidence::Low) | None => Dash::Dotted,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        drawing::{Look, SceneView, Shape},
        model::{Id, Link, Node, NodeKind, Probability, Score},
    };

    #[test]
    fn lines_are_broken_where_confidence_is_less_than_high() {
        let id = |text: &str| Id::new(text).expect("an id");
        let mut parts = Assessment::blank("test").to_parts();
        let phase = parts.phases[0].id.clone();
        parts.nodes = ["a", "b"].map(|name| Node::new(id(name), name, NodeKind::Host)).to_vec();
        let given =
            [Some(Confidence::High), Some(Confidence::Moderate), Some(Confidence::Low), None];
        for (place, confidence) in given.into_iter().enumerate() {
            let link = Id::new(&format!("l{place}")).expect("an id");
            let mut link = Link::new(link, id("a"), id("b"));
            let score = Score { confidence, ..Score::point(Probability::clamped(0.5)) };
            link.likelihood.set(phase.clone(), Some(score));
            parts.links.push(link);
        }
        let document = Assessment::new(parts).expect("valid");
        let numbers = BTreeMap::new();
        let view = SceneView { phase: 0, numbers: &numbers, labels: &|p| p.to_string() };
        let mut scene = Scene::outline(&document, &view);
        scene.dash_by_confidence(&document, 0);
        let dashes: Vec<Dash> = scene.lines.iter().map(|line| line.stroke.dash).collect();
        assert_eq!(dashes, [Dash::Solid, Dash::Dashed, Dash::Dotted, Dash::Dotted]);
        scene.draw_link(&Look::new(&document, &view), 1);
        let is_dashed = |shape: &Shape| matches!(shape, Shape::Path { stroke: Some(stroke), .. } if stroke.dash == Dash::Dashed);
        assert!(scene.links[1].shapes.iter().any(is_dashed));
    }
}
