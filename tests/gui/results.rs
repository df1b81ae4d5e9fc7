//! The Results workspace: the sentence, the scenario, the table, missing scores.

use driftline::{
    model::{Dimension, Edit, Estimate, Id, Probability, Score, ScoreKey, Subject},
    report::wording,
    session::{Action, Gesture, Response, Session, Stage},
    ui::{
        App,
        egui::{Key, Modifiers, accesskit::Role, vec2},
    },
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};

use crate::workbench::{document, sample, settle, window_of_size};

/// Two phases, one link to an outcome, one mitigation on it, and one link that nobody scored.
const SMALL: &str = r#"{
  "format": "driftline/1", "title": "Small",
  "phases": [{"id": "one", "name": "First phase"}, {"id": "two", "name": "Second phase"}],
  "nodes": [
    {"id": "seed", "name": "Rare task", "kind": "origin",
     "stability": {"one": {"estimate": {"point": 0.8}}},
     "persistence": {"one": {"estimate": {"point": 0.5}}}},
    {"id": "harm", "name": "Sabotage", "kind": "outcome",
     "stability": {"one": {"estimate": {"point": 1.0}}},
     "persistence": {"one": {"estimate": {"point": 1.0}}}},
    {"id": "spare", "name": "Spare notebook", "kind": "channel",
     "stability": {"one": {"estimate": {"point": 1.0}}},
     "persistence": {"one": {"estimate": {"point": 0.0}}}}
  ],
  "links": [
    {"id": "seed-harm", "from": "seed", "to": "harm",
     "likelihood": {"one": {"estimate": {"point": 0.5}}}},
    {"id": "seed-spare", "from": "seed", "to": "spare"}
  ],
  "mitigations": [
    {"id": "review", "name": "Code review", "blocks": ["seed-harm"],
     "effectiveness": {"one": {"estimate": {"point": 0.5}}}}
  ]
}"#;

fn results() -> Harness<'static, App> {
    let mut harness = window_of_size(document(SMALL), vec2(1700.0, 1000.0), false);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num3);
    settle(&mut harness);
    harness
}

/// The headline as it is spoken.
fn headline(harness: &Harness<'_, App>) -> String {
    let node = harness.get_by_label_contains("Any outcome reached");
    node.accesskit_node().label().expect("a sentence")
}

#[test]
fn the_results_speak_a_sentence_first() {
    let harness = results();
    assert!(headline(&harness).ends_with("by Second phase"));
    harness.get_by_label("Exact solution");
    harness.get_by_label_contains("scores are missing: a lower bound");
}

#[test]
fn a_scenario_changes_the_headline_and_not_the_document() {
    let mut harness = results();
    let before = headline(&harness);
    harness.get_by_label("What if: Code review").click_accesskit();
    settle(&mut harness);
    assert_ne!(headline(&harness), before);
    harness.get_by_label_contains("Δ +");
    harness.get_by_label_contains("A scenario is shown, not the document");
    assert!(!harness.state().session().document().is_dirty());
    harness.get_by_label("Reset").click_accesskit();
    settle(&mut harness);
    assert_eq!(headline(&harness), before);
}

#[test]
fn a_scenario_can_be_made_the_document() {
    let mut harness = results();
    harness.get_by_label("What if: Code review").click_accesskit();
    settle(&mut harness);
    let scenario = headline(&harness);
    harness.get_by_label("Make it the document").click_accesskit();
    settle(&mut harness);
    assert_eq!(headline(&harness), scenario);
    let session = harness.state().session();
    assert!(session.switched().is_empty() && session.document().is_dirty());
    harness.state_mut().session_mut().dispatch(Action::Undo);
    settle(&mut harness);
    assert_ne!(headline(&harness), scenario);
}

#[test]
fn a_missing_score_leads_to_its_element() {
    let mut harness = results();
    harness.get_by_label_contains("Rare task → Spare notebook: Likelihood").click_accesskit();
    harness.run_steps(3);
    let focus = harness.state().session().selection().focus().cloned();
    assert_eq!(focus.map(|s| s.id_str().to_owned()).as_deref(), Some("seed-spare"));
}

#[test]
fn rows_sort_and_select() {
    let mut harness = results();
    let order = |harness: &Harness<'_, App>| -> Vec<String> {
        let rows = harness.get_all_by_role(Role::Row);
        let mut rows: Vec<(i32, String)> = rows
            .map(|row| (row.rect().top() as i32, row.accesskit_node().label().expect("a name")))
            .collect();
        rows.sort();
        rows.into_iter().map(|(_, name)| name).collect()
    };
    let before = order(&harness);
    harness.get_by_label("Sort by Node").click_accesskit();
    harness.run_steps(3);
    let mut by_name = before.clone();
    by_name.sort();
    assert_eq!(order(&harness), by_name);
    let rows = harness.get_all_by_role(Role::Row);
    let is_harm = |row: &egui_kittest::Node<'_>| {
        row.accesskit_node().label().is_some_and(|label| label.starts_with("Sabotage, "))
    };
    rows.into_iter().find(is_harm).expect("a row of the outcome").click_accesskit();
    harness.run_steps(3);
    let focus = harness.state().session().selection().focus().cloned();
    assert_eq!(focus.map(|s| s.id_str().to_owned()).as_deref(), Some("harm"));
}

#[test]
fn the_names_below_the_chart_choose_a_phase() {
    let mut harness = results();
    harness.get_by_label("Choose phase Second phase").click_accesskit();
    harness.run_steps(3);
    assert_eq!(harness.state().session().phase(), 1);
}

/// [`SMALL`] with a link about which somebody is not sure.
fn unsure() -> String {
    let sure = r#""likelihood": {"one": {"estimate": {"point": 0.5}}}"#;
    let range = r#"{"range": {"low": 0.3, "best": 0.5, "high": 0.7}}"#;
    let unsure = format!(r#""likelihood": {{"one": {{"estimate": {range}}}}}"#);
    let text = SMALL.replace(sure, &unsure);
    assert_ne!(text, SMALL);
    text
}

fn results_of(text: &str) -> Harness<'static, App> {
    let mut harness = window_of_size(document(text), vec2(1700.0, 1000.0), false);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num3);
    settle(&mut harness);
    harness
}

/// Where the inspector looks.
fn focus(harness: &Harness<'_, App>) -> Option<String> {
    harness.state().session().selection().focus().map(|subject| subject.id_str().to_owned())
}

fn likelihood() -> ScoreKey {
    ScoreKey {
        subject: Subject::Link(Id::from_name("seed-harm", |_| false)),
        dimension: Dimension::Likelihood,
        phase: Some(Id::from_name("one", |_| false)),
    }
}

fn scored(p: f64) -> Edit {
    let p = Probability::try_from(p).expect("a probability");
    Edit::score(likelihood(), Some(Score::bare(Estimate::Point(p))))
}

#[test]
fn what_moves_the_headline_stands_beside_it() {
    let harness = results_of(&unsure());
    harness.get_by_label_contains("Code review fails, ");
    harness.get_by_label_contains("Route 1: Rare task → Sabotage");
    harness.get_by_label_contains("there is no way to an outcome; no fewer do");
    harness.get_by_label_contains("Rare task → Sabotage, likelihood: ");
    harness.get_by_label_contains("draws of the uncertain scores");
    harness.get_by_label_contains("from the scores' uncertainty");
}

#[test]
fn without_uncertain_scores_the_tornado_says_so() {
    let harness = results();
    harness.get_by_label_contains("No score is uncertain");
}

#[test]
fn a_bar_selects_its_element_and_the_results_stay() {
    let mut harness = results();
    let bars = harness.get_all_by_label_contains("Rare task → Sabotage, ");
    bars.into_iter().next().expect("a bar").click_accesskit();
    harness.run_steps(3);
    assert_eq!(focus(&harness).as_deref(), Some("seed-harm"));
    assert!(headline(&harness).contains("Any outcome reached"));
}

#[test]
fn another_measure_shows_other_figures() {
    let mut harness = results();
    assert!(harness.query_by_label_contains("Code review fails, × ").is_none());
    harness.get_by_label("RAW").click_accesskit();
    harness.run_steps(3);
    harness.get_by_label_contains("Code review fails, × ");
    harness.get_by_label("Benefit").click_accesskit();
    harness.run_steps(3);
    // What a mitigation does for the headline; links have no such figure.
    assert!(harness.query_by_label_contains("Rare task → Sabotage, −").is_none());
    harness.get_by_label_contains("Code review fails, −");
}

#[test]
fn a_route_is_shown_on_the_canvas_until_it_is_hidden() {
    let mut harness = results();
    harness.get_by_label_contains("Route 1: ").click_accesskit();
    harness.run_steps(3);
    harness.get_by_label("Show on canvas").click_accesskit();
    harness.run_steps(3);
    harness.get_by_label_contains("Canvas: arrows move");
    harness.get_by_label("Hide route").click_accesskit();
    harness.run_steps(3);
    assert!(harness.query_by_label("Hide route").is_none());
}

#[test]
fn a_route_becomes_a_pathway() {
    let mut harness = results();
    harness.get_by_label_contains("Route 1: ").click_accesskit();
    harness.run_steps(3);
    harness.get_by_label("Make it a pathway").click_accesskit();
    harness.run_steps(3);
    let session = harness.state().session();
    let pathway = session.assessment().pathways().iter().next().expect("a pathway");
    let links: Vec<&str> = pathway.links.iter().map(Id::as_str).collect();
    assert_eq!(links, ["seed-harm"]);
    assert_eq!(pathway.outcome.as_ref().map(Id::as_str), Some("harm"));
}

#[test]
fn the_table_shows_bands_and_finds_nodes() {
    let mut harness = results_of(&unsure());
    harness.get_by_label("90 % band").click_accesskit();
    harness.run_steps(3);
    let row = harness.get_all_by_role(Role::Row).next().expect("a row");
    assert!(row.accesskit_node().label().is_some_and(|label| label.contains(" – ")));
    harness.get_by_label("Filter nodes").focus();
    harness.run_steps(2);
    harness.get_by_label("Filter nodes").type_text("sabo");
    harness.run_steps(3);
    assert_eq!(harness.get_all_by_role(Role::Row).count(), 1);
}

/// Which of the deeper quantities are there.
fn found(session: &Session) -> [bool; 6] {
    let insights = session.insights();
    [
        insights.spread.is_some(),
        insights.routes.is_some(),
        insights.cut.is_some(),
        insights.uncertainty.is_some(),
        insights.importance.is_some(),
        insights.tornado.is_some(),
    ]
}

#[test]
fn what_costs_least_is_there_first() {
    let mut harness = window_of_size(document(SMALL), vec2(1700.0, 1000.0), false);
    assert_eq!(found(harness.state().session()), [false; 6], "nobody has asked for it");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num3);
    harness.step();
    while harness.state().session().is_busy() {
        harness.step();
        let found = found(harness.state().session());
        assert!(found.is_sorted_by(|earlier, later| earlier >= later), "{found:?}");
    }
    assert_eq!(found(harness.state().session()), [true; 6]);
}

#[test]
fn an_edit_ends_deeper_work_and_begins_anew() {
    let mut harness = window_of_size(sample(), vec2(1280.0, 800.0), false);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num3);
    let is_deep = |session: &Session| session.work().is_some_and(|(stage, _)| stage > Stage::Cut);
    while !is_deep(harness.state().session()) {
        harness.step();
        assert!(found(harness.state().session()) != [true; 6], "too fast to be seen");
    }
    let session = harness.state_mut().session_mut();
    let mitigation = session.assessment().mitigations().at(0).expect("a mitigation").id.clone();
    session.dispatch(Action::WhatIf([mitigation].into()));
    assert_eq!(session.work().map(|(stage, _)| stage), Some(Stage::Estimate));
    let spread = session.insights().spread.as_ref().expect("found before");
    assert!(!session.is_current(&spread.question));
}

#[test]
fn old_findings_stay_until_new_ones_are_there() {
    let mut harness = results();
    let session = harness.state_mut().session_mut();
    session.dispatch(Action::Edit(scored(0.25)));
    assert!(!session.has_current_results());
    assert_eq!(found(session), [true; 6]);
    settle(&mut harness);
    let session = harness.state().session();
    let routes = session.insights().routes.as_ref().expect("found again");
    assert!(session.is_current(&routes.question));
}

#[test]
fn the_headline_is_read_off_the_curve_while_a_score_changes() {
    let mut harness = window_of_size(document(SMALL), vec2(1700.0, 1000.0), false);
    let link = likelihood().subject;
    harness
        .state_mut()
        .session_mut()
        .dispatch(Action::Select(driftline::session::Selection::one(link)));
    harness.run_steps(3);
    harness.get_by_label_contains("Likelihood, First phase, 50").click_accesskit();
    harness.step();
    settle(&mut harness);
    for (step, p) in [0.4, 0.3, 0.2].into_iter().enumerate() {
        let session = harness.state_mut().session_mut();
        session.dispatch(Action::EditWithin(Gesture::Drag(9), scored(p)));
        let Response::Ready(curve) = session.response(&likelihood()) else {
            panic!("the curve is gone after step {step}")
        };
        let expected = curve.at(p);
        harness.step();
        let words = format!("Any outcome: {}", wording::percent(expected.value));
        harness.get_by_label(&words);
        settle(&mut harness);
        let analysis = harness.state().session().shown().expect("results");
        let headline = analysis.pooled.any_outcome.last().expect("a headline");
        assert!((headline.value - expected.value).abs() < 1e-9);
    }
}

#[test]
fn a_curve_is_forgotten_when_anything_else_changes() {
    let mut session = Session::new(document(SMALL), None, std::sync::Arc::new(|| {}));
    session.dispatch(Action::Trace(likelihood()));
    while session.is_busy() {
        session.tick();
        std::thread::yield_now();
    }
    assert!(matches!(session.response(&likelihood()), Response::Ready(_)));
    let mitigation = session.assessment().mitigations().at(0).expect("one").id.clone();
    session.dispatch(Action::WhatIf([mitigation].into()));
    assert!(matches!(session.response(&likelihood()), Response::Unasked));
}
