//! The headline: the result as a sentence, how it was got, and what is missing.

use eframe::egui::{self, Ui, Vec2, WidgetInfo, accesskit::Role};

use super::Shown;
use crate::{
    analysis::{Analysis, Method, Unscored},
    drawing::FontWeight,
    model::NodeKind,
    report::wording,
    ui::{theme, view::Cx, widgets},
};

/// Shows the headline.
pub(super) fn headline_ui(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>) {
    let tokens = cx.tokens;
    let color = if shown.is_current { tokens.text } else { tokens.secondary };
    let font = theme::font(FontWeight::SemiBold, theme::TITLE);
    line_ui(ui, &sentence(shown), font, color, Role::Heading);
    ui.spacing_mut().item_spacing.y = 3.0;
    let small = theme::font(FontWeight::Regular, theme::BODY);
    let (how, color) = if shown.is_current {
        (method(shown), tokens.secondary)
    } else {
        (format!("Before your last change · {}", method(shown)), tokens.warning)
    };
    line_ui(ui, &how, small.clone(), color, Role::Label);
    let missing = missing(&shown.analysis.unscored);
    let color = if shown.analysis.unscored.is_empty() { tokens.secondary } else { tokens.warning };
    line_ui(ui, &missing, small, color, Role::Label);
    ui.reset_style();
}

/// One line over the full width, cut where it does not fit; hovering shows all of it.
fn line_ui(ui: &mut Ui, text: &str, font: egui::FontId, color: egui::Color32, role: Role) {
    let galley = widgets::elided(ui, text, font, color, ui.available_width());
    let size = Vec2::new(ui.available_width(), galley.size().y);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(role, true, text));
    let is_cut = galley.elided;
    ui.painter().galley(rect.min, galley, color);
    if is_cut {
        response.on_hover_text(text);
    }
}

/// The result in one sentence.
fn sentence(shown: &Shown<'_>) -> String {
    let document = shown.session.assessment();
    if !document.nodes().iter().any(|node| node.kind == NodeKind::Outcome) {
        return "No outcome to reach: the model has no node of kind outcome".to_owned();
    }
    let analysis = shown.analysis;
    let Some((figure, phase)) = analysis.pooled.any_outcome.last().zip(analysis.phases.last())
    else {
        return "No phases".to_owned();
    };
    format!("Any outcome reached: {} by {}", shown.brief(figure), shown.phase_name(phase))
}

/// How the headline was got, and how sure it is of itself.
fn method(shown: &Shown<'_>) -> String {
    let analysis = shown.analysis;
    let band = band(shown);
    if analysis.method == Method::Exact {
        return band
            .into_iter()
            .chain(["Exact solution".to_owned()])
            .collect::<Vec<_>>()
            .join(" · ");
    }
    let hypotheses = if analysis.hypotheses.len() > 1 { " for each hypothesis" } else { "" };
    let mut parts: Vec<String> = band.into_iter().collect();
    // The trials of a rare-event simulation follow from the error that is wanted, not from the study.
    let method = if analysis.method == Method::RareEvent {
        "rare-event simulation".to_owned()
    } else {
        format!("simulation, {} trials{hypotheses}", wording::count(analysis.trials))
    };
    parts.extend([error_of(analysis), method, format!("seed {}", analysis.study.seed)]);
    if shown.results.is_preliminary {
        parts.push("more trials are on their way".to_owned());
    }
    parts.join(" · ")
}

/// What the scores' uncertainty makes of the headline, where that is known of the document as it is.
fn band(shown: &Shown<'_>) -> Option<String> {
    let (found, is_current) = shown.bands()?;
    // Where no score is uncertain there is nothing to tell.
    let band = found.any_outcome.last().filter(|band| is_current && band.q05 < band.q95)?;
    let (low, high) = (wording::percent(band.q05), wording::percent(band.q95));
    Some(format!("90 % band {low} – {high} from the scores' uncertainty"))
}

fn error_of(analysis: &Analysis) -> String {
    match analysis.pooled.any_outcome.last() {
        Some(figure) if figure.upper.is_some() => "No trial reached an outcome".to_owned(),
        Some(figure) => {
            let points = wording::points(figure.standard_error, 0.0);
            format!("Standard error {}", points.trim_start_matches('+'))
        }
        None => String::new(),
    }
}

/// How many scores are missing and which way that pushes (SEMANTICS §2).
/// What missing scores do to results, in words.
pub(in crate::ui::workspaces) fn missing(unscored: &[Unscored]) -> String {
    let count = unscored.len();
    let up = unscored.iter().filter(|missing| missing.pushes_up).count();
    let are = if count == 1 { "score is" } else { "scores are" };
    match (up, count - up) {
        (0, 0) => "No score is missing".to_owned(),
        (0, _) => format!("{count} {are} missing: a lower bound in this respect"),
        (_, 0) => format!("{count} {are} missing: too high if anything"),
        (up, down) => format!(
            "{count} scores are missing: {down} make the result too low, {up} make it too high"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Dimension, Id, Subject};

    fn unscored(pushes_up: bool) -> Unscored {
        Unscored {
            subject: Subject::Node(Id::from_name("a", |_| false)),
            dimension: Dimension::Stability,
            phase: Id::from_name("p", |_| false),
            pushes_up,
        }
    }

    #[test]
    fn a_lower_bound_is_claimed_only_where_nothing_pushes_up() {
        let bound = |list: &[bool]| {
            let list: Vec<Unscored> = list.iter().map(|up| unscored(*up)).collect();
            missing(&list)
        };
        assert!(bound(&[false, false]).contains("lower bound"));
        assert!(!bound(&[false, true]).contains("lower bound"));
        assert!(!bound(&[true]).contains("lower bound"));
        assert_eq!(bound(&[]), "No score is missing");
    }
}
