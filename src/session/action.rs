//! Everything a user can ask of a session, as values.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use super::{
    Arrangement, Basis, Draft, Drawn, Gesture, Landing, Notice, Offer, Preferences, Received,
    ReleaseWish, Selection, Sheets, export::Order, picture::Finish,
};
use crate::{
    analysis::checks::Finding,
    drawing::arrange::Style,
    formats::ballot::{Ballot, Form},
    model::{Assessment, Choices, Edit, Evidence, Id, Mitigation, Pathway, ScoreKey},
    report::{Options, graph_figure::GraphFigure, sheets::Sheet},
};

/// A wish. Views collect them; [`super::Session::dispatch`] carries them out.
#[derive(Clone, Debug)]
pub enum Action {
    /// Changes the document, as an undo step of its own.
    Edit(Edit),
    /// Changes the document as part of a drag or of typing.
    EditWithin(Gesture, Edit),
    /// Takes the last step back.
    Undo,
    /// Does the last undone step again.
    Redo,
    /// Selects.
    Select(Selection),
    /// Deletes what is selected.
    DeleteSelection,
    /// Duplicates the selected nodes and annotations with all that belongs to them.
    DuplicateSelection,
    /// Arranges the selected nodes, or all where fewer than two are selected, in the background.
    Arrange(Style),
    /// Takes an arrangement in that was made of this state of the document.
    Arranged(Arrangement, Arc<Assessment>),
    /// Deletes what of the selection can be copied; [`super::Session::copied`] gives its text before.
    CutSelection,
    /// Puts a text from the clipboard into the document: a part of a document, or words as a note.
    Paste(String, Landing),
    /// Chooses the phase that everything shows, 0-based.
    ChoosePhase(usize),
    /// Switches these mitigations in the what-if scenario, without changing the document.
    WhatIf(BTreeSet<Id<Mitigation>>),
    /// Makes the what-if scenario the document.
    ApplyWhatIf,
    /// Computes the headline as a function of a score, unless it is known.
    Trace(ScoreKey),
    /// Computes how probable a pathway is for itself, unless it is known.
    Walk(Id<Pathway>),
    /// Computes what the withdrawal of a piece of evidence would change, unless it is known.
    Weigh(Id<Evidence>),
    /// Adds what a bibliography has and the register has not.
    ImportEvidence(PathBuf),
    /// Writes the register to a bibliography.
    ExportEvidence(PathBuf),
    /// Grades the draft itself by the fields of its profile, beside the reviews of published reports.
    AuditDraft,
    /// Takes grades in that were made of this state of the document.
    AuditedDraft(Option<Box<Edit>>, Arc<Assessment>),
    /// Takes in what a panel said meanwhile: no step of its own, and no step takes it back.
    Receive(Box<Received>),
    /// Adds the judgements of a table.
    ImportJudgements(PathBuf),
    /// Writes what counts in revealed rounds to a table; with experts by number where it shall tell nobody.
    ExportJudgements(PathBuf, bool),
    /// Writes a ballot for every expert into a folder.
    ExportBallots(PathBuf, Form),
    /// Takes in what these ballots say.
    MergeBallots(Vec<PathBuf>),
    /// Writes what was answered in one ballot to its file.
    WriteBallot(PathBuf, Box<Ballot>),
    /// Computes the headline under each voice of the panel and what is most worth discussing, unless it is known.
    Discuss,
    /// Writes the findings of the audit to a CSV file.
    ExportAudit(PathBuf),
    /// Reads the user's own catalogs anew.
    ReloadCatalogs,
    /// Puts the list of what an import left out away.
    ForgetImport,
    /// Starts a new document from a template, by name.
    New(String),
    /// Opens a file.
    Open(PathBuf),
    /// Saves to the document's file.
    Save,
    /// Saves to another file.
    SaveAs(PathBuf),
    /// Replaces what another program has written to the document's file meanwhile.
    Overwrite,
    /// Takes what another program has written in place of the document, as a step that can be undone.
    TakeTheirs,
    /// Merges what another program has written with the document, these conflicts being settled so; a step that can be
    /// undone.
    MergeTheirs(Choices),
    /// Leaves what another program has written as it is.
    LeaveClash,
    /// Reads a document to compare the open one with.
    CompareWith(PathBuf),
    /// Merges the document that was read so with the open one, these conflicts being settled so; a step that can be undone.
    MergeCompared(Basis, Choices),
    /// Ends the comparison.
    LeaveCompared,
    /// Makes the report with these options, to be looked at.
    Compose(Box<Options>),
    /// Takes a report in that was made.
    Composed(Box<Draft>),
    /// Lays the report that was made last out in pages.
    LayOut,
    /// Takes pages in that were laid out.
    LaidOut(Sheets),
    /// Draws a page, from 0, in so many pixels across.
    Draw(usize, u32),
    /// Takes a page in that was drawn.
    Drawn(Arc<Vec<Sheet>>, usize, Arc<Drawn>),
    /// Writes the report to a file of this name, or to several.
    Export(PathBuf, Box<Order>),
    /// Stops the export that is on its way.
    StopExport,
    /// Takes in what the checks of a state of the document found: what is open, and what stands on purpose.
    Checked(Arc<Assessment>, Vec<Finding>, Vec<Finding>),
    /// Stops the analysis; nothing is computed before something changes or it is asked for.
    StopAnalysis,
    /// Computes what is missing, also what was stopped or failed.
    AnalyzeAgain,
    /// Freezes the report, or compares it with an earlier release.
    Release(ReleaseWish),
    /// Writes a figure of the graph to a file.
    ExportFigure(PathBuf, Box<GraphFigure>, Finish),
    /// Keeps the user's preferences.
    Prefer(Box<Preferences>),
    /// Tells the user something.
    Notify(Notice),
    /// Does what a notice offers.
    Accept(Offer),
    /// Takes a notice away, by place.
    Dismiss(usize),
}
