//! The one table of commands: group, title and shortcut of each.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

use super::Command;

/// Where a command stands in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Files.
    File,
    /// Editing.
    Edit,
    /// New elements.
    Insert,
    /// Bringing in line, grouping, leading links elsewhere.
    Arrange,
    /// Finding elements and the way.
    Find,
    /// Looking.
    View,
    /// Learning.
    Help,
}

impl Group {
    /// All groups in menu order.
    pub const ALL: [Self; 7] =
        [Self::File, Self::Edit, Self::Insert, Self::Arrange, Self::Find, Self::View, Self::Help];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Insert => "Insert",
            Self::Arrange => "Arrange",
            Self::Find => "Find",
            Self::View => "View",
            Self::Help => "Help",
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The command.
    pub command: Command,
    /// Where it stands in the menu.
    pub group: Group,
    /// What people read.
    pub title: &'static str,
    /// Its shortcut.
    pub shortcut: Option<KeyboardShortcut>,
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const PLAIN: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
/// Keys with Alt find the way: they look, and change nothing.
const ALT: Modifiers = Modifiers::ALT;
const ALT_SHIFT: Modifiers = Modifiers::ALT.plus(Modifiers::SHIFT);

const fn key(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

const fn entry(
    command: Command,
    group: Group,
    title: &'static str,
    shortcut: Option<KeyboardShortcut>,
) -> Entry {
    Entry { command, group, title, shortcut }
}

/// Keys of other programs for commands that have one already.
pub const ALSO: [(KeyboardShortcut, Command); 1] = [(key(CTRL, Key::Y), Command::Redo)];

/// All commands in menu order.
pub const COMMANDS: &[Entry] = &[
    entry(Command::New, Group::File, "New…", Some(key(CTRL, Key::N))),
    entry(Command::Open, Group::File, "Open…", Some(key(CTRL, Key::O))),
    entry(Command::Save, Group::File, "Save", Some(key(CTRL, Key::S))),
    entry(Command::SaveAs, Group::File, "Save as…", Some(key(CTRL_SHIFT, Key::S))),
    entry(Command::Compare, Group::File, "Compare with…", None),
    entry(Command::Export, Group::File, "Export report…", Some(key(CTRL, Key::E))),
    entry(
        Command::ExportFigure,
        Group::File,
        "Export figure of the graph…",
        Some(key(CTRL_SHIFT, Key::E)),
    ),
    entry(Command::Freeze, Group::File, "Freeze report as a release…", None),
    entry(Command::CompareRelease, Group::File, "Compare report with a release…", None),
    entry(Command::ImportEvidence, Group::File, "Import evidence…", None),
    entry(Command::ExportAudit, Group::File, "Export audit as CSV…", None),
    entry(Command::ExportEvidence, Group::File, "Export evidence…", None),
    entry(Command::ImportJudgements, Group::File, "Panel: import judgements…", None),
    entry(Command::ExportJudgements, Group::File, "Panel: export judgements…", None),
    entry(
        Command::ExportJudgementsNameless,
        Group::File,
        "Panel: export judgements without names…",
        None,
    ),
    entry(Command::ExportBallots, Group::File, "Panel: write ballots…", None),
    entry(Command::MergeBallot, Group::File, "Panel: merge a ballot…", None),
    entry(Command::MergeBallots, Group::File, "Panel: merge a folder of ballots…", None),
    entry(Command::ReloadCatalogs, Group::File, "Reload catalogs", None),
    entry(Command::CloseTab, Group::File, "Close document", Some(key(CTRL, Key::W))),
    entry(Command::Quit, Group::File, "Quit", Some(key(CTRL, Key::Q))),
    entry(Command::Undo, Group::Edit, "Undo", Some(key(CTRL, Key::Z))),
    entry(Command::Redo, Group::Edit, "Redo", Some(key(CTRL_SHIFT, Key::Z))),
    entry(Command::Rename, Group::Edit, "Rename", Some(key(PLAIN, Key::F2))),
    entry(Command::Cut, Group::Edit, "Cut", Some(key(CTRL, Key::X))),
    entry(Command::Copy, Group::Edit, "Copy", Some(key(CTRL, Key::C))),
    entry(Command::Paste, Group::Edit, "Paste", Some(key(CTRL, Key::V))),
    entry(Command::PasteInPlace, Group::Edit, "Paste in place", Some(key(CTRL_SHIFT, Key::V))),
    entry(Command::Duplicate, Group::Edit, "Duplicate", Some(key(CTRL, Key::D))),
    entry(Command::Delete, Group::Edit, "Delete", Some(key(PLAIN, Key::Delete))),
    entry(Command::Comment, Group::Edit, "Comment on selection", Some(key(CTRL, Key::M))),
    entry(Command::SelectAll, Group::Edit, "Select all nodes", Some(key(CTRL, Key::A))),
    entry(
        Command::SelectLinks,
        Group::Edit,
        "Select links of selected nodes",
        Some(key(CTRL, Key::L)),
    ),
    entry(Command::SelectInverse, Group::Edit, "Invert selection", Some(key(CTRL, Key::I))),
    entry(Command::SelectNone, Group::Edit, "Select nothing", Some(key(PLAIN, Key::Escape))),
    entry(Command::ShowDocument, Group::Edit, "Title page", None),
    entry(Command::AddNode, Group::Insert, "Node", Some(key(CTRL_SHIFT, Key::N))),
    entry(Command::AddMitigation, Group::Insert, "Mitigation", Some(key(CTRL_SHIFT, Key::M))),
    entry(Command::AddPhase, Group::Insert, "Phase", None),
    entry(Command::AddHypothesis, Group::Insert, "Hypothesis", None),
    entry(Command::AddPathway, Group::Insert, "Pathway from selected links", None),
    entry(Command::AddEvidence, Group::Insert, "Evidence", None),
    entry(Command::AskPanel, Group::Insert, "Question to the panel about the selection", None),
    entry(Command::AddNote, Group::Insert, "Note on the canvas", None),
    entry(Command::AddFrame, Group::Insert, "Frame around the selection", None),
    entry(Command::TidyUp, Group::Arrange, "Tidy up", Some(key(CTRL_SHIFT, Key::T))),
    entry(
        Command::ArrangeLayers,
        Group::Arrange,
        "Arrange in layers",
        Some(key(CTRL_SHIFT, Key::L)),
    ),
    entry(
        Command::ArrangeOrganic,
        Group::Arrange,
        "Arrange organically",
        Some(key(CTRL_SHIFT, Key::O)),
    ),
    entry(Command::AlignLeft, Group::Arrange, "Align left", None),
    entry(Command::AlignCenter, Group::Arrange, "Align centers", None),
    entry(Command::AlignRight, Group::Arrange, "Align right", None),
    entry(Command::AlignTop, Group::Arrange, "Align top", None),
    entry(Command::AlignMiddle, Group::Arrange, "Align middles", None),
    entry(Command::AlignBottom, Group::Arrange, "Align bottom", None),
    entry(Command::DistributeAcross, Group::Arrange, "Distribute horizontally", None),
    entry(Command::DistributeDown, Group::Arrange, "Distribute vertically", None),
    entry(Command::GroupIntoZone, Group::Arrange, "Group into a zone", Some(key(CTRL, Key::G))),
    entry(Command::DissolveZone, Group::Arrange, "Dissolve zone", Some(key(CTRL_SHIFT, Key::G))),
    entry(
        Command::FoldZone,
        Group::Arrange,
        "Collapse or expand zone",
        Some(key(CTRL, Key::Period)),
    ),
    entry(
        Command::InsertOnLink,
        Group::Arrange,
        "Insert node on link",
        Some(key(CTRL_SHIFT, Key::I)),
    ),
    entry(Command::ReverseLinks, Group::Arrange, "Reverse links", Some(key(CTRL_SHIFT, Key::R))),
    entry(Command::ReplaceNode, Group::Arrange, "Replace with the node selected last", None),
    entry(
        Command::DissolveNode,
        Group::Arrange,
        "Dissolve node and join neighbors",
        Some(key(CTRL, Key::Delete)),
    ),
    entry(Command::Pin, Group::Arrange, "Pin or unpin", None),
    entry(Command::Find, Group::Find, "Find…", Some(key(CTRL, Key::F))),
    entry(Command::FindNext, Group::Find, "Next hit", Some(key(PLAIN, Key::F3))),
    entry(Command::FindPrevious, Group::Find, "Previous hit", Some(key(SHIFT, Key::F3))),
    entry(Command::FindInOutline, Group::Find, "Find in outline", Some(key(CTRL_SHIFT, Key::F))),
    entry(Command::GoToId, Group::Find, "Go to id…", Some(key(CTRL, Key::J))),
    entry(Command::ViewBack, Group::Find, "Previous view", Some(key(ALT, Key::ArrowLeft))),
    entry(Command::ViewForward, Group::Find, "Next view", Some(key(ALT, Key::ArrowRight))),
    entry(Command::AddBookmark, Group::Find, "Bookmark this view", Some(key(CTRL, Key::B))),
    entry(Command::ShowBookmarks, Group::Find, "Bookmarks", Some(key(CTRL_SHIFT, Key::B))),
    entry(
        Command::GoToParents,
        Group::Find,
        "Select what leads here",
        Some(key(ALT, Key::OpenBracket)),
    ),
    entry(
        Command::GoToChildren,
        Group::Find,
        "Select what this leads to",
        Some(key(ALT, Key::CloseBracket)),
    ),
    entry(Command::WalkForth, Group::Find, "Walk along a link", Some(key(ALT, Key::ArrowDown))),
    entry(Command::WalkBack, Group::Find, "Walk back along a link", Some(key(ALT, Key::ArrowUp))),
    entry(
        Command::WalkNextBranch,
        Group::Find,
        "Walk to the next branch",
        Some(key(ALT_SHIFT, Key::ArrowDown)),
    ),
    entry(
        Command::WalkBranchBefore,
        Group::Find,
        "Walk to the previous branch",
        Some(key(ALT_SHIFT, Key::ArrowUp)),
    ),
    entry(
        Command::FocusWider,
        Group::Find,
        "Focus on the selection, or one link wider",
        Some(key(ALT, Key::F)),
    ),
    entry(
        Command::FocusNarrower,
        Group::Find,
        "Focus one link narrower",
        Some(key(ALT_SHIFT, Key::F)),
    ),
    entry(
        Command::FocusUpstream,
        Group::Find,
        "Only what leads to the selection",
        Some(key(ALT, Key::U)),
    ),
    entry(
        Command::FocusDownstream,
        Group::Find,
        "Only what the selection leads to",
        Some(key(ALT, Key::D)),
    ),
    entry(Command::ShowFilter, Group::Find, "Filters", Some(key(ALT, Key::L))),
    entry(Command::ShowOnCanvas, Group::Find, "Show on the graph…", Some(key(ALT, Key::S))),
    entry(Command::FilterScored, Group::Find, "Only what is scored", None),
    entry(
        Command::HideRest,
        Group::Find,
        "Hide or dim what is filtered out",
        Some(key(ALT, Key::H)),
    ),
    entry(Command::ClearFilter, Group::Find, "Clear filters", Some(key(ALT, Key::C))),
    entry(Command::OutlineByKind, Group::Find, "Outline by kind", None),
    entry(Command::OutlineByZone, Group::Find, "Outline by zone", None),
    entry(Command::OutlineByMechanism, Group::Find, "Outline by mechanism", None),
    entry(Command::ShowModel, Group::View, "Model", Some(key(CTRL, Key::Num1))),
    entry(Command::ShowScores, Group::View, "Scores", Some(key(CTRL, Key::Num2))),
    entry(Command::ShowWorkshop, Group::View, "Workshop", Some(key(CTRL_SHIFT, Key::K))),
    entry(Command::ShowResults, Group::View, "Results", Some(key(CTRL, Key::Num3))),
    entry(Command::ShowReport, Group::View, "Report", Some(key(CTRL, Key::Num4))),
    entry(Command::ShowEvidence, Group::View, "Evidence register", Some(key(CTRL, Key::Num5))),
    entry(Command::ShowClaims, Group::View, "Claims", Some(key(CTRL, Key::Num6))),
    entry(Command::ShowHypotheses, Group::View, "Hypotheses", Some(key(CTRL, Key::Num7))),
    entry(Command::ShowCatalog, Group::View, "Catalog", Some(key(CTRL, Key::Num8))),
    entry(Command::ShowAudit, Group::View, "Audit", Some(key(CTRL, Key::Num9))),
    entry(Command::AnalyzeAgain, Group::View, "Analyze again", Some(key(PLAIN, Key::F5))),
    entry(Command::StopAnalysis, Group::View, "Stop the analysis", None),
    entry(Command::ShowOutline, Group::View, "Outline", Some(key(CTRL_SHIFT, Key::Num1))),
    entry(Command::ShowInspector, Group::View, "Inspector", Some(key(CTRL_SHIFT, Key::Num2))),
    entry(Command::ShowProblems, Group::View, "Problems", Some(key(CTRL_SHIFT, Key::P))),
    entry(Command::ShowTimeline, Group::View, "Timeline", Some(key(CTRL_SHIFT, Key::Num0))),
    entry(Command::NextPanel, Group::View, "Next panel", Some(key(CTRL, Key::F6))),
    entry(Command::PreviousPanel, Group::View, "Previous panel", Some(key(CTRL_SHIFT, Key::F6))),
    entry(Command::ResetPanels, Group::View, "Reset panels", None),
    entry(Command::ZoomToFit, Group::View, "Zoom to fit", Some(key(Modifiers::SHIFT, Key::Num1))),
    entry(
        Command::ZoomToSelection,
        Group::View,
        "Zoom to selection",
        Some(key(Modifiers::SHIFT, Key::Num2)),
    ),
    entry(
        Command::ZoomActual,
        Group::View,
        "Zoom to 100 %",
        Some(key(Modifiers::SHIFT, Key::Num0)),
    ),
    entry(Command::ZoomIn, Group::View, "Zoom in", Some(key(PLAIN, Key::Plus))),
    entry(Command::ZoomOut, Group::View, "Zoom out", Some(key(PLAIN, Key::Minus))),
    entry(Command::NextTab, Group::View, "Next document", Some(key(CTRL, Key::PageDown))),
    entry(Command::PreviousTab, Group::View, "Previous document", Some(key(CTRL, Key::PageUp))),
    entry(Command::NextPhase, Group::View, "Next phase", Some(key(CTRL, Key::CloseBracket))),
    entry(Command::PreviousPhase, Group::View, "Previous phase", Some(key(CTRL, Key::OpenBracket))),
    entry(
        Command::PlayPhases,
        Group::View,
        "Play the phases",
        Some(key(Modifiers::SHIFT, Key::Space)),
    ),
    entry(Command::ThemeSystem, Group::View, "Theme: as the system", None),
    entry(Command::ThemeLight, Group::View, "Theme: light", None),
    entry(Command::ThemeDark, Group::View, "Theme: dark", None),
    entry(Command::ThemeHighContrastLight, Group::View, "Theme: high contrast, light", None),
    entry(Command::ThemeHighContrastDark, Group::View, "Theme: high contrast, dark", None),
    entry(Command::ThemeProjector, Group::View, "Theme: projector", None),
    entry(Command::NotationPercent, Group::View, "Probabilities as %", None),
    entry(Command::NotationOdds, Group::View, "Probabilities as odds", None),
    entry(Command::NotationOneIn, Group::View, "Probabilities as 1 in N", None),
    entry(Command::LargerInterface, Group::View, "Larger interface", Some(key(CTRL, Key::Plus))),
    entry(Command::UsualInterface, Group::View, "Interface at 100 %", Some(key(CTRL, Key::Num0))),
    entry(Command::SmallerInterface, Group::View, "Smaller interface", Some(key(CTRL, Key::Minus))),
    entry(Command::Welcome, Group::Help, "Welcome", None),
    entry(Command::Tour, Group::Help, "Guided tour", None),
    entry(Command::Palette, Group::Help, "Search or run a command…", Some(key(CTRL, Key::K))),
    entry(Command::CopyDiagnostics, Group::Help, "Copy diagnostics", None),
    entry(Command::Help, Group::Help, "Keyboard shortcuts", Some(key(PLAIN, Key::F1))),
];

impl Command {
    /// Its row of the table.
    pub fn entry(self) -> &'static Entry {
        // Every command has a row (a test holds it); the first row stands in where it is missing.
        COMMANDS.iter().find(|entry| entry.command == self).unwrap_or(&COMMANDS[0])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_commands_share_a_title_or_a_shortcut() {
        let titles: BTreeSet<&str> = COMMANDS.iter().map(|entry| entry.title).collect();
        assert_eq!(titles.len(), COMMANDS.len());
        let shortcuts = COMMANDS.iter().filter_map(|entry| entry.shortcut);
        let shortcuts: Vec<_> = shortcuts.chain(ALSO.map(|(shortcut, _)| shortcut)).collect();
        for (i, shortcut) in shortcuts.iter().enumerate() {
            assert!(!shortcuts[..i].contains(shortcut), "{shortcut:?}");
        }
    }

    #[test]
    fn every_command_has_a_row_of_its_own() {
        for entry in COMMANDS {
            assert_eq!(entry.command.entry().title, entry.title);
        }
        assert_eq!(COMMANDS.last().map(|entry| entry.command), Some(Command::Help));
        assert_eq!(Command::Help as usize + 1, COMMANDS.len());
    }
}
