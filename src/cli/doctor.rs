//! `driftline doctor`

use clap::Args;

use super::{CommandError, Exit, output::Output};
use crate::session::diagnosis;

/// Tell what a report of a fault needs to say about this machine
///
/// Version, folders and whether they can be written to, what draws the window, typefaces, file dialogs, the display. Nothing
/// of any document is told, nothing is changed, and nothing is sent anywhere. The exit code is 1 where something is amiss.
///
/// Example: driftline doctor
#[derive(Debug, Args)]
pub(super) struct Doctor {}

impl Doctor {
    #[expect(clippy::unused_self, reason = "all commands run alike")]
    pub(super) fn run(&self, output: &mut Output<'_>) -> Result<Exit, CommandError> {
        let facts = diagnosis::facts();
        let text = facts.iter().fold(String::new(), |all, fact| all + &fact.to_string() + "\n");
        output.tell(&text)?;
        let is_amiss = facts.iter().any(|fact| fact.is_amiss);
        Ok(if is_amiss { Exit::Findings } else { Exit::Success })
    }
}
