//! The two solvers against each other, against the definition, and against known answers.

mod agreement;
mod definition;
pub(super) mod documents;
mod extremes;
mod known;
mod laws;
mod pathological;
mod rarity;
mod scenarios;
mod techniques;
