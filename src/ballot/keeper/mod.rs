//! The one thread that owns all that a workshop remembers: it answers in the order in which it is asked, and tells nobody
//! that something was taken before it is on the disk.

mod answering;
mod limits;
mod register;
mod versions;

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    sync::mpsc::{Receiver, Sender},
};

use tokio::{
    sync::{oneshot, watch},
    time::{Duration, Instant},
};

use super::{
    Failure, Held,
    journal::{Journal, Line, Told},
    neighborhood::Pictures,
    served::{self, Said, Served},
    wire::Submission,
};
use crate::{
    ballot::secrets,
    model::{Assessment, Expert, Id, Judgement, PanelQuestion, Round, RoundState},
    session::{Wake, clock},
};
use limits::{Addresses, Bucket, Pace};
use register::{Place, Register};
use versions::Versions;

/// How long ago somebody may have asked who still counts as connected: a page asks every 20 seconds.
const CONNECTED: Duration = Duration::from_secs(40);
/// How often at most the seats are told anew only because somebody was seen.
const SIGHTINGS: Duration = Duration::from_secs(2);
/// Most requests that are answered together, on one write to the disk.
const BATCH_MAX: usize = 1_024;
/// Wrong codes and links of one address.
const GUESSES: Pace = Pace { at_once: 20.0, a_second: 1.0 / 3.0 };
/// Wrong codes and links of all addresses.
const ALL_GUESSES: Pace = Pace { at_once: 60.0, a_second: 0.5 };
/// Requests of one address that no token comes with.
const STRANGERS: Pace = Pace { at_once: 1_000.0, a_second: 50.0 };
/// Requests with one token.
const EXPERTS: Pace = Pace { at_once: 300.0, a_second: 10.0 };

/// What the keeper is asked.
pub(super) enum Ask {
    /// The document is this now.
    Show(Assessment),
    /// The time for the round ends in so many seconds.
    Deadline(Option<u32>),
    /// An expert needs a new link.
    Renew(Id<Expert>),
    /// An expert goes.
    Dismiss(Id<Expert>),
    /// Nothing more is taken of a round until the document is shown anew; answers when all that was taken is told.
    LastCall(Id<Round>, Sender<()>),
    /// Somebody asks over the network.
    Request(Request, oneshot::Sender<Reply>),
    /// It is over.
    Stop,
}

/// What somebody asks over the network. Tokens are digests.
pub(super) enum Request {
    Page(IpAddr),
    Join { from: IpAddr, code: String, name: String },
    Claim { from: IpAddr, token: String },
    State { from: IpAddr, token: String, after: Option<u64> },
    Judge { from: IpAddr, token: String, submission: Box<Submission> },
}

/// What is answered.
pub(super) enum Reply {
    /// A status with a JSON object.
    Told { status: u16, body: String, retry: Option<u64> },
    /// Nothing is new; it may be by the time that this changes.
    Unchanged(watch::Receiver<u64>),
    /// The page may be given.
    Welcome,
}

/// Who sits where, as the window is told.
#[derive(Clone)]
pub(super) struct Seated {
    pub(super) expert: Id<Expert>,
    pub(super) pseudonym: String,
    pub(super) link: Option<String>,
    pub(super) has_joined: bool,
    pub(super) seen: Option<Instant>,
}

impl Seated {
    /// Whether the page of this expert has asked a short while ago.
    pub(super) fn is_connected(&self) -> bool {
        self.seen.is_some_and(|seen| seen.elapsed() < CONNECTED)
    }
}

/// Where the keeper tells what happens.
pub(super) struct Ears {
    pub(super) held: Sender<Held>,
    pub(super) remarks: Sender<String>,
    pub(super) seats: watch::Sender<Vec<Seated>>,
    pub(super) wake: Wake,
}

/// All that a workshop remembers.
pub(super) struct Keeper {
    journal: Journal,
    register: Register,
    document: Assessment,
    served: Served,
    pictures: Pictures,
    /// What the document holds of the rounds that are told of: by expert and question.
    said: BTreeMap<Id<Round>, Said>,
    is_open_to_guests: bool,
    /// Rounds of which nothing more is taken.
    shut: BTreeSet<Id<Round>>,
    versions: Versions,
    seen: BTreeMap<Id<Expert>, Instant>,
    paces: BTreeMap<Id<Expert>, Bucket>,
    strangers: Addresses,
    guesses: Addresses,
    all_guesses: Bucket,
    ears: Ears,
    /// Whether the seats are to be told anew.
    has_new_seats: bool,
    told_seats: Instant,
    /// What is to be written before anything is told.
    lines: Vec<Line>,
    news: Vec<Held>,
    replies: Vec<(oneshot::Sender<Reply>, Reply)>,
}

impl Keeper {
    /// A keeper of what a journal told; what it brought for the document comes along.
    pub(super) fn new(
        (journal, told): (Journal, Told),
        document: &Assessment,
        is_open_to_guests: bool,
        ears: Ears,
    ) -> (Self, Vec<Held>) {
        let (register, held) = Register::of(&told.lines);
        let now = Instant::now();
        let keeper = Self {
            journal,
            register,
            document: document.clone(),
            served: Served::default(),
            pictures: Pictures::default(),
            said: BTreeMap::new(),
            is_open_to_guests,
            shut: BTreeSet::new(),
            versions: Versions::since(clock::milliseconds()),
            seen: BTreeMap::new(),
            paces: BTreeMap::new(),
            strangers: Addresses::at(STRANGERS),
            guesses: Addresses::at(GUESSES),
            all_guesses: Bucket::full(ALL_GUESSES, now),
            ears,
            has_new_seats: true,
            told_seats: now,
            lines: Vec::new(),
            news: Vec::new(),
            replies: Vec::new(),
        };
        (keeper, held)
    }

    /// What people type to come in.
    pub(super) fn code(&self) -> &str {
        &self.register.code
    }

    /// Where the workshop was served last.
    pub(super) fn port(&self) -> Option<u16> {
        self.register.port
    }

    /// Begins: the port is remembered and everybody in the panel has a link.
    pub(super) fn begin(&mut self, port: u16) -> Result<(), Failure> {
        if self.register.port != Some(port) {
            self.write(Line::Port { port });
        }
        self.serve();
        self.link_all()?;
        self.journal.add(&self.lines)?;
        self.lines.clear();
        self.tell_seats();
        Ok(())
    }

    /// Answers until it is told to stop.
    pub(super) fn run(mut self, asks: &Receiver<Ask>) {
        while let Ok(first) = asks.recv() {
            let rest: Vec<Ask> = asks.try_iter().take(BATCH_MAX).collect();
            let is_over = rest.iter().chain([&first]).any(|ask| matches!(ask, Ask::Stop));
            let mut calls = Vec::new();
            let mut shown = None;
            for ask in std::iter::once(first).chain(rest) {
                // Of several documents in a row only the last matters.
                if let Ask::Show(document) = ask {
                    shown = Some(document);
                    continue;
                }
                if let Some(document) = shown.take() {
                    self.show(document);
                }
                self.hear(ask, &mut calls);
            }
            if let Some(document) = shown {
                self.show(document);
            }
            self.flush();
            for call in calls {
                // Whoever does not wait any longer needs no answer.
                let _is_heard = call.send(()).is_ok();
            }
            if is_over {
                return;
            }
        }
    }

    fn hear(&mut self, ask: Ask, calls: &mut Vec<Sender<()>>) {
        match ask {
            Ask::Deadline(seconds) => {
                self.write(Line::Deadline { at: seconds.map(clock::in_seconds) });
                self.versions.change_all(clock::milliseconds());
            }
            Ask::Renew(expert) => {
                if self.renew(&expert).is_err() {
                    self.remark("the system gives no random numbers; there is no new link");
                }
            }
            Ask::Dismiss(expert) => {
                self.write(Line::Dismissed { expert: expert.to_string() });
                self.versions.change(&expert);
                self.has_new_seats = true;
            }
            Ask::LastCall(round, call) => {
                self.shut.insert(round);
                calls.push(call);
            }
            Ask::Request(request, reply) => {
                let answer = self.answer(request);
                self.replies.push((reply, answer));
            }
            Ask::Show(_) | Ask::Stop => {}
        }
    }

    /// Notes what happened; it is written with the next flush.
    fn write(&mut self, line: Line) {
        self.news.extend(self.register.take(&line));
        self.lines.push(line);
    }

    /// Writes what happened and tells it, or takes it back where it cannot be written.
    fn flush(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let (news, replies) = (std::mem::take(&mut self.news), std::mem::take(&mut self.replies));
        if !lines.is_empty()
            && let Err(failure) = self.journal.add(&lines)
        {
            self.take_back(&failure);
            let sorry = || Reply::Told {
                status: 503,
                body: r#"{"error":"The server cannot write to its disk."}"#.to_owned(),
                retry: Some(5),
            };
            for (reply, _) in replies {
                let _is_heard = reply.send(sorry()).is_ok();
            }
            return;
        }
        let has_news = !news.is_empty();
        for held in news {
            let _is_heard = self.ears.held.send(held).is_ok();
        }
        for (reply, answer) in replies {
            // Whoever has gone away needs no answer.
            let _is_heard = reply.send(answer).is_ok();
        }
        let has_new_seats = self.has_new_seats;
        if has_new_seats || self.told_seats.elapsed() > SIGHTINGS {
            self.tell_seats();
        }
        if has_news || has_new_seats {
            (self.ears.wake)();
        }
    }

    /// Forgets what could not be written.
    fn take_back(&mut self, failure: &Failure) {
        self.remark(&failure.to_string());
        match self.journal.told() {
            Ok(told) => self.register = Register::of(&told.lines).0,
            Err(failure) => self.remark(&failure.to_string()),
        }
        self.versions.change_all(clock::milliseconds());
        self.has_new_seats = true;
        (self.ears.wake)();
    }

    fn remark(&self, sentence: &str) {
        // With nobody there to read it, it is lost.
        let _is_heard = self.ears.remarks.send(sentence.to_owned()).is_ok();
    }

    /// Takes a document in.
    fn show(&mut self, document: Assessment) {
        self.shut.clear();
        let is_same = is_served_alike(&self.document, &document);
        self.document = document;
        if is_same {
            return;
        }
        self.serve();
        if self.link_all().is_err() {
            self.remark("the system gives no random numbers; new experts have no links");
        }
        self.has_new_seats = true;
    }

    /// Works out what pages are told, and wakes those for whom it is new.
    fn serve(&mut self) {
        let secret = &self.register.workshop;
        let served = Served::of(&self.document, secret, &mut self.pictures);
        let panel = self.document.panel();
        let told = served.questions.iter().filter_map(|put| put.before.clone());
        let open = panel.rounds.iter().filter(|round| round.state == RoundState::Open);
        let on = served.round.iter().map(|round| round.id.clone());
        let rounds: BTreeSet<Id<Round>> =
            told.chain(on).chain(open.map(|round| round.id.clone())).collect();
        let said = rounds.into_iter().map(|round| (round.clone(), served::said(panel, &round)));
        let before = std::mem::replace(&mut self.said, said.collect());
        if served != self.served {
            self.served = served;
            self.versions.change_all(clock::milliseconds());
            return;
        }
        let Some(on) = self.served.round.as_ref() else { return };
        let nothing = Said::new();
        let [before, after] =
            [&before, &self.said].map(|said| said.get(&on.id).unwrap_or(&nothing));
        let asked: BTreeMap<&Id<PanelQuestion>, &str> =
            self.served.questions.iter().map(|put| (&put.id, &*put.asked)).collect();
        // What only went from the journal into the document is no news.
        let is_news = |at: &&(Id<Expert>, Id<PanelQuestion>)| {
            let asked = asked.get(&at.1).copied().unwrap_or_default();
            let given = || self.register.given(&on.id, (*at).clone(), asked);
            let [old, new] = [before.get(*at), after.get(*at)];
            old != new && later(old, given()) != later(new, given())
        };
        let all = before.keys().chain(after.keys()).filter(is_news);
        let experts: BTreeSet<Id<Expert>> = all.map(|(expert, _)| expert.clone()).collect();
        for expert in experts {
            self.versions.change(&expert);
        }
    }

    /// What an expert said to a question in a round, by the document or by the journal, whichever is later.
    fn mine(
        &self,
        round: &Id<Round>,
        expert: &Id<Expert>,
        (question, asked): (&Id<PanelQuestion>, &str),
    ) -> Option<&Judgement> {
        let at = (expert.clone(), question.clone());
        let held = self.said.get(round).and_then(|said| said.get(&at));
        let is_revealed = || {
            let round = self.document.panel().round(round);
            round.is_some_and(|round| round.state.is_revealed())
        };
        let given = self.register.given(round, at, asked);
        later(held, given.filter(|_| !is_revealed()))
    }

    /// Everybody in the panel who has neither a link nor a token gets a link.
    fn link_all(&mut self) -> Result<(), secrets::NoRandomness> {
        let experts: Vec<Id<Expert>> =
            self.document.panel().experts.iter().map(|expert| expert.id.clone()).collect();
        for expert in experts {
            let place = self.register.seats.get(&expert);
            if place.is_none_or(|p| p.link.is_none() && !p.has_joined && !p.is_dismissed) {
                self.renew(&expert)?;
            }
        }
        Ok(())
    }

    fn renew(&mut self, expert: &Id<Expert>) -> Result<(), secrets::NoRandomness> {
        self.write(Line::Link { expert: expert.to_string(), token: secrets::token()? });
        self.versions.change(expert);
        self.has_new_seats = true;
        Ok(())
    }

    /// What an expert is called.
    fn pseudonym(&self, expert: &Id<Expert>) -> String {
        let known = self.document.panel().expert(expert).map(|expert| expert.pseudonym.clone());
        let joined = || self.register.seats.get(expert).and_then(|place| place.joined.clone());
        let named = known.or_else(joined).filter(|name| !name.is_empty());
        named.unwrap_or_else(|| expert.to_string())
    }

    fn tell_seats(&mut self) {
        self.has_new_seats = false;
        self.told_seats = Instant::now();
        let seat = |(expert, place): (&Id<Expert>, &Place)| Seated {
            expert: expert.clone(),
            pseudonym: self.pseudonym(expert),
            link: place.link.clone(),
            has_joined: place.has_joined,
            seen: self.seen.get(expert).copied(),
        };
        let is_there = |(expert, place): &(&Id<Expert>, &Place)| {
            let is_known = self.document.panel().expert(expert).is_some();
            !place.is_dismissed && (is_known || place.joined.is_some())
        };
        let seats = self.register.seats.iter().filter(is_there).map(seat).collect();
        self.ears.seats.send_replace(seats);
    }
}

/// What the document holds, or what was given, where that is later.
fn later<'a>(held: Option<&'a Judgement>, given: Option<&'a Judgement>) -> Option<&'a Judgement> {
    match (held, given) {
        (Some(held), Some(given)) if given.recorded > held.recorded => Some(given),
        (Some(held), _) => Some(held),
        (None, given) => given,
    }
}

/// Whether nothing of what is served differs between two documents: their parts are shared as long as nobody changes them.
fn is_served_alike(one: &Assessment, other: &Assessment) -> bool {
    std::ptr::eq(one.panel(), other.panel())
        && std::ptr::eq(one.about(), other.about())
        && std::ptr::eq(one.phases(), other.phases())
        && std::ptr::eq(one.nodes(), other.nodes())
        && std::ptr::eq(one.links(), other.links())
        && std::ptr::eq(one.mitigations(), other.mitigations())
        && std::ptr::eq(one.report(), other.report())
        && one.scale() == other.scale()
}
