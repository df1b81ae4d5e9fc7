//! Links: single spread steps from node to node.

use super::{Accent, Evidence, Id, Mitigation, Node, Position, Series};

/// One spread step: if its source is misaligned and it opens, it carries misalignment to its target.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Its id.
    pub id: Id<Self>,
    /// The source.
    pub from: Id<Node>,
    /// The target.
    pub to: Id<Node>,
    /// How it spreads.
    pub mechanism: Mechanism,
    /// Whether anybody means it to spread.
    pub intent: Intent,
    /// Probability per phase that it passes misalignment on, given that its source is misaligned.
    pub likelihood: Series,
    /// When it carries.
    pub delay: Delay,
    /// The mitigation without which it does not exist (dual use).
    pub requires: Option<Id<Mitigation>>,
    /// Points of the canvas that its line passes, from source to target.
    pub bends: Vec<Position>,
    /// Its color, if it has one of its own.
    pub accent: Option<Accent>,
    /// Evidence about the link as a whole.
    pub evidence: Vec<Id<Evidence>>,
    /// The entry of a catalog that it was taken from or stands for; empty for none.
    pub catalog: String,
    /// Tags, among them codes of other vocabularies such as `mit:7.1` or `atlas:AML.T0051`.
    pub tags: Vec<String>,
    /// Anything else.
    pub notes: String,
}

impl Link {
    /// A link about which nothing but its ends is known.
    pub fn new(id: Id<Self>, from: Id<Node>, to: Id<Node>) -> Self {
        Self {
            id,
            from,
            to,
            mechanism: Mechanism::Other,
            intent: Intent::Unknown,
            likelihood: Series::default(),
            delay: Delay::SamePhase,
            requires: None,
            bends: Vec::new(),
            accent: None,
            evidence: Vec::new(),
            catalog: String::new(),
            tags: Vec::new(),
            notes: String::new(),
        }
    }
}

/// Whether a link reads its source in the same phase or in the one before (`delay_phases` 0 or 1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Delay {
    /// Reads X of the source at the end of the same phase.
    #[default]
    SamePhase,
    /// Reads X of the source at the end of the previous phase.
    NextPhase,
}

impl Delay {
    /// The number used in files.
    pub fn phases(self) -> u8 {
        match self {
            Self::SamePhase => 0,
            Self::NextPhase => 1,
        }
    }
}

/// How misalignment arises or is carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mechanism {
    /// A rare input activates it.
    RareInput,
    /// New affordances bring it out.
    Affordance,
    /// Reflection or deliberation shifts motivations.
    Reflection,
    /// Cultural evolution among instances selects for it.
    CulturalSelection,
    /// Code, comments and documents in a shared codebase.
    SharedCodebase,
    /// A shared prompt, notebook or context window.
    SharedContext,
    /// Long-term memory read by later instances.
    LongTermMemory,
    /// Messages between agents.
    AgentMessaging,
    /// Public posts that instances read back.
    Internet,
    /// Agents that run without control inside the developer.
    RogueDeployment,
    /// Changed prompts or responses on the way to other instances.
    ApiManipulation,
    /// Changed inference servers, for example steering vectors.
    InferenceServer,
    /// Text injected by an outside adversary.
    ExternalInjection,
    /// A central channel of control used against its purpose.
    CentralControl,
    /// Carry-over to a successor model.
    CrossGeneration,
    /// Learning during deployment.
    ContinualLearning,
    /// None of these.
    #[default]
    Other,
}

impl Mechanism {
    /// All mechanisms, in the order in which they are offered.
    pub const ALL: [Self; 17] = [
        Self::RareInput,
        Self::Affordance,
        Self::Reflection,
        Self::CulturalSelection,
        Self::SharedCodebase,
        Self::SharedContext,
        Self::LongTermMemory,
        Self::AgentMessaging,
        Self::Internet,
        Self::RogueDeployment,
        Self::ApiManipulation,
        Self::InferenceServer,
        Self::ExternalInjection,
        Self::CentralControl,
        Self::CrossGeneration,
        Self::ContinualLearning,
        Self::Other,
    ];
}

/// Whether anybody means a link to spread misalignment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Intent {
    /// A misaligned instance does.
    Deliberate,
    /// Nobody does; it comes along.
    Incidental,
    /// Nobody does; what spreads is what survives.
    Selected,
    /// An outside adversary does.
    Adversary,
    /// Not known.
    #[default]
    Unknown,
}
