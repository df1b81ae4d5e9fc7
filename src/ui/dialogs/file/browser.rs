//! The folder that is looked into: a list to walk through by pointer and keyboard.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use eframe::egui::{Key, Modifiers, ScrollArea, Ui, scroll_area::ScrollBarVisibility, vec2};

use super::clerk::words_of;
use crate::{
    session::Folder,
    ui::{
        dialogs::list_height,
        widgets::{self, Row, icon},
    },
};

/// Height of the list, and of what stands around it in the dialog.
const HEIGHT: [f32; 2] = [260.0, 200.0];
/// Height of a row.
const ROW_HEIGHT: f32 = 26.0;

/// What a person has done in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Looked at another folder.
    Into(PathBuf),
    /// Pointed at a file.
    Pointed(PathBuf),
    /// Decided for a file.
    Took(PathBuf),
}

/// A folder, and where in it one is.
#[derive(Debug, Default)]
pub(super) struct Browser {
    folder: Option<Folder>,
    /// The row that the arrow keys have reached.
    at: Option<usize>,
    /// Whether that row must be brought into view.
    must_show: bool,
    /// Only names that contain this are listed, in small letters.
    filter: String,
}

/// A line of the list.
enum Line<'a> {
    Parent(&'a Path),
    Folder(&'a OsString),
    File(usize),
}

impl Browser {
    /// Shows another folder.
    pub(super) fn show(&mut self, folder: Folder) {
        *self = Self { folder: Some(folder), ..Self::default() };
    }

    /// Lists only names that contain this.
    pub(super) fn set_filter(&mut self, filter: &str) {
        self.filter = filter.to_lowercase();
    }

    /// The folder that is shown.
    pub(super) fn path(&self) -> Option<&Path> {
        self.folder.as_ref().map(|folder| &*folder.path)
    }

    /// Shows the list; arrow keys walk it while no other list does.
    pub(super) fn ui(&mut self, ui: &mut Ui) -> Option<Step> {
        let height = list_height(ui, HEIGHT[0], HEIGHT[1]);
        let Some(folder) = self.folder.take() else {
            // As high as the list will be, so that nothing jumps from under the pointer when it comes.
            let room = vec2(ui.available_width(), height);
            ui.allocate_ui(room, |ui| {
                ui.set_min_size(room);
                widgets::secondary(ui, "Looking…");
            });
            return None;
        };
        let lines = lines_of(&folder, &self.filter);
        let mut step = self.keys(ui, &folder, &lines);
        let must_show = std::mem::take(&mut self.must_show);
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .max_height(height)
            .min_scrolled_height(height)
            .scroll_bar_visibility(ScrollBarVisibility::VisibleWhenNeeded)
            .show_rows(ui, ROW_HEIGHT, lines.len(), |ui, range| {
                for place in range {
                    let line = &lines[place];
                    let is_at = self.at == Some(place);
                    let response = line_ui(ui, &folder, line, is_at);
                    if is_at && must_show {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        self.at = Some(place);
                        step = Some(step_of(&folder, line, response.double_clicked()));
                    }
                }
            });
        if lines.len() <= 1 && !self.filter.is_empty() {
            widgets::secondary(ui, "Nothing here has this in its name");
        } else if folder.is_cut {
            widgets::secondary(ui, "There is more than is listed; type the path");
        }
        self.folder = Some(folder);
        step
    }

    fn keys(&mut self, ui: &Ui, folder: &Folder, lines: &[Line<'_>]) -> Option<Step> {
        let pressed = |key| {
            ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) && !lines.is_empty()
        };
        let last = lines.len().saturating_sub(1);
        let next = match (pressed(Key::ArrowDown), pressed(Key::ArrowUp)) {
            (true, _) => self.at.map_or(0, |at| (at + 1).min(last)),
            (_, true) => self.at.map_or(last, |at| at.saturating_sub(1)),
            _ => return None,
        };
        self.at = Some(next);
        self.must_show = true;
        match lines.get(next) {
            Some(Line::File(_)) => Some(step_of(folder, &lines[next], false)),
            _ => None,
        }
    }

    /// The folder that the arrow keys have reached, which Enter looks into.
    pub(super) fn reached(&self) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        match step_of(folder, lines_of(folder, &self.filter).get(self.at?)?, false) {
            Step::Into(path) => Some(path),
            _ => None,
        }
    }

    /// Whether the arrow keys have reached a row.
    pub(super) fn is_walked(&self) -> bool {
        self.at.is_some()
    }

    /// Forgets where the arrow keys were: something was typed.
    pub(super) fn let_go(&mut self) {
        self.at = None;
    }
}

fn lines_of<'a>(folder: &'a Folder, filter: &str) -> Vec<Line<'a>> {
    let is_wanted = |name: &OsString| name.to_string_lossy().to_lowercase().contains(filter);
    let parent = folder.path.parent().map(Line::Parent);
    let folders = folder.folders.iter().filter(|name| is_wanted(name)).map(Line::Folder);
    let files = (0..folder.files.len()).filter(|place| is_wanted(&folder.files[*place].name));
    parent.into_iter().chain(folders).chain(files.map(Line::File)).collect()
}

fn step_of(folder: &Folder, line: &Line<'_>, is_decided: bool) -> Step {
    match line {
        Line::Parent(path) => Step::Into(path.to_path_buf()),
        Line::Folder(name) => Step::Into(folder.path.join(name)),
        Line::File(place) => {
            let path =
                folder.files.get(*place).map_or_else(PathBuf::new, |f| folder.path.join(&f.name));
            if is_decided { Step::Took(path) } else { Step::Pointed(path) }
        }
    }
}

fn line_ui(
    ui: &mut Ui,
    folder: &Folder,
    line: &Line<'_>,
    is_selected: bool,
) -> eframe::egui::Response {
    let (symbol, name, figure) = match line {
        Line::Parent(_) => (icon::CHEVRON_UP, "Up".to_owned(), String::new()),
        Line::Folder(name) => (icon::FOLDER, name.to_string_lossy().into_owned(), String::new()),
        Line::File(place) => match folder.files.get(*place) {
            Some(file) => {
                (icon::FILE_TEXT, file.name.to_string_lossy().into_owned(), words_of(file))
            }
            None => return ui.label(""),
        },
    };
    let shown = Row { icon: symbol, icon_color: None, name: &name, figure: &figure, is_selected };
    widgets::row(ui, &shown)
}
