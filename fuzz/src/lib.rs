//! What all fuzz targets share: the readers under test, which the ordinary tests run over the kept files, too.
#![allow(dead_code, reason = "the strategies serve other tests, too")]


#[path = "../../tests/it/argument_strategies.rs"]
mod argument_strategies;
#[path = "../../tests/it/panel_strategies.rs"]
mod panel_strategies;
#[path = "../../tests/it/hostile/readers.rs"]
mod readers;
#[path = "../../tests/it/strategies.rs"]
mod strategies;

/// Runs one reader over bytes; panics where it does what no reader may.
pub fn run(name: &str, bytes: &[u8]) {
    readers::run(name, bytes);
}
