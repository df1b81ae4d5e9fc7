//! The keyboard in the sheet, in the order in which keys were struck.

use eframe::egui::{Event, Key, Modifiers};

/// Where the cursor goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// So many rows and columns on.
    By(isize, isize),
    /// To the first or last column.
    RowEnd(End),
    /// To the first or last row.
    ColumnEnd(End),
    /// To the first or last cell of all.
    Corner(End),
    /// A screen up or down.
    Page(End),
    /// To the next cell, over the ends of rows.
    Next,
    /// To the cell before, over the ends of rows.
    Previous,
}

/// Which end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The first.
    First,
    /// The last.
    Last,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stroke {
    /// Moves the cursor, or with `extends` the end of the selection.
    Move(Step, bool),
    /// Edits the cell as it is.
    Edit,
    /// Edits the cell anew, from this text.
    Type(String),
    /// Takes scores away.
    Clear,
    /// Fills the selection from its first row.
    FillDown,
    /// Fills the selection from its first column.
    FillRight,
    /// Copies.
    Copy,
    /// Copies and takes away.
    Cut,
    /// Pastes.
    Paste(String),
    /// Selects everything.
    SelectAll,
    /// Selects the cell alone, else leaves the sheet.
    Escape,
    /// Goes to the reasons of the cell.
    Reasons,
}

/// How the editing of a cell ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    /// What was typed holds, and the cursor goes on.
    Go(Step),
    /// What was typed holds for the whole selection.
    Everywhere,
    /// What was typed is forgotten.
    Cancel,
}

/// What an event asks of the sheet; `None` where it is no business of the sheet's.
pub(super) fn stroke(event: &Event) -> Option<Stroke> {
    match event {
        Event::Copy => Some(Stroke::Copy),
        Event::Cut => Some(Stroke::Cut),
        Event::Paste(text) => Some(Stroke::Paste(text.clone())),
        Event::Text(text) if !text.chars().any(char::is_control) => {
            Some(Stroke::Type(text.clone()))
        }
        Event::Key { key, pressed: true, modifiers, .. } => of_key(*key, *modifiers),
        _ => None,
    }
}

fn of_key(key: Key, modifiers: Modifiers) -> Option<Stroke> {
    let Modifiers { shift, alt: false, command, .. } = modifiers else { return None };
    let step = match (key, command) {
        (Key::ArrowUp, false) => Step::By(-1, 0),
        (Key::ArrowDown, false) => Step::By(1, 0),
        (Key::ArrowLeft, false) => Step::By(0, -1),
        (Key::ArrowRight, false) => Step::By(0, 1),
        (Key::ArrowUp, true) => Step::ColumnEnd(End::First),
        (Key::ArrowDown, true) => Step::ColumnEnd(End::Last),
        (Key::ArrowLeft, true) | (Key::Home, false) => Step::RowEnd(End::First),
        (Key::ArrowRight, true) | (Key::End, false) => Step::RowEnd(End::Last),
        (Key::Home, true) => Step::Corner(End::First),
        (Key::End, true) => Step::Corner(End::Last),
        (Key::PageUp, false) => Step::Page(End::First),
        (Key::PageDown, false) => Step::Page(End::Last),
        _ => return of_other_key(key, (shift, command)),
    };
    Some(Stroke::Move(step, shift))
}

fn of_other_key(key: Key, (shift, command): (bool, bool)) -> Option<Stroke> {
    match (key, command) {
        (Key::Tab, false) if shift => Some(Stroke::Move(Step::Previous, false)),
        (Key::Tab, false) => Some(Stroke::Move(Step::Next, false)),
        (Key::Enter, false) if shift => Some(Stroke::Move(Step::By(-1, 0), false)),
        (Key::Enter | Key::F2, false) => Some(Stroke::Edit),
        (Key::Delete | Key::Backspace, false) => Some(Stroke::Clear),
        (Key::Escape, false) => Some(Stroke::Escape),
        (Key::F6, false) => Some(Stroke::Reasons),
        (Key::D, true) => Some(Stroke::FillDown),
        (Key::R, true) => Some(Stroke::FillRight),
        (Key::A, true) => Some(Stroke::SelectAll),
        _ => None,
    }
}

/// How an event ends the editing of a cell, if it does. Where the cell was begun by typing, arrows end it too.
pub(super) fn finish(event: &Event, is_typed: bool) -> Option<Finish> {
    let Event::Key { key, pressed: true, modifiers, .. } = event else { return None };
    match key {
        Key::Enter if modifiers.command => Some(Finish::Everywhere),
        Key::Enter if modifiers.shift => Some(Finish::Go(Step::By(-1, 0))),
        Key::Enter => Some(Finish::Go(Step::By(1, 0))),
        Key::Tab if modifiers.shift => Some(Finish::Go(Step::Previous)),
        Key::Tab => Some(Finish::Go(Step::Next)),
        Key::Escape => Some(Finish::Cancel),
        Key::ArrowUp if modifiers.is_none() => Some(Finish::Go(Step::By(-1, 0))),
        Key::ArrowDown if modifiers.is_none() => Some(Finish::Go(Step::By(1, 0))),
        Key::ArrowLeft if is_typed && modifiers.is_none() => Some(Finish::Go(Step::By(0, -1))),
        Key::ArrowRight if is_typed && modifiers.is_none() => Some(Finish::Go(Step::By(0, 1))),
        _ => None,
    }
}
