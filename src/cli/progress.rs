//! A progress bar on standard error, shown only to a terminal and only when work lasts.

use std::{io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{
    analysis::{self, Analysis, AnalysisError, Cancelled, Monitor},
    model::{Assessment, Study},
};

/// Work shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_millis(600);

/// Analyzes with a progress bar.
pub(super) fn analyze(document: &Assessment, study: &Study) -> Result<Analysis, AnalysisError> {
    let bar = Bar::new();
    let analysis = analysis::analyze(document, study, &bar);
    bar.0.finish_and_clear();
    analysis
}

/// A monitor that shows a bar.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::hidden();
        let style = ProgressStyle::with_template("{bar:32} {percent} %  {eta} left");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Self(bar)
    }
}

impl Monitor for Bar {
    fn advance(&self, done: u64, total: u64) -> Result<(), Cancelled> {
        let is_long = self.0.elapsed() > PATIENCE;
        if is_long && self.0.is_hidden() && std::io::stderr().is_terminal() {
            self.0.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.0.set_length(total);
        self.0.set_position(done);
        Ok(())
    }
}
