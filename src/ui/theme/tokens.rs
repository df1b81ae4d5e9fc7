//! Colors by meaning, theme by theme.

use std::sync::LazyLock;

use eframe::egui::{self, Color32, Stroke};

use crate::drawing::{
    Ink,
    palette::{self, Palette, Rgb},
};

/// Colors by meaning, for one theme.
#[derive(Clone, Copy, Debug)]
pub struct Tokens {
    /// The colors of pictures.
    palette: &'static Palette,
    /// Its number among all themes.
    number: usize,
    /// Whether its ground is dark.
    pub is_dark: bool,
    /// Width of hairlines and outlines.
    pub line_width: f32,
    /// The ground of panels.
    pub background: Color32,
    /// The ground of fields and cards.
    pub surface: Color32,
    /// The ground of menus and dialogs.
    pub raised: Color32,
    /// The ground of pressed and chosen controls of no importance.
    pub sunken: Color32,
    /// The ground of the canvas.
    pub canvas: Color32,
    /// The dots of the canvas grid.
    pub dots: Color32,
    /// Hairlines.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Text of second rank.
    pub secondary: Color32,
    /// Text that may be overlooked.
    pub faint: Color32,
    /// The one accent.
    pub accent: Color32,
    /// The ground of what is selected.
    pub accent_soft: Color32,
    /// Between the accent and its soft version: selected text, inner bands.
    pub accent_mid: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Under mitigation.
    pub mitigated: Color32,
    /// Needs attention.
    pub warning: Color32,
}

/// Text on the probability ramp: one of the two reaches a contrast of 4.5 on every color there is.
const ON_RAMP: [Color32; 2] = [Color32::BLACK, Color32::WHITE];

/// The color of text on a ground: dark or light, whichever stands out more.
pub fn readable_on(ground: Color32) -> Color32 {
    let plain = |color: Color32| [color.r(), color.g(), color.b()];
    let contrast = |ink: Color32| palette::contrast(plain(ink), plain(ground));
    let [dark, light] = ON_RAMP;
    if contrast(dark) >= contrast(light) { dark } else { light }
}

/// The light theme.
pub static LIGHT: Tokens =
    Tokens::new(&palette::LIGHT, [0xEF_EDE9, 0xE3_E0DA, 0xFF_FFFF], (0, false))
        .with_faint(0x6A_6F78);

/// The dark theme.
pub static DARK: Tokens = Tokens::new(&palette::DARK, [0x27_2B32, 0x26_2A31, 0x22_262C], (1, true));

/// For those who need stronger contrasts, light.
pub static HIGH_CONTRAST_LIGHT: Tokens =
    Tokens::new(&STRONG_LIGHT, [0xEB_EBEB, 0xC8_C8C8, 0xFF_FFFF], (2, false)).with_lines(1.5);

/// For those who need stronger contrasts, dark.
pub static HIGH_CONTRAST_DARK: Tokens =
    Tokens::new(&STRONG_DARK, [0x22_2222, 0x3A_3A3A, 0x0D_0D0D], (3, true)).with_lines(1.5);

/// For a projector in a bright room, which makes all colors pale.
pub static PROJECTOR: Tokens =
    Tokens::new(&BEAMER, [0xE9_E6E0, 0xCF_CBC2, 0xFF_FFFF], (4, false)).with_lines(1.5);

/// All themes, in the order of their numbers.
static ALL: [&Tokens; 5] = [&LIGHT, &DARK, &HIGH_CONTRAST_LIGHT, &HIGH_CONTRAST_DARK, &PROJECTOR];

/// Black on white, with colors as dark as text.
static STRONG_LIGHT: Palette = Palette {
    background: hex(0xFF_FFFF),
    surface: hex(0xFF_FFFF),
    canvas: hex(0xFF_FFFF),
    line: hex(0x59_5959),
    link: hex(0x3D_3D3D),
    text: [hex(0x00_0000), hex(0x26_2626), hex(0x3D_3D3D)],
    accent: [hex(0x0A_2F9E), hex(0xE6_EDFF), hex(0xC2_D2FF)],
    mitigated: hex(0x00_4F39),
    warning: hex(0x66_3C00),
    ramp: [
        hex(0xE6_DFD0),
        hex(0xE2_C387),
        hex(0xDB_9338),
        hex(0xCC_5C18),
        hex(0xA5_2E2E),
        hex(0x5C_1029),
    ],
    series: [
        hex(0x0A_2F9E),
        hex(0x7A_3200),
        hex(0x00_4F4A),
        hex(0x66_1A80),
        hex(0x4A_4300),
        hex(0x86_0A3E),
        hex(0x2E_3642),
        hex(0x00_4670),
    ],
    marks: [
        hex(0x0A_3F94),
        hex(0x00_5054),
        hex(0x12_5220),
        hex(0x66_3C00),
        hex(0x8A_1A10),
        hex(0x55_2699),
        hex(0x40_454D),
    ],
};

/// White on black, with colors as light as text.
static STRONG_DARK: Palette = Palette {
    background: hex(0x00_0000),
    surface: hex(0x05_0505),
    canvas: hex(0x00_0000),
    line: hex(0x8F_8F8F),
    link: hex(0xC4_C4C4),
    text: [hex(0xFF_FFFF), hex(0xE6_E6E6), hex(0xCC_CCCC)],
    accent: [hex(0xB3_CCFF), hex(0x12_2850), hex(0x27_4785)],
    mitigated: hex(0x7C_EBC3),
    warning: hex(0xFF_D166),
    ramp: [
        hex(0x3A_3D44),
        hex(0x66_5530),
        hex(0x98_7028),
        hex(0xD8_8030),
        hex(0xF8_9A85),
        hex(0xFF_CDD2),
    ],
    series: [
        hex(0xB3_CCFF),
        hex(0xFF_B27D),
        hex(0x6F_E3D0),
        hex(0xE3_B3FA),
        hex(0xE6_D65C),
        hex(0xFF_ABCB),
        hex(0xC8_D0DC),
        hex(0x86_D0FF),
    ],
    marks: [
        hex(0xA8_CBFF),
        hex(0x7C_E0E4),
        hex(0x9F_E3A9),
        hex(0xFF_D166),
        hex(0xFF_ABA2),
        hex(0xD6_BCFF),
        hex(0xC8_CFD8),
    ],
};

/// Full colors on white, and no pale tones that a beamer would lose.
static BEAMER: Palette = Palette {
    background: hex(0xF4_F2EE),
    surface: hex(0xFF_FFFF),
    canvas: hex(0xFF_FFFF),
    line: hex(0xA9_A49A),
    link: hex(0x4A_505A),
    text: [hex(0x00_0000), hex(0x2B_2F36), hex(0x43_4954)],
    accent: [hex(0x1D_3FBF), hex(0xDC_E4FF), hex(0xB4_C4FF)],
    mitigated: hex(0x00_6447),
    warning: hex(0x82_4700),
    ramp: [
        hex(0xE8_D9A8),
        hex(0xF0_B840),
        hex(0xEC_8A12),
        hex(0xDB_4E10),
        hex(0xAB_1D30),
        hex(0x5E_0B2E),
    ],
    series: [
        hex(0x1D_3FBF),
        hex(0xA8_4300),
        hex(0x00_6B63),
        hex(0x8A_1FA8),
        hex(0x66_5C00),
        hex(0xB0_0A50),
        hex(0x3A_4452),
        hex(0x00_5C94),
    ],
    marks: [
        hex(0x1A_5CC4),
        hex(0x00_6B70),
        hex(0x1A_6E28),
        hex(0x82_4700),
        hex(0xB3_2012),
        hex(0x6E_32C4),
        hex(0x55_5B66),
    ],
};

impl Tokens {
    /// The tokens that go with a palette of pictures; beside it the grounds of pressed controls, of dots and of dialogs.
    const fn new(
        palette: &'static Palette,
        [sunken, dots, raised]: [u32; 3],
        (number, is_dark): (usize, bool),
    ) -> Self {
        Self {
            palette,
            number,
            is_dark,
            line_width: 1.0,
            background: rgb(palette.background),
            surface: rgb(palette.surface),
            raised: rgb(hex(raised)),
            sunken: rgb(hex(sunken)),
            canvas: rgb(palette.canvas),
            dots: rgb(hex(dots)),
            line: rgb(palette.line),
            text: rgb(palette.text[0]),
            secondary: rgb(palette.text[1]),
            faint: rgb(palette.text[2]),
            accent: rgb(palette.accent[0]),
            accent_soft: rgb(palette.accent[1]),
            accent_mid: rgb(palette.accent[2]),
            on_accent: if is_dark { rgb(palette.background) } else { rgb(palette.surface) },
            mitigated: rgb(palette.mitigated),
            warning: rgb(palette.warning),
        }
    }

    /// The same with faint text that is legible on the ground of panels, too.
    const fn with_faint(self, faint: u32) -> Self {
        Self { faint: rgb(hex(faint)), ..self }
    }

    /// The same with lines of another width.
    const fn with_lines(self, width: f32) -> Self {
        Self { line_width: width, ..self }
    }

    /// The tokens of the theme that a part of the window uses.
    pub fn of(ui: &egui::Ui) -> &'static Self {
        // No two themes have the same accent.
        let accent = ui.visuals().hyperlink_color;
        let mut all = ALL.into_iter();
        all.find(|tokens| tokens.accent == accent)
            .unwrap_or_else(|| Self::of_theme(ui.visuals().dark_mode))
    }

    /// The tokens of the dark or the light theme.
    pub fn of_theme(is_dark: bool) -> &'static Self {
        if is_dark { &DARK } else { &LIGHT }
    }

    /// The color of a meaning: the same as in exported pictures.
    pub fn ink(&self, ink: Ink) -> Color32 {
        if let Ink::Probability(p) = ink {
            // Finding a color of the ramp takes roots and powers, and a large graph asks for thousands.
            let step = palette::ramp_step(f64::from(p));
            return RAMPS[self.number][usize::from(step)];
        }
        rgb(self.palette.color(ink))
    }

    /// The color of a probability, 0..=1, on the logarithmic ramp.
    pub fn probability(&self, p: f64) -> Color32 {
        self.ink(Ink::Probability(p as f32))
    }

    /// A hairline.
    pub fn hairline(&self) -> Stroke {
        Stroke::new(self.line_width, self.line)
    }
}

/// The colors of the ramp by step, in each theme.
static RAMPS: LazyLock<[[Color32; palette::RAMP_STEPS as usize]; 5]> = LazyLock::new(|| {
    ALL.map(|tokens| std::array::from_fn(|step| rgb(tokens.palette.ramp_color(step as u8))))
});

const fn rgb([r, g, b]: Rgb) -> Color32 {
    Color32::from_rgb(r, g, b)
}

const fn hex(hex: u32) -> Rgb {
    [(hex >> 16) as u8, (hex >> 8) as u8, hex as u8]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(one: Color32, other: Color32) -> f32 {
        let plain = |color: Color32| [color.r(), color.g(), color.b()];
        palette::contrast(plain(one), plain(other))
    }

    #[test]
    fn all_text_is_legible_on_all_grounds() {
        for (tokens, least) in ALL.into_iter().zip([4.5, 4.5, 7.0, 7.0, 4.5]) {
            let grounds = [
                ("background", tokens.background),
                ("surface", tokens.surface),
                ("raised", tokens.raised),
                ("canvas", tokens.canvas),
            ];
            let inks = [
                ("text", tokens.text),
                ("secondary", tokens.secondary),
                ("faint", tokens.faint),
                ("accent", tokens.accent),
                ("mitigated", tokens.mitigated),
                ("warning", tokens.warning),
            ];
            let pressed = [("sunken", tokens.sunken), ("soft accent", tokens.accent_soft)];
            // Selected text is plain text on the middle accent.
            let middle = ("middle accent", tokens.accent_mid);
            let all = inks.iter().flat_map(|ink| grounds.map(|ground| (*ink, ground)));
            let chosen = inks[..2].iter().flat_map(|ink| pressed.map(|ground| (*ink, ground)));
            let selected = [
                (inks[0], middle),
                (inks[3], pressed[1]),
                (("on accent", tokens.on_accent), inks[3]),
            ];
            let poor: Vec<String> = all
                .chain(chosen)
                .chain(selected)
                .map(|((ink, over), (ground, under))| (ink, ground, contrast(over, under)))
                .filter(|(.., found)| *found < least)
                .map(|(ink, ground, found)| format!("{ink} on {ground} {found:.2}"))
                .collect();
            assert!(poor.is_empty(), "theme {}: {poor:?}", tokens.number);
            for p in [0.0, 0.001, 0.004, 0.02, 0.06, 0.2, 1.0] {
                let ground = tokens.probability(p);
                assert!(contrast(readable_on(ground), ground) >= 4.5, "on the ramp at {p}");
            }
            assert!(contrast(tokens.ink(Ink::Link), tokens.canvas) >= 3.0);
            for number in 0..8 {
                let series = tokens.ink(Ink::Series(number));
                assert!(contrast(series, tokens.canvas) >= least, "series {number}");
            }
        }
    }

    #[test]
    fn themes_are_told_apart_by_their_accent_and_numbered_in_order() {
        for (place, tokens) in ALL.into_iter().enumerate() {
            assert_eq!(tokens.number, place);
            assert!(ALL[..place].iter().all(|other| other.accent != tokens.accent));
        }
    }

    #[test]
    fn strong_contrasts_have_strong_lines() {
        for tokens in [&HIGH_CONTRAST_LIGHT, &HIGH_CONTRAST_DARK] {
            assert!(contrast(tokens.line, tokens.surface) >= 4.5);
            assert!(tokens.line_width > LIGHT.line_width);
        }
    }

    #[test]
    fn every_ramp_is_even_in_lightness() {
        for tokens in ALL {
            let lightness: Vec<f32> = (0..palette::RAMP_STEPS)
                .map(|step| palette::oklab(tokens.palette.ramp_color(step))[0])
                .collect();
            let whole = lightness[lightness.len() - 1] - lightness[0];
            for pair in lightness.windows(2) {
                let step = (pair[1] - pair[0]) / whole * f32::from(palette::RAMP_STEPS - 1);
                assert!((0.3..1.8).contains(&step), "theme {}: {step}", tokens.number);
            }
            assert!(whole.abs() > 0.5);
        }
    }
}
