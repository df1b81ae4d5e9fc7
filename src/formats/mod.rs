//! Stub.
use crate::model::Assessment;
/// Format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RON
    Ron,
    /// JSON
    Json,
}
impl Format {
    /// By name
    pub fn of_path_name(_n: &str) -> Option<Self> {
        Some(Self::Ron)
    }
}
/// Reading.
pub struct Reading {
    /// d
    pub document: Assessment,
    /// n
    pub notices: Vec<String>,
}
/// Refusal.
#[derive(Debug, Clone, thiserror::Error)]
#[error("refused")]
pub struct Refusal;
/// Read.
pub fn read(_b: &[u8], _f: Option<Format>) -> Result<Reading, Refusal> {
    Ok(Reading { document: Assessment::blank("stub"), notices: vec![] })
}
/// Write.
pub fn write(_d: &Assessment, _f: Format) -> Result<Vec<u8>, Refusal> {
    Ok(vec![])
}
/// Canon.
pub fn canonical(_d: &Assessment) -> Vec<u8> {
    vec![]
}
