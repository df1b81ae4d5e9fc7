//! The section on the expert panel: what was revealed, who sees it otherwise, and nothing else.

use driftline::{
    model::*,
    report::{Findings, Options, Section, Target, block::Block, build, render},
};

use crate::report::{analysis, check_tags, desk, document, id, p};

fn judged(expert: &str, round: &str, answer: Answer, rationale: &str) -> Judgement {
    Judgement {
        expert: id(expert),
        round: id(round),
        question: id("q"),
        answer,
        confidence: Some(80.0),
        rationale: rationale.to_owned(),
        evidence: Vec::new(),
        recorded: String::new(),
    }
}

/// The usual document with a panel that has held one round, adopted its value, and is in the midst of another.
fn with_panel() -> Assessment {
    let mut parts = document().to_parts();
    let link = parts.links[0].id.clone();
    let phase = parts.phases[0].id.clone();
    let key = ScoreKey {
        subject: Subject::Link(link),
        dimension: Dimension::Likelihood,
        phase: Some(phase.clone()),
    };
    let estimate = Estimate::Point(p(0.25));
    let score = Score { basis: Some(Basis::Panel), ..Score::bare(estimate.clone()) };
    parts.links[0].likelihood.set(phase, Some(score));
    let round = |name: &str, state| Round {
        state,
        questions: vec![id("q")],
        ..Round::new(id(name), &format!("Round {name}"))
    };
    let panel = &mut parts.panel;
    panel.experts = ["heron", "finch", "owl"].map(|e| Expert::new(id(e), e)).to_vec();
    "Works at the developer".clone_into(&mut panel.experts[0].conflicts);
    panel.questions = vec![PanelQuestion::new(id("q"), Asked::Score(key))];
    panel.rounds = vec![round("one", RoundState::Adopted), round("two", RoundState::Open)];
    let range = Answer::Range { low: 0.1, best: 0.2, high: 0.4 };
    panel.judgements = vec![
        judged("heron", "one", range, "Seen <b>often</b> & early"),
        judged("finch", "one", Answer::Point(0.3), ""),
        judged("owl", "one", Answer::Abstained("Not my field".to_owned()), ""),
        judged("heron", "two", Answer::Point(0.987_654), "Whispered in the corridor"),
    ];
    panel.adoptions = vec![Adoption {
        question: id("q"),
        round: id("one"),
        rule: Some(PoolingRule::LogOdds),
        estimate,
        count: 2,
        deviation: Some(0.4),
        ends: (0.2, 0.3),
        minority: "Finch thinks it likelier".to_owned(),
        date: "2026-11-03".to_owned(),
    }];
    Assessment::new(parts).expect("valid")
}

fn blocks(document: &Assessment) -> Vec<Block> {
    let options = Options { sections: vec![Section::Panel], ..Options::default() };
    let analysis = analysis(document);
    build(document, Findings { analysis: &analysis, depths: None }, &options, &desk())
}

fn text(document: &Assessment, target: Target) -> String {
    let bytes = render(&blocks(document), target, &desk()).expect("a report");
    String::from_utf8(bytes).expect("UTF-8").replace('\u{202f}', " ")
}

#[test]
fn everybody_is_told_of_with_their_reasons_and_the_minority() {
    let told = text(&with_panel(), Target::Markdown);
    for words in [
        "Works at the developer",
        "In phase “",
        "20 % (10 % to 40 %)",
        "Seen",
        "Not my field",
        "Finch thinks it likelier",
        "25 %: Log-odds of 2 judgements, 2026-11-03",
        "As adopted",
    ] {
        assert!(told.contains(words), "{words} in {told}");
    }
}

#[test]
fn what_was_not_revealed_is_nowhere() {
    for target in [Target::Markdown, Target::Html, Target::Json] {
        let told = text(&with_panel(), target);
        for words in ["corridor", "987654", "98.7654", "Round two"] {
            assert!(!told.contains(words), "{words}");
        }
    }
    let nothing = text(&document(), Target::Markdown);
    assert!(nothing.contains("No round of an expert panel has been revealed"));
}

#[test]
fn what_experts_write_is_text_and_no_markup() {
    let told = text(&with_panel(), Target::Html);
    check_tags(&told);
    assert!(told.contains("Seen &lt;b&gt;often&lt;&#x2f;b&gt; &amp; early"), "{told}");
    assert!(!told.contains("<b>often"));
}

#[test]
fn a_changed_score_is_told() {
    let document = with_panel();
    let key = document.panel().questions[0].score().expect("a score").clone();
    let changed = Edit::score(key, Some(Score::point(p(0.5))));
    let told = text(&document.edited(&changed).expect("valid"), Target::Markdown);
    assert!(told.contains("Adopted, changed since"));
}
