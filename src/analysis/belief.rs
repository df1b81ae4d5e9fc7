//! How the probabilities move with belief: what ranges and levels say beyond their best values (SEMANTICS §3, §5).
//!
//! One standard normal number z moves an element's dimension in all its phases together. A belief is kept on the
//! log-odds axis of the *event*, where it is two straight lines, and where the shift of a hypothesis is one more term;
//! the event of stability is the opposite (emergence), so there a high z makes a low probability.

use std::{f64::consts::TAU, ops::Range};

use super::{
    program::{Chances, Frame, Variable, shift},
    stream,
};
use crate::model::{
    Assessment, Dimension, Estimate, Hypothesis, Scale, Score, Series, Subject, Z_95, logistic,
    logit,
};

/// The belief in one dimension of one element.
pub(super) struct Belief {
    /// The element.
    pub(super) subject: Subject,
    /// The dimension.
    pub(super) dimension: Dimension,
    /// The variable whose probability moves.
    pub(super) variable: Variable,
    /// Where its normal numbers come from.
    stream: u64,
    spans: Vec<Span>,
}

/// Phases in which one uncertain score is in force.
struct Span {
    phases: Range<usize>,
    /// Log-odds of the event at z = 0.
    best: f64,
    /// What a unit of z adds to them below 0.
    below: f64,
    /// What a unit of z adds to them above 0.
    above: f64,
}

/// Tells these streams from those of the trials.
const DOMAIN: u64 = 0x6265_6c69_6566_7321;
/// The increment of `SplitMix64`.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The beliefs of a document's uncertain scores: nodes, links, mitigations, each in file order.
///
/// Uncertain is a dimension with a range or level of some width in force in some phase. What has no place in the frame
/// (disabled mitigations, links that do not exist) bears on nothing and is left out; `frame` is that of this document.
pub(super) fn beliefs(document: &Assessment, frame: &Frame) -> Vec<Belief> {
    let reader = Reader { document };
    let mut all = Vec::new();
    for (place, node) in document.nodes().iter().enumerate() {
        let subject = || Subject::Node(node.id.clone());
        if let Some(score) = &node.initially_misaligned {
            let spans = span(score, Dimension::InitiallyMisaligned, document.scale(), 0..1);
            let spans = spans.into_iter().collect();
            all.push(Belief::new(subject(), Variable::Initial(place), spans));
        }
        let spans = reader.spans(&node.stability, Dimension::Stability);
        all.push(Belief::new(subject(), Variable::Emergence(place), spans));
        let spans = reader.spans(&node.persistence, Dimension::Persistence);
        all.push(Belief::new(subject(), Variable::Persistence(place), spans));
    }
    for (place, link) in frame.links(document).enumerate() {
        let spans = reader.spans(&link.likelihood, Dimension::Likelihood);
        let subject = Subject::Link(link.id.clone());
        all.push(Belief::new(subject, Variable::Opening(place), spans));
    }
    for (place, mitigation) in frame.mitigations(document).enumerate() {
        let spans = reader.spans(&mitigation.effectiveness, Dimension::Effectiveness);
        let subject = Subject::Mitigation(mitigation.id.clone());
        all.push(Belief::new(subject, Variable::Working(place), spans));
    }
    all.retain(|belief| !belief.spans.is_empty());
    all
}

impl Belief {
    fn new(subject: Subject, variable: Variable, spans: Vec<Span>) -> Self {
        let (kind, dimension) = match variable {
            Variable::Initial(_) => (1, Dimension::InitiallyMisaligned),
            Variable::Emergence(_) => (2, Dimension::Stability),
            Variable::Persistence(_) => (3, Dimension::Persistence),
            Variable::Opening(_) => (4, Dimension::Likelihood),
            Variable::Working(_) => (5, Dimension::Effectiveness),
        };
        let stream = stream::number(DOMAIN ^ kind, subject.id_str());
        Self { subject, dimension, variable, stream, spans }
    }

    /// The standard normal number of a draw: it depends on the seed, the draw, the element's id and the dimension
    /// alone.
    ///
    /// Each belief has a sequence of `SplitMix64` of its own; two successive outputs make one number (Box and
    /// Muller 1958).
    pub(super) fn normal(&self, seed: u64, draw: u64) -> f64 {
        let start = stream::mixed(self.stream ^ stream::mixed(seed ^ DOMAIN));
        let output = |i: u64| stream::mixed(start.wrapping_add(i.wrapping_mul(GOLDEN)));
        let unit = |i: u64| (output(i) >> 11) as f64 * libm::ldexp(1.0, -53);
        // 1 − U lies in (0, 1].
        let radius = (-2.0 * libm::log(1.0 - unit(2 * draw))).sqrt();
        radius * libm::cos(TAU * unit(2 * draw + 1))
    }

    /// Moves the probabilities to where the belief is at `z`, under a hypothesis.
    pub(super) fn apply(&self, z: f64, hypothesis: &Hypothesis, chances: &mut Chances) {
        let shift = shift(hypothesis, self.dimension).get();
        for span in &self.spans {
            let slope = if z < 0.0 { span.below } else { span.above };
            let chance = logistic(span.best + z * slope + shift);
            for phase in span.phases.clone() {
                chances.put(self.variable, phase, chance);
            }
        }
    }

    /// How far the probability goes from low to high (the 5 % and 95 % points) under a hypothesis: by phase in which
    /// it moves.
    pub(super) fn ways(&self, hypothesis: &Hypothesis) -> impl Iterator<Item = (usize, f64)> {
        let shift = shift(hypothesis, self.dimension).get();
        self.spans.iter().flat_map(move |span| {
            let low = logistic(span.best - Z_95 * span.below + shift);
            let high = logistic(span.best + Z_95 * span.above + shift);
            span.phases.clone().map(move |phase| (phase, high - low))
        })
    }
}

/// Scores into spans.
struct Reader<'a> {
    document: &'a Assessment,
}

impl Reader<'_> {
    fn spans(&self, series: &Series, dimension: Dimension) -> Vec<Span> {
        let phases = self.document.phases();
        let given: Vec<(usize, &Score)> = phases
            .iter()
            .enumerate()
            .filter_map(|(t, phase)| Some((t, series.given(&phase.id)?)))
            .collect();
        let ends = given.iter().skip(1).map(|(t, _)| *t).chain([phases.len()]);
        let spans = given.iter().zip(ends);
        spans
            .filter_map(|((t, score), end)| span(score, dimension, self.document.scale(), *t..end))
            .collect()
    }
}

/// The belief in one score; `None` where it does not vary.
fn span(
    score: &Score,
    dimension: Dimension,
    scale: Option<&Scale>,
    phases: Range<usize>,
) -> Option<Span> {
    let is_opposite = dimension == Dimension::Stability;
    // A level names a band of the event itself; a range is one of the dimension.
    let (range, is_of_event) = match &score.estimate {
        Estimate::Point(_) | Estimate::Withheld => return None,
        Estimate::Range(range) => (*range, !is_opposite),
        Estimate::Level(level) => (scale?.band(level)?.range(), true),
    };
    let [low, best, high] = [range.low(), range.best(), range.high()].map(|p| logit(p.get()));
    let (down, up) = ((best - low) / Z_95, (high - best) / Z_95);
    let (best, below, above) = match (is_of_event, is_opposite) {
        (true, false) => (best, down, up),
        // The band's high end is where the dimension is low.
        (true, true) => (best, -up, -down),
        (false, _) => (-best, -down, -up),
    };
    (down > 0.0 || up > 0.0).then_some(Span { phases, best, below, above })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{
            program::Program,
            proofs::documents::{Draft, probability, range},
        },
        model::{Band, Id, Phase, Shift},
    };

    fn phase(draft: &Draft, t: usize) -> Id<Phase> {
        draft.0.phases[t].id.clone()
    }

    /// A node whose stability is a range from the second phase on, and a level in the fourth.
    fn draft() -> Draft {
        let mut draft = Draft::new(4);
        draft.node(&[0.5], &[0.5]);
        let (second, fourth) = (phase(&draft, 1), phase(&draft, 3));
        let band = Band {
            level: "seldom".to_owned(),
            low: probability(0.0),
            best: Some(probability(0.01)),
            high: probability(0.1),
        };
        draft.0.scale = Some(Scale { name: String::new(), bands: vec![band] });
        let stability = &mut draft.0.nodes[0].stability;
        stability.set(second, Some(range(0.6, 0.9, 0.95)));
        stability.set(fourth, Some(Score::bare(Estimate::Level("seldom".to_owned()))));
        draft
    }

    fn emergence_at(z: f64, shift: f64) -> Vec<f64> {
        let mut draft = draft();
        draft.hypothesis(1.0, [shift, 7.0, 7.0]);
        let document = draft.document();
        let frame = Frame::new(&document);
        let all = beliefs(&document, &frame);
        assert_eq!(all.len(), 1);
        let hypothesis = &document.weighed_hypotheses()[0].0;
        let mut chances = Program::framed(&document, &frame).chances.remove(0);
        all[0].apply(z, hypothesis, &mut chances);
        chances.emergence.iter().map(|row| row[0]).collect()
    }

    #[test]
    fn a_high_stability_is_a_low_emergence() {
        // A carried range, then a level that names a band of the emergence; ε stands for its end at 0.
        for (z, wanted) in [
            (-Z_95, [0.5, 0.4, 0.4, 0.1]),
            (0.0, [0.5, 0.1, 0.1, 0.01]),
            (Z_95, [0.5, 0.05, 0.05, 1e-6]),
        ] {
            for (found, wanted) in emergence_at(z, 0.0).into_iter().zip(wanted) {
                assert!((found - wanted).abs() < 1e-14, "{z}: {found} for {wanted}");
            }
        }
    }

    #[test]
    fn a_hypothesis_shifts_what_belief_has_moved() {
        let shift = Shift::try_from(0.8).expect("finite");
        for (found, plain) in emergence_at(-1.1, 0.8).into_iter().zip(emergence_at(-1.1, 0.0)) {
            let wanted = probability(plain).shifted(shift).get();
            assert!((found - wanted).abs() < 1e-14, "{found} for {wanted}");
        }
    }

    #[test]
    fn best_is_where_the_central_program_is() {
        let document = draft().document();
        let central = &Program::new(&document).chances[0];
        for (t, found) in emergence_at(0.0, 0.0).into_iter().enumerate() {
            assert!((found - central.emergence[t][0]).abs() < 1e-14, "{t}");
        }
    }

    #[test]
    fn what_has_no_width_or_no_bearing_is_no_belief() {
        let mut draft = Draft::new(1);
        let v = draft.node(&[0.2], &[0.3]);
        let m = draft.mitigation(&[0.5]);
        let e = draft.link(v, v, &[0.5]);
        draft.requires(e, m);
        draft.0.mitigations[m].enabled = false;
        let first = phase(&draft, 0);
        draft.0.nodes[v].stability.set(first.clone(), Some(range(0.3, 0.3, 0.3)));
        draft.0.links[e].likelihood.set(first.clone(), Some(range(0.1, 0.3, 0.5)));
        draft.0.mitigations[m].effectiveness.set(first, Some(range(0.1, 0.3, 0.5)));
        let document = draft.document();
        assert!(beliefs(&document, &Frame::new(&document)).is_empty());
    }

    #[test]
    fn the_numbers_of_draws_are_normal_and_those_of_two_beliefs_independent() {
        let make = |id: &str, variable| {
            Belief::new(Subject::Node(Id::new(id).expect("an id")), variable, vec![])
        };
        let one = make("a", Variable::Emergence(0));
        let n = 100_000_u32;
        let count = f64::from(n);
        let drawn = |belief: &Belief, seed| -> Vec<f64> {
            (0..u64::from(n)).map(|k| belief.normal(seed, k)).collect()
        };
        let z = drawn(&one, 7);
        let moment = |k: f64| z.iter().map(|z| libm::pow(*z, k)).sum::<f64>() / count;
        // The variances of z, z², z³ and z⁴.
        for (k, wanted, variance) in
            [(1.0, 0.0, 1.0), (2.0, 1.0, 2.0), (3.0, 0.0, 15.0), (4.0, 3.0, 96.0)]
        {
            let off = (moment(k) - wanted) / f64::sqrt(variance / count);
            assert!(off.abs() < 4.0, "moment {k}: {off}");
        }
        let below = z.iter().filter(|z| **z < -Z_95).count() as f64;
        assert!((below - 0.05 * count).abs() < 4.0 * (0.0475 * count).sqrt(), "{below}");
        for other in [
            drawn(&make("b", Variable::Emergence(1)), 7),
            drawn(&make("a", Variable::Persistence(0)), 7),
            drawn(&one, 8),
            z[1..].iter().copied().chain([0.0]).collect(),
        ] {
            let product: f64 = z.iter().zip(&other).map(|(a, b)| a * b).sum();
            assert!((product / count.sqrt()).abs() < 4.0, "{product}");
        }
    }
}
