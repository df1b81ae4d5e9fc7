//! The pages of the report as they would be printed: laid out and drawn on threads of their own.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use super::{Action, Session, picture};
use crate::report::{self, block::Block, sheets::Sheet};

/// Most drawn pages that are kept: some 4 MB each.
const DRAWN_MAX: usize = 24;

/// The pages of a report.
#[derive(Clone, Debug)]
pub struct Sheets {
    blocks: Arc<Vec<Block>>,
    laid_out: Result<Arc<Vec<Sheet>>, String>,
}

/// A page in pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Width and height.
    pub size: [usize; 2],
    /// Red, green, blue and opacity, row by row; all of it opaque.
    pub pixels: Vec<u8>,
}

/// What is known of the pages, and what is under way.
#[derive(Debug, Default)]
pub(super) struct Printing {
    sheets: Option<Sheets>,
    /// The report that is being laid out.
    laying_out: Option<Arc<Vec<Block>>>,
    /// By page: its width in pixels, and the picture.
    drawn: BTreeMap<usize, (u32, Arc<Drawn>)>,
    /// The page and width that are being drawn.
    drawing: Option<(usize, u32)>,
}

impl Sheets {
    /// The pages, or why there are none.
    ///
    /// # Errors
    /// One sentence for people.
    pub fn all(&self) -> Result<&[Sheet], &str> {
        match &self.laid_out {
            Ok(sheets) => Ok(sheets),
            Err(reason) => Err(reason),
        }
    }
}

impl Printing {
    pub(super) fn is_busy(&self) -> bool {
        self.laying_out.is_some() || self.drawing.is_some()
    }
}

impl Session {
    /// The pages that were laid out last, perhaps of an earlier report.
    pub fn sheets(&self) -> Option<&Sheets> {
        self.printing.sheets.as_ref()
    }

    /// Whether the pages are those of the report that was made last.
    pub fn has_current_sheets(&self) -> bool {
        let blocks = self.draft().map(super::Draft::blocks);
        self.sheets()
            .zip(blocks)
            .is_some_and(|(sheets, blocks)| Arc::ptr_eq(&sheets.blocks, blocks))
    }

    /// A page in pixels, perhaps in another width; `None` where it was not drawn yet.
    pub fn drawn(&self, page: usize) -> Option<&Arc<Drawn>> {
        self.printing.drawn.get(&page).map(|(_, drawn)| drawn)
    }

    /// Whether a page waits for being drawn in this width.
    pub fn needs_drawing(&self, page: usize, width: u32) -> bool {
        self.printing.drawn.get(&page).is_none_or(|(known, _)| *known != width)
    }

    /// Lays the pages of the report that was made last out, unless they are there or under way.
    pub(super) fn lay_out(&mut self) {
        let Some(draft) = self.draft().filter(|_| !self.has_current_sheets()) else { return };
        if self.printing.laying_out.is_some() {
            return;
        }
        let blocks = Arc::clone(draft.blocks());
        let surroundings = draft.surroundings();
        self.printing.laying_out = Some(Arc::clone(&blocks));
        self.run(move || {
            let laid_out = catch_unwind(AssertUnwindSafe(|| {
                report::sheets::sheets(&blocks, &surroundings).map_err(|error| error.to_string())
            }));
            let stopped = || Err("the layout stopped unexpectedly".to_owned());
            let laid_out = laid_out.unwrap_or_else(|_| stopped()).map(Arc::new);
            vec![Action::LaidOut(Sheets { blocks, laid_out })]
        });
    }

    /// Takes pages in that were laid out.
    pub(super) fn take_sheets(&mut self, sheets: Sheets) {
        self.printing = Printing { sheets: Some(sheets), ..Printing::default() };
    }

    /// Draws a page in this width, unless another one is being drawn.
    pub(super) fn draw(&mut self, page: usize, width: u32) {
        let Some(Ok(laid_out)) = self.sheets().map(|sheets| &sheets.laid_out) else { return };
        if self.printing.drawing.is_some() || page >= laid_out.len() {
            return;
        }
        let laid_out = Arc::clone(laid_out);
        self.printing.drawing = Some((page, width));
        self.run(move || {
            let drawn = catch_unwind(AssertUnwindSafe(|| {
                picture::of_page(&laid_out.get(page)?.svg, width)
            }));
            let empty = Drawn { size: [1, 1], pixels: vec![255; 4] };
            let drawn = drawn.ok().flatten().unwrap_or(empty);
            vec![Action::Drawn(laid_out, page, Arc::new(drawn))]
        });
    }

    /// Takes a page in that was drawn, if it is still one of those that are shown.
    pub(super) fn take_drawn(&mut self, of: &Arc<Vec<Sheet>>, page: usize, drawn: Arc<Drawn>) {
        let is_shown = |sheets: &Sheets| {
            sheets.laid_out.as_ref().is_ok_and(|laid_out| Arc::ptr_eq(laid_out, of))
        };
        if !self.sheets().is_some_and(is_shown) {
            return;
        }
        let Some((_, width)) = self.printing.drawing.take_if(|(known, _)| *known == page) else {
            return;
        };
        let all = &mut self.printing.drawn;
        all.insert(page, (width, drawn));
        // The farthest page is the least likely to be looked at next.
        let farthest = all.keys().copied().max_by_key(|other| other.abs_diff(page));
        if let Some(farthest) = farthest.filter(|_| all.len() > DRAWN_MAX) {
            all.remove(&farthest);
        }
    }
}
