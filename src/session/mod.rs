//! The imperative shell: one open document with its files, threads, clock, undo, selection and preferences.
//!
//! Views read a [`Session`] and send it [`Action`]s; nothing else changes it.

mod action;
mod arranging;
mod auditing;
pub mod ballots;
mod catalogs;
mod checking;
mod claim;
mod clipboard;
pub mod clock;
mod comparing;
mod composing;
pub mod crash;
pub mod diagnosis;
mod document;
mod errand;
mod evidence;
pub mod export;
mod exporting;
pub mod files;
pub mod filter;
mod folder;
mod freezing;
mod house;
mod insights;
mod jobs;
mod lettering;
pub mod lines;
pub mod log;
mod notice;
mod opening;
mod panels;
pub mod picture;
mod preferences;
pub mod recovery;
pub mod release;
mod samples;
mod saving;
pub mod search;
mod selection;
mod sheets;
mod surroundings;
pub mod walk;
mod weighing;
mod workshop;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

pub use action::Action;
pub use arranging::{ARRANGED, Arrangement};
pub use catalogs::OwnCatalogs;
pub use clipboard::Landing;
pub use comparing::{Basis, Compared};
pub use composing::Draft;
pub use document::{Document, Gesture, Received};
pub use errand::Errand;
pub use evidence::Imported;
pub use folder::{FileLine, Folder};
pub use freezing::ReleaseWish;
pub use insights::{Insight, Insights, Response, Stage};
pub use jobs::{Question, Results, Wake};
pub use notice::{Notice, NoticeTone, Offer};
pub use opening::{Contents, Opened};
pub use panels::{Arrangement as PanelArrangement, Panel, Panels, Side, Workspace};
pub use preferences::{Notation, Preferences, ThemeChoice};
pub use samples::{BLANK_NAME, SAMPLE_NAME, Template, template, templates};
pub use saving::Clash;
pub use selection::Selection;
pub use sheets::{Drawn, Sheets};
pub use surroundings::{RealSurroundings, today};
pub use weighing::Weighing;
pub use workshop::Discussion;

use crate::{
    analysis::{Analysis, PathwayOutlook, checks::Finding},
    formats,
    model::{Assessment, Catalog, Edit, Id, Mitigation, Pathway, ScoreKey, Study, Subject},
    report::{graph_figure::GraphFigure, redaction, release::Edition},
};
use checking::Findings;
use insights::CurveKey;
use jobs::{Inquiry, Jobs};
use picture::Finish;
use recovery::Recorder;
pub use recovery::{Lost, Recovered};

/// One open document and everything around it.
pub struct Session {
    number: u64,
    document: Document,
    selection: Selection,
    phase: usize,
    switched: BTreeSet<Id<Mitigation>>,
    study: Study,
    jobs: Jobs,
    notices: Vec<Notice>,
    preferences: Preferences,
    preferences_path: Option<PathBuf>,
    findings: Findings,
    catalogs: Arc<OwnCatalogs>,
    arranging: Option<arranging::Arranging>,
    composing: Option<composing::Composing>,
    exporting: Option<exporting::Exporting>,
    is_auditing: bool,
    printing: sheets::Printing,
    draft: Option<Draft>,
    /// The earlier release that reports are compared with.
    since: Option<Arc<Edition>>,
    imported: Option<Imported>,
    /// Where journals of changes lie; nowhere in tests and on systems without such a folder.
    recovery: Option<PathBuf>,
    recorder: Option<Recorder>,
    /// Where the version of a file before is kept when it is replaced.
    backups: Option<PathBuf>,
    /// What the file of the document held when it was read or written last.
    on_disk: Option<saving::Stamp>,
    clash: Option<Clash>,
    saving: Option<saving::Saving>,
    could_not_save: bool,
    /// What was on its way elsewhere when that began.
    left: Vec<saving::Saving>,
    compared: Option<Compared>,
    comparing: Option<Errand<Compared>>,
    apart: workshop::Apart,
    claim: Option<claim::Claim>,
}

/// How many sessions there were so far.
static NUMBERS: AtomicU64 = AtomicU64::new(0);

impl Session {
    /// A session with an unsaved document. Preferences are read from and kept in the given file; `None` keeps none.
    pub fn new(assessment: Assessment, preferences_path: Option<PathBuf>, wake: Wake) -> Self {
        let preferences = preferences_path.as_deref().map(Preferences::read).unwrap_or_default();
        let study = Study { threads: threads(), draws: preferences.draws, ..Study::default() };
        let own = OwnCatalogs::beside(preferences_path.as_deref());
        let mut session = Self {
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            document: Document::unsaved(assessment),
            selection: Selection::default(),
            phase: 0,
            switched: BTreeSet::new(),
            study,
            jobs: Jobs::new(wake),
            notices: own.faults.iter().map(Notice::failed).collect(),
            preferences,
            preferences_path,
            findings: Findings::default(),
            catalogs: Arc::new(own),
            arranging: None,
            composing: None,
            exporting: None,
            is_auditing: false,
            printing: sheets::Printing::default(),
            draft: None,
            since: None,
            imported: None,
            recovery: None,
            recorder: None,
            backups: None,
            on_disk: None,
            clash: None,
            saving: None,
            could_not_save: false,
            left: Vec::new(),
            compared: None,
            comparing: None,
            apart: workshop::Apart::default(),
            claim: None,
        };
        session.after_change();
        session
    }

    /// A session on a fresh copy of a template; on a blank document where there is no such template.
    pub fn open_template(name: &str, preferences_path: Option<PathBuf>, wake: Wake) -> Self {
        let document = template(name).and_then(|template| template.document().ok());
        let document = document.unwrap_or_else(|| Assessment::blank("Untitled"));
        Self::new(document, preferences_path, wake)
    }

    /// A session of its own on a fresh copy of a template, with the same preferences.
    ///
    /// # Errors
    /// A notice that says that there is no such template.
    pub fn beside(&self, template: &str) -> Result<Self, Notice> {
        let mut other = self.sibling();
        other.start(template)?;
        Ok(other)
    }

    /// A session of its own on a document that was read, with the same preferences.
    #[must_use]
    pub fn beside_opened(&self, opened: Opened) -> Self {
        let mut other = self.sibling();
        other.show(opened);
        other
    }

    /// A session on a blank document, with the same preferences and folders.
    fn sibling(&self) -> Self {
        let blank = Assessment::blank("Untitled");
        let mut other = Self::new(blank, self.preferences_path.clone(), self.jobs.wake());
        other.preferences = self.preferences.clone();
        other.recovery.clone_from(&self.recovery);
        other.backups.clone_from(&self.backups);
        other
    }

    /// Whether nothing was done with the document, so that another one may take its place.
    pub fn is_untouched(&self) -> bool {
        let document = &self.document;
        let has_history = document.undo_label().is_some() || document.redo_label().is_some();
        let has_file = document.path().is_some() || self.is_saving();
        !has_file && !document.is_dirty() && !has_history
    }

    /// Takes over preferences that were changed beside another document.
    pub fn adopt(&mut self, preferences: Preferences) {
        self.preferences = preferences;
    }

    /// Tells this session from all others of the program.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The open document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The open document's current state.
    pub fn assessment(&self) -> &Assessment {
        self.document.assessment()
    }

    /// What is selected.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// The chosen phase, 0-based; always one that exists.
    pub fn phase(&self) -> usize {
        self.phase
    }

    /// Mitigations switched in the what-if scenario.
    pub fn switched(&self) -> &BTreeSet<Id<Mitigation>> {
        &self.switched
    }

    /// The settings of the analysis.
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// The newest results, of whatever question.
    pub fn results(&self) -> Option<&Results> {
        self.jobs.results()
    }

    /// The newest analysis of what is shown: of the what-if scenario if there is one, else of the document.
    pub fn shown(&self) -> Option<&Analysis> {
        let results = self.results()?;
        Some(results.comparison.as_ref().map_or(&*results.analysis, |c| &c.altered))
    }

    /// Whether the newest results are those of the document and scenario as they are.
    pub fn has_current_results(&self) -> bool {
        self.results().is_some_and(|results| self.is_current(&results.question))
    }

    /// How far the analysis under way has come, 0..=1; `None` when none is.
    pub fn progress(&self) -> Option<f32> {
        self.jobs.progress()
    }

    /// What is being worked on, and how far it has come, 0..=1; `None` when nothing is.
    pub fn work(&self) -> Option<(Stage, f32)> {
        self.jobs.work()
    }

    /// Whether the analysis of the document as it is was stopped by hand.
    pub fn is_stopped(&self) -> bool {
        self.jobs.is_stopped()
    }

    /// The newest deeper findings, of whatever question.
    pub fn insights(&self) -> &Insights {
        self.jobs.insights()
    }

    /// Whether results of a question are those of the document and scenario as they are.
    pub fn is_current(&self, question: &Question) -> bool {
        *question == self.question()
    }

    /// Says whether somebody looks at the deeper quantities. They are computed only then; what has begun is finished.
    pub fn want_insights(&mut self, are_wanted: bool) {
        self.jobs.want_insights(are_wanted);
    }

    /// What is known of the headline as a function of a score.
    pub fn response(&self, key: &ScoreKey) -> Response<'_> {
        match CurveKey::of(self.assessment(), key) {
            Some(key) => self.jobs.response(&key, &self.question()),
            None => Response::Unavailable("the score does not exist"),
        }
    }

    /// What is known of the probability that misalignment runs along a pathway alone.
    pub fn along(&self, id: &Id<Pathway>) -> Response<'_, PathwayOutlook> {
        self.jobs.along(id, &self.question())
    }

    /// Whether something is being computed in the background.
    pub fn is_busy(&self) -> bool {
        let has_report = self.composing.is_some() || self.exporting.is_some() || self.is_auditing;
        let has_file = self.is_saving() || self.comparing.is_some();
        let is_at_work = self.jobs.is_busy() || self.arranging.is_some();
        is_at_work || has_file || has_report || self.printing.is_busy()
    }

    /// Messages to the user, oldest first.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Takes all messages away, for those who are shown another document now.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// The user's preferences.
    pub fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// Who comments: the user, or whoever did so last in the document; may be empty.
    pub fn author(&self) -> &str {
        self.preferences.author.as_deref().unwrap_or_default()
    }

    /// Lint findings of the current document that nobody has given a reason for.
    pub fn findings(&self) -> &[Finding] {
        &self.findings.open
    }

    /// Lint findings of the current document that stand on purpose.
    pub fn standing_findings(&self) -> &[Finding] {
        &self.findings.standing
    }

    /// The catalog: the bundled one with the user's own files.
    pub fn catalog(&self) -> &Catalog {
        &self.catalogs.catalog
    }

    /// Carries a wish out.
    pub fn dispatch(&mut self, action: Action) {
        let outcome = match action {
            Action::Edit(edit) => self.edit(&edit, Gesture::Single),
            Action::EditWithin(gesture, edit) => self.edit(&edit, gesture),
            Action::DeleteSelection => self.delete_selection(),
            Action::DuplicateSelection => self.duplicate_selection(),
            Action::Arranged(found, of) => self.take_arrangement(found, &of),
            Action::CutSelection => self.cut_selection(),
            Action::Paste(text, landing) => self.paste(&text, landing),
            Action::Accept(offer) => self.accept(&offer),
            Action::ApplyWhatIf => self.apply_what_if(),
            Action::New(template) => self.start(&template),
            Action::Open(path) => self.open(&path),
            Action::Save => self.save(),
            Action::SaveAs(path) => self.save_as(&path),
            Action::Overwrite => self.overwrite(),
            Action::TakeTheirs => self.take_theirs(),
            Action::MergeTheirs(choices) => self.merge_theirs(&choices),
            Action::CompareWith(path) => self.compare_to(&path),
            Action::MergeCompared(basis, choices) => self.merge_compared(basis, &choices),
            Action::Export(path, order) => self.export(&path, &order),
            Action::StopExport => self.stop_export(),
            Action::ImportEvidence(path) => self.import_evidence(&path),
            Action::AuditDraft => self.audit_draft(),
            Action::AuditedDraft(edit, of) => self.take_audit(edit.as_deref(), &of),
            Action::ExportAudit(path) => self.export_audit(&path),
            Action::ImportJudgements(path) => self.import_judgements(&path),
            Action::ExportJudgements(path, is_nameless) => {
                self.export_judgements(&path, is_nameless)
            }
            Action::ExportBallots(folder, form) => self.export_ballots(&folder, form),
            Action::MergeBallots(paths) => self.merge_ballots(&paths),
            Action::WriteBallot(path, ballot) => workshop::write_ballot(&path, &ballot),
            Action::ExportEvidence(path) => self.export_evidence(&path),
            Action::Release(wish) => self.release(wish),
            Action::ExportFigure(path, figure, finish) => {
                self.export_figure(&path, &figure, finish)
            }
            Action::ReloadCatalogs => self.reload_catalogs(),
            Action::Notify(notice) => Err(notice),
            quiet => {
                self.carry_out(quiet);
                Ok(())
            }
        };
        if let Err(notice) = outcome {
            // Said again, it is said once more at the end, not twice.
            self.notices.retain(|known| *known != notice);
            self.notices.push(notice);
        }
    }

    /// Runs something that takes its time, such as a file dialog, on a thread of its own; the actions that it gives
    /// are dispatched by a later [`Session::tick`].
    pub fn run(&mut self, task: impl FnOnce() -> Vec<Action> + Send + 'static) {
        self.jobs.run(task);
    }

    /// Carries a wish out that cannot fail; the others are none of its business.
    fn carry_out(&mut self, action: Action) {
        match action {
            Action::Undo => self.undo(),
            Action::Redo => self.step(Document::redo),
            Action::Select(selection) => self.select(selection),
            Action::Arrange(style) => self.arrange(style),
            Action::ChoosePhase(phase) => self.choose_phase(phase),
            Action::WhatIf(switched) => self.what_if(switched),
            Action::Trace(key) => self.trace(&key),
            Action::Walk(pathway) => self.jobs.walk(pathway),
            Action::Weigh(evidence) => self.jobs.weigh(evidence),
            Action::Receive(came) => self.receive(*came),
            Action::LeaveClash => self.leave_clash(),
            Action::LeaveCompared => self.leave_compared(),
            Action::Discuss => self.jobs.discuss(self.document.substance()),
            Action::ForgetImport => self.imported = None,
            Action::Compose(options) => self.compose(&options),
            Action::Composed(draft) => self.take_draft(*draft),
            Action::LayOut => self.lay_out(),
            Action::LaidOut(sheets) => self.take_sheets(sheets),
            Action::Draw(page, width) => self.draw(page, width),
            Action::Drawn(of, page, drawn) => self.take_drawn(&of, page, drawn),
            Action::Prefer(preferences) => self.prefer(*preferences),
            Action::Dismiss(place) => self.dismiss(place),
            Action::StopAnalysis => self.jobs.stop(),
            Action::Checked(of, open, standing) => self.take_findings(&of, open, standing),
            Action::AnalyzeAgain => self.jobs.resume(),
            _ => {}
        }
    }

    /// Takes in what background work has brought. Call it once a frame.
    pub fn tick(&mut self) {
        let (actions, failures) = self.jobs.collect();
        self.notices.extend(failures.into_iter().map(Notice::failed));
        if let Some(recorder) = &self.recorder {
            self.notices.extend(recorder.problems().into_iter().map(Notice::failed));
        }
        let outcomes = [self.follow_saving(), self.follow_comparing()];
        self.notices.extend(outcomes.into_iter().filter_map(Result::err));
        for action in actions {
            self.dispatch(action);
        }
        if self.jobs.overdue().is_some() {
            let told = "the analysis takes long; the document can be worked on meanwhile";
            self.notices.push(Notice::partial(told).offering(Offer::StopAnalysis));
        }
        self.exporting.take_if(|exporting| exporting.is_over());
    }

    fn question(&self) -> Question {
        Question { numbers: self.document.numbers(), switched: self.switched.clone() }
    }

    /// What must hold again after the document or the scenario has changed.
    fn after_change(&mut self) {
        let happened = self.document.take_happened();
        if let Some(recorder) = &self.recorder {
            for one in happened {
                recorder.note(one);
            }
        }
        let document = self.document.snapshot();
        self.apart.follow(&document);
        self.selection.retain_existing(&document);
        self.switched.retain(|id| document.mitigations().contains(id));
        self.phase = self.phase.min(document.phases().len().saturating_sub(1));
        self.check();
        self.jobs.ask(Inquiry { question: self.question(), document, study: self.study.clone() });
    }

    fn edit(&mut self, edit: &Edit, gesture: Gesture) -> Result<(), Notice> {
        let before = self.question();
        self.arranging = None;
        let outcome = self.document.edit(edit, gesture).map_err(|e| Notice::failed(e.to_string()));
        if let Edit::Score(key, _) = edit
            && let Some(key) = CurveKey::of(self.assessment(), key)
        {
            self.jobs.carry(&key, &before, &self.question());
        }
        self.after_change();
        outcome
    }

    /// Takes the last step back. What was deleted and is there again is selected, so that it is seen.
    fn undo(&mut self) {
        let back = self.document.undo_brings_back();
        self.step(Document::undo);
        let is_there = |subject: &Subject| self.assessment().contains(subject);
        let back: Vec<Subject> = back.into_iter().filter(is_there).collect();
        if !back.is_empty() {
            self.select(Selection::of(back));
        }
    }

    fn step(&mut self, step: impl FnOnce(&mut Document) -> bool) {
        if step(&mut self.document) {
            self.after_change();
        }
    }

    fn select(&mut self, selection: Selection) {
        self.selection = selection;
        self.selection.retain_existing(self.document.assessment());
    }

    fn delete_selection(&mut self) -> Result<(), Notice> {
        let mut subjects = self.selection.subjects().clone();
        subjects.remove(&Subject::Document);
        if subjects.is_empty() {
            Ok(())
        } else {
            self.edit(&Edit::Remove(subjects), Gesture::Single)
        }
    }

    fn choose_phase(&mut self, phase: usize) {
        self.phase = phase.min(self.assessment().phases().len().saturating_sub(1));
    }

    fn what_if(&mut self, switched: BTreeSet<Id<Mitigation>>) {
        self.switched = switched;
        self.after_change();
    }

    fn trace(&mut self, key: &ScoreKey) {
        if let Some(key) = CurveKey::of(self.assessment(), key) {
            self.jobs.trace(key);
        }
    }

    fn apply_what_if(&mut self) -> Result<(), Notice> {
        let edit = jobs::switching(self.document.assessment(), &self.switched);
        self.switched.clear();
        self.edit(&edit, Gesture::Single)
    }

    fn start(&mut self, name: &str) -> Result<(), Notice> {
        let template = template(name)
            .ok_or_else(|| Notice::failed(format!("there is no template '{name}'")))?;
        let document = template.document().map_err(|e| Notice::failed(e.to_string()))?;
        self.replace(Document::unsaved(document));
        Ok(())
    }

    fn replace(&mut self, document: Document) {
        let _is_whole = self.finish_saving();
        self.document = document;
        self.selection = Selection::default();
        self.switched.clear();
        self.phase = 0;
        self.findings = Findings::default();
        self.arranging = None;
        self.jobs.forget();
        (self.on_disk, self.clash, self.claim) = (None, None, None);
        (self.compared, self.comparing) = (None, None);
        self.forget_journal();
        self.begin_recording();
        self.after_change();
    }

    fn export_figure(
        &mut self,
        path: &Path,
        figure: &GraphFigure,
        finish: Finish,
    ) -> Result<(), Notice> {
        let analysis = self.results().map(|results| &*results.analysis);
        if figure.needs_results() && !self.has_current_results() {
            return Err(Notice::failed(
                "the results are still being computed; try again in a moment",
            ));
        }
        let document = redaction::in_house(self.document.assessment());
        let Some(drawing) = figure.drawing(&document, analysis) else {
            return Err(Notice::failed("nothing of the graph is selected"));
        };
        let missing = picture::write(path, &drawing, finish);
        let missing = missing.map_err(|e| Notice::failed(e.to_string()))?;
        let but = missing.map(|missing| format!(", but {missing}")).unwrap_or_default();
        Err(Notice::done(format!("Exported {}{but}", path.display())))
    }

    fn prefer(&mut self, preferences: Preferences) {
        self.preferences = preferences;
        self.keep_preferences();
    }

    fn remember(&mut self, path: &Path) {
        self.preferences.remember(path);
        self.keep_preferences();
    }

    fn keep_preferences(&self) {
        if let Some(path) = &self.preferences_path {
            self.preferences.write(path);
        }
    }

    fn dismiss(&mut self, place: usize) {
        if place < self.notices.len() {
            self.notices.remove(place);
        }
    }
}

/// Worker threads for the analysis: one for each core.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The SHA-256 of a document's canonical form, in hexadecimal; empty for a document that cannot be written.
pub fn document_sha256(document: &Assessment) -> String {
    formats::sha256(document).unwrap_or_default()
}
