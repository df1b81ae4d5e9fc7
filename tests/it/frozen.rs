//! `driftline/1` is frozen: the files stored in `tests/data/v1` are read for ever, and written as they stand. What a file can
//! hold changes only with a version of its own, and then a migration from these is tested here.

use std::{collections::BTreeSet, fs, path::PathBuf};

use driftline::{
    formats::{self, Format, ballot},
    model::{Assessment, Edit, Mark, Marked, Reason, ReportSettings, Subject, Withheld},
    session::{recovery, release},
};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::Value;

use crate::strategies::assessments;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/v1")
}

fn stored(extension: &str) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder()).expect("the stored files");
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    all.retain(|path| path.extension().is_some_and(|own| own == extension));
    all.sort();
    let name = |path: &PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
    all.iter().map(|path| (name(path), fs::read_to_string(path).expect("text"))).collect()
}

#[test]
fn what_is_stored_is_read_and_written_as_it_stands() {
    let (ron, json) = (stored("driftline"), stored("json"));
    assert!(ron.len() >= 10 && ron.len() == json.len(), "{} files", ron.len());
    for ((name, ron), (twin, json)) in ron.iter().zip(&json) {
        assert_eq!(name, twin);
        let read = |text: &str| formats::read(text.as_bytes(), None).map(|read| read.document);
        let document = read(ron).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        assert_eq!(read(json).as_ref(), Ok(&document), "{name}");
        assert_eq!(formats::canonical(&document).as_ref(), Ok(ron), "{name}");
        assert_eq!(formats::write(&document, Format::Json).as_ref(), Ok(json), "{name}");
    }
}

/// The names of all fields that a schema knows.
fn fields(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                found.extend(properties.keys().cloned());
            }
            object.values().for_each(|value| fields(value, found));
        }
        Value::Array(all) => all.iter().for_each(|value| fields(value, found)),
        _ => {}
    }
}

#[test]
fn what_is_stored_uses_every_field() {
    let schema: Value = serde_json::from_str(&formats::schema()).expect("JSON");
    let mut known = BTreeSet::new();
    fields(&schema, &mut known);
    let all: String = stored("json").into_iter().map(|(_, text)| text).collect();
    let unused: Vec<&String> =
        known.iter().filter(|field| !all.contains(&format!("\"{field}\":"))).collect();
    assert!(known.len() > 150, "{} fields", known.len());
    assert!(unused.is_empty(), "no stored file has {unused:?}");
}

#[test]
fn what_a_file_can_hold_is_frozen() {
    let kept = fs::read_to_string(folder().join("schema")).expect("the schema");
    assert!(
        formats::schema() == kept,
        "driftline/1 is frozen: another field or word needs a version of its own, with a migration"
    );
}

/// Each file with its version one further on, and what reads it.
#[test]
fn newer_versions_are_refused_by_their_name() {
    let (_, ron) = stored("driftline").swap_remove(0);
    let (_, json) = stored("json").swap_remove(0);
    for text in [&ron, &json] {
        let newer = text.replacen("driftline/1", "driftline/2", 1);
        let refusal = formats::read(newer.as_bytes(), None).expect_err("newer").to_string();
        assert!(
            refusal.contains("'driftline/2'") && refusal.contains("'driftline/1'"),
            "{refusal}"
        );
        // What else is wrong with it is the business of the newer program.
        let broken = newer.replacen("title", "heading", 1);
        assert_eq!(formats::read(broken.as_bytes(), None).expect_err("newer").to_string(), refusal);
    }
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let ballot = fs::read_to_string(corpus.join("ballots/exported.json")).expect("a ballot");
    let newer = ballot.replacen("driftline-ballot/1", "driftline-ballot/2", 1);
    let refused = ballot::read(newer.as_bytes()).expect_err("newer").to_string();
    assert!(refused.contains("driftline-ballot/2"), "{refused}");
    let journal = fs::read_to_string(corpus.join("journals/story.lines")).expect("a journal");
    for version in ["driftline-recovery/1", "driftline/1"] {
        let next = version.replace("/1", "/2");
        let newer = super::hostile::summed(&journal.replacen(version, &next, 1));
        let reason = recovery::replay(&newer).expect_err("newer");
        assert!(reason.contains(&next), "{reason}");
    }
    let archive = fs::read(corpus.join("archives/whole.zip")).expect("a release");
    assert!(release::Kept::unpacked(&archive).is_ok());
}

#[test]
fn a_stored_journal_gives_back_its_document_and_history() {
    let journal = include_str!("../corpus/journals/story.journal");
    let mut document = recovery::replay(journal).expect("a journal");
    let titles: Vec<String> = std::iter::from_fn(|| {
        let title = document.assessment().about().title.clone();
        document.undo().then_some(title)
    })
    .collect();
    assert_eq!(titles, ["yzBase"]);
    assert_eq!(document.assessment().about().title, "Base");
    while document.redo() {}
    assert_eq!(document.assessment().about().title, "byzBase");
}

/// A document in which things of every sort are marked; `None` where it lacks one of them.
fn marked(document: &Assessment) -> Option<Assessment> {
    let pathway = document.pathways().at(0)?.id.clone();
    let subjects = [
        Subject::Annotation(document.annotations().at(0)?.id.clone()),
        Subject::Comment(document.comments().at(0)?.id.clone()),
        Subject::Hypothesis(document.hypotheses().at(0)?.id.clone()),
        Subject::Pathway(pathway.clone()),
    ];
    let mark = |subject| Mark { what: Marked::Element(subject), reason: Reason::Security };
    let marks: Vec<Mark> = subjects.into_iter().map(mark).collect();
    let withheld = Withheld { marks: marks.clone(), gaps: vec![pathway], extents: Vec::new() };
    let withheld = Some(Box::new(withheld));
    let report = ReportSettings { internal: marks, withheld, ..document.report().clone() };
    document.edited(&Edit::Report(Box::new(report))).ok()
}

/// Writes the files, once for a version: `DRIFTLINE_STORE=1 cargo test --test it stores_the_files -- --ignored`.
#[test]
#[ignore = "it writes the stored files of a new version"]
fn stores_the_files() {
    assert!(std::env::var_os("DRIFTLINE_STORE").is_some(), "it was not asked for");
    fs::create_dir_all(folder()).expect("a folder");
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let mut random =
        std::iter::repeat_with(|| assessments().new_tree(&mut runner).expect("one").current());
    let mut documents: Vec<Assessment> = random.by_ref().take(16).collect();
    documents.push(random.find_map(|document| marked(&document)).expect("a document"));
    for (number, document) in (1..).zip(documents) {
        for form in Format::ALL {
            let name = format!("{number:02}.{}", form.extension());
            let text = formats::write(&document, form).expect("text");
            fs::write(folder().join(name), text).expect("written");
        }
    }
    fs::write(folder().join("schema"), formats::schema()).expect("written");
}
