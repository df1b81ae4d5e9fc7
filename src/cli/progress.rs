//! A progress bar on standard error, shown only to a terminal and only when work lasts.

use std::{
    io::IsTerminal,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{
    analysis::{self, Analysis, AnalysisError, Cancelled, Monitor},
    model::{Assessment, Study},
    report::depths::{Stage, Watch},
};

/// Work shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_millis(600);

/// Analyzes with a progress bar.
pub(super) fn analyze(document: &Assessment, study: &Study) -> Result<Analysis, AnalysisError> {
    analysis::analyze(document, study, &Progress::new("Probabilities"))
}

/// A monitor that shows what is being done, how much of it is done, and the time that it will still take. The bar goes
/// when it is dropped.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
}

impl Progress {
    /// Begins with a stage.
    pub(super) fn new(stage: &'static str) -> Self {
        let bar = ProgressBar::hidden();
        let style = ProgressStyle::with_template("{msg:16} {bar:32} {percent:>3} %  {eta} left");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        bar.set_message(stage);
        Self { bar, started: Instant::now() }
    }

    /// Goes on to another stage, whose time is told anew.
    pub(super) fn stage(&self, stage: &'static str) {
        self.bar.reset();
        self.bar.set_message(stage);
    }
}

impl Monitor for Progress {
    fn advance(&self, done: u64, total: u64) -> Result<(), Cancelled> {
        let is_long = self.started.elapsed() > PATIENCE;
        if is_long && self.bar.is_hidden() && std::io::stderr().is_terminal() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_length(total);
        self.bar.set_position(done);
        Ok(())
    }
}

impl Watch for Progress {
    fn stage(&self, stage: Stage) {
        Self::stage(self, stage.title());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
