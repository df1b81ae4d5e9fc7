//! `driftline merge` and `driftline diff`: exit codes, what is written, and git itself as the caller.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output},
};

use driftline::{
    cli::Exit,
    formats::{self, Format},
    model::{Assessment, Edit, Node, NodeKind, Subject},
};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    cli::{folder, path, printed, refused, run},
    strategies::id,
};

fn node(name: &str, notes: &str) -> Edit {
    let node = Node::new(id(&name.to_lowercase()), name, NodeKind::Host);
    Edit::put(Node { notes: notes.to_owned(), ..node })
}

fn base() -> Assessment {
    let edits = vec![node("A", ""), node("B", ""), node("C", "")];
    Assessment::blank("Title").edited(&Edit::All(edits)).expect("valid")
}

fn saved(folder: &TempDir, name: &str, edits: Vec<Edit>) -> String {
    let document = base().edited(&Edit::All(edits)).expect("valid");
    let file = path(folder, name);
    let format = Format::from_extension(name.rsplit('.').next().unwrap_or_default());
    let text = formats::write(&document, format.unwrap_or(Format::Ron)).expect("text");
    fs::write(&file, text).expect("written");
    file
}

fn read(path: &str) -> Assessment {
    formats::read(&fs::read(path).expect("a file"), None).expect("a document").document
}

fn notes(document: &Assessment, name: &str) -> String {
    document.nodes().get(&id(name)).expect("a node").notes.clone()
}

#[test]
fn what_merges_is_written_in_the_form_of_ours_whatever_the_files_are_called() {
    let folder = folder();
    let base = saved(&folder, "base.json", vec![]);
    // As git calls them.
    let ours = saved(&folder, ".merge_file_a1", vec![node("A", "ours")]);
    let theirs = saved(&folder, ".merge_file_b2", vec![node("B", "theirs")]);
    assert_eq!(printed(&["merge", &base, &ours, &theirs, "--out", &ours]), "");
    let merged = read(&ours);
    assert_eq!((notes(&merged, "a"), notes(&merged, "b")), ("ours".into(), "theirs".into()));
    assert!(fs::read_to_string(&ours).expect("text").starts_with('('));
    // An extension that says something is believed, and without a file the document is printed.
    let json = path(&folder, "m.json");
    printed(&["merge", &base, &base, &theirs, "--out", &json]);
    assert_eq!(
        printed(&["merge", &base, &base, &theirs]),
        fs::read_to_string(&json).expect("text")
    );
}

#[test]
fn conflicts_are_lines_and_an_exit_code_and_can_be_settled() {
    let folder = folder();
    let base = saved(&folder, "base.driftline", vec![]);
    let ours = saved(&folder, "ours.driftline", vec![node("A", "ours\nhere"), node("B", "1")]);
    let theirs = saved(&folder, "theirs.driftline", vec![node("A", "theirs"), node("B", "2")]);
    let (out, told) = (path(&folder, "out.driftline"), path(&folder, "conflicts.json"));
    let all = ["merge", &*base, &ours, &theirs, "--out", &out];
    let ran = run(&[&all[..], &["--conflicts", &told]].concat());
    assert_eq!((ran.exit, ran.err.lines().count()), (Exit::Findings, 2));
    let line = "conflict: nodes/a/notes: ours “ours here”, theirs “theirs”, base nothing";
    assert_eq!(ran.err.lines().next(), Some(line));
    assert_eq!(read(&out), read(&ours));
    let told: Value = serde_json::from_slice(&fs::read(told).expect("a file")).expect("JSON");
    assert_eq!(told["format"], "driftline-conflicts/1");
    assert_eq!(told["conflicts"][1]["element"]["id"], "b");
    assert_eq!(told["conflicts"][0]["ours"], "ours\nhere");

    let one = run(&[&all[..], &["--choose", "nodes/a/notes=theirs"]].concat());
    assert_eq!((one.exit, one.err.lines().count()), (Exit::Findings, 1));
    assert_eq!(notes(&read(&out), "a"), "theirs");
    printed(&[&all[..], &["--choose", "nodes/a/notes=base", "--prefer", "theirs"]].concat());
    assert_eq!((notes(&read(&out), "a"), notes(&read(&out), "b")), (String::new(), "2".into()));
    let wrong = refused(&[&all[..], &["--choose", "nodes/x/notes=ours"]].concat());
    assert!(wrong.contains("no conflict at 'nodes/x/notes'"), "{wrong}");
}

#[test]
fn what_cannot_be_read_leaves_everything_as_it_was() {
    let folder = folder();
    let base = saved(&folder, "base.driftline", vec![]);
    let broken = path(&folder, "broken.driftline");
    fs::write(&broken, "(format: \"driftline/1\", title: ").expect("written");
    let before = fs::read(&base).expect("a file");
    for files in [[&broken, &base, &base], [&base, &broken, &base], [&base, &base, &broken]] {
        let error = refused(&["merge", files[0], files[1], files[2], "--out", &base]);
        assert!(error.contains("broken.driftline"), "{error}");
    }
    assert_eq!(fs::read(&base).expect("a file"), before);
    assert!(refused(&["diff", &base, &broken]).contains("broken.driftline"));
    // Without a common origin git gives an empty file.
    let none = path(&folder, "none");
    fs::write(&none, "").expect("written");
    printed(&["merge", &none, &base, &base, "--out", &base]);
    assert_eq!(fs::read(&base).expect("a file"), before);
}

#[test]
fn differences_are_told_as_text_json_and_page() {
    let folder = folder();
    let hostile = "</style><script>alert(1)</script>\u{202e}\u{1b}[2J";
    let one = saved(&folder, "one.driftline", vec![]);
    let two =
        saved(&folder, "two.json", vec![node("A", hostile), Edit::remove(Subject::Node(id("c")))]);
    assert_eq!(printed(&["diff", &one, &one]), "");
    let ran = run(&["diff", &one, &two]);
    assert_eq!((ran.exit, &*ran.err), (Exit::Findings, ""));
    assert!(ran.out.starts_with("Nodes\n  ~ A (node a)\n      notes: nothing → “"), "{}", ran.out);
    assert!(ran.out.ends_with("  - C (node c), removed\n"), "{}", ran.out);
    assert!(!ran.out.contains(['\u{1b}', '\u{202e}']));
    let object: Value =
        serde_json::from_str(&run(&["diff", &one, &two, "--format", "json"]).out).expect("JSON");
    assert_eq!(object["format"], "driftline-diff/1");
    assert_eq!(object["changes"][0]["after"], hostile);
    assert_eq!(object["changes"][1]["path"], "nodes/c");
    let page = path(&folder, "page.html");
    run(&["diff", &one, &two, "--format", "html", "--out", &page]);
    let page = fs::read_to_string(page).expect("a page");
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"));
    assert!(page.contains("script-src 'none'") && page.contains("prefers-color-scheme: dark"));
    assert_eq!(page.matches("<style>").count(), 1);
    assert!(!page.contains('\u{202e}') && !page.contains("http:") && !page.contains("https:"));
    // Nothing at all, as git says for a file that came.
    let none = path(&folder, "none");
    fs::write(&none, "").expect("written");
    assert!(
        run(&["diff", &none, &one])
            .out
            .contains("  + A (node a), added\n      name: + “A”\n      kind: + “host”\n")
    );
    assert!(run(&["diff", &one, &none]).out.contains("  - A (node a), removed\n"));
    assert_eq!(printed(&["diff", &none, &none]), "");
}

#[test]
fn both_forms_of_a_document_have_the_same_lines() {
    let folder = folder();
    let ron = saved(&folder, "one.driftline", vec![node("A", "two\nlines")]);
    let json = saved(&folder, "one.json", vec![node("A", "two\nlines")]);
    let lines = printed(&["diff", "--textconv", &ron]);
    assert_eq!(lines, printed(&["diff", "--textconv", &json]));
    assert!(lines.contains("nodes/a/notes:\n    two\n    lines\n"), "{lines}");
}

/// Runs git in a folder, away from the settings of whoever runs the tests; `None` where there is no git.
fn git(folder: &Path, arguments: &[&str]) -> Option<Output> {
    let nobody = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"];
    let ran = Command::new("git")
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .args(nobody)
        .args(arguments)
        .output();
    ran.ok()
}

/// A repository with a document on its first branch, and driftline as its merge driver and text converter.
fn repository(folder: &TempDir) -> Option<()> {
    let program = env!("CARGO_BIN_EXE_driftline");
    let at = folder.path();
    git(at, &["init", "--quiet", "--initial-branch=main"])?;
    fs::write(at.join(".gitattributes"), "*.driftline merge=driftline diff=driftline\n").ok()?;
    let driver = format!("'{program}' merge %O %A %B --out %A");
    let converter = format!("'{program}' diff --textconv");
    git(at, &["config", "merge.driftline.driver", &driver])?;
    git(at, &["config", "diff.driftline.textconv", &converter])?;
    commit(folder, vec![])
}

fn commit(folder: &TempDir, edits: Vec<Edit>) -> Option<()> {
    saved(folder, "fleet.driftline", edits);
    git(folder.path(), &["add", "."])?;
    let done = git(folder.path(), &["commit", "--quiet", "--message", "A change"])?;
    assert!(done.status.success(), "{done:?}");
    Some(())
}

/// Two branches with a change each; whether git merged them without asking.
fn merged_by_git(folder: &TempDir, ours: Vec<Edit>, theirs: Vec<Edit>) -> Option<(bool, String)> {
    repository(folder)?;
    git(folder.path(), &["checkout", "--quiet", "-b", "theirs"])?;
    commit(folder, theirs)?;
    git(folder.path(), &["checkout", "--quiet", "main"])?;
    commit(folder, ours)?;
    let ran = git(folder.path(), &["merge", "--no-edit", "theirs"])?;
    let told = [ran.stdout, ran.stderr].concat();
    Some((ran.status.success(), String::from_utf8_lossy(&told).into_owned()))
}

/// A test without git says so, past what the test runner catches, instead of passing in silence.
fn skipped() {
    writeln!(std::io::stderr(), "SKIPPED: git is not installed, so nothing was tested")
        .expect("told");
}

#[test]
fn git_merges_two_branches_through_the_driver() {
    let folder = folder();
    // Neighboring lines, which git alone would not merge.
    let (ours, theirs) = (vec![node("A", "ours")], vec![node("A", ""), node("B", "theirs")]);
    let Some((is_merged, told)) = merged_by_git(&folder, ours, theirs) else {
        return skipped();
    };
    assert!(is_merged, "{told}");
    let merged = read(&path(&folder, "fleet.driftline"));
    assert_eq!((notes(&merged, "a"), notes(&merged, "b")), ("ours".into(), "theirs".into()));
    let shown = git(folder.path(), &["diff", "HEAD~1", "--", "fleet.driftline"]).expect("git");
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains("+nodes/b/notes: theirs"), "{shown}");
}

#[test]
fn git_leaves_a_conflict_open_and_the_document_whole() {
    let folder = folder();
    let (ours, theirs) = (vec![node("A", "ours")], vec![node("A", "theirs"), node("B", "theirs")]);
    let Some((is_merged, told)) = merged_by_git(&folder, ours, theirs) else {
        return skipped();
    };
    assert!(!is_merged && told.contains("conflict: nodes/a/notes: ours “ours”"), "{told}");
    let status = git(folder.path(), &["status", "--porcelain"]).expect("git");
    assert!(String::from_utf8_lossy(&status.stdout).contains("UU fleet.driftline"));
    let merged = read(&path(&folder, "fleet.driftline"));
    assert_eq!((notes(&merged, "a"), notes(&merged, "b")), ("ours".into(), "theirs".into()));
}
