//! The graph canvas: camera, gestures, painting, finding the way.

pub mod camera;
pub mod edits;
pub mod far;
pub mod filtering;
pub mod find;
pub mod gathering;
pub mod gesture;
pub mod guides;
pub mod keys;
pub mod menu;
pub mod overlay;
pub mod paint;
pub mod picture;
pub mod rename;
pub mod reword;
pub mod shelf;
pub mod show;
pub mod sight;
pub mod strip;
pub mod tracing;
pub mod trail;
