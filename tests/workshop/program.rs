//! The program that serves: killed, stopped, overtaken, and started again.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver},
    time::Duration,
};

use driftline::{
    formats::{self, Format},
    model::*,
};
use serde_json::json;

use crate::{
    client::Client,
    room::{document, id, in_state},
};

const PATIENCE: Duration = Duration::from_mins(1);

fn read(path: &Path) -> Assessment {
    formats::read(&fs::read(path).expect("a file"), None).expect("a document").document
}

fn write(path: &Path, document: &Assessment) {
    fs::write(path, formats::write(document, Format::Ron).expect("text")).expect("written");
}

/// A program that serves.
struct Program {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
    link: String,
}

impl Program {
    fn start(path: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_driftline"))
            .arg("serve")
            .arg(path)
            .args(arguments)
            .env("XDG_DATA_HOME", path.with_file_name("data"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("started");
        let input = child.stdin.take().expect("an input");
        let output = BufReader::new(child.stdout.take().expect("an output"));
        let (sender, lines) = mpsc::channel();
        crate::client::aside(move || {
            for line in output.lines().map_while(Result::ok) {
                drop(sender.send(line));
            }
        });
        let mut program = Self { child, input, lines, link: String::new() };
        let link = program.until("link: ");
        link.trim_start_matches("link: ").clone_into(&mut program.link);
        program.until("type 'help'");
        program
    }

    /// The next line that has some words.
    fn until(&self, words: &str) -> String {
        let mut seen = Vec::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("no '{words}' after {seen:?}"));
            if line.contains(words) {
                return line;
            }
            seen.push(line);
        }
    }

    fn say(&mut self, command: &str) {
        writeln!(self.input, "{command}").expect("said");
    }

    fn told(&mut self, command: &str, words: &str) -> String {
        self.say(command);
        self.until(words)
    }

    fn address(&self) -> std::net::SocketAddr {
        let rest = self.link.trim_start_matches("http://");
        rest.split('/').next().expect("an address").parse().expect("an address")
    }

    fn join(&self, name: &str) -> Client {
        let code = self.link.split_once('#').expect("a code").1;
        let body = json!({ "code": code, "name": name });
        let answer = Client::new(self.address()).send(("POST", "/api/join"), &body);
        assert_eq!(answer.status, 200, "{}", answer.body);
        Client::with(self.address(), answer.json()["token"].as_str().expect("a token"))
    }

    fn ended(mut self) -> ExitStatus {
        self.child.wait().expect("ended")
    }

    fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }
}

fn file(folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("room.driftline");
    write(&path, &in_state(&document(), "one", RoundState::Draft));
    path
}

#[test]
fn a_workshop_is_led_by_typed_commands() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(&folder);
    let links = folder.path().join("links.csv");
    let mut program =
        Program::start(&path, &["--round", "one", "--links", links.to_str().expect("text")]);
    let heron = program.join("Heron");
    assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.377_31).status, 200);
    program.told("status", "round one: open");
    let status = [program.until("Finch"), program.until("Heron"), program.until("Owl")];
    assert!(status[1].contains("connected") && status[1].contains("1 of 3"), "{status:?}");
    assert!(status[0].contains("not yet in") && status[0].contains("0 of 3"), "{status:?}");
    assert!(program.told("links", "Finch: http").contains("#t="));
    for (command, words) in [
        ("open two", "error: round 'one' is open; close it first"),
        ("open none", "error: there is no round 'none'"),
        ("reveal", "error: no round is closed"),
        ("dance", "error: there is no command 'dance'"),
        ("renew nobody", "error: there is no expert 'nobody'"),
        ("deadline soon", "error: name the minutes"),
        ("deadline 15", "15 minutes are left"),
        ("close", "round one is closed"),
        ("close", "error: no round is open"),
        ("reveal", "round one is revealed"),
        ("open two", "round two is open"),
    ] {
        program.told(command, words);
    }
    assert_eq!(heron.state()["questions"][0]["feedback"]["best"], json!([0.377_31]));
    assert_eq!(heron.judge(("two", "q-link"), "key-00000002", 0.3).status, 200);
    program.told("renew heron", "heron: http");
    assert_eq!(heron.get("/api/state").status, 401);
    let table = fs::read_to_string(&links).expect("read");
    assert_eq!(table.lines().count(), 4);
    assert!(table.starts_with("expert,pseudonym,link\n") && table.contains("\nheron,Heron,http"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&links).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    program.say("stop");
    assert_eq!(program.ended().code(), Some(0));
    let after = read(&path);
    assert_eq!(after.panel().judgements.len(), 2);
    let states: Vec<RoundState> = after.panel().rounds.iter().map(|round| round.state).collect();
    assert_eq!(states, [RoundState::Revealed, RoundState::Open]);
    assert!(
        is_moment(&after.panel().rounds[0].opened) && is_moment(&after.panel().rounds[0].closed)
    );
}

#[test]
fn the_log_has_no_code_no_link_and_no_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(&folder);
    let links = folder.path().join("links.csv");
    let program =
        Program::start(&path, &["--round", "one", "--links", links.to_str().expect("text")]);
    let heron = program.join("Heron");
    assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.377_31).status, 200);
    let code = program.link.split_once('#').expect("a code").1.to_owned();
    program.kill();
    let log = folder.path().join("data/driftline/log/driftline.log");
    let log = fs::read_to_string(log).expect("a log");
    assert!(log.contains("serving a workshop"), "{log}");
    let links = fs::read_to_string(links).expect("links");
    let tokens: Vec<&str> = links.split('#').skip(1).filter_map(|rest| rest.get(..20)).collect();
    assert!(tokens.len() >= 2, "{links}");
    for secret in tokens.into_iter().chain([code.as_str(), "37731", "Heron", "Finch"]) {
        assert!(!log.contains(secret), "{secret}");
    }
}

#[test]
fn killed_and_started_again_nothing_is_lost_or_doubled() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(&folder);
    let program = Program::start(&path, &["--round", "one", "--guests"]);
    let clients = ["Heron", "Finch", "A guest"].map(|name| program.join(name));
    for client in &clients {
        for question in ["q-link", "q-node"] {
            let key = format!("key-{question}");
            assert_eq!(client.judge(("one", question), &key, 0.2).status, 200);
        }
    }
    let link = program.link.clone();
    program.kill();
    let mut program = Program::start(&path, &["--guests"]);
    assert_eq!(program.link, link);
    for client in &clients {
        // Pages that did not hear the answer send again.
        assert_eq!(client.judge(("one", "q-link"), "key-q-link", 0.2).status, 200);
        assert_eq!(client.judge(("one", "q-seed"), "key-q-seed", 0.2).status, 200);
        assert_eq!(client.state()["progress"], json!({ "answered": 3, "of": 3 }));
    }
    program.told("close", "round one is closed");
    program.kill();
    let after = read(&path);
    assert_eq!(after.panel().judgements.len(), 9);
    assert_eq!(after.panel().counting(&id("one")).len(), 9);
    assert_eq!(after.panel().experts.len(), 4);
}

#[test]
fn a_file_that_somebody_else_wrote_is_not_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(&folder);
    let mut program = Program::start(&path, &["--round", "one"]);
    let heron = program.join("Heron");
    let mut parts = read(&path).to_parts();
    parts.about.title = "Changed by somebody else".to_owned();
    let changed = Assessment::new(parts).expect("valid");
    write(&path, &changed);
    assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.2).status, 200);
    program.until("somebody else changed the file");
    program.told("close", "error: ");
    // The doors stay open, and answers are kept.
    assert_eq!(heron.judge(("one", "q-node"), "key-00000002", 0.2).status, 200);
    assert_eq!(read(&path), changed);
    program.told("reload", "read anew");
    let merged = read(&path);
    assert_eq!(merged.about().title, "Changed by somebody else");
    assert_eq!(merged.panel().judgements.len(), 2);
    write(&path, &changed);
    assert_eq!(heron.judge(("one", "q-seed"), "key-00000003", 0.2).status, 200);
    program.say("stop");
    assert_eq!(program.ended().code(), Some(1));
    assert_eq!(read(&path), changed);
    // Served anew, all of it comes together.
    let mut program = Program::start(&path, &[]);
    program.say("stop");
    assert_eq!(program.ended().code(), Some(0));
    let merged = read(&path);
    assert_eq!(merged.about().title, "Changed by somebody else");
    assert_eq!(merged.panel().judgements.len(), 3);
}

#[test]
fn what_cannot_be_served_is_told_in_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(&folder);
    let program = Program::start(&path, &["--round", "one"]);
    let refused = |path: &Path, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_driftline"));
        command.env("XDG_DATA_HOME", folder.path().join("data"));
        let output = command.arg("serve").arg(path).args(arguments).stdin(Stdio::null()).output();
        let output = output.expect("ended");
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8(output.stderr).expect("text");
        assert_eq!(told.lines().count(), 1, "{told}");
        told
    };
    assert!(refused(&path, &[]).contains("room.workshop: another program has it open"));
    let other = folder.path().join("other.driftline");
    assert!(refused(&other, &[]).contains("there is no such file"));
    write(&other, &Assessment::blank("Nobody"));
    assert!(refused(&other, &[]).contains("the panel has no rounds"));
    write(&other, &document());
    assert!(refused(&other, &["--round", "three"]).contains("there is no round 'three'"));
    assert!(refused(&other, &["--address", "0.0.0.0"]).contains("choose one address"));
    let text = folder.path().join("room.txt");
    fs::copy(&other, &text).expect("copied");
    assert!(refused(&text, &[]).contains("use a .driftline or .json file"));
    program.kill();
}

#[cfg(unix)]
#[test]
fn the_system_can_end_it_and_a_closed_input_cannot() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(&folder);
    let program = Program::start(&path, &["--round", "one"]);
    let heron = program.join("Heron");
    let Program { mut child, input, lines: _lines, link: _link } = program;
    drop(input);
    assert_eq!(heron.judge(("one", "q-link"), "key-00000001", 0.2).status, 200);
    // The shell's own, which is everywhere.
    let signal = Command::new("sh").args(["-c", &format!("kill -TERM {}", child.id())]).status();
    assert!(signal.expect("signaled").success());
    assert_eq!(child.wait().expect("ended").code(), Some(0));
    assert_eq!(read(&path).panel().judgements.len(), 1);
}
