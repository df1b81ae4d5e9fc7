//! The graph canvas: camera, gestures, painting.

pub mod camera;
pub mod edits;
pub mod far;
pub mod gesture;
pub mod guides;
pub mod keys;
pub mod menu;
pub mod overlay;
pub mod paint;
pub mod picture;
pub mod rename;
pub mod reword;
pub mod show;
pub mod sight;
pub mod tracing;
