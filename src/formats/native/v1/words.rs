//! The words of the format: enums of plain names, one to one with those of the model.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($word:ident),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub(in crate::formats) enum $name { $($word),* }

        impl From<$name> for model::$name {
            fn from(word: $name) -> Self {
                match word { $($name::$word => Self::$word),* }
            }
        }

        impl From<model::$name> for $name {
            fn from(value: model::$name) -> Self {
                match value { $(model::$name::$word => Self::$word),* }
            }
        }
    )*};
}

macro_rules! defaults {
    ($($name:ident),*) => {$(
        impl Default for $name {
            fn default() -> Self {
                model::$name::default().into()
            }
        }
    )*};
}

words! {
    /// A reader for whom a report is arranged.
    Profile { Full, Anthropic, CodeOfPractice, Sb53, SafetyCase, Memo }
    /// A section of a report.
    Section {
        Summary, Scope, ThreatModel, Pathways, Stability, Hypotheses, Mitigations, Detection, Outcomes, Importance,
        Routes, Argument, Evidence, Unscored, Limitations, Outlook, Coverage, Method, Scores, Figures, Provenance,
        Changelog, Claims, Incidents, Questions, Checks, Crosswalk, Audit, Panel,
    }
    /// The axis on which beliefs in a quantity are symmetric.
    Axis { LogOdds, Log, Linear }
    /// How a panel is led.
    Protocol { Idea, Delphi, Shelf, Quick, AdHoc }
    /// How far a round of a panel has come.
    RoundState { Draft, Open, Closed, Revealed, Adopted }
    /// How judgements are made into one.
    PoolingRule { LogOdds, Extremized, Linear, QuantileAverage, Median, Trimmed, Classical }
    /// Which of an element's numbers a score is for.
    Dimension { InitiallyMisaligned, Stability, Persistence, Likelihood, Effectiveness }
    /// What sort of thing was taken out of a public copy.
    Sort {
        Node, Link, Mitigation, Hypothesis, Pathway, Zone, Evidence, Annotation, Claim, Question, Comment, Criterion,
        Review, Score, Text, Passage, Mention,
    }
    /// What sort of deployment a phase is.
    PhaseKind {
        PreDeployment, InternalPilot, InternalBroad, ExternalLimited, ExternalGeneral, PostIncident, Successor, Other,
    }
    /// How far a phase's inputs differ from those of the phase before.
    DistributionShift { None, Partial, Major }
    /// How far earlier evidence covers a phase.
    EvidenceOverlap { None, Partial, Full }
    /// What being misaligned means for a node.
    NodeKind { Origin, Enabler, Host, Channel, State, Outcome, Residual, Withheld }
    /// A color that an author gives an element; it means nothing by itself.
    Accent { Blue, Teal, Green, Amber, Red, Violet, Gray }
    /// What an annotation looks like.
    AnnotationKind { Note, Frame }
    /// How bad an outcome or pathway is.
    Severity { Negligible, Limited, Serious, Severe, Catastrophic }
    /// How misalignment arises or is carried.
    Mechanism {
        RareInput, Affordance, Reflection, CulturalSelection, SharedCodebase, SharedContext, LongTermMemory,
        AgentMessaging, Internet, RogueDeployment, ApiManipulation, InferenceServer, ExternalInjection,
        CentralControl, CrossGeneration, ContinualLearning, Other,
    }
    /// Whether anybody means a link to spread misalignment.
    Intent { Deliberate, Incidental, Selected, Adversary, Unknown }
    /// How good the evidence behind a score is.
    Confidence { Low, Moderate, High }
    /// Where a score comes from.
    Basis { Analyst, Panel, Imported, Evaluation }
    /// What a mitigation mainly does.
    MitigationKind { Prevent, Detect, Limit, Recover }
    /// How strong a mitigation is judged to be.
    Strength { Strong, Moderate, Weak, Unrated }
    /// A family of motivations.
    Archetype { FitnessSeeker, Schemer, Kludge, Instructed, Unknown }
    /// A coarse grade of frequency or complexity.
    Grade { Low, Moderate, High, Varied }
    /// How hard a harm is to undo.
    Reversibility { Easy, Costly, Irreversible }
    /// What sort of evidence it is.
    EvidenceKind { Evaluation, Incident, RedTeam, Audit, Expert, Literature, Analogy }
    /// How subclaims carry a claim.
    Aggregation { Conjunctive, Disjunctive, Convergent }
    /// What sort of thing is not settled.
    QuestionKind { Open, Tension }
    /// How a report treats what a criterion asks for.
    Treatment { Addressed, AcknowledgedInIsolation, NotAddressed, NotApplicable }
    /// How near evidence comes to the real thing, from an assertion (e0) to real deployment (e4).
    EvidenceGrade { E0, E1, E2, E3, E4 }
}

defaults!(
    Axis,
    Protocol,
    RoundState,
    AnnotationKind,
    PhaseKind,
    Profile,
    Mechanism,
    Intent,
    MitigationKind,
    Strength,
    Archetype,
    Aggregation,
    QuestionKind
);
