//! The first version of the document as it stands in a file: plain types without invariants, one for each thing.
//!
//! Frozen at the first release. Everything optional is left out of a file where it has its default.

mod argument;
mod evidence;
mod graph;
mod intake;
mod marks;
mod number;
mod output;
mod panel;
mod rows;
mod score;
pub(in crate::formats) mod words;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use argument::{Claim, Comment, Criterion, Dismissal, Question, Review, Suppression};
use evidence::Evidence;
use graph::{Annotation, Bookmark, Gate, Link, Node, Position, Zone};
use marks::{Mark, Withheld};
use number::{Amount, Chance, IdText};
use panel::Panel;
use rows::Rows;
use score::{Estimate, Score, Series};
pub(in crate::formats) use words::{
    Accent, AnnotationKind, Archetype, Basis, Confidence, DistributionShift, EvidenceGrade,
    EvidenceKind, EvidenceOverlap, Grade, Intent, Mechanism, MitigationKind, NodeKind, PhaseKind,
    Reversibility, Severity, Strength,
};
use words::{
    Aggregation, Axis, Dimension, PoolingRule, Profile, Protocol, QuestionKind, RoundState,
    Section, Sort, Treatment,
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
    format: String,
    /// Title of the assessment.
    title: String,
    /// What it says, in a paragraph.
    #[serde(default, skip_serializing_if = "is_default")]
    summary: String,
    /// Its version, as its authors count.
    #[serde(default, skip_serializing_if = "is_default")]
    version: String,
    /// How far it has come, for example `draft`.
    #[serde(default, skip_serializing_if = "is_default")]
    status: String,
    /// The day up to which it takes account of what is known, as `2026-11-01`.
    #[serde(default, skip_serializing_if = "is_default")]
    coverage_date: String,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "is_default")]
    authors: Vec<String>,
    /// The system under assessment.
    #[serde(default, skip_serializing_if = "is_default")]
    system: System,
    /// Deployment phases in order of time; at least one.
    #[schemars(length(min = 1))]
    phases: Vec<Phase>,
    /// What can be, carry, or follow from misalignment.
    nodes: Rows<Node>,
    /// Single spread steps from node to node.
    links: Rows<Link>,
    /// Measures that prevent, detect, limit or undo misalignment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mitigations: Vec<Mitigation>,
    /// Hypotheses about motivations; none listed means one neutral one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    hypotheses: Vec<Hypothesis>,
    /// Named whole routes from an origin to an outcome.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pathways: Vec<Pathway>,
    /// The scale of verbal likelihoods that levels refer to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scale: Option<Scale>,
    /// Named regions that group nodes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    zones: Vec<Zone>,
    /// The evidence register.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<Evidence>,
    /// Notes and frames on the canvas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    annotations: Vec<Annotation>,
    /// Claims of the argument, in the order in which they are told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    claims: Vec<Claim>,
    /// Open questions and tensions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    questions: Vec<Question>,
    /// Comments on elements and scores.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    comments: Vec<Comment>,
    /// Criteria by which published reports are reviewed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    criteria: Vec<Criterion>,
    /// Reviews of published reports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reviews: Vec<Review>,
    /// Mechanisms of the catalog that do not apply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    dismissals: Vec<Dismissal>,
    /// Findings of checks that stand on purpose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
    /// Views of the canvas to come back to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bookmarks: Vec<Bookmark>,
    /// What a panel was asked and said.
    #[serde(default, skip_serializing_if = "Panel::is_empty")]
    panel: Panel,
    /// For whom the report is, and the authors' own words in it.
    #[serde(default, skip_serializing_if = "is_default")]
    report: Report,
}

/// Settings of the report on a document.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Report {
    /// For which reader it is arranged.
    #[serde(default, skip_serializing_if = "is_default")]
    profile: Profile,
    /// The sections in the order wanted, each at most once; none listed means those of the profile.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    order: Vec<Section>,
    /// What the authors say around sections, each section at most once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sections: Vec<SectionText>,
    /// What stays in the house, each thing at most once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    internal: Vec<Mark>,
    /// Of a public copy: what was taken out of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    withheld: Option<Withheld>,
}

/// What authors say around one section of the report.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SectionText {
    /// Which one.
    section: Section,
    /// Its heading; empty for the usual one.
    #[serde(default, skip_serializing_if = "is_default")]
    title: String,
    /// Markdown that stands before what the section says by itself.
    #[serde(default, skip_serializing_if = "is_default")]
    before: String,
    /// Markdown that stands after it.
    #[serde(default, skip_serializing_if = "is_default")]
    after: String,
}

/// The system under assessment.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct System {
    /// What it is called.
    #[serde(default, skip_serializing_if = "is_default")]
    name: String,
    /// Who develops it.
    #[serde(default, skip_serializing_if = "is_default")]
    developer: String,
    /// The models that it runs on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    models: Vec<ModelVersion>,
    /// What it is.
    #[serde(default, skip_serializing_if = "is_default")]
    description: String,
}

/// A model in one version.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ModelVersion {
    /// What it is called.
    #[serde(default, skip_serializing_if = "is_default")]
    name: String,
    /// Which version.
    #[serde(default, skip_serializing_if = "is_default")]
    version: String,
    /// The day since which it runs, as `2026-08-01`.
    #[serde(default, skip_serializing_if = "is_default")]
    released: String,
    /// Whether it is deployed only inside its developer.
    #[serde(default, skip_serializing_if = "is_default")]
    internal_only: bool,
}

/// One stretch of deployment with its own exposure and its own scores.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Phase {
    /// Its id.
    id: IdText,
    /// What people call it.
    name: String,
    /// What sort of deployment it is.
    #[serde(default, skip_serializing_if = "is_default")]
    kind: PhaseKind,
    /// How long it lasts, in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    days: Option<Amount>,
    /// How much the system is used in it, in `exposure_unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exposure: Option<Amount>,
    /// The unit of `exposure`, for example `agent runs`.
    #[serde(default, skip_serializing_if = "is_default")]
    exposure_unit: String,
    /// How far its inputs differ from those of the phase before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    distribution_shift: Option<DistributionShift>,
    /// How far earlier evidence covers its inputs and affordances.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence_overlap: Option<EvidenceOverlap>,
    /// What the system can newly do or reach.
    #[serde(default, skip_serializing_if = "is_default")]
    affordances: String,
    /// The entry of a catalog that it was taken from or stands for.
    #[serde(default, skip_serializing_if = "is_default")]
    catalog: String,
    /// Anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    notes: String,
}

/// A measure that works, or fails, in a phase as one whole for all that it covers.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Mitigation {
    /// Its id.
    id: IdText,
    /// What people call it.
    name: String,
    /// What it mainly does.
    #[serde(default, skip_serializing_if = "is_default")]
    kind: MitigationKind,
    /// How strong it is judged to be.
    #[serde(default, skip_serializing_if = "is_default")]
    strength: Strength,
    /// Whether it is in place.
    #[serde(default = "enabled_by_default", skip_serializing_if = "is_true")]
    enabled: bool,
    /// Probability per phase that it does its job.
    #[serde(default, skip_serializing_if = "Series::is_empty")]
    effectiveness: Series,
    /// Nodes whose emergence it stops while it works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    prevents: Vec<IdText>,
    /// Nodes whose misalignment it does not let persist while it works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    restores: Vec<IdText>,
    /// Links that it closes while it works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    blocks: Vec<IdText>,
    /// Nodes that, misaligned in this or the previous phase, stop it from working.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    undermined_by: Vec<IdText>,
    /// What it costs, in units of the authors' choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cost: Option<Amount>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    owner: String,
    /// What it does not cover.
    #[serde(default, skip_serializing_if = "is_default")]
    limitations: String,
    /// Its code in the MIT mitigation taxonomy, for example `3.5`.
    #[serde(default, skip_serializing_if = "is_default")]
    mit_code: String,
    /// Evidence that it works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<IdText>,
    /// The entry of a catalog that it was taken from or stands for.
    #[serde(default, skip_serializing_if = "is_default")]
    catalog: String,
    /// Tags, among them codes of other vocabularies, for example `mit:7.1`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    notes: String,
}

/// One hypothesis about motivations.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Hypothesis {
    /// Its id.
    id: IdText,
    /// What people call it.
    name: String,
    /// Which family of motivations it belongs to.
    #[serde(default, skip_serializing_if = "is_default")]
    archetype: Archetype,
    /// Its weight; weights are normalized to 1 over the document.
    weight: Amount,
    /// Shift in log-odds of 1 − stability.
    #[serde(default, skip_serializing_if = "is_zero")]
    emergence_shift: f64,
    /// Shift in log-odds of the likelihood of links.
    #[serde(default, skip_serializing_if = "is_zero")]
    spread_shift: f64,
    /// Shift in log-odds of persistence.
    #[serde(default, skip_serializing_if = "is_zero")]
    persistence_shift: f64,
    /// Why this weight and these shifts.
    #[serde(default, skip_serializing_if = "is_default")]
    rationale: String,
    /// The evidence that they rest on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<IdText>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    notes: String,
}

/// A named whole route of links, as risk reports use the word.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Pathway {
    /// Its id.
    id: IdText,
    /// What people call it.
    name: String,
    /// Its links, in the order in which the story is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    links: Vec<IdText>,
    /// Id of the node that it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outcome: Option<IdText>,
    /// How often the opportunity arises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    frequency: Option<Grade>,
    /// How complex it is to carry through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    complexity: Option<Grade>,
    /// How bad it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    severity: Option<Severity>,
    /// How hard it is to undo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reversibility: Option<Reversibility>,
    /// How it would be noticed.
    #[serde(default, skip_serializing_if = "is_default")]
    detection: String,
    /// Tags, among them codes of other vocabularies, for example `mit:7.1`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    notes: String,
}

/// A scale of verbal likelihoods.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scale {
    /// What it is called.
    #[serde(default, skip_serializing_if = "is_default")]
    name: String,
    /// Its bands in the order in which they are offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bands: Vec<Band>,
}

/// One verbal term with the probabilities that it stands for.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Band {
    /// The term, for example `unlikely`; unique within the scale.
    level: String,
    /// Lower end.
    low: Chance,
    /// The value that central results use; the logit midpoint where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    best: Option<Chance>,
    /// Upper end.
    high: Chance,
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
