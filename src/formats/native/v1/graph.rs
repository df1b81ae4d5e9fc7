//! The graph as it stands in a file: nodes, links, and what is drawn around them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Accent, AnnotationKind, IdText, Intent, Mechanism, NodeKind, Score, Series, Severity,
    is_default,
};

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
    /// The entry of a catalog that it was taken from or stands for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) catalog: String,
    /// Tags, among them codes of other vocabularies, for example `mit:7.1`.
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
    /// The entry of a catalog that it was taken from or stands for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) catalog: String,
    /// Tags, among them codes of other vocabularies, for example `mit:7.1`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) notes: String,
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
