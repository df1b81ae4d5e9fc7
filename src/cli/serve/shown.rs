//! What a served workshop shows its facilitator: who is there and who has answered how much, never what.

use std::{
    fmt::Write as _,
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    ballot::{Host, Seat},
    cli::output,
    formats::judgements,
    model::{Assessment, Expert, Id, RoundState},
    report::wording,
    session::ballots::open_round,
};

pub(super) const HELP: &str = "\
open ROUND        open a draft of a round, or a closed round again
close             close the open round
reveal (ROUND)    show everybody all judgements of a closed round
status            who came in and who has answered how much
links             personal links that were not used yet
renew EXPERT      a new personal link
deadline MINUTES  show the time that is left; 0 takes it away
reload            read the document that somebody else wrote
stop              save and end
";

/// Who came in, and how far they are in the round that is open.
pub(super) fn status(document: &Assessment, seats: &[Seat]) -> String {
    let panel = document.panel();
    let held = || panel.rounds.iter().rev().find(|round| round.state != RoundState::Draft);
    let round = open_round(document).or_else(held).or_else(|| panel.rounds.last());
    let mut text = String::new();
    let mut rows = Vec::new();
    let progress = round.map(|round| panel.progress(&round.id)).unwrap_or_default();
    for seat in seats {
        let there = match (seat.is_connected, seat.has_joined) {
            (true, _) => "connected",
            (false, true) => "away",
            (false, false) => "not yet in",
        };
        let count = progress.get(&seat.expert).copied().unwrap_or_default();
        let of = round.map(|round| format!("{count} of {}", round.questions.len()));
        rows.push(vec![seat.pseudonym.clone(), there.to_owned(), of.unwrap_or_default()]);
    }
    if let Some(round) = round {
        let state = wording::round_state(round.state).to_lowercase();
        let _never_fails = writeln!(text, "round {}: {state}", round.id).is_ok();
    }
    text + &output::table(&rows)
}

/// Personal links that were not used yet.
pub(super) fn links(seats: &[Seat]) -> String {
    let fresh = seats.iter().filter_map(|seat| Some((seat, seat.link.as_ref()?)));
    let mut text = String::new();
    for (seat, link) in fresh {
        let _never_fails = writeln!(text, "{}: {link}", seat.pseudonym).is_ok();
    }
    if text.is_empty() {
        "all personal links were used; 'renew EXPERT' gives a new one\n".to_owned()
    } else {
        text
    }
}

/// The same as a table.
pub(super) fn table(seats: &[Seat]) -> String {
    let mut rows = vec![["expert", "pseudonym", "link"].map(str::to_owned).to_vec()];
    rows.extend(seats.iter().filter_map(|seat| {
        Some(vec![seat.expert.to_string(), seat.pseudonym.clone(), seat.link.clone()?])
    }));
    judgements::rows(&rows)
}

/// The ids of all who have a seat.
pub(super) fn ids(seats: &[Seat]) -> Vec<String> {
    seats.iter().map(|seat| seat.expert.to_string()).collect()
}

/// The link of an expert once it is another one than before.
pub(super) fn link_after(host: &Host, expert: &Id<Expert>, old: Option<&str>) -> Option<String> {
    let end = Instant::now() + Duration::from_secs(5);
    while Instant::now() < end {
        let seat = host.seats().into_iter().find(|seat| seat.expert == *expert);
        let link = seat.and_then(|seat| seat.link);
        if link.is_some() && link.as_deref() != old {
            return link;
        }
        sleep(Duration::from_millis(10));
    }
    None
}

/// A QR code in half blocks, light on dark or dark on light: the quiet zone around it is drawn as well.
pub(super) fn modules((side, dark): &(usize, Vec<bool>)) -> String {
    const QUIET: usize = 2;
    let is_light = |x: usize, y: usize| {
        let inside = (x.checked_sub(QUIET), y.checked_sub(QUIET));
        let (Some(x), Some(y)) = inside else { return true };
        x >= *side || y >= *side || !dark.get(y * side + x).copied().unwrap_or_default()
    };
    let whole = side + 2 * QUIET;
    let mut text = String::new();
    for y in (0..whole).step_by(2) {
        text.extend((0..whole).map(|x| match (is_light(x, y), is_light(x, y + 1)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        }));
        text.push('\n');
    }
    text
}
