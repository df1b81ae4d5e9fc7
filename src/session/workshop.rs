//! The panel at work: answers that come in, tables and ballots as files, and what is most worth discussing.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Folder, Gesture, Notice, Received, Response, Session, ballots,
    files::{self, FileError},
};
use crate::{
    analysis::{
        AnalysisError, Monitor,
        panel::{Headline, Pooling, Worth, apart, headlines, worth_discussing},
    },
    formats::{
        ballot::{self, Ballot, Form},
        judgements,
    },
    model::{Assessment, Edit, Judgement, PanelEdit, Study, Subject},
    report::{redaction, wording},
};

/// Most names of faults and ballots that a message lists.
const LISTED_MAX: usize = 6;

/// So many bytes tell what a file is.
const SNIFFED: usize = 512;

/// What the panel's voices make of the headline, and what is most worth discussing.
#[derive(Clone, Debug, PartialEq)]
pub struct Discussion {
    /// The document as it is, then each voice that has values.
    pub headlines: Vec<Headline>,
    /// The worthiest first.
    pub worth: Vec<Worth>,
}

/// How far the panel is apart about each element: the standard deviation of logit(best), the largest over its numbers.
#[derive(Debug, Default)]
pub(super) struct Apart {
    /// The document whose panel it is of.
    of: Option<Arc<Assessment>>,
    by: BTreeMap<Subject, f64>,
}

impl Apart {
    /// Looks anew where the panel has changed.
    pub(super) fn follow(&mut self, document: &Arc<Assessment>) {
        if self.of.as_ref().is_some_and(|known| known.shares_panel(document)) {
            return;
        }
        self.by.clear();
        for ((subject, _), deviation) in apart(document.panel()) {
            let most = self.by.entry(subject).or_default();
            *most = most.max(deviation);
        }
        self.of = Some(Arc::clone(document));
    }
}

impl Discussion {
    /// Computes both.
    ///
    /// # Errors
    /// [`AnalysisError`] as for [`headlines`] and [`worth_discussing`].
    pub(super) fn of(
        document: &Assessment,
        study: &Study,
        monitor: &dyn Monitor,
    ) -> Result<Self, AnalysisError> {
        let headlines = headlines(document, Pooling::default(), study, monitor)?;
        let worth = worth_discussing(document, study, monitor)?;
        Ok(Self { headlines, worth })
    }
}

impl Session {
    /// What is known of what the panel's voices make of the headline.
    pub fn discussed(&self) -> Response<'_, Discussion> {
        self.jobs.discussed(self.document.substance(), &self.question())
    }

    /// How far the panel is apart about each element in revealed rounds: the standard deviation of logit(best), the largest
    /// over its numbers.
    pub fn apart(&self) -> &BTreeMap<Subject, f64> {
        &self.apart.by
    }

    /// How the window is woken from other threads.
    pub fn wake(&self) -> super::Wake {
        self.jobs.wake()
    }

    pub(super) fn receive(&mut self, came: Received) {
        self.document.receive(came);
        self.after_change();
    }

    /// Takes in what came from others, if anything did.
    pub fn receive_if(&mut self, came: Received) {
        if !came.experts.is_empty() || !came.judgements.is_empty() {
            self.receive(came);
        }
    }

    /// Adds the judgements of a table as one step, and tells which rows were left out.
    pub(super) fn import_judgements(&mut self, path: &Path) -> Result<(), Notice> {
        let bytes = files::read(path).map_err(failed)?;
        let import = judgements::read(&bytes, self.assessment());
        let import = import.map_err(|error| failed(unusable(path, error.to_string())))?;
        if import.judgements > 0 {
            let edits = import.edits.iter().cloned().map(Edit::panel).collect();
            self.edit(&Edit::Named("import judgements", edits), Gesture::Single)?;
        }
        let rows = wording::counted(import.rows, "row", "rows");
        let read = format!("{} of {rows} read", wording::count(import.judgements as u64));
        if import.faults.is_empty() {
            return Err(Notice::done(read));
        }
        let faults = import.faults.iter().map(|fault| wording::name(&fault.to_string()));
        Err(Notice::failed(format!("{read}; left out: {}", listed(faults.collect()))))
    }

    /// Writes what counts in revealed rounds to a table.
    pub(super) fn export_judgements(
        &mut self,
        path: &Path,
        is_nameless: bool,
    ) -> Result<(), Notice> {
        let document = self.assessment();
        let nameless = is_nameless.then(|| redaction::anonymized(document));
        let text = judgements::write(nameless.as_ref().unwrap_or(document), true);
        files::write(path, text.as_bytes()).map_err(failed)?;
        Err(Notice::done(format!("Exported {}", path.display())))
    }

    /// Writes a ballot of the open round for every expert into a folder, which is made where it is not there.
    pub(super) fn export_ballots(&mut self, folder: &Path, form: Form) -> Result<(), Notice> {
        let document = self.assessment();
        let round = ballots::open_round(document).map(|round| round.id.clone());
        let round = round.ok_or_else(|| Notice::failed("no round of the panel is open"))?;
        let experts = document.panel().experts.iter();
        let all: Vec<Ballot> =
            experts.filter_map(|expert| ballots::ballot(document, &round, &expert.id)).collect();
        if all.is_empty() {
            return Err(Notice::failed("the panel has no experts; add them first"));
        }
        files::make_folder(folder).map_err(failed)?;
        for ballot in &all {
            let path = folder.join(ballots::file_name(ballot, form));
            let text = ballot.write(form).map_err(|error| Notice::failed(error.to_string()))?;
            files::write(&path, text.as_bytes()).map_err(failed)?;
        }
        let count = wording::counted(all.len(), "ballot", "ballots");
        Err(Notice::done(format!("{count} written to {}", folder.display())))
    }

    /// Takes in what ballots say, as one step; those that do not count are named.
    pub(super) fn merge_ballots(&mut self, paths: &[PathBuf]) -> Result<(), Notice> {
        let mut judgements: Vec<Judgement> = Vec::new();
        let mut refused = Vec::new();
        let paths = &ballots_of(paths)?;
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let found = files::read(path).map_err(|error| error.to_string()).and_then(|bytes| {
                ballots::merged(self.assessment(), &bytes).map_err(|reason| reason.to_string())
            });
            match found {
                Ok(found) => judgements.extend(found),
                Err(reason) => refused.push(format!("{name}: {reason}")),
            }
        }
        let before = self.assessment().panel().judgements.len();
        let edit = vec![Edit::panel(PanelEdit::Judge(judgements))];
        self.edit(&Edit::Named("merge ballots", edit), Gesture::Single)?;
        let new = self.assessment().panel().judgements.len() - before;
        let taken = wording::count((paths.len() - refused.len()) as u64);
        let all = wording::counted(paths.len(), "ballot", "ballots");
        let new = wording::counted(new, "new judgement", "new judgements");
        let told = format!("{taken} of {all} merged: {new}");
        if refused.is_empty() {
            return Err(Notice::done(told));
        }
        Err(Notice::failed(format!("{told}; left out: {}", listed(refused))))
    }
}

/// The ballot in the bytes of a file; `None` where they are none.
pub(super) fn ballot_in(path: &Path, bytes: &[u8]) -> Option<Result<Ballot, Notice>> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(SNIFFED)]);
    // The name of the format without its version.
    let kind = ballot::FORMAT.split('/').next().unwrap_or_default();
    head.contains(kind).then(|| {
        let read = ballot::read(bytes);
        read.map_err(|reason| failed(unusable(path, reason.to_string())))
    })
}

/// Writes what was answered in a ballot in the form that its file has.
pub(super) fn write_ballot(path: &Path, ballot: &Ballot) -> Result<(), Notice> {
    let extension = path.extension().unwrap_or_default();
    let form = if extension.eq_ignore_ascii_case("ron") { Form::Ron } else { Form::Json };
    let text = ballot.write(form).map_err(|error| Notice::failed(error.to_string()))?;
    files::write(path, text.as_bytes()).map_err(failed)?;
    Err(Notice::done(format!("Saved {}", path.display())))
}

/// The files themselves, and of folders the files in them that are written as ballots are.
fn ballots_of(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Notice> {
    let mut all = Vec::new();
    for path in paths {
        if !files::is_folder(path) {
            all.push(path.clone());
            continue;
        }
        let folder = Folder::read(path, &["json", "ron"]).map_err(failed)?;
        all.extend(folder.files.iter().map(|file| folder.path.join(&file.name)));
        if folder.files.is_empty() {
            let reason = format!("no ballot (.json or .ron) lies in {}", path.display());
            return Err(Notice::failed(reason));
        }
    }
    Ok(all)
}

/// The first few, and how many more there are.
fn listed(mut all: Vec<String>) -> String {
    let more = all.len().saturating_sub(LISTED_MAX);
    all.truncate(LISTED_MAX);
    let shown = all.join("; ");
    if more > 0 { format!("{shown}; and {more} more") } else { shown }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn failed(error: FileError) -> Notice {
    Notice::failed(error.to_string())
}

fn unusable(path: &Path, reason: String) -> FileError {
    FileError::Unusable(path.to_owned(), reason)
}
