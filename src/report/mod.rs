//! Report.
pub mod block;
