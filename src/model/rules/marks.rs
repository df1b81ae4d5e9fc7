//! The rules that marks keep: what is marked is there, can be marked, and is so once.

use std::collections::BTreeSet;

use super::{VIOLATIONS_MAX, Violation};
use crate::model::{
    Mark, Marked, REASON_LENGTH_MAX, Reason, ReportSettings, ScoreKey, Sort, Subject,
};

/// All rules that the marks of a report's settings break; `has` tells whether an element exists.
pub(super) fn violations(
    settings: &ReportSettings,
    has: &dyn Fn(&Subject) -> bool,
) -> Vec<Violation> {
    let withheld = settings.withheld.as_ref().map_or(&[][..], |withheld| &withheld.marks);
    let mut found = Found(Vec::new());
    for (list, marks) in [("internal", &settings.internal[..]), ("withheld.marks", withheld)] {
        let mut known = BTreeSet::new();
        for (i, mark) in marks.iter().enumerate() {
            let path = format!("report.{list}[{i}]");
            if !known.insert(&mark.what) {
                found.add(path.clone(), "it is marked twice; keep one");
            }
            found.mark(&path, mark, has);
        }
    }
    found.0
}

struct Found(Vec<Violation>);

impl Found {
    fn push(&mut self, violation: Violation) {
        if self.0.len() < VIOLATIONS_MAX {
            self.0.push(violation);
        }
    }

    fn add(&mut self, path: String, sentence: impl Into<String>) {
        self.push(Violation::new(path, sentence));
    }

    fn mark(&mut self, path: &str, mark: &Mark, has: &dyn Fn(&Subject) -> bool) {
        if let Reason::Other(words) = &mark.reason
            && (words.trim().is_empty() || words.chars().count() > REASON_LENGTH_MAX)
        {
            let limit = format!("a reason has 1 to {REASON_LENGTH_MAX} characters");
            self.add(format!("{path}.reason.other"), limit);
        }
        self.reference(format!("{path}.what"), &mark.what.subject(), has);
        match &mark.what {
            Marked::Element(subject) if Sort::of(subject).is_none() => self.add(
                format!("{path}.what"),
                format!("a {} cannot be marked as internal", subject.kind_name()),
            ),
            Marked::Score(key) => self.score(path, key, has),
            Marked::Element(_) | Marked::Text(_) => {}
        }
    }

    /// A marked score is one that its element can have.
    fn score(&mut self, path: &str, key: &ScoreKey, has: &dyn Fn(&Subject) -> bool) {
        if !key.exists_on_kind() {
            self.add(format!("{path}.what.score"), "the element has no such score");
        }
        if let Some(phase) = &key.phase {
            self.reference(format!("{path}.what.score.phase"), &Subject::Phase(phase.clone()), has);
        }
    }

    fn reference(&mut self, path: String, subject: &Subject, has: &dyn Fn(&Subject) -> bool) {
        if !has(subject) {
            let (kind, id) = (subject.kind_name(), subject.id_str());
            self.push(Violation::dangling(path, kind, id));
        }
    }
}
