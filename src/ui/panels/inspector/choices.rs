//! The values of each enumeration with their words, in the order in which they are offered.

use crate::{
    drawing,
    model::{
        Accent, Aggregation, Archetype, Confidence, Delay, DistributionShift, EvidenceGrade,
        EvidenceKind, EvidenceOverlap, Grade, Intent, Mechanism, MitigationKind, NodeKind,
        PhaseKind, QuestionKind, Reversibility, Severity, Strength,
    },
    report::wording,
    ui::canvas::menu::accent_words,
};

/// What a menu shows for a value: its words and its symbol.
pub(super) type Words = (&'static str, Option<char>);

macro_rules! choices {
    ($($name:ident: $kind:ident = $($value:ident),+ => $words:expr;)*) => {
        $(pub(super) fn $name() -> (&'static [$kind], fn($kind) -> Words) {
            (&[$($kind::$value),+], $words)
        })*
    };
}

choices! {
    node_kinds: NodeKind = Origin, Enabler, Host, Channel, State, Outcome, Residual
        => |v| (wording::node_kind(v), Some(drawing::icon::of_kind(v)));
    mechanisms: Mechanism = RareInput, Affordance, Reflection, CulturalSelection, SharedCodebase, SharedContext,
        LongTermMemory, AgentMessaging, Internet, RogueDeployment, ApiManipulation, InferenceServer,
        ExternalInjection, CentralControl, CrossGeneration, ContinualLearning, Other
        => |v| (wording::mechanism(v), Some(drawing::icon::of_mechanism(v)));
    accents: Accent = Blue, Teal, Green, Amber, Red, Violet, Gray => |v| (accent_words(v), None);
    severities: Severity = Negligible, Limited, Serious, Severe, Catastrophic
        => |v| (wording::severity(v), None);
    intents: Intent = Deliberate, Incidental, Selected, Adversary, Unknown => |v| (wording::intent(v), None);
    delays: Delay = SamePhase, NextPhase => |v| (delay(v), None);
    mitigation_kinds: MitigationKind = Prevent, Detect, Limit, Recover
        => |v| (wording::mitigation_kind(v), None);
    strengths: Strength = Strong, Moderate, Weak, Unrated => |v| (wording::strength(v), None);
    archetypes: Archetype = FitnessSeeker, Schemer, Kludge, Instructed, Unknown
        => |v| (wording::archetype(v), None);
    grades: Grade = Low, Moderate, High, Varied => |v| (wording::grade(v), None);
    reversibilities: Reversibility = Easy, Costly, Irreversible => |v| (wording::reversibility(v), None);
    phase_kinds: PhaseKind = PreDeployment, InternalPilot, InternalBroad, ExternalLimited, ExternalGeneral,
        PostIncident, Successor, Other => |v| (wording::phase_kind(v), None);
    shifts: DistributionShift = None, Partial, Major => |v| (wording::distribution_shift(v), None);
    overlaps: EvidenceOverlap = None, Partial, Full => |v| (wording::evidence_overlap(v), None);
    evidence_kinds: EvidenceKind = Evaluation, Incident, RedTeam, Audit, Expert, Literature, Analogy
        => |v| (wording::evidence_kind(v), None);
    aggregations: Aggregation = Conjunctive, Disjunctive, Convergent
        => |v| (aggregation(v), None);
    confidences: Confidence = Low, Moderate, High => |v| (wording::confidence(v), None);
    question_kinds: QuestionKind = Open, Tension => |v| (wording::question_kind(v), None);
    evidence_grades: EvidenceGrade = E0, E1, E2, E3, E4 => |v| (wording::evidence_grade(v), None);
}

fn aggregation(value: Aggregation) -> &'static str {
    match value {
        Aggregation::Conjunctive => "All needed",
        Aggregation::Disjunctive => "One is enough",
        Aggregation::Convergent => "Each adds support",
    }
}

fn delay(value: Delay) -> &'static str {
    match value {
        Delay::SamePhase => "Same phase",
        Delay::NextPhase => "Next phase",
    }
}
