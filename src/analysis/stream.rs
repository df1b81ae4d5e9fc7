//! Random numbers that depend on the seed, the variable, the block and the time alone, never on who asks or when.
//!
//! # Method
//! A draw has eight generators side by side, one for each word of 64 trials: xoroshiro128++ (Blackman and Vigna 2019).
//! The two words of state of each are outputs of `SplitMix64` (Steele, Lea and Flood 2014), the seeding that its authors
//! ask for, started from two 64-bit keys; a key mixes the stream of the variable with the moment. So two draws share
//! their numbers only if two independent 64-bit hashes collide. A draw reads at most 66 outputs of a generator.
#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined is compiled for the narrowest vectors"
)]

use super::bits::{Bits, WORDS, each};

/// The increment of `SplitMix64`: 2^64 divided by the golden ratio, made odd.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
/// Tells the second word of state from the first.
const SECOND: u64 = 0xd1b5_4a32_d192_ed03;

/// A place in the random streams: a block of trials at a time (0 is before the first phase), under a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    first: u64,
    second: u64,
}

impl Moment {
    /// The moment of a block and a time.
    pub(super) fn new(seed: u64, block: u64, time: usize) -> Self {
        let of = |salt: u64| {
            let keyed = mixed(seed ^ salt).wrapping_add(mixed(block.wrapping_mul(GOLDEN) ^ salt));
            mixed(keyed ^ mixed((time as u64).wrapping_add(salt)))
        };
        Self { first: of(GOLDEN), second: of(SECOND) }
    }
}

/// The random words of one variable at one moment.
pub(super) struct Words {
    a: Bits,
    b: Bits,
}

impl Words {
    /// The words of a stream.
    #[inline(always)]
    pub(super) fn new(stream: u64, moment: Moment) -> Self {
        Self {
            a: seeds(stream ^ moment.first, GOLDEN),
            b: seeds(stream.rotate_left(32).wrapping_add(moment.second), SECOND),
        }
    }

    /// The next 512 random bits.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Bits {
        let (a, b) = (self.a, self.b);
        let sum = a.zip(b, |a, b| a.wrapping_add(b).rotate_left(17).wrapping_add(a));
        let b = b ^ a;
        self.a = a.zip(b, |a, b| a.rotate_left(49) ^ b ^ (b << 21));
        self.b = b.map(|b| b.rotate_left(28));
        sum
    }
}

/// Draws a variable that is 1 with each of several probabilities, in the trials of `need`; elsewhere the results are 0.
///
/// Each trial has a uniform number U, whose binary digits are its bits of the successive random words, and the
/// variable is 1 where `U < p`: the first digit in which U and p differ decides. So the result of a trial depends on its own
/// digits alone, neither on `need` nor on the other trials, and it can only grow with p. Reading stops when every
/// trial of `need` is decided, after about log2(trials) + 2 words. A probability is exact to 2^-64.
#[inline(always)]
pub(super) fn bernoulli<const N: usize>(
    chances: [f64; N],
    need: [Bits; N],
    stream: u64,
    moment: Moment,
) -> [Bits; N] {
    if let Some((chance, union)) = in_common(chances, need) {
        let mut words = Words::new(stream, moment);
        let mut one = Match::new(chance, union);
        while !one.is_over() {
            for _ in 0..STEPS {
                one.read(words.next());
            }
        }
        return each(Bits::NONE, |i| need[i] & one.hit);
    }
    apart(chances, need, stream, moment)
}

/// [`bernoulli`] for variants that do not have the probability in common, which few variables of a document do: compiled
/// once, for the narrowest vectors.
#[inline(never)]
fn apart<const N: usize>(
    chances: [f64; N],
    need: [Bits; N],
    stream: u64,
    moment: Moment,
) -> [Bits; N] {
    let mut words = Words::new(stream, moment);
    let mut matches: [Match; N] =
        each(Match::new(0.0, Bits::NONE), |i| Match::new(chances[i], need[i]));
    while matches.iter().any(|one: &Match| !one.is_over()) {
        for _ in 0..STEPS {
            let word = words.next();
            for one in &mut matches {
                one.read(word);
            }
        }
    }
    each(Bits::NONE, |i| matches[i].hit)
}

/// Draws two variables as [`bernoulli`] does each: side by side they hide each other's delays in the processor.
#[inline(always)]
pub(super) fn bernoulli_two<const N: usize>(
    chances: [[f64; N]; 2],
    need: [[Bits; N]; 2],
    streams: [u64; 2],
    moment: Moment,
) -> [[Bits; N]; 2] {
    let both = in_common(chances[0], need[0]).zip(in_common(chances[1], need[1]));
    let Some(((p, one), (q, other))) = both else {
        return each([Bits::NONE; N], |k| bernoulli(chances[k], need[k], streams[k], moment));
    };
    let mut words = (Words::new(streams[0], moment), Words::new(streams[1], moment));
    let (mut first, mut second) = (Match::new(p, one), Match::new(q, other));
    while !(first.is_over() && second.is_over()) {
        // Step by step in turns: that is what the processor overlaps.
        for _ in 0..STEPS {
            first.read(words.0.next());
            second.read(words.1.next());
        }
    }
    [each(Bits::NONE, |i| need[0][i] & first.hit), each(Bits::NONE, |i| need[1][i] & second.hit)]
}

/// Words between two tests of the end: a test costs as much as a word.
const STEPS: usize = 3;

/// The one probability of all variants and the trials in which any of them needs it, if they have it in common: what
/// differs elsewhere in the document is then drawn once for all.
#[inline(always)]
fn in_common<const N: usize>(chances: [f64; N], need: [Bits; N]) -> Option<(f64, Bits)> {
    let is_common = chances.iter().all(|p| p.to_bits() == chances[0].to_bits());
    is_common.then(|| (chances[0], need.into_iter().fold(Bits::NONE, |all, bits| all | bits)))
}

/// A comparison of U with p, digit by digit.
#[derive(Clone, Copy)]
struct Match {
    /// What is left of the digits of p.
    digits: u64,
    /// Where `U < p` is settled.
    hit: Bits,
    /// Where the digits were equal so far.
    open: Bits,
}

impl Match {
    #[inline(always)]
    fn new(chance: f64, need: Bits) -> Self {
        let is_open = chance > 0.0 && chance < 1.0;
        Self {
            digits: binary_digits(chance),
            hit: if chance >= 1.0 { need } else { Bits::NONE },
            open: if is_open { need } else { Bits::NONE },
        }
    }

    /// Whether every trial is settled. Where all further digits of p are 0, U cannot become smaller than p any more.
    #[inline(always)]
    fn is_over(&self) -> bool {
        self.digits == 0 || self.open.is_none()
    }

    #[inline(always)]
    fn read(&mut self, word: Bits) {
        let digit = 0_u64.wrapping_sub(self.digits >> 63);
        self.digits <<= 1;
        let below = self.open & !word;
        self.hit |= below.map(|b| b & digit);
        self.open = self.open.zip(word, |open, w| open & (w ^ !digit));
    }
}

/// The first 64 binary digits of a probability below 1, found from the parts of the number: a cast would cost more.
#[inline(always)]
fn binary_digits(chance: f64) -> u64 {
    let bits = chance.to_bits();
    // chance = significand · 2^(exponent − 1023) / 2^63, so its digits are the significand shifted by 1022 − exponent.
    let significand = (bits << 11) | (1 << 63);
    let shift = 1022_u32.wrapping_sub((bits >> 52) as u32);
    significand.checked_shr(shift).unwrap_or(0)
}

/// Eight outputs of `SplitMix64`, one for each generator.
#[inline(always)]
fn seeds(key: u64, salt: u64) -> Bits {
    let mut words = [0; WORDS];
    for (word, i) in words.iter_mut().zip(1_u64..) {
        *word = key.wrapping_add(salt.wrapping_mul(i));
    }
    Bits(words).map(mixed)
}

/// The output function of `SplitMix64`: a bijection in which every bit of the input bears on every bit of the output.
#[inline(always)]
pub(super) fn mixed(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// The stream of a variable: a hash of its kind and of the id of its element, folded eight bytes at a time.
pub(super) fn number(kind: u64, id: &str) -> u64 {
    let start = mixed(kind ^ (id.len() as u64).wrapping_mul(GOLDEN));
    id.as_bytes().chunks(8).fold(start, |hash, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        mixed(hash.rotate_left(23) ^ u64::from_le_bytes(word)).wrapping_add(GOLDEN)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand_xoshiro::{
        Xoroshiro128PlusPlus,
        rand_core::{RngCore, SeedableRng},
    };

    use super::*;
    use crate::analysis::bits::TRIALS;

    fn moment(block: u64) -> Moment {
        Moment::new(7, block, 1)
    }

    fn one(p: f64, need: Bits, stream: u64) -> Bits {
        bernoulli([p], [need], stream, moment(0))[0]
    }

    #[test]
    fn every_generator_is_the_published_one() {
        let mut words = Words::new(123, moment(4));
        let mut published: Vec<_> = (0..WORDS)
            .map(|i| {
                let mut seed = [0; 16];
                seed[..8].copy_from_slice(&words.a.0[i].to_le_bytes());
                seed[8..].copy_from_slice(&words.b.0[i].to_le_bytes());
                Xoroshiro128PlusPlus::from_seed(seed)
            })
            .collect();
        for _ in 0..200 {
            let ours = words.next().0.to_vec();
            let theirs: Vec<u64> = published.iter_mut().map(RngCore::next_u64).collect();
            assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn no_two_draws_share_a_word() {
        let mut seen = BTreeSet::new();
        let mut drawn = 0;
        for seed in [0, 1, 2, u64::MAX] {
            for stream in [0, 1, 2, 3, 1 << 32, GOLDEN, SECOND, u64::MAX] {
                for (block, time) in [(0, 0), (0, 1), (0, 1000), (1, 0), (2, 5), (1 << 40, 3)] {
                    let mut words = Words::new(stream, Moment::new(seed, block, time));
                    seen.extend((0..66).flat_map(|_| words.next().0));
                    drawn += 66 * WORDS;
                }
            }
        }
        // 101 376 draws of 64 bits collide by chance with probability 3e-10.
        assert_eq!(seen.len(), drawn);
    }

    #[test]
    fn neighboring_draws_are_uncorrelated() {
        let words = |stream, block, time| Words::new(stream, Moment::new(7, block, time)).next();
        for ((s, b, t), (u, c, w)) in [
            ((0, 0, 0), (1, 0, 0)),
            ((0, 0, 0), (0, 1, 0)),
            ((0, 0, 0), (0, 0, 1)),
            ((5, 3, 1), (6, 2, 1)),
            ((9, 1, 2), (9, 2, 1)),
        ] {
            let groups = 4_000;
            let equal: u64 = (0..groups)
                .map(|i| !(words(s, b + 10 * i, t) ^ words(u, c + 10 * i, w)))
                .map(Bits::count)
                .sum();
            let n = (groups * TRIALS) as f64;
            let z = (equal as f64 - n / 2.0) / (n / 4.0).sqrt();
            assert!(z.abs() < 4.0, "{:?}: z {z}", ((s, b, t), (u, c, w)));
        }
    }

    #[test]
    fn trials_of_one_draw_are_uncorrelated() {
        // Every pair of neighboring words, and every word with itself turned by a digit.
        let (mut across, mut along) = (0_u64, 0_u64);
        let groups = 20_000;
        for block in 0..groups {
            let drawn = bernoulli([0.5], [Bits::ALL], 3, moment(block))[0];
            for i in 0..WORDS {
                across += u64::from((!(drawn.0[i] ^ drawn.0[(i + 1) % WORDS])).count_ones());
                along += u64::from((!(drawn.0[i] ^ drawn.0[i].rotate_left(1))).count_ones());
            }
        }
        let n = (groups * TRIALS) as f64;
        for equal in [across, along] {
            let z = (equal as f64 - n / 2.0) / (n / 4.0).sqrt();
            assert!(z.abs() < 4.0, "z {z}");
        }
    }

    #[test]
    fn draws_come_as_often_as_they_should_and_independently() {
        for p in [0.5, 0.25, 0.3, 0.01, 0.001, 0.999, 1.0 / 3.0] {
            let groups = 4_000;
            let counts: Vec<u64> = (0..groups)
                .map(|block| bernoulli([p], [Bits::ALL], 11, moment(block))[0].count())
                .collect();
            let n = (groups * TRIALS) as f64;
            let hits: u64 = counts.iter().sum();
            let z = (hits as f64 - n * p) / (n * p * (1.0 - p)).sqrt();
            assert!(z.abs() < 4.0, "p {p}: z {z}");
            // The spread of the counts of a group is that of 512 independent trials.
            let mean = TRIALS as f64 * p;
            let spread: f64 = counts.iter().map(|c| *c as f64 - mean).map(|gap| gap * gap).sum();
            let ratio = spread / (groups as f64 * mean * (1.0 - p));
            let error = ((2.0 + 1.0 / mean) / groups as f64).sqrt();
            assert!((ratio - 1.0).abs() < 4.0 * error, "p {p}: {ratio}");
        }
        assert_eq!(one(0.0, Bits::ALL, 1), Bits::NONE);
        assert_eq!(one(1.0, Bits::ALL, 1), Bits::ALL);
        assert_eq!(one(1e-300, Bits::ALL, 1), Bits::NONE);
    }

    #[test]
    fn a_draw_depends_neither_on_what_is_needed_nor_falls_as_p_grows() {
        for stream in 0..50 {
            let some = Bits::first(77);
            assert_eq!(one(0.37, some, stream), one(0.37, Bits::ALL, stream) & some);
            let (low, high) = (one(0.37, Bits::ALL, stream), one(0.41, Bits::ALL, stream));
            assert_eq!(low & !high, Bits::NONE);
        }
    }

    #[test]
    fn variants_that_are_drawn_together_are_drawn_as_alone() {
        for stream in 0..50 {
            let need = [Bits::ALL, Bits::first(300), !Bits::first(99)];
            for chances in [[0.2; 3], [0.2, 0.7, 0.2], [1.0, 0.0, 0.4], [0.5, 1.0, 0.0]] {
                let together = bernoulli(chances, need, stream, moment(2));
                for i in 0..3 {
                    let alone = bernoulli([chances[i]], [need[i]], stream, moment(2));
                    assert_eq!(together[i], alone[0]);
                }
                let other = [[0.6; 3], chances];
                let two = bernoulli_two(other, [need; 2], [stream, stream + 1], moment(2));
                let apart = |k: usize| bernoulli(other[k], need, stream + k as u64, moment(2));
                assert_eq!(two, [apart(0), apart(1)]);
            }
        }
    }

    #[test]
    fn digits_are_those_of_the_number() {
        for p in [0.5, 0.25, 0.3, 0.999_999, 1e-3, 1e-19, libm::ldexp(1.0, -64), 1.0 - f64::EPSILON]
        {
            let digits = binary_digits(p);
            assert!((libm::ldexp(digits as f64, -64) - p).abs() <= libm::ldexp(1.0, -64), "{p}");
        }
        assert_eq!([1e-300, 0.0].map(binary_digits), [0, 0]);
    }

    #[test]
    fn streams_of_similar_ids_differ() {
        let ids =
            (0..2_000).map(|i| format!("n{i}")).chain(["a", "aa", "a-", "-a"].map(str::to_owned));
        let numbers: Vec<u64> = ids.flat_map(|id| [number(1, &id), number(2, &id)]).collect();
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len());
    }
}
