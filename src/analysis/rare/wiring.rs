//! One hypothesis as a walk from effects back to causes needs it: what leads into a row, and what can happen when.

use super::super::{
    layout::{Layout, NEVER, Odds},
    support::Support,
};

/// The slots that lead into each row, those of a row side by side.
pub(super) struct Inbound {
    starts: Vec<u32>,
    slots: Vec<u32>,
}

impl Inbound {
    /// Sorts the slots of a layout by the row that they lead to.
    pub(super) fn new(layout: &Layout) -> Self {
        let mut starts = vec![0; layout.places.len() + 1];
        for target in &layout.targets {
            starts[*target as usize + 1] += 1;
        }
        for row in 0..layout.places.len() {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut slots = vec![0; layout.targets.len()];
        for (slot, target) in layout.targets.iter().enumerate() {
            let place = &mut next[*target as usize];
            slots[*place as usize] = slot as u32;
            *place += 1;
        }
        Self { starts, slots }
    }

    /// The slots into a row.
    #[expect(clippy::inline_always, reason = "it is read in the innermost loops")]
    #[inline(always)]
    pub(super) fn at(&self, row: usize) -> &[u32] {
        &self.slots[self.starts[row] as usize..self.starts[row + 1] as usize]
    }
}

/// What is asked for.
pub(super) struct Goal {
    /// The rows of which one must be misaligned.
    pub(super) rows: Vec<u32>,
    /// Whether it counts once it has happened; otherwise only at the end of the phase in question.
    pub(super) is_lasting: bool,
}

/// One hypothesis. A *cell* is a row at a time (0 is before the first phase): time · rows + row.
pub(super) struct Wiring<'a> {
    /// What is joined to what.
    pub(super) layout: &'a Layout,
    /// The probabilities.
    pub(super) odds: &'a Odds,
    /// What leads into a row.
    pub(super) inbound: &'a Inbound,
    /// What is asked for.
    pub(super) goal: &'a Goal,
    /// How many phases there are.
    pub(super) phases: usize,
    /// By cell: whether it can be misaligned at all.
    pub(super) is_possible: Vec<bool>,
    /// By cell: ln(1 − p) of its cause, emergence or at time 0 initial misalignment.
    pub(super) calm: Vec<f64>,
    /// By phase and mitigation: whether a node that undermines it can be misaligned.
    pub(super) can_fall: Vec<Vec<bool>>,
    /// Whether one cause that reaches the goal along open links may yet not be enough, or need help.
    pub(super) has_doubt: bool,
    /// By time: the probability that a cause happens so far which can lead to the goal at all. No trial's number is
    /// larger, whatever is drawn.
    pub(super) peaks: Vec<f64>,
    /// Small probabilities of what is drawn and lets more causes lead to the goal: of a link's opening, of a row's
    /// persisting, of a mitigation's failing.
    pub(super) seldom: Vec<f64>,
    /// Whether anything of that sort is drawn at all.
    pub(super) is_drawing: bool,
}

/// Probabilities from here on are met often enough.
const SELDOM: f64 = 0.02;

impl<'a> Wiring<'a> {
    /// A hypothesis of a layout.
    pub(super) fn new(
        layout: &'a Layout,
        (odds, support): (&'a Odds, &Support),
        inbound: &'a Inbound,
        goal: &'a Goal,
    ) -> Self {
        let phases = odds.emergence.len();
        let by_row = |at: &Vec<bool>| {
            layout.places.iter().map(|place| at[*place as usize]).collect::<Vec<_>>()
        };
        let causes = std::iter::once(&odds.initial).chain(&odds.emergence);
        let mut wiring = Self {
            layout,
            odds,
            inbound,
            goal,
            phases,
            is_possible: support.prevalence.iter().flat_map(by_row).collect(),
            calm: causes.flatten().map(|p| libm::log1p(-p)).collect(),
            can_fall: Vec::new(),
            has_doubt: false,
            peaks: Vec::new(),
            seldom: Vec::new(),
            is_drawing: false,
        };
        wiring.can_fall = (1..=phases)
            .map(|time| {
                let is_reached = |row: &u32| {
                    wiring.can_be(time, *row as usize) || wiring.can_be(time - 1, *row as usize)
                };
                layout.measures.iter().map(|m| m.underminers.iter().any(is_reached)).collect()
            })
            .collect();
        wiring.has_doubt = wiring.finds_doubt();
        let leads = wiring.find_leading();
        wiring.peaks = wiring.find_peaks(&leads);
        let is_drawing = wiring.drawn(&leads).next().is_some();
        wiring.is_drawing = is_drawing;
        let seldom = wiring.drawn(&leads).filter(|p| *p < SELDOM).collect();
        wiring.seldom = seldom;
        wiring
    }

    /// Probabilities, neither 0 nor 1, of what is drawn and lets more causes lead to the goal.
    fn drawn(&self, leads: &[bool]) -> impl Iterator<Item = f64> {
        let (odds, layout) = (self.odds, self.layout);
        let opening = odds.opening.iter().flat_map(move |phase| {
            let slots = phase.iter().zip(layout.sources.iter().zip(&layout.targets));
            let leads = move |row: &u32| leads[*row as usize];
            slots.filter(move |(_, (from, to))| leads(from) && leads(to)).map(|(p, _)| *p)
        });
        let persisting = odds.persistence.iter().flat_map(move |phase| {
            phase.iter().zip(leads).filter(|(_, leads)| **leads).map(|(p, _)| *p)
        });
        let failing = odds.working.iter().flatten().map(|p| 1.0 - p);
        let all = opening.chain(persisting).chain(failing);
        all.filter(|p| *p > 0.0 && *p < 1.0)
    }

    fn find_peaks(&self, leads: &[bool]) -> Vec<f64> {
        let rows = self.layout.places.len();
        let mut sum = 0.0;
        let times = 0..=self.phases;
        times
            .map(|time| {
                let cells = self.calm[time * rows..(time + 1) * rows].iter().zip(leads);
                sum += cells.filter(|(_, leads)| **leads).map(|(calm, _)| calm).sum::<f64>();
                -libm::expm1(sum)
            })
            .collect()
    }

    /// By row: whether it can lead to the goal, by links or by undermining what stands in the way.
    fn find_leading(&self) -> Vec<bool> {
        let layout = self.layout;
        let mut leads = vec![false; layout.places.len()];
        let mut open: Vec<u32> = self.goal.rows.clone();
        while let Some(row) = open.pop() {
            let row = row as usize;
            if std::mem::replace(&mut leads[row], true) {
                continue;
            }
            let mut hindrances = vec![layout.preventers.at(row), layout.restorers.at(row)];
            for slot in self.inbound.at(row) {
                let slot = *slot as usize;
                if self.odds.opening.iter().any(|phase| phase[slot] > 0.0) {
                    open.push(layout.sources[slot]);
                    hindrances.push(layout.blockers.at(slot));
                }
            }
            for m in hindrances.into_iter().flatten() {
                open.extend(&layout.measures[*m as usize].underminers);
            }
        }
        leads
    }

    /// The cell of a row at a time.
    #[expect(clippy::inline_always, reason = "it is read in the innermost loops")]
    #[inline(always)]
    pub(super) fn cell(&self, time: usize, row: usize) -> usize {
        time * self.layout.places.len() + row
    }

    /// Whether a row can be misaligned at a time.
    #[expect(clippy::inline_always, reason = "it is read in the innermost loops")]
    #[inline(always)]
    pub(super) fn can_be(&self, time: usize, row: usize) -> bool {
        self.is_possible[self.cell(time, row)]
    }

    /// Whether a slot reads its source at the end of the phase before.
    #[expect(clippy::inline_always, reason = "it is read in the innermost loops")]
    #[inline(always)]
    pub(super) fn is_delayed(&self, slot: usize) -> bool {
        slot >= self.layout.prompt_slots()
    }

    /// Whether a row that can lead to the goal has a gate of several links, or a mitigation that can be undermined.
    fn finds_doubt(&self) -> bool {
        let layout = self.layout;
        let can_fall = |list: &[u32]| {
            list.iter().any(|m| self.can_fall.iter().any(|phase| phase[*m as usize]))
        };
        let mut is_seen = vec![false; layout.places.len()];
        let mut open: Vec<u32> = self.goal.rows.clone();
        while let Some(row) = open.pop() {
            let row = row as usize;
            if std::mem::replace(&mut is_seen[row], true) {
                continue;
            }
            let threshold = self.odds.thresholds[row];
            let is_gated = threshold > 1 && threshold != NEVER;
            if is_gated || can_fall(layout.preventers.at(row)) || can_fall(layout.restorers.at(row))
            {
                return true;
            }
            for slot in self.inbound.at(row).iter().filter(|_| threshold == 1) {
                let source = layout.sources[*slot as usize];
                if !(0..=self.phases).any(|time| self.can_be(time, source as usize)) {
                    continue;
                }
                if can_fall(layout.blockers.at(*slot as usize)) {
                    return true;
                }
                open.push(source);
            }
        }
        false
    }
}
