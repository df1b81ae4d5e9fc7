//! How a picture tells those who keep marks of it that they must make them anew.

/// How often what a picture shows has changed so far: equal revisions mean equal looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revisions {
    /// Where anything is.
    pub scene: u64,
    /// The places of elements among their kind.
    pub made: u64,
    /// What is in view.
    pub sight: u64,
    /// The colors of the nodes' edges.
    pub edges: u64,
    /// What is selected.
    pub chosen: u64,
}
