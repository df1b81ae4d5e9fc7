//! Words for readers who cannot see the picture.

use crate::model::{Mechanism, NodeKind};

/// What a node of this kind is called.
pub(super) const fn of_kind(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Origin => "Origin",
        NodeKind::Enabler => "Enabler",
        NodeKind::Host => "Host",
        NodeKind::Channel => "Channel",
        NodeKind::State => "State",
        NodeKind::Outcome => "Outcome",
        NodeKind::Residual => "Residual",
        NodeKind::Withheld => "Withheld",
    }
}

/// What a mechanism is called within a sentence.
pub(super) const fn of_mechanism(mechanism: Mechanism) -> &'static str {
    match mechanism {
        Mechanism::RareInput => "rare input",
        Mechanism::Affordance => "affordance",
        Mechanism::Reflection => "reflection",
        Mechanism::CulturalSelection => "cultural selection",
        Mechanism::SharedCodebase => "shared codebase",
        Mechanism::SharedContext => "shared context",
        Mechanism::LongTermMemory => "long-term memory",
        Mechanism::AgentMessaging => "agent messaging",
        Mechanism::Internet => "internet",
        Mechanism::RogueDeployment => "rogue deployment",
        Mechanism::ApiManipulation => "API manipulation",
        Mechanism::InferenceServer => "inference server",
        Mechanism::ExternalInjection => "external injection",
        Mechanism::CentralControl => "central control",
        Mechanism::CrossGeneration => "cross-generation",
        Mechanism::ContinualLearning => "continual learning",
        Mechanism::Other => "other mechanism",
    }
}
