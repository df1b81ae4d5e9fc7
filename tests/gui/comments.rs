//! Comments: said, answered, resolved and found again, on elements and on scores.

use driftline::{
    model::{Assessment, Comment, Dimension, Edit, Id, ScoreKey, Subject, Target},
    session::{Action, Panel, Preferences, Selection, Workspace},
    ui::{
        App,
        egui::{Key, Modifiers, vec2},
    },
};
use egui_kittest::{Harness, kittest::Queryable};

use crate::{
    canvas::THREE,
    workbench::{document, settle, window_of_size},
};

const CTRL: Modifiers = Modifiers::COMMAND;

fn node(id: &str) -> Subject {
    Subject::Node(Id::new(id).expect("an id"))
}

fn stability(id: &str, phase: &str) -> Target {
    let phase = Some(Id::new(phase).expect("an id"));
    Target::Score(ScoreKey { subject: node(id), dimension: Dimension::Stability, phase })
}

fn said(id: &str, about: Target, author: &str) -> Edit {
    let comment = Comment::new(Id::new(id).expect("an id"), about, &format!("Said as {id}"));
    Edit::put(Comment { author: author.to_owned(), date: "2026-08-01".to_owned(), ..comment })
}

/// A high window, so that the whole inspector is in view.
fn window(edits: &[Edit]) -> Harness<'static, App> {
    let mut document = document(THREE);
    for edit in edits {
        document = document.edited(edit).expect("possible");
    }
    window_of_size(document, vec2(1280.0, 1500.0), false)
}

fn select(harness: &mut Harness<'_, App>, subject: Subject) {
    harness.state_mut().session_mut().dispatch(Action::Select(Selection::one(subject)));
    harness.run_steps(4);
}

fn click(harness: &mut Harness<'_, App>, label: &str) {
    harness.get_by_label(label).click();
    harness.run_steps(4);
}

fn press(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(4);
}

fn write(harness: &mut Harness<'_, App>, field: &str, text: &str) {
    harness.get_by_label(field).focus();
    harness.run_steps(2);
    harness.get_by_label(field).type_text(text);
    harness.run_steps(3);
}

fn assessment(harness: &Harness<'_, App>) -> Assessment {
    harness.state().session().assessment().clone()
}

#[test]
fn a_comment_is_written_answered_resolved_and_each_step_is_taken_back() {
    let mut harness = window(&[]);
    let mut states = vec![assessment(&harness)];
    select(&mut harness, node("b"));
    // The shortcut puts the keyboard into the field.
    press(&mut harness, CTRL, Key::M);
    harness.get_by_label("New comment").type_text("Is it shared?");
    harness.run_steps(3);
    write(&mut harness, "Your name", "Ada");
    click(&mut harness, "Comment");
    states.push(assessment(&harness));
    let comment = states[1].comments().at(0).expect("a comment").clone();
    assert_eq!((&*comment.text, &*comment.author), ("Is it shared?", "Ada"));
    assert_eq!(comment.about, Target::Element(node("b")));
    assert_eq!(comment.date, driftline::session::today());
    click(&mut harness, "Reply to comment by Ada");
    write(&mut harness, "New reply", "By two teams");
    click(&mut harness, "Reply");
    states.push(assessment(&harness));
    let comment = states[2].comments().at(0).expect("a comment").clone();
    assert_eq!((&*comment.replies[0].text, &*comment.replies[0].author), ("By two teams", "Ada"));
    click(&mut harness, "Resolve comment by Ada");
    states.push(assessment(&harness));
    assert!(states[3].comments().at(0).expect("a comment").is_resolved);
    assert!(harness.query_by_label("Comment by Ada").is_none(), "what is resolved is put away");
    click(&mut harness, "1 resolved");
    click(&mut harness, "Reopen comment by Ada");
    states.push(assessment(&harness));
    assert_eq!(states[4], states[2]);
    click(&mut harness, "Delete comment by Ada");
    states.push(assessment(&harness));
    assert!(states[5].comments().is_empty());
    select(&mut harness, node("b"));
    for wanted in states.iter().rev().skip(1) {
        harness.state_mut().session_mut().dispatch(Action::Undo);
        assert_eq!(assessment(&harness), *wanted);
    }
    assert!(!harness.state().session().document().is_dirty());
}

#[test]
fn typing_into_a_comment_is_one_step() {
    let about = Target::Element(node("b"));
    let mut harness = window(&[said("one", about, "Ada")]);
    let before = assessment(&harness);
    select(&mut harness, node("b"));
    write(&mut harness, "Comment by Ada", " indeed");
    write(&mut harness, "Comment by Ada", "!");
    let text = assessment(&harness).comments().at(0).expect("one").text.clone();
    assert_eq!(text, "Said as one indeed!");
    harness.state_mut().session_mut().dispatch(Action::Undo);
    harness.state_mut().session_mut().dispatch(Action::Undo);
    assert_eq!(assessment(&harness), before);
}

#[test]
fn what_is_said_of_a_score_is_shown_where_the_score_is() {
    let about = Target::Element(node("a"));
    let edits = [said("whole", about, "Ada"), said("score", stability("a", "one"), "Bea")];
    let mut harness = window(&edits);
    select(&mut harness, node("a"));
    harness.get_by_label("2 open comments");
    assert!(harness.query_by_label("Comment by Ada").is_some());
    click(&mut harness, "1 open comment on stability");
    assert!(harness.query_by_label("Comment by Ada").is_none());
    assert!(harness.query_by_label("Comment by Bea").is_some());
    // Something new is then about the score in the chosen phase.
    write(&mut harness, "New comment", "Why so high?");
    click(&mut harness, "Comment");
    let document = assessment(&harness);
    assert_eq!(document.comments().at(2).expect("one").about, stability("a", "one"));
    assert_eq!(document.comments().at(2).expect("one").author, "", "nobody else's name");
    click(&mut harness, "Show all comments of the element");
    assert!(harness.query_by_label("Comment by Ada").is_some());
    // With its element it leaves.
    harness.state_mut().session_mut().dispatch(Action::DeleteSelection);
    assert!(assessment(&harness).comments().is_empty());
    harness.state_mut().session_mut().dispatch(Action::Undo);
    assert_eq!(assessment(&harness), document);
}

#[test]
fn an_open_score_can_be_commented_on() {
    let mut harness = window(&[]);
    select(&mut harness, node("a"));
    harness.get_by_label_contains("Stability, Second phase").click();
    harness.run_steps(4);
    click(&mut harness, "Comment on this score");
    harness.get_by_label("New comment").type_text("On what ground?");
    harness.run_steps(3);
    click(&mut harness, "Comment");
    let document = assessment(&harness);
    assert_eq!(document.comments().at(0).expect("one").about, stability("a", "two"));
    harness.get_by_label("1 comment on this score");
}

#[test]
fn the_list_of_all_comments_leads_to_what_they_are_about() {
    let whole = said("whole", Target::Element(Subject::Document), "Ada");
    let edits = [whole, said("score", stability("a", "two"), "Bea")];
    let mut harness = window(&edits);
    press(&mut harness, CTRL, Key::Num6);
    harness.get_by_label("2 open comments");
    harness.get_by_label_contains("Said as score, Rare task: stability, Second phase").click();
    settle(&mut harness);
    let state = harness.state();
    assert_eq!(state.workspace(), Workspace::Model);
    assert!(state.session().selection().contains(&node("a")) && state.session().phase() == 1);
    assert!(state.panel_places().contains_key(&Panel::Inspector));
    assert!(harness.query_by_label("Comment by Bea").is_some());
    click(&mut harness, "Resolve comment by Bea");
    press(&mut harness, CTRL, Key::Num6);
    assert!(harness.query_by_label_contains("Said as score").is_none());
    click(&mut harness, "Show 1 resolved");
    harness.get_by_label_contains("Said as score");
}

#[test]
fn who_writes_is_remembered() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("preferences.ron");
    let session = driftline::session::Session::new(
        document(THREE),
        Some(path.clone()),
        std::sync::Arc::new(|| {}),
    );
    assert_eq!(session.author(), "");
    let mut session = session;
    let author = Some("Ada".to_owned());
    let preferences = Preferences { author, ..session.preferences().clone() };
    session.dispatch(Action::Prefer(Box::new(preferences)));
    assert_eq!(Preferences::read(&path).author.as_deref(), Some("Ada"));
    session.dispatch(Action::Edit(said("one", Target::Element(node("a")), "Bea")));
    assert_eq!(session.author(), "Ada");
    session.adopt(Preferences::default());
    assert_eq!(session.author(), "", "nobody else's name");
}
