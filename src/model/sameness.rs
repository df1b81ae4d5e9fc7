//! What two states of an element may differ in while what is computed of them stays the same.

use std::sync::Arc;

use super::{Link, Mitigation, Node, Score, Series, Table, table::Row};

/// Whether two tables have the same elements in the same order, as a comparison of elements has it.
pub(super) fn of_rows<T: Row>(
    table: &Table<T>,
    other: &Table<T>,
    is_same: fn(&T, &T) -> bool,
) -> bool {
    let same = |(a, b): (&Arc<T>, &Arc<T>)| Arc::ptr_eq(a, b) || is_same(a, b);
    table.len() == other.len() && table.rows().zip(other.rows()).all(same)
}

/// Whether nodes are the same but for where and how their cards stand.
pub(super) fn node_but_for_looks(a: &Node, b: &Node) -> bool {
    in_looks_of(a.clone(), b) == *b
}

/// Whether links are the same but for how their lines are drawn.
pub(super) fn link_but_for_looks(a: &Link, b: &Link) -> bool {
    Link { bends: b.bends.clone(), accent: b.accent, ..a.clone() } == *b
}

/// Whether nodes are the same but for words and looks.
pub(super) fn node_but_for_words(a: &Node, b: &Node) -> bool {
    let worded = Node {
        name: b.name.clone(),
        statement: b.statement.clone(),
        tags: b.tags.clone(),
        catalog: b.catalog.clone(),
        evidence: b.evidence.clone(),
        notes: b.notes.clone(),
        initially_misaligned: plain_score(a.initially_misaligned.as_ref()),
        stability: plain(&a.stability),
        persistence: plain(&a.persistence),
        ..in_looks_of(a.clone(), b)
    };
    let other = Node {
        initially_misaligned: plain_score(b.initially_misaligned.as_ref()),
        stability: plain(&b.stability),
        persistence: plain(&b.persistence),
        ..b.clone()
    };
    worded == other
}

/// Whether links are the same but for words and looks.
pub(super) fn link_but_for_words(a: &Link, b: &Link) -> bool {
    let worded = Link {
        tags: b.tags.clone(),
        catalog: b.catalog.clone(),
        evidence: b.evidence.clone(),
        notes: b.notes.clone(),
        bends: b.bends.clone(),
        accent: b.accent,
        likelihood: plain(&a.likelihood),
        ..a.clone()
    };
    worded == Link { likelihood: plain(&b.likelihood), ..b.clone() }
}

/// Whether mitigations are the same but for words.
pub(super) fn mitigation_but_for_words(a: &Mitigation, b: &Mitigation) -> bool {
    let worded = Mitigation {
        name: b.name.clone(),
        owner: b.owner.clone(),
        limitations: b.limitations.clone(),
        mit_code: b.mit_code.clone(),
        tags: b.tags.clone(),
        catalog: b.catalog.clone(),
        evidence: b.evidence.clone(),
        notes: b.notes.clone(),
        effectiveness: plain(&a.effectiveness),
        ..a.clone()
    };
    worded == Mitigation { effectiveness: plain(&b.effectiveness), ..b.clone() }
}

fn in_looks_of(node: Node, other: &Node) -> Node {
    Node {
        position: other.position,
        is_pinned: other.is_pinned,
        accent: other.accent,
        zone: other.zone.clone(),
        ..node
    }
}

/// The numbers of a series, without their reasons.
fn plain(series: &Series) -> Series {
    series.iter().map(|(phase, score)| (phase.clone(), plain_of(score))).collect()
}

fn plain_score(score: Option<&Score>) -> Option<Score> {
    score.map(plain_of)
}

fn plain_of(score: &Score) -> Score {
    Score::bare(score.estimate.clone())
}
