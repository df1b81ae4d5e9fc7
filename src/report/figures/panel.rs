//! What a panel said to one question, as dots and intervals. Nothing of a round that is not revealed.

use super::{Plate, data, words};
use crate::{
    analysis::{
        panel::{Pooling, Said, Verdict, verdicts},
        pooling::{Belief, EPSILON, Rule},
    },
    drawing::judgements::{JudgementChart, JudgementResult, JudgementRow},
    model::{Asked, Assessment, Axis, Expert, Id, PanelQuestion, Round},
    report::{block::Datum, wording},
};

/// Points of the curve of beliefs.
const POINTS: u32 = 160;
/// How far beyond the outermost numbers the curve goes, as a share of their distance.
const BEYOND: f64 = 0.25;

/// What everybody said to a question in a revealed round, with the round before in the background, and what the rules make
/// of it; the first rule leads. `None` where the round is not revealed, does not ask the question, or nobody answered.
pub fn judgements(
    document: &Assessment,
    question: &PanelQuestion,
    round: &Round,
    rules: &[Pooling],
) -> Option<JudgementChart> {
    let verdict = verdict(document, question, round, *rules.first()?)?;
    let before = before(document, question, round);
    let panel = document.panel();
    let is_chance = question.is_probability();
    let counting = panel.counting(&round.id);
    let outlying: Vec<usize> = verdict.pool.as_ref().map_or_else(
        |_| Vec::new(),
        |pool| pool.scatter.outliers.iter().map(|outlier| outlier.place).collect(),
    );
    let earlier = |id: &Id<Expert>| {
        let said = before.as_ref()?.said.iter().find(|said| said.expert == *id)?;
        Some(said.numbers)
    };
    let mut order: Vec<usize> = (0..verdict.said.len()).collect();
    order.sort_by(|a, b| verdict.said[*a].numbers[1].total_cmp(&verdict.said[*b].numbers[1]));
    let said = order.into_iter().map(|place| {
        let said = &verdict.said[place];
        // As they said it: only the pool has it brought to one confidence.
        let judgement = counting.get(&(&question.id, &said.expert));
        let numbers = judgement.and_then(|j| j.answer.numbers()).unwrap_or(said.numbers);
        let sure = judgement.and_then(|j| j.confidence).filter(|_| said.has_ends);
        let sure = sure.map(|percent| format!(", {} sure", wording::percent(percent / 100.0)));
        JudgementRow {
            name: wording::expert(panel, &said.expert),
            numbers: Some(numbers),
            before: earlier(&said.expert),
            figure: format!("{}{}", brief(numbers, is_chance), sure.unwrap_or_default()),
            is_outlying: outlying.contains(&place),
        }
    });
    let silent = verdict.abstained.iter().map(|id| JudgementRow {
        name: wording::expert(panel, id),
        numbers: None,
        before: earlier(id),
        figure: "Abstained".to_owned(),
        is_outlying: false,
    });
    let rows: Vec<JudgementRow> = said.chain(silent).collect();
    if rows.is_empty() {
        return None;
    }
    let quartiles = verdict.pool.as_ref().ok().map(|pool| pool.scatter.quartiles);
    let enough = |_: &[f64; 3]| verdict.said.len() > 2;
    Some(JudgementChart {
        description: described(document, question, &verdict),
        axis: axis(question),
        rows,
        results: results(document, question, round, rules),
        middle_half: quartiles.filter(enough).map(|[low, _, high]| (low, high)),
        curve: curve(&verdict.said, axis(question)),
        names: None,
    })
}

/// The picture for a report with the numbers behind it: under the usual rule and the mixture.
pub(in crate::report) fn plate(
    document: &Assessment,
    question: &PanelQuestion,
    round: &Round,
) -> Option<Plate> {
    let rules = [Pooling::by(Rule::LogOdds), Pooling::by(Rule::Linear)];
    let chart = judgements(document, question, round, &rules)?;
    let number = |numbers: Option<[f64; 3]>, part: usize| {
        numbers.map_or(Datum::Absent, |numbers| Datum::Number(numbers[part]))
    };
    let said = chart.rows.iter().map(|row| (&row.name, row.numbers));
    let made = chart.results.iter().map(|result| (&result.name, Some(result.numbers)));
    let rows = said.chain(made).map(|(name, numbers)| {
        let [low, best, high] = [0, 1, 2].map(|part| number(numbers, part));
        vec![words(&**name), low, best, high]
    });
    let data = data(["expert_or_rule", "low", "best", "high"], rows.collect());
    Some(Plate { drawing: chart.drawing(), data })
}

/// What somebody said, in few digits: intervals that were stretched to one confidence have many.
fn brief(numbers: [f64; 3], is_chance: bool) -> String {
    if !is_chance {
        return wording::judged(numbers, false);
    }
    wording::brief(numbers)
}

/// The axis on which answers to a question are shown.
pub fn axis(question: &PanelQuestion) -> Axis {
    match question.asked {
        Asked::Seed { axis, .. } => axis,
        Asked::Score(_) | Asked::Former(_) => Axis::LogOdds,
    }
}

fn verdict(
    document: &Assessment,
    question: &PanelQuestion,
    round: &Round,
    pooling: Pooling,
) -> Option<Verdict> {
    let is_shown = round.state.is_revealed();
    let found = is_shown.then(|| verdicts(document.panel(), &round.id, &pooling))?;
    found.into_iter().find(|verdict| verdict.question == question.id)
}

/// What was said to the question in the last revealed round before this one.
fn before(document: &Assessment, question: &PanelQuestion, round: &Round) -> Option<Verdict> {
    let rounds = &document.panel().rounds;
    let place = rounds.iter().position(|held| held.id == round.id)?;
    let mut earlier = rounds[..place].iter().rev();
    let held =
        earlier.find(|held| held.state.is_revealed() && held.questions.contains(&question.id))?;
    verdict(document, question, held, Pooling::default())
}

fn results(
    document: &Assessment,
    question: &PanelQuestion,
    round: &Round,
    rules: &[Pooling],
) -> Vec<JudgementResult> {
    let mut all = Vec::new();
    for (place, pooling) in rules.iter().enumerate() {
        let found = verdict(document, question, round, *pooling);
        let Some(Ok(pool)) = found.map(|verdict| verdict.pool) else { continue };
        let (low, high) = pool.ends.unwrap_or((pool.best, pool.best));
        all.push(JudgementResult {
            name: format!("{} of {}", wording::pooling_rule(pooling.rule), pool.count),
            numbers: [low, pool.best, high],
            figure: wording::pooled(&pool),
            leads: place == 0,
        });
    }
    let agreed = document.panel().agreement(&round.id, &question.id);
    all.extend(agreed.and_then(|agreed| agreed.answer.numbers()).map(|numbers| JudgementResult {
        name: "Agreed on".to_owned(),
        numbers,
        figure: wording::judged(numbers, question.is_probability()),
        leads: false,
    }));
    if let Asked::Seed { answer, .. } = question.asked {
        all.push(JudgementResult {
            name: "Known answer".to_owned(),
            numbers: [answer; 3],
            figure: wording::judged([answer; 3], question.is_probability()),
            leads: false,
        });
    }
    all
}

/// What all who gave an interval believe together, each as much as the others: pairs of a value and a density on the axis.
fn curve(said: &[Said], axis: Axis) -> Vec<[f64; 2]> {
    let inner = |value: f64| match axis {
        Axis::LogOdds => value.clamp(EPSILON, 1.0 - EPSILON),
        Axis::Log | Axis::Linear => value,
    };
    let wide = said.iter().filter(|said| said.has_ends);
    let beliefs: Vec<Belief> =
        wide.filter_map(|said| Belief::new(said.numbers.map(inner), axis)).collect();
    let ends = beliefs.iter().map(Belief::places);
    let none = (f64::INFINITY, f64::NEG_INFINITY);
    let (low, high) =
        ends.fold(none, |(low, high), [first, _, last]| (low.min(first), high.max(last)));
    // A single interval is told by its own row.
    if beliefs.len() < 2 || low >= high {
        return Vec::new();
    }
    let room = (high - low) * BEYOND;
    let step = (high - low + 2.0 * room) / f64::from(POINTS);
    let places = (0..=POINTS).map(|i| low - room + f64::from(i) * step);
    places
        .map(|place| {
            let density: f64 = beliefs.iter().map(|belief| belief.density(place)).sum();
            [axis.value(place), density]
        })
        .collect()
}

fn described(document: &Assessment, question: &PanelQuestion, verdict: &Verdict) -> String {
    let panel = document.panel();
    let is_chance = question.is_probability();
    let mut lines = vec![wording::panel_title(document, question)];
    lines.extend(verdict.said.iter().map(|said| {
        let name = wording::expert(panel, &said.expert);
        format!("{name}: {}", wording::judged(said.numbers, is_chance))
    }));
    lines.extend(verdict.pool.as_ref().ok().map(|pool| {
        let rule = wording::pooling_rule(pool.rule);
        format!("{rule} of {}: {}", pool.count, wording::pooled(pool))
    }));
    lines.join("\n")
}
