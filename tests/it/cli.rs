//! The command line, from arguments to bytes and exit codes.

use std::{fs, path::Path};

use driftline::{
    cli::{self, Exit, Outcome},
    report::figures::FigureKind,
};
use serde_json::Value;

pub(crate) const SAMPLE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/assets/samples/coding-agent-fleet.driftline");

/// What a command printed, and how it ended.
pub(crate) struct Ran {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn run(arguments: &[&str]) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let all = std::iter::once("driftline").chain(arguments.iter().copied()).map(Into::into);
    let Outcome::Done(exit) = cli::run(all, &mut out, &mut err) else {
        panic!("{arguments:?} asks for a window")
    };
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Ran { exit, out: text(out), err: text(err) }
}

/// Runs what must go well.
pub(crate) fn printed(arguments: &[&str]) -> String {
    let ran = run(arguments);
    assert_eq!((ran.exit, &*ran.err), (Exit::Success, ""), "{arguments:?}");
    ran.out
}

/// Runs what must fail with one line.
pub(crate) fn refused(arguments: &[&str]) -> String {
    let ran = run(arguments);
    assert_eq!(ran.exit, Exit::Failure, "{arguments:?}");
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(ran.err.starts_with("error: "), "{}", ran.err);
    ran.err
}

pub(crate) fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

pub(crate) fn path(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_str().expect("text").to_owned()
}

#[test]
fn both_forms_of_a_document_convert_without_loss() {
    let folder = folder();
    let (json, ron) = (path(&folder, "a.json"), path(&folder, "b.driftline"));
    printed(&["convert", SAMPLE, &json]);
    printed(&["convert", &json, &ron]);
    assert_eq!(fs::read(SAMPLE).expect("read"), fs::read(&ron).expect("read"));
    let odd = path(&folder, "c.txt");
    assert!(refused(&["convert", SAMPLE, &odd]).contains("c.txt: the extension names no format"));
    printed(&["convert", SAMPLE, &odd, "--to", "json"]);
    printed(&["convert", &odd, &ron, "--from", "json"]);
    assert_eq!(fs::read(SAMPLE).expect("read"), fs::read(&ron).expect("read"));
}

#[test]
fn reports_and_figures_are_equal_from_run_to_run() {
    let folder = folder();
    for name in ["report.md", "report.html"] {
        let (one, two) = (path(&folder, name), path(&folder, &format!("again-{name}")));
        for out in [&one, &two] {
            let settings = ["--date", "2026-11-01", "--trials", "512", "--draws", "4"];
            let sections = ["--sections", "threat-model,outcomes,provenance"];
            printed(&[&["report", SAMPLE, "--out", out], &settings[..], &sections[..]].concat());
        }
        let text = fs::read_to_string(&one).expect("read");
        assert_eq!(text, fs::read_to_string(&two).expect("read"));
        assert!(text.contains("2026-11-01") && text.to_lowercase().contains("illustrative"));
    }
}

#[test]
fn every_figure_is_had_on_its_own_with_the_numbers_it_shows() {
    let folder = folder();
    for kind in FigureKind::ALL {
        let (out, data) = (path(&folder, "figure.svg"), path(&folder, "figure.csv"));
        let figure = ["figure", SAMPLE, "--figure", kind.name(), "--out", &out, "--data", &data];
        printed(&[&figure[..], &["--trials", "512", "--draws", "8"]].concat());
        assert!(fs::read_to_string(&out).expect("read").starts_with("<svg"), "{kind:?}");
        let numbers = fs::read_to_string(&data).expect("read");
        assert!(numbers.lines().count() > 2, "{kind:?}: {numbers}");
    }
}

#[test]
fn the_graph_becomes_a_picture_whole_in_part_and_without_numbers() {
    let folder = folder();
    let size = |name: &str, flags: &[&str]| {
        let out = path(&folder, name);
        let fixed = ["figure", SAMPLE, "--figure", "graph", "--out", &out, "--trials", "2000"];
        printed(&[&fixed, flags].concat());
        let bytes = fs::read(&out).expect("read");
        assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{name} is no PNG");
        let side =
            |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        (side(16), side(20))
    };
    let whole = size("whole.png", &["--scale", "1"]);
    let double = size("double.png", &["--scale", "2"]);
    assert!(double.0.abs_diff(2 * whole.0) <= 2 && double.1.abs_diff(2 * whole.1) <= 2);
    let part = size("part.png", &["--scale", "1", "--only", "coding-agents,shared-codebase"]);
    assert!(part.0 < whole.0 && part.1 < whole.1, "{part:?} of {whole:?}");
    let all = size("all.png", &["--scale", "1", "--each-phase"]);
    assert!(all.0 > whole.0 && all.1 > whole.1, "{all:?} of {whole:?}");
    size("structure.png", &["--scale", "1", "--structure", "--look", "dark"]);
    let out = path(&folder, "refused.png");
    let graph = ["figure", SAMPLE, "--figure", "graph", "--out", &out];
    assert!(
        refused(&[&graph[..], &["--only", "nobody"]].concat()).contains("no node or zone 'nobody'")
    );
    let tiny = run(&[&graph[..], &["--scale", "0"]].concat());
    assert!(tiny.err.contains("between 0.1 and 20"), "{}", tiny.err);
    assert!(!Path::new(&out).exists());
}

#[test]
fn sections_are_chosen_by_name_and_order() {
    let folder = folder();
    let out = path(&folder, "r.md");
    let wanted = "hypotheses,headline";
    let quick = ["--sections", wanted, "--trials", "256", "--draws", "0"];
    printed(&[&["report", SAMPLE, "--out", &out], &quick[..]].concat());
    let text = fs::read_to_string(&out).expect("read");
    let at = |title: &str| text.find(title);
    assert!(at("## Motivation hypotheses") < at("## Summary"));
    assert!(at("## Evidence register").is_none() && at("## Provenance").is_some());
}

#[test]
fn a_check_tells_by_its_exit_code() {
    let folder = folder();
    let blank = path(&folder, "blank.driftline");
    printed(&["new", &blank]);
    assert_eq!(run(&["check", &blank]).exit, Exit::Findings);
    for format in ["json", "sarif"] {
        let ran = run(&["check", &blank, "--format", format]);
        let object: Value = serde_json::from_str(&ran.out).expect("JSON");
        assert!(object.is_object());
    }
    let broken =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile/dangling-link-to.json");
    let error = refused(&["check", broken.to_str().expect("text")]);
    assert!(error.contains("links[0].to"), "{error}");
}

#[test]
fn mistakes_give_one_line_and_leave_files_alone() {
    let folder = folder();
    let kept = path(&folder, "kept.driftline");
    printed(&["new", &kept, "--template", "spread-starter"]);
    let before = fs::read(&kept).expect("read");
    assert!(refused(&["new", &kept]).contains("the file exists"));
    assert!(
        refused(&["new", &path(&folder, "x.driftline"), "--template", "none"])
            .contains("templates")
    );
    assert!(refused(&["analyze", &path(&folder, "missing.json")]).contains("no such file"));
    assert!(
        refused(&["report", &kept, "--out", &path(&folder, "r.gif")])
            .contains("names no format; use .html, ")
    );
    let nowhere = path(&folder, "no/r.md");
    assert!(
        refused(&["report", &kept, "--out", &nowhere, "--trials", "100"]).contains("no such file")
    );
    assert!(
        refused(&[
            "figure",
            &kept,
            "--figure",
            "graph",
            "--phase",
            "none",
            "--out",
            &path(&folder, "g.svg")
        ])
        .contains("the phases are")
    );
    assert_eq!(fs::read(&kept).expect("read"), before);
    assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
}

#[test]
fn an_exact_solution_is_asked_for_or_refused() {
    let small = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/oracle/known-bridge-05.json");
    let out = printed(&["analyze", small, "--format", "json", "--exact"]);
    let object: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(object["method"], "exact");
    assert_eq!(object["trials"], 0);
    assert!(refused(&["analyze", SAMPLE, "--exact"]).contains("too large for an exact solution"));
}

#[test]
fn a_file_belongs_behind_its_command_and_verbose_anywhere() {
    let ran = run(&[SAMPLE, "templates"]);
    assert_eq!((ran.exit, &*ran.out), (Exit::Failure, ""));
    assert!(ran.err.contains("stands before the command"), "{}", ran.err);
    let plain = printed(&["templates"]);
    assert_eq!(printed(&["--verbose", "templates"]), plain);
    assert_eq!(printed(&["templates", "--verbose"]), plain);
    let asks = |all: &[&str]| cli::is_verbose(all.iter().map(Into::into));
    assert!(asks(&["driftline", "check", "a", "--verbose"]) && !asks(&["driftline", "a"]));
    assert!(!asks(&["driftline", "--", "--verbose"]), "a file of that name");
}

/// The program as it is installed, with a home of its own.
#[test]
fn the_log_tells_what_was_done_and_nothing_of_what_was_in_it() {
    let folder = folder();
    let home = folder.path().join("home");
    let file = path(&folder, "secret-plan.driftline");
    fs::copy(SAMPLE, &file).expect("copied");
    let program = |arguments: &[&str]| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_driftline"));
        let ran = program
            .args(arguments)
            .env("HOME", &home)
            .env("XDG_DATA_HOME", &home)
            .env("XDG_CONFIG_HOME", &home)
            .output()
            .expect("it runs");
        String::from_utf8(ran.stderr).expect("text")
    };
    let quiet = program(&["check", &file]);
    let loud = program(&["check", &file, "--verbose"]);
    assert!(quiet.is_empty(), "{quiet}");
    assert!(loud.contains("INFO") && loud.contains("name=\"check\""), "{loud}");
    let log = fs::read_to_string(home.join("driftline/log/driftline.log")).expect("a log");
    assert_eq!(log.matches("command ended").count(), 2, "{log}");
    let document = fs::read_to_string(&file).expect("a document");
    let names = document.split('"').skip(1).step_by(2).filter(|text| text.len() > 7);
    let mut count = 0;
    for name in names.filter(|name| !name.contains("driftline")) {
        assert!(!log.contains(name) && !loud.contains(name), "{name}");
        count += 1;
    }
    assert!(count > 50, "{count} texts were looked for");
}

#[test]
fn the_schema_and_the_templates_are_printed() {
    let schema: Value = serde_json::from_str(&printed(&["schema"])).expect("JSON");
    assert!(schema.get("$schema").is_some());
    assert!(printed(&["templates"]).contains("coding-agent-fleet"));
    assert!(printed(&["--help"]).contains("driftline new fleet.driftline"));
}
