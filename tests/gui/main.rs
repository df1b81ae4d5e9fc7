//! Tests of the window, without display and GPU.

#![expect(clippy::panic, reason = "a broken expectation ends a test, in its helpers too")]

mod access;
mod argument;
mod canvas;
mod catalog;
mod claims;
mod comments;
mod comparing;
mod editing;
mod evidence;
mod faults;
mod guiding;
mod house;
mod inspector;
mod painter;
mod panels;
mod pictures;
mod problems;
mod report;
mod results;
mod scene;
mod scores;
mod shell;
#[cfg(unix)]
mod waiting;
mod way;
mod workbench;
mod workshop;
