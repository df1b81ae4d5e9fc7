//! The version of what each expert sees: another number whenever there is something new. Each has a count of their own, as
//! one of all would tell how often others answer.

use std::collections::BTreeMap;

use tokio::sync::watch;

use crate::model::{Expert, Id};

/// The versions of all experts.
pub(super) struct Versions {
    /// Of each expert who follows, or whose own count is ahead of the common one.
    own: BTreeMap<Id<Expert>, watch::Sender<u64>>,
    /// Of all others.
    everyone: u64,
}

impl Versions {
    /// All at the same version: the time, so that no page takes a state from before a start for the new one.
    pub(super) fn since(now: u64) -> Self {
        Self { own: BTreeMap::new(), everyone: now }
    }

    /// Something is new for one expert.
    pub(super) fn change(&mut self, expert: &Id<Expert>) {
        self.of(expert).send_modify(|version| *version += 1);
    }

    /// Something is new for everybody, at this time.
    pub(super) fn change_all(&mut self, now: u64) {
        // By the clock: beyond what own counts have come to, unless the clock stood still or was set back.
        let everyone = now.max(self.everyone + 1);
        self.everyone = everyone;
        // Whoever asks again with a count of their own must not find the common one at the same number.
        self.own.retain(|_, own| own.receiver_count() > 0 || *own.borrow() >= everyone);
        for own in self.own.values() {
            own.send_modify(|version| *version = everyone.max(*version + 1));
        }
    }

    /// Follows what is new for an expert; what it holds is the version now.
    pub(super) fn follow(&mut self, expert: &Id<Expert>) -> watch::Receiver<u64> {
        self.of(expert).subscribe()
    }

    fn of(&mut self, expert: &Id<Expert>) -> &watch::Sender<u64> {
        let everyone = self.everyone;
        self.own.entry(expert.clone()).or_insert_with(|| watch::Sender::new(everyone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> Id<Expert> {
        Id::new(name).expect("an id")
    }

    #[test]
    fn whatever_is_new_is_another_version_whatever_the_clock_says() {
        // The clock goes on, stands still, and is set back.
        for times in [[1_001, 1_002], [1_000, 1_000], [900, 950]] {
            let mut versions = Versions::since(1_000);
            let owl = id("owl");
            for answers in 0..5_u64 {
                for now in times {
                    (0..answers).for_each(|_| versions.change(&owl));
                    // Nobody waits just now.
                    let known = *versions.follow(&owl).borrow();
                    versions.change_all(now);
                    let news = *versions.follow(&owl).borrow();
                    assert!(news > known, "{news} after {known}: {answers} answers, {now}");
                }
            }
        }
    }

    #[test]
    fn the_answers_of_others_are_in_nobodys_version() {
        let (mut busy, mut quiet) = (Versions::since(1_000), Versions::since(1_000));
        for (now, answers) in [(1_000, 3), (1_000, 7), (5_000, 2)] {
            (0..answers).for_each(|_| busy.change(&id("heron")));
            for versions in [&mut busy, &mut quiet] {
                versions.change_all(now);
            }
            let seen = [&mut busy, &mut quiet].map(|all| *all.follow(&id("owl")).borrow());
            assert_eq!(seen[0], seen[1]);
        }
        assert!(!busy.own.contains_key(&id("heron")), "nothing is kept of who is not ahead");
    }

    #[test]
    fn who_waits_hears_of_it() {
        let mut versions = Versions::since(1_000);
        let mut waiting = versions.follow(&id("owl"));
        assert!(!waiting.has_changed().expect("open"));
        versions.change_all(1_000);
        assert!(waiting.has_changed().expect("open"));
        waiting.mark_unchanged();
        versions.change(&id("heron"));
        assert!(!waiting.has_changed().expect("open"));
        versions.change(&id("owl"));
        assert!(waiting.has_changed().expect("open"));
    }
}
