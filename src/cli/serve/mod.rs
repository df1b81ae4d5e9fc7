//! `driftline serve`

mod kept;
mod shown;

use std::{
    io::{self, IsTerminal},
    net::IpAddr,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    time::{Duration, Instant},
};

use clap::Args;

use super::{CommandError, Exit, output::Output};
use crate::{
    ballot::{Arrival, Heard, Host, Wish, addresses, journal_path, listen},
    model::{Edit, Expert, Id, PanelEdit, Round, RoundState},
    report::wording,
    session::{ballots::open_round, clock, files},
};
use kept::Kept;

/// How long arrivals wait until they are saved together.
const SAVED_AFTER: Duration = Duration::from_secs(3);

/// Serve the panel's rounds to the experts' own phones and laptops
///
/// A web server in this program shows each expert the questions of the open round
/// and takes the answers; nobody sees another's before the round is revealed. It
/// is reached from this computer alone, unless --lan or --address names a
/// network. Experts come in by the join code and the pseudonym that they were
/// given, or by a personal link that works once; with --guests also people who
/// are not in the panel. There is no encryption: use a network that you trust.
///
/// Answers are kept in a journal beside the document (MODEL.workshop) before they
/// are acknowledged, and go into the document itself within seconds. While it is
/// served, change the document only by the commands below. If somebody else
/// writes the file meanwhile, it is not overwritten; answers stay in the journal,
/// and 'reload', or serving anew, brings both together.
///
/// Commands, one a line on standard input:
///   open ROUND       open a draft of a round, or a closed round again
///   close            close the open round: no more answers
///   reveal (ROUND)   show everybody all judgements of a closed round, without names
///   status           who came in and who has answered how much, never what
///   links            personal links that were not used yet
///   renew EXPERT     a new personal link; what the expert had before holds no longer
///   deadline MINUTES show the time that is left; 0 takes it away
///   reload           read the document that somebody else wrote, and go on with it
///   stop             save and end, as Control and C do
///
/// Examples:
///   driftline serve fleet.driftline --round one
///   driftline serve fleet.driftline --lan --guests
///   driftline serve fleet.driftline --address 192.168.1.5 --port 8080 --links links.csv
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Serve {
    /// The document
    file: PathBuf,
    /// Open this round at the start, by id
    #[arg(long, value_name = "ID")]
    round: Option<String>,
    /// Serve on the first address of this computer that others in the room can reach
    #[arg(long, conflicts_with = "address")]
    lan: bool,
    /// Serve on this address of this computer
    #[arg(long, value_name = "IP")]
    address: Option<IpAddr>,
    /// Serve on this port; the one of the last time, else any, where left out
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Let people with the join code in who are not in the panel
    #[arg(long)]
    guests: bool,
    /// Write the personal links that were not used yet to this file (CSV), which only you can read
    #[arg(long, value_name = "FILE")]
    links: Option<PathBuf>,
}

/// What the program waits for.
enum Event {
    Woken,
    Heard(Heard),
}

impl Serve {
    pub(super) fn run(&self, output: &mut Output<'_>) -> Result<Exit, CommandError> {
        let mut kept = Kept::read(&self.file)?;
        if kept.document.panel().rounds.is_empty() {
            let reason =
                "the panel has no rounds; add one, or import judgements with 'driftline panel'";
            return Err(other(reason));
        }
        let wish = Wish {
            address: self.address()?,
            port: self.port,
            journal: journal_path(&self.file),
            is_open_to_guests: self.guests,
        };
        let (events, heard) = mpsc::channel();
        let host = Host::start(&wish, &kept.document, wake(events.clone()))
            .map_err(|failure| other(failure.to_string()))?;
        kept.take_missing(&host);
        let mut serving = Serving { command: self, kept, host, due: None, is_over: false };
        if let Some(round) = &self.round {
            serving.open(round)?;
        }
        serving.save()?;
        serving.begin(output)?;
        let tell = move |heard| {
            let _is_heard = events.send(Event::Heard(heard)).is_ok();
        };
        listen(tell).map_err(|error| other(format!("cannot listen: {error}")))?;
        serving.attend(&heard, output)
    }

    fn address(&self) -> Result<IpAddr, CommandError> {
        if let Some(address) = self.address {
            return Ok(address);
        }
        let all = addresses();
        let wanted = all.iter().find(|address| address.is_loopback() != self.lan);
        let none = "this computer is in no network; connect it, or name an address with --address";
        wanted.copied().ok_or_else(|| other(none))
    }
}

fn wake(events: Sender<Event>) -> Arc<dyn Fn() + Send + Sync> {
    Arc::new(move || {
        let _is_heard = events.send(Event::Woken).is_ok();
    })
}

/// A workshop under way.
struct Serving<'a> {
    command: &'a Serve,
    kept: Kept,
    host: Host,
    /// When what arrived is to be saved.
    due: Option<Instant>,
    is_over: bool,
}

impl Serving<'_> {
    /// Tells how people come in.
    fn begin(&mut self, output: &mut Output<'_>) -> Result<(), CommandError> {
        self.write_links()?;
        let joining = self.host.joining();
        let mut text = format!("link: {}\njoin code: {}\n", joining.link, joining.code);
        if io::stdout().is_terminal() {
            text += &shown::modules(&joining.modules);
        }
        if joining.address.ip().is_loopback() {
            text += "only this computer reaches it; use --lan for others in the room\n";
        }
        let on = match open_round(&self.kept.document) {
            Some(round) => {
                let count = wording::counted(round.questions.len(), "question", "questions");
                format!("round {} is open: {count}\n", round.id)
            }
            None => format!("no round is open; open one of {}\n", self.kept.rounds()),
        };
        text += &on;
        text += "type 'help' for the commands\n";
        output.tell(&text)?;
        self.remark(output)
    }

    fn attend(
        &mut self,
        heard: &Receiver<Event>,
        output: &mut Output<'_>,
    ) -> Result<Exit, CommandError> {
        while !self.is_over {
            let event = match self.due {
                Some(due) => heard.recv_timeout(due.saturating_duration_since(Instant::now())),
                None => heard.recv().map_err(|_closed| RecvTimeoutError::Disconnected),
            };
            match event {
                Ok(Event::Woken) => self.take_in(),
                Ok(Event::Heard(Heard::Stop)) | Err(RecvTimeoutError::Disconnected) => {
                    self.is_over = true;
                }
                Ok(Event::Heard(Heard::Line(line))) => {
                    let told = match self.obey(line.trim()) {
                        Ok(told) => told,
                        Err(error) => format!("error: {error}\n"),
                    };
                    output.tell(&told)?;
                }
                Err(RecvTimeoutError::Timeout) => self.save_or_tell(output).map(drop)?,
            }
            self.remark(output)?;
        }
        self.take_in();
        let is_saved = self.save_or_tell(output)?;
        Ok(if is_saved { Exit::Success } else { Exit::Findings })
    }

    /// Puts what arrived into the document.
    fn take_in(&mut self) {
        let arrivals = self.host.arrivals();
        self.take(arrivals);
    }

    fn take(&mut self, arrivals: Vec<Arrival>) {
        if self.kept.take(arrivals) {
            self.host.show(&self.kept.document);
            self.due.get_or_insert_with(|| Instant::now() + SAVED_AFTER);
        }
    }

    fn save(&mut self) -> Result<(), CommandError> {
        self.due = None;
        self.kept.save()
    }

    /// Saves; where that fails it says so and tries again later, but for a file that somebody else wrote.
    fn save_or_tell(&mut self, output: &mut Output<'_>) -> Result<bool, CommandError> {
        let saved = self.save();
        if let Err(error) = &saved {
            output.tell(&format!("error: {error}\n"))?;
            if !self.kept.is_overtaken {
                self.due = Some(Instant::now() + SAVED_AFTER * 5);
            }
        }
        Ok(saved.is_ok())
    }

    fn remark(&mut self, output: &mut Output<'_>) -> Result<(), CommandError> {
        for remark in self.host.remarks() {
            output.tell(&format!("note: {remark}\n"))?;
        }
        Ok(())
    }

    /// Carries a command out; what is to be told.
    fn obey(&mut self, line: &str) -> Result<String, CommandError> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        self.take_in();
        match word {
            "" => Ok(String::new()),
            "help" => Ok(shown::HELP.to_owned()),
            "open" => {
                let told = self.open(rest)?;
                self.save()?;
                Ok(told)
            }
            "close" => self.close(),
            "reveal" => self.reveal(rest),
            "status" => Ok(shown::status(&self.kept.document, &self.host.seats())),
            "links" => Ok(shown::links(&self.host.seats())),
            "renew" => self.renew(rest),
            "deadline" => self.deadline(rest),
            "reload" => self.reload(),
            "stop" => {
                self.is_over = true;
                Ok(String::new())
            }
            _ => {
                Err(other(format!("there is no command '{word}'; type 'help' for those there are")))
            }
        }
    }

    fn open(&mut self, id: &str) -> Result<String, CommandError> {
        let round = self.kept.round(id)?;
        if let Some(open) = open_round(&self.kept.document) {
            if open.id == round.id {
                return Ok(format!("round {id} is open already\n"));
            }
            return Err(other(format!("round '{}' is open; close it first", open.id)));
        }
        if round.questions.is_empty() {
            return Err(other(format!("round '{id}' asks nothing; choose its questions first")));
        }
        let opened = if round.opened.is_empty() { clock::minute() } else { round.opened.clone() };
        self.change(Round { state: RoundState::Open, opened, ..round })?;
        // What came when it was open before and did not get into the document comes now.
        self.kept.take_missing(&self.host);
        self.host.show(&self.kept.document);
        Ok(format!("round {id} is open\n"))
    }

    fn close(&mut self) -> Result<String, CommandError> {
        let round = open_round(&self.kept.document).cloned();
        let round = round.ok_or_else(|| other("no round is open"))?;
        self.kept.may_save()?;
        let last = self.host.last_call(&round.id);
        self.take(last);
        let id = round.id.clone();
        let changed =
            self.change(Round { state: RoundState::Closed, closed: clock::minute(), ..round });
        // Also where it failed: the doors are opened again by that.
        self.host.show(&self.kept.document);
        changed?;
        self.save()?;
        Ok(format!("round {id} is closed; 'reveal' shows it to everybody\n"))
    }

    fn reveal(&mut self, id: &str) -> Result<String, CommandError> {
        let round = if id.is_empty() {
            let mut closed = self.kept.document.panel().rounds.iter().rev();
            let closed = closed.find(|round| round.state == RoundState::Closed).cloned();
            closed.ok_or_else(|| other("no round is closed; close one first"))?
        } else {
            self.kept.round(id)?
        };
        if round.state != RoundState::Closed {
            return Err(other(format!(
                "round '{}' is not closed; only a closed one can be revealed",
                round.id
            )));
        }
        let id = round.id.clone();
        self.change(Round { state: RoundState::Revealed, ..round })?;
        self.host.show(&self.kept.document);
        self.save()?;
        Ok(format!("round {id} is revealed\n"))
    }

    fn change(&mut self, round: Round) -> Result<(), CommandError> {
        self.kept.may_save()?;
        self.kept.edit(&Edit::panel(PanelEdit::Round(round)))
    }

    fn renew(&mut self, name: &str) -> Result<String, CommandError> {
        let seats = self.host.seats();
        let known =
            |seat: &&crate::ballot::Seat| seat.expert.as_str() == name || seat.pseudonym == name;
        let seat = seats.iter().find(known);
        let unknown = || super::ballot::unknown("expert", name, &shown::ids(&seats));
        let expert: Id<Expert> = seat.ok_or_else(unknown)?.expert.clone();
        let old = seat.and_then(|seat| seat.link.clone());
        self.host.renew(&expert);
        let link = shown::link_after(&self.host, &expert, old.as_deref());
        self.write_links()?;
        let link =
            link.ok_or_else(|| other("there is no new link yet; type 'links' in a moment"))?;
        Ok(format!("{expert}: {link}\n"))
    }

    fn deadline(&mut self, minutes: &str) -> Result<String, CommandError> {
        let minutes: Option<u32> = minutes.parse().ok().filter(|minutes| *minutes <= 10_000);
        match minutes.ok_or_else(|| other("name the minutes that are left, as in 'deadline 15'"))? {
            0 => {
                self.host.set_deadline(None);
                Ok("no deadline\n".to_owned())
            }
            minutes => {
                self.host.set_deadline(Some(minutes * 60));
                Ok(format!("{minutes} minutes are left\n"))
            }
        }
    }

    fn reload(&mut self) -> Result<String, CommandError> {
        self.kept = Kept::read(&self.command.file)?;
        self.kept.take_missing(&self.host);
        self.host.show(&self.kept.document);
        self.save()?;
        Ok("read anew\n".to_owned())
    }

    fn write_links(&self) -> Result<(), CommandError> {
        if let Some(path) = &self.command.links {
            files::write_private(path, shown::table(&self.host.seats()).as_bytes())?;
        }
        Ok(())
    }
}

fn other(reason: impl Into<String>) -> CommandError {
    CommandError::Other(reason.into())
}
