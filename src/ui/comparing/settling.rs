//! Which conflicts there are, and what was chosen for each.

use std::collections::BTreeSet;

use crate::{
    model::{Choices, Conflict, Merged, Side},
    report::wording,
};

/// Conflicts as they came up, with the choices that were made. Nothing is chosen by itself.
#[derive(Debug, Default)]
pub(super) struct Settling {
    choices: Choices,
    known: Vec<Conflict>,
    open: BTreeSet<String>,
    taken: usize,
}

impl Settling {
    /// What was chosen, by the path of the conflict.
    pub(super) fn choices(&self) -> &Choices {
        &self.choices
    }

    /// Takes in what a merge with these choices has come to.
    pub(super) fn take(&mut self, merged: &Merged) {
        self.open = merged.conflicts.iter().map(|conflict| conflict.path.clone()).collect();
        self.taken = merged.changes.len();
        for conflict in &merged.conflicts {
            match self.known.iter_mut().find(|known| known.path == conflict.path) {
                Some(known) => known.clone_from(conflict),
                None => self.known.push(conflict.clone()),
            }
        }
        // What came up with a choice that was taken back is none any more.
        let Self { known, open, choices, .. } = self;
        known.retain(|of| open.contains(&of.path) || choices.contains_key(&of.path));
    }

    /// All conflicts, settled or not, in the order in which they came up.
    pub(super) fn conflicts(&self) -> &[Conflict] {
        &self.known
    }

    /// The conflict at a path.
    pub(super) fn conflict(&self, path: &str) -> Option<&Conflict> {
        self.known.iter().find(|conflict| conflict.path == path)
    }

    /// What was chosen for a conflict.
    pub(super) fn choice(&self, path: &str) -> Option<Side> {
        self.choices.get(path).copied()
    }

    /// Chooses a version for a conflict.
    pub(super) fn choose(&mut self, path: &str, side: Side) {
        self.choices.insert(path.to_owned(), side);
    }

    /// Lets all choices go.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many changes the merge would take from the other version.
    pub(super) fn taken(&self) -> usize {
        self.taken
    }

    /// How far the conflicts are settled; `None` where there is none.
    pub(super) fn progress(&self) -> Option<String> {
        let all = self.known.len();
        let settled = all - self.open.len().min(all);
        let conflicts = if all == 1 { "conflict" } else { "conflicts" };
        (all > 0).then(|| format!("{settled} of {all} {conflicts} settled"))
    }

    /// Why the versions cannot be merged yet; `None` where they can.
    pub(super) fn why_not(&self) -> Option<String> {
        let conflicts = wording::counted(self.open.len(), "conflict", "conflicts");
        (!self.open.is_empty()).then(|| format!("Choose a version for {conflicts} first"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Assessment, Edit, Id, Node, NodeKind, Subject, merge_with};

    fn named(names: [&str; 2]) -> Assessment {
        let nodes = ["a", "b"].into_iter().zip(names).map(|(id, name)| {
            Edit::put(Node::new(Id::new(id).expect("an id"), name, NodeKind::Host))
        });
        Assessment::blank("t").edited(&Edit::All(nodes.collect())).expect("valid")
    }

    #[test]
    fn conflicts_stay_in_the_list_when_they_are_settled_and_are_counted() {
        let [base, ours, theirs] = [["a", "b"], ["ours", "ours"], ["theirs", "theirs"]].map(named);
        let mut settling = Settling::default();
        let merge = |settling: &mut Settling| {
            let merged = merge_with(Some(&base), &ours, &theirs, settling.choices());
            settling.take(&merged);
            merged
        };
        merge(&mut settling);
        assert_eq!(settling.progress().as_deref(), Some("0 of 2 conflicts settled"));
        let why = "Choose a version for 2 conflicts first";
        assert_eq!(settling.why_not().as_deref(), Some(why));
        let paths: Vec<String> = settling.conflicts().iter().map(|of| of.path.clone()).collect();
        settling.choose(&paths[0], Side::Theirs);
        merge(&mut settling);
        assert_eq!(settling.progress().as_deref(), Some("1 of 2 conflicts settled"));
        assert_eq!(settling.conflicts().len(), 2);
        assert_eq!(settling.conflict(&paths[0]).map(|of| of.subject.id_str()), Some("a"));
        assert_eq!(
            (settling.choice(&paths[0]), settling.choice(&paths[1])),
            (Some(Side::Theirs), None)
        );
        settling.choose(&paths[1], Side::Base);
        let merged = merge(&mut settling);
        assert_eq!((settling.why_not(), settling.taken()), (None, 2));
        let name = |id: &str| merged.document.label(&Subject::Node(Id::new(id).expect("an id")));
        assert_eq!([name("a"), name("b")], ["theirs", "b"]);
        settling.clear();
        merge(&mut settling);
        assert_eq!(settling.progress().as_deref(), Some("0 of 2 conflicts settled"));
    }

    #[test]
    fn without_conflicts_there_is_nothing_to_settle() {
        let [base, ours, theirs] = [["a", "b"], ["ours", "b"], ["a", "theirs"]].map(named);
        let mut settling = Settling::default();
        settling.take(&merge_with(Some(&base), &ours, &theirs, settling.choices()));
        assert_eq!((settling.progress(), settling.why_not(), settling.taken()), (None, None, 1));
    }
}
