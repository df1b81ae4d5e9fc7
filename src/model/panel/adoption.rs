//! Values of a panel that become scores of the document.

use super::{Asked, Panel, PanelEdit, PanelQuestion, Round, RoundState};
use crate::model::{Assessment, Basis, Edit, Estimate, Id, PoolingRule, Score, ScoreKey};

/// That a value of a panel became a score, and under which circumstances.
#[derive(Clone, Debug, PartialEq)]
pub struct Adoption {
    /// The question, and with it the score.
    pub question: Id<PanelQuestion>,
    /// The round.
    pub round: Id<Round>,
    /// How judgements were made into one; `None` for what the group agreed on.
    pub rule: Option<PoolingRule>,
    /// The value: a point or a range.
    pub estimate: Estimate,
    /// How many judgements it is over.
    pub count: u32,
    /// Standard deviation of logit(best) of these; `None` for a single one.
    pub deviation: Option<f64>,
    /// The lowest and the highest best of them.
    pub ends: (f64, f64),
    /// What those say who see it otherwise.
    pub minority: String,
    /// When, as `2026-11-03`.
    pub date: String,
}

/// Whether a score still is what the panel's value made it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Adopted<'a> {
    /// It is.
    AsAdopted(&'a Adoption),
    /// It was given another value since, or taken away.
    ChangedSince(&'a Adoption),
}

impl Assessment {
    /// Whether a score was adopted from the panel, and whether it changed since; `None` where it never was.
    pub fn adopted_state(&self, key: &ScoreKey) -> Option<Adopted<'_>> {
        let panel = self.panel();
        let question = &panel.question_about(key)?.id;
        let adoption = panel.adoptions.iter().rev().find(|a| a.question == *question)?;
        let is_same = self.given(key).is_some_and(|score| {
            score.estimate == adoption.estimate && score.basis == Some(Basis::Panel)
        });
        Some(if is_same { Adopted::AsAdopted(adoption) } else { Adopted::ChangedSince(adoption) })
    }

    /// The edit that makes values of the panel scores of the document, with basis `panel`. What a score said of its
    /// reasons and evidence stays. A round all of whose scores were adopted counts as adopted.
    ///
    /// What asks for no score, or is not there, is left out; the edit refuses values of rounds that are not revealed.
    pub fn adopting(&self, adoptions: &[Adoption]) -> Edit {
        let panel = self.panel();
        let mut edits = Vec::new();
        let mut taken: Vec<Adoption> = Vec::new();
        for adoption in adoptions {
            let Some(key) = panel.question(&adoption.question).and_then(PanelQuestion::score)
            else {
                continue;
            };
            let before = self.given(key).cloned();
            let before = before.unwrap_or_else(|| Score::bare(adoption.estimate.clone()));
            let score =
                Score { estimate: adoption.estimate.clone(), basis: Some(Basis::Panel), ..before };
            edits.push(Edit::score(key.clone(), Some(score)));
            taken.push(adoption.clone());
        }
        let rounds = panel.rounds.iter().filter(|round| {
            round.state == RoundState::Revealed && panel.is_adopted_with(round, &taken)
        });
        let rounds: Vec<Edit> = rounds
            .map(|round| Round { state: RoundState::Adopted, ..round.clone() })
            .map(|round| Edit::panel(PanelEdit::Round(round)))
            .collect();
        edits.push(Edit::panel(PanelEdit::Adopt(taken)));
        edits.extend(rounds);
        Edit::Named("adopt panel values", edits)
    }
}

impl Panel {
    /// Whether all scores that a round asks for were adopted from it, or are with these.
    fn is_adopted_with(&self, round: &Round, taken: &[Adoption]) -> bool {
        let is_of = |question: &Id<PanelQuestion>| {
            let mut all = self.adoptions.iter().chain(taken);
            all.any(|a| a.round == round.id && a.question == *question)
        };
        let asks = |id: &&Id<PanelQuestion>| {
            self.question(id).is_some_and(|q| matches!(q.asked, Asked::Score(_)))
        };
        let mut scores = round.questions.iter().filter(asks).peekable();
        scores.peek().is_some() && scores.all(is_of)
    }
}
