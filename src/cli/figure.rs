//! `driftline figure`

use std::{borrow::Cow, collections::BTreeSet, io::Write, path::PathBuf};

use clap::{Args, ValueEnum};

use super::{
    CommandError, Exit,
    analyze::Settings,
    progress::{self, Progress},
};
use crate::{
    analysis::{self, Analysis},
    drawing::{Drawing, argument::Notation, svg},
    model::{Assessment, Id, Study, Subject},
    report::{
        Depths, Findings, Section,
        block::FigureData,
        depths::Stage,
        figures::{self, FigureKind},
        graph_figure::{GraphFigure, Numbers},
        redaction::{self, Published},
        tables,
    },
    session::{
        RealSurroundings, files,
        picture::{self, Finish},
    },
};

/// Write one figure of the report as a picture (.svg or .png)
///
/// Examples:
///   driftline figure fleet.driftline --figure graph --phase internal-broad --out fleet.svg
///   driftline figure fleet.driftline --figure tornado --out tornado.png --data tornado.csv
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Figure {
    /// The document (.driftline or .json)
    file: PathBuf,
    /// Which figure: graph, outcome, stability, prevalence, fan, importance, mitigations, tornado, routes, shifts, weights
    /// or argument
    #[arg(long = "figure", value_name = "FIGURE", value_parser = kind)]
    which: FigureKind,
    /// The phase that the graph shows [default: the last one]
    #[arg(long, value_name = "ID")]
    phase: Option<String>,
    /// Show the graph in every phase, side by side
    #[arg(long, conflicts_with = "phase")]
    each_phase: bool,
    /// Show the graph without any number, for slides
    #[arg(long, conflicts_with_all = ["phase", "each_phase"])]
    structure: bool,
    /// Show only these nodes and zones of the graph, by id
    #[arg(long, value_name = "ID,ID,…", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave out what is marked as internal; the numbers stay those of the whole document
    #[arg(long)]
    public: bool,
    /// In which notation the argument is drawn
    #[arg(long, value_enum, default_value_t)]
    notation: NotationChoice,
    /// In which colors
    #[arg(long, value_enum, default_value_t)]
    look: Look,
    /// Pixels of a .png for each unit of the drawing (1 is 96 dots an inch)
    #[arg(long, value_name = "X", default_value_t = 2.0, value_parser = scale)]
    scale: f32,
    /// The file to write: .svg or .png
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// Write the numbers that the figure shows to this file, too: .csv
    #[arg(long, value_name = "PATH", conflicts_with = "structure")]
    data: Option<PathBuf>,
    /// Draws of the uncertain scores, for the bands of the fan
    #[arg(long, value_name = "K", default_value_t = 200,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    draws: u32,
    #[command(flatten)]
    settings: Settings,
}

/// In which notation the argument is drawn.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum NotationChoice {
    /// Goal Structuring Notation
    #[default]
    Gsn,
    /// Claims, arguments, evidence
    Cae,
}

/// In which colors a figure is.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Look {
    /// Dark on white, for paper
    #[default]
    Print,
    /// As the window in its light theme
    Light,
    /// As the window in its dark theme
    Dark,
}

impl Figure {
    pub(super) fn run(&self, err: &mut dyn Write) -> Result<Exit, CommandError> {
        picture::check_extension(&self.out).map_err(other)?;
        self.check_flags()?;
        let document = files::read_document(&self.file)?.document;
        let published = if self.public { Published::of(&document) } else { None };
        let told = Told { document: &document, published: published.as_ref() };
        let is_graph = self.which == FigureKind::Graph;
        // The graph is drawn as its flags say; what it shows is found only where somebody asks for the numbers.
        let found = if is_graph && self.data.is_none() {
            None
        } else {
            Some(self.found(&told, self.which)?)
        };
        let (drawing, numbers) = match found {
            Some((drawing, numbers)) if !is_graph => (drawing, Some(numbers)),
            found => (self.graph(&told)?, found.map(|(_, numbers)| numbers)),
        };
        let look = match self.look {
            Look::Print => svg::Look::Print,
            Look::Light => svg::Look::Light,
            Look::Dark => svg::Look::Dark,
        };
        let finish = Finish { look, scale: self.scale };
        if let Some(missing) = picture::write(&self.out, &drawing, finish).map_err(other)? {
            let _is_read = writeln!(err, "warning: {missing}").is_ok();
        }
        if let (Some(path), Some(numbers)) = (&self.data, &numbers) {
            files::write(path, &tables::of_figure(numbers).map_err(other)?)?;
        }
        Ok(Exit::Success)
    }

    /// A figure with the numbers behind it.
    fn found(
        &self,
        told: &Told<'_>,
        kind: FigureKind,
    ) -> Result<(Drawing, FigureData), CommandError> {
        let document = told.document;
        if !kind.needs_analysis() {
            let notation = match self.notation {
                NotationChoice::Gsn => Notation::Gsn,
                NotationChoice::Cae => Notation::Cae,
            };
            return figures::of_document(&told.shown(), kind, notation)
                .ok_or_else(|| absent(kind, "the document gives it nothing"));
        }
        let progress = Progress::new(Stage::Probabilities.title());
        let study = Study { draws: self.draws, ..self.settings.study() };
        let analysis = analysis::analyze(document, &study, &progress)?;
        let sections: Vec<Section> = kind.section().into_iter().collect();
        let depths = Depths::gather(document, &analysis, &sections, &progress)?;
        let (analysis, depths) = (told.analysis(analysis), told.depths(depths));
        let findings = Findings { analysis: &analysis, depths: Some(&depths) };
        let surroundings = RealSurroundings::of(document, None);
        figures::figure(&told.shown(), findings, kind, &surroundings).ok_or_else(|| {
            let why = depths.notes.first().map_or("the document gives it nothing", |note| note);
            absent(kind, why)
        })
    }

    fn check_flags(&self) -> Result<(), CommandError> {
        let flags = [
            ("--phase", self.phase.is_some()),
            ("--each-phase", self.each_phase),
            ("--structure", self.structure),
            ("--only", !self.only.is_empty()),
        ];
        match flags.into_iter().find(|(_, is_given)| *is_given) {
            Some((flag, _)) if self.which != FigureKind::Graph => Err(CommandError::Other(
                format!("{flag} is for the graph; the other figures show all phases and nodes"),
            )),
            _ => Ok(()),
        }
    }

    fn graph(&self, told: &Told<'_>) -> Result<Drawing, CommandError> {
        let document = told.document;
        let numbers = match &self.phase {
            _ if self.structure => Numbers::None,
            _ if self.each_phase => Numbers::EachPhase,
            Some(wanted) => Numbers::Phase(phase(document, wanted)?),
            None => Numbers::Last,
        };
        let subjects = self.subjects(document)?.into_iter();
        let subjects = subjects.map(|subject| told.subject(subject)).collect();
        let figure = GraphFigure { subjects, numbers };
        let analysis = if figure.needs_results() {
            Some(told.analysis(progress::analyze(document, &self.settings.study())?))
        } else {
            None
        };
        figure.drawing(&told.shown(), analysis.as_ref()).ok_or_else(|| {
            CommandError::Other("nothing to show: the zones of --only have no nodes".to_owned())
        })
    }

    fn subjects(&self, document: &Assessment) -> Result<BTreeSet<Subject>, CommandError> {
        let subject = |wanted: &String| {
            let node = Id::new(wanted).ok().filter(|id| document.nodes().contains(id));
            let zone = Id::new(wanted).ok().filter(|id| document.zones().contains(id));
            node.map(Subject::Node).or(zone.map(Subject::Zone)).ok_or_else(|| {
                CommandError::Other(format!(
                    "there is no node or zone '{wanted}'; 'driftline convert' to JSON shows the ids"
                ))
            })
        };
        self.only.iter().map(subject).collect()
    }
}

/// A document, and how much of it may be told.
struct Told<'a> {
    document: &'a Assessment,
    published: Option<&'a Published>,
}

impl Told<'_> {
    /// The document as the figure shows it.
    fn shown(&self) -> Cow<'_, Assessment> {
        match self.published {
            Some(published) => Cow::Borrowed(&published.document),
            None => redaction::in_house(self.document),
        }
    }

    fn subject(&self, subject: Subject) -> Subject {
        self.published.map(|published| published.subject(&subject)).unwrap_or(subject)
    }

    fn analysis(&self, analysis: Analysis) -> Analysis {
        self.published.map(|published| published.analysis(&analysis)).unwrap_or(analysis)
    }

    fn depths(&self, depths: Depths) -> Depths {
        let published = self.published;
        published.map(|published| published.depths(self.document, &depths)).unwrap_or(depths)
    }
}

/// The place of the wanted phase.
fn phase(document: &Assessment, wanted: &str) -> Result<usize, CommandError> {
    let known = Id::new(wanted).ok().and_then(|id| document.phases().position(&id));
    known.ok_or_else(|| {
        let ids: Vec<&str> = document.phases().iter().map(|phase| phase.id.as_str()).collect();
        let list = ids.join(", ");
        CommandError::Other(format!("there is no phase '{wanted}'; the phases are {list}"))
    })
}

fn absent(kind: FigureKind, why: &str) -> CommandError {
    CommandError::Other(format!("there is no figure '{}' to draw: {why}", kind.name()))
}

fn other(error: impl std::fmt::Display) -> CommandError {
    CommandError::Other(error.to_string())
}

fn scale(text: &str) -> Result<f32, String> {
    let scale: f32 = text.parse().map_err(|e| format!("'{text}': {e}"))?;
    if (0.1..=20.0).contains(&scale) {
        Ok(scale)
    } else {
        Err("the scale lies between 0.1 and 20".to_owned())
    }
}

fn kind(name: &str) -> Result<FigureKind, String> {
    FigureKind::from_name(name).ok_or_else(|| {
        let known: Vec<&str> = FigureKind::ALL.iter().map(|kind| kind.name()).collect();
        format!("there is no figure '{name}'; the figures are {}", known.join(", "))
    })
}
