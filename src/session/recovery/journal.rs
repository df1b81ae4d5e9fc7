//! What stands in a journal of changes, line by line, each with a checksum; and what it comes to.

use serde::{Deserialize, Serialize};

use super::delta::Delta;
use crate::formats;

/// What its first line says.
pub(super) const FORMAT: &str = "driftline-recovery/1";
/// Hexadecimal digits of the checksum of a line.
const SUM: usize = 16;
/// Most bytes that are moved to replay one: a few seconds of work. Whoever writes one begins it anew before that.
pub(super) const MOVED_MAX: usize = 16 << 30;

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
    Step { label: String, at: String, change: Delta },
    /// The step goes on, or something came in beside the steps.
    Same { at: String, change: Delta },
    /// The last step was taken back.
    Undo { at: String, change: Delta },
    /// It was done again.
    Redo { at: String, change: Delta },
    /// The document as it is was saved to a file.
    Saved { at: String, path: String },
}

/// Lines as they stand in the file.
pub(super) fn written(lines: &[Line]) -> String {
    let mut all = String::new();
    // Plain texts and numbers always become JSON.
    for text in lines.iter().filter_map(|line| serde_json::to_string(line).ok()) {
        all.reserve(SUM + text.len() + 2);
        all.push_str(&sum(&text));
        all.push(' ');
        all.push_str(&text);
        all.push('\n');
    }
    all
}

fn sum(text: &str) -> String {
    let mut sum = formats::checksum(text.as_bytes());
    sum.truncate(SUM);
    sum
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
    /// What undo would take back, the oldest first.
    pub(super) past: Vec<Turn>,
    /// What redo would do again, the oldest last.
    pub(super) future: Vec<Turn>,
    /// When the last thing happened.
    pub(super) at: String,
    /// How many changes there were.
    pub(super) changes: usize,
    /// Whether the journal goes on after this with something that cannot be read, or that would take too long.
    pub(super) is_cut: bool,
    /// How many bytes were moved so far.
    pub(super) moved: usize,
}

/// A step of the history, and the way over it from what stands on this side. Whole texts would take many times the room
/// of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    /// What was done.
    pub(super) label: String,
    /// The changes that lead over it, the last one first.
    way: Vec<Delta>,
}

impl Turn {
    /// Goes over it; whether the way fits. Where it does not, the text is of no use.
    pub(super) fn follow(&self, text: &mut String) -> bool {
        self.way.iter().rev().all(|change| change.apply(text).is_some())
    }
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
        match line {
            Line::Document { .. } => false,
            Line::Saved { path, .. } => {
                self.path = Some(path);
                self.saved = Some(self.text.clone());
                self.has_moved(self.text.len())
            }
            Line::Step { label, change, .. } => {
                let Some(back) = self.change(&change) else { return false };
                self.past.push(Turn { label, way: vec![back] });
                self.future.clear();
                true
            }
            Line::Same { change, .. } => {
                let Some(back) = self.change(&change) else { return false };
                for turn in self.past.last_mut().into_iter().chain(self.future.last_mut()) {
                    turn.way.push(back.clone());
                }
                true
            }
            Line::Undo { change, .. } => {
                let mut past = std::mem::take(&mut self.past);
                let turned = self.turned(&mut past, &change);
                self.past = past;
                turned.map(|turn| self.future.push(turn)).is_some()
            }
            Line::Redo { change, .. } => {
                let mut future = std::mem::take(&mut self.future);
                let turned = self.turned(&mut future, &change);
                self.future = future;
                turned.map(|turn| self.past.push(turn)).is_some()
            }
        }
    }

    /// Carries a change out; gives what takes it back.
    fn change(&mut self, change: &Delta) -> Option<Delta> {
        let is_fair = self.has_moved(change.moved(&self.text));
        let back = if is_fair { change.apply(&mut self.text) } else { None }?;
        self.changes += 1;
        Some(back)
    }

    /// Counts work; whether there is not too much of it.
    fn has_moved(&mut self, bytes: usize) -> bool {
        self.moved = self.moved.saturating_add(bytes);
        self.moved <= MOVED_MAX
    }

    /// Goes over the last step of a stack by this change; gives the way back over it. The rest of the stack leads on from
    /// where that step alone comes to: where the change comes to somewhere else, as when several steps were written as one,
    /// the way is made up.
    fn turned(&mut self, stack: &mut Vec<Turn>, change: &Delta) -> Option<Turn> {
        let over = stack.pop();
        let label = over.as_ref().map_or_else(|| "a change".to_owned(), |turn| turn.label.clone());
        let is_alone = over.as_ref().is_some_and(|turn| turn.way == std::slice::from_ref(change));
        let mut alone = None;
        if let (Some(turn), false) = (over, is_alone || stack.is_empty()) {
            let mut text = self.text.clone();
            let is_fair = self.has_moved(text.len().saturating_mul(turn.way.len() + 1));
            alone = (is_fair && turn.follow(&mut text)).then_some(text);
            if alone.is_none() {
                stack.clear();
            }
        }
        let back = self.change(change)?;
        if let (Some(text), Some(next)) =
            (alone.filter(|text| *text != self.text), stack.last_mut())
        {
            next.way.push(Delta::between(&self.text, &text));
        }
        Some(Turn { label, way: vec![back] })
    }

    /// Whether there is something in it that no file has.
    pub(super) fn is_unsaved(&self) -> bool {
        self.saved.as_ref() != Some(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(before: &str, after: &str) -> Delta {
        Delta::between(before, after)
    }

    /// What the history holds: each step with how the document is on its other side.
    fn told(found: &Replayed, stack: &[Turn]) -> Vec<(String, String)> {
        let mut text = found.text.clone();
        let step = |turn: &Turn| {
            assert!(turn.follow(&mut text), "{turn:?}");
            (turn.label.clone(), text.clone())
        };
        stack.iter().rev().map(step).collect()
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
        assert_eq!(told(&found, &found.past), [("first".to_owned(), "one".to_owned())]);
        assert_eq!(told(&found, &found.future), [("second".to_owned(), "three".to_owned())]);
        assert_eq!((found.path.as_deref(), found.saved.as_deref()), (Some("/a/c"), Some("three")));
        assert!(found.is_unsaved() && !found.is_cut);
        assert_eq!((found.at.as_str(), found.changes), ("6", 4));
        let mut again = story();
        again.push(Line::Redo { at: "7".to_owned(), change: change("two and a half", "three") });
        let found = replayed(&written(&again)).expect("a journal");
        assert!(found.future.is_empty() && !found.is_unsaved());
        let past = [("second", "two and a half"), ("first", "one")];
        let past = past.map(|(label, text)| (label.to_owned(), text.to_owned()));
        assert_eq!(told(&found, &found.past), past);
    }

    #[test]
    fn steps_that_were_written_as_one_leave_the_rest_of_the_history_true() {
        let step = |label: &str, before: &str, after: &str| Line::Step {
            label: label.to_owned(),
            at: String::new(),
            change: change(before, after),
        };
        let undo = |before: &str, after: &str| Line::Undo {
            at: String::new(),
            change: change(before, after),
        };
        // The step from "b" to "c" was not written by itself; each undo goes back by one that was.
        let mut lines =
            vec![begun("a"), step("one", "a", "b"), step("more", "b", "d"), undo("d", "c")];
        let found = replayed(&written(&lines)).expect("a journal");
        assert_eq!(told(&found, &found.past), [("one".to_owned(), "a".to_owned())]);
        lines.extend([undo("c", "b"), undo("b", "a")]);
        let found = replayed(&written(&lines)).expect("a journal");
        assert!(!found.is_cut && found.text == "a" && found.past.is_empty(), "{found:?}");
        let future: Vec<String> =
            told(&found, &found.future).into_iter().map(|(_, text)| text).collect();
        assert_eq!(future, ["b", "c", "d"]);
    }

    #[test]
    fn what_would_take_too_long_ends_it() {
        let before = "x".repeat(1 << 20);
        let after = format!("y{before}");
        let mut found = Replayed { text: before.clone(), ..Replayed::default() };
        let (there, back) = (change(&before, &after), change(&after, &before));
        found.moved = MOVED_MAX - (3 << 20);
        assert!(found.take(Line::Same { at: String::new(), change: there.clone() }));
        assert!(found.take(Line::Same { at: String::new(), change: back }));
        assert!(!found.take(Line::Same { at: String::new(), change: there }));
        assert_eq!(found.text, before);
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
