//! `driftline report`

use std::{io::Write, path::PathBuf};

use clap::Args;

use super::{CommandError, Exit, content::Content, progress::Progress};
use crate::{
    analysis,
    report::{self, Depths, Findings, Target},
    session::{
        export::{self, Form},
        files,
    },
};

/// Write the risk-report section on a document
///
/// The format follows from the extension of PATH: .html for a self-contained page
/// that also prints well, .pdf for tagged pages, .docx for Word, .md for
/// Markdown, .json for other programs, .zip for all tables and the numbers of
/// figures as CSV, .csv for the only table of the chosen sections. With the same
/// document, settings and --date the bytes are the same.
///
/// Examples:
///   driftline report fleet.driftline --out fleet.html --sections summary,pathways,stability
///   driftline report fleet.driftline --out tables --format csv
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Report {
    /// The document (.driftline or .json)
    file: PathBuf,
    /// The file to write: .html, .pdf, .docx, .md, .json, .zip or .csv; with --format csv, a folder
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// The format, where the extension of PATH does not name it; csv writes each table to a file of a folder
    #[arg(long, value_name = "FORMAT", value_parser = form)]
    format: Option<Form>,
    #[command(flatten)]
    content: Content,
}

impl Report {
    pub(super) fn run(&self, err: &mut dyn Write) -> Result<Exit, CommandError> {
        let form = match self.format {
            Some(form) => form,
            None => Form::of(&self.out).map_err(other)?,
        };
        let document = files::read_document(&self.file)?.document;
        let mut surroundings = self.content.surroundings(&document, err)?;
        if self.content.public {
            surroundings = surroundings.public(&document);
        }
        for remark in surroundings.remarks() {
            warn(err, &remark);
        }
        let options = self.content.options(&document)?;
        let progress = Progress::new("Probabilities");
        let study = self.content.study();
        let analysis = analysis::analyze(&document, &study, &progress)?;
        let depths = Depths::gather(&document, &analysis, &options.sections, &progress)?;
        drop(progress);
        let findings = Findings { analysis: &analysis, depths: Some(&depths) };
        let blocks = report::build(&document, findings, &options, &surroundings);
        export::write(&self.out, &blocks, form, &surroundings).map_err(other)?;
        if let Some(missing) = export::missing(&blocks, form) {
            warn(err, &missing);
        }
        Ok(Exit::Success)
    }
}

fn warn(err: &mut dyn Write, text: &str) {
    let _is_read = writeln!(err, "warning: {text}").is_ok();
}

fn other(error: export::ExportError) -> CommandError {
    match error {
        export::ExportError::File(error) => error.into(),
        error => CommandError::Other(error.to_string()),
    }
}

fn form(name: &str) -> Result<Form, String> {
    if name == "csv" {
        return Ok(Form::Folder);
    }
    Target::from_extension(name).map(Form::File).ok_or_else(|| {
        let known: Vec<&str> = Target::ALL.iter().map(|target| target.extension()).collect();
        format!("there is no format '{name}'; the formats are {} and csv", known.join(", "))
    })
}
