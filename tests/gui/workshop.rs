//! A workshop in the window: experts, questions, a round that nobody sees into, the discussion, and what becomes a score.

use driftline::{
    formats::ballot,
    model::{
        Adopted, Answer, Asked, Assessment, Basis, Dimension, Edit, Expert, Id, Judgement,
        PanelEdit, PanelQuestion, Round, RoundState, ScoreKey, Subject,
    },
    session::{Action, Received, Workspace, ballots, template},
    ui::{
        App,
        egui::{Key, Modifiers, Vec2, accesskit::Role, vec2},
    },
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};

use crate::workbench::{settle, window_of_size};

/// Numbers that stand nowhere else, as they are written on the screen.
const SECRETS: [(f64, &str); 3] = [(0.0377, "3.77"), (0.2713, "27.13"), (0.6149, "61.49")];

fn id<T>(text: &str) -> Id<T> {
    Id::new(text).expect("an id")
}

fn link() -> (Assessment, ScoreKey) {
    let document = template("spread-starter").expect("bundled").document().expect("a document");
    let link = document.links().at(0).expect("a link").id.clone();
    let phase = document.phases().at(1).expect("a phase").id.clone();
    let key = ScoreKey {
        subject: Subject::Link(link),
        dimension: Dimension::Likelihood,
        phase: Some(phase),
    };
    (document, key)
}

fn round(state: RoundState) -> Edit {
    let mut round = Round::new(id("r1"), "First round");
    round.questions = vec![id("q")];
    round.state = state;
    Edit::panel(PanelEdit::Round(round))
}

fn judged(expert: &str, best: f64) -> Judgement {
    Judgement {
        expert: id(expert),
        round: id("r1"),
        question: id("q"),
        answer: Answer::Range { low: best * 0.5, best, high: best * 1.2 },
        confidence: None,
        rationale: format!("reason of {expert}"),
        evidence: Vec::new(),
        recorded: "2026-11-03 14:07:31".to_owned(),
    }
}

/// A panel of three with one question, and a round in this state in which all have judged.
fn panel(state: RoundState) -> Assessment {
    let (document, key) = link();
    let mut edits =
        vec![Edit::panel(PanelEdit::Question(PanelQuestion::new(id("q"), Asked::Score(key))))];
    for (name, pseudonym) in [("a", "Heron"), ("b", "Wren"), ("c", "Plover")] {
        edits.push(Edit::panel(PanelEdit::Expert(Expert::new(id(name), pseudonym))));
    }
    edits.push(round(RoundState::Open));
    let all = ["a", "b", "c"].into_iter().zip(SECRETS).map(|(who, (best, _))| judged(who, best));
    edits.push(Edit::panel(PanelEdit::Judge(all.collect())));
    edits.push(round(state));
    document.edited(&Edit::All(edits)).expect("valid")
}

fn window(document: Assessment, size: Vec2) -> Harness<'static, App> {
    let mut harness = window_of_size(document, size, false);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
    harness.run_steps(4);
    assert_eq!(harness.state().workspace(), Workspace::Workshop);
    harness
}

fn page(harness: &mut Harness<'_, App>, name: &str) {
    harness.get_by_role_and_label(Role::Tab, name).click();
    harness.run_steps(4);
}

fn click(harness: &mut Harness<'_, App>, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click();
    harness.run_steps(4);
}

/// All that a screen reader would read.
fn told(harness: &Harness<'_, App>) -> String {
    let mut all = String::new();
    for node in harness.root().children_recursive() {
        let node = node.accesskit_node();
        for text in [node.label(), node.value(), node.description()].into_iter().flatten() {
            all.push_str(&text);
            all.push('\n');
        }
    }
    all
}

fn shows_nothing(harness: &Harness<'_, App>, what: &str) {
    let told = told(harness);
    for (_, secret) in SECRETS {
        assert!(!told.contains(secret), "{what} tells {secret}");
    }
    assert!(!told.contains("reason of"), "{what} tells a reason");
}

#[test]
fn nothing_is_seen_of_a_round_before_it_is_revealed() {
    for state in [RoundState::Open, RoundState::Closed] {
        let mut harness = window(panel(state), vec2(1280.0, 1600.0));
        click(&mut harness, "Present");
        for name in ["Experts", "Questions", "Round", "Discussion"] {
            page(&mut harness, name);
            shows_nothing(&harness, &format!("{name} of a round that is {state:?}"));
        }
        page(&mut harness, "Round");
        harness.get_by_label_contains("Heron: 1 of 1 answered");
        harness.get_by_label_contains("3 of 3 experts have answered all of 1 question");
    }
    // The same pages do tell when they may.
    let mut harness = window(panel(RoundState::Revealed), vec2(1280.0, 1600.0));
    page(&mut harness, "Discussion");
    let told = told(&harness);
    assert!(told.contains("reason of a") && told.contains("3.77"), "{told}");
}

#[test]
fn a_round_goes_from_step_to_step_and_its_value_becomes_the_score() {
    let mut harness = window(panel(RoundState::Open), vec2(1280.0, 2200.0));
    click(&mut harness, "Close the round");
    click(&mut harness, "Reveal to everybody");
    // The discussion is shown at once.
    click(&mut harness, "Adopt 1 value");
    settle(&mut harness);
    let (_, key) = link();
    let document = harness.state().session().assessment();
    let score = document.given(&key).expect("a score");
    assert_eq!(score.basis, Some(Basis::Panel));
    assert!(matches!(document.adopted_state(&key), Some(Adopted::AsAdopted(a)) if a.count == 3));
    let state = document.panel().rounds[0].state;
    assert_eq!(state, RoundState::Adopted);
    harness.get_by_label_contains("adopted from First round");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    let document = harness.state().session().assessment();
    assert_ne!(document.given(&key).and_then(|score| score.basis), Some(Basis::Panel));
    harness.get_by_label_contains("not from the panel");
}

#[test]
fn one_machine_goes_round_and_nobody_sees_the_others() {
    let mut harness = window(panel(RoundState::Open), vec2(1280.0, 900.0));
    click(&mut harness, "Pass this machine round");
    shows_nothing(&harness, "the list of experts");
    // Keys of the workbench do nothing here.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num1);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(3);
    assert_eq!(harness.state().workspace(), Workspace::Workshop);
    harness.get_by_label("Wren, has answered").click();
    harness.run_steps(4);
    shows_nothing(&harness, "the page of an expert");
    for (field, text) in
        [("Lowest plausible", "2 %"), ("Best guess", "1 %"), ("Highest plausible", "9 %")]
    {
        harness.get_by_role_and_label(Role::TextInput, field).focus();
        harness.run_steps(2);
        harness.get_by_role_and_label(Role::TextInput, field).type_text(text);
        harness.run_steps(2);
    }
    click(&mut harness, "Done: hand it on");
    harness.get_by_label_contains("Not in order");
    harness.get_by_role_and_label(Role::TextInput, "Best guess").focus();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "Best guess").type_text("5 %");
    harness.run_steps(2);
    click(&mut harness, "Done: hand it on");
    let panel = harness.state().session().assessment().panel();
    // A new record beside the old one, which stays.
    assert_eq!(panel.judgements.len(), 4);
    let last = panel.judgements.last().expect("a judgement");
    assert_eq!(last.answer, Answer::Range { low: 0.02, best: 0.05, high: 0.09 });
    // No step takes back what was said.
    click(&mut harness, "Back to the facilitator");
    harness.state_mut().session_mut().dispatch(Action::Undo);
    harness.run_steps(2);
    assert_eq!(harness.state().session().assessment().panel().judgements.len(), 4);
}

#[test]
fn a_panel_is_made_from_what_is_selected() {
    let (document, key) = link();
    let mut harness = window_of_size(document, vec2(1280.0, 1000.0), false);
    let subject = key.subject.clone();
    let selection = driftline::session::Selection::one(subject.clone());
    harness.state_mut().session_mut().dispatch(Action::Select(selection));
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
    harness.run_steps(4);
    page(&mut harness, "Experts");
    click(&mut harness, "Add expert");
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::TextInput, "Pseudonym").type_text("Knot");
    harness.run_steps(3);
    page(&mut harness, "Questions");
    click(&mut harness, "Ask about elements");
    click(&mut harness, "Add 1 question");
    click(&mut harness, "New round");
    click(&mut harness, "Open the round");
    let panel = harness.state().session().assessment().panel();
    assert_eq!(panel.experts[0].pseudonym, "Knot");
    assert_eq!(panel.questions[0].score().map(|key| &key.subject), Some(&subject));
    assert_eq!(panel.rounds[0].state, RoundState::Open);
    assert!(!panel.rounds[0].opened.is_empty());
    assert_eq!(panel.rounds[0].questions, [panel.questions[0].id.clone()]);
}

#[test]
fn what_comes_over_the_network_is_no_step() {
    let mut harness = window(panel(RoundState::Open), vec2(1280.0, 900.0));
    let session = harness.state_mut().session_mut();
    let before = session.document().undo_label().map(str::to_owned);
    let came = Received { judgements: vec![judged("a", 0.31)], ..Received::default() };
    session.dispatch(Action::Receive(Box::new(came)));
    assert_eq!(session.document().undo_label().map(str::to_owned), before);
    assert_eq!(session.assessment().panel().judgements.len(), 4);
    harness.run_steps(3);
    shows_nothing(&harness, "the round");
}

#[test]
fn a_ballot_file_is_filled_in_where_nothing_else_is_seen() {
    let document = panel(RoundState::Open);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ballot.json");
    let fresh = ballots::ballot(&document, &id("r1"), &id("a")).expect("a ballot");
    std::fs::write(&path, fresh.write(ballot::Form::Json).expect("text")).expect("written");
    let (blank, _) = link();
    let mut harness = window_of_size(blank, vec2(1000.0, 800.0), false);
    harness.state_mut().open(&path);
    harness.run_steps(4);
    harness.get_by_label_contains("0 of 1 answered");
    assert!(harness.query_by_role_and_label(Role::Tab, "Model").is_none());
    harness.get_by_role_and_label(Role::TextInput, "Best guess").focus();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "Best guess").type_text("7 %");
    harness.run_steps(2);
    click(&mut harness, "Save the ballot");
    let bytes = std::fs::read(&path).expect("the file");
    let found = ballots::merged(&document, &bytes).expect("a ballot of the round");
    assert_eq!(found[0].answer, Answer::Point(0.07));
    click(&mut harness, "Close");
    harness.get_by_role_and_label(Role::Tab, "Model");
}

#[test]
fn the_graph_shows_where_the_panel_is_apart() {
    let mut harness = window(panel(RoundState::Revealed), vec2(1280.0, 1200.0));
    page(&mut harness, "Discussion");
    click(&mut harness, "Map on the graph");
    assert_eq!(harness.state().workspace(), Workspace::Model);
    settle(&mut harness);
    let (_, key) = link();
    assert!(harness.state().session().apart()[&key.subject] > 1.0);
}

#[test]
fn the_workshop_is_whole_in_a_small_window() {
    let mut harness = window(panel(RoundState::Revealed), vec2(640.0, 400.0));
    for name in ["Experts", "Questions", "Round", "Discussion"] {
        page(&mut harness, name);
        assert!(harness.query_by_role_and_label(Role::Tab, name).is_some(), "{name}");
    }
}
