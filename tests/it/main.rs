//! Tests of the library from outside, without a window.

#![expect(clippy::panic, reason = "a broken expectation ends a test, in its helpers too")]

mod analyze;
mod architecture;
mod argument_figures;
mod argument_strategies;
mod bibliography;
mod catalogs;
mod cli;
mod combine;
mod formats;
mod frozen;
mod hostile;
mod killing;
mod merge_command;
mod merging;
mod oracle;
mod panel;
mod panel_files;
mod panel_strategies;
mod redaction;
mod releases;
mod report;
mod report_content;
mod report_formats;
mod report_house;
mod report_panel;
mod strategies;
