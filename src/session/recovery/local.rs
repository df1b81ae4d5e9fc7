//! The change of a document's text that follows from a small change of the document, without putting all of it into words:
//! in the largest that takes seconds.

use std::{ops::Range, sync::Arc};

use memchr::memmem;

use super::delta::Delta;
use crate::{
    formats::{
        Unwritable,
        pieces::{self, BETWEEN, LongTable},
    },
    model::{Assessment, Row, Table},
};

/// Most rows that are put into words again.
const ROWS_MAX: usize = 10_000;
/// Longest stretch of the text that one change may take.
const STRETCH_MAX: usize = 16 << 20;

/// What makes the canonical text of `after` of `text`, which is that of `before`; `None` where the change is not small.
pub(super) fn change(text: &str, before: &Assessment, after: &Assessment) -> Option<Delta> {
    // Rows tell of phases in their order.
    if before.phases() != after.phases() {
        return None;
    }
    let written = |written: Result<(String, String), Unwritable>| written.ok();
    let (head, tail) = written(pieces::around_rows(before))?;
    let (new_head, new_tail) = written(pieces::around_rows(after))?;
    if !(text.starts_with(&head) && text.ends_with(&tail)) {
        return None;
    }
    let end = text.len() - tail.len();
    let mut parts = vec![Part { from: 0..head.len(), put: new_head }];
    let tables = Tables { text, from: head.len(), before, after };
    parts.extend(tables.part(LongTable::Nodes, before.nodes(), after.nodes())?);
    parts.extend(tables.part(LongTable::Links, before.links(), after.links())?);
    parts.push(Part { from: end..end + tail.len(), put: new_tail });
    parts.retain(|part| text[part.from.clone()] != part.put);
    joined(text, &parts)
}

/// A stretch of a text, and what takes its place.
struct Part {
    from: Range<usize>,
    put: String,
}

/// All parts, in their order, as one change.
fn joined(text: &str, parts: &[Part]) -> Option<Delta> {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
        return Some(Delta { from: 0, cut: 0, put: String::new() });
    };
    let stretch = first.from.start..last.from.end;
    if stretch.len() > STRETCH_MAX {
        return None;
    }
    let (mut put, mut at) = (String::new(), stretch.start);
    for part in parts {
        put.push_str(text.get(at..part.from.start)?);
        put.push_str(&part.put);
        at = part.from.end;
    }
    // What of it is the same stays out of the journal.
    let narrow = Delta::between(&text[stretch.clone()], &put);
    Some(Delta { from: stretch.start + narrow.from, ..narrow })
}

/// The tables in the text of a document, and how they change.
struct Tables<'a> {
    text: &'a str,
    /// Where its tables begin.
    from: usize,
    before: &'a Assessment,
    after: &'a Assessment,
}

impl Tables<'_> {
    /// What changes of the rows of a table; `None` where that cannot be told, or is much.
    fn part<T: Row + PartialEq>(
        &self,
        table: LongTable,
        before: &Table<T>,
        after: &Table<T>,
    ) -> Option<Vec<Part>> {
        let (old, new) = changed(before, after);
        if old.is_empty() && new.is_empty() {
            return Some(Vec::new());
        }
        // An empty table stands on one line.
        if before.is_empty() || after.is_empty() || old.len().max(new.len()) > ROWS_MAX {
            return None;
        }
        let opening = table.opening();
        let begin = self.find(self.from, opening)? + opening.len();
        let row = |place: usize| self.row(table, begin, place);
        let new_rows = |places: Range<usize>| pieces::rows(self.after, table, places).ok();
        let (from, put) = match (old.is_empty(), new.is_empty()) {
            (false, false) => (row(old.start)?.start..row(old.end - 1)?.end, new_rows(new)?),
            // With what stands between them and the next row, or the row before.
            (false, true) if old.end < before.len() => {
                (row(old.start)?.start..row(old.end)?.start, String::new())
            }
            (false, true) => (row(old.start - 1)?.end..row(old.end - 1)?.end, String::new()),
            (true, _) if old.start == 0 => (begin..begin, new_rows(new)? + BETWEEN),
            (true, _) => {
                let at = row(old.start - 1)?.end;
                (at..at, BETWEEN.to_owned() + &new_rows(new)?)
            }
        };
        Some(vec![Part { from, put }])
    }

    /// Where a row stands.
    fn row(&self, table: LongTable, from: usize, place: usize) -> Option<Range<usize>> {
        let row = pieces::rows(self.before, table, place..place + 1).ok()?;
        let at = self.find(from, &row)?;
        let is_first = at == from;
        let is_row = is_first || self.text[..at].ends_with(BETWEEN);
        is_row.then(|| at..at + row.len())
    }

    fn find(&self, from: usize, what: &str) -> Option<usize> {
        let rest = self.text.as_bytes().get(from..)?;
        memmem::find(rest, what.as_bytes()).map(|at| from + at)
    }
}

/// The stretch of rows that are not the same, before and after.
fn changed<T: Row + PartialEq>(
    before: &Table<T>,
    after: &Table<T>,
) -> (Range<usize>, Range<usize>) {
    let same = |(a, b): &(&Arc<T>, &Arc<T>)| Arc::ptr_eq(a, b) || a == b;
    let most = before.len().min(after.len());
    let start = before.rows().zip(after.rows()).take_while(same).count();
    let ends = before.rows().rev().zip(after.rows().rev());
    let end = ends.take_while(same).count().min(most - start);
    (start..before.len() - end, start..after.len() - end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        formats,
        model::{About, Edit, Id, Link, Node, NodeKind, Subject},
        session::samples::{SAMPLE_NAME, template},
    };

    fn sample() -> Assessment {
        template(SAMPLE_NAME).expect("bundled").document().expect("a document")
    }

    fn words(document: &Assessment) -> String {
        formats::canonical(document).expect("written")
    }

    /// A text that looks like the structure of a document, or like nothing.
    fn names() -> impl Strategy<Value = String> {
        let odd = ["\n  nodes: [],\n  links: [],", "\n  ],\n", "    (\n", "\"", "x", "", "a\\\nb"];
        (prop::sample::select(odd.to_vec()), ".{0,6}")
            .prop_map(|(odd, rest)| odd.to_owned() + &rest)
    }

    /// One of the edits that people make, of an element by its place.
    fn edit(document: &Assessment, (sort, place, name): (u8, usize, String)) -> Option<Edit> {
        let node = document.nodes().at(place % document.nodes().len().max(1));
        let link = document.links().at(place % document.links().len().max(1));
        Some(match sort % 9 {
            0 => Edit::put(Node { name, ..node?.clone() }),
            1 => Edit::remove(Subject::Node(node?.id.clone())),
            2 => {
                let id = Id::from_name("new", |id| document.nodes().contains(id));
                Edit::put(Node::new(id, &name, NodeKind::Host))
            }
            3 => Edit::About(Box::new(About { title: name, ..document.about().clone() })),
            4 => Edit::put(Link { notes: name, ..link?.clone() }),
            5 => Edit::remove(Subject::Link(link?.id.clone())),
            6 => Edit::Order(Subject::Node(node?.id.clone()), place / 7),
            7 => {
                let mitigation = document.mitigations().at(0)?;
                Edit::remove(Subject::Mitigation(mitigation.id.clone()))
            }
            _ => Edit::Order(Subject::Link(link?.id.clone()), place / 3),
        })
    }

    proptest! {
        #[test]
        fn the_text_is_that_of_the_document_as_a_whole(
            choices in prop::collection::vec((any::<u8>(), 0..400_usize, names()), 1..12),
        ) {
            let mut document = sample();
            let mut text = words(&document);
            for choice in choices {
                let Some(edit) = edit(&document, choice) else { continue };
                let Ok(after) = document.edited(&edit) else { continue };
                let change = change(&text, &document, &after);
                prop_assert!(change.is_some(), "{:?}", edit);
                let back = change.and_then(|change| change.apply(&mut text));
                let whole = words(&after);
                prop_assert_eq!(&text, &whole);
                // And what takes it back is the text before.
                let mut before = whole;
                prop_assert!(back.is_some_and(|back| back.apply(&mut before).is_some()));
                prop_assert_eq!(before, words(&document));
                document = after;
            }
        }
    }

    #[test]
    fn a_small_change_is_short_and_a_large_one_is_left_to_others() {
        let before = sample();
        let text = words(&before);
        let node = before.nodes().at(3).expect("a node");
        let renamed = Edit::put(Node { name: "renamed".to_owned(), ..node.clone() });
        let after = before.edited(&renamed).expect("valid");
        let found = change(&text, &before, &after).expect("small");
        assert!(found.put.len() <= "renamed".len() && found.cut <= node.name.len(), "{found:?}");
        let none = before.nodes().iter().map(|node| Subject::Node(node.id.clone())).collect();
        let none = before.edited(&Edit::Remove(none)).expect("valid");
        assert_eq!(change(&text, &before, &none), None, "an empty table has no rows to go by");
        let mut phase = before.phases().at(0).expect("a phase").clone();
        phase.name = "another".to_owned();
        let phase = before.edited(&Edit::put(phase)).expect("valid");
        assert_eq!(change(&text, &before, &phase), None, "rows tell of phases");
        assert_eq!(change("(another text)\n", &before, &after), None);
    }
}
