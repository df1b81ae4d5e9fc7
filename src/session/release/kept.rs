//! A release that was read: unpacked within limits, complete, and with the checksums that it names.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use super::{
    DOCUMENT, FIGURES, LIMITS, MANIFEST, REPORT, ReleaseError, SINCE, TEMPLATES,
    manifest::{FORMAT, Manifest},
};
use crate::{
    formats::{self, Format},
    model::{Assessment, Study},
    report::{
        Options, Target,
        archive::{self, File},
        release::{Edition, KeyFigures},
    },
    session::{RealSurroundings, document_sha256, release::Order},
};

/// A release that was read.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its list of contents.
    pub manifest: Manifest,
    /// The document.
    pub document: Assessment,
    /// What followed from it.
    pub figures: KeyFigures,
    /// The earlier release whose changes its reports tell.
    since: Option<Edition>,
    /// All its files.
    files: BTreeMap<String, Vec<u8>>,
}

impl Kept {
    /// Unpacks a release.
    ///
    /// # Errors
    /// [`ReleaseError`] where it is too large, damaged, incomplete, or not what its list of contents says.
    pub fn unpacked(bytes: &[u8]) -> Result<Self, ReleaseError> {
        let files = archive::unzip(bytes, LIMITS)?;
        let files: BTreeMap<String, Vec<u8>> =
            files.into_iter().map(|File { name, bytes }| (name, bytes)).collect();
        let manifest: Manifest = parsed(&files, MANIFEST)?;
        if manifest.format != FORMAT {
            return refused(format!(
                "its form is '{}', and this program reads '{FORMAT}'",
                short(&manifest.format)
            ));
        }
        check(&manifest, &files)?;
        let document = document(&files, DOCUMENT)?;
        if document_sha256(&document) != manifest.document_sha256 {
            return refused("the document does not have the checksum that is named");
        }
        let figures = figures(&files, FIGURES)?;
        let since = match &manifest.settings.since {
            None => None,
            Some(since) => Some(Edition {
                document: self::document(&files, &format!("{SINCE}{DOCUMENT}"))?,
                figures: self::figures(&files, &format!("{SINCE}{FIGURES}"))?,
                date: since.date.clone(),
                program: since.program_version.clone(),
            }),
        };
        Ok(Self { manifest, document, figures, since, files })
    }

    /// What it is compared by.
    pub fn edition(&self) -> Edition {
        Edition {
            document: self.document.clone(),
            figures: self.figures.clone(),
            date: self.manifest.settings.date.clone(),
            program: self.manifest.program_version.clone(),
        }
    }

    /// The formats whose reports are made by templates of the archive's own, which are programs of whoever made it.
    pub(super) fn with_own_templates(&self) -> BTreeSet<Target> {
        let has = |name: &str| self.files.contains_key(&format!("{TEMPLATES}{name}"));
        let html = ["report.html.j2", "report.css", "report.js"];
        let made_by: [(Target, &[&str]); 3] = [
            (Target::Markdown, &["report.md.j2"]),
            (Target::Html, &html),
            (Target::Pdf, &["report.typ"]),
        ];
        let own = made_by.into_iter().filter(|(_, names)| names.iter().any(|name| has(name)));
        own.map(|(target, _)| target).collect()
    }

    /// How it is made again.
    pub(super) fn order(&self) -> Result<Order, ReleaseError> {
        let settings = &self.manifest.settings;
        settings.check()?;
        let study: Study = settings.study();
        let since = self.since.clone().map(std::sync::Arc::new);
        let options = Options { since, ..settings.options()? };
        let own = self.files.iter().filter_map(|(name, bytes)| {
            Some((name.strip_prefix(TEMPLATES)?.to_owned(), bytes.clone()))
        });
        let surroundings = RealSurroundings::of(&self.document, Some(&settings.date));
        let surroundings = surroundings.with_own_files(own).map_err(|(name, reason)| {
            ReleaseError::Content(format!("{TEMPLATES}{}: {reason}", short(&name)))
        })?;
        Ok(Order { study, options, targets: settings.targets()?, surroundings })
    }

    /// The files that follow from the others, by name.
    pub fn outputs(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let is_output = |name: &str| name == FIGURES || name.starts_with(REPORT);
        let all = self.files.iter().filter(move |(name, _)| is_output(name));
        all.map(|(name, bytes)| (&**name, &**bytes))
    }
}

fn refused<T>(reason: impl Into<String>) -> Result<T, ReleaseError> {
    Err(ReleaseError::Content(reason.into()))
}

/// A stranger's text, fit for a line.
fn short(text: &str) -> String {
    text.escape_debug().take(60).collect()
}

/// Whether a file of that name belongs into a release.
fn is_known(name: &str) -> bool {
    let inner = name.strip_prefix(SINCE).unwrap_or(name);
    let is_file = matches!(inner, DOCUMENT | FIGURES);
    is_file || name.starts_with(TEMPLATES) || name.starts_with(REPORT)
}

/// Everything that the list of contents names is there with its checksum, and nothing else.
fn check(manifest: &Manifest, files: &BTreeMap<String, Vec<u8>>) -> Result<(), ReleaseError> {
    let mut named = BTreeSet::from([MANIFEST]);
    for content in &manifest.files {
        let name = short(&content.name);
        if !is_known(&content.name) || !named.insert(&content.name) {
            return refused(format!(
                "its list of contents names '{name}', which does not belong there"
            ));
        }
        match files.get(&content.name) {
            None => return refused(format!("it lacks '{name}'")),
            Some(bytes) if formats::checksum(bytes) != content.sha256 => {
                return refused(format!("'{name}' does not have the checksum that is named"));
            }
            Some(_) => {}
        }
    }
    match files.keys().find(|name| !named.contains(&***name)) {
        Some(name) => refused(format!("it holds '{}', which its list does not name", short(name))),
        None => Ok(()),
    }
}

fn bytes_of<'a>(
    files: &'a BTreeMap<String, Vec<u8>>,
    name: &str,
) -> Result<&'a [u8], ReleaseError> {
    let found = files.get(name).map(|bytes| &**bytes);
    found.ok_or_else(|| ReleaseError::Content(format!("it lacks '{name}'")))
}

fn parsed<T: DeserializeOwned>(
    files: &BTreeMap<String, Vec<u8>>,
    name: &str,
) -> Result<T, ReleaseError> {
    serde_json::from_slice(bytes_of(files, name)?)
        .or_else(|error| refused(format!("{name}: {error}")))
}

fn document(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Result<Assessment, ReleaseError> {
    let reading = formats::read(bytes_of(files, name)?, Some(Format::Ron));
    let reading = reading.map_err(|refusal| {
        let line: String = refusal.to_string().lines().take(1).collect();
        ReleaseError::Content(format!("{name}: {line}"))
    })?;
    Ok(reading.document)
}

fn figures(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Result<KeyFigures, ReleaseError> {
    let figures: KeyFigures = parsed(files, name)?;
    if figures.is_sound() {
        Ok(figures)
    } else {
        refused(format!("{name} holds what is no figure"))
    }
}
