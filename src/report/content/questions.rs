//! What is not settled, and who holds which position since when.

use super::{
    Block, Cell, Column, Field, Source, Subject, field, heading, paragraph, run, sentence_of,
    table, without_empty, wording,
};
use crate::model::Question;

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let questions = source.document.questions();
    if questions.is_empty() {
        out.push(paragraph(run("The document lists no open question and no tension")));
        return;
    }
    let open = questions.iter().filter(|question| question.is_open()).count();
    out.push(paragraph(run(&format!(
        "{} of {} still open.",
        open,
        if questions.len() == 1 { "1 is".to_owned() } else { format!("{} are", questions.len()) }
    ))));
    for question in questions.iter() {
        let title = source.label(&Subject::Question(question.id.clone()));
        out.push(heading(3, title, format!("question-{}", question.id)));
        out.push(Block::Fields(fields(source, question)));
        out.extend(positions(source, question));
    }
}

fn fields(source: &Source<'_>, question: &Question) -> Vec<Field> {
    let about: Vec<String> = question.about.iter().map(|subject| source.label(subject)).collect();
    let state = match sentence_of(&question.answer) {
        Some(answer) => format!("Settled: {answer}"),
        None => "Open".to_owned(),
    };
    let fields = vec![
        field("Kind", wording::question_kind(question.kind)),
        field("State", &state),
        field("About", &wording::joined(&about)),
        field("What would settle it", &question.settled_by),
    ];
    without_empty(fields, &["About"])
}

fn positions(source: &Source<'_>, question: &Question) -> Option<Block> {
    if question.positions.is_empty() {
        return None;
    }
    let rows = question.positions.iter().map(|stance| {
        vec![
            Cell::text(wording::name(&stance.holder)),
            Cell::text(wording::name(&stance.statement)),
            Cell::text(wording::name(&stance.since)),
            Cell::of(source.citations(&stance.evidence)),
        ]
    });
    let caption =
        format!("Positions on ‘{}’", source.label(&Subject::Question(question.id.clone())));
    let columns = ["Who", "Position", "Since", "Evidence"].map(Column::words);
    Some(table(format!("table-question-{}", question.id), caption, columns.into(), rows.collect()))
}
