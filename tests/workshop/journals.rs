//! What a workshop remembers: through power cuts, restarts, undone steps and two programs at once.

use std::{fs, sync::Arc};

use driftline::{
    ballot::{Arrival, Host, Wish, journal_path},
    model::*,
};
use serde_json::json;

use crate::{
    client::Client,
    room::{Room, document, id, in_state, judgements, wish, with},
};

fn started(wish: &Wish, document: &Assessment) -> Result<Host, String> {
    Host::start(wish, document, Arc::new(|| {})).map_err(|failure| failure.to_string())
}

#[test]
fn a_restart_keeps_everybody_and_everything() {
    let room = Room::new();
    let heron = room.enter("heron");
    assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.2).status, 200);
    let (joining, link) = (room.host.joining(), room.link("owl"));
    let version = heron.state()["version"].as_u64();
    let workshop = heron.state()["workshop"].clone();
    // Nothing of it was saved in the document.
    let mut room = room.again();
    let again = room.host.joining();
    assert_eq!((again.link, again.code), (joining.link, joining.code));
    assert_eq!(room.link("owl"), link);
    assert!(room.link("heron").is_none() && link.is_some());
    let state = heron.state();
    assert_eq!(state["mine"]["q-link"]["best"], 0.2);
    assert_eq!(state["workshop"], workshop);
    // No page takes the new server's state for one that it knows.
    assert!(state["version"].as_u64() > version);
    // The same answer again is the same record; another under its key is none.
    assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.2).status, 200);
    assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.3).status, 409);
    assert!(room.host.arrivals().is_empty());
    let (experts, missing) = room.host.missing(&room.document);
    assert_eq!((experts.len(), missing.len()), (0, 1));
}

#[test]
fn what_the_document_lacks_is_told_once() {
    let mut room = Room::of(document(), true);
    let code = room.host.joining().code;
    let join = json!({ "code": code, "name": "Kite" });
    let kite = room.stranger().send(("POST", "/api/join"), &join).json();
    let kite = Client::with(room.address(), kite["token"].as_str().expect("a token"));
    let heron = room.enter("heron");
    assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.2).status, 200);
    assert_eq!(kite.judge(("one", "q-link"), "key-00000001", 0.3).status, 200);
    let empty = room.document.clone();
    let arrivals = room.host.arrivals();
    assert_eq!((arrivals.len(), judgements(&arrivals).len()), (3, 2));
    let full = with(&empty, &arrivals);
    let count = |document: &Assessment, room: &Room| {
        let (experts, judgements) = room.host.missing(document);
        (experts.len(), judgements.len())
    };
    // Undone, and done again.
    assert_eq!(count(&empty, &room), (1, 2));
    assert_eq!(count(&full, &room), (0, 0));
    let half = with(&empty, &arrivals[..2]);
    let (_, rest) = room.host.missing(&half);
    let whole = half.edited(&Edit::panel(PanelEdit::Judge(rest))).expect("taken");
    assert_eq!(whole.panel().judgements.len(), 2);
    assert_eq!(count(&whole, &room), (0, 0));
    // Undone or not, pages see what was acknowledged.
    room.show(empty.clone());
    assert_eq!(heron.state()["mine"]["q-link"]["best"], 0.2);
    assert_eq!(kite.state()["expert"]["name"], "Kite");
    // Nothing goes into rounds that are closed, and nothing of who was sent out.
    assert_eq!(count(&in_state(&empty, "one", RoundState::Closed), &room), (1, 0));
    let kite = full.panel().experts.last().expect("an expert").id.clone();
    room.host.dismiss(&kite);
    assert_eq!(count(&empty, &room), (0, 1));
    let room = room.again();
    assert_eq!(count(&empty, &room), (0, 1));
}

#[test]
fn the_journal_of_another_document_brings_nothing() {
    let room = Room::new();
    let heron = room.enter("heron");
    assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.2).status, 200);
    let room = room.again();
    // The same ids, but the question asks for something else.
    let mut parts = room.document.to_parts();
    parts.panel.questions[0].asked = Asked::Seed { axis: Axis::LogOdds, answer: 0.5 };
    let other = Assessment::new(parts).expect("valid");
    assert_eq!(room.host.missing(&other).1.len(), 0);
    assert_eq!(room.host.missing(&room.document).1.len(), 1);
    room.host.show(&other);
    assert_eq!(heron.state()["mine"], json!({}));
}

#[test]
fn a_torn_end_is_cut_and_faulty_lines_are_named() {
    let room = Room::new();
    let heron = room.enter("heron");
    for (key, best) in [("key-00000001", 0.2), ("key-00000002", 0.3)] {
        assert_eq!(heron.judge(("one", "q-link"), key, best).status, 200);
    }
    let Room { host, document, folder } = room;
    drop(host);
    let path = folder.path().join("room.workshop");
    let text = fs::read_to_string(&path).expect("read");
    assert!(text.ends_with("}\n"));
    // The power went while the last line was written.
    let lines: Vec<&str> = text.lines().collect();
    let torn = &text[..text.len() - lines.last().expect("a line").len() / 2];
    fs::write(&path, torn).expect("written");
    let host = started(&wish(&folder, false), &document).expect("served");
    let remarks = host.remarks();
    assert_eq!(remarks.len(), 1);
    assert!(remarks[0].contains("room.workshop: the last line was not whole"), "{remarks:?}");
    assert_eq!(host.missing(&document).1.len(), 1);
    let heron = Client::with(host.joining().address, heron.token.as_deref().expect("a token"));
    assert_eq!(heron.state()["mine"]["q-link"]["best"], 0.2);
    drop(host);
    // Somebody wrote into it.
    let place = lines.len() - 2;
    let mut spoiled: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    spoiled[place] = spoiled[place].replace("\"best\":0.2", "\"best\":\"secret 0.2\"");
    spoiled.push(r#"{"is":"judged","expert":"heron","round":"one","question":"q-link","asked":"","key":"k","content":"","low":1,"recorded":""}"#.to_owned());
    spoiled.push("\u{0}\u{0}".to_owned());
    fs::write(&path, spoiled.join("\n") + "\n").expect("written");
    let host = started(&wish(&folder, false), &document).expect("served");
    let remarks = host.remarks();
    let count = lines.len();
    assert_eq!(remarks.len(), 3, "{remarks:?}");
    for (remark, line) in remarks.iter().zip([place + 1, count + 1, count + 2]) {
        assert!(remark.contains(&format!("room.workshop: line {line}: ")), "{remark}");
        assert!(!remark.contains("secret"), "{remark}");
    }
    assert_eq!(host.missing(&document).1.len(), 1);
}

#[test]
fn one_program_serves_a_document_and_only_a_journal_is_one() {
    let room = Room::new();
    let second = started(&wish(&room.folder, false), &room.document).err().expect("in use");
    assert!(second.contains("another program has it open"), "{second}");
    let Room { host, document, folder } = room;
    drop(host);
    assert!(started(&wish(&folder, false), &document).is_ok());
    for (text, hint) in [
        ("hello\n", "line 1: it is no journal of a workshop"),
        ("{\"is\":\"port\",\"port\":1}\n", "line 1: it is no journal of a workshop"),
        (
            "{\"is\":\"workshop\",\"format\":\"driftline-workshop/9\",\"id\":\"x\",\"code\":\"AAAAAA\"}\n",
            "it has the format 'driftline-workshop/9'",
        ),
    ] {
        let wish = Wish { journal: folder.path().join("other"), ..wish(&folder, false) };
        fs::write(&wish.journal, text).expect("written");
        let refused = started(&wish, &document).err().expect("refused");
        assert!(refused.contains(hint) && refused.lines().count() == 1, "{refused}");
        assert_eq!(fs::read_to_string(&wish.journal).expect("read"), text);
    }
}

#[test]
fn addresses_that_cannot_be_served_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("bound");
    let port = taken.local_addr().expect("an address").port();
    let start = |address: [u8; 4], port| {
        let wish = Wish { address: address.into(), port, ..wish(&folder, false) };
        started(&wish, &document()).err().expect("refused")
    };
    assert!(start([127, 0, 0, 1], port).contains("the port is taken"));
    assert!(start([0, 0, 0, 0], 0).contains("choose one address"));
    assert!(start([192, 0, 2, 1], 0).contains("does not have the address"));
}

#[cfg(unix)]
#[test]
fn only_the_facilitator_reads_the_journal() {
    use std::os::unix::fs::PermissionsExt;
    let room = Room::new();
    let mode = fs::metadata(room.journal()).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // Tokens that hold are not in it, links that do not hold yet are.
    let heron = room.enter("heron");
    let text = fs::read_to_string(room.journal()).expect("read");
    assert!(!text.contains(heron.token.as_deref().expect("a token")));
    assert!(text.contains(&room.link("owl").expect("a link")));
    let beside = journal_path("a/model.driftline".as_ref());
    assert_eq!(beside, std::path::Path::new("a/model.workshop"));
}

#[test]
fn the_last_call_brings_all_that_was_acknowledged() {
    let mut room = Room::new();
    let heron = room.enter("heron");
    let sending = std::thread::spawn(move || {
        let mut acknowledged = Vec::new();
        for number in 0..200 {
            let key = format!("key-{number:08}");
            match heron.judge(("one", "q-link"), &key, 0.2).status {
                200 => acknowledged.push(key),
                409 => break,
                other => panic!("{other}"),
            }
        }
        acknowledged
    });
    let mut arrived = Vec::new();
    while arrived.len() < 20 {
        arrived.extend(room.host.arrivals());
        std::thread::yield_now();
    }
    arrived.extend(room.host.last_call(&id("one")));
    let acknowledged = sending.join().expect("sent");
    assert!((20..200).contains(&acknowledged.len()));
    assert!(room.host.arrivals().is_empty());
    assert_eq!(judgements(&arrived).len(), acknowledged.len());
    let full = with(&room.document, &arrived);
    room.show(in_state(&full, "one", RoundState::Closed));
    assert_eq!(room.document.panel().judgements.len(), acknowledged.len());
    assert!(arrived.iter().all(|arrival| matches!(arrival, Arrival::Judgement(_))));
}
