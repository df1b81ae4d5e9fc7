//! The workshop: an embedded web server on which the experts of a panel answer open rounds from their own devices.
//!
//! Two threads: one takes connections in (`server`), one owns all that is remembered (`keeper`) and writes it to a
//! journal beside the document before it tells anybody that it was taken. Whoever runs a [`Host`] puts what arrives into
//! the document and shows the document after each change; nothing here changes it. Nothing of what somebody said stands in
//! errors or remarks, and nothing of a round that is not revealed leaves but one's own answers.

mod address;
mod hearing;
mod journal;
mod keeper;
mod neighborhood;
mod secrets;
mod served;
mod server;
mod wire;

use std::{
    collections::BTreeSet,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, Sender},
    thread::{self, JoinHandle},
};

use tokio::{sync::watch, time::Duration};

pub use address::addresses;
pub use hearing::{Heard, listen};

use crate::{
    model::{Assessment, Expert, Id, Judgement, Round, RoundState},
    session::{Wake, files::FileError},
};
use journal::Journal;
use keeper::{Ask, Ears, Keeper, Seated};
use server::Server;

/// How long somebody waits for the last answers of a round at most.
const LAST_CALL: Duration = Duration::from_secs(5);

/// How a workshop is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// On which address of this computer.
    pub address: IpAddr,
    /// On which port; 0 takes the one of the last time where it is free, else any.
    pub port: u16,
    /// Where what happens is kept: see [`journal_path`].
    pub journal: PathBuf,
    /// Whether somebody with the join code may enter who is not in the panel.
    pub is_open_to_guests: bool,
}

/// Why a workshop cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The journal cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The journal is none.
    #[error("{path}: {reason}", path = .0.display(), reason = .1)]
    Journal(PathBuf, String),
    /// The address will not do.
    #[error("cannot serve on {0}: {1}")]
    Address(SocketAddr, String),
    /// The system refuses what it takes.
    #[error("cannot serve: {0}")]
    System(String),
}

impl From<secrets::NoRandomness> for Failure {
    fn from(error: secrets::NoRandomness) -> Self {
        Self::System(error.to_string())
    }
}

/// Something that the document is to take in; it is on the disk already.
#[derive(Clone, PartialEq)]
pub enum Arrival {
    /// Somebody who was not in the panel came in by the join code.
    Expert(Expert),
    /// An expert judged.
    Judgement(Judgement),
}

/// An arrival with what its question asks for, whatever its words.
#[derive(Clone, PartialEq)]
struct Held {
    arrival: Arrival,
    asked: String,
}

/// One expert's seat.
#[derive(Clone, PartialEq, Eq)]
pub struct Seat {
    /// Whose.
    pub expert: Id<Expert>,
    /// What they are called.
    pub pseudonym: String,
    /// The personal link by which they come in, once; `None` when it was used.
    pub link: Option<String>,
    /// Whether they came in.
    pub has_joined: bool,
    /// Whether their page was heard of within the last 40 seconds.
    pub is_connected: bool,
}

/// How people come in.
#[derive(Clone, PartialEq, Eq)]
pub struct Joining {
    /// Where the workshop is served.
    pub address: SocketAddr,
    /// The link with the join code.
    pub link: String,
    /// The join code, to be typed.
    pub code: String,
    /// The link as a QR code: how many modules a side has, and from the upper left, row by row, which are dark.
    pub modules: (usize, Vec<bool>),
}

/// A workshop that is served, until it is dropped.
pub struct Host {
    asks: Sender<Ask>,
    news: Receiver<Held>,
    remarks: Receiver<String>,
    seats: watch::Receiver<Vec<Seated>>,
    /// All that was ever taken, in its order.
    held: Vec<Held>,
    dismissed: BTreeSet<Id<Expert>>,
    joining: Joining,
    is_over: watch::Sender<bool>,
    threads: Vec<JoinHandle<()>>,
}

impl Host {
    /// Starts to serve the rounds of a document. `wake` is called from other threads when something arrived or somebody
    /// came in.
    ///
    /// # Errors
    /// [`Failure`] when the journal is in use or unreadable, or the address cannot be served on.
    pub fn start(wish: &Wish, document: &Assessment, wake: Wake) -> Result<Self, Failure> {
        let address = SocketAddr::new(wish.address, wish.port);
        if wish.address.is_unspecified() || wish.address.is_multicast() {
            let reason = "choose one address of this computer";
            return Err(Failure::Address(address, reason.to_owned()));
        }
        let (journal, mut told) = Journal::open(&wish.journal)?;
        let (held_sender, news) = mpsc::channel();
        let (remark_sender, remarks) = mpsc::channel();
        for fault in told.faults.drain(..) {
            let _is_heard = remark_sender.send(fault).is_ok();
        }
        let (seat_sender, seats) = watch::channel(Vec::new());
        let ears = Ears { held: held_sender, remarks: remark_sender, seats: seat_sender, wake };
        let dismissed = told.dismissed();
        let (mut keeper, held) =
            Keeper::new((journal, told), document, wish.is_open_to_guests, ears);
        let server = listen_again(address, keeper.port())?;
        let address = server.address();
        keeper.begin(address.port())?;
        let joining = Joining::at(address, keeper.code())?;
        let (asks, asked) = mpsc::channel();
        let (is_over, over) = watch::channel(false);
        let mut host = Self {
            asks: asks.clone(),
            news,
            remarks,
            seats,
            held,
            dismissed,
            joining,
            is_over,
            threads: Vec::new(),
        };
        host.run("workshop server", move || server.run(asks, over))?;
        host.run("workshop keeper", move || keeper.run(&asked))?;
        // Neither the code nor a link: the log may be passed on.
        tracing::info!(%address, guests = wish.is_open_to_guests, "serving a workshop");
        Ok(host)
    }

    fn run(&mut self, name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), Failure> {
        let thread = thread::Builder::new().name(name.to_owned()).spawn(work);
        let thread = thread.map_err(|error| Failure::System(error.to_string()))?;
        self.threads.push(thread);
        Ok(())
    }

    /// Shows a document as it is now. It costs next to nothing and waits for nobody.
    pub fn show(&self, document: &Assessment) {
        self.ask(Ask::Show(document.clone()));
    }

    /// What arrived since the last call, in its order; the caller puts it into the document.
    pub fn arrivals(&mut self) -> Vec<Arrival> {
        let from = self.held.len();
        self.held.extend(self.news.try_iter());
        self.held[from..].iter().map(|held| held.arrival.clone()).collect()
    }

    /// Closes the doors of a round: nothing more of it is taken until a document is shown again, and what was taken
    /// before arrives with this. To be called before a round is closed in the document, which then takes no more.
    pub fn last_call(&mut self, round: &Id<Round>) -> Vec<Arrival> {
        let (call, called) = mpsc::channel();
        self.ask(Ask::LastCall(round.clone(), call));
        // Without an answer the disk is stuck, and what may still come stays in the journal.
        let _is_answered = called.recv_timeout(LAST_CALL).is_ok();
        self.arrivals()
    }

    /// What was taken of a document's open rounds and the document lacks, as after an undo, a restart or a save that was
    /// lost: the very records, so that none is doubled. Experts who came in by code come along.
    pub fn missing(&self, document: &Assessment) -> (Vec<Expert>, Vec<Judgement>) {
        let panel = document.panel();
        let mut experts: Vec<Expert> = Vec::new();
        let mut judgements = Vec::new();
        // Later lines tell of the same expert once more after a new link only.
        for held in &self.held {
            if let Arrival::Expert(expert) = &held.arrival
                && panel.expert(&expert.id).is_none()
                && !self.dismissed.contains(&expert.id)
                && !experts.iter().any(|known| known.id == expert.id)
            {
                experts.push(expert.clone());
            }
        }
        let known: BTreeSet<(&Id<Round>, &Id<Expert>, &str)> =
            panel.judgements.iter().map(moment_of).collect();
        for held in &self.held {
            let Arrival::Judgement(judgement) = &held.arrival else { continue };
            let is_open = panel.round(&judgement.round).is_some_and(|round| {
                round.state == RoundState::Open && round.questions.contains(&judgement.question)
            });
            let question = panel.question(&judgement.question);
            let is_asked = question.is_some_and(|q| served::asked_of(q) == held.asked);
            let has_expert = panel.expert(&judgement.expert).is_some()
                || experts.iter().any(|expert| expert.id == judgement.expert);
            let is_there =
                || known.contains(&moment_of(judgement)) && panel.judgements.contains(judgement);
            if is_open && is_asked && has_expert && !is_there() {
                judgements.push(judgement.clone());
            }
        }
        (experts, judgements)
    }

    /// How people come in.
    pub fn joining(&self) -> Joining {
        self.joining.clone()
    }

    /// Who sits where, in the order of their ids.
    pub fn seats(&self) -> Vec<Seat> {
        let seats = self.seats.borrow();
        let seat = |seated: &Seated| Seat {
            expert: seated.expert.clone(),
            pseudonym: seated.pseudonym.clone(),
            link: seated
                .link
                .as_ref()
                .map(|token| link(self.joining.address, &format!("t={token}"))),
            has_joined: seated.has_joined,
            is_connected: seated.is_connected(),
        };
        seats.iter().map(seat).collect()
    }

    /// Gives an expert a new personal link. What they had before, on any device, holds no longer.
    pub fn renew(&mut self, expert: &Id<Expert>) {
        self.dismissed.remove(expert);
        self.ask(Ask::Renew(expert.clone()));
    }

    /// Sends an expert out: nothing of what they had holds, and [`Host::missing`] does not bring them back. To be called
    /// before one who came in by code is removed from the panel.
    pub fn dismiss(&mut self, expert: &Id<Expert>) {
        self.dismissed.insert(expert.clone());
        self.ask(Ask::Dismiss(expert.clone()));
    }

    /// Sets when the time for the round ends, in seconds from now, or takes it back. Pages show it; nothing is closed by it.
    pub fn set_deadline(&self, seconds: Option<u32>) {
        self.ask(Ask::Deadline(seconds));
    }

    /// What the facilitator should know, one sentence each: lines of the journal that could not be read, a full disk.
    pub fn remarks(&self) -> Vec<String> {
        self.remarks.try_iter().collect()
    }

    fn ask(&self, ask: Ask) {
        // The keeper lives as long as the host does.
        let _is_heard = self.asks.send(ask).is_ok();
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.is_over.send_replace(true);
        // First whoever asks, then who answers.
        for (place, thread) in std::mem::take(&mut self.threads).into_iter().enumerate() {
            if place == 1 {
                self.ask(Ask::Stop);
            }
            let _is_joined = thread.join().is_ok();
        }
    }
}

impl Joining {
    fn at(address: SocketAddr, code: &str) -> Result<Self, Failure> {
        let link = link(address, code);
        let drawn = qrcode::QrCode::with_error_correction_level(&link, qrcode::EcLevel::M);
        let drawn = drawn.map_err(|error| Failure::System(error.to_string()))?;
        let is_dark = |color| color == qrcode::Color::Dark;
        let modules = (drawn.width(), drawn.into_colors().into_iter().map(is_dark).collect());
        Ok(Self { address, link, code: code.to_owned(), modules })
    }
}

/// Where a workshop on a document keeps what happens: `model.workshop` beside `model.driftline`.
pub fn journal_path(document: &Path) -> PathBuf {
    document.with_extension("workshop")
}

fn link(address: SocketAddr, fragment: &str) -> String {
    format!("http://{address}/#{fragment}")
}

fn moment_of(judgement: &Judgement) -> (&Id<Round>, &Id<Expert>, &str) {
    (&judgement.round, &judgement.expert, &judgement.recorded)
}

/// Listens on an address; without a port on the one of the last time where it is free.
fn listen_again(address: SocketAddr, last: Option<u16>) -> Result<Server, Failure> {
    let again = last.filter(|_| address.port() == 0);
    let again = again.and_then(|port| Server::listen(SocketAddr::new(address.ip(), port)).ok());
    let server = again.map_or_else(|| Server::listen(address), Ok);
    server.map_err(|error| {
        let reason = match error.kind() {
            std::io::ErrorKind::AddrInUse => "the port is taken; choose another".to_owned(),
            std::io::ErrorKind::AddrNotAvailable => {
                "this computer does not have the address".to_owned()
            }
            std::io::ErrorKind::PermissionDenied => {
                "the system does not allow the port; choose one from 1024 up".to_owned()
            }
            _ => error.to_string(),
        };
        Failure::Address(address, reason)
    })
}
