//! What a block of trials costs, told by counting what is done in it: the same number on every machine and at every width
//! of vectors, so that a limit on it changes no figure from machine to machine.
//!
//! The unit is about a nanosecond of one processor of 2024 with AVX2, fitted to documents of all kinds.

/// A variable is drawn for 512 trials.
pub(super) const DRAW: u64 = 100;
/// A link or a persistence is looked at whose draw is known.
pub(super) const LOOK: u64 = 25;
/// A horizon ends: what its causes come to, in 512 trials.
pub(super) const HORIZON: u64 = 1_000;
/// A cause in doubt is looked at in one trial.
pub(super) const LANE: u64 = 40;
/// A weighing at a time is added up.
pub(super) const WEIGHING: u64 = 300;
