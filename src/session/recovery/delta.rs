//! What makes one text of another: one stretch that is cut out, and what takes its place. Changes of documents are local,
//! so that this is short.

/// A change of a text, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        let mut from = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        // Letters of several bytes stay whole.
        while !(before.is_char_boundary(from) && after.is_char_boundary(from)) {
            from -= 1;
        }
        let ends = old[from..].iter().rev().zip(new[from..].iter().rev());
        let mut same = ends.take_while(|(a, b)| a == b).count().min(most - from);
        let is_between = |same: usize| {
            before.is_char_boundary(old.len() - same) && after.is_char_boundary(new.len() - same)
        };
        while !is_between(same) {
            same -= 1;
        }
        let cut = old.len() - same - from;
        Self { from, cut, put: after[from..new.len() - same].to_owned() }
    }

    /// The text with the change; `None` where it does not fit the text.
    pub(super) fn applied(&self, before: &str) -> Option<String> {
        let head = before.get(..self.from)?;
        let tail = before.get(self.from.checked_add(self.cut)?..)?;
        Some([head, &self.put, tail].concat())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_change_makes_the_other_text(before in "[aäβ𝄞\n]{0,12}", after in "[aäβ𝄞\n]{0,12}") {
            let delta = Delta::between(&before, &after);
            prop_assert_eq!(delta.applied(&before), Some(after));
        }

        #[test]
        fn what_does_not_fit_is_refused_without_stumbling(
            text in "[aä]{0,6}",
            from in 0..20_usize,
            cut in prop::sample::select(vec![0, 1, 2, 7, usize::MAX]),
        ) {
            let delta = Delta { from, cut, put: "x".to_owned() };
            let _is_fine = delta.applied(&text).is_some();
        }
    }

    #[test]
    fn a_local_change_is_short() {
        let before = "a".repeat(5_000) + "old" + &"b".repeat(5_000);
        let after = before.replace("old", "new");
        assert_eq!(Delta::between(&before, &after).put, "new");
        assert_eq!(Delta::between(&before, &before).put, "");
    }
}
