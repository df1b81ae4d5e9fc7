//! Who is known to a workshop and what they said: what the lines of its journal come to.

use std::collections::BTreeMap;

use crate::{
    ballot::{
        Arrival, Held,
        journal::{Judged, Line},
        secrets,
    },
    model::{Expert, Id, Judgement, PanelQuestion, Round},
};

/// What an answer takes in a journal beside its words, about.
const LINE_BYTES: usize = 500;

/// Where an answer is given: in which round, by whom, to what.
type At = (Id<Round>, (Id<Expert>, Id<PanelQuestion>));

/// What the lines come to.
#[derive(Default)]
pub(super) struct Register {
    /// Tells workshops apart; orders what is revealed.
    pub(super) workshop: String,
    /// What people type to come in.
    pub(super) code: String,
    /// Where it was served last.
    pub(super) port: Option<u16>,
    /// Until when the round is meant to last.
    pub(super) deadline: Option<String>,
    pub(super) seats: BTreeMap<Id<Expert>, Place>,
    /// How much was taken from all, in bytes.
    pub(super) bytes: usize,
    /// Digests of tokens that hold.
    tokens: BTreeMap<String, Id<Expert>>,
    /// Digests of links; `None` for one that was used or is void.
    links: BTreeMap<String, Option<Id<Expert>>>,
    /// What was taken, by expert and the key of the page.
    keys: BTreeMap<(Id<Expert>, String), Kept>,
    /// The judgement of each round, expert and question that was taken last.
    given: BTreeMap<At, Given>,
}

/// What is known of an expert.
#[derive(Clone, Default)]
pub(super) struct Place {
    /// The pseudonym of one who came in by code and was not in the panel.
    pub(super) joined: Option<String>,
    /// The personal link that was not used yet.
    pub(super) link: Option<String>,
    pub(super) has_joined: bool,
    /// Whether they were sent out.
    pub(super) is_dismissed: bool,
    /// How much was taken from them, in bytes.
    pub(super) bytes: usize,
}

/// What is remembered of a judgement under its key.
pub(super) struct Kept {
    pub(super) content: String,
    pub(super) recorded: String,
}

struct Given {
    asked: String,
    judgement: Judgement,
}

/// What a link is good for.
pub(super) enum Link {
    Fresh(Id<Expert>),
    Used,
    Unknown,
}

impl Register {
    /// What some lines come to, and what they brought.
    pub(super) fn of(lines: &[Line]) -> (Self, Vec<Held>) {
        let mut register = Self::default();
        let held = lines.iter().filter_map(|line| register.take(line)).collect();
        (register, held)
    }

    /// Takes a line in; what it brings for the document, if anything.
    pub(super) fn take(&mut self, line: &Line) -> Option<Held> {
        match line {
            Line::Workshop { id, code, .. } => {
                self.workshop.clone_from(id);
                self.code.clone_from(code);
            }
            Line::Port { port } => self.port = Some(*port),
            Line::Deadline { at } => self.deadline.clone_from(at),
            Line::Link { expert, token } => {
                let expert = Id::new(expert).ok()?;
                self.void(&expert);
                self.links.insert(secrets::digest(token), Some(expert.clone()));
                let place = self.seats.entry(expert).or_default();
                place.link = Some(token.clone());
                place.is_dismissed = false;
            }
            Line::Entered { expert, token, joined } => {
                return self.enter(&Id::new(expert).ok()?, token, joined.as_deref());
            }
            Line::Dismissed { expert } => {
                let expert = Id::new(expert).ok()?;
                self.void(&expert);
                self.seats.entry(expert).or_default().is_dismissed = true;
            }
            Line::Judged(judged) => return self.judge(judged),
        }
        None
    }

    /// Nothing of what an expert had holds any longer.
    fn void(&mut self, expert: &Id<Expert>) {
        self.tokens.retain(|_, owner| owner != expert);
        for owner in self.links.values_mut() {
            owner.take_if(|owner| owner == expert);
        }
        if let Some(place) = self.seats.get_mut(expert) {
            place.link = None;
            place.has_joined = false;
        }
    }

    fn enter(&mut self, expert: &Id<Expert>, token: &str, joined: Option<&str>) -> Option<Held> {
        for owner in self.links.values_mut() {
            owner.take_if(|owner| owner == expert);
        }
        self.tokens.insert(token.to_owned(), expert.clone());
        let place = self.seats.entry(expert.clone()).or_default();
        place.link = None;
        place.has_joined = true;
        let joined = joined?;
        place.joined = Some(joined.to_owned());
        let arrival = Arrival::Expert(Expert::new(expert.clone(), joined));
        Some(Held { arrival, asked: String::new() })
    }

    fn judge(&mut self, judged: &Judged) -> Option<Held> {
        let judgement = judged.judgement()?;
        let place = self.seats.entry(judgement.expert.clone()).or_default();
        let reason = judged.abstained.as_ref().map_or(0, String::len);
        let bytes = judged.rationale.len() + reason + LINE_BYTES;
        place.bytes += bytes;
        self.bytes += bytes;
        let kept = Kept { content: judged.content.clone(), recorded: judged.recorded.clone() };
        self.keys.insert((judgement.expert.clone(), judged.key.clone()), kept);
        let at = (judgement.round.clone(), (judgement.expert.clone(), judgement.question.clone()));
        let is_later = |given: &Given| judgement.recorded >= given.judgement.recorded;
        if self.given.get(&at).is_none_or(is_later) {
            let given = Given { asked: judged.asked.clone(), judgement: judgement.clone() };
            self.given.insert(at, given);
        }
        Some(Held { arrival: Arrival::Judgement(judgement), asked: judged.asked.clone() })
    }

    /// Whose token it is, by its digest.
    pub(super) fn owner(&self, token: &str) -> Option<&Id<Expert>> {
        self.tokens.get(token)
    }

    /// What a link is good for.
    pub(super) fn link(&self, token: &str) -> Link {
        match self.links.get(&secrets::digest(token)) {
            Some(Some(expert)) => Link::Fresh(expert.clone()),
            Some(None) => Link::Used,
            None => Link::Unknown,
        }
    }

    /// What was taken under a key.
    pub(super) fn kept(&self, expert: &Id<Expert>, key: &str) -> Option<&Kept> {
        self.keys.get(&(expert.clone(), key.to_owned()))
    }

    /// What an expert said last in a round to a question that asks for the same.
    pub(super) fn given(
        &self,
        round: &Id<Round>,
        at: (Id<Expert>, Id<PanelQuestion>),
        asked: &str,
    ) -> Option<&Judgement> {
        let given = self.given.get(&(round.clone(), at)).filter(|given| given.asked == asked)?;
        Some(&given.judgement)
    }
}
