//! In what two documents differ, and where two edited copies cannot agree: in words, by list, element and field.

mod page;
mod sides;

use crate::{
    model::{Change, Conflict, Dispute, Side, Subject},
    report::wording,
};

pub use page::html;
pub use sides::{Fate, Mark, Row, Sides, Whose, marks};

/// The differences in one list of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What the list is called.
    pub title: String,
    /// What differs in it, element by element.
    pub items: Vec<Item>,
}

/// The differences of one element, or of what belongs to none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The element; the document for what belongs to none.
    pub subject: Subject,
    /// What the element is called; empty for what belongs to none.
    pub name: String,
    /// What became of it: `added`, `removed`, `renamed`, `moved`, or nothing of these.
    pub fates: Vec<&'static str>,
    /// Its fields.
    pub entries: Vec<Entry>,
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which one, in words.
    pub field: String,
    /// What it was; `None` where there was nothing.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// The lists by the first step of their paths.
const LISTS: [(&str, &str); 21] = [
    ("about", "Title page"),
    ("phases", "Phases"),
    ("nodes", "Nodes"),
    ("links", "Links"),
    ("mitigations", "Mitigations"),
    ("hypotheses", "Hypotheses"),
    ("pathways", "Pathways"),
    ("scale", "Likelihood scale"),
    ("zones", "Zones"),
    ("evidence", "Evidence"),
    ("annotations", "Notes and frames on the canvas"),
    ("claims", "Claims"),
    ("questions", "Open questions"),
    ("comments", "Comments"),
    ("criteria", "Criteria"),
    ("reviews", "Reviews of published reports"),
    ("dismissals", "Mechanisms that were dismissed"),
    ("suppressions", "Findings that stand"),
    ("bookmarks", "Views of the canvas"),
    ("panel", "Panel"),
    ("report", "Report"),
];

/// The changes by list and element, each list and each element once, in the order of the file.
pub fn groups(changes: &[Change]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for change in changes {
        let title = title(&change.path);
        if groups.last().is_none_or(|group| group.title != title) {
            groups.push(Group { title, items: Vec::new() });
        }
        let Some(group) = groups.last_mut() else { continue };
        add(&mut group.items, change);
    }
    groups
}

fn title(path: &str) -> String {
    let list = path.split('/').next().unwrap_or_default();
    let known = LISTS.iter().find(|(name, _)| *name == list);
    known.map_or_else(|| list.to_owned(), |(_, title)| (*title).to_owned())
}

fn add(items: &mut Vec<Item>, change: &Change) {
    // Moves are told after everything else of a list, so the element may have been met before.
    let known = items.iter().rposition(|item| item.subject == change.subject);
    let place = known.unwrap_or_else(|| {
        let is_element = change.subject != Subject::Document;
        items.push(Item {
            subject: change.subject.clone(),
            name: if is_element { change.name.clone() } else { String::new() },
            fates: Vec::new(),
            entries: Vec::new(),
        });
        items.len() - 1
    });
    let item = &mut items[place];
    if item.subject == Subject::Document || !change.field.is_empty() {
        let fate = match &*change.field {
            "name" if change.before.is_some() => Some("renamed"),
            "place in the list" => Some("moved in the list"),
            "position" if change.before.is_some() => Some("moved on the canvas"),
            _ => None,
        };
        if item.subject != Subject::Document {
            item.fates.extend(fate);
        }
        let (before, after) = (change.before.clone(), change.after.clone());
        item.entries.push(Entry { field: change.field.clone(), before, after });
    } else {
        item.fates.push(match (&change.before, &change.after) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "replaced",
        });
    }
}

impl Item {
    /// Its heading: `Agents (node agents), renamed`.
    pub fn heading(&self) -> String {
        if self.subject == Subject::Document {
            return String::new();
        }
        let (sort, id) = (self.subject.kind_name(), self.subject.id_str());
        let name = wording::shortened(&wording::name(&self.name), NAME_ROOM);
        let fates: Vec<&str> = self.fates.iter().flat_map(|fate| [", ", fate]).collect();
        format!("{name} ({sort} {id}){}", fates.concat())
    }

    /// What stands before its heading in a text: added, removed or changed.
    fn sign(&self) -> char {
        match self.fates.first() {
            Some(&"added") => '+',
            Some(&"removed") => '-',
            _ => '~',
        }
    }
}

/// How many characters of a name are shown.
const NAME_ROOM: usize = 80;

/// The differences as lines for people.
pub fn text(groups: &[Group]) -> String {
    let mut lines = Vec::new();
    for group in groups {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(group.title.clone());
        for item in &group.items {
            let heading = item.heading();
            let is_element = !heading.is_empty();
            if is_element {
                lines.push(format!("  {} {heading}", item.sign()));
            }
            let indent = if is_element { "      " } else { "  " };
            lines.extend(item.entries.iter().map(|entry| format!("{indent}{}", line(entry))));
        }
    }
    if lines.is_empty() { String::new() } else { lines.join("\n") + "\n" }
}

fn line(entry: &Entry) -> String {
    let field = wording::name(&entry.field);
    match (&entry.before, &entry.after) {
        (Some(before), Some(after)) => {
            let (was, is) = (shown(before, after), shown(after, before));
            let hidden = if was == is { " (differs in what is not seen)" } else { "" };
            format!("{field}: {was} → {is}{hidden}")
        }
        (None, Some(after)) => format!("{field}: + {}", shown(after, "")),
        (Some(before), None) => format!("{field}: - {}", shown(before, "")),
        (None, None) => field,
    }
}

/// A value as a line has room for it, around the first place in which it differs from another.
fn shown(text: &str, other: &str) -> String {
    const ROOM: usize = 160;
    const BEFORE: usize = 40;
    let (text, other) = (wording::name(text), wording::name(other));
    if text.is_empty() {
        return "nothing".to_owned();
    }
    if text.chars().count() <= ROOM {
        return format!("“{text}”");
    }
    let alike = text.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let start = if alike < ROOM - BEFORE { 0 } else { alike - BEFORE };
    let part: String = text.chars().skip(start).take(ROOM).collect();
    let (head, tail) = (start > 0, start + ROOM < text.chars().count());
    format!("“{}{part}{}”", if head { "…" } else { "" }, if tail { "…" } else { "" })
}

/// A conflict as one line: where it is, and what each side says.
pub fn conflict(conflict: &Conflict) -> String {
    let words = |side: Side| match conflict.words(side) {
        Some(words) => {
            let other = Side::ALL.into_iter().filter(|known| *known != side);
            let others = other.filter_map(|side| conflict.words(side));
            let other = others.max_by_key(|other| alike(words, other)).unwrap_or_default();
            shown(words, other)
        }
        None => "not there".to_owned(),
    };
    let about = match &conflict.dispute {
        Dispute::Value => String::new(),
        Dispute::Presence => "removed on one side, changed on the other: ".to_owned(),
        Dispute::Order => "order: ".to_owned(),
        Dispute::Rule(sentence) => format!("{}: ", wording::name(sentence)),
    };
    let [base, ours, theirs] = Side::ALL.map(|side| format!("{} {}", side.name(), words(side)));
    format!("{}: {about}{ours}, {theirs}, {base}", wording::name(&conflict.path))
}

fn alike(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}

/// All that a document holds as lines that can be compared: equal for equal documents.
pub fn contents(all: &[Change]) -> String {
    let mut out = String::new();
    for change in all {
        let value = change.after.as_deref().unwrap_or_default();
        out.push_str(&visible(&change.path));
        out.push(':');
        for line in value.split('\n') {
            out.push_str(if value.contains('\n') { "\n    " } else { " " });
            out.push_str(&visible(line));
        }
        out.push('\n');
    }
    out
}

/// A line with escapes in place of what a terminal obeys.
fn visible(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        let obeyed = c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if obeyed {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}
