//! Tests of the window, without display and GPU.

mod inspector;
mod painter;
mod report;
mod results;
mod shell;
mod workbench;
