//! Stub.
pub mod block;
pub mod wording {
    //! Stub.
    /// Stub.
    pub fn figure(f: &crate::analysis::Figure) -> String {
        format!("{:.2} %", f.value * 100.0)
    }
}
use crate::{analysis::Analysis, model::Assessment};
use std::borrow::Cow;
/// Options.
#[derive(Clone, Debug, Default)]
pub struct Options {}
/// Target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// md
    Markdown,
    /// html
    Html,
}
/// Err.
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct ReportError;
/// Surroundings.
pub trait Surroundings {
    /// .
    fn date(&self) -> String;
    /// .
    fn document_sha256(&self) -> String;
    /// .
    fn program_version(&self) -> String;
    /// .
    fn template(&self, name: &str) -> Option<Cow<'static, str>>;
}
/// Build.
pub fn build(_d: &Assessment, _a: &Analysis, _o: &Options) -> Vec<block::Block> {
    vec![]
}
/// Render.
pub fn render(
    _b: &[block::Block],
    _t: Target,
    _s: &dyn Surroundings,
) -> Result<String, ReportError> {
    Ok(String::new())
}
