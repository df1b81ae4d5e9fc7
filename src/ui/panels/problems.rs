//! The problems: findings and refusals; a click goes to the element.

use eframe::egui::{
    self, Align2, Color32, CornerRadius, RichText, Sense, TextEdit, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use crate::{
    analysis::checks::{Finding, Level},
    drawing::FontWeight,
    session::{Action, NoticeTone},
    ui::{
        theme::{self, Tokens},
        view::Cx,
        widgets::{self, icon},
    },
};

/// Height of a problem.
const ROW_HEIGHT: f32 = 28.0;

/// What the problems panel remembers.
#[derive(Debug, Default)]
pub struct ProblemsView {
    filter: String,
}

/// Shows the problems.
pub fn problems_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ProblemsView) {
    let document = cx.session.assessment();
    let wanted = view.filter.to_lowercase();
    let findings: Vec<(&Finding, String)> = cx
        .session
        .findings()
        .iter()
        .map(|finding| (finding, document.label(&finding.subject)))
        .filter(|(finding, label)| is_match(finding, label, &wanted))
        .collect();
    head_ui(ui, cx, view, findings.len());
    let scroll = egui::ScrollArea::vertical().id_salt("problems").auto_shrink(false);
    scroll.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        refusals_ui(ui, cx, &wanted);
        for level in [Level::Warning, Level::Note] {
            for (finding, label) in findings.iter().filter(|(finding, _)| finding.level == level) {
                finding_ui(ui, cx, finding, label);
            }
        }
        if findings.is_empty() {
            empty_ui(ui, cx);
        }
    });
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
    ui.horizontal(|ui| {
        ui.label(widgets::strong("Problems"));
        let count = if shown == all.len() {
            count_of(warnings, all.len() - warnings)
        } else {
            format!("{shown} of {}", all.len())
        };
        widgets::secondary(ui, count);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let field = TextEdit::singleline(&mut view.filter)
                .hint_text("Filter problems")
                .desired_width(200.0)
                .margin(egui::Margin::symmetric(8, 4));
            ui.name_inputs("Filter problems", |ui| ui.add(field));
        });
    });
    ui.add_space(2.0);
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
            ui.add(egui::Label::new(&notice.text).truncate());
            if widgets::icon_button(ui, icon::CLOSE, "Dismiss problem").clicked() {
                cx.act(Action::Dismiss(place));
            }
        });
    }
}

/// One finding: how much it matters, what it says, of which element, by which rule.
fn finding_ui(ui: &mut Ui, cx: &mut Cx<'_>, finding: &Finding, label: &str) {
    let tokens = cx.tokens;
    let size = Vec2::new(ui.available_width(), ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let is_selected = cx.session.selection().contains(&finding.subject);
    let spoken = format!("{}, {label}", finding.sentence);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
    if response.clicked() {
        cx.go_to(finding.subject.clone());
    }
    if !ui.is_rect_visible(rect) {
        return;
    }
    if is_selected || response.hovered() {
        let ground = if is_selected { tokens.accent_soft } else { tokens.sunken };
        ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS_ROW), ground);
    }
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    let (glyph, color) = look_of(finding.level, tokens);
    let at = egui::pos2(rect.left() + 14.0, rect.center().y);
    ui.painter().text(at, Align2::CENTER_CENTER, glyph, theme::icon_font(14.0), color);
    texts_ui(ui, tokens, rect, finding, label);
    response.on_hover_text(format!("{label}\n{}\n{}", finding.sentence, finding.rule));
}

fn texts_ui(ui: &Ui, tokens: &Tokens, rect: egui::Rect, finding: &Finding, label: &str) {
    let body = theme::font(FontWeight::Regular, theme::BODY);
    let small = theme::font(FontWeight::Regular, theme::SMALL);
    let room = rect.width() - 38.0;
    let rule = widgets::elided(ui, finding.rule, small.clone(), tokens.faint, room * 0.25);
    let label = widgets::elided(ui, label, small, tokens.secondary, room * 0.3);
    let mut right = rect.right() - 8.0;
    for galley in [rule, label] {
        let at = egui::pos2(right - galley.size().x, rect.center().y - galley.size().y / 2.0);
        right = at.x - 16.0;
        ui.painter().galley(at, galley, tokens.secondary);
    }
    let left = rect.left() + 30.0;
    let sentence = widgets::elided(ui, &finding.sentence, body, tokens.text, right - left);
    let at = egui::pos2(left, rect.center().y - sentence.size().y / 2.0);
    ui.painter().galley(at, sentence, tokens.text);
}

fn look_of(level: Level, tokens: &Tokens) -> (char, Color32) {
    match level {
        Level::Warning => (icon::WARNING, tokens.warning),
        Level::Note => (icon::INFO, tokens.secondary),
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
