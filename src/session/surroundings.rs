//! The outside world as a report sees it: the date, the document's hash, the user's templates.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use etcetera::BaseStrategy;

use super::{
    OwnCatalogs, document_sha256,
    files::{self, FileError},
    house::{self, House},
    lettering, picture,
};
use crate::{
    drawing::Drawing,
    model::{Assessment, Catalog},
    report::{
        Surroundings, Typeface,
        redaction::Published,
        style::{Logo, Style},
    },
};

/// File names of templates that a user can put in place of the built-in ones.
const TEMPLATE_NAMES: [&str; 6] = [
    "report.html.j2",
    "report.css",
    "report.js",
    "report.md.j2",
    "report.typ",
    "report.styles.xml",
];

/// What the names of the user's own catalogs begin with among the files that a release keeps.
const CATALOG: &str = "catalog-";

/// The real outside world.
#[derive(Clone, Debug)]
pub struct RealSurroundings {
    date: String,
    sha256: String,
    templates: BTreeMap<&'static str, String>,
    house: House,
    catalogs: Arc<OwnCatalogs>,
}

impl RealSurroundings {
    /// The surroundings of a report on this document, dated today or as given (`2026-11-03`).
    pub fn of(document: &Assessment, date: Option<&str>) -> Self {
        Self {
            date: date.map_or_else(today, str::to_owned),
            sha256: document_sha256(document),
            templates: BTreeMap::new(),
            house: House::default(),
            catalogs: Arc::default(),
        }
    }

    /// The same with the user's own catalogs.
    #[must_use]
    pub fn with_catalogs(mut self, catalogs: Arc<OwnCatalogs>) -> Self {
        self.catalogs = catalogs;
        self
    }

    /// The same in the house style of the user's settings, where there is one.
    ///
    /// # Errors
    /// [`FileError`] when it cannot be read or does not hold.
    pub fn in_own_style(mut self) -> Result<Self, FileError> {
        if let Some(folder) = own_templates().filter(|folder| folder.is_dir()) {
            self.house = House::in_folder(&folder)?.unwrap_or_default();
        }
        Ok(self)
    }

    /// The surroundings of a report that is made today in the window. A style that does not hold keeps no report from
    /// being made; the command line tells what is wrong with it.
    pub(super) fn at_hand(document: &Assessment, catalogs: &Arc<OwnCatalogs>) -> Self {
        let usual = Self::of(document, None).with_catalogs(Arc::clone(catalogs));
        usual.clone().in_own_style().unwrap_or(usual)
    }

    /// The same for a public report: the checksum is that of the public copy, where anything is marked as internal. One of
    /// the whole document would let readers try guesses at what was withheld.
    #[must_use]
    pub fn public(mut self, document: &Assessment) -> Self {
        if let Some(published) = Published::of(document) {
            self.sha256 = document_sha256(&published.document);
        }
        self
    }

    /// The user's own templates, catalogs and the house style that are used, as files by name.
    pub(super) fn own_files(&self) -> BTreeMap<String, Vec<u8>> {
        let templates = self.templates.iter();
        let templates = templates.map(|(name, text)| ((*name).to_owned(), text.clone().into()));
        let house = self.house.files().iter().map(|(name, bytes)| (name.clone(), bytes.clone()));
        let catalogs =
            self.catalogs.texts().values().zip(1..).map(|(text, number)| {
                (format!("{CATALOG}{number:03}.ron"), text.clone().into_bytes())
            });
        templates.chain(house).chain(catalogs).collect()
    }

    /// The same with the templates, the catalogs and the house style of such files.
    ///
    /// # Errors
    /// The file that does not hold, and why.
    pub fn with_own_files(
        mut self,
        files: impl Iterator<Item = (String, Vec<u8>)>,
    ) -> Result<Self, (String, String)> {
        let (mut house, mut catalogs) = (BTreeMap::new(), BTreeMap::new());
        for (name, bytes) in files {
            if name.starts_with(CATALOG) {
                catalogs.insert(name, String::from_utf8_lossy(&bytes).into_owned());
                continue;
            }
            match TEMPLATE_NAMES.into_iter().find(|known| *known == name) {
                Some(known) => {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    self.templates.insert(known, text);
                }
                None => {
                    house.insert(name, bytes);
                }
            }
        }
        self.house = House::of(house)?;
        self.catalogs = Arc::new(OwnCatalogs::of(catalogs)?);
        Ok(self)
    }

    /// What whoever made the house style would want to know, one sentence each.
    pub fn remarks(&self) -> Vec<String> {
        self.house.remarks()
    }

    /// The same with the templates and the house style in a folder, or in the folder of that name among the user's own templates.
    ///
    /// # Errors
    /// [`FileError`] when there is no such folder, or a template in it cannot be read.
    pub fn with_templates(mut self, name_or_folder: &Path) -> Result<Self, FileError> {
        let folder = template_folder(name_or_folder)?;
        for name in TEMPLATE_NAMES {
            let path = folder.join(name);
            if !files::exists(&path) {
                continue;
            }
            let text = String::from_utf8(files::read(&path)?)
                .map_err(|e| FileError::Unusable(path, format!("the text is not UTF-8: {e}")))?;
            self.templates.insert(name, text);
        }
        let house = House::in_folder(&folder)?;
        if self.templates.is_empty() && house.is_none() {
            let known = TEMPLATE_NAMES.join(", ") + " and " + house::FILE;
            let reason = format!("the folder has no template; their names are {known}");
            return Err(FileError::Unusable(folder, reason));
        }
        // Templates of one's own without a style keep the one that is at hand.
        self.house = house.unwrap_or(self.house);
        Ok(self)
    }
}

impl Surroundings for RealSurroundings {
    fn date(&self) -> String {
        self.date.clone()
    }

    fn document_sha256(&self) -> String {
        self.sha256.clone()
    }

    fn program_version(&self) -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    fn template(&self, name: &str) -> Option<Cow<'_, str>> {
        self.templates.get(name).map(|text| Cow::Borrowed(&**text))
    }

    fn raster(&self, drawing: &Drawing, scale: f32) -> Option<Vec<u8>> {
        picture::raster(drawing, scale)
    }

    fn catalog(&self) -> Cow<'_, Catalog> {
        Cow::Borrowed(&self.catalogs.catalog)
    }

    fn style(&self) -> Cow<'_, Style> {
        Cow::Borrowed(&self.house.style)
    }

    fn logo(&self) -> Option<Logo> {
        self.house.logo.clone()
    }

    fn family(&self, name: &str) -> Vec<Typeface> {
        self.house.family(name)
    }

    fn typefaces(&self, text: &str) -> Vec<Typeface> {
        lettering::lent(text)
    }
}

fn template_folder(name_or_folder: &Path) -> Result<PathBuf, FileError> {
    if name_or_folder.is_dir() {
        return Ok(name_or_folder.to_owned());
    }
    let own = own_templates().map(|folder| folder.join(name_or_folder));
    own.filter(|folder| folder.is_dir()).ok_or_else(|| {
        let reason = "there is no such folder, nor one of that name among your templates";
        FileError::Unusable(name_or_folder.to_owned(), reason.to_owned())
    })
}

/// The folder of the user's own templates.
fn own_templates() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("driftline/templates"))
}

/// Today's date where the user is, as `2026-11-03`.
pub fn today() -> String {
    jiff::Zoned::now().date().to_string()
}
