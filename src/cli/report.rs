//! `driftline report`

use std::{io::Write, path::PathBuf};

use clap::Args;

use super::{CommandError, Exit, analyze::Settings, progress::Progress};
use crate::{
    analysis,
    model::{Assessment, Study},
    report::{self, Depths, Findings, Options, Profile, Section, Target},
    session::{
        RealSurroundings,
        export::{self, Form},
        files, release,
    },
};

/// Write the risk-report section on a document
///
/// The format follows from the extension of PATH: .html for a self-contained page that also prints well, .pdf for
/// tagged pages, .docx for Word, .md for Markdown, .json for other programs, .zip for
/// all tables and the numbers of figures as CSV, .csv for the only table of the chosen sections. With the same document,
/// settings and --date the bytes are the same.
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
    /// A folder of templates or with a house style (style.ron), or the name of one among the user's own templates
    #[arg(long, value_name = "NAME|DIR")]
    template: Option<PathBuf>,
    /// For which reader sections are chosen, ordered and named [default: the document's]: full, anthropic,
    /// code-of-practice, sb53, safety-case, memo
    #[arg(long, value_name = "NAME", value_parser = profile)]
    profile: Option<Profile>,
    /// The sections to write, in this order, separated by commas [default: those of the profile]: summary, scope,
    /// threat-model, pathways, stability, hypotheses, mitigations, detection, outcomes, importance, routes, argument,
    /// evidence, unscored, limitations, outlook, changelog (with --since), coverage, method, scores, figures, provenance
    #[arg(long, value_name = "a,b,c", value_delimiter = ',', value_parser = section)]
    sections: Vec<Section>,
    /// The date to print, as 2026-11-03 [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    date: Option<String>,
    /// Leave out what is not for the public: all that is marked as internal, notes, owners, costs. The figures stay those
    /// of the whole document; a log says how much was left out and why
    #[arg(long)]
    public: bool,
    /// An earlier release: what has changed since then becomes a section
    #[arg(long, value_name = "R.zip")]
    since: Option<PathBuf>,
    /// Draws of the uncertain scores, for bands; 0 for none
    #[arg(long, value_name = "K", default_value_t = 200,
        value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    draws: u32,
    #[command(flatten)]
    settings: Settings,
}

impl Report {
    pub(super) fn run(&self, err: &mut dyn Write) -> Result<Exit, CommandError> {
        let form = match self.format {
            Some(form) => form,
            None => Form::of(&self.out).map_err(other)?,
        };
        let document = files::read_document(&self.file)?.document;
        let mut surroundings =
            RealSurroundings::of(&document, self.date.as_deref()).in_own_style()?;
        if self.public {
            surroundings = surroundings.public(&document);
        }
        if let Some(template) = &self.template {
            surroundings = surroundings.with_templates(template)?;
        }
        for remark in surroundings.remarks() {
            warn(err, &remark);
        }
        let since = self.since.as_deref().map(release::edition).transpose();
        let since = since.map_err(|error| CommandError::Other(error.to_string()))?;
        let options = Options { since, ..self.options(&document) };
        let progress = Progress::new("Probabilities");
        let study = Study { draws: self.draws, ..self.settings.study() };
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

    fn options(&self, document: &Assessment) -> Options {
        let usual = Options { is_public: self.public, ..Options::of(document, self.profile) };
        if self.sections.is_empty() {
            return usual;
        }
        Options { sections: self.sections.clone(), ..usual }
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

pub(super) fn profile(id: &str) -> Result<Profile, String> {
    Profile::from_id(id.trim()).ok_or_else(|| {
        let known: Vec<&str> = Profile::ALL.iter().map(|profile| profile.id()).collect();
        format!("there is no profile '{id}'; the profiles are {}", known.join(", "))
    })
}

pub(super) fn section(id: &str) -> Result<Section, String> {
    Section::from_id(id.trim()).ok_or_else(|| {
        let known: Vec<&str> = Section::ALL.iter().map(|section| section.id()).collect();
        format!("there is no section '{id}'; the sections are {}", known.join(", "))
    })
}

pub(super) fn date(text: &str) -> Result<String, String> {
    match text.parse::<jiff::civil::Date>() {
        Ok(date) if date.to_string() == text => Ok(text.to_owned()),
        _ => Err("use the form 2026-11-03".to_owned()),
    }
}
