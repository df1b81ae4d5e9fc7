//! What was looked at and set aside with a reason: mechanisms that do not apply, findings of checks that stand.

use super::Subject;

/// A mechanism of a catalog that the model leaves out on purpose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dismissal {
    /// The id of its entry in the catalog.
    pub entry: String,
    /// Why it does not apply.
    pub reason: String,
}

/// A finding of a check that stands on purpose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Suppression {
    /// The id of the check.
    pub check: String,
    /// On which element; the document for all of its findings.
    pub about: Subject,
    /// Why it stands. Reasons are published in the report.
    pub reason: String,
}
