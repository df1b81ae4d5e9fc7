//! Reports as JSON: every block with its numbers as they read, pictures as SVG, for programs that lay it out themselves.

use serde::Serialize;

use super::{Surroundings, block::Block, figures, page::Page};

/// The file: what templates read, and a name for its form.
#[derive(Serialize)]
struct File {
    format: &'static str,
    #[serde(flatten)]
    page: Page,
}

/// The name of the form; a later number means that readers have to look again.
const FORMAT: &str = "driftline-report/2";

pub(super) fn render(blocks: &[Block], surroundings: &dyn Surroundings) -> String {
    let page = Page::of(blocks, surroundings, &mut figures::standalone_svg);
    // Strings, numbers and lists are all that a page holds: there is nothing that JSON could refuse.
    serde_json::to_string_pretty(&File { format: FORMAT, page }).unwrap_or_default() + "\n"
}
