//! The first version of the document as it stands in a file: plain types without invariants, one for each thing.
//!
//! Frozen at the first release. Everything optional is left out of a file where it has its default.

mod intake;
mod output;
mod words;

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
    ser::SerializeMap,
};

pub(in crate::formats) use words::{
    Accent, AnnotationKind, Archetype, Basis, Confidence, DistributionShift, EvidenceGrade,
    EvidenceKind, EvidenceOverlap, Grade, Intent, Mechanism, MitigationKind, NodeKind, PhaseKind,
    Reversibility, Severity, Strength,
};

/// What the field `format` of such a file says.
pub(in crate::formats) const FORMAT: &str = "driftline/1";

/// A driftline document: a threat model of how misalignment spreads between AI instances during deployment.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "driftline document")]
pub(in crate::formats) struct Document {
    /// Name and version of this format.
    #[schemars(extend("const" = FORMAT))]
    pub(super) format: String,
    /// Title of the assessment.
    pub(super) title: String,
    /// What it says, in a paragraph.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) summary: String,
    /// Its version, as its authors count.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) version: String,
    /// How far it has come, for example `draft`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) status: String,
    /// The day up to which it takes account of what is known, as `2026-11-01`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) coverage_date: String,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) authors: Vec<String>,
    /// The system under assessment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) system: System,
    /// Deployment phases in order of time; at least one.
    #[schemars(length(min = 1))]
    pub(super) phases: Vec<Phase>,
    /// What can be, carry, or follow from misalignment.
    pub(super) nodes: Vec<Node>,
    /// Single spread steps from node to node.
    pub(super) links: Vec<Link>,
    /// Measures that prevent, detect, limit or undo misalignment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) mitigations: Vec<Mitigation>,
    /// Hypotheses about motivations; none listed means one neutral one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) hypotheses: Vec<Hypothesis>,
    /// Named whole routes from an origin to an outcome.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) pathways: Vec<Pathway>,
    /// The scale of verbal likelihoods that levels refer to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) scale: Option<Scale>,
    /// Named regions that group nodes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) zones: Vec<Zone>,
    /// The evidence register.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) evidence: Vec<Evidence>,
    /// Notes and frames on the canvas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) annotations: Vec<Annotation>,
    /// Views of the canvas to come back to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) bookmarks: Vec<Bookmark>,
}

/// The id of an element: given once, never changed or reused, unique within its kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct IdText(pub(super) String);

/// A number from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Chance(pub(super) f64);

/// A finite number of at least 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Amount(pub(super) f64);

/// The system under assessment.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct System {
    /// What it is called.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) name: String,
    /// Who develops it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) developer: String,
    /// The models that it runs on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) models: Vec<ModelVersion>,
    /// What it is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) description: String,
}

/// A model in one version.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelVersion {
    /// What it is called.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) name: String,
    /// Which version.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) version: String,
    /// Whether it is deployed only inside its developer.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) internal_only: bool,
}

/// One stretch of deployment with its own exposure and its own scores.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Phase {
    /// Its id.
    pub(super) id: IdText,
    /// What people call it.
    pub(super) name: String,
    /// What sort of deployment it is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) kind: PhaseKind,
    /// How long it lasts, in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) days: Option<Amount>,
    /// How much the system is used in it, in `exposure_unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) exposure: Option<Amount>,
    /// The unit of `exposure`, for example `agent runs`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) exposure_unit: String,
    /// How far its inputs differ from those of the phase before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) distribution_shift: Option<DistributionShift>,
    /// How far earlier evidence covers its inputs and affordances.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) evidence_overlap: Option<EvidenceOverlap>,
    /// What the system can newly do or reach.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) affordances: String,
    /// Anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) notes: String,
}

/// Something that is misaligned or not at the end of a phase; misaligned is bad for every kind.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Node {
    /// Its id.
    pub(super) id: IdText,
    /// What people call it.
    pub(super) name: String,
    /// What being misaligned means for it.
    pub(super) kind: NodeKind,
    /// The mechanism by which it arises or carries, if it has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) mechanism: Option<Mechanism>,
    /// How many of the links into it must carry for spread to reach it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) gate: Gate,
    /// What being misaligned means, in words.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) statement: String,
    /// Probability that it is misaligned before the first phase; 0 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) initially_misaligned: Option<Score>,
    /// Probability per phase that it does not turn misaligned by itself.
    #[serde(default, skip_serializing_if = "Series::is_empty")]
    pub(super) stability: Series,
    /// Probability per phase that it stays misaligned from the phase before.
    #[serde(default, skip_serializing_if = "Series::is_empty")]
    pub(super) persistence: Series,
    /// The zone that it lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) zone: Option<IdText>,
    /// The top left corner of its card; laid out on its own where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) position: Option<Position>,
    /// Whether layouts leave it where it stands.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) pinned: bool,
    /// Its color, if it has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) accent: Option<Accent>,
    /// How many instances the pool has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) instances: Option<u64>,
    /// How bad it is when it happens, for outcomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) severity: Option<Severity>,
    /// Free labels, for example codes of a taxonomy: `mit:7.1`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
    /// Evidence about the node as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) evidence: Vec<IdText>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) notes: String,
}

/// How many of the links into a node must carry for spread to reach it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Gate {
    /// At least one.
    #[default]
    Any,
    /// Every one that exists.
    All,
    /// At least this many.
    AtLeast(#[schemars(range(min = 1, max = 4_294_967_295_u32))] u64),
}

/// A place on the canvas, in canvas units.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Position {
    /// To the right.
    pub(super) x: f64,
    /// Downwards.
    pub(super) y: f64,
}

/// One probability as it was judged.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Estimate {
    /// A number without stated uncertainty.
    Point(Chance),
    /// The 5th, 50th and 95th percentile of belief, 0 < low ≤ best ≤ high < 1.
    Range {
        /// The 5th percentile.
        low: Chance,
        /// The median.
        best: Chance,
        /// The 95th percentile.
        high: Chance,
    },
    /// The name of a band of the document's scale; on stability it names a band of 1 − stability.
    Level(String),
}

/// An estimate with the reasons for it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Score {
    /// The number.
    pub(super) estimate: Estimate,
    /// Why this number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) rationale: String,
    /// How good the evidence is; never mixed into the likelihood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) confidence: Option<Confidence>,
    /// The evidence that it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) evidence: Vec<IdText>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) basis: Option<Basis>,
}

/// Scores by phase id, in the order of the file and with repeated keys kept, so that they can be refused.
#[derive(Clone, Debug, Default)]
pub(super) struct Series(pub(super) Vec<(String, Score)>);

/// One spread step.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    /// Its id.
    pub(super) id: IdText,
    /// Id of the node that it starts from.
    pub(super) from: IdText,
    /// Id of the node that it leads to.
    pub(super) to: IdText,
    /// How it spreads.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) mechanism: Mechanism,
    /// Whether anybody means it to spread.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) intent: Intent,
    /// Probability per phase that it passes misalignment on, given that its source is misaligned.
    #[serde(default, skip_serializing_if = "Series::is_empty")]
    pub(super) likelihood: Series,
    /// 0 to read the source in the same phase, 1 to read it in the phase before.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(range(max = 1))]
    pub(super) delay_phases: u64,
    /// The mitigation without which the link does not exist (dual use).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) requires: Option<IdText>,
    /// Points that its line passes on the canvas, from source to target.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) bends: Vec<Position>,
    /// Its color, if it has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) accent: Option<Accent>,
    /// Evidence about the link as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) evidence: Vec<IdText>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) notes: String,
}

/// A measure that works, or fails, in a phase as one whole for all that it covers.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Mitigation {
    /// Its id.
    pub(super) id: IdText,
    /// What people call it.
    pub(super) name: String,
    /// What it mainly does.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) kind: MitigationKind,
    /// How strong it is judged to be.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) strength: Strength,
    /// Whether it is in place.
    #[serde(default = "enabled_by_default", skip_serializing_if = "is_true")]
    pub(super) enabled: bool,
    /// Probability per phase that it does its job.
    #[serde(default, skip_serializing_if = "Series::is_empty")]
    pub(super) effectiveness: Series,
    /// Nodes whose emergence it stops while it works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) prevents: Vec<IdText>,
    /// Nodes whose misalignment it does not let persist while it works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) restores: Vec<IdText>,
    /// Links that it closes while it works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) blocks: Vec<IdText>,
    /// Nodes that, misaligned in this or the previous phase, stop it from working.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) undermined_by: Vec<IdText>,
    /// What it costs, in units of the authors' choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cost: Option<Amount>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) owner: String,
    /// What it does not cover.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) limitations: String,
    /// Its code in the MIT mitigation taxonomy, for example `3.5`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) mit_code: String,
    /// Evidence that it works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) evidence: Vec<IdText>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) notes: String,
}

/// One hypothesis about motivations.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Hypothesis {
    /// Its id.
    pub(super) id: IdText,
    /// What people call it.
    pub(super) name: String,
    /// Which family of motivations it belongs to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) archetype: Archetype,
    /// Its weight; weights are normalized to 1 over the document.
    pub(super) weight: Amount,
    /// Shift in log-odds of 1 − stability.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) emergence_shift: f64,
    /// Shift in log-odds of the likelihood of links.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) spread_shift: f64,
    /// Shift in log-odds of persistence.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) persistence_shift: f64,
    /// Anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) notes: String,
}

/// A named whole route of links, as risk reports use the word.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Pathway {
    /// Its id.
    pub(super) id: IdText,
    /// What people call it.
    pub(super) name: String,
    /// Its links, in the order in which the story is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) links: Vec<IdText>,
    /// Id of the node that it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) outcome: Option<IdText>,
    /// How often the opportunity arises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) frequency: Option<Grade>,
    /// How complex it is to carry through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) complexity: Option<Grade>,
    /// How bad it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) severity: Option<Severity>,
    /// How hard it is to undo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reversibility: Option<Reversibility>,
    /// How it would be noticed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) detection: String,
    /// Anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) notes: String,
}

/// A scale of verbal likelihoods.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scale {
    /// What it is called.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) name: String,
    /// Its bands in the order in which they are offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) bands: Vec<Band>,
}

/// One verbal term with the probabilities that it stands for.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Band {
    /// The term, for example `unlikely`; unique within the scale.
    pub(super) level: String,
    /// Lower end.
    pub(super) low: Chance,
    /// The value that central results use; the logit midpoint where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) best: Option<Chance>,
    /// Upper end.
    pub(super) high: Chance,
}

/// A named region that groups nodes.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Zone {
    /// Its id.
    pub(super) id: IdText,
    /// What people call it.
    pub(super) name: String,
    /// Its color, if it has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) accent: Option<Accent>,
    /// Whether it is shown as one box in place of its nodes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) collapsed: bool,
}

/// A note or a frame on the canvas.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Annotation {
    /// Its id.
    pub(super) id: IdText,
    /// What it looks like.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) kind: AnnotationKind,
    /// The text of a note, the title of a frame.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) text: String,
    /// Its top left corner.
    pub(super) position: Position,
    /// From left to right, in canvas units; above 0.
    pub(super) width: f64,
    /// From top to bottom, in canvas units; above 0.
    pub(super) height: f64,
    /// Its color, if it has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) accent: Option<Accent>,
}

/// A view of the canvas to come back to.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Bookmark {
    /// What people call it.
    pub(super) name: String,
    /// The middle of what is seen.
    pub(super) center: Position,
    /// Screen points for each canvas unit; above 0.
    pub(super) zoom: f64,
}

/// One piece of evidence.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Evidence {
    /// Its id.
    pub(super) id: IdText,
    /// What it is called.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) title: String,
    /// What sort of evidence it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<EvidenceKind>,
    /// How near it comes to the real thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) grade: Option<EvidenceGrade>,
    /// Where it can be found: a URL, a DOI or the name of a document.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) source: String,
    /// Where in the source: section, page, table.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) locator: String,
    /// When it was published or observed, as `2026-08-01`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) date: String,
    /// What it shows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) finding: String,
    /// What it does not show.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) limits: String,
}

impl Series {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Series {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (phase, score) in &self.0 {
            map.serialize_entry(phase, score)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Series {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(SeriesVisitor)
    }
}

struct SeriesVisitor;

impl<'de> Visitor<'de> for SeriesVisitor {
    type Value = Series;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map from phase id to score")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Series, A::Error> {
        let mut scores = Vec::new();
        while let Some(entry) = map.next_entry()? {
            scores.push(entry);
        }
        Ok(Series(scores))
    }
}

impl JsonSchema for Series {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Series".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Scores by phase id, in the order of the phases; a phase without one takes that of the last earlier phase that has one.",
            "type": "object",
            "propertyNames": generator.subschema_for::<IdText>(),
            "additionalProperties": generator.subschema_for::<Score>(),
        })
    }
}

impl JsonSchema for IdText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The id of an element: given once, never changed or reused, unique within its kind.",
            "type": "string",
            "pattern": "^[a-z0-9-]{1,120}$",
        })
    }
}

impl JsonSchema for Chance {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Probability".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "A probability.", "type": "number", "minimum": 0, "maximum": 1 })
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "A finite number of at least 0.", "type": "number", "minimum": 0 })
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_true(value: &bool) -> bool {
    *value
}

fn enabled_by_default() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_zero(value: &f64) -> bool {
    value.abs() <= 0.0
}
