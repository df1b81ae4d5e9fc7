//! Several files as one ZIP archive, without a clock: the same files give the same bytes.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use super::ReportError;

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, with the folders it lies in, separated by `/`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The files in the order given.
///
/// # Errors
/// [`ReportError::Unwritable`] where an archive cannot hold them, such as two of one name.
pub(super) fn zip(files: &[File]) -> Result<Vec<u8>, ReportError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    // The earliest time that the form knows, on every file.
    let usual = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for file in files {
        writer.start_file(&*file.name, usual).map_err(unwritable)?;
        writer.write_all(&file.bytes).map_err(unwritable)?;
    }
    writer.finish().map(Cursor::into_inner).map_err(unwritable)
}

fn unwritable(error: impl std::fmt::Display) -> ReportError {
    ReportError::Unwritable(error.to_string())
}
