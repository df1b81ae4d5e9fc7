//! Changes as tables, from which every form of a changelog is made.

use super::changes::{Changes, ElementChange, FigureChange, Kind, ScoreChange};
use crate::report::wording;

/// A table of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Names it in anchors.
    pub id: &'static str,
    /// What it shows.
    pub title: &'static str,
    /// Names of its columns.
    pub columns: Vec<&'static str>,
    /// Rows; each has one cell a column.
    pub rows: Vec<Vec<String>>,
}

/// The tables that have rows: figures, scores, elements, settings.
pub fn sheets(changes: &Changes) -> Vec<Sheet> {
    let mut all = vec![
        Sheet {
            id: "figures",
            title: "Figures",
            columns: vec!["Figure", "Before", "After", "Difference", "Verdict"],
            rows: changes.figures.iter().map(figure).collect(),
        },
        Sheet {
            id: "scores",
            title: "Scores that moved or rest on other grounds",
            columns: vec!["Element", "Score", "Phase", "Before", "After", "Moved by", "Grounds"],
            rows: changes.scores.iter().map(score).collect(),
        },
        Sheet {
            id: "elements",
            title: "Elements that came, went or read otherwise",
            columns: vec!["Element", "Sort", "Change"],
            rows: changes.elements.iter().map(element).collect(),
        },
        Sheet {
            id: "settings",
            title: "Settings and title page",
            columns: vec!["Setting", "Before", "After"],
            rows: changes
                .settings
                .iter()
                .map(|c| vec![c.name.clone(), dash(&c.before), dash(&c.after)])
                .collect(),
        },
    ];
    all.retain(|sheet| !sheet.rows.is_empty());
    all
}

fn dash(text: &str) -> String {
    if text.is_empty() { "–".to_owned() } else { text.to_owned() }
}

fn figure(change: &FigureChange) -> Vec<String> {
    let [before, after] = change.words();
    let has_moved = change.difference.abs() > 0.0;
    let verdict = match (has_moved, change.is_within_error) {
        (false, _) => "unchanged",
        (true, true) => "within simulation error",
        (true, false) if change.difference > 0.0 => "higher",
        (true, false) => "lower",
    };
    let difference = if has_moved {
        wording::points(change.difference, change.standard_error)
    } else {
        dash("")
    };
    vec![change.name.clone(), before, after, difference, verdict.to_owned()]
}

fn score(change: &ScoreChange) -> Vec<String> {
    let none = || "none".to_owned();
    let moved = change.moved.filter(|moved| moved.abs() > 0.0);
    vec![
        change.element.clone(),
        change.dimension.to_owned(),
        if change.phase.is_empty() { "before the first".to_owned() } else { change.phase.clone() },
        change.before.clone().unwrap_or_else(none),
        change.after.clone().unwrap_or_else(none),
        moved.map_or_else(|| dash(""), |moved| wording::points(moved, 0.0)),
        match &change.grounds[..] {
            [] => dash(""),
            grounds => format!("changed: {}", grounds.join(", ")),
        },
    ]
}

fn element(change: &ElementChange) -> Vec<String> {
    let what = match change.kind {
        Kind::Added => "added".to_owned(),
        Kind::Removed => "removed".to_owned(),
        Kind::Changed => {
            let fields: Vec<String> =
                change.fields.iter().map(|field| (*field).to_owned()).collect();
            format!("changed: {}", wording::joined(&fields))
        }
    };
    vec![change.name.clone(), change.sort.to_owned(), what]
}
