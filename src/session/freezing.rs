//! Freezing the report on the open document, and the earlier release that it is compared with, without the window waiting.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Action, Notice, RealSurroundings, Session,
    release::{self, Order},
};
use crate::{
    analysis::{Cancelled, Monitor},
    report::{Options, Target, Watch, depths::Stage, release::Edition},
};

/// What is asked about releases.
#[derive(Clone, Debug)]
pub enum ReleaseWish {
    /// Freezes the report in these formats, with all that it is made of, into an archive.
    Freeze(PathBuf, Vec<Target>, Box<Options>),
    /// Has reports tell what has changed since the release in this file; none for no longer.
    CompareWith(Option<PathBuf>),
    /// Takes a release in that was read.
    Since(Arc<Edition>),
}

impl Session {
    pub(super) fn release(&mut self, wish: ReleaseWish) -> Result<(), Notice> {
        match wish {
            ReleaseWish::Freeze(path, targets, options) => self.freeze(&path, &targets, &options),
            ReleaseWish::CompareWith(path) => self.compare_with(path),
            ReleaseWish::Since(edition) => self.take_since(edition),
        }
    }

    /// The earlier release that reports are compared with.
    pub fn since(&self) -> Option<&Arc<Edition>> {
        self.since.as_ref()
    }

    /// Freezes the report into a file, in the background: everything is computed anew, as it will be when it is checked.
    fn freeze(&mut self, path: &Path, targets: &[Target], options: &Options) -> Result<(), Notice> {
        let (path, document) = (path.to_owned(), self.document.snapshot());
        let order = Order {
            study: self.study.clone(),
            options: options.clone(),
            targets: targets.to_vec(),
            surroundings: RealSurroundings::at_hand(&document, &self.catalogs),
        };
        self.run(move || {
            let written = release::write(&path, &document, &order, &Endless);
            vec![Action::Notify(match written {
                Ok(()) => Notice::done(format!("Froze {}", path.display())),
                Err(error) => Notice::failed(error.to_string()),
            })]
        });
        Err(Notice::done("Freezing the report; it is made anew for that".to_owned()))
    }

    /// Reads an earlier release to compare with; none goes back to comparing with nothing.
    fn compare_with(&mut self, path: Option<PathBuf>) -> Result<(), Notice> {
        let Some(path) = path else {
            self.since = None;
            return Err(Notice::done("The report tells of no earlier release".to_owned()));
        };
        self.run(move || match release::edition(&path) {
            Ok(edition) => vec![Action::Release(ReleaseWish::Since(edition))],
            Err(error) => vec![Action::Notify(Notice::failed(error.to_string()))],
        });
        Ok(())
    }

    fn take_since(&mut self, edition: Arc<Edition>) -> Result<(), Notice> {
        let name = edition.name();
        self.since = Some(edition);
        Err(Notice::done(format!("The report tells what has changed since {name}")))
    }
}

/// Goes on to the end: a release is short beside what it saves.
struct Endless;

impl Monitor for Endless {
    fn advance(&self, _done: u64, _total: u64) -> Result<(), Cancelled> {
        Ok(())
    }
}

impl Watch for Endless {
    fn stage(&self, _stage: Stage) {}
}
