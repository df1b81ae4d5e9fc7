//! What each meaning looks like in light, in dark and in print: the one table of colors for window and exports.

use super::Ink;
use crate::model::Accent;

/// A color: red, green, blue, each 0..=255 (sRGB).
pub type Rgb = [u8; 3];

/// Probabilities at or below this share the first color of the ramp.
pub const RAMP_LOW: f64 = 0.001;
/// Probabilities at or above this share the last color of the ramp.
pub const RAMP_HIGH: f64 = 0.2;
/// How much of a mark is in its tint.
const TINT_SHARE: f32 = 0.13;
/// How many different colors the ramp shows.
pub const RAMP_STEPS: u8 = 64;

/// The colors of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The ground of the window around the canvas.
    pub background: Rgb,
    /// The ground of cards.
    pub surface: Rgb,
    /// The ground of the canvas.
    pub canvas: Rgb,
    /// Hairlines.
    pub line: Rgb,
    /// The lines of links.
    pub link: Rgb,
    /// Plain text, text of second rank, text that may be overlooked.
    pub text: [Rgb; 3],
    /// The accent, its soft version, and the one between them for inner bands.
    pub accent: [Rgb; 3],
    /// Under mitigation.
    pub mitigated: Rgb,
    /// Needs attention.
    pub warning: Rgb,
    /// Stops of the probability ramp at equal steps of the logarithm, from [`RAMP_LOW`] to [`RAMP_HIGH`].
    pub ramp: [Rgb; 6],
    /// Colors of the series of a chart; later series start over.
    pub series: [Rgb; 8],
    /// Colors that people give to elements, in the order of [`Accent::ALL`].
    pub marks: [Rgb; 7],
}

/// For daylight and screens.
pub const LIGHT: Palette = Palette {
    background: rgb(0xF6_F5F2),
    surface: rgb(0xFF_FFFF),
    canvas: rgb(0xFB_FAF8),
    line: rgb(0xE4_E1DB),
    link: rgb(0x8B_9099),
    text: [rgb(0x1F_2328), rgb(0x59_606C), rgb(0x6E_737C)],
    accent: [rgb(0x3B_5BDB), rgb(0xEE_F1FD), rgb(0xCF_D7F6)],
    mitigated: rgb(0x1F_7A60),
    warning: rgb(0x95_610F),
    ramp: [
        rgb(0xEB_E6DB),
        rgb(0xE2_C387),
        rgb(0xDB_9338),
        rgb(0xCC_5C18),
        rgb(0xA5_2E2E),
        rgb(0x69_1D35),
    ],
    series: [
        rgb(0x3B_5BDB),
        rgb(0xB4_531A),
        rgb(0x0F_766E),
        rgb(0x8E_3BA8),
        rgb(0x75_6A00),
        rgb(0xBE_185D),
        rgb(0x4B_5563),
        rgb(0x03_69A1),
    ],
    marks: [
        rgb(0x2F_6FD0),
        rgb(0x0F_7C82),
        rgb(0x2E_7D3A),
        rgb(0x9A_6700),
        rgb(0xC0_392B),
        rgb(0x7B_4BC4),
        rgb(0x66_6C76),
    ],
};

/// For the night.
pub const DARK: Palette = Palette {
    background: rgb(0x15_171B),
    surface: rgb(0x1C_1F24),
    canvas: rgb(0x17_191E),
    line: rgb(0x2E_333B),
    link: rgb(0x71_7883),
    text: [rgb(0xE7_E6E3), rgb(0xA6_ACB5), rgb(0x8C_929C)],
    accent: [rgb(0x8A_A4FF), rgb(0x26_2C44), rgb(0x3A_4775)],
    mitigated: rgb(0x5C_C2A0),
    warning: rgb(0xE0_B252),
    ramp: [
        rgb(0x35_383E),
        rgb(0x60_502E),
        rgb(0x90_6A28),
        rgb(0xCE_7B31),
        rgb(0xF4_907D),
        rgb(0xFE_BDC4),
    ],
    series: [
        rgb(0x8A_A4FF),
        rgb(0xF0_975A),
        rgb(0x4F_C7B5),
        rgb(0xCF_8BEF),
        rgb(0xC9_B63C),
        rgb(0xF5_8FB9),
        rgb(0xA7_B0BD),
        rgb(0x5B_B8F0),
    ],
    marks: [
        rgb(0x7F_B2FF),
        rgb(0x5A_C8CC),
        rgb(0x7F_CB8A),
        rgb(0xE0_B252),
        rgb(0xF5_8B80),
        rgb(0xBF_9CF5),
        rgb(0xA7_AEB8),
    ],
};

/// For paper: as in daylight, on white.
pub const PRINT: Palette =
    Palette { background: rgb(0xFF_FFFF), canvas: rgb(0xFF_FFFF), line: rgb(0xD9_D6D0), ..LIGHT };

impl Palette {
    /// The color of a meaning.
    pub fn color(&self, ink: Ink) -> Rgb {
        match ink {
            Ink::Text => self.text[0],
            Ink::Secondary => self.text[1],
            Ink::Faint => self.text[2],
            Ink::Line => self.line,
            Ink::Link => self.link,
            Ink::Canvas => self.canvas,
            Ink::Surface => self.surface,
            Ink::Accent => self.accent[0],
            Ink::AccentSoft => self.accent[1],
            Ink::AccentBand => self.accent[2],
            Ink::Mitigated => self.mitigated,
            Ink::Warning => self.warning,
            Ink::Probability(p) => self.ramp_color(ramp_step(f64::from(p))),
            Ink::Series(number) => self.series[usize::from(number) % self.series.len()],
            Ink::Mark(accent) => self.mark(accent),
            Ink::Tint(accent) => blend(self.surface, self.mark(accent), TINT_SHARE),
        }
    }

    fn mark(&self, accent: Accent) -> Rgb {
        let place = Accent::ALL.iter().position(|other| *other == accent);
        place.map_or(self.link, |place| self.marks[place])
    }

    /// The ramp's color at a step, 0 to [`RAMP_STEPS`] − 1: between stops straight in `OKLab`, a space in which
    /// equal distances look equal (Björn Ottosson, 2020).
    pub fn ramp_color(&self, step: u8) -> Rgb {
        let stretches = (self.ramp.len() - 1) as f32;
        let place = f32::from(step.min(RAMP_STEPS - 1)) / f32::from(RAMP_STEPS - 1) * stretches;
        let before = (place as usize).min(self.ramp.len() - 2);
        let t = place - before as f32;
        let (from, to) = (oklab(self.ramp[before]), oklab(self.ramp[before + 1]));
        srgb(std::array::from_fn(|i| from[i] + (to[i] - from[i]) * t))
    }
}

/// Which step of the ramp a probability has: even in its logarithm; NaN counts as 0.
pub fn ramp_step(p: f64) -> u8 {
    let last = f64::from(RAMP_STEPS - 1);
    (share(p, RAMP_LOW, RAMP_HIGH) * last).round() as u8
}

/// Where p lies between two positive bounds on a logarithmic scale: 0 at or below `low` (and for NaN), 1 at or above
/// `high`.
pub fn share(p: f64, low: f64, high: f64) -> f64 {
    if p > low { (libm::log(p / low) / libm::log(high / low)).min(1.0) } else { 0.0 }
}

/// Lightness, green to red, blue to yellow of a color in `OKLab`.
#[expect(clippy::many_single_char_names, reason = "the names of the color spaces' own axes")]
pub fn oklab(color: Rgb) -> [f32; 3] {
    let [r, g, b] = color.map(|c| linear(f32::from(c) / 255.0));
    let l = libm::cbrtf(0.412_221_47 * r + 0.536_332_54 * g + 0.051_445_995 * b);
    let m = libm::cbrtf(0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b);
    let s = libm::cbrtf(0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b);
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

/// Contrast of two colors as WCAG 2 defines it, 1..=21.
pub fn contrast(one: Rgb, other: Rgb) -> f32 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(color: Rgb) -> f32 {
    let [r, g, b] = color.map(|c| linear(f32::from(c) / 255.0));
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[expect(clippy::many_single_char_names, reason = "the names of the color spaces' own axes")]
fn srgb([lightness, a, b]: [f32; 3]) -> Rgb {
    let cube = |x: f32| x * x * x;
    let l = cube(lightness + 0.396_337_78 * a + 0.215_803_76 * b);
    let m = cube(lightness - 0.105_561_346 * a - 0.063_854_17 * b);
    let s = cube(lightness - 0.089_484_18 * a - 1.291_485_5 * b);
    [
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ]
    .map(|x| (gamma(x.clamp(0.0, 1.0)) * 255.0).round() as u8)
}

fn linear(c: f32) -> f32 {
    if c <= 0.040_45 { c / 12.92 } else { libm::powf((c + 0.055) / 1.055, 2.4) }
}

fn gamma(c: f32) -> f32 {
    if c <= 0.003_130_8 { c * 12.92 } else { 1.055 * libm::powf(c, 1.0 / 2.4) - 0.055 }
}

const fn rgb(hex: u32) -> Rgb {
    [(hex >> 16) as u8, (hex >> 8) as u8, hex as u8]
}

/// A ground with so much of a color over it.
fn blend(ground: Rgb, color: Rgb, share: f32) -> Rgb {
    let part = |place: usize| {
        let (a, b) = (f32::from(ground[place]), f32::from(color[place]));
        (a + (b - a) * share).round() as u8
    };
    [part(0), part(1), part(2)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ramp_is_even_in_lightness_so_that_it_survives_gray_and_color_blindness() {
        for palette in [&LIGHT, &DARK, &PRINT] {
            let lightness: Vec<f32> =
                (0..RAMP_STEPS).map(|step| oklab(palette.ramp_color(step))[0]).collect();
            let whole = lightness[lightness.len() - 1] - lightness[0];
            let mean = whole / f32::from(RAMP_STEPS - 1);
            for pair in lightness.windows(2) {
                let step = (pair[1] - pair[0]) / mean;
                assert!((0.4..1.6).contains(&step), "{step} of the mean step");
            }
            assert!(whole.abs() > 0.5);
        }
    }

    #[test]
    fn text_is_legible_on_every_ground_and_beside_the_ramp() {
        for palette in [&LIGHT, &DARK, &PRINT] {
            let inks = [palette.text.as_slice(), &[palette.mitigated, palette.warning]].concat();
            for ink in inks.into_iter().chain([palette.accent[0]]) {
                for ground in [palette.canvas, palette.surface] {
                    assert!(contrast(ink, ground) >= 4.5, "{ink:?} on {ground:?}");
                }
            }
            assert!(contrast(palette.link, palette.canvas) >= 3.0);
            for ground in &palette.accent[1..] {
                assert!(contrast(palette.text[0], *ground) >= 4.5);
            }
            for series in palette.series {
                assert!(contrast(series, palette.canvas) >= 4.5, "{series:?}");
            }
        }
    }

    #[test]
    fn some_plain_text_is_legible_on_every_color_of_the_ramp() {
        for palette in [&LIGHT, &DARK] {
            for step in 0..RAMP_STEPS {
                let ground = palette.ramp_color(step);
                let best = contrast(ground, [0; 3]).max(contrast(ground, [255; 3]));
                assert!(best >= 4.5, "{ground:?}");
            }
        }
    }

    #[test]
    fn the_ramp_is_logarithmic_and_ends_where_its_labels_say() {
        assert_eq!((ramp_step(0.0), ramp_step(f64::NAN), ramp_step(RAMP_LOW)), (0, 0, 0));
        assert_eq!((ramp_step(RAMP_HIGH), ramp_step(1.0)), (RAMP_STEPS - 1, RAMP_STEPS - 1));
        let middle = (RAMP_LOW * RAMP_HIGH).sqrt();
        assert!(ramp_step(middle).abs_diff(RAMP_STEPS / 2) <= 1);
        assert_eq!(LIGHT.ramp_color(0), LIGHT.ramp[0]);
        assert_eq!(LIGHT.ramp_color(RAMP_STEPS - 1), LIGHT.ramp[5]);
    }
}
