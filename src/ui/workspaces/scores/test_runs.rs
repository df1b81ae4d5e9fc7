//! From test runs to a stability: a calculator beside the cell that changes nothing until it is told to.

use eframe::egui::{RichText, TextEdit, Ui};

use crate::{
    analysis::exposure::{self, Doubt, Reading, TestRuns},
    model::{
        Basis, DistributionShift, Edit, Estimate, EvidenceOverlap, Phase, Range, Score, ScoreKey,
    },
    report::wording,
    ui::{
        theme,
        view::Cx,
        widgets::{self, icon, typed},
    },
};

/// What is typed into the calculator.
#[derive(Debug, Default)]
pub(super) struct TestRunsForm {
    is_open: bool,
    runs: String,
    failures: String,
    exposure: String,
    /// The score that the exposure was proposed for.
    proposed_for: Option<ScoreKey>,
}

/// Shows the button, and the calculator where it is open. `own` is the score that stands in the cell.
pub(super) fn test_runs_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    form: &mut TestRunsForm,
    (key, own): (&ScoreKey, Option<&Score>),
) {
    let document = cx.session.assessment();
    let Some(phase) = key.phase.as_ref().and_then(|id| document.phases().get(id)) else { return };
    ui.add_space(8.0);
    let title = if form.is_open { "Close test runs" } else { "From test runs…" };
    if ui.button(title).on_hover_text("From clean runs of a test to a stability").clicked() {
        form.is_open = !form.is_open;
    }
    if !form.is_open {
        return;
    }
    if form.proposed_for.as_ref() != Some(key) {
        form.proposed_for = Some(key.clone());
        form.exposure = phase.exposure.map(wording::decimal).unwrap_or_default();
    }
    form.fields_ui(ui, phase);
    match form.read() {
        Ok((tests, exposure, reading)) => {
            reading_ui(ui, cx, (tests, exposure), &reading);
            doubts_ui(ui, phase);
            if widgets::primary_button(ui, "Use as range").clicked() {
                let score = score(own, (tests, exposure, phase), &reading);
                cx.edit(Edit::score(key.clone(), Some(score)));
            }
        }
        Err(Some(problem)) => typed::problem_ui(ui, &problem),
        Err(None) => {
            widgets::secondary(ui, "Type how many runs there were, and how many of them turned it");
        }
    }
}

impl TestRunsForm {
    fn fields_ui(&mut self, ui: &mut Ui, phase: &Phase) {
        let unit = if phase.exposure_unit.is_empty() { "runs" } else { &phase.exposure_unit };
        for (label, text, hint) in [
            ("Test runs", &mut self.runs, "for example 2 900"),
            ("Of which turned", &mut self.failures, "none"),
            ("Runs in the phase", &mut self.exposure, "for example 10 000"),
        ] {
            widgets::property(ui, label, |ui| {
                let field = TextEdit::singleline(text).hint_text(RichText::new(hint).italics());
                let field = field.desired_width(ui.available_width() - 16.0);
                let response = ui.name_inputs(label, |ui| ui.add(field));
                widgets::name_field(ui, &response, label);
            });
        }
        widgets::secondary(ui, format!("One run of the test counts as one of the phase's {unit}"));
    }

    /// The numbers and what follows; `Err(None)` where nothing was typed yet.
    fn read(&self) -> Result<(TestRuns, f64, Reading), Option<String>> {
        if self.runs.trim().is_empty() {
            return Err(None);
        }
        let whole = |text: &str| {
            let number = number(text)?;
            let is_whole = number >= 0.0 && number.fract() == 0.0 && number < 1e15;
            if is_whole { Ok(number as u64) } else { Err(format!("'{text}' is no whole number")) }
        };
        let failures = if self.failures.trim().is_empty() { 0 } else { whole(&self.failures)? };
        let tests =
            TestRuns::new(whole(&self.runs)?, failures).map_err(|problem| problem.to_string())?;
        let exposure = number(&self.exposure)?;
        let reading = tests.over(exposure).map_err(|problem| problem.to_string())?;
        Ok((tests, exposure, reading))
    }
}

/// A number with spaces between thousands or a decimal comma.
fn number(text: &str) -> Result<f64, String> {
    let plain: String = text.split_whitespace().collect();
    let plain = if plain.contains('.') { plain } else { plain.replacen(',', ".", 1) };
    let number = plain.parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| format!("'{}' is no number", text.trim()))
}

fn reading_ui(ui: &mut Ui, cx: &Cx<'_>, (tests, exposure): (TestRuns, f64), reading: &Reading) {
    let percent = wording::percent;
    widgets::property(ui, "Rate per run", |ui| {
        ui.label(format!("below {}", percent(reading.bound)));
        let rule = if tests.failures() == 0 { "95 % bound, rule of three" } else { "95 % bound" };
        widgets::secondary(ui, rule);
        let [low, best, high] = reading.rate.map(percent);
        ui.label(format!("{best} ({low} to {high})"));
        widgets::secondary(ui, "Beta posterior, Jeffreys prior");
    });
    let worst = exposure * reading.bound;
    widgets::property(ui, "In the phase", |ui| {
        ui.label(format!("up to {} expected", wording::number(worst, 0.0)));
        widgets::secondary(ui, "times, at the bound");
    });
    let [low, best, high] = ends(&reading.stability).map(percent);
    widgets::property(ui, "Stability", |ui| {
        ui.label(widgets::strong(format!("{best} ({low} to {high})")));
        widgets::secondary(ui, "exp(−λE), Gamma posterior of λ");
        if reading.is_drawn_in {
            widgets::secondary(ui, "An end is drawn in to 1 in 1 000 000");
        }
    });
    let (range, best) = (reading.stability, reading.stability.best());
    let axis = widgets::LogOddsAxis::of(best, Some(&range));
    super::belief::belief_ui(ui, cx.tokens, &axis, (Some(range), best));
}

fn ends(range: &Range) -> [f64; 3] {
    [range.low(), range.best(), range.high()].map(crate::model::Probability::get)
}

/// Why the runs may not be like those of the phase.
fn doubts_ui(ui: &mut Ui, phase: &Phase) {
    let doubts = exposure::doubts(phase);
    if doubts.is_empty() {
        return;
    }
    let color = theme::Tokens::of(ui).warning;
    for doubt in doubts {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.label(RichText::new(icon::WARNING).font(theme::icon_font(13.0)).color(color));
            let text = RichText::new(doubt_words(doubt)).size(theme::SMALL).color(color);
            ui.add(eframe::egui::Label::new(text).wrap());
        });
    }
}

/// A reason to doubt, in a sentence.
fn doubt_words(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Shifted(DistributionShift::Major) => {
            "Not exchangeable: the phase's inputs differ in the main from those before, so the tests say little of it"
        }
        Doubt::Shifted(_) => {
            "Exchangeable in part: the phase's inputs differ in part from those before, so the range is too narrow"
        }
        Doubt::Uncovered(EvidenceOverlap::None) => {
            "Not exchangeable: earlier evidence does not cover this phase"
        }
        Doubt::Uncovered(_) => {
            "Exchangeable in part: earlier evidence covers this phase in part, so the range is too narrow"
        }
        Doubt::ShiftUnstated => {
            "The phase does not say how far its inputs differ from those before"
        }
        Doubt::OverlapUnstated => "The phase does not say how far earlier evidence covers it",
    }
}

/// The score with a rationale that says how it was got. Evidence and confidence stay; an earlier rationale follows.
fn score(
    own: Option<&Score>,
    (tests, exposure, phase): (TestRuns, f64, &Phase),
    reading: &Reading,
) -> Score {
    let percent = wording::percent;
    let [low, best, high] = reading.rate.map(percent);
    let mut rationale = format!(
        "From {} test runs of which {} turned it, taken as exchangeable with {} in the phase: rate per run {best} \
         ({low} to {high}, Beta posterior under Jeffreys prior; 95 % bound {}). Stability exp(−λE) with λ from its \
         Gamma posterior under Jeffreys prior, at 5, 50 and 95 %.",
        wording::count(tests.runs()),
        wording::count(tests.failures()),
        wording::decimal(exposure),
        percent(reading.bound),
    );
    if reading.is_drawn_in {
        rationale.push_str(" An end was drawn in to 1 in 1 000 000.");
    }
    for doubt in exposure::doubts(phase) {
        rationale.push(' ');
        rationale.push_str(doubt_words(doubt));
        rationale.push('.');
    }
    if let Some(own) = own.filter(|own| !own.rationale.is_empty()) {
        rationale.push_str("\n\n");
        rationale.push_str(&own.rationale);
    }
    let estimate = Estimate::Range(reading.stability);
    let base = own.cloned().unwrap_or_else(|| Score::bare(estimate.clone()));
    Score { estimate, rationale, basis: Some(Basis::Evaluation), ..base }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Id;

    fn form(runs: &str, failures: &str, exposure: &str) -> TestRunsForm {
        let [runs, failures, exposure] = [runs, failures, exposure].map(str::to_owned);
        TestRunsForm { runs, failures, exposure, ..TestRunsForm::default() }
    }

    #[test]
    fn what_is_typed_is_read_with_spaces_and_left_out_failures_are_none() {
        let (tests, exposure, _) = form("2 900", "", "10 000").read().expect("numbers");
        assert_eq!((tests.runs(), tests.failures()), (2_900, 0));
        assert!((exposure - 10_000.0).abs() < 1e-9);
        assert_eq!(form("", "0", "1").read(), Err(None));
        for (runs, failures, exposure) in
            [("many", "0", "1"), ("3", "4", "1"), ("3.5", "0", "1"), ("3", "0", "")]
        {
            assert!(matches!(form(runs, failures, exposure).read(), Err(Some(_))), "{runs}");
        }
    }

    #[test]
    fn the_score_says_how_it_was_got_and_keeps_what_was_said() {
        let (tests, exposure, reading) = form("2900", "0", "100").read().expect("numbers");
        let mut phase = Phase::new(Id::new("one").expect("an id"), "One");
        phase.distribution_shift = Some(DistributionShift::Major);
        let own = Score {
            rationale: "Judged before.".to_owned(),
            ..Score::bare(Estimate::Point(crate::model::Probability::ONE))
        };
        let score = score(Some(&own), (tests, exposure, &phase), &reading);
        assert_eq!(score.estimate, Estimate::Range(reading.stability));
        assert_eq!(score.basis, Some(Basis::Evaluation));
        for part in ["Jeffreys", "Not exchangeable", "Judged before."] {
            assert!(score.rationale.contains(part), "{part}");
        }
    }
}
