//! The panel in copies that others see: what was not revealed stays in the house, and so does whoever said what.

use std::collections::{BTreeMap, BTreeSet};

use super::copy::Copier;
use crate::model::{
    Adoption, Agreement, Asked, Assessment, Expert, Id, Judgement, Panel, PanelQuestion, Round,
};

/// Takes out what no other house sees: rounds that were not revealed, what was judged in them and asked in them alone,
/// questions about what is no longer in the document, and the moments at which people answered.
pub(super) fn strip(panel: &mut Panel) {
    panel.questions.retain(|question| !matches!(question.asked, Asked::Former(_)));
    panel.rounds.retain(|round| round.state.is_revealed());
    let asked: BTreeSet<Id<PanelQuestion>> =
        panel.rounds.iter().flat_map(|round| round.questions.iter().cloned()).collect();
    panel.questions.retain(|question| asked.contains(&question.id));
    keep_what_is_there(panel);
    panel.judgements.iter_mut().for_each(|judgement| judgement.recorded.clear());
}

/// Takes out all that refers to questions and rounds that are gone. Of several judgements of one expert only the one that
/// counts is left: without moments nobody could tell which.
fn keep_what_is_there(panel: &mut Panel) {
    let questions: BTreeSet<Id<PanelQuestion>> =
        panel.questions.iter().map(|question| question.id.clone()).collect();
    for round in &mut panel.rounds {
        round.questions.retain(|id| questions.contains(id));
    }
    let counting: Vec<Judgement> = panel
        .rounds
        .iter()
        .flat_map(|round| panel.counting(&round.id).into_values().cloned())
        .filter(|judgement| questions.contains(&judgement.question))
        .collect();
    panel.judgements = counting;
    let rounds: BTreeSet<Id<Round>> = panel.rounds.iter().map(|round| round.id.clone()).collect();
    let is_there = |round: &Id<Round>, question: &Id<PanelQuestion>| {
        rounds.contains(round) && questions.contains(question)
    };
    panel.agreements.retain(|a| is_there(&a.round, &a.question));
    panel.adoptions.retain(|a| is_there(&a.round, &a.question));
}

impl Copier<'_> {
    /// The panel without questions about what is withheld, all of it under neutral ids: ids are made from names.
    pub(super) fn panel(&self) -> Panel {
        let mut panel = Panel::clone(self.document.panel());
        panel.questions.retain(|question| match question.score() {
            Some(key) => {
                !self.is_hidden(&key.subject)
                    && !self.key.hides_score(&key.subject, Some(key.dimension))
            }
            None => !matches!(question.asked, Asked::Former(_)),
        });
        keep_what_is_there(&mut panel);
        for question in &mut panel.questions {
            if let Asked::Score(key) = &mut question.asked {
                key.subject = self.key.subject(&key.subject);
            }
        }
        for judgement in &mut panel.judgements {
            judgement.evidence = self.evidence_ids(&judgement.evidence);
        }
        let order: Vec<Id<Expert>> = panel.experts.iter().map(|e| e.id.clone()).collect();
        Renaming::of(&panel, &order).applied(panel)
    }
}

/// The document with a panel of which nobody can be told apart from outside: experts are numbered in an order of their
/// own, without expertise, conflicts and moments. What they wrote stays as they wrote it; the counting judgements alone are
/// left.
pub fn anonymized(document: &Assessment) -> Assessment {
    let mut parts = document.to_parts();
    keep_what_is_there(&mut parts.panel);
    for judgement in &mut parts.panel.judgements {
        judgement.recorded.clear();
    }
    // The list says who came when; what is said first in the order of its words does not.
    let mut order: Vec<(Vec<String>, Id<Expert>)> = Vec::new();
    for expert in &parts.panel.experts {
        let own = parts.panel.judgements.iter().filter(|j| j.expert == expert.id);
        order.push((own.map(|j| format!("{:?}", j.answer)).collect(), expert.id.clone()));
    }
    order.sort();
    let order: Vec<Id<Expert>> = order.into_iter().map(|(_, id)| id).collect();
    let renaming = Renaming::of(&parts.panel, &order);
    let mut panel = renaming.applied(parts.panel);
    panel.experts.sort_by(|a, b| {
        a.id.as_str().len().cmp(&b.id.as_str().len()).then_with(|| a.id.cmp(&b.id))
    });
    for (i, expert) in panel.experts.iter_mut().enumerate() {
        expert.pseudonym = format!("Expert {}", i + 1);
        expert.expertise.clear();
        expert.conflicts.clear();
    }
    panel.judgements.sort_by(|a, b| {
        let key = |j: &Judgement| (j.round.clone(), j.question.clone(), j.expert.clone());
        key(a).cmp(&key(b))
    });
    parts.panel = panel;
    Assessment::new(parts).unwrap_or_else(|_| document.clone())
}

/// New ids for all of a panel.
struct Renaming {
    experts: BTreeMap<Id<Expert>, Id<Expert>>,
    questions: BTreeMap<Id<PanelQuestion>, Id<PanelQuestion>>,
    rounds: BTreeMap<Id<Round>, Id<Round>>,
}

fn numbered<T>(stem: &str, ids: impl Iterator<Item = Id<T>>) -> BTreeMap<Id<T>, Id<T>> {
    let new = |(i, id)| (id, Id::from_name(&format!("{stem}-{}", i + 1), |_| false));
    ids.enumerate().map(new).collect()
}

fn renamed<T>(names: &BTreeMap<Id<T>, Id<T>>, id: &Id<T>) -> Id<T> {
    names.get(id).unwrap_or(id).clone()
}

impl Renaming {
    fn of(panel: &Panel, experts: &[Id<Expert>]) -> Self {
        Self {
            experts: numbered("expert", experts.iter().cloned()),
            questions: numbered("question", panel.questions.iter().map(|q| q.id.clone())),
            rounds: numbered("round", panel.rounds.iter().map(|r| r.id.clone())),
        }
    }

    fn applied(&self, mut panel: Panel) -> Panel {
        let question = |id: &Id<PanelQuestion>| renamed(&self.questions, id);
        let round = |id: &Id<Round>| renamed(&self.rounds, id);
        for expert in &mut panel.experts {
            expert.id = renamed(&self.experts, &expert.id);
        }
        for asked in &mut panel.questions {
            asked.id = question(&asked.id);
        }
        for held in &mut panel.rounds {
            held.id = round(&held.id);
            held.questions = held.questions.iter().map(question).collect();
        }
        for judgement in &mut panel.judgements {
            *judgement = Judgement {
                expert: renamed(&self.experts, &judgement.expert),
                round: round(&judgement.round),
                question: question(&judgement.question),
                ..judgement.clone()
            };
        }
        for agreed in &mut panel.agreements {
            let of = Agreement { round: round(&agreed.round), ..agreed.clone() };
            *agreed = Agreement { question: question(&agreed.question), ..of };
        }
        for adopted in &mut panel.adoptions {
            let of = Adoption { round: round(&adopted.round), ..adopted.clone() };
            *adopted = Adoption { question: question(&adopted.question), ..of };
        }
        panel
    }
}
