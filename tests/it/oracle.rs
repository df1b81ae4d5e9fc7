//! Documents with answers that were found by exhaustion outside this package: both solvers must give them.

use std::{fs, path::Path};

use driftline::{
    analysis::{Analysis, Figure, Method, Outlook, Unmonitored, analyze},
    formats,
    model::{Assessment, MethodChoice, Study},
};
use serde_json::Value;

const TRIALS: u64 = 100_000;

/// Each document with its name and its expected answers.
fn documents() -> Vec<(String, Assessment, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/oracle");
    let mut all = Vec::new();
    for entry in fs::read_dir(&folder).expect("the oracle's folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name").to_owned();
        let Some(stem) = name.strip_suffix(".json").filter(|s| !s.ends_with(".expected")) else {
            continue;
        };
        let reading = formats::read(&fs::read(&path).expect("a file"), None);
        let document = reading.expect(&name).document;
        let answers = fs::read(folder.join(format!("{stem}.expected.json"))).expect("answers");
        let answers = serde_json::from_slice(&answers).expect("answers in JSON");
        all.push((stem.to_owned(), document, answers));
    }
    assert!(all.len() >= 30, "only {} documents were found", all.len());
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

fn run(document: &Assessment, method: MethodChoice) -> Analysis {
    let study = Study { trials: TRIALS, seed: 5, threads: 2, method, ..Study::default() };
    analyze(document, &study, &Unmonitored).expect("an analysis")
}

/// Every figure with what it should be.
fn pairs<'a>(outlook: &'a Outlook, answers: &'a Value) -> Vec<(String, &'a Figure, f64)> {
    let mut pairs = Vec::new();
    let mut list = |what: String, figures: &'a [Figure], wanted: &Value| {
        let wanted = wanted.as_array().expect("an answer for every figure");
        assert_eq!(figures.len(), wanted.len(), "{what}");
        for (t, (figure, wanted)) in figures.iter().zip(wanted).enumerate() {
            pairs.push((format!("{what}[{t}]"), figure, wanted.as_f64().expect("a number")));
        }
    };
    list("any_outcome".to_owned(), &outlook.any_outcome, &answers["any_outcome"]);
    for (id, node) in &outlook.nodes {
        let wanted = &answers["nodes"][id.as_str()];
        list(format!("{id} prevalence"), &node.prevalence, &wanted["prevalence"]);
        list(format!("{id} ever"), &node.ever, &wanted["ever"]);
    }
    if let Some(wanted) = answers["initial_any_outcome"].as_f64() {
        pairs.push(("initial".to_owned(), &outlook.initial_any_outcome, wanted));
    }
    pairs
}

/// The outlooks of a result beside their answers: pooled, then by hypothesis.
fn outlooks<'a>(found: &'a Analysis, answers: &'a Value) -> Vec<(&'a Outlook, &'a Value)> {
    let single = found.hypotheses.iter().map(|h| {
        let wanted = &answers["hypotheses"][h.id.as_str()];
        let weight = wanted["weight"].as_f64().expect("a weight");
        assert!((h.weight - weight).abs() < 1e-12, "{}", h.id);
        (&h.outlook, wanted)
    });
    [(&found.pooled, answers)].into_iter().chain(single).collect()
}

#[test]
fn exact_results_are_those_of_the_oracle() {
    for (name, document, answers) in documents() {
        let found = run(&document, MethodChoice::Automatic);
        assert_eq!(found.method, Method::Exact, "{name}");
        for (outlook, answers) in outlooks(&found, &answers) {
            for (what, figure, wanted) in pairs(outlook, answers) {
                let found = figure.value;
                assert!((found - wanted).abs() <= 1e-9, "{name} {what}: {found} for {wanted}");
                assert_eq!(found > 0.0, wanted > 0.0, "{name} {what}: {found} for {wanted}");
            }
        }
    }
}

#[test]
fn simulated_results_are_within_four_errors_of_the_oracle() {
    let mut compared = 0;
    for (name, document, answers) in documents() {
        let found = run(&document, MethodChoice::Simulation);
        for (is_pooled, (outlook, answers)) in
            outlooks(&found, &answers).into_iter().enumerate().map(|(i, o)| (i == 0, o))
        {
            for (what, figure, wanted) in pairs(outlook, answers) {
                // One hypothesis: the true error follows from the answer. Pooled: the joint counts know it.
                let true_error = (wanted * (1.0 - wanted).max(0.0) / TRIALS as f64).sqrt();
                let error = if is_pooled { figure.standard_error } else { true_error };
                // With fewer than some ten expected hits or misses z is not nearly normal.
                if error * TRIALS as f64 > 3.0 {
                    let z = (figure.value - wanted) / error;
                    assert!(z.abs() <= 4.0, "{name} {what}: {} for {wanted}, z {z}", figure.value);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 500, "{compared}");
}
