//! A simulation in parts: put together it has the bytes of a single run, and nothing else is ever put together.

use std::fs;

use tempfile::TempDir;

use crate::cli::{SAMPLE, folder, path, printed, refused, run};
use driftline::cli::Exit;

const OTHER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/oracle/gates.json");

/// Writes one part; the file's name says which.
fn part(folder: &TempDir, document: &str, share: &str, more: &[&str]) -> String {
    let name = format!("{}{}.json", share.replace('/', "-of-"), more.join(""));
    let name = path(folder, &name);
    let mut all = vec!["analyze", document, "--shard", share, "--partial", &name];
    all.extend(more);
    if !more.contains(&"--trials") {
        all.extend(["--trials", "5000"]);
    }
    assert_eq!(printed(&all), "");
    name
}

fn combine_fails(parts: &[&str]) -> String {
    let all: Vec<&str> = ["combine"].iter().chain(parts).copied().collect();
    let ran = run(&all);
    assert_eq!(ran.out, "");
    refused(&all)
}

#[test]
fn parts_in_any_order_give_the_bytes_of_the_single_run() {
    let folder = folder();
    let parts =
        ["1/3", "2/3", "3/3"].map(|share| part(&folder, SAMPLE, share, &["--trials", "2000"]));
    let orders = [[0, 1, 2], [2, 0, 1], [1, 2, 0]];
    for (more, orders) in [
        (&["--format", "json", "--draws", "4"][..], &orders[1..2]),
        (&["--format", "json", "--brief"], &orders),
        (&["--format", "csv", "--brief"], &orders[2..]),
        (&["--brief"], &orders[..1]),
    ] {
        let mut single = vec!["analyze", SAMPLE, "--simulate", "--trials", "2000"];
        single.extend(more);
        let single = printed(&single);
        for order in orders {
            let mut all = vec!["combine"];
            all.extend(order.map(|i| &*parts[i]));
            all.extend(more);
            assert!(printed(&all) == single, "{more:?} {order:?}");
        }
    }
}

#[test]
fn threads_and_vectors_change_no_part_and_empty_parts_do_no_harm() {
    let folder = folder();
    let one = part(&folder, OTHER, "2/3", &["--threads", "1"]);
    let two = part(&folder, OTHER, "2/3", &["--threads", "3", "--vectors", "baseline"]);
    assert_eq!(fs::read(one).expect("read"), fs::read(two).expect("read"));
    // 600 trials are two blocks: the third part has none.
    let few = ["--trials", "600"];
    let parts = ["1/3", "2/3", "3/3"].map(|share| part(&folder, OTHER, share, &few));
    let mut all = vec!["combine", "--brief", "--format", "json"];
    all.extend(parts.iter().map(String::as_str));
    let single = ["analyze", OTHER, "--simulate", "--brief", "--format", "json", "--trials", "600"];
    assert_eq!(printed(&all), printed(&single));
}

#[test]
fn missing_doubled_and_foreign_parts_are_named() {
    let folder = folder();
    let parts = ["1/3", "2/3", "3/3"].map(|share| part(&folder, SAMPLE, share, &[]));
    let [one, two, three] = parts.each_ref().map(String::as_str);
    assert!(combine_fails(&[one, three]).contains("part 2 of 3 is missing"));
    assert!(combine_fails(&[two, three]).contains("part 1 of 3 is missing"));
    assert!(combine_fails(&[three]).contains("2 of 3 parts are missing, the first of them part 1"));
    let doubled = combine_fails(&[one, two, three, two]);
    assert!(doubled.contains("part 2 is there twice") && doubled.contains("2-of-3.json"));
    let foreign = [
        (part(&folder, OTHER, "2/3", &["--threads", "1"]), "the documents differ"),
        (part(&folder, SAMPLE, "2/3", &["--seed", "8"]), "seed 8, not 7"),
        (part(&folder, SAMPLE, "2/3", &["--trials", "6000"]), "trials 6000, not 5000"),
        (part(&folder, SAMPLE, "2/4", &[]), "one of 4 parts"),
    ];
    for (stranger, reason) in &foreign {
        let error = combine_fails(&[one, stranger, three]);
        assert!(error.contains(reason) && error.contains(&**stranger), "{error}");
    }
    let missing = path(&folder, "none.json");
    assert!(combine_fails(&[one, &missing, three]).contains("none.json: there is no such file"));
    assert!(combine_fails(&[one, SAMPLE, three]).contains("this is no part of a run"));
}

#[test]
fn damaged_parts_are_refused_by_name() {
    let folder = folder();
    let one = part(&folder, OTHER, "1/2", &[]);
    let two = part(&folder, OTHER, "2/2", &[]);
    let text = fs::read_to_string(&two).expect("text");
    let bad = path(&folder, "bad.json");
    let refusal = |text: &str| {
        fs::write(&bad, text).expect("written");
        let error = combine_fails(&[&one, &bad]);
        assert!(error.contains("bad.json: "), "{error}");
        error
    };
    for length in [0, 1, text.len() / 2, text.len() - 3] {
        let error = refusal(&text[..length]);
        assert!(error.contains("cut short"), "{length}: {error}");
    }
    let version = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    let other = text.replace(&version, "\"version\":\"0.0.1\"");
    assert!(refusal(&other).contains("computed by driftline 0.0.1"));
    let part_trials = "\"part_trials\":";
    for changed in [
        text.replace(part_trials, &format!("{part_trials}1")),
        text.replace("\"part\":2", "\"part\":1"),
        text.replacen(",\"", ", \"", 1),
        text.trim_end().to_owned(),
        text.replace("\"checksum\":\"", "\"checksum\":\"0"),
    ] {
        assert_ne!(changed, text);
        assert!(refusal(&changed).contains("changed or damaged"));
    }
    assert!(refusal("{}").contains("this is no part of a run"));
    assert!(refusal(&text.replace("driftline-partial/1", "other/1")).contains("no part of a run"));
}

#[test]
fn a_part_is_written_whole_and_asked_for_rightly() {
    let folder = folder();
    let out = path(&folder, "p.json");
    for share in ["0/3", "4/3", "1/0", "1", "a/b", "1/3/5"] {
        let ran = run(&["analyze", SAMPLE, "--shard", share, "--partial", &out]);
        assert_eq!(ran.exit, Exit::Failure);
        assert!(ran.err.contains("from 1/8 to 8/8"), "{}", ran.err);
    }
    for more in [&["--shard", "1/2"][..], &["--partial", &out]] {
        let all: Vec<&str> = ["analyze", SAMPLE].iter().chain(more).copied().collect();
        assert_eq!(run(&all).exit, Exit::Failure, "{more:?}");
    }
    let whole = ["analyze", SAMPLE, "--shard", "1/2", "--partial", &out];
    for more in [&["--exact"][..], &["--precision", "0.1"], &["--brief"], &["--draws", "3"]] {
        let all: Vec<&str> = whole.iter().chain(more).copied().collect();
        assert_eq!(run(&all).exit, Exit::Failure, "{more:?}");
    }
    let nowhere = path(&folder, "no/p.json");
    let all = ["analyze", SAMPLE, "--trials", "600", "--shard", "1/2", "--partial", &nowhere];
    assert!(refused(&all).contains("no such file or folder"));
    assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 0);
}
