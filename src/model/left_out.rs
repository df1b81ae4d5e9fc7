//! Scores that a pasted part could not bring along because the document lacks their phases, and how they still can.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Assessment, Edit, Id, Mark, Marked, Phase, ReportSettings, Row, Score, ScoreKey, Subject,
};

/// Scores whose phases a document lacks, with those phases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeftOut {
    /// The phases that the part came with, in order of time, under the ids that they have in the document.
    pub(super) timeline: Vec<Phase>,
    /// The scores, of elements as they are called in the document.
    pub(super) scores: Vec<(ScoreKey, Score)>,
    /// Marks on these scores.
    pub(super) marks: Vec<Mark>,
    /// How many of the scores were given as a level of another scale and are now ranges.
    pub(super) levels: usize,
}

/// What the phases of a part are called in a document: by id, else by name.
pub(super) struct PhaseNames(BTreeMap<Id<Phase>, Id<Phase>>);

impl PhaseNames {
    pub(super) fn new(document: &Assessment, part: &Assessment) -> Self {
        let is_taken = |id: &Id<Phase>| part.phases.contains(id);
        let is_same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
        let namesake = |phase: &Phase| {
            let mut others = document.phases.iter().filter(|own| !is_taken(&own.id));
            others.find(|own| is_same(&own.name, &phase.name)).map(|own| own.id.clone())
        };
        let mut names = BTreeMap::new();
        for phase in part.phases.iter() {
            let own = document.phases.contains(&phase.id).then(|| phase.id.clone());
            let here = own.or_else(|| namesake(phase));
            let here = here.filter(|id| !names.values().any(|known| known == id));
            names.extend(here.map(|id| (phase.id.clone(), id)));
        }
        Self(names)
    }

    /// What a phase is called in the document; `None` where the document lacks it.
    pub(super) fn get(&self, id: &Id<Phase>) -> Option<&Id<Phase>> {
        self.0.get(id)
    }

    /// The phases of a part under the ids that they have, or would have, in the document.
    pub(super) fn timeline(&self, part: &Assessment) -> Vec<Phase> {
        let named = |phase: &Phase| Phase {
            id: self.get(&phase.id).unwrap_or(&phase.id).clone(),
            ..phase.clone()
        };
        part.phases.iter().map(named).collect()
    }
}

impl LeftOut {
    /// Whether nothing was left out.
    pub fn is_empty(&self) -> bool {
        self.scores.is_empty()
    }

    /// How many scores were left out.
    pub fn len(&self) -> usize {
        self.scores.len()
    }

    /// How many of the scores were given as a level of another scale and are now ranges.
    pub fn levels(&self) -> usize {
        self.levels
    }

    /// The phases that the document lacks, in order of time.
    pub fn phases(&self, document: &Assessment) -> Vec<&Phase> {
        let needed: BTreeSet<_> = self.scores.iter().filter_map(|(key, _)| phase(key)).collect();
        let is_missing =
            |phase: &&Phase| needed.contains(&phase.id) && !document.phases.contains(&phase.id);
        self.timeline.iter().filter(is_missing).collect()
    }

    /// Whether any of the scores could still come: its element is there and has no score of its own in that phase.
    pub fn can_come(&self, document: &Assessment) -> bool {
        self.scores.iter().any(|(key, _)| is_open(document, key))
    }

    /// The edit that brings the phases and their scores along: each phase stands after the one that it came after, or
    /// before the one that it came before. `None` where nothing can come any more.
    pub fn coming(&self, document: &Assessment) -> Option<Edit> {
        let open = |(key, _): &&(ScoreKey, Score)| is_open(document, key);
        let scores: Vec<&(ScoreKey, Score)> = self.scores.iter().filter(open).collect();
        if scores.is_empty() {
            return None;
        }
        let mut edits = self.phase_edits(document);
        let given = scores.iter().map(|(key, score)| Edit::score(key.clone(), Some(score.clone())));
        edits.extend(given);
        let is_there = |mark: &&Mark| matches!(&mark.what, Marked::Score(key) if scores.iter().any(|(k, _)| k == key));
        let marks: Vec<Mark> = self.marks.iter().filter(is_there).cloned().collect();
        if !marks.is_empty() {
            let own = &document.report;
            let internal = own.internal.iter().cloned().chain(marks).collect();
            let report = ReportSettings { internal, ..(**own).clone() };
            edits.push(Edit::Report(Box::new(report)));
        }
        Some(Edit::Named("bring phases along", edits))
    }

    fn phase_edits(&self, document: &Assessment) -> Vec<Edit> {
        let mut here: Vec<Id<Phase>> = document.phases.iter().map(|p| p.id.clone()).collect();
        let mut edits = Vec::new();
        for phase in self.phases(document) {
            let at = self.place(&here, phase.id());
            here.insert(at, phase.id.clone());
            edits.push(Edit::put(phase.clone()));
            edits.push(Edit::Order(Subject::Phase(phase.id.clone()), at));
        }
        edits
    }

    /// Where among phases one of the timeline belongs.
    fn place(&self, here: &[Id<Phase>], id: &Id<Phase>) -> usize {
        let at = self.timeline.iter().position(|phase| phase.id == *id).unwrap_or_default();
        let place = |phase: &Phase| here.iter().position(|id| *id == phase.id);
        let (before, after) = self.timeline.split_at(at);
        let after_known = before.iter().rev().find_map(place).map(|place| place + 1);
        let before_known = || after.iter().skip(1).find_map(place);
        after_known.or_else(before_known).unwrap_or(here.len())
    }
}

fn phase(key: &ScoreKey) -> Option<&Id<Phase>> {
    key.phase.as_ref()
}

/// Whether an element is there and has no score of its own.
fn is_open(document: &Assessment, key: &ScoreKey) -> bool {
    let given = |phase| document.series(&key.subject, key.dimension)?.given(phase);
    document.contains(&key.subject) && phase(key).is_some_and(|phase| given(phase).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Node, NodeKind, Position, Probability};

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    /// A document with these phases and a node that is scored in each of those given.
    fn document(phases: &[&str], scored: &[&str]) -> Assessment {
        let mut parts = Assessment::blank("t").to_parts();
        parts.phases = phases.iter().map(|name| Phase::new(id(name), name)).collect();
        let mut node = Node::new(id("a"), "a", NodeKind::Host);
        for phase in scored {
            node.stability.set(id(phase), Some(Score::point(Probability::clamped(0.9))));
        }
        parts.nodes.push(node);
        Assessment::new(parts).expect("valid")
    }

    fn came(into: &[&str], from: &[&str], scored: &[&str]) -> Option<Vec<String>> {
        let (document, part) = (document(into, &[]), document(from, scored));
        let pasted = document.pasting(&part, Position::default());
        let document = document.edited(&Edit::All(pasted.edits)).expect("valid");
        let edit = pasted.left_out.coming(&document)?;
        let after = document.edited(&edit).expect("valid");
        let copy = after.nodes().get(&id("a-copy")).expect("pasted");
        assert_eq!(copy.stability.iter().count(), scored.len());
        assert!(!pasted.left_out.can_come(&after));
        Some(after.phases().iter().map(|phase| phase.id.to_string()).collect())
    }

    #[test]
    fn phases_come_to_stand_where_they_stood() {
        let cases: [[&[&str]; 4]; 4] = [
            [&["x", "z"], &["x", "y", "z"], &["x", "y"], &["x", "y", "z"]],
            [&["z"], &["x", "y", "z"], &["x", "y", "z"], &["x", "y", "z"]],
            [&["other"], &["x", "y"], &["y", "x"], &["other", "x", "y"]],
            // A phase in which nothing is scored is not needed.
            [&["x"], &["x", "y", "z"], &["z"], &["x", "z"]],
        ];
        for [into, from, scored, wanted] in cases {
            let phases = came(into, from, scored).expect("something left out");
            assert_eq!(phases, wanted, "{from:?} into {into:?}");
        }
        assert_eq!(came(&["x", "y"], &["x", "y"], &["x"]), None);
    }

    #[test]
    fn a_phase_of_the_same_name_is_the_same() {
        let mut parts = document(&["first"], &[]).to_parts();
        parts.phases[0].name = "Internal Pilot".to_owned();
        let document_here = Assessment::new(parts).expect("valid");
        let mut parts = document(&["pilot"], &["pilot"]).to_parts();
        parts.phases[0].name = "internal pilot ".to_owned();
        let part = Assessment::new(parts).expect("valid");
        let pasted = document_here.pasting(&part, Position::default());
        assert!(pasted.left_out.is_empty());
        let after = document_here.edited(&Edit::All(pasted.edits)).expect("valid");
        let copy = after.nodes().get(&id("a-copy")).expect("pasted");
        assert!(copy.stability.given(&id("first")).is_some());
    }
}
