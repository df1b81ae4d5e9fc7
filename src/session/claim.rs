//! Who has a document open: a small file beside it, for folders that several people share. It hinders nobody; it tells.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{Read, Write},
    path::{Path, PathBuf},
};

use super::clock;

/// Longest note that is read, in bytes.
const NOTE_MAX: u64 = 1_000;

/// That this program has a document open, until it is dropped.
#[derive(Debug)]
pub(super) struct Claim {
    path: PathBuf,
    /// Locked as long as it is held; where the system knows no locks, the note alone counts.
    _file: File,
}

/// Who has it open already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// `ada on workstation, since 2026-11-03 14:07`.
    pub(super) who: String,
}

impl Claim {
    /// Claims a document; `None` where no note can be left, as in a folder that cannot be written to.
    pub(super) fn of(document: &Path) -> Result<Option<Self>, Taken> {
        let path = beside(document);
        let known = note(&path);
        let opened =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let Ok(mut file) = opened else { return Ok(None) };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Taken {
                    who: known.map_or_else(|| "another program".to_owned(), |n| n.who()),
                });
            }
            // Without locks a note of a program that still runs here counts, and of one that runs elsewhere, too.
            Err(TryLockError::Error(_)) => {
                if let Some(known) = known.filter(Note::may_be_alive) {
                    return Err(Taken { who: known.who() });
                }
            }
        }
        let told = Note::own().text();
        let _is_told = file.set_len(0).and_then(|()| file.write_all(told.as_bytes())).is_ok();
        Ok(Some(Self { path, _file: file }))
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // Removed while it is locked still, so that nobody else's note is.
        let _is_gone = fs::remove_file(&self.path).is_ok();
    }
}

/// What a note says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Note {
    user: String,
    host: String,
    process: u32,
    since: String,
}

impl Note {
    fn own() -> Self {
        Self { user: user(), host: host(), process: std::process::id(), since: clock::minute() }
    }

    fn text(&self) -> String {
        format!("{}\n{}\n{}\n{}\n", self.user, self.host, self.process, self.since)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::to_owned);
        let (user, host) = (lines.next()?, lines.next()?);
        let process = lines.next()?.parse().ok()?;
        Some(Self { user, host, process, since: lines.next()? })
    }

    fn who(&self) -> String {
        format!("{} on {}, since {}", self.user, self.host, self.since)
    }

    /// Of a program on another machine nobody can tell.
    fn may_be_alive(&self) -> bool {
        self.host != host() || Path::new("/proc").join(self.process.to_string()).exists()
    }
}

fn note(path: &Path) -> Option<Note> {
    let mut text = String::new();
    File::open(path).ok()?.take(NOTE_MAX).read_to_string(&mut text).ok()?;
    Note::parse(&text)
}

/// The note beside a document: `.model.driftline.open`.
fn beside(document: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(document.file_name().unwrap_or_default());
    name.push(".open");
    document.with_file_name(name)
}

fn user() -> String {
    let named =
        ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    one_line(&named.unwrap_or_default(), "somebody")
}

fn host() -> String {
    let told = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let told = told.or_else(|| std::env::var("COMPUTERNAME").ok());
    one_line(&told.unwrap_or_default(), "this machine")
}

fn one_line(text: &str, fallback: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim().chars().take(80).collect::<String>();
    if line.is_empty() { fallback.to_owned() } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_one_learns_of_the_first_and_a_dead_one_leaves_no_trace() {
        let folder = tempfile::tempdir().expect("a folder");
        let document = folder.path().join("módél 模.driftline");
        let first = Claim::of(&document).expect("free").expect("claimed");
        let taken = Claim::of(&document).expect_err("taken");
        assert!(taken.who.contains(&host()) && taken.who.contains("since"), "{taken:?}");
        drop(first);
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 0);
        // A note without its program, as after a loss of power.
        let stale = Note { process: u32::MAX, ..Note::own() };
        fs::write(beside(&document), stale.text()).expect("written");
        assert!(!stale.may_be_alive());
        assert!(Claim::of(&document).expect("free").is_some());
    }

    #[test]
    fn notes_read_back_and_nonsense_does_not() {
        let note = Note::own();
        assert_eq!(Note::parse(&note.text()), Some(note));
        for text in ["", "a\nb\n", "a\nb\nc\nd\n"] {
            assert_eq!(Note::parse(text), None);
        }
    }

    #[test]
    fn where_nothing_can_be_written_nobody_is_hindered() {
        let missing = Path::new("/nowhere/at all/a.driftline");
        assert!(Claim::of(missing).expect("not taken").is_none());
    }
}
