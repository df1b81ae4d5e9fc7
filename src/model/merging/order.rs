//! The order of a list that two sides arranged, and what moved in it.

use std::collections::{BTreeMap, BTreeSet};

use super::Side;

/// The keys of one list in three versions, each once.
pub(super) struct Orders<'a> {
    pub(super) base: &'a [String],
    pub(super) kept: &'a [String],
    pub(super) other: &'a [String],
}

/// The keys that stay, in order, and whether both sides put what all three have into different orders.
pub(super) struct Arranged {
    pub(super) keys: Vec<String>,
    pub(super) is_disputed: bool,
}

impl Orders<'_> {
    /// Takes over the order of the side that changed it, and puts what only the other side has after what it follows
    /// there; of new ones in the same gap those of the kept side come first.
    pub(super) fn arranged(&self, stays: &BTreeSet<&str>, choice: Option<Side>) -> Arranged {
        let [base, kept, other] = self.common(stays);
        let (side, is_disputed) = match choice {
            Some(side) => (side, false),
            None if other == base || kept == other => (Side::Ours, false),
            None if kept == base => (Side::Theirs, false),
            None => (Side::Ours, true),
        };
        let (first, rest) = match side {
            Side::Ours => (self.kept, [(self.other, true), (self.base, true)]),
            Side::Theirs => (self.other, [(self.kept, false), (self.base, true)]),
            Side::Base => (self.base, [(self.kept, true), (self.other, true)]),
        };
        let staying = |key: &&String| stays.contains(&***key);
        let mut keys: Vec<&String> = first.iter().filter(staying).collect();
        for (list, goes_behind) in rest {
            let list: Vec<&String> = list.iter().filter(staying).collect();
            keys = joined(&keys, &list, goes_behind);
        }
        Arranged { keys: keys.into_iter().cloned().collect(), is_disputed }
    }

    /// Of each list what all three have and what stays.
    fn common(&self, stays: &BTreeSet<&str>) -> [Vec<&str>; 3] {
        let lists = [self.base, self.kept, self.other];
        let sets = lists.map(|list| list.iter().map(String::as_str).collect::<BTreeSet<_>>());
        let is_common =
            |key: &&str| stays.contains(*key) && sets.iter().all(|set| set.contains(*key));
        lists.map(|list| list.iter().map(String::as_str).filter(is_common).collect())
    }
}

/// The keys with those that only `list` has, each after the one that it follows there. With `goes_behind` they come after
/// what is new in the same gap, else before it.
fn joined<'a>(keys: &[&'a String], list: &[&'a String], goes_behind: bool) -> Vec<&'a String> {
    let known: BTreeSet<&String> = keys.iter().copied().collect();
    let listed: BTreeSet<&String> = list.iter().copied().collect();
    let mut runs: BTreeMap<Option<&String>, Vec<&'a String>> = BTreeMap::new();
    let mut anchor = None;
    for key in list {
        if known.contains(key) {
            anchor = Some(*key);
        } else {
            runs.entry(anchor).or_default().push(key);
        }
    }
    let mut all = Vec::with_capacity(keys.len() + list.len());
    let mut waiting = runs.remove(&None).unwrap_or_default();
    for key in keys {
        if !goes_behind || listed.contains(key) {
            all.append(&mut waiting);
        }
        all.push(key);
        if let Some(mut run) = runs.remove(&Some(key)) {
            waiting.append(&mut run);
        }
    }
    all.append(&mut waiting);
    all
}

/// The keys that moved from one order to the other, as few as can be; keys that only one has do not count.
pub(super) fn moved<'a>(before: &[String], after: &'a [String]) -> Vec<&'a str> {
    let places: BTreeMap<&str, usize> =
        before.iter().enumerate().map(|(place, key)| (&**key, place)).collect();
    let there: Vec<(&str, usize)> =
        after.iter().filter_map(|key| Some((&**key, *places.get(&**key)?))).collect();
    if there.is_sorted_by_key(|(_, place)| *place) {
        return Vec::new();
    }
    let stays = longest_rise(&there.iter().map(|(_, place)| *place).collect::<Vec<_>>());
    let moved = there.iter().enumerate().filter(|(i, _)| !stays.contains(i));
    moved.map(|(_, (key, _))| *key).collect()
}

/// Where the members of a longest rising part of a list stand.
fn longest_rise(list: &[usize]) -> BTreeSet<usize> {
    // For each length the place of the smallest number in which a rise of that length ends.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(list.len());
    for (place, number) in list.iter().enumerate() {
        let length = ends.partition_point(|end| list[*end] < *number);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(place);
        } else {
            ends[length] = place;
        }
    }
    let mut rise = BTreeSet::new();
    let mut at = ends.last().copied();
    while let Some(place) = at {
        rise.insert(place);
        at = before[place];
    }
    rise
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        text.chars().map(String::from).collect()
    }

    fn arranged(base: &str, kept: &str, other: &str) -> (String, bool) {
        let [base, kept, other] = [base, kept, other].map(keys);
        let orders = Orders { base: &base, kept: &kept, other: &other };
        let is_left = |key: &&String| {
            let (was, here, there) = (base.contains(key), kept.contains(key), other.contains(key));
            if was { here && there } else { here || there }
        };
        let all: BTreeSet<&str> =
            kept.iter().chain(&other).filter(is_left).map(String::as_str).collect();
        let arranged = orders.arranged(&all, None);
        (arranged.keys.concat(), arranged.is_disputed)
    }

    #[test]
    fn both_sides_add_remove_and_one_rearranges() {
        for (base, kept, other, wanted) in [
            ("abc", "abc", "cab", "cab"),
            ("abc", "axbc", "aybc", "axybc"),
            ("abc", "xabc", "cab", "xcab"),
            ("abc", "ab", "abcd", "abd"),
            ("abc", "cba", "cba", "cba"),
            ("", "xy", "yz", "xyz"),
            ("abc", "", "abcx", "x"),
        ] {
            assert_eq!(
                arranged(base, kept, other),
                (wanted.to_owned(), false),
                "{base} {kept} {other}"
            );
        }
        assert_eq!(arranged("abc", "cab", "bac"), ("cab".to_owned(), true));
    }

    #[test]
    fn as_few_as_can_be_have_moved() {
        assert_eq!(moved(&keys("abcd"), &keys("bcda")), ["a"]);
        assert_eq!(moved(&keys("abcd"), &keys("axbcd")), [] as [&str; 0]);
        assert_eq!(moved(&keys("abcd"), &keys("dabc")), ["d"]);
        assert_eq!(moved(&keys("abcd"), &keys("ba")).len(), 1);
    }
}
