//! What lies in a folder, for choosing files in the window.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use super::files::{self, FileError};

/// Most entries of a folder that are listed.
const ENTRIES_MAX: usize = 5_000;

/// A folder's folders and files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Where it is, from the root.
    pub path: PathBuf,
    /// The folders in it, in the order of their names.
    pub folders: Vec<OsString>,
    /// The files in it that were asked for, in the order of their names.
    pub files: Vec<FileLine>,
    /// Whether it has more than was listed.
    pub is_cut: bool,
}

/// One file of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLine {
    /// Its name.
    pub name: OsString,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// When it was last changed, local time, as `2026-11-03 14:05`; empty where the system does not tell.
    pub changed: String,
}

impl Folder {
    /// Reads a folder: folders, and files with one of the extensions. What is hidden is left out.
    ///
    /// # Errors
    /// [`FileError`] with the folder's name where it cannot be read.
    pub fn read(path: &Path, extensions: &[&str]) -> Result<Self, FileError> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let listed = fs::read_dir(&path).map_err(|error| FileError::System(path.clone(), error))?;
        let (mut folders, mut files) = (Vec::new(), Vec::new());
        let mut is_cut = false;
        for entry in listed.flatten() {
            let name = entry.file_name();
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            if folders.len() + files.len() >= ENTRIES_MAX {
                is_cut = true;
                break;
            }
            // Follows links: what they lead to can be chosen, too.
            let Ok(metadata) = fs::metadata(entry.path()) else { continue };
            if metadata.is_dir() {
                folders.push(name);
            } else if has_extension(&entry.path(), extensions) {
                let changed = metadata.modified().map(files::minute).unwrap_or_default();
                files.push(FileLine { name, bytes: metadata.len(), changed });
            }
        }
        folders.sort_by_key(sort_key);
        files.sort_by_key(|file| sort_key(&file.name));
        Ok(Self { path, folders, files, is_cut })
    }
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().unwrap_or_default();
    extensions.iter().any(|wanted| extension.eq_ignore_ascii_case(wanted))
}

/// Capitals and small letters side by side, as people look for names.
fn sort_key(name: &OsString) -> (String, OsString) {
    (name.to_string_lossy().to_lowercase(), name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_wanted_files_are_listed_by_name() {
        let place = tempfile::tempdir().expect("a folder");
        for folder in ["b", "A", ".hidden"] {
            fs::create_dir(place.path().join(folder)).expect("made");
        }
        for file in ["z.driftline", "Y.JSON", "x.txt", ".secret.json", "no-extension"] {
            fs::write(place.path().join(file), "12345").expect("written");
        }
        let found = Folder::read(place.path(), &["driftline", "json"]).expect("readable");
        assert_eq!(found.folders, ["A", "b"]);
        let names: Vec<_> = found.files.iter().map(|file| &file.name).collect();
        assert_eq!(names, ["Y.JSON", "z.driftline"]);
        assert!(found.files.iter().all(|file| file.bytes == 5 && file.changed.len() == 16));
        assert!(!found.is_cut);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let place = tempfile::tempdir().expect("a folder");
        let error = Folder::read(&place.path().join("gone"), &[]).expect_err("missing");
        assert!(error.to_string().contains("gone: there is no such file or folder"), "{error}");
    }
}
