//! Commands: wishes that have a name, for menus, palette, shortcuts and help.

mod manners;
mod table;

use crate::session::Workspace;
pub use table::{ALSO, COMMANDS, Entry, Group};

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
    /// Shows the document beside another one.
    Compare,
    /// Writes the report to a file.
    Export,
    /// Choose which part of the graph becomes a picture, and how.
    ExportFigure,
    /// Freezes the report with all that it is made of.
    Freeze,
    /// Has the report tell what has changed since a release.
    CompareRelease,
    /// Adds the entries of a bibliography to the evidence.
    ImportEvidence,
    /// Writes the evidence to a bibliography.
    ExportEvidence,
    /// Writes the audit of published reports to a CSV file.
    ExportAudit,
    /// Asks the panel about what is selected.
    AskPanel,
    /// Adds the judgements of a table.
    ImportJudgements,
    /// Writes what was judged in revealed rounds to a table.
    ExportJudgements,
    /// The same with experts by number.
    ExportJudgementsNameless,
    /// Writes a ballot for every expert.
    ExportBallots,
    /// Takes in a ballot.
    MergeBallot,
    /// Takes in all ballots of a folder.
    MergeBallots,
    /// Reads the user's own catalogs anew.
    ReloadCatalogs,
    /// Computes what is missing, also what was stopped.
    AnalyzeAgain,
    /// Stops what is being computed.
    StopAnalysis,
    /// Copies what a report of a fault needs to say about this machine.
    CopyDiagnostics,
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
    /// Says something about what is selected.
    Comment,
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
    /// Shows the Workshop workspace.
    ShowWorkshop,
    /// Shows the Results workspace.
    ShowResults,
    /// Shows the Report workspace.
    ShowReport,
    /// Shows the Evidence workspace.
    ShowEvidence,
    /// Shows the Claims workspace.
    ShowClaims,
    /// Shows the Hypotheses workspace.
    ShowHypotheses,
    /// Shows the Catalog workspace.
    ShowCatalog,
    /// Shows the Audit workspace.
    ShowAudit,
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

impl Command {
    /// The workspace that it shows, if it shows one.
    pub fn workspace(self) -> Option<Workspace> {
        Some(match self {
            Self::ShowModel => Workspace::Model,
            Self::ShowScores => Workspace::Scores,
            Self::ShowWorkshop => Workspace::Workshop,
            Self::ShowResults => Workspace::Results,
            Self::ShowReport => Workspace::Report,
            Self::ShowEvidence => Workspace::Evidence,
            Self::ShowClaims => Workspace::Claims,
            Self::ShowHypotheses => Workspace::Hypotheses,
            Self::ShowCatalog => Workspace::Catalog,
            Self::ShowAudit => Workspace::Audit,
            _ => return None,
        })
    }
}
