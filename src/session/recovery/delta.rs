//! What makes one text of another: one stretch that is cut out, and what takes its place. Changes of documents are local,
//! so that this is short.

use serde::{Deserialize, Serialize};

/// A change of a text, in bytes, as journals of version 1 hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Delta {
    /// Where it begins.
    pub(super) from: usize,
    /// How much is cut out there.
    pub(super) cut: usize,
    /// What is put in.
    pub(super) put: String,
}

impl Delta {
    /// The shortest single stretch that makes `after` of `before`.
    pub(super) fn between(before: &str, after: &str) -> Self {
        let (old, new) = (before.as_bytes(), after.as_bytes());
        let most = old.len().min(new.len());
        let mut from = same_start(old, new);
        // Letters of several bytes stay whole.
        while !(before.is_char_boundary(from) && after.is_char_boundary(from)) {
            from -= 1;
        }
        let mut same = same_end(&old[from..], &new[from..]).min(most - from);
        let is_between = |same: usize| {
            before.is_char_boundary(old.len() - same) && after.is_char_boundary(new.len() - same)
        };
        while !is_between(same) {
            same -= 1;
        }
        let cut = old.len() - same - from;
        Self { from, cut, put: after[from..new.len() - same].to_owned() }
    }

    /// Changes a text; gives what takes that back, or `None` where the change does not fit and nothing was changed.
    pub(super) fn apply(&self, text: &mut String) -> Option<Self> {
        let cut = self.from..self.from.checked_add(self.cut)?;
        let was = text.get(cut.clone())?.to_owned();
        text.replace_range(cut, &self.put);
        Some(Self { from: self.from, cut: self.put.len(), put: was })
    }

    /// How many bytes of a text are moved by it, at most.
    pub(super) fn moved(&self, text: &str) -> usize {
        text.len().saturating_sub(self.from) + self.put.len()
    }
}

/// So many bytes are compared at once: one by one takes ten times as long.
const CHUNK: usize = 4_096;

/// How many bytes at the start are the same.
fn same_start(old: &[u8], new: &[u8]) -> usize {
    let chunks = old.chunks_exact(CHUNK).zip(new.chunks_exact(CHUNK));
    let whole = CHUNK * chunks.take_while(|(a, b)| a == b).count();
    let rest = old[whole..].iter().zip(&new[whole..]);
    whole + rest.take_while(|(a, b)| a == b).count()
}

/// How many bytes at the end are the same.
fn same_end(old: &[u8], new: &[u8]) -> usize {
    let chunks = old.rchunks_exact(CHUNK).zip(new.rchunks_exact(CHUNK));
    let whole = CHUNK * chunks.take_while(|(a, b)| a == b).count();
    let rest = old[..old.len() - whole].iter().rev().zip(new[..new.len() - whole].iter().rev());
    whole + rest.take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_change_makes_the_other_text(before in "[aäβ𝄞\n]{0,12}", after in "[aäβ𝄞\n]{0,12}") {
            let mut text = before.clone();
            let back = Delta::between(&before, &after).apply(&mut text).expect("it fits");
            prop_assert_eq!(&text, &after);
            prop_assert!(back.apply(&mut text).is_some());
            prop_assert_eq!(text, before);
        }

        #[test]
        fn what_does_not_fit_is_refused_without_stumbling(
            text in "[aä]{0,6}",
            from in 0..20_usize,
            cut in prop::sample::select(vec![0, 1, 2, 7, usize::MAX]),
        ) {
            let delta = Delta { from, cut, put: "x".to_owned() };
            let mut after = text.clone();
            if delta.apply(&mut after).is_none() {
                prop_assert_eq!(after, text);
            }
        }
    }

    #[test]
    fn a_local_change_is_short() {
        let before = "a".repeat(5_000) + "old" + &"b".repeat(5_000);
        let after = before.replace("old", "new");
        assert_eq!(Delta::between(&before, &after).put, "new");
        assert_eq!(Delta::between(&before, &before).put, "");
    }

    #[test]
    fn the_change_is_found_wherever_it_is_in_a_long_text() {
        let before = "abc".repeat(7_000);
        for at in (0..before.len()).step_by(511).chain([before.len() - 1, before.len()]) {
            let mut after = before.clone();
            after.insert_str(at, "?!");
            let delta = Delta::between(&before, &after);
            assert_eq!((delta.from, delta.cut, delta.put.as_str()), (at, 0, "?!"));
            let back = Delta::between(&after, &before);
            assert_eq!((back.from, back.cut, back.put.as_str()), (at, 2, ""));
        }
    }
}
