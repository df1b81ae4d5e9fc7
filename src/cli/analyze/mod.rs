//! `driftline analyze`

mod depths;
mod insights;
mod json;
mod table;
mod text;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{CommandError, Exit, Output, partial, progress::Progress};
use crate::{
    analysis::{self, Analysis, Share},
    model::{Assessment, MethodChoice, Study, VectorWidth},
    session::{self, files},
};
use insights::Insights;

/// Compute what follows from a document: probabilities per phase with their errors, and what lies deeper
///
/// Small documents are solved exactly, others by simulation; --exact and --simulate insist on one way. Printed are, for
/// every node and phase, how probable it is to be misaligned then, and so far; the probability of any outcome so far;
/// reach and reproduction number; the importance of links, nodes and mitigations; the tornado of the scores; the most
/// probable routes to an outcome, and the links that would cut them all; with --draws also the bands that uncertain
/// scores make of it. What lies deeper than probabilities takes many runs, each of at most 1048576 trials; --brief
/// leaves it out. The same document, seed and settings give the same bytes on every machine and for any number of
/// threads.
///
/// A long simulation can be split: --shard 2/8 --partial 2.json computes the second of eight parts, on any machine.
///
/// Example: driftline analyze fleet.driftline --format json --seed 7 > fleet.json
#[derive(Debug, Args)]
pub(super) struct Analyze {
    /// The document (.driftline or .json)
    file: PathBuf,
    #[command(flatten)]
    printing: Printing,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    machine: Machine,
    /// Solve exactly or fail
    #[arg(long, conflicts_with = "simulate")]
    exact: bool,
    /// Simulate even where an exact solution is affordable
    #[arg(long)]
    simulate: bool,
    /// Stop simulating when the standard error of the headline is at most this share of it, such as 0.01; --trials is
    /// then the most
    #[arg(long, value_name = "R", value_parser = precision, conflicts_with = "exact")]
    precision: Option<f64>,
    /// Simulate part I of N alone, and write it to --partial; `driftline combine` puts the parts together
    #[arg(long, value_name = "I/N", value_parser = share, requires = "partial",
        conflicts_with_all = ["exact", "precision", "format", "draws", "brief"])]
    shard: Option<Share>,
    /// The file for the part's counts
    #[arg(long, value_name = "OUT", requires = "shard")]
    partial: Option<PathBuf>,
}

/// What is printed, and how.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Printing {
    /// How to print the results
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Draws of the uncertain scores, for bands; 0 for none
    #[arg(long, value_name = "K", default_value_t = 0,
        value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub(super) draws: u32,
    /// Print probabilities alone, without what takes further runs
    #[arg(long, conflicts_with = "draws")]
    brief: bool,
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

/// How to use the machine; results do not depend on it.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Machine {
    /// Worker threads; results do not depend on it [default: one a core]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Memory that the computation may take beside the document, in GiB; what would take more is refused before it
    /// starts. Exact solutions keep to 1 GiB of their own [default: 4]
    #[arg(long, value_name = "GIB", value_parser = memory)]
    memory: Option<u64>,
    /// The widest vectors to compute with; results do not depend on it
    #[arg(long, value_enum, default_value_t = Vectors::Widest, hide = true)]
    vectors: Vectors,
}

/// How wide vectors may be.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Vectors {
    /// The widest that the processor has
    Widest,
    /// At most 256 bits
    Avx2,
    /// What every processor of the kind has
    Baseline,
}

impl Settings {
    /// The study with these settings, on all cores.
    pub(super) fn study(self) -> Study {
        let Self { trials, seed } = self;
        Study { trials, seed, threads: session::threads(), ..Study::default() }
    }
}

impl Machine {
    /// A study made so.
    pub(super) fn applied(self, study: &Study) -> Study {
        let vectors = match self.vectors {
            Vectors::Widest => VectorWidth::Widest,
            Vectors::Avx2 => VectorWidth::Avx2,
            Vectors::Baseline => VectorWidth::Baseline,
        };
        let threads = self.threads.map_or(study.threads, usize::from);
        let memory = self.memory.unwrap_or(study.memory);
        Study { threads, vectors, memory, ..study.clone() }
    }
}

impl Printing {
    /// Gathers what lies deeper, if it is wanted, and prints all.
    pub(super) fn print(
        self,
        document: &Assessment,
        analysis: &Analysis,
        progress: Progress,
        output: &mut Output<'_>,
    ) -> Result<(), CommandError> {
        let insights = if self.brief {
            Insights::default()
        } else {
            Insights::gather(document, analysis, &progress)?
        };
        // The bar goes before the results come.
        drop(progress);
        match self.format {
            Format::Text => output.tell(&text::text(document, analysis, &insights)),
            Format::Json => output.json(&json::object(document, analysis, &insights)),
            Format::Csv => output.write(&table::csv(document, analysis, &insights)?),
        }
    }
}

impl Analyze {
    pub(super) fn run(&self, output: &mut Output<'_>) -> Result<Exit, CommandError> {
        let document = files::read_document(&self.file)?.document;
        if let (Some(share), Some(path)) = (self.shard, &self.partial) {
            return self.part(&document, share, path);
        }
        let progress = Progress::new("Probabilities");
        let analysis = analysis::analyze(&document, &self.study(), &progress)?;
        self.printing.print(&document, &analysis, progress, output)?;
        Ok(Exit::Success)
    }

    /// Writes one part of the run.
    fn part(&self, document: &Assessment, share: Share, path: &Path) -> Result<Exit, CommandError> {
        let study = self.study();
        let part = analysis::part(document, &study, share, &Progress::new("Probabilities"))?;
        partial::write(path, document, &study, part)?;
        Ok(Exit::Success)
    }

    fn study(&self) -> Study {
        let method = match (self.exact, self.simulate) {
            (true, _) => MethodChoice::Exact,
            (_, true) => MethodChoice::Simulation,
            _ => MethodChoice::Automatic,
        };
        let study = self.machine.applied(&self.settings.study());
        Study { method, precision: self.precision, draws: self.printing.draws, ..study }
    }
}

fn precision(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(share),
        _ => Err("give a share between 0 and 1, such as 0.01".to_owned()),
    }
}

/// Bytes of so many GiB.
fn memory(text: &str) -> Result<u64, String> {
    match text.parse::<f64>() {
        Ok(gibibytes) if gibibytes > 0.0 && gibibytes <= 1e6 => {
            Ok((gibibytes * (1_u64 << 30) as f64) as u64)
        }
        _ => Err("give a number of GiB above 0, such as 8 or 0.5".to_owned()),
    }
}

fn share(text: &str) -> Result<Share, String> {
    let numbers = text
        .split_once('/')
        .and_then(|(part, parts)| Some((part.trim().parse().ok()?, parts.trim().parse().ok()?)));
    numbers
        .and_then(|(part, parts)| Share::new(part, parts))
        .ok_or_else(|| "give the part and the number of parts, from 1/8 to 8/8".to_owned())
}
