//! The evidence register and bibliographies as files.

use std::path::Path;

use super::{
    Gesture, Notice, Session,
    files::{self, FileError},
};
use crate::{
    formats::bibliography::{self, Bibliography, Import, Problem},
    model::Edit,
    report::wording,
};

/// What the last import brought and left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The name of the file.
    pub file: String,
    /// How many pieces of evidence were added.
    pub added: usize,
    /// How many entries the file has.
    pub entries: usize,
    /// What was dropped or changed.
    pub problems: Vec<Problem>,
}

impl Session {
    /// What the last import brought and left out, until it is put away.
    pub fn imported(&self) -> Option<&Imported> {
        self.imported.as_ref()
    }

    /// Adds what a bibliography has and the register has not, as one step.
    pub(super) fn import_evidence(&mut self, path: &Path) -> Result<(), Notice> {
        let failed = |error: FileError| Notice::failed(error.to_string());
        let bytes = files::read(path).map_err(failed)?;
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let form = Bibliography::from_extension(&extension);
        let form = form.or_else(|| Bibliography::sniffed(&bytes)).ok_or_else(|| {
            let reason = "this is no bibliography; choose a file in BibTeX, CSL-JSON or RIS";
            failed(FileError::Unusable(path.to_owned(), reason.to_owned()))
        })?;
        let import = bibliography::beside(bibliography::read(&bytes, form), self.assessment());
        let Import { evidence, problems, entries } = import;
        let added = evidence.len();
        if added > 0 {
            let edits = evidence.into_iter().map(Edit::put).collect();
            self.edit(&Edit::Named("import evidence", edits), Gesture::Single)?;
        }
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.imported = Some(Imported { file, added, entries, problems });
        Ok(())
    }

    /// Writes the register to a bibliography of the form that the extension names.
    pub(super) fn export_evidence(&mut self, path: &Path) -> Result<(), Notice> {
        let failed = |error: FileError| Notice::failed(error.to_string());
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let form = Bibliography::from_extension(&extension)
            .ok_or_else(|| FileError::UnknownFormat(path.to_owned(), ".bib, .json or .ris"))
            .map_err(failed)?;
        let register = self.assessment().evidence();
        let count = wording::counted(register.len(), "piece of evidence", "pieces of evidence");
        let text = bibliography::write(register.iter(), form);
        files::write(path, text.as_bytes()).map_err(failed)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Err(Notice::done(format!("{count} written to {name}")))
    }
}
