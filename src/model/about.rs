//! The title page of an assessment.

/// What the document is about and who stands behind it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// Its title.
    pub title: String,
    /// What it says, in a paragraph.
    pub summary: String,
    /// Its version, as its authors count.
    pub version: String,
    /// How far it has come, for example `draft`.
    pub status: String,
    /// The day up to which it takes account of what is known, as `2026-11-01`.
    pub coverage_date: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The system under assessment.
    pub system: System,
}

/// The system under assessment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct System {
    /// What it is called.
    pub name: String,
    /// Who develops it.
    pub developer: String,
    /// The models that it runs on.
    pub models: Vec<ModelVersion>,
    /// What it is.
    pub description: String,
}

/// A model in one version.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelVersion {
    /// What it is called.
    pub name: String,
    /// Which version.
    pub version: String,
    /// The day since which it runs, as `2026-08-01`: evidence from before is of an older one.
    pub released: String,
    /// Whether it is deployed only inside its developer.
    pub internal_only: bool,
}
