//! The only colors, sizes and fonts of the window.

use std::sync::{Arc, LazyLock};

use eframe::egui::{
    self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, FontTweak, Margin,
    Stroke, TextStyle, Theme, Vec2, Visuals,
};

use crate::{
    drawing::{
        FontWeight, Ink,
        palette::{self, Palette, Rgb},
    },
    session::ThemeChoice,
};

/// Size of running text.
pub const BODY: f32 = 13.0;
/// Size of text of second rank.
pub const SMALL: f32 = 12.0;
/// Size of capital labels.
pub const LABEL: f32 = 11.0;
/// Size of headings.
pub const HEADING: f32 = 16.0;
/// Size of the heading of a workspace.
pub const TITLE: f32 = 20.0;
/// Radius of rows.
pub const RADIUS_ROW: u8 = 6;
/// Radius of controls.
pub const RADIUS_CONTROL: u8 = 8;
/// Radius of cards.
pub const RADIUS_CARD: u8 = 10;

/// Colors by meaning, for one theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tokens {
    /// Whether it is the dark theme.
    pub is_dark: bool,
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
pub const ON_RAMP: [Color32; 2] = [Color32::BLACK, Color32::WHITE];

/// The color of text on a ground: dark or light, whichever stands out more.
pub fn readable_on(ground: Color32) -> Color32 {
    let plain = |color: Color32| [color.r(), color.g(), color.b()];
    let contrast = |ink: Color32| palette::contrast(plain(ink), plain(ground));
    let [dark, light] = ON_RAMP;
    if contrast(dark) >= contrast(light) { dark } else { light }
}

/// The light theme.
pub const LIGHT: Tokens =
    Tokens::new(&palette::LIGHT, rgb([0xEF, 0xED, 0xE9]), rgb([0xE3, 0xE0, 0xDA]), false);

/// The dark theme.
pub const DARK: Tokens =
    Tokens::new(&palette::DARK, rgb([0x27, 0x2B, 0x32]), rgb([0x26, 0x2A, 0x31]), true);

impl Tokens {
    /// The tokens that go with a palette of pictures.
    const fn new(palette: &Palette, sunken: Color32, dots: Color32, is_dark: bool) -> Self {
        Self {
            is_dark,
            background: rgb(palette.background),
            surface: rgb(palette.surface),
            raised: if is_dark { rgb([0x22, 0x26, 0x2C]) } else { rgb(palette.surface) },
            sunken,
            canvas: rgb(palette.canvas),
            dots,
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

    /// The tokens of the theme that a part of the window uses.
    pub fn of(ui: &egui::Ui) -> &'static Self {
        Self::of_theme(ui.visuals().dark_mode)
    }

    /// The tokens of the dark or the light theme.
    pub fn of_theme(is_dark: bool) -> &'static Self {
        if is_dark { &DARK } else { &LIGHT }
    }

    /// The color of a meaning: the same as in exported pictures.
    pub fn ink(&self, ink: Ink) -> Color32 {
        let palette = if self.is_dark { &palette::DARK } else { &palette::LIGHT };
        if let Ink::Probability(p) = ink {
            // Finding a color of the ramp takes roots and powers, and a large graph asks for thousands.
            let step = palette::ramp_step(f64::from(p));
            return RAMPS[usize::from(self.is_dark)][usize::from(step)];
        }
        rgb(palette.color(ink))
    }

    /// The color of a probability, 0..=1, on the logarithmic ramp.
    pub fn probability(&self, p: f64) -> Color32 {
        self.ink(Ink::Probability(p as f32))
    }

    /// A hairline.
    pub fn hairline(&self) -> Stroke {
        Stroke::new(1.0, self.line)
    }
}

/// The colors of the ramp by step, in the light and in the dark theme.
static RAMPS: LazyLock<[[Color32; palette::RAMP_STEPS as usize]; 2]> = LazyLock::new(|| {
    [&palette::LIGHT, &palette::DARK]
        .map(|palette| std::array::from_fn(|step| rgb(palette.ramp_color(step as u8))))
});

/// A font of the given weight and size.
pub fn font(weight: FontWeight, size: f32) -> FontId {
    let family = match weight {
        FontWeight::Regular => FontFamily::Proportional,
        FontWeight::Medium => FontFamily::Name("medium".into()),
        FontWeight::SemiBold => FontFamily::Name("semibold".into()),
    };
    FontId::new(size, family)
}

/// The icon font in the given size.
pub fn icon_font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("icons".into()))
}

/// Installs fonts, colors and sizes for both themes.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    for (theme, tokens) in [(Theme::Light, &LIGHT), (Theme::Dark, &DARK)] {
        ctx.style_mut_of(theme, |style| {
            style.visuals = visuals(tokens);
            style.text_styles = text_styles();
            set_spacing(&mut style.spacing);
            style.animation_time = 0.1;
            style.interaction.selectable_labels = false;
            style.interaction.tooltip_delay = 0.4;
        });
    }
}

/// Follows the user's choice of theme.
pub fn follow(ctx: &egui::Context, choice: ThemeChoice) {
    ctx.set_theme(match choice {
        ThemeChoice::System => egui::ThemePreference::System,
        ThemeChoice::Light => egui::ThemePreference::Light,
        ThemeChoice::Dark => egui::ThemePreference::Dark,
    });
}

const fn rgb([r, g, b]: Rgb) -> Color32 {
    Color32::from_rgb(r, g, b)
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let texts: [(&str, &'static [u8]); 3] = [
        ("inter", include_bytes!("../../assets/fonts/Inter-Regular.ttf")),
        ("inter-medium", include_bytes!("../../assets/fonts/Inter-Medium.ttf")),
        ("inter-semibold", include_bytes!("../../assets/fonts/Inter-SemiBold.ttf")),
    ];
    for (name, bytes) in texts {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    // Icons stand on the baseline; the tweak brings their middle to that of capital letters.
    let icons = FontData::from_static(include_bytes!("../../assets/fonts/Lucide.ttf"))
        .tweak(FontTweak { y_offset_factor: 0.13, ..FontTweak::default() });
    fonts.font_data.insert("lucide".to_owned(), Arc::new(icons));
    let families = [
        (FontFamily::Proportional, ["inter", "lucide"]),
        (FontFamily::Monospace, ["inter", "lucide"]),
        (FontFamily::Name("medium".into()), ["inter-medium", "lucide"]),
        (FontFamily::Name("semibold".into()), ["inter-semibold", "lucide"]),
        (FontFamily::Name("icons".into()), ["lucide", "inter"]),
    ];
    for (family, names) in families {
        fonts.families.insert(family, names.map(str::to_owned).to_vec());
    }
    fonts
}

fn text_styles() -> std::collections::BTreeMap<TextStyle, FontId> {
    [
        (TextStyle::Small, font(FontWeight::Regular, SMALL)),
        (TextStyle::Body, font(FontWeight::Regular, BODY)),
        (TextStyle::Button, font(FontWeight::Regular, BODY)),
        (TextStyle::Monospace, font(FontWeight::Regular, BODY)),
        (TextStyle::Heading, font(FontWeight::SemiBold, HEADING)),
    ]
    .into()
}

fn set_spacing(spacing: &mut egui::Spacing) {
    spacing.item_spacing = Vec2::new(8.0, 6.0);
    spacing.button_padding = Vec2::new(10.0, 5.0);
    spacing.interact_size = Vec2::new(28.0, 28.0);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.combo_width = 80.0;
    spacing.text_edit_width = 160.0;
    spacing.indent = 16.0;
    spacing.icon_width = 16.0;
    spacing.scroll = egui::style::ScrollStyle::floating();
}

fn visuals(tokens: &Tokens) -> Visuals {
    let mut visuals = if tokens.is_dark { Visuals::dark() } else { Visuals::light() };
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(tokens.secondary);
    visuals.hyperlink_color = tokens.accent;
    visuals.faint_bg_color = tokens.background;
    visuals.extreme_bg_color = tokens.surface;
    visuals.text_edit_bg_color = Some(tokens.surface);
    visuals.code_bg_color = tokens.sunken;
    visuals.warn_fg_color = tokens.warning;
    visuals.error_fg_color = tokens.warning;
    visuals.window_fill = tokens.raised;
    visuals.panel_fill = tokens.surface;
    visuals.window_stroke = tokens.hairline();
    visuals.window_corner_radius = CornerRadius::same(RADIUS_CARD);
    visuals.menu_corner_radius = CornerRadius::same(RADIUS_CONTROL);
    visuals.selection.bg_fill = tokens.accent_mid;
    visuals.selection.stroke = Stroke::new(1.0, tokens.accent);
    visuals.popup_shadow = shadow(tokens, 8);
    visuals.window_shadow = shadow(tokens, 24);
    visuals.striped = false;
    visuals.slider_trailing_fill = true;
    set_widgets(&mut visuals, tokens);
    visuals
}

fn shadow(tokens: &Tokens, blur: u8) -> egui::epaint::Shadow {
    let alpha = if tokens.is_dark { 96 } else { 28 };
    egui::epaint::Shadow {
        offset: [0, (blur / 4) as i8],
        blur,
        spread: 0,
        color: Color32::from_black_alpha(alpha),
    }
}

fn set_widgets(visuals: &mut Visuals, tokens: &Tokens) {
    let widgets = &mut visuals.widgets;
    let hover = tokens.sunken;
    let looks = [
        (&mut widgets.noninteractive, tokens.surface, tokens.line, tokens.text),
        (&mut widgets.inactive, tokens.surface, tokens.line, tokens.text),
        (&mut widgets.hovered, hover, tokens.line, tokens.text),
        (&mut widgets.active, tokens.accent_soft, tokens.accent, tokens.text),
        (&mut widgets.open, hover, tokens.line, tokens.text),
    ];
    for (look, ground, line, text) in looks {
        look.bg_fill = ground;
        look.weak_bg_fill = ground;
        look.bg_stroke = Stroke::new(1.0, line);
        look.fg_stroke = Stroke::new(1.0, text);
        look.corner_radius = CornerRadius::same(RADIUS_CONTROL);
        look.expansion = 0.0;
    }
}
