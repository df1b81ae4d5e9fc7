//! The floor plan: which room may use which, and which names from outside belong to one room alone.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Rooms from the bottom up, each with the rooms that it may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("analysis", &["model"]),
    ("drawing", &["model"]),
    ("formats", &["model"]),
    ("report", &["model", "analysis", "drawing"]),
    ("session", &["model", "analysis", "drawing", "formats", "report"]),
    ("ballot", &["model", "analysis", "drawing", "formats", "report", "session"]),
    ("cli", &["model", "analysis", "drawing", "formats", "report", "session", "ballot"]),
    ("ui", &["model", "analysis", "drawing", "formats", "report", "session", "ballot"]),
];

/// Names from outside with the rooms that may say them.
const OWNED: &[(&str, &[&str])] = &[
    ("egui::", &["ui"]),
    ("egui_tiles", &["ui"]),
    ("eframe", &["ui"]),
    ("rfd::", &["ui"]),
    ("clap::", &["cli"]),
    ("indicatif::", &["cli"]),
    ("minijinja", &["report"]),
    ("axum", &["ballot"]),
    ("hyper::", &["ballot"]),
    ("hyper_util", &["ballot"]),
    ("tokio", &["ballot"]),
    ("qrcode", &["ballot"]),
    ("getrandom", &["ballot"]),
    ("if_addrs", &["ballot"]),
    ("zip::", &["report"]),
    ("typst", &["report"]),
    ("ron::", &["formats", "session"]),
    ("schemars", &["formats", "report"]),
    ("petgraph", &["analysis", "drawing"]),
    ("rand_chacha", &["analysis"]),
    ("tempfile::", &["session"]),
    ("etcetera", &["session"]),
    ("tracing::", &["session", "ballot", "cli", "ui"]),
    ("tracing_subscriber", &["session"]),
    ("jiff::", &["session", "cli"]),
    ("std::fs", &["session"]),
    ("std::env", &["session"]),
    ("std::time", &["cli", "ui"]),
    ("thread::spawn", &["session"]),
    ("thread::Builder", &["ballot", "session"]),
    ("thread::scope", &["analysis", "session"]),
];

/// Names of rooms and files that have no owner.
const BANNED_FILES: &[&str] =
    &["utils", "util", "common", "helpers", "core", "types", "error", "misc"];

/// Longest file that has one subject beyond doubt, in lines.
const LINES_MAX: usize = 900;

struct Source {
    room: String,
    path: PathBuf,
    /// The text up to the tests, without comments.
    code: String,
    lines: usize,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                sources.extend(source(&root, &path));
            }
        }
    }
    assert!(sources.len() > 40, "the sources were not found");
    sources
}

fn source(root: &Path, path: &Path) -> Option<Source> {
    let inside = path.strip_prefix(root).expect("inside the sources");
    let room = inside.components().next()?.as_os_str().to_str()?.to_owned();
    if inside.components().count() == 1 {
        return None;
    }
    let text = fs::read_to_string(path).expect("text");
    let lines = text.lines().count();
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    Some(Source { room, path: inside.to_owned(), code: code.collect::<Vec<_>>().join("\n"), lines })
}

fn allowed(room: &str) -> &'static [&'static str] {
    let known = ROOMS.iter().find(|(name, _)| *name == room);
    known.unwrap_or_else(|| panic!("'{room}' is not on the floor plan")).1
}

/// The rooms that a source names, by `crate::room` and by `use crate::{room, …}`.
fn used(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            rooms.extend(heads(list));
        } else {
            rooms.extend(word(rest));
        }
    }
    rooms
}

fn word(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

/// The first word of each entry of a `{…}` list, at its top level.
fn heads(list: &str) -> Vec<String> {
    let (mut depth, mut is_start, mut heads) = (0_usize, true, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => is_start = true,
            c if depth == 0 && is_start && !c.is_whitespace() => {
                heads.extend(word(&list[at..]));
                is_start = false;
            }
            _ => {}
        }
    }
    heads
}

#[test]
fn imports_only_go_down() {
    for source in sources() {
        for room in used(&source.code) {
            let is_own = room == source.room || !ROOMS.iter().any(|(name, _)| *name == room);
            assert!(
                is_own || allowed(&source.room).contains(&&*room),
                "src/{}: {} -> {room}",
                source.path.display(),
                source.room
            );
        }
    }
}

#[test]
fn imports_name_their_room() {
    for source in sources() {
        let climbs = source.code.contains("super::super::super");
        assert!(!climbs, "src/{}: say crate::…", source.path.display());
    }
}

#[test]
fn outside_names_stay_in_their_room() {
    for source in sources() {
        for (name, rooms) in OWNED {
            assert!(
                rooms.contains(&&*source.room) || !source.code.contains(name),
                "src/{}: {name} belongs to {rooms:?}",
                source.path.display()
            );
        }
    }
}

#[test]
fn every_file_has_a_sentence_a_subject_and_an_owner() {
    for source in sources() {
        let path = source.path.display();
        let text = fs::read_to_string(
            Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(&source.path),
        )
        .expect("text");
        assert!(text.starts_with("//! "), "src/{path}: begin with a `//!` sentence");
        assert!(source.lines <= LINES_MAX, "src/{path}: {} lines", source.lines);
        let stem = source.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        assert!(!BANNED_FILES.contains(&&*stem), "src/{path}: name its subject");
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("the manifest");
    let listed = manifest
        .split("\n[")
        .filter(|part| part.starts_with("dependencies]") || part.starts_with("dev-dependencies]"));
    let listed: BTreeSet<&str> = listed
        .flat_map(str::lines)
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name))
        .collect();
    let reasons = fs::read_to_string(root.join("docs/dependencies.md")).expect("the reasons");
    let (_, table) = reasons.split_once("|---|---|").expect("a table");
    let named: BTreeSet<&str> = table.split('`').skip(1).step_by(2).collect();
    let named: BTreeSet<&str> =
        named.into_iter().filter(|name| !["libfuzzer-sys", "fuzz"].contains(name)).collect();
    assert!(listed.len() > 30, "the dependencies were not found");
    assert_eq!(named, listed);
}

#[test]
fn lists_of_imports_are_read_to_their_heads() {
    assert_eq!(used("use crate::{a::{b, c}, d,\n e::f};\ncrate::g::h()"), ["a", "d", "e", "g"]);
}
