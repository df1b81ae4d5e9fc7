//! How much of everything a document may hold, so that whatever is accepted can be shown, analyzed and drawn.

use super::{Found, Position};
use crate::model::Parts;

/// Most phases that are accepted.
pub const PHASES_MAX: usize = 1_000;
/// Most nodes that are accepted.
pub const NODES_MAX: usize = 250_000;
/// Most links that are accepted.
pub const LINKS_MAX: usize = 1_000_000;
/// Most elements of every other kind that are accepted.
pub const OTHERS_MAX: usize = 50_000;
/// Most hypotheses that are accepted.
pub const HYPOTHESES_MAX: usize = 100;
/// Longest text that is accepted in one field, in bytes.
pub const TEXT_MAX: usize = 1 << 20;
/// Most authors or tags that are accepted in one list.
pub const WORDS_MAX: usize = 10_000;
/// Most bands of a scale that are accepted.
pub const BANDS_MAX: usize = 100;
/// Longest level of a scale that is accepted, in bytes.
pub const LEVEL_MAX: usize = 200;
/// Most levels of claims above each other that are accepted.
pub const CLAIM_LEVELS_MAX: usize = 100;
/// Most bends of one link that are accepted.
pub const BENDS_MAX: usize = 1_000;
/// Farthest from the middle of the canvas that anything may stand, in canvas units along each axis.
pub const COORDINATE_MAX: f64 = 1e7;
/// Least and most width and height of what has a size of its own, in canvas units.
pub const LENGTHS: (f64, f64) = (1.0, 1e7);
/// Least and most zoom of a bookmark.
pub const ZOOMS: (f64, f64) = (1e-6, 1e6);
/// After so many broken rules the search ends, so that a huge document is refused soon.
pub const VIOLATIONS_MAX: usize = 1_000;

/// Most names that a sentence lists.
const LISTED_MAX: usize = 12;

impl Found {
    pub(super) fn text(&mut self, path: &str, text: &str) {
        if text.len() > TEXT_MAX {
            self.add(path, format!("the text has {} bytes; the limit is {TEXT_MAX}", text.len()));
        }
    }

    /// A list of authors or tags.
    pub(super) fn words(&mut self, path: &str, words: &[String]) {
        self.count(path, words.len(), WORDS_MAX);
        for (i, word) in words.iter().enumerate().filter(|(_, word)| word.len() > TEXT_MAX) {
            self.text(&format!("{path}[{i}]"), word);
        }
    }

    pub(super) fn count(&mut self, path: &str, count: usize, limit: usize) {
        if count > limit {
            self.add(path, format!("there are {count} elements; the limit is {limit}"));
        }
    }

    pub(super) fn amount(&mut self, path: String, amount: Option<f64>) {
        if amount.is_some_and(|a| !(a.is_finite() && a >= 0.0)) {
            self.add(path, "use a finite number of at least 0");
        }
    }

    pub(super) fn position(&mut self, path: impl Fn() -> String, position: Position) {
        for (axis, value) in [("x", position.x), ("y", position.y)] {
            if !value.is_finite() {
                let sentence = format!("{value} is no coordinate; use a finite number");
                self.add(format!("{}.{axis}", path()), sentence);
            } else if value.abs() > COORDINATE_MAX {
                let limit = COORDINATE_MAX;
                let sentence =
                    format!("{value:e} is too far out; use a number from -{limit} to {limit}");
                self.add(format!("{}.{axis}", path()), sentence);
            }
        }
    }

    pub(super) fn length(&mut self, path: String, length: f64) {
        self.within(path, length, LENGTHS);
    }

    pub(super) fn zoom(&mut self, path: String, zoom: f64) {
        self.within(path, zoom, ZOOMS);
    }

    fn within(&mut self, path: String, number: f64, (least, most): (f64, f64)) {
        if !(least..=most).contains(&number) {
            let sentence = format!(
                "{number:e} is too small, too large or no number; use one from {least} to {most}"
            );
            self.add(path, sentence);
        }
    }
}

/// Whether every list has as many elements as are accepted.
pub(super) fn counts(parts: &Parts, found: &mut Found) {
    if parts.phases.is_empty() {
        found.add("phases", "there is no phase; at least one is needed");
    }
    let counts = [
        ("phases", parts.phases.len(), PHASES_MAX),
        ("nodes", parts.nodes.len(), NODES_MAX),
        ("links", parts.links.len(), LINKS_MAX),
        ("mitigations", parts.mitigations.len(), OTHERS_MAX),
        ("hypotheses", parts.hypotheses.len(), HYPOTHESES_MAX),
        ("pathways", parts.pathways.len(), OTHERS_MAX),
        ("zones", parts.zones.len(), OTHERS_MAX),
        ("evidence", parts.evidence.len(), OTHERS_MAX),
        ("annotations", parts.annotations.len(), OTHERS_MAX),
        ("claims", parts.claims.len(), OTHERS_MAX),
        ("questions", parts.questions.len(), OTHERS_MAX),
        ("comments", parts.comments.len(), OTHERS_MAX),
        ("criteria", parts.criteria.len(), OTHERS_MAX),
        ("reviews", parts.reviews.len(), OTHERS_MAX),
        ("dismissals", parts.dismissals.len(), OTHERS_MAX),
        ("suppressions", parts.suppressions.len(), OTHERS_MAX),
        ("bookmarks", parts.bookmarks.len(), OTHERS_MAX),
    ];
    for (list, count, limit) in counts {
        found.count(list, count, limit);
    }
}

/// The first few names and how many more there are: `a, b and 7 more`.
pub(super) fn listed<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = names.len().saturating_sub(LISTED_MAX);
    let few: Vec<&str> = names.take(LISTED_MAX).map(shortened).collect();
    let few = few.join(", ");
    if more > 0 { format!("{few} and {more} more") } else { few }
}

/// As much of a name as a sentence can hold.
pub(super) fn shortened(name: &str) -> &str {
    &name[..name.floor_char_boundary(LEVEL_MAX)]
}
