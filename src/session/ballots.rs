//! Ballots and tables of judgements: what a panel is asked in its own words, and what comes back.

use crate::{
    formats::ballot::{self, Asking, Ballot, Form, Refused},
    model::{Assessment, Expert, Id, Judgement, PanelQuestion, Round, RoundState, without_marks},
    report::wording,
};

/// A fresh ballot of a round for an expert; `None` where the panel lacks one of them.
pub fn ballot(document: &Assessment, round: &Id<Round>, expert: &Id<Expert>) -> Option<Ballot> {
    let panel = document.panel();
    let (round, expert) = (panel.round(round)?, panel.expert(expert)?);
    let asked = panel.questions.iter().filter(|question| round.questions.contains(&question.id));
    let plain = |text: &str| wording::name(&without_marks(text));
    Some(Ballot {
        title: plain(&document.about().title),
        round: round.id.clone(),
        round_name: called(&round.name, round.id.as_str()),
        expert: expert.id.clone(),
        pseudonym: called(&expert.pseudonym, expert.id.as_str()),
        questions: asked.map(|question| asking(document, question)).collect(),
        answers: Vec::new(),
    })
}

/// A question as it is put to experts, whatever it is put with: in words, without marks of what is internal.
pub fn asking(document: &Assessment, question: &PanelQuestion) -> Asking {
    let plain = |text: &str| wording::name(&without_marks(text));
    Asking {
        id: question.id.clone(),
        text: wording::panel_question(document, question),
        resolution: plain(&question.resolution),
        unit: wording::panel_unit(question),
        context: plain(&question.context),
        axis: question.axis(),
    }
}

/// What the ballot in a file brings to the panel of a document.
///
/// # Errors
/// [`Refused`] as for [`ballot::merge`].
pub fn merged(document: &Assessment, bytes: &[u8]) -> Result<Vec<Judgement>, Refused> {
    let fresh = |round: &Id<Round>, expert: &Id<Expert>| ballot(document, round, expert);
    ballot::merge(bytes, document.panel(), fresh)
}

/// The name of the file of a ballot.
pub fn file_name(ballot: &Ballot, form: Form) -> String {
    format!("ballot-{}-{}.{}", ballot.round, ballot.expert, form.extension())
}

/// The last round that is open.
pub fn open_round(document: &Assessment) -> Option<&Round> {
    document.panel().rounds.iter().rev().find(|round| round.state == RoundState::Open)
}

fn called(name: &str, id: &str) -> String {
    let plain = wording::name(&without_marks(name));
    if plain.is_empty() { id.to_owned() } else { plain }
}
