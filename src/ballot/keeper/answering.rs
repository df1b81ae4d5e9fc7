//! What is answered to those who ask over the network.

use std::net::IpAddr;

use serde_json::json;
use tokio::time::Instant;

use super::{Bucket, EXPERTS, Keeper, Reply, Request, register::Link};
use crate::{
    ballot::{
        journal::{Judged, Line},
        secrets,
        served::{self, state_name},
        wire::{Fault, PSEUDONYM_MAX, Submission},
    },
    model::{Expert, Id, Judgement, PanelQuestion, Round, RoundState, without_marks},
    report::wording,
    session::clock,
};

/// Most experts that come in by code.
const GUESTS_MAX: usize = 1_000;
/// Most that is taken from one expert, in bytes: hundreds of changed answers with long reasons.
const BYTES_MAX: usize = 8 << 20;
/// Most that is taken from all: a journal has to be read again.
const ALL_BYTES_MAX: usize = 256 << 20;
/// Length of the keys by which pages know their answers.
const KEY_LENGTHS: std::ops::RangeInclusive<usize> = 8..=64;

type Answered = Result<Reply, Reply>;

impl Keeper {
    pub(super) fn answer(&mut self, request: Request) -> Reply {
        let answer = match request {
            Request::Page(from) => self.stranger(from).map(|()| Reply::Welcome),
            Request::Join { from, code, name } => self.join(from, &code, &name),
            Request::Claim { from, token } => self.claim(from, &token),
            Request::State { from, token, after } => self.state(from, &token, after),
            Request::Judge { from, token, submission } => self.judge(from, &token, &submission),
        };
        answer.unwrap_or_else(|refusal| refusal)
    }

    /// Whether an address may ask without a token.
    fn stranger(&mut self, from: IpAddr) -> Result<(), Reply> {
        let now = Instant::now();
        let bucket = self.strangers.of(from, now);
        bucket.allows(now).map_err(busy)?;
        bucket.take();
        Ok(())
    }

    /// Whether an address may try a code or a link.
    fn guesser(&mut self, from: IpAddr) -> Result<(), Reply> {
        self.stranger(from)?;
        let now = Instant::now();
        let own = self.guesses.of(from, now).allows(now);
        let all = self.all_guesses.allows(now);
        own.and(all).map_err(busy)
    }

    fn guessed_wrong(&mut self, from: IpAddr, sentence: &str) -> Reply {
        self.guesses.of(from, Instant::now()).take();
        self.all_guesses.take();
        refused(403, sentence)
    }

    /// Whose token it is.
    fn expert(&mut self, from: IpAddr, token: &str) -> Result<Id<Expert>, Reply> {
        let Some(expert) = self.register.owner(token).cloned() else {
            self.stranger(from)?;
            return Err(refused(401, "This token is not known."));
        };
        let is_guest =
            || self.register.seats.get(&expert).is_some_and(|place| place.joined.is_some());
        if self.document.panel().expert(&expert).is_none() && !is_guest() {
            // Not for good: a removal can be undone, and the page keeps its token meanwhile.
            return Err(refused(403, "You are not in the panel now."));
        }
        let now = Instant::now();
        let pace = self.paces.entry(expert.clone());
        let pace = pace.or_insert_with(|| Bucket::full(EXPERTS, now));
        pace.allows(now).map_err(busy)?;
        pace.take();
        let was_connected = self.seen.insert(expert.clone(), now);
        self.has_new_seats |= was_connected.is_none();
        Ok(expert)
    }

    fn join(&mut self, from: IpAddr, code: &str, name: &str) -> Answered {
        self.guesser(from)?;
        // Digests take the same time to compare whatever was typed.
        if secrets::digest(code) != secrets::digest(&self.register.code) {
            return Err(self.guessed_wrong(from, "This is not the code of the workshop."));
        }
        let name = wording::name(&without_marks(name));
        let name = name.trim_matches(['\u{2068}', '\u{2069}']).to_owned();
        if name.chars().count() > PSEUDONYM_MAX {
            return Err(refused(422, "The pseudonym is too long; 60 characters are read."));
        }
        if let Some(expert) = self.named(&name) {
            let place = self.register.seats.get(&expert);
            if place.is_some_and(|place| place.has_joined || place.is_dismissed) {
                return Err(refused(409, "This pseudonym is taken."));
            }
            return self.enter(&expert, None);
        }
        if !self.is_open_to_guests {
            let sentence = "This workshop is for the experts of its panel: type the pseudonym that you were given, or use your personal link.";
            return Err(refused(422, sentence));
        }
        let guests = self.register.seats.values().filter(|place| place.joined.is_some()).count();
        if guests >= GUESTS_MAX {
            return Err(refused(422, "The workshop is full."));
        }
        let (expert, name) = self.newcomer(name);
        self.enter(&expert, Some(name))
    }

    /// The expert of a pseudonym, whatever its case.
    fn named(&self, name: &str) -> Option<Id<Expert>> {
        let folded = name.to_lowercase();
        let is_named = |known: &str| !folded.is_empty() && known.trim().to_lowercase() == folded;
        let panel = self.document.panel();
        let known = panel.experts.iter().find(|expert| is_named(&expert.pseudonym));
        let joined = || {
            let mut seats = self.register.seats.iter();
            seats.find(|(_, place)| place.joined.as_deref().is_some_and(is_named))
        };
        known.map(|expert| expert.id.clone()).or_else(|| joined().map(|(id, _)| id.clone()))
    }

    /// A free id, and a pseudonym where none was given.
    fn newcomer(&self, name: String) -> (Id<Expert>, String) {
        let is_taken = |id: &Id<Expert>| {
            self.register.seats.contains_key(id) || self.document.panel().expert(id).is_some()
        };
        if !name.is_empty() {
            return (Id::from_name(&name, is_taken), name);
        }
        let mut number = self.register.seats.len() + 1;
        loop {
            let name = format!("Expert {number}");
            if self.named(&name).is_none() {
                return (Id::from_name(&name, is_taken), name);
            }
            number += 1;
        }
    }

    fn claim(&mut self, from: IpAddr, token: &str) -> Answered {
        self.stranger(from)?;
        match self.register.link(token) {
            Link::Fresh(expert) => self.enter(&expert, None),
            Link::Used => Err(refused(410, "This link was used before.")),
            Link::Unknown => {
                // Nobody guesses 256 bits; whoever has a link is not kept out by those who try.
                self.guesser(from)?;
                Err(self.guessed_wrong(from, "This link is not valid."))
            }
        }
    }

    fn enter(&mut self, expert: &Id<Expert>, joined: Option<String>) -> Answered {
        let token = secrets::token().map_err(|error| refused(503, &error.to_string()))?;
        self.write(Line::Entered {
            expert: expert.to_string(),
            token: secrets::digest(&token),
            joined,
        });
        self.has_new_seats = true;
        let expert = json!({ "id": expert.as_str(), "name": self.pseudonym(expert) });
        Ok(told(json!({ "token": token, "expert": expert }).to_string()))
    }

    fn state(&mut self, from: IpAddr, token: &str, after: Option<u64>) -> Answered {
        let expert = self.expert(from, token)?;
        let follower = self.versions.follow(&expert);
        let version = *follower.borrow();
        if after == Some(version) {
            return Ok(Reply::Unchanged(follower));
        }
        Ok(told(self.whole_state(&expert, version)))
    }

    /// All that one expert may see.
    fn whole_state(&self, expert: &Id<Expert>, version: u64) -> String {
        let text = |text: &str| json!(text).to_string();
        let on = self.served.round.as_ref();
        let (mut questions, mut mine) = (Vec::new(), Vec::new());
        for put in &self.served.questions {
            let said = |round: &Id<Round>| self.mine(round, expert, (&put.id, &put.asked));
            let previous = put.before.as_ref().and_then(said);
            let previous = previous.map_or_else(|| "null".to_owned(), served::told);
            questions.push(format!("{},\"previous\":{previous}}}", put.start));
            if let Some(said) = on.and_then(|round| said(&round.id)) {
                mine.push(format!("{}:{}", text(put.id.as_str()), served::told(said)));
            }
        }
        let round = on.map_or_else(
            || "null".to_owned(),
            |round| {
                let told = json!({
                    "id": round.id.as_str(),
                    "name": round.name,
                    "protocol": round.protocol,
                    "state": state_name(round.state),
                    "deadline": self.register.deadline,
                });
                told.to_string()
            },
        );
        let who = json!({ "id": expert.as_str(), "name": self.pseudonym(expert) });
        format!(
            r#"{{"version":{version},"workshop":{},"title":{},"expert":{who},"round":{round},"questions":[{}],"mine":{{{}}},"progress":{{"answered":{},"of":{}}},"revealed":{}}}"#,
            text(&self.register.workshop),
            text(&self.served.title),
            questions.join(","),
            mine.join(","),
            mine.len(),
            questions.len(),
            self.served.revealed.as_deref().unwrap_or("null"),
        )
    }

    fn judge(&mut self, from: IpAddr, token: &str, submission: &Submission) -> Answered {
        let expert = self.expert(from, token)?;
        let key = submission.key.as_str();
        let is_key = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if !KEY_LENGTHS.contains(&key.len()) || !key.chars().all(is_key) {
            return Err(refused(400, "The key of the answer is none."));
        }
        let content = serde_json::to_string(submission).unwrap_or_default();
        let content = secrets::digest(&content);
        if let Some(kept) = self.register.kept(&expert, key) {
            if kept.content != content {
                return Err(refused(409, "Another answer was taken under this key."));
            }
            return Ok(acknowledged(&kept.recorded, key));
        }
        let place = self.register.seats.get(&expert);
        let is_full = self.register.bytes > ALL_BYTES_MAX;
        if is_full || place.is_some_and(|place| place.bytes > BYTES_MAX) {
            return Err(refused(413, "So much was sent that nothing more is taken."));
        }
        let (round, question) = self.asked(submission)?;
        let (answer, confidence) = submission.judgement.answer(&question).map_err(will_not_do)?;
        let asked = served::asked_of(&question);
        let last = self.mine(&round, &expert, (&question.id, &asked));
        let recorded = clock::following(last.map(|last| &*last.recorded).unwrap_or_default());
        let rationale = submission.judgement.rationale.clone();
        let judgement = Judgement {
            expert: expert.clone(),
            round,
            question: question.id.clone(),
            answer,
            confidence,
            rationale,
            evidence: Vec::new(),
            recorded,
        };
        let judged = Judged::of(&judgement, (&asked, key, &content));
        self.write(Line::Judged(Box::new(judged)));
        self.versions.change(&expert);
        Ok(acknowledged(&judgement.recorded, key))
    }

    /// The round and the question that an answer is for, where it is asked now.
    fn asked(&self, submission: &Submission) -> Result<(Id<Round>, PanelQuestion), Reply> {
        let panel = self.document.panel();
        let round = Id::new(&submission.round).ok().and_then(|id| panel.round(&id));
        let is_open =
            |round: &&Round| round.state == RoundState::Open && !self.shut.contains(&round.id);
        let round = round.filter(is_open);
        let round = round.ok_or_else(|| refused(409, "This round is not open."))?;
        let question = Id::new(&submission.question).ok().and_then(|id| panel.question(&id));
        let question = question.filter(|question| round.questions.contains(&question.id));
        let question = question.ok_or_else(|| refused(404, "There is no such question."))?;
        Ok((round.id.clone(), question.clone()))
    }
}

fn told(body: String) -> Reply {
    Reply::Told { status: 200, body, retry: None }
}

fn acknowledged(recorded: &str, key: &str) -> Reply {
    let recorded = clock::with_offset(recorded);
    told(json!({ "recorded": recorded, "key": key }).to_string())
}

fn refused(status: u16, sentence: &str) -> Reply {
    Reply::Told { status, body: json!({ "error": sentence }).to_string(), retry: None }
}

fn will_not_do(fault: Fault) -> Reply {
    let body = json!({ "error": fault.sentence, "field": fault.field }).to_string();
    Reply::Told { status: 422, body, retry: None }
}

fn busy(seconds: u64) -> Reply {
    let body = json!({ "error": "Too many requests; try again later." }).to_string();
    Reply::Told { status: 429, body, retry: Some(seconds) }
}
