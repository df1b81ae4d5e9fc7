//! Tests without a window.

mod architecture;
