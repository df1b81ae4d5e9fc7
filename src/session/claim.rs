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
        let Some(mut file) = opened(&path, known.is_some()) else { return Ok(None) };
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
    let file = is_own_file(path).then(|| File::open(path).ok()).flatten()?;
    file.take(NOTE_MAX).read_to_string(&mut text).ok()?;
    Note::parse(&text)
}

/// The file of a note, made where there is none. What lies there comes with the folder, perhaps from a stranger: a link, a
/// pipe or anything that is no note is left alone.
fn opened(path: &Path, is_note: bool) -> Option<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    // A new file is never one that a link leads to.
    let made = OpenOptions::new().read(true).write(true).create_new(true).open(path);
    if let Ok(file) = made {
        return Some(file);
    }
    let is_empty = fs::symlink_metadata(path).is_ok_and(|found| found.len() == 0);
    let file = (is_own_file(path) && (is_note || is_empty)).then(|| options.open(path).ok());
    file.flatten().filter(|file| is_the_same(file, path))
}

/// Whether a path is that of a plain file which has no other name.
fn is_own_file(path: &Path) -> bool {
    let Ok(found) = fs::symlink_metadata(path) else { return false };
    #[cfg(unix)]
    let is_alone = std::os::unix::fs::MetadataExt::nlink(&found) == 1;
    #[cfg(not(unix))]
    let is_alone = true;
    found.is_file() && found.len() <= NOTE_MAX && is_alone
}

/// Whether an open file is still the one of that path, and no link was put there meanwhile.
fn is_the_same(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let (open, there) = (file.metadata(), fs::symlink_metadata(path));
        let key = |found: fs::Metadata| (found.dev(), found.ino());
        open.ok().map(key).is_some_and(|open| there.ok().map(key) == Some(open))
    }
    #[cfg(not(unix))]
    {
        let _ = (file, path);
        true
    }
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

    #[cfg(unix)]
    #[test]
    fn what_a_folder_brings_along_is_not_written_to() {
        let folder = tempfile::tempdir().expect("a folder");
        let precious = folder.path().join("precious");
        fs::write(&precious, "words").expect("written");
        let document = folder.path().join("a.driftline");
        let place = beside(&document);
        let must_be_left = |what: &str| {
            assert!(Claim::of(&document).expect("not taken").is_none(), "{what}");
            assert_eq!(fs::read_to_string(&precious).expect("read"), "words", "{what}");
            fs::remove_file(&place).expect("still there");
        };
        std::os::unix::fs::symlink(&precious, &place).expect("linked");
        must_be_left("a link");
        std::os::unix::fs::symlink(folder.path().join("new"), &place).expect("linked");
        must_be_left("a link to nothing");
        assert!(!folder.path().join("new").exists());
        fs::hard_link(&precious, &place).expect("linked");
        must_be_left("another name of a file");
        fs::copy(&precious, &place).expect("copied");
        must_be_left("something else");
        let made = std::process::Command::new("mkfifo").arg(&place).status();
        if made.is_ok_and(|status| status.success()) {
            must_be_left("a pipe");
        }
        fs::write(&place, "").expect("written");
        assert!(Claim::of(&document).expect("free").is_some(), "an empty note");
    }

    #[test]
    fn where_nothing_can_be_written_nobody_is_hindered() {
        let missing = Path::new("/nowhere/at all/a.driftline");
        assert!(Claim::of(missing).expect("not taken").is_none());
    }
}
