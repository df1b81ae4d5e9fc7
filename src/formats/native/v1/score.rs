//! Scores as they stand in a file.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
    ser::SerializeMap,
};

use super::{Basis, Chance, Confidence, IdText, is_default};

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
    /// Of a public copy: there is one, and it was taken out.
    Withheld,
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

impl Series {
    pub(super) fn is_empty(&self) -> bool {
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
