//! How far subclaims carry a claim: the value under independence beside Fréchet's bounds, which hold under any dependence.
//!
//! Of n events with probabilities p: all of them have max(0, Σp − (n − 1)) ≤ P ≤ min p, any of them max p ≤ P ≤
//! min(1, Σp) (Fréchet 1935); under independence Πp and 1 − Π(1 − p).

use std::collections::BTreeMap;

use crate::model::{Aggregation, Assessment, Claim, Dimension, Estimate, Id};

/// How probable a claim is by itself and by what carries it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Support {
    /// As judged by itself; `None` where nobody did.
    pub judged: Option<f64>,
    /// What its subclaims give; `None` for a claim without subclaims.
    pub carried: Option<Carried>,
}

/// What subclaims give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Carried {
    /// If they were independent; `None` where a subclaim has no value, and for convergent ones, where none follows.
    pub independent: Option<f64>,
    /// The least that they give under any dependence.
    pub lower: f64,
    /// The most that they give under any dependence; for convergent ones under independence.
    pub upper: f64,
    /// Subclaims, at any depth, of which nothing is known.
    pub unknown: usize,
}

impl Support {
    /// The value with its bounds that goes on to the claim above: what is carried, or else what is judged.
    pub fn value(&self) -> Carried {
        let judged =
            self.judged.map(|p| Carried { independent: Some(p), lower: p, upper: p, unknown: 0 });
        let nothing = Carried { independent: None, lower: 0.0, upper: 1.0, unknown: 1 };
        match (self.carried, judged) {
            // Of convergent lines, and where a subclaim is not judged, no value follows from below: a judgement on the
            // whole gives one, the bounds stay as wide as what is not known leaves them.
            (Some(carried), Some(judged)) if carried.independent.is_none() => Carried {
                independent: judged.independent,
                lower: carried.lower.min(judged.lower),
                upper: carried.upper.max(judged.upper),
                unknown: carried.unknown,
            },
            (Some(carried), _) => carried,
            (None, judged) => judged.unwrap_or(nothing),
        }
    }
}

/// A claim with its number in the tree, in the order of the telling: `C1`, `C1.1`, `C1.2`, `C2`.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbered<'a> {
    /// Its number.
    pub number: String,
    /// The claim.
    pub claim: &'a Claim,
    /// How many claims stand above it.
    pub depth: usize,
}

/// All claims with their numbers, each after the claim that it carries.
pub fn numbered(document: &Assessment) -> Vec<Numbered<'_>> {
    let mut below: BTreeMap<Option<&Id<Claim>>, Vec<&Claim>> = BTreeMap::new();
    for claim in document.claims().iter() {
        below.entry(claim.parent.as_ref()).or_default().push(claim);
    }
    let parts = |id| below.get(&id).map_or(&[][..], Vec::as_slice).iter().enumerate().rev();
    let mut listed = Vec::new();
    let mut open: Vec<Numbered<'_>> = Vec::new();
    let top = |i: usize| format!("C{}", i + 1);
    open.extend(parts(None).map(|(i, claim)| Numbered { number: top(i), claim, depth: 0 }));
    while let Some(next) = open.pop() {
        open.extend(parts(Some(&next.claim.id)).map(|(i, claim)| {
            let number = format!("{}.{}", next.number, i + 1);
            Numbered { number, claim, depth: next.depth + 1 }
        }));
        listed.push(next);
    }
    listed
}

/// How many subclaims each claim has that has any.
pub fn subclaims(document: &Assessment) -> BTreeMap<&Id<Claim>, usize> {
    let mut counts = BTreeMap::new();
    for parent in document.claims().iter().filter_map(|claim| claim.parent.as_ref()) {
        *counts.entry(parent).or_default() += 1;
    }
    counts
}

/// The support of every claim: each is settled once, after those that carry it.
pub fn support(document: &Assessment) -> BTreeMap<Id<Claim>, Support> {
    let mut below: BTreeMap<&Id<Claim>, Vec<&Claim>> = BTreeMap::new();
    for claim in document.claims().iter() {
        if let Some(parent) = &claim.parent {
            below.entry(parent).or_default().push(claim);
        }
    }
    let parts = |claim: &Claim| below.get(&claim.id).map_or(&[][..], Vec::as_slice);
    let mut found = BTreeMap::new();
    // Claims are trees (a rule of documents): what is opened again has all of its subclaims settled.
    let tops = document.claims().iter().filter(|claim| claim.parent.is_none());
    let mut open: Vec<(&Claim, bool)> = tops.map(|claim| (claim, false)).collect();
    while let Some((claim, is_ready)) = open.pop() {
        if is_ready {
            found.insert(claim.id.clone(), supported(document, claim, parts(claim), &found));
        } else {
            open.push((claim, true));
            open.extend(parts(claim).iter().map(|part| (*part, false)));
        }
    }
    found
}

/// The support of a claim whose subclaims are settled.
fn supported(
    document: &Assessment,
    claim: &Claim,
    parts: &[&Claim],
    settled: &BTreeMap<Id<Claim>, Support>,
) -> Support {
    let values: Vec<Carried> =
        parts.iter().filter_map(|part| settled.get(&part.id).map(Support::value)).collect();
    let judged = claim.estimate.as_ref().filter(|of| **of != Estimate::Withheld);
    let judged = judged.map(|of| of.central(Dimension::Likelihood, document.scale()).get());
    let carried = (!values.is_empty()).then(|| combined(claim.aggregation, &values));
    Support { judged, carried }
}

fn combined(aggregation: Aggregation, parts: &[Carried]) -> Carried {
    let all = |of: fn(&Carried) -> f64| parts.iter().map(of);
    let independent: Option<Vec<f64>> = parts.iter().map(|part| part.independent).collect();
    let none_of = |values: &mut dyn Iterator<Item = f64>| values.map(|p| 1.0 - p).product::<f64>();
    let largest_lower = all(|part| part.lower).fold(0.0, f64::max);
    let unknown = parts.iter().map(|part| part.unknown).sum();
    match aggregation {
        Aggregation::Conjunctive => {
            let shortfall = all(|part| 1.0 - part.lower).sum::<f64>();
            Carried {
                independent: independent.map(|values| values.iter().product()),
                lower: (1.0 - shortfall).max(0.0),
                upper: all(|part| part.upper).fold(1.0, f64::min),
                unknown,
            }
        }
        Aggregation::Disjunctive => Carried {
            independent: independent.map(|values| 1.0 - none_of(&mut values.into_iter())),
            lower: largest_lower,
            upper: all(|part| part.upper).sum::<f64>().min(1.0),
            unknown,
        },
        Aggregation::Convergent => Carried {
            independent: None,
            lower: largest_lower,
            upper: 1.0 - none_of(&mut all(|part| part.upper)),
            unknown,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Edit, Parts, Probability,
        rules::{CLAIM_LEVELS_MAX, OTHERS_MAX},
    };

    fn id(text: &str) -> Id<Claim> {
        Id::new(text).expect("an id")
    }

    fn tree(aggregation: Aggregation, leaves: &[Option<f64>]) -> Support {
        let top = Claim { aggregation, ..Claim::new(id("top"), "Top") };
        let mut document = Assessment::blank("t");
        // Subclaims before and after their parent: the order of the list is that of the telling.
        for (i, leaf) in leaves.iter().enumerate() {
            if i == 1 {
                document = document.edited(&Edit::put(top.clone())).expect("valid");
                document = document.edited(&Edit::put(below("c0", leaves[0]))).expect("valid");
            }
            let claim = Claim { parent: None, ..below(&format!("c{i}"), *leaf) };
            document = document.edited(&Edit::put(claim)).expect("valid");
        }
        for (i, leaf) in leaves.iter().enumerate() {
            document = document.edited(&Edit::put(below(&format!("c{i}"), *leaf))).expect("valid");
        }
        support(&document)[&id("top")]
    }

    fn below(name: &str, p: Option<f64>) -> Claim {
        let estimate = p.map(|p| Estimate::Point(Probability::try_from(p).expect("a probability")));
        Claim { parent: Some(id("top")), estimate, ..Claim::new(id(name), name) }
    }

    fn close(a: Option<f64>, b: f64) -> bool {
        a.is_some_and(|a| (a - b).abs() < 1e-12)
    }

    #[test]
    fn the_published_case_of_three_claims() {
        // DOMAIN V14.
        let and = tree(Aggregation::Conjunctive, &[Some(0.9), Some(0.8), Some(0.95)]);
        let carried = and.carried.expect("carried");
        assert!(close(carried.independent, 0.684));
        assert!(close(Some(carried.lower), 0.65) && close(Some(carried.upper), 0.8));
        let or = tree(Aggregation::Disjunctive, &[Some(0.02), Some(0.05), Some(0.01)]);
        let carried = or.carried.expect("carried");
        assert!(close(carried.independent, 1.0 - 0.98 * 0.95 * 0.99));
        assert!(close(Some(carried.lower), 0.05) && close(Some(carried.upper), 0.08));
    }

    #[test]
    fn bounds_hold_the_value_under_independence() {
        for aggregation in [Aggregation::Conjunctive, Aggregation::Disjunctive] {
            for leaves in [[0.1, 0.2, 0.9], [0.5, 0.5, 0.5], [0.0, 1.0, 0.3], [0.99, 0.98, 0.97]] {
                let carried = tree(aggregation, &leaves.map(Some)).carried.expect("carried");
                let value = carried.independent.expect("all known");
                assert!(carried.lower <= value + 1e-12 && value <= carried.upper + 1e-12);
            }
        }
    }

    #[test]
    fn what_is_unknown_leaves_its_whole_range_open() {
        let and = tree(Aggregation::Conjunctive, &[Some(0.9), None]).carried.expect("carried");
        assert_eq!((and.independent, and.lower, and.unknown), (None, 0.0, 1));
        assert!(close(Some(and.upper), 0.9));
        let or = tree(Aggregation::Disjunctive, &[Some(0.4), None]).carried.expect("carried");
        assert!(close(Some(or.lower), 0.4) && close(Some(or.upper), 1.0));
    }

    #[test]
    fn of_convergent_lines_no_single_value_follows() {
        let lines = tree(Aggregation::Convergent, &[Some(0.6), Some(0.5)]);
        let carried = lines.carried.expect("carried");
        assert_eq!(carried.independent, None);
        assert!(close(Some(carried.lower), 0.6) && close(Some(carried.upper), 0.8));
    }

    /// The support of a claim, from that of its subclaims in the order of the document.
    fn followed(document: &Assessment, claim: &Claim) -> Support {
        let parts = document.claims().iter().filter(|of| of.parent.as_ref() == Some(&claim.id));
        let values: Vec<Carried> = parts.map(|part| followed(document, part).value()).collect();
        let judged =
            claim.estimate.as_ref().map(|of| of.central(Dimension::Likelihood, None).get());
        let carried = (!values.is_empty()).then(|| combined(claim.aggregation, &values));
        Support { judged, carried }
    }

    #[test]
    fn every_claim_is_settled_in_whatever_order_claims_are_listed() {
        let name = |i: usize| format!("c{i}");
        let kinds = [Aggregation::Conjunctive, Aggregation::Disjunctive, Aggregation::Convergent];
        // Each hangs on one of a third of its number: a tree of several levels, some claims without an estimate.
        let mut claims: Vec<Claim> = (0..200)
            .map(|i: usize| {
                let p = (!i.is_multiple_of(5)).then(|| (i * 37 % 101) as f64 / 101.0);
                let parent = (i > 1).then(|| id(&name(i / 3)));
                Claim { parent, aggregation: kinds[i % 3], ..below(&name(i), p) }
            })
            .collect();
        for _ in 0..2 {
            let parts = Parts { claims: claims.clone(), ..Assessment::blank("t").to_parts() };
            let document = Assessment::new(parts).expect("valid");
            let found = support(&document);
            assert_eq!(found.len(), claims.len());
            for claim in document.claims().iter() {
                assert_eq!(found[&claim.id], followed(&document, claim), "{}", claim.id);
            }
            claims.reverse();
        }
    }

    #[test]
    fn as_many_claims_as_are_accepted_are_settled() {
        // Chains as deep as they may be, children first.
        let count = OTHERS_MAX;
        let claims = (0..count).rev().map(|i| {
            let is_top = i.is_multiple_of(CLAIM_LEVELS_MAX);
            let parent = (!is_top).then(|| id(&format!("c{}", i - 1)));
            let is_leaf = (i + 1).is_multiple_of(CLAIM_LEVELS_MAX);
            Claim { parent, ..below(&format!("c{i}"), is_leaf.then_some(0.5)) }
        });
        let parts = Parts { claims: claims.collect(), ..Assessment::blank("t").to_parts() };
        let document = Assessment::new(parts).expect("valid");
        let found = support(&document);
        assert_eq!(found.len(), count);
        assert!(found.values().all(|of| close(of.value().independent, 0.5)));
        let subclaims = subclaims(&document);
        assert_eq!(subclaims.len(), count - count / CLAIM_LEVELS_MAX);
        assert!(subclaims.values().all(|count| *count == 1));
    }
}
