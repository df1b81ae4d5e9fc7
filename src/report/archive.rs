//! Several files as one ZIP archive, without a clock: the same files give the same bytes; and back, within limits.

use std::io::{Cursor, Read, Write};

use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

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
pub fn zip(files: &[File]) -> Result<Vec<u8>, ReportError> {
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

/// How much an archive may hold: they come from strangers.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most files.
    pub files: usize,
    /// Most bytes of one file, unpacked.
    pub file_bytes: u64,
    /// Most bytes of all files together, unpacked.
    pub all_bytes: u64,
}

/// Why an archive was not unpacked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// It is none, or a damaged one.
    #[error("this is no ZIP archive that can be read: {0}")]
    Broken(String),
    /// It holds more than is allowed.
    #[error("the archive holds more than is allowed: {0}")]
    TooLarge(String),
    /// A file in it has a name that leads elsewhere, or a second one has it.
    #[error("the archive holds a file of a name that is not allowed: {0}")]
    Name(String),
}

/// The files of an archive in their order, checked against limits while they are unpacked: what the archive says of
/// their sizes is not believed.
///
/// # Errors
/// [`ArchiveError`].
pub fn unzip(bytes: &[u8], limits: Limits) -> Result<Vec<File>, ArchiveError> {
    // Told at its end, so that a list of millions is not read first.
    if let Some(told) = told_entries(bytes).filter(|told| *told > limits.files) {
        let reason = format!("{told} files, and {} are the most", limits.files);
        return Err(ArchiveError::TooLarge(reason));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > limits.files {
        let reason = format!("{} files, and {} are the most", archive.len(), limits.files);
        return Err(ArchiveError::TooLarge(reason));
    }
    let mut files: Vec<File> = Vec::new();
    let mut left = limits.all_bytes;
    for i in 0..archive.len() {
        let mut packed = archive.by_index(i).map_err(broken)?;
        let name = packed.name().to_owned();
        if !is_plain(&name) || files.iter().any(|file| file.name == name) {
            return Err(ArchiveError::Name(name.escape_debug().take(80).collect()));
        }
        let most = limits.file_bytes.min(left);
        let mut inner = Vec::new();
        (&mut packed).take(most + 1).read_to_end(&mut inner).map_err(broken)?;
        let length = inner.len() as u64;
        if length > most {
            let reason = format!("'{name}' has more than {most} bytes");
            return Err(ArchiveError::TooLarge(reason));
        }
        left -= length;
        files.push(File { name, bytes: inner });
    }
    Ok(files)
}

/// How many files an archive says that it has: at its end, behind which a comment of 64 KiB may stand. Where there are too
/// many for that place, it says the most that fits.
fn told_entries(bytes: &[u8]) -> Option<usize> {
    const END: &[u8] = b"PK\x05\x06";
    let tail = &bytes[bytes.len().saturating_sub(22 + (64 << 10))..];
    let at = tail.windows(END.len()).rposition(|window| window == END)?;
    let count = tail.get(at + 10..at + 12)?;
    Some(usize::from(u16::from_le_bytes(count.try_into().ok()?)))
}

/// Whether a name is that of a file below the folder where it is unpacked, the same on every system.
pub fn is_plain(name: &str) -> bool {
    let is_part = |part: &str| {
        let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
        let is_tidy = !part.starts_with('.') && part.trim() == part;
        !part.is_empty() && is_tidy && part.chars().all(is_letter)
    };
    name.len() <= 200 && name.split('/').all(is_part)
}

fn broken(error: impl std::fmt::Display) -> ArchiveError {
    ArchiveError::Broken(error.to_string())
}

fn unwritable(error: impl std::fmt::Display) -> ReportError {
    ReportError::Unwritable(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { files: 3, file_bytes: 1000, all_bytes: 1500 };

    fn file(name: &str, length: usize) -> File {
        File { name: name.to_owned(), bytes: vec![b'x'; length] }
    }

    fn back(files: &[File]) -> Result<Vec<File>, ArchiveError> {
        unzip(&zip(files).expect("an archive"), LIMITS)
    }

    #[test]
    fn what_was_packed_comes_back() {
        let files = [file("a.txt", 10), file("in/b.txt", 1000)];
        assert_eq!(back(&files), Ok(files.to_vec()));
    }

    #[test]
    fn what_is_too_much_or_leads_elsewhere_is_refused() {
        assert!(matches!(back(&[file("a", 1001)]), Err(ArchiveError::TooLarge(_))));
        let both = [file("a", 900), file("b", 900)];
        assert!(matches!(back(&both), Err(ArchiveError::TooLarge(_))));
        let many: Vec<File> = (0..4).map(|i| file(&format!("f{i}"), 1)).collect();
        assert!(matches!(back(&many), Err(ArchiveError::TooLarge(_))));
        for name in ["../a", "/a", "a//b", "a\\b", "C:a", "a/../b", ".a", "a\u{202e}b"] {
            assert!(matches!(back(&[file(name, 1)]), Err(ArchiveError::Name(_))), "{name}");
        }
        assert!(matches!(unzip(b"PK\x03\x04 no", LIMITS), Err(ArchiveError::Broken(_))));
    }
}
