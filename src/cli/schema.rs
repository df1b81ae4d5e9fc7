//! `driftline schema`

use clap::Args;

use super::{CommandError, Exit, Output};
use crate::formats;

/// Print the JSON Schema of the document
///
/// Example: driftline schema > driftline.schema.json
#[derive(Debug, Args)]
pub(super) struct Schema {}

impl Schema {
    #[expect(clippy::unused_self, reason = "all commands run alike")]
    pub(super) fn run(&self, output: &mut Output<'_>) -> Result<Exit, CommandError> {
        let schema = formats::schema();
        output.write(&format!("{}\n", schema.trim_end()))?;
        Ok(Exit::Success)
    }
}
