//! What stands in a journal of changes, line by line, each with a checksum; and what it comes to.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::delta::Delta;

/// What its first line says.
pub(super) const FORMAT: &str = "driftline-recovery/1";
/// Hexadecimal digits of the checksum of a line.
const SUM: usize = 16;

/// One thing that happened to a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Line {
    /// The first: how the document was before.
    Document {
        format: String,
        /// The file that it was read from; nothing for one without a file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        /// Whether it was as that file has it.
        saved: bool,
        at: String,
        text: String,
    },
    /// A step of its own.
    Step { label: String, at: String, change: Change },
    /// The step goes on, or something came in beside the steps.
    Same { at: String, change: Change },
    /// The last step was taken back.
    Undo { at: String, change: Change },
    /// It was done again.
    Redo { at: String, change: Change },
    /// The document as it is was saved to a file.
    Saved { at: String, path: String },
}

/// A change of the text of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    from: usize,
    cut: usize,
    put: String,
}

impl From<Delta> for Change {
    fn from(Delta { from, cut, put }: Delta) -> Self {
        Self { from, cut, put }
    }
}

impl Change {
    fn applied(&self, text: &str) -> Option<String> {
        Delta { from: self.from, cut: self.cut, put: self.put.clone() }.applied(text)
    }
}

/// Lines as they stand in the file.
pub(super) fn written(lines: &[Line]) -> String {
    // Plain texts and numbers always become JSON.
    let texts = lines.iter().filter_map(|line| serde_json::to_string(line).ok());
    texts.fold(String::new(), |all, text| all + &sum(&text) + " " + &text + "\n")
}

fn sum(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let bytes = digest.iter().take(SUM / 2);
    bytes.fold(String::new(), |all, byte| all + &format!("{byte:02x}"))
}

/// What a journal comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Replayed {
    /// The file of the document, if it has one.
    pub(super) path: Option<String>,
    /// The document as it was last.
    pub(super) text: String,
    /// The document as its file has it, where that is known.
    pub(super) saved: Option<String>,
    /// What undo would bring back, the oldest first: what was done, and how it was before.
    pub(super) past: Vec<(String, String)>,
    /// What redo would do again, the oldest last.
    pub(super) future: Vec<(String, String)>,
    /// When the last thing happened.
    pub(super) at: String,
    /// How many changes there were.
    pub(super) changes: usize,
    /// Whether the journal goes on after this with something that cannot be read.
    pub(super) is_cut: bool,
}

/// Why nothing can be made of a journal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unreadable {
    /// It is none.
    #[error("it is no journal of changes")]
    NoJournal,
    /// It is one of another version.
    #[error("it has the format '{0}'; this program reads '{FORMAT}'")]
    Version(String),
}

/// What the lines of a journal come to, up to the first one that is damaged.
pub(super) fn replayed(text: &str) -> Result<Replayed, Unreadable> {
    let mut lines = text.lines();
    let first = lines.next().and_then(line).ok_or(Unreadable::NoJournal)?;
    let Line::Document { format, path, saved, at, text } = first else {
        return Err(Unreadable::NoJournal);
    };
    if format != FORMAT {
        return Err(Unreadable::Version(format));
    }
    let saved = saved.then(|| text.clone());
    let mut found = Replayed { path, text, saved, at, ..Replayed::default() };
    for text in lines {
        let is_taken = line(text).is_some_and(|line| found.take(line));
        if !is_taken {
            found.is_cut = true;
            break;
        }
    }
    Ok(found)
}

/// A line whose checksum holds.
fn line(text: &str) -> Option<Line> {
    let (told, rest) = text.split_once(' ')?;
    (told == sum(rest)).then(|| serde_json::from_str(rest).ok()).flatten()
}

impl Replayed {
    /// Takes one more line in; whether it fits.
    fn take(&mut self, line: Line) -> bool {
        let at = match &line {
            Line::Document { .. } => return false,
            Line::Step { at, .. }
            | Line::Same { at, .. }
            | Line::Undo { at, .. }
            | Line::Redo { at, .. }
            | Line::Saved { at, .. } => at.clone(),
        };
        let is_taken = self.carry(line);
        if is_taken {
            self.at = at;
        }
        is_taken
    }

    fn carry(&mut self, line: Line) -> bool {
        let (change, label) = match line {
            Line::Document { .. } => return false,
            Line::Saved { path, .. } => {
                self.path = Some(path);
                self.saved = Some(self.text.clone());
                return true;
            }
            Line::Step { label, change, .. } => (change, Some(label)),
            Line::Same { change, .. } => (change, None),
            Line::Undo { change, .. } => {
                let Some((label, _)) = self.past.pop() else { return false };
                return self.turn(&change, |found, before| found.future.push((label, before)));
            }
            Line::Redo { change, .. } => {
                let Some((label, _)) = self.future.pop() else { return false };
                return self.turn(&change, |found, before| found.past.push((label, before)));
            }
        };
        self.turn(&change, |found, before| {
            if let Some(label) = label {
                found.past.push((label, before));
                found.future.clear();
            }
        })
    }

    fn turn(&mut self, change: &Change, keep: impl FnOnce(&mut Self, String)) -> bool {
        let Some(after) = change.applied(&self.text) else { return false };
        let before = std::mem::replace(&mut self.text, after);
        keep(self, before);
        self.changes += 1;
        true
    }

    /// Whether there is something in it that no file has.
    pub(super) fn is_unsaved(&self) -> bool {
        self.saved.as_ref() != Some(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(before: &str, after: &str) -> Change {
        Delta::between(before, after).into()
    }

    fn begun(text: &str) -> Line {
        Line::Document {
            format: FORMAT.to_owned(),
            path: Some("/a/b".to_owned()),
            saved: true,
            at: "1".to_owned(),
            text: text.to_owned(),
        }
    }

    fn story() -> Vec<Line> {
        let at = |at: &str| at.to_owned();
        vec![
            begun("one"),
            Line::Step { label: "first".to_owned(), at: at("2"), change: change("one", "two") },
            Line::Same { at: at("3"), change: change("two", "two and a half") },
            Line::Step {
                label: "second".to_owned(),
                at: at("4"),
                change: change("two and a half", "three"),
            },
            Line::Saved { at: at("5"), path: "/a/c".to_owned() },
            Line::Undo { at: at("6"), change: change("three", "two and a half") },
        ]
    }

    #[test]
    fn a_journal_gives_back_the_document_and_its_history() {
        let found = replayed(&written(&story())).expect("a journal");
        assert_eq!(found.text, "two and a half");
        assert_eq!(found.past, [("first".to_owned(), "one".to_owned())]);
        assert_eq!(found.future, [("second".to_owned(), "three".to_owned())]);
        assert_eq!((found.path.as_deref(), found.saved.as_deref()), (Some("/a/c"), Some("three")));
        assert!(found.is_unsaved() && !found.is_cut);
        assert_eq!((found.at.as_str(), found.changes), ("6", 4));
        let mut again = story();
        again.push(Line::Redo { at: "7".to_owned(), change: change("two and a half", "three") });
        let found = replayed(&written(&again)).expect("a journal");
        assert!(found.future.is_empty() && !found.is_unsaved());
        assert_eq!(found.past.len(), 2);
    }

    #[test]
    fn what_is_damaged_ends_the_journal_and_harms_nothing_before_it() {
        let whole = written(&story());
        let lines: Vec<&str> = whole.lines().collect();
        let before = replayed(&lines[..3].join("\n")).expect("a journal");
        for damaged in [
            lines[3].replace("second", "another"),
            lines[3][..lines[3].len() / 2].to_owned(),
            String::new(),
            "nonsense".to_owned(),
        ] {
            let text = [&lines[..3], &[&*damaged], &lines[4..]].concat().join("\n");
            let found = replayed(&text).expect("a journal");
            assert_eq!(found, Replayed { is_cut: true, ..before.clone() });
        }
        assert_eq!(replayed("{}"), Err(Unreadable::NoJournal));
        assert_eq!(replayed(""), Err(Unreadable::NoJournal));
    }

    #[test]
    fn another_version_is_named() {
        let later = whole_of("driftline-recovery/2");
        assert_eq!(replayed(&later), Err(Unreadable::Version("driftline-recovery/2".to_owned())));
    }

    fn whole_of(format: &str) -> String {
        let Line::Document { path, saved, at, text, .. } = begun("one") else {
            return String::new();
        };
        written(&[Line::Document { format: format.to_owned(), path, saved, at, text }])
    }
}
