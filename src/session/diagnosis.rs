//! What a report of a fault needs to say about this machine: where things lie, what can be written, what can be shown.
//! Nothing of any document.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use super::{Preferences, crash, lettering, log, recovery};

/// So many lines of the log go into a report.
const LINES: usize = 60;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What.
    pub name: &'static str,
    /// How it is.
    pub text: String,
    /// Whether something is amiss with it.
    pub is_amiss: bool,
}

/// All of it as lines, with the end of the log: what is copied into a report of a fault.
pub fn told() -> String {
    let mut text = facts().iter().fold(String::new(), |all, fact| all + &fact.to_string() + "\n");
    text.push_str("\nlog:\n");
    for line in log::tail(LINES) {
        text.extend([&line, "\n"]);
    }
    text
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.is_amiss { "!" } else { " " };
        write!(f, "{mark} {:16} {}", self.name, self.text)
    }
}

/// Looks at all of it.
pub fn facts() -> Vec<Fact> {
    let plain = |name, text: String| Fact { name, text, is_amiss: false };
    let mut all = vec![
        plain("version", env!("CARGO_PKG_VERSION").to_owned()),
        plain("system", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)),
        plain("built with", features()),
        plain("cores", super::threads().to_string()),
    ];
    let settings = Preferences::path().and_then(|path| path.parent().map(Path::to_owned));
    let recovery = recovery::folder();
    let backups = recovery.as_ref().map(|folder| folder.with_file_name("backups"));
    let folders: [(&str, Option<PathBuf>); 5] = [
        ("settings", settings),
        ("recovery", recovery.clone()),
        ("backups", backups),
        ("faults", crash::folder()),
        ("log", log::folder()),
    ];
    all.extend(folders.map(|(name, folder)| folder_fact(name, folder)));
    if let Some(folder) = recovery {
        // Counted only: whoever asks how things are changes nothing.
        let journals = recovery::journals(&folder);
        all.push(plain("journals", format!("{journals} of open or lost documents")));
    }
    let renderer = log::last_renderer();
    all.push(plain("renderer", renderer.unwrap_or_else(|| "no window was open yet".to_owned())));
    all.push(fonts());
    all.push(file_dialogs());
    all.push(plain("display", display()));
    all
}

fn features() -> String {
    let known = [
        ("window", cfg!(feature = "gui")),
        ("PDF", cfg!(feature = "pdf")),
        ("workshop server", cfg!(feature = "workshop")),
    ];
    let with: Vec<&str> =
        known.into_iter().filter(|(_, is_in)| *is_in).map(|(name, _)| name).collect();
    if with.is_empty() { "the command line alone".to_owned() } else { with.join(", ") }
}

/// A folder is made when it is needed: what counts is that one can write there.
fn folder_fact(name: &'static str, folder: Option<PathBuf>) -> Fact {
    let Some(folder) = folder else {
        let text = "the system names no folder for it".to_owned();
        return Fact { name, text, is_amiss: true };
    };
    let nearest = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("/"));
    let can_write = tempfile::Builder::new().prefix(".driftline-").tempfile_in(nearest).is_ok();
    let state = match (folder.is_dir(), can_write) {
        (true, true) => "",
        (false, true) => " (made when it is needed)",
        (_, false) => " (cannot be written to)",
    };
    Fact { name, text: format!("{}{state}", folder.display()), is_amiss: !can_write }
}

/// What pictures take for the characters that the bundled typeface lacks.
fn fonts() -> Fact {
    let count = lettering::database().len();
    let asked = ['\u{6f22}', '\u{3042}', '\u{d55c}', '\u{639}', '\u{1f600}'];
    let text = match lettering::lacking(&asked.into()) {
        None => format!("{count} faces"),
        Some(missing) => format!("{count} faces; {missing}"),
    };
    Fact { name: "typefaces", text, is_amiss: false }
}

/// Who shows the dialogs for files: the desktop's portal, or else a program that can.
fn file_dialogs() -> Fact {
    let name = "file dialogs";
    if cfg!(not(target_os = "linux")) {
        return Fact { name, text: "the system's".to_owned(), is_amiss: false };
    }
    let has_bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some();
    let data = std::env::var_os("XDG_DATA_DIRS").filter(|folders| !folders.is_empty());
    let data = data.unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    let service = "dbus-1/services/org.freedesktop.portal.Desktop.service";
    let has_portal = std::env::split_paths(&data).any(|folder| folder.join(service).is_file());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let has_zenity = std::env::split_paths(&path).any(|folder| folder.join("zenity").is_file());
    let (text, is_amiss) = match (has_portal, has_bus, has_zenity) {
        (true, true, _) => ("xdg-desktop-portal", false),
        (_, _, true) => ("zenity", false),
        (true, false, false) => {
            ("xdg-desktop-portal is there, and no session bus; install zenity, or type paths", true)
        }
        (false, _, false) => {
            ("none; install xdg-desktop-portal-gtk or zenity, or type paths", true)
        }
    };
    Fact { name, text: text.to_owned(), is_amiss }
}

/// What the system says of displays.
fn display() -> String {
    let named = ["WAYLAND_DISPLAY", "DISPLAY", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP"];
    let told = named.into_iter().filter_map(|name| {
        let value = std::env::var(name).ok().filter(|value| !value.is_empty())?;
        Some(format!("{name}={}", value.chars().take(60).collect::<String>()))
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { "none".to_owned() } else { told.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_is_told_and_one_that_cannot_be_written_to_is_amiss() {
        let all = facts();
        let names = ["version", "settings", "recovery", "backups", "faults", "log", "journals"];
        for name in names.into_iter().chain(["renderer", "typefaces", "file dialogs", "display"]) {
            assert!(all.iter().any(|fact| fact.name == name), "{name}");
        }
        let folder = tempfile::tempdir().expect("a folder");
        let within = folder.path().join("not/there/yet");
        let fact = folder_fact("settings", Some(within.clone()));
        assert!(!fact.is_amiss && fact.text.contains("made when it is needed"), "{fact:?}");
        assert!(!within.exists());
        assert!(folder_fact("settings", None).is_amiss);
    }
}
