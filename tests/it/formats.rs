//! Documents in and out: nothing is lost, nothing is guessed, and nothing brings the reader down.

use std::{fs, path::Path};

use driftline::formats::{self, Format, Refusal};
use driftline::model::{Assessment, Dimension, Estimate, Gate, Subject};
use proptest::prelude::*;
use serde_json::Value;

use crate::strategies::assessments;

/// Every field of the format once, in the form that scripts write.
const SAMPLE: &str = r#"{
  "format": "driftline/1",
  "title": "Internal coding-agent fleet",
  "summary": "", "version": "0.1", "status": "draft", "coverage_date": "2026-11-01", "authors": ["A. Evaluator"],
  "system": {"name": "", "developer": "", "models": [{"name": "", "version": "", "internal_only": true}], "description": ""},
  "phases": [
    {"id": "pilot", "name": "Internal pilot", "kind": "internal_pilot", "days": 30,
     "exposure": 10000, "exposure_unit": "agent runs", "distribution_shift": "partial", "evidence_overlap": "partial",
     "affordances": "", "notes": ""}
  ],
  "nodes": [
    {"id": "agents", "name": "Agent instances", "kind": "host", "mechanism": null, "gate": "any", "statement": "",
     "initially_misaligned": {"estimate": {"point": 0.0}},
     "stability":   {"pilot": {"estimate": {"range": {"low": 0.97, "best": 0.99, "high": 0.998}}, "rationale": "",
                                "confidence": "moderate", "evidence": ["e-notebook"], "basis": "panel"}},
     "persistence": {"pilot": {"estimate": {"point": 0.6}}},
     "zone": "internal", "position": {"x": 120.0, "y": 80.0}, "instances": 1200, "severity": null,
     "tags": ["mit:7.1"], "evidence": [], "notes": ""}
  ],
  "links": [
    {"id": "agents-notebook", "from": "agents", "to": "notebook", "mechanism": "shared_context", "intent": "incidental",
     "likelihood": {"pilot": {"estimate": {"level": "unlikely"}}}, "delay_phases": 0, "requires": null, "evidence": [], "notes": ""}
  ],
  "mitigations": [
    {"id": "monitoring", "name": "Offline monitoring", "kind": "detect", "strength": "moderate", "enabled": true,
     "effectiveness": {"pilot": {"estimate": {"point": 0.5}}},
     "prevents": ["agents"], "restores": ["agents"], "blocks": ["agents-notebook"], "undermined_by": ["gateway"],
     "cost": 3.0, "owner": "", "limitations": "", "mit_code": "3.5", "evidence": []}
  ],
  "hypotheses": [
    {"id": "kludge", "name": "Kludge", "archetype": "kludge", "weight": 0.6,
     "emergence_shift": 0.0, "spread_shift": 0.0, "persistence_shift": 0.0, "notes": ""}
  ],
  "pathways": [
    {"id": "p-notebook", "name": "Spread through the shared notebook", "links": ["agents-notebook"], "outcome": "sabotage",
     "frequency": "moderate", "complexity": "low", "severity": "severe", "reversibility": "costly", "detection": "", "notes": ""}
  ],
  "scale": {"name": "Likelihood with a log tail", "bands": [{"level": "unlikely", "low": 0.2, "best": 0.3, "high": 0.45}]},
  "zones": [{"id": "internal", "name": "Internal deployment"}],
  "evidence": [
    {"id": "e-notebook", "title": "", "kind": "incident", "grade": "e4", "source": "", "locator": "", "date": "2026-08-01",
     "finding": "", "limits": ""}
  ]
}"#;

/// The sample, with what its references need but the format's description leaves out.
fn sample() -> String {
    SAMPLE.replace(
        r#""tags": ["mit:7.1"], "evidence": [], "notes": ""}"#,
        r#""tags": ["mit:7.1"], "evidence": [], "notes": ""},
    {"id": "notebook", "name": "Shared notebook", "kind": "channel", "gate": {"at_least": 2}},
    {"id": "gateway", "name": "Gateway", "kind": "enabler"},
    {"id": "sabotage", "name": "Sabotage", "kind": "outcome", "severity": "severe"}"#,
    )
}

fn read(text: &str) -> Result<Assessment, Refusal> {
    formats::read(text.as_bytes(), None).map(|reading| reading.document)
}

fn ron(document: &Assessment) -> String {
    formats::canonical(document).expect("RON")
}

fn json(document: &Assessment) -> String {
    formats::write(document, Format::Json).expect("JSON")
}

/// The minimum with one node, whose fields `extra` extends.
fn with_node(extra: &str) -> String {
    format!(
        "{{\"format\": \"driftline/1\", \"title\": \"\",\n\"phases\": [{{\"id\": \"p\", \"name\": \"\"}}],\n\
         \"nodes\": [{{\"id\": \"a\", \"name\": \"\", \"kind\": \"host\",\n{extra}}}],\n\"links\": []}}"
    )
}

fn refusal_of(text: &str) -> Refusal {
    read(text).expect_err("it must be refused")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn documents_survive_ron_and_json_and_ron_again(document in assessments()) {
        let first = ron(&document);
        let from_ron = read(&first).expect("its own RON");
        prop_assert_eq!(&from_ron, &document);
        let from_json = read(&json(&from_ron)).expect("its own JSON");
        prop_assert_eq!(&from_json, &document);
        prop_assert_eq!(ron(&from_json), first);
    }

    #[test]
    fn numbers_keep_every_bit(
        p in crate::strategies::probability(),
        x in prop_oneof![-1e7..1e7_f64, -1e-300..1e-300_f64],
    ) {
        let text = with_node(&format!(
            "\"initially_misaligned\": {{\"estimate\": {{\"point\": {}}}}}, \"position\": {{\"x\": {x:?}, \"y\": 0}}",
            serde_json::to_string(&p.get()).expect("a number"),
        ));
        let document = read(&read(&text).map(|d| ron(&d)).expect("valid")).expect("its own RON");
        let node = document.nodes().at(0).expect("the node");
        let point = node.initially_misaligned.as_ref().map(|score| score.estimate.clone());
        prop_assert!(matches!(point, Some(Estimate::Point(q)) if q.get().to_bits() == p.get().to_bits()));
        prop_assert_eq!(node.position.map(|at| at.x.to_bits()), Some(x.to_bits()));
    }

    #[test]
    fn arbitrary_bytes_never_bring_the_reader_down(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for hint in [None, Some(Format::Ron), Some(Format::Json)] {
            prop_assert!(formats::read(&bytes, hint).is_err());
        }
    }

    #[test]
    fn a_damaged_document_is_read_or_refused_in_one_line(
        document in assessments(),
        in_json in any::<bool>(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), damages()), 1..4),
    ) {
        let mut bytes = if in_json { json(&document) } else { ron(&document) }.into_bytes();
        for (place, with) in damage {
            let at = place.index(bytes.len());
            let end = (at + with.len()).min(bytes.len());
            bytes.splice(at..end, with);
        }
        match formats::read(&bytes, None) {
            // What is read must be writable and stable, damaged or not.
            Ok(reading) => prop_assert_eq!(read(&ron(&reading.document)), Ok(reading.document)),
            Err(refusal) => prop_assert_eq!(refusal.to_string().lines().count(), 1),
        }
    }
}

fn damages() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        prop::sample::select(vec![
            "\"", "(", ")", "[", "{", "}", ",", ":", "//", "/*", "\\", "NaN", "null", "1e999",
            "-1", "r#\""
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ]
}

#[test]
fn every_field_of_the_sample_is_kept() {
    let document = read(&sample()).expect("the sample");
    let written: Value = serde_json::from_str(&json(&document)).expect("JSON");
    let given: Value = serde_json::from_str(&sample()).expect("JSON");
    assert_kept(&given, &written, "");
    let again = read(&ron(&document)).expect("its own RON");
    assert_eq!(again, document);
}

/// Everything given is written, except what has its default: empty, null, zero, or the default word.
fn assert_kept(given: &Value, written: &Value, path: &str) {
    const DEFAULTS: [&str; 5] = ["any", "other", "unknown", "limit", "unrated"];
    match given {
        Value::Object(fields) => {
            for (name, value) in fields {
                let is_default = match value {
                    Value::Null => true,
                    Value::Bool(b) => *b == (name == "enabled"),
                    Value::Number(n) => n.as_f64() == Some(0.0),
                    Value::String(s) => s.is_empty() || DEFAULTS.contains(&s.as_str()),
                    Value::Array(items) => items.is_empty(),
                    Value::Object(fields) => fields.is_empty(),
                };
                match written.get(name) {
                    Some(there) => assert_kept(value, there, &format!("{path}.{name}")),
                    None => assert!(is_default, "{path}.{name} is lost"),
                }
            }
        }
        Value::Array(items) => {
            assert_eq!(written.as_array().map(Vec::len), Some(items.len()), "{path}");
            for (i, item) in items.iter().enumerate() {
                assert_kept(item, &written[i], &format!("{path}[{i}]"));
            }
        }
        Value::Number(number) => assert_eq!(number.as_f64(), written.as_f64(), "{path}"),
        _ => assert_eq!(given, written, "{path}"),
    }
}

#[test]
fn every_field_of_the_sample_is_in_the_schema() {
    let schema: Value = serde_json::from_str(&formats::schema()).expect("JSON");
    assert_eq!(schema["title"], "driftline document");
    assert!(schema["$schema"].is_string() && schema["description"].is_string());
    let given: Value = serde_json::from_str(&sample()).expect("JSON");
    assert_described(&schema, &[&schema], &given, "");
}

/// Each field is a property of its record, has a description there, and holds what the schema describes.
fn assert_described(root: &Value, schemas: &[&Value], given: &Value, path: &str) {
    let open: Vec<&Value> = schemas.iter().flat_map(|schema| choices(root, schema)).collect();
    match given {
        Value::Object(fields) => {
            for (name, value) in fields {
                let property = open.iter().find_map(|schema| schema["properties"].get(name));
                let any = || {
                    open.iter()
                        .find_map(|schema| schema.get("additionalProperties"))
                        .filter(|s| s.is_object())
                };
                let inner = property.or_else(any);
                assert!(inner.is_some(), "{path}.{name} is not in the schema");
                let inner = inner.unwrap_or(&Value::Null);
                // A variant's description stands beside it, not on the value that it holds.
                let variant = open.iter().find(|schema| schema["properties"].get(name).is_some());
                let is_described =
                    choices(root, inner).iter().any(|s| s["description"].is_string())
                        || inner["description"].is_string()
                        || variant.is_some_and(|schema| schema["description"].is_string());
                assert!(is_described || property.is_none(), "{path}.{name} has no description");
                assert_described(root, &[inner], value, &format!("{path}.{name}"));
            }
        }
        Value::Array(items) => {
            let inner = open.iter().find_map(|schema| schema.get("items"));
            assert!(inner.is_some(), "{path} is no list");
            let inner = inner.unwrap_or(&Value::Null);
            for item in items {
                assert_described(root, &[inner], item, path);
            }
        }
        Value::String(word) => {
            let fits = |schema: &&Value| match (&schema["enum"], &schema["const"]) {
                (Value::Array(words), _) => words.contains(given),
                (_, Value::String(constant)) => constant == word,
                _ => {
                    schema["type"] == "string"
                        || schema["type"].as_array().is_some_and(|t| t.contains(&"string".into()))
                }
            };
            assert!(open.iter().any(fits), "{path}: '{word}' does not fit");
        }
        _ => {}
    }
}

fn choices<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let target = schema["$ref"].as_str().and_then(|reference| root.pointer(&reference[1..]));
    let list = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array());
    match (target, list) {
        (Some(target), _) => choices(root, target),
        (None, Some(list)) => list.iter().flat_map(|choice| choices(root, choice)).collect(),
        (None, None) => vec![schema],
    }
}

#[test]
fn the_canonical_form_is_this() {
    let document = read(&sample()).expect("the sample");
    let text = ron(&document);
    assert!(
        text.starts_with(
            "(\n  format: \"driftline/1\",\n  title: \"Internal coding-agent fleet\",\n"
        ),
        "{text}"
    );
    assert!(text.ends_with(")\n") && !text.ends_with("\n\n"));
    let score = "      \"pilot\": (estimate: range(low: 0.97, best: 0.99, high: 0.998), confidence: moderate, evidence: [\"e-notebook\"], basis: panel),\n";
    assert!(text.contains(score), "{text}");
    assert_eq!(formats::sha256(&document).map(|digest| digest.len()), Ok(64));
}

#[test]
fn documents_of_the_oracle_survive() {
    let files = files_of("tests/data/oracle", "json");
    for (name, bytes) in files.iter().filter(|(name, _)| !name.ends_with(".expected.json")) {
        let reading =
            formats::read(bytes, Some(Format::Json)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(read(&ron(&reading.document)), Ok(reading.document), "{name}");
    }
}

#[test]
fn hostile_files_are_refused_in_one_line_that_names_the_place() {
    let table = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile/EXPECT.tsv"),
    );
    let table = table.expect("the table of expectations");
    let mut seen = vec!["EXPECT.tsv".to_owned()];
    for row in table.lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
        let (name, fragment) = row.split_once('\t').expect("a name and a fragment");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile").join(name);
        let hint = path.extension().and_then(|e| e.to_str()).and_then(Format::from_extension);
        let bytes = fs::read(&path).unwrap_or_else(|e| panic!("{name}: {e}"));
        let Err(refusal) = formats::read(&bytes, hint) else { panic!("{name} was read") };
        // The name of the file is put before the line by whoever opened it.
        let line = format!("{name}: {refusal}");
        assert_eq!(line.lines().count(), 1, "{line}");
        assert!(line.contains(fragment), "'{fragment}' is not in: {line}");
        seen.push(name.to_owned());
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile");
    let entries = fs::read_dir(folder).expect("the folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names.map(|n| n.to_string_lossy().into_owned()).collect();
    names.sort();
    seen.sort();
    assert_eq!(seen, names, "each hostile file has its expectation");
    assert!(seen.len() > 1, "there is no hostile file");
}

fn files_of(folder: &str, extension: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries =
        fs::read_dir(&folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .map(|path| {
            (
                path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
                fs::read(&path).expect("a file"),
            )
        })
        .collect();
    files.sort();
    assert!(!files.is_empty(), "there is no file in {}", folder.display());
    files
}

#[test]
fn every_problem_is_listed_with_its_line() {
    let text = with_node(
        "\"zone\": \"nowhere\", \"gate\": {\"at_least\": 0},\n\"stability\": {\"p\": {\"estimate\": {\"point\": 1.5}},\n\"ghost\": {\"estimate\": {\"point\": 0.5}}}",
    );
    let refusal = refusal_of(&text);
    let found: Vec<_> = refusal.problems().iter().map(|p| (p.line, &*p.path)).collect();
    assert_eq!(
        found,
        [
            (Some(4), "nodes[0].gate.at_least"),
            (Some(4), "nodes[0].zone"),
            (Some(5), "nodes[0].stability.p.estimate.point"),
            (Some(6), "nodes[0].stability.ghost"),
        ]
    );
    assert!(refusal.to_string().ends_with("(and 3 more)"), "{refusal}");
}

#[test]
fn several_unknown_and_missing_fields_are_listed_at_once() {
    let json =
        with_node("\"stabilty\": {}, \"mechanism\": \"magic\",\n\"position\": {\"x\": \"left\"}");
    let ron = "(format: \"driftline/1\", title: \"\", phases: [(id: \"p\", name: \"\")],\n\n\
               nodes: [(id: \"a\", name: \"\", kind: host,\nstabilty: {}, mechanism: magic,\nposition: (x: \"left\"))], links: [])";
    for text in [json.as_str(), ron] {
        let refusal = refusal_of(text);
        let found: Vec<_> = refusal.problems().iter().map(|p| (p.line, &*p.path)).collect();
        let wanted = [
            (Some(4), "nodes[0].stabilty"),
            (Some(4), "nodes[0].mechanism"),
            (Some(5), "nodes[0].position.x"),
            (Some(5), "nodes[0].position.y"),
        ];
        assert_eq!(found, wanted, "{refusal}");
        assert!(refusal.to_string().contains("did you mean 'stability'"), "{refusal}");
    }
}

#[test]
fn the_audit_finds_no_fault_with_words_that_are_right() {
    // The one fault is the last field; everything before it is right in both forms.
    for text in [sample().replace("\"limits\": \"\"", "\"limits\": 5"), {
        let text = ron(&read(&sample()).expect("the sample"));
        text.replace("date: \"2026-08-01\"", "date: 5")
    }] {
        let refusal = refusal_of(&text);
        assert_eq!(refusal.problems().len(), 1, "{:?}", refusal.problems());
    }
}

#[test]
fn a_text_cut_anywhere_is_refused_in_one_line() {
    let document = read(&sample()).expect("the sample");
    for text in [ron(&document), json(&document)] {
        for end in (0..text.trim_end().len()).filter(|end| text.is_char_boundary(*end)) {
            let refusal = refusal_of(&text[..end]);
            assert_eq!(refusal.to_string().lines().count(), 1, "{refusal}");
            assert_eq!(refusal.problems().len(), 1, "{refusal}");
        }
    }
}

#[test]
fn a_coordinate_that_is_no_number_is_named() {
    let text = "(format: \"driftline/1\", title: \"\", phases: [(id: \"p\", name: \"\")],\n\
                nodes: [(id: \"a\", name: \"\", kind: host, position: (x: 1, y: -inf))], links: [])";
    let refusal = refusal_of(text);
    assert_eq!(refusal.problems()[0].path, "nodes[0].position.y", "{refusal}");
}

#[test]
fn a_newer_version_is_named_and_not_read() {
    for text in [
        "{\"format\": \"driftline/2\", \"novelty\": 1}",
        "(novelty: strange(1), format: \"driftline/2\")",
    ] {
        let refusal = refusal_of(text);
        assert_eq!(refusal.problems().len(), 1);
        assert!(
            refusal.to_string().contains("driftline/2") && refusal.to_string().contains("newer"),
            "{refusal}"
        );
    }
    assert!(refusal_of("{\"format\": \"other/1\"}").to_string().contains("'other/1' is unknown"));
}

#[test]
fn whole_numbers_are_probabilities_too_in_both_forms() {
    let text = with_node("\"persistence\": {\"p\": {\"estimate\": {\"point\": 1}}}");
    let document = read(&text).expect("valid");
    let written = ron(&document).replace("point(1.0)", "point(1)");
    assert!(written.contains("point(1)"), "{written}");
    assert_eq!(read(&written), Ok(document));
}

#[test]
fn hand_written_ron_may_name_types_and_say_some_under_its_own_rules() {
    let text = "/* by hand */ Document(format: \"driftline/1\", title: \"x\", phases: [Phase(id: \"p\", name: \"P\")],\n\
                nodes: [Node(id: \"a\", name: \"A\", kind: host, mechanism: reflection, gate: at_least(2), instances: 3,)], links: [],)";
    let reading = formats::read(text.as_bytes(), Some(Format::Json)).expect("valid");
    assert_eq!(reading.format, Format::Ron);
    assert_eq!(reading.notices.len(), 2, "{:?}", reading.notices);
    let node = reading.document.nodes().at(0).expect("the node");
    assert!(matches!(node.gate, Gate::AtLeast(k) if k.get() == 2));
    assert_eq!(node.instances, Some(3));
}

#[test]
fn scores_are_written_in_the_order_of_the_phases() {
    let text = with_node("\"stability\": {\"a\": {\"estimate\": {\"point\": 0.5}}, \"p\": {\"estimate\": {\"point\": 0.25}}}")
        .replace("{\"id\": \"p\", \"name\": \"\"}", "{\"id\": \"p\", \"name\": \"\"}, {\"id\": \"a\", \"name\": \"\"}");
    let document = read(&text).expect("valid");
    let subject = Subject::Node(document.nodes().at(0).expect("the node").id.clone());
    assert!(
        document.series(&subject, Dimension::Stability).is_some_and(|series| !series.is_empty())
    );
    for written in [ron(&document), json(&document)] {
        let (p, a) = (written.find("0.25").expect("p"), written.find("0.5").expect("a"));
        assert!(p < a, "{written}");
    }
}

#[test]
fn deep_nesting_is_refused_where_it_is_too_deep() {
    for (open, hint) in [
        ("[", Format::Json),
        ("{\"format\":", Format::Json),
        ("(", Format::Ron),
        ("(format:(", Format::Ron),
    ] {
        let text = open.repeat(200_000);
        assert!(formats::read(text.as_bytes(), Some(hint)).is_err(), "{open}");
    }
}
