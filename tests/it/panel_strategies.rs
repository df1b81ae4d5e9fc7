//! Random panels: experts, questions about scores and seeds, rounds in every state, judgements of every sort.

use driftline::model::*;
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::strategies::{Names, id, ids, some_of, text};

/// A panel that keeps every rule in a document with these names.
pub(crate) fn panel(names: &Names) -> BoxedStrategy<Panel> {
    let questions = questions(names);
    (vec(expert(), 0..4), questions, vec(round(), 0..4))
        .prop_flat_map({
            let names = names.clone();
            move |(experts, questions, rounds)| held(&names, experts, questions, rounds)
        })
        .boxed()
}

fn expert() -> impl Strategy<Value = Expert> {
    (text(), text(), text(), option::of(0.0..5.0_f64)).prop_map(
        |(pseudonym, expertise, conflicts, weight)| Expert {
            id: id("x"),
            pseudonym,
            expertise,
            conflicts,
            weight: weight.map(|w| Weight::try_from(w).expect("a weight")),
        },
    )
}

/// At most one question for each score.
fn questions(names: &Names) -> BoxedStrategy<Vec<PanelQuestion>> {
    let phase = || select(names.phases.clone());
    let seed = prop_oneof![
        (0.01..0.99_f64).prop_map(|answer| Asked::Seed { axis: Axis::LogOdds, answer }),
        (0.01..1e9_f64).prop_map(|answer| Asked::Seed { axis: Axis::Log, answer }),
        (-1e3..1e3_f64).prop_map(|answer| Asked::Seed { axis: Axis::Linear, answer }),
        text().prop_map(Asked::Former),
    ];
    let mut asked = vec![seed.boxed()];
    let key = |subject, dimension, phase| Asked::Score(ScoreKey { subject, dimension, phase });
    for node in names.nodes.clone() {
        let subject = Subject::Node(node.clone());
        asked.push(Just(key(subject, Dimension::InitiallyMisaligned, None)).boxed());
        let of = move |phase| key(Subject::Node(node.clone()), Dimension::Stability, Some(phase));
        asked.push(phase().prop_map(of).boxed());
    }
    for link in names.links.clone() {
        let of = move |phase| key(Subject::Link(link.clone()), Dimension::Likelihood, Some(phase));
        asked.push(phase().prop_map(of).boxed());
    }
    for m in names.mitigations.clone() {
        let dimension = Dimension::Effectiveness;
        let of = move |phase| key(Subject::Mitigation(m.clone()), dimension, Some(phase));
        asked.push(phase().prop_map(of).boxed());
    }
    let question = |asked| (asked, [text(), text(), text(), text()], option::of(0..90_u32));
    let all: Vec<_> = asked.into_iter().map(question).collect();
    all.prop_map(|all| {
        let question =
            |(i, (asked, words, minutes)): (usize, (Asked, [String; 4], Option<u32>))| {
                let [wording, resolution, unit, context] = words;
                let id = id(&format!("y-{i}"));
                PanelQuestion { id, asked, wording, resolution, unit, context, minutes }
            };
        all.into_iter().enumerate().map(question).collect()
    })
    .boxed()
}

fn round() -> impl Strategy<Value = Round> {
    let moment = || select(vec!["", "2026-11-03", "2026-11-03 14:07", "2026-11-03 14:07:31"]);
    let (protocol, state) = (select(Protocol::ALL.to_vec()), select(RoundState::ALL.to_vec()));
    (text(), protocol, state, any::<bool>(), moment(), moment()).prop_map(
        |(name, protocol, state, is_discussed, opened, closed)| Round {
            id: id("x"),
            name,
            protocol,
            state,
            questions: Vec::new(),
            is_discussed,
            opened: opened.to_owned(),
            closed: closed.to_owned(),
        },
    )
}

fn held(
    names: &Names,
    mut experts: Vec<Expert>,
    questions: Vec<PanelQuestion>,
    mut rounds: Vec<Round>,
) -> BoxedStrategy<Panel> {
    experts.iter_mut().zip(ids("x", 9)).for_each(|(e, id)| e.id = id);
    let all: Vec<Id<PanelQuestion>> = questions.iter().map(|q| q.id.clone()).collect();
    for (i, round) in rounds.iter_mut().enumerate() {
        round.id = id(&format!("r-{i}"));
        round.questions = all.iter().skip(i).cloned().collect();
    }
    let (mut judgements, mut agreements, mut adoptions) = (Vec::new(), Vec::new(), Vec::new());
    for (i, round) in rounds.iter().enumerate() {
        let Some(question) = questions.get(i) else { continue };
        let at = (round.id.clone(), question.id.clone());
        if round.state != RoundState::Draft {
            for expert in &experts {
                judgements.push(judgement(names, expert.id.clone(), at.clone()));
            }
        }
        agreements.push((Just(at.clone()), option::of((numbers(), text()))));
        adoptions.push((Just(at), option::of(adoption())));
    }
    let given = (vec(judgements, 2), agreements, adoptions);
    given
        .prop_map(move |(judgements, agreements, adoptions)| Panel {
            experts: experts.clone(),
            questions: questions.clone(),
            rounds: rounds.clone(),
            judgements: judgements.into_iter().flatten().collect(),
            agreements: agreements
                .into_iter()
                .filter_map(|((round, question), of)| {
                    let (answer, rationale) = of?;
                    Some(Agreement { round, question, answer, rationale })
                })
                .collect(),
            adoptions: adoptions
                .into_iter()
                .filter_map(|((round, question), of)| Some(Adoption { round, question, ..of? }))
                .collect(),
        })
        .boxed()
}

fn numbers() -> impl Strategy<Value = Answer> {
    prop_oneof![
        (0.0..=1.0_f64).prop_map(Answer::Point),
        [0.0..=1.0_f64, 0.0..=1.0, 0.0..=1.0].prop_map(|mut of| {
            of.sort_by(f64::total_cmp);
            Answer::Range { low: of[0], best: of[1], high: of[2] }
        }),
    ]
}

fn judgement(
    names: &Names,
    expert: Id<Expert>,
    (round, question): (Id<Round>, Id<PanelQuestion>),
) -> impl Strategy<Value = Judgement> + use<> {
    let answer = prop_oneof![3 => numbers(), 1 => text().prop_map(Answer::Abstained)];
    let recorded = select(vec!["", "2026-11-03 14:07:31", "2026-11-03 14:09:02"]);
    let words = (option::of(0.5..=100.0_f64), text(), some_of(&names.evidence), recorded);
    (answer, words).prop_map(move |(answer, (confidence, rationale, evidence, recorded))| {
        Judgement {
            expert: expert.clone(),
            round: round.clone(),
            question: question.clone(),
            answer,
            confidence,
            rationale,
            evidence,
            recorded: recorded.to_owned(),
        }
    })
}

fn adoption() -> impl Strategy<Value = Adoption> {
    let rule = option::of(select(PoolingRule::ALL.to_vec()));
    let estimate = (0.0..=1.0_f64)
        .prop_map(|p| Estimate::Point(Probability::try_from(p).expect("a probability")));
    let ends = [0.0..=1.0_f64, 0.0..=1.0].prop_map(|mut of| {
        of.sort_by(f64::total_cmp);
        (of[0], of[1])
    });
    (rule, estimate, 1..30_u32, option::of(0.0..9.0_f64), ends, text()).prop_map(
        |(rule, estimate, count, deviation, ends, minority)| Adoption {
            question: id("x"),
            round: id("x"),
            rule,
            estimate,
            count,
            deviation,
            ends,
            minority,
            date: "2026-11-03".to_owned(),
        },
    )
}
