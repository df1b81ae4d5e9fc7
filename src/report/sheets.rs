//! The pages of a PDF as pictures, to be looked at before there is a file.

use super::{ReportError, Surroundings, block::Block};

/// A page.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Width and height in points, 1/72 inch.
    pub size: [f32; 2],
    /// What is on it, as SVG without links to anything outside.
    pub svg: String,
}

/// The pages of a report, as its PDF has them.
///
/// # Errors
/// [`ReportError`] as for a PDF.
pub fn sheets(
    blocks: &[Block],
    surroundings: &dyn Surroundings,
) -> Result<Vec<Sheet>, ReportError> {
    #[cfg(feature = "pdf")]
    return super::pdf::sheets(blocks, surroundings);
    #[cfg(not(feature = "pdf"))]
    {
        let _ = (blocks, surroundings);
        Err(ReportError::Without("PDF"))
    }
}
