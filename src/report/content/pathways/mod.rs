//! Each named pathway with the fields that a section of a risk report on one pathway holds.

mod chance;
mod ground;

use super::{
    Block, Counted, Dimension, Field, Id, Label, Link, Node, NodeKind, Section, Source, Span,
    Subject, brief, numbered, paragraph, reference, routes, run, sentence_of, title, wording,
};
use crate::model::{Archetype, Intent, Mechanism, Pathway};

/// Scores that are named as worth more evidence.
const SWINGS_MAX: usize = 3;
/// Routes that stand in where no pathway is named.
const ROUTES_MAX: usize = 3;

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let named: Vec<&Pathway> = source.document.pathways().iter().collect();
    let routes = if named.is_empty() { stand_ins(source) } else { Vec::new() };
    if named.is_empty() && routes.is_empty() {
        out.push(paragraph(run("The document names no pathway")));
        return;
    }
    let origin = if named.is_empty() {
        "The document names no pathway; the most probable routes that the analysis found stand in. "
    } else {
        ""
    };
    out.push(paragraph(vec![Span::text(format!(
        "{origin}A pathway is a route from an origin to an outcome. Each is set out under the same headings, so that it can be \
         read by itself; where the document holds nothing under a heading, it says so."
    ))]));
    for (i, pathway) in named.into_iter().chain(&routes).enumerate() {
        let title = name(source, pathway);
        let label = Label { of: Counted::Pathway, number: i + 1 };
        out.push(numbered(label, title, format!("pathway-{}", pathway.id)));
        out.push(match source.withheld(&Subject::Pathway(pathway.id.clone())) {
            Some(reason) => {
                let text = format!("This pathway is withheld ({}).", wording::reason(reason));
                paragraph(vec![Span::Emphasis(text)])
            }
            None => Block::Fields(Route::of(source, pathway).fields()),
        });
    }
}

/// A pathway's name: its own, as routes that stand in are no part of the document.
fn name(source: &Source<'_>, pathway: &Pathway) -> String {
    match brief(&pathway.name) {
        name if name.is_empty() => source.label(&Subject::Pathway(pathway.id.clone())),
        name => name,
    }
}

/// The most probable routes as pathways, those that differ in their links.
fn stand_ins(source: &Source<'_>) -> Vec<Pathway> {
    let found = source.depths.routes.as_ref().map_or(&[][..], |found| &found.routes);
    let mut pathways: Vec<Pathway> = Vec::new();
    for route in found {
        let links = route.links();
        if links.is_empty() || pathways.iter().any(|known| known.links == links) {
            continue;
        }
        let name = routes::name(source, route);
        let id = Id::from_name(&format!("route-{}", pathways.len() + 1), |_| false);
        let outcome = Some(route.outcome.clone());
        pathways.push(Pathway { outcome, ..Pathway::new(id, &name, links) });
        if pathways.len() == ROUTES_MAX {
            break;
        }
    }
    pathways
}

/// A pathway with the elements on its way.
struct Route<'a> {
    source: &'a Source<'a>,
    pathway: &'a Pathway,
    links: Vec<&'a Link>,
    /// Nodes in the order in which the links meet them, then the outcome, each once.
    nodes: Vec<&'a Node>,
}

impl<'a> Route<'a> {
    fn of(source: &'a Source<'a>, pathway: &'a Pathway) -> Self {
        let links: Vec<&Link> =
            pathway.links.iter().filter_map(|id| source.document.links().get(id)).collect();
        let ends = links.iter().flat_map(|link| [&link.from, &link.to]).chain(&pathway.outcome);
        let mut nodes: Vec<&Node> = Vec::new();
        for node in ends.filter_map(|id| source.document.nodes().get(id)) {
            if !nodes.iter().any(|known| known.id == node.id) {
                nodes.push(node);
            }
        }
        Self { source, pathway, links, nodes }
    }

    /// The fields in the order in which reports hold them.
    fn fields(&self) -> Vec<Field> {
        vec![
            Field::new("Pathway", self.identity()),
            Field::list("Scope", self.scope()),
            Field::list("Threat", self.threat()),
            Field::list("Preconditions and affordances", self.preconditions()),
            Field { term: "Pathway graph".to_owned(), spans: figure(), items: self.steps() },
            Field::new("Motivation assumed", self.motivation()),
            Field::list("Stability of motivations per deployment phase", self.stability()),
            Field::new("Frequency and complexity of opportunity", self.opportunity()),
            Field::list("Likelihood", self.likelihood()),
            Field::new("Severity and reversibility", self.severity()),
            Field::new("Confidence and evidence grade", self.confidence()),
            Field::list("Mitigating factors", self.mitigating()),
            Field::list("With and without mitigations", self.with_and_without()),
            Field::list("Detection", self.detection()),
            Field::new("Claims and how they combine", self.claims()),
            Field::list("Evidence", self.evidence()),
            Field::list("Incidents and near misses", self.incidents()),
            Field::new("Dissent and external review", Vec::new()),
            Field::list("Limitations", self.limitations()),
            Field::list("Conditions under which this no longer holds", self.conditions()),
            Field::new("Overall rating", self.rating()),
            self.forward(),
            Field::new("Changes and redactions", self.changes()),
        ]
    }

    fn identity(&self) -> Vec<Span> {
        let about = self.source.document.about();
        let authors: Vec<String> = about.authors.iter().map(|a| brief(a)).collect();
        // The heading above may be cut short.
        let title = match wording::name(&self.pathway.name) {
            full if full.is_empty() => name(self.source, self.pathway),
            full => full,
        };
        let parts = [
            ("version ", brief(&about.version)),
            ("status ", brief(&about.status)),
            ("coverage date ", brief(&about.coverage_date)),
            ("by ", wording::joined(&authors)),
        ];
        let told: Vec<String> = parts
            .into_iter()
            .filter(|(_, v)| !v.is_empty())
            .map(|(k, v)| format!(", {k}{v}"))
            .collect();
        vec![
            Span::strong(title),
            Span::text(", id "),
            Span::Code(self.pathway.id.to_string()),
            Span::text(told.concat()),
        ]
    }

    fn scope(&self) -> Vec<Vec<Span>> {
        let about = self.source.document.about();
        let phases: Vec<String> =
            self.source.document.phases().iter().map(|p| self.source.phase_name(&p.id)).collect();
        let models = title::models(&about.system);
        let mut items = Vec::new();
        if !models.is_empty() {
            items.push(vec![Span::text(format!("Models: {models}"))]);
        }
        items.push(vec![Span::text(format!("Deployment phases: {}", wording::joined(&phases)))]);
        items
    }

    fn threat(&self) -> Vec<Vec<Span>> {
        let mut items = Vec::new();
        if !self.source.options.is_public && !self.pathway.notes.trim().is_empty() {
            items.push(run(&self.pathway.notes));
        }
        items.push(run(&self.nature()));
        let told = self.nodes.iter().filter(|node| !node.statement.trim().is_empty());
        items.extend(told.map(|node| self.of_node(node, &wording::name(&node.statement))));
        items
    }

    /// Whether it arises by itself, and what part the system plays.
    fn nature(&self) -> String {
        let is_seeded = self.links.iter().any(|link| link.intent == Intent::Adversary)
            || self.nodes.iter().any(|n| n.mechanism == Some(Mechanism::ExternalInjection));
        let origin = if is_seeded {
            "Seeded by an adversary outside, then carried on"
        } else {
            "As modelled, no adversary is needed"
        };
        let hosts: Vec<String> = self.hosts().map(|node| self.source.node_name(&node.id)).collect();
        if hosts.is_empty() {
            return format!("{origin}. No host is on the way");
        }
        format!("{origin}. What acts on the misaligned motivation: {}", wording::joined(&hosts))
    }

    fn preconditions(&self) -> Vec<Vec<Span>> {
        let sources = self
            .nodes
            .iter()
            .filter(|node| matches!(node.kind, NodeKind::Origin | NodeKind::Enabler));
        let mut items: Vec<Vec<Span>> = sources
            .map(|node| {
                let kind = wording::node_kind(node.kind).to_lowercase();
                let mechanism =
                    node.mechanism.map(|m| format!(", {}", wording::mechanism(m).to_lowercase()));
                self.of_node(node, &format!("{kind}{}", mechanism.unwrap_or_default()))
            })
            .collect();
        items.extend(self.affordances());
        for link in &self.links {
            let required =
                link.requires.as_ref().and_then(|id| self.source.document.mitigations().get(id));
            if let Some(mitigation) = required {
                items.push(vec![Span::text(format!(
                    "{} exists only where {} is in place",
                    self.source.link_name(link),
                    brief(&mitigation.name)
                ))]);
            }
        }
        items
    }

    /// What each phase newly allows; where the report lists it, that is referred to.
    fn affordances(&self) -> Vec<Vec<Span>> {
        let phases = self.source.document.phases().iter();
        let told = phases.filter_map(|phase| {
            let affordances = sentence_of(&phase.affordances)?;
            let phase = self.source.phase_name(&phase.id);
            Some(vec![Span::text(format!("Affordances in {phase}: {affordances}"))])
        });
        let told: Vec<Vec<Span>> = told.collect();
        if told.is_empty() || !self.source.shows(Section::Scope) {
            return told;
        }
        vec![vec![Span::text("Affordances, phase by phase: "), reference("table-phases", "")]]
    }

    fn steps(&self) -> Vec<Vec<Span>> {
        let step = |link: &&Link| {
            if self.source.is_withheld(&Subject::Link(link.id.clone())) {
                let text = format!("{} (withheld)", self.source.link_name(link));
                return vec![Span::text(text)];
            }
            let mechanism = wording::mechanism(link.mechanism).to_lowercase();
            let intent = match link.intent {
                Intent::Unknown => String::new(),
                known => format!(", {}", wording::intent(known).to_lowercase()),
            };
            let delay = if link.delay.phases() == 1 { ", one phase later" } else { "" };
            vec![
                Span::text(self.source.link_name(link)),
                Span::text(format!(" ({mechanism}{intent}{delay})")),
            ]
        };
        self.links.iter().map(step).chain(self.gap()).collect()
    }

    /// That steps of it are not told.
    fn gap(&self) -> Option<Vec<Span>> {
        let told = self.source.document.report().withheld.as_ref()?;
        let text = "Steps of this pathway are withheld".to_owned();
        told.gaps.contains(&self.pathway.id).then(|| vec![Span::Emphasis(text)])
    }

    fn motivation(&self) -> Vec<Span> {
        let weighed = self.source.document.weighed_hypotheses();
        if self.source.document.hypotheses().is_empty() {
            return run("One neutral hypothesis; no motivation is assumed");
        }
        let words: Vec<String> = weighed
            .iter()
            .map(|(h, weight)| {
                let subject = Subject::Hypothesis(h.id.clone());
                let archetype = match h.archetype {
                    _ if self.source.is_withheld(&subject) => "archetype withheld".to_owned(),
                    Archetype::Unknown => "archetype not known".to_owned(),
                    known => wording::archetype(known).to_lowercase(),
                };
                format!(
                    "{} ({archetype}, weight {})",
                    brief(&h.name),
                    wording::percent_as_given(*weight)
                )
            })
            .collect();
        vec![Span::text(wording::joined(&words))]
    }

    fn hosts(&self) -> impl Iterator<Item = &'a Node> {
        self.nodes.iter().copied().filter(|node| node.kind == NodeKind::Host)
    }

    fn stability(&self) -> Vec<Vec<Span>> {
        let phases = self.source.document.phases();
        let line = |host: &'a Node| {
            let scores: Vec<String> = phases
                .iter()
                .enumerate()
                .map(|(i, phase)| {
                    let name = self.source.phase_name(&phase.id);
                    let Some(held) = host.stability.at(phases, i) else {
                        return format!("{name}: not assessed");
                    };
                    let estimate = &held.score.estimate;
                    let scale = self.source.scale();
                    if held.carried_from.is_some() {
                        let brief = wording::estimate_brief(estimate, Dimension::Stability, scale);
                        return format!("{name}: {brief}, carried forward");
                    }
                    format!("{name}: {}", wording::estimate(estimate, Dimension::Stability, scale))
                })
                .collect();
            self.of_node(host, &scores.join("; "))
        };
        self.hosts().map(line).collect()
    }

    fn of_node(&self, node: &Node, text: &str) -> Vec<Span> {
        vec![Span::strong(self.source.node_name(&node.id)), Span::text(format!(": {text}"))]
    }
}

fn figure() -> Vec<Span> {
    vec![
        Span::text("See "),
        reference("figure-model", "the threat model"),
        Span::text(" and "),
        reference("table-links", "its links"),
        Span::text(". The steps are"),
    ]
}
