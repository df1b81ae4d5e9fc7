//! The pages of a Word document: upright, and on their side for tables that need it.

use super::body::Body;
use crate::report::style::Paper;

/// White space at the sides and above, in twentieths of a point.
const MARGIN: usize = 1134;
/// The same below.
const MARGIN_BOTTOM: usize = 1247;

/// A page, in twentieths of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    width: usize,
    height: usize,
    is_broad: bool,
}

impl Sheet {
    /// The usual page.
    pub(super) fn upright(paper: Paper) -> Self {
        let (width, height) = paper.twips();
        Self { width, height, is_broad: false }
    }

    /// The same on its side.
    pub(super) fn turned(self) -> Self {
        Self { width: self.height, height: self.width, is_broad: !self.is_broad }
    }

    /// Between the margins.
    pub(super) fn text_width(self) -> usize {
        self.width - 2 * MARGIN
    }

    /// Between the margins.
    pub(super) fn text_height(self) -> usize {
        self.height - MARGIN - MARGIN_BOTTOM
    }

    /// The end of the pages of this sort, as Word tells it.
    pub(super) fn section(self) -> String {
        let Self { width, height, is_broad } = self;
        let (footer, turned) =
            if is_broad { ("footerBroad", " w:orient=\"landscape\"") } else { ("footer", "") };
        format!(
            "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"{footer}\"/><w:type w:val=\"nextPage\"/>\
             <w:pgSz w:w=\"{width}\" w:h=\"{height}\"{turned}/><w:pgMar w:top=\"{MARGIN}\" w:right=\"{MARGIN}\" \
             w:bottom=\"{MARGIN_BOTTOM}\" w:left=\"{MARGIN}\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr>"
        )
    }
}

impl Body<'_> {
    /// Goes on upright or on its side.
    pub(super) fn turn(&mut self, is_broad: bool) {
        if self.sheet.is_broad == is_broad {
            return;
        }
        let end = self.sheet.section();
        // A thin line carries the mark: the pages before it are of the sort that it tells.
        self.put(&format!("<w:p><w:pPr><w:pStyle w:val=\"AfterTable\"/>{end}</w:pPr></w:p>\n"));
        self.sheet = self.sheet.turned();
    }
}
