//! A value that counts as a panel's was judged by one expert alone.

use super::{Finding, Rule};
use crate::model::{Adopted, Assessment, Catalog, PanelQuestion};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "panel-of-one",
    reason: "One judgement shows nothing of how far experts are apart, and one expert's errors are nobody's to correct",
    fix: "Ask the question of more experts in another round, or give the score the basis of an analyst",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let finding = |question: &PanelQuestion| {
        let key = question.score()?;
        let panel = document.panel();
        let round = panel.last_revealed(&question.id)?;
        let counting = panel.counting(&round.id);
        let said = counting.iter().filter(|((of, _), _)| **of == question.id);
        if said.filter(|(_, judgement)| judgement.answer.numbers().is_some()).count() != 1 {
            return None;
        }
        let subject = key.subject.clone();
        let score = document.score_in_words(key);
        Some(match document.adopted_state(key) {
            Some(Adopted::AsAdopted(_)) => RULE.warning(
                subject,
                format!("{score} was adopted from a panel in which one expert judged it"),
            ),
            _ => RULE.note(subject, format!("{score} was judged by one expert of the panel")),
        })
    };
    document.panel().questions.iter().filter_map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{
        Answer, Asked, Dimension, Expert, Id, Judgement, Round, RoundState, ScoreKey, Subject,
    };

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn judged(expert: &str, answer: Answer) -> Judgement {
        Judgement {
            expert: id(expert),
            round: id("r"),
            question: id("q"),
            answer,
            confidence: None,
            rationale: String::new(),
            evidence: Vec::new(),
            recorded: String::new(),
        }
    }

    #[test]
    fn one_alone_is_no_panel() {
        let mut draft = Draft::new(1);
        let node = draft.node(&[0.5], &[0.5]);
        let subject = Subject::Node(draft.0.nodes[node].id.clone());
        let phase = Some(draft.0.phases[0].id.clone());
        let key = ScoreKey { subject: subject.clone(), dimension: Dimension::Stability, phase };
        let panel = &mut draft.0.panel;
        panel.experts = ["a", "b", "c"].map(|e| Expert::new(id(e), e)).to_vec();
        panel.questions = vec![PanelQuestion::new(id("q"), Asked::Score(key))];
        let round = Round::new(id("r"), "Round");
        let state = RoundState::Closed;
        panel.rounds = vec![Round { state, questions: vec![id("q")], ..round }];
        panel.judgements =
            vec![judged("a", Answer::Point(0.5)), judged("b", Answer::Abstained(String::new()))];
        // Before it is revealed, nobody is told who said anything.
        assert!(found(&RULE, &draft).is_empty());
        draft.0.panel.rounds[0].state = RoundState::Revealed;
        assert_eq!(found(&RULE, &draft), [subject.id_str()]);
        draft.0.panel.judgements.push(judged("c", Answer::Point(0.4)));
        assert!(found(&RULE, &draft).is_empty());
    }
}
