//! The problems: findings and refusals; a click goes to the element and opens what can be done about it.

mod row;

use std::collections::BTreeSet;

use eframe::egui::{self, Button, RichText, TextEdit, Ui};

use crate::{
    analysis::checks::{self, Finding, Level},
    session::{Action, NoticeTone},
    ui::{
        theme,
        view::Cx,
        widgets::{self, Row, icon},
    },
};

/// Width of the field that filters.
const FILTER_WIDTH: f32 = 200.0;

/// What the problems panel remembers.
#[derive(Debug, Default)]
pub struct ProblemsView {
    filter: String,
    /// The weights that are not listed.
    hidden: BTreeSet<Level>,
    /// Whether what stands on purpose is listed, too.
    shows_standing: bool,
    /// The finding that is set out.
    open: Option<Finding>,
    /// Whether that is to come into view.
    is_fresh: bool,
    /// The reason that is being written for it.
    draft: Option<row::Draft>,
}

impl ProblemsView {
    fn is_wanted(&self, cx: &Cx<'_>, finding: &Finding) -> bool {
        let label = cx.session.assessment().label(&finding.subject);
        !self.hidden.contains(&finding.level)
            && is_match(finding, &label, &self.filter.to_lowercase())
    }
}

/// Shows the problems.
pub fn problems_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ProblemsView) {
    let session = cx.session;
    let open: Vec<&Finding> =
        session.findings().iter().filter(|finding| view.is_wanted(cx, finding)).collect();
    let standing: Vec<&Finding> =
        session.standing_findings().iter().filter(|finding| view.is_wanted(cx, finding)).collect();
    head_ui(ui, cx, view, open.len());
    let scroll = egui::ScrollArea::vertical().id_salt("problems").auto_shrink(false);
    scroll.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        refusals_ui(ui, cx, &view.filter.to_lowercase());
        for level in [Level::Warning, Level::Note] {
            for finding in open.iter().filter(|finding| finding.level == level) {
                row::finding_ui(ui, cx, view, finding);
            }
        }
        if open.is_empty() {
            empty_ui(ui, cx);
        }
        standing_ui(ui, cx, view, &standing);
    });
}

/// What stands on purpose, with the reasons.
fn standing_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ProblemsView, standing: &[&Finding]) {
    if cx.session.standing_findings().is_empty() {
        return;
    }
    let figure = standing.len().to_string();
    let shown = Row {
        icon: if view.shows_standing { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT },
        icon_color: None,
        name: "Explained",
        figure: &figure,
        is_selected: false,
    };
    ui.add_space(6.0);
    if widgets::row(ui, &shown).clicked() {
        view.shows_standing = !view.shows_standing;
    }
    if view.shows_standing {
        for finding in standing {
            let document = cx.session.assessment();
            let reason = checks::reason_to_stand(document, finding).unwrap_or_default();
            row::standing_ui(ui, cx, finding, reason);
        }
    }
}

fn is_match(finding: &Finding, label: &str, wanted: &str) -> bool {
    wanted.is_empty()
        || [&*finding.sentence, label, finding.rule]
            .iter()
            .any(|text| text.to_lowercase().contains(wanted))
}

fn head_ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut ProblemsView, shown: usize) {
    let all = cx.session.findings();
    let warnings = all.iter().filter(|finding| finding.level == Level::Warning).count();
    ui.horizontal_wrapped(|ui| {
        ui.label(widgets::strong("Problems"));
        let count = if shown == all.len() {
            count_of(warnings, all.len() - warnings)
        } else {
            format!("{shown} of {}", all.len())
        };
        widgets::secondary(ui, count);
        level_ui(ui, view, (Level::Warning, "Warnings"));
        level_ui(ui, view, (Level::Note, "Notes"));
        let field = TextEdit::singleline(&mut view.filter)
            .hint_text("Filter problems")
            .desired_width(FILTER_WIDTH)
            .margin(egui::Margin::symmetric(8, 4));
        ui.name_inputs("Filter problems", |ui| ui.add(field));
    });
    ui.add_space(2.0);
}

/// A switch between showing and hiding the findings of a level.
fn level_ui(ui: &mut Ui, view: &mut ProblemsView, (level, title): (Level, &str)) {
    let is_on = !view.hidden.contains(&level);
    let text = RichText::new(title).size(theme::SMALL);
    let response = ui.add(Button::selectable(is_on, text));
    let name = format!("Show {}", title.to_lowercase());
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::accesskit::Role::CheckBox, true, is_on, &name)
    });
    if response.clicked() {
        if is_on {
            view.hidden.insert(level);
        } else {
            view.hidden.remove(&level);
        }
    }
}

fn count_of(warnings: usize, notes: usize) -> String {
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    match (warnings, notes) {
        (0, 0) => String::new(),
        (0, n) => format!("{n} note{}", plural(n)),
        (w, 0) => format!("{w} warning{}", plural(w)),
        (w, n) => format!("{w} warning{}, {n} note{}", plural(w), plural(n)),
    }
}

/// What could not be done, until it is dismissed.
fn refusals_ui(ui: &mut Ui, cx: &mut Cx<'_>, wanted: &str) {
    let notices = cx.session.notices();
    for (place, notice) in notices.iter().enumerate() {
        let is_wanted = notice.text.to_lowercase().contains(wanted);
        if notice.tone != NoticeTone::Failed || !is_wanted {
            continue;
        }
        ui.horizontal(|ui| {
            let glyph = RichText::new(icon::ALERT).font(theme::icon_font(14.0));
            ui.label(glyph.color(cx.tokens.warning));
            if widgets::icon_button(ui, icon::CLOSE, "Dismiss problem").clicked() {
                cx.act(Action::Dismiss(place));
            }
            ui.add(egui::Label::new(&notice.text).wrap());
        });
    }
}

fn empty_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let has_any = !cx.session.findings().is_empty();
    let text = if has_any { "No problem matches the filter" } else { "No problems found" };
    ui.add_space(12.0);
    ui.vertical_centered(|ui| {
        let color = if has_any { cx.tokens.secondary } else { cx.tokens.mitigated };
        let glyph = if has_any { icon::SEARCH } else { icon::DONE };
        ui.label(RichText::new(glyph).font(theme::icon_font(20.0)).color(color));
        ui.label(RichText::new(text).color(cx.tokens.secondary));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_names_only_what_is_there() {
        assert_eq!(count_of(0, 0), "");
        assert_eq!(count_of(1, 0), "1 warning");
        assert_eq!(count_of(2, 1), "2 warnings, 1 note");
    }
}
