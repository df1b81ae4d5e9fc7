//! What is known of a fault in the program itself: kept on this machine, told to nobody.

use std::{
    backtrace::Backtrace,
    cell::RefCell,
    fmt::Write,
    fs,
    panic::{self, PanicHookInfo},
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;

use super::{clock, files};

/// Most reports that are kept: a view that fails again and again does not fill the disk.
const REPORTS_MAX: usize = 50;

thread_local! {
    /// What the last fault on this thread was.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Where reports of faults lie; `None` where the system names no folder for data.
pub fn folder() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.data_dir().join("driftline").join("faults"))
}

/// Has every fault from now on written to a file of its own, and remembered for [`take_report`]. The message goes to
/// standard error as before.
pub fn keep_reports() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let report = report(info);
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a fault in the program; its report lies in the folder of faults");
        if let Some(folder) = folder() {
            let name = format!("{:013}-{}.txt", clock::milliseconds(), std::process::id());
            let _is_kept = files::make_private_folder(&folder)
                .and_then(|()| files::write_private(&folder.join(name), report.as_bytes()))
                .is_ok();
            keep_last(&folder, REPORTS_MAX);
        }
        LAST.with(|last| {
            if let Ok(mut last) = last.try_borrow_mut() {
                *last = Some(report);
            }
        });
        usual(info);
    }));
}

/// Deletes the oldest reports, whose names begin with their time; so many stay.
fn keep_last(folder: &Path, most: usize) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut reports: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    reports.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    reports.sort();
    let old = reports.len().saturating_sub(most);
    for report in &reports[..old] {
        let _is_gone = fs::remove_file(report).is_ok();
    }
}

/// What is known of the last fault on this thread, once.
pub fn take_report() -> Option<String> {
    LAST.with(|last| last.try_borrow_mut().ok().and_then(|mut last| last.take()))
}

/// The version, the place, and the way there. Nothing of any document: messages of faults may name an id at most.
fn report(info: &PanicHookInfo<'_>) -> String {
    let mut text = format!(
        "driftline {} on {} {}, {}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        clock::moment()
    );
    let message = info.payload_as_str().unwrap_or("without words");
    let place = info.location().map_or_else(String::new, ToString::to_string);
    let trace = Backtrace::force_capture();
    let _is_written = write!(text, "{message}\n{place}\n\n{trace}\n").is_ok();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_reports_are_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        for time in 0..9 {
            fs::write(folder.path().join(format!("{time:013}-1.txt")), "a report")
                .expect("written");
        }
        fs::write(folder.path().join("notes.md"), "somebody's own").expect("written");
        keep_last(folder.path(), 3);
        let entries = fs::read_dir(folder.path()).expect("listed").flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        let wanted =
            ["0000000000006-1.txt", "0000000000007-1.txt", "0000000000008-1.txt", "notes.md"];
        assert_eq!(names, wanted);
        keep_last(&folder.path().join("missing"), 3);
    }
}
