//! A panel in a room: a document with rounds, and a server for it.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use driftline::{
    ballot::{Arrival, Host, Wish},
    model::*,
};
use serde_json::json;
use tempfile::TempDir;

use crate::client::Client;

pub(crate) fn id<T>(text: &str) -> Id<T> {
    Id::new(text).expect("an id")
}

/// A document with three experts, a round that is open and one that is a draft.
pub(crate) fn document() -> Assessment {
    let mut parts = Assessment::blank("Fleet <i>").to_parts();
    let node = |name: &str, kind| Node::new(id(&name.to_lowercase()), name, kind);
    parts.nodes = vec![
        node("Agents", NodeKind::Host),
        node("Notebook", NodeKind::Channel),
        node("Vault", NodeKind::Channel),
        node("Board", NodeKind::Channel),
    ];
    "Board [internal]of directors[/internal]".clone_into(&mut parts.nodes[3].name);
    parts.links = [("l", "agents", "notebook"), ("v", "agents", "vault"), ("b", "agents", "board")]
        .map(|(name, from, to)| Link::new(id(name), id(from), id(to)))
        .to_vec();
    let band = |level: &str, low, high| Band {
        level: level.to_owned(),
        low: Probability::try_from(low).expect("a probability"),
        best: None,
        high: Probability::try_from(high).expect("a probability"),
    };
    let bands = vec![band("unlikely", 0.0, 0.25), band("likely", 0.75, 1.0)];
    parts.scale = Some(Scale { name: "words".to_owned(), bands });
    let secret = Marked::Element(Subject::Node(id("vault")));
    parts.report.internal = vec![Mark { what: secret, reason: Reason::Security }];
    let phase = parts.phases[0].id.clone();
    let score = |subject, dimension| {
        Asked::Score(ScoreKey { subject, dimension, phase: Some(phase.clone()) })
    };
    let asked = [
        ("q-link", score(Subject::Link(id("l")), Dimension::Likelihood)),
        ("q-node", score(Subject::Node(id("agents")), Dimension::Stability)),
        ("q-seed", Asked::Seed { axis: Axis::Log, answer: 4217.0 }),
    ];
    parts.panel.questions =
        asked.into_iter().map(|(name, asked)| PanelQuestion::new(id(name), asked)).collect();
    "How many tasks were there?".clone_into(&mut parts.panel.questions[2].wording);
    "tasks".clone_into(&mut parts.panel.questions[2].unit);
    parts.panel.experts =
        ["Heron", "Finch", "Owl"].map(|name| Expert::new(id(&name.to_lowercase()), name)).to_vec();
    let round = |name: &str, state, questions: &[&str]| Round {
        state,
        questions: questions.iter().map(|question| id(question)).collect(),
        ..Round::new(id(name), &format!("Round {name}"))
    };
    parts.panel.rounds = vec![
        round("one", RoundState::Open, &["q-link", "q-node", "q-seed"]),
        round("two", RoundState::Draft, &["q-link", "q-node"]),
    ];
    Assessment::new(parts).expect("valid")
}

/// A document with a round in another state.
pub(crate) fn in_state(document: &Assessment, round: &str, state: RoundState) -> Assessment {
    let round = document.panel().round(&id(round)).expect("a round").clone();
    document.edited(&Edit::panel(PanelEdit::Round(Round { state, ..round }))).expect("taken")
}

/// A document with what arrived.
pub(crate) fn with(document: &Assessment, arrivals: &[Arrival]) -> Assessment {
    let mut edits = Vec::new();
    for arrival in arrivals {
        edits.push(Edit::panel(match arrival {
            Arrival::Expert(expert) => PanelEdit::Expert(expert.clone()),
            Arrival::Judgement(judgement) => PanelEdit::Judge(vec![judgement.clone()]),
        }));
    }
    document.edited(&Edit::All(edits)).expect("taken")
}

pub(crate) struct Room {
    pub(crate) host: Host,
    pub(crate) document: Assessment,
    pub(crate) folder: TempDir,
}

impl Room {
    pub(crate) fn new() -> Self {
        Self::of(document(), false)
    }

    pub(crate) fn of(document: Assessment, is_open_to_guests: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let host = start(&folder, &document, is_open_to_guests);
        Self { host, document, folder }
    }

    /// The same served anew, as after the program was started again.
    pub(crate) fn again(self) -> Self {
        let Self { host, document, folder } = self;
        drop(host);
        let host = start(&folder, &document, false);
        Self { host, document, folder }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.host.joining().address
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.folder.path().join("room.workshop")
    }

    pub(crate) fn stranger(&self) -> Client {
        Client::new(self.address())
    }

    /// The one-time token of an expert's personal link.
    pub(crate) fn link(&self, expert: &str) -> Option<String> {
        let seats = self.host.seats();
        let seat = seats.iter().find(|seat| seat.expert.as_str() == expert).expect("a seat");
        let link = seat.link.as_ref()?;
        Some(link.split_once("#t=").expect("a token").1.to_owned())
    }

    /// An expert who came in by the personal link.
    pub(crate) fn enter(&self, expert: &str) -> Client {
        // Links are told by another thread; bounded, so that one that never comes fails the test.
        let wait = || std::thread::sleep(std::time::Duration::from_millis(2));
        let mut links = (0..5_000).map(|_| self.link(expert)).inspect(|link| {
            if link.is_none() {
                wait();
            }
        });
        let token = links.find_map(|link| link).expect("a link");
        let answer = self.stranger().send(("POST", "/api/claim"), &json!({ "token": token }));
        assert_eq!(answer.status, 200, "{}", answer.body);
        let told = answer.json();
        assert_eq!(told["expert"]["id"], expert);
        Client::with(self.address(), told["token"].as_str().expect("a token"))
    }

    /// Shows a document.
    pub(crate) fn show(&mut self, document: Assessment) {
        self.document = document;
        self.host.show(&self.document);
    }

    /// Puts what arrived into the document and shows it.
    pub(crate) fn take(&mut self) -> Vec<Arrival> {
        let arrivals = self.host.arrivals();
        self.show(with(&self.document, &arrivals));
        arrivals
    }

    pub(crate) fn turn(&mut self, round: &str, state: RoundState) {
        self.show(in_state(&self.document, round, state));
    }
}

pub(crate) fn wish(folder: &TempDir, is_open_to_guests: bool) -> Wish {
    Wish {
        address: [127, 0, 0, 1].into(),
        port: 0,
        journal: folder.path().join("room.workshop"),
        is_open_to_guests,
    }
}

fn start(folder: &TempDir, document: &Assessment, is_open_to_guests: bool) -> Host {
    Host::start(&wish(folder, is_open_to_guests), document, Arc::new(|| {})).expect("served")
}

/// The judgements among arrivals.
pub(crate) fn judgements(arrivals: &[Arrival]) -> Vec<&Judgement> {
    let judgements = arrivals.iter().filter_map(|arrival| match arrival {
        Arrival::Judgement(judgement) => Some(judgement),
        Arrival::Expert(_) => None,
    });
    judgements.collect()
}
