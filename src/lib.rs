//! driftline: threat models of how misalignment spreads between AI instances during deployment.

pub mod analysis;
pub mod cli;
pub mod drawing;
pub mod formats;
pub mod model;
pub mod report;
pub mod session;
#[cfg(feature = "gui")]
pub mod ui;
