//! `driftline doctor`

use clap::Args;

use super::{CommandError, Exit, output::Output};
use crate::session::diagnosis;

/// Tell what a report of a fault needs to say about this machine
///
/// Version, folders and whether they can be written to, documents that wait to be recovered, the display. Nothing of any
/// document is told, and nothing is sent anywhere. The exit code is 1 where something is amiss.
///
/// Example: driftline doctor
#[derive(Debug, Args)]
pub(super) struct Doctor {}

impl Doctor {
    #[expect(clippy::unused_self, reason = "all commands run alike")]
    pub(super) fn run(&self, output: &mut Output<'_>) -> Result<Exit, CommandError> {
        let facts = diagnosis::facts();
        let mut text = String::new();
        for fact in &facts {
            let mark = if fact.is_amiss { "!" } else { " " };
            text.extend([format!("{mark} {:16} {}\n", fact.name, fact.text)]);
        }
        output.write(&text)?;
        let is_amiss = facts.iter().any(|fact| fact.is_amiss);
        Ok(if is_amiss { Exit::Findings } else { Exit::Success })
    }
}
