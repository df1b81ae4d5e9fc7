//! Intervals brought to one level of stated confidence.

/// The ends of an interval that was stated with one confidence, as they would be with another (both above 0 and at most
/// 1): the distances from best are stretched in proportion, L′ = B − (B − L) S/C, U′ = B + (U − B) S/C, and drawn in to
/// 0..=1 (four-step elicitation: Speirs-Bridge and others 2010; IDEA: Hemming and others 2018).
pub fn standardized(numbers: [f64; 3], stated: f64, target: f64) -> [f64; 3] {
    stretched(numbers, stated, target).map(|p| p.clamp(0.0, 1.0))
}

/// The same for a quantity without bounds.
pub fn stretched(numbers: [f64; 3], stated: f64, target: f64) -> [f64; 3] {
    let [low, best, high] = numbers;
    let moved = |end: f64| best + (end - best) * (target / stated);
    [moved(low).min(best), best, moved(high).max(best)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_percent_becomes_ninety_as_published() {
        let [low, best, high] = standardized([0.02, 0.05, 0.15], 0.6, 0.9);
        assert!((low - 0.005).abs() < 1e-15 && (high - 0.20).abs() < 1e-15);
        assert!((best - 0.05).abs() < 1e-15);
        let [low, _, high] = standardized([0.02, 0.5, 0.9], 0.5, 0.9);
        assert!(low <= 0.0 && high >= 1.0);
    }
}
