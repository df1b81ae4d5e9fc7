//! From the types of the file to the raw parts of a document, with every problem on the way.

use std::{collections::BTreeMap, fmt, num::NonZeroU32};

use super::{
    Amount, Annotation, Band, Bookmark, Chance, Document, Estimate, Gate, Hypothesis, IdText, Link,
    Mitigation, ModelVersion, Node, Pathway, Phase, Position, Report, Scale, Score, SectionText,
    Series, System, Zone,
};
use crate::{
    formats::refusal::Problem,
    model::{self, Parts, Probability},
};

/// What stands in for an id that could not be read, until the document is refused.
const UNREADABLE: &str = "unreadable-id-of-this-file";

impl Document {
    /// The document, or every reason why it is none.
    pub(in crate::formats) fn into_assessment(self) -> Result<model::Assessment, Vec<Problem>> {
        let mut intake = Intake::default();
        let parts = intake.parts(self);
        if intake.found.is_empty() {
            return model::Assessment::new(parts)
                .map_err(|broken| broken.into_iter().map(Problem::from).collect());
        }
        // Stand-ins keep the parts whole, so that the rules can be checked as well.
        let broken = model::rules::violations(&parts);
        let about_the_file = broken.into_iter().filter(|v| !v.sentence.contains(UNREADABLE));
        intake.found.extend(about_the_file.map(Problem::from));
        Err(intake.found)
    }
}

/// Where a value stands, written out only when a problem needs it.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    Root,
    Field(&'a Self, &'static str),
    Item(&'a Self, usize),
    Key(&'a Self, &'a str),
}

impl<'a> Place<'a> {
    pub(super) fn field(&'a self, name: &'static str) -> Self {
        Self::Field(self, name)
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Field(Self::Root, name) => f.write_str(name),
            Self::Field(parent, name) => write!(f, "{parent}.{name}"),
            Self::Item(parent, i) => write!(f, "{parent}[{i}]"),
            Self::Key(parent, key) => write!(f, "{parent}.{key}"),
        }
    }
}

/// Turns plain values into checked ones; what fails is noted and replaced by a stand-in.
#[derive(Default)]
pub(super) struct Intake {
    found: Vec<Problem>,
    unreadable: BTreeMap<String, usize>,
}

impl Intake {
    fn note(&mut self, at: &Place<'_>, sentence: impl fmt::Display) {
        self.found.push(Problem::new(at, sentence));
    }

    fn parts(&mut self, document: Document) -> Parts {
        let root = Place::Root;
        Parts {
            about: model::About {
                title: document.title,
                summary: document.summary,
                version: document.version,
                status: document.status,
                coverage_date: document.coverage_date,
                authors: document.authors,
                system: system(document.system),
            },
            phases: self.list(&root.field("phases"), document.phases, Self::phase),
            nodes: self.list(&root.field("nodes"), document.nodes.into_vec(), Self::node),
            links: self.list(&root.field("links"), document.links.into_vec(), Self::link),
            mitigations: self.list(
                &root.field("mitigations"),
                document.mitigations,
                Self::mitigation,
            ),
            hypotheses: self.list(&root.field("hypotheses"), document.hypotheses, Self::hypothesis),
            pathways: self.list(&root.field("pathways"), document.pathways, Self::pathway),
            scale: document.scale.map(|scale| self.scale(&root.field("scale"), scale)),
            zones: self.list(&root.field("zones"), document.zones, Self::zone),
            evidence: self.list(&root.field("evidence"), document.evidence, Self::evidence),
            annotations: self.list(
                &root.field("annotations"),
                document.annotations,
                Self::annotation,
            ),
            claims: self.list(&root.field("claims"), document.claims, Self::claim),
            questions: self.list(&root.field("questions"), document.questions, Self::question),
            comments: self.list(&root.field("comments"), document.comments, Self::comment),
            criteria: self.list(&root.field("criteria"), document.criteria, Self::criterion),
            reviews: self.list(&root.field("reviews"), document.reviews, Self::review),
            dismissals: document.dismissals.into_iter().map(Into::into).collect(),
            suppressions: self.list(
                &root.field("suppressions"),
                document.suppressions,
                Self::suppression,
            ),
            bookmarks: document.bookmarks.into_iter().map(bookmark).collect(),
            panel: self.panel(&root.field("panel"), document.panel),
            report: self.report(&root.field("report"), document.report),
        }
    }

    pub(super) fn list<A, B>(
        &mut self,
        at: &Place<'_>,
        items: Vec<A>,
        read: impl Fn(&mut Self, &Place<'_>, A) -> B,
    ) -> Vec<B> {
        let each = |(i, item)| read(self, &Place::Item(at, i), item);
        items.into_iter().enumerate().map(each).collect()
    }

    pub(super) fn id<T>(&mut self, at: &Place<'_>, id: &IdText) -> model::Id<T> {
        self.id_text(at, &id.0)
    }

    fn id_text<T>(&mut self, at: &Place<'_>, text: &str) -> model::Id<T> {
        match model::Id::new(text) {
            Ok(id) => id,
            Err(reason) => {
                self.note(at, reason);
                let next = self.unreadable.len();
                let number = *self.unreadable.entry(text.to_owned()).or_insert(next);
                model::Id::from_name(&format!("{UNREADABLE}-{number}"), |_| false)
            }
        }
    }

    pub(super) fn ids<T>(&mut self, at: &Place<'_>, list: Vec<IdText>) -> Vec<model::Id<T>> {
        self.list(at, list, |intake, at, id| intake.id(at, &id))
    }

    fn optional_id<T>(&mut self, at: &Place<'_>, id: Option<IdText>) -> Option<model::Id<T>> {
        id.map(|id| self.id(at, &id))
    }

    pub(super) fn number<T: TryFrom<f64, Error = model::InvalidNumber>>(
        &mut self,
        at: &Place<'_>,
        number: f64,
        stand_in: T,
    ) -> T {
        T::try_from(number).unwrap_or_else(|reason| {
            self.note(at, reason);
            stand_in
        })
    }

    fn chance(&mut self, at: &Place<'_>, chance: Chance) -> Probability {
        self.number(at, chance.0, Probability::ZERO)
    }

    fn phase(&mut self, at: &Place<'_>, phase: Phase) -> model::Phase {
        model::Phase {
            id: self.id(&at.field("id"), &phase.id),
            name: phase.name,
            kind: phase.kind.into(),
            days: amount(phase.days),
            exposure: amount(phase.exposure),
            exposure_unit: phase.exposure_unit,
            distribution_shift: phase.distribution_shift.map(Into::into),
            evidence_overlap: phase.evidence_overlap.map(Into::into),
            affordances: phase.affordances,
            catalog: phase.catalog,
            notes: phase.notes,
        }
    }

    fn node(&mut self, at: &Place<'_>, node: Node) -> model::Node {
        model::Node {
            id: self.id(&at.field("id"), &node.id),
            name: node.name,
            kind: node.kind.into(),
            mechanism: node.mechanism.map(Into::into),
            gate: self.gate(&at.field("gate"), node.gate),
            statement: node.statement,
            initially_misaligned: node
                .initially_misaligned
                .map(|score| self.score(&at.field("initially_misaligned"), score)),
            stability: self.series(&at.field("stability"), node.stability),
            persistence: self.series(&at.field("persistence"), node.persistence),
            zone: self.optional_id(&at.field("zone"), node.zone),
            position: node.position.map(position),
            is_pinned: node.pinned,
            accent: node.accent.map(Into::into),
            instances: node.instances,
            severity: node.severity.map(Into::into),
            catalog: node.catalog,
            tags: node.tags,
            evidence: self.ids(&at.field("evidence"), node.evidence),
            notes: node.notes,
        }
    }

    fn gate(&mut self, at: &Place<'_>, gate: Gate) -> model::Gate {
        let k = match gate {
            Gate::Any => return model::Gate::Any,
            Gate::All => return model::Gate::All,
            Gate::AtLeast(k) => k,
        };
        if let Some(k) = u32::try_from(k).ok().and_then(NonZeroU32::new) {
            return model::Gate::AtLeast(k);
        }
        let most = u32::MAX;
        self.note(
            &at.field("at_least"),
            format!("{k} is no number of links for a gate; use 1 to {most}"),
        );
        model::Gate::Any
    }

    fn link(&mut self, at: &Place<'_>, link: Link) -> model::Link {
        model::Link {
            id: self.id(&at.field("id"), &link.id),
            from: self.id(&at.field("from"), &link.from),
            to: self.id(&at.field("to"), &link.to),
            mechanism: link.mechanism.into(),
            intent: link.intent.into(),
            likelihood: self.series(&at.field("likelihood"), link.likelihood),
            delay: self.delay(&at.field("delay_phases"), link.delay_phases),
            requires: self.optional_id(&at.field("requires"), link.requires),
            bends: link.bends.into_iter().map(position).collect(),
            accent: link.accent.map(Into::into),
            evidence: self.ids(&at.field("evidence"), link.evidence),
            catalog: link.catalog,
            tags: link.tags,
            notes: link.notes,
        }
    }

    fn delay(&mut self, at: &Place<'_>, phases: u64) -> model::Delay {
        match phases {
            0 => model::Delay::SamePhase,
            1 => model::Delay::NextPhase,
            _ => {
                self.note(at, format!("{phases} is no delay; use 0 or 1"));
                model::Delay::SamePhase
            }
        }
    }

    fn mitigation(&mut self, at: &Place<'_>, mitigation: Mitigation) -> model::Mitigation {
        model::Mitigation {
            id: self.id(&at.field("id"), &mitigation.id),
            name: mitigation.name,
            kind: mitigation.kind.into(),
            strength: mitigation.strength.into(),
            enabled: mitigation.enabled,
            effectiveness: self.series(&at.field("effectiveness"), mitigation.effectiveness),
            prevents: self.ids(&at.field("prevents"), mitigation.prevents),
            restores: self.ids(&at.field("restores"), mitigation.restores),
            blocks: self.ids(&at.field("blocks"), mitigation.blocks),
            undermined_by: self.ids(&at.field("undermined_by"), mitigation.undermined_by),
            cost: amount(mitigation.cost),
            owner: mitigation.owner,
            limitations: mitigation.limitations,
            mit_code: mitigation.mit_code,
            catalog: mitigation.catalog,
            tags: mitigation.tags,
            evidence: self.ids(&at.field("evidence"), mitigation.evidence),
            notes: mitigation.notes,
        }
    }

    fn hypothesis(&mut self, at: &Place<'_>, hypothesis: Hypothesis) -> model::Hypothesis {
        let zero = model::Shift::ZERO;
        model::Hypothesis {
            id: self.id(&at.field("id"), &hypothesis.id),
            name: hypothesis.name,
            archetype: hypothesis.archetype.into(),
            weight: self.number(&at.field("weight"), hypothesis.weight.0, model::Weight::ONE),
            emergence_shift: self.number(
                &at.field("emergence_shift"),
                hypothesis.emergence_shift,
                zero,
            ),
            spread_shift: self.number(&at.field("spread_shift"), hypothesis.spread_shift, zero),
            persistence_shift: self.number(
                &at.field("persistence_shift"),
                hypothesis.persistence_shift,
                zero,
            ),
            rationale: hypothesis.rationale,
            evidence: self.ids(&at.field("evidence"), hypothesis.evidence),
            notes: hypothesis.notes,
        }
    }

    fn pathway(&mut self, at: &Place<'_>, pathway: Pathway) -> model::Pathway {
        model::Pathway {
            id: self.id(&at.field("id"), &pathway.id),
            name: pathway.name,
            links: self.ids(&at.field("links"), pathway.links),
            outcome: self.optional_id(&at.field("outcome"), pathway.outcome),
            frequency: pathway.frequency.map(Into::into),
            complexity: pathway.complexity.map(Into::into),
            severity: pathway.severity.map(Into::into),
            reversibility: pathway.reversibility.map(Into::into),
            detection: pathway.detection,
            tags: pathway.tags,
            notes: pathway.notes,
        }
    }

    fn scale(&mut self, at: &Place<'_>, scale: Scale) -> model::Scale {
        model::Scale {
            name: scale.name,
            bands: self.list(&at.field("bands"), scale.bands, Self::band),
        }
    }

    fn band(&mut self, at: &Place<'_>, band: Band) -> model::Band {
        let before = self.found.len();
        let low = self.chance(&at.field("low"), band.low);
        let best = band.best.map(|best| self.chance(&at.field("best"), best));
        let high = self.chance(&at.field("high"), band.high);
        if self.found.len() == before {
            return model::Band { level: band.level, low, best, high };
        }
        // Stand-ins must not look out of order.
        model::Band {
            level: band.level,
            low: Probability::ZERO,
            best: None,
            high: Probability::ONE,
        }
    }

    fn zone(&mut self, at: &Place<'_>, zone: Zone) -> model::Zone {
        model::Zone {
            id: self.id(&at.field("id"), &zone.id),
            name: zone.name,
            accent: zone.accent.map(Into::into),
            is_collapsed: zone.collapsed,
        }
    }

    fn annotation(&mut self, at: &Place<'_>, annotation: Annotation) -> model::Annotation {
        model::Annotation {
            id: self.id(&at.field("id"), &annotation.id),
            kind: annotation.kind.into(),
            text: annotation.text,
            position: position(annotation.position),
            width: annotation.width,
            height: annotation.height,
            accent: annotation.accent.map(Into::into),
        }
    }

    fn report(&mut self, at: &Place<'_>, report: Report) -> model::ReportSettings {
        let text = |text: SectionText| model::SectionText {
            section: text.section.into(),
            title: text.title,
            before: text.before,
            after: text.after,
        };
        let withheld =
            report.withheld.map(|withheld| self.withheld(&at.field("withheld"), withheld));
        model::ReportSettings {
            profile: report.profile.into(),
            order: report.order.into_iter().map(Into::into).collect(),
            sections: report.sections.into_iter().map(text).collect(),
            internal: self.list(&at.field("internal"), report.internal, Self::mark),
            withheld: withheld.map(Box::new),
        }
    }

    fn series(&mut self, at: &Place<'_>, scores: Series) -> model::Series {
        let mut series = model::Series::default();
        for (phase, score) in scores.0 {
            let at = Place::Key(at, &phase);
            let id = self.id_text(&at, &phase);
            let score = self.score(&at, score);
            if series.given(&id).is_some() {
                let sentence = format!("the phase '{phase}' has a score twice; keep one of them");
                self.found.push(Problem::new(at, sentence).at_last_occurrence());
            } else {
                series.set(id, Some(score));
            }
        }
        series
    }

    fn score(&mut self, at: &Place<'_>, score: Score) -> model::Score {
        model::Score {
            estimate: self.estimate(&at.field("estimate"), score.estimate),
            rationale: score.rationale,
            confidence: score.confidence.map(Into::into),
            evidence: self.ids(&at.field("evidence"), score.evidence),
            basis: score.basis.map(Into::into),
        }
    }

    pub(super) fn estimate(&mut self, at: &Place<'_>, estimate: Estimate) -> model::Estimate {
        match estimate {
            Estimate::Point(p) => model::Estimate::Point(self.chance(&at.field("point"), p)),
            Estimate::Range { low, best, high } => {
                self.range(&at.field("range"), [low, best, high])
            }
            Estimate::Level(level) => model::Estimate::Level(level),
            Estimate::Withheld => model::Estimate::Withheld,
        }
    }

    fn range(&mut self, at: &Place<'_>, quantiles: [Chance; 3]) -> model::Estimate {
        let before = self.found.len();
        let [low, best, high] = quantiles;
        let low = self.chance(&at.field("low"), low);
        let best = self.chance(&at.field("best"), best);
        let high = self.chance(&at.field("high"), high);
        match model::Range::new(low, best, high) {
            Ok(range) => return model::Estimate::Range(range),
            Err(reason) if self.found.len() == before => self.note(at, reason),
            Err(_) => {}
        }
        model::Estimate::Point(Probability::ZERO)
    }
}

fn amount(amount: Option<Amount>) -> Option<f64> {
    // `+ 0.0` turns a negative zero into the ordinary one, so that equal numbers have equal bytes.
    amount.map(|amount| amount.0 + 0.0)
}

/// `+ 0.0` as above.
fn position(position: Position) -> model::Position {
    model::Position { x: position.x + 0.0, y: position.y + 0.0 }
}

fn bookmark(bookmark: Bookmark) -> model::Bookmark {
    model::Bookmark { name: bookmark.name, center: position(bookmark.center), zoom: bookmark.zoom }
}

fn system(system: System) -> model::System {
    model::System {
        name: system.name,
        developer: system.developer,
        models: system.models.into_iter().map(model_version).collect(),
        description: system.description,
    }
}

fn model_version(version: ModelVersion) -> model::ModelVersion {
    model::ModelVersion {
        name: version.name,
        version: version.version,
        released: version.released,
        internal_only: version.internal_only,
    }
}
