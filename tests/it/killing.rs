//! Programs that are killed in the middle of their work: files stay whole, and what was in the journal comes back.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use driftline::{
    model::{Assessment, Edit, Node, NodeKind},
    session::{Action, Session, files, recovery},
};
use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{RngCore, SeedableRng},
};

/// Names the folder in which the program that is to be killed works.
const FOLDER: &str = "DRIFTLINE_KILLED_IN";
/// How many programs are killed; a thousand by the script.
const KILLS: &str = "DRIFTLINE_KILLS";

fn document(title: &str) -> Assessment {
    let nodes = (0..40).map(|i| {
        let name = format!("Node {i}");
        Edit::put(Node::new(
            driftline::model::Id::from_name(&name, |_| false),
            &name,
            NodeKind::Host,
        ))
    });
    Assessment::blank(title).edited(&Edit::All(nodes.collect())).expect("valid")
}

fn number(title: &str) -> u64 {
    title.parse().unwrap_or_else(|_| panic!("'{title}' is no number"))
}

/// Not a test of its own: the program that is killed. It says what it has done and what is surely on the disk.
#[test]
#[ignore = "is run by the test that kills it"]
fn victim() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let wake = Arc::new(|| {});
    let blank = Assessment::blank("0");
    let mut session = Session::new(blank, None, wake).recording_in(Some(folder.join("recovery")));
    session.dispatch(Action::Open(folder.join("a.driftline")));
    let mut out = std::io::stdout();
    for n in 1..u64::MAX {
        let about = session.assessment().about().clone();
        let about = driftline::model::About { title: n.to_string(), ..about };
        session.dispatch(Action::Edit(Edit::About(Box::new(about))));
        writeln!(out, "did {n}").expect("somebody listens");
        if n % 5 == 0 {
            session.flush();
            writeln!(out, "kept {n}").expect("somebody listens");
        }
        if n % 7 == 0 {
            session.dispatch(Action::Save);
            writeln!(out, "saved {n}").expect("somebody listens");
        }
    }
}

/// What the program said last before it was killed: done, kept, saved.
fn kill_once(folder: &Path, after: Duration) -> [u64; 3] {
    let program = std::env::current_exe().expect("this program");
    let mut child = Command::new(program)
        .args(["--exact", "killing::victim", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut told = [0; 3];
    let mut take = |line: &str| {
        for (place, what) in ["did ", "kept ", "saved "].into_iter().enumerate() {
            if let Some(n) = line.strip_prefix(what) {
                told[place] = number(n);
            }
        }
    };
    // Not before it works.
    for line in lines.by_ref().map_while(Result::ok) {
        take(&line);
        if line.starts_with("did ") {
            break;
        }
    }
    std::thread::sleep(after);
    child.kill().expect("killed");
    child.wait().expect("ended");
    for line in lines.map_while(Result::ok) {
        take(&line);
    }
    told
}

#[test]
fn a_program_that_is_killed_leaves_a_whole_file_and_its_changes() {
    let kills = std::env::var(KILLS).ok().and_then(|n| n.parse().ok()).unwrap_or(6_u64);
    let mut random = Xoshiro256PlusPlus::seed_from_u64(kills);
    let (mut files_read, mut recovered) = (0, 0);
    for _ in 0..kills {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.driftline");
        files::write_document(&path, &document("0")).expect("written");
        let after = Duration::from_micros(random.next_u64() % 400_000);
        let [did, kept, saved] = kill_once(folder.path(), after);
        let file = files::read_document(&path).expect("a whole document").document;
        let in_file = number(&file.about().title);
        // It is killed between the rename and the word of it, at the earliest.
        assert!((saved..=did + 1).contains(&in_file), "{in_file} of {saved}..={did}");
        assert_eq!(file.nodes().len(), 40);
        files_read += 1;
        let left: Vec<PathBuf> = fs::read_dir(folder.path())
            .expect("a folder")
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "driftline"))
            .collect();
        assert_eq!(left, std::slice::from_ref(&path));
        let (mut lost, faults) = recovery::lost(&folder.path().join("recovery"));
        assert_eq!(faults, Vec::<String>::new());
        let Some(lost) = lost.pop() else {
            assert!(in_file >= kept, "nothing is left, and the file has {in_file} of {kept}");
            continue;
        };
        assert_eq!(lost.path.as_ref(), Some(&path));
        let blank = Session::new(Assessment::blank(""), None, Arc::new(|| {}));
        let mut session = blank.beside_recovered(blank.recovering(lost).wait().expect("recovered"));
        let back = number(&session.assessment().about().title);
        assert!((kept.max(saved)..=did + 1).contains(&back), "{back} of {kept}..={did}");
        assert_eq!(session.assessment().nodes().len(), 40);
        // The history comes back with it.
        session.dispatch(Action::Undo);
        assert_eq!(number(&session.assessment().about().title), back - 1);
        recovered += 1;
    }
    assert_eq!(files_read, kills);
    println!("{kills} programs killed, {recovered} documents recovered");
}
