//! A panel on the command line: tables with faults, ballots in any order, values only of what is revealed.

use std::{fmt::Write as _, fs};

use driftline::{
    cli::Exit,
    formats::{self, Format},
    model::*,
};
use serde_json::Value;

use crate::cli::{SAMPLE, folder, path, printed, refused, run};

fn read(file: &str) -> Assessment {
    formats::read(&fs::read(file).expect("a file"), None).expect("a document").document
}

fn write(file: &str, document: &Assessment) {
    fs::write(file, formats::write(document, Format::Ron).expect("text")).expect("written");
}

fn in_state(file: &str, state: RoundState) {
    let document = read(file);
    let round = document.panel().rounds[0].clone();
    let edit = Edit::panel(PanelEdit::Round(Round { state, ..round }));
    write(file, &document.edited(&edit).expect("taken"));
}

/// Items of the sample: the likelihood of its first links.
fn items(count: usize) -> Vec<String> {
    let document = read(SAMPLE);
    let phase = document.phases().at(0).expect("a phase").id.clone();
    let links = document.links().iter().take(count);
    let items: Vec<String> =
        links.map(|link| format!("link/{}/likelihood/{phase}", link.id)).collect();
    assert_eq!(items.len(), count);
    items
}

#[test]
fn a_large_table_loads_but_for_its_faults_and_pools() {
    let folder = folder();
    let (table, file) = (path(&folder, "answers.csv"), path(&folder, "panel.driftline"));
    let mut text = "expert,item,round,low,best,high,confidence,rationale\n".to_owned();
    let (items, mut lines) = (items(12), Vec::new());
    let mut line = 1;
    for expert in 0..300 {
        for item in &items {
            line += 1;
            let best = 0.1 + 0.002 * f64::from(expert);
            let (low, high) = (best / 2.0, best + 0.1);
            // Every four hundredth row has its ends the wrong way round.
            let (low, high) = if line % 400 == 0 { (high, low) } else { (low, high) };
            if line % 400 == 0 {
                lines.push(line);
            }
            writeln!(text, "expert {expert},{item},first,{low},{best},{high},,").expect("text");
        }
    }
    fs::write(&table, text).expect("written");
    let ran = run(&["panel", SAMPLE, "--import", &table, "--out", &file]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.err);
    let told = ran.out.replace('\u{202f}', "");
    assert!(told.starts_with("3591 of 3600 rows read\n"), "{told}");
    assert!(told.contains("expert 11 and 288 more\n"), "{told}");
    let told: Vec<&str> = ran.out.lines().filter(|l| l.starts_with("left out: line ")).collect();
    let wanted: Vec<String> =
        lines.iter().map(|line| format!("left out: line {line}: low ")).collect();
    assert_eq!(told.len(), wanted.len());
    assert!(told.iter().zip(&wanted).all(|(told, wanted)| told.starts_with(wanted)), "{told:?}");
    assert_eq!(read(&file).panel().judgements.len(), 3591);
    // Not a number before all have seen them.
    let told = printed(&["panel", &file]);
    assert!(
        told.contains("No round is revealed")
            && told.contains("of 300 experts 300 answered something"),
        "{told}"
    );
    let refusal = refused(&["panel", &file, "--round", "first"]);
    assert!(refusal.contains("not revealed"), "{refusal}");
    in_state(&file, RoundState::Closed);
    assert!(refused(&["panel", &file, "--round", "first"]).contains("not revealed"));
    in_state(&file, RoundState::Revealed);
    for rule in ["log-odds", "extremized", "linear", "quantile-average", "median", "trimmed"] {
        let told = printed(&["panel", &file, "--rule", rule, "--format", "json"]);
        let told: Value = serde_json::from_str(&told).expect("JSON");
        let questions = told["questions"].as_array().expect("a list");
        assert_eq!(questions.len(), 12);
        for question in questions {
            let pool = &question["pool"];
            let [low, best, high] = ["low", "best", "high"].map(|of| pool[of].as_f64().expect(of));
            assert!(low < best && best < high && (0.2..0.6).contains(&best), "{rule}: {pool}");
        }
    }
    let rows = printed(&["panel", &file, "--format", "csv"]);
    assert_eq!(rows.lines().count(), 13);
    let seedless = printed(&["panel", &file, "--rule", "classical"]);
    assert!(seedless.contains("seed question"), "{seedless}");
}

/// The sample with three experts and an open round on two scores.
fn panel(file: &str) {
    let document = read(SAMPLE);
    let link = document.links().at(0).expect("a link").id.clone();
    let phase = document.phases().at(0).expect("a phase").id.clone();
    let id = |text: &str| Id::new(text).expect("an id");
    let key = ScoreKey {
        subject: Subject::Link(link),
        dimension: Dimension::Likelihood,
        phase: Some(phase),
    };
    let round = Round {
        state: RoundState::Open,
        questions: vec![Id::new("q-link").expect("an id")],
        ..Round::new(Id::new("one").expect("an id"), "Round 1")
    };
    let question = PanelQuestion::new(Id::new("q-link").expect("an id"), Asked::Score(key));
    let experts = ["heron", "finch", "owl"].map(|name| Expert::new(id(name), name));
    let edits = experts.into_iter().map(PanelEdit::Expert);
    let edits = edits.chain([PanelEdit::Question(question), PanelEdit::Round(round)]);
    let edits = edits.map(Edit::panel).collect();
    write(file, &document.edited(&Edit::All(edits)).expect("valid"));
}

/// Fills a JSON ballot in.
fn filled(file: &str, best: f64, at: &str) {
    let text = fs::read_to_string(file).expect("a ballot");
    let mut ballot: Value = serde_json::from_str(&text).expect("JSON");
    ballot["answers"][0]["best"] = best.into();
    ballot["answers"][0]["recorded"] = at.into();
    ballot["answers"][0]["rationale"] = "<b>Seen</b>".into();
    fs::write(file, ballot.to_string()).expect("written");
}

#[test]
fn ballots_come_back_in_any_order_and_twice_without_harm() {
    let folder = folder();
    let (file, ballots) = (path(&folder, "panel.driftline"), path(&folder, "ballots"));
    panel(&file);
    let told = printed(&["ballot", "export", &file, "--all", "--out", &ballots]);
    assert_eq!(told, "3 ballots of round one written\n");
    let of = |name: &str| format!("{ballots}/ballot-one-{name}.json");
    filled(&of("heron"), 0.2, "2026-11-03 14:00:00");
    filled(&of("finch"), 0.4, "2026-11-03 14:01:00");
    let (heron, finch, owl) = (of("heron"), of("finch"), of("owl"));
    let told = printed(&["ballot", "merge", &file, &finch, &owl]);
    assert_eq!(told, "2 of 2 ballots merged: 1 new judgement\n");
    let told = printed(&["ballot", "merge", &file, &heron, &finch, &heron]);
    assert_eq!(told, "3 of 3 ballots merged: 1 new judgement\n");
    assert_eq!(read(&file).panel().judgements.len(), 2);
    // The other way round into another copy: the same counts.
    let other = path(&folder, "other.driftline");
    panel(&other);
    printed(&["ballot", "merge", &other, &heron, &finch, "--out", &other]);
    let counting = |file: &str| {
        let document = read(file);
        let id = Id::new("one").expect("an id");
        document.panel().counting(&id).into_values().cloned().collect::<Vec<_>>()
    };
    assert_eq!(counting(&file), counting(&other));
    assert_eq!(counting(&file)[0].rationale, "<b>Seen</b>");
}

#[test]
fn a_ballot_that_was_changed_or_is_late_is_named_and_the_others_count() {
    let folder = folder();
    let (file, ballots) = (path(&folder, "panel.driftline"), path(&folder, "ballots"));
    panel(&file);
    printed(&["ballot", "export", &file, "--all", "--out", &ballots]);
    let of = |name: &str| format!("{ballots}/ballot-one-{name}.json");
    let (heron, finch) = (of("heron"), of("finch"));
    filled(&heron, 0.2, "");
    filled(&finch, 0.3, "");
    // Finch votes for the owl.
    let forged = fs::read_to_string(&finch).expect("read").replace("finch", "owl");
    fs::write(&finch, forged).expect("written");
    let ran = run(&["ballot", "merge", &file, &finch, &heron]);
    assert_eq!(ran.exit, Exit::Findings);
    assert!(ran.out.starts_with("1 of 2 ballots merged: 1 new judgement\n"), "{}", ran.out);
    assert!(ran.out.contains("finch.json: its questions, round or expert were changed"));
    let document = read(&file);
    let mut question = document.panel().questions[0].clone();
    question.context = "Read the new evidence first".to_owned();
    let changed = document.edited(&Edit::panel(PanelEdit::Question(question))).expect("open");
    write(&file, &changed);
    let ran = run(&["ballot", "merge", &file, &heron]);
    assert!(ran.out.contains("written for other questions"), "{}", ran.out);
    assert_eq!(read(&file), changed);
    in_state(&file, RoundState::Closed);
    assert!(refused(&["ballot", "export", &file, "--all", "--out", &ballots]).contains("open"));
    let missing = refused(&["ballot", "export", SAMPLE, "--expert", "x", "--out", &ballots]);
    assert!(missing.contains("open"), "{missing}");
}

#[test]
fn the_headline_is_told_under_each_voice() {
    let folder = folder();
    let (file, answers) = (path(&folder, "panel.driftline"), path(&folder, "in.csv"));
    panel(&file);
    let item = items(1).remove(0);
    let rows = format!(
        "expert,item,round,low,best,high\nheron,{item},one,0.01,0.02,0.05\nfinch,{item},one,0.5,0.7,0.9\n"
    );
    fs::write(&answers, rows).expect("written");
    printed(&["panel", &file, "--import", &answers]);
    in_state(&file, RoundState::Revealed);
    let told = printed(&["panel", &file, "--headlines", "--trials", "4096", "--format", "json"]);
    let told: Value = serde_json::from_str(&told).expect("JSON");
    let headlines = told["headlines"].as_array().expect("a list");
    let voices: Vec<&str> = headlines.iter().filter_map(|of| of["voice"].as_str()).collect();
    assert_eq!(voices, ["document", "heron", "finch", "pool"]);
    let value = |i: usize| headlines[i]["any_outcome"].as_f64().expect("a number");
    assert!(value(1) < value(3) && value(3) < value(2), "{headlines:?}");
    let first = &told["worth_discussing"][0];
    assert!(first["swing"].as_f64() > Some(0.0) && first["sd_logit"].as_f64() > Some(0.0));
    let told = printed(&["panel", &file, "--headlines", "--trials", "4096"]);
    assert!(told.contains("Worth discussing") && told.contains("Any outcome"), "{told}");
}

#[test]
fn every_form_of_a_ballot_is_written() {
    let folder = folder();
    let (file, ballots) = (path(&folder, "panel.driftline"), path(&folder, "ballots"));
    panel(&file);
    for format in ["ron", "json", "html"] {
        let arguments =
            ["ballot", "export", &file, "--expert", "owl", "--out", &ballots, "--format", format];
        assert_eq!(printed(&arguments), "1 ballot of round one written\n");
        let text = fs::read_to_string(format!("{ballots}/ballot-one-owl.{format}")).expect("read");
        assert!(text.contains("how likely is it"), "{text}");
    }
    let ron = format!("{ballots}/ballot-one-owl.ron");
    assert_eq!(
        printed(&["ballot", "merge", &file, &ron]),
        "1 of 1 ballot merged: 0 new judgements\n"
    );
}

#[test]
fn an_export_can_be_free_of_names() {
    let folder = folder();
    let (file, table) = (path(&folder, "panel.driftline"), path(&folder, "out.csv"));
    panel(&file);
    let item = items(1).remove(0);
    let answers = path(&folder, "in.csv");
    let rows = format!(
        "expert,item,round,best,rationale,recorded\nheron,{item},one,0.3,a,2026-11-03 14:00:00\nfinch,{item},one,0.2,b,\n"
    );
    fs::write(&answers, rows).expect("written");
    printed(&["panel", &file, "--import", &answers]);
    assert_eq!(printed(&["panel", &file, "--export", &table]), "0 judgements written\n");
    in_state(&file, RoundState::Revealed);
    assert_eq!(printed(&["panel", &file, "--export", &table]), "2 judgements written\n");
    let text = fs::read_to_string(&table).expect("read");
    assert!(text.contains("heron") && text.contains("2026-11-03"));
    printed(&["panel", &file, "--export", &table, "--anonymized"]);
    let text = fs::read_to_string(&table).expect("read");
    assert!(!text.contains("heron") && !text.contains("finch") && !text.contains("2026"), "{text}");
    assert!(text.contains("0.3") && text.contains("0.2"));
}
