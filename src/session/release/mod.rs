//! Releases as files: a report frozen with all that it was made of, made again to see whether it still is the same, and
//! compared with another.

mod kept;
mod manifest;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use thiserror::Error;

pub use kept::Kept;
pub use manifest::{Content, FORMAT, Manifest, Settings, Since};

use super::{
    RealSurroundings, document_sha256,
    files::{self, FileError},
};
use crate::{
    analysis::{self, AnalysisError},
    formats::{self, Format},
    model::{Assessment, Study},
    report::{
        self, Depths, Findings, Options, ReportError, Surroundings, Target, Watch,
        archive::{self, ArchiveError, File, Limits},
        depths::Stage,
        release::{Changes, Edition, KeyFigures},
    },
};

/// The name of the list of contents.
const MANIFEST: &str = "manifest.json";
/// The name of the document.
const DOCUMENT: &str = "document.driftline";
/// The name of the figures.
const FIGURES: &str = "figures.json";
/// The folder of the user's own templates and house style.
const TEMPLATES: &str = "templates/";
/// The folder of what an earlier release is compared by.
const SINCE: &str = "since/";
/// The stem of the reports' names.
const REPORT: &str = "report.";
/// What a release may hold.
const LIMITS: Limits = Limits { files: 64, file_bytes: 256 << 20, all_bytes: 512 << 20 };

/// Why there is no release, or why one cannot be read.
#[derive(Debug, Error)]
pub enum ReleaseError {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// There are no results.
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    /// A report cannot be laid out.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The archive cannot be unpacked.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The archive holds something else than a release.
    #[error("this is no release that can be read: {0}")]
    Content(String),
    /// Of which file one of the above is said.
    #[error("{0}: {1}")]
    Of(String, Box<Self>),
}

/// What a release is made of beside the document.
#[derive(Clone, Debug)]
pub struct Order {
    /// Seed, trials and draws.
    pub study: Study,
    /// What the reports say.
    pub options: Options,
    /// Their formats.
    pub targets: Vec<Target>,
    /// What is outside of the document: the day and templates.
    pub surroundings: RealSurroundings,
}

/// Whether a file of a release came out the same again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Byte for byte.
    Same,
    /// From this byte on, 0-based, it differs.
    Differs(usize),
    /// This program was built without its format.
    NotMade,
    /// A template in the archive would have to be run for it.
    Untried,
}

/// What came of making a release again.
#[derive(Clone, Debug)]
pub struct Verification {
    /// Version of the program that made it.
    pub made_by: String,
    /// Version of this program.
    pub this: String,
    /// Each file that follows from the others.
    pub files: Vec<(String, Verdict)>,
}

impl Verification {
    /// Whether all files came out the same.
    pub fn is_same(&self) -> bool {
        self.files.iter().all(|(_, verdict)| *verdict == Verdict::Same)
    }
}

/// Freezes the report on a document: one archive with the document, the settings, what was computed and the reports.
///
/// # Errors
/// [`ReleaseError`] where there are no results, or a report cannot be laid out.
pub fn freeze(
    document: &Assessment,
    order: &Order,
    watch: &dyn Watch,
) -> Result<Vec<u8>, ReleaseError> {
    let text = formats::write(document, Format::Ron);
    let text = text.map_err(|error| ReleaseError::Content(error.to_string()))?;
    let mut files = vec![File { name: DOCUMENT.to_owned(), bytes: text.into_bytes() }];
    for (name, bytes) in order.surroundings.own_files() {
        if !archive::is_plain(&name) {
            return Err(ReleaseError::Content(format!(
                "a release cannot hold '{}' of the house style; name it in letters, digits, hyphens and spaces",
                name.escape_debug()
            )));
        }
        files.push(File { name: format!("{TEMPLATES}{name}"), bytes });
    }
    if let Some(since) = &order.options.since {
        let text = formats::write(&since.document, Format::Ron);
        let text = text.map_err(|error| ReleaseError::Content(error.to_string()))?;
        files.push(File { name: format!("{SINCE}{DOCUMENT}"), bytes: text.into_bytes() });
        files.push(json(&format!("{SINCE}{FIGURES}"), &since.figures)?);
    }
    files.extend(made(document, order, watch)?);
    let settings =
        Settings::of(&order.study, &order.options, &order.surroundings.date(), &order.targets);
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        program_version: order.surroundings.program_version(),
        document_sha256: document_sha256(document),
        settings,
        files: files.iter().map(|file| Content::of(&file.name, &file.bytes)).collect(),
    };
    files.insert(0, json(MANIFEST, &manifest)?);
    Ok(archive::zip(&files)?)
}

/// Freezes into a file, which is whole or not there.
///
/// # Errors
/// As [`freeze`], and [`ReleaseError::File`].
pub fn write(
    path: &Path,
    document: &Assessment,
    order: &Order,
    watch: &dyn Watch,
) -> Result<(), ReleaseError> {
    Ok(files::write(path, &freeze(document, order, watch)?)?)
}

/// Reads a release; everything in it has the checksum that its list of contents names.
///
/// # Errors
/// [`ReleaseError`] with the file's name.
pub fn read(path: &Path) -> Result<Kept, ReleaseError> {
    let bytes = files::read(path)?;
    let of = |error| ReleaseError::Of(path.display().to_string(), Box::new(error));
    Kept::unpacked(&bytes).map_err(of)
}

/// What a release is compared by.
///
/// # Errors
/// As [`read`].
pub fn edition(path: &Path) -> Result<Arc<Edition>, ReleaseError> {
    Ok(Arc::new(read(path)?.edition()))
}

/// Makes the reports of a release again from its document and settings, and compares them byte for byte. Templates are
/// programs: those in the archive are left alone, and what they made is not tried.
///
/// # Errors
/// [`ReleaseError`] where they cannot be made.
pub fn verify(kept: &Kept, watch: &dyn Watch) -> Result<Verification, ReleaseError> {
    verified(kept, &kept.with_own_templates(), watch)
}

/// The same with the templates in the archive, which run without limits worth the name: for archives whose makers are
/// trusted.
///
/// # Errors
/// As [`verify`].
pub fn verify_with_its_templates(
    kept: &Kept,
    watch: &dyn Watch,
) -> Result<Verification, ReleaseError> {
    verified(kept, &BTreeSet::new(), watch)
}

fn verified(
    kept: &Kept,
    untried: &BTreeSet<Target>,
    watch: &dyn Watch,
) -> Result<Verification, ReleaseError> {
    let mut order = kept.order()?;
    order.targets.retain(|target| !untried.contains(target));
    let made = made(&kept.document, &order, watch)?;
    let made: BTreeMap<&str, &[u8]> = made.iter().map(|file| (&*file.name, &*file.bytes)).collect();
    let is_untried = |name: &str| {
        untried.iter().any(|target| name.strip_prefix(REPORT) == Some(target.extension()))
    };
    let verdict = |name: &str, old: &[u8]| match made.get(name) {
        None if is_untried(name) => Verdict::Untried,
        None => Verdict::NotMade,
        Some(new) if *new == old => Verdict::Same,
        Some(new) => {
            let same = new.iter().zip(old).take_while(|(a, b)| a == b).count();
            Verdict::Differs(same)
        }
    };
    let outputs = kept.outputs();
    Ok(Verification {
        made_by: kept.manifest.program_version.clone(),
        this: order.surroundings.program_version(),
        files: outputs.map(|(name, old)| (name.to_owned(), verdict(name, old))).collect(),
    })
}

/// What moved from one release to another.
pub fn compare(before: &Kept, after: &Kept) -> Changes {
    Changes::between(&before.edition(), &after.edition())
}

/// What follows from document and settings: the figures, and the reports in those formats that this program knows.
fn made(
    document: &Assessment,
    order: &Order,
    watch: &dyn Watch,
) -> Result<Vec<File>, ReleaseError> {
    let Order { study, options, targets, surroundings } = order;
    watch.stage(Stage::Probabilities);
    let analysis = analysis::analyze(document, study, watch)?;
    let depths = Depths::gather(document, &analysis, &options.sections, watch)?;
    let mut files = vec![json(FIGURES, &KeyFigures::of(document, &analysis, &depths))?];
    let findings = Findings { analysis: &analysis, depths: Some(&depths) };
    let surroundings = surroundings.clone();
    let surroundings = if options.is_public { surroundings.public(document) } else { surroundings };
    let blocks = report::build(document, findings, options, &surroundings);
    for target in targets.iter().filter(|target| Target::ALL.contains(target)) {
        let bytes = report::render(&blocks, *target, &surroundings)?;
        files.push(File { name: format!("{REPORT}{}", target.extension()), bytes });
    }
    Ok(files)
}

fn json(name: &str, value: &impl serde::Serialize) -> Result<File, ReleaseError> {
    let text = serde_json::to_string_pretty(value);
    let text = text.map_err(|error| ReleaseError::Content(error.to_string()))?;
    Ok(File { name: name.to_owned(), bytes: (text + "\n").into_bytes() })
}
