//! What has changed since an earlier release.

use super::{Block, Source, paragraph, run};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let _ = source;
    out.push(paragraph(run("No earlier release was named for this report")));
}
