//! What a release says of itself: settings, programs, and the checksum of everything in it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::ReleaseError;
use crate::{
    formats::checksum,
    model::{Profile, Section, Study},
    report::{Options, Target},
};

/// Most trials of a release that is made again.
const TRIALS_MAX: u64 = 1 << 32;
/// Most draws of such a release.
const DRAWS_MAX: u32 = 100_000;

/// Name and version of the form.
pub const FORMAT: &str = "driftline-release/1";

/// The list of contents of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name and version of the form.
    pub format: String,
    /// Version of the program that made it.
    pub program_version: String,
    /// SHA-256 of the document's canonical form.
    pub document_sha256: String,
    /// With what its reports are made.
    pub settings: Settings,
    /// Everything else in the archive.
    pub files: Vec<Content>,
}

/// With what the reports of a release are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Seed of the random streams.
    pub seed: u64,
    /// Trials for each hypothesis.
    pub trials: u64,
    /// Draws of the uncertain scores.
    pub draws: u32,
    /// For which reader, by name.
    pub profile: String,
    /// The sections, by name, in order.
    pub sections: Vec<String>,
    /// The day that is printed.
    pub date: String,
    /// Whether the reports leave the house. The archive itself never does: it holds the whole document.
    pub public: bool,
    /// The formats, by extension.
    pub formats: Vec<String>,
    /// The earlier release whose changes the reports tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
}

/// An earlier release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Since {
    /// The day of its report.
    pub date: String,
    /// Version of the program that made it.
    pub program_version: String,
}

/// A file of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Its name in the archive.
    pub name: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
}

impl Settings {
    /// The settings of reports made with a study and options.
    pub fn of(study: &Study, options: &Options, date: &str, targets: &[Target]) -> Self {
        let since = options.since.as_ref().map(|edition| Since {
            date: edition.date.clone(),
            program_version: edition.program.clone(),
        });
        Self {
            seed: study.seed,
            trials: study.trials,
            draws: study.draws,
            profile: options.profile.id().to_owned(),
            sections: options.sections.iter().map(|section| section.id().to_owned()).collect(),
            date: date.to_owned(),
            public: options.is_public,
            formats: targets.iter().map(|target| target.extension().to_owned()).collect(),
            since,
        }
    }

    /// Refuses what nobody would ask for and what would keep this machine busy for ever.
    pub(super) fn check(&self) -> Result<(), ReleaseError> {
        let refused = |reason: String| Err(ReleaseError::Content(reason));
        if self.trials > TRIALS_MAX || self.draws > DRAWS_MAX {
            let Self { trials, draws, .. } = self;
            return refused(format!(
                "it asks for {trials} trials and {draws} draws; at most {TRIALS_MAX} and {DRAWS_MAX} are made again"
            ));
        }
        for (what, names) in [("section", &self.sections), ("format", &self.formats)] {
            let known: BTreeSet<&String> = names.iter().collect();
            if known.len() < names.len() {
                return refused(format!("it names a {what} twice"));
            }
        }
        Ok(())
    }

    /// How the analysis is made.
    pub(super) fn study(&self) -> Study {
        let Self { seed, trials, draws, .. } = *self;
        Study { seed, trials, draws, threads: crate::session::threads(), ..Study::default() }
    }

    /// What the reports say.
    pub(super) fn options(&self) -> Result<Options, ReleaseError> {
        let unknown = |what: &str, name: &str| {
            ReleaseError::Content(format!("there is no {what} '{}'", name.escape_debug()))
        };
        let profile = Profile::from_id(&self.profile);
        let profile = profile.ok_or_else(|| unknown("profile", &self.profile))?;
        let section = |id: &String| Section::from_id(id).ok_or_else(|| unknown("section", id));
        let sections = self.sections.iter().map(section).collect::<Result<_, _>>()?;
        Ok(Options { profile, sections, is_public: self.public, since: None })
    }

    /// The formats.
    pub(super) fn targets(&self) -> Result<Vec<Target>, ReleaseError> {
        let target = |name: &String| {
            let target = Target::from_extension(name);
            target.ok_or_else(|| {
                ReleaseError::Content(format!("there is no format '{}'", name.escape_debug()))
            })
        };
        self.formats.iter().map(target).collect()
    }
}

impl Content {
    pub(super) fn of(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), bytes: bytes.len() as u64, sha256: checksum(bytes) }
    }
}
