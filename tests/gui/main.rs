//! Tests of the window, without display and GPU.

mod painter;
mod shell;
mod workbench;
