//! What a panel's judgements come to: pools of every question, how experts did on seed questions, what the whole document
//! says under each expert's own scores and under a pool, and what is most worth talking about.

use std::collections::BTreeMap;

use super::{
    AnalysisError, Figure, Monitor, Swing, analyze,
    pooling::{
        Concordance, EPSILON, Opinion, Pool, PoolError, Rule, concordance, cooke, pool, stretched,
    },
    tornado,
};
use crate::model::{
    Answer, Asked, Assessment, Dimension, Edit, Estimate, Expert, Id, Judgement, Panel,
    PanelQuestion, Probability, Range, Round, Score, ScoreKey, Study, Subject, Weight,
};

/// The confidence that the ends of a range stand for: between the 5 and the 95 % point.
pub const CONFIDENCE: f64 = 90.0;

/// How judgements are made into one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pooling {
    /// By which rule.
    pub rule: Rule,
    /// Whether intervals with a stated confidence are brought to [`CONFIDENCE`] first.
    pub is_standardized: bool,
    /// With the classical rule: whether information counts question by question.
    pub is_by_item: bool,
}

impl Default for Pooling {
    fn default() -> Self {
        Self { rule: Rule::default(), is_standardized: true, is_by_item: false }
    }
}

impl Pooling {
    /// A rule with intervals brought to one confidence.
    pub fn by(rule: Rule) -> Self {
        Self { rule, ..Self::default() }
    }
}

/// What one expert said to a question, as it goes into the pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Who.
    pub expert: Id<Expert>,
    /// Low, best and high; the same three for a point.
    pub numbers: [f64; 3],
    /// Whether ends were stated.
    pub has_ends: bool,
}

/// What a panel says to one question in one round.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The question.
    pub question: Id<PanelQuestion>,
    /// What was said, in the order of the experts.
    pub said: Vec<Said>,
    /// Who abstained.
    pub abstained: Vec<Id<Expert>>,
    /// The pool, or why there is none.
    pub pool: Result<Pool, Unpooled>,
    /// What the group agreed on: low, best and high.
    pub agreed: Option<[f64; 3]>,
}

/// Why a question has no pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unpooled {
    /// The judgements do not allow it.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// The classical rule weighs experts by seed questions.
    #[error("nobody whose judgement counts has answered a seed question in a revealed round")]
    Uncalibrated,
    /// The answers are no probabilities.
    #[error("the answers are no probabilities")]
    NoProbability,
}

/// What a panel says to every question of a round, in the order of the agenda. Judgements count as
/// [`Panel::counting`] has it; whoever shows the verdicts of a round that is not revealed breaks its privacy.
pub fn verdicts(panel: &Panel, round: &Id<Round>, pooling: &Pooling) -> Vec<Verdict> {
    let Some(held) = panel.round(round) else { return Vec::new() };
    let counting = panel.counting(round);
    let calibrated = (pooling.rule == Rule::Classical).then(|| calibration(panel)).flatten();
    let asked = panel.questions.iter().filter(|question| held.questions.contains(&question.id));
    asked
        .map(|question| {
            let all = panel
                .experts
                .iter()
                .filter_map(|expert| counting.get(&(&question.id, &expert.id)).copied());
            let mut verdict = Verdict {
                question: question.id.clone(),
                said: Vec::new(),
                abstained: Vec::new(),
                pool: Err(Unpooled::Pool(PoolError::Nobody)),
                agreed: panel.agreement(round, &question.id).and_then(|a| a.answer.numbers()),
            };
            for judgement in all {
                match said(judgement, question, *pooling) {
                    Some(said) => verdict.said.push(said),
                    None => verdict.abstained.push(judgement.expert.clone()),
                }
            }
            let weigher = Weigher { panel, pooling, calibrated: calibrated.as_ref() };
            verdict.pool = weigher.pool(question, &verdict.said, held.is_discussed);
            verdict
        })
        .collect()
}

fn said(judgement: &Judgement, question: &PanelQuestion, pooling: Pooling) -> Option<Said> {
    let numbers = judgement.answer.numbers()?;
    let has_ends = matches!(judgement.answer, Answer::Range { .. });
    let stated = judgement.confidence.filter(|_| pooling.is_standardized && has_ends);
    let mut numbers = stated.map_or(numbers, |of| stretched(numbers, of, CONFIDENCE));
    if question.is_probability() {
        numbers = numbers.map(|p| p.clamp(0.0, 1.0));
    }
    Some(Said { expert: judgement.expert.clone(), numbers, has_ends })
}

struct Weigher<'a> {
    panel: &'a Panel,
    pooling: &'a Pooling,
    calibrated: Option<&'a (Vec<Id<Expert>>, cooke::Weights)>,
}

impl Weigher<'_> {
    fn pool(
        &self,
        question: &PanelQuestion,
        said: &[Said],
        is_discussed: bool,
    ) -> Result<Pool, Unpooled> {
        if !question.is_probability() {
            return Err(Unpooled::NoProbability);
        }
        if said.is_empty() {
            return Err(PoolError::Nobody.into());
        }
        let weights = self.weights(said)?;
        let opinion = |(said, weight): (&Said, f64)| {
            let [low, best, high] = said.numbers;
            Opinion { best, ends: said.has_ends.then_some((low, high)), weight }
        };
        let opinions: Vec<Opinion> = said.iter().zip(weights).map(opinion).collect();
        Ok(pool(&opinions, self.pooling.rule, is_discussed)?)
    }

    fn weights(&self, said: &[Said]) -> Result<Vec<f64>, Unpooled> {
        if self.pooling.rule != Rule::Classical {
            let own = |said: &Said| {
                let expert = self.panel.expert(&said.expert);
                expert.and_then(|expert| expert.weight).map_or(1.0, Weight::get)
            };
            return Ok(said.iter().map(own).collect());
        }
        let (experts, weights) = self.calibrated.ok_or(Unpooled::Uncalibrated)?;
        let of = |id: &Id<Expert>| said.iter().find(|said| said.expert == *id);
        let clipped = |p: f64| p.clamp(EPSILON, 1.0 - EPSILON);
        let item = cooke::Item {
            axis: crate::model::Axis::LogOdds,
            answer: None,
            judged: experts.iter().map(|id| of(id).map(|s| s.numbers.map(clipped))).collect(),
        };
        let by_item = self.pooling.is_by_item.then(|| weights.for_item(&item)).flatten();
        let shares = by_item.as_ref().unwrap_or(&weights.shares);
        let share = |said: &Said| {
            let place = experts.iter().position(|id| *id == said.expert);
            place.and_then(|place| shares.get(place)).copied().unwrap_or(0.0)
        };
        let all: Vec<f64> = said.iter().map(share).collect();
        if all.iter().sum::<f64>() > 0.0 { Ok(all) } else { Err(Unpooled::Uncalibrated) }
    }
}

/// How experts did on the seed questions of revealed rounds, each question as it was answered in the last of them; experts
/// in the order of the panel. `None` where nobody answered any, or where no one has a score.
pub fn calibration(panel: &Panel) -> Option<(Vec<Id<Expert>>, cooke::Weights)> {
    let experts: Vec<Id<Expert>> = panel.experts.iter().map(|expert| expert.id.clone()).collect();
    let mut items = Vec::new();
    for question in &panel.questions {
        let Asked::Seed { axis, answer } = question.asked else { continue };
        let Some(round) = panel.last_revealed(&question.id) else { continue };
        let counting = panel.counting(&round.id);
        let judged = |expert: &Id<Expert>| {
            let judgement = counting.get(&(&question.id, expert))?;
            Some(said(judgement, question, Pooling::default())?.numbers)
        };
        items.push(cooke::Item {
            axis,
            answer: Some(answer),
            judged: experts.iter().map(judged).collect(),
        });
    }
    Some((experts, cooke::weights(&items)?))
}

/// Whether the experts of a round put the scores that it asks for in the same order, the worst first; stability counts by
/// its opposite.
pub fn order_agreement(panel: &Panel, round: &Id<Round>) -> Option<Concordance> {
    let held = panel.round(round)?;
    let counting = panel.counting(round);
    let asked = |id: &Id<PanelQuestion>| Some((id.clone(), panel.question(id)?.score()?.dimension));
    let asked: Vec<(Id<PanelQuestion>, Dimension)> =
        held.questions.iter().filter_map(asked).collect();
    let row = |expert: &Expert| {
        let one = |(question, dimension): &(Id<PanelQuestion>, Dimension)| {
            let [_, best, _] = counting.get(&(question, &expert.id))?.answer.numbers()?;
            Some(if *dimension == Dimension::Stability { 1.0 - best } else { best })
        };
        asked.iter().map(one).collect()
    };
    concordance(&panel.experts.iter().map(row).collect::<Vec<_>>())
}

/// Whose values stand in the place of scores.
#[derive(Clone, Debug, PartialEq)]
pub enum Voice {
    /// One expert's own.
    Expert(Id<Expert>),
    /// Those of a pool.
    Pool(Pooling),
    /// What the group agreed on.
    Agreed,
}

/// A document with other values in the place of scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The document.
    pub document: Assessment,
    /// How many scores were replaced; all others are those of the document.
    pub replaced: usize,
}

/// The document with the values of one voice in the place of the scores that the panel was asked for: an expert's own from
/// the last revealed round in which they judged, a pool or an agreement from the last revealed round that has one.
/// Numbers of a range are clipped to [`EPSILON`].
pub fn variant(document: &Assessment, voice: &Voice) -> Variant {
    let panel = document.panel();
    let mut values: BTreeMap<ScoreKey, Estimate> = BTreeMap::new();
    // Later rounds take the place of earlier ones.
    for round in panel.rounds.iter().filter(|round| round.state.is_revealed()) {
        let pooling = if let Voice::Pool(pooling) = voice { *pooling } else { Pooling::default() };
        for verdict in verdicts(panel, &round.id, &pooling) {
            let key = panel.question(&verdict.question).and_then(PanelQuestion::score);
            let value = estimate_of(&verdict, voice);
            values.extend(key.cloned().zip(value));
        }
    }
    let edits = values.into_iter().map(|(key, estimate)| {
        let score = document.given(&key).cloned();
        let score = score.unwrap_or_else(|| Score::bare(estimate.clone()));
        Edit::score(key, Some(Score { estimate, ..score }))
    });
    let edits: Vec<Edit> = edits.collect();
    let replaced = edits.len();
    // Estimates inside their bounds break no rule.
    let document = document.edited(&Edit::All(edits)).unwrap_or_else(|_| document.clone());
    Variant { document, replaced }
}

fn estimate_of(verdict: &Verdict, voice: &Voice) -> Option<Estimate> {
    match voice {
        Voice::Expert(id) => {
            let said = verdict.said.iter().find(|said| said.expert == *id)?;
            estimate(said.numbers, said.has_ends)
        }
        Voice::Pool(_) => pooled_estimate(verdict.pool.as_ref().ok()?),
        Voice::Agreed => {
            let numbers = verdict.agreed?;
            estimate(numbers, numbers[0] < numbers[2])
        }
    }
}

/// A pool as it can stand in a score.
pub fn pooled_estimate(pool: &Pool) -> Option<Estimate> {
    match pool.ends {
        Some((low, high)) => estimate([low, pool.best, high], true),
        None => estimate([pool.best; 3], false),
    }
}

/// Three numbers as they can stand in a score; `None` where they are no probabilities in order.
pub fn estimate(numbers: [f64; 3], has_ends: bool) -> Option<Estimate> {
    if !has_ends {
        return Probability::try_from(numbers[1]).ok().map(Estimate::Point);
    }
    let clipped = |p: f64| Probability::try_from(p.clamp(EPSILON, 1.0 - EPSILON)).ok();
    let [low, best, high] = numbers.map(clipped);
    Range::new(low?, best?, high?).ok().map(Estimate::Range)
}

/// What follows under one voice.
#[derive(Clone, Debug, PartialEq)]
pub struct Headline {
    /// Whose; `None` for the document as it is.
    pub voice: Option<Voice>,
    /// How many scores are that voice's.
    pub replaced: usize,
    /// Any outcome by the end of the last phase; `None` without phases.
    pub any_outcome: Option<Figure>,
}

/// The headline of the document as it is, and under each voice that has any values in the panel: every expert, the pool,
/// and what the group agreed on.
///
/// # Errors
/// [`AnalysisError`] as for [`analyze`].
pub fn headlines(
    document: &Assessment,
    pooling: Pooling,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Vec<Headline>, AnalysisError> {
    let experts = document.panel().experts.iter();
    let voices = experts.map(|expert| Voice::Expert(expert.id.clone()));
    let voices = voices.chain([Voice::Pool(pooling), Voice::Agreed]).map(Some);
    let mut all = Vec::new();
    for voice in std::iter::once(None).chain(voices) {
        let own = voice.as_ref().map(|voice| variant(document, voice));
        if own.as_ref().is_some_and(|variant| variant.replaced == 0) {
            continue;
        }
        let (document, replaced) =
            own.as_ref().map_or((document, 0), |own| (&own.document, own.replaced));
        let found = analyze(document, study, monitor)?;
        let any_outcome = found.pooled.any_outcome.last().copied();
        all.push(Headline { voice, replaced, any_outcome });
    }
    Ok(all)
}

/// How much a talk about one element could change the headline.
#[derive(Clone, Debug, PartialEq)]
pub struct Worth {
    /// The element.
    pub subject: Subject,
    /// Which of its numbers.
    pub dimension: Dimension,
    /// |M(high) − M(low)|: how far the headline moves over the panel's common belief.
    pub swing: f64,
    /// The standard deviation of logit(best) of the experts, the largest over the phases.
    pub deviation: f64,
}

impl Worth {
    /// Swing times deviation. A number to order by, not one to read: 0 where all agree, and where it makes no difference.
    pub fn value(&self) -> f64 {
        self.swing * self.deviation
    }
}

/// What is most worth talking about, the worthiest first: the swing of the tornado, with the linear pool of the last
/// revealed rounds in the place of the scores, times how far the experts are apart. The pool, so that a score that the
/// document gives without uncertainty counts with that of the panel.
///
/// # Errors
/// [`AnalysisError`] as for [`tornado()`].
pub fn worth_discussing(
    document: &Assessment,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Vec<Worth>, AnalysisError> {
    let pooling = Pooling::by(Rule::Linear);
    let swings = tornado(&variant(document, &Voice::Pool(pooling)).document, study, monitor)?;
    Ok(worth(document, &swings))
}

/// How far the panel is apart about each element's numbers: the standard deviation of logit(best) in the last revealed round
/// that asked for them, the largest over the phases.
pub fn apart(panel: &Panel) -> BTreeMap<(Subject, Dimension), f64> {
    let mut apart: BTreeMap<(Subject, Dimension), f64> = BTreeMap::new();
    for round in panel.rounds.iter().filter(|round| round.state.is_revealed()) {
        for verdict in verdicts(panel, &round.id, &Pooling::default()) {
            let last = panel.last_revealed(&verdict.question).map(|last| &last.id);
            let key = panel.question(&verdict.question).and_then(PanelQuestion::score);
            let (Some(key), Ok(pool), true) = (key, verdict.pool, last == Some(&round.id)) else {
                continue;
            };
            let most = apart.entry((key.subject.clone(), key.dimension)).or_default();
            *most = most.max(pool.scatter.deviation.unwrap_or_default());
        }
    }
    apart
}

fn worth(document: &Assessment, swings: &[Swing]) -> Vec<Worth> {
    let apart = apart(document.panel());
    let mut all: Vec<Worth> = swings
        .iter()
        .filter_map(|swing| {
            let deviation = *apart.get(&(swing.subject.clone(), swing.dimension))?;
            let (subject, dimension) = (swing.subject.clone(), swing.dimension);
            let swing = swing.difference.value.abs();
            Some(Worth { subject, dimension, swing, deviation })
        })
        .collect();
    all.sort_by(|a, b| b.value().total_cmp(&a.value()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{Unmonitored, proofs::documents::Draft},
        model::{Axis, Estimate, MethodChoice, NodeKind, Phase, RoundState},
    };

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn exactly() -> Study {
        Study { method: MethodChoice::Exact, ..Study::default() }
    }

    fn judged(expert: &str, round: &str, question: &str, answer: Answer) -> Judgement {
        Judgement {
            expert: id(expert),
            round: id(round),
            question: id(question),
            answer,
            confidence: None,
            rationale: String::new(),
            evidence: Vec::new(),
            recorded: String::new(),
        }
    }

    fn range(low: f64, best: f64, high: f64) -> Answer {
        Answer::Range { low, best, high }
    }

    /// A source that spreads to an outcome by one link, and two experts who judged source and link in one round.
    fn document() -> Assessment {
        let mut draft = Draft::new(1);
        let source = draft.node(&[0.1], &[1.0]);
        let harm = draft.node(&[0.0], &[1.0]);
        draft.0.nodes[harm].kind = NodeKind::Outcome;
        let link = draft.link(source, harm, &[0.5]);
        let phase: Option<Id<Phase>> = Some(draft.0.phases[0].id.clone());
        let node = Subject::Node(draft.0.nodes[source].id.clone());
        let link = Subject::Link(draft.0.links[link].id.clone());
        let key = |subject, dimension| ScoreKey { subject, dimension, phase: phase.clone() };
        let seed = |answer| Asked::Seed { axis: Axis::Linear, answer };
        let panel = &mut draft.0.panel;
        panel.experts = vec![Expert::new(id("a"), "A"), Expert::new(id("b"), "B")];
        panel.questions = vec![
            PanelQuestion::new(id("source"), Asked::Score(key(node, Dimension::Stability))),
            PanelQuestion::new(id("link"), Asked::Score(key(link, Dimension::Likelihood))),
            PanelQuestion::new(id("seed-1"), seed(5.0)),
            PanelQuestion::new(id("seed-2"), seed(6.0)),
        ];
        panel.rounds = vec![Round {
            state: RoundState::Revealed,
            questions: panel.questions.iter().map(|q| q.id.clone()).collect(),
            ..Round::new(id("one"), "One")
        }];
        panel.judgements = vec![
            judged("a", "one", "source", Answer::Point(0.8)),
            judged("b", "one", "source", Answer::Point(0.4)),
            judged("a", "one", "link", range(0.1, 0.2, 0.3)),
            judged("b", "one", "link", range(0.1, 0.2, 0.3)),
            judged("a", "one", "seed-1", range(3.0, 5.5, 8.0)),
            judged("a", "one", "seed-2", range(3.0, 5.5, 8.0)),
            judged("b", "one", "seed-1", range(0.1, 0.2, 0.3)),
            judged("b", "one", "seed-2", range(0.1, 0.2, 0.3)),
        ];
        draft.document()
    }

    fn headline(document: &Assessment) -> f64 {
        let found = analyze(document, &exactly(), &Unmonitored).expect("analyzed");
        found.pooled.any_outcome[0].value
    }

    #[test]
    fn the_whole_analysis_runs_under_each_voice() {
        let document = document();
        assert!((headline(&document) - 0.05).abs() < 1e-12);
        let pooling = Pooling::by(Rule::QuantileAverage);
        let found = headlines(&document, pooling, &exactly(), &Unmonitored).expect("analyzed");
        let voices: Vec<Option<Voice>> = found.iter().map(|of| of.voice.clone()).collect();
        let (a, b) = (Voice::Expert(id("a")), Voice::Expert(id("b")));
        // Nothing was agreed on, so there is nothing to tell of it.
        let wanted = [None, Some(a.clone()), Some(b), Some(Voice::Pool(pooling))];
        assert_eq!(voices, wanted);
        let values = found.iter().map(|of| of.any_outcome.expect("a phase").value);
        for (found, wanted) in values.zip([0.05, 0.2 * 0.2, 0.6 * 0.2, 0.4 * 0.2]) {
            assert!((found - wanted).abs() < 1e-12, "{found} for {wanted}");
        }
        assert_eq!(variant(&document, &Voice::Agreed).replaced, 0);
        assert_eq!(variant(&document, &a).replaced, 2);
        // What is not revealed is nobody's to see.
        let mut parts = document.to_parts();
        parts.panel.rounds[0].state = RoundState::Closed;
        let closed = Assessment::new(parts).expect("valid");
        assert_eq!(variant(&closed, &a).document, closed);
    }

    #[test]
    fn a_talk_is_worth_what_it_can_move() {
        let found = worth_discussing(&document(), &exactly(), &Unmonitored).expect("analyzed");
        let told: Vec<(Dimension, bool)> =
            found.iter().map(|worth| (worth.dimension, worth.value() > 0.0)).collect();
        // All agree on the link, however much hangs on it.
        assert_eq!(told.last(), Some(&(Dimension::Likelihood, false)));
        assert!(found.iter().all(|worth| worth.swing >= 0.0));
    }

    #[test]
    fn stated_confidence_is_brought_to_ninety_percent() {
        let mut panel = Panel::clone(document().panel());
        panel.judgements[2].answer = range(0.02, 0.05, 0.15);
        panel.judgements[2].confidence = Some(60.0);
        let said = |is_standardized| {
            let pooling = Pooling { is_standardized, ..Pooling::default() };
            verdicts(&panel, &id("one"), &pooling)[1].said[0].numbers
        };
        let [low, _, high] = said(true);
        assert!((low - 0.005).abs() < 1e-15 && (high - 0.2).abs() < 1e-15);
        assert!((said(false)[0] - 0.02).abs() < 1e-15);
    }

    #[test]
    fn seeds_weigh_those_who_know() {
        let document = document();
        let (experts, weights) = calibration(document.panel()).expect("seeds");
        assert_eq!(experts.len(), 2);
        assert!(weights.shares[0] > weights.shares[1]);
        for is_by_item in [false, true] {
            let pooling = Pooling { is_by_item, ..Pooling::by(Rule::Classical) };
            let found = verdicts(document.panel(), &id("one"), &pooling);
            let pool = found[1].pool.as_ref().expect("pooled");
            assert!((pool.best - 0.2).abs() < 1e-9);
            assert_eq!(found[2].pool, Err(Unpooled::NoProbability));
        }
        let mut panel = Panel::clone(document.panel());
        panel.judgements.truncate(4);
        let pooling = Pooling::by(Rule::Classical);
        assert_eq!(verdicts(&panel, &id("one"), &pooling)[0].pool, Err(Unpooled::Uncalibrated));
    }

    #[test]
    fn weights_of_experts_count_and_abstentions_do_not() {
        let mut panel = Panel::clone(document().panel());
        panel.experts[0].weight = crate::model::Weight::try_from(3.0).ok();
        let found = verdicts(&panel, &id("one"), &Pooling::by(Rule::QuantileAverage));
        assert!((found[0].pool.as_ref().expect("pooled").best - 0.7).abs() < 1e-12);
        panel.judgements.push(judged("a", "one", "source", Answer::Abstained(String::new())));
        let found = verdicts(&panel, &id("one"), &Pooling::default());
        assert_eq!((found[0].said.len(), found[0].abstained.len()), (1, 1));
        assert_eq!(order_agreement(&panel, &id("one")), None);
    }

    #[test]
    fn estimates_keep_their_bounds() {
        assert_eq!(estimate([0.0; 3], false), Some(Estimate::Point(Probability::ZERO)));
        let Some(Estimate::Range(range)) = estimate([0.0, 0.5, 1.0], true) else {
            panic!("a range")
        };
        assert!(range.low().get() > 0.0 && range.high().get() < 1.0);
        assert_eq!(estimate([0.4, 0.3, 0.5], true), None);
    }
}
