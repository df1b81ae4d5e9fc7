//! The rules of the panel: what was asked and judged is there, is so once, and is a number that can be an answer.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Found, Known, OTHERS_MAX, Violation};
use crate::model::{
    Adoption, Agreement, Answer, Asked, Axis, Estimate, Evidence, Expert, Id, JUDGEMENTS_MAX,
    Judgement, Panel, PanelQuestion, Round, RoundState, ScoreKey, is_moment,
};

/// What a panel has, for looking up.
struct Register<'a> {
    experts: BTreeSet<&'a Id<Expert>>,
    questions: BTreeMap<&'a Id<PanelQuestion>, &'a PanelQuestion>,
    rounds: BTreeMap<&'a Id<Round>, (RoundState, BTreeSet<&'a Id<PanelQuestion>>)>,
}

impl<'a> Register<'a> {
    fn of(panel: &'a Panel) -> Self {
        let round = |r: &'a Round| (&r.id, (r.state, r.questions.iter().collect()));
        Self {
            experts: panel.experts.iter().map(|e| &e.id).collect(),
            questions: panel.questions.iter().map(|q| (&q.id, q)).collect(),
            rounds: panel.rounds.iter().map(round).collect(),
        }
    }

    /// Whether a question was asked in a round; both are noted where they are not there at all.
    fn asked(
        &self,
        path: &str,
        (round, question): (&Id<Round>, &Id<PanelQuestion>),
        found: &mut Found,
    ) -> Option<&'a PanelQuestion> {
        let asked = self.questions.get(question).copied();
        let in_round = self.rounds.get(round);
        let (round_there, question_there) = (in_round.is_some(), asked.is_some());
        found.reference(format!("{path}.round"), "round", round.as_str(), round_there);
        let kind = "panel question";
        found.reference(format!("{path}.question"), kind, question.as_str(), question_there);
        if question_there && in_round.is_some_and(|(_, all)| !all.contains(question)) {
            let sentence =
                format!("round '{round}' does not ask '{question}'; add it to its questions");
            let violation = Violation::new(format!("{path}.question"), sentence);
            found.push(violation.lacking("round", round.as_str()));
        }
        asked
    }
}

impl<K: Known> Check<'_, K> {
    /// Everything of a panel.
    pub(super) fn panel(&self, panel: &Panel, found: &mut Found) {
        let counts = [
            ("panel.experts", panel.experts.len(), OTHERS_MAX),
            ("panel.questions", panel.questions.len(), OTHERS_MAX),
            ("panel.rounds", panel.rounds.len(), OTHERS_MAX),
            ("panel.judgements", panel.judgements.len(), JUDGEMENTS_MAX),
            ("panel.agreements", panel.agreements.len(), OTHERS_MAX),
            ("panel.adoptions", panel.adoptions.len(), OTHERS_MAX),
        ];
        for (list, count, limit) in counts {
            found.count(list, count, limit);
        }
        unique("panel.experts", panel.experts.iter().map(|e| &e.id), found);
        unique("panel.questions", panel.questions.iter().map(|q| &q.id), found);
        unique("panel.rounds", panel.rounds.iter().map(|r| &r.id), found);
        let register = Register::of(panel);
        super::each("panel.experts", &panel.experts, |path, e| expert(path, e, found));
        let mut scores = BTreeSet::new();
        super::each("panel.questions", &panel.questions, |path, q| {
            self.panel_question(path, q, found);
            if q.score().is_some_and(|key| !scores.insert(key.clone())) {
                found.add(format!("{path}.asked"), "the score is asked for twice; keep one");
            }
        });
        super::each("panel.rounds", &panel.rounds, |path, r| round(path, r, &register, found));
        super::each("panel.judgements", &panel.judgements, |path, judgement| {
            self.judgement(path, judgement, &register, found);
        });
        let mut agreed = BTreeSet::new();
        super::each("panel.agreements", &panel.agreements, |path, agreement| {
            if !agreed.insert((agreement.round.clone(), agreement.question.clone())) {
                found.add(path, "the group agreed twice on it in this round; keep one");
            }
            self::agreement(path, agreement, &register, found);
        });
        super::each("panel.adoptions", &panel.adoptions, |path, a| {
            adoption(path, a, &register, found);
        });
    }

    fn panel_question(&self, path: &str, question: &PanelQuestion, found: &mut Found) {
        let texts = [
            ("wording", &question.wording),
            ("resolution", &question.resolution),
            ("unit", &question.unit),
            ("context", &question.context),
        ];
        for (field, text) in texts {
            found.text(&format!("{path}.{field}"), text);
        }
        let path = format!("{path}.asked");
        match &question.asked {
            Asked::Score(key) => self.panel_score(&path, key, found),
            Asked::Seed { axis, answer } => {
                if !axis.place(*answer).is_finite() {
                    let sentence = "the answer has no place on the axis; use a probability strictly between 0 and 1 for log_odds, a number above 0 for log";
                    found.add(format!("{path}.seed.answer"), sentence);
                }
            }
            Asked::Former(words) => found.text(&format!("{path}.former"), words),
        }
    }

    fn panel_score(&self, path: &str, key: &ScoreKey, found: &mut Found) {
        let (kind, id) = (key.subject.kind_name(), key.subject.id_str());
        found.reference(format!("{path}.score.of"), kind, id, self.names.has(&key.subject));
        if let Some(phase) = &key.phase {
            let exists = self.names.phase(phase);
            found.reference(format!("{path}.score.phase"), "phase", phase.as_str(), exists);
        }
        if !key.exists_on_kind() {
            found.add(format!("{path}.score"), "the element has no such score");
        }
    }

    fn judgement(
        &self,
        path: &str,
        judgement: &Judgement,
        register: &Register<'_>,
        found: &mut Found,
    ) {
        let expert = &judgement.expert;
        let is_there = register.experts.contains(expert);
        found.reference(format!("{path}.expert"), "expert", expert.as_str(), is_there);
        let asked = register.asked(path, (&judgement.round, &judgement.question), found);
        let is_draft = |(state, _): &(RoundState, _)| *state == RoundState::Draft;
        if register.rounds.get(&judgement.round).is_some_and(is_draft) {
            let sentence = "the round is a draft; open it before judgements come in";
            let violation = Violation::new(format!("{path}.round"), sentence);
            found.push(violation.lacking("round", judgement.round.as_str()));
        }
        answer(&format!("{path}.answer"), &judgement.answer, asked, found);
        if judgement.confidence.is_some_and(|c| !(c > 0.0 && c <= 100.0)) {
            let sentence = "use a confidence above 0 and at most 100 percent";
            found.add(format!("{path}.confidence"), sentence);
        }
        found.text(&format!("{path}.rationale"), &judgement.rationale);
        found.moment(&format!("{path}.recorded"), &judgement.recorded);
        self.panel_evidence(path, &judgement.evidence, found);
    }

    fn panel_evidence(&self, path: &str, ids: &[Id<Evidence>], found: &mut Found) {
        self.cited(path, ids, found);
    }
}

impl Found {
    /// Moments order judgements, so they have to be ones.
    fn moment(&mut self, path: &str, text: &str) {
        if !(text.is_empty() || is_moment(text)) {
            self.add(path, format!("'{text}' is no moment; write it as 2026-11-03 14:07:31"));
        }
    }
}

fn unique<'a, T: 'a>(list: &str, ids: impl Iterator<Item = &'a Id<T>>, found: &mut Found) {
    let mut seen = BTreeSet::new();
    for (i, id) in ids.enumerate() {
        if !seen.insert(id) {
            let sentence = format!("the id '{id}' occurs twice; rename one");
            found.add(format!("{list}[{i}].id"), sentence);
        }
    }
}

fn expert(path: &str, expert: &Expert, found: &mut Found) {
    found.text(&format!("{path}.pseudonym"), &expert.pseudonym);
    found.text(&format!("{path}.expertise"), &expert.expertise);
    found.text(&format!("{path}.conflicts"), &expert.conflicts);
}

fn round(path: &str, round: &Round, register: &Register<'_>, found: &mut Found) {
    found.text(&format!("{path}.name"), &round.name);
    found.moment(&format!("{path}.opened"), &round.opened);
    found.moment(&format!("{path}.closed"), &round.closed);
    let mut seen = BTreeSet::new();
    for (i, id) in round.questions.iter().enumerate() {
        let path = format!("{path}.questions[{i}]");
        let is_there = register.questions.contains_key(id);
        found.reference(path.clone(), "panel question", id.as_str(), is_there);
        if !seen.insert(id) {
            found.add(path, "the question is listed twice; keep one");
        }
    }
}

fn agreement(path: &str, agreement: &Agreement, register: &Register<'_>, found: &mut Found) {
    let asked = register.asked(path, (&agreement.round, &agreement.question), found);
    let path_of_answer = format!("{path}.answer");
    match agreement.answer {
        Answer::Abstained(_) => found.add(path_of_answer, "a group agrees on a number or not"),
        _ => answer(&path_of_answer, &agreement.answer, asked, found),
    }
    found.text(&format!("{path}.rationale"), &agreement.rationale);
}

fn adoption(path: &str, adoption: &Adoption, register: &Register<'_>, found: &mut Found) {
    register.asked(path, (&adoption.round, &adoption.question), found);
    if matches!(adoption.estimate, Estimate::Level(_) | Estimate::Withheld) {
        found.add(format!("{path}.estimate"), "a panel's value is a point or a range");
    }
    if adoption.deviation.is_some_and(|d| !(d.is_finite() && d >= 0.0)) {
        found.add(format!("{path}.deviation"), "use a finite number of at least 0");
    }
    let (low, high) = adoption.ends;
    if !(0.0 <= low && low <= high && high <= 1.0) {
        found.add(format!("{path}.ends"), "use two probabilities, the lower one first");
    }
    found.text(&format!("{path}.minority"), &adoption.minority);
    found.moment(&format!("{path}.date"), &adoption.date);
}

/// Numbers in order, with a place where the question has its answers.
fn answer(path: &str, answer: &Answer, asked: Option<&PanelQuestion>, found: &mut Found) {
    let Some([low, best, high]) = answer.numbers() else {
        if let Answer::Abstained(reason) = answer {
            found.text(&format!("{path}.abstained"), reason);
        }
        return;
    };
    if ![low, best, high].iter().all(|number| number.is_finite()) {
        found.add(path, "use finite numbers");
    } else if low > best || best > high {
        let sentence = format!(
            "low {low}, best {best}, high {high} are not in order; low ≤ best ≤ high is needed"
        );
        found.add(path, sentence);
    } else if asked.is_some_and(PanelQuestion::is_probability) && (low < 0.0 || high > 1.0) {
        found.add(path, "use probabilities from 0 to 1");
    } else if asked.is_some_and(|question| question.axis() == Axis::Log) && low <= 0.0 {
        found.add(path, "use numbers above 0; the axis of the question is log");
    }
}
