//! The headline as a function of one probability.
//!
//! # Method
//! Under one hypothesis the headline is a polynomial in a probability that several phases share, of a degree of at
//! most their number: the variables of different phases are different, and the headline is affine in each one's
//! probability. So it is computed at degree + 1 knots, on common random numbers or exactly, and interpolated. The
//! knots are the Chebyshev points of the second kind, which contain 0 and 1: between them no error of a knot grows by
//! more than a factor that rises like the logarithm of the degree.
//!
//! **Without a hit.** A simulated knot at which an outcome is possible and was never met is 0 with the upper bound of
//! SEMANTICS §7. Between the knots it counts with the error of one hit in all its trials: the curve there is not known
//! to be 0.

use std::f64::consts::PI;

use super::{
    AnalysisError, Cancelled, Case, Curve, CurveBranch, Figure, Monitor, effort,
    figures::upper_without_hit,
    memory::{self, Task},
    program::{Frame, NoSuchDimension, Variable, shift},
    tally::standard_error,
    variants::Variants,
};
use crate::model::{Assessment, Dimension, Hypothesis, Id, Probability, Shift, Study, Subject};

/// Knots that are simulated on one set of counts.
const KNOTS_AT_ONCE: usize = 4;

/// The headline as a function of the probability that an element has in the listed phases (0-based, rising).
///
/// For initial misalignment, which belongs to no phase, the phases are not looked at. Where nothing reads the element
/// (a disabled mitigation, a link that does not exist) the curve is flat. Each knot is simulated with the study's
/// trials, or with fewer in very large documents (`effort`).
///
/// # Errors
/// [`AnalysisError`] as for [`analyze`](super::analyze), and where the document has no such element, dimension or
/// phase.
pub fn curve(
    document: &Assessment,
    (subject, dimension, phases): (&Subject, Dimension, &[usize]),
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Curve, AnalysisError> {
    memory::check(document, study, Task::Variants)?;
    let frame = Frame::new(document);
    let variable = Variable::of(document, &frame, (subject, dimension))
        .map_err(|NoSuchDimension| no_such(subject, dimension))?;
    let phases = shared_phases(document, dimension, phases)?;
    let case = Case::framed(document, &frame, study)?;
    let knots = knots(if variable.is_some() { phases.len().max(1) } else { 0 });
    let variants = Variants {
        case: &case,
        count: knots.len(),
        alter: &|knot, _, chances| {
            let Some(variable) = variable else { return };
            if let Variable::Initial(_) = variable {
                chances.put(variable, 0, knots[knot]);
            }
            for phase in &phases {
                chances.put(variable, *phase, knots[knot]);
            }
        },
    };
    let values = values(&variants, study, monitor)?;
    let branches = document.weighed_hypotheses().into_iter().zip(values);
    let branches = branches.map(|((hypothesis, weight), values)| CurveBranch {
        hypothesis: hypothesis.id.clone(),
        weight,
        shift: shift(&hypothesis, dimension).get(),
        knots: knots.clone(),
        values,
    });
    let branches = branches.collect();
    Ok(Curve { subject: subject.clone(), dimension, phases, branches })
}

impl Curve {
    /// The pooled headline where the dimension has the value `p` (of stability its own value, not that of emergence).
    ///
    /// The error is the weighted sum of the hypotheses' errors, which no dependence between them can exceed.
    ///
    /// The bound where no trial counted is the weighted sum of the hypotheses' bounds.
    pub fn at(&self, p: f64) -> Figure {
        let mut pooled = Figure { value: 0.0, standard_error: 0.0, upper: None };
        let mut upper = 0.0;
        for branch in self.branches.iter().filter(|branch| branch.weight > 0.0) {
            let its = branch.at_event(self.event(p));
            pooled.value += branch.weight * its.value;
            pooled.standard_error += branch.weight * its.standard_error;
            upper += branch.weight * its.upper.unwrap_or(0.0);
        }
        pooled.value = pooled.value.clamp(0.0, 1.0);
        pooled.upper = (pooled.value <= 0.0 && upper > 0.0).then_some(upper);
        pooled
    }

    /// The headline under one hypothesis where the dimension has the value `p`; `None` if there is no such hypothesis.
    pub fn of_hypothesis(&self, hypothesis: &Id<Hypothesis>, p: f64) -> Option<Figure> {
        let branch = self.branches.iter().find(|branch| branch.hypothesis == *hypothesis)?;
        Some(branch.at_event(self.event(p)))
    }

    fn event(&self, p: f64) -> Probability {
        let p = Probability::clamped(p);
        if self.dimension == Dimension::Stability { p.complement() } else { p }
    }
}

impl CurveBranch {
    /// The headline where the event's probability before the shift is `p`.
    ///
    /// The barycentric formula (Berrut and Trefethen 2004). The error is the sum of the knots' errors, each times how
    /// much the knot counts: an upper bound, whatever the knots' simulations have in common.
    fn at_event(&self, p: Probability) -> Figure {
        let shift = Shift::try_from(self.shift).unwrap_or(Shift::ZERO);
        let x = p.shifted(shift).get();
        let mut sums = [0.0; 4];
        for (j, (knot, value)) in self.knots.iter().zip(&self.values).enumerate() {
            let gap = x - knot;
            // So near that the weight would not be finite.
            if gap.abs() < f64::MIN_POSITIVE {
                return *value;
            }
            // Of these knots the weights are known but for a factor: alternating, and half at both ends (Salzer 1972).
            let is_end = j == 0 || j + 1 == self.knots.len();
            let sign = if j % 2 == 0 { 1.0 } else { -1.0 };
            let weight = sign * if is_end { 0.5 } else { 1.0 } / gap;
            sums[0] += weight;
            sums[1] += weight * value.value;
            sums[2] += weight.abs() * error(value);
            sums[3] += weight.abs() * value.upper.unwrap_or(0.0);
        }
        // Where no knot has a hit the whole curve is 0, as far as is known.
        let is_met = self.values.iter().any(|value| value.value > 0.0);
        let is_open = self.values.iter().any(|value| value.upper.is_some());
        if !is_met && is_open {
            let upper = (sums[3] / sums[0].abs()).min(1.0);
            return Figure { value: 0.0, standard_error: 0.0, upper: Some(upper) };
        }
        Figure {
            value: (sums[1] / sums[0]).clamp(0.0, 1.0),
            standard_error: sums[2] / sums[0].abs(),
            upper: None,
        }
    }
}

/// The error of a knot for what lies between it and others: without a hit that of one in all trials, whose bound is
/// about three times as large.
fn error(knot: &Figure) -> f64 {
    knot.upper.map_or(knot.standard_error, |upper| upper / 3.0)
}

/// Chebyshev points of the second kind on 0..=1, rising; the middle alone for degree 0.
fn knots(degree: usize) -> Vec<f64> {
    if degree == 0 {
        return vec![0.5];
    }
    (0..=degree)
        .map(|j| {
            // sin² keeps the ends exact and the two halves alike.
            let half = libm::sin(PI / 2.0 * j as f64 / degree as f64);
            half * half
        })
        .collect()
}

/// The headline by hypothesis and knot.
fn values(
    variants: &Variants<'_>,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Vec<Vec<Figure>>, AnalysisError> {
    let exact = variants.solved(study, monitor, &|solutions| {
        let last = solutions.iter().map(|s| s.any_outcome.last().copied().unwrap_or(0.0));
        last.collect::<Vec<f64>>()
    })?;
    let hypotheses = 0..variants.case.program.weights.len();
    if let Some(exact) = exact {
        let certain = |value: f64| Figure { value, standard_error: 0.0, upper: None };
        return Ok(hypotheses.map(|h| exact.iter().map(|all| certain(all[h])).collect()).collect());
    }
    let knots: Vec<usize> = (0..variants.count).collect();
    let groups: Vec<&[usize]> = knots.chunks(KNOTS_AT_ONCE).collect();
    let plan = effort::plan(variants.case, study, variants.count);
    let tables = variants
        .simulated_in_turn(&groups, &plan, monitor)
        .map_err(|Cancelled| AnalysisError::Cancelled)?;
    let is_possible: Vec<Vec<bool>> =
        knots.iter().map(|knot| variants.is_possible(*knot)).collect();
    let time = variants.case.program.phase_count;
    let count = hypotheses.len();
    let one = |h: usize, knot: usize| {
        let hits = tables[knot / KNOTS_AT_ONCE].at(time, 0).of(knot % KNOTS_AT_ONCE * count + h);
        let is_open = hits == 0 && is_possible[knot][h];
        Figure {
            value: hits as f64 / plan.trials as f64,
            standard_error: standard_error(hits, plan.trials),
            upper: is_open.then(|| upper_without_hit(plan.trials)),
        }
    };
    Ok(hypotheses.map(|h| knots.iter().map(|knot| one(h, *knot)).collect()).collect())
}

/// The phases without doubles, rising; none for a dimension that belongs to no phase.
fn shared_phases(
    document: &Assessment,
    dimension: Dimension,
    phases: &[usize],
) -> Result<Vec<usize>, AnalysisError> {
    if dimension == Dimension::InitiallyMisaligned {
        return Ok(Vec::new());
    }
    let mut phases = phases.to_vec();
    phases.sort_unstable();
    phases.dedup();
    match phases.last() {
        None => Err(AnalysisError::Study("a curve needs at least one phase".to_owned())),
        Some(last) if *last >= document.phases().len() => Err(AnalysisError::Study(format!(
            "the document has no phase {}; it has {}",
            last + 1,
            document.phases().len()
        ))),
        Some(_) => Ok(phases),
    }
}

fn no_such(subject: &Subject, dimension: Dimension) -> AnalysisError {
    AnalysisError::Study(format!(
        "the document has no {} `{}` with a score for {}",
        subject.kind_name(),
        subject.id_str(),
        dimension.name()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{
            Unmonitored, analyze,
            proofs::documents::{Draft, Size, cases, probability},
        },
        model::{MethodChoice, NodeKind, Score},
    };

    const SIZE: Size = Size { nodes: 5, links: 8, mitigations: 2, phases: 3, hypotheses: 2 };
    const STUDY: Study = Study {
        trials: 20_000,
        seed: 7,
        threads: 1,
        method: MethodChoice::Exact,
        precision: None,
        draws: 0,
        memory: u64::MAX,
        vectors: crate::model::VectorWidth::Widest,
    };

    /// One parameter of each dimension that the document has.
    fn parameters(draft: &Draft) -> Vec<(Subject, Dimension)> {
        let node = Subject::Node(draft.0.nodes[0].id.clone());
        let mut all: Vec<_> = Dimension::ALL[..3].iter().map(|d| (node.clone(), *d)).collect();
        let links = draft.0.links.first().map(|e| Subject::Link(e.id.clone()));
        all.extend(links.map(|link| (link, Dimension::Likelihood)));
        let measures = draft.0.mitigations.first().map(|m| Subject::Mitigation(m.id.clone()));
        all.extend(measures.map(|measure| (measure, Dimension::Effectiveness)));
        all
    }

    /// The headline of the document with the value put in, pooled and under the first hypothesis.
    fn analyzed(draft: &Draft, (subject, dimension): &(Subject, Dimension), p: f64) -> [f64; 2] {
        let mut changed = draft.clone();
        let score = Some(Score::point(probability(p)));
        if *dimension == Dimension::InitiallyMisaligned {
            changed.0.nodes[0].initially_misaligned = score;
        } else {
            let phases = changed.0.phases.clone();
            let series = changed.series_mut(subject, *dimension).expect("a series");
            // The first phase keeps its own value.
            phases[1..].iter().for_each(|phase| series.set(phase.id.clone(), score.clone()));
        }
        let result = analyze(&changed.document(), &STUDY, &Unmonitored).expect("solved");
        [&result.pooled, &result.hypotheses[0].outlook]
            .map(|outlook| outlook.any_outcome.last().expect("a phase").value)
    }

    #[test]
    fn a_curve_is_what_an_analysis_at_each_value_gives() {
        for draft in cases(25, SIZE) {
            for parameter in parameters(&draft) {
                let (subject, dimension) = &parameter;
                let document = draft.document();
                let curve = curve(&document, (subject, *dimension, &[1, 2]), &STUDY, &Unmonitored)
                    .expect("solved");
                let first = &curve.branches[0].hypothesis.clone();
                for p in [0.0, 0.013, 0.25, 0.6180, 0.97, 1.0] {
                    let [pooled, alone] = analyzed(&draft, &parameter, p);
                    let found = curve.at(p);
                    assert!((found.value - pooled).abs() < 1e-10, "{parameter:?} {p}");
                    assert!(found.standard_error.abs() <= 0.0);
                    let its = curve.of_hypothesis(first, p).expect("a hypothesis").value;
                    assert!((its - alone).abs() < 1e-10, "{parameter:?} {p}");
                }
            }
        }
    }

    #[test]
    fn a_simulated_curve_agrees_with_the_exact_one() {
        let study = Study { method: MethodChoice::Simulation, ..STUDY };
        for draft in cases(12, SIZE) {
            let document = draft.document();
            for (subject, dimension) in parameters(&draft) {
                let run = |study: &Study| {
                    curve(&document, (&subject, dimension, &[0, 1, 2]), study, &Unmonitored)
                        .expect("done")
                };
                let (exact, found) = (run(&STUDY), run(&study));
                assert_eq!(found, run(&Study { threads: 3, ..study.clone() }), "not one bit");
                for i in 0..=20 {
                    let p = f64::from(i) / 20.0;
                    let (wanted, got) = (exact.at(p).value, found.at(p));
                    let off = (wanted - got.value).abs();
                    assert!(wanted <= 1e-12 || got.value > 0.0 || got.upper.is_some());
                    assert!(got.upper.is_none() || wanted > 0.0, "{subject:?} {p}");
                    // A trial in 20 000 more or less is no surprise.
                    assert!(off <= 4.0 * got.standard_error + 5.0 / 20_000.0, "{subject:?} {p}");
                }
            }
        }
    }

    #[test]
    fn a_curve_that_no_trial_met_has_a_bound_and_between_knots_with_hits_an_error() {
        let study = Study { method: MethodChoice::Simulation, ..STUDY };
        let mut draft = Draft::new(1);
        let cause = draft.node(&[1e-9], &[0.0]);
        let outcome = draft.outcome();
        draft.link(cause, outcome, &[0.5]);
        let run = |subject: &Subject, dimension| {
            curve(&draft.document(), (subject, dimension, &[0]), &study, &Unmonitored)
                .expect("done")
        };
        let link = Subject::Link(draft.0.links[0].id.clone());
        let unmet = run(&link, Dimension::Likelihood);
        assert_eq!(unmet.at(0.0), Figure { value: 0.0, standard_error: 0.0, upper: None });
        let bound = upper_without_hit(study.trials);
        for p in [0.1, 0.5, 1.0] {
            let found = unmet.at(p);
            let upper = found.upper.expect("a bound");
            assert!(found.value <= 0.0 && p * 0.5e-9 < upper && (upper - p * bound).abs() < 1e-15);
        }
        // At stability 0 every other trial counts, at 1 nothing can happen: the curve between is known well.
        let node = Subject::Node(draft.0.nodes[cause].id.clone());
        let met = run(&node, Dimension::Stability).at(0.5);
        assert!(met.upper.is_none() && (met.value - 0.25).abs() < 4.0 * met.standard_error);
        // A second way makes the far end possible, and unmet.
        let other = draft.node(&[1e-9], &[0.0]);
        draft.link(other, outcome, &[0.5]);
        let far =
            curve(&draft.document(), (&node, Dimension::Stability, &[0]), &study, &Unmonitored)
                .expect("done");
        assert!(far.at(1.0).upper.is_some_and(|upper| upper > 0.5e-9));
        let near = far.at(1.0 - 1e-9);
        assert!(near.upper.is_none() && near.standard_error > 0.9 / study.trials as f64);
    }

    #[test]
    fn a_curve_goes_in_one_direction() {
        for draft in cases(25, SIZE) {
            let document = draft.document();
            for (subject, dimension) in parameters(&draft) {
                let curve = curve(&document, (&subject, dimension, &[0, 2]), &STUDY, &Unmonitored)
                    .expect("solved");
                let falls = matches!(dimension, Dimension::Stability | Dimension::Effectiveness);
                let values: Vec<f64> =
                    (0..=50).map(|i| curve.at(f64::from(i) / 50.0).value).collect();
                let sign = if falls { -1.0 } else { 1.0 };
                let is_ordered = values.windows(2).all(|p| sign * (p[1] - p[0]) >= -1e-12);
                assert!(is_ordered, "{subject:?} {dimension:?} {values:?}");
            }
        }
    }

    #[test]
    fn many_phases_that_share_a_value_stay_accurate() {
        let mut draft = Draft::new(60);
        let v = draft.node(&[0.1], &[0.0]);
        draft.0.nodes[v].kind = NodeKind::Outcome;
        let subject = Subject::Node(draft.0.nodes[v].id.clone());
        let phases: Vec<usize> = (0..60).collect();
        let parameter = (&subject, Dimension::Stability, phases.as_slice());
        let curve = curve(&draft.document(), parameter, &STUDY, &Unmonitored).expect("solved");
        for p in [0.0, 0.5, 0.9, 0.97, 0.999, 0.999_999, 1.0] {
            let wanted = 1.0 - libm::pow(p, 60.0);
            assert!((curve.at(p).value - wanted).abs() < 1e-10, "{p}");
        }
    }

    #[test]
    fn what_is_switched_off_has_a_flat_curve_and_what_is_not_there_none() {
        let mut draft = Draft::new(2);
        let v = draft.node(&[0.2], &[0.3]);
        draft.0.nodes[v].kind = NodeKind::Outcome;
        let m = draft.mitigation(&[0.5]);
        draft.0.mitigations[m].enabled = false;
        let (document, node) = (draft.document(), Subject::Node(draft.0.nodes[v].id.clone()));
        let measure = Subject::Mitigation(draft.0.mitigations[m].id.clone());
        let run = |subject: &Subject, dimension, phases: &[usize]| {
            curve(&document, (subject, dimension, phases), &STUDY, &Unmonitored)
        };
        let flat = run(&measure, Dimension::Effectiveness, &[0, 1]).expect("solved");
        for p in [0.0, 0.4, 1.0] {
            assert!((flat.at(p).value - 0.36).abs() < 1e-14);
        }
        let nobody = Subject::Node(Id::new("nobody").expect("an id"));
        for (subject, dimension, phases) in [
            (&node, Dimension::Likelihood, &[0][..]),
            (&nobody, Dimension::Stability, &[0]),
            (&node, Dimension::Stability, &[2]),
            (&node, Dimension::Stability, &[]),
            (&Subject::Document, Dimension::Stability, &[0]),
        ] {
            let refused = run(subject, dimension, phases);
            assert!(matches!(refused, Err(AnalysisError::Study(_))), "{subject:?}");
        }
    }
}
