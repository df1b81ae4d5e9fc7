//! How probable a named pathway is for itself: that misalignment runs along all of it.

use std::{collections::BTreeSet, num::NonZeroU32};

use super::{AnalysisError, Figure, Method, Monitor, analyze};
use crate::model::{Assessment, Gate, Id, Link, Mitigation, Node, Parts, Pathway, Series, Study};

/// How probable a pathway is for itself.
#[derive(Clone, Debug, PartialEq)]
pub struct PathwayOutlook {
    /// One figure a phase, in phase order.
    pub ever: Vec<Figure>,
    /// How they were got.
    pub method: Method,
    /// Trials for each hypothesis; 0 where exact.
    pub trials: u64,
    /// How the pathway runs, which decides what the figures say.
    pub course: Course,
}

/// How a pathway runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// From nodes that no link of it leads to.
    Onward,
    /// In a circle: it starts at the source of its first link.
    Circle,
    /// In a circle that ends where it starts: figures are those of its start turning by itself.
    Closed,
}

/// The probability, pooled over the hypotheses, that by the end of each phase misalignment has run along a pathway and
/// nothing else: that its start turned misaligned by itself and its links carried that on to its end, in one phase or
/// over several.
///
/// It is `ever` (SEMANTICS §5) of the pathway's end in the document cut down to the pathway. All other nodes and links are
/// left out. A node that a link of the pathway leads to turns only by the pathway: its own emergence and initial
/// misalignment are left out. Gates count the pathway's links alone. Mitigations work as scored on what is left, undermined
/// only by nodes of the pathway. So it can be less than the prevalence of the end, and pathways that share links do not add
/// up. The end is the pathway's outcome where one of its links leads there, else the target of its last link.
///
/// `None` for a pathway without links, or that does not exist.
///
/// # Errors
/// [`AnalysisError`] as [`analyze`].
pub fn pathway(
    document: &Assessment,
    id: &Id<Pathway>,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Option<PathwayOutlook>, AnalysisError> {
    let found = document.pathways().get(id).and_then(|p| cut_down(document, p));
    let Some((alone, end, course)) = found else { return Ok(None) };
    let analysis = analyze(&alone, study, monitor)?;
    let (method, trials) = (analysis.method, analysis.trials);
    let ever = analysis.pooled.nodes.get(&end).map(|outlook| outlook.ever.clone());
    Ok(ever.map(|ever| PathwayOutlook { ever, method, trials, course }))
}

/// The document with the pathway alone, its end, and how it runs.
fn cut_down(document: &Assessment, pathway: &Pathway) -> Option<(Assessment, Id<Node>, Course)> {
    let mut seen = BTreeSet::new();
    let links: Vec<&Link> = (pathway.links.iter().filter(|id| seen.insert(*id)))
        .filter_map(|id| document.links().get(id))
        .collect();
    let (first, last) = (links.first()?, links.last()?);
    let wanted = pathway.outcome.as_ref().filter(|end| links.iter().any(|l| l.to == **end));
    let end = wanted.unwrap_or(&last.to).clone();
    let nodes: BTreeSet<&Id<Node>> = links.iter().flat_map(|link| [&link.from, &link.to]).collect();
    let inbound = |id: &Id<Node>| links.iter().filter(|link| link.to == *id).count();
    // Where the pathway runs in a circle its first link says where it starts.
    let is_circle = nodes.iter().all(|id| inbound(id) > 0);
    let is_start = |id: &Id<Node>| inbound(id) == 0 || (is_circle && *id == first.from);
    let kept = document.nodes().iter().filter(|node| nodes.contains(&node.id));
    let kept = kept.map(|node| {
        let node = Node { gate: gate(node.gate, inbound(&node.id)), ..node.clone() };
        if is_start(&node.id) {
            return node;
        }
        Node { stability: Series::default(), initially_misaligned: None, ..node }
    });
    let parts = Parts {
        nodes: kept.collect(),
        links: links.iter().copied().cloned().collect(),
        mitigations: document.mitigations().iter().map(|m| within(m, &nodes, &seen)).collect(),
        pathways: Vec::new(),
        annotations: Vec::new(),
        bookmarks: Vec::new(),
        ..document.to_parts()
    };
    let course = match is_circle {
        false => Course::Onward,
        true if end == first.from => Course::Closed,
        true => Course::Circle,
    };
    Some((Assessment::new(parts).ok()?, end, course))
}

/// The gate among so many links: one that asks for more could never open.
fn gate(gate: Gate, inbound: usize) -> Gate {
    let most = u32::try_from(inbound).ok().and_then(NonZeroU32::new);
    match (gate, most) {
        (Gate::AtLeast(k), Some(most)) => Gate::AtLeast(k.min(most)),
        (gate, _) => gate,
    }
}

/// A mitigation with what it touches of the pathway.
fn within(
    mitigation: &Mitigation,
    nodes: &BTreeSet<&Id<Node>>,
    links: &BTreeSet<&Id<Link>>,
) -> Mitigation {
    let inner = |ids: &[Id<Node>]| ids.iter().filter(|id| nodes.contains(id)).cloned().collect();
    Mitigation {
        prevents: inner(&mitigation.prevents),
        restores: inner(&mitigation.restores),
        undermined_by: inner(&mitigation.undermined_by),
        blocks: mitigation.blocks.iter().filter(|id| links.contains(id)).cloned().collect(),
        ..mitigation.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::Unmonitored,
        model::{NodeKind, Phase, Probability, Score},
    };

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn given(series: &mut Series, values: &[(&str, f64)]) {
        for (phase, value) in values {
            let p = Probability::try_from(*value).expect("a probability");
            series.set(id(phase), Some(Score::point(p)));
        }
    }

    /// a → b → c, and a way beside it: a → c. Everything but the persistence of `a` is forgotten after a phase.
    fn document() -> Assessment {
        let mut parts = Assessment::blank("t").to_parts();
        parts.phases = ["one", "two"].map(|name| Phase::new(id(name), name)).to_vec();
        for name in ["a", "b", "c"] {
            let mut node = Node::new(id(name), name, NodeKind::Host);
            given(&mut node.stability, &[("one", 0.8)]);
            given(&mut node.persistence, &[("one", 0.0)]);
            parts.nodes.push(node);
        }
        for (name, from, to, p) in
            [("ab", "a", "b", 0.5), ("bc", "b", "c", 0.4), ("ac", "a", "c", 1.0)]
        {
            let mut link = Link::new(id(name), id(from), id(to));
            given(&mut link.likelihood, &[("one", p)]);
            parts.links.push(link);
        }
        let mut monitor = Mitigation::new(id("m"), "Monitoring");
        given(&mut monitor.effectiveness, &[("one", 0.25)]);
        monitor.blocks = vec![id("bc"), id("ac")];
        parts.mitigations.push(monitor);
        parts.pathways = vec![
            Pathway::new(id("p"), "P", vec![id("ab"), id("bc")]),
            Pathway::new(id("none"), "None", Vec::new()),
        ];
        Assessment::new(parts).expect("valid")
    }

    fn along(document: &Assessment, name: &str) -> Option<Vec<f64>> {
        let found = pathway(document, &id(name), &Study::default(), &Unmonitored).expect("solved");
        found.map(|outlook| outlook.ever.iter().map(|figure| figure.value).collect())
    }

    #[test]
    fn it_is_the_product_along_the_way_and_grows_with_the_phases() {
        let found = along(&document(), "p").expect("a pathway");
        let once = 0.2 * 0.5 * 0.4 * 0.75;
        // The two phases have nothing in common: nothing persists.
        let twice = 1.0 - (1.0 - once) * (1.0 - once);
        assert!((found[0] - once).abs() < 1e-12, "{found:?}");
        assert!((found[1] - twice).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn without_links_there_is_no_way() {
        assert_eq!(along(&document(), "none"), None);
        assert_eq!(along(&document(), "unknown"), None);
    }

    #[test]
    fn it_never_exceeds_how_often_its_end_is_reached() {
        let document = document();
        let study = Study::default();
        let whole = analyze(&document, &study, &Unmonitored).expect("solved");
        let ever = &whole.pooled.nodes[&id("c")].ever;
        let found = along(&document, "p").expect("a pathway");
        assert!(found.iter().zip(ever).all(|(p, whole)| *p <= whole.value));
    }

    #[test]
    fn a_circle_starts_where_its_first_link_does() {
        let mut parts = document().to_parts();
        parts.links.push(Link::new(id("ca"), id("c"), id("a")));
        parts.pathways[0].links.push(id("ca"));
        parts.pathways[0].outcome = Some(id("c"));
        let circle = Assessment::new(parts).expect("valid");
        let found = along(&circle, "p").expect("a pathway");
        assert!((found[0] - 0.03).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn how_a_pathway_runs_is_told() {
        let course = |document: &Assessment| {
            let study = Study { trials: 1_000, ..Study::default() };
            let found = pathway(document, &id("p"), &study, &Unmonitored).expect("computed");
            found.expect("a pathway").course
        };
        assert_eq!(course(&document()), Course::Onward);
        let mut parts = document().to_parts();
        parts.links.push(Link::new(id("ca"), id("c"), id("a")));
        parts.pathways[0].links.push(id("ca"));
        parts.pathways[0].outcome = None;
        let closed = Assessment::new(parts.clone()).expect("valid");
        assert_eq!(course(&closed), Course::Closed);
        parts.pathways[0].outcome = Some(id("c"));
        assert_eq!(course(&Assessment::new(parts).expect("valid")), Course::Circle);
    }

    #[test]
    fn a_gate_counts_the_links_of_the_pathway_alone() {
        let mut parts = document().to_parts();
        parts.nodes[2].gate = Gate::AtLeast(NonZeroU32::new(2).expect("not zero"));
        let gated = Assessment::new(parts).expect("valid");
        assert_eq!(along(&gated, "p"), along(&document(), "p"));
    }
}
