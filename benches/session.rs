//! How long a document takes from the file to the window and back: opening, an edit and its way into the journal, saving,
//! recovery. Wall time of one run each, on this machine; for the ratios between them, not for comparing machines.
//!
//! ```text
//! cargo bench --no-default-features --bench session [-- W2_plain W4_plain…]
//! ```

#![expect(clippy::print_stdout, reason = "it is what a benchmark is for")]

mod workloads;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use driftline::{
    model::{About, Assessment, Edit},
    session::{Action, Contents, Session, recovery},
};
use workloads::{Variant, WORKLOADS};

/// The documents that are asked for by default.
const USUAL: [&str; 3] = ["W1_plain", "W2_plain", "W3_plain"];

fn main() -> io::Result<()> {
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let asked = if asked.is_empty() { USUAL.map(str::to_owned).to_vec() } else { asked };
    for name in asked {
        let (workload, variant) = name.split_once('_').unwrap_or((&name, "plain"));
        let workload = WORKLOADS.iter().find(|known| known.name == workload);
        let variant = Variant::ALL.into_iter().find(|known| known.name() == variant);
        let (Some(workload), Some(variant)) = (workload, variant) else {
            return Err(io::Error::other(format!("there is no document '{name}'")));
        };
        measure(&name, &workloads::document(workload, variant))?;
    }
    Ok(())
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let result = work();
    println!("  {what:28} {:9.1} ms", begun.elapsed().as_secs_f64() * 1e3);
    result
}

fn renamed(session: &mut Session, title: &str) {
    let about = About { title: title.to_owned(), ..session.assessment().about().clone() };
    session.dispatch(Action::Edit(Edit::About(Box::new(about))));
    // Measured is what is done for the document, not the analysis beside it.
    session.dispatch(Action::StopAnalysis);
}

/// Saves; the window waits for the first part of it only.
fn save(session: &mut Session) {
    timed("save, all of it", || {
        timed("save, in the window's thread", || session.dispatch(Action::Save));
        while session.is_saving() {
            session.tick();
            std::thread::sleep(Duration::from_millis(1));
        }
    });
}

fn session(folder: &Path) -> Session {
    let blank = Session::new(Assessment::blank(""), None, Arc::new(|| {}));
    blank.recording_in(Some(folder.join("recovery")))
}

fn measure(name: &str, document: &Assessment) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("document.driftline");
    driftline::session::files::write_document(&file, document).map_err(io::Error::other)?;
    println!("{name}: {:.1} MB", fs::metadata(&file)?.len() as f64 / 1e6);
    let blank = session(folder.path());
    let read = timed("read, beside the window", || blank.reading(&file).wait());
    let Ok(Contents::Document(opened)) = read else { return Err(io::Error::other("not read")) };
    let mut one = timed("show what was read", || blank.beside_opened(*opened));
    one.dispatch(Action::StopAnalysis);
    timed("edit", || renamed(&mut one, "once"));
    timed("first change in the journal", || one.flush());
    timed("edit again", || renamed(&mut one, "twice"));
    timed("next change in the journal", || one.flush());
    save(&mut one);
    timed("edit after saving", || renamed(&mut one, "thrice"));
    timed("that in the journal", || one.flush());
    save(&mut one);
    renamed(&mut one, "unsaved");
    one.flush();
    // What another program would find if this one were gone.
    let copy = folder.path().join("copy");
    fs::create_dir_all(&copy)?;
    for entry in fs::read_dir(folder.path().join("recovery"))? {
        let entry: PathBuf = entry?.path();
        fs::copy(&entry, copy.join(entry.file_name().unwrap_or_default()))?;
    }
    let lost = timed("looking for lost documents", || recovery::lost(&copy).0.pop());
    let lost = lost.ok_or_else(|| io::Error::other("nothing was lost"))?;
    let other = session(folder.path());
    let recovered = timed("recover", || other.recovering(lost).wait());
    let recovered = recovered.map_err(|notice| io::Error::other(notice.text))?;
    let back = timed("show what was recovered", || other.beside_recovered(recovered));
    assert_eq!(back.assessment().about().title, "unsaved");
    Ok(())
}
