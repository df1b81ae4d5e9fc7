//! Lint rules.
use crate::model::{Assessment, Subject};
/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Must be looked at.
    Warning,
    /// Good to know.
    Note,
}
/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Rule.
    pub rule: &'static str,
    /// Level.
    pub level: Level,
    /// Where.
    pub subject: Subject,
    /// What.
    pub sentence: String,
}
/// Lint.
pub fn lint(_document: &Assessment) -> Vec<Finding> {
    Vec::new()
}
/// Rule.
pub struct Rule { /// n
 pub name: &'static str, /// r
 pub reason: &'static str }
/// Rules.
pub const RULES: &[Rule] = &[];
