//! One table of commands for menus, palette, shortcuts and help.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

/// A wish that has a name, and often a shortcut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Command {
    /// Starts a new document from a template.
    New,
    /// Opens a file.
    Open,
    /// Saves.
    Save,
    /// Saves to another file.
    SaveAs,
    /// Writes the report to a file.
    Export,
    /// Choose which part of the graph becomes a picture, and how.
    ExportFigure,
    /// Freezes the report with all that it is made of.
    Freeze,
    /// Has the report tell what has changed since a release.
    CompareRelease,
    /// Closes the window.
    Quit,
    /// Takes the last step back.
    Undo,
    /// Does the last undone step again.
    Redo,
    /// Adds a node in the middle of the view.
    AddNode,
    /// Adds a mitigation.
    AddMitigation,
    /// Adds a phase at the end.
    AddPhase,
    /// Adds a motivation hypothesis.
    AddHypothesis,
    /// Makes a named pathway of the selected links.
    AddPathway,
    /// Adds a piece of evidence.
    AddEvidence,
    /// Closes the document that is shown.
    CloseTab,
    /// Adds a note to the canvas.
    AddNote,
    /// Adds a frame around what is selected.
    AddFrame,
    /// Aligns left edges.
    AlignLeft,
    /// Aligns vertical middles.
    AlignCenter,
    /// Aligns right edges.
    AlignRight,
    /// Aligns top edges.
    AlignTop,
    /// Aligns horizontal middles.
    AlignMiddle,
    /// Aligns bottom edges.
    AlignBottom,
    /// Makes the gaps from left to right equal.
    DistributeAcross,
    /// Makes the gaps from top to bottom equal.
    DistributeDown,
    /// Puts the selected nodes into a new zone.
    GroupIntoZone,
    /// Takes the zones of what is selected away.
    DissolveZone,
    /// Collapses or expands the zones of what is selected.
    FoldZone,
    /// Puts a new node on the selected link.
    InsertOnLink,
    /// Turns the selected links round.
    ReverseLinks,
    /// Gives the links of one selected node to the one selected last.
    ReplaceNode,
    /// Takes the selected node out and joins its neighbors.
    DissolveNode,
    /// Pins the selected nodes, or lets them go.
    Pin,
    /// Renames the selected element.
    Rename,
    /// Duplicates the selected nodes.
    Duplicate,
    /// Cuts what is selected to the clipboard.
    Cut,
    /// Copies what is selected to the clipboard.
    Copy,
    /// Pastes at the pointer.
    Paste,
    /// Pastes where it was copied from.
    PasteInPlace,
    /// Deletes what is selected.
    Delete,
    /// Selects all nodes.
    SelectAll,
    /// Selects the links of the selected nodes.
    SelectLinks,
    /// Selects what is not selected.
    SelectInverse,
    /// Selects nothing.
    SelectNone,
    /// Moves overlapping nodes apart.
    TidyUp,
    /// Arranges nodes in layers.
    ArrangeLayers,
    /// Arranges nodes by what they are linked to.
    ArrangeOrganic,
    /// Finds elements on the canvas by what is written about them.
    Find,
    /// Goes to the next hit.
    FindNext,
    /// Goes to the hit before.
    FindPrevious,
    /// Puts the focus into the filter of the outline.
    FindInOutline,
    /// Goes to the element with an id.
    GoToId,
    /// Shows the view before this one.
    ViewBack,
    /// Shows the view that was gone back from.
    ViewForward,
    /// Keeps this view to come back to.
    AddBookmark,
    /// Opens the menu of bookmarks.
    ShowBookmarks,
    /// Selects the nodes that lead to what is selected.
    GoToParents,
    /// Selects the nodes that what is selected leads to.
    GoToChildren,
    /// Steps to a node that the selected one leads to.
    WalkForth,
    /// Steps to a node that leads to the selected one.
    WalkBack,
    /// Steps to the next node that is reached from the same one.
    WalkNextBranch,
    /// Steps to the one before.
    WalkBranchBefore,
    /// Looks at what is near to the selection only, one link further each time.
    FocusWider,
    /// One link less far.
    FocusNarrower,
    /// Looks only at what leads to the selection.
    FocusUpstream,
    /// Looks only at what the selection leads to.
    FocusDownstream,
    /// Opens the menu of filters.
    ShowFilter,
    /// Looks only at what is scored.
    FilterScored,
    /// Hides what does not pass the filters instead of dimming it.
    HideRest,
    /// Looks at everything again.
    ClearFilter,
    /// Groups the outline by kind.
    OutlineByKind,
    /// Groups the outline by zone.
    OutlineByZone,
    /// Groups the outline by mechanism.
    OutlineByMechanism,
    /// Shows the title page in the inspector.
    ShowDocument,
    /// Shows the Model workspace.
    ShowModel,
    /// Opens the menu of what colors, dashes and marks of the graph tell.
    ShowOnCanvas,
    /// Shows the Scores workspace.
    ShowScores,
    /// Shows the Results workspace.
    ShowResults,
    /// Shows the Report workspace.
    ShowReport,
    /// Shows or hides the outline.
    ShowOutline,
    /// Shows or hides the inspector.
    ShowInspector,
    /// Shows or hides the problems.
    ShowProblems,
    /// Shows or hides the timeline.
    ShowTimeline,
    /// Gives the keyboard to the next panel.
    NextPanel,
    /// Gives the keyboard to the panel before.
    PreviousPanel,
    /// Puts the panels back where they usually are.
    ResetPanels,
    /// Shows the whole graph.
    ZoomToFit,
    /// Shows the selection.
    ZoomToSelection,
    /// Shows the graph at its true size.
    ZoomActual,
    /// Shows more detail.
    ZoomIn,
    /// Shows more of the graph.
    ZoomOut,
    /// Shows the next open document.
    NextTab,
    /// Shows the open document before.
    PreviousTab,
    /// Chooses the next phase.
    NextPhase,
    /// Chooses the previous phase.
    PreviousPhase,
    /// Shows one phase after the other, or stops.
    PlayPhases,
    /// Uses the system's theme.
    ThemeSystem,
    /// Uses the light theme.
    ThemeLight,
    /// Uses the dark theme.
    ThemeDark,
    /// Uses the light theme of high contrast.
    ThemeHighContrastLight,
    /// Uses the dark theme of high contrast.
    ThemeHighContrastDark,
    /// Uses the theme for projectors.
    ThemeProjector,
    /// Shows probabilities as percentages.
    NotationPercent,
    /// Shows probabilities as odds.
    NotationOdds,
    /// Shows probabilities as 1 in N.
    NotationOneIn,
    /// Makes everything larger.
    LargerInterface,
    /// Makes everything as large as usual.
    UsualInterface,
    /// Makes everything smaller.
    SmallerInterface,
    /// Shows the welcome page.
    Welcome,
    /// Begins the guided tour.
    Tour,
    /// Opens the command palette.
    Palette,
    /// Shows all shortcuts.
    Help,
}

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
    entry(Command::Export, Group::File, "Export report…", Some(key(CTRL, Key::E))),
    entry(
        Command::ExportFigure,
        Group::File,
        "Export figure of the graph…",
        Some(key(CTRL_SHIFT, Key::E)),
    ),
    entry(Command::Freeze, Group::File, "Freeze report as a release…", None),
    entry(Command::CompareRelease, Group::File, "Compare report with a release…", None),
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
    entry(Command::ShowResults, Group::View, "Results", Some(key(CTRL, Key::Num3))),
    entry(Command::ShowReport, Group::View, "Report", Some(key(CTRL, Key::Num4))),
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
    entry(Command::Help, Group::Help, "Keyboard shortcuts", Some(key(PLAIN, Key::F1))),
];

impl Command {
    /// Its row of the table.
    pub fn entry(self) -> &'static Entry {
        // Every command has a row (a test holds it); the first row stands in where it is missing.
        COMMANDS.iter().find(|entry| entry.command == self).unwrap_or(&COMMANDS[0])
    }

    /// The submenu that it stands in, where its group is too long for one menu.
    pub fn section(self) -> Option<&'static str> {
        let title = self.entry().title;
        let is_one_of = |words: &[&str]| words.iter().any(|word| title.starts_with(word));
        match self.entry().group {
            Group::View => match self {
                Self::ShowOutline
                | Self::ShowInspector
                | Self::ShowProblems
                | Self::ShowTimeline
                | Self::NextPanel
                | Self::PreviousPanel
                | Self::ResetPanels => Some("Panels"),
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

    #[test]
    fn every_command_has_a_row_of_its_own() {
        for entry in COMMANDS {
            assert_eq!(entry.command.entry().title, entry.title);
        }
        assert_eq!(COMMANDS.last().map(|entry| entry.command), Some(Command::Help));
        assert_eq!(Command::Help as usize + 1, COMMANDS.len());
    }
}
