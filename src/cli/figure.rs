//! `driftline figure`

use std::path::PathBuf;

use clap::Args;

use super::{CommandError, Exit, analyze::Settings, progress};
use crate::{
    drawing::svg,
    model::{Assessment, Id},
    report::figures::{self, FigureKind},
    session::files,
};

/// Write one figure of the report as a picture (.svg)
///
/// Example: driftline figure fleet.driftline --figure graph --phase internal-broad --out fleet.svg
#[derive(Debug, Args)]
pub(super) struct Figure {
    /// The document (.driftline or .json)
    file: PathBuf,
    /// Which figure: graph, outcome or stability
    #[arg(long = "figure", value_name = "FIGURE", value_parser = kind)]
    which: FigureKind,
    /// The phase that the graph shows [default: the last one]
    #[arg(long, value_name = "ID")]
    phase: Option<String>,
    /// The file to write: .svg
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    #[command(flatten)]
    settings: Settings,
}

impl Figure {
    pub(super) fn run(&self) -> Result<Exit, CommandError> {
        if !self.out.extension().is_some_and(|e| e.eq_ignore_ascii_case("svg")) {
            let path = self.out.display();
            return Err(CommandError::Other(format!(
                "{path}: the extension names no format of pictures; use .svg"
            )));
        }
        if self.phase.is_some() && self.which != FigureKind::Graph {
            let text = "--phase is for the graph; the other figures show all phases";
            return Err(CommandError::Other(text.to_owned()));
        }
        let document = files::read_document(&self.file)?.document;
        let phase = self.phase(&document)?;
        let analysis = progress::analyze(&document, &self.settings.study())?;
        let drawing = figures::figure(&document, &analysis, self.which, phase);
        files::write(&self.out, svg::svg(&drawing, svg::Look::Print).as_bytes())?;
        Ok(Exit::Success)
    }

    /// The place of the wanted phase.
    fn phase(&self, document: &Assessment) -> Result<usize, CommandError> {
        let Some(wanted) = &self.phase else { return Ok(document.phases().len() - 1) };
        let known = Id::new(wanted).ok().and_then(|id| document.phases().position(&id));
        known.ok_or_else(|| {
            let ids: Vec<&str> = document.phases().iter().map(|phase| phase.id.as_str()).collect();
            let list = ids.join(", ");
            CommandError::Other(format!("there is no phase '{wanted}'; the phases are {list}"))
        })
    }
}

fn kind(name: &str) -> Result<FigureKind, String> {
    FigureKind::from_name(name).ok_or_else(|| {
        let known: Vec<&str> = FigureKind::ALL.iter().map(|kind| kind.name()).collect();
        format!("there is no figure '{name}'; the figures are {}", known.join(", "))
    })
}
