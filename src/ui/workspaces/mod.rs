//! The centre of the window: one file a workspace.

pub mod argument;
mod line;
pub mod model;
pub mod report;
pub mod results;
pub mod scores;
pub mod workshop;
