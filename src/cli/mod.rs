//! The command line: one file a subcommand; its doc comment is its help text.

mod analyze;
mod ballot;
mod catalogs;
mod check;
mod combine;
mod content;
mod convert;
mod diff;
mod doctor;
mod evidence;
mod figure;
mod merge;
mod new;
mod output;
mod panel;
mod partial;
mod progress;
mod release;
mod report;
mod schema;
#[cfg(feature = "workshop")]
mod serve;
mod templates;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, error::ErrorKind};

use crate::{analysis::AnalysisError, session::files::FileError};
use output::Output;

/// What is left to do when the command line has done its part.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing: the program ends with this code.
    Done(Exit),
    /// The window opens, on this file if there is one.
    Window(Option<PathBuf>),
}

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All went well, and a check found nothing.
    Success,
    /// A check found something.
    Findings,
    /// Something could not be read, computed or written.
    Failure,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Success => 0,
            Exit::Findings => 1,
            Exit::Failure => 2,
        })
    }
}

/// Threat models of how misalignment spreads between AI instances during deployment
///
/// Without a subcommand driftline opens the workbench: on FILE, else on the
/// welcome page with the bundled example, templates and recent files. The
/// subcommands do the same work without a window: they check a document, compute
/// what follows from it, and write reports and figures.
///
/// Try it on the bundled example:
///   driftline new fleet.driftline --template coding-agent-fleet
///   driftline analyze fleet.driftline
///   driftline report fleet.driftline --out fleet.html
#[derive(Debug, Parser)]
#[command(name = "driftline", version, verbatim_doc_comment, subcommand_negates_reqs = true)]
struct Arguments {
    /// The document to open in the workbench (.driftline or .json)
    file: Option<PathBuf>,
    /// Tell on standard error what the program does, as the log in the user's data folder has it
    #[arg(long, global = true)]
    verbose: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Whether the arguments of the program ask for what it does to be told: known before anything else is done.
pub fn is_verbose(arguments: impl IntoIterator<Item = OsString>) -> bool {
    let mut options = arguments.into_iter().take_while(|argument| argument != "--");
    options.any(|argument| argument == "--verbose")
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Check),
    Analyze(analyze::Analyze),
    Combine(combine::Combine),
    Report(report::Report),
    Release(release::Release),
    Figure(figure::Figure),
    Convert(convert::Convert),
    Diff(diff::Diff),
    Merge(merge::Merge),
    Evidence(evidence::EvidenceCommand),
    Panel(panel::PanelCommand),
    Ballot(ballot::BallotCommand),
    #[cfg(feature = "workshop")]
    Serve(serve::Serve),
    New(new::New),
    Templates(templates::Templates),
    Schema(schema::Schema),
    Doctor(doctor::Doctor),
}

/// Why a command failed: one line, with the place and a hint.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    #[error("{0}")]
    Other(String),
}

/// Carries out the command line (the first argument is the program's name). Results go to `out`, errors to `err`.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut dyn std::io::Write,
    err: &mut dyn std::io::Write,
) -> Outcome {
    let parsed = Arguments::command().try_get_matches_from(arguments);
    let parsed = parsed.and_then(|told| Ok((Arguments::from_arg_matches(&told)?, told)));
    let (arguments, told) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return Outcome::Done(usage(&error, out, err)),
    };
    let command = match (arguments.command, arguments.file) {
        (None, file) => return Outcome::Window(file),
        (Some(command), None) => command,
        (Some(_), Some(file)) => {
            let told = format!("'{}' stands before the command; put it behind", file.display());
            let error = Arguments::command().error(ErrorKind::ArgumentConflict, told);
            return Outcome::Done(usage(&error, out, err));
        }
    };
    let name = told.subcommand_name().unwrap_or_default();
    tracing::info!(name, "command");
    let result = carry_out(&command, &mut Output::new(out), err);
    let exit = result.unwrap_or_else(|error| {
        complain(err, &error.to_string());
        Exit::Failure
    });
    tracing::info!(name, ?exit, "command ended");
    Outcome::Done(exit)
}

fn carry_out(
    command: &Command,
    output: &mut Output<'_>,
    err: &mut dyn std::io::Write,
) -> Result<Exit, CommandError> {
    match command {
        Command::Check(command) => command.run(output, err),
        Command::Analyze(command) => command.run(output),
        Command::Combine(command) => command.run(output),
        Command::Report(command) => command.run(err),
        Command::Release(command) => command.run(output, err),
        Command::Figure(command) => command.run(err),
        Command::Convert(command) => command.run(err),
        Command::Diff(command) => command.run(output, err),
        Command::Merge(command) => command.run(output, err),
        Command::Evidence(command) => command.run(output, err),
        Command::Panel(command) => command.run(output),
        Command::Ballot(command) => command.run(output),
        #[cfg(feature = "workshop")]
        Command::Serve(command) => command.run(output),
        Command::New(command) => command.run(),
        Command::Templates(command) => command.run(output),
        Command::Schema(command) => command.run(output),
        Command::Doctor(command) => command.run(output),
    }
}

/// Help and version are results; everything else that ends parsing is an error of usage.
fn usage(error: &clap::Error, out: &mut dyn std::io::Write, err: &mut dyn std::io::Write) -> Exit {
    let text = error.render();
    // A closed pipe is nobody's error: whoever closed it wanted no more.
    if error.use_stderr() {
        let _is_read = write!(err, "{text}").is_ok();
        return Exit::Failure;
    }
    let _is_read = write!(out, "{text}").is_ok();
    Exit::Success
}

/// Writes one line `error: …`.
fn complain(err: &mut dyn std::io::Write, text: &str) {
    let line = text.lines().collect::<Vec<_>>().join(" ");
    let _is_read = writeln!(err, "error: {}", output::plain(&line)).is_ok();
}
