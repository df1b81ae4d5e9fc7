//! Keys that are commands.

use eframe::egui::{self, Ui};

use crate::ui::{
    command::{ALSO, COMMANDS, Entry},
    view::Cx,
    welcome,
};

/// Asks for the commands whose keys were pressed: for few of them in front of the welcome page.
pub(super) fn take(ui: &Ui, cx: &mut Cx<'_>, (is_in_sheet, is_welcome): (bool, bool)) {
    let is_typing = ui.ctx().text_edit_focused();
    if !is_welcome {
        take_also(ui, cx, is_typing);
    }
    // A shortcut also answers to its keys with Shift held, so that those with Shift must be asked first.
    let (shifted, plain): (Vec<&Entry>, Vec<&Entry>) = COMMANDS
        .iter()
        .partition(|entry| entry.shortcut.is_some_and(|shortcut| shortcut.modifiers.shift));
    for entry in shifted.into_iter().chain(plain) {
        let Some(shortcut) = entry.shortcut else { continue };
        let yields = (is_typing && entry.command.yields_to_typing())
            || (is_in_sheet && entry.command.yields_to_sheet());
        if yields {
            continue;
        }
        let is_pressed = ui.input_mut(|input| {
            input.consume_shortcut(&shortcut) || consume_shifted_digit(input, shortcut)
        });
        // Taken all the same: without Shift the keys would be those of another command.
        if is_pressed && is_welcome && !welcome::keeps_open(entry.command) {
            continue;
        }
        if is_pressed {
            // With Alt a letter is no text, but some keyboards send it as such.
            if shortcut.modifiers.alt {
                ui.input_mut(|input| {
                    input.events.retain(|event| !matches!(event, egui::Event::Text(_)));
                });
            }
            cx.command(entry.command);
        }
    }
}

/// Asks for the commands of keys that other programs have for them.
fn take_also(ui: &Ui, cx: &mut Cx<'_>, is_typing: bool) {
    for (shortcut, command) in ALSO {
        let yields = is_typing && command.yields_to_typing();
        if !yields && ui.input_mut(|input| input.consume_shortcut(&shortcut)) {
            cx.command(command);
        }
    }
}

/// Whether a digit was pressed with Shift: the keyboard then tells a sign such as `!`, and only the key's place tells
/// the digit.
fn consume_shifted_digit(input: &mut egui::InputState, shortcut: egui::KeyboardShortcut) -> bool {
    use egui::Key::{Num0, Num1, Num2};
    if !shortcut.modifiers.shift || ![Num0, Num1, Num2].contains(&shortcut.logical_key) {
        return false;
    }
    let before = input.events.len();
    input.events.retain(|event| {
        !matches!(event, egui::Event::Key { physical_key: Some(key), pressed: true, modifiers, .. }
            if *key == shortcut.logical_key && modifiers.matches_logically(shortcut.modifiers))
    });
    input.events.len() < before
}
