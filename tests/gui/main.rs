//! Tests of the window, without display and GPU.

mod canvas;
mod painter;
mod pictures;
mod report;
mod results;
mod shell;
mod workbench;
