//! How much each element bears on the headline: Birnbaum derivatives, risk worths, and what mitigations buy.

use std::sync::Arc;

use super::{
    AnalysisError, Cancelled, Case, ElementImportance, Estimated, Extremes, Importance, Method,
    Monitor, bits,
    closure::Draw,
    layout::Odds,
    program::{Frame, Program, Variable},
    score::{self, Gradient},
    simulate::{Plan, Subject as Simulated, simulate},
    tally::Joint,
};
use crate::model::{Assessment, Edit, Id, Mitigation, Study, Subject};

/// Elements, apart from mitigations, for which the extremes are computed: those with the largest derivatives.
const LEADING: usize = 20;
/// Most trials of each run of the extremes.
const EXTREME_TRIALS: u64 = 1 << 17;

/// How much every element bears on the headline.
///
/// The event of a link is its opening, of a node its emergence, of a mitigation its failing while it stays enabled.
/// Birnbaum derivatives of all of them in every phase come from one run; the extremes of the [`LEADING`] elements and
/// of all mitigations from paired runs on common random numbers. The error of a pooled derivative is the weighted sum
/// of the errors under the hypotheses, which no dependence among them can exceed.
///
/// # Errors
/// [`AnalysisError`] when the monitor asks to stop or the study cannot be made.
pub fn importance(
    document: &Assessment,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Importance, AnalysisError> {
    let case = Case::new(document, &Frame::new(document), study)?;
    let mut elements = derivatives(&case, study, monitor)?;
    let weight =
        |element: &ElementImportance| -> f64 { element.birnbaum.iter().map(|of| of.value).sum() };
    elements.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let mut leading = 0;
    for element in &mut elements {
        let is_mitigation = matches!(element.subject, Subject::Mitigation(_));
        leading += usize::from(!is_mitigation);
        if is_mitigation || leading <= LEADING {
            element.extremes = extremes(&case, &element.subject, study, monitor)?;
        }
    }
    Ok(Importance { method: Method::Simulation, elements })
}

/// Birnbaum derivatives of all elements, in file order.
fn derivatives(
    case: &Case<'_>,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Vec<ElementImportance>, AnalysisError> {
    let plan = Plan::new(study);
    let gradients =
        case.odds.iter().map(|odds| score::gradient(&case.layout, odds, &plan, monitor));
    let gradients: Vec<Gradient> =
        gradients.collect::<Result<_, _>>().map_err(|Cancelled| AnalysisError::Cancelled)?;
    let pooled = |draw: Draw, sign: f64| -> Vec<Estimated> {
        let of_phase = |phase| {
            let mut all = Estimated { value: 0.0, standard_error: 0.0 };
            for (gradient, weight) in gradients.iter().zip(&case.program.weights) {
                let found = gradient.of(draw, phase).unwrap_or(all);
                all.value += weight * sign * found.value;
                all.standard_error += weight * found.standard_error;
            }
            all
        };
        (0..case.program.phase_count).map(of_phase).collect()
    };
    let found = events(case).into_iter().map(|(subject, draw)| {
        let sign = if matches!(draw, Draw::Working(_)) { -1.0 } else { 1.0 };
        ElementImportance { subject, birnbaum: pooled(draw, sign), extremes: None }
    });
    Ok(found.collect())
}

/// The elements that have an event, with its variable in the layout.
fn events(case: &Case<'_>) -> Vec<(Subject, Draw)> {
    let layout = &case.layout;
    let mut slots = vec![0; layout.links.len()];
    for (slot, link) in layout.links.iter().enumerate() {
        slots[*link as usize] = slot;
    }
    let frame = Frame::new(case.document);
    let nodes = case.document.nodes().iter().zip(&layout.rows);
    let nodes = nodes.map(|(n, row)| (Subject::Node(n.id.clone()), Draw::Emergence(*row as usize)));
    let links = frame.links(case.document).zip(slots);
    let links = links.map(|(link, slot)| (Subject::Link(link.id.clone()), Draw::Opening(slot)));
    let mitigations = frame.mitigations(case.document).enumerate();
    let mitigations =
        mitigations.map(|(m, found)| (Subject::Mitigation(found.id.clone()), Draw::Working(m)));
    nodes.chain(links).chain(mitigations).collect()
}

/// What follows if the event of an element is certain, or impossible, in every phase.
fn extremes(
    case: &Case<'_>,
    subject: &Subject,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Option<Extremes>, AnalysisError> {
    let Some(variable) = variable(case, subject) else {
        return Ok(None);
    };
    // The event of a mitigation is its failing.
    let (certain, impossible) =
        if matches!(variable, Variable::Working(_)) { (0.0, 1.0) } else { (1.0, 0.0) };
    let mut variants = vec![with(case, variable, certain), with(case, variable, impossible)];
    if let Subject::Mitigation(id) = subject {
        variants.push(disabled(case, id)?);
    }
    let mut subjects = vec![Simulated { layout: &case.layout, variants: &case.odds }];
    subjects.extend(variants.iter().map(|odds| Simulated { layout: &case.layout, variants: odds }));
    let trials = study.trials.min(EXTREME_TRIALS.next_multiple_of(bits::TRIALS));
    let plan = Plan::new(&Study { trials, ..study.clone() });
    let tally =
        simulate(&subjects, &plan, monitor).map_err(|Cancelled| AnalysisError::Cancelled)?;
    let joint = tally.any_outcome.at(case.program.phase_count, 0);
    Ok(Some(worths(&Headlines { joint, weights: &case.program.weights, trials: tally.trials })))
}

/// Headlines of several variants on common random numbers: as it is, certain, impossible, disabled.
struct Headlines<'a> {
    joint: Joint<'a>,
    weights: &'a [f64],
    trials: u64,
}

impl Headlines<'_> {
    /// How many variants there are.
    fn variants(&self) -> usize {
        self.joint.cases() / self.weights.len().max(1)
    }

    /// `Σ c_i M_i` over the variants with its error.
    fn sum(&self, factors: &[f64]) -> Estimated {
        let all: Vec<f64> = (0..self.variants())
            .map(|i| factors.get(i).copied().unwrap_or(0.0))
            .flat_map(|factor| self.weights.iter().map(move |w| w * factor))
            .collect();
        let found = self.joint.weighted(&all, self.trials);
        Estimated { value: found.value, standard_error: found.standard_error }
    }

    fn of(&self, variant: usize) -> f64 {
        let mut factors = vec![0.0; self.variants()];
        factors[variant] = 1.0;
        self.sum(&factors).value
    }

    /// `M_a / M_b`, with its error to first order (delta method); `None` where `M_b` is 0.
    fn ratio(&self, a: usize, b: usize) -> Option<Estimated> {
        let (above, below) = (self.of(a), self.of(b));
        if below <= 0.0 {
            return None;
        }
        let mut factors = vec![0.0; self.variants()];
        factors[a] += 1.0 / below;
        factors[b] -= above / below / below;
        Some(Estimated { value: above / below, standard_error: self.sum(&factors).standard_error })
    }
}

fn worths(headlines: &Headlines<'_>) -> Extremes {
    const AS_IT_IS: usize = 0;
    const CERTAIN: usize = 1;
    const IMPOSSIBLE: usize = 2;
    let complement = |ratio: Estimated| Estimated { value: 1.0 - ratio.value, ..ratio };
    Extremes {
        certain: headlines.of(CERTAIN),
        impossible: headlines.of(IMPOSSIBLE),
        achievement_worth: headlines.ratio(CERTAIN, AS_IT_IS),
        reduction_worth: headlines.ratio(AS_IT_IS, IMPOSSIBLE),
        fussell_vesely: headlines.ratio(IMPOSSIBLE, AS_IT_IS).map(complement),
        benefit: (headlines.variants() > 3).then(|| headlines.sum(&[-1.0, 0.0, 0.0, 1.0])),
    }
}

/// The event of an element in the program.
fn variable(case: &Case<'_>, subject: &Subject) -> Option<Variable> {
    let frame = Frame::new(case.document);
    match subject {
        Subject::Node(id) => case.document.nodes().position(id).map(Variable::Emergence),
        Subject::Link(id) => {
            frame.links(case.document).position(|link| link.id == *id).map(Variable::Opening)
        }
        Subject::Mitigation(id) => {
            frame.mitigations(case.document).position(|m| m.id == *id).map(Variable::Working)
        }
        _ => None,
    }
}

/// All hypotheses with one probability replaced in every phase.
fn with(case: &Case<'_>, variable: Variable, chance: f64) -> Vec<Odds> {
    let all = case.program.chances.iter().map(|chances| {
        let mut chances = chances.clone();
        chances.set(variable, chance);
        Odds::new(&case.layout, &case.program.network, &chances)
    });
    all.collect()
}

/// All hypotheses with a mitigation disabled, in the layout of the case.
fn disabled(case: &Case<'_>, id: &Id<Mitigation>) -> Result<Vec<Odds>, AnalysisError> {
    let failed = |error: &dyn std::fmt::Display| AnalysisError::Study(error.to_string());
    let Some(mitigation) = case.document.mitigations().get(id) else {
        return Err(failed(&format!("there is no mitigation '{id}'")));
    };
    let off = Mitigation { enabled: false, ..mitigation.clone() };
    let document = case.document.edited(&Edit::put(off)).map_err(|error| failed(&error))?;
    let program = Program::framed(&document, &Frame::new(case.document));
    let network = Arc::clone(&program.network);
    Ok(program.chances.iter().map(|c| Odds::new(&case.layout, &network, c)).collect())
}
