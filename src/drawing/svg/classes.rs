//! The classes of the style sheet: inks and weights by name, and their colors in a palette.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::{
    drawing::{
        Ink,
        palette::{self, Palette, Rgb},
    },
    model::Accent,
};

/// A class of the style sheet: a color as ground or as line, or a weight of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Fill(Tint),
    Line(Tint),
    Weight(u16),
}

/// An ink as a class name needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tint {
    Plain(&'static str),
    Ramp(u8),
    Series(u8),
}

impl Class {
    pub(super) fn name(self) -> String {
        match self {
            Self::Fill(tint) => format!("f-{}", tint.name()),
            Self::Line(tint) => format!("s-{}", tint.name()),
            Self::Weight(weight) => format!("w{weight}"),
        }
    }

    pub(super) fn line(self, root: &str, palette: &Palette) -> String {
        format!(".{root} .{}{{{}}}\n", self.name(), self.rule(palette))
    }

    fn rule(self, palette: &Palette) -> String {
        match self {
            Self::Fill(tint) => format!("fill:{}", hex(tint.color(palette))),
            Self::Line(tint) => format!("stroke:{}", hex(tint.color(palette))),
            Self::Weight(weight) => format!("font-weight:{weight}"),
        }
    }
}

impl Tint {
    fn name(self) -> String {
        match self {
            Self::Plain(name) => name.to_owned(),
            Self::Ramp(step) => format!("p{step}"),
            Self::Series(number) => format!("series{number}"),
        }
    }

    fn color(self, palette: &Palette) -> Rgb {
        match self {
            Self::Plain(name) => PLAIN.get(name).map_or(palette.text[0], |ink| palette.color(*ink)),
            Self::Ramp(step) => palette.ramp_color(step),
            Self::Series(number) => palette.color(Ink::Series(number)),
        }
    }
}

static PLAIN: LazyLock<BTreeMap<&'static str, Ink>> = LazyLock::new(|| {
    [
        Ink::Text,
        Ink::Secondary,
        Ink::Link,
        Ink::Faint,
        Ink::Line,
        Ink::Canvas,
        Ink::Surface,
        Ink::Accent,
        Ink::AccentSoft,
        Ink::AccentBand,
        Ink::Mitigated,
        Ink::Warning,
    ]
    .into_iter()
    .chain(Accent::ALL.map(Ink::Mark))
    .chain(Accent::ALL.map(Ink::Tint))
    .map(|ink| (tint_name(ink), ink))
    .collect()
});

pub(super) fn tint(ink: Ink) -> Tint {
    match ink {
        Ink::Probability(p) => Tint::Ramp(palette::ramp_step(f64::from(p))),
        Ink::Series(number) => Tint::Series(number),
        plain => Tint::Plain(tint_name(plain)),
    }
}

const fn tint_name(ink: Ink) -> &'static str {
    match ink {
        Ink::Text | Ink::Probability(_) | Ink::Series(_) => "text",
        Ink::Secondary => "secondary",
        Ink::Link => "link",
        Ink::Faint => "faint",
        Ink::Line => "line",
        Ink::Canvas => "canvas",
        Ink::Surface => "surface",
        Ink::Accent => "accent",
        Ink::AccentSoft => "accent-soft",
        Ink::AccentBand => "accent-band",
        Ink::Mitigated => "mitigated",
        Ink::Warning => "warning",
        Ink::Mark(Accent::Blue) => "mark-blue",
        Ink::Tint(Accent::Blue) => "tint-blue",
        Ink::Mark(Accent::Teal) => "mark-teal",
        Ink::Tint(Accent::Teal) => "tint-teal",
        Ink::Mark(Accent::Green) => "mark-green",
        Ink::Tint(Accent::Green) => "tint-green",
        Ink::Mark(Accent::Amber) => "mark-amber",
        Ink::Tint(Accent::Amber) => "tint-amber",
        Ink::Mark(Accent::Red) => "mark-red",
        Ink::Tint(Accent::Red) => "tint-red",
        Ink::Mark(Accent::Violet) => "mark-violet",
        Ink::Tint(Accent::Violet) => "tint-violet",
        Ink::Mark(Accent::Gray) => "mark-gray",
        Ink::Tint(Accent::Gray) => "tint-gray",
    }
}

fn hex([r, g, b]: Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}
