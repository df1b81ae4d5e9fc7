//! What pages are told of a document: the round that is on, its questions in words, and of others' judgements only those
//! of rounds that are revealed.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{neighborhood::Pictures, wire};
use crate::{
    analysis::panel::{Pooling, verdicts},
    formats::judgements::item_of,
    model::{
        Answer, Asked, Assessment, Axis, Expert, Id, Judgement, Panel, PanelQuestion, Protocol,
        Round, RoundState, ScoreKey, Subject, without_marks,
    },
    report::wording,
    session::ballots,
};

/// What is told to everybody alike.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Served {
    pub(super) title: String,
    pub(super) round: Option<Shown>,
    /// In the order of the agenda.
    pub(super) questions: Vec<Put>,
    /// What everybody said, once it is revealed: a JSON object.
    pub(super) revealed: Option<String>,
}

/// The round that is on.
#[derive(Clone, PartialEq)]
pub(super) struct Shown {
    pub(super) id: Id<Round>,
    pub(super) name: String,
    pub(super) protocol: &'static str,
    pub(super) state: RoundState,
}

/// A question as it is put.
#[derive(Clone, PartialEq)]
pub(super) struct Put {
    pub(super) id: Id<PanelQuestion>,
    /// What it asks for, whatever its words.
    pub(super) asked: String,
    /// Its JSON object but for its end, so that what differs from expert to expert can be added.
    pub(super) start: String,
    /// The revealed round before, whose own answer is told with it.
    pub(super) before: Option<Id<Round>>,
}

impl Served {
    /// What is told of a document. `secret` orders what people said in a way that nobody can trace.
    pub(super) fn of(document: &Assessment, secret: &str, pictures: &mut Pictures) -> Self {
        let title = plain(&document.about().title);
        let Some(round) = on(document) else { return Self { title, ..Self::default() } };
        let panel = document.panel();
        let shown = Shown {
            id: round.id.clone(),
            name: if plain(&round.name).is_empty() {
                round.id.to_string()
            } else {
                plain(&round.name)
            },
            protocol: protocol(round.protocol),
            state: round.state,
        };
        // Nobody sees what a draft asks.
        let is_asked = |q: &&PanelQuestion| {
            round.state != RoundState::Draft && round.questions.contains(&q.id)
        };
        let asked: Vec<&PanelQuestion> = panel.questions.iter().filter(is_asked).collect();
        let mut revelations = Revelations { panel, secret, of: BTreeMap::new() };
        let questions = asked.iter().map(|question| {
            let before = before(panel, round, &question.id).map(|round| round.id.clone());
            let mut told = put(document, question, round, pictures);
            told["feedback"] =
                before.as_ref().map_or(Value::Null, |id| revelations.of(id, question));
            let text = told.to_string();
            let start = text.strip_suffix('}').unwrap_or_default().to_owned();
            Put { id: question.id.clone(), asked: asked_of(question), start, before }
        });
        let questions = questions.collect();
        let revealed = round.state.is_revealed().then(|| {
            let all = asked.iter().map(|q| (q.id.to_string(), revelations.of(&round.id, q)));
            all.filter(|(_, told)| !told.is_null()).collect::<Value>().to_string()
        });
        Self { title, round: Some(shown), questions, revealed }
    }
}

/// The round that pages show: the last one that is open, else the last that was, else a draft.
pub(super) fn on(document: &Assessment) -> Option<&Round> {
    let rounds = || document.panel().rounds.iter().rev();
    ballots::open_round(document)
        .or_else(|| rounds().find(|round| round.state > RoundState::Open))
        .or_else(|| rounds().next())
}

/// What a question asks for, whatever its words and its id.
pub(super) fn asked_of(question: &PanelQuestion) -> String {
    match &question.asked {
        Asked::Score(key) => item_of(key),
        Asked::Seed { axis, .. } => format!("seed/{}", axis_name(*axis)),
        Asked::Former(_) => "former".to_owned(),
    }
}

/// The last revealed round before one in which the same was asked, by protocols that give feedback.
fn before<'a>(panel: &'a Panel, round: &Round, question: &Id<PanelQuestion>) -> Option<&'a Round> {
    if !matches!(round.protocol, Protocol::Idea | Protocol::Delphi) {
        return None;
    }
    let place = panel.rounds.iter().position(|other| other.id == round.id)?;
    let mut earlier = panel.rounds[..place].iter().rev();
    earlier.find(|other| other.state.is_revealed() && other.questions.contains(question))
}

/// A question in words. Nothing tells which ones are seeds: who knows answers them in another way.
fn put(
    document: &Assessment,
    question: &PanelQuestion,
    round: &Round,
    pictures: &mut Pictures,
) -> Value {
    let asking = ballots::asking(document, question);
    let key = question.score();
    let (element, kind, dimension) = match key {
        Some(ScoreKey { subject, dimension, .. }) => (
            Some(plain(&document.label(subject))),
            Some(subject.kind_name()),
            Some(dimension.name().replace('_', " ")),
        ),
        None => (None, None, None),
    };
    let phase = key.and_then(|key| key.phase.as_ref());
    let phase = phase.map(|id| plain(&document.label(&Subject::Phase(id.clone()))));
    let quantity = match question.asked {
        Asked::Seed { axis, .. } if !question.is_probability() => {
            json!({ "axis": axis_name(axis), "unit": asking.unit })
        }
        _ => Value::Null,
    };
    let bands = if question.is_probability() { bands(document) } else { Vec::new() };
    json!({
        "id": asking.id.as_str(),
        "text": asking.text,
        "element": element,
        "kind": kind,
        "dimension": dimension,
        "phase": phase,
        "resolution": asking.resolution,
        "unit": asking.unit,
        "context": asking.context,
        "steps": if round.protocol == Protocol::Idea { 4 } else { 3 },
        "quantity": quantity,
        "bands": bands,
        "graph": key.map_or(Value::Null, |key| pictures.around(document, key)),
    })
}

/// The words of the document's scale, as words for how likely it is what the question asks: in a score of stability they
/// stand for the opposite, in a question they never do.
fn bands(document: &Assessment) -> Vec<Value> {
    let bands = document.scale().map(|scale| &*scale.bands).unwrap_or_default();
    let told = bands.iter().map(|band| {
        let (low, high) = (band.low.get(), band.high.get());
        let mut told = json!({ "name": plain(&band.level), "low": low, "high": high });
        if let Some(best) = band.best {
            told["best"] = best.get().into();
        }
        told
    });
    told.collect()
}

/// What was said to questions in revealed rounds, without who said it.
struct Revelations<'a> {
    panel: &'a Panel,
    secret: &'a str,
    /// By round: what each question came to.
    of: BTreeMap<Id<Round>, BTreeMap<String, Value>>,
}

impl Revelations<'_> {
    fn of(&mut self, round: &Id<Round>, question: &PanelQuestion) -> Value {
        if !self.panel.round(round).is_some_and(|round| round.state.is_revealed()) {
            return Value::Null;
        }
        let (panel, secret) = (self.panel, self.secret);
        let all = self.of.entry(round.clone()).or_insert_with(|| revealed(panel, round, secret));
        all.get(question.id.as_str()).cloned().unwrap_or(Value::Null)
    }
}

/// Everything that was said in a round, by question. Numbers stand in their own order and reasons in one that nobody can
/// trace, so that neither tells of the other nor of who is who.
fn revealed(panel: &Panel, round: &Id<Round>, secret: &str) -> BTreeMap<String, Value> {
    let counting = panel.counting(round);
    let verdicts = verdicts(panel, round, &Pooling::default()).into_iter();
    let told = verdicts.filter_map(|verdict| {
        let all = counting.iter().filter(|((question, _), _)| **question == verdict.question);
        let all: Vec<&Judgement> = all.map(|(_, judgement)| *judgement).collect();
        if all.is_empty() {
            return None;
        }
        let mut rows: Vec<[Option<f64>; 3]> = all.iter().filter_map(|j| row(&j.answer)).collect();
        rows.sort_by(|a, b| {
            let [first, second, third] = [1, 0, 2].map(|i| {
                let [one, other] = [a[i], b[i]].map(Option::unwrap_or_default);
                one.total_cmp(&other)
            });
            first.then(second).then(third)
        });
        let mut reasons: Vec<&str> = all.iter().map(|judgement| &*judgement.rationale).collect();
        reasons.retain(|reason| !reason.trim().is_empty());
        reasons.sort_by_key(|reason| {
            Sha256::digest(format!("{secret}/{}/{reason}", verdict.question).as_bytes()).to_vec()
        });
        let column = |i: usize| rows.iter().map(|row| row[i]).collect::<Vec<Option<f64>>>();
        let pooled = verdict.pool.as_ref().ok().map(|pool| {
            let (low, high) = pool.ends.unwrap_or((pool.best, pool.best));
            let rule = wording::pooling_rule(pool.rule).to_lowercase();
            json!({ "low": low, "best": pool.best, "high": high, "rule": rule })
        });
        let told = json!({
            "n": rows.len(),
            "low": column(0),
            "best": column(1),
            "high": column(2),
            "rationales": reasons,
            "abstained": all.len() - rows.len(),
            "pooled": pooled,
        });
        Some((verdict.question.to_string(), told))
    });
    told.collect()
}

/// Low, best and high; a best guess alone has no ends.
fn row(answer: &Answer) -> Option<[Option<f64>; 3]> {
    match *answer {
        Answer::Point(best) => Some([None, Some(best), None]),
        Answer::Range { low, best, high } => Some([low, best, high].map(Some)),
        Answer::Abstained(_) => None,
    }
}

/// What counts of a round, by expert and question.
pub(super) type Said = BTreeMap<(Id<Expert>, Id<PanelQuestion>), Judgement>;

/// What counts of a round.
pub(super) fn said(panel: &Panel, round: &Id<Round>) -> Said {
    let counting = panel.counting(round).into_iter();
    counting
        .map(|((question, expert), j)| ((expert.clone(), question.clone()), j.clone()))
        .collect()
}

/// A judgement as a JSON object.
pub(super) fn told(judgement: &Judgement) -> String {
    serde_json::to_string(&wire::Said::of(judgement)).unwrap_or_else(|_| "null".to_owned())
}

fn plain(text: &str) -> String {
    wording::name(&without_marks(text))
}

fn axis_name(axis: Axis) -> &'static str {
    match axis {
        Axis::LogOdds => "log_odds",
        Axis::Log => "log",
        Axis::Linear => "linear",
    }
}

fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Idea => "idea",
        Protocol::Delphi => "delphi",
        Protocol::Shelf => "shelf",
        Protocol::Quick => "quick",
        Protocol::AdHoc => "ad_hoc",
    }
}

/// What the state of a round is called over the wire.
pub(super) fn state_name(state: RoundState) -> &'static str {
    match state {
        RoundState::Draft => "draft",
        RoundState::Open => "open",
        RoundState::Closed => "closed",
        RoundState::Revealed => "revealed",
        RoundState::Adopted => "adopted",
    }
}
