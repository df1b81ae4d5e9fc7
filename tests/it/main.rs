//! Tests without a window.

mod architecture;
mod report;
