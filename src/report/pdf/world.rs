//! What the typesetter sees of the world: a template, the data of one report, its pictures, and typefaces. Nothing else:
//! no files, no network, no clock.

use std::{collections::BTreeMap, sync::LazyLock};

use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use crate::report::Typeface;

/// The typeface of reports.
const FACES: [&[u8]; 5] = [
    include_bytes!("../../../assets/fonts/Inter-Regular.ttf"),
    include_bytes!("../../../assets/fonts/Inter-Italic.ttf"),
    include_bytes!("../../../assets/fonts/Inter-Medium.ttf"),
    include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf"),
    // That of code.
    epaint_default_fonts::HACK_REGULAR,
];

/// The world of one report.
pub(super) struct Desk {
    standard: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: FileId,
    files: BTreeMap<String, Bytes>,
    date: Option<Datetime>,
}

impl Desk {
    /// The files by name, the first of which is laid out, and typefaces for what the bundled one lacks.
    pub(super) fn new(
        main: &str,
        files: BTreeMap<String, Bytes>,
        lent: Vec<Typeface>,
        date: Option<Datetime>,
    ) -> Option<Self> {
        static LIBRARY: LazyLock<LazyHash<Library>> =
            LazyLock::new(|| LazyHash::new(Library::default()));
        let own = FACES.into_iter().filter_map(|face| Font::new(Bytes::new(face), 0));
        let lent = lent.into_iter().filter_map(|f| Font::new(Bytes::new(f.data), f.index));
        let fonts: Vec<Font> = own.chain(lent).collect();
        let path = VirtualPath::new(main).ok()?;
        Some(Self {
            standard: LIBRARY.clone(),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: RootedPath::new(VirtualRoot::Project, path).intern(),
            files,
            date,
        })
    }

    fn found(&self, id: FileId) -> FileResult<&Bytes> {
        let path = id.vpath();
        let name = path.get_without_slash();
        let is_ours = matches!(id.root(), VirtualRoot::Project);
        let file = self.files.get(name).filter(|_| is_ours);
        file.ok_or_else(|| FileError::NotFound(name.into()))
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.standard
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let text = self.found(id)?.as_str().map_err(|_utf8| FileError::InvalidUtf8)?.to_owned();
        Ok(Source::new(id, text))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.found(id).cloned()
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.date
    }
}
