//! How much each element bears on the headline: Birnbaum derivatives, risk worths, and what mitigations buy.

use super::{
    AnalysisError, Cancelled, Case, ElementImportance, Estimated, Extremes, Importance, Method,
    Monitor, bits,
    closure::Draw,
    effort,
    exact::{self, Budget, Stop},
    figures,
    layout::Odds,
    memory::{self, Task},
    monitor::Portion,
    program::{Frame, Program, Variable},
    rare, score,
    simulate::{Subject as Simulated, simulate},
    support::Support,
    worth::{Headlines, covariances, weighings, worths},
};
use crate::model::{Assessment, Dimension, Edit, Id, MethodChoice, Mitigation, Study, Subject};

/// Elements, apart from mitigations, for which the extremes are computed: those with the largest derivatives.
const LEADING: usize = 20;
/// Most trials of each run of the extremes.
const EXTREME_TRIALS: u64 = 1 << 17;
/// The relative error that is wanted of a headline that hardly ever happens, where it is compared with its variants.
const RARE_PRECISION: f64 = 0.02;
/// How many times the work of one rare headline all comparisons of it may take together.
const RARE_HEADLINES: u64 = 2;
/// Work that exact derivatives, and all exact extremes together, may take, in elementary operations.
const OPERATIONS: u64 = 400_000_000;

/// How much every element bears on the headline.
///
/// The event of a link is its opening, of a node its emergence, of a mitigation its failing while it stays enabled.
/// Birnbaum derivatives of all of them in every phase are exact where that is affordable, else from one run of the
/// simulation (`score`); the extremes of the 20 leading elements and of all mitigations are exact or from paired runs on
/// common random numbers, in very large documents of fewer trials and of fewer elements (`effort`). The error of a
/// pooled simulated derivative is the weighted sum of the errors under the hypotheses, which no dependence among them
/// can exceed.
///
/// # Errors
/// [`AnalysisError`] when the monitor asks to stop or the study cannot be made.
pub fn importance(
    document: &Assessment,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Importance, AnalysisError> {
    memory::check(document, study, Task::Importance)?;
    let case = Case::new(document, study)?;
    let mut solver = Solver::new(&case, study, monitor);
    let (method, mut elements) = solver.derivatives()?;
    elements.sort_by(|a, b| {
        let ((sure_a, all_a), (sure_b, all_b)) = (weight(a), weight(b));
        sure_b.total_cmp(&sure_a).then(all_b.total_cmp(&all_a))
    });
    let leading = leading(&elements, effort::variants_max(&case));
    let variants = leading.iter().map(|place| variants(&elements[*place])).sum();
    solver.jobs = (case.odds.len() + leading.len()) as u64;
    solver.job = case.odds.len() as u64;
    for place in leading {
        let element = &mut elements[place];
        element.extremes = solver.extremes(&element.subject, variants)?;
        solver.job += 1;
    }
    Ok(Importance { method, elements })
}

/// What elements are ranked by: the sum of the derivatives over the phases, less their errors, so that an element with a
/// tiny probability, whose derivative is mostly noise, does not come first.
fn weight(element: &ElementImportance) -> (f64, f64) {
    let sure = |of: &Estimated| (of.value - of.standard_error).max(0.0);
    let sum = |of: &dyn Fn(&Estimated) -> f64| element.birnbaum.iter().map(of).sum::<f64>();
    (sum(&sure), sum(&|of| of.value))
}

/// The places of the elements whose extremes are computed: the first ones and all mitigations, as far as their variants
/// are affordable, but one at least.
fn leading(elements: &[ElementImportance], variants_max: usize) -> Vec<usize> {
    let (mut others, mut all) = (0, 0);
    let mut places = Vec::new();
    for (place, element) in elements.iter().enumerate() {
        let is_mitigation = matches!(element.subject, Subject::Mitigation(_));
        others += usize::from(!is_mitigation);
        if is_mitigation || others <= LEADING {
            all += variants(element);
            if all > variants_max && !places.is_empty() {
                break;
            }
            places.push(place);
        }
    }
    places
}

/// How many variants the extremes of an element take: as it is, certain, impossible, and of a mitigation disabled.
fn variants(element: &ElementImportance) -> usize {
    if matches!(element.subject, Subject::Mitigation(_)) { 4 } else { 3 }
}

/// Answers what-if questions, exactly as long as that is affordable.
struct Solver<'a> {
    case: &'a Case<'a>,
    study: &'a Study,
    monitor: &'a dyn Monitor,
    /// What exact solutions may still take; `None` where they are not wanted or were too much.
    budget: Option<Budget>,
    /// What has a place in the program.
    frame: Frame,
    /// The job at hand: the derivatives under each hypothesis, then the extremes of each leading element.
    job: u64,
    /// How many jobs there are.
    jobs: u64,
}

impl<'a> Solver<'a> {
    fn new(case: &'a Case<'a>, study: &'a Study, monitor: &'a dyn Monitor) -> Self {
        let is_exact = study.method != MethodChoice::Simulation;
        let budget = is_exact.then(|| Budget::of(study.method, OPERATIONS));
        let jobs = (case.odds.len() + LEADING) as u64;
        Self { case, study, monitor, budget, frame: Frame::new(case.document), job: 0, jobs }
    }

    fn portion(&self) -> Portion<'a> {
        Portion { monitor: self.monitor, job: self.job, jobs: self.jobs }
    }

    /// Birnbaum derivatives of all elements, in file order.
    fn derivatives(&mut self) -> Result<(Method, Vec<ElementImportance>), AnalysisError> {
        let phases = self.case.program.phase_count;
        let weights = &self.case.program.weights;
        let (method, of): (_, Vec<Derivative>) = match self.exact_gradients()? {
            Some(all) => (Method::Exact, all.into_iter().map(exactly).collect()),
            None => (Method::Simulation, self.simulated_gradients()?),
        };
        let pooled = |event: &Event, phase: usize| {
            let mut all = Estimated { value: 0.0, standard_error: 0.0 };
            for (of, weight) in of.iter().zip(weights) {
                let found = of(event, phase);
                all.value += weight * found.value;
                all.standard_error += weight * found.standard_error;
            }
            // The event of a mitigation is its failing.
            let sign = if matches!(event.variable, Variable::Working(_)) { -1.0 } else { 1.0 };
            // No event lowers the headline, nor raises it by more than 1, so what lies beyond is noise.
            Estimated { value: (sign * all.value).clamp(0.0, 1.0), ..all }
        };
        let elements = events(self.case).into_iter().map(|event| ElementImportance {
            birnbaum: (0..phases).map(|phase| pooled(&event, phase)).collect(),
            subject: event.subject,
            extremes: None,
        });
        Ok((method, elements.collect()))
    }

    fn exact_gradients(&self) -> Result<Option<Vec<exact::Gradient>>, AnalysisError> {
        if self.budget.is_none() {
            return Ok(None);
        }
        let mut budget = Budget::of(self.study.method, OPERATIONS);
        match exact::gradient(&self.case.program, &mut budget, &self.portion()) {
            Ok(found) => Ok(Some(found)),
            Err(Stop::Cancelled) => Err(AnalysisError::Cancelled),
            Err(Stop::Unaffordable(_)) => Ok(None),
        }
    }

    fn simulated_gradients(&mut self) -> Result<Vec<Derivative>, AnalysisError> {
        let plan = effort::plan(self.case, self.study, 1);
        let all = self.case.odds.iter().map(|odds| {
            let found = score::gradient(&self.case.layout, odds, &plan, &self.portion())
                .map_err(|Cancelled| AnalysisError::Cancelled)?;
            self.job += 1;
            let of = move |event: &Event, phase: usize| {
                found.of(event.draw, phase).unwrap_or(Estimated { value: 0.0, standard_error: 0.0 })
            };
            Ok(Box::new(of) as Derivative)
        });
        all.collect()
    }

    /// What follows if the event of an element is certain, or impossible, in every phase; one of several whose variants
    /// are so many in all.
    fn extremes(
        &mut self,
        subject: &Subject,
        variants_in_all: usize,
    ) -> Result<Option<Extremes>, AnalysisError> {
        let dimension = match subject {
            Subject::Link(_) => Dimension::Likelihood,
            Subject::Mitigation(_) => Dimension::Effectiveness,
            _ => Dimension::Stability,
        };
        let found = Variable::of(self.case.document, &self.frame, (subject, dimension));
        let Ok(Some(variable)) = found else { return Ok(None) };
        // The event of a mitigation is its failing.
        let is_working = matches!(variable, Variable::Working(_));
        let (certain, impossible) = if is_working { (0.0, 1.0) } else { (1.0, 0.0) };
        let with = |chance| self.case.program.with(variable, chance);
        let mut variants = vec![with(certain), with(impossible)];
        if let Subject::Mitigation(id) = subject {
            variants.push(disabled(self.case, id)?);
        }
        let odds = |program: &Program| -> Vec<Odds> {
            let chances = program.chances.iter();
            chances.map(|c| Odds::new(&self.case.layout, &program.network, c)).collect()
        };
        if let Some(headlines) = self.exact_headlines(&variants)? {
            return Ok(Some(worths(&Headlines::Exact(headlines))));
        }
        let odds: Vec<Vec<Odds>> = variants.iter().map(odds).collect();
        let layout = &self.case.layout;
        let mut subjects = vec![Simulated { layout, variants: &self.case.odds }];
        subjects.extend(odds.iter().map(|odds| Simulated { layout, variants: odds }));
        let trials = self.study.trials.min(EXTREME_TRIALS.next_multiple_of(bits::TRIALS));
        let study = Study { trials, ..self.study.clone() };
        let plan = effort::plan(self.case, &study, variants_in_all);
        let tally = simulate(&subjects, &plan, &self.portion())
            .map_err(|Cancelled| AnalysisError::Cancelled)?;
        let joint = tally.any_outcome.at(self.case.program.phase_count, 0);
        let weights = &self.case.program.weights;
        let counted = Headlines::Simulated { joint, weights, trials: tally.trials };
        let is_asked = self.study.resolves_rare && counted.is_coarse();
        let resolved = if is_asked { self.resolved(&odds)? } else { None };
        Ok(Some(worths(&resolved.unwrap_or(counted))))
    }

    /// The headlines as it is and of the variants where they hardly ever happen; `None` where that is not to be told.
    fn resolved(&self, variants: &[Vec<Odds>]) -> Result<Option<Headlines<'a>>, AnalysisError> {
        let layout = &*self.case.layout;
        let support = |odds: &Vec<Odds>| -> Vec<Support> {
            odds.iter().map(|odds| Support::new(layout, odds)).collect()
        };
        let supports: Vec<Vec<Support>> = variants.iter().map(support).collect();
        let mut subjects = vec![self.case.rare_subject()];
        let altered = variants.iter().zip(&supports);
        subjects.extend(altered.map(|(variants, supports)| rare::Subject {
            layout,
            variants,
            supports,
        }));
        let (weighings, pairs) = weighings(&self.case.program.weights, subjects.len());
        let ask = rare::Ask {
            wanted: rare::Wanted::AnyOutcome,
            weighings: &weighings,
            guides: 1,
            precision: RARE_PRECISION,
            shares: self.jobs.div_ceil(RARE_HEADLINES),
        };
        let found = rare::estimate(&subjects, &ask, self.study, &self.portion())?;
        let last = self.case.program.phase_count;
        let is_possible = |of: &[Support]| of.iter().any(|s| s.any_outcome.last() == Some(&true));
        Ok(found.and_then(|found| {
            let told = |place: usize| {
                found
                    .believed(place, last)
                    .filter(|of| of.standard_error <= figures::COARSE * of.value)
            };
            let mut all = vec![told(0)?];
            for (place, supports) in (1..).zip(&supports) {
                let nothing = Estimated { value: 0.0, standard_error: 0.0 };
                all.push(if is_possible(supports) { told(place)? } else { nothing });
            }
            let differences = pairs.iter().zip(subjects.len()..);
            let differences = differences.map(|(pair, place)| (*pair, found.at(place, last)));
            let covariances = covariances(&all, differences);
            Some(Headlines::Resolved(all.iter().map(|of| of.value).collect(), covariances))
        }))
    }

    /// The headlines as it is and of the variants; `None` where that is not affordable, here and from here on.
    fn exact_headlines(&mut self, variants: &[Program]) -> Result<Option<Vec<f64>>, AnalysisError> {
        let Some(mut budget) = self.budget.take() else {
            return Ok(None);
        };
        let mut headlines = Vec::new();
        for program in std::iter::once(&self.case.program).chain(variants) {
            let supports = Support::all(program);
            match exact::solve(program, &supports, &mut budget, &self.portion()) {
                Ok(solved) => {
                    let last = |s: &exact::Exact| s.any_outcome.last().copied().unwrap_or(0.0);
                    let all = solved.iter().zip(&program.weights);
                    headlines.push(all.map(|(s, w)| w * last(s)).sum());
                }
                Err(Stop::Cancelled) => return Err(AnalysisError::Cancelled),
                Err(Stop::Unaffordable(_)) => return Ok(None),
            }
        }
        self.budget = Some(budget);
        Ok(Some(headlines))
    }
}

/// The derivative in the probability of an event's variable in a phase, under one hypothesis.
type Derivative = Box<dyn Fn(&Event, usize) -> Estimated>;

/// The event of an element: where its variable stands in the program and in the layout.
struct Event {
    subject: Subject,
    variable: Variable,
    draw: Draw,
}

fn exactly(gradient: exact::Gradient) -> Derivative {
    Box::new(move |event, phase| {
        let value = match event.variable {
            Variable::Emergence(v) => gradient.emergence[phase][v],
            Variable::Opening(e) => gradient.opening[phase][e],
            Variable::Working(m) => gradient.working[phase][m],
            Variable::Initial(_) | Variable::Persistence(_) => 0.0,
        };
        Estimated { value, standard_error: 0.0 }
    })
}

/// The elements that have an event, in file order.
fn events(case: &Case<'_>) -> Vec<Event> {
    let layout = &case.layout;
    let mut slots = vec![0; layout.links.len()];
    for (slot, link) in layout.links.iter().enumerate() {
        slots[*link as usize] = slot;
    }
    let frame = Frame::new(case.document);
    let event = |subject, variable, draw| Event { subject, variable, draw };
    let nodes = case.document.nodes().iter().zip(&layout.rows).enumerate().map(|(v, (n, row))| {
        let draw = Draw::Emergence(*row as usize);
        event(Subject::Node(n.id.clone()), Variable::Emergence(v), draw)
    });
    let links = frame.links(case.document).zip(slots).enumerate().map(|(e, (link, slot))| {
        event(Subject::Link(link.id.clone()), Variable::Opening(e), Draw::Opening(slot))
    });
    let mitigations = frame.mitigations(case.document).enumerate().map(|(m, found)| {
        event(Subject::Mitigation(found.id.clone()), Variable::Working(m), Draw::Working(m))
    });
    nodes.chain(links).chain(mitigations).collect()
}

/// The program with a mitigation disabled, with the places of the case.
fn disabled(case: &Case<'_>, id: &Id<Mitigation>) -> Result<Program, AnalysisError> {
    let failed = |error: &dyn std::fmt::Display| AnalysisError::Study(error.to_string());
    let Some(mitigation) = case.document.mitigations().get(id) else {
        return Err(failed(&format!("there is no mitigation '{id}'")));
    };
    let off = Mitigation { enabled: false, ..mitigation.clone() };
    let document = case.document.edited(&Edit::put(off)).map_err(|error| failed(&error))?;
    Ok(Program::framed(&document, &Frame::new(case.document)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{
            Unmonitored, analyze,
            proofs::documents::{Draft, Size, cases},
        },
        model::{Probability, Score, Series},
    };

    const SIZE: Size = Size { nodes: 5, links: 8, mitigations: 2, phases: 3, hypotheses: 2 };

    fn study(method: MethodChoice) -> Study {
        Study { trials: 40_000, threads: 2, method, ..Study::default() }
    }

    fn of(draft: &Draft, method: MethodChoice) -> Vec<ElementImportance> {
        let found = importance(&draft.document(), &study(method), &Unmonitored).expect("done");
        assert_eq!(found.method == Method::Exact, method != MethodChoice::Simulation);
        let mut elements = found.elements;
        elements.sort_by(|a, b| a.subject.cmp(&b.subject));
        elements
    }

    /// z-scores of simulated figures against exact ones; figures without spread must agree.
    fn z(simulated: Estimated, exact: Estimated) -> Option<f64> {
        let gap = simulated.value - exact.value;
        if simulated.standard_error > 0.0 {
            return Some(gap / simulated.standard_error);
        }
        // Without a hit the figure may be a little above 0: no trial in 40 000 saw it.
        assert!(gap.abs() < 1e-2, "{simulated:?} {exact:?}");
        None
    }

    #[test]
    fn simulated_importance_agrees_with_exact_importance() {
        let (mut derivatives, mut extremes) = (Vec::new(), Vec::new());
        for draft in cases(40, SIZE) {
            let exact = of(&draft, MethodChoice::Automatic);
            // Where the headline is hardly met in 40 000 trials, ratios to it are no normal variables.
            let headline = exact.iter().find_map(|e| e.extremes?.benefit.and(e.extremes));
            if headline.is_none_or(|found| found.certain.min(found.impossible) < 0.05) {
                continue;
            }
            let simulated = of(&draft, MethodChoice::Simulation);
            for (simulated, exact) in simulated.iter().zip(&exact) {
                assert_eq!(simulated.subject, exact.subject);
                let pairs = simulated.birnbaum.iter().zip(&exact.birnbaum);
                derivatives.extend(pairs.filter_map(|(s, e)| z(*s, *e)));
                let (Some(s), Some(e)) = (simulated.extremes, exact.extremes) else { continue };
                let worths = |of: Extremes| [of.achievement_worth, of.fussell_vesely, of.benefit];
                for (s, e) in worths(s).into_iter().zip(worths(e)) {
                    extremes.extend(s.zip(e).and_then(|(s, e)| z(s, e)));
                }
            }
        }
        // Errors of derivatives allow for one count more than was met, and pooled ones are bounds: below 1 is right.
        let rms = |all: &[f64]| (all.iter().map(|z| z * z).sum::<f64>() / all.len() as f64).sqrt();
        let found = (rms(&derivatives), rms(&extremes), derivatives.len(), extremes.len());
        assert!(found.0 < 1.2 && found.1 < 1.2 && found.2 > 100 && found.3 > 50, "{found:?}");
    }

    /// With the element's probability p in every phase.
    fn scored(draft: &Draft, subject: &Subject, p: f64) -> Assessment {
        let document = draft.document();
        let mut parts = draft.0.clone();
        let score = Score::point(Probability::try_from(p).expect("valid"));
        let series: Series =
            document.phases().iter().map(|phase| (phase.id.clone(), score.clone())).collect();
        let (nodes, links) = (&mut parts.nodes, &mut parts.links);
        match subject {
            Subject::Node(id) => {
                nodes[document.nodes().position(id).expect("there")].stability = series;
            }
            Subject::Link(id) => {
                links[document.links().position(id).expect("there")].likelihood = series;
            }
            Subject::Mitigation(id) => {
                let place = document.mitigations().position(id).expect("there");
                parts.mitigations[place].effectiveness = series;
            }
            _ => {}
        }
        Assessment::new(parts).expect("valid")
    }

    #[test]
    fn extremes_are_what_the_altered_document_gives() {
        let headline = |document: &Assessment| {
            let found = analyze(document, &study(MethodChoice::Exact), &Unmonitored).expect("done");
            found.pooled.any_outcome.last().expect("a phase").value
        };
        for draft in cases(25, SIZE) {
            let document = draft.document();
            for element in of(&draft, MethodChoice::Automatic) {
                let found = element.extremes.expect("few elements");
                let with = |p: f64| headline(&scored(&draft, &element.subject, p));
                // Stability 0 is certain emergence, effectiveness 0 certain failure; a link is certain at 1.
                let is_link = matches!(element.subject, Subject::Link(_));
                let (certain, impossible) = if is_link { (1.0, 0.0) } else { (0.0, 1.0) };
                assert!((found.certain - with(certain)).abs() < 1e-12);
                assert!((found.impossible - with(impossible)).abs() < 1e-12);
                let as_it_is = headline(&document);
                if let Some(worth) = found.achievement_worth {
                    assert!((worth.value - found.certain / as_it_is).abs() < 1e-9);
                }
                if let (Some(benefit), Subject::Mitigation(id)) = (found.benefit, &element.subject)
                {
                    let mut off = draft.clone();
                    off.0
                        .mitigations
                        .iter_mut()
                        .filter(|m| m.id == *id)
                        .for_each(|m| m.enabled = false);
                    let gain = headline(&off.document()) - as_it_is;
                    assert!((benefit.value - gain).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn a_score_is_nothing_that_importance_depends_on_where_it_is_a_point_of_zero() {
        // One link of likelihood 0 between a sure cause and the outcome: its derivative is what opening it would do.
        let mut draft = Draft::new(1);
        let cause = draft.node(&[1.0], &[0.0]);
        let end = draft.node(&[0.0], &[0.0]);
        draft.0.nodes[end].kind = crate::model::NodeKind::Outcome;
        draft.link(cause, end, &[0.0]);
        for method in [MethodChoice::Simulation, MethodChoice::Automatic] {
            let found = of(&draft, method);
            let link = found.iter().find(|e| matches!(e.subject, Subject::Link(_)));
            let birnbaum = link.expect("the link").birnbaum[0].value;
            assert!((birnbaum - 1.0).abs() < 1e-12, "{method:?}: {birnbaum}");
        }
    }
}
