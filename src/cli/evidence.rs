//! `driftline evidence`

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::{CommandError, Exit, output::Output};
use crate::{
    formats::bibliography::{self, Bibliography, Loss},
    model::{Assessment, Edit, Evidence},
    report::wording,
    session::files::{self, FileError},
};

/// Exchange the evidence register with reference managers: BibTeX (.bib), CSL-JSON (.json) and RIS (.ris)
///
/// An import adds what the register does not have yet, by id and by DOI or
/// address, and overwrites nothing. Title, authors, container, date, source and
/// pages come along; abstracts and notes do not. What was dropped or changed is
/// printed, one line each. An export carries the same; kind, grade, finding,
/// limits and quote stay behind.
///
/// Examples:
///   driftline evidence fleet.driftline --import refs.bib
///   driftline evidence fleet.driftline --import refs.json --out with-refs.driftline
///   driftline evidence fleet.driftline --export refs.ris
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct EvidenceCommand {
    /// The document
    file: PathBuf,
    /// Add the entries of this bibliography to the register
    #[arg(
        long,
        value_name = "REFS",
        required_unless_present = "export",
        conflicts_with = "export"
    )]
    import: Option<PathBuf>,
    /// Write the register to this bibliography
    #[arg(long, value_name = "REFS")]
    export: Option<PathBuf>,
    /// With --import: the document to write, instead of FILE itself
    #[arg(long, requires = "import")]
    out: Option<PathBuf>,
    /// The form of the file to import where its extension does not tell
    #[arg(long, value_enum, requires = "import")]
    from: Option<Form>,
    /// The form of the file to export where its extension does not tell
    #[arg(long, value_enum, requires = "export")]
    to: Option<Form>,
}

/// A form of a bibliography.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    /// BibTeX and BibLaTeX (.bib)
    Bibtex,
    /// CSL-JSON (.json)
    Csl,
    /// RIS (.ris)
    Ris,
}

impl From<Form> for Bibliography {
    fn from(form: Form) -> Self {
        match form {
            Form::Bibtex => Self::BibTex,
            Form::Csl => Self::CslJson,
            Form::Ris => Self::Ris,
        }
    }
}

impl EvidenceCommand {
    pub(super) fn run(
        &self,
        output: &mut Output<'_>,
        err: &mut dyn Write,
    ) -> Result<Exit, CommandError> {
        let reading = files::read_document(&self.file)?;
        for notice in &reading.notices {
            let _is_read = writeln!(err, "note: {notice}").is_ok();
        }
        match (&self.import, &self.export) {
            (Some(path), _) => self.import(&reading.document, path, output),
            (None, Some(path)) => self.export(&reading.document, path, output),
            (None, None) => Ok(Exit::Success),
        }
    }

    fn import(
        &self,
        document: &Assessment,
        path: &Path,
        output: &mut Output<'_>,
    ) -> Result<Exit, CommandError> {
        let bytes = files::read(path)?;
        let form = self.from.map(Into::into).or_else(|| form_of(path));
        let form = form.or_else(|| Bibliography::sniffed(&bytes));
        let form = form.ok_or_else(|| unknown(path, "--from"))?;
        let import = bibliography::beside(bibliography::read(&bytes, form), document);
        let pieces = import.evidence.iter().cloned().map(Edit::put).collect();
        let edited = document.edited(&Edit::Named("import evidence", pieces));
        let edited = edited.map_err(|error| CommandError::Other(error.to_string()))?;
        files::write_document(self.out.as_ref().unwrap_or(&self.file), &edited)?;
        output.tell(&told(&import))?;
        Ok(Exit::Success)
    }

    fn export(
        &self,
        document: &Assessment,
        path: &Path,
        output: &mut Output<'_>,
    ) -> Result<Exit, CommandError> {
        let form = self.to.map(Into::into).or_else(|| form_of(path));
        let form = form.ok_or_else(|| unknown(path, "--to"))?;
        let text = bibliography::write(document.evidence().iter(), form);
        files::write(path, text.as_bytes())?;
        let is_incident = |e: &&Evidence| e.incident.is_some();
        let incidents = document.evidence().iter().filter(is_incident).count();
        let mut line = format!("{} written as {}", pieces(document.evidence().len()), form.title());
        if incidents > 0 {
            let records = wording::counted(incidents, "incident record", "incident records");
            line = format!("{line}; {records} stayed behind");
        }
        output.tell(&format!("{line}\n"))?;
        Ok(Exit::Success)
    }
}

fn form_of(path: &Path) -> Option<Bibliography> {
    Bibliography::from_extension(&path.extension()?.to_string_lossy())
}

fn unknown(path: &Path, flag: &str) -> FileError {
    let reason = format!(
        "the extension names no bibliography; use .bib, .json or .ris, or say {flag} bibtex, csl or ris"
    );
    FileError::Unusable(path.to_owned(), reason)
}

fn pieces(count: usize) -> String {
    wording::counted(count, "piece of evidence", "pieces of evidence")
}

/// What came along in one line, and what did not in one line each.
fn told(import: &bibliography::Import) -> String {
    let entries = wording::counted(import.entries, "entry", "entries");
    let first = format!("{} of {entries} added\n", pieces(import.evidence.len()));
    let problems = import.problems.iter().map(|problem| {
        let word = match problem.loss {
            Loss::Dropped => "dropped",
            Loss::Changed => "changed",
        };
        format!("{word}: {problem}\n")
    });
    std::iter::once(first).chain(problems).collect()
}
