//! A finding: what is found and of which element; set out, why it matters and what can be done about it.

use eframe::egui::{
    self, Align2, Color32, CornerRadius, Frame, Margin, RichText, Sense, Ui, UiBuilder, Vec2,
    WidgetInfo, accesskit::Role, text::LayoutJob,
};

use super::ProblemsView;
use crate::{
    analysis::checks::{self, Finding, Level, Remedy},
    drawing::FontWeight,
    model::{Assessment, Edit, Subject, Suppression},
    ui::{
        theme::{self, Tokens},
        view::{Cx, Wish},
        widgets::{self, icon},
    },
};

/// Lowest row.
const ROW_HEIGHT: f32 = 28.0;
/// Where the words begin.
const INDENT: f32 = 30.0;
/// From this width on the element and the rule stand beside the finding, else below it.
const WIDE: f32 = 560.0;
/// Width of the field for a reason.
const REASON_WIDTH: f32 = 320.0;

/// A reason that is being written for a finding to stand.
#[derive(Debug, Default)]
pub(super) struct Draft {
    reason: String,
    /// Whether it holds for the rule in the whole document.
    is_for_all: bool,
    /// Whether the field has had the keyboard.
    has_begun: bool,
}

/// What a row shows.
struct Shown<'a> {
    finding: &'a Finding,
    label: &'a str,
    /// Why it stands; empty where it does not.
    reason: &'a str,
    /// A button at the right, with its name.
    button: Option<(char, String)>,
}

/// Shows a finding; a click goes to its element and sets it out.
pub(super) fn finding_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ProblemsView, finding: &Finding) {
    let document = cx.session.assessment();
    let label = document.label(&finding.subject);
    let remedy = checks::remedy(document, finding);
    let named = |remedy: &Remedy| (icon::WAND, format!("{}: {label}", remedy.words()));
    let button = remedy.as_ref().map(named);
    let (is_clicked, is_pressed) =
        row_ui(ui, cx, &Shown { finding, label: &label, reason: "", button });
    let is_open = view.open.as_ref() == Some(finding);
    if is_clicked {
        view.draft = None;
        view.open = (!is_open).then(|| finding.clone());
        view.is_fresh = !is_open;
        cx.go_to(finding.subject.clone());
    }
    if is_pressed && let Some(remedy) = &remedy {
        follow(cx, finding, remedy);
    }
    if is_open {
        ui.push_id((finding.rule, &finding.subject), |ui| {
            set_out(ui, cx, view, (finding, remedy.as_ref()));
        });
    }
}

/// Shows a finding that stands on purpose, with its reason.
pub(super) fn standing_ui(ui: &mut Ui, cx: &mut Cx<'_>, finding: &Finding, reason: &str) {
    let label = cx.session.assessment().label(&finding.subject);
    let button = Some((icon::UNDO, format!("Take back the reason: {label}, {}", finding.rule)));
    let (is_clicked, is_pressed) =
        row_ui(ui, cx, &Shown { finding, label: &label, reason, button });
    if is_clicked {
        cx.go_to(finding.subject.clone());
    }
    if is_pressed {
        let edit = without_reason(cx.session.assessment(), finding);
        cx.edit(edit);
    }
}

/// Carries out what can be done about a finding.
fn follow(cx: &mut Cx<'_>, finding: &Finding, remedy: &Remedy) {
    match remedy {
        Remedy::Change(change) => {
            cx.edit(change.edit.clone());
            cx.go_to(change.then.clone());
        }
        Remedy::Field(field) => {
            cx.wishes.push(Wish::GoToField(finding.subject.clone(), field.clone()));
        }
    }
}

/// Why it matters, how it is mended, and the buttons.
fn set_out(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut ProblemsView,
    (finding, remedy): (&Finding, Option<&Remedy>),
) {
    let frame = Frame::new().inner_margin(Margin { left: 30, right: 8, top: 2, bottom: 10 });
    let shown = frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let mut begins = false;
        ui.horizontal_wrapped(|ui| {
            if let Some(remedy) = remedy
                && ui.button(remedy.words()).clicked()
            {
                follow(cx, finding, remedy);
            }
            begins = view.draft.is_none() && ui.button("Suppress…").clicked();
        });
        if let Some(draft) = &mut view.draft {
            let is_over = draft_ui(ui, cx, draft, finding);
            if is_over {
                view.draft = None;
            }
        }
        if begins {
            // From the next frame on, when the button is gone: the field keeps the keyboard only as long as it is the
            // same one, and what stands before it tells fields apart.
            view.draft = Some(Draft::default());
            view.is_fresh = true;
            ui.ctx().request_repaint();
        }
        if let Some(rule) = checks::rule(finding.rule) {
            for text in [rule.reason, rule.fix] {
                let text = RichText::new(format!("{text}.")).size(theme::SMALL);
                ui.add(egui::Label::new(text.color(cx.tokens.secondary)).wrap());
            }
        }
    });
    if std::mem::take(&mut view.is_fresh) {
        shown.response.scroll_to_me(None);
    }
}

/// The reason why a finding stands; whether it was given or given up.
fn draft_ui(ui: &mut Ui, cx: &mut Cx<'_>, draft: &mut Draft, finding: &Finding) -> bool {
    let size = Vec2::new(REASON_WIDTH.min(ui.available_width()), 30.0);
    let hint = "Why it stands; the report says so, too";
    let field = ui.allocate_ui(size, |ui| {
        widgets::text_field(ui, "Reason to let it stand", hint, &draft.reason)
    });
    let (response, typed) = field.inner;
    if !std::mem::replace(&mut draft.has_begun, true) {
        response.request_focus();
    }
    draft.reason = typed.unwrap_or_else(|| std::mem::take(&mut draft.reason));
    let is_entered = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
    let has_reason = !draft.reason.trim().is_empty();
    ui.horizontal_wrapped(|ui| {
        if finding.subject != Subject::Document {
            ui.checkbox(&mut draft.is_for_all, "For all findings of this check");
        }
        let give = ui.add_enabled(has_reason, egui::Button::new("Let it stand"));
        if give.on_disabled_hover_text("A reason is needed").clicked() || (is_entered && has_reason)
        {
            let edit = with_reason(cx.session.assessment(), finding, draft);
            cx.edit(edit);
            return true;
        }
        ui.button("Cancel").clicked()
    })
    .inner
}

fn with_reason(document: &Assessment, finding: &Finding, draft: &Draft) -> Edit {
    let mut all = document.suppressions().to_vec();
    all.push(Suppression {
        check: finding.rule.to_owned(),
        about: if draft.is_for_all { Subject::Document } else { finding.subject.clone() },
        reason: draft.reason.trim().to_owned(),
    });
    Edit::Named("explain finding", vec![Edit::Suppressions(all)])
}

/// The document without what lets a finding stand: said of its element, or of the rule as a whole.
fn without_reason(document: &Assessment, finding: &Finding) -> Edit {
    let mut all = document.suppressions().to_vec();
    all.retain(|suppression| {
        let is_about_it =
            suppression.about == finding.subject || suppression.about == Subject::Document;
        suppression.check != finding.rule || !is_about_it
    });
    Edit::Named("take back explanation", vec![Edit::Suppressions(all)])
}

/// A row: whether it was clicked, and whether its button was.
fn row_ui(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>) -> (bool, bool) {
    let tokens = cx.tokens;
    let (finding, label) = (shown.finding, shown.label);
    let width = ui.available_width();
    let tools = widgets::ICON_BUTTON + 4.0;
    let beside = if width >= WIDE { (width - INDENT) * 0.4 } else { 0.0 };
    let room = width - INDENT - tools - beside - 8.0;
    let color = if shown.reason.is_empty() { tokens.text } else { tokens.secondary };
    let sentence = wrapped(ui, &finding.sentence, (theme::BODY, color), room);
    let mut below = Vec::new();
    if beside <= 0.0 {
        let text = format!("{label} · {}", finding.rule);
        below.push(wrapped(ui, &text, (theme::SMALL, tokens.secondary), room));
    }
    if !shown.reason.is_empty() {
        below.push(wrapped(ui, shown.reason, (theme::SMALL, tokens.secondary), room));
    }
    let words = sentence.size().y + below.iter().map(|galley| galley.size().y + 1.0).sum::<f32>();
    let size = Vec2::new(width, (words + 8.0).max(ROW_HEIGHT));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let is_selected = cx.session.selection().contains(&finding.subject);
    let spoken = [&*finding.sentence, label, shown.reason];
    let spoken: Vec<&str> = spoken.into_iter().filter(|text| !text.is_empty()).collect();
    let spoken = spoken.join(", ");
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
    if !ui.is_rect_visible(rect) {
        return (response.clicked(), false);
    }
    if is_selected || response.hovered() {
        let ground = if is_selected { tokens.accent_soft } else { tokens.sunken };
        ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS_ROW), ground);
    }
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    let first = rect.center().y - words / 2.0;
    let (glyph, ink) = look_of(finding.level, tokens);
    let ink = if shown.reason.is_empty() { ink } else { tokens.faint };
    let at = egui::pos2(rect.left() + 14.0, first + 8.0);
    ui.painter().text(at, Align2::CENTER_CENTER, glyph, theme::icon_font(14.0), ink);
    let mut at = egui::pos2(rect.left() + INDENT, first);
    for galley in std::iter::once(sentence).chain(below) {
        let height = galley.size().y + 1.0;
        ui.painter().galley(at, galley, color);
        at.y += height;
    }
    if beside > 0.0 {
        beside_ui(ui, tokens, (rect, tools, beside), (finding.rule, label));
    }
    let is_pressed = shown.button.as_ref().is_some_and(|(glyph, name)| {
        let corner = egui::pos2(rect.right() - tools, rect.center().y - widgets::ICON_BUTTON / 2.0);
        let place = egui::Rect::from_min_size(corner, Vec2::splat(widgets::ICON_BUTTON));
        let builder =
            UiBuilder::new().max_rect(place).id_salt((&finding.subject, &finding.sentence));
        ui.scope_builder(builder, |ui| widgets::icon_button(ui, *glyph, name)).inner.clicked()
    });
    let is_clicked = response.clicked();
    response.on_hover_text(format!("{label}\n{}\n{}", finding.sentence, finding.rule));
    (is_clicked, is_pressed)
}

/// The element and the rule, flush right.
fn beside_ui(
    ui: &Ui,
    tokens: &Tokens,
    (rect, tools, room): (egui::Rect, f32, f32),
    (rule, label): (&str, &str),
) {
    let small = theme::font(FontWeight::Regular, theme::SMALL);
    let rule = widgets::elided(ui, rule, small.clone(), tokens.faint, room * 0.45);
    let label = widgets::elided(ui, label, small, tokens.secondary, room * 0.5);
    let mut right = rect.right() - 8.0 - tools;
    for galley in [rule, label] {
        let at = egui::pos2(right - galley.size().x, rect.center().y - galley.size().y / 2.0);
        right = at.x - 16.0;
        ui.painter().galley(at, galley, tokens.secondary);
    }
}

fn wrapped(
    ui: &Ui,
    text: &str,
    (size, color): (f32, Color32),
    width: f32,
) -> std::sync::Arc<egui::Galley> {
    let font = theme::font(FontWeight::Regular, size);
    let job = LayoutJob::simple(text.to_owned(), font, color, width.max(80.0));
    ui.painter().layout_job(job)
}

fn look_of(level: Level, tokens: &Tokens) -> (char, Color32) {
    match level {
        Level::Warning => (icon::WARNING, tokens.warning),
        Level::Note => (icon::INFO, tokens.secondary),
    }
}
