//! What has changed since an earlier release: figures, scores, elements, settings.

use super::{Block, Cell, Column, Source, Span, paragraph, run, table, wording};
use crate::report::release::{Changes, Sheet, sheets};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let Some(changes) = &source.log.changes else {
        out.push(paragraph(run("No earlier release was named for this report")));
        return;
    };
    out.push(paragraph(vec![Span::text(intro(changes))]));
    if changes.withheld > 0 {
        let (one, many) = ("change concerns", "changes concern");
        let count = wording::counted(changes.withheld, one, many);
        out.push(paragraph(vec![Span::Emphasis(format!("{count} what is withheld."))]));
    }
    out.extend(sheets(changes).iter().map(sheet));
}

/// Between which releases, and how differences are to be read.
fn intro(changes: &Changes) -> String {
    let between = format!("From {} to {}.", changes.before, changes.after);
    if changes.is_empty() {
        return format!("{between} Nothing has changed.");
    }
    format!(
        "{between} A difference of figures is ‘within simulation error’ where it is no more than two standard errors of \
         two independent simulations; runs with the same seed share their chances, so it may well be real even then."
    )
}

fn sheet(sheet: &Sheet) -> Block {
    let column = |title: &&str| Column::words(*title);
    let rows = sheet.rows.iter().map(|row| row.iter().map(|cell| Cell::text(&**cell)).collect());
    let columns = sheet.columns.iter().map(column).collect();
    table(format!("table-changes-{}", sheet.id), sheet.title, columns, rows.collect())
}
