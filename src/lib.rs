//! driftline: threat models of how misalignment spreads between AI instances during deployment.
//!
//! An evaluator models the spread as a graph, scores likelihood, stability and persistence over deployment phases, sees what
//! follows, and exports the section of a risk report. The program in `src/main.rs` is a thin door to this library.
//!
//! # Floors
//! ```text
//!   doors      cli (text)     ui (window, feature "gui")       doors never see each other
//!                     \              /
//!   reception           ballot (feature "workshop")             the embedded server of workshops
//!   hall               session                  files, threads, clock, undo, selection, preferences: the imperative shell
//!   study              report                   numbers → blocks → pages
//!   workshops   analysis   drawing   formats    siblings, blind to each other
//!   cellar             model                    values, edits, invariants
//! ```
//! Imports only go down, and may skip floors. The test `tests/it/architecture.rs` holds this plan; change the two together.
//!
//! # Invariants
//! - [`model`] knows nobody: no files, no clock, no threads, no window. An [`model::Assessment`] is always valid, and changes
//!   only by [`model::Assessment::edited`].
//! - [`analysis`] is a function of a document and a [`model::Study`]: the same bits on every machine and for any number of
//!   threads. `analysis::program` alone speaks both the language of documents and that of solvers.
//! - [`drawing`] knows meanings, not colors: the canvas and the exported pictures paint the same shapes.
//! - [`formats`] owns the file's own types: a stored version is never edited again.
//! - [`report`] builds blocks once; back ends only lay out. `report::wording` alone turns numbers into words.
//! - Only [`session`] opens files, starts threads that outlive a call, and reads the clock; `ballot` has threads of its own for the
//!   network, and alone speaks to it.
//! - Only `ui` names egui. Views read the session and push wishes; nothing in `ui` changes a document.
//!
//! # Flows
//! - Edit: view → [`session::Action::Edit`] → [`session::Session::dispatch`] → [`model::Assessment::edited`] → a new snapshot
//!   or a reason why not → selection pruned, revision + 1 → analysis asked for → next frame.
//! - Analysis: a job takes the snapshot; a newer question cancels the older job; an older answer is shown as such.
//! - Report: [`report::build`] → [`report::render`] → bytes → temporary file, synced, renamed.
//! - What is not lost: each change → [`session::recovery`], on a thread of its own, within a second → after a crash a choice.
//!   The user's file is written only when asked for, and never over what others wrote there without a word.
//! - What is not let in: every reader has limits, and is fuzzed (`fuzz/`, with what it once fell over in `tests/corpus`).
//!
#![doc = include_str!("../docs/dependencies.md")]

pub mod analysis;
#[cfg(feature = "workshop")]
pub mod ballot;
pub mod cli;
pub mod drawing;
pub mod formats;
pub mod model;
pub mod report;
pub mod session;
#[cfg(feature = "gui")]
pub mod ui;
