//! The window. Reads a session, draws it, and collects wishes; the only room that knows egui.

mod app;
pub mod canvas;
pub mod command;
pub mod comparing;
pub mod dialogs;
pub mod dock;
pub mod panels;
pub mod theme;
pub mod tour;
pub mod view;
pub mod welcome;
pub mod widgets;
pub mod workspaces;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

pub use app::App;
pub use eframe::egui;
use eframe::{egui::ViewportBuilder, egui_glow::HardwareAcceleration};

use crate::session::{Preferences, SAMPLE_NAME, Session, crash, recovery};

/// Why the window could not be shown, or not any longer.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// No display.
    #[error("cannot open a window ({0}); without a display use the command line: driftline --help")]
    Unavailable(String),
    /// There is a display, and no way to draw on it.
    #[error(
        "cannot draw a window ({0}): the graphics driver does not give what is needed, OpenGL 2.0; update it, or start with \
         LIBGL_ALWAYS_SOFTWARE=1, or use the command line: driftline --help"
    )]
    Undrawable(String),
    /// It was open, and the system took it away.
    #[error(
        "the window was lost ({0}); changes that were not saved are kept, and offered when driftline is started again"
    )]
    Lost(String),
}

/// Opens the workbench: on the given file, else on the welcome page; for those who do not want that, on the file used
/// last, else on the bundled example. Where the graphics card refuses, the processor draws.
///
/// # Errors
/// [`WindowError`] where no display exists or nothing can be drawn on it.
pub fn run(file: Option<PathBuf>) -> Result<(), WindowError> {
    crash::keep_reports();
    let is_open = Arc::new(AtomicBool::new(false));
    let first = window(file.clone(), HardwareAcceleration::Preferred, &is_open);
    let result = match first {
        Err(error) if is_of_drawing(&error) && !is_open.load(Ordering::Relaxed) => {
            tracing::warn!(%error, "the graphics card refuses; trying without it");
            window(file, HardwareAcceleration::Off, &is_open)
        }
        result => result,
    };
    result.map_err(|error| {
        tracing::error!(%error, "no window");
        let why = reason(&error.to_string());
        match (is_open.load(Ordering::Relaxed), is_of_drawing(&error)) {
            (true, _) => WindowError::Lost(why),
            (false, true) => WindowError::Undrawable(why),
            (false, false) => WindowError::Unavailable(why),
        }
    })
}

/// Whether there is a display, and the trouble lies in drawing on it.
fn is_of_drawing(error: &eframe::Error) -> bool {
    use eframe::Error::{Glutin, NoGlutinConfigs, OpenGL};
    matches!(error, Glutin(_) | NoGlutinConfigs(..) | OpenGL(_))
}

fn window(
    file: Option<PathBuf>,
    hardware_acceleration: HardwareAcceleration,
    is_open: &Arc<AtomicBool>,
) -> eframe::Result {
    let mut options = eframe::NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title("driftline")
            .with_app_id("driftline")
            .with_inner_size([1440.0, 900.0])
            .with_min_inner_size([640.0, 400.0])
            .with_drag_and_drop(true),
        renderer: eframe::Renderer::Glow,
        ..eframe::NativeOptions::default()
    };
    options.glow_options.hardware_acceleration = hardware_acceleration;
    let has_file = file.is_some();
    let is_open = Arc::clone(is_open);
    let create: eframe::AppCreator<'_> = Box::new(move |creation| {
        is_open.store(true, Ordering::Relaxed);
        tracing::info!("window");
        let ctx = creation.egui_ctx.clone();
        let session = start(&ctx);
        let file = file.clone().or_else(|| recent(session.preferences()));
        let mut app = App::new(&ctx, session);
        if let Some(path) = file {
            app.open(&path);
        }
        app.look_for_lost();
        Ok(Box::new(if has_file { app } else { app.at_start() }))
    });
    eframe::run_native("driftline", options, create)
}

fn start(ctx: &egui::Context) -> Session {
    let waker = ctx.clone();
    let wake = Arc::new(move || waker.request_repaint());
    let session = Session::open_template(SAMPLE_NAME, Preferences::path(), wake);
    session.recording_in(recovery::folder())
}

/// What was worked on last, for those who do without the welcome page.
fn recent(preferences: &Preferences) -> Option<PathBuf> {
    let recent = preferences.recent.first().filter(|_| !preferences.shows_welcome);
    recent.filter(|path| path.exists()).cloned()
}

/// The reason in one line, without the place in a library's source that some errors begin with.
fn reason(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let after_place = line.rsplit_once(".rs:").and_then(|(_, rest)| rest.split_once(": "));
    let reason = after_place.map_or(&*line, |(_, reason)| reason);
    reason.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn the_place_in_a_library_is_left_out_of_the_reason() {
        let text = "winit EventLoopError: os error at /a/b/linux/mod.rs:765: no\n display is set.";
        assert_eq!(reason(text), "no display is set");
        assert_eq!(reason("plain words"), "plain words");
    }
}
