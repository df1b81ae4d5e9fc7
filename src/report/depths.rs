//! What a report says beyond the probabilities of an analysis: bands, what matters, routes, what mitigations buy.

use std::{collections::BTreeMap, sync::Arc};

use super::Section;
use crate::{
    analysis::{
        self, Analysis, AnalysisError, Comparison, Importance, Monitor, PathwayOutlook, Routes,
        Separation, Spread, Swing, Uncertainty,
    },
    model::{Assessment, Edit, Element, Id, Mitigation, Pathway, Study},
};

/// Most trials of each of the many runs behind these quantities; their errors are shown.
pub const TRIALS_MAX: u64 = 1 << 16;
/// Most trials of each draw of the scores.
const DRAW_TRIALS_MAX: u64 = 1 << 14;
/// How many routes are sought.
pub const ROUTES: usize = 12;
/// Draws of the uncertain scores where nothing else is asked for: quantiles at 5 and 95 % then rest on some 20 draws
/// beyond them.
pub const DRAWS: u32 = 400;

/// The settings of the many runs behind what lies deeper, from those of the analysis. Everybody who computes such a
/// quantity uses them, so that window, command line and releases give the same numbers.
pub fn deep_study(study: &Study) -> Study {
    Study { trials: study.trials.min(TRIALS_MAX), precision: None, ..study.clone() }
}

/// The settings of the draws of the scores, as [`deep_study`].
pub fn draw_study(study: &Study) -> Study {
    Study { trials: study.trials.min(DRAW_TRIALS_MAX), ..deep_study(study) }
}

/// An analysis with what lies deeper, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'a> {
    /// The probabilities.
    pub analysis: &'a Analysis,
    /// What lies deeper; where nothing is known, the report says so.
    pub depths: Option<&'a Depths>,
}

impl<'a> From<&'a Analysis> for Findings<'a> {
    fn from(analysis: &'a Analysis) -> Self {
        Self { analysis, depths: None }
    }
}

impl<'a> From<&'a Arc<Analysis>> for Findings<'a> {
    fn from(analysis: &'a Arc<Analysis>) -> Self {
        Self::from(&**analysis)
    }
}

/// What lies deeper than probabilities. What is absent was not asked for, or could not be had: then the notes say why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Depths {
    /// How far misalignment spreads, and whether it sustains itself.
    pub spread: Option<Arc<Spread>>,
    /// What bears on the headline.
    pub importance: Option<Arc<Importance>>,
    /// What the range of each score makes of the headline, the largest difference first.
    pub tornado: Option<Arc<Vec<Swing>>>,
    /// What all ranges make of the results together.
    pub uncertainty: Option<Arc<Uncertainty>>,
    /// The most probable ways to an outcome.
    pub routes: Option<Arc<Routes>>,
    /// What would cut all of them.
    pub separation: Option<Arc<Separation>>,
    /// The document as it is, against the same with every mitigation switched off.
    pub unmitigated: Option<Arc<Comparison>>,
    /// Of named pathways, each for itself.
    pub pathways: BTreeMap<Id<Pathway>, Along>,
    /// What is not given and why, one sentence each.
    pub notes: Vec<String>,
    /// Of a public report: how many routes are left out because they pass what is withheld.
    pub routes_withheld: usize,
}

/// How probable a pathway is for itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Along {
    /// As it is.
    pub as_is: PathwayOutlook,
    /// With every mitigation switched off, where the document has one that is on.
    pub unmitigated: Option<PathwayOutlook>,
}

/// Watches work that has stages, and may stop it.
pub trait Watch: Monitor {
    /// Another stage begins.
    fn stage(&self, stage: Stage);
}

/// What is done for a report, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Probabilities.
    #[default]
    Probabilities,
    /// How far misalignment spreads.
    Spread,
    /// What bears on the headline.
    Importance,
    /// What the range of each score makes of it.
    Tornado,
    /// What all ranges make of the results.
    Uncertainty,
    /// The most probable ways.
    Routes,
    /// What would cut all of them.
    Cut,
    /// What mitigations buy together.
    Mitigations,
    /// Named pathways, each for itself.
    Pathways,
    /// Files are laid out and written.
    Files,
}

impl Stage {
    /// All, in order.
    pub const ALL: [Self; 10] = [
        Self::Probabilities,
        Self::Spread,
        Self::Importance,
        Self::Tornado,
        Self::Uncertainty,
        Self::Routes,
        Self::Cut,
        Self::Mitigations,
        Self::Pathways,
        Self::Files,
    ];

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Probabilities => "Probabilities",
            Self::Spread => "Spread",
            Self::Importance => "Importance",
            Self::Tornado => "Tornado",
            Self::Uncertainty => "Uncertainty",
            Self::Routes => "Routes",
            Self::Cut => "Cut",
            Self::Mitigations => "Mitigations",
            Self::Pathways => "Pathways",
            Self::Files => "Files",
        }
    }
}

impl Depths {
    /// Whether two hold the very same results, told without looking into them.
    pub fn shares_all_with(&self, other: &Self) -> bool {
        fn same<T>(a: Option<&Arc<T>>, b: Option<&Arc<T>>) -> bool {
            a.map(Arc::as_ptr) == b.map(Arc::as_ptr)
        }
        same(self.spread.as_ref(), other.spread.as_ref())
            && same(self.importance.as_ref(), other.importance.as_ref())
            && same(self.tornado.as_ref(), other.tornado.as_ref())
            && same(self.uncertainty.as_ref(), other.uncertainty.as_ref())
            && same(self.routes.as_ref(), other.routes.as_ref())
            && same(self.separation.as_ref(), other.separation.as_ref())
            && same(self.unmitigated.as_ref(), other.unmitigated.as_ref())
            && self.pathways == other.pathways
    }

    /// All that the sections of a report say, with the settings of its analysis.
    ///
    /// # Errors
    /// [`AnalysisError::Cancelled`] when the watch asks to stop. A quantity that cannot be had is no reason to withhold
    /// the others: its note says why.
    pub fn gather(
        document: &Assessment,
        analysis: &Analysis,
        sections: &[Section],
        watch: &dyn Watch,
    ) -> Result<Self, AnalysisError> {
        Self::default().completed(document, analysis, sections, watch)
    }

    /// What is known of the same analysis, and all else that the sections of a report say.
    ///
    /// # Errors
    /// As [`Self::gather`].
    pub fn completed(
        self,
        document: &Assessment,
        analysis: &Analysis,
        sections: &[Section],
        watch: &dyn Watch,
    ) -> Result<Self, AnalysisError> {
        let study = deep_study(&analysis.study);
        let is_wanted = |among: &[Section]| sections.iter().any(|section| among.contains(section));
        let mut work = Work { document, study, watch, notes: Vec::new() };
        let mut found = self;
        if found.spread.is_none() && is_wanted(&[Section::Summary, Section::Stability]) {
            found.spread = work.spread()?;
        }
        if found.importance.is_none() && is_wanted(&IMPORTANCE) {
            found.importance = work.importance()?;
        }
        let of_tornado = [Section::Importance, Section::Outlook, Section::Pathways];
        if found.tornado.is_none() && is_wanted(&of_tornado) {
            found.tornado = work.tornado()?;
        }
        if found.uncertainty.is_none() && work.study.draws > 0 && is_wanted(&UNCERTAINTY) {
            found.uncertainty = work.uncertainty()?;
        }
        let of_routes = [Section::Routes, Section::Pathways, Section::Argument];
        if found.routes.is_none() && is_wanted(&of_routes) {
            found.routes = work.routes()?;
        }
        if found.separation.is_none() && is_wanted(&of_routes) {
            found.separation = work.separation()?;
        }
        if found.unmitigated.is_none() && is_wanted(&IMPORTANCE) {
            found.unmitigated = work.unmitigated()?;
        }
        if found.pathways.is_empty() && is_wanted(&[Section::Pathways, Section::Argument]) {
            found.pathways = work.pathways()?;
        }
        found.notes = work.notes;
        Ok(found)
    }
}

/// Sections that say what matters, and what mitigations buy.
const IMPORTANCE: [Section; 6] = [
    Section::Summary,
    Section::Importance,
    Section::Mitigations,
    Section::Pathways,
    Section::Outlook,
    Section::Argument,
];

/// Sections that show bands.
const UNCERTAINTY: [Section; 5] =
    [Section::Summary, Section::Outcomes, Section::Stability, Section::Pathways, Section::Argument];

/// The document with every mitigation switched off; `None` where none is on.
pub(super) fn without_mitigations(document: &Assessment) -> Option<Assessment> {
    let active = document.mitigations().iter().filter(|m| m.enabled);
    let edits: Vec<Edit> = active
        .map(|m| {
            let off = Mitigation { enabled: false, ..m.clone() };
            Edit::put(Element::Mitigation(off))
        })
        .collect();
    if edits.is_empty() { None } else { document.edited(&Edit::All(edits)).ok() }
}

/// The quantities one after the other.
struct Work<'a> {
    document: &'a Assessment,
    study: Study,
    watch: &'a dyn Watch,
    notes: Vec<String>,
}

type Found<T> = Result<Option<Arc<T>>, AnalysisError>;

impl Work<'_> {
    fn spread(&mut self) -> Found<Spread> {
        self.watch.stage(Stage::Spread);
        let found = analysis::spread(self.document, &self.study, self.watch);
        self.given("Reach and reproduction number", found)
    }

    fn importance(&mut self) -> Found<Importance> {
        self.watch.stage(Stage::Importance);
        let found = analysis::importance(self.document, &self.study, self.watch);
        self.given("Importance", found)
    }

    fn tornado(&mut self) -> Found<Vec<Swing>> {
        self.watch.stage(Stage::Tornado);
        let found = analysis::tornado(self.document, &self.study, self.watch);
        self.given("What each score moves", found)
    }

    fn uncertainty(&mut self) -> Found<Uncertainty> {
        self.watch.stage(Stage::Uncertainty);
        let found = analysis::uncertainty(self.document, &draw_study(&self.study), self.watch);
        self.given("Bands of the uncertain scores", found)
    }

    fn routes(&mut self) -> Found<Routes> {
        self.watch.stage(Stage::Routes);
        let found = analysis::routes(self.document, ROUTES, self.watch);
        self.given("Routes", found)
    }

    fn separation(&mut self) -> Found<Separation> {
        self.watch.stage(Stage::Cut);
        let found = analysis::cut(self.document, &|_| 1.0, self.watch);
        self.given("The cut", found)
    }

    fn unmitigated(&mut self) -> Found<Comparison> {
        let Some(bare) = without_mitigations(self.document) else { return Ok(None) };
        self.watch.stage(Stage::Mitigations);
        let found = analysis::compare(self.document, &bare, &self.study, self.watch);
        self.given("The comparison without mitigations", found)
    }

    fn pathways(&mut self) -> Result<BTreeMap<Id<Pathway>, Along>, AnalysisError> {
        self.watch.stage(Stage::Pathways);
        let bare = without_mitigations(self.document);
        let mut all = BTreeMap::new();
        for pathway in self.document.pathways().iter() {
            let id = &pathway.id;
            let found = analysis::pathway(self.document, id, &self.study, self.watch);
            let Some(Some(as_is)) = self.taken("A pathway for itself", found)? else { continue };
            let unmitigated = match &bare {
                Some(bare) => analysis::pathway(bare, id, &self.study, self.watch),
                None => Ok(None),
            };
            let unmitigated = self.taken("A pathway without mitigations", unmitigated)?.flatten();
            all.insert(id.clone(), Along { as_is, unmitigated });
        }
        Ok(all)
    }

    fn given<T>(&mut self, what: &str, result: Result<T, AnalysisError>) -> Found<T> {
        Ok(self.taken(what, result)?.map(Arc::new))
    }

    fn taken<T>(
        &mut self,
        what: &str,
        result: Result<T, AnalysisError>,
    ) -> Result<Option<T>, AnalysisError> {
        match result {
            Ok(found) => Ok(Some(found)),
            Err(AnalysisError::Cancelled) => Err(AnalysisError::Cancelled),
            Err(error) => {
                self.notes.push(format!("{what}: not given, because {error}."));
                Ok(None)
            }
        }
    }
}
