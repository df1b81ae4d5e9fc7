//! The walk through the states of a circle that finds the branches from its starts to its fixpoints.

use super::circle::{ALWAYS, Branch, Circle, FIRST, Goal, Inner, Shape, counter_bits};

/// Most states that are numbered.
const NUMBERS_MAX: usize = 1 << 24;

/// The walk through the states of a circle.
pub(super) struct Walk {
    shape: Shape,
    limit: usize,
    /// Sparks that wait for a member, by member.
    waiting: Vec<Vec<usize>>,
    /// The order in which members are settled.
    order: Vec<usize>,
    /// What one step of a member's digit is worth in a state's number.
    worth: Vec<usize>,
    /// The row of each state met so far.
    row_of: Vec<u32>,
    /// Rows free to use again.
    free: Vec<u32>,
    rows: u32,
    branches: Vec<Branch>,
}

/// The digits of a state: for members counts below the threshold, then fresh, then settled; for variables from
/// outside their values.
type Digits = Vec<usize>;

const NO_ROW: u32 = u32::MAX;

impl Walk {
    /// A walk through the states of a circle, of at most `limit` branches; `None` where they cannot be numbered.
    pub(super) fn new(shape: Shape, limit: usize) -> Option<Self> {
        let mut waiting = vec![Vec::new(); shape.thresholds.len()];
        for (s, spark) in shape.sparks.iter().enumerate() {
            spark.members.iter().for_each(|m| waiting[*m].push(s));
        }
        let mut worth = Vec::new();
        let mut count = 1_usize;
        let outside = std::iter::repeat_n(2, shape.outside);
        for radix in shape.thresholds.iter().map(|k| k + 2).chain(outside) {
            worth.push(count);
            count = count.checked_mul(radix).filter(|c| *c <= NUMBERS_MAX)?;
        }
        let order = settling_order(&shape);
        let row_of = vec![NO_ROW; count];
        let (free, branches) = (Vec::new(), Vec::new());
        Some(Self { shape, limit, waiting, order, worth, row_of, free, rows: 0, branches })
    }

    /// The circle that it finds, if it stays within the limit.
    pub(super) fn circle(mut self) -> Option<Circle> {
        let starts = self.starts();
        let mut ends = Vec::new();
        for number in 0..self.row_of.len() {
            let row = self.row_of[number];
            if row == NO_ROW {
                continue;
            }
            let mut digits = self.digits(number);
            let fresh = self.order.iter().find(|m| digits[**m] == self.shape.thresholds[**m]);
            if let Some(fresh) = fresh.copied() {
                digits[fresh] += 1;
                self.settle(fresh, 0, &mut digits, row)?;
            } else {
                ends.push((row, self.end_bits(&digits)));
            }
        }
        let Self { shape, rows, branches, .. } = self;
        Some(Circle { shape, rows, starts, branches, ends })
    }

    /// All states in which nothing is settled, by their bits.
    fn starts(&mut self) -> Vec<(usize, Goal)> {
        let outside = self.shape.outside;
        let members = self.shape.thresholds.len();
        let counters: u32 = self.shape.thresholds.iter().map(|k| counter_bits(*k)).sum();
        let mut starts = Vec::new();
        for bits in 0..1_usize << (outside + members + counters as usize) {
            let mut digits = vec![0; members + outside];
            let mut counts = bits >> (outside + members);
            let mut is_state = true;
            for (member, threshold) in self.shape.thresholds.iter().enumerate() {
                let count = counts & ((1 << counter_bits(*threshold)) - 1);
                counts >>= counter_bits(*threshold);
                is_state &= count < *threshold;
                let has_turned = bits >> (outside + member) & 1 == 1;
                digits[member] = if has_turned { *threshold } else { count };
            }
            for i in 0..outside {
                digits[members + i] = bits >> i & 1;
            }
            if is_state {
                starts.push((bits, self.goal(&digits)));
            }
        }
        starts
    }

    /// Follows the sparks that wait for a member, from one of them on; `row` holds what comes here.
    fn settle(&mut self, member: usize, from: usize, digits: &mut Digits, row: u32) -> Option<()> {
        let Some(next) = self.next_ready(member, from, digits) else {
            return self.pass_on(row, digits);
        };
        let spark = self.waiting[member][next];
        let Inner { target, is_counted, .. } = self.shape.sparks[spark];
        let before = digits[target];
        let after = if is_counted { before + 1 } else { self.shape.thresholds[target] };
        let mut unfinished = [None, None];
        let mut goals = [Goal(0), Goal(0)];
        for (side, value) in [after, before].into_iter().enumerate() {
            digits[target] = value;
            goals[side] = if self.next_ready(member, next + 1, digits).is_none() {
                self.goal(digits)
            } else {
                let row = self.new_row();
                unfinished[side] = Some((row, value));
                Goal(row | FIRST)
            };
        }
        let [yes, no] = goals;
        self.push(Branch { from: row, spark: spark as u32, yes, no })?;
        for (row, value) in unfinished.into_iter().flatten() {
            digits[target] = value;
            self.settle(member, next + 1, digits, row)?;
        }
        digits[target] = before;
        Some(())
    }

    fn next_ready(&self, member: usize, from: usize, digits: &Digits) -> Option<usize> {
        let waiting = &self.waiting[member];
        (from..waiting.len()).find(|i| self.is_ready(waiting[*i], digits))
    }

    /// All of a row goes to the state of the digits.
    fn pass_on(&mut self, from: u32, digits: &Digits) -> Option<()> {
        let number = self.number(&self.without_idle(digits));
        if self.row_of[number] == NO_ROW {
            self.row_of[number] = from;
            return Some(());
        }
        let no = self.goal(digits);
        self.push(Branch { from, spark: ALWAYS, yes: no, no })
    }

    fn push(&mut self, branch: Branch) -> Option<()> {
        self.branches.push(branch);
        self.free.push(branch.from);
        (self.branches.len() <= self.limit).then_some(())
    }

    /// Whether a spark that waits for a member just settled can now fire.
    fn is_ready(&self, spark: usize, digits: &Digits) -> bool {
        let Inner { target, members, outside, .. } = &self.shape.sparks[spark];
        let thresholds = &self.shape.thresholds;
        digits[*target] < thresholds[*target]
            && members.iter().all(|m| digits[*m] > thresholds[*m])
            && outside.iter().all(|o| digits[thresholds.len() + o] == 1)
    }

    /// Settles what is fresh and has nothing left to turn.
    fn without_idle(&self, digits: &Digits) -> Digits {
        let thresholds = &self.shape.thresholds;
        let can_turn = |s: &usize| {
            let target = self.shape.sparks[*s].target;
            digits[target] < thresholds[target]
        };
        let mut settled = digits.clone();
        for (member, threshold) in thresholds.iter().enumerate() {
            if digits[member] == *threshold && !self.waiting[member].iter().any(can_turn) {
                settled[member] += 1;
            }
        }
        settled
    }

    /// The row of a state, met now or before.
    fn goal(&mut self, digits: &Digits) -> Goal {
        let number = self.number(&self.without_idle(digits));
        if self.row_of[number] == NO_ROW {
            let row = self.new_row();
            self.row_of[number] = row;
            return Goal(row | FIRST);
        }
        Goal(self.row_of[number])
    }

    fn new_row(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.rows += 1;
            self.rows - 1
        })
    }

    fn number(&self, digits: &Digits) -> usize {
        digits.iter().zip(&self.worth).map(|(digit, worth)| digit * worth).sum()
    }

    fn digits(&self, number: usize) -> Digits {
        let mut digits = vec![0; self.worth.len()];
        let mut rest = number;
        for (digit, worth) in digits.iter_mut().zip(&self.worth).rev() {
            (*digit, rest) = (rest / worth, rest % worth);
        }
        digits
    }

    fn end_bits(&self, digits: &Digits) -> usize {
        let (outside, members) = (self.shape.outside, self.shape.thresholds.len());
        let mut bits = 0;
        for i in 0..outside {
            bits |= digits[members + i] << i;
        }
        for (member, threshold) in self.shape.thresholds.iter().enumerate() {
            bits |= usize::from(digits[member] > *threshold) << (outside + member);
        }
        bits
    }
}

/// An order in which few sparks point backwards, so that few members become fresh after others were settled:
/// repeatedly the member with the largest surplus of sparks that wait for it over sparks that turn it.
fn settling_order(shape: &Shape) -> Vec<usize> {
    let mut left: Vec<usize> = (0..shape.thresholds.len()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let surplus = |m: &usize| -> i64 {
            let both = |a: usize, b: usize| left.contains(&a) && left.contains(&b) && a != b;
            let sparks = shape.sparks.iter();
            let edges = sparks.flat_map(|s| s.members.iter().map(|from| (*from, s.target)));
            edges
                .filter(|(from, to)| both(*from, *to))
                .map(|(from, to)| i64::from(from == *m) - i64::from(to == *m))
                .sum()
        };
        let best = left.iter().copied().max_by_key(|m| (surplus(m), std::cmp::Reverse(*m)));
        let Some(best) = best else { break };
        left.retain(|m| *m != best);
        order.push(best);
    }
    order
}
