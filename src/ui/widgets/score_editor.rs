//! The editor of one score: the estimate in the notation of the user's choice, and the reasons for it.

use eframe::egui::{Button, Id, RichText, Ui};

use super::{
    Item, LogOddsAxis, Shown, gesture_of, icon, icon_button, log_odds_slider, marking_ui,
    optional_choice, pick, probability, property, quiet_area, references, response_curve,
    secondary, segmented,
    typed::{self, Fields},
};
use crate::{
    model::{
        Adopted, Adoption, BAND_END, Basis, Confidence, Dimension, Edit, Estimate, Marked,
        Probability, Range, Scale, Score, ScoreKey, logistic, logit,
    },
    report::wording,
    session::{Action, Gesture, Notation},
    ui::{theme, view::Cx},
};

/// How far the ends of a new range lie from its best, in log-odds: half and double the odds.
const NEW_RANGE: f64 = core::f64::consts::LN_2;
const CONFIDENCES: [Confidence; 3] = [Confidence::Low, Confidence::Moderate, Confidence::High];
const BASES: [Basis; 4] = [Basis::Analyst, Basis::Panel, Basis::Imported, Basis::Evaluation];
const NOTATIONS: [Notation; 3] = [Notation::Percent, Notation::Odds, Notation::OneIn];

/// What the editor is about.
#[derive(Clone, Debug)]
pub struct ScoreEditor {
    /// Which score.
    pub key: ScoreKey,
    /// What people call it, for example `Stability, Internal pilot`.
    pub title: String,
    /// The score given here.
    pub own: Option<Score>,
    /// The score carried forward to here, and from which phase.
    pub carried: Option<(Score, String)>,
    /// Whether the rationale is to take the keyboard.
    pub wants_focus: bool,
}

/// The three ways to state a probability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Point,
    Range,
    Level,
}

impl ScoreEditor {
    fn score(&self) -> Option<&Score> {
        self.own.as_ref().or(self.carried.as_ref().map(|(score, _)| score))
    }

    fn edit(&self, estimate: Estimate) -> Edit {
        let score = match self.score() {
            Some(score) => Score { estimate, ..score.clone() },
            None => Score::bare(estimate),
        };
        Edit::score(self.key.clone(), Some(score))
    }
}

/// Shows the editor under its title; whether it was closed.
pub fn score_editor(ui: &mut Ui, cx: &mut Cx<'_>, editor: &ScoreEditor) -> bool {
    let is_closed = title_ui(ui, editor);
    score_form(ui, cx, editor, |ui, cx, axis| {
        if let Some(score) = editor.score() {
            let scale = cx.session.assessment().scale();
            let p = score.estimate.central(editor.key.dimension, scale);
            response_curve(ui, cx, &editor.key, (p, axis));
        }
    });
    is_closed
}

/// Shows the editor without a title, with a picture below its numbers, on the axis of its slider.
pub fn score_form(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    editor: &ScoreEditor,
    picture: impl FnOnce(&mut Ui, &mut Cx<'_>, &LogOddsAxis),
) {
    let id = Id::unique(("score", &editor.key.subject, editor.key.dimension, &editor.key.phase));
    ui.push_id(id, |ui| {
        let axis = axis(ui, cx, id, editor);
        let way = way_ui(ui, cx, id, editor);
        match way {
            Way::Level => level_ui(ui, cx, editor),
            Way::Point | Way::Range => numbers_ui(ui, cx, id, (editor, way, &axis)),
        }
        picture(ui, cx, &axis);
        origin_ui(ui, cx, editor);
        if let Some(own) = &editor.own {
            reasons_ui(ui, cx, editor, own);
            marking_ui(ui, cx, &Marked::Score(editor.key.clone()));
        } else if let Some((score, _)) = &editor.carried
            && !score.rationale.is_empty()
        {
            secondary(ui, score.rationale.clone());
        }
    });
}

/// The axis of the slider and of the picture below it.
fn axis(ui: &Ui, cx: &Cx<'_>, id: Id, editor: &ScoreEditor) -> LogOddsAxis {
    let Some(score) = editor.score() else { return LogOddsAxis::default() };
    let (scale, dimension) = (cx.session.assessment().scale(), editor.key.dimension);
    let range = score.estimate.range(dimension, scale);
    LogOddsAxis::held(ui, id, score.estimate.central(dimension, scale), range.as_ref())
}

fn title_ui(ui: &mut Ui, editor: &ScoreEditor) -> bool {
    ui.horizontal(|ui| {
        let width = ui.available_width() - 30.0;
        let font = theme::font(crate::drawing::FontWeight::Medium, theme::BODY);
        let color = theme::Tokens::of(ui).text;
        let galley = super::elided(ui, &editor.title, font, color, width);
        ui.label(galley);
        let layout = eframe::egui::Layout::right_to_left(eframe::egui::Align::Center);
        ui.with_layout(layout, |ui| icon_button(ui, icon::CLOSE, "Close score").clicked()).inner
    })
    .inner
}

/// The way in which the estimate is stated, and the notation.
fn way_ui(ui: &mut Ui, cx: &mut Cx<'_>, id: Id, editor: &ScoreEditor) -> Way {
    let stated = editor.score().map(|score| match score.estimate {
        Estimate::Point(_) => Way::Point,
        Estimate::Range(_) | Estimate::Withheld => Way::Range,
        Estimate::Level(_) => Way::Level,
    });
    let wanted_id = id.with("way");
    let way = stated.or_else(|| ui.data(|data| data.get_temp(wanted_id))).unwrap_or(Way::Range);
    ui.horizontal(|ui| {
        let scale = cx.session.assessment().scale();
        let all = [(Way::Point, "Point"), (Way::Range, "Range"), (Way::Level, "Level")];
        let has_levels = scale.is_some_and(|scale| !scale.bands.is_empty());
        let choices = if has_levels || way == Way::Level { &all[..] } else { &all[..2] };
        if let Some(wanted) = segmented(ui, way, choices) {
            ui.data_mut(|data| data.insert_temp(wanted_id, wanted));
            let restated = editor
                .score()
                .and_then(|score| restated(score, editor.key.dimension, wanted, scale));
            typed::forget(ui, id);
            if let Some(estimate) = restated {
                cx.edit(editor.edit(estimate));
            }
        }
        notation_ui(ui, cx);
    });
    way
}

fn notation_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let preferences = cx.session.preferences();
    let chosen = preferences.notation;
    let words = |notation| match notation {
        Notation::Percent => ("%", None),
        Notation::Odds => ("Odds", None),
        Notation::OneIn => ("1 in N", None),
    };
    if let Some(notation) = super::choice(ui, "Notation", chosen, &NOTATIONS, words) {
        let preferences = crate::session::Preferences { notation, ..preferences.clone() };
        cx.act(Action::Prefer(Box::new(preferences)));
    }
}

/// The same belief stated in another way.
fn restated(
    score: &Score,
    dimension: Dimension,
    way: Way,
    scale: Option<&Scale>,
) -> Option<Estimate> {
    let central = score.estimate.central(dimension, scale);
    match way {
        Way::Point => Some(Estimate::Point(central)),
        Way::Range => {
            let range = score.estimate.range(dimension, scale).or_else(|| around(central));
            range.map(Estimate::Range)
        }
        Way::Level => {
            let is_stability = dimension == Dimension::Stability;
            let named = if is_stability { central.complement() } else { central };
            let scale = scale?;
            let distance = |p: Probability| (logit_inside(p) - logit_inside(named)).abs();
            let nearest = scale
                .bands
                .iter()
                .min_by(|a, b| distance(a.range().best()).total_cmp(&distance(b.range().best())));
            let band = scale.term(named).or(nearest)?;
            Some(Estimate::Level(band.level.clone()))
        }
    }
}

fn logit_inside(p: Probability) -> f64 {
    logit(p.get().clamp(BAND_END, 1.0 - BAND_END))
}

/// A first range around a point: half and double its odds.
fn around(p: Probability) -> Option<Range> {
    let best = logit_inside(p);
    let [low, middle, high] = [best - NEW_RANGE, best, best + NEW_RANGE].map(|x| {
        // Four digits are more than a first guess needs.
        let value = logistic(x);
        Probability::clamped(
            format!("{value:.4}").parse().ok().filter(|v| *v > 0.0 && *v < 1.0).unwrap_or(value),
        )
    });
    Range::new(low, middle, high).ok()
}

fn level_ui(ui: &mut Ui, cx: &mut Cx<'_>, editor: &ScoreEditor) {
    let Some(scale) = cx.session.assessment().scale() else { return };
    let level = match editor.score().map(|score| &score.estimate) {
        Some(Estimate::Level(level)) => Some(level.as_str()),
        _ => None,
    };
    let says = level.unwrap_or("Choose a level");
    let shown = Shown { title: says, icon: None, is_faint: level.is_none() };
    let is_stability = editor.key.dimension == Dimension::Stability;
    let label = if is_stability { "Turning is" } else { "Level" };
    let wanted = property(ui, label, |ui| {
        pick(ui, &format!("Level, {}", editor.title), &shown, || {
            let item = |band: &crate::model::Band| Item {
                key: band.level.clone(),
                title: band.level.clone(),
                icon: None,
            };
            scale.bands.iter().map(item).collect()
        })
    });
    if let Some(band) = level.and_then(|level| scale.band(level)) {
        let [low, best, high] =
            [band.low, band.range().best(), band.high].map(|p| wording::percent_as_given(p.get()));
        let best =
            if band.best.is_some() { best } else { wording::percent(band.range().best().get()) };
        secondary(ui, format!("{low} to {high}, central {best}"));
    }
    if let Some(wanted) = wanted.filter(|wanted| level != Some(wanted)) {
        cx.edit(editor.edit(Estimate::Level(wanted)));
    }
}

/// What the fields show for an estimate; nothing where it is stated in another way.
fn texts(estimate: Option<&Estimate>, way: Way, notation: Notation) -> Vec<String> {
    match (estimate, way) {
        (Some(Estimate::Point(p)), Way::Point) => vec![probability::shown(*p, notation)],
        (Some(Estimate::Range(range)), Way::Range) => [range.low(), range.best(), range.high()]
            .map(|p| probability::shown(p, notation))
            .to_vec(),
        (_, Way::Range) => vec![String::new(); 3],
        _ => vec![String::new()],
    }
}

/// The probabilities behind the fields, where the estimate is stated in this way.
fn values(estimate: Option<&Estimate>, way: Way) -> Vec<Option<Probability>> {
    match (estimate, way) {
        (Some(Estimate::Point(p)), Way::Point) => vec![Some(*p)],
        (Some(Estimate::Range(range)), Way::Range) => {
            [range.low(), range.best(), range.high()].map(Some).to_vec()
        }
        (_, Way::Range) => vec![None; 3],
        _ => vec![None],
    }
}

/// Reads the fields. One that still says what it was `shown` to say keeps the exact probability behind it.
fn read(
    texts: &[String],
    shown: &[String],
    values: &[Option<Probability>],
) -> Result<Estimate, String> {
    let parse = |place: usize| typed::probability(place, texts, shown, values);
    match texts {
        [_, _, _] => {
            let (low, best, high) = (parse(0)?, parse(1)?, parse(2)?);
            Range::new(low, best, high).map(Estimate::Range).map_err(|problem| match problem {
                crate::model::InvalidRange::Order { .. } => {
                    "Not in order: low ≤ best ≤ high is needed".to_owned()
                }
                crate::model::InvalidRange::Ends => {
                    "A range lies strictly between 0 and 1; use a point for 0 or 1".to_owned()
                }
            })
        }
        [_, ..] => parse(0).map(Estimate::Point),
        [] => Err(String::new()),
    }
}

fn numbers_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    id: Id,
    (editor, way, axis): (&ScoreEditor, Way, &LogOddsAxis),
) {
    let notation = cx.session.preferences().notation;
    let stated = editor.score().map(|score| &score.estimate);
    let shown = texts(stated, way, notation);
    let draft = fields_ui(ui, id, editor, &shown);
    let origin_id = id.with("origin");
    if draft.begins {
        ui.data_mut(|data| data.insert_temp(origin_id, editor.own.clone()));
    }
    match read(&draft.texts, &shown, &values(stated, way)) {
        Ok(estimate) if draft.is_changed => {
            let says = texts(Some(&estimate), way, notation);
            typed::rebase(ui, id, draft.texts, says);
            push(cx, draft.gesture, editor.edit(estimate));
        }
        Ok(_) => typed::settle(ui, id),
        Err(problem) if draft.is_typed => {
            if draft.is_changed {
                restore(ui, cx, editor, (id, way, &draft));
            }
            let is_blank =
                draft.texts.iter().any(|text| text.trim().is_empty()) && stated.is_none();
            if is_blank {
                secondary(ui, "Low, best and high are needed");
            } else {
                typed::problem_ui(ui, &problem);
            }
        }
        Err(_) => {}
    }
    slider_ui(ui, cx, id, (editor, axis));
}

/// While what is typed cannot be read, the document says what it said before the typing.
fn restore(
    ui: &Ui,
    cx: &mut Cx<'_>,
    editor: &ScoreEditor,
    (id, way, draft): (Id, Way, &typed::Draft),
) {
    let origin: Option<Option<Score>> = ui.data(|data| data.get_temp(id.with("origin")));
    let Some(origin) = origin else { return };
    if origin != editor.own {
        let notation = cx.session.preferences().notation;
        let estimate = origin.as_ref().or(editor.carried.as_ref().map(|(score, _)| score));
        let says = texts(estimate.map(|score| &score.estimate), way, notation);
        typed::rebase(ui, id, draft.texts.clone(), says);
        push(cx, draft.gesture, Edit::score(editor.key.clone(), origin));
    }
}

fn push(cx: &mut Cx<'_>, gesture: Option<Gesture>, edit: Edit) {
    cx.edit_within(gesture.unwrap_or(Gesture::Single), edit);
}

/// The fields side by side: one for a point, three for a range.
fn fields_ui(ui: &mut Ui, id: Id, editor: &ScoreEditor, shown: &[String]) -> typed::Draft {
    let labels: &[&str] =
        if shown.len() == 3 { &["Low", "Best", "High"] } else { &["Probability"] };
    let names: Vec<String> =
        labels.iter().map(|label| format!("{label}, {}", editor.title)).collect();
    let hint = if shown.len() == 3 { "" } else { probability::HINT };
    let fields = Fields { id, names: &names, shown, hint, is_framed: true };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let width = (ui.available_width() - 8.0 * (shown.len() as f32 - 1.0)) / shown.len() as f32;
        typed::drafts(ui, &fields, |ui, place, field| {
            let label = labels.get(place).filter(|_| shown.len() == 3);
            ui.allocate_ui(eframe::egui::vec2(width, 44.0), |ui| {
                labeled_ui(ui, width, label, field);
            });
        })
    })
    .inner
}

/// A field of this width with its label above.
fn labeled_ui(
    ui: &mut Ui,
    width: f32,
    label: Option<&&str>,
    field: &mut dyn FnMut(&mut Ui) -> eframe::egui::Response,
) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 2.0;
        if let Some(label) = label {
            secondary(ui, *label);
        }
        field(ui);
    });
}

fn slider_ui(ui: &mut Ui, cx: &mut Cx<'_>, id: Id, (editor, axis): (&ScoreEditor, &LogOddsAxis)) {
    let Some(score) = editor.score() else { return };
    let (p, range) = match &score.estimate {
        Estimate::Point(p) => (*p, None),
        Estimate::Range(range) => (range.best(), Some(*range)),
        Estimate::Level(_) | Estimate::Withheld => return,
    };
    let name = format!("Slider, {}", editor.title);
    let (response, change) = log_odds_slider(ui, &name, axis, (p, range.as_ref()));
    let Some(new) = change else { return };
    let estimate = match range {
        Some(range) => Range::new(range.low(), new, range.high()).map(Estimate::Range).ok(),
        None => Some(Estimate::Point(new)),
    };
    if let Some(estimate) = estimate {
        typed::forget(ui, id);
        cx.edit_within(gesture_of(ui, &response), editor.edit(estimate));
    }
}

/// Where the value comes from, and what can be done about it.
fn origin_ui(ui: &mut Ui, cx: &mut Cx<'_>, editor: &ScoreEditor) {
    ui.horizontal(|ui| match (&editor.own, &editor.carried) {
        (Some(_), carried) => {
            let hover = if carried.is_some() { "Carry forward again" } else { "Leave unscored" };
            if small_button(ui, "Clear").on_hover_text(hover).clicked() {
                cx.edit(Edit::score(editor.key.clone(), None));
            }
        }
        (None, Some((score, phase))) => {
            if small_button(ui, "Give own value here").clicked() {
                cx.edit(Edit::score(editor.key.clone(), Some(score.clone())));
            }
            secondary(ui, format!("from {phase}"));
        }
        (None, None) => {
            let says = match editor.key.dimension {
                Dimension::InitiallyMisaligned => "Not scored: taken as 0",
                Dimension::Stability => "Not scored: taken as stable, so results are too low",
                Dimension::Persistence => "Not scored: taken as lasting, so results are too high",
                Dimension::Likelihood => "Not scored: taken as 0, so results are too low",
                Dimension::Effectiveness => "Not scored: taken as 0, so results are too high",
            };
            secondary(ui, says);
        }
    });
}

fn small_button(ui: &mut Ui, title: &str) -> eframe::egui::Response {
    ui.add(
        Button::new(RichText::new(title).size(theme::SMALL))
            .min_size(eframe::egui::vec2(0.0, 24.0)),
    )
}

/// Why: rationale, confidence, basis, evidence.
fn reasons_ui(ui: &mut Ui, cx: &mut Cx<'_>, editor: &ScoreEditor, own: &Score) {
    let put = |score: Score| Edit::score(editor.key.clone(), Some(score));
    super::section_label(ui, "Rationale");
    let name = format!("Rationale, {}", editor.title);
    let (response, change) = quiet_area(ui, &name, "Why this number", &own.rationale);
    if editor.wants_focus {
        response.request_focus();
    }
    if let Some(rationale) = change {
        cx.edit_within(gesture_of(ui, &response), put(Score { rationale, ..own.clone() }));
    }
    let words = |c| (wording::confidence(c), None);
    let confidence = property(ui, "Confidence", |ui| {
        optional_choice(ui, "Confidence", own.confidence, &CONFIDENCES, words)
    });
    if let Some(confidence) = confidence {
        cx.edit(put(Score { confidence, ..own.clone() }));
    }
    let words = |b| (wording::basis(b), None);
    let basis = property(ui, "Basis", |ui| optional_choice(ui, "Basis", own.basis, &BASES, words));
    if let Some(basis) = basis {
        cx.edit(put(Score { basis, ..own.clone() }));
    }
    panel_ui(ui, cx, &editor.key);
    if let Some(evidence) = references(ui, cx, "Add evidence for this score", &own.evidence) {
        cx.edit(put(Score { evidence, ..own.clone() }));
    }
}

/// How the score stands to what the panel made of it, where it did.
fn panel_ui(ui: &mut Ui, cx: &Cx<'_>, key: &ScoreKey) {
    let document = cx.session.assessment();
    let of = |adoption: &Adoption| {
        let count = wording::counted(adoption.count as usize, "judgement", "judgements");
        format!("{} of {count}, round {}", wording::adopted_value(adoption), adoption.round)
    };
    match document.adopted_state(key) {
        None => {}
        Some(Adopted::AsAdopted(adoption)) => {
            super::secondary(ui, format!("As the panel has it: {}", of(adoption)));
        }
        Some(Adopted::ChangedSince(adoption)) => {
            let text = format!("Changed since it was adopted from the panel: {}", of(adoption));
            ui.colored_label(cx.tokens.warning, RichText::new(text).size(theme::SMALL));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(value: f64) -> Probability {
        Probability::try_from(value).expect("a probability")
    }

    #[test]
    fn a_new_range_lies_around_its_point_even_at_the_ends() {
        for value in [0.0, 0.3, 0.999_999_9, 1.0] {
            let range = around(p(value)).expect("a range");
            assert!(range.low() < range.high(), "{value}");
        }
        assert_eq!(around(p(0.3)).map(|range| range.best()), Some(p(0.3)));
    }

    #[test]
    fn texts_read_back_as_the_estimate_that_they_show() {
        let range = Range::new(p(0.97), p(0.99), p(0.998)).expect("in order");
        for (estimate, way) in
            [(Estimate::Point(p(0.025)), Way::Point), (Estimate::Range(range), Way::Range)]
        {
            let shown = texts(Some(&estimate), way, Notation::Percent);
            let nothing = vec![String::new(); shown.len()];
            assert_eq!(read(&shown, &nothing, &vec![None; shown.len()]), Ok(estimate));
        }
    }

    #[test]
    fn a_field_that_was_not_typed_into_keeps_its_exact_value() {
        let thirds = Range::new(p(1.0 / 3.0), p(2.0 / 3.0), p(6.0 / 7.0)).expect("in order");
        let estimate = Estimate::Range(thirds);
        let known = values(Some(&estimate), Way::Range);
        // As short as texts may ever get.
        let shown = ["33 %", "67 %", "86 %"].map(str::to_owned);
        let mut typed = shown.clone();
        typed[1] = "1 in 2".to_owned();
        let wanted = Range::new(thirds.low(), p(0.5), thirds.high()).expect("in order");
        assert_eq!(read(&typed, &shown, &known), Ok(Estimate::Range(wanted)));
    }

    #[test]
    fn a_range_out_of_order_has_one_clear_message() {
        let texts = ["50 %", "20 %", "30 %"].map(str::to_owned);
        let empty = vec![String::new(); 3];
        assert_eq!(
            read(&texts, &empty, &[None; 3]),
            Err("Not in order: low ≤ best ≤ high is needed".to_owned())
        );
    }
}
