//! A private file that only grows, line by line: locked while it is open, and on the disk before anybody is told.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use super::files::{FILE_BYTES_MAX, FileError};

/// An open file of lines.
pub struct Lines {
    file: File,
    path: PathBuf,
    /// Up to where it is whole.
    length: u64,
}

/// What a file held when it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Its whole lines.
    pub text: String,
    /// Whether a line at its end was not whole, as after a loss of power; it was cut off.
    pub is_torn: bool,
    /// Whether something in it is no text; a mark stands in its place.
    pub is_damaged: bool,
}

impl Lines {
    /// Opens a file, or makes it so that only its owner reads it. It stays locked until it is dropped.
    ///
    /// # Errors
    /// [`FileError`] when another program has it open, when it is too large, or the system says no.
    pub fn open(path: &Path) -> Result<(Self, Found), FileError> {
        let system = |error| FileError::System(path.to_owned(), error);
        let mut file = private().open(path).map_err(system)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(FileError::InUse(path.to_owned()));
            }
            Err(TryLockError::Error(error)) => return Err(system(error)),
        }
        make_private(&file).map_err(system)?;
        let mut bytes = Vec::new();
        (&mut file).take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(system)?;
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Err(FileError::TooLarge(path.to_owned(), bytes.len() as u64));
        }
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let is_torn = whole < bytes.len();
        bytes.truncate(whole);
        let is_damaged = std::str::from_utf8(&bytes).is_err();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut lines = Self { file, path: path.to_owned(), length: whole as u64 };
        // What is no text may be somebody's other file: it is left as it is.
        if is_torn && !is_damaged {
            lines.cut().map_err(system)?;
        }
        if whole == 0 {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            // Not every file system can sync a folder.
            let _is_synced =
                File::open(folder.unwrap_or(Path::new("."))).and_then(|f| f.sync_all()).is_ok();
        }
        Ok((lines, Found { text, is_torn, is_damaged }))
    }

    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Appends whole lines, and returns when they are on the disk.
    ///
    /// # Errors
    /// [`FileError`]; none of them is in the file then, as far as the system lets go of them.
    pub fn append(&mut self, text: &str) -> Result<(), FileError> {
        let written = self
            .file
            .seek(SeekFrom::Start(self.length))
            .and_then(|_at| self.file.write_all(text.as_bytes()))
            .and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            let _is_cut = self.cut().is_ok();
            return Err(FileError::System(self.path.clone(), error));
        }
        self.length += text.len() as u64;
        Ok(())
    }

    /// What stands in it, from the beginning.
    ///
    /// # Errors
    /// [`FileError`] when it cannot be read.
    pub fn text(&mut self) -> Result<String, FileError> {
        let mut text = String::new();
        let read = self.file.seek(SeekFrom::Start(0));
        let read = read.and_then(|_at| (&self.file).take(self.length).read_to_string(&mut text));
        read.map_err(|error| FileError::System(self.path.clone(), error))?;
        Ok(text)
    }

    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.length)?;
        self.file.sync_data()
    }
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    options
}

#[cfg(unix)]
fn make_private(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn make_private(_file: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_lines_stay_and_a_torn_one_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        let (mut lines, found) = Lines::open(&path).expect("opened");
        assert_eq!(found, Found::default());
        lines.append("one\n").expect("written");
        lines.append("two\n").expect("written");
        assert_eq!(lines.text().expect("read"), "one\ntwo\n");
        drop(lines);
        std::fs::write(&path, "one\ntwo\nthr").expect("written");
        let (mut lines, found) = Lines::open(&path).expect("opened");
        assert_eq!(
            found,
            Found { text: "one\ntwo\n".to_owned(), is_torn: true, is_damaged: false }
        );
        lines.append("four\n").expect("written");
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "one\ntwo\nfour\n");
    }

    #[test]
    fn one_at_a_time_has_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        let first = Lines::open(&path).expect("opened");
        let second = Lines::open(&path).err().expect("locked");
        assert!(
            second.to_string().ends_with("a: another program has it open; stop that one first")
        );
        drop(first);
        assert!(Lines::open(&path).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["new", "old"] {
            let path = folder.path().join(name);
            if name == "old" {
                std::fs::write(&path, "").expect("written");
            }
            let _lines = Lines::open(&path).expect("opened");
            let mode = std::fs::metadata(&path).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}
