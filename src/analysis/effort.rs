//! How many trials a study of many variants can afford.
//!
//! Importance, tornado, curves and bands simulate a document under tens to thousands of variants. What that takes grows
//! with the product of variants, trials and cells (variables of the document: elements × phases × hypotheses). Where the
//! product passes a limit, fewer trials are simulated: every figure tells its error, so nothing is hidden, and no
//! document keeps a processor busy for hours for quantities that nobody asked for by number.

use super::{Case, bits, layout::Layout, simulate::Plan};
use crate::model::Study;

/// Work of one quantity: cells times blocks of 512 trials, over all variants. A cell takes 5 to 200 ns, so that is a few
/// seconds, and less than a minute at worst.
const WORK: u64 = 1 << 28;
/// Fewest blocks of a variant.
const BLOCKS_LEAST: u64 = 4;

/// The plan of a study of so many variants of a case: its trials, but no more than are affordable.
pub(super) fn plan(case: &Case<'_>, study: &Study, variants: usize) -> Plan {
    let cells = cells(&case.layout, case.program.phase_count * case.odds.len());
    Plan::new(&Study { trials: study.trials.min(trials(cells, variants)), ..study.clone() })
}

/// How many variants of a case are affordable at all.
pub(super) fn variants_max(case: &Case<'_>) -> usize {
    let cells = cells(&case.layout, case.program.phase_count * case.odds.len());
    usize::try_from(WORK / BLOCKS_LEAST / cells).unwrap_or(usize::MAX)
}

/// Affordable blocks of each of so many draws of a case; at least one.
pub(super) fn blocks_of_draw(case: &Case<'_>, draws: usize) -> u64 {
    let cells = cells(&case.layout, case.program.phase_count * case.odds.len());
    (2 * WORK / cells.saturating_mul(draws.max(1) as u64)).max(1)
}

/// Variables of all phases and hypotheses; at least 1.
fn cells(layout: &Layout, times: usize) -> u64 {
    let elements = layout.places.len() + layout.targets.len() + layout.measures.len();
    (elements as u64).saturating_mul(times as u64).max(1)
}

/// Most trials of each variant.
fn trials(cells: u64, variants: usize) -> u64 {
    let blocks = WORK / cells.saturating_mul(variants.max(1) as u64);
    blocks.max(BLOCKS_LEAST) * bits::TRIALS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_draw_keeps_all_its_trials_and_what_machines_make_some() {
        // 100 elements over 8 phases and 3 hypotheses, with the extremes of 40 of them.
        assert!(trials(2_400, 160) > 1 << 17);
        for cells in [1, 1 << 20, 1 << 40, u64::MAX] {
            for variants in [0, 1, 1_000, usize::MAX] {
                let trials = trials(cells, variants);
                assert!(
                    trials >= BLOCKS_LEAST * bits::TRIALS && trials.is_multiple_of(bits::TRIALS)
                );
            }
        }
    }
}
