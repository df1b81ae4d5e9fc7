//! The one door to the disk: reading with a limit, and writing whole or not at all.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::{
    formats::{self, Format, Reading, Refusal},
    model::Assessment,
};

/// Largest file that is read, in bytes.
pub const FILE_BYTES_MAX: u64 = 512 << 20;

/// Why a file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system said no.
    #[error("{path}: {reason}", path = .0.display(), reason = plain(.1))]
    System(PathBuf, io::Error),
    /// The file is too large.
    #[error("{path}: the file has {bytes} bytes; the limit is {FILE_BYTES_MAX}", path = .0.display(), bytes = .1)]
    TooLarge(PathBuf, u64),
    /// Another program holds it.
    #[error("{path}: another program has it open; stop that one first", path = .0.display())]
    InUse(PathBuf),
    /// The content is no document.
    #[error("{path}: {refusal}", path = .0.display(), refusal = .1)]
    Refused(PathBuf, Box<Refusal>),
    /// The extension names no format that can be written.
    #[error("{path}: the extension names no format; use {known}", path = .0.display(), known = .1)]
    UnknownFormat(PathBuf, &'static str),
    /// The content will not do.
    #[error("{path}: {reason}", path = .0.display(), reason = .1)]
    Unusable(PathBuf, String),
    /// The document could not be put into the format.
    #[error("{path}: {reason}", path = .0.display(), reason = .1)]
    Unwritable(PathBuf, String),
}

impl FileError {
    /// What sort of trouble it is, for the log: nothing of what stands in the file.
    pub(super) fn sort(&self) -> String {
        match self {
            Self::System(_, error) => error.kind().to_string(),
            Self::TooLarge(..) => "too large".to_owned(),
            Self::InUse(_) => "in use".to_owned(),
            Self::Refused(..) => "refused".to_owned(),
            Self::UnknownFormat(..) => "unknown format".to_owned(),
            Self::Unusable(..) => "unusable".to_owned(),
            Self::Unwritable(..) => "unwritable".to_owned(),
        }
    }
}

/// Reads a document; the format is found by content, helped by the extension.
///
/// # Errors
/// [`FileError`] with the file's name, and for refused content the line and the field's path.
pub fn read_document(path: &Path) -> Result<Reading, FileError> {
    read_document_as(path, None)
}

/// Reads a document of a known format; `None` finds it by content, helped by the extension.
///
/// # Errors
/// [`FileError`] with the file's name, and for refused content the line and the field's path.
pub fn read_document_as(path: &Path, format: Option<Format>) -> Result<Reading, FileError> {
    parsed(path, &read(path)?, format)
}

/// The document in the bytes of a file; the format is found by content, helped by the extension.
///
/// # Errors
/// [`FileError`] with the file's name, and for refused content the line and the field's path.
pub fn document_in(path: &Path, bytes: &[u8]) -> Result<Reading, FileError> {
    parsed(path, bytes, None)
}

/// Reads a document as [`read_document`] does; `None` for a file without a byte, which stands for one that is not there.
///
/// # Errors
/// [`FileError`] with the file's name, and for refused content the line and the field's path.
pub fn read_document_unless_empty(path: &Path) -> Result<Option<Reading>, FileError> {
    let bytes = read(path)?;
    if bytes.is_empty() { Ok(None) } else { parsed(path, &bytes, None).map(Some) }
}

fn parsed(path: &Path, bytes: &[u8], format: Option<Format>) -> Result<Reading, FileError> {
    formats::read(bytes, format.or_else(|| format_named(path)))
        .map_err(|refusal| FileError::Refused(path.to_owned(), Box::new(refusal)))
}

/// The form of a document that the extension names, if it names one.
pub fn format_named(path: &Path) -> Option<Format> {
    Format::from_extension(&extension_of(path))
}

/// Writes a document whole or not at all, in the format that the extension names.
///
/// # Errors
/// [`FileError`]; an existing file is then unchanged.
pub fn write_document(path: &Path, document: &Assessment) -> Result<(), FileError> {
    write_document_as(path, document, None)
}

/// Writes a document whole or not at all in a format; `None` takes the one that the extension names.
///
/// # Errors
/// [`FileError`]; an existing file is then unchanged.
pub fn write_document_as(
    path: &Path,
    document: &Assessment,
    format: Option<Format>,
) -> Result<(), FileError> {
    write(path, &in_format(path, document, format)?)
}

/// A document as the bytes of a file of this name.
///
/// # Errors
/// [`FileError`] where the extension names no format.
pub fn bytes_of(path: &Path, document: &Assessment) -> Result<Vec<u8>, FileError> {
    in_format(path, document, None)
}

fn in_format(
    path: &Path,
    document: &Assessment,
    format: Option<Format>,
) -> Result<Vec<u8>, FileError> {
    let format = format.or_else(|| format_named(path));
    let format =
        format.ok_or_else(|| FileError::UnknownFormat(path.to_owned(), ".driftline or .json"))?;
    let text = formats::write(document, format)
        .map_err(|error| FileError::Unwritable(path.to_owned(), error.to_string()))?;
    Ok(text.into_bytes())
}

/// Whether there is a file or folder of that name.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Whether there is a folder of that name.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// The user's home folder; the root where the system names none.
pub fn home() -> PathBuf {
    etcetera::home_dir().unwrap_or_else(|_| PathBuf::from("/"))
}

/// A moment to the minute, local time: `2026-11-03 14:05`.
pub fn minute(time: SystemTime) -> String {
    let Ok(stamp) = jiff::Timestamp::try_from(time) else { return String::new() };
    stamp.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The path that a person typed: without blanks around it, `~` being the home folder.
pub fn typed_path(text: &str) -> PathBuf {
    let text = text.trim();
    match (text.strip_prefix("~/"), etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest),
        _ => PathBuf::from(text),
    }
}

/// A path from the root, without looking whether there is anything; as it is where nobody knows where one is.
pub fn from_root(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// A file name without extension for a title: letters and digits of any script, the rest as `-`.
pub fn stem_for(title: &str) -> String {
    let mut stem = String::new();
    for c in title.chars().flat_map(char::to_lowercase).take(80) {
        if c.is_alphanumeric() {
            stem.push(c);
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    let stem = stem.trim_end_matches('-');
    if stem.is_empty() { "untitled".to_owned() } else { stem.to_owned() }
}

/// Reads a file of at most [`FILE_BYTES_MAX`] bytes.
///
/// # Errors
/// [`FileError`] with the file's name.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    let system = |error| FileError::System(path.to_owned(), error);
    let file = File::open(path).map_err(system)?;
    let length = file.metadata().map_err(system)?.len();
    if length > FILE_BYTES_MAX {
        return Err(FileError::TooLarge(path.to_owned(), length));
    }
    let mut bytes = Vec::new();
    // A pipe or a growing file tells no length beforehand, so the limit is kept while reading, too.
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(system)?;
    let read = bytes.len() as u64;
    if read > FILE_BYTES_MAX { Err(FileError::TooLarge(path.to_owned(), read)) } else { Ok(bytes) }
}

/// Makes a folder, with those it lies in, unless it is there.
///
/// # Errors
/// [`FileError`] where there is a file of that name, or the folder cannot be made.
pub fn make_folder(path: &Path) -> Result<(), FileError> {
    fs::create_dir_all(path).map_err(|error| FileError::System(path.to_owned(), error))
}

/// Makes a folder for its owner alone, with those that it lies in.
///
/// # Errors
/// [`FileError`] when the system says no.
pub(super) fn make_private_folder(folder: &Path) -> Result<(), FileError> {
    make_folder(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let private = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
        private.map_err(|error| FileError::System(folder.to_owned(), error))?;
    }
    Ok(())
}

/// Writes a file whole or not at all: to a temporary file in the same folder, synced, then renamed over the old one.
/// Links are followed and permissions kept.
///
/// # Errors
/// [`FileError`]; an existing file is then unchanged.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    // What a link points to is replaced, not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    replace(&target, bytes).map_err(|error| FileError::System(path.to_owned(), error))
}

/// Writes a file that only its owner reads, whole or not at all.
///
/// # Errors
/// [`FileError`]; an existing file is then unchanged.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let system = |error| FileError::System(path.to_owned(), error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    // Temporary files are private from the start.
    let mut temporary =
        tempfile::Builder::new().prefix(".driftline-").tempfile_in(folder).map_err(system)?;
    temporary.write_all(bytes).map_err(system)?;
    temporary.as_file().sync_all().map_err(system)?;
    temporary.persist(path).map_err(|error| system(error.error))?;
    Ok(())
}

fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let existing = fs::metadata(target).ok();
    if existing.as_ref().is_some_and(|m| !m.is_file()) {
        // Devices and pipes, such as /dev/stdout, cannot be replaced by a rename.
        return fs::OpenOptions::new().write(true).open(target)?.write_all(bytes);
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut temporary = tempfile::Builder::new().prefix(".driftline-").tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    match existing {
        Some(metadata) => temporary.as_file().set_permissions(metadata.permissions())?,
        None => make_readable(temporary.as_file())?,
    }
    temporary.as_file().sync_all()?;
    temporary.persist(target).map_err(|error| error.error)?;
    // Not every file system can sync a folder; the file itself is safe by now.
    let _is_synced = File::open(folder).and_then(|folder| folder.sync_all()).is_ok();
    Ok(())
}

/// Temporary files are private; a new document gets the permissions that other new files have.
#[cfg(unix)]
fn make_readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_file: &File) -> io::Result<()> {
    Ok(())
}

fn extension_of(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().into_owned()
}

/// The system's words without the error number.
fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "this is a folder, not a file".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::QuotaExceeded => "your share of the disk is used up".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_replaces_the_whole_file_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        write(&path, b"a long first version").expect("written");
        write(&path, b"second").expect("written");
        assert_eq!(read(&path).expect("read"), b"second");
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
    }

    #[test]
    fn writing_into_a_missing_folder_fails_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = write(&folder.path().join("no/a.txt"), b"x").expect_err("no folder");
        assert!(error.to_string().contains("a.txt: there is no such file or folder"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_permissions_kept() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        write(&file, b"1").expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("set");
        std::os::unix::fs::symlink(&file, &link).expect("linked");
        write(&link, b"2").expect("written");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
        assert_eq!(read(&file).expect("read"), b"2");
    }
}
