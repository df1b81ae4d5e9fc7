//! Causes that may not be enough alone: which of them happen is drawn, given that one does, and played forwards.
//!
//! # Method
//! With the openings, persistences and mitigations of a trial given, let A be the causes of the sure walk, U those of
//! the wide walk that the sure one leaves open (at any horizon), and M that the goal is reached. M needs a cause in A or
//! in U, so
//!
//! P(M) = P(some cause in A) + P(some cause in U) · P(M, and none in A | some cause in U).
//!
//! The first term is computed; the last factor is estimated by one draw of the causes, whose consequences are computed
//! forwards with the very same openings, persistences and mitigations. Nothing is cut off, however many causes happen.
//!
//! Where several causes have to come together one alone says little. So causes are drawn more often than they happen, as
//! if (1 − p) were (1 − p)^λ, with λ such that `heat` of them are expected in a trial, and weighed by the ratio of the true
//! probability to that of the draw. All is written in the sums of ln(1 − p), so nothing is lost however small p is.
//!
//! A cause that is far less likely than others beside it would still hardly ever be drawn, and what needs it missed
//! without a trace. So each is drawn as if it had at least a fair share of a quarter of the sum (a defensive mixture);
//! the weights are bounded by that too.

use super::{
    super::{
        bits::{Bits, TRIALS, each},
        closure::{Draw, Draws, State, Step},
        layout::Odds,
        simulate::Keyed,
        stream::mixed,
    },
    cost,
    lanes::{Lanes, lanes_of},
    sweep::{Found, Sweep},
    wiring::Wiring,
};

/// The causes in doubt of one block.
pub(super) struct Doubt<'a> {
    wiring: &'a Wiring<'a>,
    state: State<1>,
    /// By place: where its cause is in doubt.
    doubted: Vec<Bits>,
    /// By place: where its cause happens.
    chosen: Vec<Bits>,
    /// What became sure at which horizon.
    log: Vec<(Found, usize)>,
    /// By what a trial that reaches the goal counts.
    weights: Lanes,
    /// What it cost (`cost`).
    pub(super) work: u64,
}

/// The numbers of a block that decide which causes happen.
pub(super) struct Dice {
    key: u64,
    count: u64,
}

/// The increment of `SplitMix64`.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Dice {
    /// The numbers of a block.
    pub(super) fn new(seed: u64, block: u64) -> Self {
        Self { key: mixed(mixed(seed).wrapping_add(mixed(block ^ GOLDEN))), count: 0 }
    }

    /// The next number, evenly from 0..1 without the ends.
    fn unit(&mut self) -> f64 {
        self.count += 1;
        let word = mixed(self.key.wrapping_add(self.count.wrapping_mul(GOLDEN)));
        ((word >> 12) as f64 + 0.5) * f64::EPSILON
    }
}

/// The part of the causes expected in a trial that is shared out evenly.
const EVEN: f64 = 0.25;
/// Fewest causes that are expected in a trial beside one that is certain to happen.
const BESIDE_CERTAIN: f64 = 1.0;

/// How a trial draws its causes: as if ln(1 − p) were that of `tilted`.
struct Draft {
    /// Sum passed so far.
    passed: Lanes,
    /// The next cause happens where `passed` falls below it.
    next: Lanes,
    /// λ.
    scale: Lanes,
    /// The fair share.
    share: Lanes,
}

impl Draft {
    fn tilted(&self, lane: usize, calm: f64) -> f64 {
        (self.scale.0[lane] * calm).min(self.share.0[lane])
    }
}

impl<'a> Doubt<'a> {
    /// Nothing in doubt yet.
    pub(super) fn new(wiring: &'a Wiring<'a>) -> Self {
        Self {
            wiring,
            state: State::new(wiring.layout, [wiring.odds]),
            doubted: Vec::new(),
            chosen: Vec::new(),
            log: Vec::new(),
            weights: Lanes::zero(),
            work: 0,
        }
    }

    /// Forgets the block before.
    pub(super) fn start(&mut self) {
        self.doubted.clear();
        self.chosen.clear();
        self.log.clear();
    }

    /// A cause leads to the goal for sure from this horizon on.
    pub(super) fn note(&mut self, found: Found, horizon: usize) {
        if !found.sure.is_none() {
            self.log.push((found, horizon));
        }
    }

    /// Adds what is in doubt at a horizon.
    #[expect(clippy::inline_always, reason = "it is compiled for the vectors of its caller")]
    #[inline(always)]
    pub(super) fn observe<const N: usize>(&mut self, sweep: &Sweep<'_, N>) {
        self.doubted.resize(sweep.reached.len(), Bits::NONE);
        for place in 0..sweep.reached.len() {
            if self.wiring.calm[sweep.reached[place].cell as usize] < 0.0 {
                let causes = sweep.causes(place);
                self.doubted[place] |= causes[N - 1] & !causes[0];
            }
        }
    }

    /// Draws which causes happen, and gives the trials in which one in doubt does.
    pub(super) fn choose<const N: usize>(
        &mut self,
        sweep: &Sweep<'_, N>,
        heat: f64,
        dice: &mut Dice,
    ) -> Bits {
        self.chosen.clear();
        self.chosen.resize(self.doubted.len(), Bits::NONE);
        let mut draft = self.draft(sweep, heat, dice);
        let mut live = Bits::NONE;
        for place in 0..self.doubted.len() {
            let calm = self.wiring.calm[sweep.reached[place].cell as usize];
            if calm < 0.0 {
                self.choose_at(place, calm, &mut draft, dice);
                live |= self.chosen[place];
            }
        }
        self.choose_rest(sweep, dice);
        live
    }

    /// The first number of every trial: given that one cause in doubt happens, unless one is certain to.
    fn draft<const N: usize>(&mut self, sweep: &Sweep<'_, N>, heat: f64, dice: &mut Dice) -> Draft {
        let (mut totals, mut counts) = (Lanes::zero(), Lanes::zero());
        let (mut certain, mut any) = (Bits::NONE, Bits::NONE);
        let calm_of = |place: usize| self.wiring.calm[sweep.reached[place].cell as usize];
        for (place, doubted) in self.doubted.iter().enumerate() {
            let calm = calm_of(place);
            if calm.is_infinite() {
                certain |= *doubted;
            } else {
                totals.add(*doubted, calm);
                counts.add(*doubted, 1.0);
            }
            any |= *doubted;
        }
        let is_certain = |lane: usize| certain.0[lane / 64] >> (lane % 64) & 1 == 1;
        let zero = Lanes::zero;
        let mut draft = Draft { passed: zero(), next: zero(), scale: zero(), share: zero() };
        for lane in lanes_of(any) {
            let total = totals.0[lane];
            let heat = if is_certain(lane) { heat.max(BESIDE_CERTAIN) } else { heat };
            draft.scale.0[lane] = if total < 0.0 { (heat / -total).max(1.0) } else { 1.0 };
            draft.share.0[lane] = EVEN * draft.scale.0[lane] * total / counts.0[lane].max(1.0);
        }
        let mut tilted = Lanes::zero();
        for (place, doubted) in self.doubted.iter().enumerate() {
            let calm = calm_of(place);
            if calm.is_finite() {
                lanes_of(*doubted).for_each(|lane| tilted.0[lane] += draft.tilted(lane, calm));
            }
        }
        for lane in lanes_of(any) {
            let some = if is_certain(lane) { 1.0 } else { -libm::expm1(tilted.0[lane]) };
            draft.next.0[lane] = libm::log1p(-dice.unit() * some);
            self.weights.0[lane] = some * libm::exp(totals.0[lane] - tilted.0[lane]);
        }
        draft
    }

    /// Whether the cause at a place happens, trial by trial.
    fn choose_at(&mut self, place: usize, calm: f64, draft: &mut Draft, dice: &mut Dice) {
        if calm.is_infinite() {
            self.chosen[place] = self.doubted[place];
            return;
        }
        self.work += cost::LANE * self.doubted[place].count();
        for lane in lanes_of(self.doubted[place]) {
            let tilted = draft.tilted(lane, calm);
            let passed = &mut draft.passed.0[lane];
            *passed += tilted;
            if *passed < draft.next.0[lane] {
                self.chosen[place].0[lane / 64] |= 1 << (lane % 64);
                draft.next.0[lane] = *passed + libm::log(dice.unit());
                let ratio = libm::expm1(calm) / libm::expm1(tilted);
                self.weights.0[lane] *= ratio * libm::exp(tilted - calm);
            }
        }
    }

    /// Draws the causes that the wide walk found and that are nowhere in doubt, as often as they happen.
    fn choose_rest<const N: usize>(&mut self, sweep: &Sweep<'_, N>, dice: &mut Dice) {
        // How much ln(1 − p) may pass until the next one happens, in whichever trial.
        let mut left = -libm::log(dice.unit());
        for place in 0..self.doubted.len() {
            let rate = -self.wiring.calm[sweep.reached[place].cell as usize];
            if rate <= 0.0 {
                continue;
            }
            let rest = sweep.causes(place)[N - 1] & !self.doubted[place];
            if rate.is_infinite() {
                self.chosen[place] |= rest;
                continue;
            }
            if left >= rate * rest.count() as f64 {
                left -= rate * rest.count() as f64;
                continue;
            }
            self.work += cost::LANE * rest.count() / 8;
            for lane in lanes_of(rest) {
                left -= rate;
                if left < 0.0 {
                    self.chosen[place].0[lane / 64] |= 1 << (lane % 64);
                    left = -libm::log(dice.unit());
                }
            }
        }
    }

    /// Plays the chosen causes forwards and adds what the trials count for to `values`, by time.
    #[expect(clippy::inline_always, reason = "it is compiled for the vectors of its caller")]
    #[inline(always)]
    pub(super) fn play<const N: usize, const IS_WIDE: bool>(
        &mut self,
        sweep: &Sweep<'_, N>,
        live: Bits,
        values: &mut [Lanes],
    ) -> Played {
        let wiring = self.wiring;
        let odds: [&Odds; 1] = [wiring.odds];
        let (mut reached, mut settled) = (Bits::NONE, Bits::NONE);
        let mut log = self.log.iter().peekable();
        let mut hits = Vec::with_capacity(values.len());
        for (time, values) in values.iter_mut().enumerate() {
            let moment = sweep.moment(time);
            let keyed = Keyed::<IS_WIDE> { streams: &wiring.layout.streams, moment };
            let mut forced = Forced { keyed, sweep, chosen: &self.chosen, wiring, time, draws: 0 };
            if time == 0 {
                self.state.start(odds, [live], &mut forced);
            } else {
                let step = Step::new(wiring.layout, odds, time - 1, [live]);
                step.close(&mut self.state, &mut forced);
            }
            self.work += cost::DRAW * forced.draws;
            for row in &wiring.goal.rows {
                reached |= self.state.rows[*row as usize].now[0];
            }
            while let Some((found, _)) = log.next_if(|(_, horizon)| *horizon == time) {
                settled |= self.chosen[found.place] & found.sure;
            }
            let hit = reached & live & !settled;
            hits.push(hit.count());
            for lane in lanes_of(hit) {
                values.0[lane] += self.weights.0[lane];
            }
        }
        let squares = lanes_of(live).map(|lane| self.weights.0[lane] * self.weights.0[lane]);
        Played { hits, squares: squares.sum() }
    }
}

/// What playing forwards took and brought.
pub(super) struct Played {
    /// By time: trials that reached the goal and did not do so for sure.
    pub(super) hits: Vec<u64>,
    /// Σ w² over all trials that were played.
    pub(super) squares: f64,
}

/// Causes as chosen, everything else as the walks drew it.
struct Forced<'s, 'a, const N: usize, const IS_WIDE: bool> {
    keyed: Keyed<'a, IS_WIDE>,
    sweep: &'s Sweep<'a, N>,
    chosen: &'s [Bits],
    wiring: &'a Wiring<'a>,
    time: usize,
    draws: u64,
}

#[expect(clippy::inline_always, reason = "it is compiled for the vectors of its caller")]
impl<const N: usize, const IS_WIDE: bool> Draws<1> for Forced<'_, '_, N, IS_WIDE> {
    #[inline(always)]
    fn draw(&mut self, draw: Draw, chances: [f64; 1], need: [Bits; 1]) -> [Bits; 1] {
        let (Draw::Initial(row) | Draw::Emergence(row)) = draw else {
            self.draws += 1;
            return self.keyed.draw(draw, chances, need);
        };
        match self.sweep.place(self.wiring.cell(self.time, row)) {
            Some(place) => [need[0] & self.chosen[place]],
            None => [Bits::NONE],
        }
    }

    #[inline(always)]
    fn draw_two(
        &mut self,
        draws: [Draw; 2],
        chances: [[f64; 1]; 2],
        need: [[Bits; 1]; 2],
    ) -> [[Bits; 1]; 2] {
        if matches!(draws[0], Draw::Opening(_) | Draw::Persistence(_)) {
            self.draws += 2;
            return self.keyed.draw_two(draws, chances, need);
        }
        each([Bits::NONE; 1], |k| self.draw(draws[k], chances[k], need[k]))
    }
}

const _: () = assert!(TRIALS == 512, "a trial is found in its word by 64");
