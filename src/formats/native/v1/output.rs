//! From the document in memory to the types of the file.

use std::ops::Range;

use super::{
    Amount, Annotation, Band, Bookmark, Chance, Claim, Comment, Criterion, Dismissal, Document,
    Estimate, Evidence, FORMAT, Gate, Hypothesis, IdText, Link, Mark, Mitigation, ModelVersion,
    Node, Panel, Pathway, Phase, Position, Question, Report, Review, Rows, Scale, Score,
    SectionText, Series, Suppression, System, Withheld, Zone,
};
use crate::model;

type Phases = model::Table<model::Phase>;

impl From<&model::Assessment> for Document {
    fn from(document: &model::Assessment) -> Self {
        let about = document.about();
        let phases = document.phases();
        Self {
            format: FORMAT.to_owned(),
            title: about.title.clone(),
            summary: about.summary.clone(),
            version: about.version.clone(),
            status: about.status.clone(),
            coverage_date: about.coverage_date.clone(),
            authors: about.authors.clone(),
            system: system(&about.system),
            phases: phases.iter().map(phase).collect(),
            nodes: Rows::of(document.nodes(), {
                let phases = phases.clone();
                move |e| node(e, &phases)
            }),
            links: Rows::of(document.links(), {
                let phases = phases.clone();
                move |e| link(e, &phases)
            }),
            mitigations: document.mitigations().iter().map(|e| mitigation(e, phases)).collect(),
            hypotheses: document.hypotheses().iter().map(hypothesis).collect(),
            pathways: document.pathways().iter().map(pathway).collect(),
            scale: document.scale().map(scale),
            zones: document.zones().iter().map(zone).collect(),
            evidence: document.evidence().iter().map(Evidence::of).collect(),
            annotations: document.annotations().iter().map(annotation).collect(),
            claims: document.claims().iter().map(Claim::of).collect(),
            questions: document.questions().iter().map(Question::of).collect(),
            comments: document.comments().iter().map(Comment::of).collect(),
            criteria: document.criteria().iter().map(Criterion::of).collect(),
            reviews: document.reviews().iter().map(Review::of).collect(),
            dismissals: document.dismissals().iter().map(Dismissal::of).collect(),
            suppressions: document.suppressions().iter().map(Suppression::of).collect(),
            bookmarks: document.bookmarks().iter().map(bookmark).collect(),
            panel: Panel::of(document.panel()),
            report: report(document.report()),
        }
    }
}

impl Document {
    /// All of a document but its nodes and links.
    pub(in crate::formats) fn without_rows(document: &model::Assessment) -> Self {
        let (nodes, links) = (Rows::Read(Vec::new()), Rows::Read(Vec::new()));
        Self { nodes, links, ..Self::from(document) }
    }

    /// These nodes and links of a document, by their places, and nothing else of it.
    pub(in crate::formats) fn of_rows(
        document: &model::Assessment,
        nodes: Range<usize>,
        links: Range<usize>,
    ) -> Self {
        let phases = document.phases();
        let nodes = nodes.filter_map(|place| document.nodes().at(place));
        let links = links.filter_map(|place| document.links().at(place));
        Self {
            nodes: Rows::Read(nodes.map(|e| node(e, phases)).collect()),
            links: Rows::Read(links.map(|e| link(e, phases)).collect()),
            ..Self::from(&model::Assessment::blank(""))
        }
    }
}

pub(super) fn id<T>(id: &model::Id<T>) -> IdText {
    IdText(id.as_str().to_owned())
}

pub(super) fn ids<T>(list: &[model::Id<T>]) -> Vec<IdText> {
    list.iter().map(id).collect()
}

fn chance(p: model::Probability) -> Chance {
    Chance(p.get())
}

/// `+ 0.0` turns a negative zero into the ordinary one, so that equal documents have equal bytes.
fn amount(amount: f64) -> Amount {
    Amount(amount + 0.0)
}

fn report(settings: &model::ReportSettings) -> Report {
    let text = |text: &model::SectionText| SectionText {
        section: text.section.into(),
        title: text.title.clone(),
        before: text.before.clone(),
        after: text.after.clone(),
    };
    Report {
        profile: settings.profile.into(),
        order: settings.order.iter().map(|section| (*section).into()).collect(),
        sections: settings.sections.iter().map(text).collect(),
        internal: settings.internal.iter().filter_map(Mark::of).collect(),
        withheld: settings.withheld.as_deref().map(Withheld::of),
    }
}

fn system(system: &model::System) -> System {
    System {
        name: system.name.clone(),
        developer: system.developer.clone(),
        models: system.models.iter().map(model_version).collect(),
        description: system.description.clone(),
    }
}

fn model_version(version: &model::ModelVersion) -> ModelVersion {
    ModelVersion {
        name: version.name.clone(),
        version: version.version.clone(),
        released: version.released.clone(),
        internal_only: version.internal_only,
    }
}

fn phase(phase: &model::Phase) -> Phase {
    Phase {
        id: id(&phase.id),
        name: phase.name.clone(),
        kind: phase.kind.into(),
        days: phase.days.map(amount),
        exposure: phase.exposure.map(amount),
        exposure_unit: phase.exposure_unit.clone(),
        distribution_shift: phase.distribution_shift.map(Into::into),
        evidence_overlap: phase.evidence_overlap.map(Into::into),
        affordances: phase.affordances.clone(),
        catalog: phase.catalog.clone(),
        notes: phase.notes.clone(),
    }
}

fn node(node: &model::Node, phases: &Phases) -> Node {
    Node {
        id: id(&node.id),
        name: node.name.clone(),
        kind: node.kind.into(),
        mechanism: node.mechanism.map(Into::into),
        gate: gate(node.gate),
        statement: node.statement.clone(),
        initially_misaligned: node.initially_misaligned.as_ref().map(score),
        stability: series(&node.stability, phases),
        persistence: series(&node.persistence, phases),
        zone: node.zone.as_ref().map(id),
        position: node.position.map(position),
        pinned: node.is_pinned,
        accent: node.accent.map(Into::into),
        instances: node.instances,
        severity: node.severity.map(Into::into),
        catalog: node.catalog.clone(),
        tags: node.tags.clone(),
        evidence: ids(&node.evidence),
        notes: node.notes.clone(),
    }
}

fn gate(gate: model::Gate) -> Gate {
    match gate {
        model::Gate::Any => Gate::Any,
        model::Gate::All => Gate::All,
        model::Gate::AtLeast(k) => Gate::AtLeast(k.get().into()),
    }
}

fn link(link: &model::Link, phases: &Phases) -> Link {
    Link {
        id: id(&link.id),
        from: id(&link.from),
        to: id(&link.to),
        mechanism: link.mechanism.into(),
        intent: link.intent.into(),
        likelihood: series(&link.likelihood, phases),
        delay_phases: link.delay.phases().into(),
        requires: link.requires.as_ref().map(id),
        bends: link.bends.iter().copied().map(position).collect(),
        accent: link.accent.map(Into::into),
        evidence: ids(&link.evidence),
        catalog: link.catalog.clone(),
        tags: link.tags.clone(),
        notes: link.notes.clone(),
    }
}

fn mitigation(mitigation: &model::Mitigation, phases: &Phases) -> Mitigation {
    Mitigation {
        id: id(&mitigation.id),
        name: mitigation.name.clone(),
        kind: mitigation.kind.into(),
        strength: mitigation.strength.into(),
        enabled: mitigation.enabled,
        effectiveness: series(&mitigation.effectiveness, phases),
        prevents: ids(&mitigation.prevents),
        restores: ids(&mitigation.restores),
        blocks: ids(&mitigation.blocks),
        undermined_by: ids(&mitigation.undermined_by),
        cost: mitigation.cost.map(amount),
        owner: mitigation.owner.clone(),
        limitations: mitigation.limitations.clone(),
        mit_code: mitigation.mit_code.clone(),
        catalog: mitigation.catalog.clone(),
        tags: mitigation.tags.clone(),
        evidence: ids(&mitigation.evidence),
        notes: mitigation.notes.clone(),
    }
}

fn hypothesis(hypothesis: &model::Hypothesis) -> Hypothesis {
    Hypothesis {
        id: id(&hypothesis.id),
        name: hypothesis.name.clone(),
        archetype: hypothesis.archetype.into(),
        weight: Amount(hypothesis.weight.get()),
        emergence_shift: hypothesis.emergence_shift.get(),
        spread_shift: hypothesis.spread_shift.get(),
        persistence_shift: hypothesis.persistence_shift.get(),
        rationale: hypothesis.rationale.clone(),
        evidence: ids(&hypothesis.evidence),
        notes: hypothesis.notes.clone(),
    }
}

fn pathway(pathway: &model::Pathway) -> Pathway {
    Pathway {
        id: id(&pathway.id),
        name: pathway.name.clone(),
        links: ids(&pathway.links),
        outcome: pathway.outcome.as_ref().map(id),
        frequency: pathway.frequency.map(Into::into),
        complexity: pathway.complexity.map(Into::into),
        severity: pathway.severity.map(Into::into),
        reversibility: pathway.reversibility.map(Into::into),
        detection: pathway.detection.clone(),
        tags: pathway.tags.clone(),
        notes: pathway.notes.clone(),
    }
}

fn scale(scale: &model::Scale) -> Scale {
    let band = |band: &model::Band| Band {
        level: band.level.clone(),
        low: chance(band.low),
        best: band.best.map(chance),
        high: chance(band.high),
    };
    Scale { name: scale.name.clone(), bands: scale.bands.iter().map(band).collect() }
}

fn zone(zone: &model::Zone) -> Zone {
    Zone {
        id: id(&zone.id),
        name: zone.name.clone(),
        accent: zone.accent.map(Into::into),
        collapsed: zone.is_collapsed,
    }
}

/// `+ 0.0` as for amounts.
fn position(position: model::Position) -> Position {
    Position { x: position.x + 0.0, y: position.y + 0.0 }
}

fn annotation(annotation: &model::Annotation) -> Annotation {
    Annotation {
        id: id(&annotation.id),
        kind: annotation.kind.into(),
        text: annotation.text.clone(),
        position: position(annotation.position),
        width: annotation.width,
        height: annotation.height,
        accent: annotation.accent.map(Into::into),
    }
}

fn bookmark(bookmark: &model::Bookmark) -> Bookmark {
    Bookmark { name: bookmark.name.clone(), center: position(bookmark.center), zoom: bookmark.zoom }
}

fn series(series: &model::Series, phases: &Phases) -> Series {
    let entry = |(id, given): (&model::Id<_>, &_)| (id.as_str().to_owned(), score(given));
    Series(series.in_phase_order(phases).map(entry).collect())
}

fn score(score: &model::Score) -> Score {
    Score {
        estimate: estimate(&score.estimate),
        rationale: score.rationale.clone(),
        confidence: score.confidence.map(Into::into),
        evidence: ids(&score.evidence),
        basis: score.basis.map(Into::into),
    }
}

pub(super) fn estimate(estimate: &model::Estimate) -> Estimate {
    match estimate {
        model::Estimate::Point(p) => Estimate::Point(chance(*p)),
        model::Estimate::Range(range) => Estimate::Range {
            low: chance(range.low()),
            best: chance(range.best()),
            high: chance(range.high()),
        },
        model::Estimate::Level(level) => Estimate::Level(level.clone()),
        model::Estimate::Withheld => Estimate::Withheld,
    }
}
