//! Each named pathway with the fields that a section of a risk report on one pathway holds.

use super::{
    Block, Dimension, Evidence, Field, Id, Link, Mitigation, Node, NodeKind, Source, Span, Subject,
    evidence::origin, heading, importance, in_phase, limitations, mitigations, paragraph,
    provenance, reference, routes, run, sentence_case, threat_model, title, unscored, wording,
};
use crate::model::{
    Archetype, Basis, Confidence, DistributionShift, EvidenceGrade, EvidenceKind, EvidenceOverlap,
    Gate, Intent, Mechanism, MitigationKind, Pathway, Phase, Score,
};

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
    for pathway in named.into_iter().chain(&routes) {
        let title = name(source, pathway);
        out.push(heading(3, title, format!("pathway-{}", pathway.id)));
        out.push(Block::Fields(Route::of(source, pathway).fields()));
    }
}

/// A pathway's name: its own, as routes that stand in are no part of the document.
fn name(source: &Source<'_>, pathway: &Pathway) -> String {
    match wording::name(&pathway.name) {
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
            Field::list("Looking forward", self.forward()),
            Field::new("Changes and redactions", self.changes()),
        ]
    }

    fn identity(&self) -> Vec<Span> {
        let about = self.source.document.about();
        let authors: Vec<String> = about.authors.iter().map(|a| wording::name(a)).collect();
        let title = name(self.source, self.pathway);
        let parts = [
            ("version ", wording::name(&about.version)),
            ("status ", wording::name(&about.status)),
            ("coverage date ", wording::name(&about.coverage_date)),
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
            "Emerges naturally; no adversary is needed"
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
        let phases = self.source.document.phases().iter();
        for phase in phases.filter(|phase| !phase.affordances.trim().is_empty()) {
            let affordances = wording::name(&phase.affordances);
            items.push(vec![Span::text(format!(
                "Affordances in {}: {affordances}",
                self.source.phase_name(&phase.id)
            ))]);
        }
        for link in &self.links {
            let required =
                link.requires.as_ref().and_then(|id| self.source.document.mitigations().get(id));
            if let Some(mitigation) = required {
                items.push(vec![Span::text(format!(
                    "{} exists only where {} is in place",
                    self.source.link_name(link),
                    wording::name(&mitigation.name)
                ))]);
            }
        }
        items
    }

    fn steps(&self) -> Vec<Vec<Span>> {
        let step = |link: &&Link| {
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
        self.links.iter().map(step).collect()
    }

    fn motivation(&self) -> Vec<Span> {
        let weighed = self.source.document.weighed_hypotheses();
        if self.source.document.hypotheses().is_empty() {
            return run("One neutral hypothesis; no motivation is assumed");
        }
        let words: Vec<String> = weighed
            .iter()
            .map(|(h, weight)| {
                let archetype = match h.archetype {
                    Archetype::Unknown => "archetype not known".to_owned(),
                    known => wording::archetype(known).to_lowercase(),
                };
                format!(
                    "{} ({archetype}, weight {})",
                    wording::name(&h.name),
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

    fn opportunity(&self) -> Vec<Span> {
        let grades =
            [("frequency", self.pathway.frequency), ("complexity", self.pathway.complexity)];
        let told: Vec<String> = grades
            .into_iter()
            .filter_map(|(what, grade)| {
                Some(format!("{} {what}", wording::grade(grade?).to_lowercase()))
            })
            .collect();
        let exposure: Vec<String> =
            self.source.document.phases().iter().filter_map(exposure).collect();
        let mut text = sentence_case(&wording::joined(&told));
        if !exposure.is_empty() && !text.is_empty() {
            text = format!("{text}. Exposure: {}", exposure.join("; "));
        }
        if text.is_empty() { Vec::new() } else { vec![Span::text(text)] }
    }

    fn outcome(&self) -> Option<&'a Node> {
        self.source.document.nodes().get(self.pathway.outcome.as_ref()?)
    }

    fn likelihood(&self) -> Vec<Vec<Span>> {
        let mut items: Vec<Vec<Span>> = self.alone().into_iter().collect();
        let Some(outcome) = self.outcome() else { return items };
        let ever = self.source.analysis.pooled.nodes.get(&outcome.id).map_or(&[][..], |o| &o.ever);
        let Some(last) = ever.last() else { return items };
        let phases = self.source.document.phases().iter().enumerate();
        let by_phase: Vec<String> = phases
            .map(|(i, phase)| {
                format!("{} {}", self.source.phase_name(&phase.id), in_phase(ever, i))
            })
            .collect();
        let term = self.source.term(last).map(|t| format!(" ({t})")).unwrap_or_default();
        items.push(vec![
            Span::text("By this pathway or any other: "),
            Span::strong(self.source.node_name(&outcome.id)),
            Span::text(" is reached by the end of "),
            Span::text(self.source.horizon()),
            Span::text(" with probability "),
            Span::strong(wording::figure(last)),
            Span::text(format!(
                "{term}{}. By the end of: {}",
                self.spread(outcome),
                by_phase.join("; ")
            )),
        ]);
        items.push(run(&format!(
            "Basis: {}. Method: {}",
            self.bases(),
            wording::method(self.source.analysis.method).to_lowercase()
        )));
        items
    }

    /// The pathway for itself.
    fn alone(&self) -> Option<Vec<Span>> {
        let along = self.source.depths.pathways.get(&self.pathway.id)?;
        let last = along.as_is.ever.last()?;
        let term = self.source.term(last).map(|t| format!(" ({t})")).unwrap_or_default();
        Some(vec![
            Span::text("By this pathway alone: misalignment runs along all of it by the end of "),
            Span::text(self.source.horizon()),
            Span::text(" with probability "),
            Span::strong(wording::figure(last)),
            Span::text(format!(
                "{term}. Pathways that share links overlap, so these do not add up"
            )),
        ])
    }

    /// What uncertain scores make of the probability of an outcome.
    fn spread(&self, outcome: &Node) -> String {
        let found = self.source.depths.uncertainty.as_ref();
        let bands = found.and_then(|found| found.nodes.get(&outcome.id)?.ever.last());
        bands.map(|of| format!("; 5 to 95 % of draws: {}", super::band(of))).unwrap_or_default()
    }

    /// Where the scores on the way come from.
    fn bases(&self) -> String {
        let all: Vec<&Score> = self.scores().collect();
        let kinds = [Basis::Evaluation, Basis::Panel, Basis::Analyst, Basis::Imported].map(Some);
        let counted = kinds.into_iter().chain([None]).filter_map(|kind| {
            let count = all.iter().filter(|score| score.basis == kind).count();
            let name = kind.map_or("not stated", wording::basis).to_lowercase();
            (count > 0).then(|| format!("{name} {count}"))
        });
        let counted: Vec<String> = counted.collect();
        if counted.is_empty() {
            return "no score is given on the way".to_owned();
        }
        format!("{} on the way ({})", super::counted(all.len(), "score"), counted.join(", "))
    }

    fn severity(&self) -> Vec<Span> {
        let severity = self.pathway.severity.or_else(|| self.outcome()?.severity);
        let parts = [
            severity.map(wording::severity),
            self.pathway.reversibility.map(wording::reversibility),
        ];
        let told: Vec<&str> = parts.into_iter().flatten().collect();
        run(&sentence_case(&told.join(", ").to_lowercase()))
    }

    /// All scores on the way.
    fn scores(&self) -> impl Iterator<Item = &'a Score> {
        let links = self.links.iter().copied().flat_map(|link| link.likelihood.iter());
        let series = |node: &'a Node| node.stability.iter().chain(node.persistence.iter());
        let nodes = self.nodes.iter().copied().flat_map(series);
        links.chain(nodes).map(|(_, score)| score)
    }

    fn confidence(&self) -> Vec<Span> {
        let mut counts = [(Confidence::Low, 0), (Confidence::Moderate, 0), (Confidence::High, 0)];
        let mut unstated = 0_usize;
        for score in self.scores() {
            match counts.iter_mut().find(|(level, _)| Some(*level) == score.confidence) {
                Some((_, n)) => *n += 1,
                None => unstated += 1,
            }
        }
        let mut told: Vec<String> = counts
            .iter()
            .filter(|(_, n)| *n > 0)
            .map(|(level, n)| {
                format!(
                    "{} in {}",
                    wording::confidence(*level).to_lowercase(),
                    super::counted(*n, "score")
                )
            })
            .collect();
        if told.is_empty() {
            return Vec::new();
        }
        if unstated > 0 {
            told.push(format!("not stated in {}", super::counted(unstated, "score")));
        }
        let grades = self.grades();
        let grades = if grades.is_empty() {
            " No graded evidence is cited on the way.".to_owned()
        } else {
            format!(" Evidence grades on the way: {}.", grades.join(", "))
        };
        vec![Span::text(format!(
            "Confidence in the evidence is {}.{grades}",
            wording::joined(&told)
        ))]
    }

    /// The grades of the evidence on the way with their counts, best first.
    fn grades(&self) -> Vec<String> {
        use EvidenceGrade::{E0, E1, E2, E3, E4};
        let cited = self.cited();
        let count = |grade| cited.iter().filter(|e| e.grade == Some(grade)).count();
        let counted = [E4, E3, E2, E1, E0].map(|grade| (grade, count(grade)));
        let present = counted.into_iter().filter(|(_, n)| *n > 0);
        present.map(|(grade, n)| format!("{} ({n})", wording::evidence_grade(grade))).collect()
    }

    /// The evidence that elements on the way cite, in the order of the register.
    fn cited(&self) -> Vec<&'a Evidence> {
        let links = self.links.iter().flat_map(|link| threat_model::link_evidence(link));
        let nodes = self.nodes.iter().flat_map(|node| threat_model::node_evidence(node));
        let ids: Vec<Id<Evidence>> = links.chain(nodes).collect();
        self.source.document.evidence().iter().filter(|e| ids.contains(&e.id)).collect()
    }

    fn mitigating(&self) -> Vec<Vec<Span>> {
        let all = self.source.document.mitigations().iter();
        let acting = all.map(|m| (m, self.effects(m))).filter(|(_, effects)| !effects.is_empty());
        acting.map(|(m, effects)| mitigations::factor(self.source, m, &effects)).collect()
    }

    /// What a mitigation does on this way, in words.
    fn effects(&self, mitigation: &Mitigation) -> Vec<String> {
        let cut = self.links.iter().filter(|link| mitigation.blocks.contains(&link.id));
        let cut: Vec<String> = cut.map(|link| self.source.link_name(link)).collect();
        let among = |ids: &[Id<Node>]| {
            let on_the_way = self.nodes.iter().filter(|node| ids.contains(&node.id));
            on_the_way.map(|node| self.source.node_name(&node.id)).collect::<Vec<_>>()
        };
        let clauses = [
            ("cuts", cut),
            ("stops the emergence of", among(&mitigation.prevents)),
            ("ends the persistence of", among(&mitigation.restores)),
        ];
        let told = clauses.into_iter().filter(|(_, names)| !names.is_empty());
        told.map(|(verb, names)| format!("{verb} {}", wording::joined(&names))).collect()
    }

    fn detection(&self) -> Vec<Vec<Span>> {
        let mut items = Vec::new();
        if !self.pathway.detection.trim().is_empty() {
            items.push(run(&self.pathway.detection));
        }
        let kinds = [MitigationKind::Detect, MitigationKind::Recover];
        for kind in kinds {
            let all = self.source.document.mitigations().iter();
            let names: Vec<String> = all
                .filter(|m| m.kind == kind && m.enabled && !self.effects(m).is_empty())
                .map(|m| wording::name(&m.name))
                .collect();
            let what = if kind == MitigationKind::Detect { "Detecting" } else { "Responding" };
            if !names.is_empty() {
                items.push(vec![Span::text(format!(
                    "{what} on this pathway: {}",
                    wording::joined(&names)
                ))]);
            }
        }
        items
    }

    /// The result as it is and with every mitigation switched off.
    fn with_and_without(&self) -> Vec<Vec<Span>> {
        let mut items = Vec::new();
        let along = self.source.depths.pathways.get(&self.pathway.id);
        let ends = along.and_then(|along| {
            Some((along.as_is.ever.last()?, along.unmitigated.as_ref()?.ever.last()?))
        });
        if let Some((with, without)) = ends {
            items.push(run(&format!(
                "This pathway alone, by the end of {}: {} as it is; {} with every mitigation switched off",
                self.source.horizon(),
                wording::figure(with),
                wording::figure(without)
            )));
        }
        let found = self.source.depths.unmitigated.as_ref();
        let outcome = self.outcome().and_then(|outcome| {
            let of = |of: &crate::analysis::Analysis| {
                of.pooled.nodes.get(&outcome.id)?.ever.last().copied()
            };
            let found = found?;
            Some((outcome, of(&found.baseline)?, of(&found.altered)?))
        });
        if let Some((outcome, with, without)) = outcome {
            items.push(run(&format!(
                "{}, by any pathway: {} as it is; {} with every mitigation switched off",
                self.source.node_name(&outcome.id),
                wording::figure(&with),
                wording::figure(&without)
            )));
        }
        items
    }

    /// The scores on the way whose ranges move the headline most.
    fn forward(&self) -> Vec<Vec<Span>> {
        let nodes = self.nodes.iter().map(|node| Subject::Node(node.id.clone()));
        let links = self.links.iter().map(|link| Subject::Link(link.id.clone()));
        let subjects: Vec<Subject> = nodes.chain(links).collect();
        let swings = self.source.depths.tornado.as_deref().map_or(&[][..], |found| &found[..]);
        let moving = swings.iter().filter(|swing| {
            let (size, error) = (swing.difference.value.abs(), swing.difference.standard_error);
            subjects.contains(&swing.subject) && size > 0.0 && size > 2.0 * error
        });
        let item = |swing: &crate::analysis::Swing| {
            vec![
                Span::text("Evidence on the "),
                Span::strong(lower_case(&importance::score_name(self.source, swing))),
                Span::text(format!(
                    " would narrow most: the headline runs from {} to {} over its range",
                    wording::figure_in_brief(&swing.low),
                    wording::figure_in_brief(&swing.high)
                )),
            ]
        };
        moving.take(SWINGS_MAX).map(item).collect()
    }

    /// The gates on the way say how its steps combine with others.
    fn claims(&self) -> Vec<Span> {
        let gated = self.nodes.iter().filter(|node| node.gate != Gate::Any);
        let told: Vec<String> = gated
            .map(|node| {
                let gate = wording::gate(node.gate).to_lowercase();
                format!("{} needs {gate}", self.source.node_name(&node.id))
            })
            .collect();
        if self.links.is_empty() {
            return Vec::new();
        }
        let gates = if told.is_empty() {
            "Every node on the way is reached by any one inbound link.".to_owned()
        } else {
            format!(
                "{}, counting links from outside this pathway too; every other node is reached by any inbound link.",
                wording::joined(&told)
            )
        };
        vec![Span::text(format!(
            "Conjunctive: all {} have to carry, each in a phase of its own choosing as long as its source stays misaligned. \
             Links open independently of each other, given the motivation hypothesis and what the mitigations do; correlation \
             beyond that is not modelled. {gates}",
            super::counted(self.links.len(), "link")
        ))]
    }

    fn evidence(&self) -> Vec<Vec<Span>> {
        self.cited().into_iter().map(|evidence| self.piece(evidence)).collect()
    }

    fn piece(&self, evidence: &Evidence) -> Vec<Span> {
        let mut spans = vec![self.source.citation(evidence)];
        for (opening, text) in [(": ", &evidence.finding), ("; limits: ", &evidence.limits)] {
            let text = wording::name(text);
            if !text.is_empty() {
                spans.push(Span::text(format!("{opening}{}", text.trim_end_matches('.'))));
            }
        }
        spans
    }

    fn incidents(&self) -> Vec<Vec<Span>> {
        let happened = self.cited().into_iter().filter(|e| e.kind == Some(EvidenceKind::Incident));
        happened
            .map(|evidence| {
                let mut spans = vec![self.source.citation(evidence)];
                let origin = origin(evidence);
                if !origin.is_empty() {
                    spans.push(Span::text(", "));
                    spans.extend(origin);
                }
                spans
            })
            .collect()
    }

    /// Whether the pathway has a likelihood of its own.
    fn separated(&self) -> &'static str {
        if self.source.depths.pathways.contains_key(&self.pathway.id) {
            "The likelihood of the pathway alone leaves out every other way, so it can be less than its share of the outcome."
        } else {
            "The likelihood is that of the outcome over all pathways; the share of this one is not separated."
        }
    }

    fn limitations(&self) -> Vec<Vec<Span>> {
        let mut items = vec![self.separated().to_owned(), limitations::residual(self.source)];
        let nodes = self.nodes.iter().map(|node| Subject::Node(node.id.clone()));
        let links = self.links.iter().map(|link| Subject::Link(link.id.clone()));
        let subjects: Vec<Subject> = nodes.chain(links).collect();
        items.extend(unscored::among(self.source, &subjects));
        items.into_iter().map(|item| vec![Span::text(item)]).collect()
    }

    fn conditions(&self) -> Vec<Vec<Span>> {
        let phases = self.source.document.phases().iter();
        let mut items: Vec<Vec<Span>> = phases
            .filter_map(|phase| condition(self.source, phase))
            .map(|text| vec![Span::text(text)])
            .collect();
        for mitigation in self.source.document.mitigations().iter() {
            let underminers: Vec<String> =
                mitigation.undermined_by.iter().map(|id| self.source.node_name(id)).collect();
            if !underminers.is_empty() && !self.effects(mitigation).is_empty() {
                items.push(vec![Span::text(format!(
                    "{} stops working once misaligned: {}",
                    wording::name(&mitigation.name),
                    wording::joined(&underminers)
                ))]);
            }
        }
        items
    }

    fn rating(&self) -> Vec<Span> {
        let severity = self.severity();
        if severity.is_empty() || self.outcome().is_none() {
            return Vec::new();
        }
        let mut spans = vec![Span::text("Absolute: severity as stated is ")];
        spans.push(Span::text(severity.iter().map(Span::plain).collect::<String>().to_lowercase()));
        spans.push(Span::text(
            ", at the likelihood given above. Marginal and treated-as ratings are not provided.",
        ));
        spans
    }

    fn changes(&self) -> Vec<Span> {
        vec![Span::text(format!(
            "Changes since an earlier version: not provided. Redactions: {}.",
            provenance::redactions(self.source).to_lowercase()
        ))]
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

/// What would end the argument in a phase: evidence that does not reach it, inputs or affordances that are new.
fn condition(source: &Source<'_>, phase: &Phase) -> Option<String> {
    let overlap = match phase.evidence_overlap {
        Some(EvidenceOverlap::None) => {
            Some("earlier evidence does not cover its inputs and affordances")
        }
        Some(EvidenceOverlap::Partial) => {
            Some("earlier evidence covers its inputs and affordances only in part")
        }
        Some(EvidenceOverlap::Full) | None => None,
    };
    let shift = match phase.distribution_shift {
        Some(DistributionShift::Major) => Some("its inputs differ in the main from those before"),
        Some(DistributionShift::Partial) => Some("its inputs differ in part from those before"),
        Some(DistributionShift::None) | None => None,
    };
    let mut reasons: Vec<String> = overlap.into_iter().chain(shift).map(str::to_owned).collect();
    if reasons.is_empty() {
        return None;
    }
    if !phase.affordances.trim().is_empty() {
        reasons.push(format!("it brings new affordances ({})", wording::name(&phase.affordances)));
    }
    Some(format!("{}: {}", source.phase_name(&phase.id), wording::joined(&reasons)))
}

/// `10 000 agent runs in Pilot`, where both are stated.
fn exposure(phase: &Phase) -> Option<String> {
    let amount = wording::decimal(phase.exposure?);
    let unit = wording::name(&phase.exposure_unit);
    Some(format!("{amount} {unit} in {}", wording::name(&phase.name)))
}

/// A text with its first letter in lower case.
fn lower_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
