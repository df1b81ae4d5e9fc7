//! What an exported picture says about itself: the ramp of probabilities, lines and symbols, each with its words.

use super::{
    Anchor, Dash, FontWeight, Frame, Ink, Outline, Point, Shape, Stroke, icon, palette, text,
    wire::{UNSCORED_WIDTH, unscored_badge},
    words,
};
use crate::model::NodeKind;

/// What an exported picture says about itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Caption<'a> {
    /// What is shown, in words, for readers who cannot see it; the list of elements is added.
    pub description: &'a str,
    /// The name of the chosen phase.
    pub phase: &'a str,
    /// Whether to explain the kinds of nodes and lines.
    pub explains: bool,
}

/// The ramp with its ends and the phase and, where wanted, lines and kinds; gives the frame that it takes.
pub(super) fn legend(corner: Point, caption: &Caption<'_>, shapes: &mut Vec<Shape>) -> Frame {
    let words = if caption.phase.is_empty() {
        "Prevalence".to_owned()
    } else {
        format!("Prevalence in {}", caption.phase)
    };
    let right = ramp(corner, &words, shapes);
    if !caption.explains {
        return Frame::sized(corner, right, 28.0);
    }
    let lines = line_legend(corner.moved(0.0, 46.0), shapes);
    let kinds = kind_legend(corner.moved(0.0, 70.0), shapes);
    Frame::sized(corner, right.max(lines).max(kinds), 80.0)
}

/// The ramp with its ends and what it shows; gives the width taken.
pub(super) fn ramp(corner: Point, words: &str, shapes: &mut Vec<Shape>) -> f32 {
    const BLOCKS: u8 = 42;
    const BLOCK: f32 = 4.0;
    let ratio = palette::RAMP_HIGH / palette::RAMP_LOW;
    for block in 0..BLOCKS {
        let p = palette::RAMP_LOW * libm::pow(ratio, f64::from(block) / f64::from(BLOCKS - 1));
        let at = corner.moved(f32::from(block) * BLOCK, 0.0);
        // A hair of overlap keeps the blocks from showing seams.
        let wide = if block + 1 < BLOCKS { BLOCK + 0.5 } else { BLOCK };
        shapes.push(Shape::block(Frame::sized(at, wide, 8.0), Ink::Probability(p as f32)));
    }
    let width = f32::from(BLOCKS) * BLOCK;
    let small = |at: Point, words: &str| Shape::text(at, words, 11.0, Ink::Secondary);
    shapes.push(small(corner.moved(0.0, 20.0), "≤ 0.1 %"));
    shapes.push(small(corner.moved(width, 20.0), "≥ 20 %").anchored(Anchor::End));
    shapes.push(small(corner.moved(width + 14.0, 4.0), words));
    width + 14.0 + text::width(words, 11.0, FontWeight::Regular)
}

/// What lines mean; gives the width taken.
fn line_legend(start: Point, shapes: &mut Vec<Shape>) -> f32 {
    let samples = [
        (Dash::Solid, 2.5, "Likelihood 1 % or more"),
        (Dash::Dashed, 1.5, "Below 1 %"),
        (Dash::Dotted, UNSCORED_WIDTH, "Not scored"),
    ];
    let mut x = 0.0;
    for (dash, width, words) in samples {
        let stroke = Stroke::solid(Ink::Link, width).dashed(dash);
        shapes.push(Shape::line(start.moved(x, 0.0), start.moved(x + 28.0, 0.0), stroke));
        if dash == Dash::Dotted {
            shapes
                .push(Shape::filled(Outline::Circle(start.moved(x + 14.0, 0.0), 7.0), Ink::Canvas));
            shapes.extend(unscored_badge(start.moved(x + 14.0, 0.0)));
        }
        x += entry(start.moved(x + 35.0, 0.0), words, shapes) + 35.0;
    }
    let symbols = [
        (icon::SHIELD, Ink::Mitigated, "Under mitigation"),
        (icon::DELAY, Ink::Secondary, "In the next phase"),
        (icon::REQUIRES_ON, Ink::Secondary, "Brought by a mitigation"),
    ];
    for (glyph, ink, words) in symbols {
        shapes.push(Shape::Icon { at: start.moved(x + 6.0, 0.0), size: 12.0, glyph, ink });
        x += entry(start.moved(x + 17.0, 0.0), words, shapes) + 17.0;
    }
    x
}

/// What symbols of cards mean; gives the width taken.
fn kind_legend(start: Point, shapes: &mut Vec<Shape>) -> f32 {
    let mut x = 0.0;
    for kind in NodeKind::ALL {
        let (glyph, ink) = (icon::of_kind(kind), Ink::Secondary);
        shapes.push(Shape::Icon { at: start.moved(x + 6.0, 0.0), size: 12.0, glyph, ink });
        x += entry(start.moved(x + 17.0, 0.0), words::of_kind(kind), shapes) + 17.0;
    }
    x
}

/// One entry's words; gives the width taken, the gap to the next entry included.
fn entry(at: Point, words: &str, shapes: &mut Vec<Shape>) -> f32 {
    shapes.push(Shape::text(at, words, 11.0, Ink::Secondary));
    text::width(words, 11.0, FontWeight::Regular) + 20.0
}
