//! Ballots as RON and JSON: plain types of the file, without invariants.

use serde::{Deserialize, Serialize};

use super::{Asking, BYTES_MAX, Ballot, FORMAT, Given, Refused, Unwritable};
use crate::model::{Answer, Axis, Id};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    title: String,
    round: String,
    round_name: String,
    expert: String,
    pseudonym: String,
    fingerprint: String,
    questions: Vec<QuestionText>,
    answers: Vec<AnswerText>,
}

/// Only what a reader needs to tell versions apart.
#[derive(Deserialize)]
struct Head {
    format: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionText {
    id: String,
    text: String,
    #[serde(default)]
    resolution: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    context: String,
    probability: bool,
    /// Where it is no probability and not any number will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    axis: Option<AxisText>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AxisText {
    Log,
}

/// One for each question, also where nothing was answered yet, so that there is room to write.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerText {
    question: String,
    #[serde(default)]
    low: Option<f64>,
    #[serde(default)]
    best: Option<f64>,
    #[serde(default)]
    high: Option<f64>,
    /// In percent.
    #[serde(default)]
    confidence: Option<f64>,
    #[serde(default)]
    rationale: String,
    /// Why there is no number; nothing where there is one, or where nothing was answered.
    #[serde(default)]
    abstained: Option<String>,
    #[serde(default)]
    recorded: String,
}

pub(super) fn json(ballot: &Ballot) -> Result<String, Unwritable> {
    let text = serde_json::to_string_pretty(&File::of(ballot));
    text.map(|text| format!("{text}\n")).map_err(|error| Unwritable(error.to_string()))
}

pub(super) fn ron(ballot: &Ballot) -> Result<String, Unwritable> {
    let extensions = ron::extensions::Extensions::IMPLICIT_SOME;
    let options = ron::Options::default().with_default_extension(extensions);
    let pretty = ron::ser::PrettyConfig::new().new_line("\n");
    let text = options.to_string_pretty(&File::of(ballot), pretty);
    text.map(|text| format!("{text}\n")).map_err(|error| Unwritable(error.to_string()))
}

pub(super) fn read(bytes: &[u8]) -> Result<Ballot, Refused> {
    let unreadable = |reason: String| {
        let line: Vec<&str> = reason.split_whitespace().collect();
        Refused::Unreadable(line.join(" "))
    };
    if bytes.len() > BYTES_MAX {
        return Err(unreadable(format!("it has more than {BYTES_MAX} bytes")));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| unreadable(format!("it is no text: {error}")))?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let is_json = text.starts_with('{');
    let head: Result<Head, String> = parsed(text, is_json);
    let head = head.map_err(unreadable)?;
    if head.format != FORMAT {
        let is_ballot = head.format.starts_with("driftline-ballot/");
        let other = || unreadable(format!("it has the format '{}'", head.format));
        return Err(if is_ballot { Refused::Version(head.format) } else { other() });
    }
    let file: File = parsed(text, is_json).map_err(unreadable)?;
    let fingerprint = file.fingerprint.clone();
    let ballot = file.ballot().map_err(unreadable)?;
    if ballot.fingerprint() == fingerprint { Ok(ballot) } else { Err(Refused::Tampered) }
}

fn parsed<T: for<'de> Deserialize<'de>>(text: &str, is_json: bool) -> Result<T, String> {
    if is_json {
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    let extensions = ron::extensions::Extensions::IMPLICIT_SOME;
    let options = ron::Options::default().with_default_extension(extensions);
    options.from_str(text).map_err(|error| error.to_string())
}

impl File {
    fn of(ballot: &Ballot) -> Self {
        let question = |asking: &Asking| QuestionText {
            id: asking.id.to_string(),
            text: asking.text.clone(),
            resolution: asking.resolution.clone(),
            unit: asking.unit.clone(),
            context: asking.context.clone(),
            probability: asking.is_probability(),
            axis: (asking.axis == Axis::Log).then_some(AxisText::Log),
        };
        let room = |asking: &Asking| {
            let given = ballot.answers.iter().find(|given| given.question == asking.id);
            given.map_or_else(|| AnswerText::empty(asking.id.to_string()), AnswerText::of)
        };
        let others = ballot.answers.iter().filter(|given| !ballot.asks(&given.question));
        Self {
            format: FORMAT.to_owned(),
            title: ballot.title.clone(),
            round: ballot.round.to_string(),
            round_name: ballot.round_name.clone(),
            expert: ballot.expert.to_string(),
            pseudonym: ballot.pseudonym.clone(),
            fingerprint: ballot.fingerprint(),
            questions: ballot.questions.iter().map(question).collect(),
            answers: ballot.questions.iter().map(room).chain(others.map(AnswerText::of)).collect(),
        }
    }

    fn ballot(self) -> Result<Ballot, String> {
        let asking = |question: QuestionText| {
            let axis = match (question.probability, question.axis) {
                (true, None) => Axis::LogOdds,
                (false, None) => Axis::Linear,
                (false, Some(AxisText::Log)) => Axis::Log,
                (true, Some(AxisText::Log)) => {
                    return Err(format!("'{}' is a probability on the axis log", question.id));
                }
            };
            Ok(Asking {
                id: id(&question.id)?,
                text: question.text,
                resolution: question.resolution,
                unit: question.unit,
                context: question.context,
                axis,
            })
        };
        let questions: Result<Vec<Asking>, String> =
            self.questions.into_iter().map(asking).collect();
        let answers: Result<Vec<Option<Given>>, String> =
            self.answers.into_iter().map(AnswerText::given).collect();
        Ok(Ballot {
            title: self.title,
            round: id(&self.round)?,
            round_name: self.round_name,
            expert: id(&self.expert)?,
            pseudonym: self.pseudonym,
            questions: questions?,
            answers: answers?.into_iter().flatten().collect(),
        })
    }
}

fn id<T>(text: &str) -> Result<Id<T>, String> {
    Id::new(text).map_err(|error| error.to_string())
}

impl AnswerText {
    fn empty(question: String) -> Self {
        Self {
            question,
            low: None,
            best: None,
            high: None,
            confidence: None,
            rationale: String::new(),
            abstained: None,
            recorded: String::new(),
        }
    }

    fn of(given: &Given) -> Self {
        let empty = Self {
            confidence: given.confidence,
            rationale: given.rationale.clone(),
            recorded: given.recorded.clone(),
            ..Self::empty(given.question.to_string())
        };
        match &given.answer {
            Answer::Point(best) => Self { best: Some(*best), ..empty },
            Answer::Range { low, best, high } => {
                Self { low: Some(*low), best: Some(*best), high: Some(*high), ..empty }
            }
            Answer::Abstained(reason) => Self { abstained: Some(reason.clone()), ..empty },
        }
    }

    /// `None` where nothing was answered.
    fn given(self) -> Result<Option<Given>, String> {
        let answer = match (self.low, self.best, self.high, self.abstained) {
            (None, None, None, None) => return Ok(None),
            (None, None, None, Some(reason)) => Answer::Abstained(reason),
            (None, Some(best), None, None) => Answer::Point(best),
            (Some(low), Some(best), Some(high), None) => Answer::Range { low, best, high },
            (_, _, _, Some(_)) => {
                return Err(format!("'{}' has numbers and an abstention", self.question));
            }
            _ => {
                let rule = "give best alone, or low, best and high";
                return Err(format!("'{}' has a number missing; {rule}", self.question));
            }
        };
        Ok(Some(Given {
            question: id(&self.question)?,
            answer,
            confidence: self.confidence,
            rationale: self.rationale,
            recorded: self.recorded,
        }))
    }
}
