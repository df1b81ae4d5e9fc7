//! The argument as it stands in a file: claims, questions, comments, reviews, and what was set aside.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Aggregation, Confidence, Dimension, Estimate, IdText, Mechanism, QuestionKind, Treatment,
    intake::{Intake, Place},
    is_default,
    marks::Scored,
    output::{estimate, id, ids},
};
use crate::model;

/// An element of the document, or the document itself.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Reference {
    /// The document as a whole.
    Document,
    /// A phase, by id.
    Phase(IdText),
    /// A node, by id.
    Node(IdText),
    /// A link, by id.
    Link(IdText),
    /// A mitigation, by id.
    Mitigation(IdText),
    /// A hypothesis, by id.
    Hypothesis(IdText),
    /// A pathway, by id.
    Pathway(IdText),
    /// A zone, by id.
    Zone(IdText),
    /// A piece of evidence, by id.
    Evidence(IdText),
    /// A note or frame on the canvas, by id.
    Annotation(IdText),
    /// A claim, by id.
    Claim(IdText),
    /// An open question or a tension, by id.
    Question(IdText),
    /// A comment, by id.
    Comment(IdText),
    /// A criterion of reviews, by id.
    Criterion(IdText),
    /// The review of a published report, by id.
    Review(IdText),
}

/// What a comment is about.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Target {
    /// An element, or the document.
    Element(Reference),
    /// One score.
    Score {
        /// Of which element.
        of: Scored,
        /// Which of its numbers.
        dimension: Dimension,
        /// In which phase; absent for initial misalignment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phase: Option<IdText>,
    },
}

/// One claim of the argument.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Claim {
    /// Its id.
    id: IdText,
    /// What is claimed, in a sentence.
    #[serde(default, skip_serializing_if = "is_default")]
    text: String,
    /// The id of the claim that it helps to carry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<IdText>,
    /// How its subclaims carry it.
    #[serde(default, skip_serializing_if = "is_default")]
    aggregation: Aggregation,
    /// Why its subclaims and evidence suffice.
    #[serde(default, skip_serializing_if = "is_default")]
    argument: String,
    /// Probability that it holds, as judged by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    estimate: Option<Estimate>,
    /// How good the grounds of that judgement are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confidence: Option<Confidence>,
    /// Evidence for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<IdText>,
    /// Evidence against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    counter_evidence: Vec<IdText>,
    /// What would speak against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    defeaters: Vec<Defeater>,
    /// The elements that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    about: Vec<Reference>,
    /// Whether the conclusion falls with it.
    #[serde(default, skip_serializing_if = "is_default")]
    load_bearing: bool,
    /// The condition under which it no longer holds.
    #[serde(default, skip_serializing_if = "is_default")]
    invalidated_by: String,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    owner: String,
    /// What is watched so that its end is noticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trigger: Option<Trigger>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    notes: String,
}

/// Something that would speak against a claim.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Defeater {
    /// What it is.
    text: String,
    /// Why it does not defeat the claim after all; empty while it is open.
    #[serde(default, skip_serializing_if = "is_default")]
    answer: String,
}

/// What is watched so that one notices when a claim no longer holds.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Trigger {
    /// The condition, for example `monitoring coverage falls below 80 %`.
    #[serde(default, skip_serializing_if = "is_default")]
    condition: String,
    /// What is done when it comes about.
    #[serde(default, skip_serializing_if = "is_default")]
    response: String,
    /// The day on which it came about; empty while it has not.
    #[serde(default, skip_serializing_if = "is_default")]
    fired: String,
}

/// An open question or a tension.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    /// Its id.
    id: IdText,
    /// The question, or what is in tension with what.
    #[serde(default, skip_serializing_if = "is_default")]
    text: String,
    /// Whether something is asked, or two things do not go together.
    #[serde(default, skip_serializing_if = "is_default")]
    kind: QuestionKind,
    /// The elements that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    about: Vec<Reference>,
    /// Who holds what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    positions: Vec<Stance>,
    /// What would settle it.
    #[serde(default, skip_serializing_if = "is_default")]
    settled_by: String,
    /// How it was settled; empty while it is open.
    #[serde(default, skip_serializing_if = "is_default")]
    answer: String,
    /// Who looks after it.
    #[serde(default, skip_serializing_if = "is_default")]
    owner: String,
    /// Anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    notes: String,
}

/// A position on a question.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Stance {
    /// Who holds it.
    #[serde(default, skip_serializing_if = "is_default")]
    holder: String,
    /// What they hold.
    #[serde(default, skip_serializing_if = "is_default")]
    statement: String,
    /// Since when, as `2026-08-01`.
    #[serde(default, skip_serializing_if = "is_default")]
    since: String,
    /// The evidence that they go by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<IdText>,
}

/// A comment with its replies.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Comment {
    /// Its id.
    id: IdText,
    /// What it is about.
    about: Target,
    /// Who says it.
    #[serde(default, skip_serializing_if = "is_default")]
    author: String,
    /// When, as `2026-08-01`.
    #[serde(default, skip_serializing_if = "is_default")]
    date: String,
    /// What is said.
    #[serde(default, skip_serializing_if = "is_default")]
    text: String,
    /// What was said in return, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    replies: Vec<Reply>,
    /// Whether it is done with.
    #[serde(default, skip_serializing_if = "is_default")]
    resolved: bool,
}

/// What was said in return.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reply {
    /// Who says it.
    #[serde(default, skip_serializing_if = "is_default")]
    author: String,
    /// When, as `2026-08-01`.
    #[serde(default, skip_serializing_if = "is_default")]
    date: String,
    /// What is said.
    #[serde(default, skip_serializing_if = "is_default")]
    text: String,
}

/// A question that is put to every published report.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Criterion {
    /// Its id.
    id: IdText,
    /// What it is called in a table.
    name: String,
    /// The question, and what counts as an answer.
    #[serde(default, skip_serializing_if = "is_default")]
    question: String,
    /// The mechanism that it asks about, if it asks about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mechanism: Option<Mechanism>,
}

/// A published report with what was found in it.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Review {
    /// Its id.
    id: IdText,
    /// The report's title, or the model that it is on.
    name: String,
    /// Who published it.
    #[serde(default, skip_serializing_if = "is_default")]
    developer: String,
    /// When, as `2026-08-01`.
    #[serde(default, skip_serializing_if = "is_default")]
    date: String,
    /// Where it can be found.
    #[serde(default, skip_serializing_if = "is_default")]
    source: String,
    /// What was found, each criterion at most once; one that is not listed was not assessed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    notes: String,
}

/// What a report says to one criterion.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Finding {
    /// The id of the criterion.
    criterion: IdText,
    /// How it is treated.
    treatment: Treatment,
    /// Why that is said.
    #[serde(default, skip_serializing_if = "is_default")]
    note: String,
    /// The report's own words, at most 25 of them.
    #[serde(default, skip_serializing_if = "is_default")]
    quote: String,
    /// Where they stand: section, page, table.
    #[serde(default, skip_serializing_if = "is_default")]
    locator: String,
    /// Where this is known from, if not from the report itself.
    #[serde(default, skip_serializing_if = "is_default")]
    source: String,
    /// Who looked.
    #[serde(default, skip_serializing_if = "is_default")]
    reviewer: String,
}

/// A mechanism of the catalog that does not apply.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Dismissal {
    /// The id of its entry in the catalog.
    entry: String,
    /// Why it does not apply.
    #[serde(default, skip_serializing_if = "is_default")]
    reason: String,
}

/// A finding of a check that stands on purpose.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Suppression {
    /// The id of the check.
    check: String,
    /// On which element; the document for all of its findings.
    about: Reference,
    /// Why it stands.
    reason: String,
}

impl Reference {
    pub(super) fn of(subject: &model::Subject) -> Self {
        use model::Subject as S;
        match subject {
            S::Document => Self::Document,
            S::Phase(e) => Self::Phase(id(e)),
            S::Node(e) => Self::Node(id(e)),
            S::Link(e) => Self::Link(id(e)),
            S::Mitigation(e) => Self::Mitigation(id(e)),
            S::Hypothesis(e) => Self::Hypothesis(id(e)),
            S::Pathway(e) => Self::Pathway(id(e)),
            S::Zone(e) => Self::Zone(id(e)),
            S::Evidence(e) => Self::Evidence(id(e)),
            S::Annotation(e) => Self::Annotation(id(e)),
            S::Claim(e) => Self::Claim(id(e)),
            S::Question(e) => Self::Question(id(e)),
            S::Comment(e) => Self::Comment(id(e)),
            S::Criterion(e) => Self::Criterion(id(e)),
            S::Review(e) => Self::Review(id(e)),
        }
    }
}

impl Target {
    fn of(target: &model::Target) -> Self {
        match target {
            model::Target::Element(subject) => Self::Element(Reference::of(subject)),
            model::Target::Score(key) => match Scored::of(&key.subject) {
                Some(of) => Self::Score {
                    of,
                    dimension: key.dimension.into(),
                    phase: key.phase.as_ref().map(id),
                },
                // The rules let no document have one; said of the element as a whole, nothing is lost.
                None => Self::Element(Reference::of(&key.subject)),
            },
        }
    }
}

impl Claim {
    pub(super) fn of(claim: &model::Claim) -> Self {
        let defeater = |defeater: &model::Defeater| Defeater {
            text: defeater.text.clone(),
            answer: defeater.answer.clone(),
        };
        let trigger = |trigger: &model::Trigger| Trigger {
            condition: trigger.condition.clone(),
            response: trigger.response.clone(),
            fired: trigger.fired.clone(),
        };
        Self {
            id: id(&claim.id),
            text: claim.text.clone(),
            parent: claim.parent.as_ref().map(id),
            aggregation: claim.aggregation.into(),
            argument: claim.argument.clone(),
            estimate: claim.estimate.as_ref().map(estimate),
            confidence: claim.confidence.map(Into::into),
            evidence: ids(&claim.evidence),
            counter_evidence: ids(&claim.counter_evidence),
            defeaters: claim.defeaters.iter().map(defeater).collect(),
            about: references(&claim.about),
            load_bearing: claim.is_load_bearing,
            invalidated_by: claim.invalidated_by.clone(),
            owner: claim.owner.clone(),
            trigger: claim.trigger.as_ref().map(trigger),
            notes: claim.notes.clone(),
        }
    }
}

impl Question {
    pub(super) fn of(question: &model::Question) -> Self {
        let stance = |stance: &model::Stance| Stance {
            holder: stance.holder.clone(),
            statement: stance.statement.clone(),
            since: stance.since.clone(),
            evidence: ids(&stance.evidence),
        };
        Self {
            id: id(&question.id),
            text: question.text.clone(),
            kind: question.kind.into(),
            about: references(&question.about),
            positions: question.positions.iter().map(stance).collect(),
            settled_by: question.settled_by.clone(),
            answer: question.answer.clone(),
            owner: question.owner.clone(),
            notes: question.notes.clone(),
        }
    }
}

impl Comment {
    pub(super) fn of(comment: &model::Comment) -> Self {
        let reply = |reply: &model::Reply| Reply {
            author: reply.author.clone(),
            date: reply.date.clone(),
            text: reply.text.clone(),
        };
        Self {
            id: id(&comment.id),
            about: Target::of(&comment.about),
            author: comment.author.clone(),
            date: comment.date.clone(),
            text: comment.text.clone(),
            replies: comment.replies.iter().map(reply).collect(),
            resolved: comment.is_resolved,
        }
    }
}

impl Criterion {
    pub(super) fn of(criterion: &model::Criterion) -> Self {
        Self {
            id: id(&criterion.id),
            name: criterion.name.clone(),
            question: criterion.question.clone(),
            mechanism: criterion.mechanism.map(Into::into),
        }
    }
}

impl Review {
    pub(super) fn of(review: &model::Review) -> Self {
        let finding = |finding: &model::Finding| Finding {
            criterion: id(&finding.criterion),
            treatment: finding.treatment.into(),
            note: finding.note.clone(),
            quote: finding.quote.clone(),
            locator: finding.locator.clone(),
            source: finding.source.clone(),
            reviewer: finding.reviewer.clone(),
        };
        Self {
            id: id(&review.id),
            name: review.name.clone(),
            developer: review.developer.clone(),
            date: review.date.clone(),
            source: review.source.clone(),
            findings: review.findings.iter().map(finding).collect(),
            notes: review.notes.clone(),
        }
    }
}

impl Dismissal {
    pub(super) fn of(dismissal: &model::Dismissal) -> Self {
        Self { entry: dismissal.entry.clone(), reason: dismissal.reason.clone() }
    }
}

impl Suppression {
    pub(super) fn of(suppression: &model::Suppression) -> Self {
        Self {
            check: suppression.check.clone(),
            about: Reference::of(&suppression.about),
            reason: suppression.reason.clone(),
        }
    }
}

fn references(subjects: &[model::Subject]) -> Vec<Reference> {
    subjects.iter().map(Reference::of).collect()
}

impl Intake {
    pub(super) fn subject(&mut self, at: &Place<'_>, reference: Reference) -> model::Subject {
        use model::Subject as S;
        match reference {
            Reference::Document => S::Document,
            Reference::Phase(id) => S::Phase(self.id(&at.field("phase"), &id)),
            Reference::Node(id) => S::Node(self.id(&at.field("node"), &id)),
            Reference::Link(id) => S::Link(self.id(&at.field("link"), &id)),
            Reference::Mitigation(id) => S::Mitigation(self.id(&at.field("mitigation"), &id)),
            Reference::Hypothesis(id) => S::Hypothesis(self.id(&at.field("hypothesis"), &id)),
            Reference::Pathway(id) => S::Pathway(self.id(&at.field("pathway"), &id)),
            Reference::Zone(id) => S::Zone(self.id(&at.field("zone"), &id)),
            Reference::Evidence(id) => S::Evidence(self.id(&at.field("evidence"), &id)),
            Reference::Annotation(id) => S::Annotation(self.id(&at.field("annotation"), &id)),
            Reference::Claim(id) => S::Claim(self.id(&at.field("claim"), &id)),
            Reference::Question(id) => S::Question(self.id(&at.field("question"), &id)),
            Reference::Comment(id) => S::Comment(self.id(&at.field("comment"), &id)),
            Reference::Criterion(id) => S::Criterion(self.id(&at.field("criterion"), &id)),
            Reference::Review(id) => S::Review(self.id(&at.field("review"), &id)),
        }
    }

    fn target(&mut self, at: &Place<'_>, target: Target) -> model::Target {
        match target {
            Target::Element(reference) => {
                model::Target::Element(self.subject(&at.field("element"), reference))
            }
            Target::Score { of, dimension, phase } => {
                let at = at.field("score");
                let subject = self.scored(&at.field("of"), of);
                let phase = phase.map(|id| self.id(&at.field("phase"), &id));
                let dimension = dimension.into();
                model::Target::Score(model::ScoreKey { subject, dimension, phase })
            }
        }
    }

    pub(super) fn claim(&mut self, at: &Place<'_>, claim: Claim) -> model::Claim {
        let defeater =
            |defeater: Defeater| model::Defeater { text: defeater.text, answer: defeater.answer };
        let trigger = |trigger: Trigger| model::Trigger {
            condition: trigger.condition,
            response: trigger.response,
            fired: trigger.fired,
        };
        model::Claim {
            id: self.id(&at.field("id"), &claim.id),
            text: claim.text,
            parent: claim.parent.map(|id| self.id(&at.field("parent"), &id)),
            aggregation: claim.aggregation.into(),
            argument: claim.argument,
            estimate: claim.estimate.map(|of| self.estimate(&at.field("estimate"), of)),
            confidence: claim.confidence.map(Into::into),
            evidence: self.ids(&at.field("evidence"), claim.evidence),
            counter_evidence: self.ids(&at.field("counter_evidence"), claim.counter_evidence),
            defeaters: claim.defeaters.into_iter().map(defeater).collect(),
            about: self.list(&at.field("about"), claim.about, Self::subject),
            is_load_bearing: claim.load_bearing,
            invalidated_by: claim.invalidated_by,
            owner: claim.owner,
            trigger: claim.trigger.map(trigger),
            notes: claim.notes,
        }
    }

    pub(super) fn question(&mut self, at: &Place<'_>, question: Question) -> model::Question {
        model::Question {
            id: self.id(&at.field("id"), &question.id),
            text: question.text,
            kind: question.kind.into(),
            about: self.list(&at.field("about"), question.about, Self::subject),
            positions: self.list(&at.field("positions"), question.positions, Self::stance),
            settled_by: question.settled_by,
            answer: question.answer,
            owner: question.owner,
            notes: question.notes,
        }
    }

    fn stance(&mut self, at: &Place<'_>, stance: Stance) -> model::Stance {
        model::Stance {
            holder: stance.holder,
            statement: stance.statement,
            since: stance.since,
            evidence: self.ids(&at.field("evidence"), stance.evidence),
        }
    }

    pub(super) fn comment(&mut self, at: &Place<'_>, comment: Comment) -> model::Comment {
        let reply = |reply: Reply| model::Reply {
            author: reply.author,
            date: reply.date,
            text: reply.text,
        };
        model::Comment {
            id: self.id(&at.field("id"), &comment.id),
            about: self.target(&at.field("about"), comment.about),
            author: comment.author,
            date: comment.date,
            text: comment.text,
            replies: comment.replies.into_iter().map(reply).collect(),
            is_resolved: comment.resolved,
        }
    }

    pub(super) fn criterion(&mut self, at: &Place<'_>, criterion: Criterion) -> model::Criterion {
        model::Criterion {
            id: self.id(&at.field("id"), &criterion.id),
            name: criterion.name,
            question: criterion.question,
            mechanism: criterion.mechanism.map(Into::into),
        }
    }

    pub(super) fn review(&mut self, at: &Place<'_>, review: Review) -> model::Review {
        model::Review {
            id: self.id(&at.field("id"), &review.id),
            name: review.name,
            developer: review.developer,
            date: review.date,
            source: review.source,
            findings: self.list(&at.field("findings"), review.findings, Self::finding),
            notes: review.notes,
        }
    }

    fn finding(&mut self, at: &Place<'_>, finding: Finding) -> model::Finding {
        model::Finding {
            criterion: self.id(&at.field("criterion"), &finding.criterion),
            treatment: finding.treatment.into(),
            note: finding.note,
            quote: finding.quote,
            locator: finding.locator,
            source: finding.source,
            reviewer: finding.reviewer,
        }
    }

    pub(super) fn suppression(
        &mut self,
        at: &Place<'_>,
        suppression: Suppression,
    ) -> model::Suppression {
        model::Suppression {
            check: suppression.check,
            about: self.subject(&at.field("about"), suppression.about),
            reason: suppression.reason,
        }
    }
}

impl From<Dismissal> for model::Dismissal {
    fn from(dismissal: Dismissal) -> Self {
        Self { entry: dismissal.entry, reason: dismissal.reason }
    }
}
