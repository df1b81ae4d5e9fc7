//! What somebody may try who means no good.

use driftline::model::RoundState;
use serde_json::{Value, json};

use crate::{
    client::{Client, raw},
    room::{Room, judgements},
};

/// A request in one's own words, ended as one connection.
fn words(room: &Room, lines: &str) -> crate::client::Answer {
    let address = room.address().to_string();
    let text = lines.replace("{host}", &address).replace('\n', "\r\n");
    raw(room.address(), format!("{text}\r\nConnection: close\r\n\r\n").as_bytes())
}

#[test]
fn guessed_tokens_open_nothing() {
    let room = Room::new();
    let heron = room.enter("heron");
    let own = heron.token.clone().expect("a token");
    let near = format!("{}{}", &own[..own.len() - 1], if own.ends_with('A') { 'B' } else { 'A' });
    let code = room.host.joining().code;
    for guess in ["", "heron", &near, &own[1..], &own.to_lowercase(), &code, "null", "*", "Bearer"]
    {
        let guess = Client::with(room.address(), guess);
        assert_eq!(guess.get("/api/state").status, 401);
        assert_eq!(guess.judge(("one", "q-link"), "key-00000001", 0.2).status, 401);
    }
    assert_eq!(room.stranger().get("/api/state").status, 401);
    let basic = [("Authorization", "Basic aGVyb246aGVyb24=")];
    assert_eq!(room.stranger().ask(("GET", "/api/state"), &basic, None).status, 401);
    let two = [("Authorization", &*format!("Bearer {own}")), ("Authorization", "Bearer x")];
    assert_eq!(room.stranger().ask(("GET", "/api/state"), &two, None).status, 401);
    // A token in the address ends up in histories: it is not taken there.
    for path in ["/api/state?token=", "/api/state?access_token=", "/api/state?after=0&token="] {
        let answer = room.stranger().get(&format!("{path}{own}"));
        assert!(matches!(answer.status, 400 | 401), "{path}: {}", answer.status);
    }
    assert_eq!(heron.get("/api/state").status, 200);
}

#[test]
fn guessing_tokens_is_slowed_down_for_who_has_none() {
    let room = Room::new();
    let heron = room.enter("heron");
    let mut slowed = None;
    for number in 0..1_500 {
        let guess = Client::with(room.address(), &format!("guess-{number}"));
        let answer = guess.get("/api/state");
        if answer.status == 429 {
            slowed = answer.header("Retry-After").map(str::to_owned);
            break;
        }
        assert_eq!(answer.status, 401);
    }
    assert!(slowed.expect("slowed down").parse::<u32>().expect("seconds") >= 1);
    assert_eq!(heron.get("/api/state").status, 200);
}

#[test]
fn the_code_cannot_be_guessed() {
    let room = Room::new();
    let heron = room.enter("heron");
    let join = |code: &str| {
        let body = json!({ "code": code, "name": "Owl" });
        room.stranger().send(("POST", "/api/join"), &body)
    };
    let mut tries = 0;
    let slowed = loop {
        let answer = join(&format!("AAAA{tries:02}"));
        if answer.status != 403 {
            break answer;
        }
        tries += 1;
    };
    assert!((10..=30).contains(&tries), "{tries}");
    assert_eq!(slowed.status, 429);
    assert!(slowed.header("Retry-After").expect("a header").parse::<u32>().expect("seconds") >= 1);
    // Not even the right one gets in now, or guessing would go on; who is in stays in.
    assert_eq!(join(&room.host.joining().code).status, 429);
    assert_eq!(heron.get("/api/state").status, 200);
    let link = room.link("owl").expect("a link");
    let claim = room.stranger().send(("POST", "/api/claim"), &json!({ "token": link }));
    assert_eq!(claim.status, 429);
}

#[test]
fn a_link_lets_in_once() {
    let room = Room::new();
    let token = room.link("heron").expect("a link");
    let claim = |token: &str| {
        room.stranger().send(("POST", "/api/claim"), &json!({ "token": token })).status
    };
    // The link itself is no token.
    assert_eq!(Client::with(room.address(), &token).get("/api/state").status, 401);
    assert_eq!(claim("no such link, whoever asks"), 403);
    assert_eq!(claim(&token), 200);
    assert_eq!(claim(&token), 410);
    let room = room.again();
    let used = room.stranger().send(("POST", "/api/claim"), &json!({ "token": token }));
    assert_eq!(used.status, 410);
}

#[test]
fn what_is_sent_twice_is_taken_once() {
    let mut room = Room::new();
    let (heron, finch) = (room.enter("heron"), room.enter("finch"));
    let first = heron.judge(("one", "q-link"), "key-00000001", 0.2);
    let again = heron.judge(("one", "q-link"), "key-00000001", 0.2);
    assert_eq!((first.status, again.status), (200, 200));
    assert_eq!(first.body, again.body);
    assert_eq!(first.json()["key"], "key-00000001");
    for (round, question, best) in [("one", "q-link", 0.3), ("one", "q-node", 0.2)] {
        assert_eq!(heron.judge((round, question), "key-00000001", best).status, 409);
    }
    // Keys of others are others' keys.
    assert_eq!(finch.judge(("one", "q-link"), "key-00000001", 0.3).status, 200);
    // An answer that was taken is acknowledged also after the end.
    room.take();
    room.turn("one", RoundState::Closed);
    assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.2).body, first.body);
    assert_eq!(heron.judge(("one", "q-link"), "key-00000009", 0.2).status, 409);
    assert_eq!(room.document.panel().judgements.len(), 2);
}

#[test]
fn nobody_speaks_for_another() {
    let mut room = Room::new();
    let (heron, finch) = (room.enter("heron"), room.enter("finch"));
    let body = json!({
        "round": "one", "question": "q-link", "key": "key-00000001", "expert": "finch",
        "judgement": { "best": 0.2 },
    });
    assert_eq!(heron.send(("PUT", "/api/judgements"), &body).status, 400);
    let inside = json!({ "best": 0.2, "expert": "finch" });
    assert_eq!(heron.submit(("one", "q-link"), "key-00000001", &inside).status, 400);
    let dated = json!({ "best": 0.2, "recorded": "2999-01-01 00:00:00" });
    assert_eq!(heron.submit(("one", "q-link"), "key-00000001", &dated).status, 400);
    assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.2).status, 200);
    let arrivals = room.host.arrivals();
    let all = judgements(&arrivals);
    assert_eq!((all.len(), all[0].expert.as_str()), (1, "heron"));
    assert_eq!(finch.state()["mine"], json!({}));
}

#[test]
fn answers_are_taken_only_where_they_are_asked_for() {
    let mut room = Room::new();
    let heron = room.enter("heron");
    for (round, question, status) in [
        ("two", "q-link", 409),
        ("three", "q-link", 409),
        ("../one", "q-link", 409),
        ("", "q-link", 409),
        ("one", "q-none", 404),
        ("one", "Q LINK", 404),
        ("one", "", 404),
    ] {
        let answer = heron.judge((round, question), "key-00000001", 0.2);
        assert_eq!(answer.status, status, "{round} {question}");
    }
    for state in [RoundState::Closed, RoundState::Revealed, RoundState::Adopted] {
        room.turn("one", state);
        assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.2).status, 409);
    }
    room.turn("two", RoundState::Open);
    assert_eq!(heron.judge(("two", "q-link"), "key-00000001", 0.2).status, 200);
    // What only the other round asks.
    assert_eq!(heron.judge(("two", "q-seed"), "key-00000002", 0.2).status, 404);
}

#[test]
fn only_numbers_that_can_be_answers_are_taken() {
    let mut room = Room::new();
    let heron = room.enter("heron");
    let put = |question: &str, said: &str| {
        let body = format!(
            r#"{{"round":"one","question":"{question}","key":"key-00000001","judgement":{said}}}"#
        );
        let json = [("Content-Type", "application/json")];
        heron.ask(("PUT", "/api/judgements"), &json, Some(&body))
    };
    for (question, said, status, field) in [
        ("q-link", r#"{"low":0.1,"best":0.2,"high":1.01}"#, 422, "high"),
        ("q-link", r#"{"low":-1e-9,"best":0.2,"high":0.3}"#, 422, "low"),
        ("q-link", r#"{"low":0.3,"best":0.2,"high":0.4}"#, 422, "best"),
        ("q-link", r#"{"low":0.4,"best":0.4,"high":0.3}"#, 422, "high"),
        ("q-link", r#"{"low":0.4,"high":0.5}"#, 422, "best"),
        ("q-link", r#"{"best":0.4,"confidence":80}"#, 422, "confidence"),
        ("q-link", r#"{"best":0.4,"confidence":-0.0}"#, 422, "confidence"),
        ("q-link", r#"{"best":0.4,"abstain":"so"}"#, 422, "abstain"),
        ("q-link", r#"{"best":-1.7976931348623157e308}"#, 422, "best"),
        ("q-seed", r#"{"best":0}"#, 422, "best"),
        ("q-seed", r#"{"low":-5,"best":3,"high":4}"#, 422, "low"),
        ("q-link", r#"{"best":1e400}"#, 400, ""),
        ("q-link", r#"{"best":-1e400}"#, 400, ""),
        ("q-link", r#"{"best":NaN}"#, 400, ""),
        ("q-link", r#"{"best":Infinity}"#, 400, ""),
        ("q-link", r#"{"best":"0.1"}"#, 400, ""),
        ("q-link", r#"{"best":[0.1]}"#, 400, ""),
        ("q-link", r#"{"best":0.1,"best":0.2}"#, 400, ""),
        ("q-link", "null", 400, ""),
        ("q-link", "{}", 422, "best"),
    ] {
        let answer = put(question, said);
        assert_eq!(answer.status, status, "{said}: {}", answer.body);
        let told = answer.json()["field"].as_str().unwrap_or_default().to_owned();
        assert_eq!(told, field, "{said}");
    }
    let long = json!({ "best": 0.2, "rationale": "é".repeat(10_001) });
    assert_eq!(heron.submit(("one", "q-link"), "key-00000001", &long).status, 422);
    for key in
        ["", "short", "has blanks in it", &"k".repeat(65), "<script>1</script>", "k\u{0}23456789"]
    {
        assert_eq!(heron.judge(("one", "q-link"), key, 0.2).status, 400, "{key:?}");
    }
    assert!(room.host.arrivals().is_empty());
    for (key, said) in [
        ("key-00000001", json!({ "low": 0.0, "best": 0.0, "high": 1.0 })),
        ("key-00000002", json!({ "best": 1.0, "rationale": "é".repeat(10_000) })),
    ] {
        let answer = heron.submit(("one", "q-link"), key, &said);
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    assert_eq!(room.take().len(), 2);
}

#[test]
fn markup_in_reasons_stays_text() {
    let mut room = Room::new();
    let heron = room.enter("heron");
    let reason = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u{2028}<!-- \u{0} \u{202e} ]]>";
    let said = json!({ "best": 0.2, "rationale": reason });
    assert_eq!(heron.submit(("one", "q-link"), "key-00000001", &said).status, 200);
    let answer = heron.get("/api/state");
    // Nothing in it begins a tag, whatever takes it for a page; the text is the same.
    assert!(!answer.body.contains('<'));
    assert_eq!(answer.json()["mine"]["q-link"]["rationale"], reason);
    assert_eq!(answer.json()["title"], "Fleet <i>");
    assert!(answer.header("Content-Type").expect("a type").starts_with("application/json"));
    let arrivals = room.take();
    assert_eq!(judgements(&arrivals)[0].rationale, reason);
    let room = room.again();
    assert_eq!(room.host.missing(&crate::room::document()).1[0].rationale, reason);
}

#[test]
fn there_is_nothing_but_the_page_and_its_questions() {
    let room = Room::new();
    let heron = room.enter("heron");
    for path in [
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/./",
        "/index.html",
        "/page.html",
        "/favicon.ico",
        "/room.workshop",
        "/assets/",
        "/api",
        "/api/",
        "/api/state/",
        "/api/../api/state",
        "/api/experts",
        "/api/judgements/one",
        "/API/STATE",
        "/\u{e9}",
        "/%00",
        "/%ff",
    ] {
        let answer = heron.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(!answer.body.contains("root:") && answer.body.len() < 200, "{path}");
    }
    for path in
        ["/api/state?after=-1", "/api/state?after=1e9", "/api/state?after=", "/api/state?x=1"]
    {
        assert_eq!(heron.get(path).status, 400, "{path}");
    }
}

#[test]
fn other_methods_do_nothing() {
    let mut room = Room::new();
    let heron = room.enter("heron");
    let body = json!({
        "round": "one", "question": "q-link", "key": "key-00000001", "judgement": { "best": 0.2 },
    });
    for (method, path) in [
        ("GET", "/api/judgements"),
        ("POST", "/api/judgements"),
        ("PATCH", "/api/judgements"),
        ("DELETE", "/api/judgements"),
        ("POST", "/api/state"),
        ("PUT", "/api/state"),
        ("GET", "/api/join"),
        ("PUT", "/api/claim"),
        ("POST", "/"),
        ("TRACE", "/"),
        ("DELETE", "/"),
        ("OPTIONS", "/api/judgements"),
        ("FOO", "/api/judgements"),
    ] {
        let headers = [("Content-Type", "application/json"), ("X-HTTP-Method-Override", "PUT")];
        let answer = heron.ask((method, path), &headers, Some(&body.to_string()));
        assert_eq!(answer.status, 405, "{method} {path}");
        assert!(answer.header("Access-Control-Allow-Origin").is_none());
    }
    assert!(room.host.arrivals().is_empty());
}

#[test]
fn other_sites_cannot_make_a_browser_ask() {
    let mut room = Room::new();
    let heron = room.enter("heron");
    let body = json!({
        "round": "one", "question": "q-link", "key": "key-00000001", "judgement": { "best": 0.2 },
    });
    let body = body.to_string();
    let own = format!("http://{}", room.address());
    let localhost = format!("http://localhost:{}", room.address().port());
    let put = |headers: &[(&str, &str)]| {
        heron.ask(("PUT", "/api/judgements"), headers, Some(&body)).status
    };
    let json = ("Content-Type", "application/json");
    let https = own.replace("http", "https");
    for origin in
        ["http://evil.example", "null", &https, &format!("{own}.evil.example"), "http://127.0.0.1"]
    {
        assert_eq!(put(&[json, ("Origin", origin)]), 403, "{origin}");
        assert_eq!(heron.ask(("GET", "/api/state"), &[("Origin", origin)], None).status, 403);
    }
    for site in ["cross-site", "same-site", "x"] {
        assert_eq!(put(&[json, ("Sec-Fetch-Site", site)]), 403, "{site}");
    }
    assert_eq!(put(&[json, ("Origin", &own), ("Origin", "http://evil.example")]), 403);
    // What forms can send without asking first.
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonp",
    ] {
        assert_eq!(put(&[("Content-Type", kind)]), 415, "{kind}");
    }
    assert_eq!(put(&[]), 415);
    assert!(room.host.arrivals().is_empty());
    for origin in [&own, &localhost] {
        let headers = [json, ("Origin", origin), ("Sec-Fetch-Site", "same-origin")];
        assert_eq!(put(&headers), 200, "{origin}");
    }
    // A link to the page may be followed from anywhere.
    let followed = room.stranger().ask(("GET", "/"), &[("Sec-Fetch-Site", "cross-site")], None);
    assert_eq!(followed.status, 200);
}

#[test]
fn names_that_others_pointed_here_are_not_served() {
    let room = Room::new();
    let heron = room.enter("heron");
    let token = heron.token.as_deref().expect("a token");
    let port = room.address().port();
    let asked = |host: &str| {
        words(&room, &format!("GET /api/state HTTP/1.1\nAuthorization: Bearer {token}\n{host}"))
            .status
    };
    assert_eq!(asked("Host: {host}"), 200);
    assert_eq!(asked(&format!("Host: localhost:{port}")), 200);
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        "127.0.0.1".to_owned(),
        format!("127.0.0.1:{}", port ^ 1),
        format!("127.0.0.2:{port}"),
        format!("0.0.0.0:{port}"),
        format!("[::1]:{port}"),
        format!("user@127.0.0.1:{port}"),
        String::new(),
    ] {
        let status = asked(&format!("Host: {host}"));
        assert!(matches!(status, 400 | 421), "{host}: {status}");
    }
    assert_eq!(asked("X-Nothing: 1"), 400);
    assert_eq!(asked(&format!("Host: {{host}}\nHost: evil.example:{port}")), 400);
    let absolute = format!("GET http://evil.example:{port}/ HTTP/1.1\nHost: {{host}}");
    assert_eq!(words(&room, &absolute).status, 421);
    let forwarded = words(&room, "GET / HTTP/1.1\nHost: evil.example\nX-Forwarded-Host: {host}");
    assert_eq!(forwarded.status, 421);
}

#[test]
fn every_answer_says_how_it_is_to_be_treated() {
    let room = Room::new();
    let heron = room.enter("heron");
    let answers = [
        heron.get("/"),
        heron.get("/api/state"),
        heron.get("/none"),
        heron.ask(("POST", "/"), &[], None),
        room.stranger().get("/api/state"),
        heron.judge(("one", "q-link"), "key-00000001", 2.0),
        words(&room, "GET / HTTP/1.1\nHost: evil.example"),
    ];
    for answer in &answers {
        for (name, value) in [
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Frame-Options", "DENY"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{} {name}", answer.status);
        }
        let policy = answer.header("Content-Security-Policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(answer.header("Set-Cookie").is_none() && answer.header("Server").is_none());
        assert!(answer.header("Date").is_some());
    }
    let (one, two) = (heron.get("/"), heron.get("/"));
    let nonce = |answer: &crate::client::Answer| {
        let policy = answer.header("Content-Security-Policy").expect("a policy").to_owned();
        let start = policy.find("script-src 'nonce-").expect("a nonce") + 18;
        policy[start..].split('\'').next().expect("an end").to_owned()
    };
    assert_ne!(nonce(&one), nonce(&two));
    assert_eq!(
        one.header("Content-Security-Policy").expect("a policy"),
        "default-src 'none'; script-src 'nonce-N'; style-src 'nonce-N'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            .replace('N', &nonce(&one))
    );
    assert!(
        one.body.contains(&format!("nonce=\"{}\"", nonce(&one))) && !one.body.contains("{{NONCE}}")
    );
    let head = heron.ask(("HEAD", "/"), &[], None);
    assert_eq!((head.status, &*head.body), (200, ""));
}

#[test]
fn refusals_tell_nothing_of_what_was_sent() {
    let mut room = Room::new();
    let heron = room.enter("heron");
    let secret = json!({ "low": 0.431_77, "best": 0.1, "high": 0.2, "rationale": "my secret" });
    let answer = heron.submit(("one", "q-link"), "key-00000001", &secret);
    assert_eq!(answer.status, 422);
    assert!(!answer.body.contains("0.43177") && !answer.body.contains("secret"), "{}", answer.body);
    let broken = r#"{"round":"one","question":"q-link","key":"key-00000001","judgement":{"best":0.43177,"rationale":"my secret"#;
    let kind = [("Content-Type", "application/json")];
    let answer = heron.ask(("PUT", "/api/judgements"), &kind, Some(broken));
    assert_eq!(answer.status, 400);
    assert!(!answer.body.contains("0.43177") && !answer.body.contains("secret"), "{}", answer.body);
    assert_eq!(room.host.remarks(), Vec::<String>::new());
    assert!(room.host.arrivals().is_empty());
    assert_eq!(heron.state()["mine"], Value::Object(serde_json::Map::new()));
}
