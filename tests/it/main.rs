//! Tests of the library from outside, without a window.

mod report;
