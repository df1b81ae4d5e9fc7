//! The strip beside the sheet: what the cell says, how sure it is, and why.

use eframe::egui::{ScrollArea, Ui};

use super::{
    belief, cells, grid,
    lines::RowKey,
    sheet::{Sheet, shown},
    test_runs::{TestRunsForm, test_runs_ui},
};
use crate::{
    drawing::FontWeight,
    model::{Dimension, ScoreKey, Subject},
    report::wording,
    ui::{
        theme,
        view::Cx,
        widgets::{self, ScoreEditor, score_form, typed},
    },
};

/// A longer name is cut: what is below it is what is worked with.
const NAME_LINES: usize = 3;

/// Shows the strip.
pub(super) fn strip_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    sheet: &mut Sheet,
    test_runs: &mut TestRunsForm,
) {
    let place = ui.available_rect_before_wrap();
    let scroll = ScrollArea::vertical().id_salt("strip").auto_shrink(false);
    scroll.show(ui, |ui| {
        ui.set_max_width(place.width());
        let key = sheet.current(cx.session.assessment());
        match (key, sheet.row(sheet.cursor.line)) {
            (Some(key), Some(row)) => {
                let name = row.name.clone();
                score_ui(ui, cx, sheet, (&key, &name));
                if key.dimension == Dimension::Stability {
                    let document = cx.session.assessment();
                    let own = cells::given(document, &key).cloned();
                    test_runs_ui(ui, cx, test_runs, (&key, own.as_ref()));
                }
            }
            (None, Some(row)) => {
                heading(ui, &row.name);
                widgets::secondary(
                    ui,
                    "Initial misalignment belongs to no phase: it stands in the first column",
                );
            }
            _ => {
                widgets::secondary(ui, "No cell");
            }
        }
        ui.add_space(16.0);
    });
}

fn heading(ui: &mut Ui, name: &str) {
    let font = theme::font(FontWeight::SemiBold, theme::HEADING);
    let color = ui.visuals().text_color();
    widgets::few_lines(ui, name, (font, color), NAME_LINES);
}

fn score_ui(ui: &mut Ui, cx: &mut Cx<'_>, sheet: &mut Sheet, (key, name): (&ScoreKey, &str)) {
    let document = cx.session.assessment();
    let column = sheet.cursor.column;
    let phase = grid::phase_name(document, key.dimension, column);
    let title = wording::dimension(key.dimension);
    heading(ui, name);
    widgets::secondary(ui, format!("{title}, {phase}"));
    ui.add_space(4.0);
    if let Some(draft) = sheet.drafts.get(key) {
        typed::problem_ui(ui, &format!("‘{}’ is not entered: {}", draft.text, draft.problem));
    }
    let own = cells::given(document, key).cloned();
    let editor = ScoreEditor {
        key: key.clone(),
        title: format!("{title}, {phase}"),
        own,
        carried: carried(cx, key, column),
        wants_focus: std::mem::take(&mut sheet.wants_reasons),
    };
    let scale = document.scale();
    let in_force = shown(document, key);
    let doubt = in_force.as_ref().and_then(|s| cells::doubt(&s.estimate, key.dimension, scale));
    score_form(ui, cx, &editor, |ui, cx, axis| {
        let scale = cx.session.assessment().scale();
        if let Some(score) = &in_force {
            let range = score.estimate.range(key.dimension, scale);
            let central = score.estimate.central(key.dimension, scale);
            belief::belief_ui(ui, cx.tokens, axis, (range, central));
        }
        if let Some(doubt) = &doubt {
            typed::problem_ui(ui, doubt);
        }
    });
}

/// What clearing the cell would bring back: the score of an earlier phase, and which.
fn carried(cx: &Cx<'_>, key: &ScoreKey, column: usize) -> Option<(crate::model::Score, String)> {
    let document = cx.session.assessment();
    let row = RowKey { subject: key.subject.clone(), dimension: key.dimension };
    let before = column.checked_sub(1).filter(|_| key.phase.is_some())?;
    let held = cells::held(document, &row, before);
    let from = match held {
        cells::Held::Carried(_, from) => from.clone(),
        _ => document.phases().at(before)?.id.clone(),
    };
    Some((held.score()?.clone(), document.label(&Subject::Phase(from))))
}
