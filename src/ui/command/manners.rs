//! Where commands stand in menus, what they are of, and to whom their shortcuts yield.

use eframe::egui::Key;

use super::{Command, Group};

impl Command {
    /// The submenu that it stands in, where its group is too long for one menu.
    pub fn section(self) -> Option<&'static str> {
        let title = self.entry().title;
        let is_one_of = |words: &[&str]| words.iter().any(|word| title.starts_with(word));
        match self.entry().group {
            Group::File if is_one_of(&["Panel: "]) => Some("Panel of experts"),
            Group::View => match self {
                Self::ShowOutline
                | Self::ShowInspector
                | Self::ShowProblems
                | Self::ShowTimeline
                | Self::NextPanel
                | Self::PreviousPanel
                | Self::ResetPanels => Some("Panels"),
                Self::AnalyzeAgain | Self::StopAnalysis => Some("Analysis"),
                Self::NextTab | Self::PreviousTab => Some("Documents"),
                Self::NextPhase | Self::PreviousPhase | Self::PlayPhases => Some("Phases"),
                Self::LargerInterface | Self::UsualInterface | Self::SmallerInterface => {
                    Some("Size of the interface")
                }
                _ if is_one_of(&["Theme: "]) => Some("Theme"),
                _ if is_one_of(&["Probabilities as "]) => Some("Probabilities"),
                _ if is_one_of(&["Zoom "]) => Some("Zoom"),
                _ => None,
            },
            Group::Arrange if is_one_of(&["Align ", "Distribute "]) => Some("Align and distribute"),
            Group::Find if is_one_of(&["Walk ", "Select what "]) => Some("Walk"),
            Group::Find
                if is_one_of(&["Focus ", "Only what ", "Filters", "Hide or dim", "Clear"]) =>
            {
                Some("Focus and filter")
            }
            Group::Find if is_one_of(&["Outline by "]) => Some("Outline"),
            _ => None,
        }
    }

    /// Whether it changes what is selected on the canvas.
    pub fn is_of_canvas(self) -> bool {
        self.entry().group == Group::Arrange
            || matches!(
                self,
                Self::SelectLinks | Self::SelectInverse | Self::AddNote | Self::AddFrame
            )
    }

    /// Whether it moves elements, or places new ones by where others stand.
    pub fn places_elements(self) -> bool {
        let title = self.entry().title;
        ["Align ", "Distribute ", "Arrange "].iter().any(|start| title.starts_with(start))
            || matches!(self, Self::TidyUp | Self::AddNote | Self::AddFrame | Self::InsertOnLink)
    }

    /// Whether it helps to find the way on the canvas.
    pub fn is_of_way(self) -> bool {
        self.entry().group == Group::Find
            && !matches!(
                self,
                Self::FindInOutline
                    | Self::GoToId
                    | Self::OutlineByKind
                    | Self::OutlineByZone
                    | Self::OutlineByMechanism
            )
    }

    /// Whether its shortcut belongs to the score sheet while the keyboard is there: all without a modifier but help,
    /// those of cells, and those that would change the graph, which is out of sight.
    pub fn yields_to_sheet(self) -> bool {
        use Key::{
            A, ArrowDown, ArrowLeft, ArrowRight, ArrowUp, C, D, End, Enter, F1, Home, R, V, X,
        };
        const OF_CELLS: [Key; 13] =
            [A, C, D, R, V, X, ArrowDown, ArrowLeft, ArrowRight, ArrowUp, End, Enter, Home];
        self.entry().shortcut.is_some_and(|shortcut| {
            let key = shortcut.logical_key;
            (!shortcut.modifiers.command && key != F1)
                || (OF_CELLS.contains(&key) && !shortcut.modifiers.shift)
                || matches!(self.entry().group, Group::Insert | Group::Arrange)
        })
    }

    /// Whether its shortcut belongs to text while text is being typed: nothing that changes the document or what is
    /// selected in it is done from within a text.
    pub fn yields_to_typing(self) -> bool {
        // A zone may be opened while one looks for what is in it.
        (self.changes_elements() && self != Self::FoldZone)
            || self.entry().shortcut.is_some_and(|shortcut| !shortcut.modifiers.command)
    }

    fn changes_elements(self) -> bool {
        matches!(self.entry().group, Group::Edit | Group::Insert | Group::Arrange)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ui::command::COMMANDS;

    #[test]
    fn what_changes_elements_leaves_the_keys_to_texts() {
        for command in [Command::DissolveNode, Command::Duplicate, Command::SelectInverse] {
            assert!(command.yields_to_typing(), "{command:?}");
        }
        for command in [Command::Save, Command::Find, Command::ShowScores, Command::Palette] {
            assert!(!command.yields_to_typing(), "{command:?}");
        }
        assert!(Command::DissolveNode.yields_to_sheet() && !Command::Undo.yields_to_sheet());
    }

    #[test]
    fn no_menu_is_higher_than_a_small_window() {
        for group in Group::ALL {
            let entries = COMMANDS.iter().filter(|entry| entry.group == group);
            let sections: Vec<_> = entries.clone().map(|entry| entry.command.section()).collect();
            let plain = sections.iter().filter(|section| section.is_none()).count();
            let named: BTreeSet<_> = sections.iter().flatten().collect();
            assert!(plain + named.len() <= 18, "{}: {plain} and {named:?}", group.title());
            for name in named {
                let count = sections.iter().filter(|section| **section == Some(name)).count();
                assert!((2..=12).contains(&count), "{name}: {count}");
            }
        }
    }
}
