//! What a workshop must not forget, line by line beside the document: who came in by which token, and all that they said.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Failure, secrets};
use crate::{
    model::{Answer, Expert, Id, Judgement},
    session::lines::Lines,
};

/// What its first line says.
pub(super) const FORMAT: &str = "driftline-workshop/1";

/// One thing that happened.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Line {
    /// The first: which workshop it is.
    Workshop { format: String, id: String, code: String },
    /// It was served on this port.
    Port { port: u16 },
    /// An expert got a personal link; what the expert had before is void.
    Link { expert: String, token: String },
    /// An expert came in. Of the token only a digest is kept; a link is used by it.
    Entered { expert: String, token: String, joined: Option<String> },
    /// An expert was sent out; nothing of what they had holds.
    Dismissed { expert: String },
    /// The end of the time for the round.
    Deadline { at: Option<String> },
    /// A judgement was taken.
    Judged(Box<Judged>),
}

/// A judgement as it was taken.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Judged {
    pub(super) expert: String,
    pub(super) round: String,
    pub(super) question: String,
    /// What the question asks for, whatever its words: another document's question of the same id asks for another thing.
    pub(super) asked: String,
    /// What the expert's page calls it.
    pub(super) key: String,
    /// The digest of what came, to tell a repetition from another answer under the same key.
    pub(super) content: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) low: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) best: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) high: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) abstained: Option<String>,
    /// In percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) rationale: String,
    pub(super) recorded: String,
}

impl Judged {
    /// A judgement with what it is known by.
    pub(super) fn of(judgement: &Judgement, (asked, key, content): (&str, &str, &str)) -> Self {
        let (numbers, abstained) = match &judgement.answer {
            Answer::Point(best) => ([None, Some(*best), None], None),
            Answer::Range { low, best, high } => ([Some(*low), Some(*best), Some(*high)], None),
            Answer::Abstained(reason) => ([None; 3], Some(reason.clone())),
        };
        let [low, best, high] = numbers;
        Self {
            expert: judgement.expert.to_string(),
            round: judgement.round.to_string(),
            question: judgement.question.to_string(),
            asked: asked.to_owned(),
            key: key.to_owned(),
            content: content.to_owned(),
            low,
            best,
            high,
            abstained,
            confidence: judgement.confidence,
            rationale: judgement.rationale.clone(),
            recorded: judgement.recorded.clone(),
        }
    }

    /// The judgement; `None` where the line says what no judgement can.
    pub(super) fn judgement(&self) -> Option<Judgement> {
        let answer = match (self.low, self.best, self.high, &self.abstained) {
            (None, None, None, Some(reason)) => Answer::Abstained(reason.clone()),
            (None, Some(best), None, None) => Answer::Point(best),
            (Some(low), Some(best), Some(high), None) => Answer::Range { low, best, high },
            _ => return None,
        };
        Some(Judgement {
            expert: Id::<Expert>::new(&self.expert).ok()?,
            round: Id::new(&self.round).ok()?,
            question: Id::new(&self.question).ok()?,
            answer,
            confidence: self.confidence,
            rationale: self.rationale.clone(),
            evidence: Vec::new(),
            recorded: self.recorded.clone(),
        })
    }
}

/// The file of a workshop.
pub(super) struct Journal {
    lines: Lines,
}

/// What a journal held.
pub(super) struct Told {
    pub(super) lines: Vec<Line>,
    /// Lines that cannot be read, and a torn end, one sentence each.
    pub(super) faults: Vec<String>,
}

impl Journal {
    /// Opens the journal of a workshop, or begins it.
    pub(super) fn open(path: &Path) -> Result<(Self, Told), Failure> {
        let (mut lines, found) = Lines::open(path)?;
        if found.is_damaged {
            return Err(Failure::Journal(path.to_owned(), "it is no text".to_owned()));
        }
        let name = path.display();
        let mut text = found.text;
        if text.is_empty() {
            text = written(&[Line::Workshop {
                format: FORMAT.to_owned(),
                id: secrets::id()?,
                code: secrets::code()?,
            }]);
            lines.append(&text)?;
        }
        let mut told = read(&text);
        told.faults.iter_mut().for_each(|fault| *fault = format!("{name}: {fault}"));
        match told.lines.first() {
            Some(Line::Workshop { format, .. }) if format == FORMAT => {}
            Some(Line::Workshop { format, .. }) => {
                let reason = format!("it has the format '{format}'; this program reads '{FORMAT}'");
                return Err(Failure::Journal(path.to_owned(), reason));
            }
            _ => {
                let reason = "line 1: it is no journal of a workshop; move the file away";
                return Err(Failure::Journal(path.to_owned(), reason.to_owned()));
            }
        }
        if found.is_torn {
            told.faults
                .push(format!("{name}: the last line was not whole and was cut off; nobody had been told that it was taken"));
        }
        Ok((Self { lines }, told))
    }

    /// Adds lines, and returns when they are on the disk.
    pub(super) fn add(&mut self, lines: &[Line]) -> Result<(), Failure> {
        Ok(self.lines.append(&written(lines))?)
    }

    /// All that it holds.
    pub(super) fn told(&mut self) -> Result<Told, Failure> {
        Ok(read(&self.lines.text()?))
    }
}

fn written(lines: &[Line]) -> String {
    // Plain texts and finite numbers always become JSON.
    let texts = lines.iter().filter_map(|line| serde_json::to_string(line).ok());
    texts.map(|text| text + "\n").collect()
}

fn read(text: &str) -> Told {
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        match serde_json::from_str::<Line>(line) {
            // What is wrong is not told in the words of the line: it holds answers.
            Err(error) => faults.push(format!(
                "line {number}: it cannot be read (column {}) and is left out",
                error.column()
            )),
            Ok(Line::Workshop { .. }) if number > 1 => {
                faults.push(format!("line {number}: another workshop begins here; it is left out"));
            }
            Ok(Line::Judged(judged)) if judged.judgement().is_none() => {
                faults.push(format!("line {number}: it is no judgement and is left out"));
            }
            Ok(line) => lines.push(line),
        }
    }
    Told { lines, faults }
}

impl Told {
    /// Who was sent out and has got no new link since.
    pub(super) fn dismissed(&self) -> std::collections::BTreeSet<Id<Expert>> {
        let mut dismissed = std::collections::BTreeSet::new();
        for line in &self.lines {
            match line {
                Line::Dismissed { expert } => dismissed.extend(Id::new(expert)),
                Line::Link { expert, .. } => {
                    dismissed.retain(|id: &Id<Expert>| id.as_str() != expert);
                }
                _ => {}
            }
        }
        dismissed
    }
}
