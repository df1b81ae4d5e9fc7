//! Each named pathway with the fields that a section of a risk report on one pathway holds.

use super::{
    Block, Dimension, Evidence, Field, Id, Link, Mitigation, Node, NodeKind, Source, Span, Subject,
    evidence::origin, heading, in_phase, limitations, mitigations, paragraph, provenance,
    reference, run, threat_model, title, unscored, wording,
};
use crate::model::{
    Archetype, Confidence, DistributionShift, EvidenceGrade, EvidenceKind, EvidenceOverlap, Gate,
    Intent, MitigationKind, Pathway, Phase, Score,
};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    if source.document.pathways().is_empty() {
        out.push(paragraph(run("The document names no pathway")));
        return;
    }
    out.push(paragraph(vec![Span::text(
        "A pathway is a named route from an origin to an outcome. Each is set out under the same headings; where the \
         document holds nothing under a heading, it says so.",
    )]));
    for pathway in source.document.pathways().iter() {
        let title = source.label(&Subject::Pathway(pathway.id.clone()));
        out.push(heading(3, title, format!("pathway-{}", pathway.id)));
        out.push(Block::Fields(Route::of(source, pathway).fields()));
    }
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
            Field::new("Likelihood", self.likelihood()),
            Field::new("Severity and reversibility", self.severity()),
            Field::new("Confidence and evidence grade", self.confidence()),
            Field::list("Mitigating factors", self.mitigating()),
            Field::new("With and without mitigations", Vec::new()),
            Field::list("Detection", self.detection()),
            Field::new("Claims and how they combine", self.claims()),
            Field::list("Evidence", self.evidence()),
            Field::list("Incidents and near misses", self.incidents()),
            Field::new("Dissent and external review", Vec::new()),
            Field::list("Limitations", self.limitations()),
            Field::list("Conditions under which this no longer holds", self.conditions()),
            Field::new("Overall rating", self.rating()),
            Field::new("Looking forward", Vec::new()),
            Field::new("Changes and redactions", self.changes()),
        ]
    }

    fn identity(&self) -> Vec<Span> {
        let about = self.source.document.about();
        let authors: Vec<String> = about.authors.iter().map(|a| wording::name(a)).collect();
        let title = self.source.label(&Subject::Pathway(self.pathway.id.clone()));
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
        let told = self.nodes.iter().filter(|node| !node.statement.trim().is_empty());
        items.extend(told.map(|node| self.of_node(node, &wording::name(&node.statement))));
        items
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

    fn likelihood(&self) -> Vec<Span> {
        let Some(outcome) = self.outcome() else { return Vec::new() };
        let ever = self.source.analysis.pooled.nodes.get(&outcome.id).map_or(&[][..], |o| &o.ever);
        let Some(last) = ever.last() else { return Vec::new() };
        let phases = self.source.document.phases().iter().enumerate();
        let by_phase: Vec<String> = phases
            .map(|(i, phase)| {
                format!("{} by the end of {}", in_phase(ever, i), self.source.phase_name(&phase.id))
            })
            .collect();
        let term = self.source.term(last).map(|t| format!(" ({t})")).unwrap_or_default();
        vec![
            Span::text("Its outcome, "),
            Span::strong(self.source.node_name(&outcome.id)),
            Span::text(", is reached by the end of "),
            Span::text(self.source.horizon()),
            Span::text(" with probability "),
            Span::strong(wording::figure(last)),
            Span::text(format!(
                "{term}, by this pathway or any other. Phase by phase: {}. Basis: the scores of all links and nodes, \
                 {}.",
                by_phase.join("; "),
                wording::method(self.source.analysis.method).to_lowercase()
            )),
        ]
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

    /// The gates on the way say how its steps combine with others.
    fn claims(&self) -> Vec<Span> {
        let gated = self.nodes.iter().filter(|node| node.gate != Gate::Any);
        let told: Vec<String> = gated
            .map(|node| {
                let gate = wording::gate(node.gate).to_lowercase();
                format!("{} needs {gate}", self.source.node_name(&node.id))
            })
            .collect();
        if told.is_empty() {
            return Vec::new();
        }
        vec![Span::text(format!(
            "Within a phase the links of this pathway open independently of each other, given the motivation \
             hypothesis and what the mitigations do. {}, counting links from outside this pathway too; every other \
             node is reached by any inbound link.",
            wording::joined(&told)
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

    fn limitations(&self) -> Vec<Vec<Span>> {
        let mut items = vec![
            "The likelihood is that of the outcome over all pathways; the share of this one is not separated.".to_owned(),
            limitations::residual(self.source),
        ];
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

fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
