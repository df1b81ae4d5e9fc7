//! What the user likes, kept between runs: theme, way of showing probabilities, recent files.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};

use super::{files, panels::Panels};
use crate::report::depths::DRAWS;

/// Most recent files that are kept.
const RECENT_MAX: usize = 12;
/// More draws than these would keep the window busy for minutes.
const DRAWS_MAX: u32 = 10_000;

/// The user's preferences. Unknown or damaged files are ignored: nothing depends on them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Light, dark, or as the system has it.
    pub theme: ThemeChoice,
    /// How probabilities are shown.
    pub notation: Notation,
    /// Files used last, newest first.
    pub recent: Vec<PathBuf>,
    /// Size of everything in the window, 0.5..=3.
    pub zoom: f32,
    /// Draws of the uncertain scores behind bands; 0 for no bands.
    pub draws: u32,
    /// Whether files are chosen in the system's own dialog rather than in the window's.
    pub uses_system_dialog: bool,
    /// Which panels are shown, and where.
    pub panels: Panels,
    /// Whether the welcome page is shown when no file is asked for.
    pub shows_welcome: bool,
    /// Formats of the last export of a report, by extension.
    pub formats: Vec<String>,
    /// Whether an exported report is opened.
    pub opens_exports: bool,
    /// Who comments; `None` for whoever did so last in the document.
    pub author: Option<String>,
}

/// Which theme the window uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Light, with contrasts of 7 : 1 and more.
    HighContrastLight,
    /// Dark, with contrasts of 7 : 1 and more.
    HighContrastDark,
    /// Light, larger and in full colors.
    Projector,
}

/// How probabilities are shown and typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notation {
    /// 2.5 %
    #[default]
    Percent,
    /// 1 : 39
    Odds,
    /// 1 in 40
    OneIn,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::default(),
            notation: Notation::default(),
            recent: Vec::new(),
            zoom: 1.0,
            draws: DRAWS,
            uses_system_dialog: false,
            panels: Panels::default(),
            shows_welcome: true,
            formats: Vec::new(),
            opens_exports: false,
            author: None,
        }
    }
}

impl Preferences {
    /// The user's file of preferences; `None` where the system names no folder for it.
    pub fn path() -> Option<PathBuf> {
        let folders = etcetera::choose_base_strategy().ok()?;
        Some(folders.config_dir().join("driftline").join("preferences.ron"))
    }

    /// Reads preferences; the usual ones where there are none or where they cannot be read.
    pub fn read(path: &Path) -> Self {
        let text = files::read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let preferences: Self = text.and_then(|text| ron::from_str(&text).ok()).unwrap_or_default();
        let zoom =
            if preferences.zoom.is_finite() { preferences.zoom.clamp(0.5, 3.0) } else { 1.0 };
        Self { zoom, draws: preferences.draws.min(DRAWS_MAX), ..preferences }
    }

    /// Keeps the preferences. Failure is harmless and not reported: the program works without them.
    pub(super) fn write(&self, path: &Path) {
        let has_folder =
            path.parent().is_some_and(|folder| std::fs::create_dir_all(folder).is_ok());
        let text = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default());
        if let (true, Ok(text)) = (has_folder, text) {
            let _is_kept = files::write(path, text.as_bytes()).is_ok();
        }
    }

    /// Puts a file at the head of the recent ones.
    pub(super) fn remember(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.recent.retain(|known| *known != path);
        self.recent.insert(0, path);
        self.recent.truncate(RECENT_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_files_are_unique_and_newest_first() {
        let mut preferences = Preferences::default();
        for name in ["/a", "/b", "/a"] {
            preferences.remember(Path::new(name));
        }
        assert_eq!(preferences.recent, [PathBuf::from("/a"), PathBuf::from("/b")]);
    }

    #[test]
    fn preferences_come_back_and_damage_is_ignored() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("sub/preferences.ron");
        let preferences =
            Preferences { zoom: 1.5, theme: ThemeChoice::Dark, ..Preferences::default() };
        preferences.write(&path);
        assert_eq!(Preferences::read(&path), preferences);
        files::write(&path, b"(zoom: NaN").expect("written");
        assert_eq!(Preferences::read(&path), Preferences::default());
    }
}
