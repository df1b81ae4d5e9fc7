//! Reports as files: the only place that makes one from blocks and writes it, for the window and the command line.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{
    files::{self, FileError},
    lettering,
};
use crate::report::{
    self, Options, ReportError, Surroundings, Target,
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

/// A report that is to be written: what it says and in which formats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its sections and readers.
    pub options: Options,
    /// Its formats, at least one. Where there are several, each file has the extension of its format.
    pub targets: Vec<Target>,
    /// Whether the first file is opened when all are there.
    pub opens: bool,
}

impl Order {
    /// The files that come of it where a person has chosen this path. Of one format the path is taken as it is, and its
    /// extension may name another format; of several it is the name that they share.
    pub fn files(&self, path: &Path) -> Vec<(PathBuf, Target)> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        let named = extension.and_then(Target::from_extension);
        match (&*self.targets, named) {
            ([_], Some(target)) => vec![(path.to_owned(), target)],
            (targets, _) => {
                let stem = if named.is_some() { path.with_extension("") } else { path.to_owned() };
                let file = |target: &Target| {
                    let mut name = stem.clone().into_os_string();
                    name.push(".");
                    name.push(target.extension());
                    (PathBuf::from(name), *target)
                };
                targets.iter().map(file).collect()
            }
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
        Form::File(target) => write_all(&[(path.to_owned(), target)], blocks, surroundings)?,
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

/// Lays a report out in each format, then writes the files: where one cannot be laid out, none is written.
///
/// # Errors
/// [`ExportError`] where that cannot be.
pub fn write_all(
    all: &[(PathBuf, Target)],
    blocks: &[Block],
    surroundings: &dyn Surroundings,
) -> Result<(), ExportError> {
    let laid_out = all.iter().map(|(path, target)| {
        report::render(blocks, *target, surroundings).map(|bytes| (path, bytes))
    });
    let laid_out: Vec<(&PathBuf, Vec<u8>)> = laid_out.collect::<Result<_, _>>()?;
    for (path, bytes) in laid_out {
        files::write(path, &bytes)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn order(targets: &[Target]) -> Order {
        Order { options: Options::default(), targets: targets.to_vec(), opens: false }
    }

    fn names(targets: &[Target], path: &str) -> Vec<String> {
        let files = order(targets).files(Path::new(path));
        files.iter().map(|(path, _)| path.display().to_string()).collect()
    }

    #[test]
    fn the_files_of_several_formats_share_a_name() {
        let both = [Target::Html, Target::Docx];
        assert_eq!(names(&both, "a/fleet"), ["a/fleet.html", "a/fleet.docx"]);
        assert_eq!(names(&both, "a/fleet.json"), ["a/fleet.html", "a/fleet.docx"]);
        assert_eq!(names(&both, "a/v1.2"), ["a/v1.2.html", "a/v1.2.docx"]);
    }

    #[test]
    fn the_extension_of_one_file_names_its_format() {
        assert_eq!(names(&[Target::Html], "fleet"), ["fleet.html"]);
        let files = order(&[Target::Html]).files(Path::new("fleet.docx"));
        assert_eq!(files, [(PathBuf::from("fleet.docx"), Target::Docx)]);
        assert_eq!(names(&[Target::Html], "v1.2"), ["v1.2.html"]);
    }
}
