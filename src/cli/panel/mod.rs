//! `driftline panel`

mod told;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{
    CommandError, Exit, analyze::Settings, ballot::unknown, output::Output, progress::Progress,
};
use crate::{
    analysis::panel::{
        Headline, Pooling, Worth, calibration, headlines, order_agreement, verdicts,
        worth_discussing,
    },
    formats::judgements::{self, Import},
    model::{Assessment, Edit, Id, PoolingRule, Round},
    report::{redaction, wording},
    session::files,
};
use told::Told;

/// Tell what a panel of experts says, or exchange its judgements as a table
///
/// Without --import and --export the pooled values of a revealed round are
/// printed: for each question the pool with its rule, the number of judgements,
/// and how far they lie apart. Of rounds that are not revealed only is told who
/// has answered how much, never what.
///
/// A table (CSV) has the columns expert, item, round, low, best, high,
/// confidence, rationale. Faulty rows are named by line, the rest is read. Items
/// are ids of panel questions or scores such as node/agents/stability/pilot;
/// experts, rounds and questions about scores that the panel does not have come
/// along, rounds as open ones. An export has what counts in revealed rounds; with
/// --anonymized nobody can be told by what stands beside the numbers.
///
/// Examples:
///   driftline panel fleet.driftline
///   driftline panel fleet.driftline --rule linear --format json
///   driftline panel fleet.driftline --headlines
///   driftline panel fleet.driftline --import answers.csv
///   driftline panel fleet.driftline --export answers.csv --anonymized
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct PanelCommand {
    /// The document
    file: PathBuf,
    /// The round, by id; the last revealed one where left out
    #[arg(long, value_name = "ID")]
    round: Option<String>,
    /// How judgements are made into one
    #[arg(long, value_enum, default_value_t)]
    rule: RuleName,
    /// Take intervals as they were given, whatever confidence was stated with them
    #[arg(long)]
    as_stated: bool,
    /// With --rule classical: weigh by what an expert's interval tells on each question
    #[arg(long)]
    by_item: bool,
    /// Compute the document under each expert's own scores, the pool and what the group agreed on, and tell what is most
    /// worth discussing
    #[arg(long, conflicts_with_all = ["import", "export"])]
    headlines: bool,
    #[command(flatten)]
    settings: Settings,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Take in the judgements of this table
    #[arg(long, value_name = "CSV", conflicts_with = "export")]
    import: Option<PathBuf>,
    /// Write the judgements of revealed rounds to this table
    #[arg(long, value_name = "CSV")]
    export: Option<PathBuf>,
    /// With --export: experts by number, in an order that tells nothing
    #[arg(long, requires = "export")]
    anonymized: bool,
    /// With --import: the document to write, instead of FILE itself
    #[arg(long, requires = "import")]
    out: Option<PathBuf>,
}

/// How judgements are made into one.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum RuleName {
    /// Mean of the log-odds
    #[default]
    #[value(alias = "log_odds")]
    LogOdds,
    /// Mean of the log-odds, extremized after Neyman and Roughgarden
    Extremized,
    /// Mixture of the beliefs
    Linear,
    /// Mean of low, best and high
    #[value(alias = "quantile_average")]
    QuantileAverage,
    /// Lower median of low, best and high
    Median,
    /// Mean without the lowest and highest tenth
    Trimmed,
    /// Mixture with weights by seed questions (Cooke)
    Classical,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// A table for people
    #[default]
    Text,
    /// One object for scripts
    Json,
    /// One row a question
    Csv,
}

impl From<RuleName> for PoolingRule {
    fn from(rule: RuleName) -> Self {
        match rule {
            RuleName::LogOdds => Self::LogOdds,
            RuleName::Extremized => Self::Extremized,
            RuleName::Linear => Self::Linear,
            RuleName::QuantileAverage => Self::QuantileAverage,
            RuleName::Median => Self::Median,
            RuleName::Trimmed => Self::Trimmed,
            RuleName::Classical => Self::Classical,
        }
    }
}

impl PanelCommand {
    pub(super) fn run(&self, output: &mut Output<'_>) -> Result<Exit, CommandError> {
        let document = files::read_document(&self.file)?.document;
        match (&self.import, &self.export) {
            (Some(path), _) => self.import(&document, path, output),
            (None, Some(path)) => self.export(&document, path, output),
            (None, None) => self.tell(&document, output),
        }
    }

    fn import(
        &self,
        document: &Assessment,
        path: &Path,
        output: &mut Output<'_>,
    ) -> Result<Exit, CommandError> {
        let bytes = files::read(path)?;
        let import = judgements::read(&bytes, document);
        let import =
            import.map_err(|error| CommandError::Other(format!("{}: {error}", path.display())))?;
        let edits = import.edits.iter().cloned().map(Edit::panel).collect();
        let edited = document.edited(&Edit::Named("import judgements", edits));
        let edited = edited.map_err(|error| CommandError::Other(error.to_string()))?;
        if import.judgements > 0 {
            files::write_document(self.out.as_ref().unwrap_or(&self.file), &edited)?;
        }
        output.tell(&brought(&import))?;
        Ok(if import.faults.is_empty() { Exit::Success } else { Exit::Findings })
    }

    fn export(
        &self,
        document: &Assessment,
        path: &Path,
        output: &mut Output<'_>,
    ) -> Result<Exit, CommandError> {
        let nameless = self.anonymized.then(|| redaction::anonymized(document));
        let text = judgements::write(nameless.as_ref().unwrap_or(document), true);
        files::write(path, text.as_bytes())?;
        let panel = document.panel();
        let shown = panel.rounds.iter().filter(|round| round.state.is_revealed());
        let count: usize = shown.map(|round| panel.counting(&round.id).len()).sum();
        let count = wording::counted(count, "judgement", "judgements");
        output.tell(&format!("{count} written\n"))?;
        Ok(Exit::Success)
    }

    fn tell(&self, document: &Assessment, output: &mut Output<'_>) -> Result<Exit, CommandError> {
        let panel = document.panel();
        let pooling = Pooling {
            rule: self.rule.into(),
            is_standardized: !self.as_stated,
            is_by_item: self.by_item,
        };
        let round = self.round(document)?;
        let told = Told {
            document,
            round: round.clone(),
            pooling,
            verdicts: round.as_ref().map_or_else(Vec::new, |id| verdicts(panel, id, &pooling)),
            agreement: round.as_ref().and_then(|id| order_agreement(panel, id)),
            calibration: calibration(panel),
            headlines: if self.headlines { self.headlines(document, pooling)? } else { Vec::new() },
            worth: if self.headlines { self.worth(document)? } else { Vec::new() },
        };
        match self.format {
            Format::Text => output.tell(&told.text())?,
            Format::Json => output.json(&told.json())?,
            Format::Csv => output.write(&told.csv())?,
        }
        Ok(Exit::Success)
    }

    fn headlines(
        &self,
        document: &Assessment,
        pooling: Pooling,
    ) -> Result<Vec<Headline>, CommandError> {
        let monitor = Progress::new("Headlines");
        Ok(headlines(document, pooling, &self.settings.study(), &monitor)?)
    }

    fn worth(&self, document: &Assessment) -> Result<Vec<Worth>, CommandError> {
        Ok(worth_discussing(document, &self.settings.study(), &Progress::new("Worth discussing"))?)
    }

    /// The round to tell of: never one that is not revealed.
    fn round(&self, document: &Assessment) -> Result<Option<Id<Round>>, CommandError> {
        let panel = document.panel();
        let Some(wanted) = &self.round else {
            let last = panel.rounds.iter().rev().find(|round| round.state.is_revealed());
            return Ok(last.map(|round| round.id.clone()));
        };
        let found = panel.rounds.iter().find(|round| round.id.as_str() == wanted);
        let known = panel.rounds.iter().map(|round| round.id.to_string());
        let found = found.ok_or_else(|| unknown("round", wanted, &known.collect::<Vec<_>>()))?;
        if !found.state.is_revealed() {
            let reason = format!("round '{wanted}' is not revealed; nobody sees its values before");
            return Err(CommandError::Other(reason));
        }
        Ok(Some(found.id.clone()))
    }
}

/// Most names that are listed of what came along.
const NAMES_MAX: usize = 12;

/// What a table brought in one line, and what was left out in one line each.
fn brought(import: &Import) -> String {
    let rows = wording::counted(import.rows, "row", "rows");
    let mut text = format!("{} of {rows} read\n", wording::count(import.judgements as u64));
    let new = [
        ("new experts", &import.experts),
        ("new rounds", &import.rounds),
        ("new questions", &import.questions),
    ];
    for (kind, names) in new {
        if !names.is_empty() {
            let shown: Vec<String> =
                names.iter().take(NAMES_MAX).map(|name| wording::name(name)).collect();
            let more = names.len() - shown.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            text.extend([format!("{kind}: {}{more}\n", shown.join(", "))]);
        }
    }
    for fault in &import.faults {
        text.extend([format!("left out: {}\n", wording::name(&fault.to_string()))]);
    }
    text
}
