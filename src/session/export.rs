//! Reports as files: the only place that makes one from blocks and writes it, for the window and the command line.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{
    files::{self, FileError},
    lettering,
};
use crate::report::{
    self, ReportError, Surroundings, Target,
    block::{self, Block},
    tables,
};

/// Why a report was not written.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// It could not be laid out.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The extension names no format.
    #[error("{0}: the extension names no format; use {known}", known = known())]
    Format(PathBuf),
    /// A CSV file holds one table.
    #[error(
        "{0}: a .csv file holds one table, and the report has {1}; choose one section, write them all to a .zip file, \
         or to a folder with --format csv"
    )]
    Tables(PathBuf, usize),
}

/// In which form a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As one file.
    File(Target),
    /// Its only table as a CSV file.
    Table,
    /// Its tables as CSV files in a folder.
    Folder,
}

impl Form {
    /// The form that a path's extension names.
    ///
    /// # Errors
    /// [`ExportError::Format`] where it names none, [`ReportError::Without`] where it is one that this program lacks.
    pub fn of(path: &Path) -> Result<Self, ExportError> {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        if extension.eq_ignore_ascii_case("csv") {
            return Ok(Self::Table);
        }
        let target = Target::from_extension(&extension)
            .ok_or_else(|| ExportError::Format(path.to_owned()))?;
        if Target::ALL.contains(&target) {
            Ok(Self::File(target))
        } else {
            Err(ReportError::Without(target.name()).into())
        }
    }
}

/// Lays a report out and writes it; each file is whole or not there.
///
/// # Errors
/// [`ExportError`] where that cannot be.
pub fn write(
    path: &Path,
    blocks: &[Block],
    form: Form,
    surroundings: &dyn Surroundings,
) -> Result<(), ExportError> {
    match form {
        Form::File(target) => files::write(path, &report::render(blocks, target, surroundings)?)?,
        Form::Table => {
            let table = tables::only(blocks)?;
            let count = || blocks.iter().filter(|b| matches!(b, Block::Table(_))).count();
            let bytes = table.ok_or_else(|| ExportError::Tables(path.to_owned(), count()))?;
            files::write(path, &bytes)?;
        }
        Form::Folder => {
            let all = tables::files(blocks)?;
            files::make_folder(path)?;
            for file in all {
                files::write(&path.join(&file.name), &file.bytes)?;
            }
        }
    }
    Ok(())
}

/// What a form shows as empty boxes, in words: characters that no typeface on this machine has. Forms that are shown by
/// other programs take the typefaces of those.
pub fn missing(blocks: &[Block], form: Form) -> Option<String> {
    if form != Form::File(Target::Pdf) {
        return None;
    }
    let missing = lettering::lacking(&block::characters(blocks))?;
    Some(missing.told("PDF", "HTML"))
}

/// The extensions that name a format, in words.
fn known() -> String {
    let all: Vec<String> = Target::ALL.iter().map(|t| format!(".{}", t.extension())).collect();
    all.join(", ") + " or .csv"
}
