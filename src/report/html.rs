//! Reports as one HTML page for screen and paper: no scripts, nothing from elsewhere.

use super::{ReportError, Surroundings, block::Block, figures, page::Page, template};

/// The template that lays it out.
const TEMPLATE: &str = "report.html.j2";

pub(super) fn render(
    blocks: &[Block],
    surroundings: &dyn Surroundings,
) -> Result<String, ReportError> {
    let page = Page::of(blocks, surroundings, figures::inline_svg);
    template::render(TEMPLATE, &page, surroundings)
}
