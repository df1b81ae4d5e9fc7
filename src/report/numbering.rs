//! Numbers for tables, figures and footnotes, and references to what is numbered.

use std::collections::BTreeMap;

use super::{
    block::{Block, Counted, Label, Note, Span},
    style::Words,
};

/// Numbers tables, figures and footnotes in their order and resolves references: one to something with a number shows
/// that, one to a heading its text, and one that leads nowhere stays as plain text.
pub(super) fn number(blocks: &mut [Block], words: &Words) {
    let targets = targets(blocks, words);
    let mut notes = BTreeMap::new();
    for block in blocks {
        block.each_run_mut(&mut |spans| {
            for span in spans {
                resolve(span, &targets, &mut notes);
            }
        });
    }
}

/// What references to an anchor show.
struct Shown {
    text: String,
    /// Whether it is shown whatever the reference itself says.
    is_number: bool,
}

fn targets(blocks: &mut [Block], words: &Words) -> BTreeMap<String, Shown> {
    let (mut tables, mut figures) = (0, 0);
    let mut targets = BTreeMap::new();
    for block in blocks {
        let (anchor, text, is_number) = match block {
            Block::Heading { anchor, label: Some(label), .. } => {
                (&*anchor, reference_to(*label, words), true)
            }
            Block::Heading { anchor, text, .. } => (&*anchor, text.clone(), false),
            Block::Table(table) => {
                tables += 1;
                table.number = tables;
                (&table.anchor, format!("{}\u{a0}{tables}", words.table), true)
            }
            Block::Figure(figure) => {
                figures += 1;
                figure.number = figures;
                (&figure.anchor, format!("{}\u{a0}{figures}", words.figure), true)
            }
            _ => continue,
        };
        targets.insert(anchor.clone(), Shown { text, is_number });
    }
    targets
}

/// `Pathway P2`, `Mitigation M3`, `[4]`.
fn reference_to(label: Label, words: &Words) -> String {
    match label.of {
        Counted::Pathway => format!("{}\u{a0}{label}", words.pathway),
        Counted::Mitigation => format!("{}\u{a0}{label}", words.mitigation),
        Counted::Evidence => label.to_string(),
    }
}

fn resolve(
    span: &mut Span,
    targets: &BTreeMap<String, Shown>,
    notes: &mut BTreeMap<String, usize>,
) {
    match span {
        Span::Reference { text, anchor } => match targets.get(anchor.as_str()) {
            // A reference to a heading without a number may have words of its own.
            Some(shown) if text.is_empty() || shown.is_number => text.clone_from(&shown.text),
            Some(_) => {}
            None => *span = Span::Text(std::mem::take(text)),
        },
        Span::Note(Note { number, anchor, body }) => {
            let next = notes.len() + 1;
            *number = *notes.entry(anchor.clone()).or_insert(next);
            for span in body {
                resolve(span, targets, notes);
            }
        }
        _ => {}
    }
}
