//! Reports as one HTML page for screen and paper: no scripts, nothing from elsewhere.

use super::{ReportError, Surroundings, Target, block::Block, figures, page::Page, template};

pub(super) fn render(
    blocks: &[Block],
    surroundings: &dyn Surroundings,
) -> Result<String, ReportError> {
    let page = Page::of(blocks, surroundings, figures::inline_svg);
    template::render(Target::Html.template_name(), &page, surroundings)
}
