//! What goes over the wire: what pages send, and how a judgement is told to the one who gave it.

use serde::{Deserialize, Serialize};

use crate::{
    formats::ballot::RATIONALE_MAX,
    model::{Answer, Asked, Judgement, PanelQuestion},
    session::clock,
};

/// Largest body that is read, in bytes.
pub(super) const BODY_MAX: usize = 64 << 10;
/// Longest pseudonym, in characters.
pub(super) const PSEUDONYM_MAX: usize = 60;

/// Somebody comes in by code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Join {
    pub(super) code: String,
    #[serde(default)]
    pub(super) name: String,
}

/// Somebody comes in by a personal link.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claim {
    pub(super) token: String,
}

/// An answer.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Submission {
    pub(super) round: String,
    pub(super) question: String,
    pub(super) key: String,
    pub(super) judgement: Said,
}

/// What is said, in the words of the page.
#[derive(Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    #[serde(default)]
    pub(super) low: Option<f64>,
    #[serde(default)]
    pub(super) best: Option<f64>,
    #[serde(default)]
    pub(super) high: Option<f64>,
    /// Of 1.
    #[serde(default)]
    pub(super) confidence: Option<f64>,
    #[serde(default)]
    pub(super) rationale: String,
    #[serde(default)]
    pub(super) abstain: Option<String>,
    /// When it was taken; the server says so, pages do not.
    #[serde(default, skip_serializing_if = "Option::is_none", skip_deserializing)]
    pub(super) recorded: Option<String>,
}

/// Why a judgement will not do, and which field of the page is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) field: &'static str,
    pub(super) sentence: &'static str,
}

/// A number of percent as a share, and the other way round, so that what was typed comes back.
fn scaled(number: f64, by: f64) -> f64 {
    let text = format!("{:.12e}", number * by);
    text.parse().unwrap_or(number * by)
}

impl Said {
    /// What a judgement says.
    pub(super) fn of(judgement: &Judgement) -> Self {
        let (numbers, abstain) = match &judgement.answer {
            Answer::Point(best) => ([None, Some(*best), None], None),
            Answer::Range { low, best, high } => ([Some(*low), Some(*best), Some(*high)], None),
            Answer::Abstained(reason) if reason.is_empty() => {
                ([None; 3], Some("Another reason".to_owned()))
            }
            Answer::Abstained(reason) => ([None; 3], Some(reason.clone())),
        };
        let [low, best, high] = numbers;
        Self {
            low,
            best,
            high,
            confidence: judgement.confidence.map(|percent| scaled(percent, 0.01)),
            rationale: judgement.rationale.clone(),
            abstain,
            recorded: clock::with_offset(&judgement.recorded),
        }
    }

    /// The answer with its confidence in percent, where it is one to the question.
    pub(super) fn answer(&self, question: &PanelQuestion) -> Result<(Answer, Option<f64>), Fault> {
        let fault = |field, sentence| Fault { field, sentence };
        if self.rationale.len() > RATIONALE_MAX {
            return Err(fault("rationale", "The reasons are too long; 20,000 bytes are kept."));
        }
        if let Some(reason) = &self.abstain {
            let numbers = [self.low, self.best, self.high, self.confidence];
            if numbers.iter().any(Option::is_some) {
                return Err(fault("abstain", "Who cannot judge gives no numbers."));
            }
            if reason.len() > RATIONALE_MAX {
                return Err(fault("abstain", "The reason is too long; 20,000 bytes are kept."));
            }
            return Ok((Answer::Abstained(reason.clone()), None));
        }
        let answer = match (self.low, self.best, self.high) {
            (_, None, _) => return Err(fault("best", "The best guess is missing.")),
            (None, Some(best), None) => Answer::Point(best),
            (Some(low), Some(best), Some(high)) => Answer::Range { low, best, high },
            (None, ..) => return Err(fault("low", "The lowest plausible value is missing.")),
            (_, _, None) => return Err(fault("high", "The highest plausible value is missing.")),
        };
        in_order(&answer, question)?;
        let percent = self.confidence.map(|share| scaled(share, 100.0));
        if percent.is_some_and(|percent| !(percent > 0.0 && percent <= 100.0)) {
            return Err(fault("confidence", "Give a confidence above 0 and at most 100 %."));
        }
        Ok((answer, percent))
    }
}

fn in_order(answer: &Answer, question: &PanelQuestion) -> Result<(), Fault> {
    let Some([low, best, high]) = answer.numbers() else { return Ok(()) };
    // A best guess alone stands for all three.
    for (field, number) in [("best", best), ("low", low), ("high", high)] {
        let sentence = match &question.asked {
            _ if !number.is_finite() => "Give a finite number.",
            _ if question.is_probability() && !(0.0..=1.0).contains(&number) => {
                "Give a probability from 0 to 100 %."
            }
            Asked::Seed { axis, .. }
                if !question.is_probability() && !axis.place(number).is_finite() =>
            {
                "Give a number above 0."
            }
            _ => continue,
        };
        return Err(Fault { field, sentence });
    }
    if low > high {
        return Err(Fault {
            field: "high",
            sentence: "The highest plausible value is below the lowest.",
        });
    }
    if best < low || best > high {
        let sentence = "The best guess does not lie between lowest and highest.";
        return Err(Fault { field: "best", sentence });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Axis, Id};

    fn question(axis: Axis, answer: f64) -> PanelQuestion {
        PanelQuestion::new(Id::new("q").expect("an id"), Asked::Seed { axis, answer })
    }

    fn said(text: &str) -> Result<Said, serde_json::Error> {
        serde_json::from_str(text)
    }

    #[test]
    fn numbers_have_to_be_answers() {
        let (share, amount, plain) =
            (question(Axis::LogOdds, 0.5), question(Axis::Log, 3.0), question(Axis::Linear, 3.0));
        let field = |text: &str, question: &PanelQuestion| {
            said(text).expect("read").answer(question).err().map(|fault| fault.field)
        };
        let right = r#"{"low": 0.1, "best": 0.2, "high": 0.3, "confidence": 0.55}"#;
        for question in [&share, &amount, &plain] {
            assert_eq!(field(right, question), None);
        }
        assert_eq!(field(r#"{"best": 1}"#, &share), None);
        for (text, wrong) in [
            (r#"{"low": 0.1, "high": 0.3}"#, "best"),
            (r#"{"low": 0.1, "best": 0.3}"#, "high"),
            (r#"{"best": 0.1, "high": 0.3}"#, "low"),
            (r#"{"low": 0.3, "best": 0.2, "high": 0.4}"#, "best"),
            (r#"{"low": 0.3, "best": 0.3, "high": 0.2}"#, "high"),
            (r#"{"low": -0.1, "best": 0.3, "high": 0.4}"#, "low"),
            (r#"{"low": 0.1, "best": 0.3, "high": 1.1}"#, "high"),
            (r#"{"best": 0.3, "confidence": 0}"#, "confidence"),
            (r#"{"best": 0.3, "confidence": 1.01}"#, "confidence"),
            (r#"{"best": 0.3, "abstain": "no"}"#, "abstain"),
        ] {
            assert_eq!(field(text, &share), Some(wrong), "{text}");
        }
        // A list without entries says as little as an object without.
        assert_eq!(field("[]", &share), Some("best"));
        assert_eq!(field(r#"{"best": 0}"#, &amount), Some("best"));
        assert_eq!(field(r#"{"best": -4e9}"#, &plain), None);
        for text in
            [r#"{"best": 1e400}"#, r#"{"best": NaN}"#, r#"{"best": "0.1"}"#, "7", "{\"x\": 1}"]
        {
            assert!(said(text).is_err(), "{text}");
        }
    }

    #[test]
    fn confidence_comes_back_as_it_was_typed() {
        for percent in 1..=100 {
            let share = f64::from(percent) / 100.0;
            let said = Said { best: Some(0.5), ..said("{}").expect("read") };
            let said = Said { confidence: Some(share), ..said };
            let (_, kept) = said.answer(&question(Axis::LogOdds, 0.5)).expect("taken");
            assert_eq!(kept, Some(f64::from(percent)));
            assert_eq!(kept.map(|percent| scaled(percent, 0.01)), Some(share));
        }
    }
}
