//! Releases of a report: what two of them differ in, as a changelog.
//!
//! Pure: how a release is kept as a file is the session's affair.

mod changes;
mod elements;
mod figures;
mod panel;
mod sheets;

pub use changes::{Changes, ElementChange, FigureChange, Kind, ScoreChange, SettingChange};
pub use figures::{KeyFigure, KeyFigures};
pub use sheets::{Sheet, sheets};

use crate::model::Assessment;

/// One state of an assessment, as a release keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// The document.
    pub document: Assessment,
    /// What followed from it.
    pub figures: KeyFigures,
    /// The day of its report, as `2026-11-03`.
    pub date: String,
    /// Version of the program that made it.
    pub program: String,
}

impl Edition {
    /// What a person would call it: its version and its day.
    pub fn name(&self) -> String {
        let version = super::wording::name(&self.document.about().version);
        match version.as_str() {
            "" => format!("the release of {}", self.date),
            version => format!("version {version} of {}", self.date),
        }
    }
}
