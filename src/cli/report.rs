//! `driftline report`

use std::path::PathBuf;

use clap::Args;

use super::{CommandError, Exit, analyze::Settings, progress};
use crate::{
    report::{self, Options, Section, Target},
    session::{
        RealSurroundings,
        export::{self, Form},
        files,
    },
};

/// Write the risk-report section on a document
///
/// The format follows from the extension of PATH: .html for a self-contained page that also prints well, .docx for
/// Word, .md for Markdown, .json for other programs, .zip for all tables as CSV, .csv for the only table of the chosen
/// sections. With the same document, settings and --date the bytes are the same.
///
/// Examples:
///   driftline report fleet.driftline --out fleet.html --sections headline,pathways,stability
///   driftline report fleet.driftline --out tables --format csv
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Report {
    /// The document (.driftline or .json)
    file: PathBuf,
    /// The file to write: .html, .docx, .md, .json, .zip or .csv; with --format csv, a folder
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// The format, where the extension of PATH does not name it; csv writes each table to a file of a folder
    #[arg(long, value_name = "FORMAT", value_parser = form)]
    format: Option<Form>,
    /// A folder of templates, or the name of one among the user's own templates
    #[arg(long, value_name = "NAME|DIR")]
    template: Option<PathBuf>,
    /// The sections to write, in this order, separated by commas [default: all]: headline, threat-model, pathways,
    /// stability, outcomes, hypotheses, mitigations, evidence, unscored, limitations, method, scores, provenance
    #[arg(long, value_name = "a,b,c", value_delimiter = ',', value_parser = section)]
    sections: Vec<Section>,
    /// The date to print, as 2026-11-03 [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    date: Option<String>,
    /// Leave out what is not for the public: notes, owners, costs
    #[arg(long)]
    public: bool,
    #[command(flatten)]
    settings: Settings,
}

impl Report {
    pub(super) fn run(&self) -> Result<Exit, CommandError> {
        let form = match self.format {
            Some(form) => form,
            None => Form::of(&self.out).map_err(other)?,
        };
        let document = files::read_document(&self.file)?.document;
        let mut surroundings = RealSurroundings::of(&document, self.date.as_deref());
        if let Some(template) = &self.template {
            surroundings = surroundings.with_templates(template)?;
        }
        let analysis = progress::analyze(&document, &self.settings.study())?;
        let blocks = report::build(&document, &analysis, &self.options(), &surroundings);
        export::write(&self.out, &blocks, form, &surroundings).map_err(other)?;
        Ok(Exit::Success)
    }

    fn options(&self) -> Options {
        let usual = Options { is_public: self.public, ..Options::default() };
        if self.sections.is_empty() {
            return usual;
        }
        Options { sections: self.sections.clone(), ..usual }
    }
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

fn section(id: &str) -> Result<Section, String> {
    Section::from_id(id.trim()).ok_or_else(|| {
        let known: Vec<&str> = Section::ALL.iter().map(|section| section.id()).collect();
        format!("there is no section '{id}'; the sections are {}", known.join(", "))
    })
}

fn date(text: &str) -> Result<String, String> {
    match text.parse::<jiff::civil::Date>() {
        Ok(date) if date.to_string() == text => Ok(text.to_owned()),
        _ => Err("use the form 2026-11-03".to_owned()),
    }
}
