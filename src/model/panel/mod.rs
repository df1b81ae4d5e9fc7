//! The panel: experts who judge scores of the document in rounds, each for themselves first.
//!
//! Experts go by pseudonyms; who they are is never in a document. Nothing that was judged is overwritten: whoever judges
//! a question again in an open round adds a record, and the one recorded last counts; what was closed stays as it is.

mod adoption;
mod edits;
mod rule;

use std::collections::{BTreeMap, BTreeSet};

pub use adoption::{Adopted, Adoption};
pub use edits::PanelEdit;
pub use rule::PoolingRule;

use super::{Assessment, Evidence, Id, ScoreKey, Subject, Weight, logistic, logit};

/// Most judgements that are accepted.
pub const JUDGEMENTS_MAX: usize = 500_000;

/// Everything that a panel was asked and said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    /// Who judges.
    pub experts: Vec<Expert>,
    /// What is asked, in the order of the agenda.
    pub questions: Vec<PanelQuestion>,
    /// The rounds in the order in which they were held.
    pub rounds: Vec<Round>,
    /// All judgements in the order in which they came.
    pub judgements: Vec<Judgement>,
    /// What groups agreed on, at most one for a question in a round.
    pub agreements: Vec<Agreement>,
    /// Values that became scores of the document, in the order in which they did.
    pub adoptions: Vec<Adoption>,
}

/// One who judges. Never with a name: the list of who is who stays with the facilitator.
#[derive(Clone, Debug, PartialEq)]
pub struct Expert {
    /// Its id.
    pub id: Id<Self>,
    /// What they are called in the document.
    pub pseudonym: String,
    /// What they know about.
    pub expertise: String,
    /// What could bend their judgement.
    pub conflicts: String,
    /// Their weight in pools; equal weights where nobody has one.
    pub weight: Option<Weight>,
}

impl Expert {
    /// An expert of whom only the pseudonym is known.
    pub fn new(id: Id<Self>, pseudonym: &str) -> Self {
        Self {
            id,
            pseudonym: pseudonym.to_owned(),
            expertise: String::new(),
            conflicts: String::new(),
            weight: None,
        }
    }
}

/// One question to the panel.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelQuestion {
    /// Its id.
    pub id: Id<Self>,
    /// What a number is asked for.
    pub asked: Asked,
    /// The question in one's own words; empty for those made from the element.
    pub wording: String,
    /// What would have to be observed for the answer to be known.
    pub resolution: String,
    /// The unit of the answer; empty for a probability per phase.
    pub unit: String,
    /// What everybody should know before they judge.
    pub context: String,
    /// How many minutes the agenda gives it.
    pub minutes: Option<u32>,
}

impl PanelQuestion {
    /// A question in generated words.
    pub fn new(id: Id<Self>, asked: Asked) -> Self {
        Self {
            id,
            asked,
            wording: String::new(),
            resolution: String::new(),
            unit: String::new(),
            context: String::new(),
            minutes: None,
        }
    }

    /// The score that it asks for.
    pub fn score(&self) -> Option<&ScoreKey> {
        match &self.asked {
            Asked::Score(key) => Some(key),
            Asked::Seed { .. } | Asked::Former(_) => None,
        }
    }

    /// The axis of the answers.
    pub fn axis(&self) -> Axis {
        match self.asked {
            Asked::Score(_) | Asked::Former(_) => Axis::LogOdds,
            Asked::Seed { axis, .. } => axis,
        }
    }

    /// Whether answers are probabilities.
    pub fn is_probability(&self) -> bool {
        self.axis() == Axis::LogOdds
    }
}

/// What a number is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// A score of the document.
    Score(ScoreKey),
    /// A quantity whose value is known, though not to the experts: to find out how well they judge.
    Seed {
        /// The axis of the quantity.
        axis: Axis,
        /// Its value.
        answer: f64,
    },
    /// A score of an element or phase that is no longer in the document; what it was, in words.
    Former(String),
}

/// The axis on which beliefs in a quantity are symmetric, and on which all values count as alike where nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Axis {
    /// Log-odds, for probabilities.
    #[default]
    LogOdds,
    /// The natural logarithm, for amounts above 0 of unknown order.
    Log,
    /// The quantity itself.
    Linear,
}

impl Axis {
    /// Where a value lies on the axis; infinite or NaN for one that has no place there.
    pub fn place(self, value: f64) -> f64 {
        match self {
            Self::LogOdds => logit(value),
            Self::Log => libm::log(value),
            Self::Linear => value,
        }
    }

    /// The value at a place.
    pub fn value(self, place: f64) -> f64 {
        match self {
            Self::LogOdds => logistic(place),
            Self::Log => libm::exp(place),
            Self::Linear => place,
        }
    }
}

/// One round of judging.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// Its id.
    pub id: Id<Self>,
    /// What people call it.
    pub name: String,
    /// By which protocol.
    pub protocol: Protocol,
    /// How far it has come.
    pub state: RoundState,
    /// What is asked in it, each question at most once.
    pub questions: Vec<Id<PanelQuestion>>,
    /// Whether the experts had discussed these questions before it.
    pub is_discussed: bool,
    /// When it was opened, as `2026-11-03 14:00`.
    pub opened: String,
    /// When it was closed.
    pub closed: String,
}

impl Round {
    /// A draft of a round without questions.
    pub fn new(id: Id<Self>, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            protocol: Protocol::default(),
            state: RoundState::Draft,
            questions: Vec::new(),
            is_discussed: false,
            opened: String::new(),
            closed: String::new(),
        }
    }
}

/// How a panel is led.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// Investigate, discuss, estimate, aggregate: two rounds with a discussion between them.
    #[default]
    Idea,
    /// Anonymous rounds with feedback until answers are stable.
    Delphi,
    /// Private judgements, then a distribution that the group agrees on.
    Shelf,
    /// One quick round shown at once, as in planning poker.
    Quick,
    /// No protocol.
    AdHoc,
}

impl Protocol {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Idea, Self::Delphi, Self::Shelf, Self::Quick, Self::AdHoc];
}

/// How far a round has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoundState {
    /// Being prepared.
    #[default]
    Draft,
    /// Judgements come in; nobody sees another's.
    Open,
    /// No more judgements come in; nobody has seen any.
    Closed,
    /// Everybody has seen all of them.
    Revealed,
    /// Its values have become scores.
    Adopted,
}

impl RoundState {
    /// All of them, in the order in which a round passes through them.
    pub const ALL: [Self; 5] =
        [Self::Draft, Self::Open, Self::Closed, Self::Revealed, Self::Adopted];

    /// Whether its judgements may be shown.
    pub fn is_revealed(self) -> bool {
        self >= Self::Revealed
    }
}

/// What one expert says to one question in one round.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Who.
    pub expert: Id<Expert>,
    /// When: in which round.
    pub round: Id<Round>,
    /// To what.
    pub question: Id<PanelQuestion>,
    /// The number, or that there is none.
    pub answer: Answer,
    /// How sure they are that the truth lies between low and high, in percent; the 90 that the ends stand for where absent.
    pub confidence: Option<f64>,
    /// Why.
    pub rationale: String,
    /// The evidence that they go by.
    pub evidence: Vec<Id<Evidence>>,
    /// When it was given, as `2026-11-03 14:07:31`.
    pub recorded: String,
}

/// A number as it was judged. On questions about scores a probability; on seed questions in their unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
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

impl Answer {
    /// Low, best and high; the same three for a point, `None` for who abstained.
    pub fn numbers(&self) -> Option<[f64; 3]> {
        match *self {
            Self::Point(best) => Some([best; 3]),
            Self::Range { low, best, high } => Some([low, best, high]),
            Self::Abstained(_) => None,
        }
    }
}

/// What a group agreed on as the view of a rational impartial observer.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// In which round.
    pub round: Id<Round>,
    /// To what.
    pub question: Id<PanelQuestion>,
    /// The distribution; nobody abstains from it.
    pub answer: Answer,
    /// Why, and who did not go along.
    pub rationale: String,
}

impl Panel {
    /// Whether nothing of a panel is there.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The expert with that id.
    pub fn expert(&self, id: &Id<Expert>) -> Option<&Expert> {
        self.experts.iter().find(|expert| expert.id == *id)
    }

    /// The question with that id.
    pub fn question(&self, id: &Id<PanelQuestion>) -> Option<&PanelQuestion> {
        self.questions.iter().find(|question| question.id == *id)
    }

    /// The round with that id.
    pub fn round(&self, id: &Id<Round>) -> Option<&Round> {
        self.rounds.iter().find(|round| round.id == *id)
    }

    /// The question about a score.
    pub fn question_about(&self, key: &ScoreKey) -> Option<&PanelQuestion> {
        self.questions.iter().find(|question| question.score() == Some(key))
    }

    /// What counts in a round: of each expert to each question the judgement that was recorded last, and of those of one
    /// moment the one that came last.
    pub fn counting(
        &self,
        round: &Id<Round>,
    ) -> BTreeMap<(&Id<PanelQuestion>, &Id<Expert>), &Judgement> {
        let mut counting: BTreeMap<_, &Judgement> = BTreeMap::new();
        for judgement in self.judgements.iter().filter(|judgement| judgement.round == *round) {
            let latest =
                counting.entry((&judgement.question, &judgement.expert)).or_insert(judgement);
            if judgement.recorded >= latest.recorded {
                *latest = judgement;
            }
        }
        counting
    }

    /// Whether a judgement says what the one that counts says already, at another moment perhaps: sent twice, it is one.
    pub fn is_repeated(&self, judgement: &Judgement) -> bool {
        let counting = self.counting(&judgement.round);
        let known = counting.get(&(&judgement.question, &judgement.expert));
        known.is_some_and(|known| {
            Judgement { recorded: known.recorded.clone(), ..judgement.clone() } == **known
        })
    }

    /// How many questions of a round each expert has judged or abstained from: never what was said.
    pub fn progress(&self, round: &Id<Round>) -> BTreeMap<&Id<Expert>, usize> {
        let mut answered: BTreeMap<_, usize> =
            self.experts.iter().map(|expert| (&expert.id, 0)).collect();
        for (_, expert) in self.counting(round).into_keys() {
            *answered.entry(expert).or_default() += 1;
        }
        answered
    }

    /// The last round in which a question was asked and whose judgements are shown.
    pub fn last_revealed(&self, question: &Id<PanelQuestion>) -> Option<&Round> {
        let asks = |round: &&Round| round.state.is_revealed() && round.questions.contains(question);
        self.rounds.iter().rev().find(asks)
    }

    /// What a group agreed on.
    pub fn agreement(&self, round: &Id<Round>, question: &Id<PanelQuestion>) -> Option<&Agreement> {
        self.agreements.iter().find(|a| a.round == *round && a.question == *question)
    }
}

impl Assessment {
    /// A score in plain words: `Agents: stability, Pilot`.
    pub fn score_in_words(&self, key: &ScoreKey) -> String {
        let dimension = key.dimension.name().replace('_', " ");
        let label = self.label(&key.subject);
        match &key.phase {
            Some(phase) => {
                format!("{label}: {dimension}, {}", self.label(&Subject::Phase(phase.clone())))
            }
            None => format!("{label}: {dimension}"),
        }
    }

    /// The panel's questions that lose their score when these elements are removed: those that somebody judged, which stay
    /// with words in its place, and those that go.
    pub fn panel_questions_losing(
        &self,
        removed: &BTreeSet<Subject>,
    ) -> (Vec<&PanelQuestion>, Vec<&PanelQuestion>) {
        let gone = super::removal::Gone::of(self, removed);
        let losing = self.panel.questions.iter();
        let losing = losing.filter(|q| q.score().is_some_and(|key| gone.takes_score(key)));
        losing.partition(|q| self.panel.judgements.iter().any(|j| j.question == q.id))
    }
}
