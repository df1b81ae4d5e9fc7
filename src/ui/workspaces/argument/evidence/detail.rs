//! What rests on a piece of evidence, and what would change if it were withdrawn.

use eframe::egui::{self, Frame, Margin, Ui};

use crate::{
    analysis::Band,
    model::{
        Edit, Evidence, EvidenceShift, Id, Probability, ScoreKey, Subject, Withdrawal, is_date,
    },
    report::wording,
    session::{self, Action, Response, Session, Weighing},
    ui::{
        theme,
        view::{Cx, Wish, Workspace},
        widgets::{self, Row, row, section_label},
    },
};

/// Most rows of each list; a piece of evidence that carries more carries too much to be read here.
const ROWS_MAX: usize = 60;
/// Width of the fields of a withdrawal.
const FIELDS: [f32; 2] = [112.0, 300.0];

/// A withdrawal that is being written.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    id: Id<Evidence>,
    withdrawal: Withdrawal,
    /// Whether its first field is to have the keyboard.
    is_fresh: bool,
}

/// What the detail remembers.
#[derive(Debug, Default)]
pub(super) struct Detail {
    /// The withdrawal that is being written.
    draft: Option<Draft>,
    /// Of which state of which document, and of what, the rest was made.
    made_of: Option<(u64, u64, Id<Evidence>)>,
    shifts: Vec<EvidenceShift>,
    resting: Vec<Subject>,
}

impl Detail {
    /// Looks at a piece of evidence anew where it or the document is another.
    fn follow(&mut self, session: &Session, id: &Id<Evidence>) {
        let made_of = (session.number(), session.document().substance(), id.clone());
        if self.made_of.as_ref() != Some(&made_of) {
            self.shifts = session.assessment().shifts_without(id);
            self.resting = session.assessment().resting_on(id);
            self.made_of = Some(made_of);
        }
    }
}

/// Shows what depends on a piece of evidence.
pub(super) fn detail_ui(ui: &mut Ui, cx: &mut Cx<'_>, detail: &mut Detail, id: &Id<Evidence>) {
    let Some(evidence) = cx.session.assessment().evidence().get(id) else { return };
    let frame = Frame::new()
        .fill(cx.tokens.sunken)
        .corner_radius(theme::RADIUS_CARD)
        .inner_margin(Margin::symmetric(14, 8))
        .outer_margin(Margin { left: 0, right: 0, top: 4, bottom: 8 });
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        if !evidence.finding.trim().is_empty() {
            let text = egui::RichText::new(&evidence.finding).color(cx.tokens.text);
            ui.add(egui::Label::new(text).wrap());
        }
        detail.follow(cx.session, id);
        resting_ui(ui, cx, evidence, (&detail.shifts, &detail.resting));
        change_ui(ui, cx, evidence, &detail.shifts);
        withdrawal_ui(ui, cx, &mut detail.draft, evidence);
        ui.add_space(4.0);
    });
}

/// The scores with their ranges, then what else cites it.
fn resting_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    evidence: &Evidence,
    (shifts, all): (&[EvidenceShift], &[Subject]),
) {
    section_label(ui, "What rests on this");
    if all.is_empty() {
        widgets::secondary(ui, "Nothing: no score, claim, mitigation or hypothesis cites it");
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    for shift in shifts.iter().take(ROWS_MAX) {
        shift_ui(ui, cx, evidence, shift);
    }
    let scored: Vec<&Subject> = shifts.iter().map(|shift| &shift.key.subject).collect();
    // Who cites it in a score stands above already.
    let others: Vec<&Subject> = all.iter().filter(|subject| !scored.contains(subject)).collect();
    for subject in others.iter().take(ROWS_MAX) {
        ui.push_id(*subject, |ui| subject_ui(ui, cx, subject));
    }
    let hidden = shifts.len().saturating_sub(ROWS_MAX) + others.len().saturating_sub(ROWS_MAX);
    if hidden > 0 {
        widgets::secondary(ui, format!("and {hidden} more"));
    }
    ui.spacing_mut().item_spacing.y = 4.0;
}

fn shift_ui(ui: &mut Ui, cx: &mut Cx<'_>, evidence: &Evidence, shift: &EvidenceShift) {
    let document = cx.session.assessment();
    let ScoreKey { subject, dimension, phase } = &shift.key;
    let phase = phase.as_ref().and_then(|id| document.phases().get(id));
    let mut name = format!("{}: {}", document.label(subject), wording::dimension(*dimension));
    if let Some(phase) = phase {
        name = format!("{name}, {}", phase.name);
    }
    let figure = match (shift.with, shift.without) {
        (Some(with), Some(_)) if !shift.is_wider() => format!("{} stays", range(with)),
        (Some(with), Some(without)) => format!("{} → {}", range(with), range(without)),
        _ => "withheld".to_owned(),
    };
    let shown = Row {
        icon: widgets::icon_of(document, subject),
        icon_color: None,
        name: &name,
        figure: &figure,
        is_selected: false,
    };
    let place = (evidence.id.as_str(), &shift.key);
    if ui.push_id(place, |ui| row(ui, &shown)).inner.clicked() {
        cx.go_to(subject.clone());
    }
}

fn subject_ui(ui: &mut Ui, cx: &mut Cx<'_>, subject: &Subject) {
    let document = cx.session.assessment();
    let shown = Row {
        icon: widgets::icon_of(document, subject),
        icon_color: None,
        name: &document.label(subject),
        figure: subject.kind_name(),
        is_selected: false,
    };
    if row(ui, &shown).clicked() {
        let workspace = match subject {
            Subject::Claim(_) | Subject::Question(_) => Some(Workspace::Claims),
            Subject::Hypothesis(_) => Some(Workspace::Hypotheses),
            _ => None,
        };
        cx.wishes.extend(workspace.map(Wish::Show));
        cx.go_to(subject.clone());
    }
}

/// A belief in few digits.
fn range([low, best, high]: [Probability; 3]) -> String {
    if low == high {
        return wording::percent(best.get());
    }
    format!("{} to {}", wording::percent(low.get()), wording::percent(high.get()))
}

/// What becomes of the scores and of the headline.
fn change_ui(ui: &mut Ui, cx: &mut Cx<'_>, evidence: &Evidence, shifts: &[EvidenceShift]) {
    let is_withdrawn = evidence.withdrawn.is_some();
    let title = if is_withdrawn { "What its withdrawal did" } else { "If it were withdrawn" };
    section_label(ui, title);
    let wider = shifts.iter().filter(|shift| shift.is_wider()).count();
    if wider == 0 {
        let text = if shifts.is_empty() {
            "No score would change"
        } else {
            "No score would widen: those that rest on it are certain or withheld"
        };
        widgets::secondary(ui, text);
        return;
    }
    let scores = wording::counted(wider, "score", "scores");
    let verb = match (is_withdrawn, wider) {
        (true, _) => "widened",
        (false, 1) => "loses its basis and widens",
        (false, _) => "lose their basis and widen",
    };
    widgets::secondary(ui, format!("{scores} {verb}, as shown above"));
    match cx.session.weighed(&evidence.id) {
        Response::Unasked => {
            cx.act(Action::Weigh(evidence.id.clone()));
            waiting_ui(ui);
        }
        Response::Pending => waiting_ui(ui),
        Response::Unavailable(reason) => {
            widgets::secondary(ui, format!("The headline cannot be computed: {reason}"));
        }
        Response::Ready(weighing) => headline_ui(ui, cx, weighing),
    }
}

fn waiting_ui(ui: &mut Ui) {
    widgets::secondary(ui, "Computing…");
}

fn headline_ui(ui: &mut Ui, cx: &Cx<'_>, weighing: &Weighing) {
    let (Some(with), Some(without)) = (weighing.with.last(), weighing.without.last()) else {
        return;
    };
    let band = |band: &Band| {
        let notation = cx.session.preferences().notation;
        let [low, high] = [band.q05, band.q95].map(|p| widgets::probability_in(p, notation));
        format!("{low} to {high}")
    };
    let text = format!(
        "Any outcome by the last phase, 5 to 95 %: {} with it, {} without it",
        band(with),
        band(without)
    );
    ui.add(egui::Label::new(widgets::strong(text)).wrap());
    widgets::secondary(ui, format!("{} draws of the scores, the same for both", weighing.draws));
}

/// Buttons to withdraw and to reinstate, with the fields in between.
fn withdrawal_ui(ui: &mut Ui, cx: &mut Cx<'_>, draft: &mut Option<Draft>, evidence: &Evidence) {
    ui.add_space(6.0);
    if let Some(withdrawn) = &evidence.withdrawn {
        *draft = None;
        let since = [&withdrawn.date, &withdrawn.reason].map(|text| text.trim());
        let parts: Vec<&str> = since.into_iter().filter(|text| !text.is_empty()).collect();
        ui.horizontal_wrapped(|ui| {
            if ui.button("Reinstate").clicked() {
                let changed = Evidence { withdrawn: None, ..evidence.clone() };
                cx.edit(Edit::Named("reinstate evidence", vec![Edit::put(changed)]));
            }
            widgets::secondary(ui, format!("Withdrawn: {}", parts.join(", ")));
        });
        return;
    }
    if draft.as_ref().is_none_or(|draft| draft.id != evidence.id) {
        *draft = None;
        if ui.button("Withdraw…").clicked() {
            let withdrawal = Withdrawal { date: session::today(), reason: String::new() };
            *draft = Some(Draft { id: evidence.id.clone(), withdrawal, is_fresh: true });
        }
        return;
    }
    let Some(open) = draft else { return };
    if fields_ui(ui, cx, open, evidence) {
        *draft = None;
    }
}

/// Date and reason; whether the fields are done with.
fn fields_ui(ui: &mut Ui, cx: &mut Cx<'_>, draft: &mut Draft, evidence: &Evidence) -> bool {
    let mut is_done = false;
    ui.horizontal_wrapped(|ui| {
        let sized = |width: f32, ui: &Ui| egui::vec2(width.min(ui.available_width()), 26.0);
        let withdrawal = &mut draft.withdrawal;
        let size = sized(FIELDS[0], ui);
        let (_, date) = ui
            .allocate_ui(size, |ui| {
                widgets::text_field(ui, "Withdrawn on", "2026-08-01", &withdrawal.date)
            })
            .inner;
        withdrawal.date = date.unwrap_or(std::mem::take(&mut withdrawal.date));
        let size = sized(FIELDS[1], ui);
        let (field, reason) = ui
            .allocate_ui(size, |ui| {
                widgets::text_field(ui, "Why it is withdrawn", "Why", &withdrawal.reason)
            })
            .inner;
        withdrawal.reason = reason.unwrap_or(std::mem::take(&mut withdrawal.reason));
        if std::mem::take(&mut draft.is_fresh) {
            field.request_focus();
            field.scroll_to_me(None);
        }
        let is_fit = withdrawal.date.is_empty() || is_date(&withdrawal.date);
        let is_entered = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        let button = ui.add_enabled_ui(is_fit, |ui| widgets::primary_button(ui, "Withdraw"));
        if is_fit && (button.inner.clicked() || is_entered) {
            let withdrawn = Some(withdrawal.clone());
            let changed = Evidence { withdrawn, ..evidence.clone() };
            cx.edit(Edit::Named("withdraw evidence", vec![Edit::put(changed)]));
            is_done = true;
        }
        is_done |= ui.button("Cancel").clicked();
        if !is_fit {
            ui.colored_label(cx.tokens.warning, "Use a date such as 2026-08-01");
        }
    });
    is_done
}
