//! The Scores workspace: every score of the document as a sheet of elements over phases, with the manners of a
//! spreadsheet.

mod belief;
mod cells;
mod edits;
mod grid;
mod keys;
mod lines;
mod sheet;
mod strip;
mod test_runs;
mod tools;

use eframe::egui::{
    Align, CentralPanel, Frame, Id, Key, Layout, Margin, Modifiers, Panel, Popup, ScrollArea, Ui,
};

use crate::{
    model::{Assessment, ScoreKey},
    session::Document,
    ui::{
        view::Cx,
        widgets::{self, icon},
    },
};
use sheet::Sheet;

/// Height of the bar above the sheet.
const TOOLS_HEIGHT: f32 = 46.0;
/// Least width at which the strip stands beside the sheet unasked: beside it a sheet of a few phases is whole.
const STRIP_ROOM: f32 = 860.0;
/// Width of the strip, and least and most width where there is less room.
const STRIP_WIDTH: [f32; 3] = [312.0, 240.0, 288.0];
/// Height of the line below the sheet.
const STATUS_HEIGHT: f32 = 30.0;

/// What the Scores workspace remembers.
#[derive(Debug, Default)]
pub struct ScoresView {
    sheet: Sheet,
    test_runs: test_runs::TestRunsForm,
    /// Whether the filter is to take the keyboard.
    wants_filter: bool,
    /// Whether it was shown in the frame before.
    is_open: bool,
    /// Whether the strip beside the sheet was asked for, or away; else it is there where there is room.
    strip: Option<bool>,
}

impl ScoresView {
    /// Whether the keyboard is in the sheet, so that keys without a modifier and those of the clipboard are its own.
    pub fn has_keys(&self, ui: &Ui) -> bool {
        self.is_open && (has_focus(ui) || self.sheet.editing.is_some() || self.sheet.claims > 0)
    }

    /// Puts the keyboard into the filter.
    pub fn find(&mut self) {
        self.wants_filter = true;
    }

    /// The score under the cursor; none on a heading, and where the element has no score in that phase.
    pub fn current(&self, document: &Assessment) -> Option<ScoreKey> {
        self.sheet.current(document)
    }

    /// The scores of all selected cells.
    pub fn cells(&self, document: &Assessment) -> Vec<ScoreKey> {
        self.sheet.block(document).into_iter().flatten().flatten().collect()
    }

    /// Has the sheet take the keyboard at the next frame.
    pub fn want_keys(&mut self) {
        self.sheet.wants_focus = true;
    }

    /// Takes the texts back that were entered last and are no scores; whether there were any to take back before
    /// anything in the document.
    pub fn take_back(&mut self, document: &Document) -> bool {
        self.sheet.take_back(document)
    }

    /// How many texts were typed that are no scores, and are not part of the document.
    pub fn unread(&self) -> usize {
        self.sheet.unread()
    }

    /// Notes that another workspace is shown.
    pub fn leave(&mut self) {
        self.is_open = false;
    }

    /// Shows the sheet, its tools and the reasons of the cell.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.sheet.follow(cx);
        if !self.is_open {
            self.is_open = true;
            self.sheet.wants_focus = true;
        }
        let is_elsewhere = !self.has_keys(ui);
        if is_elsewhere && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F6)) {
            self.sheet.wants_focus = true;
        }
        let has_menu = Popup::is_any_open(ui.ctx());
        if !has_menu && ui.memory(|memory| memory.allows_interaction(ui.layer_id())) {
            self.sheet.take_keys(ui, cx);
        }
        let tokens = cx.tokens;
        let panel = Frame::new().fill(tokens.surface);
        let room = ui.available_width();
        if self.sheet.wants_reasons {
            self.strip = Some(true);
        }
        let has_strip = self.strip.unwrap_or(room >= STRIP_ROOM);
        if has_strip {
            let [wide, least, most] = STRIP_WIDTH;
            let is_wide = room >= STRIP_ROOM;
            let width = if is_wide { wide } else { (room * 0.38).clamp(least, most) };
            Panel::right(("reasons of the score", is_wide))
                .default_size(width)
                .size_range(220.0..=520.0)
                .frame(panel.inner_margin(Margin::symmetric(14, 10)))
                .show(ui, |ui| strip::strip_ui(ui, cx, &mut self.sheet, &mut self.test_runs));
        }
        Panel::top("tools of the sheet")
            .exact_size(TOOLS_HEIGHT)
            .frame(panel.inner_margin(Margin::symmetric(12, 8)))
            .show(ui, |ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let name = if has_strip { "Hide the reasons" } else { "Show the reasons" };
                    if widgets::icon_button(ui, icon::PANEL_RIGHT, name).clicked() {
                        self.strip = Some(!has_strip);
                    }
                    let scroll = ScrollArea::horizontal().id_salt("tools").auto_shrink(false);
                    let left = Layout::left_to_right(Align::Center);
                    let tools = |ui: &mut Ui| {
                        tools::tools_ui(ui, cx, &mut self.sheet, &mut self.wants_filter);
                    };
                    ui.with_layout(left, |ui| scroll.show(ui, tools));
                });
            });
        Panel::bottom("status of the sheet")
            .exact_size(STATUS_HEIGHT)
            .frame(panel.inner_margin(Margin::symmetric(12, 5)))
            .show(ui, |ui| tools::status_ui(ui, cx, &self.sheet));
        CentralPanel::default()
            .frame(Frame::new().fill(tokens.canvas))
            .show(ui, |ui| grid::grid_ui(ui, cx, &mut self.sheet));
    }
}

/// Whether the sheet has the focus, apart from the field of a cell.
fn has_focus(ui: &Ui) -> bool {
    ui.memory(|memory| memory.has_focus(sheet_id()))
}

/// What holds the keyboard while the sheet has it.
fn sheet_id() -> Id {
    Id::unique("score sheet")
}
