//! Catalogs of one's own on the command line, and what `check` offers to do.

use std::fs;

use driftline::{
    cli::Exit,
    formats,
    model::{Edit, Id, Subject, Suppression},
    session::files,
};
use serde_json::Value;

use crate::cli::{SAMPLE, folder, path, printed, refused, run};

const OWN: &str = r#"(format: "driftline-catalog/1", id: "own", title: "Own",
    entries: [
        (id: "own-way", name: "Carrier pigeons", kind: mechanism),
        (id: "own-code", name: "Birds", kind: code, scheme: "own", code: "1"),
    ])"#;

fn findings(arguments: &[&str]) -> Vec<Value> {
    let ran = run(&[&["check", "--format", "json"], arguments].concat());
    assert_eq!(ran.err, "");
    let all: Value = serde_json::from_str(&ran.out).expect("JSON");
    all["findings"].as_array().expect("a list").clone()
}

fn sentence(findings: &[Value], rule: &str) -> String {
    let found = findings.iter().find(|finding| finding["rule"] == rule);
    found.and_then(|finding| finding["sentence"].as_str()).unwrap_or_default().to_owned()
}

#[test]
fn a_catalog_of_ones_own_is_looked_at_too() {
    let folder = folder();
    let own = path(&folder, "own.ron");
    fs::write(&own, OWN).expect("written");
    let rule = "unconsidered-mechanism";
    let usual = sentence(&findings(&[SAMPLE]), rule);
    assert!(!usual.contains("Carrier pigeons"), "{usual}");
    let place = folder.path().to_str().expect("text");
    for named in [&*own, place] {
        let found = findings(&[SAMPLE, "--catalog", named]);
        assert!(sentence(&found, rule).contains("Carrier pigeons"), "{named}");
    }
}

#[test]
fn a_catalog_that_was_named_must_hold() {
    let folder = folder();
    let own = path(&folder, "own.ron");
    fs::write(&own, OWN.replace("kind: code", "kind: cod")).expect("written");
    let told = refused(&["check", SAMPLE, "--catalog", &own]);
    assert!(told.contains("own.ron: line 4: ") && told.contains("code"), "{told}");
    let gone = path(&folder, "gone.ron");
    let report = path(&folder, "report.md");
    let told = refused(&["report", SAMPLE, "--out", &report, "--catalog", &gone]);
    assert!(told.contains("gone.ron: there is no such file"), "{told}");
    assert!(!fs::exists(&report).expect("readable"), "nothing half-written");
}

#[test]
fn reports_and_releases_speak_of_ones_own_catalog() {
    let folder = folder();
    let (own, report) = (path(&folder, "own.ron"), path(&folder, "report.md"));
    fs::write(&own, OWN).expect("written");
    let settings = ["--date", "2026-11-01", "--trials", "512", "--draws", "0", "--catalog", &own];
    let sections = ["--sections", "checks,method"];
    let asked = [&settings[..], &sections[..]].concat();
    printed(&[&["report", SAMPLE, "--out", &report], &asked[..]].concat());
    let text = fs::read_to_string(&report).expect("read");
    assert!(text.contains("Carrier pigeons"), "the findings of checks name it");
    let release = path(&folder, "release.zip");
    let forms = ["--formats", "md"];
    printed(&[&["release", SAMPLE, "--out", &release], &forms[..], &asked[..]].concat());
    // It is made again from what it holds, without the file.
    fs::remove_file(&own).expect("removed");
    let ran = run(&["release", "--verify", &release]);
    assert_eq!((ran.exit, &*ran.err), (Exit::Success, ""), "{}", ran.out);
}

#[test]
fn what_can_be_done_at_once_is_named() {
    let folder = folder();
    let file = path(&folder, "document.driftline");
    let document = formats::read(fs::read(SAMPLE).expect("read").as_slice(), None);
    let document = document.expect("a document").document;
    let suppression = |check: &str| Suppression {
        check: check.to_owned(),
        about: Subject::Document,
        reason: "It is so".to_owned(),
    };
    let node = document.nodes().at(0).expect("a node");
    let twin = Id::new("twin").expect("an id");
    let twin = driftline::model::Node { id: twin, ..node.clone() };
    let changed = document
        .edited(&Edit::All(vec![
            Edit::Suppressions(vec![suppression("no-such-check")]),
            Edit::put(twin),
        ]))
        .expect("possible");
    files::write_document(file.as_ref(), &changed).expect("written");
    let found = findings(&[&file]);
    let offer = |rule: &str| {
        let finding = found.iter().find(|finding| finding["rule"] == rule).expect("found");
        (finding["offer"]["way"].clone(), finding["offer"]["words"].clone())
    };
    assert_eq!(offer("unknown-suppression"), ("change".into(), "Take such reasons away".into()));
    let renamed = format!("Call it ‘{} 2’", node.name);
    assert_eq!(offer("duplicate-name"), ("change".into(), renamed.into()));
    let bare = found.iter().find(|finding| finding["offer"].is_null());
    assert!(bare.is_some(), "not every rule knows what to do");
}
