//! Answers from phones and laptops in the room: an embedded server that is started and stopped here.

use std::net::{IpAddr, Ipv4Addr};

use eframe::egui::{RichText, Ui, vec2};

use super::{
    part_ui,
    presenter::{Joining, qr_ui},
};
use crate::{
    ballot::{Arrival, Host, Seat, Wish, addresses, journal_path},
    model::{Assessment, Expert, Id, Round},
    session::{Action, Notice, Received, Session},
    ui::{
        theme,
        view::Cx,
        widgets::{self, typed},
    },
};

/// Side of the QR code.
const SIDE: f32 = 168.0;

/// The server of one document, and what is chosen for it.
#[derive(Default)]
pub(super) struct Serving {
    host: Option<Host>,
    /// The document as it was shown to the server last.
    shown: Option<(u64, std::sync::Arc<Assessment>)>,
    address: Option<IpAddr>,
    lets_guests: bool,
    /// Minutes that a round may still take.
    minutes: Option<f64>,
    problem: Option<String>,
}

/// How one expert takes part.
pub(super) struct Place {
    /// The personal link, as long as it was not used.
    pub(super) link: Option<String>,
    /// Whether they came in.
    pub(super) has_joined: bool,
    /// Whether they were heard of lately.
    pub(super) is_connected: bool,
}

impl Serving {
    /// Takes in what arrived, and shows the server the document as it is. Call it once a frame.
    pub(super) fn follow(&mut self, session: &mut Session) {
        let Some(host) = &mut self.host else { return };
        let mut came = Received::default();
        came.take(host.arrivals());
        for remark in host.remarks() {
            session.dispatch(Action::Notify(Notice::partial(remark)));
        }
        session.receive_if(came);
        let revision = session.document().revision();
        if self.shown.as_ref().is_some_and(|(known, _)| *known == revision) {
            return;
        }
        let now = session.document().snapshot();
        let is_same_panel = self.shown.as_ref().is_some_and(|(_, known)| known.shares_panel(&now));
        host.show(&now);
        if !is_same_panel {
            let (experts, judgements) = host.missing(&now);
            session.receive_if(Received { experts, judgements });
        }
        self.shown = Some((revision, now));
    }

    /// What was taken of a round up to now; from now on nothing more is.
    pub(super) fn last_call(&mut self, round: &Id<Round>) -> Option<Received> {
        let mut came = Received::default();
        came.take(self.host.as_mut()?.last_call(round));
        // The round is shown again as it is then, closed or not.
        self.shown = None;
        Some(came)
    }

    /// Sends an expert out before they are removed.
    pub(super) fn dismiss(&mut self, expert: &Id<Expert>) {
        if let Some(host) = &mut self.host {
            host.dismiss(expert);
        }
    }

    /// How the room joins, while it can.
    pub(super) fn joining(&self) -> Option<Joining> {
        let joining = self.host.as_ref()?.joining();
        let address = format!("http://{}", joining.address);
        Some(Joining { address, code: joining.code, modules: joining.modules })
    }

    /// Where an expert sits; `None` while nothing is served.
    pub(super) fn seat(&self, expert: &Id<Expert>) -> Option<Place> {
        let seats = self.host.as_ref()?.seats();
        let seat = seats.into_iter().find(|seat| seat.expert == *expert)?;
        let Seat { link, has_joined, is_connected, .. } = seat;
        Some(Place { link, has_joined, is_connected })
    }

    /// Gives an expert a new personal link.
    pub(super) fn renew(&mut self, expert: &Id<Expert>) {
        if let Some(host) = &mut self.host {
            host.renew(expert);
        }
    }

    /// Shows how to begin, or how to join.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        part_ui(ui, "Phones and laptops in the room", "");
        if self.host.is_some() {
            self.joining_ui(ui, cx);
        } else {
            self.begin_ui(ui, cx);
        }
        if let Some(problem) = &self.problem {
            ui.colored_label(cx.tokens.warning, problem);
        }
    }

    fn begin_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let path = cx.session.document().path();
        let chosen = self.address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        ui.horizontal_wrapped(|ui| {
            let title = words(chosen);
            let menu = ui.menu_button(title, |ui| address_ui(ui, chosen));
            self.address = menu.inner.flatten().or(self.address);
            let label = "People who are not on the panel may join with the code";
            ui.checkbox(&mut self.lets_guests, label);
        });
        ui.horizontal_wrapped(|ui| {
            let begin = |ui: &mut Ui| widgets::primary_button(ui, "Serve the workshop");
            if ui.add_enabled_ui(path.is_some(), begin).inner.clicked() {
                self.begin(cx.session, chosen);
            }
            if path.is_none() {
                widgets::secondary(ui, "Save the document first: answers are kept beside its file at once");
            } else if !chosen.is_loopback() {
                widgets::secondary(
                    ui,
                    "Everybody on this network can reach the page, and what is sent is not encrypted: use a network that you trust",
                );
            }
        });
    }

    fn begin(&mut self, session: &Session, address: IpAddr) {
        let Some(path) = session.document().path() else { return };
        let wish = Wish {
            address,
            port: 0,
            journal: journal_path(path),
            is_open_to_guests: self.lets_guests,
        };
        match Host::start(&wish, session.assessment(), session.wake()) {
            Ok(host) => {
                self.host = Some(host);
                self.shown = None;
                self.problem = None;
            }
            Err(failure) => self.problem = Some(failure.to_string()),
        }
    }

    fn joining_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(host) = &self.host else { return };
        let (link, seats) = (host.joining().link, host.seats());
        let Some(joining) = self.joining() else { return };
        let mut stops = false;
        ui.horizontal(|ui| {
            qr_ui(ui, &joining, SIDE);
            ui.add_space(12.0);
            ui.vertical(|ui| {
                ui.label(widgets::strong(&joining.address));
                let code = RichText::new(&joining.code).monospace().size(24.0);
                ui.label(code.color(cx.tokens.accent));
                let here = seats.iter().filter(|seat| seat.is_connected).count();
                widgets::secondary(ui, format!("{here} connected"));
                stops = ui.horizontal_wrapped(|ui| links_ui(ui, link, &seats)).inner;
                self.deadline_ui(ui);
            });
        });
        ui.label(
            RichText::new(
                "Nobody sees what others said before you reveal it; you see who has answered.",
            )
            .size(theme::SMALL)
            .color(cx.tokens.secondary),
        );
        if stops {
            self.host = None;
        }
    }

    /// The time that pages show; nothing is closed by it.
    fn deadline_ui(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            widgets::secondary(ui, "Minutes");
            ui.allocate_ui(vec2(70.0, widgets::VALUE_HEIGHT), |ui| {
                ui.set_width(70.0);
                let fits = |x: f64| {
                    let is_time = (0.0..=1440.0).contains(&x);
                    is_time.then_some(()).ok_or_else(|| "up to 1440 minutes".to_owned())
                };
                let name = "Minutes left";
                let (change, _) = typed::number_field(ui, name, self.minutes, fits);
                if let Some(minutes) = change {
                    self.minutes = minutes;
                }
            });
            let Some(host) = &self.host else { return };
            if ui.button("Show the time left").clicked() {
                host.set_deadline(self.minutes.map(|minutes| (minutes * 60.0).round() as u32));
            }
        });
    }
}

/// The addresses of this machine; the newly chosen one.
fn address_ui(ui: &mut Ui, chosen: IpAddr) -> Option<IpAddr> {
    ui.set_min_width(240.0);
    let mut wanted = None;
    for address in addresses() {
        if ui.selectable_label(address == chosen, words(address)).clicked() {
            wanted = Some(address);
            ui.close();
        }
    }
    wanted
}

/// What can be copied, and the end; whether it is to end.
fn links_ui(ui: &mut Ui, link: String, seats: &[Seat]) -> bool {
    if ui.button("Copy link").clicked() {
        ui.copy_text(link);
    }
    let hint = "Pseudonym and personal link of everybody who has not come in yet, to be sent to each alone";
    if ui.button("Copy personal links").on_hover_text(hint).clicked() {
        ui.copy_text(personal(seats));
    }
    ui.button("Stop serving").clicked()
}

/// What an address means.
fn words(address: IpAddr) -> String {
    if address.is_loopback() {
        "This machine only".to_owned()
    } else {
        format!("The network, as {address}")
    }
}

/// Lines to paste into a table.
fn personal(seats: &[Seat]) -> String {
    let lines = seats.iter().filter_map(|seat| {
        let link = seat.link.as_ref()?;
        Some(format!("{}\t{link}\n", seat.pseudonym))
    });
    lines.collect()
}

impl Received {
    fn take(&mut self, arrivals: Vec<Arrival>) {
        for arrival in arrivals {
            match arrival {
                Arrival::Expert(expert) => self.experts.push(expert),
                Arrival::Judgement(judgement) => self.judgements.push(judgement),
            }
        }
    }
}
