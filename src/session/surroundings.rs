//! The outside world as a report sees it: the date, the document's hash, the user's templates.

use std::borrow::Cow;

use super::document_sha256;
use crate::{model::Assessment, report::Surroundings};

/// The real outside world.
#[derive(Clone, Debug)]
pub struct RealSurroundings {
    date: String,
    sha256: String,
}

impl RealSurroundings {
    /// The surroundings of a report on this document, dated today or as given (`2026-11-03`).
    pub fn of(document: &Assessment, date: Option<&str>) -> Self {
        Self { date: date.map_or_else(today, str::to_owned), sha256: document_sha256(document) }
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

    fn template(&self, _name: &str) -> Option<Cow<'static, str>> {
        None
    }
}

/// Today's date where the user is, as `2026-11-03`.
fn today() -> String {
    jiff::Zoned::now().date().to_string()
}
