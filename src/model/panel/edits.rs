//! Changes of a panel: what was judged and closed stays.

use std::collections::BTreeMap;

use super::{Adoption, Agreement, Expert, Judgement, Panel, PanelQuestion, Round, RoundState};
use crate::model::Id;

/// A change of the panel.
#[derive(Clone, Debug, PartialEq)]
pub enum PanelEdit {
    /// Adds an expert, or replaces the one with the same id.
    Expert(Expert),
    /// Removes an expert who has judged nothing in a closed round, with what they judged in open ones.
    RemoveExpert(Id<Expert>),
    /// Adds a question, or replaces the one with the same id. What was judged in a closed round keeps its words.
    Question(PanelQuestion),
    /// Removes a question that nobody judged in a closed round, also from rounds.
    RemoveQuestion(Id<PanelQuestion>),
    /// Moves a question to another place of the agenda (0-based; past the end means the end).
    OrderQuestion(Id<PanelQuestion>, usize),
    /// Adds a round, or replaces the one with the same id. It goes on, and back only as long as nothing was revealed.
    Round(Round),
    /// Removes a round that was not closed yet, with what was judged in it.
    RemoveRound(Id<Round>),
    /// Adds judgements of open rounds. One that is there already, in every field, is not added again.
    Judge(Vec<Judgement>),
    /// Adds what a group agreed on, or replaces what it agreed on before to the same question in the same round.
    Agree(Agreement),
    /// Takes back what a group agreed on.
    RemoveAgreement(Id<Round>, Id<PanelQuestion>),
    /// Records that values became scores. The scores themselves are changed beside it: see
    /// [`Assessment::adopting`](crate::model::Assessment::adopting).
    Adopt(Vec<Adoption>),
}

impl PanelEdit {
    /// What it does, for the undo menu.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Expert(_) => "change expert",
            Self::RemoveExpert(_) => "delete expert",
            Self::Question(_) => "change panel question",
            Self::RemoveQuestion(_) => "delete panel question",
            Self::OrderQuestion(..) => "reorder panel questions",
            Self::Round(_) => "change round",
            Self::RemoveRound(_) => "delete round",
            Self::Judge(_) => "add judgements",
            Self::Agree(_) | Self::RemoveAgreement(..) => "change what the group agreed on",
            Self::Adopt(_) => "adopt panel values",
        }
    }
}

impl Panel {
    /// Carries out a change, or says why not.
    pub(in crate::model) fn apply(&mut self, edit: &PanelEdit) -> Result<(), String> {
        match edit {
            PanelEdit::Expert(expert) => put(&mut self.experts, expert, |e| &e.id),
            PanelEdit::RemoveExpert(id) => self.remove_expert(id)?,
            PanelEdit::Question(question) => self.put_question(question)?,
            PanelEdit::RemoveQuestion(id) => self.remove_question(id)?,
            PanelEdit::OrderQuestion(id, to) => self.order_question(id, *to)?,
            PanelEdit::Round(round) => self.put_round(round)?,
            PanelEdit::RemoveRound(id) => self.remove_round(id)?,
            PanelEdit::Judge(judgements) => self.judge(judgements)?,
            PanelEdit::Agree(agreement) => self.agree(agreement)?,
            PanelEdit::RemoveAgreement(round, question) => {
                self.may_agree(round)?;
                self.agreements.retain(|a| a.round != *round || a.question != *question);
            }
            PanelEdit::Adopt(adoptions) => self.adopt(adoptions)?,
        }
        Ok(())
    }

    fn state(&self, round: &Id<Round>) -> Option<RoundState> {
        self.round(round).map(|round| round.state)
    }

    /// Whether a judgement belongs to a round that was closed.
    fn is_closed(&self, judgement: &Judgement) -> bool {
        self.state(&judgement.round).is_some_and(|state| state >= RoundState::Closed)
    }

    fn remove_expert(&mut self, id: &Id<Expert>) -> Result<(), String> {
        if self.expert(id).is_none() {
            return Err(format!("there is no expert '{id}'"));
        }
        if self.judgements.iter().any(|j| j.expert == *id && self.is_closed(j)) {
            return Err(format!(
                "expert '{id}' has judged in a closed round, which stays as it is; set the weight to 0 instead"
            ));
        }
        self.experts.retain(|expert| expert.id != *id);
        self.judgements.retain(|judgement| judgement.expert != *id);
        Ok(())
    }

    /// Whether a question was judged in a closed round.
    fn is_settled(&self, id: &Id<PanelQuestion>) -> bool {
        self.judgements.iter().any(|j| j.question == *id && self.is_closed(j))
    }

    fn put_question(&mut self, question: &PanelQuestion) -> Result<(), String> {
        if let Some(old) = self.question(&question.id) {
            let timed = PanelQuestion { minutes: question.minutes, ..old.clone() };
            if timed != *question && self.is_settled(&question.id) {
                return Err(format!(
                    "question '{}' was judged in a closed round and keeps its words; ask a new one",
                    question.id
                ));
            }
        }
        put(&mut self.questions, question, |q| &q.id);
        Ok(())
    }

    fn remove_question(&mut self, id: &Id<PanelQuestion>) -> Result<(), String> {
        if self.question(id).is_none() {
            return Err(format!("there is no panel question '{id}'"));
        }
        if self.is_settled(id) {
            return Err(format!(
                "question '{id}' was judged in a closed round, which stays as it is"
            ));
        }
        self.drop_question(id);
        Ok(())
    }

    /// Takes a question out with all that was said to it.
    pub(in crate::model) fn drop_question(&mut self, id: &Id<PanelQuestion>) {
        self.questions.retain(|question| question.id != *id);
        for round in &mut self.rounds {
            round.questions.retain(|asked| asked != id);
        }
        self.judgements.retain(|judgement| judgement.question != *id);
        self.agreements.retain(|agreement| agreement.question != *id);
        self.adoptions.retain(|adoption| adoption.question != *id);
    }

    fn order_question(&mut self, id: &Id<PanelQuestion>, to: usize) -> Result<(), String> {
        let from = self.questions.iter().position(|question| question.id == *id);
        let from = from.ok_or_else(|| format!("there is no panel question '{id}'"))?;
        let question = self.questions.remove(from);
        self.questions.insert(to.min(self.questions.len()), question);
        Ok(())
    }

    fn put_round(&mut self, round: &Round) -> Result<(), String> {
        if let Some(old) = self.round(&round.id) {
            let goes_back = round.state < old.state;
            if goes_back && old.state.is_revealed() {
                return Err(format!(
                    "round '{}' was revealed and cannot go back; add another round",
                    round.id
                ));
            }
            let is_same_frame = old.questions == round.questions && old.protocol == round.protocol;
            if old.state >= RoundState::Closed && !is_same_frame {
                return Err(format!(
                    "round '{}' was closed and keeps its questions; add another round",
                    round.id
                ));
            }
        }
        put(&mut self.rounds, round, |r| &r.id);
        Ok(())
    }

    fn remove_round(&mut self, id: &Id<Round>) -> Result<(), String> {
        match self.state(id) {
            None => return Err(format!("there is no round '{id}'")),
            Some(state) if state >= RoundState::Closed => {
                return Err(format!("round '{id}' was closed and stays as it is"));
            }
            Some(_) => {}
        }
        self.rounds.retain(|round| round.id != *id);
        self.judgements.retain(|judgement| judgement.round != *id);
        self.agreements.retain(|agreement| agreement.round != *id);
        Ok(())
    }

    fn judge(&mut self, judgements: &[Judgement]) -> Result<(), String> {
        for judgement in judgements {
            match self.state(&judgement.round) {
                None => return Err(format!("there is no round '{}'", judgement.round)),
                Some(RoundState::Open) => {}
                Some(_) => {
                    return Err(format!(
                        "round '{}' is not open; judgements come in while it is",
                        judgement.round
                    ));
                }
            }
        }
        let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        let key = |j: &Judgement| (j.expert.clone(), j.round.clone(), j.question.clone());
        for (i, judgement) in self.judgements.iter().enumerate() {
            places.entry(key(judgement)).or_default().push(i);
        }
        for judgement in judgements {
            let known = places.entry(key(judgement)).or_default();
            if !known.iter().any(|i| self.judgements[*i] == *judgement) {
                known.push(self.judgements.len());
                self.judgements.push(judgement.clone());
            }
        }
        Ok(())
    }

    fn adopt(&mut self, adoptions: &[Adoption]) -> Result<(), String> {
        let is_hidden = |a: &&Adoption| !self.state(&a.round).is_some_and(RoundState::is_revealed);
        if let Some(adoption) = adoptions.iter().find(is_hidden) {
            let round = &adoption.round;
            return Err(format!("round '{round}' is not revealed; values are adopted after that"));
        }
        self.adoptions.extend(adoptions.iter().cloned());
        Ok(())
    }

    fn may_agree(&self, round: &Id<Round>) -> Result<(), String> {
        match self.state(round) {
            None => Err(format!("there is no round '{round}'")),
            Some(RoundState::Draft | RoundState::Open) => {
                Err(format!("round '{round}' is not closed; a group agrees after all have judged"))
            }
            Some(RoundState::Adopted) => {
                Err(format!("round '{round}' was adopted and stays as it is"))
            }
            Some(RoundState::Closed | RoundState::Revealed) => Ok(()),
        }
    }

    fn agree(&mut self, agreement: &Agreement) -> Result<(), String> {
        self.may_agree(&agreement.round)?;
        let is_same =
            |a: &&mut Agreement| a.round == agreement.round && a.question == agreement.question;
        match self.agreements.iter_mut().find(is_same) {
            Some(old) => *old = agreement.clone(),
            None => self.agreements.push(agreement.clone()),
        }
        Ok(())
    }
}

/// Replaces the element with the same id, or appends.
fn put<T: Clone>(list: &mut Vec<T>, element: &T, id: fn(&T) -> &Id<T>) {
    match list.iter_mut().find(|old| id(old) == id(element)) {
        Some(old) => *old = element.clone(),
        None => list.push(element.clone()),
    }
}
