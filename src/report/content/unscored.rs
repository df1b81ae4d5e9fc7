//! Missing scores, and in which direction their absence pushes the results.

use super::{Block, Cell, Column, Source, counted, paragraph, run, table, wording};
use crate::{
    analysis::Unscored,
    model::{Dimension, Subject},
};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    out.push(paragraph(run(&sentence(source))));
    let columns =
        ["Element", "Kind", "Score", "Phases", "Pushes results"].map(Column::words).into();
    let rows = grouped(source).iter().map(|group| row(source, group)).collect::<Vec<_>>();
    if !rows.is_empty() {
        out.push(table(
            "table-unscored",
            "Missing scores and the direction of their push",
            columns,
            rows,
        ));
    }
}

/// How many scores are missing and which way they push; `lower bound` only where none pushes up (SEMANTICS §2).
pub(super) fn sentence(source: &Source<'_>) -> String {
    let missing = &source.analysis.unscored;
    let up = missing.iter().filter(|u| u.pushes_up).count();
    let down = missing.len() - up;
    match (down, up) {
        (0, 0) => "No score is missing.".to_owned(),
        (_, 0) => format!(
            "{} missing; {} makes results too low, so the figures are lower bounds in this respect.",
            are(down),
            own(down)
        ),
        (0, _) => format!(
            "{} missing; {} makes results too high, so the figures are upper bounds in this respect.",
            are(up),
            own(up)
        ),
        (_, _) => format!(
            "{} missing: {} makes results too low and {} makes them too high, so the figures are bounds in neither \
             direction.",
            are(missing.len()),
            absence(down),
            absence(up)
        ),
    }
}

/// `2 scores are`.
pub(super) fn are(n: usize) -> String {
    format!("{} {}", counted(n, "score"), if n == 1 { "is" } else { "are" })
}

fn own(n: usize) -> &'static str {
    if n == 1 { "its absence" } else { "their absence" }
}

fn absence(n: usize) -> String {
    format!("the absence of {}", wording::count(n as u64))
}

/// Missing scores of one element and dimension in one group, in the order of the analysis.
fn grouped<'a>(source: &Source<'a>) -> Vec<Vec<&'a Unscored>> {
    let mut groups: Vec<Vec<&Unscored>> = Vec::new();
    for missing in &source.analysis.unscored {
        let same = |group: &&mut Vec<&Unscored>| {
            group
                .first()
                .is_some_and(|g| g.subject == missing.subject && g.dimension == missing.dimension)
        };
        match groups.last_mut().filter(same) {
            Some(group) => group.push(missing),
            None => groups.push(vec![missing]),
        }
    }
    groups
}

fn row(source: &Source<'_>, group: &[&Unscored]) -> Vec<Cell> {
    let Some(first) = group.first() else { return Vec::new() };
    let phases: Vec<String> = group.iter().map(|u| source.phase_name(&u.phase)).collect();
    let phases = if phases.len() == source.document.phases().len() && phases.len() > 1 {
        "All phases".to_owned()
    } else {
        wording::joined(&phases)
    };
    let push = if first.pushes_up { "Up: too high" } else { "Down: too low" };
    vec![
        Cell::text(source.label(&first.subject)),
        Cell::text(kind(&first.subject)),
        Cell::text(wording::dimension(first.dimension)),
        Cell::text(phases),
        Cell::text(push),
    ]
}

fn kind(subject: &Subject) -> String {
    let mut name = subject.kind_name().to_owned();
    name.get_mut(..1).map(str::make_ascii_uppercase);
    name
}

/// Missing scores among some elements, in words: `likelihood of a → b in Pilot`.
pub(super) fn among(source: &Source<'_>, subjects: &[Subject]) -> Vec<String> {
    let groups = grouped(source);
    let relevant = groups.iter().filter_map(|group| {
        let first = group.first().filter(|u| subjects.contains(&u.subject))?;
        let phases: Vec<String> = group.iter().map(|u| source.phase_name(&u.phase)).collect();
        let what = wording::dimension(first.dimension).to_lowercase();
        let how = match first.dimension {
            Dimension::Stability => "not assessed",
            _ => "not scored",
        };
        let (name, phases) = (source.label(&first.subject), wording::joined(&phases));
        Some(format!("The {what} of {name} is {how} in {phases}"))
    });
    relevant.collect()
}
