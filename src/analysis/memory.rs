//! How much memory an analysis takes, known before it starts.
//!
//! Counted is all that grows with the document, the number of hypotheses and the number of threads, from the sizes of
//! the structures themselves. Not counted are the document, which is there already, and the tables of exact solutions,
//! which have limits of their own: they take less than 1 GiB, however large the document is.

use super::{
    AnalysisError, ElementImportance, Estimated, Figure, Unscored,
    bits::Bits,
    closure::Row,
    program::{Place, Wire},
    tally::Shape,
};
use crate::model::{Assessment, Series, Study};

/// What is to be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// Probabilities of one document.
    Probabilities,
    /// Probabilities of two documents at once.
    Comparison,
    /// Derivatives and extremes.
    Importance,
    /// Headlines of some variants at once.
    Variants,
    /// The figures of many draws.
    Bands,
}

/// Variants that are held at once, at most.
const VARIANTS: u64 = 4;
/// Notes of a thread, and numbers of all draws, have limits of their own.
const NOTES: u64 = 128 << 20;
const DRAWS: u64 = 512 << 20;
/// So has what a walk backwards remembers.
const DRAWN: u64 = 160 << 20;
/// What every run takes, however small the document.
const BASE: u64 = 8 << 20;

/// Refuses what would take more memory than the study allows.
///
/// # Errors
/// [`AnalysisError::TooLargeForMemory`].
pub(super) fn check(document: &Assessment, study: &Study, task: Task) -> Result<(), AnalysisError> {
    let (needed, limit) = (Size::of(document, study).of_task(study, task), study.memory);
    if needed > limit {
        return Err(AnalysisError::TooLargeForMemory { needed, limit });
    }
    Ok(())
}

/// How much there is of everything.
#[derive(Clone, Copy, Debug)]
struct Size {
    nodes: u64,
    links: u64,
    mitigations: u64,
    /// Elements that mitigations name.
    named: u64,
    /// Series without a score.
    unscored: u64,
    phases: u64,
    hypotheses: u64,
    threads: u64,
}

impl Size {
    fn of(document: &Assessment, study: &Study) -> Self {
        let lists = document.mitigations().iter().map(|m| {
            m.prevents.len() + m.restores.len() + m.blocks.len() + 2 * m.undermined_by.len()
        });
        let nodes = document.nodes().iter().flat_map(|node| [&node.stability, &node.persistence]);
        let links = document.links().iter().map(|link| &link.likelihood);
        let measures = document.mitigations().iter().map(|m| &m.effectiveness);
        let unscored = nodes.chain(links).chain(measures).filter(|s: &&Series| s.is_empty());
        Self {
            unscored: unscored.count() as u64,
            nodes: document.nodes().len() as u64,
            links: document.links().len() as u64,
            mitigations: document.mitigations().len() as u64,
            named: lists.sum::<usize>() as u64,
            phases: document.phases().len() as u64,
            hypotheses: document.hypotheses().len().max(1) as u64,
            threads: study.threads.max(1) as u64,
        }
    }

    fn of_task(self, study: &Study, task: Task) -> u64 {
        let one = self.document().saturating_add(self.run());
        let variant = self.variant().saturating_add(self.counts());
        let numbers = product([self.phases, self.nodes + self.links + self.mitigations]);
        let more = match task {
            Task::Probabilities => 0,
            Task::Comparison => one,
            Task::Importance => {
                let elements = self.nodes + self.links + self.mitigations;
                // Drawn and hit, of each thread and together; derivatives of each hypothesis and pooled.
                let counts = product([numbers, 16, self.threads + 1]);
                let found = product([numbers, bytes::<Estimated>(), self.hypotheses + 2]);
                // Their names, twice, with the memory that an allocation takes by itself.
                let listed = product([elements, 2 * bytes::<ElementImportance>() + 64]);
                let notes = product([NOTES.min(product([numbers, 512])), self.threads]);
                sum([counts, found, listed, notes, product([VARIANTS, variant])])
            }
            // With the counts of a screening of each thread.
            Task::Variants => {
                sum([product([VARIANTS, variant]), product([numbers, 8, self.threads + 1])])
            }
            Task::Bands => {
                let figures = product([self.phases, 2 * self.nodes + 1, u64::from(study.draws)]);
                let held = DRAWS.min(product([figures, 8]));
                sum([held, product([self.threads, variant])])
            }
        };
        sum([BASE, one, more])
    }

    /// Probabilities of one variant, by place and by row.
    fn variant(self) -> u64 {
        let of_phase = 2 * self.nodes + self.links + self.mitigations;
        let numbers = product([self.phases, of_phase]).saturating_add(self.nodes);
        product([self.hypotheses, 8, 2, numbers.saturating_add(self.nodes)])
    }

    /// A document made ready, and what is said of it.
    fn document(self) -> u64 {
        // A link stands in a list of each of its ends, and lists grow by doubling.
        let network = sum([
            product([self.nodes, bytes::<Place>()]),
            product([self.links, 2 * bytes::<Wire>() + 32]),
            product([self.named, 32]),
        ]);
        let variables = 3 * self.nodes + self.links + self.mitigations;
        // Random streams by place and by row, rows, slots and the ways back to them.
        let layout = sum([
            product([variables, 16]),
            product([self.nodes, 16]),
            product([self.links, 24]),
            product([self.named, 16]),
        ]);
        let supports = product([self.hypotheses, self.phases + 1, 2 * self.nodes]);
        let figures =
            product([self.hypotheses + 1, 2 * self.phases, self.nodes, bytes::<Figure>()]);
        // With the names of their elements.
        let unscored = product([self.unscored, self.phases, bytes::<Unscored>() + 48]);
        sum([network, layout, supports, figures, unscored, self.variant()])
    }

    /// Counts of one kind over all nodes and phases.
    fn events(self) -> u64 {
        let shape = Shape::of_nodes(usize::try_from(self.hypotheses).unwrap_or(usize::MAX));
        product([self.phases, self.nodes, shape.size() as u64])
    }

    /// The counts of all threads.
    fn counts(self) -> u64 {
        product([2, self.events(), 8])
    }

    /// A simulation.
    fn run(self) -> u64 {
        // The state of a row, what it was, whether it ever was, and the digits of a gate's counter.
        let row = bytes::<Row<1>>() + 2 * bytes::<Bits>() + self.digits() * bytes::<Bits>();
        let state = product([self.hypotheses, self.nodes, row]);
        let held = product([2, self.events(), 2]);
        // A walk backwards knows the ways into every row, and of each thread what it has found and drawn.
        let inbound = product([self.hypotheses, self.nodes + self.links, 32]);
        let times = self.phases + 1;
        let found = product([times, self.nodes, 2 * bytes::<Row<1>>()]);
        let drawn = product([times, self.nodes + self.links, 4 + bytes::<(u32, Bits)>()]);
        let of_thread = sum([state, held, found, drawn.min(DRAWN)]);
        sum([self.counts(), inbound, product([self.threads, of_thread])])
    }

    /// Digits of the counters of gates: of no gate more than its links need, so on average of few.
    fn digits(self) -> u64 {
        u64::from(u64::BITS - (self.links / self.nodes.max(1)).leading_zeros()) + 1
    }
}

fn bytes<T>() -> u64 {
    size_of::<T>() as u64
}

fn product<const N: usize>(factors: [u64; N]) -> u64 {
    factors.into_iter().fold(1, u64::saturating_mul)
}

fn sum<const N: usize>(parts: [u64; N]) -> u64 {
    parts.into_iter().fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{
        Case, Unmonitored, analyze, compare, curve, importance,
        layout::Odds,
        program::Chances,
        proofs::documents::{Draft, Size as Drawn, cases},
        spread, tornado, uncertainty,
    };
    use crate::model::{Dimension, MethodChoice, Subject};

    fn held<T>(all: &Vec<T>) -> u64 {
        (all.capacity() * size_of::<T>()) as u64
    }

    fn rows<T>(all: &Vec<Vec<T>>) -> u64 {
        held(all) + all.iter().map(held).sum::<u64>()
    }

    fn of_chances(all: &Chances) -> u64 {
        let series = [&all.emergence, &all.persistence, &all.opening, &all.working];
        held(&all.initial) + series.map(rows).iter().sum::<u64>()
    }

    fn of_odds(all: &Odds) -> u64 {
        let series = [&all.emergence, &all.persistence, &all.opening, &all.working];
        held(&all.initial) + held(&all.thresholds) + series.map(rows).iter().sum::<u64>()
    }

    /// What a case made ready really takes, but for what its mitigations name.
    fn taken(case: &Case<'_>) -> u64 {
        let (network, layout) = (&case.program.network, &case.layout);
        let inner: u64 = network
            .nodes
            .iter()
            .map(|v| {
                held(&v.inbound) + held(&v.outbound) + held(&v.preventers) + held(&v.restorers)
            })
            .sum();
        let streams = &layout.streams;
        let streams = [
            &streams.initial,
            &streams.emergence,
            &streams.persistence,
            &streams.opening,
            &streams.working,
        ];
        let flat = [
            &layout.places,
            &layout.rows,
            &layout.starts,
            &layout.targets,
            &layout.sources,
            &layout.links,
        ];
        let supports = case.supports.iter().map(|s| rows(&s.prevalence) + rows(&s.ever));
        held(&network.nodes)
            + inner
            + held(&network.links)
            + case.program.chances.iter().map(of_chances).sum::<u64>()
            + case.odds.iter().map(of_odds).sum::<u64>()
            + flat.map(held).iter().sum::<u64>()
            + streams.map(held).iter().sum::<u64>()
            + supports.sum::<u64>()
    }

    #[test]
    fn a_document_made_ready_takes_no_more_than_is_estimated_and_not_much_less() {
        let size = Drawn { nodes: 400, links: 1_600, mitigations: 20, phases: 12, hypotheses: 4 };
        for draft in cases(12, size) {
            let document = draft.document();
            let study = Study::default();
            let case = Case::new(&document, &study).expect("small");
            let (taken, estimated) = (taken(&case), Size::of(&document, &study).document());
            assert!(taken < estimated, "{taken} of {estimated}");
            // The figures of the nodes are estimated too.
            assert!(estimated < 4 * taken, "{taken} of {estimated}");
        }
    }

    #[test]
    fn more_of_anything_takes_more() {
        let one = Size {
            nodes: 100,
            links: 300,
            mitigations: 10,
            named: 50,
            unscored: 5,
            phases: 6,
            hypotheses: 3,
            threads: 2,
        };
        let bigger = [
            Size { nodes: 200, ..one },
            Size { links: 600, ..one },
            Size { mitigations: 20, ..one },
            Size { phases: 12, ..one },
            Size { hypotheses: 6, ..one },
            Size { threads: 4, ..one },
        ];
        let study = Study { draws: 100, ..Study::default() };
        let tasks =
            [Task::Probabilities, Task::Comparison, Task::Importance, Task::Variants, Task::Bands];
        for task in tasks {
            for more in bigger {
                assert!(
                    more.of_task(&study, task) > one.of_task(&study, task),
                    "{task:?} {more:?}"
                );
            }
            let huge = Size { nodes: 1 << 40, phases: 1 << 40, ..one };
            assert_eq!(huge.of_task(&study, task), u64::MAX);
        }
    }

    #[test]
    fn what_needs_more_than_is_allowed_is_refused_by_every_quantity() {
        let mut draft = Draft::new(2);
        draft.outcome();
        let document = draft.document();
        let study = Study {
            memory: 1 << 20,
            draws: 4,
            method: MethodChoice::Simulation,
            ..Study::default()
        };
        let is_refused = |error: AnalysisError| {
            let AnalysisError::TooLargeForMemory { needed, limit } = error else {
                panic!("{error}");
            };
            assert!(needed > limit && limit == study.memory);
        };
        let subject = Subject::Node(draft.0.nodes[0].id.clone());
        let parameter = (&subject, Dimension::Stability, &[0][..]);
        is_refused(analyze(&document, &study, &Unmonitored).expect_err("too large"));
        is_refused(compare(&document, &document, &study, &Unmonitored).expect_err("too large"));
        is_refused(importance(&document, &study, &Unmonitored).expect_err("too large"));
        is_refused(tornado(&document, &study, &Unmonitored).expect_err("too large"));
        is_refused(uncertainty(&document, &study, &Unmonitored).expect_err("too large"));
        is_refused(curve(&document, parameter, &study, &Unmonitored).expect_err("too large"));
        is_refused(spread(&document, &study, &Unmonitored).expect_err("too large"));
        let enough = Study { memory: 64 << 20, ..study.clone() };
        assert!(analyze(&document, &enough, &Unmonitored).is_ok());
    }
}
