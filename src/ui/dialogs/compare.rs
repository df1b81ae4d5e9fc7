//! The open document beside another one, over the whole window.

use eframe::egui::Ui;

use super::Outcome;
use crate::{
    session::Action,
    ui::{
        comparing::{Comparison, Step},
        view::Cx,
    },
};

/// Shows both.
pub(super) fn compare_ui(ui: &mut Ui, cx: &mut Cx<'_>, comparison: &mut Comparison) -> Outcome {
    match comparison.ui(ui, cx) {
        Step::Stay => return Outcome::Open,
        Step::Leave => cx.act(Action::LeaveCompared),
        Step::Merge => cx.act(comparison.merging()),
    }
    Outcome::Closed
}
