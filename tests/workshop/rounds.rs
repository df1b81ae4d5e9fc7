//! What pages are told from round to round: one's own answers always, others' only after they are revealed.

use driftline::model::{Answer, Edit, PanelEdit, RoundState};
use serde_json::{Value, json};

use crate::room::{Room, document, id, in_state, judgements};

/// What must not be seen of others before it is revealed: numbers that nobody else says, reasons and names.
const MARKS: [(&str, f64); 2] = [("heron", 0.137_711), ("finch", 0.246_913)];

fn said(name: &str, best: f64) -> Value {
    let rationale = format!("Said by the one who is {name}: <b>why</b>");
    json!({ "low": best / 2.0, "best": best, "high": best + 0.1, "confidence": 0.8, "rationale": rationale, "abstain": null })
}

#[test]
fn nobody_sees_anything_of_others_before_it_is_revealed() {
    let mut room = Room::new();
    let all: Vec<_> = MARKS.iter().map(|(name, _)| room.enter(name)).collect();
    let owl = room.enter("owl");
    for ((name, best), client) in MARKS.iter().zip(&all) {
        let answer = client.submit(("one", "q-link"), "key-00000001", &said(name, *best));
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    let leaks = |body: &str| {
        MARKS.iter().any(|(name, best)| {
            let said = format!("the one who is {name}");
            body.contains(&best.to_string()) || body.contains(&said)
        }) || ["Heron", "Finch", "heron", "finch"].iter().any(|name| body.contains(name))
    };
    for state in [RoundState::Open, RoundState::Closed] {
        if state != RoundState::Open {
            room.take();
            room.turn("one", state);
        }
        let seen = owl.get("/api/state").body;
        assert!(!leaks(&seen), "{state:?}: {seen}");
        assert_eq!(owl.state()["progress"], json!({ "answered": 0, "of": 3 }));
        assert_eq!(owl.state()["revealed"], Value::Null);
        // One's own is there.
        assert_eq!(all[0].state()["mine"]["q-link"]["best"], MARKS[0].1);
        assert_eq!(all[0].state()["progress"], json!({ "answered": 1, "of": 3 }));
    }
    room.turn("one", RoundState::Revealed);
    let state = owl.state();
    let shown = &state["revealed"]["q-link"];
    assert_eq!(shown["n"], 2);
    assert_eq!(shown["best"], json!([MARKS[0].1, MARKS[1].1]));
    assert_eq!(shown["rationales"].as_array().expect("reasons").len(), 2);
    assert_eq!(shown["pooled"]["rule"], "log-odds");
    let best = shown["pooled"]["best"].as_f64().expect("a pool");
    assert!(MARKS[0].1 < best && best < MARKS[1].1);
    // Names stay out even then; what people wrote themselves does not.
    let seen = owl.get("/api/state").body.replace("who is heron", "").replace("who is finch", "");
    assert!(!["Heron", "Finch", "heron", "finch"].iter().any(|name| seen.contains(name)), "{seen}");
}

#[test]
fn the_answers_of_others_change_nothing_that_one_can_measure() {
    let room = Room::new();
    let (heron, owl) = (room.enter("heron"), room.enter("owl"));
    let before = owl.get("/api/state").body;
    let own = heron.state()["version"].clone();
    assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.2).status, 200);
    // Not even the number of the version, on which a page waits.
    assert_eq!(owl.get("/api/state").body, before);
    assert_ne!(heron.state()["version"], own);
}

#[test]
fn a_page_that_waits_hears_of_the_next_state() {
    let mut room = Room::new();
    let owl = room.enter("owl");
    let version = owl.state()["version"].as_u64().expect("a number");
    let path = format!("/api/state?after={version}");
    let waiting = crate::client::aside({
        let owl = owl.clone();
        move || owl.get(&path).json()
    });
    room.turn("one", RoundState::Closed);
    let heard = waiting.join().expect("heard");
    assert_eq!(heard["round"]["state"], "closed");
    assert!(heard["version"].as_u64().expect("a number") > version);
    // Any other number, also a larger one, is answered at once with everything.
    for after in [0, u64::from(u32::MAX), u64::MAX] {
        let state = owl.get(&format!("/api/state?after={after}")).json();
        assert!(state["questions"].is_array());
    }
}

#[test]
fn a_second_round_tells_what_the_first_came_to() {
    let mut room = Room::new();
    let clients = ["heron", "finch", "owl"].map(|name| room.enter(name));
    for (client, best) in clients[..2].iter().zip([0.2, 0.4]) {
        assert_eq!(client.judge(("one", "q-link"), "key-00000001", best).status, 200);
    }
    let abstained =
        json!({ "abstain": "Outside my expertise: I build <b>boats</b>", "rationale": "no" });
    assert_eq!(clients[2].submit(("one", "q-link"), "key-00000001", &abstained).status, 200);
    assert_eq!(clients[2].state()["mine"]["q-link"]["abstain"], abstained["abstain"]);
    room.take();
    for state in [RoundState::Closed, RoundState::Revealed] {
        room.turn("one", state);
    }
    assert_eq!(clients[0].state()["round"]["id"], "one");
    room.turn("two", RoundState::Open);
    let state = clients[0].state();
    assert_eq!(state["round"]["id"], "two");
    assert_eq!(state["mine"], json!({}));
    let question = &state["questions"][0];
    assert_eq!(question["previous"]["best"], 0.2);
    assert_eq!(question["previous"]["confidence"], 0.8);
    assert_eq!(question["feedback"]["n"], 2);
    assert_eq!(question["feedback"]["abstained"], 1);
    assert_eq!(clients[2].state()["questions"][0]["previous"]["abstain"], abstained["abstain"]);
    // What is said now is no part of that.
    assert_eq!(clients[1].judge(("two", "q-link"), "key-00000002", 0.9).status, 200);
    assert_eq!(clients[0].state()["questions"][0], *question);
}

#[test]
fn a_draft_asks_nothing_yet() {
    let room = Room::of(in_state(&document(), "one", RoundState::Draft), false);
    let owl = room.enter("owl");
    let state = owl.state();
    assert_eq!(state["round"]["state"], "draft");
    assert_eq!(state["questions"], json!([]));
    assert_eq!(owl.judge(("two", "q-link"), "key-00000001", 0.2).status, 409);
}

#[test]
fn questions_come_in_words_and_with_their_surroundings() {
    let room = Room::new();
    let state = room.enter("owl").state();
    let questions = state["questions"].as_array().expect("questions");
    let [link, node, seed] = &questions[..] else { panic!("three questions") };
    assert!(link["text"].as_str().expect("words").contains("how likely is it"), "{link}");
    assert_eq!(link["element"], "Agents → Notebook");
    assert_eq!((&link["steps"], &link["quantity"]), (&json!(4), &Value::Null));
    assert_eq!(link["bands"][0], json!({ "name": "unlikely", "low": 0.0, "high": 0.25 }));
    // Of stability, too, the words say how likely it is what is asked: that it stays.
    assert!(node["text"].as_str().expect("words").contains("no instance of"), "{node}");
    assert_eq!(node["bands"], link["bands"]);
    // What stays in the house is not in the picture.
    let names: Vec<&str> = node["graph"]["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .filter_map(|node| node["name"].as_str())
        .collect();
    assert_eq!(names, ["Agents", "Notebook", "Board [withheld]"]);
    let body = state.to_string();
    assert!(!body.contains("vault") && !body.contains("Vault") && !body.contains("directors"));
    // Nobody learns what the seed is, nor that it is one.
    assert_eq!(seed["quantity"], json!({ "axis": "log", "unit": "tasks" }));
    assert_eq!((&seed["bands"], &seed["graph"]), (&json!([]), &Value::Null));
    assert!(!body.contains("4217") && !body.contains("seed\":"));
}

#[test]
fn who_answers_again_counts_with_the_last() {
    let mut room = Room::new();
    let heron = room.enter("heron");
    for (key, best) in [("key-00000001", 0.2), ("key-00000002", 0.3), ("key-00000003", 0.1)] {
        assert_eq!(heron.judge(("one", "q-link"), key, best).status, 200);
        assert_eq!(heron.state()["mine"]["q-link"]["best"], best);
    }
    let arrivals = room.take();
    let all = judgements(&arrivals);
    assert_eq!(all.len(), 3);
    assert!(all.windows(2).all(|pair| pair[0].recorded < pair[1].recorded));
    let counting = room.document.panel().counting(&id("one"));
    let counts = counting.values().next().expect("one counts");
    assert_eq!(counts.answer.numbers().map(|all| all[1]), Some(0.1));
    assert_eq!(counts.confidence, Some(80.0));
    // A best guess alone is an answer, too.
    let alone = json!({ "best": 0.25, "abstain": null });
    assert_eq!(heron.submit(("one", "q-link"), "key-00000004", &alone).status, 200);
    let arrivals = room.take();
    assert_eq!(judgements(&arrivals)[0].answer, Answer::Point(0.25));
    assert_eq!(heron.state()["mine"]["q-link"]["low"], Value::Null);
    for state in [RoundState::Closed, RoundState::Revealed] {
        room.turn("one", state);
    }
    let shown = heron.state()["revealed"]["q-link"].clone();
    assert_eq!((&shown["low"], &shown["best"]), (&json!([null]), &json!([0.25])));
    assert_eq!(shown["pooled"]["low"], 0.25);
}

#[test]
fn the_code_lets_in_whom_it_should() {
    let room = Room::new();
    let code = room.host.joining().code;
    let join = |name: &str, code: &str| {
        room.stranger().send(("POST", "/api/join"), &json!({ "code": code, "name": name }))
    };
    assert_eq!(join("Heron", "AAAAAA").status, 403);
    // The panel's experts by their pseudonyms, once each, and nobody else.
    let answer = join("heron", &code);
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.json()["expert"], json!({ "id": "heron", "name": "Heron" }));
    assert_eq!(join("HERON", &code).status, 409);
    for stranger in ["Stranger", ""] {
        assert_eq!(join(stranger, &code).status, 422);
    }
    // The personal link of who came in by the code is used up.
    assert_eq!(room.link("heron"), None);
}

#[test]
fn guests_come_into_the_panel() {
    let mut room = Room::of(document(), true);
    let code = room.host.joining().code;
    let join = |name: &str| {
        room.stranger().send(("POST", "/api/join"), &json!({ "code": code, "name": name }))
    };
    assert_eq!(join("Kite \u{202e}<b>").json()["expert"]["name"], "Kite <b>");
    assert_eq!(join("kite <B>").status, 409);
    assert_eq!(join(&"long".repeat(20)).status, 422);
    let nameless = room.stranger().send(("POST", "/api/join"), &json!({ "code": code })).json();
    assert!(nameless["expert"]["name"].as_str().expect("a name").starts_with("Expert "));
    let kite = room.host.seats().iter().any(|seat| seat.pseudonym == "Kite <b>" && seat.has_joined);
    assert!(kite);
    room.take();
    assert_eq!(room.document.panel().experts.len(), 5);
    let client =
        crate::client::Client::with(room.address(), nameless["token"].as_str().expect("a token"));
    assert_eq!(client.judge(("one", "q-link"), "key-00000001", 0.2).status, 200);
    room.take();
    assert_eq!(room.document.panel().judgements.len(), 1);
}

#[test]
fn a_new_link_voids_what_was_before_and_who_is_sent_out_stays_out() {
    let mut room = Room::new();
    let old = room.link("heron").expect("a link");
    let heron = room.enter("heron");
    assert_eq!(heron.get("/api/state").status, 200);
    room.host.renew(&id("heron"));
    assert_eq!(heron.get("/api/state").status, 401);
    let new = room.enter("heron");
    assert_eq!(new.get("/api/state").status, 200);
    let used = room.stranger().send(("POST", "/api/claim"), &json!({ "token": old }));
    assert_eq!(used.status, 410);
    room.host.dismiss(&id("heron"));
    assert_eq!(new.get("/api/state").status, 401);
    let is_gone = || room.host.seats().iter().all(|seat| seat.expert.as_str() != "heron");
    let mut looks = (0..5_000).map(|_| {
        is_gone() || {
            std::thread::sleep(std::time::Duration::from_millis(2));
            false
        }
    });
    assert!(looks.any(|is_gone| is_gone));
}

#[test]
fn nothing_is_acknowledged_that_the_document_could_not_take() {
    let mut room = Room::new();
    let heron = room.enter("heron");
    let full = room.document.clone();
    let removed = full.edited(&Edit::panel(PanelEdit::RemoveExpert(id("heron")))).expect("taken");
    room.show(removed);
    assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.2).status, 403);
    assert_eq!(heron.get("/api/state").status, 403);
    // The removal is undone, and the token holds.
    room.show(full);
    assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.2).status, 200);
    assert_eq!(judgements(&room.take()).len(), 1);
}

#[test]
fn the_time_that_is_left_is_shown() {
    let room = Room::new();
    let owl = room.enter("owl");
    assert_eq!(owl.state()["round"]["deadline"], Value::Null);
    room.host.set_deadline(Some(600));
    let deadline = owl.state()["round"]["deadline"].clone();
    assert!(deadline.as_str().expect("a moment").ends_with('Z'), "{deadline}");
    room.host.set_deadline(None);
    assert_eq!(owl.state()["round"]["deadline"], Value::Null);
}

#[test]
fn how_to_come_in_is_drawn_for_cameras() {
    let room = Room::new();
    let joining = room.host.joining();
    assert_eq!(joining.link, format!("http://{}/#{}", joining.address, joining.code));
    let (side, dark) = joining.modules;
    assert_eq!(dark.len(), side * side);
    // The three corners that cameras look for: dark frames around light ones.
    for (x, y) in [(0, 0), (side - 7, 0), (0, side - 7)] {
        assert!(
            dark[y * side + x] && !dark[(y + 1) * side + x + 1] && dark[(y + 3) * side + x + 3]
        );
    }
}
