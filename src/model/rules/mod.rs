//! Every invariant of a document, with its sentence. A [`Violation`] names the field by its path in the file.

mod argument;
mod edits;
mod known;
mod limits;
mod marks;
mod panel;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, fmt};

pub(super) use edits::violations_of_edit;
use known::{Known, Names};
pub use limits::{
    BANDS_MAX, BENDS_MAX, CLAIM_LEVELS_MAX, COORDINATE_MAX, HYPOTHESES_MAX, LENGTHS, LEVEL_MAX,
    LINKS_MAX, NODES_MAX, OTHERS_MAX, PHASES_MAX, TEXT_MAX, VIOLATIONS_MAX, WORDS_MAX, ZOOMS,
};
use limits::{listed, shortened};

use super::{
    About, Annotation, Assessment, Bookmark, Edit, Element, Estimate, Evidence, Hypothesis, Id,
    Link, Mitigation, Node, Parts, Pathway, Phase, Position, ReportSettings, Row, Scale, Score,
    Series, Subject, Table,
};

/// A broken rule: where, and what is wrong with a hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The field's path, for example `nodes[3].stability.pilot.estimate`; empty for the document as a whole.
    pub path: String,
    /// What is wrong and what would be right.
    pub sentence: String,
    /// What would have to be there, or be otherwise: its sort in words and its id.
    pub lacks: Option<(&'static str, String)>,
    /// The paths of other fields that break the rule together with this one.
    pub along: Vec<String>,
}

impl Violation {
    /// A violation at a path.
    pub fn new(path: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self { path: path.into(), sentence: sentence.into(), lacks: None, along: Vec::new() }
    }

    /// A reference to what is not there.
    fn dangling(path: impl Into<String>, kind: &'static str, id: &str) -> Self {
        let sentence = format!("there is no {kind} '{id}'; add it or correct the id");
        Self::new(path, sentence).lacking(kind, id)
    }

    fn lacking(self, kind: &'static str, id: &str) -> Self {
        Self { lacks: Some((kind, id.to_owned())), ..self }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.sentence)
        } else {
            write!(f, "{}: {}", self.path, self.sentence)
        }
    }
}

/// The rules that raw parts break, in file order, at most [`VIOLATIONS_MAX`].
pub fn violations(parts: &Parts) -> Vec<Violation> {
    violations_within(parts, VIOLATIONS_MAX)
}

/// The rules that raw parts break, in file order, at most so many.
pub(super) fn violations_within(parts: &Parts, limit: usize) -> Vec<Violation> {
    let names = Names::of(parts);
    let mut found = Found { limit, ..Found::default() };
    limits::counts(parts, &mut found);
    unique("phases", &parts.phases, &mut found);
    unique("nodes", &parts.nodes, &mut found);
    unique("links", &parts.links, &mut found);
    unique("mitigations", &parts.mitigations, &mut found);
    unique("hypotheses", &parts.hypotheses, &mut found);
    unique("pathways", &parts.pathways, &mut found);
    unique("zones", &parts.zones, &mut found);
    unique("evidence", &parts.evidence, &mut found);
    unique("annotations", &parts.annotations, &mut found);
    unique("claims", &parts.claims, &mut found);
    unique("questions", &parts.questions, &mut found);
    unique("comments", &parts.comments, &mut found);
    unique("criteria", &parts.criteria, &mut found);
    unique("reviews", &parts.reviews, &mut found);
    found.about(&parts.about);
    if let Some(scale) = &parts.scale {
        found.scale(scale);
    }
    let check = Check { names: &names, scale: parts.scale.as_ref() };
    each("phases", &parts.phases, |path, e| phase(path, e, &mut found));
    each("nodes", &parts.nodes, |path, e| check.node(path, e, &mut found));
    each("links", &parts.links, |path, e| check.link(path, e, &mut found));
    each("mitigations", &parts.mitigations, |path, e| check.mitigation(path, e, &mut found));
    weights(parts.hypotheses.iter(), &mut found);
    each("hypotheses", &parts.hypotheses, |path, e| {
        hypothesis(path, e, &mut found);
        check.cited(path, &e.evidence, &mut found);
    });
    each("pathways", &parts.pathways, |path, e| check.pathway(path, e, &mut found));
    each("zones", &parts.zones, |path, e| found.text(&format!("{path}.name"), &e.name));
    each("evidence", &parts.evidence, |path, e| {
        evidence(path, e, &mut found);
        check.grounds(path, e, &mut found);
    });
    each("annotations", &parts.annotations, |path, e| annotation(path, e, &mut found));
    check.argument(parts, &mut found);
    bookmarks(&parts.bookmarks, &mut found);
    check.panel(&parts.panel, &mut found);
    report(&parts.report, &mut found);
    found.extend(marks::violations(&parts.report, &|subject| names.has(subject)));
    found.list
}

/// What was found so far.
struct Found {
    list: Vec<Violation>,
    /// The most that is kept.
    limit: usize,
}

impl Default for Found {
    fn default() -> Self {
        Self { list: Vec::new(), limit: VIOLATIONS_MAX }
    }
}

impl Found {
    /// Whether nothing more is kept, so that nothing more has to be told.
    fn is_full(&self) -> bool {
        self.list.len() >= self.limit
    }

    fn push(&mut self, violation: Violation) {
        if !self.is_full() {
            self.list.push(violation);
        }
    }

    fn extend(&mut self, violations: Vec<Violation>) {
        for violation in violations {
            self.push(violation);
        }
    }

    fn add(&mut self, path: impl Into<String>, sentence: impl Into<String>) {
        self.push(Violation::new(path, sentence));
    }

    fn about(&mut self, about: &About) {
        self.text("title", &about.title);
        self.text("summary", &about.summary);
        self.text("system.description", &about.system.description);
        self.words("authors", &about.authors);
    }

    fn scale(&mut self, scale: &Scale) {
        self.text("scale.name", &scale.name);
        self.count("scale.bands", scale.bands.len(), BANDS_MAX);
        let mut seen = BTreeSet::new();
        for (i, band) in scale.bands.iter().enumerate() {
            let path = format!("scale.bands[{i}]");
            if band.level.is_empty() {
                self.add(format!("{path}.level"), "the level has no name");
            } else if band.level.len() > LEVEL_MAX {
                let bytes = band.level.len();
                let sentence = format!("the level has {bytes} bytes; the limit is {LEVEL_MAX}");
                self.add(format!("{path}.level"), sentence);
            } else if !seen.insert(&band.level) {
                self.add(
                    format!("{path}.level"),
                    format!("the level '{}' occurs twice; rename one", band.level),
                );
            }
            if band.low > band.high {
                self.add(&path, "low is above high");
            } else if band.best.is_some_and(|best| best < band.low || best > band.high) {
                self.add(&path, "best lies outside low and high");
            }
        }
    }

    fn reference(&mut self, path: String, kind: &'static str, id: &str, exists: bool) {
        if !exists && !self.is_full() {
            self.push(Violation::dangling(path, kind, id));
        }
    }
}

fn each<T>(list: &str, elements: &[T], mut check: impl FnMut(&str, &T)) {
    for (i, element) in elements.iter().enumerate() {
        check(&format!("{list}[{i}]"), element);
    }
}

fn unique<T: Row>(list: &str, elements: &[T], found: &mut Found) {
    let mut seen = BTreeSet::new();
    for (i, element) in elements.iter().enumerate() {
        if !seen.insert(element.id()) {
            found.add(
                format!("{list}[{i}].id"),
                format!("the id '{}' occurs twice; rename one", element.id()),
            );
        }
    }
}

fn weights<'a>(hypotheses: impl ExactSizeIterator<Item = &'a Hypothesis>, found: &mut Found) {
    if hypotheses.len() > 0 && hypotheses.map(|h| h.weight.get()).fold(0.0, f64::max) <= 0.0 {
        found.add("hypotheses", "all weights are 0; give at least one hypothesis a weight above 0");
    }
}

fn phase(path: &str, phase: &Phase, found: &mut Found) {
    found.amount(format!("{path}.days"), phase.days);
    found.amount(format!("{path}.exposure"), phase.exposure);
    found.text(&format!("{path}.name"), &phase.name);
    found.text(&format!("{path}.notes"), &phase.notes);
}

fn hypothesis(path: &str, hypothesis: &Hypothesis, found: &mut Found) {
    found.text(&format!("{path}.name"), &hypothesis.name);
    found.text(&format!("{path}.rationale"), &hypothesis.rationale);
    found.text(&format!("{path}.notes"), &hypothesis.notes);
}

fn evidence(path: &str, evidence: &Evidence, found: &mut Found) {
    let texts = [
        ("title", &evidence.title),
        ("quote", &evidence.quote),
        ("finding", &evidence.finding),
        ("limits", &evidence.limits),
    ];
    for (field, text) in texts {
        found.text(&format!("{path}.{field}"), text);
    }
    found.words(&format!("{path}.authors"), &evidence.authors);
}

fn annotation(path: &str, annotation: &Annotation, found: &mut Found) {
    found.text(&format!("{path}.text"), &annotation.text);
    found.position(|| format!("{path}.position"), annotation.position);
    found.length(format!("{path}.width"), annotation.width);
    found.length(format!("{path}.height"), annotation.height);
}

fn bookmarks(bookmarks: &[Bookmark], found: &mut Found) {
    each("bookmarks", bookmarks, |path, bookmark| {
        found.text(&format!("{path}.name"), &bookmark.name);
        found.position(|| format!("{path}.center"), bookmark.center);
        found.zoom(format!("{path}.zoom"), bookmark.zoom);
    });
}

fn report(settings: &ReportSettings, found: &mut Found) {
    let mut ordered = BTreeSet::new();
    for (i, section) in settings.order.iter().enumerate() {
        if !ordered.insert(section) {
            found.add(format!("report.order[{i}]"), "the section is listed twice; keep one");
        }
    }
    let mut told = BTreeSet::new();
    each("report.sections", &settings.sections, |path, text| {
        if !told.insert(text.section) {
            found.add(format!("{path}.section"), "the section is listed twice; keep one");
        }
        found.text(&format!("{path}.title"), &text.title);
        found.text(&format!("{path}.before"), &text.before);
        found.text(&format!("{path}.after"), &text.after);
    });
}

/// Checks of elements against what exists in their document.
struct Check<'a, K: Known> {
    names: &'a K,
    scale: Option<&'a Scale>,
}

impl<K: Known> Check<'_, K> {
    fn node(&self, path: &str, node: &Node, found: &mut Found) {
        found.text(&format!("{path}.name"), &node.name);
        found.text(&format!("{path}.statement"), &node.statement);
        found.text(&format!("{path}.notes"), &node.notes);
        if let Some(score) = &node.initially_misaligned {
            self.score(&format!("{path}.initially_misaligned"), score, found);
        }
        self.series(&format!("{path}.stability"), &node.stability, found);
        self.series(&format!("{path}.persistence"), &node.persistence, found);
        if let Some(zone) = &node.zone {
            found.reference(format!("{path}.zone"), "zone", zone.as_str(), self.names.zone(zone));
        }
        if let Some(position) = node.position {
            found.position(|| format!("{path}.position"), position);
        }
        found.words(&format!("{path}.tags"), &node.tags);
        self.cited(path, &node.evidence, found);
    }

    fn link(&self, path: &str, link: &Link, found: &mut Found) {
        for (field, end) in [("from", &link.from), ("to", &link.to)] {
            found.reference(format!("{path}.{field}"), "node", end.as_str(), self.names.node(end));
        }
        if let Some(id) = &link.requires {
            found.reference(
                format!("{path}.requires"),
                "mitigation",
                id.as_str(),
                self.names.mitigation(id),
            );
        }
        self.series(&format!("{path}.likelihood"), &link.likelihood, found);
        found.words(&format!("{path}.tags"), &link.tags);
        found.count(&format!("{path}.bends"), link.bends.len(), BENDS_MAX);
        for (i, bend) in link.bends.iter().enumerate() {
            found.position(|| format!("{path}.bends[{i}]"), *bend);
        }
        found.text(&format!("{path}.notes"), &link.notes);
        self.cited(path, &link.evidence, found);
    }

    fn mitigation(&self, path: &str, mitigation: &Mitigation, found: &mut Found) {
        found.text(&format!("{path}.name"), &mitigation.name);
        found.text(&format!("{path}.limitations"), &mitigation.limitations);
        found.text(&format!("{path}.notes"), &mitigation.notes);
        found.words(&format!("{path}.tags"), &mitigation.tags);
        self.series(&format!("{path}.effectiveness"), &mitigation.effectiveness, found);
        let node_lists = [
            ("prevents", &mitigation.prevents),
            ("restores", &mitigation.restores),
            ("undermined_by", &mitigation.undermined_by),
        ];
        for (field, nodes) in node_lists {
            for (i, id) in nodes.iter().enumerate() {
                found.reference(
                    format!("{path}.{field}[{i}]"),
                    "node",
                    id.as_str(),
                    self.names.node(id),
                );
            }
        }
        for (i, id) in mitigation.blocks.iter().enumerate() {
            found.reference(
                format!("{path}.blocks[{i}]"),
                "link",
                id.as_str(),
                self.names.link(id),
            );
        }
        found.amount(format!("{path}.cost"), mitigation.cost);
        self.cited(path, &mitigation.evidence, found);
    }

    fn pathway(&self, path: &str, pathway: &Pathway, found: &mut Found) {
        found.text(&format!("{path}.name"), &pathway.name);
        found.text(&format!("{path}.detection"), &pathway.detection);
        found.text(&format!("{path}.notes"), &pathway.notes);
        found.words(&format!("{path}.tags"), &pathway.tags);
        for (i, id) in pathway.links.iter().enumerate() {
            found.reference(format!("{path}.links[{i}]"), "link", id.as_str(), self.names.link(id));
        }
        if let Some(id) = &pathway.outcome {
            found.reference(format!("{path}.outcome"), "node", id.as_str(), self.names.node(id));
        }
    }

    fn series(&self, path: &str, series: &Series, found: &mut Found) {
        for (id, score) in series.iter() {
            let path = format!("{path}.{id}");
            found.reference(path.clone(), "phase", id.as_str(), self.names.phase(id));
            self.score(&path, score, found);
        }
    }

    fn score(&self, path: &str, score: &Score, found: &mut Found) {
        found.text(&format!("{path}.rationale"), &score.rationale);
        if let Estimate::Level(level) = &score.estimate {
            self.level(&format!("{path}.estimate.level"), level, found);
        }
        self.cited(path, &score.evidence, found);
    }

    fn level(&self, path: &str, level: &str, found: &mut Found) {
        match self.scale {
            _ if found.is_full() => {}
            None => {
                let level = shortened(level);
                let sentence =
                    format!("the level '{level}' needs a scale; add `scale` to the document");
                found.push(Violation::new(path, sentence).lacking("scale", ""));
            }
            // A scale with too many bands is refused whatever refers to it.
            Some(scale) if scale.bands.len() > BANDS_MAX => {}
            Some(scale) if scale.band(level).is_none() => {
                let levels = listed(scale.bands.iter().map(|band| &*band.level));
                let sentence =
                    format!("the scale has no level '{}'; it has {levels}", shortened(level));
                found.push(Violation::new(path, sentence).lacking("level", level));
            }
            Some(_) => {}
        }
    }
}
