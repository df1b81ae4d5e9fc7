//! The rules of the argument: claims form trees, and what is referred to is there.

use std::collections::{BTreeMap, BTreeSet};

use super::{CLAIM_LEVELS_MAX, Check, Found, Known, Violation, each, listed};
use crate::model::{
    Claim, Comment, Criterion, Dismissal, Estimate, Evidence, Id, Parts, Question, Review, Subject,
    Suppression, Target,
};

/// A mechanism of a catalog is dismissed once, and with an id.
pub(super) fn dismissals(list: &[Dismissal], found: &mut Found) {
    let mut known: BTreeSet<String> = BTreeSet::new();
    each("dismissals", list, |path, dismissal| {
        if dismissal.entry.trim().is_empty() {
            found.add(format!("{path}.entry"), "the entry of the catalog is not named");
        } else if !known.insert(dismissal.entry.clone()) {
            found.add(format!("{path}.entry"), "the entry is dismissed twice; keep one");
        }
        found.text(&format!("{path}.reason"), &dismissal.reason);
    });
}

pub(super) fn criterion(path: &str, criterion: &Criterion, found: &mut Found) {
    found.text(&format!("{path}.name"), &criterion.name);
    found.text(&format!("{path}.question"), &criterion.question);
}

/// No claim carries itself, and none lies too deep. A cycle is told once, at its first claim in file order, and of claims
/// that lie too deep those are told that have a parent that does not.
pub(super) fn trees<'a>(claims: impl Iterator<Item = &'a Claim>, found: &mut Found) {
    let claims: Vec<&Claim> = claims.collect();
    let levels = Levels::of(&claims);
    let path = |i: &usize| format!("claims[{i}].parent");
    for cycle in &levels.cycles {
        let Some((first, others)) = cycle.split_first().filter(|_| !found.is_full()) else { break };
        let sentence = if others.is_empty() {
            "the claim is its own parent; take its parent away".to_owned()
        } else {
            let names = listed(cycle.iter().map(|i| claims[*i].id.as_str()));
            format!("take the parent of one of these claims away, which carry each other: {names}")
        };
        let along = others.iter().map(path).collect();
        found.push(Violation { along, ..Violation::new(path(first), sentence) });
    }
    for (i, level) in levels.of.iter().enumerate() {
        if *level == Some(CLAIM_LEVELS_MAX + 1) {
            let sentence = format!(
                "the claim lies on level {}; the limit is {CLAIM_LEVELS_MAX}; give it a parent that lies higher",
                CLAIM_LEVELS_MAX + 1
            );
            found.add(path(&i), sentence);
        }
    }
}

/// How claims lie above each other.
struct Levels {
    /// Of each claim its level, 1 for those at the top; `None` on a cycle and below one.
    of: Vec<Option<usize>>,
    /// The claims of each cycle in file order.
    cycles: Vec<Vec<usize>>,
}

impl Levels {
    /// Each claim is walked over once.
    fn of(claims: &[&Claim]) -> Self {
        let places: BTreeMap<&Id<Claim>, usize> =
            claims.iter().enumerate().map(|(i, claim)| (&claim.id, i)).collect();
        let above: Vec<Option<usize>> =
            claims.iter().map(|claim| places.get(claim.parent.as_ref()?).copied()).collect();
        let mut levels = Self { of: vec![None; claims.len()], cycles: Vec::new() };
        let mut is_walked = vec![false; claims.len()];
        for start in 0..claims.len() {
            let mut way = Vec::new();
            let mut next = Some(start);
            while let Some(at) = next.filter(|at| !is_walked[*at]) {
                is_walked[at] = true;
                way.push(at);
                next = above[at];
            }
            let level = match next {
                None => Some(0),
                Some(end) => {
                    // What was met again is on this way only where the way closes.
                    let closed = way.iter().position(|at| *at == end);
                    levels.cycles.extend(closed.map(|from| {
                        let mut cycle = way[from..].to_vec();
                        cycle.sort_unstable();
                        cycle
                    }));
                    levels.of[end]
                }
            };
            for (depth, at) in way.iter().rev().enumerate() {
                levels.of[*at] = level.map(|level| level + depth + 1);
            }
        }
        levels
    }
}

impl<K: Known> Check<'_, K> {
    /// Everything in raw parts that belongs to the argument.
    pub(super) fn argument(&self, parts: &Parts, found: &mut Found) {
        each("claims", &parts.claims, |path, e| self.claim(path, e, found));
        trees(parts.claims.iter(), found);
        each("questions", &parts.questions, |path, e| self.question(path, e, found));
        each("comments", &parts.comments, |path, e| self.comment(path, e, found));
        each("criteria", &parts.criteria, |path, e| criterion(path, e, found));
        each("reviews", &parts.reviews, |path, e| self.review(path, e, found));
        dismissals(&parts.dismissals, found);
        self.suppressions(&parts.suppressions, found);
    }

    pub(super) fn claim(&self, path: &str, claim: &Claim, found: &mut Found) {
        let texts = [
            ("text", &claim.text),
            ("argument", &claim.argument),
            ("invalidated_by", &claim.invalidated_by),
            ("notes", &claim.notes),
        ];
        for (field, text) in texts {
            found.text(&format!("{path}.{field}"), text);
        }
        if let Some(parent) = &claim.parent {
            let exists = self.names.has(&Subject::Claim(parent.clone()));
            found.reference(format!("{path}.parent"), "claim", parent.as_str(), exists);
        }
        if let Some(Estimate::Level(level)) = &claim.estimate {
            self.level(&format!("{path}.estimate.level"), level, found);
        }
        self.cited(path, &claim.evidence, found);
        self.list(path, "counter_evidence", &claim.counter_evidence, found);
        self.about(path, &claim.about, found);
        for (i, defeater) in claim.defeaters.iter().enumerate() {
            found.text(&format!("{path}.defeaters[{i}].text"), &defeater.text);
            found.text(&format!("{path}.defeaters[{i}].answer"), &defeater.answer);
        }
    }

    pub(super) fn question(&self, path: &str, question: &Question, found: &mut Found) {
        for (field, text) in
            [("text", &question.text), ("answer", &question.answer), ("notes", &question.notes)]
        {
            found.text(&format!("{path}.{field}"), text);
        }
        self.about(path, &question.about, found);
        for (i, stance) in question.positions.iter().enumerate() {
            let path = format!("{path}.positions[{i}]");
            found.text(&format!("{path}.statement"), &stance.statement);
            self.cited(&path, &stance.evidence, found);
        }
    }

    pub(super) fn comment(&self, path: &str, comment: &Comment, found: &mut Found) {
        found.text(&format!("{path}.text"), &comment.text);
        if let Target::Element(Subject::Comment(_)) = comment.about {
            found.add(format!("{path}.about"), "a comment on a comment is a reply; add it there");
        } else {
            self.subject_exists(&format!("{path}.about"), comment.about.subject(), found);
        }
        if let Target::Score(key) = &comment.about {
            if let Some(phase) = &key.phase {
                let exists = self.names.phase(phase);
                found.reference(format!("{path}.about.score"), "phase", phase.as_str(), exists);
            }
            if !key.exists_on_kind() {
                found.add(format!("{path}.about.score"), "the element has no such score");
            }
        }
        for (i, reply) in comment.replies.iter().enumerate() {
            found.text(&format!("{path}.replies[{i}].text"), &reply.text);
        }
    }

    pub(super) fn review(&self, path: &str, review: &Review, found: &mut Found) {
        found.text(&format!("{path}.name"), &review.name);
        found.text(&format!("{path}.notes"), &review.notes);
        let mut known = BTreeSet::new();
        for (i, finding) in review.findings.iter().enumerate() {
            let path = format!("{path}.findings[{i}]");
            let id = &finding.criterion;
            let exists = self.names.has(&Subject::Criterion(id.clone()));
            found.reference(format!("{path}.criterion"), "criterion", id.as_str(), exists);
            if !known.insert(id) {
                found.add(format!("{path}.criterion"), "the criterion is listed twice; keep one");
            }
            found.text(&format!("{path}.note"), &finding.note);
            found.text(&format!("{path}.quote"), &finding.quote);
        }
    }

    pub(super) fn suppressions(&self, list: &[Suppression], found: &mut Found) {
        let mut known = BTreeSet::new();
        each("suppressions", list, |path, suppression| {
            if !known.insert((suppression.check.clone(), suppression.about.clone())) {
                found.add(path, "the finding is suppressed twice; keep one");
            }
            if suppression.reason.trim().is_empty() {
                found.add(format!("{path}.reason"), "say why the finding stands");
            }
            found.text(&format!("{path}.reason"), &suppression.reason);
            self.subject_exists(&format!("{path}.about"), &suppression.about, found);
        });
    }

    /// What evidence refers to.
    pub(super) fn grounds(&self, path: &str, evidence: &Evidence, found: &mut Found) {
        for (i, phase) in evidence.phases.iter().enumerate() {
            let exists = self.names.phase(phase);
            found.reference(format!("{path}.phases[{i}]"), "phase", phase.as_str(), exists);
        }
        let Some(incident) = &evidence.incident else { return };
        for (i, id) in incident.pathways.iter().enumerate() {
            let exists = self.names.has(&Subject::Pathway(id.clone()));
            let path = format!("{path}.incident.pathways[{i}]");
            found.reference(path, "pathway", id.as_str(), exists);
        }
        for (i, event) in incident.events.iter().enumerate() {
            let path = format!("{path}.incident.events[{i}]");
            found.text(&format!("{path}.text"), &event.text);
            match &event.about {
                Some(subject @ (Subject::Node(_) | Subject::Link(_))) => {
                    self.subject_exists(&format!("{path}.about"), subject, found);
                }
                Some(_) => found.add(format!("{path}.about"), "use a node or a link"),
                None => {}
            }
        }
    }

    /// The ids of the field `evidence`.
    pub(super) fn cited(&self, path: &str, ids: &[Id<Evidence>], found: &mut Found) {
        self.list(path, "evidence", ids, found);
    }

    fn list(&self, path: &str, field: &str, ids: &[Id<Evidence>], found: &mut Found) {
        for (i, id) in ids.iter().enumerate() {
            let exists = self.names.evidence(id);
            found.reference(format!("{path}.{field}[{i}]"), "evidence", id.as_str(), exists);
        }
    }

    fn about(&self, path: &str, subjects: &[Subject], found: &mut Found) {
        for (i, subject) in subjects.iter().enumerate() {
            self.subject_exists(&format!("{path}.about[{i}]"), subject, found);
        }
    }

    fn subject_exists(&self, path: &str, subject: &Subject, found: &mut Found) {
        let (kind, id) = (subject.kind_name(), subject.id_str());
        found.reference(path.to_owned(), kind, id, self.names.has(subject));
    }
}
