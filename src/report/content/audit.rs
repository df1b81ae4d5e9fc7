//! Published reports by criteria: what each says, and does not say, on deployment-time spread.

use super::{
    Block, Cell, Column, Field, Source, Subject, field, heading, paragraph, run, table, wording,
};
use crate::model::{Criterion, Finding, Review, Treatment};

/// Reports that fit side by side on a page of paper.
const REVIEWS_ABREAST: usize = 6;
/// What stands where nobody looked.
const NOT_ASSESSED: &str = "Not assessed";

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let (reviews, criteria) = (source.document.reviews(), source.document.criteria());
    if reviews.is_empty() || criteria.is_empty() {
        out.push(paragraph(run("The document reviews no published report")));
        return;
    }
    let cells = reviews.len() * criteria.len();
    let assessed: usize = reviews.iter().map(|review| review.findings.len()).sum();
    out.push(paragraph(run(&format!(
        "{} by {}. {assessed} of {cells} cells are assessed; where the sources do not say, the cell is ‘not assessed’, which is \
         not the same as ‘not addressed’.",
        wording::counted(reviews.len(), "published report", "published reports"),
        wording::counted(criteria.len(), "criterion", "criteria"),
    ))));
    let all: Vec<&Review> = reviews.iter().collect();
    for (i, group) in all.chunks(REVIEWS_ABREAST).enumerate() {
        out.push(matrix(source, group, i));
    }
    out.push(tally(source, &all));
    for review in all {
        out.push(heading(3, source.label(&Subject::Review(review.id.clone())), anchor(review)));
        out.push(Block::Fields(fields(review)));
        out.extend(found(source, review));
    }
}

fn anchor(review: &Review) -> String {
    format!("review-{}", review.id)
}

fn name_of(source: &Source<'_>, criterion: &Criterion) -> String {
    source.label(&Subject::Criterion(criterion.id.clone()))
}

fn matrix(source: &Source<'_>, group: &[&Review], part: usize) -> Block {
    let mut columns = vec![Column::words("Criterion")];
    let name = |review: &&Review| source.label(&Subject::Review(review.id.clone()));
    columns.extend(group.iter().map(name).map(Column::words));
    let rows = source.document.criteria().iter().map(|criterion| {
        let treated = group.iter().map(|review| review.finding(&criterion.id));
        let cells = treated
            .map(|of| Cell::text(of.map_or(NOT_ASSESSED, |f| wording::treatment(f.treatment))));
        [Cell::text(name_of(source, criterion))].into_iter().chain(cells).collect()
    });
    let suffix = if part == 0 { String::new() } else { format!("-{}", part + 1) };
    let caption = "Published reports by criteria";
    table(format!("table-audit{suffix}"), caption, columns, rows.collect())
}

fn tally(source: &Source<'_>, reviews: &[&Review]) -> Block {
    let mut columns = vec![Column::words("Report")];
    columns.extend(Treatment::ALL.map(|of| Column::numbers(wording::treatment(of))));
    columns.push(Column::numbers(NOT_ASSESSED));
    let criteria = source.document.criteria().len();
    let rows = reviews.iter().map(|review| {
        let count = |of| review.findings.iter().filter(|f| f.treatment == of).count();
        let counts = Treatment::ALL.map(count);
        let left = criteria - counts.iter().sum::<usize>();
        let name = super::reference(&anchor(review), "");
        let label = source.label(&Subject::Review(review.id.clone()));
        let name = if name.plain().is_empty() { super::Span::text(label) } else { name };
        let numbers = counts.into_iter().chain([left]).map(|n| Cell::text(n.to_string()));
        [Cell::of(vec![name])].into_iter().chain(numbers).collect()
    });
    let caption = "How the reports treat the criteria, counted";
    table("table-audit-tally", caption, columns, rows.collect())
}

fn fields(review: &Review) -> Vec<Field> {
    vec![
        field("Developer", &review.developer),
        field("Published", &review.date),
        field("Source", &review.source),
    ]
}

fn found(source: &Source<'_>, review: &Review) -> Option<Block> {
    let criteria = source.document.criteria().iter();
    let findings: Vec<(&Criterion, &Finding)> = criteria
        .filter_map(|criterion| Some((criterion, review.finding(&criterion.id)?)))
        .collect();
    if findings.is_empty() {
        return None;
    }
    let rows = findings.into_iter().map(|(criterion, f)| {
        let quote = match wording::name(&f.quote) {
            quote if quote.is_empty() => String::new(),
            quote => format!("“{quote}”"),
        };
        let place = [wording::name(&f.locator), wording::name(&f.source)];
        let place: Vec<String> = place.into_iter().filter(|text| !text.is_empty()).collect();
        vec![
            Cell::text(name_of(source, criterion)),
            Cell::text(wording::treatment(f.treatment)),
            Cell::text(wording::name(&f.note)),
            Cell::text(quote),
            Cell::text(place.join("; ")),
            Cell::text(wording::name(&f.reviewer)),
        ]
    });
    let columns = ["Criterion", "Treatment", "Why", "Quote", "Where", "Reviewer"];
    let label = source.label(&Subject::Review(review.id.clone()));
    let caption = format!("Findings in {label}");
    let anchor = format!("table-{}", anchor(review));
    Some(table(anchor, caption, columns.map(Column::words).into(), rows.collect()))
}
