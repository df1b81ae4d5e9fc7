//! What bears on the headline, and what would follow if it were otherwise.

use super::{
    Block, Cell, Column, Source, Span, figure, paragraph, reference, run, summary::event, table,
    wording,
};
use crate::{
    analysis::{ElementImportance, Estimated, Figure, Swing},
    model::Subject,
    report::figures,
};

/// Rows that a reader looks at.
const ROWS_MAX: usize = 15;

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    if let Some(found) = &source.depths.importance {
        out.push(paragraph(intro()));
        out.extend(
            figures::importance(source.document, found)
                .map(|plate| figure("figure-importance", importance_caption(), plate)),
        );
        out.extend(elements(source, &found.elements));
        if found.elements.iter().all(|element| element.extremes.is_none()) {
            out.push(paragraph(run("Nothing in the model bears on the headline.")));
        }
    }
    if let Some(swings) = &source.depths.tornado {
        tornado(source, swings, out);
    }
    if source.depths.importance.is_none() && source.depths.tornado.is_none() {
        out.push(paragraph(run(&absent(source))));
    }
}

/// Why something that takes further runs is not here.
pub(super) fn absent(source: &Source<'_>) -> String {
    match source.depths.notes.first() {
        Some(_) => source.depths.notes.join(" "),
        None => "This takes further runs of the analysis, which were not made for this report."
            .to_owned(),
    }
}

fn intro() -> Vec<Span> {
    vec![
        Span::text(
            "Each element is asked what the headline would be if its event were impossible in every phase, and if it were \
             certain, with all else as scored. The event of a node is that it turns misaligned by itself, of a link that it \
             passes misalignment on, of a mitigation that it fails. ",
        ),
        reference("table-importance", ""),
        Span::text(
            " lists the leading ones. The answers are the model’s and rest on the same scores; they say where the argument is \
             heavy, not that a change of that size can be had.",
        ),
    ]
}

pub(super) fn importance_caption() -> &'static str {
    "Share of the headline that goes where an element never turns, or never passes misalignment on"
}

fn elements(source: &Source<'_>, all: &[ElementImportance]) -> Option<Block> {
    let leading = all.iter().filter(|element| {
        element.extremes.is_some() && element.birnbaum.iter().any(|e| e.value > 0.0)
    });
    let rows: Vec<Vec<Cell>> = leading.take(ROWS_MAX).map(|e| row(source, e)).collect();
    let mut columns = vec![Column::words("Event"), Column::words("Kind")];
    let heads =
        ["Headline if impossible", "Headline if certain", "Share that would go", "Sensitivity"];
    columns.extend(heads.map(Column::numbers));
    let caption = "What the headline would be if an event were impossible, or certain, in every phase. Sensitivity: \
        change of the headline for a change of the event’s probability, in the phase where it is highest";
    (!rows.is_empty()).then(|| table("table-importance", caption, columns, rows))
}

fn row(source: &Source<'_>, element: &ElementImportance) -> Vec<Cell> {
    let extremes = element.extremes.as_ref();
    let highest = element.birnbaum.iter().copied().max_by(|a, b| a.value.total_cmp(&b.value));
    let number = |e: Option<Estimated>| {
        e.map_or_else(|| "–".to_owned(), |e| wording::number(e.value, e.standard_error))
    };
    let share = |e: Option<Estimated>| {
        e.map_or_else(|| "–".to_owned(), |e| wording::percent_with_error(e.value, e.standard_error))
    };
    let value = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), wording::percent);
    let mut kind = element.subject.kind_name().to_owned();
    kind.get_mut(..1).map(str::make_ascii_uppercase);
    let numbers = [
        value(extremes.map(|x| x.impossible)),
        value(extremes.map(|x| x.certain)),
        share(extremes.and_then(|x| x.fussell_vesely)),
        number(highest),
    ];
    let mut row = vec![Cell::text(event(source, &element.subject)), Cell::text(kind)];
    row.extend(numbers.map(Cell::text));
    row
}

fn tornado(source: &Source<'_>, swings: &[Swing], out: &mut Vec<Block>) {
    let headline = source.headline().map_or(0.0, |figure| figure.value);
    let Some(plate) = figures::tornado(source.document, headline, swings) else {
        let text = if swings.is_empty() {
            "Every score is a single number, so no range can be tried at its ends."
        } else {
            "No score moves the headline within its range."
        };
        out.push(paragraph(run(text)));
        return;
    };
    out.push(paragraph(vec![
        Span::text(
            "Within the ranges that the evaluators gave, one score at a time is set to its low and to its high end, in all \
             phases together. ",
        ),
        reference("figure-tornado", ""),
        Span::text(" shows those that move the headline most: evidence on them would narrow it most."),
    ]));
    out.push(figure("figure-tornado", tornado_caption(), plate));
    let mut columns = vec![Column::words("Score")];
    columns.extend(["Headline at low", "Headline at high", "Difference"].map(Column::numbers));
    let rows = swings.iter().take(ROWS_MAX).map(|swing| {
        let figure = |figure: &Figure| Cell::text(wording::figure_in_table(figure));
        let difference = swing.difference;
        vec![
            Cell::text(score_name(source, swing)),
            figure(&swing.low),
            figure(&swing.high),
            Cell::text(wording::points(difference.value, difference.standard_error)),
        ]
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let caption = "The headline with one score at its low and at its high end";
    out.push(table("table-tornado", caption, columns, rows));
}

pub(super) fn tornado_caption() -> &'static str {
    "The headline with one score at its low end (faint) and at its high end (strong), all others at their best estimates"
}

/// `stability of Agent instances`.
pub(super) fn score_name(source: &Source<'_>, swing: &Swing) -> String {
    let subject: &Subject = &swing.subject;
    format!("{} of {}", wording::dimension(swing.dimension), source.label(subject))
}
