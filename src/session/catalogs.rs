//! The user's own catalogs: files beside the bundled ones. One that does not hold is told and costs no other.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Findings, Notice, Preferences, Session,
    files::{self, FileError},
};
use crate::{formats::catalog, model::Catalog, report::wording};

/// The folder of such files within that of the settings.
const FOLDER: &str = "catalog";
/// What their names end in.
const EXTENSION: &str = "ron";
/// Most bytes of such a file.
const BYTES_MAX: u64 = 4 << 20;
/// Most files that are read of a folder.
const FILES_MAX: usize = 200;

/// The bundled catalog and what was added to it.
#[derive(Clone, Debug)]
pub struct OwnCatalogs {
    /// Entries of the program, then those of the user; where two have the same id, the later one counts.
    pub catalog: Catalog,
    /// The files that do not hold: each with its place and what is wrong, one line each.
    pub faults: Vec<String>,
    /// The texts that were read, by file name.
    texts: BTreeMap<String, String>,
}

impl Default for OwnCatalogs {
    fn default() -> Self {
        let catalog = catalog::bundled().clone();
        Self { catalog, faults: Vec::new(), texts: BTreeMap::new() }
    }
}

impl OwnCatalogs {
    /// The folder of the user's own catalogs; `None` where the system names no folder for settings.
    pub fn folder() -> Option<PathBuf> {
        Some(Preferences::path()?.parent()?.join(FOLDER))
    }

    /// Those in the user's settings.
    pub fn of_settings() -> Self {
        Self::beside(Preferences::path().as_deref())
    }

    /// Those in the folder beside a file of preferences.
    pub(super) fn beside(preferences: Option<&Path>) -> Self {
        let mut own = Self::default();
        let folder = preferences.and_then(Path::parent).map(|settings| settings.join(FOLDER));
        if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
            match listed(&folder) {
                Ok(files) => files.iter().for_each(|file| own.take(file)),
                Err(error) => own.faults.push(error.to_string()),
            }
        }
        own
    }

    /// The same with those of a file, or of all such files in a folder.
    ///
    /// # Errors
    /// [`FileError`] with the place of the first thing that does not hold.
    pub fn with(mut self, file_or_folder: &Path) -> Result<Self, FileError> {
        let files = if file_or_folder.is_dir() {
            listed(file_or_folder)?
        } else {
            vec![file_or_folder.to_owned()]
        };
        if files.is_empty() {
            let reason = format!("the folder has no catalog; their names end in .{EXTENSION}");
            return Err(FileError::Unusable(file_or_folder.to_owned(), reason));
        }
        for file in files {
            let text = text_of(&file)?;
            self.add(&file, text).map_err(|reason| FileError::Unusable(file, reason))?;
        }
        Ok(self)
    }

    /// The catalog with the texts of files by name, as [`Self::texts`] gives them.
    ///
    /// # Errors
    /// The file that does not hold, and why.
    pub(super) fn of(texts: BTreeMap<String, String>) -> Result<Self, (String, String)> {
        let mut own = Self::default();
        for (name, text) in texts {
            own.add(Path::new(&name), text).map_err(|reason| (name, reason))?;
        }
        Ok(own)
    }

    /// The texts that were read, by file name.
    pub(super) fn texts(&self) -> &BTreeMap<String, String> {
        &self.texts
    }

    /// Adds a file, or tells what is wrong with it.
    fn take(&mut self, file: &Path) {
        let taken = text_of(file).and_then(|text| {
            self.add(file, text).map_err(|reason| FileError::Unusable(file.to_owned(), reason))
        });
        self.faults.extend(taken.err().map(|error| error.to_string()));
    }

    fn add(&mut self, file: &Path, text: String) -> Result<(), String> {
        let read = catalog::read(&text).map_err(|error| error.to_string())?;
        for new in &read.files {
            if self.catalog.files.iter().any(|known| known.id == new.id) {
                return Err(format!(
                    "the id of the file, '{}', is that of another catalog; choose one of its own",
                    new.id
                ));
            }
        }
        self.catalog = std::mem::take(&mut self.catalog).with(read);
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.texts.insert(name, text);
        Ok(())
    }
}

/// The files of a folder that are catalogs by their names, in the order of these.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let system = |error| FileError::System(folder.to_owned(), error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(system)? {
        let path = entry.map_err(system)?.path();
        let is_one = path.extension().is_some_and(|e| e.eq_ignore_ascii_case(EXTENSION));
        let is_hidden = path.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b"."));
        files.extend((is_one && !is_hidden && path.is_file()).then_some(path));
    }
    files.sort();
    files.truncate(FILES_MAX);
    Ok(files)
}

fn text_of(file: &Path) -> Result<String, FileError> {
    let unusable = |reason: String| FileError::Unusable(file.to_owned(), reason);
    let metadata = fs::metadata(file).map_err(|e| FileError::System(file.to_owned(), e))?;
    if metadata.len() > BYTES_MAX {
        let reason = format!("it has {} bytes; the limit is {BYTES_MAX}", metadata.len());
        return Err(unusable(reason));
    }
    let text = String::from_utf8(files::read(file)?);
    text.map_err(|error| unusable(format!("the text is not UTF-8: {error}")))
}

impl Session {
    /// Reads the user's own catalogs anew, and looks at the document in their light.
    pub(super) fn reload_catalogs(&mut self) -> Result<(), Notice> {
        let own = OwnCatalogs::beside(self.preferences_path.as_deref());
        let count = own.texts.len();
        let told = wording::counted(count, "catalog of your own", "catalogs of your own");
        for fault in &own.faults {
            let notice = Notice::failed(fault);
            self.notices.retain(|known| *known != notice);
            self.notices.push(notice);
        }
        self.catalogs = Arc::new(own);
        self.findings = Findings::default();
        self.after_change();
        let folder = self.preferences_path.as_deref().and_then(Path::parent);
        let folder = folder.map(|folder| format!(" from {}", folder.join(FOLDER).display()));
        Err(Notice::done(format!("Read {told}{}", folder.unwrap_or_default())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"(format: "driftline-catalog/1", id: "own", title: "Own",
        entries: [(id: "own-way", name: "Own way", kind: mechanism)])"#;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join(FOLDER)).expect("made");
        for (name, text) in files {
            fs::write(folder.path().join(FOLDER).join(name), text).expect("written");
        }
        folder
    }

    fn read(folder: &tempfile::TempDir) -> OwnCatalogs {
        OwnCatalogs::beside(Some(&folder.path().join("preferences.ron")))
    }

    #[test]
    fn own_files_come_after_the_bundled_ones() {
        let own = read(&folder(&[("a.ron", GOOD), ("notes.txt", "(")]));
        assert_eq!(own.faults, Vec::<String>::new());
        let bundled = catalog::bundled().mechanisms.len();
        assert_eq!(own.catalog.mechanisms.len(), bundled + 1);
        assert_eq!(own.catalog.mechanisms.last().map(|e| &*e.entry.id), Some("own-way"));
        assert_eq!(read(&folder(&[])).catalog, *catalog::bundled());
        assert_eq!(OwnCatalogs::beside(None).catalog, *catalog::bundled());
    }

    #[test]
    fn a_faulty_file_is_told_with_its_place_and_costs_no_other() {
        let faulty = GOOD.replace("kind: mechanism", "kind: mechanisms");
        let taken = GOOD.replace("own-way", "other");
        let folder =
            folder(&[("a.ron", &faulty), ("b.ron", GOOD), ("c.ron", &taken), ("d.ron", "é\u{0}")]);
        fs::write(folder.path().join(FOLDER).join("e.ron"), [0xff]).expect("written");
        let own = read(&folder);
        assert!(own.catalog.mechanism("own-way").is_some());
        let wanted =
            [("a.ron: line 2", "mechanism"), ("c.ron: ", "choose one"), ("d.ron: line 1", "")];
        for ((place, hint), fault) in wanted.into_iter().zip(&own.faults) {
            assert!(fault.contains(place) && fault.contains(hint), "{fault}");
            assert_eq!(fault.lines().count(), 1, "{fault}");
        }
        assert!(own.faults.len() == 4 && own.faults[3].contains("UTF-8"), "{:?}", own.faults);
    }

    #[test]
    fn what_is_asked_for_by_name_must_hold() {
        let folder = folder(&[("a.ron", GOOD)]);
        let place = folder.path().join(FOLDER);
        let own = OwnCatalogs::default().with(&place).expect("readable");
        assert!(own.catalog.mechanism("own-way").is_some());
        let again = OwnCatalogs::of(own.texts().clone()).expect("the same");
        assert_eq!(again.catalog, own.catalog);
        let twice = own.with(&place.join("a.ron")).expect_err("taken").to_string();
        assert!(twice.contains("a.ron: the id of the file, 'own'"), "{twice}");
        let nothing = OwnCatalogs::default().with(folder.path()).expect_err("empty").to_string();
        assert!(nothing.contains("has no catalog"), "{nothing}");
        let gone = OwnCatalogs::default().with(&place.join("gone.ron")).expect_err("missing");
        assert!(gone.to_string().contains("gone.ron: there is no such file"), "{gone}");
    }
}
