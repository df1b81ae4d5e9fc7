//! Rows of the tables that are long in large documents: as they were read, or made one by one while they are written. All
//! at once they would take many times the room of the document itself.

use std::{borrow::Cow, fmt, sync::Arc};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::{Row, Table};

/// The rows of a table.
pub(super) enum Rows<T> {
    /// As they were read.
    Read(Vec<T>),
    /// So many, each made by its place.
    Made(usize, Box<dyn Fn(usize) -> T>),
}

impl<T> Rows<T> {
    /// The rows of a table, each made when it is written.
    pub(super) fn of<M: Row + 'static>(table: &Table<M>, make: impl Fn(&M) -> T + 'static) -> Self {
        let rows: Vec<Arc<M>> = table.rows().cloned().collect();
        Self::Made(rows.len(), Box::new(move |place| make(&rows[place])))
    }

    /// All of them.
    pub(super) fn into_vec(self) -> Vec<T> {
        match self {
            Self::Read(rows) => rows,
            Self::Made(count, make) => (0..count).map(make).collect(),
        }
    }
}

impl<T> fmt::Debug for Rows<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = match self {
            Self::Read(rows) => rows.len(),
            Self::Made(count, _) => *count,
        };
        write!(f, "{count} rows")
    }
}

impl<T: Serialize> Serialize for Rows<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Read(rows) => serializer.collect_seq(rows),
            Self::Made(count, make) => serializer.collect_seq((0..*count).map(make)),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::Read)
    }
}

impl<T: JsonSchema> JsonSchema for Rows<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Vec::<T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<T>::json_schema(generator)
    }
}
