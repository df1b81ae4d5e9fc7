//! `driftline analyze`: the object that scripts rely on, equal bytes, and when a simulation stops.

use serde_json::Value;

use crate::{
    cli::{SAMPLE, printed, run},
    report::kept,
};
use driftline::cli::Exit;

/// Three nodes in two phases, with ranges.
const SMALL: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/oracle/levels-and-ranges.json");
/// An outcome of probability 3e-9.
const RARE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/oracle/rare.json");

fn object(arguments: &[&str]) -> Value {
    let all: Vec<&str> =
        ["analyze"].iter().chain(arguments).chain(&["--format", "json"]).copied().collect();
    serde_json::from_str(&printed(&all)).expect("JSON")
}

/// The members of a list.
fn list<'a>(value: &'a Value, what: &str) -> &'a [Value] {
    value.as_array().unwrap_or_else(|| panic!("{what}: no list, {value}"))
}

/// The members of an object, all of those that are named among them.
fn fields(value: &Value, names: &[&str], what: &str) {
    for name in names {
        assert!(value.get(name).is_some(), "{what}: no {name} in {value}");
    }
}

/// As many numbers as there are phases, of which those that are not defined are null.
fn by_phase(value: &Value, phases: usize, what: &str) {
    let numbers = list(value, what);
    assert_eq!(numbers.len(), phases, "{what}");
    assert!(numbers.iter().all(Value::is_number), "{what}: {value}");
}

fn number_or_null(value: &Value, what: &str) {
    assert!(value.is_number() || value.is_null(), "{what}: {value}");
}

/// What is the same pooled and under a hypothesis.
fn outlook(object: &Value, phases: usize, what: &str) {
    by_phase(&object["any_outcome"], phases, what);
    by_phase(&object["any_outcome_se"], phases, what);
    for (id, node) in object["nodes"].as_object().expect("nodes by id") {
        for name in ["prevalence", "prevalence_se", "ever", "ever_se"] {
            by_phase(&node[name], phases, &format!("{what} {id} {name}"));
        }
    }
}

/// Whether a quantity is there; where it is not a warning must say why.
fn has(object: &Value, field: &str, what: &str) -> bool {
    let warnings = list(&object["warnings"], "warnings");
    let is_explained =
        warnings.iter().filter_map(Value::as_str).any(|w| w.starts_with(&format!("{what}: not")));
    assert_ne!(object.get(field).is_some(), is_explained, "{field}");
    !is_explained
}

fn check_bands(value: &Value, phases: usize, what: &str) {
    assert_eq!(list(value, what).len(), phases);
    for band in list(value, what) {
        let quantiles = ["q05", "q25", "q50", "q75", "q95"].map(|name| band[name].as_f64());
        assert!(quantiles.iter().all(Option::is_some) && quantiles.is_sorted(), "{what}: {band}");
        assert!(band["mean"].is_number());
    }
}

fn check_deeper(object: &Value, phases: usize) {
    if has(object, "reproduction_number", "Reach and reproduction number") {
        by_phase(&object["reproduction_number"], phases, "reproduction number");
        for (id, node) in object["nodes"].as_object().expect("nodes by id") {
            by_phase(&node["expected_reach"], phases, id);
        }
    }
    if has(object, "importance", "Importance") {
        for one in list(&object["importance"], "importance") {
            fields(one, &["element", "kind"], "importance");
            by_phase(&one["birnbaum"], phases, "Birnbaum");
            for name in ["raw", "rrw", "fussell_vesely", "benefit"] {
                fields(one, &[name], "importance");
                number_or_null(&one[name], name);
            }
        }
    }
    if has(object, "tornado", "Tornado") {
        for one in list(&object["tornado"], "tornado") {
            fields(one, &["element", "dimension"], "tornado");
            assert!(one["low"].is_number() && one["high"].is_number());
        }
    }
    if has(object, "uncertainty", "Uncertainty") {
        let uncertainty = &object["uncertainty"];
        check_bands(&uncertainty["any_outcome"], phases, "any outcome");
        for (id, node) in uncertainty["nodes"].as_object().expect("nodes by id") {
            check_bands(&node["prevalence"], phases, id);
            check_bands(&node["ever"], phases, id);
        }
    }
}

fn check_routes_and_cut(object: &Value) {
    let phases = list(&object["phases"], "phases");
    for route in list(&object["routes"], "routes") {
        assert!(route["probability"].as_f64().is_some_and(|p| p > 0.0 && p <= 1.0));
        for step in list(&route["steps"], "steps") {
            fields(step, &["phase", "event", "element"], "step");
            assert!(step["phase"].is_null() || phases.contains(&step["phase"]));
        }
    }
    let cut = object.get("cut").expect("a cut or null");
    if !cut.is_null() {
        assert!(list(&cut["links"], "links").iter().all(Value::is_string));
        assert!(cut["weight"].is_number());
    }
}

#[test]
fn the_object_has_the_fields_and_shapes_that_scripts_rely_on() {
    for (document, way, method) in
        [(SAMPLE, "--simulate", "simulation"), (SMALL, "--exact", "exact")]
    {
        let object = object(&[document, way, "--trials", "4096", "--draws", "8"]);
        let phases = list(&object["phases"], "phases").len();
        assert_eq!(object["format"], "driftline-analysis/1");
        assert_eq!(object["document_sha256"].as_str().map(str::len), Some(64));
        assert_eq!(object["method"], method);
        assert_eq!((&object["seed"], &object["draws"]), (&7.into(), &8.into()));
        assert_eq!(object["trials"], if method == "exact" { 0 } else { 4096 });
        assert!(object["initial"]["any_outcome"].is_number());
        outlook(&object, phases, "pooled");
        let upper = list(&object["upper"], "upper");
        assert_eq!(upper.len(), phases);
        for bound in upper {
            number_or_null(bound, "upper");
        }
        let mut weights = 0.0;
        for (id, hypothesis) in object["hypotheses"].as_object().expect("hypotheses by id") {
            outlook(hypothesis, phases, id);
            weights += hypothesis["weight"].as_f64().expect("a weight");
        }
        assert!((weights - 1.0).abs() < 1e-12);
        for missing in list(&object["unscored"], "unscored") {
            fields(missing, &["element", "dimension", "phase"], "unscored");
            assert!(missing["pushes"] == "up" || missing["pushes"] == "down");
        }
        check_deeper(&object, phases);
        check_routes_and_cut(&object);
    }
}

#[test]
fn a_brief_analysis_leaves_out_what_takes_further_runs() {
    let object = object(&[SMALL, "--brief"]);
    for name in ["reproduction_number", "importance", "tornado", "uncertainty", "routes", "cut"] {
        assert!(object.get(name).is_none(), "{name}");
    }
    fields(&object, &["nodes", "any_outcome", "hypotheses", "unscored", "warnings"], "brief");
}

#[test]
fn neither_threads_nor_vectors_change_a_byte() {
    let with = |threads, vectors| {
        let mut all = vec!["analyze", SAMPLE, "--format", "json", "--seed", "7", "--simulate"];
        all.extend(["--trials", "1000", "--draws", "4", "--threads", threads]);
        all.extend(["--vectors", vectors]);
        printed(&all)
    };
    let one = with("1", "widest");
    for (threads, vectors) in [("2", "widest"), ("8", "avx2"), ("1", "baseline"), ("2", "avx2")] {
        assert_eq!(one, with(threads, vectors), "{threads} threads, {vectors}");
    }
    let mut other = vec!["analyze", SAMPLE, "--format", "json", "--seed", "8", "--simulate"];
    other.extend(["--trials", "1000", "--draws", "4"]);
    assert_ne!(one, printed(&other));
}

#[test]
fn the_table_has_a_row_for_every_figure() {
    let text = printed(&["analyze", SMALL, "--format", "csv", "--draws", "4"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().expect("a head").clone();
    assert_eq!(
        head.iter().take(7).collect::<Vec<_>>(),
        ["hypothesis", "node", "quantity", "phase", "value", "standard_error", "upper"]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let count = |quantity: &str| rows.iter().filter(|row| &row[2] == quantity).count();
    // Pooled and under two hypotheses, in two phases; three nodes.
    assert_eq!((count("any_outcome"), count("prevalence"), count("ever")), (6, 18, 18));
    assert!(count("route_probability") > 0);
    assert!(rows.iter().all(|row| row[4].parse::<f64>().is_ok_and(f64::is_finite)));
}

#[test]
fn a_precision_stops_the_simulation_as_soon_as_it_is_reached() {
    let with = |threads| {
        let mut all = vec![SAMPLE, "--simulate", "--brief", "--precision", "0.01"];
        all.extend(["--trials", "1000000000", "--threads", threads]);
        object(&all)
    };
    let found = with("1");
    assert_eq!(found, with("8"));
    let last =
        |name: &str| list(&found[name], name).last().and_then(Value::as_f64).expect("a last phase");
    assert!(last("any_outcome_se") <= 0.01 * last("any_outcome"));
    let used = found["trials"].as_u64().expect("trials");
    assert!((1 << 14..1 << 24).contains(&used), "{used}");
    // What was simulated is what a run of that length gives.
    let trials = used.to_string();
    assert_eq!(found, object(&[SAMPLE, "--simulate", "--brief", "--trials", &trials]));
}

#[test]
fn a_simulation_without_a_hit_never_stops_early() {
    let all = [RARE, "--simulate", "--brief", "--precision", "0.5", "--trials", "40000"];
    let found = object(&all);
    assert_eq!(found["trials"], 40_000);
    for bad in ["0", "1", "-0.1", "nan", "a"] {
        let ran = run(&["analyze", SAMPLE, &format!("--precision={bad}")]);
        assert_eq!(ran.exit, Exit::Failure);
        assert!(ran.err.contains("a share between 0 and 1"), "{}", ran.err);
    }
}

#[test]
fn the_text_for_people_is_kept() {
    let text = printed(&["analyze", SAMPLE, "--simulate", "--brief", "--trials", "4096"]);
    kept("analyze-brief.txt", &text);
}

#[test]
fn the_text_shows_what_lies_deeper() {
    let text = printed(&["analyze", SAMPLE, "--simulate", "--trials", "1000"]);
    assert!(text.contains("Most probable routes to an outcome\n 1. "), "{text}");
    assert!(text.contains("\nCut: "), "{text}");
}

#[test]
fn what_would_take_too_much_memory_is_refused_with_the_estimate() {
    let refused = |arguments: &[&str]| {
        let ran = run(&[&["analyze", SAMPLE], arguments].concat());
        assert_eq!((ran.exit, ran.out.as_str()), (Exit::Failure, ""));
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        ran.err
    };
    let told = refused(&["--memory", "0.0001", "--brief"]);
    assert!(told.starts_with("error: ") && told.contains("may take 105 KiB"), "{told}");
    assert!(told.contains("fewer threads or fewer hypotheses") && told.contains("--memory"));
    let many = refused(&["--memory", "0.03", "--threads", "1024", "--simulate", "--brief"]);
    assert!(many.contains("of memory"), "{many}");
    for bad in ["0", "-1", "nan", "inf", "much"] {
        let ran = run(&["analyze", SAMPLE, &format!("--memory={bad}")]);
        assert_eq!(ran.exit, Exit::Failure);
        assert!(ran.err.contains("a number of GiB above 0"), "{}", ran.err);
    }
    let enough = ["--brief", "--simulate", "--trials", "512"];
    let with = object(&[&[SAMPLE, "--memory", "2"], &enough[..]].concat());
    assert_eq!(with, object(&[&[SAMPLE], &enough[..]].concat()));
}
