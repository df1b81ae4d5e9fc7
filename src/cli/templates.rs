//! `driftline templates`

use clap::Args;

use super::{CommandError, Exit, Output};
use crate::session;

/// List the templates that `driftline new` can start from
#[derive(Debug, Args)]
pub(super) struct Templates {}

impl Templates {
    #[expect(clippy::unused_self, reason = "all commands run alike")]
    pub(super) fn run(&self, out: &mut Output<'_>) -> Result<Exit, CommandError> {
        let lines = session::templates().iter().map(|template| {
            let gap = " ".repeat(20_usize.saturating_sub(template.name.len()));
            format!("{}{gap}  {}: {}\n", template.name, template.title, template.description)
        });
        out.write(&lines.collect::<String>())?;
        Ok(Exit::Success)
    }
}
