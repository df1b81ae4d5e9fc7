//! The authors' claims: what carries each, how probable that makes it, and what would end it.

use std::collections::BTreeMap;

use super::{
    Block, Cell, Column, Field, Id, Source, Span, Subject, field, figure, heading, paragraph, run,
    separated, table, without_empty, wording,
};
use crate::{
    analysis::claims::{Carried, Numbered, Support, numbered, subclaims, support},
    model::{Aggregation, Claim},
    report::{Section, figures},
};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    if source.document.claims().is_empty() {
        out.push(paragraph(run(
            "The authors list no claims of their own. What the model itself claims is read off it in the argument section",
        )));
        return;
    }
    out.push(paragraph(run(
        "The authors’ claims, top claims first. A conjunctive claim needs all of its subclaims, a disjunctive one any of them; \
         convergent ones each add support. Claims that rest on the same models, people or tests are correlated, so that the \
         value under independence can be far off in either direction: the bounds beside it hold under any dependence \
         (Fréchet). These values are the authors’ judgements and do not enter the results of the model.",
    )));
    let listed = numbered(source.document);
    let supports = support(source.document);
    out.push(overview(source, &listed, &supports));
    drawings(source, out);
    out.extend(load_bearing(source, &listed));
    for Numbered { number, claim, depth } in &listed {
        let level = if *depth == 0 { 3 } else { 4 };
        let title = format!("{number} {}", source.label(&Subject::Claim(claim.id.clone())));
        out.push(heading(level, title, anchor(&claim.id)));
        out.push(Block::Fields(fields(source, claim, supports.get(&claim.id))));
    }
}

/// The anchor of a claim.
fn anchor(id: &Id<Claim>) -> String {
    format!("claim-{id}")
}

/// The argument in pictures.
fn drawings(source: &Source<'_>, out: &mut Vec<Block>) {
    for (number, id, plate) in
        figures::argument::pages(source.document, source.shows(Section::Evidence))
    {
        let caption =
            format!("What carries claim {number}, in the manner of the Goal Structuring Notation");
        out.push(figure(&format!("figure-argument-{id}"), caption, plate));
    }
}

fn overview(
    source: &Source<'_>,
    listed: &[Numbered<'_>],
    supports: &BTreeMap<Id<Claim>, Support>,
) -> Block {
    let mut columns = ["No.", "Claim", "Carried by"].map(Column::words).to_vec();
    columns.extend(["Judged", "If independent", "Bounds"].map(Column::numbers));
    let subclaims = subclaims(source.document);
    let rows = listed.iter().map(|Numbered { number, claim, .. }| {
        let support = supports.get(&claim.id);
        let parts = subclaims.get(&claim.id).copied().unwrap_or_default();
        let carried = support.and_then(|support| support.carried);
        let judged = claim
            .estimate
            .as_ref()
            .map(|of| wording::estimate_brief(of, super::Dimension::Likelihood, source.scale()));
        let mut name = run(&source.label(&Subject::Claim(claim.id.clone())));
        if claim.is_load_bearing {
            name.push(Span::Emphasis(" (load-bearing)".to_owned()));
        }
        vec![
            Cell::of(vec![super::reference(&anchor(&claim.id), number)]),
            Cell::of(name),
            Cell::text(carriers(claim, parts)),
            Cell::text(judged.unwrap_or_else(|| "–".to_owned())),
            Cell::text(
                carried.and_then(|of| of.independent).map_or("–".to_owned(), wording::percent),
            ),
            Cell::text(carried.map_or("–".to_owned(), |of| bounds(&of))),
        ]
    });
    let caption = "Claims, what carries them, and how probable that makes them";
    table("table-own-claims", caption, columns, rows.collect())
}

fn bounds(carried: &Carried) -> String {
    format!("{} to {}", wording::percent(carried.lower), wording::percent(carried.upper))
}

/// `2 subclaims, all needed; 3 pieces of evidence`.
fn carriers(claim: &Claim, parts: usize) -> String {
    let evidence = claim.evidence.len();
    let mut told = Vec::new();
    if parts > 0 {
        let how = wording::aggregation(claim.aggregation);
        told.push(format!("{}, {how}", super::counted(parts, "subclaim")));
    }
    if evidence > 0 {
        told.push(wording::counted(evidence, "piece of evidence", "pieces of evidence"));
    }
    if !claim.counter_evidence.is_empty() {
        told.push(format!("{} against", claim.counter_evidence.len()));
    }
    if told.is_empty() { "Nothing stated".to_owned() } else { told.join("; ") }
}

/// The conditions under which the conclusion falls, with what is watched.
fn load_bearing(source: &Source<'_>, listed: &[Numbered<'_>]) -> Option<Block> {
    let bearing: Vec<&Numbered<'_>> =
        listed.iter().filter(|of| of.claim.is_load_bearing || of.claim.trigger.is_some()).collect();
    if bearing.is_empty() {
        return None;
    }
    let or_none =
        |text: &str| if text.trim().is_empty() { "–".to_owned() } else { wording::name(text) };
    let columns = ["No.", "No longer holds if", "Watched for", "Then", "State", "Owner"];
    let rows = bearing.into_iter().map(|Numbered { number, claim, .. }| {
        let trigger = claim.trigger.clone().unwrap_or_default();
        let state = match (&claim.trigger, trigger.fired.trim()) {
            (None, _) => "No trigger".to_owned(),
            (Some(_), "") => "Not come about".to_owned(),
            (Some(_), day) => format!("Came about on {}", wording::name(day)),
        };
        let owner = if source.options.is_public { "–".to_owned() } else { or_none(&claim.owner) };
        vec![
            Cell::of(vec![super::reference(&anchor(&claim.id), number)]),
            Cell::text(or_none(&claim.invalidated_by)),
            Cell::text(or_none(&trigger.condition)),
            Cell::text(or_none(&trigger.response)),
            Cell::text(state),
            Cell::text(owner),
        ]
    });
    let caption = "Load-bearing claims, the conditions that would end them, and what is watched";
    Some(table("table-triggers", caption, columns.map(Column::words).into(), rows.collect()))
}

fn fields(source: &Source<'_>, claim: &Claim, support: Option<&Support>) -> Vec<Field> {
    let mut fields = vec![field("Argument", &claim.argument)];
    let judged = claim.estimate.as_ref().map(|of| {
        let confidence = claim.confidence.map(|of| {
            format!(". Confidence in the grounds: {}", wording::confidence(of).to_lowercase())
        });
        let term = wording::estimate(of, super::Dimension::Likelihood, source.scale());
        (term, confidence.unwrap_or_default())
    });
    // Likelihood and confidence stand in sentences of their own.
    fields.extend(judged.map(|(p, confidence)| field("Judged", &format!("{p}{confidence}"))));
    if let Some(carried) = support.and_then(|support| support.carried) {
        fields.push(field("Follows from its subclaims", &following(claim, &carried)));
    }
    fields.push(Field::new("Evidence", source.citations(&claim.evidence)));
    fields.push(Field::new("Counter-evidence", source.citations(&claim.counter_evidence)));
    let defeaters = claim.defeaters.iter().map(|defeater| {
        let answer = match wording::name(&defeater.answer) {
            answer if answer.is_empty() => "open".to_owned(),
            answer => format!("answered: {answer}"),
        };
        run(&format!("{} ({answer})", wording::name(&defeater.text)))
    });
    fields.push(Field::new("Defeaters", separated(defeaters.collect(), "; ")));
    let about: Vec<String> = claim.about.iter().map(|subject| source.label(subject)).collect();
    fields.push(field("About", &wording::joined(&about)));
    without_empty(fields, &["Counter-evidence", "Defeaters", "About"])
}

fn following(claim: &Claim, carried: &Carried) -> String {
    let unknown = match carried.unknown {
        0 => String::new(),
        n => format!(
            " {} that nobody judged may be anything from 0 to 100 %.",
            wording::counted(n, "subclaim", "subclaims")
        ),
    };
    let bounds = bounds(carried);
    match (claim.aggregation, carried.independent) {
        (Aggregation::Convergent, _) => format!(
            "From its strongest line alone to all lines independent: {bounds}. No single value follows.{unknown}"
        ),
        (_, Some(value)) => format!(
            "{} if its subclaims are independent; {bounds} under any dependence.{unknown}",
            wording::percent(value)
        ),
        (_, None) => format!("{bounds} under any dependence.{unknown}"),
    }
}
