//! What a pathway rests on, what stands in its way, and what would end the argument.

use super::{Route, SWINGS_MAX};
use crate::{
    analysis::Swing,
    model::{
        Confidence, DistributionShift, Estimate, Evidence, EvidenceGrade, EvidenceKind,
        EvidenceOverlap, Gate, Id, Mitigation, MitigationKind, Node, Phase, Score, Subject,
    },
    report::{
        Section,
        block::{Field, Span},
        content::{
            Source, brief, counted, evidence::origin, importance, limitations, mitigations,
            redactions, reference, run, threat_model, unscored,
        },
        wording,
    },
};

impl<'a> Route<'a> {
    /// All scores on the way.
    pub(super) fn scores(&self) -> impl Iterator<Item = &'a Score> {
        let links = self.links.iter().copied().flat_map(|link| link.likelihood.iter());
        let series = |node: &'a Node| node.stability.iter().chain(node.persistence.iter());
        let nodes = self.nodes.iter().copied().flat_map(series);
        let all = links.chain(nodes).map(|(_, score)| score);
        all.filter(|score| score.estimate != Estimate::Withheld)
    }

    pub(super) fn confidence(&self) -> Vec<Span> {
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
                    counted(*n, "score")
                )
            })
            .collect();
        if told.is_empty() {
            return Vec::new();
        }
        if unstated > 0 {
            told.push(format!("not stated in {}", counted(unstated, "score")));
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
    pub(super) fn grades(&self) -> Vec<String> {
        use EvidenceGrade::{E0, E1, E2, E3, E4};
        let cited = self.cited();
        let count = |grade| cited.iter().filter(|e| e.grade == Some(grade)).count();
        let all = [E4, E3, E2, E1, E0].map(|grade| (grade, count(grade)));
        let present = all.into_iter().filter(|(_, n)| *n > 0);
        present.map(|(grade, n)| format!("{} ({n})", wording::evidence_grade(grade))).collect()
    }

    /// The evidence that elements on the way cite, in the order of the register.
    pub(super) fn cited(&self) -> Vec<&'a Evidence> {
        let links = self.links.iter().flat_map(|link| threat_model::link_evidence(link));
        let nodes = self.nodes.iter().flat_map(|node| threat_model::node_evidence(node));
        let ids: Vec<Id<Evidence>> = links.chain(nodes).collect();
        self.source.document.evidence().iter().filter(|e| ids.contains(&e.id)).collect()
    }

    pub(super) fn mitigating(&self) -> Vec<Vec<Span>> {
        let all = self.source.document.mitigations().iter();
        let acting = all.map(|m| (m, self.effects(m))).filter(|(_, effects)| !effects.is_empty());
        acting.map(|(m, effects)| mitigations::factor(self.source, m, &effects)).collect()
    }

    /// What a mitigation does on this way, in words.
    pub(super) fn effects(&self, mitigation: &Mitigation) -> Vec<String> {
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

    pub(super) fn detection(&self) -> Vec<Vec<Span>> {
        let mut items = Vec::new();
        if !self.pathway.detection.trim().is_empty() {
            items.push(run(&self.pathway.detection));
        }
        let kinds = [MitigationKind::Detect, MitigationKind::Recover];
        for kind in kinds {
            let all = self.source.document.mitigations().iter();
            let names: Vec<String> = all
                .filter(|m| m.kind == kind && m.enabled && !self.effects(m).is_empty())
                .map(|m| brief(&m.name))
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

    /// The scores on the way whose ranges move the headline most.
    pub(super) fn forward(&self) -> Field {
        let nodes = self.nodes.iter().map(|node| Subject::Node(node.id.clone()));
        let links = self.links.iter().map(|link| Subject::Link(link.id.clone()));
        let subjects: Vec<Subject> = nodes.chain(links).collect();
        let swings = self.source.depths.tornado.as_deref().map_or(&[][..], |found| &found[..]);
        let moving = swings.iter().filter(|swing| {
            let (size, error) = (swing.difference.value.abs(), swing.difference.standard_error);
            subjects.contains(&swing.subject) && size > 0.0 && size > 2.0 * error
        });
        let item = |swing: &Swing| {
            vec![
                Span::strong(importance::score_name(self.source, swing)),
                Span::text(format!(
                    ": from {} to {}",
                    wording::figure_in_brief(&swing.low),
                    wording::figure_in_brief(&swing.high)
                )),
            ]
        };
        let items: Vec<Vec<Span>> = moving.take(SWINGS_MAX).map(item).collect();
        let term = "Looking forward".to_owned();
        if items.is_empty() {
            return Field { term, spans: Vec::new(), items };
        }
        let spans = run(
            "Evidence on these scores would narrow the headline most; each is followed by the headline at the two ends of its range",
        );
        Field { term, spans, items }
    }

    /// The gates on the way say how its steps combine with others.
    pub(super) fn claims(&self) -> Vec<Span> {
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
            counted(self.links.len(), "link")
        ))]
    }

    pub(super) fn evidence(&self) -> Vec<Vec<Span>> {
        self.cited().into_iter().map(|evidence| self.piece(evidence)).collect()
    }

    pub(super) fn piece(&self, evidence: &Evidence) -> Vec<Span> {
        let mut spans = self.source.full_citation(evidence);
        if self.source.shows(Section::Evidence) {
            let kind = evidence.kind.map(wording::evidence_kind);
            spans.extend(kind.map(|kind| Span::text(format!(", {}", kind.to_lowercase()))));
            return spans;
        }
        for (opening, text) in [(": ", &evidence.finding), ("; limits: ", &evidence.limits)] {
            let text = wording::name(text);
            if !text.is_empty() {
                spans.push(Span::text(format!("{opening}{}", text.trim_end_matches('.'))));
            }
        }
        spans
    }

    pub(super) fn incidents(&self) -> Vec<Vec<Span>> {
        let happened = self.cited().into_iter().filter(|e| e.kind == Some(EvidenceKind::Incident));
        happened
            .map(|evidence| {
                let mut spans = self.source.full_citation(evidence);
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
    pub(super) fn separated(&self) -> &'static str {
        if self.source.depths.pathways.contains_key(&self.pathway.id) {
            "The likelihood of the pathway alone leaves out every other way, so it can be less than its share of the outcome."
        } else {
            "The likelihood is that of the outcome over all pathways; the share of this one is not separated."
        }
    }

    pub(super) fn limitations(&self) -> Vec<Vec<Span>> {
        let mut items = vec![self.separated().to_owned(), limitations::residual(self.source)];
        let nodes = self.nodes.iter().map(|node| Subject::Node(node.id.clone()));
        let links = self.links.iter().map(|link| Subject::Link(link.id.clone()));
        let subjects: Vec<Subject> = nodes.chain(links).collect();
        items.extend(unscored::among(self.source, &subjects));
        items.into_iter().map(|item| vec![Span::text(item)]).collect()
    }

    pub(super) fn conditions(&self) -> Vec<Vec<Span>> {
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
                    brief(&mitigation.name),
                    wording::joined(&underminers)
                ))]);
            }
        }
        items
    }

    pub(super) fn changes(&self) -> Vec<Span> {
        let mut spans = vec![Span::text("Changes since an earlier version: ")];
        spans.push(match &self.source.log.changes {
            Some(_) => reference(Section::Changelog.id(), "in the changelog"),
            None => Span::text("not provided"),
        });
        spans.push(Span::text(". Redactions: "));
        let mut told = redactions::sentence(self.source);
        if let Some(Span::Text(first)) = told.first_mut() {
            *first = lower_first(first);
        }
        spans.extend(told);
        spans.push(Span::text("."));
        spans
    }
}

/// A text with its first letter in lower case.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
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
    let affordances = wording::name(&phase.affordances);
    if !affordances.is_empty() {
        // They are long, and one table of the report tells them all.
        reasons.push(if source.shows(Section::Scope) {
            "it brings new affordances".to_owned()
        } else {
            format!("it brings new affordances ({})", affordances.trim_end_matches('.'))
        });
    }
    Some(format!("{}: {}", source.phase_name(&phase.id), wording::joined(&reasons)))
}
