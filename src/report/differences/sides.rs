//! Two versions of a document side by side: what became of each element and field, and which version did it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, LISTS};
use crate::{
    model::{Assessment, Change, Conflict, Dispute, Side, Subject, changes},
    report::wording,
};

/// What became of an element or a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It says something else.
    Changed,
    /// It is not the same in both versions, and nobody knows which of them changed it.
    Different,
    /// It is in one version only, and nobody knows what it was before.
    Alone,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Both versions changed it, each in its way.
    Conflict,
}

/// Which version did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// Ours.
    Ours,
    /// The other one.
    Theirs,
    /// Both, in the same way; or nobody knows which.
    Both,
}

/// What became of something, and who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// What became of it.
    pub fate: Fate,
    /// Who did it.
    pub whose: Whose,
}

/// An element or field that is not the same in all versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where, as changes and conflicts say it.
    pub path: String,
    /// The element concerned; the document for what belongs to none.
    pub subject: Subject,
    /// What became of it.
    pub mark: Mark,
    /// What the element is called; of what belongs to none the list that it is in.
    pub name: String,
    /// What sort of element it is, or which list.
    pub kind: String,
    /// The field in words; empty for the element as a whole.
    pub field: String,
    /// What all began with; `None` where there was nothing, or nothing is known of it.
    pub base: Option<String>,
    /// What is here.
    pub ours: Option<String>,
    /// What is there.
    pub theirs: Option<String>,
    /// What holds beside, such as the rule that both break together.
    pub note: String,
    /// What is new with it, field by field.
    pub fields: Vec<Entry>,
}

/// All that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// Conflicts first, then everything else in the order of the file.
    pub rows: Vec<Row>,
    /// What became of each element as a whole.
    pub marks: BTreeMap<Subject, Mark>,
}

impl Sides {
    /// What two versions made of what both began with, and where they cannot agree. Without a base only what is there and
    /// what is not is known.
    pub fn of(
        base: Option<&Assessment>,
        ours: &Assessment,
        theirs: &Assessment,
        conflicts: &[Conflict],
    ) -> Self {
        let mut rows = match base {
            Some(base) => {
                let made = [ours, theirs].map(|side| changes(Some(base), Some(side)));
                of_three(made)
            }
            None => of_two(&changes(Some(ours), Some(theirs))),
        };
        let disputed: BTreeSet<&str> = conflicts.iter().map(|of| &*of.path).collect();
        rows.retain(|row| !disputed.contains(&*row.path));
        let along: BTreeSet<&str> =
            conflicts.iter().flat_map(|of| &of.along).map(|p| &**p).collect();
        for row in rows.iter_mut().filter(|row| along.contains(&*row.path)) {
            "It goes along with the choice for a conflict".clone_into(&mut row.note);
        }
        in_order(&mut rows);
        let mut all: Vec<Row> = conflicts.iter().map(disputed_row).collect();
        all.append(&mut rows);
        for row in &mut all {
            row.call_as_in(&[ours, theirs]);
        }
        let marks = marks(&all);
        Self { rows: all, marks }
    }

    /// The places of the rows about an element.
    pub fn about(&self, subject: &Subject) -> impl Iterator<Item = usize> {
        let rows = self.rows.iter().enumerate();
        rows.filter(move |(_, row)| row.subject == *subject).map(|(place, _)| place)
    }
}

/// What each element as a whole bears: the weightiest of what became of it and of its fields.
pub fn marks(rows: &[Row]) -> BTreeMap<Subject, Mark> {
    let mut marks: BTreeMap<Subject, Mark> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.subject != Subject::Document) {
        let mark = row.of_whole();
        let known = marks.entry(row.subject.clone()).or_insert(mark);
        *known = known.and(mark);
    }
    marks
}

impl Mark {
    /// Both marks as one.
    fn and(self, other: Self) -> Self {
        match self.fate.cmp(&other.fate) {
            std::cmp::Ordering::Less => other,
            std::cmp::Ordering::Greater => self,
            std::cmp::Ordering::Equal if self.whose == other.whose => self,
            std::cmp::Ordering::Equal => Self { fate: self.fate, whose: Whose::Both },
        }
    }

    /// In words: `changed in the file`.
    pub fn words(self) -> &'static str {
        match (self.fate, self.whose) {
            (Fate::Conflict, _) => "conflict",
            (Fate::Changed, Whose::Ours) => "changed here",
            (Fate::Changed, Whose::Theirs) => "changed in the file",
            (Fate::Changed, Whose::Both) => "changed on both sides",
            (Fate::Different, _) => "differs",
            (Fate::Added, Whose::Ours) => "added here",
            (Fate::Added, Whose::Theirs) => "added in the file",
            (Fate::Added, Whose::Both) => "added on both sides",
            (Fate::Removed, Whose::Ours) => "removed here",
            (Fate::Removed, Whose::Theirs) => "removed in the file",
            (Fate::Removed, Whose::Both) => "removed on both sides",
            (Fate::Alone, Whose::Theirs) => "only in the file",
            (Fate::Alone, _) => "only here",
        }
    }
}

impl Row {
    /// What it means for the element as a whole: a new score changes its node.
    fn of_whole(&self) -> Mark {
        match self.mark.fate {
            Fate::Conflict => self.mark,
            _ if self.field.is_empty() => self.mark,
            Fate::Alone | Fate::Different => Mark { fate: Fate::Different, whose: Whose::Both },
            _ => Mark { fate: Fate::Changed, ..self.mark },
        }
    }

    /// Calls the element what the first of these documents that has it calls it.
    fn call_as_in(&mut self, documents: &[&Assessment]) {
        let subject = &self.subject;
        if *subject == Subject::Document {
            return;
        }
        if let Some(document) = documents.iter().find(|document| document.contains(subject)) {
            self.name = document.label(subject);
        }
    }

    /// What it is about: `Agents: name`.
    pub fn title(&self) -> String {
        let name = wording::shortened(&wording::name(&self.name), super::NAME_ROOM);
        if self.field.is_empty() {
            return name;
        }
        format!("{name}: {}", wording::name(&self.field))
    }

    /// What a version says, in words.
    pub fn words(&self, side: Side) -> Option<&str> {
        match side {
            Side::Base => self.base.as_deref(),
            Side::Ours => self.ours.as_deref(),
            Side::Theirs => self.theirs.as_deref(),
        }
    }

    fn new(path: &str, subject: &Subject, (name, field): (&str, &str), mark: Mark) -> Self {
        let is_element = *subject != Subject::Document;
        let list = super::title(path);
        // The list is told already where the field begins with its name.
        let field =
            if is_element { field } else { field.split_once(", ").map_or("", |(_, of)| of) };
        Self {
            path: path.to_owned(),
            subject: subject.clone(),
            mark,
            name: if is_element { name.to_owned() } else { list.clone() },
            kind: if is_element { subject.kind_name().to_owned() } else { list },
            field: field.to_owned(),
            base: None,
            ours: None,
            theirs: None,
            note: String::new(),
            fields: Vec::new(),
        }
    }
}

fn disputed_row(conflict: &Conflict) -> Row {
    let mark = Mark { fate: Fate::Conflict, whose: Whose::Both };
    let names = (&*conflict.name, &*conflict.field);
    let note = match &conflict.dispute {
        Dispute::Value => String::new(),
        Dispute::Presence => "Removed on one side, changed on the other".to_owned(),
        Dispute::Order => "The order of the list".to_owned(),
        Dispute::Rule(sentence) => wording::name(sentence),
    };
    Row {
        base: conflict.base.clone(),
        ours: conflict.ours.clone(),
        theirs: conflict.theirs.clone(),
        note,
        ..Row::new(&conflict.path, &conflict.subject, names, mark)
    }
}

/// The changes with what is new with an element gathered at the element.
fn gathered(changes: &[Change]) -> Vec<(&Change, Vec<Entry>)> {
    let mut found: Vec<(&Change, Vec<Entry>)> = Vec::new();
    for change in changes {
        let of = found.last_mut().filter(|(whole, _)| {
            let is_new = whole.before.is_none() && change.before.is_none();
            let inside = change.path.strip_prefix(&*whole.path);
            is_new && inside.is_some_and(|rest| rest.starts_with('/'))
        });
        match of {
            Some((whole, fields)) => {
                let field = change.field.strip_prefix(&*whole.field).unwrap_or(&change.field);
                fields.push(Entry {
                    field: field.trim_start_matches(", ").to_owned(),
                    before: None,
                    after: change.after.clone(),
                });
            }
            None => found.push((change, Vec::new())),
        }
    }
    found
}

fn of_two(changes: &[Change]) -> Vec<Row> {
    let row = |(change, fields): (&Change, Vec<Entry>)| {
        let (fate, whose) = match (&change.before, &change.after) {
            (None, _) => (Fate::Alone, Whose::Theirs),
            (_, None) => (Fate::Alone, Whose::Ours),
            _ => (Fate::Different, Whose::Both),
        };
        let names = (&*change.name, &*change.field);
        let row = Row::new(&change.path, &change.subject, names, Mark { fate, whose });
        let (ours, theirs) = (change.before.clone(), change.after.clone());
        Row { ours, theirs, fields, ..row }
    };
    gathered(changes).into_iter().map(row).collect()
}

fn of_three([ours, theirs]: [Vec<Change>; 2]) -> Vec<Row> {
    let keys = [&ours, &theirs].map(|all| all.iter().map(key).collect::<BTreeSet<_>>());
    let whose = |change: &Change| {
        if keys[1].contains(&key(change)) { Whose::Both } else { Whose::Ours }
    };
    let made = gathered(&ours).into_iter();
    let mut rows: Vec<Row> =
        made.map(|(change, fields)| three_row(change, fields, whose(change))).collect();
    let rest = gathered(&theirs).into_iter().filter(|(of, _)| !keys[0].contains(&key(of)));
    rows.extend(rest.map(|(change, fields)| three_row(change, fields, Whose::Theirs)));
    rows
}

/// What makes two changes the same.
fn key(change: &Change) -> (&str, Option<&str>, Option<&str>) {
    (&change.path, change.before.as_deref(), change.after.as_deref())
}

fn three_row(change: &Change, fields: Vec<Entry>, whose: Whose) -> Row {
    let fate = match (&change.before, &change.after) {
        (None, _) => Fate::Added,
        (_, None) => Fate::Removed,
        _ => Fate::Changed,
    };
    let mark = Mark { fate, whose };
    let (before, after) = (change.before.clone(), change.after.clone());
    let (ours, theirs) = match mark.whose {
        Whose::Ours => (after, before.clone()),
        Whose::Theirs => (before.clone(), after),
        Whose::Both => (after.clone(), after),
    };
    let names = (&*change.name, &*change.field);
    let row = Row::new(&change.path, &change.subject, names, mark);
    Row { base: before, ours, theirs, fields, ..row }
}

/// By list, and within it element by element as they come up first.
fn in_order(rows: &mut [Row]) {
    let mut first: BTreeMap<Subject, usize> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        first.entry(row.subject.clone()).or_insert(place);
    }
    rows.sort_by_key(|row| {
        let list = row.path.split('/').next().unwrap_or_default();
        let list = LISTS.iter().position(|(name, _)| *name == list);
        (list.unwrap_or(LISTS.len()), first.get(&row.subject).copied())
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Choices, Edit, Id, Link, Node, NodeKind, Position, merge_with};

    fn node(id: &str, name: &str) -> Node {
        Node::new(Id::new(id).expect("an id"), name, NodeKind::Host)
    }

    fn edited(document: &Assessment, edits: Vec<Edit>) -> Assessment {
        document.edited(&Edit::All(edits)).expect("valid")
    }

    fn link(id: &str, from: &str, to: &str) -> Edit {
        let [from, to] = [from, to].map(|id| Id::new(id).expect("an id"));
        Edit::put(Link::new(Id::new(id).expect("an id"), from, to))
    }

    fn subject(id: &str) -> Subject {
        Subject::Node(Id::new(id).expect("an id"))
    }

    /// Nodes a to e, with a link from a to b.
    fn base() -> Assessment {
        let nodes = ["a", "b", "c", "d", "e"].map(|id| Edit::put(node(id, id)));
        edited(&Assessment::blank("t"), nodes.into_iter().chain([link("ab", "a", "b")]).collect())
    }

    fn of(base: Option<&Assessment>, ours: &Assessment, theirs: &Assessment) -> Sides {
        let merged = merge_with(base, ours, theirs, &Choices::new());
        Sides::of(base, ours, theirs, &merged.conflicts)
    }

    fn removed(id: &str) -> Edit {
        Edit::Remove([subject(id)].into())
    }

    #[test]
    fn every_element_bears_what_became_of_it_and_who_did_it() {
        let base = base();
        let moved = Edit::Move(vec![(Id::new("e").expect("an id"), Position { x: 9.0, y: 9.0 })]);
        let ours = vec![Edit::put(node("a", "ours")), removed("c"), Edit::put(node("n", "new"))];
        let theirs =
            vec![Edit::put(node("a", "theirs")), Edit::put(node("b", "B")), removed("d"), moved];
        let [ours, theirs] = [edited(&base, ours), edited(&base, theirs)];
        let sides = of(Some(&base), &ours, &theirs);
        let mark = |id: &str| sides.marks.get(&subject(id)).map(|mark| (mark.fate, mark.whose));
        assert_eq!(mark("a"), Some((Fate::Conflict, Whose::Both)));
        assert_eq!(mark("b"), Some((Fate::Changed, Whose::Theirs)));
        assert_eq!(mark("c"), Some((Fate::Removed, Whose::Ours)));
        assert_eq!(mark("d"), Some((Fate::Removed, Whose::Theirs)));
        assert_eq!(mark("e"), Some((Fate::Changed, Whose::Theirs)));
        assert_eq!(mark("n"), Some((Fate::Added, Whose::Ours)));
        let link = Subject::Link(Id::new("ab").expect("an id"));
        assert_eq!(sides.marks.get(&link), None);
        // The conflict comes first, with the words of all three.
        let row = &sides.rows[0];
        assert_eq!((&*row.title(), row.mark.fate), ("ours: name", Fate::Conflict));
        let words = Side::ALL.map(|side| row.words(side).unwrap_or_default());
        assert_eq!(words, ["a", "ours", "theirs"]);
        assert_eq!(sides.about(&subject("a")).collect::<Vec<_>>(), [0]);
        // Seen from the other side the same marks are there with the sides changed.
        let mirrored = of(Some(&base), &theirs, &ours);
        let b = mirrored.marks.get(&subject("b"));
        assert_eq!(b, Some(&Mark { fate: Fate::Changed, whose: Whose::Ours }));
    }

    #[test]
    fn what_both_did_alike_is_told_once_and_is_no_conflict() {
        let base = base();
        let edits = || vec![Edit::put(node("a", "same")), removed("c"), Edit::put(node("n", "n"))];
        let [ours, theirs] = [edited(&base, edits()), edited(&base, edits())];
        let sides = of(Some(&base), &ours, &theirs);
        assert_eq!(sides.rows.len(), 3, "{:?}", sides.rows);
        assert!(sides.marks.values().all(|mark| mark.whose == Whose::Both));
    }

    #[test]
    fn without_a_base_nobody_knows_what_is_new() {
        let ours = edited(&base(), vec![removed("c"), Edit::put(node("a", "ours"))]);
        let theirs = edited(&base(), vec![Edit::put(node("n", "new"))]);
        let sides = Sides::of(None, &ours, &theirs, &[]);
        let mark = |id: &str| sides.marks.get(&subject(id)).map(|mark| mark.words());
        assert_eq!(mark("c"), Some("only in the file"));
        assert_eq!(mark("n"), Some("only in the file"));
        assert_eq!(mark("a"), Some("differs"));
        assert_eq!(mark("b"), None);
        let other = Sides::of(None, &theirs, &ours, &[]);
        assert_eq!(other.marks.get(&subject("n")).map(|mark| mark.words()), Some("only here"));
        // What is new with an element is told with it, not row by row.
        let about: Vec<&Row> =
            sides.rows.iter().filter(|row| row.subject == subject("n")).collect();
        assert_eq!(about.len(), 1);
        assert!(!about[0].fields.is_empty());
        // Merged without a base, what differs is a conflict.
        let merged = of(None, &ours, &theirs);
        let a = merged.marks.get(&subject("a"));
        assert_eq!(a.map(|mark| mark.fate), Some(Fate::Conflict));
    }

    #[test]
    fn what_is_on_no_graph_stands_in_the_list_by_its_kind() {
        let base = base();
        let mut about = base.about().clone();
        about.title = "other".to_owned();
        let theirs = edited(&base, vec![Edit::About(Box::new(about))]);
        let sides = of(Some(&base), &base, &theirs);
        assert!(sides.marks.is_empty());
        let row = &sides.rows[0];
        assert_eq!((&*row.title(), &*row.kind), ("Title page: title", "Title page"));
        assert_eq!(of(Some(&base), &base, &base), Sides::default());
    }
}
