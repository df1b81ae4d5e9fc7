//! What leaves with a removal, and every reference to it.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    Asked, Assessment, Claim, Evidence, Hypothesis, Id, Link, Mark, Mitigation, Node, Panel,
    Pathway, Phase, Question, Review, Row, ScoreKey, Series, Subject, Table, Target,
    mark::left_over,
};

/// Everything that leaves with a removal: the named elements, the links of removed nodes and the comments on all of them.
pub(super) struct Gone {
    subjects: BTreeSet<Subject>,
    /// Removed phases in order of time, each with the phase after it: it inherits what was carried forward to it.
    heirs: Vec<(Id<Phase>, Option<Id<Phase>>)>,
    /// Removed claims, each with the nearest claim above it that stays: it takes over what hung below.
    guardians: Vec<(Id<Claim>, Option<Id<Claim>>)>,
}

impl Gone {
    pub(super) fn of(document: &Assessment, named: &BTreeSet<Subject>) -> Self {
        let mut gone = named.clone();
        for link in document.links.iter() {
            let is_cut = [&link.from, &link.to]
                .iter()
                .any(|end| named.contains(&Subject::Node((*end).clone())));
            if is_cut {
                gone.insert(Subject::Link(link.id.clone()));
            }
        }
        let next = document.phases.iter().skip(1).map(|phase| Some(phase.id.clone())).chain([None]);
        let heirs = document.phases.iter().map(|phase| phase.id.clone()).zip(next);
        let heirs =
            heirs.filter(|(phase, _)| named.contains(&Subject::Phase(phase.clone()))).collect();
        let mut found = Self { subjects: gone, heirs, guardians: Vec::new() };
        found.guardians = found.guardians_in(document);
        let comments = document.comments.iter().filter(|comment| found.takes(&comment.about));
        let comments: Vec<Subject> =
            comments.map(|comment| Subject::Comment(comment.id.clone())).collect();
        found.subjects.extend(comments);
        found
    }

    /// Whether what a comment is about leaves.
    fn takes(&self, target: &Target) -> bool {
        match target {
            Target::Element(subject) => self.has(subject),
            Target::Score(key) => self.takes_score(key),
        }
    }

    fn guardians_in(&self, document: &Assessment) -> Vec<(Id<Claim>, Option<Id<Claim>>)> {
        let stays = |id: &Id<Claim>| !self.has(&Subject::Claim(id.clone()));
        let above = |id: &Id<Claim>| document.claims.get(id).and_then(|claim| claim.parent.clone());
        let guardian = |id: &Id<Claim>| {
            let mut at = above(id);
            while let Some(parent) = at.as_ref().filter(|parent| !stays(parent)) {
                at = above(parent);
            }
            at
        };
        let removed = document.claims.iter().map(|claim| &claim.id).filter(|id| !stays(id));
        removed.map(|id| (id.clone(), guardian(id))).collect()
    }

    fn has(&self, subject: &Subject) -> bool {
        self.subjects.contains(subject)
    }

    fn node(&self, id: &Id<Node>) -> bool {
        self.has(&Subject::Node(id.clone()))
    }

    fn link(&self, id: &Id<Link>) -> bool {
        self.has(&Subject::Link(id.clone()))
    }

    fn evidence(&self, id: &Id<Evidence>) -> bool {
        self.has(&Subject::Evidence(id.clone()))
    }

    fn phase(&self, id: &Id<Phase>) -> bool {
        self.has(&Subject::Phase(id.clone()))
    }

    /// Takes the elements out, then every reference to them.
    pub(super) fn leave(&self, document: &mut Assessment) {
        let panel = self.panel_without(document);
        macro_rules! leave {
            ($($table:ident $kind:ident),*) => {$(
                if document.$table.iter().any(|e| self.has(&Subject::$kind(e.id.clone()))) {
                    let stays = |e: &super::$kind| !self.has(&Subject::$kind(e.id.clone()));
                    Arc::make_mut(&mut document.$table).retain(stays);
                }
            )*};
        }
        leave!(phases Phase, nodes Node, links Link, mitigations Mitigation, hypotheses Hypothesis);
        leave!(pathways Pathway, zones Zone, evidence Evidence, annotations Annotation);
        leave!(claims Claim, questions Question, comments Comment, criteria Criterion, reviews Review);

        self.unmark(document);
        update_panel(document, panel);
        self.unsuppress(document);
        update(&mut document.nodes, |node| self.cleaned_node(node));
        update(&mut document.links, |link| self.cleaned_link(link));
        update(&mut document.mitigations, |mitigation| self.cleaned_mitigation(mitigation));
        update(&mut document.hypotheses, |hypothesis| self.cleaned_hypothesis(hypothesis));
        update(&mut document.pathways, |pathway| self.cleaned_pathway(pathway));
        update(&mut document.evidence, |evidence| self.cleaned_evidence(evidence));
        update(&mut document.claims, |claim| self.cleaned_claim(claim));
        update(&mut document.questions, |question| self.cleaned_question(question));
        update(&mut document.reviews, |review| self.cleaned_review(review));
    }

    /// The panel once questions about what leaves have lost their score: those that somebody judged stay with words in its
    /// place, the others go. `None` where nothing changes.
    fn panel_without(&self, document: &Assessment) -> Option<Panel> {
        let mut panel = Panel::clone(&document.panel);
        for question in &document.panel.questions {
            let Some(key) = question.score().filter(|key| self.takes_score(key)) else { continue };
            if !document.panel.judgements.iter().any(|j| j.question == question.id) {
                panel.drop_question(&question.id);
                continue;
            }
            let words = document.score_in_words(key);
            let same = panel.questions.iter_mut().filter(|q| q.id == question.id);
            same.for_each(|q| q.asked = Asked::Former(words.clone()));
        }
        for judgement in &mut panel.judgements {
            self.clean_ids(&mut judgement.evidence);
        }
        (panel != *document.panel).then_some(panel)
    }

    pub(super) fn takes_score(&self, key: &ScoreKey) -> bool {
        self.has(&key.subject) || key.phase.as_ref().is_some_and(|id| self.phase(id))
    }

    /// Takes away the marks on what leaves.
    fn unmark(&self, document: &mut Assessment) {
        let left = |marks: &[Mark]| {
            left_over(marks, |subject| self.subjects.contains(subject), &self.heirs)
        };
        let internal = left(&document.report.internal);
        if internal != document.report.internal {
            Arc::make_mut(&mut document.report).internal = internal;
        }
        let Some(told) = document.report.withheld.as_deref() else { return };
        let mut withheld = told.clone();
        withheld.marks = left(&told.marks);
        withheld.gaps.retain(|id| !self.has(&Subject::Pathway(id.clone())));
        if withheld != *told {
            Arc::make_mut(&mut document.report).withheld = Some(Box::new(withheld));
        }
    }

    /// Takes away the reasons why findings on what leaves stand.
    fn unsuppress(&self, document: &mut Assessment) {
        if document.suppressions.iter().any(|suppression| self.has(&suppression.about)) {
            let list = Arc::make_mut(&mut document.suppressions);
            list.retain(|suppression| !self.has(&suppression.about));
        }
    }

    fn cleaned_node(&self, node: &Node) -> Node {
        let mut node = node.clone();
        if node.zone.as_ref().is_some_and(|id| self.has(&Subject::Zone(id.clone()))) {
            node.zone = None;
        }
        if let Some(score) = &mut node.initially_misaligned {
            self.clean_ids(&mut score.evidence);
        }
        self.clean_series(&mut node.stability);
        self.clean_series(&mut node.persistence);
        self.clean_ids(&mut node.evidence);
        node
    }

    fn cleaned_link(&self, link: &Link) -> Link {
        let mut link = link.clone();
        if link.requires.as_ref().is_some_and(|id| self.has(&Subject::Mitigation(id.clone()))) {
            link.requires = None;
        }
        self.clean_series(&mut link.likelihood);
        self.clean_ids(&mut link.evidence);
        link
    }

    fn cleaned_mitigation(&self, mitigation: &Mitigation) -> Mitigation {
        let mut mitigation = mitigation.clone();
        self.clean_series(&mut mitigation.effectiveness);
        for nodes in
            [&mut mitigation.prevents, &mut mitigation.restores, &mut mitigation.undermined_by]
        {
            nodes.retain(|id| !self.node(id));
        }
        mitigation.blocks.retain(|id| !self.link(id));
        self.clean_ids(&mut mitigation.evidence);
        mitigation
    }

    fn cleaned_hypothesis(&self, hypothesis: &Hypothesis) -> Hypothesis {
        let mut hypothesis = hypothesis.clone();
        self.clean_ids(&mut hypothesis.evidence);
        hypothesis
    }

    fn cleaned_pathway(&self, pathway: &Pathway) -> Pathway {
        let mut pathway = pathway.clone();
        pathway.links.retain(|id| !self.link(id));
        if pathway.outcome.as_ref().is_some_and(|id| self.node(id)) {
            pathway.outcome = None;
        }
        pathway
    }

    fn cleaned_evidence(&self, evidence: &Evidence) -> Evidence {
        let mut evidence = evidence.clone();
        evidence.phases.retain(|id| !self.phase(id));
        if let Some(incident) = &mut evidence.incident {
            incident.pathways.retain(|id| !self.has(&Subject::Pathway(id.clone())));
            for event in &mut incident.events {
                event.about = event.about.take().filter(|subject| !self.has(subject));
            }
        }
        evidence
    }

    fn cleaned_claim(&self, claim: &Claim) -> Claim {
        let mut claim = claim.clone();
        let guardian = self.guardians.iter().find(|(gone, _)| claim.parent.as_ref() == Some(gone));
        if let Some((_, guardian)) = guardian {
            claim.parent.clone_from(guardian);
        }
        self.clean_ids(&mut claim.evidence);
        self.clean_ids(&mut claim.counter_evidence);
        claim.about.retain(|subject| !self.has(subject));
        claim
    }

    fn cleaned_question(&self, question: &Question) -> Question {
        let mut question = question.clone();
        question.about.retain(|subject| !self.has(subject));
        for stance in &mut question.positions {
            self.clean_ids(&mut stance.evidence);
        }
        question
    }

    fn cleaned_review(&self, review: &Review) -> Review {
        let mut review = review.clone();
        review.findings.retain(|f| !self.has(&Subject::Criterion(f.criterion.clone())));
        review
    }

    fn clean_ids(&self, ids: &mut Vec<Id<Evidence>>) {
        ids.retain(|id| !self.evidence(id));
    }

    fn clean_series(&self, series: &mut Series) {
        for (phase, heir) in &self.heirs {
            let inherited = series.given(phase).cloned();
            series.set(phase.clone(), None);
            if let (Some(score), Some(heir)) = (inherited, heir)
                && series.given(heir).is_none()
            {
                series.set(heir.clone(), Some(score));
            }
        }
        for score in series.scores_mut() {
            score.evidence.retain(|id| !self.evidence(id));
        }
    }
}

fn update_panel(document: &mut Assessment, panel: Option<Panel>) {
    if let Some(panel) = panel {
        document.panel = Arc::new(panel);
    }
}

/// Replaces the elements that `cleaned` changes, so that untouched ones stay shared with older documents.
fn update<T: Row + Clone + PartialEq>(table: &mut Arc<Table<T>>, cleaned: impl Fn(&T) -> T) {
    let has_change = table.iter().any(|e| cleaned(e) != *e);
    if has_change {
        Arc::make_mut(table).update(|e| Some(cleaned(e)).filter(|new| new != e));
    }
}
