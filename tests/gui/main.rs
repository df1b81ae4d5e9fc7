//! Tests of the window, without display and GPU.

#![expect(clippy::panic, reason = "a broken expectation ends a test, in its helpers too")]

mod painter;
mod report;
mod results;
mod shell;
mod workbench;
