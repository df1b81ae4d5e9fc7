//! `driftline combine`

use std::path::{Path, PathBuf};

use clap::Args;

use super::{
    CommandError, Exit, Output,
    analyze::{Machine, Printing},
    partial::{self, Run},
    progress::Progress,
};
use crate::{
    analysis::{Assembly, PartsError},
    model::{Assessment, MethodChoice, Study},
    session,
};

/// Put the parts of a split simulation together
///
/// The parts come from `driftline analyze FILE --shard I/N --partial OUT`, in any order and from any machine; nothing
/// else is needed, as the first part carries the document. Printed are the very bytes that `driftline analyze FILE
/// --simulate` prints with the same seed, trials, --format, --draws and --brief. What lies deeper than probabilities is
/// computed here and takes at most 1048576 trials for a run, however many were split; --brief leaves it out. A part
/// that is missing, there twice, of another run, cut short or changed is named, and nothing is printed.
///
/// Example: driftline combine parts/*.json --format json > fleet.json
#[derive(Debug, Args)]
pub(super) struct Combine {
    /// The parts, in any order
    #[arg(required = true, value_name = "PARTS")]
    parts: Vec<PathBuf>,
    #[command(flatten)]
    printing: Printing,
    #[command(flatten)]
    machine: Machine,
}

impl Combine {
    pub(super) fn run(&self, output: &mut Output<'_>) -> Result<Exit, CommandError> {
        let (assembly, document) = self.assembled()?;
        let analysis = assembly.finish(&document).map_err(|error| self.refusal(None, &error))?;
        let progress = Progress::new("Probabilities");
        self.printing.print(&document, &analysis, progress, output)?;
        Ok(Exit::Success)
    }

    /// All parts, read one after the other, and the document that one of them carries.
    fn assembled(&self) -> Result<(Assembly, Assessment), CommandError> {
        let mut whole: Option<(Run, Assembly)> = None;
        let mut document = None;
        for path in &self.parts {
            let read = partial::read(path)?;
            let (run, assembly) = whole
                .get_or_insert_with(|| (read.run.clone(), Assembly::new(&self.study(&read.run))));
            if let Some(difference) = read.run.difference(run) {
                let (path, first) = (path.display(), self.parts[0].display());
                let text = format!("{path}: of another run than {first}: {difference}");
                return Err(CommandError::Other(text));
            }
            assembly.add(&read.part).map_err(|error| self.refusal(Some(path), &error))?;
            document = document.or(read.document);
        }
        let (_, assembly) =
            whole.ok_or_else(|| CommandError::Other("give the parts".to_owned()))?;
        assembly.complete().map_err(|error| self.refusal(None, &error))?;
        let none = || CommandError::Other("the first part carries no document".to_owned());
        Ok((assembly, document.ok_or_else(none)?))
    }

    fn study(&self, run: &Run) -> Study {
        let study = Study {
            trials: run.trials,
            seed: run.seed,
            threads: session::threads(),
            method: MethodChoice::Simulation,
            draws: self.printing.draws,
            ..Study::default()
        };
        self.machine.applied(&study)
    }

    /// The words for a part that does not fit, by file name.
    fn refusal(&self, path: Option<&Path>, error: &PartsError) -> CommandError {
        let name = |at: usize| self.parts.get(at).map(|p| p.display().to_string());
        let what = match error {
            PartsError::Doubled { part, earlier } => {
                let earlier = name(*earlier).unwrap_or_default();
                format!("part {part} is there twice, the other time in {earlier}")
            }
            PartsError::OtherSplit { found, wanted } => {
                let first = name(0).unwrap_or_default();
                format!("one of {found} parts, but {first} is one of {wanted}")
            }
            error => error.to_string(),
        };
        CommandError::Other(match path {
            Some(path) => format!("{}: {what}", path.display()),
            None => what,
        })
    }
}
