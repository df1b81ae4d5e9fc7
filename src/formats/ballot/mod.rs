//! Ballots: the questions of a round for one expert in a file of its own, with room for the answers.
//!
//! A ballot carries the fingerprint of what was asked of whom. One that was changed but for its answers, or written for
//! other questions, is told by it. That guards against mix-ups, not against forgers: whoever can write the file can write
//! another one; who answers is known to the facilitator by the way in which it came.

mod file;
mod page;

use super::judgements::fits;
use crate::model::{
    Answer, Axis, Expert, Id, Judgement, Panel, PanelQuestion, Round, RoundState, is_moment,
};

/// What the field `format` of a ballot says.
pub const FORMAT: &str = "driftline-ballot/1";
/// Largest ballot that is read, in bytes.
pub const BYTES_MAX: usize = 4 << 20;
/// Longest rationale that is read, in bytes.
pub const RATIONALE_MAX: usize = 20_000;

/// The questions of a round for one expert.
#[derive(Clone, Debug, PartialEq)]
pub struct Ballot {
    /// The title of the document.
    pub title: String,
    /// The round.
    pub round: Id<Round>,
    /// What the round is called.
    pub round_name: String,
    /// Who is asked.
    pub expert: Id<Expert>,
    /// The pseudonym.
    pub pseudonym: String,
    /// What is asked, in the order of the agenda.
    pub questions: Vec<Asking>,
    /// What was answered; empty in a fresh ballot.
    pub answers: Vec<Given>,
}

/// A question as it is put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// Which one.
    pub id: Id<PanelQuestion>,
    /// In words.
    pub text: String,
    /// What would have to be observed for the answer to be known.
    pub resolution: String,
    /// The unit of the answer.
    pub unit: String,
    /// What everybody should know before they judge.
    pub context: String,
    /// The axis of the answer.
    pub axis: Axis,
}

impl Asking {
    /// Whether the answer is a probability.
    pub fn is_probability(&self) -> bool {
        self.axis == Axis::LogOdds
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// To what.
    pub question: Id<PanelQuestion>,
    /// The number, or that there is none.
    pub answer: Answer,
    /// In percent.
    pub confidence: Option<f64>,
    /// Why.
    pub rationale: String,
    /// When, as `2026-11-03 14:07:31`.
    pub recorded: String,
}

/// The forms of a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// RON.
    Ron,
    /// JSON.
    Json,
    /// A page that is filled in with a browser and saves the ballot as JSON.
    Page,
}

impl Form {
    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Ron => "ron",
            Self::Json => "json",
            Self::Page => "html",
        }
    }
}

/// Why a ballot does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is none, or not readable.
    #[error("it is no ballot: {0}")]
    Unreadable(String),
    /// It is one of another version.
    #[error("it has the format '{0}'; this program reads '{FORMAT}'")]
    Version(String),
    /// It was changed but for its answers.
    #[error("its questions, round or expert were changed after it was written; export it again")]
    Tampered,
    /// The panel has no such expert.
    #[error("the panel has no expert '{0}'; is it of another document?")]
    NoExpert(String),
    /// The panel has no such round.
    #[error("the panel has no round '{0}'; is it of another document?")]
    NoRound(String),
    /// The round is not open.
    #[error("round '{0}' is not open; judgements come in while it is")]
    NotOpen(String),
    /// The questions are no longer the same.
    #[error("it was written for other questions than round '{0}' asks now; export it again")]
    Outdated(String),
    /// An answer is none.
    #[error("the answer to '{question}' does not do: {reason}")]
    Answer {
        /// To which question.
        question: String,
        /// What is wrong.
        reason: String,
    },
}

/// Why a ballot could not be written. None is known that meets it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the ballot cannot be written: {0}")]
pub struct Unwritable(String);

impl Ballot {
    /// The fingerprint of what is asked of whom: SHA-256, in hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        let mut all = Vec::new();
        // The length before each text: no two lists of texts read alike.
        let mut take = |text: &str| {
            all.extend((text.len() as u64).to_be_bytes());
            all.extend(text.as_bytes());
        };
        take(FORMAT);
        take(self.round.as_str());
        take(self.expert.as_str());
        for question in &self.questions {
            take(question.id.as_str());
            for text in [&question.text, &question.resolution, &question.unit, &question.context] {
                take(text);
            }
            take(match question.axis {
                Axis::LogOdds => "probability",
                Axis::Linear => "number",
                Axis::Log => "number above 0",
            });
        }
        super::checksum(&all)
    }

    /// The ballot as a file.
    ///
    /// # Errors
    /// [`Unwritable`] when the writer fails.
    pub fn write(&self, form: Form) -> Result<String, Unwritable> {
        match form {
            Form::Ron => file::ron(self),
            Form::Json => file::json(self),
            Form::Page => page::page(&file::json(self)?),
        }
    }
}

/// What the ballot in a file brings to a panel. `fresh` is the ballot of the same round and expert as it would be written
/// now; it is asked for by their ids and `None` where the panel lacks one of them.
///
/// # Errors
/// [`Refused`], also where a single answer does not do: nothing of it counts then.
pub fn merge(
    bytes: &[u8],
    panel: &Panel,
    fresh: impl Fn(&Id<Round>, &Id<Expert>) -> Option<Ballot>,
) -> Result<Vec<Judgement>, Refused> {
    let ballot = read(bytes)?;
    if panel.expert(&ballot.expert).is_none() {
        return Err(Refused::NoExpert(ballot.expert.to_string()));
    }
    let round = panel.round(&ballot.round);
    let round = round.ok_or_else(|| Refused::NoRound(ballot.round.to_string()))?;
    let now = fresh(&ballot.round, &ballot.expert).map(|fresh| fresh.fingerprint());
    if now != Some(ballot.fingerprint()) {
        return Err(Refused::Outdated(round.id.to_string()));
    }
    if round.state != RoundState::Open {
        return Err(Refused::NotOpen(round.id.to_string()));
    }
    ballot.answers.iter().map(|given| judgement(&ballot, given, panel)).collect()
}

/// Reads a ballot.
///
/// # Errors
/// [`Refused`] where it is none or was changed but for its answers.
pub fn read(bytes: &[u8]) -> Result<Ballot, Refused> {
    file::read(bytes)
}

fn judgement(ballot: &Ballot, given: &Given, panel: &Panel) -> Result<Judgement, Refused> {
    let wrong = |reason: String| Refused::Answer { question: given.question.to_string(), reason };
    let question = panel.question(&given.question).filter(|_| ballot.asks(&given.question));
    let question = question.ok_or_else(|| wrong("it is not asked".to_owned()))?;
    if !given.answer.numbers().is_none_or(|all| all.iter().all(|x| x.is_finite())) {
        return Err(wrong("use finite numbers".to_owned()));
    }
    fits(&given.answer, question).map_err(wrong)?;
    if given.confidence.is_some_and(|c| !(c > 0.0 && c <= 100.0)) {
        return Err(wrong("use a confidence above 0 and at most 100 percent".to_owned()));
    }
    if !(given.recorded.is_empty() || is_moment(&given.recorded)) {
        return Err(wrong(format!("'{}' is no moment", given.recorded)));
    }
    let reason = if let Answer::Abstained(reason) = &given.answer { reason } else { "" };
    if given.rationale.len().max(reason.len()) > RATIONALE_MAX {
        return Err(wrong(format!("a rationale has at most {RATIONALE_MAX} bytes")));
    }
    Ok(Judgement {
        expert: ballot.expert.clone(),
        round: ballot.round.clone(),
        question: given.question.clone(),
        answer: given.answer.clone(),
        confidence: given.confidence,
        rationale: given.rationale.clone(),
        evidence: Vec::new(),
        recorded: given.recorded.clone(),
    })
}

impl Ballot {
    fn asks(&self, question: &Id<PanelQuestion>) -> bool {
        self.questions.iter().any(|asked| asked.id == *question)
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::model::Asked;

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn ballot() -> Ballot {
        let asking = |name: &str| Asking {
            id: id(name),
            text: format!("How likely is “{name}”? </script>"),
            resolution: "It was seen".to_owned(),
            unit: "probability".to_owned(),
            context: String::new(),
            axis: Axis::LogOdds,
        };
        Ballot {
            title: "Fleet".to_owned(),
            round: id("one"),
            round_name: "Round 1".to_owned(),
            expert: id("heron"),
            pseudonym: "Heron".to_owned(),
            questions: vec![asking("a"), asking("b")],
            answers: Vec::new(),
        }
    }

    fn answered() -> Ballot {
        let given = |question: &str, answer| Given {
            question: id(question),
            answer,
            confidence: Some(80.0),
            rationale: "Seen \"twice\"\n\u{1F980}".to_owned(),
            recorded: "2026-11-03 14:07:31".to_owned(),
        };
        let range = Answer::Range { low: 0.1, best: 0.2, high: 0.300_000_000_000_000_04 };
        let answers = vec![given("a", range), given("b", Answer::Abstained("No idea".to_owned()))];
        Ballot { answers, ..ballot() }
    }

    fn panel() -> Panel {
        let seed = || Asked::Seed { axis: Axis::LogOdds, answer: 0.5 };
        Panel {
            experts: vec![crate::model::Expert::new(id("heron"), "Heron")],
            questions: ["a", "b"].map(|q| PanelQuestion::new(id(q), seed())).to_vec(),
            rounds: vec![Round {
                state: RoundState::Open,
                questions: vec![id("a"), id("b")],
                ..Round::new(id("one"), "Round 1")
            }],
            ..Panel::default()
        }
    }

    fn merged(text: &str, panel: &Panel) -> Result<Vec<Judgement>, Refused> {
        merge(text.as_bytes(), panel, |_, _| Some(ballot()))
    }

    #[test]
    fn both_forms_are_read_as_they_were_written() {
        for form in [Form::Ron, Form::Json] {
            for ballot in [ballot(), answered()] {
                let text = ballot.write(form).expect("written");
                assert_eq!(read(text.as_bytes()), Ok(ballot), "{text}");
            }
        }
        let judgements = merged(&answered().write(Form::Json).expect("written"), &panel());
        let judgements = judgements.expect("merged");
        assert_eq!(judgements.len(), 2);
        assert_eq!(judgements[0].recorded, "2026-11-03 14:07:31");
        assert_eq!(merged(&ballot().write(Form::Ron).expect("written"), &panel()), Ok(vec![]));
    }

    #[test]
    fn what_was_changed_is_told() {
        for form in [Form::Ron, Form::Json] {
            let text = answered().write(form).expect("written");
            for (old, new) in
                [("heron", "finch"), ("It was seen", "It was not seen"), ("\"one\"", "\"two\"")]
            {
                let changed = text.replace(old, new);
                assert_eq!(read(changed.as_bytes()), Err(Refused::Tampered), "{old}");
            }
            let later = text.replace("driftline-ballot/1", "driftline-ballot/2");
            let version = Refused::Version("driftline-ballot/2".to_owned());
            assert_eq!(read(later.as_bytes()), Err(version));
        }
    }

    #[test]
    fn what_does_not_fit_the_panel_is_refused_whole() {
        let write = |ballot: &Ballot| ballot.write(Form::Json).expect("written");
        let text = write(&answered());
        let mut closed = panel();
        closed.rounds[0].state = RoundState::Closed;
        assert_eq!(merged(&text, &closed), Err(Refused::NotOpen("one".to_owned())));
        let nobody = Panel { experts: Vec::new(), ..panel() };
        assert_eq!(merged(&text, &nobody), Err(Refused::NoExpert("heron".to_owned())));
        let never = Panel { rounds: Vec::new(), ..panel() };
        assert_eq!(merged(&text, &never), Err(Refused::NoRound("one".to_owned())));
        let other = merge(text.as_bytes(), &panel(), |_, _| {
            let mut other = ballot();
            other.questions.pop();
            Some(other)
        });
        assert_eq!(other, Err(Refused::Outdated("one".to_owned())));
        let wrong: [fn(&mut Given); 5] = [
            |given| given.answer = Answer::Point(1.5),
            |given| given.answer = Answer::Range { low: 0.3, best: 0.2, high: 0.4 },
            |given| given.confidence = Some(0.0),
            |given| given.recorded = "now".to_owned(),
            |given| given.question = id("c"),
        ];
        for change in wrong {
            let mut ballot = answered();
            change(&mut ballot.answers[0]);
            let found = merged(&write(&ballot), &panel()).expect_err("refused");
            assert!(matches!(found, Refused::Answer { .. }), "{found}");
        }
        for rubbish in ["", "{", "[]", "driftline", "{\"format\": 1}", "\u{0}"] {
            let found = read(rubbish.as_bytes()).expect_err("refused");
            assert!(matches!(found, Refused::Unreadable(_)), "{rubbish}: {found}");
        }
    }

    /// What stands between two texts of a page.
    fn between<'a>(page: &'a str, open: &str, close: &str) -> &'a str {
        let (_, rest) = page.split_once(open).expect(open);
        rest.split_once(close).expect(close).0
    }

    #[test]
    fn the_page_holds_the_ballot_as_it_is() {
        for ballot in [ballot(), answered()] {
            let page = ballot.write(Form::Page).expect("written");
            let json = between(&page, "type=\"application/json\" id=\"ballot\">", "</script>");
            assert_eq!(read(json.as_bytes()), Ok(ballot));
            // What people wrote cannot end the script or open a comment in it.
            assert!(!json.contains('<'));
            assert_eq!(page.matches("</script>").count(), 2);
        }
    }

    #[test]
    fn the_page_runs_what_is_in_it_and_reaches_nobody() {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let hostile = Ballot { title: "{{NONCE}} <style> null</script>".to_owned(), ..ballot() };
        let page = hostile.write(Form::Page).expect("written");
        let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("connect-src"));
        assert!(!policy.contains("unsafe") && !policy.contains("nonce"), "{policy}");
        for part in ["style", "script"] {
            let text = between(&page, &format!("<{part}>"), &format!("</{part}>"));
            let hash = STANDARD.encode(Sha256::digest(text));
            assert!(policy.contains(&format!("{part}-src 'sha256-{hash}'")), "{part}: {policy}");
        }
        let before = page.split_once("<style>").expect("a style").0;
        assert!(before.contains(policy), "the policy comes first");
        // The only one left is what people wrote.
        assert_eq!(page.matches("{{NONCE}}").count(), 1);
    }

    #[test]
    fn the_axis_of_a_quantity_is_kept_and_guarded() {
        let with = |axis| {
            let mut ballot = ballot();
            ballot.questions[0].axis = axis;
            ballot
        };
        for form in [Form::Ron, Form::Json] {
            for axis in [Axis::LogOdds, Axis::Linear, Axis::Log] {
                let text = with(axis).write(form).expect("written");
                assert_eq!(read(text.as_bytes()), Ok(with(axis)), "{text}");
            }
        }
        let text = with(Axis::Log).write(Form::Json).expect("written");
        let linear = text.replacen(",\n      \"axis\": \"log\"", "", 1);
        assert_ne!(text, linear);
        assert_eq!(read(linear.as_bytes()), Err(Refused::Tampered));
        let both = text.replacen("\"probability\": false", "\"probability\": true", 1);
        assert!(matches!(read(both.as_bytes()), Err(Refused::Unreadable(_))));
    }

    #[test]
    fn amounts_on_the_axis_log_are_above_0() {
        let mut panel = panel();
        panel.questions[0].asked = Asked::Seed { axis: Axis::Log, answer: 40.0 };
        let mut ballot = answered();
        for (answer, is_taken) in [
            (Answer::Point(1e9), true),
            (Answer::Range { low: 0.0, best: 2.0, high: 3.0 }, false),
            (Answer::Point(0.0), false),
            (Answer::Point(-1.0), false),
        ] {
            ballot.answers[0].answer = answer;
            let text = ballot.write(Form::Json).expect("written");
            let found = merged(&text, &panel);
            assert_eq!(found.is_ok(), is_taken, "{found:?}");
            panel.questions[0].asked = Asked::Seed { axis: Axis::Linear, answer: 40.0 };
            assert!(merged(&text, &panel).is_ok());
            panel.questions[0].asked = Asked::Seed { axis: Axis::Log, answer: 40.0 };
        }
    }
}
