//! What goes wrong while the window is drawn is caught and told; the document stays.

use std::sync::Arc;

use driftline::{
    session::{Offer, Session},
    ui::{App, egui},
};
use egui_kittest::{Harness, kittest::Queryable};

use crate::workbench::sample;

/// A window that goes wrong in these frames, counted from 1.
fn window(wrong: std::ops::RangeInclusive<u32>) -> Harness<'static, (App, u32)> {
    let session = Session::new(sample(), None, Arc::new(|| {}));
    let ctx = egui::Context::default();
    let app = App::new(&ctx, session);
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1000.0, 700.0))
        .with_context_setup(driftline::ui::theme::install)
        .build_ui_state(
            move |ui, (app, frame): &mut (App, u32)| {
                *frame += 1;
                let is_wrong = wrong.contains(frame);
                app.guard(ui, |app, ui| {
                    app.frame(ui);
                    assert!(!is_wrong, "a fault on purpose");
                });
            },
            (app, 0),
        );
    harness.run_steps(12);
    harness
}

#[test]
fn a_fault_is_told_once_with_a_report_and_the_document_stays() {
    let harness = window(4..=4);
    let session = harness.state().0.session();
    assert_eq!(*session.assessment(), sample());
    let told = session.notices().iter().filter(|n| matches!(n.offer, Some(Offer::CopyReport(_))));
    assert_eq!(told.count(), 1);
    harness.get_by_label("Copy report");
    harness.get_by_label_contains("the document is as it was");
}

#[test]
fn where_nothing_can_be_drawn_one_can_still_save_and_try_again() {
    let mut harness = window(2..=10);
    harness.get_by_label("The window cannot be drawn");
    harness.get_by_label("Save").click();
    harness.run_steps(2);
    harness.get_by_label_contains("no file yet");
    harness.get_by_label("Try again").click();
    harness.run_steps(4);
    assert!(harness.query_by_label("The window cannot be drawn").is_none());
    assert_eq!(*harness.state().0.session().assessment(), sample());
}
