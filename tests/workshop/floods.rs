//! Too much, too long, too slow, or no sense at all.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{RngCore, SeedableRng},
};
use serde_json::json;

use crate::{
    client::{Answer, raw},
    room::{Room, judgements},
};

#[test]
fn bodies_that_are_too_long_are_not_read() {
    let mut room = Room::new();
    let heron = room.enter("heron");
    let submission = |length: usize| {
        json!({
            "round": "one", "question": "q-link", "key": "key-00000001",
            "judgement": { "best": 0.2, "rationale": "x".repeat(length) },
        })
    };
    assert_eq!(heron.send(("PUT", "/api/judgements"), &submission(70_000)).status, 413);
    // A length that only is announced, or is not announced at all.
    let head = format!(
        "PUT /api/judgements HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nConnection: close\r\n",
        room.address(),
        heron.token.as_deref().expect("a token"),
    );
    let announced =
        raw(room.address(), format!("{head}Content-Length: 99999999\r\n\r\n").as_bytes());
    assert_eq!(announced.status, 413);
    let chunk = format!("4000\r\n{}\r\n", "x".repeat(0x4000)).repeat(6);
    let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n");
    assert_eq!(raw(room.address(), chunked.as_bytes()).status, 413);
    // Two lengths, and two ways to tell it, are how requests are smuggled.
    for both in [
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    ] {
        let answer = raw(room.address(), format!("{head}{both}").as_bytes());
        assert!((400..500).contains(&answer.status), "{both}: {}", answer.status);
    }
    // The longest that a page sends is taken.
    assert_eq!(heron.send(("PUT", "/api/judgements"), &submission(20_000)).status, 200);
    assert_eq!(room.host.arrivals().len(), 1);
}

#[test]
fn heads_that_are_too_long_are_not_read() {
    let room = Room::new();
    let heron = room.enter("heron");
    let long = "x".repeat(64 << 10);
    for headers in [vec![("X-Long", &*long)], vec![("X-Short", "x"); 200]] {
        let answer = heron.ask(("GET", "/api/state"), &headers, None);
        assert!(matches!(answer.status, 0 | 400 | 431), "{}", answer.status);
    }
    let path = heron.get(&format!("/{long}"));
    assert!(matches!(path.status, 0 | 400 | 414 | 431), "{}", path.status);
    assert_eq!(heron.get("/api/state").status, 200);
}

/// A body with some bytes changed, left out, doubled or put in.
fn spoiled(body: &[u8], random: &mut Xoshiro256PlusPlus) -> Vec<u8> {
    let mut bytes = body.to_vec();
    for _ in 0..=random.next_u32() % 3 {
        let at = random.next_u32() as usize % bytes.len().max(1);
        let byte = random.next_u32() as u8;
        match random.next_u32() % 6 {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, byte),
            2 => bytes.insert(at, b"{}[]\",:0-e\\"[usize::from(byte) % 11]),
            3 if !bytes.is_empty() => drop(bytes.remove(at)),
            4 => bytes.extend_from_within(at..),
            _ => bytes.iter_mut().skip(at).take(1).for_each(|old| *old = byte),
        }
    }
    bytes
}

#[test]
fn bodies_without_sense_are_refused_and_nothing_breaks() {
    let mut room = Room::new();
    let heron = room.enter("heron");
    let body = json!({
        "round": "one", "question": "q-link", "key": "key-00000001",
        "judgement": { "low": 0.1, "best": 0.2, "high": 0.3, "confidence": 0.8, "rationale": "w\u{e9}ll", "abstain": null },
    })
    .to_string();
    let mut random = Xoshiro256PlusPlus::seed_from_u64(7);
    let mut statuses = std::collections::BTreeMap::new();
    let token = heron.token.as_deref().expect("a token");
    for number in 0..1_500 {
        let spoiled = spoiled(body.as_bytes(), &mut random);
        // Two in three to where answers go, the others to where people come in.
        let (method, path) =
            [("PUT", "/api/judgements"), ("PUT", "/api/judgements"), ("POST", "/api/join")]
                [number % 3];
        let mut bytes = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            room.address(),
            spoiled.len(),
        )
        .into_bytes();
        bytes.extend(&spoiled);
        let answer = raw(room.address(), &bytes);
        // 429 comes once the tries are used up.
        let is_told = matches!(answer.status, 200 | 400 | 404 | 409 | 413 | 422 | 429);
        assert!(is_told, "{}: {}", answer.status, String::from_utf8_lossy(&spoiled));
        *statuses.entry(answer.status).or_insert(0) += 1;
    }
    assert!(statuses[&400] > 500, "{statuses:?}");
    // What was taken says something that can be an answer.
    let arrivals = room.take();
    for judgement in judgements(&arrivals) {
        assert_eq!(judgement.expert.as_str(), "heron");
    }
}

#[test]
fn heads_without_sense_are_refused_and_nothing_breaks() {
    let room = Room::new();
    let heron = room.enter("heron");
    let head = format!(
        "GET /api/state?after=1 HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nAccept: */*\r\nConnection: close\r\n\r\n",
        room.address(),
        heron.token.as_deref().expect("a token"),
    );
    let mut random = Xoshiro256PlusPlus::seed_from_u64(11);
    for _ in 0..400 {
        let mut spoiled = spoiled(head.as_bytes(), &mut random);
        // So that nothing waits for an end that never comes; slow heads are another matter.
        spoiled.extend(b"\r\n\r\n");
        let mut stream = TcpStream::connect(room.address()).expect("connected");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
        let _is_sent = stream.write_all(&spoiled).is_ok();
        let _is_shut = stream.shutdown(std::net::Shutdown::Write).is_ok();
        let mut all = Vec::new();
        let _is_whole = stream.read_to_end(&mut all).is_ok();
        let status = Answer::of(&all).status;
        assert!(status < 500 || status == 505, "{status}: {}", String::from_utf8_lossy(&spoiled));
    }
    assert_eq!(heron.get("/api/state").status, 200);
}

#[test]
fn who_is_slow_waits_alone_and_not_forever() {
    let mut room = Room::new();
    let heron = room.enter("heron");
    let half_head = format!("GET /api/state HTTP/1.1\r\nHost: {}\r\nX-Slow: ", room.address());
    let half_body = format!(
        "PUT /api/judgements HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: 300\r\n\r\n{{\"round\"",
        room.address(),
        heron.token.as_deref().expect("a token"),
    );
    let connect = |text: &str| {
        let mut stream = TcpStream::connect(room.address()).expect("connected");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
        stream.write_all(text.as_bytes()).expect("sent");
        stream
    };
    let mut slow: Vec<TcpStream> = Vec::new();
    for _ in 0..100 {
        slow.extend([connect(""), connect(&half_head), connect(&half_body)]);
    }
    // Everybody else is served meanwhile.
    for number in 0..20 {
        let key = format!("key-{number:08}");
        assert_eq!(heron.judge(("one", "q-link"), &key, 0.2).status, 200);
    }
    assert_eq!(room.host.arrivals().len(), 20);
    // The server ends each of them; what it has taken of their bodies counts for nothing.
    for stream in &mut slow {
        let mut all = Vec::new();
        let _is_reset = stream.read_to_end(&mut all).is_ok();
        let status = Answer::of(&all).status;
        assert!(matches!(status, 0 | 400 | 408), "{status}");
    }
    assert!(room.host.arrivals().is_empty());
    assert_eq!(heron.get("/api/state").status, 200);
}

#[test]
fn with_too_many_connections_the_rest_is_told_to_wait() {
    let room = Room::new();
    let heron = room.enter("heron");
    let mut open = Vec::new();
    for _ in 0..950 {
        open.push(TcpStream::connect(room.address()).expect("connected"));
    }
    let turned_away = heron.get("/api/state");
    assert_eq!(turned_away.status, 503);
    assert!(turned_away.header("Retry-After").is_some());
    drop(open);
    let mut tries = 0;
    while heron.get("/api/state").status != 200 {
        tries += 1;
        assert!(tries < 1_000, "no room though all have gone");
        std::thread::sleep(Duration::from_millis(10));
    }
}
