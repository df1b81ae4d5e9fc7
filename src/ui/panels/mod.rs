//! The panels around the workspace.

pub mod inspector;
pub mod notices;
pub mod outline;
pub mod problems;
pub mod status;
pub mod tabs;
pub mod timeline;
pub mod top_bar;
