//! `driftline ballot`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{CommandError, Exit, output::Output};
use crate::{
    formats::ballot::Form,
    model::{Assessment, Edit, Expert, Id, Judgement, PanelEdit, Round},
    report::wording,
    session::{ballots, files},
};

/// Write the questions of an open round for experts, and take in what they answered
///
/// A ballot is one file for one expert: a page to fill in with a browser (html,
/// which saves a .json), or .json and .ron to fill in with a text editor. Ballots
/// are merged in any order, and twice without harm. One that was changed but for
/// its answers, that was written for other questions, or whose round is not open,
/// is named and left out; the others count.
///
/// Examples:
///   driftline ballot export fleet.driftline --all --out ballots --format html
///   driftline ballot export fleet.driftline --expert heron --out ballots
///   driftline ballot merge fleet.driftline ballots/*.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct BallotCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Export(Export),
    Merge(Merge),
}

/// Write the ballots of an open round
#[derive(Debug, Args)]
struct Export {
    /// The document
    file: PathBuf,
    /// For this expert, by id
    #[arg(long, value_name = "ID", required_unless_present = "all", conflicts_with = "all")]
    expert: Vec<String>,
    /// For every expert of the panel
    #[arg(long)]
    all: bool,
    /// The folder to write to; it is made where it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The round, by id; the last open one where left out
    #[arg(long, value_name = "ID")]
    round: Option<String>,
    /// The form of the files
    #[arg(long, value_enum, default_value_t)]
    format: FileForm,
}

/// Take in ballots
#[derive(Debug, Args)]
struct Merge {
    /// The document
    file: PathBuf,
    /// The ballots
    #[arg(required = true, value_name = "BALLOT")]
    ballots: Vec<PathBuf>,
    /// The document to write, instead of FILE itself
    #[arg(long)]
    out: Option<PathBuf>,
}

/// A form of ballots.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum FileForm {
    /// RON
    Ron,
    /// JSON
    #[default]
    Json,
    /// A page to fill in with a browser
    Html,
}

impl From<FileForm> for Form {
    fn from(form: FileForm) -> Self {
        match form {
            FileForm::Ron => Self::Ron,
            FileForm::Json => Self::Json,
            FileForm::Html => Self::Page,
        }
    }
}

impl BallotCommand {
    pub(super) fn run(&self, output: &mut Output<'_>) -> Result<Exit, CommandError> {
        match &self.action {
            Action::Export(export) => export.run(output),
            Action::Merge(merge) => merge.run(output),
        }
    }
}

impl Export {
    fn run(&self, output: &mut Output<'_>) -> Result<Exit, CommandError> {
        let document = files::read_document(&self.file)?.document;
        let round = self.round(&document)?;
        let experts = self.experts(&document)?;
        let form = self.format.into();
        let mut texts = Vec::new();
        for expert in &experts {
            let Some(ballot) = ballots::ballot(&document, &round, expert) else { continue };
            let text = ballot.write(form).map_err(|error| other(error.to_string()))?;
            texts.push((ballots::file_name(&ballot, form), text));
        }
        files::make_folder(&self.out)?;
        for (name, text) in &texts {
            files::write(&self.out.join(name), text.as_bytes())?;
        }
        let count = wording::counted(texts.len(), "ballot", "ballots");
        output.tell(&format!("{count} of round {round} written\n"))?;
        Ok(Exit::Success)
    }

    fn round(&self, document: &Assessment) -> Result<Id<Round>, CommandError> {
        let panel = document.panel();
        let Some(wanted) = &self.round else {
            let open = ballots::open_round(document).map(|round| round.id.clone());
            return open.ok_or_else(|| other("no round of the panel is open; open one".to_owned()));
        };
        let found = panel.rounds.iter().find(|round| round.id.as_str() == wanted);
        let known = panel.rounds.iter().map(|round| round.id.to_string());
        let found = found.ok_or_else(|| unknown("round", wanted, &known.collect::<Vec<_>>()))?;
        Ok(found.id.clone())
    }

    fn experts(&self, document: &Assessment) -> Result<Vec<Id<Expert>>, CommandError> {
        let all: Vec<Id<Expert>> =
            document.panel().experts.iter().map(|expert| expert.id.clone()).collect();
        if all.is_empty() {
            return Err(other("the panel has no experts; add them first".to_owned()));
        }
        if self.all {
            return Ok(all);
        }
        let find = |wanted: &String| {
            let known = || all.iter().map(ToString::to_string).collect::<Vec<_>>();
            let found = all.iter().find(|id| id.as_str() == wanted);
            found.cloned().ok_or_else(|| unknown("expert", wanted, &known()))
        };
        self.expert.iter().map(find).collect()
    }
}

impl Merge {
    fn run(&self, output: &mut Output<'_>) -> Result<Exit, CommandError> {
        let document = files::read_document(&self.file)?.document;
        let before = document.panel().judgements.len();
        let mut judgements: Vec<Judgement> = Vec::new();
        let mut told = String::new();
        let mut taken = 0;
        for path in &self.ballots {
            match ballots::merged(&document, &files::read(path)?) {
                Ok(found) => {
                    taken += 1;
                    judgements.extend(found);
                }
                Err(reason) => told.extend([format!("left out: {}: {reason}\n", path.display())]),
            }
        }
        let edit = Edit::panel(PanelEdit::Judge(judgements));
        let edited = document.edited(&edit).map_err(|error| other(error.to_string()))?;
        if taken > 0 {
            files::write_document(self.out.as_ref().unwrap_or(&self.file), &edited)?;
        }
        let new = edited.panel().judgements.len() - before;
        let new = wording::counted(new, "new judgement", "new judgements");
        let all = wording::counted(self.ballots.len(), "ballot", "ballots");
        output.tell(&format!("{taken} of {all} merged: {new}\n{told}"))?;
        Ok(if taken == self.ballots.len() { Exit::Success } else { Exit::Findings })
    }
}

/// That a name is not known, with those that are.
pub(super) fn unknown(kind: &str, wanted: &str, known: &[String]) -> CommandError {
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    other(format!("there is no {kind} '{wanted}'; the panel has {known}"))
}

fn other(reason: String) -> CommandError {
    CommandError::Other(reason)
}
