//! `driftline new`

use std::path::PathBuf;

use clap::Args;

use super::{CommandError, Exit};
use crate::session::{self, files};

/// Write a new document from a template
///
/// `driftline templates` lists the templates. An existing file is never replaced.
///
/// Example: driftline new fleet.driftline --template coding-agent-fleet
#[derive(Debug, Args)]
pub(super) struct New {
    /// The file to write (.driftline or .json)
    #[arg(value_name = "OUT")]
    output: PathBuf,
    /// The template to start from
    #[arg(long, value_name = "NAME", default_value = "blank")]
    template: String,
}

impl New {
    pub(super) fn run(&self) -> Result<Exit, CommandError> {
        let template = session::template(&self.template).ok_or_else(|| {
            let name = &self.template;
            CommandError::Other(format!(
                "there is no template '{name}'; `driftline templates` lists them"
            ))
        })?;
        if files::exists(&self.output) {
            let path = self.output.display();
            return Err(CommandError::Other(format!("{path}: the file exists; name a new one")));
        }
        files::write_document(&self.output, &template.document()?)?;
        Ok(Exit::Success)
    }
}
