//! The Model workspace: the graph.

use eframe::egui::Ui;

use crate::{
    model::{Position, Subject},
    ui::{command::Command, view::Cx},
};

/// What the Model workspace remembers.
#[derive(Debug, Default)]
pub struct ModelView {}

impl ModelView {
    /// Shows the graph.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let _ = (ui, cx);
    }

    /// Forgets the camera: another document is open.
    pub fn forget(&mut self) {}

    /// Brings an element into view at the next frame.
    pub fn center_on(&mut self, subject: Subject) {
        let _ = subject;
    }

    /// Carries a zoom command out at the next frame.
    pub fn zoom(&mut self, command: Command) {
        let _ = command;
    }

    /// Opens the name of a node for editing on the canvas.
    pub fn rename(&mut self, subject: Subject) {
        let _ = subject;
    }

    /// The middle of what is in view: the place for new nodes.
    pub fn middle(&self) -> Position {
        Position::default()
    }
}
