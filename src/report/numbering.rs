//! Numbers for tables and figures, and references to them by number.

use std::collections::BTreeMap;

use super::block::{Block, Span};

/// Numbers tables and figures in their order and resolves references: one to a table or figure shows its number, one to
/// a heading its text, and one that leads nowhere stays as plain text.
pub(super) fn number(blocks: &mut [Block]) {
    let targets = targets(blocks);
    for block in blocks {
        each_run(block, &mut |spans| {
            for span in spans {
                resolve(span, &targets);
            }
        });
    }
}

fn targets(blocks: &mut [Block]) -> BTreeMap<String, String> {
    let (mut tables, mut figures) = (0, 0);
    let mut targets = BTreeMap::new();
    for block in blocks {
        let (anchor, text) = match block {
            Block::Heading { anchor, text, .. } => (&*anchor, text.clone()),
            Block::Table(table) => {
                tables += 1;
                table.number = tables;
                (&table.anchor, format!("Table\u{a0}{tables}"))
            }
            Block::Figure(figure) => {
                figures += 1;
                figure.number = figures;
                (&figure.anchor, format!("Figure\u{a0}{figures}"))
            }
            _ => continue,
        };
        targets.insert(anchor.clone(), text);
    }
    targets
}

fn resolve(span: &mut Span, targets: &BTreeMap<String, String>) {
    if let Span::Reference { text, anchor } = span {
        match targets.get(anchor.as_str()) {
            // A reference to a heading may have words of its own, such as the title of a piece of evidence.
            Some(found) if text.is_empty() || is_number(found) => {
                text.clone_from(found);
            }
            Some(_) => {}
            None => *span = Span::Text(std::mem::take(text)),
        }
    }
}

/// Whether it is `Table 1` or `Figure 1` as made above.
fn is_number(text: &str) -> bool {
    ["Table\u{a0}", "Figure\u{a0}"]
        .iter()
        .any(|head| text.strip_prefix(head).is_some_and(|n| n.chars().all(|c| c.is_ascii_digit())))
}

fn each_run(block: &mut Block, act: &mut impl FnMut(&mut [Span])) {
    match block {
        Block::Paragraph(spans) | Block::Callout { spans, .. } => act(spans),
        Block::List(items) => items.iter_mut().for_each(|item| act(item)),
        Block::Fields(fields) => {
            for field in fields {
                act(&mut field.spans);
                field.items.iter_mut().for_each(|item| act(item));
            }
        }
        Block::Table(table) => {
            table.rows.iter_mut().flatten().for_each(|cell| act(&mut cell.spans));
        }
        Block::Heading { .. } | Block::Figure(_) => {}
    }
}
