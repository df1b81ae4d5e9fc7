//! Random arguments: claims, questions, comments, reviews, incidents, and what was set aside.

use driftline::model::*;
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::strategies::{Names, estimate, id, ids, mechanism, severity, some_of, text};

/// Everything of a document that belongs to its argument.
#[derive(Clone, Debug)]
pub(crate) struct Argument {
    pub(crate) claims: Vec<Claim>,
    pub(crate) questions: Vec<Question>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) criteria: Vec<Criterion>,
    pub(crate) reviews: Vec<Review>,
    pub(crate) dismissals: Vec<Dismissal>,
    pub(crate) suppressions: Vec<Suppression>,
}

pub(crate) fn argument(names: &Names) -> BoxedStrategy<Argument> {
    let claims: Vec<_> = (0..3).map(|i| claim(i, names)).collect();
    let questions: Vec<_> = (0..2).map(|i| question(i, names)).collect();
    let comments: Vec<_> = (0..2).map(|i| comment(i, names)).collect();
    let criteria: Vec<_> = (0..2).map(criterion).collect();
    let reviews: Vec<_> = (0..2).map(review).collect();
    let dismissals = vec(text(), 0..3).prop_map(|reasons| {
        let of = |(i, reason)| Dismissal { entry: format!("entry {i}"), reason };
        reasons.into_iter().enumerate().map(of).collect::<Vec<_>>()
    });
    let suppressions =
        (subject(names), text(), any::<bool>()).prop_map(|(about, text, is_there)| {
            let reason = format!("because {text}");
            let suppression = Suppression { check: "no-evidence".to_owned(), about, reason };
            is_there.then_some(suppression).into_iter().collect::<Vec<_>>()
        });
    (claims, questions, comments, criteria, reviews, dismissals, suppressions)
        .prop_map(|(claims, questions, comments, criteria, reviews, dismissals, suppressions)| {
            Argument { claims, questions, comments, criteria, reviews, dismissals, suppressions }
        })
        .boxed()
}

/// Elements that every document of the strategies has.
fn subject(names: &Names) -> BoxedStrategy<Subject> {
    let mut there = vec![Subject::Document, Subject::Phase(names.phases[0].clone())];
    there.extend(names.nodes.iter().cloned().map(Subject::Node));
    there.extend(names.links.iter().cloned().map(Subject::Link));
    there.extend(names.mitigations.iter().cloned().map(Subject::Mitigation));
    there.extend(names.zones.iter().cloned().map(Subject::Zone));
    there.extend(names.evidence.iter().cloned().map(Subject::Evidence));
    there.extend(ids("c", 3).into_iter().map(Subject::Claim));
    there.extend(ids("q", 2).into_iter().map(Subject::Question));
    there.extend(ids("k", 2).into_iter().map(Subject::Criterion));
    there.extend(ids("r", 2).into_iter().map(Subject::Review));
    select(there).boxed()
}

fn claim(i: usize, names: &Names) -> BoxedStrategy<Claim> {
    let aggregation =
        select(vec![Aggregation::Conjunctive, Aggregation::Disjunctive, Aggregation::Convergent]);
    let confidence =
        option::of(select(vec![Confidence::Low, Confidence::Moderate, Confidence::High]));
    let defeater = (text(), text()).prop_map(|(text, answer)| Defeater { text, answer });
    let trigger = (text(), text(), text()).prop_map(|(condition, response, fired)| Trigger {
        condition,
        response,
        fired,
    });
    // A parent before it, so that claims are trees.
    let parent = option::of(0..i.max(1)).prop_map(move |of| of.filter(|_| i > 0));
    let texts = [text(), text(), text(), text(), text()];
    let grounds = (
        some_of(&names.evidence),
        some_of(&names.evidence),
        vec(defeater, 0..3),
        vec(subject(names), 0..3),
    );
    let words = (aggregation, option::of(estimate(names)), confidence, any::<bool>());
    (parent, texts, grounds, words, option::of(trigger))
        .prop_map(move |(parent, texts, grounds, words, trigger)| {
            let [text, argument, invalidated_by, owner, notes] = texts;
            let (evidence, counter_evidence, defeaters, about) = grounds;
            let (aggregation, estimate, confidence, is_load_bearing) = words;
            Claim {
                id: id(&format!("c-{i}")),
                text,
                parent: parent.map(|of| id(&format!("c-{of}"))),
                aggregation,
                argument,
                estimate,
                confidence,
                evidence,
                counter_evidence,
                defeaters,
                about,
                is_load_bearing,
                invalidated_by,
                owner,
                trigger,
                notes,
            }
        })
        .boxed()
}

fn question(i: usize, names: &Names) -> BoxedStrategy<Question> {
    let kind = select(vec![QuestionKind::Open, QuestionKind::Tension]);
    let stance = (text(), text(), text(), some_of(&names.evidence)).prop_map(
        |(holder, statement, since, evidence)| Stance { holder, statement, since, evidence },
    );
    let texts = [text(), text(), text(), text(), text()];
    (kind, vec(stance, 0..3), vec(subject(names), 0..3), texts)
        .prop_map(move |(kind, positions, about, texts)| {
            let [text, settled_by, answer, owner, notes] = texts;
            let id = id(&format!("q-{i}"));
            Question { id, text, kind, about, positions, settled_by, answer, owner, notes }
        })
        .boxed()
}

fn comment(i: usize, names: &Names) -> BoxedStrategy<Comment> {
    let reply =
        (text(), text(), text()).prop_map(|(author, date, text)| Reply { author, date, text });
    let mut targets = vec![subject(names).prop_map(Target::Element).boxed()];
    if !names.nodes.is_empty() {
        let dimension = select(vec![
            Dimension::InitiallyMisaligned,
            Dimension::Stability,
            Dimension::Persistence,
        ]);
        let score = (select(names.nodes.clone()), select(names.phases.clone()), dimension);
        let target = score.prop_map(|(node, phase, dimension)| {
            let phase = (dimension != Dimension::InitiallyMisaligned).then_some(phase);
            Target::Score(ScoreKey { subject: Subject::Node(node), dimension, phase })
        });
        targets.push(target.boxed());
    }
    (proptest::strategy::Union::new(targets), [text(), text(), text()], vec(reply, 0..3))
        .prop_map(move |(about, [author, date, text], replies)| Comment {
            id: id(&format!("o-{i}")),
            about,
            author,
            date,
            is_resolved: text.len() % 2 == 1,
            text,
            replies,
        })
        .boxed()
}

fn criterion(i: usize) -> BoxedStrategy<Criterion> {
    (text(), text(), option::of(mechanism()))
        .prop_map(move |(name, question, mechanism)| Criterion {
            id: id(&format!("k-{i}")),
            name,
            question,
            mechanism,
        })
        .boxed()
}

fn review(i: usize) -> BoxedStrategy<Review> {
    let finding = (select(Treatment::ALL.to_vec()), [text(), text(), text(), text(), text()]);
    let texts = [text(), text(), text(), text(), text()];
    (texts, vec(option::of(finding), 2))
        .prop_map(move |(texts, found)| {
            let [name, developer, date, source, notes] = texts;
            let findings = found.into_iter().enumerate().filter_map(|(k, of)| {
                let (treatment, [note, quote, locator, source, reviewer]) = of?;
                let criterion = id(&format!("k-{k}"));
                Some(Finding { criterion, treatment, note, quote, locator, source, reviewer })
            });
            let findings = findings.collect();
            let id = id(&format!("r-{i}"));
            Review { id, name, developer, date, source, findings, notes }
        })
        .boxed()
}

/// What happened, with references to nodes and links that are there; no pathways, of which documents may have none.
pub(crate) fn incident(names: &Names) -> BoxedStrategy<Incident> {
    let mut there: Vec<Subject> = names.nodes.iter().cloned().map(Subject::Node).collect();
    there.extend(names.links.iter().cloned().map(Subject::Link));
    let about =
        if there.is_empty() { Just(None).boxed() } else { option::of(select(there)).boxed() };
    let event = (text(), text(), about).prop_map(|(at, text, about)| Event { at, text, about });
    let texts = [text(), text(), text(), text(), text()];
    (texts, severity(), any::<bool>(), vec(event, 0..3))
        .prop_map(|(texts, severity, is_near_miss, events)| {
            let [start, end, detected, detection, response] = texts;
            Incident {
                start,
                end,
                detected,
                detection,
                severity,
                is_near_miss,
                response,
                pathways: Vec::new(),
                events,
            }
        })
        .boxed()
}
