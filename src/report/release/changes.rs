//! What moved between two releases, and by how much.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Edition, KeyFigure, elements, panel};
use crate::{
    analysis::Figure,
    model::{
        About, Assessment, Band, Dimension, Estimate, Id, ModelVersion, Phase, ReportSettings,
        Score, ScoreKey, Series, Subject, without_marks,
    },
    report::{redaction::Screen, wording},
};

/// The setting that says what authors wrote, which a public report does not tell.
const OWN_WORDS: &str = "Own words around sections";
/// What is told of a panel in words of its own, which a public report does not tell either.
const PANEL: [&str; 3] = ["Panel", "Experts of the panel", "Questions to the panel"];
/// From so many standard errors on a difference is more than the error of the simulations.
const ERRORS_SURE: f64 = 2.0;

/// All that moved from an earlier release to a later one.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Changes {
    /// What the earlier one is called.
    pub before: String,
    /// What the later one is called.
    pub after: String,
    /// Settings and title page.
    pub settings: Vec<SettingChange>,
    /// Elements that came, went or read otherwise.
    pub elements: Vec<ElementChange>,
    /// Scores that moved, or whose grounds read otherwise.
    pub scores: Vec<ScoreChange>,
    /// Figures that both have, also those that did not move.
    pub figures: Vec<FigureChange>,
    /// How many changes are not told because they concern what is withheld.
    pub withheld: usize,
}

/// A setting, or a field of the title page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettingChange {
    /// Which one.
    pub name: String,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
}

/// What became of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It came.
    Added,
    /// It went.
    Removed,
    /// It reads otherwise.
    Changed,
}

/// An element that came, went or reads otherwise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ElementChange {
    /// Which one.
    #[serde(skip)]
    pub subject: Subject,
    /// Of what sort it is, in one word.
    pub sort: &'static str,
    /// Its id.
    pub id: String,
    /// What it is called now, or was.
    pub name: String,
    /// What became of it.
    pub kind: Kind,
    /// The fields that read otherwise.
    pub fields: Vec<&'static str>,
}

/// A score that came, went or moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreChange {
    /// Which one.
    #[serde(skip)]
    pub key: ScoreKey,
    /// What its element is called.
    pub element: String,
    /// Which of its numbers, in words.
    pub dimension: &'static str,
    /// What the phase is called; empty before the first one.
    pub phase: String,
    /// What it was, in words; nothing where there was none.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
    /// By how much its central value moved, where both have one.
    pub moved: Option<f64>,
    /// What else of it reads otherwise: rationale, confidence, evidence, basis.
    pub grounds: Vec<&'static str>,
}

/// A figure that both releases have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FigureChange {
    /// The node that it belongs to, if any.
    #[serde(skip)]
    pub subject: Option<Subject>,
    /// What it is, in words.
    pub name: String,
    /// What it was.
    pub before: KeyFigure,
    /// What it is.
    pub after: KeyFigure,
    /// After minus before.
    pub difference: f64,
    /// Its standard error, of two independent simulations; 0 where both are exact.
    pub standard_error: f64,
    /// Whether the difference is no more than the simulations may err.
    pub is_within_error: bool,
}

impl Changes {
    /// From one release to another.
    pub fn between(before: &Edition, after: &Edition) -> Self {
        Self {
            before: before.name(),
            after: after.name(),
            settings: settings(before, after),
            elements: elements::changes(&before.document, &after.document),
            scores: scores(&before.document, &after.document),
            figures: figures(before, after),
            withheld: 0,
        }
    }

    /// The same without what either document marks as internal.
    #[must_use]
    pub fn public(mut self, before: &Assessment, after: &Assessment) -> Self {
        let screen = Screen::of(&[after, before]);
        let all =
            self.elements.len() + self.scores.len() + self.settings.len() + self.figures.len();
        self.settings.retain(|change| change.name != OWN_WORDS && !PANEL.contains(&&*change.name));
        self.elements.retain(|change| !screen.hides(&change.subject));
        self.scores.retain(|change| !screen.hides_score(&change.key));
        self.figures.retain(|of| of.subject.as_ref().is_none_or(|of| !screen.hides(of)));
        let left =
            self.elements.len() + self.scores.len() + self.settings.len() + self.figures.len();
        self.withheld = all - left;
        let clean = |text: &mut String| *text = screen.cleaned(text);
        clean(&mut self.before);
        clean(&mut self.after);
        for change in &mut self.settings {
            clean(&mut change.before);
            clean(&mut change.after);
        }
        for change in &mut self.elements {
            clean(&mut change.name);
            clean(&mut change.id);
        }
        for change in &mut self.scores {
            clean(&mut change.element);
            clean(&mut change.phase);
        }
        self.figures.iter_mut().for_each(|change| clean(&mut change.name));
        self
    }

    /// Whether anything moved at all.
    pub fn is_empty(&self) -> bool {
        let has_moved = |of: &FigureChange| of.difference.abs() > 0.0;
        self.settings.is_empty()
            && self.elements.is_empty()
            && self.scores.is_empty()
            && self.withheld == 0
            && !self.figures.iter().any(has_moved)
    }
}

fn settings(before: &Edition, after: &Edition) -> Vec<SettingChange> {
    let (a, b) = (before.document.about(), after.document.about());
    let words = |texts: &[String]| wording::joined(texts);
    let (was, is) = (&before.figures, &after.figures);
    let (own, new) = (before.document.report(), after.document.report());
    let system = |about: &About| (about.system.name.clone(), about.system.developer.clone());
    let (asked, ask) = (before.document.panel(), after.document.panel());
    let all: [(&str, String, String); 23] = [
        ("Title", a.title.clone(), b.title.clone()),
        ("Version", a.version.clone(), b.version.clone()),
        ("Status", a.status.clone(), b.status.clone()),
        ("Coverage date", a.coverage_date.clone(), b.coverage_date.clone()),
        ("Authors", words(&a.authors), words(&b.authors)),
        ("Summary", a.summary.clone(), b.summary.clone()),
        ("Report date", before.date.clone(), after.date.clone()),
        ("Program", before.program.clone(), after.program.clone()),
        ("Method", was.method.clone(), is.method.clone()),
        ("Trials for each hypothesis", was.trials.to_string(), is.trials.to_string()),
        ("Seed", was.seed.to_string(), is.seed.to_string()),
        ("System", system(a).0, system(b).0),
        ("Developer", system(a).1, system(b).1),
        ("Description of the system", a.system.description.clone(), b.system.description.clone()),
        ("Models", models(a), models(b)),
        ("Reader of the report", own.profile.id().to_owned(), new.profile.id().to_owned()),
        ("Sections of the report", order(own), order(new)),
        (OWN_WORDS, texts(own), texts(new)),
        (
            "Marks of what stays in the house",
            own.internal.len().to_string(),
            new.internal.len().to_string(),
        ),
        ("Likelihood scale", scale(&before.document), scale(&after.document)),
        (PANEL[0], panel::rounds(asked), panel::rounds(ask)),
        (PANEL[1], panel::experts(asked), panel::experts(ask)),
        (PANEL[2], panel::questions(asked), panel::questions(ask)),
    ];
    let moved = all.into_iter().filter(|(_, before, after)| before != after);
    moved
        .map(|(name, before, after)| SettingChange {
            name: name.to_owned(),
            before: shown(&before, &after),
            after: shown(&after, &before),
        })
        .collect()
}

/// The models with their versions.
fn models(about: &About) -> String {
    let model = |m: &ModelVersion| format!("{} {} {}", m.name, m.version, m.released);
    let models: Vec<String> = about.system.models.iter().map(model).collect();
    models.join(", ")
}

fn order(settings: &ReportSettings) -> String {
    let names: Vec<&str> = settings.order.iter().map(|section| section.id()).collect();
    names.join(", ")
}

/// Headings and words of the authors, section by section.
fn texts(settings: &ReportSettings) -> String {
    let told = settings.sections.iter().map(|text| {
        let words = format!("{} {} {}", text.title, text.before, text.after);
        format!("{}: {}", text.section.id(), without_marks(&words))
    });
    told.collect::<Vec<_>>().join("; ")
}

fn scale(document: &Assessment) -> String {
    let band = |band: &Band| format!("{} {}–{}", band.level, band.low.get(), band.high.get());
    let Some(scale) = document.scale() else { return String::new() };
    let bands: Vec<String> = scale.bands.iter().map(band).collect();
    format!("{}: {}", scale.name, bands.join(", "))
}

/// A text as a cell of a table has room for it.
fn shown(text: &str, other: &str) -> String {
    const ROOM: usize = 120;
    const BEFORE: usize = 30;
    let (text, other) = (wording::name(text), wording::name(other));
    if text.chars().count() <= ROOM {
        return text;
    }
    // Around the first place in which the two differ.
    let alike = text.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let start = if alike < ROOM { 0 } else { alike - BEFORE };
    let part: String = text.chars().skip(start).take(ROOM).collect();
    let (head, tail) = (start > 0, start + ROOM < text.chars().count());
    format!("{}{part}{}", if head { "…" } else { "" }, if tail { "…" } else { "" })
}

/// The scores of a document by key, without those that nobody gave.
fn given(document: &Assessment) -> BTreeMap<ScoreKey, &Score> {
    let mut all = BTreeSet::new();
    let mut add = |subject: Subject, dimension: Dimension, series: &'_ Series| {
        for phase in document.phases().iter() {
            if series.given(&phase.id).is_some() {
                let phase = Some(phase.id.clone());
                all.insert(ScoreKey { subject: subject.clone(), dimension, phase });
            }
        }
    };
    for node in document.nodes().iter() {
        add(Subject::Node(node.id.clone()), Dimension::Stability, &node.stability);
        add(Subject::Node(node.id.clone()), Dimension::Persistence, &node.persistence);
    }
    for link in document.links().iter() {
        add(Subject::Link(link.id.clone()), Dimension::Likelihood, &link.likelihood);
    }
    for m in document.mitigations().iter() {
        add(Subject::Mitigation(m.id.clone()), Dimension::Effectiveness, &m.effectiveness);
    }
    let initial = document.nodes().iter().filter_map(|node| {
        let subject = Subject::Node(node.id.clone());
        let dimension = Dimension::InitiallyMisaligned;
        let key = ScoreKey { subject, dimension, phase: None };
        Some((key, node.initially_misaligned.as_ref()?))
    });
    let in_phases = all.into_iter().filter_map(|key| {
        let series = document.series(&key.subject, key.dimension)?;
        let score = series.given(key.phase.as_ref()?)?;
        Some((key, score))
    });
    in_phases.collect::<Vec<_>>().into_iter().chain(initial).collect()
}

fn scores(before: &Assessment, after: &Assessment) -> Vec<ScoreChange> {
    let (was, is) = (given(before), given(after));
    let mut keys: Vec<&ScoreKey> = was.keys().chain(is.keys()).collect();
    keys.sort();
    keys.dedup();
    let change = |key: &&ScoreKey| {
        let (old, new) = (was.get(*key), is.get(*key));
        let grounds = old.zip(new).map(|(old, new)| grounds(old, new)).unwrap_or_default();
        if old.map(|s| &s.estimate) == new.map(|s| &s.estimate) && grounds.is_empty() {
            return None;
        }
        // Of an element that came or went, its coming and going is told.
        if !before.contains(&key.subject) || !after.contains(&key.subject) {
            return None;
        }
        let told = |score: Option<&&Score>, of: &Assessment| {
            score.map(|score| wording::estimate(&score.estimate, key.dimension, of.scale()))
        };
        let central = |score: Option<&&Score>, of: &Assessment| {
            let score = score.filter(|score| score.estimate != Estimate::Withheld)?;
            Some(score.estimate.central(key.dimension, of.scale()).get())
        };
        let moved = central(old, before).zip(central(new, after)).map(|(old, new)| new - old);
        Some(ScoreChange {
            key: (*key).clone(),
            element: wording::name(&after.label(&key.subject)),
            dimension: wording::dimension(key.dimension),
            phase: key.phase.as_ref().map(|id| phase_name(id, after, before)).unwrap_or_default(),
            before: told(old, before),
            after: told(new, after),
            moved,
            grounds,
        })
    };
    keys.iter().filter_map(change).collect()
}

/// In what two scores differ beside their numbers.
fn grounds(old: &Score, new: &Score) -> Vec<&'static str> {
    let all = [
        (old.rationale != new.rationale, "rationale"),
        (old.confidence != new.confidence, "confidence"),
        (old.evidence != new.evidence, "evidence"),
        (old.basis != new.basis, "basis"),
    ];
    all.into_iter().filter(|(differs, _)| *differs).map(|(_, name)| name).collect()
}

fn phase_name(id: &Id<Phase>, after: &Assessment, before: &Assessment) -> String {
    let subject = Subject::Phase(id.clone());
    let of = if after.contains(&subject) { after } else { before };
    wording::name(&of.label(&subject))
}

/// The headline by phase, each outcome and host at the end, reproduction numbers.
fn figures(before: &Edition, after: &Edition) -> Vec<FigureChange> {
    let (was, is) = (&before.figures, &after.figures);
    let mut all = Vec::new();
    for (place, phase) in is.phases.iter().enumerate() {
        let Some(then) = was.phases.iter().position(|known| known == phase) else { continue };
        let Some(pair) = pair(was.any_outcome.get(then), is.any_outcome.get(place)) else {
            continue;
        };
        let name = Id::new(phase).map_or_else(
            |_| phase.clone(),
            |id| phase_name(&id, &after.document, &before.document),
        );
        all.push(change(format!("Any outcome by the end of {name}"), None, pair));
    }
    for node in after.document.nodes().iter() {
        let last =
            |of: &BTreeMap<String, Vec<KeyFigure>>| of.get(node.id.as_str())?.last().copied();
        let (Some(old), Some(new)) = (last(&was.ever), last(&is.ever)) else { continue };
        let subject = Subject::Node(node.id.clone());
        let name = format!("{} ever misaligned", wording::name(&after.document.label(&subject)));
        all.push(change(name, Some(subject), (old, new)));
    }
    all
}

fn pair(before: Option<&KeyFigure>, after: Option<&KeyFigure>) -> Option<(KeyFigure, KeyFigure)> {
    Some((*before?, *after?))
}

fn change(
    name: String,
    subject: Option<Subject>,
    (before, after): (KeyFigure, KeyFigure),
) -> FigureChange {
    let difference = after.value - before.value;
    let standard_error = libm::hypot(before.standard_error, after.standard_error);
    // Where nothing was met, nothing is known below the bound.
    let bound = before.upper.into_iter().chain(after.upper).fold(0.0, f64::max);
    let is_exact = standard_error <= 0.0 && bound <= 0.0;
    let may_err = (ERRORS_SURE * standard_error).max(bound);
    let is_within_error = !is_exact && difference.abs() <= may_err;
    FigureChange { subject, name, before, after, difference, standard_error, is_within_error }
}

impl FigureChange {
    /// The two figures in words.
    pub(super) fn words(&self) -> [String; 2] {
        [self.before, self.after].map(|figure| wording::figure(&Figure::from(figure)))
    }
}
