//! How likely and how bad a pathway is, with and without mitigations.

use super::Route;
use crate::{
    analysis::Analysis,
    model::{Basis, Node, Phase, Score},
    report::{
        Section,
        block::Span,
        content::{band, brief, counted, in_phase, reference, run},
        wording,
    },
};

impl<'a> Route<'a> {
    pub(super) fn opportunity(&self) -> Vec<Span> {
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
        let mut text = wording::sentence_case(&wording::joined(&told));
        if exposure.is_empty() || text.is_empty() {
            return run(&text);
        }
        if self.source.shows(Section::Scope) {
            return vec![
                Span::text(format!("{text}. Exposure, phase by phase: ")),
                reference("table-phases", ""),
            ];
        }
        text = format!("{text}. Exposure: {}", exposure.join("; "));
        vec![Span::text(text)]
    }

    pub(super) fn outcome(&self) -> Option<&'a Node> {
        self.source.document.nodes().get(self.pathway.outcome.as_ref()?)
    }

    pub(super) fn likelihood(&self) -> Vec<Vec<Span>> {
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
    pub(super) fn alone(&self) -> Option<Vec<Span>> {
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
    pub(super) fn spread(&self, outcome: &Node) -> String {
        let found = self.source.uncertainty();
        let bands = found.and_then(|found| found.nodes.get(&outcome.id)?.ever.last());
        bands.map(|of| format!("; 5 to 95 % of draws: {}", band(of))).unwrap_or_default()
    }

    /// Where the scores on the way come from.
    pub(super) fn bases(&self) -> String {
        let all: Vec<&Score> = self.scores().collect();
        let kinds = [Basis::Evaluation, Basis::Panel, Basis::Analyst, Basis::Imported].map(Some);
        let by_basis = kinds.into_iter().chain([None]).filter_map(|kind| {
            let count = all.iter().filter(|score| score.basis == kind).count();
            let name = kind.map_or("not stated", wording::basis).to_lowercase();
            (count > 0).then(|| format!("{name} {count}"))
        });
        let told: Vec<String> = by_basis.collect();
        if told.is_empty() {
            return "no score is given on the way".to_owned();
        }
        format!("{} on the way ({})", counted(all.len(), "score"), told.join(", "))
    }

    pub(super) fn severity(&self) -> Vec<Span> {
        let severity = self.pathway.severity.or_else(|| self.outcome()?.severity);
        let parts = [
            severity.map(wording::severity),
            self.pathway.reversibility.map(wording::reversibility),
        ];
        let told: Vec<&str> = parts.into_iter().flatten().collect();
        run(&wording::sentence_case(&told.join(", ").to_lowercase()))
    }

    /// The result as it is and with every mitigation switched off.
    pub(super) fn with_and_without(&self) -> Vec<Vec<Span>> {
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
            let of = |of: &Analysis| of.pooled.nodes.get(&outcome.id)?.ever.last().copied();
            let found = found?;
            Some((outcome, of(self.source.analysis)?, of(&found.altered)?))
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

    pub(super) fn rating(&self) -> Vec<Span> {
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
}

/// `10 000 agent runs in Pilot`, where both are stated.
fn exposure(phase: &Phase) -> Option<String> {
    let amount = wording::decimal(phase.exposure?);
    let unit = brief(&phase.exposure_unit);
    Some(format!("{amount} {unit} in {}", brief(&phase.name)))
}
