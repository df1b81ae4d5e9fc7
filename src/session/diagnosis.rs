//! What a report of a fault needs to say about this machine: where things lie, what can be written, what can be shown.
//! Nothing of any document.

use std::path::{Path, PathBuf};

use super::{Preferences, crash, recovery};

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
    let folders: [(&str, Option<PathBuf>); 4] = [
        ("settings", settings),
        ("recovery", recovery.clone()),
        ("backups", backups),
        ("faults", crash::folder()),
    ];
    all.extend(folders.map(|(name, folder)| folder_fact(name, folder)));
    if let Some(folder) = recovery {
        let (lost, faults) = recovery::lost(&folder);
        all.push(plain("to be recovered", lost.len().to_string()));
        for fault in faults {
            all.push(Fact { name: "journal", text: fault, is_amiss: true });
        }
    }
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
        for name in ["version", "settings", "recovery", "backups", "faults", "display"] {
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
