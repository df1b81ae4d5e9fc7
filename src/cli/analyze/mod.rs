//! `driftline analyze`

mod json;
mod text;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{CommandError, Exit, Output, progress};
use crate::{
    analysis::Analysis,
    model::{Assessment, MethodChoice, Study},
    session::{self, files},
};

/// Compute what follows from a document: probabilities per phase with their errors
///
/// Small documents are solved exactly, others by simulation; --exact and --simulate insist on one way. The same
/// document, seed and settings give the same bytes on every machine and for any number of threads.
///
/// Example: driftline analyze fleet.driftline --format json --seed 7 > fleet.json
#[derive(Debug, Args)]
pub(super) struct Analyze {
    /// The document (.driftline or .json)
    file: PathBuf,
    /// How to print the results
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    settings: Settings,
    /// Worker threads; results do not depend on it [default: one a core]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Solve exactly or fail
    #[arg(long, conflicts_with = "simulate")]
    exact: bool,
    /// Simulate even where an exact solution is affordable
    #[arg(long)]
    simulate: bool,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Tables for people
    Text,
    /// One object for scripts
    Json,
    /// One line a figure for spreadsheets
    Csv,
}

/// Settings of a simulation, shared by the commands that need results.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Settings {
    /// Trials for each hypothesis when simulating
    #[arg(long, value_name = "N", default_value_t = Study::default().trials,
        value_parser = clap::value_parser!(u64).range(1..=1_000_000_000_000))]
    trials: u64,
    /// Seed of the random streams
    #[arg(long, value_name = "S", default_value_t = Study::default().seed)]
    seed: u64,
}

impl Settings {
    /// The study with these settings, on all cores.
    pub(super) fn study(self) -> Study {
        let Self { trials, seed } = self;
        Study { trials, seed, threads: session::threads(), ..Study::default() }
    }
}

impl Analyze {
    pub(super) fn run(&self, output: &mut Output<'_>) -> Result<Exit, CommandError> {
        let document = files::read_document(&self.file)?.document;
        let analysis = progress::analyze(&document, &self.study())?;
        match self.format {
            Format::Text => output.write(&text::text(&document, &analysis))?,
            Format::Json => output.json(&json::object(&document, &analysis))?,
            Format::Csv => output.write(&csv(&document, &analysis)?)?,
        }
        Ok(Exit::Success)
    }

    fn study(&self) -> Study {
        let study = self.settings.study();
        let method = match (self.exact, self.simulate) {
            (true, _) => MethodChoice::Exact,
            (_, true) => MethodChoice::Simulation,
            _ => MethodChoice::Automatic,
        };
        Study { method, threads: self.threads.map_or(study.threads, usize::from), ..study }
    }
}

/// One line a figure: hypothesis (empty for pooled), node (empty for the document), quantity, phase, value, error.
fn csv(document: &Assessment, analysis: &Analysis) -> Result<String, CommandError> {
    let failed = |error: String| CommandError::Other(format!("cannot write CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["hypothesis", "node", "quantity", "phase", "value", "standard_error", "upper"];
    writer.write_record(head).map_err(|e| failed(e.to_string()))?;
    for row in rows(document, analysis) {
        writer.write_record(&row).map_err(|e| failed(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| failed(e.to_string()))
}

fn rows(document: &Assessment, analysis: &Analysis) -> Vec<[String; 7]> {
    let mut rows = Vec::new();
    let pooled = std::iter::once(("", &analysis.pooled));
    let all = pooled.chain(analysis.hypotheses.iter().map(|h| (h.id.as_str(), &h.outlook)));
    for (hypothesis, outlook) in all {
        let mut push = |node: &str, quantity: &str, figures: &[crate::analysis::Figure]| {
            for (phase, figure) in analysis.phases.iter().zip(figures) {
                rows.push([
                    hypothesis.to_owned(),
                    node.to_owned(),
                    quantity.to_owned(),
                    phase.to_string(),
                    figure.value.to_string(),
                    figure.standard_error.to_string(),
                    figure.upper.map(|upper| upper.to_string()).unwrap_or_default(),
                ]);
            }
        };
        push("", "any_outcome", &outlook.any_outcome);
        for node in document.nodes().iter() {
            if let Some(of_node) = outlook.nodes.get(&node.id) {
                push(node.id.as_str(), "prevalence", &of_node.prevalence);
                push(node.id.as_str(), "ever", &of_node.ever);
            }
        }
    }
    rows
}
