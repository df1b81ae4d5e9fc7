//! Whether a panel puts things in the same order, apart from how high it puts them.

/// Kendall's coefficient of concordance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concordance {
    /// W: 0 where the orders have nothing in common, 1 where they are the same.
    pub w: f64,
    /// How many experts it is over.
    pub experts: usize,
    /// How many items it is over: those that all of these experts judged.
    pub items: usize,
}

/// Kendall's W with the correction for ties (Kendall and Babington Smith 1939; Siegel and Castellan 1988): with rank sums
/// `R` over m experts, W = (12 Σ R² − 3 m² n (n + 1)²) / (m² n (n² − 1) − m Σ (t³ − t)), the last sum over every group of
/// t items that an expert puts alike.
///
/// `judged` holds one list for each expert, one number for each item, `None` where the expert did not judge it. Counted are
/// the experts who judged anything, and the items that all of them judged. `None` for fewer than two experts or items,
/// and where every expert puts all items alike.
pub fn concordance(judged: &[Vec<Option<f64>>]) -> Option<Concordance> {
    let experts: Vec<&Vec<Option<f64>>> =
        judged.iter().filter(|of| of.iter().any(Option::is_some)).collect();
    let width = experts.iter().map(|of| of.len()).min().unwrap_or(0);
    let items: Vec<usize> =
        (0..width).filter(|i| experts.iter().all(|of| of[*i].is_some())).collect();
    if experts.len() < 2 || items.len() < 2 {
        return None;
    }
    let (m, n) = (experts.len() as f64, items.len() as f64);
    let mut sums = vec![0.0; items.len()];
    let mut ties = 0.0;
    for expert in &experts {
        let numbers: Vec<f64> = items.iter().filter_map(|i| expert[*i]).collect();
        let (ranks, tied) = ranks(&numbers);
        ties += tied;
        sums.iter_mut().zip(ranks).for_each(|(sum, rank)| *sum += rank);
    }
    let squares: f64 = sums.iter().map(|sum| sum * sum).sum();
    let above = 12.0 * squares - 3.0 * m * m * n * (n + 1.0) * (n + 1.0);
    let below = m * m * n * (n * n - 1.0) - m * ties;
    let w = (above / below).clamp(0.0, 1.0);
    (below > 0.0).then_some(Concordance { w, experts: experts.len(), items: items.len() })
}

/// The rank of each number from 1, equal ones with their mean rank, and Σ (t³ − t) over groups of equal ones.
fn ranks(numbers: &[f64]) -> (Vec<f64>, f64) {
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b]));
    let mut ranks = vec![0.0; numbers.len()];
    let mut ties = 0.0;
    let mut done = 0;
    for group in order.chunk_by(|a, b| numbers[*a].total_cmp(&numbers[*b]).is_eq()) {
        let count = group.len() as f64;
        let mean = done as f64 + f64::midpoint(count, 1.0);
        for i in group {
            ranks[*i] = mean;
        }
        ties += count * count * count - count;
        done += group.len();
    }
    (ranks, ties)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[&[f64]]) -> Vec<Vec<Option<f64>>> {
        rows.iter().map(|row| row.iter().copied().map(Some).collect()).collect()
    }

    #[test]
    fn the_same_order_is_one_and_two_opposite_ones_are_zero() {
        let same = of(&[&[0.1, 0.2, 0.3], &[0.4, 0.7, 0.9], &[0.01, 0.02, 0.5]]);
        assert!((concordance(&same).expect("counted").w - 1.0).abs() < 1e-15);
        let opposite = of(&[&[0.1, 0.2, 0.3], &[0.3, 0.2, 0.1]]);
        assert!(concordance(&opposite).expect("counted").w <= 0.0);
    }

    #[test]
    fn ties_are_corrected_for() {
        // Siegel and Castellan's way by hand: ranks (1, 2.5, 2.5, 4), (2, 1, 3, 4), (1.5, 1.5, 3, 4).
        let judged = of(&[&[1.0, 2.0, 2.0, 3.0], &[2.0, 1.0, 3.0, 4.0], &[1.0, 1.0, 2.0, 3.0]]);
        // Sums 4.5, 5, 8.5, 12: 12 · 261.5 − 3·9·4·25 = 438; 9·4·15 − 3·(6 + 6) = 504.
        let found = concordance(&judged).expect("counted");
        assert!((found.w - 438.0 / 504.0).abs() < 1e-15, "{}", found.w);
        assert_eq!((found.experts, found.items), (3, 4));
    }

    #[test]
    fn only_what_all_have_judged_counts() {
        let mut judged = of(&[&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]]);
        judged[1][2] = None;
        judged.push(vec![None; 3]);
        let found = concordance(&judged).expect("counted");
        assert_eq!((found.experts, found.items), (3, 2));
        // Rank sums 1 + 1 + 2 and 2 + 2 + 1.
        assert!(
            (found.w - (12.0 * 41.0 - 3.0 * 9.0 * 2.0 * 9.0) / (9.0 * 2.0 * 3.0)).abs() < 1e-15
        );
        assert_eq!(concordance(&of(&[&[1.0, 1.0], &[2.0, 2.0]])), None);
        assert_eq!(concordance(&of(&[&[1.0, 2.0]])), None);
        assert_eq!(concordance(&[]), None);
    }
}
