//! The panel: what may change and what stays, what becomes of it with its elements, how its values become scores.

use driftline::{
    analysis::panel::{Pooling, verdicts},
    model::*,
    report::redaction,
};
use proptest::prelude::*;

use crate::{
    report::p,
    strategies::{assessments, id},
};

/// A document with a scored node and a panel of two with one open round of two questions.
fn document() -> Assessment {
    let mut parts = Assessment::blank("t").to_parts();
    let mut node = Node::new(id("agents"), "Agents", NodeKind::Host);
    let mut score = Score::point(p(0.9));
    "Seen in tests".clone_into(&mut score.rationale);
    node.stability.set(id("deployment"), Some(score));
    parts.nodes = vec![node, Node::new(id("harm"), "Harm", NodeKind::Outcome)];
    parts.evidence = vec![Evidence::new(id("e"), "Tests")];
    parts.panel.experts =
        vec![Expert::new(id("heron"), "Heron"), Expert::new(id("finch"), "Finch")];
    parts.panel.questions = vec![
        PanelQuestion::new(id("q-stability"), Asked::Score(key())),
        PanelQuestion::new(id("q-seed"), Asked::Seed { axis: Axis::Linear, answer: 40.0 }),
    ];
    parts.panel.rounds = vec![Round {
        state: RoundState::Open,
        questions: vec![id("q-stability"), id("q-seed")],
        ..Round::new(id("one"), "Round 1")
    }];
    Assessment::new(parts).expect("valid")
}

fn key() -> ScoreKey {
    ScoreKey {
        subject: Subject::Node(id("agents")),
        dimension: Dimension::Stability,
        phase: Some(id("deployment")),
    }
}

fn judged(expert: &str, best: f64, recorded: &str) -> Judgement {
    Judgement {
        expert: id(expert),
        round: id("one"),
        question: id("q-stability"),
        answer: Answer::Point(best),
        confidence: Some(80.0),
        rationale: "Why".to_owned(),
        evidence: vec![id("e")],
        recorded: recorded.to_owned(),
    }
}

fn edited(document: &Assessment, edit: PanelEdit) -> Assessment {
    document.edited(&Edit::panel(edit)).expect("taken")
}

fn refused(document: &Assessment, edit: PanelEdit) -> String {
    document.edited(&Edit::panel(edit)).expect_err("refused").to_string()
}

fn in_state(document: &Assessment, state: RoundState) -> Assessment {
    let round = document.panel().rounds[0].clone();
    edited(document, PanelEdit::Round(Round { state, ..round }))
}

#[test]
fn who_judges_again_adds_a_record_and_the_last_one_counts() {
    let first = judged("heron", 0.8, "2026-11-03 14:00:00");
    let second = judged("heron", 0.7, "2026-11-03 14:05:00");
    let document = document();
    // In either order, and the second time without harm.
    for order in [[&first, &second], [&second, &first]] {
        let mut after = document.clone();
        for judgement in order.into_iter().chain(order) {
            after = edited(&after, PanelEdit::Judge(vec![judgement.clone()]));
        }
        let panel = after.panel();
        assert_eq!(panel.judgements.len(), 2);
        let counting = panel.counting(&id("one"));
        assert_eq!(counting.len(), 1);
        assert_eq!(counting[&(&id("q-stability"), &id("heron"))].answer, Answer::Point(0.7));
        let progress = panel.progress(&id("one"));
        assert_eq!(progress[&id("heron")], 1);
        assert_eq!(progress[&id("finch")], 0);
    }
    let later = judged("heron", 0.8, "2026-11-03 14:09:00");
    let once = edited(&document, PanelEdit::Judge(vec![first.clone()]));
    assert!(once.panel().is_repeated(&later) && !once.panel().is_repeated(&second));
    assert!(!document.panel().is_repeated(&first));
    let twice = edited(&document, PanelEdit::Judge(vec![first.clone(), first]));
    assert_eq!(twice.panel().judgements.len(), 1);
}

#[test]
fn what_was_closed_stays_as_it_is() {
    let document = edited(&document(), PanelEdit::Judge(vec![judged("heron", 0.8, "")]));
    let closed = in_state(&document, RoundState::Closed);
    let revealed = in_state(&closed, RoundState::Revealed);
    for document in [&closed, &revealed] {
        let late = PanelEdit::Judge(vec![judged("finch", 0.1, "")]);
        assert!(refused(document, late).contains("not open"));
        assert!(refused(document, PanelEdit::RemoveRound(id("one"))).contains("closed"));
        assert!(refused(document, PanelEdit::RemoveExpert(id("heron"))).contains("weight to 0"));
        let asked = PanelEdit::RemoveQuestion(id("q-stability"));
        assert!(refused(document, asked).contains("closed round"));
        let mut question = document.panel().questions[0].clone();
        question.minutes = Some(5);
        edited(document, PanelEdit::Question(question.clone()));
        question.wording = "Another one".to_owned();
        assert!(refused(document, PanelEdit::Question(question)).contains("ask a new one"));
        let mut round = document.panel().rounds[0].clone();
        round.questions.pop();
        assert!(refused(document, PanelEdit::Round(round)).contains("keeps its questions"));
        // Nobody has judged in it.
        edited(document, PanelEdit::RemoveExpert(id("finch")));
    }
    let back = Round { state: RoundState::Open, ..closed.panel().rounds[0].clone() };
    edited(&closed, PanelEdit::Round(back.clone()));
    assert!(refused(&revealed, PanelEdit::Round(back)).contains("cannot go back"));
    // While it is open, what was judged leaves with its question.
    let without = edited(&document, PanelEdit::RemoveQuestion(id("q-stability")));
    assert!(without.panel().judgements.is_empty());
    assert_eq!(without.panel().rounds[0].questions, [id("q-seed")]);
}

type Break = fn(&mut Panel);

/// What is done to a panel, and what is said of it: where, and in which words.
const BROKEN: [(Break, &str, &str); 17] = [
    (|p| p.experts[1].id = id("heron"), "panel.experts[1].id", "occurs twice"),
    (|p| p.judgements[0].expert = id("owl"), "panel.judgements[0].expert", "no expert 'owl'"),
    (|p| p.judgements[0].round = id("two"), "panel.judgements[0].round", "no round 'two'"),
    (
        |p| p.judgements[0].question = id("q-lost"),
        "panel.judgements[0].question",
        "no panel question 'q-lost'",
    ),
    (
        |p| p.rounds[0].questions.retain(|q| *q != id("q-stability")),
        "panel.judgements[0].question",
        "does not ask",
    ),
    (
        |p| p.judgements[0].answer = Answer::Range { low: 0.4, best: 0.3, high: 0.5 },
        "panel.judgements[0].answer",
        "not in order",
    ),
    (|p| p.judgements[0].answer = Answer::Point(1.5), "panel.judgements[0].answer", "from 0 to 1"),
    (|p| p.judgements[0].answer = Answer::Point(f64::NAN), "panel.judgements[0].answer", "finite"),
    (
        |p| {
            let question = &p.judgements[0].question;
            let asked = p.questions.iter_mut().find(|of| of.id == *question).expect("asked");
            asked.asked = Asked::Seed { axis: Axis::Log, answer: 40.0 };
            p.judgements[0].answer = Answer::Point(0.0);
        },
        "panel.judgements[0].answer",
        "above 0",
    ),
    (|p| p.judgements[0].confidence = Some(0.0), "panel.judgements[0].confidence", "above 0"),
    (
        |p| p.judgements[0].evidence = vec![id("lost")],
        "panel.judgements[0].evidence[0]",
        "no evidence 'lost'",
    ),
    (
        |p| "yesterday".clone_into(&mut p.judgements[0].recorded),
        "panel.judgements[0].recorded",
        "no moment",
    ),
    (|p| p.rounds[0].state = RoundState::Draft, "panel.judgements[0].round", "draft"),
    (|p| p.questions[1].asked = Asked::Score(key()), "panel.questions[1].asked", "asked for twice"),
    (
        |p| {
            let key = ScoreKey { subject: Subject::Node(id("lost")), ..key() };
            p.questions[0].asked = Asked::Score(key);
        },
        "panel.questions[0].asked.score.of",
        "no node 'lost'",
    ),
    (
        |p| p.questions[1].asked = Asked::Seed { axis: Axis::Log, answer: -1.0 },
        "panel.questions[1].asked.seed.answer",
        "no place",
    ),
    (
        |p| {
            let agreement = Agreement {
                round: id("one"),
                question: id("q-stability"),
                answer: Answer::Abstained(String::new()),
                rationale: String::new(),
            };
            p.agreements = vec![agreement];
        },
        "panel.agreements[0].answer",
        "agrees on a number",
    ),
];

#[test]
fn what_cannot_be_is_refused_with_its_place() {
    let parts = edited(&document(), PanelEdit::Judge(vec![judged("heron", 0.8, "")])).to_parts();
    for (break_it, path, words) in BROKEN {
        let mut parts = parts.clone();
        break_it(&mut parts.panel);
        let found = Assessment::new(parts).expect_err("refused");
        let told: Vec<String> = found.iter().map(ToString::to_string).collect();
        let is_told = |v: &Violation| v.path == path && v.sentence.contains(words);
        assert!(found.iter().any(is_told), "{path} {words}: {told:?}");
    }
}

#[test]
fn a_judged_question_outlives_its_element_in_words() {
    let document = edited(&document(), PanelEdit::Judge(vec![judged("heron", 0.8, "")]));
    let removed = Subject::Node(id("agents"));
    let (stay, go) = document.panel_questions_losing(&[removed.clone()].into());
    assert_eq!((stay.len(), go.len()), (1, 0));
    let after = document.edited(&Edit::remove(removed.clone())).expect("removed");
    let words = Asked::Former("Agents: stability, Deployment".to_owned());
    assert_eq!(after.panel().questions[0].asked, words);
    assert_eq!(after.panel().judgements.len(), 1);
    let unasked = self::document();
    let after = unasked.edited(&Edit::remove(removed)).expect("removed");
    assert_eq!(after.panel().questions.len(), 1);
    assert_eq!(after.panel().rounds[0].questions, [id("q-seed")]);
    // Evidence leaves judgements like everything else that cites it.
    let after = document.edited(&Edit::remove(Subject::Evidence(id("e")))).expect("removed");
    assert!(after.panel().judgements[0].evidence.is_empty());
}

fn adoption(best: f64) -> Adoption {
    Adoption {
        question: id("q-stability"),
        round: id("one"),
        rule: Some(PoolingRule::LogOdds),
        estimate: Estimate::Point(p(best)),
        count: 2,
        deviation: Some(0.4),
        ends: (0.6, 0.8),
        minority: "Finch thinks it worse".to_owned(),
        date: "2026-11-03".to_owned(),
    }
}

#[test]
fn an_adopted_value_is_the_score_until_somebody_changes_it() {
    let judgements = vec![judged("heron", 0.8, ""), judged("finch", 0.6, "")];
    let document = edited(&document(), PanelEdit::Judge(judgements));
    let closed = in_state(&document, RoundState::Closed);
    let early = closed.edited(&closed.adopting(&[adoption(0.71)])).expect_err("not revealed");
    assert!(early.to_string().contains("not revealed"), "{early}");
    let revealed = in_state(&closed, RoundState::Revealed);
    assert_eq!(revealed.adopted_state(&key()), None);
    let adopted = revealed.edited(&revealed.adopting(&[adoption(0.71)])).expect("adopted");
    let score = adopted.given(&key()).expect("scored");
    assert_eq!(score.estimate, Estimate::Point(p(0.71)));
    assert_eq!((score.basis, &*score.rationale), (Some(Basis::Panel), "Seen in tests"));
    assert_eq!(adopted.panel().rounds[0].state, RoundState::Adopted);
    let kept = &adopted.panel().adoptions[0];
    assert_eq!(adopted.adopted_state(&key()), Some(Adopted::AsAdopted(kept)));
    assert_eq!((kept.count, kept.deviation), (2, Some(0.4)));
    let changed = Edit::score(key(), Some(Score::point(p(0.5))));
    let changed = adopted.edited(&changed).expect("changed");
    assert!(matches!(changed.adopted_state(&key()), Some(Adopted::ChangedSince(_))));
    let gone = adopted.edited(&Edit::score(key(), None)).expect("taken away");
    assert!(matches!(gone.adopted_state(&key()), Some(Adopted::ChangedSince(_))));
    // A seed question has no score to adopt.
    let seed = Adoption { question: id("q-seed"), ..adoption(0.5) };
    let nothing = revealed.edited(&revealed.adopting(&[seed])).expect("nothing to do");
    assert_eq!(nothing.nodes(), revealed.nodes());
    assert!(nothing.panel().adoptions.is_empty());
}

/// Best of each question's pool in each revealed round, in the order of the document.
fn pools(document: &Assessment) -> Vec<Option<u64>> {
    let panel = document.panel();
    let shown = panel.rounds.iter().filter(|round| round.state.is_revealed());
    let all = shown.flat_map(|round| verdicts(panel, &round.id, &Pooling::default()));
    all.map(|verdict| verdict.pool.ok().map(|pool| pool.best.to_bits())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_removed_the_panel_stays_whole(document in assessments()) {
        let nodes = document.nodes().iter().map(|e| Subject::Node(e.id.clone()));
        let links = document.links().iter().map(|e| Subject::Link(e.id.clone()));
        let mitigations = document.mitigations().iter().map(|e| Subject::Mitigation(e.id.clone()));
        let evidence = document.evidence().iter().map(|e| Subject::Evidence(e.id.clone()));
        let phases = document.phases().iter().skip(1).map(|e| Subject::Phase(e.id.clone()));
        for subject in nodes.chain(links).chain(mitigations).chain(evidence).chain(phases) {
            let after = document.edited(&Edit::remove(subject.clone())).expect("removed");
            let whole = Assessment::new(after.to_parts());
            prop_assert!(whole.is_ok(), "{:?}: {:?}", subject, whole.err());
            prop_assert_eq!(after.panel().judgements.len(), document.panel().judgements.len());
        }
    }

    #[test]
    fn without_names_the_pools_are_the_same(document in assessments()) {
        let mut parts = document.to_parts();
        // Weights stay: without them the pools would be others.
        parts.panel.experts.iter_mut().for_each(|expert| expert.pseudonym = "Zilpzalp".to_owned());
        let document = Assessment::new(parts).expect("valid");
        let nameless = redaction::anonymized(&document);
        prop_assert_eq!(pools(&nameless), pools(&document));
        let told = format!("{:?}", nameless.panel());
        prop_assert!(!told.contains("Zilpzalp"));
        prop_assert!(nameless.panel().judgements.iter().all(|j| j.recorded.is_empty()));
    }

    #[test]
    fn a_public_copy_holds_nothing_of_rounds_that_are_not_revealed(document in assessments()) {
        let copy = redaction::public_copy(&document);
        prop_assert!(Assessment::new(copy.to_parts()).is_ok());
        prop_assert!(copy.panel().rounds.iter().all(|round| round.state.is_revealed()));
        let is_shown = |j: &Judgement| copy.panel().round(&j.round).is_some();
        prop_assert!(copy.panel().judgements.iter().all(|j| is_shown(j) && j.recorded.is_empty()));
    }
}
