//! What a panel of experts was asked and said, with how far they are apart and who sees it otherwise. Nothing of rounds that
//! are not revealed.

use std::collections::BTreeMap;

use super::{
    Block, Cell, Column, Source, field, heading, paragraph, run, sentence_of, table, without_empty,
    wording,
};
use crate::{
    analysis::{
        panel::{Pooling, Verdict, calibration, order_agreement, verdicts},
        pooling::{EPSILON, Rule},
    },
    model::{
        Adopted, Adoption, Answer, Estimate, Id, Panel, PanelQuestion, Probability, Round,
        ScoreKey, Weight,
    },
    report::figures,
};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let panel = source.document.panel();
    let held: Vec<&Round> = panel.rounds.iter().filter(|r| r.state.is_revealed()).collect();
    if held.is_empty() {
        out.push(paragraph(run("No round of an expert panel has been revealed")));
        return;
    }
    out.push(paragraph(run(&format!(
        "{} judged in {}, everybody alone and before anybody saw the numbers of others. Pools are {}; numbers are \
         clipped to {EPSILON} and its complement, intervals with a stated confidence are stretched to 90 %.",
        wording::counted(panel.experts.len(), "expert", "experts"),
        wording::counted(held.len(), "round", "rounds"),
        "means on the log-odds axis, beside what the mixture of the beliefs says",
    ))));
    out.push(experts(panel));
    out.push(rounds(panel, &held));
    out.extend(seeds(panel));
    let latest: Vec<(&PanelQuestion, &Round)> = panel
        .questions
        .iter()
        .filter(|question| question.is_probability())
        .filter_map(|question| Some((question, panel.last_revealed(&question.id)?)))
        .collect();
    let [pooled, linear] =
        [Rule::LogOdds, Rule::Linear].map(|rule| all_verdicts(panel, &held, rule));
    out.push(summary(source, &latest, [&pooled, &linear]));
    for (question, round) in latest {
        let verdict = pooled.get(&(round.id.clone(), question.id.clone()));
        one(source, (question, round), verdict, out);
    }
}

fn experts(panel: &Panel) -> Block {
    let has_weights = panel.experts.iter().any(|expert| expert.weight.is_some());
    let mut columns = ["Expert", "Expertise", "Conflicts of interest"].map(Column::words).to_vec();
    if has_weights {
        columns.push(Column::numbers("Weight"));
    }
    let rows = panel.experts.iter().map(|expert| {
        let mut row = vec![
            Cell::text(wording::expert(panel, &expert.id)),
            Cell::text(wording::name(&expert.expertise)),
            Cell::text(wording::name(&expert.conflicts)),
        ];
        if has_weights {
            row.push(Cell::text(wording::decimal(expert.weight.map_or(1.0, Weight::get))));
        }
        row
    });
    table(
        "table-panel-experts".to_owned(),
        "Experts of the panel, by pseudonym",
        columns,
        rows.collect(),
    )
}

fn rounds(panel: &Panel, held: &[&Round]) -> Block {
    let columns = vec![
        Column::words("Round"),
        Column::words("Protocol"),
        Column::words("After a discussion"),
        Column::numbers("Questions"),
        Column::numbers("Judgements"),
        Column::numbers("Abstentions"),
        Column::numbers("Kendall’s W"),
    ];
    let rows = held.iter().map(|round| {
        let counting = panel.counting(&round.id);
        let is_none = |answer: &Answer| matches!(answer, Answer::Abstained(_));
        let abstained = counting.values().filter(|j| is_none(&j.answer)).count();
        let agreement = order_agreement(panel, &round.id);
        vec![
            Cell::text(wording::name(&round.name)),
            Cell::text(wording::protocol(round.protocol)),
            Cell::text(if round.is_discussed { "Yes" } else { "No" }),
            Cell::text(round.questions.len().to_string()),
            Cell::text((counting.len() - abstained).to_string()),
            Cell::text(abstained.to_string()),
            Cell::text(agreement.map_or_else(String::new, |found| wording::decimal(found.w))),
        ]
    });
    table("table-panel-rounds".to_owned(), "Rounds of the panel", columns, rows.collect())
}

/// How experts did on questions with known answers.
fn seeds(panel: &Panel) -> Option<Block> {
    let (experts, weights) = calibration(panel)?;
    let columns = vec![
        Column::words("Expert"),
        Column::numbers("Seed questions"),
        Column::numbers("Calibration"),
        Column::numbers("Information"),
        Column::numbers("Weight"),
    ];
    let rows = experts.iter().zip(&weights.experts).zip(&weights.shares).filter_map(
        |((id, found), share)| {
            let found = (*found)?;
            let numbers = [found.calibration, found.information, *share];
            let first = [wording::expert(panel, id), found.answered.to_string()];
            let numbers = numbers.map(wording::decimal);
            Some(first.into_iter().chain(numbers).map(Cell::text).collect::<Vec<_>>())
        },
    );
    let caption = format!(
        "Experts by questions with known answers (Cooke’s classical model, cut-off {})",
        wording::decimal(weights.cut_off)
    );
    Some(table("table-panel-seeds".to_owned(), caption, columns, rows.collect()))
}

/// Verdicts by round and question.
type Verdicts = BTreeMap<(Id<Round>, Id<PanelQuestion>), Verdict>;

fn all_verdicts(panel: &Panel, held: &[&Round], rule: Rule) -> Verdicts {
    let of = |round: &&Round| {
        let id = round.id.clone();
        let found = verdicts(panel, &round.id, &Pooling::by(rule)).into_iter();
        found.map(move |verdict| ((id.clone(), verdict.question.clone()), verdict))
    };
    held.iter().flat_map(of).collect()
}

fn summary(
    source: &Source<'_>,
    latest: &[(&PanelQuestion, &Round)],
    [pooled, linear]: [&Verdicts; 2],
) -> Block {
    let columns = vec![
        Column::words("Question"),
        Column::numbers("n"),
        Column::numbers("Log-odds pool"),
        Column::numbers("Linear pool"),
        Column::numbers("Range of best"),
        Column::numbers("SD of logit"),
        Column::words("Score"),
    ];
    let rows = latest.iter().map(|of| {
        let key = (of.1.id.clone(), of.0.id.clone());
        let (pooled, linear) = (pooled.get(&key), linear.get(&key));
        let count = pooled.map_or(0, |verdict| verdict.said.len());
        let pool = pooled.and_then(|verdict| verdict.pool.as_ref().ok());
        let linear = linear.and_then(|verdict| verdict.pool.as_ref().ok());
        let ends = pool.map(|pool| pool.scatter.ends);
        let ends = ends.map(|(a, b)| format!("{} to {}", wording::percent(a), wording::percent(b)));
        let deviation = pool.and_then(|pool| pool.scatter.deviation);
        vec![
            Cell::of(vec![super::reference(
                &anchor(of.0),
                &wording::panel_title(source.document, of.0),
            )]),
            Cell::text(count.to_string()),
            Cell::text(pool.map_or_else(String::new, wording::pooled)),
            Cell::text(linear.map_or_else(String::new, wording::pooled)),
            Cell::text(ends.unwrap_or_default()),
            Cell::text(deviation.map_or_else(String::new, wording::decimal)),
            Cell::text(of.0.score().map_or("", |key| adopted(source, key))),
        ]
    });
    let caption = "What the panel says, in the last revealed round of each question";
    table("table-panel".to_owned(), caption, columns, rows.collect())
}

fn adopted(source: &Source<'_>, key: &ScoreKey) -> &'static str {
    match source.document.adopted_state(key) {
        Some(Adopted::AsAdopted(_)) => "As adopted",
        Some(Adopted::ChangedSince(_)) => "Adopted, changed since",
        None => "Not adopted",
    }
}

fn anchor(question: &PanelQuestion) -> String {
    format!("panel-{}", question.id)
}

/// Fields that are left out where there is nothing to say.
const OPTIONAL: [&str; 7] = [
    "Settled by",
    "Context",
    "Notable",
    "Agreed on",
    "Reason of the group",
    "Adopted",
    "Minority view",
];

/// One question with what everybody said to it.
fn one(
    source: &Source<'_>,
    (question, round): (&PanelQuestion, &Round),
    verdict: Option<&Verdict>,
    out: &mut Vec<Block>,
) {
    let panel = source.document.panel();
    out.push(heading(3, wording::panel_title(source.document, question), anchor(question)));
    let agreed = panel.agreement(&round.id, &question.id);
    let adoption = panel.adoptions.iter().rev().find(|a| a.question == question.id);
    let judged = |numbers| wording::judged(numbers, question.is_probability());
    let agreed_on = agreed.and_then(|a| a.answer.numbers()).map(judged).unwrap_or_default();
    let fields = vec![
        field("Question", &wording::panel_question(source.document, question)),
        field("Settled by", &question.resolution),
        field("Context", &question.context),
        field("Round", &wording::name(&round.name)),
        field("Notable", &verdict.map(|verdict| notable(panel, verdict)).unwrap_or_default()),
        field("Agreed on", &agreed_on),
        field("Reason of the group", agreed.map_or("", |a| &a.rationale)),
        field("Adopted", &adoption.map(adopted_as).unwrap_or_default()),
        field("Minority view", adoption.map_or("", |a| &a.minority)),
    ];
    out.push(Block::Fields(without_empty(fields, &OPTIONAL)));
    if let Some(plate) = figures::panel::plate(source.document, question, round) {
        let caption = format!(
            "What everybody said to ‘{}’, and what was made of it",
            wording::panel_title(source.document, question)
        );
        out.push(super::figure(&format!("figure-{}", anchor(question)), caption, plate));
    }
    out.extend(judgements(source, question, round));
}

/// What stands in the place of a number.
const ABSTAINED: &str = "Abstained";

/// What everybody said, with reasons.
fn judgements(source: &Source<'_>, question: &PanelQuestion, round: &Round) -> Option<Block> {
    let panel = source.document.panel();
    let counting = panel.counting(&round.id);
    let judged = |numbers| wording::judged(numbers, question.is_probability());
    let said = panel.experts.iter().filter_map(|expert| counting.get(&(&question.id, &expert.id)));
    let rows: Vec<Vec<Cell>> = said
        .map(|judgement| {
            let (answer, reason) = match &judgement.answer {
                Answer::Abstained(reason) => (ABSTAINED.to_owned(), reason),
                answer => (answer.numbers().map(judged).unwrap_or_default(), &judgement.rationale),
            };
            let sure = judgement.confidence.filter(|_| answer != ABSTAINED);
            let sure = sure.map(|percent| wording::percent_as_given(percent / 100.0));
            vec![
                Cell::text(wording::expert(panel, &judgement.expert)),
                Cell::text(answer),
                Cell::text(sure.unwrap_or_default()),
                Cell::text(sentence_of(reason).unwrap_or_default()),
                Cell::of(source.citations(&judgement.evidence)),
            ]
        })
        .collect();
    let columns = vec![
        Column::words("Expert"),
        Column::numbers("Judgement"),
        Column::numbers("Confidence"),
        Column::words("Why"),
        Column::words("Evidence"),
    ];
    let caption = format!("Judgements on ‘{}’", wording::panel_title(source.document, question));
    let anchor = format!("table-{}", anchor(question));
    (!rows.is_empty()).then(|| table(anchor, caption, columns, rows))
}

fn notable(panel: &Panel, verdict: &Verdict) -> String {
    let Ok(pool) = &verdict.pool else { return String::new() };
    let split = pool.scatter.split.map(|split| {
        let gap = [split.gap.0, split.gap.1].map(wording::percent).join(" and ");
        format!(
            "perhaps two groups, of {} and {}, with a gap between {gap}",
            split.below, split.above
        )
    });
    let outliers = pool.scatter.outliers.iter().filter_map(|o| verdict.said.get(o.place));
    let outliers: Vec<String> = outliers.map(|said| wording::expert(panel, &said.expert)).collect();
    let apart = (!outliers.is_empty())
        .then(|| format!("far from the rest: {}", wording::joined(&outliers)));
    split.into_iter().chain(apart).collect::<Vec<_>>().join("; ")
}

fn adopted_as(adoption: &Adoption) -> String {
    let value = match &adoption.estimate {
        Estimate::Range(range) => {
            let numbers = [range.low(), range.best(), range.high()].map(Probability::get);
            wording::judged(numbers, true)
        }
        Estimate::Point(p) => wording::percent_as_given(p.get()),
        _ => String::new(),
    };
    let way = adoption.rule.map_or("as agreed on", wording::pooling_rule);
    let over = wording::counted(adoption.count as usize, "judgement", "judgements");
    let date = wording::name(&adoption.date);
    let on = if date.is_empty() { String::new() } else { format!(", {date}") };
    format!("{value}: {way} of {over}{on}")
}
