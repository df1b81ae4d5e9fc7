//! A window to test with: the whole application on a document, in a harness.

use std::sync::Arc;

use driftline::{
    formats,
    model::Assessment,
    session::{self, Session},
    ui::{App, egui},
};
use egui_kittest::Harness;

use crate::painter::CpuPainter;

/// The whole window on a document, 1280 × 800.
pub(crate) fn window(document: Assessment) -> Harness<'static, App> {
    window_of_size(document, egui::vec2(1280.0, 800.0), false)
}

/// The whole window of a size, in the light or the dark theme.
pub(crate) fn window_of_size(
    document: Assessment,
    size: egui::Vec2,
    is_dark: bool,
) -> Harness<'static, App> {
    let session = Session::new(document, None, Arc::new(|| {}));
    let ctx = egui::Context::default();
    let app = App::new(&ctx, session);
    let theme = if is_dark { egui::Theme::Dark } else { egui::Theme::Light };
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_max_steps(64)
        .with_context_setup(driftline::ui::theme::install)
        .renderer(CpuPainter::default())
        .build_ui_state(|ui, app: &mut App| app.frame(ui), app);
    settle(&mut harness);
    harness
}

/// The bundled example.
pub(crate) fn sample() -> Assessment {
    let template = session::template(session::SAMPLE_NAME).expect("bundled");
    template.document().expect("a document")
}

/// A document from RON or JSON text.
pub(crate) fn document(text: &str) -> Assessment {
    formats::read(text.as_bytes(), None).expect("a document").document
}

/// Lets frames pass until background work is done.
pub(crate) fn settle(harness: &mut Harness<'_, App>) {
    // Bounded, so that a hung analysis fails the test instead of hanging it.
    for _ in 0..200_000 {
        harness.step();
        if !harness.state().session().is_busy() {
            harness.run_steps(3);
            // What has come may have been waited for by something else.
            if !harness.state().session().is_busy() {
                return;
            }
        }
        std::thread::yield_now();
    }
    panic!("background work does not end");
}
