//! Tests of driftline's rooms from outside, without a window.

mod formats;
mod strategies;
