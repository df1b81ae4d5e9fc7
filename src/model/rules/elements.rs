//! The rules of each kind of element.

use std::collections::BTreeSet;

use super::{
    each,
    found::Found,
    names::{Known, Names},
};
use crate::model::{
    Annotation, Bookmark, Estimate, Evidence, Hypothesis, Id, Link, Mitigation, Node, Parts,
    Pathway, Phase, ReportSettings, Scale, Score, Series, Subject,
};

pub(super) fn phase(path: &str, phase: &Phase, found: &mut Found) {
    found.amount(format!("{path}.days"), phase.days);
    found.amount(format!("{path}.exposure"), phase.exposure);
    found.text(&format!("{path}.name"), &phase.name);
    found.text(&format!("{path}.notes"), &phase.notes);
}

pub(super) fn hypothesis(path: &str, hypothesis: &Hypothesis, found: &mut Found) {
    found.text(&format!("{path}.name"), &hypothesis.name);
    found.text(&format!("{path}.notes"), &hypothesis.notes);
}

pub(super) fn evidence(path: &str, evidence: &Evidence, found: &mut Found) {
    let texts =
        [("title", &evidence.title), ("finding", &evidence.finding), ("limits", &evidence.limits)];
    for (field, text) in texts {
        found.text(&format!("{path}.{field}"), text);
    }
}

pub(super) fn annotation(path: &str, annotation: &Annotation, found: &mut Found) {
    found.text(&format!("{path}.text"), &annotation.text);
    found.position(|| format!("{path}.position"), annotation.position);
    found.length(format!("{path}.width"), annotation.width);
    found.length(format!("{path}.height"), annotation.height);
}

pub(super) fn bookmarks(bookmarks: &[Bookmark], found: &mut Found) {
    each("bookmarks", bookmarks, |path, bookmark| {
        found.text(&format!("{path}.name"), &bookmark.name);
        found.position(|| format!("{path}.center"), bookmark.center);
        found.length(format!("{path}.zoom"), bookmark.zoom);
    });
}

/// Whether raw parts have an element.
pub(super) fn has(parts: &Parts, names: &Names<'_>, subject: &Subject) -> bool {
    match subject {
        Subject::Document => true,
        Subject::Phase(id) => names.phase(id),
        Subject::Node(id) => names.node(id),
        Subject::Link(id) => names.link(id),
        Subject::Mitigation(id) => names.mitigation(id),
        Subject::Zone(id) => names.zone(id),
        Subject::Evidence(id) => names.evidence(id),
        Subject::Hypothesis(id) => parts.hypotheses.iter().any(|e| e.id == *id),
        Subject::Pathway(id) => parts.pathways.iter().any(|e| e.id == *id),
        Subject::Annotation(id) => parts.annotations.iter().any(|e| e.id == *id),
    }
}

pub(super) fn report(settings: &ReportSettings, found: &mut Found) {
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
pub(super) struct Check<'a, K: Known> {
    pub(super) names: &'a K,
    pub(super) scale: Option<&'a Scale>,
}

impl<K: Known> Check<'_, K> {
    pub(super) fn node(&self, path: &str, node: &Node, found: &mut Found) {
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
        self.evidence(path, &node.evidence, found);
    }

    pub(super) fn link(&self, path: &str, link: &Link, found: &mut Found) {
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
        for (i, bend) in link.bends.iter().enumerate() {
            found.position(|| format!("{path}.bends[{i}]"), *bend);
        }
        found.text(&format!("{path}.notes"), &link.notes);
        self.evidence(path, &link.evidence, found);
    }

    pub(super) fn mitigation(&self, path: &str, mitigation: &Mitigation, found: &mut Found) {
        found.text(&format!("{path}.name"), &mitigation.name);
        found.text(&format!("{path}.limitations"), &mitigation.limitations);
        found.text(&format!("{path}.notes"), &mitigation.notes);
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
        self.evidence(path, &mitigation.evidence, found);
    }

    pub(super) fn pathway(&self, path: &str, pathway: &Pathway, found: &mut Found) {
        found.text(&format!("{path}.name"), &pathway.name);
        found.text(&format!("{path}.detection"), &pathway.detection);
        found.text(&format!("{path}.notes"), &pathway.notes);
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
        self.evidence(path, &score.evidence, found);
    }

    fn level(&self, path: &str, level: &str, found: &mut Found) {
        match self.scale {
            None => found.add(
                path,
                format!("the level '{level}' needs a scale; add `scale` to the document"),
            ),
            Some(scale) if scale.band(level).is_none() => {
                let levels: Vec<&str> = scale.bands.iter().map(|band| &*band.level).collect();
                found.add(
                    path,
                    format!("the scale has no level '{level}'; it has {}", levels.join(", ")),
                );
            }
            Some(_) => {}
        }
    }

    fn evidence(&self, path: &str, evidence: &[Id<Evidence>], found: &mut Found) {
        for (i, id) in evidence.iter().enumerate() {
            found.reference(
                format!("{path}.evidence[{i}]"),
                "evidence",
                id.as_str(),
                self.names.evidence(id),
            );
        }
    }
}
