//! Tests of the library from outside, without a window.

mod architecture;
mod formats;
mod oracle;
mod report;
mod strategies;
