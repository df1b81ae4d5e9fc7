//! The panel as it stands in a file: experts, questions, rounds and all that was judged.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Amount, Axis, Chance, Dimension, Estimate, IdText, PoolingRule, Protocol, RoundState,
    intake::{Intake, Place},
    is_default,
    marks::Scored,
    output::{estimate, id, ids},
};
use crate::model;

/// What a panel was asked and said.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Panel {
    /// Who judges, by pseudonym.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    experts: Vec<Expert>,
    /// What is asked, in the order of the agenda.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    questions: Vec<PanelQuestion>,
    /// The rounds in the order in which they were held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rounds: Vec<Round>,
    /// All judgements in the order in which they came; of several of one expert to one question in one round the one
    /// recorded last counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    judgements: Vec<Judgement>,
    /// What groups agreed on, at most one for a question in a round.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    agreements: Vec<Agreement>,
    /// Values that became scores, in the order in which they did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    adoptions: Vec<Adoption>,
}

/// One who judges.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Expert {
    /// Its id.
    id: IdText,
    /// What they are called in the document; never their name.
    #[serde(default, skip_serializing_if = "is_default")]
    pseudonym: String,
    /// What they know about.
    #[serde(default, skip_serializing_if = "is_default")]
    expertise: String,
    /// What could bend their judgement.
    #[serde(default, skip_serializing_if = "is_default")]
    conflicts: String,
    /// Their weight in pools; 1 where others have one, equal weights where nobody has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weight: Option<Amount>,
}

/// One question to the panel.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PanelQuestion {
    /// Its id.
    id: IdText,
    /// What a number is asked for.
    asked: Asked,
    /// The question in one's own words; empty for those made from the element.
    #[serde(default, skip_serializing_if = "is_default")]
    wording: String,
    /// What would have to be observed for the answer to be known.
    #[serde(default, skip_serializing_if = "is_default")]
    resolution: String,
    /// The unit of the answer; empty for a probability per phase.
    #[serde(default, skip_serializing_if = "is_default")]
    unit: String,
    /// What everybody should know before they judge.
    #[serde(default, skip_serializing_if = "is_default")]
    context: String,
    /// How many minutes the agenda gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    minutes: Option<u32>,
}

/// What a number is asked for.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Asked {
    /// A score of the document.
    Score {
        /// Of which element.
        of: Scored,
        /// Which of its numbers.
        dimension: Dimension,
        /// In which phase; absent for initial misalignment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phase: Option<IdText>,
    },
    /// A quantity whose value is known, to find out how well experts judge.
    Seed {
        /// The axis of the quantity.
        #[serde(default, skip_serializing_if = "is_default")]
        axis: Axis,
        /// Its value.
        answer: f64,
    },
    /// A score of what is no longer in the document, in words.
    Former(String),
}

/// One round of judging.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Round {
    /// Its id.
    id: IdText,
    /// What people call it.
    #[serde(default, skip_serializing_if = "is_default")]
    name: String,
    /// By which protocol.
    #[serde(default, skip_serializing_if = "is_default")]
    protocol: Protocol,
    /// How far it has come.
    #[serde(default, skip_serializing_if = "is_default")]
    state: RoundState,
    /// Ids of the questions asked in it, each at most once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    questions: Vec<IdText>,
    /// Whether the experts had discussed these questions before it.
    #[serde(default, skip_serializing_if = "is_default")]
    discussed: bool,
    /// When it was opened, as `2026-11-03 14:00`.
    #[serde(default, skip_serializing_if = "is_default")]
    opened: String,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "is_default")]
    closed: String,
}

/// What one expert says to one question in one round.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Judgement {
    /// The id of the expert.
    expert: IdText,
    /// The id of the round.
    round: IdText,
    /// The id of the question.
    question: IdText,
    /// The number, or that there is none.
    answer: Answer,
    /// How sure they are that the truth lies between low and high, in percent; 90 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
    /// Why.
    #[serde(default, skip_serializing_if = "is_default")]
    rationale: String,
    /// The evidence that they go by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<IdText>,
    /// When it was given, as `2026-11-03 14:07:31`.
    #[serde(default, skip_serializing_if = "is_default")]
    recorded: String,
}

/// A number as it was judged: a probability, or on seed questions a number in their unit.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Answer {
    /// A number without stated uncertainty.
    Point(f64),
    /// The 5th, 50th and 95th percentile of belief, or an interval of the stated confidence.
    Range {
        /// Lower end.
        low: f64,
        /// Median.
        best: f64,
        /// Upper end.
        high: f64,
    },
    /// None, and why.
    Abstained(String),
}

/// What a group agreed on.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Agreement {
    /// The id of the round.
    round: IdText,
    /// The id of the question.
    question: IdText,
    /// The distribution.
    answer: Answer,
    /// Why, and who did not go along.
    #[serde(default, skip_serializing_if = "is_default")]
    rationale: String,
}

/// That a value of the panel became a score.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Adoption {
    /// The id of the question.
    question: IdText,
    /// The id of the round.
    round: IdText,
    /// How judgements were made into one; absent for what the group agreed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rule: Option<PoolingRule>,
    /// The value: a point or a range.
    estimate: Estimate,
    /// How many judgements it is over.
    count: u32,
    /// Standard deviation of logit(best) of these; absent for a single one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deviation: Option<f64>,
    /// The lowest best of them.
    lowest: Chance,
    /// The highest best of them.
    highest: Chance,
    /// What those say who see it otherwise.
    #[serde(default, skip_serializing_if = "is_default")]
    minority: String,
    /// When, as `2026-11-03`.
    #[serde(default, skip_serializing_if = "is_default")]
    date: String,
}

impl Panel {
    pub(super) fn is_empty(&self) -> bool {
        self.experts.is_empty()
            && self.questions.is_empty()
            && self.rounds.is_empty()
            && self.judgements.is_empty()
            && self.agreements.is_empty()
            && self.adoptions.is_empty()
    }

    pub(super) fn of(panel: &model::Panel) -> Self {
        Self {
            experts: panel.experts.iter().map(expert).collect(),
            questions: panel.questions.iter().map(question).collect(),
            rounds: panel.rounds.iter().map(round).collect(),
            judgements: panel.judgements.iter().map(judgement).collect(),
            agreements: panel.agreements.iter().map(agreement).collect(),
            adoptions: panel.adoptions.iter().map(adoption).collect(),
        }
    }
}

fn expert(expert: &model::Expert) -> Expert {
    Expert {
        id: id(&expert.id),
        pseudonym: expert.pseudonym.clone(),
        expertise: expert.expertise.clone(),
        conflicts: expert.conflicts.clone(),
        weight: expert.weight.map(|weight| Amount(weight.get())),
    }
}

fn question(question: &model::PanelQuestion) -> PanelQuestion {
    PanelQuestion {
        id: id(&question.id),
        asked: asked(&question.asked),
        wording: question.wording.clone(),
        resolution: question.resolution.clone(),
        unit: question.unit.clone(),
        context: question.context.clone(),
        minutes: question.minutes,
    }
}

fn asked(asked: &model::Asked) -> Asked {
    match asked {
        model::Asked::Score(key) => match Scored::of(&key.subject) {
            Some(of) => Asked::Score {
                of,
                dimension: key.dimension.into(),
                phase: key.phase.as_ref().map(id),
            },
            // The rules let no document have one.
            None => Asked::Former(key.subject.id_str().to_owned()),
        },
        model::Asked::Seed { axis, answer } => {
            Asked::Seed { axis: (*axis).into(), answer: answer + 0.0 }
        }
        model::Asked::Former(words) => Asked::Former(words.clone()),
    }
}

fn round(round: &model::Round) -> Round {
    Round {
        id: id(&round.id),
        name: round.name.clone(),
        protocol: round.protocol.into(),
        state: round.state.into(),
        questions: ids(&round.questions),
        discussed: round.is_discussed,
        opened: round.opened.clone(),
        closed: round.closed.clone(),
    }
}

fn judgement(judgement: &model::Judgement) -> Judgement {
    Judgement {
        expert: id(&judgement.expert),
        round: id(&judgement.round),
        question: id(&judgement.question),
        answer: answer(&judgement.answer),
        confidence: judgement.confidence,
        rationale: judgement.rationale.clone(),
        evidence: ids(&judgement.evidence),
        recorded: judgement.recorded.clone(),
    }
}

/// `+ 0.0` turns a negative zero into the ordinary one, so that equal documents have equal bytes.
fn answer(answer: &model::Answer) -> Answer {
    match answer {
        model::Answer::Point(best) => Answer::Point(best + 0.0),
        model::Answer::Range { low, best, high } => {
            Answer::Range { low: low + 0.0, best: best + 0.0, high: high + 0.0 }
        }
        model::Answer::Abstained(reason) => Answer::Abstained(reason.clone()),
    }
}

fn agreement(agreement: &model::Agreement) -> Agreement {
    Agreement {
        round: id(&agreement.round),
        question: id(&agreement.question),
        answer: answer(&agreement.answer),
        rationale: agreement.rationale.clone(),
    }
}

fn adoption(adoption: &model::Adoption) -> Adoption {
    Adoption {
        question: id(&adoption.question),
        round: id(&adoption.round),
        rule: adoption.rule.map(Into::into),
        estimate: estimate(&adoption.estimate),
        count: adoption.count,
        deviation: adoption.deviation.map(|deviation| deviation + 0.0),
        lowest: Chance(adoption.ends.0 + 0.0),
        highest: Chance(adoption.ends.1 + 0.0),
        minority: adoption.minority.clone(),
        date: adoption.date.clone(),
    }
}

impl Intake {
    pub(super) fn panel(&mut self, at: &Place<'_>, panel: Panel) -> model::Panel {
        model::Panel {
            experts: self.list(&at.field("experts"), panel.experts, Self::expert),
            questions: self.list(&at.field("questions"), panel.questions, Self::panel_question),
            rounds: self.list(&at.field("rounds"), panel.rounds, Self::round),
            judgements: self.list(&at.field("judgements"), panel.judgements, Self::judgement),
            agreements: self.list(&at.field("agreements"), panel.agreements, Self::agreement),
            adoptions: self.list(&at.field("adoptions"), panel.adoptions, Self::adoption),
        }
    }

    fn expert(&mut self, at: &Place<'_>, expert: Expert) -> model::Expert {
        let weight =
            |weight: Amount| self.number(&at.field("weight"), weight.0, model::Weight::ONE);
        let weight = expert.weight.map(weight);
        model::Expert {
            id: self.id(&at.field("id"), &expert.id),
            pseudonym: expert.pseudonym,
            expertise: expert.expertise,
            conflicts: expert.conflicts,
            weight,
        }
    }

    fn panel_question(&mut self, at: &Place<'_>, question: PanelQuestion) -> model::PanelQuestion {
        model::PanelQuestion {
            id: self.id(&at.field("id"), &question.id),
            asked: self.asked(&at.field("asked"), question.asked),
            wording: question.wording,
            resolution: question.resolution,
            unit: question.unit,
            context: question.context,
            minutes: question.minutes,
        }
    }

    fn asked(&mut self, at: &Place<'_>, asked: Asked) -> model::Asked {
        match asked {
            Asked::Score { of, dimension, phase } => {
                let at = at.field("score");
                let subject = self.scored(&at.field("of"), of);
                let phase = phase.map(|id| self.id(&at.field("phase"), &id));
                let dimension = dimension.into();
                model::Asked::Score(model::ScoreKey { subject, dimension, phase })
            }
            Asked::Seed { axis, answer } => model::Asked::Seed { axis: axis.into(), answer },
            Asked::Former(words) => model::Asked::Former(words),
        }
    }

    fn round(&mut self, at: &Place<'_>, round: Round) -> model::Round {
        model::Round {
            id: self.id(&at.field("id"), &round.id),
            name: round.name,
            protocol: round.protocol.into(),
            state: round.state.into(),
            questions: self.ids(&at.field("questions"), round.questions),
            is_discussed: round.discussed,
            opened: round.opened,
            closed: round.closed,
        }
    }

    fn judgement(&mut self, at: &Place<'_>, judgement: Judgement) -> model::Judgement {
        model::Judgement {
            expert: self.id(&at.field("expert"), &judgement.expert),
            round: self.id(&at.field("round"), &judgement.round),
            question: self.id(&at.field("question"), &judgement.question),
            answer: answer_of(judgement.answer),
            confidence: judgement.confidence,
            rationale: judgement.rationale,
            evidence: self.ids(&at.field("evidence"), judgement.evidence),
            recorded: judgement.recorded,
        }
    }

    fn agreement(&mut self, at: &Place<'_>, agreement: Agreement) -> model::Agreement {
        model::Agreement {
            round: self.id(&at.field("round"), &agreement.round),
            question: self.id(&at.field("question"), &agreement.question),
            answer: answer_of(agreement.answer),
            rationale: agreement.rationale,
        }
    }

    fn adoption(&mut self, at: &Place<'_>, adoption: Adoption) -> model::Adoption {
        model::Adoption {
            question: self.id(&at.field("question"), &adoption.question),
            round: self.id(&at.field("round"), &adoption.round),
            rule: adoption.rule.map(Into::into),
            estimate: self.estimate(&at.field("estimate"), adoption.estimate),
            count: adoption.count,
            deviation: adoption.deviation,
            ends: (adoption.lowest.0, adoption.highest.0),
            minority: adoption.minority,
            date: adoption.date,
        }
    }
}

fn answer_of(answer: Answer) -> model::Answer {
    match answer {
        Answer::Point(best) => model::Answer::Point(best),
        Answer::Range { low, best, high } => model::Answer::Range { low, best, high },
        Answer::Abstained(reason) => model::Answer::Abstained(reason),
    }
}
