//! How far the headline hangs on the weights: over a triangle for three hypotheses, as bars for another number.

use eframe::egui::{Pos2, Rect, Response, Sense, Ui, Vec2, WidgetInfo, accesskit::Role};

use crate::{
    drawing::{
        Point,
        triangle::{TriangleChart, weights_at},
    },
    model::{Edit, Hypothesis, Weight},
    report::{figures, wording},
    session::Gesture,
    ui::{
        view::Cx,
        widgets::{self, picture},
        workspaces::results::headline::missing,
    },
};

/// Widest and smallest picture of the triangle.
const WIDTHS: [f32; 2] = [300.0, 460.0];
/// Weights are set in steps of this share.
const STEP: f64 = 0.01;

/// What is remembered while weights are dragged.
#[derive(Debug, Default)]
pub(super) struct WeightsView {
    gesture: Option<Gesture>,
}

impl WeightsView {
    /// Shows what the weights do to the headline.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(results) = cx.session.results() else { return };
        let (document, analysis) = (cx.session.assessment(), &results.analysis);
        let Some(bars) = figures::hypotheses::weight_swings(document, analysis) else { return };
        widgets::section_label(ui, "What the weights do to the headline");
        let (least, most) = figures::hypotheses::range_over_weights(analysis);
        let range = format!(
            "Whatever the weights are, the headline lies between {} and {}: it is linear in them.",
            wording::percent(least),
            wording::percent(most)
        );
        widgets::secondary(ui, range);
        if !analysis.unscored.is_empty() {
            widgets::secondary(ui, format!("{}.", missing(&analysis.unscored)));
        }
        ui.add_space(4.0);
        if let Some(chart) = figures::hypotheses::triangle(document, analysis) {
            self.triangle_ui(ui, cx, chart);
        } else {
            picture::figure_ui(ui, cx.tokens, &bars.drawing());
        }
    }

    fn triangle_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, mut chart: TriangleChart) {
        let document = cx.session.assessment();
        let weighed = document.weighed_hypotheses();
        // The point follows the pointer at once, not only when the results are there.
        if let [a, b, c] = &weighed[..] {
            chart.weights = [a.1, b.1, c.1];
            let mixed = chart.corners.iter().zip(chart.weights);
            let value = mixed.map(|(corner, weight)| corner.value * weight).sum();
            chart.figure = wording::percent(value);
        }
        let drawing = chart.drawing();
        let frame = drawing.frame;
        let width = ui.available_width().clamp(WIDTHS[0], WIDTHS[1]);
        let scale = width / frame.width();
        let size = Vec2::new(frame.width(), frame.height()) * scale;
        let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
        let spoken = format!("Weights of the hypotheses. {}", drawing.description);
        response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, &spoken));
        picture::paint(ui.painter(), cx.tokens, &drawing, rect);
        let at = |pointer: Pos2| {
            let from = pointer - rect.min;
            Point::new(frame.min.x + from.x / scale, frame.min.y + from.y / scale)
        };
        if let Some(weights) = self.chosen(ui, &response, (rect, &at)) {
            let all: Vec<&Hypothesis> = weighed.iter().map(|(h, _)| &**h).collect();
            let gesture = self.gesture.unwrap_or(Gesture::Single);
            cx.edit_within_if(gesture, weighing(&all, weights));
        }
        let hint = "Click or drag in the triangle to set the weights; let them move with evidence other than behavior in \
                    training.";
        widgets::secondary(ui, hint);
    }

    /// The weights at the pointer while it is held.
    fn chosen(
        &mut self,
        ui: &Ui,
        response: &Response,
        (rect, at): (Rect, &dyn Fn(Pos2) -> Point),
    ) -> Option<[f64; 3]> {
        if response.drag_started() {
            self.gesture = Some(widgets::new_gesture(ui));
        }
        let is_held = response.dragged() || response.clicked();
        let pointer = response.interact_pointer_pos().filter(|_| is_held)?;
        if response.clicked() {
            self.gesture = None;
        }
        Some(weights_at(at(pointer.clamp(rect.min, rect.max))))
    }
}

/// The edit that gives three hypotheses these shares of the sum of their weights, rounded to hundredths of it; `None`
/// where they have them.
fn weighing(all: &[&Hypothesis], shares: [f64; 3]) -> Option<Edit> {
    let sum: f64 = all.iter().map(|h| h.weight.get()).sum();
    let sum = if sum.is_finite() && sum > 0.0 { sum } else { 1.0 };
    let rounded = |share: f64| (share / STEP).round() * STEP;
    let [a, b] = [rounded(shares[0]), rounded(shares[1])];
    let shares = [a, b, (1.0 - a - b).max(0.0)];
    // Written to as many places as the rounding has, so that 0.1 + 0.2 stays 0.3 in the file.
    let weights = shares.map(|share| Weight::try_from((share * sum * 1e6).round() / 1e6).ok());
    let changed = all.iter().zip(weights).filter_map(|(h, weight)| {
        let weight = weight.filter(|weight| *weight != h.weight)?;
        Some(Edit::put(Hypothesis { weight, ..(*h).clone() }))
    });
    let changed: Vec<Edit> = changed.collect();
    (!changed.is_empty()).then_some(Edit::Named("weigh hypotheses", changed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Assessment, Id};

    fn three(weights: [f64; 3]) -> Vec<Hypothesis> {
        let one = |(name, weight): (&str, f64)| {
            let id: Id<Hypothesis> = Id::new(name).expect("an id");
            Hypothesis::new(id, name, Weight::try_from(weight).expect("a weight"))
        };
        ["a", "b", "c"].into_iter().zip(weights).map(one).collect()
    }

    #[test]
    fn shares_are_those_of_the_sum_and_rounded() {
        for sum in [1.0, 10.0, 0.4] {
            let all = three([0.2 * sum, 0.3 * sum, 0.5 * sum]);
            let refs: Vec<&Hypothesis> = all.iter().collect();
            let edit = weighing(&refs, [0.6012, 0.2991, 0.0997]).expect("a change");
            let puts = all.iter().cloned().map(Edit::put).collect();
            let document = Assessment::blank("t").edited(&Edit::All(puts)).expect("valid");
            let document = document.edited(&edit).expect("valid");
            let found: Vec<f64> = document.weighed_hypotheses().iter().map(|of| of.1).collect();
            for (found, wanted) in found.iter().zip([0.6, 0.3, 0.1]) {
                assert!((found - wanted).abs() < 1e-9, "{found} {wanted}");
            }
            let total: f64 = document.hypotheses().iter().map(|h| h.weight.get()).sum();
            assert!((total - sum).abs() < 1e-9);
        }
    }

    #[test]
    fn weights_that_are_there_are_no_change() {
        let all = three([0.2, 0.3, 0.5]);
        let refs: Vec<&Hypothesis> = all.iter().collect();
        assert_eq!(weighing(&refs, [0.2, 0.3, 0.5]), None);
    }
}
