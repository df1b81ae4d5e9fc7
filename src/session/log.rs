//! The log: what the program did, line by line, for whoever looks into a fault. It stays on this machine, and within two
//! files. Names of files are in it, but nothing that stands in a document, and no link, code or token of a workshop.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    Layer, filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt,
};

use super::files;

/// The file that is written to.
const NAME: &str = "driftline.log";
/// What it is called when a new one is begun.
const BEFORE: &str = "driftline.log.1";
/// From so many bytes on a new one is begun.
const BYTES_MAX: u64 = 1 << 20;
/// So much of its end is looked through.
const TAIL: u64 = 256 << 10;
/// What the toolkit says before the name of what draws.
const RENDERER: &str = "opengl renderer: ";

/// Where the log lies; `None` where the system names no folder for data.
pub fn folder() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.data_dir().join("driftline").join("log"))
}

/// Has all that happens from now on written down, and told on standard error, too, where it is wanted. Only the first call
/// of a program counts. A log that cannot be written keeps nobody from working.
pub fn begin(is_verbose: bool) {
    let level = if is_verbose { LevelFilter::DEBUG } else { LevelFilter::INFO };
    // Of libraries only what went wrong, and what draws.
    let told = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("driftline", level)
        .with_target("egui_glow::painter", LevelFilter::DEBUG);
    let file = folder().map(|folder| {
        let write = move || Appended::new(&folder);
        fmt::layer().with_ansi(false).with_writer(write).with_filter(told.clone())
    });
    let aloud =
        is_verbose.then(|| fmt::layer().with_ansi(false).with_writer(io::stderr).with_filter(told));
    let all = tracing_subscriber::registry().with(file).with(aloud);
    // What libraries say by the older interface is heard, too.
    if all.try_init().is_ok() {
        let (version, system) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS);
        tracing::info!(version, system, is_verbose, "begun");
    }
}

/// The end of the log, oldest first: at most so many lines.
pub fn tail(lines: usize) -> Vec<String> {
    let text = folder().and_then(|folder| end_of(&folder.join(NAME)).ok()).unwrap_or_default();
    let all: Vec<&str> = text.lines().collect();
    all.iter().skip(all.len().saturating_sub(lines)).map(|line| (*line).to_owned()).collect()
}

/// What drew the window when it was open last, as far as the log goes back.
pub fn last_renderer() -> Option<String> {
    let folder = folder()?;
    [NAME, BEFORE].iter().find_map(|name| {
        let text = end_of(&folder.join(name)).ok()?;
        let last = text.lines().rev().find_map(|line| line.strip_prefix(RENDERER))?;
        Some(last.chars().take(200).collect())
    })
}

fn end_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut bytes = Vec::new();
    file.take(TAIL).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The file of the log, opened for one line: several programs may write to it, and each line is whole.
struct Appended(Option<File>);

impl Appended {
    fn new(folder: &Path) -> Self {
        Self(opened(folder).ok())
    }
}

fn opened(folder: &Path) -> io::Result<File> {
    let path = folder.join(NAME);
    let options = appending();
    let file = options.open(&path).or_else(|_not_there| {
        files::make_private_folder(folder).map_err(io::Error::other)?;
        options.open(&path)
    })?;
    if file.metadata()?.len() < BYTES_MAX {
        return Ok(file);
    }
    fs::rename(&path, folder.join(BEFORE))?;
    options.open(&path)
}

#[cfg(unix)]
fn appending() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.append(true).create(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn appending() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    options
}

impl Write for Appended {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full disk must not stop anything.
        self.0.as_mut().map_or(Ok(bytes.len()), |file| file.write(bytes).or(Ok(bytes.len())))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_stays_within_two_files_and_private() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().join("log");
        let line = "x".repeat(100 << 10) + "\n";
        for _ in 0..40 {
            Appended::new(&folder).write_all(line.as_bytes()).expect("never fails");
        }
        let sizes: Vec<u64> = [NAME, BEFORE]
            .iter()
            .map(|name| fs::metadata(folder.join(name)).expect("a file").len())
            .collect();
        assert!(sizes.iter().all(|&size| size <= BYTES_MAX + line.len() as u64), "{sizes:?}");
        assert_eq!(fs::read_dir(&folder).expect("listed").count(), 2);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode =
                |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
            assert_eq!((mode(&folder), mode(&folder.join(NAME))), (0o700, 0o600));
        }
    }

    #[test]
    fn a_log_that_cannot_be_written_stops_nobody() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a file");
        fs::write(&file, "").expect("written");
        Appended::new(&file.join("log")).write_all(b"a line\n").expect("never fails");
    }
}
