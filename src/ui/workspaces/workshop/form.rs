//! What one person answers to one question: numbers as people type them, how sure, why; or that they abstain.

use eframe::egui::{Id as WidgetId, RichText, TextEdit, Ui, vec2};

use crate::{
    formats::{
        ballot::{Asking, Given},
        entry,
    },
    model::{Answer, Axis, Probability},
    report::wording,
    ui::{
        theme::{self, Tokens},
        widgets::{self, typed::read_number},
    },
};

/// Widths of a number and of the confidence.
const NUMBER: f32 = 110.0;

/// An answer as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Low, best and high.
    pub(super) numbers: [String; 3],
    /// In percent.
    pub(super) confidence: String,
    /// Why, or why not.
    pub(super) rationale: String,
    /// Whether they abstain.
    pub(super) abstains: bool,
}

/// What was typed, as it counts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Read {
    /// The numbers, or that there are none.
    pub(super) answer: Answer,
    /// In percent.
    pub(super) confidence: Option<f64>,
    /// Why.
    pub(super) rationale: String,
}

impl Entry {
    /// What was answered before, to go on with.
    pub(super) fn of(given: &Given, axis: Axis) -> Self {
        let number = |value: f64| match axis {
            Axis::LogOdds => wording::percent_as_given(value),
            Axis::Log | Axis::Linear => format!("{value}"),
        };
        let numbers = match given.answer {
            Answer::Point(best) => [String::new(), number(best), String::new()],
            Answer::Range { low, best, high } => [low, best, high].map(number),
            Answer::Abstained(_) => [const { String::new() }; 3],
        };
        let reason =
            if let Answer::Abstained(reason) = &given.answer { reason } else { &given.rationale };
        Self {
            numbers,
            confidence: given.confidence.map(wording::decimal).unwrap_or_default(),
            rationale: reason.clone(),
            abstains: matches!(given.answer, Answer::Abstained(_)),
        }
    }

    /// Whether nothing was typed.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What was typed.
    ///
    /// # Errors
    /// What is wrong with it, with a hint.
    pub(super) fn read(&self, axis: Axis) -> Result<Read, String> {
        let rationale = self.rationale.trim().to_owned();
        if self.abstains {
            let answer = Answer::Abstained(rationale);
            return Ok(Read { answer, confidence: None, rationale: String::new() });
        }
        let [low, best, high] = &self.numbers;
        let read = |text: &str| number(text, axis);
        let best_read = read(best).map_err(|problem| format!("Best guess: {problem}"))?;
        let answer = match (low.trim().is_empty(), high.trim().is_empty()) {
            (true, true) => Answer::Point(best_read),
            (false, false) => {
                let low = read(low).map_err(|problem| format!("Lowest: {problem}"))?;
                let high = read(high).map_err(|problem| format!("Highest: {problem}"))?;
                if low > best_read || best_read > high {
                    return Err("Not in order: lowest ≤ best guess ≤ highest is needed".to_owned());
                }
                Answer::Range { low, best: best_read, high }
            }
            _ => return Err("Give both ends, or the best guess alone".to_owned()),
        };
        let has_ends = matches!(answer, Answer::Range { .. });
        let confidence = self.confidence.trim().trim_end_matches('%').trim();
        let confidence = if confidence.is_empty() || !has_ends {
            None
        } else {
            let percent = read_number(confidence)
                .ok()
                .flatten()
                .filter(|percent| *percent > 0.0 && *percent <= 100.0);
            Some(percent.ok_or("Confidence: use a percentage above 0 and at most 100")?)
        };
        Ok(Read { answer, confidence, rationale })
    }
}

fn number(text: &str, axis: Axis) -> Result<f64, String> {
    if axis == Axis::LogOdds {
        let bare = text.trim();
        // On phones a bare number is percent, in tables it is not: here it is asked what is meant.
        if matches!(read_number(bare), Ok(Some(_))) {
            return Err(format!("is {bare} meant as {bare} %? Write the sign, or 1 in 40"));
        }
        return entry::probability(text)
            .map(Probability::get)
            .map_err(|problem| problem.to_string());
    }
    let number = read_number(text.trim())?.ok_or_else(|| "type a number".to_owned())?;
    if axis == Axis::Log && number <= 0.0 {
        return Err("use a number above 0".to_owned());
    }
    Ok(number)
}

/// Shows a question with the fields for its answer; whether something was typed.
pub(super) fn entry_ui(ui: &mut Ui, id: WidgetId, asking: &Asking, entry: &mut Entry) -> bool {
    let tokens = Tokens::of(ui);
    let before = entry.clone();
    ui.add_space(4.0);
    ui.label(RichText::new(&asking.text).size(18.0).color(tokens.text));
    for (label, text) in
        [("Settled by", &asking.resolution), ("Context", &asking.context), ("Unit", &asking.unit)]
    {
        if !text.is_empty() {
            widgets::secondary(ui, format!("{label}: {text}"));
        }
    }
    ui.add_space(8.0);
    let label = "I would rather not answer this one";
    ui.checkbox(&mut entry.abstains, label);
    ui.add_enabled_ui(!entry.abstains, |ui| {
        ui.horizontal_wrapped(|ui| {
            let names = ["Lowest plausible", "Best guess", "Highest plausible"];
            for (place, name) in names.into_iter().enumerate() {
                field_ui(ui, id.with(place), name, &mut entry.numbers[place]);
            }
            let name = "Sure in percent";
            field_ui(ui, id.with(3), name, &mut entry.confidence);
        });
    });
    if asking.is_probability() {
        widgets::secondary(ui, "Probabilities with their sign: 2.5 %, 1:39, 1 in 40".to_owned());
    }
    // What was typed can be read in several ways: which one counts is said.
    let understood = entry.read(asking.axis).ok().and_then(|read| read.answer.numbers());
    if let Some(numbers) = understood {
        let words = wording::judged(numbers, asking.is_probability());
        ui.label(
            RichText::new(format!("Understood: {words}")).size(theme::SMALL).color(tokens.text),
        );
    }
    let hint = "The ends may stay empty; how sure you are that the truth lies between them is 90 % unless you say \
                otherwise.";
    widgets::secondary(ui, hint);
    ui.add_space(6.0);
    let reason = if entry.abstains { "Why not" } else { "Why" };
    ui.label(RichText::new(reason).size(theme::SMALL).color(tokens.secondary));
    let width = ui.available_width();
    let area = TextEdit::multiline(&mut entry.rationale).id(id.with("why"));
    let response = ui.name_inputs(reason, |ui| ui.add(area.desired_width(width).desired_rows(4)));
    widgets::name_field(ui, &response, reason);
    *entry != before
}

fn field_ui(ui: &mut Ui, id: WidgetId, name: &str, text: &mut String) {
    let tokens = Tokens::of(ui);
    ui.allocate_ui(vec2(NUMBER + 30.0, 54.0), |ui| {
        ui.vertical(|ui| {
            ui.set_width(NUMBER + 24.0);
            ui.label(RichText::new(name).size(theme::SMALL).color(tokens.secondary));
            let field = TextEdit::singleline(text).id(id).margin(vec2(8.0, 6.0));
            let response = ui.name_inputs(name, |ui| ui.add(field.desired_width(NUMBER)));
            widgets::name_field(ui, &response, name);
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(numbers: [&str; 3], confidence: &str) -> Entry {
        Entry {
            numbers: numbers.map(str::to_owned),
            confidence: confidence.to_owned(),
            ..Entry::default()
        }
    }

    #[test]
    fn answers_read_as_people_type_them() {
        let read = entry(["1 %", "5 %", "1 in 4"], "80 %").read(Axis::LogOdds).expect("an answer");
        assert_eq!(read.answer, Answer::Range { low: 0.01, best: 0.05, high: 0.25 });
        assert_eq!(read.confidence, Some(80.0));
        let point = entry(["", "7 %", ""], "80").read(Axis::LogOdds).expect("a point");
        assert_eq!((point.answer, point.confidence), (Answer::Point(0.07), None));
        let number = entry(["1 200", "1 500,5", "2000"], "").read(Axis::Linear).expect("numbers");
        assert_eq!(number.answer, Answer::Range { low: 1200.0, best: 1500.5, high: 2000.0 });
    }

    #[test]
    fn what_does_not_do_is_told() {
        for (numbers, confidence) in [
            (["", "", ""], ""),
            (["5 %", "1 %", "9 %"], ""),
            (["1 %", "5 %", ""], ""),
            (["1 %", "7", "9 %"], ""),
            (["", "0.5", ""], ""),
            (["", "0,05", ""], ""),
            (["1 %", "5 %", "9 %"], "0"),
            (["1 %", "5 %", "9 %"], "120"),
        ] {
            let problem = entry(numbers, confidence).read(Axis::LogOdds).expect_err("not in order");
            assert!(!problem.is_empty() && !problem.contains('\n'), "{problem}");
        }
    }

    #[test]
    fn amounts_on_the_axis_log_are_above_zero() {
        assert!(entry(["", "0", ""], "").read(Axis::Log).is_err());
        assert!(entry(["-1", "2", "3"], "").read(Axis::Log).is_err());
        assert!(entry(["-1", "2", "3"], "").read(Axis::Linear).is_ok());
    }

    #[test]
    fn abstentions_have_a_reason_and_no_number() {
        let silent = Entry {
            abstains: true,
            rationale: " no idea ".to_owned(),
            ..entry(["x", "y", "z"], "w")
        };
        let read = silent.read(Axis::LogOdds).expect("an abstention");
        assert_eq!(read.answer, Answer::Abstained("no idea".to_owned()));
        assert!(read.rationale.is_empty());
    }

    #[test]
    fn what_was_answered_reads_back() {
        for answer in [
            Answer::Point(0.07),
            Answer::Range { low: 0.001, best: 0.0123, high: 0.5 },
            Answer::Abstained("why".to_owned()),
        ] {
            let rationale =
                if matches!(answer, Answer::Abstained(_)) { String::new() } else { "r".to_owned() };
            let given = Given {
                question: crate::model::Id::new("q").expect("an id"),
                answer: answer.clone(),
                confidence: None,
                rationale: rationale.clone(),
                recorded: String::new(),
            };
            let read =
                Entry::of(&given, Axis::LogOdds).read(Axis::LogOdds).expect("it was read before");
            assert_eq!((read.answer, read.rationale), (answer, rationale));
        }
    }
}
