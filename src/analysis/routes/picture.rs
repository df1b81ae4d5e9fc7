//! One partial derivation laid out: what is derived, what is still open, and what depends on what.

use super::{
    rule::{Part, Rule},
    space::Space,
};

/// A step of a partial derivation, linked to the one before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    /// The state that it extends; `reach::NONE` for the first.
    pub(super) parent: u32,
    /// The atom that is derived.
    pub(super) atom: u32,
    /// By what.
    pub(super) rule: Rule,
}

const DERIVED: u8 = 1;
const OPEN: u8 = 2;
const DEPENDENT: u8 = 4;
const SEEN: u8 = 8;

/// A partial derivation, laid out in scratch memory that is used again for the next one.
pub(super) struct Picture {
    /// From the outcome to what was derived last.
    pub(super) steps: Vec<(u32, Rule)>,
    /// Atoms that are needed and not yet derived.
    pub(super) goals: Vec<u32>,
    flags: Vec<u8>,
    flagged: Vec<u32>,
}

impl Picture {
    pub(super) fn new(space: &Space<'_>) -> Self {
        Self {
            steps: Vec::new(),
            goals: Vec::new(),
            flags: vec![0; space.atom_count()],
            flagged: Vec::new(),
        }
    }

    /// Lays out the derivation that ends in that state.
    pub(super) fn load(&mut self, space: &Space<'_>, states: &[State], last: u32) {
        for atom in self.flagged.drain(..) {
            self.flags[atom as usize] = 0;
        }
        self.steps.clear();
        self.goals.clear();
        let mut next = last;
        while let Some(state) = states.get(next as usize) {
            self.steps.push((state.atom, state.rule));
            next = state.parent;
        }
        self.steps.reverse();
        if let [(atom, Rule::Goal)] = self.steps[..] {
            self.raise(atom, OPEN);
            self.goals.push(atom);
            return;
        }
        for i in 0..self.steps.len() {
            let (atom, rule) = self.steps[i];
            if rule != Rule::Goal {
                self.raise(atom, DERIVED);
            }
        }
        for i in 0..self.steps.len() {
            let (atom, rule) = self.steps[i];
            rule.parts(space, atom, &mut |part| match part {
                Part::Event(_) => {}
                Part::Failure(event) => {
                    self.raise(space.down(event.place as usize, event.time as usize), DERIVED);
                }
                Part::Premise(premise) => {
                    if self.raise(premise, OPEN) & (DERIVED | OPEN) == 0 {
                        self.goals.push(premise);
                    }
                }
            });
        }
    }

    /// Whether the atom is derived, or a failing already counted.
    pub(super) fn is_derived(&self, atom: u32) -> bool {
        self.flags[atom as usize] & DERIVED != 0
    }

    /// Whether the atom is among the goals or derived.
    pub(super) fn is_known(&self, atom: u32) -> bool {
        self.flags[atom as usize] & (DERIVED | OPEN) != 0
    }

    /// Whether the atom's derivation needs the atom last given to [`Self::depend`].
    pub(super) fn is_dependent(&self, atom: u32) -> bool {
        self.flags[atom as usize] & DEPENDENT != 0
    }

    /// Marks an atom as seen, and says whether it had been since the last [`Self::forget`].
    pub(super) fn see(&mut self, atom: u32) -> bool {
        self.raise(atom, SEEN) & SEEN != 0
    }

    /// Forgets one atom that was seen.
    pub(super) fn forget(&mut self, atom: u32) {
        self.flags[atom as usize] &= !SEEN;
    }

    /// Finds everything derived whose derivation needs `goal`, the goal itself included.
    pub(super) fn depend(&mut self, space: &Space<'_>, goal: u32) {
        for i in 0..self.flagged.len() {
            self.flags[self.flagged[i] as usize] &= !DEPENDENT;
        }
        self.raise(goal, DEPENDENT);
        loop {
            let mut is_stable = true;
            for i in (0..self.steps.len()).rev() {
                let (atom, rule) = self.steps[i];
                if self.flags[atom as usize] & DEPENDENT == 0 && self.needs(space, atom, rule) {
                    self.raise(atom, DEPENDENT);
                    is_stable = false;
                }
            }
            if is_stable {
                break;
            }
        }
    }

    /// Whether something is derived that the goal last given to [`Self::depend`], at that time, could build on.
    pub(super) fn has_reusable(&self, space: &Space<'_>, time: usize) -> bool {
        self.steps.iter().any(|(atom, rule)| {
            *rule != Rule::Goal && !self.is_dependent(*atom) && space.time(*atom) <= time
        })
    }

    fn needs(&self, space: &Space<'_>, atom: u32, rule: Rule) -> bool {
        let mut is_needed = false;
        rule.parts(space, atom, &mut |part| {
            is_needed |= matches!(part, Part::Premise(premise) if self.is_dependent(premise));
        });
        is_needed
    }

    /// Sets a flag and gives the flags as they were.
    fn raise(&mut self, atom: u32, flag: u8) -> u8 {
        let before = self.flags[atom as usize];
        if before == 0 {
            self.flagged.push(atom);
        }
        self.flags[atom as usize] = before | flag;
        before
    }
}
