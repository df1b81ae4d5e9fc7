//! The public copy of the argument: claims stay in their places, withheld questions and reviews go.

use super::copy::Copier;
use crate::model::{Claim, Criterion, Finding, Question, Review, Stance, Subject, Suppression};

impl Copier<'_> {
    /// Elements that are there in the public copy, under their new ids.
    fn pointed_at_all(&self, subjects: &[Subject]) -> Vec<Subject> {
        subjects.iter().filter_map(|subject| self.pointed_at(subject)).collect()
    }

    pub(super) fn claim(&self, claim: &Claim) -> Claim {
        let subject = Subject::Claim(claim.id.clone());
        let id = self.claim_id(&claim.id);
        let parent = claim.parent.as_ref().map(|id| self.claim_id(id));
        if self.is_hidden(&subject) {
            let aggregation = claim.aggregation;
            return Claim { parent, aggregation, ..Claim::new(id, &self.label(&subject)) };
        }
        Claim {
            id,
            parent,
            evidence: self.evidence_ids(&claim.evidence),
            counter_evidence: self.evidence_ids(&claim.counter_evidence),
            about: self.pointed_at_all(&claim.about),
            ..claim.clone()
        }
    }

    pub(super) fn question(&self, question: &Question) -> Option<Question> {
        if self.is_hidden(&Subject::Question(question.id.clone())) {
            return None;
        }
        let stance = |stance: &Stance| Stance {
            evidence: self.evidence_ids(&stance.evidence),
            ..stance.clone()
        };
        Some(Question {
            id: self.question_id(&question.id),
            about: self.pointed_at_all(&question.about),
            positions: question.positions.iter().map(stance).collect(),
            ..question.clone()
        })
    }

    pub(super) fn criterion(&self, criterion: &Criterion) -> Option<Criterion> {
        let stays = !self.is_hidden(&Subject::Criterion(criterion.id.clone()));
        stays.then(|| Criterion { id: self.criterion_id(&criterion.id), ..criterion.clone() })
    }

    pub(super) fn review(&self, review: &Review) -> Option<Review> {
        if self.is_hidden(&Subject::Review(review.id.clone())) {
            return None;
        }
        let stays = |f: &&Finding| !self.is_hidden(&Subject::Criterion(f.criterion.clone()));
        let findings = review.findings.iter().filter(stays);
        let findings = findings
            .map(|f| Finding { criterion: self.criterion_id(&f.criterion), ..f.clone() })
            .collect();
        Some(Review { id: self.review_id(&review.id), findings, ..review.clone() })
    }

    pub(super) fn suppressions(&self) -> Vec<Suppression> {
        let of = |suppression: &Suppression| {
            let about = self.pointed_at(&suppression.about)?;
            Some(Suppression { about, ..suppression.clone() })
        };
        self.document.suppressions().iter().filter_map(of).collect()
    }
}
