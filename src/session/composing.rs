//! The report as it would be exported, made on threads of its own: the window goes on meanwhile.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{Action, OwnCatalogs, RealSurroundings, Session};
use crate::{
    analysis::{Analysis, Cancelled, Monitor},
    model::{Assessment, Edit},
    report::{
        self, Depths, Findings, Options, Watch,
        block::{Block, Span},
        depths::Stage,
        self_audit::self_audit,
    },
};

/// What a report is made of.
#[derive(Clone, Debug)]
pub(super) struct Brief {
    document: Arc<Assessment>,
    analysis: Arc<Analysis>,
    /// What is known beyond the analysis.
    depths: Depths,
    options: Options,
    /// The user's own catalogs.
    catalogs: Arc<OwnCatalogs>,
    /// Whether nothing more will become known by itself: what is missing is computed for the report.
    is_settled: bool,
}

/// A report that was made.
#[derive(Clone, Debug)]
pub struct Draft {
    brief: Brief,
    blocks: Arc<Vec<Block>>,
}

/// A report under way; it ends early when this is dropped.
#[derive(Debug)]
pub(super) struct Composing {
    brief: Brief,
    is_over: Arc<AtomicBool>,
}

impl Drop for Composing {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

impl Brief {
    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.document, &other.document)
            && Arc::ptr_eq(&self.analysis, &other.analysis)
            && self.depths.shares_all_with(&other.depths)
            && self.options == other.options
            && Arc::ptr_eq(&self.catalogs, &other.catalogs)
            && self.is_settled == other.is_settled
    }

    /// Whether it is of this state of the document.
    pub(super) fn is_of(&self, document: &Arc<Assessment>) -> bool {
        Arc::ptr_eq(&self.document, document)
    }

    /// The grades of the document by the fields of the profile, as an edit; `None` where what they take could not be
    /// computed.
    pub(super) fn audited(self) -> Option<Edit> {
        let brief = self.completed(&Patience(Arc::new(AtomicBool::new(false))))?;
        let surroundings = brief.surroundings();
        let findings = Findings { analysis: &brief.analysis, depths: Some(&brief.depths) };
        Some(self_audit(&brief.document, findings, &brief.options, &surroundings))
    }

    /// The same where nothing more is waited for.
    pub(super) fn settled(self) -> Self {
        Self { is_settled: true, ..self }
    }

    /// Computes what is missing, where nobody else does; `None` when nobody waits for it any more.
    pub(super) fn completed(self, watch: &dyn Watch) -> Option<Self> {
        let Self { document, analysis, depths, options, catalogs, is_settled } = self;
        let depths = if is_settled {
            depths.completed(&document, &analysis, &options.sections, watch).ok()?
        } else {
            depths
        };
        Some(Self { document, analysis, depths, options, catalogs, is_settled })
    }

    /// The blocks of the report.
    pub(super) fn blocks(&self, surroundings: &RealSurroundings) -> Vec<Block> {
        let findings = Findings { analysis: &self.analysis, depths: Some(&self.depths) };
        report::build(&self.document, findings, &self.options, surroundings)
    }

    /// What is outside of the document.
    pub(super) fn surroundings(&self) -> RealSurroundings {
        let real = RealSurroundings::at_hand(&self.document, &self.catalogs);
        if self.options.is_public { real.public(&self.document) } else { real }
    }
}

impl Draft {
    /// What the report says. The same pointer means the same report.
    pub fn blocks(&self) -> &Arc<Vec<Block>> {
        &self.blocks
    }

    /// What it was made with.
    pub(super) fn surroundings(&self) -> RealSurroundings {
        self.brief.surroundings()
    }
}

impl Session {
    /// The report that was made last, perhaps of an earlier state of the document.
    pub fn draft(&self) -> Option<&Draft> {
        self.draft.as_ref()
    }

    /// Whether a report with these options would be another one than that which was made last or is being made.
    pub fn needs_draft(&self, options: &Options) -> bool {
        let Some(brief) = self.brief(options) else { return false };
        let known = self.composing.as_ref().map(|composing| &composing.brief);
        let known = known.or(self.draft.as_ref().map(|draft| &draft.brief));
        known.is_none_or(|known| !known.is_same(&brief))
    }

    /// Makes the report anew, unless it is there already; one under way ends.
    pub(super) fn compose(&mut self, options: &Options) {
        let Some(brief) = self.brief(options).filter(|_| self.needs_draft(options)) else { return };
        let is_over = Arc::new(AtomicBool::new(false));
        self.composing = Some(Composing { brief: brief.clone(), is_over: Arc::clone(&is_over) });
        self.jobs.run(move || {
            let watch = Patience(is_over);
            let asked = brief.clone();
            let made = catch_unwind(AssertUnwindSafe(|| {
                brief.completed(&watch).map(|brief| brief.blocks(&brief.surroundings()))
            }));
            let stopped = || {
                let text = "The report stopped unexpectedly; the document is unharmed.".to_owned();
                Some(vec![Block::Paragraph(vec![Span::Text(text)])])
            };
            let Some(blocks) = made.unwrap_or_else(|_| stopped()) else { return Vec::new() };
            vec![Action::Composed(Box::new(Draft { brief: asked, blocks: Arc::new(blocks) }))]
        });
    }

    /// Takes a report in, if it is the one that is waited for.
    pub(super) fn take_draft(&mut self, draft: Draft) {
        let is_awaited = |composing: &mut Composing| composing.brief.is_same(&draft.brief);
        if self.composing.take_if(is_awaited).is_some() {
            self.draft = Some(draft);
        }
    }

    /// What a report is to be made of: of results that still hold, or else of what the last one was made of.
    pub(super) fn brief(&self, options: &Options) -> Option<Brief> {
        let options = options.clone();
        let catalogs = Arc::clone(&self.catalogs);
        if let Some(results) = self.results().filter(|_| self.has_current_results()) {
            return Some(Brief {
                document: self.document.snapshot(),
                analysis: Arc::clone(&results.analysis),
                depths: self.insights().depths(&results.question),
                options,
                catalogs,
                is_settled: !results.is_preliminary
                    && self.insights().missing(&results.question).is_empty(),
            });
        }
        let last = self.draft.as_ref()?.brief.clone();
        Some(Brief { options, catalogs, ..last })
    }
}

/// Goes on until nobody waits any more.
struct Patience(Arc<AtomicBool>);

impl Monitor for Patience {
    fn advance(&self, _done: u64, _total: u64) -> Result<(), Cancelled> {
        if self.0.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(()) }
    }
}

impl Watch for Patience {
    fn stage(&self, _stage: Stage) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Profile, ReportSettings, Section},
        session::SAMPLE_NAME,
    };

    fn settled(session: &mut Session) {
        while session.is_busy() {
            session.tick();
            std::thread::yield_now();
        }
    }

    fn composed(session: &mut Session, options: &Options) -> Arc<Vec<Block>> {
        while session.needs_draft(options) || session.is_busy() {
            session.dispatch(Action::Compose(Box::new(options.clone())));
            settled(session);
        }
        Arc::clone(session.draft().expect("a report").blocks())
    }

    #[test]
    fn a_report_is_made_once_and_follows_the_document() {
        let mut session = Session::open_template(SAMPLE_NAME, None, Arc::new(|| {}));
        let options = Options { sections: vec![Section::Scope], ..Options::default() };
        assert!(!session.needs_draft(&options), "of what?");
        settled(&mut session);
        let first = composed(&mut session, &options);
        assert!(Arc::ptr_eq(&first, &composed(&mut session, &options)));
        let settings = ReportSettings { profile: Profile::Memo, ..ReportSettings::default() };
        session.dispatch(Action::Edit(Edit::Report(Box::new(settings))));
        assert!(session.needs_draft(&options));
        let other = Options { sections: vec![Section::Scores], ..options };
        let second = composed(&mut session, &other);
        assert_ne!(first, second);
    }
}
