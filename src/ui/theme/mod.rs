//! The only colors, sizes and fonts of the window.

mod tokens;

use std::sync::Arc;

use eframe::egui::{
    self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, FontTweak, Margin,
    Stroke, TextStyle, Theme, Vec2, Visuals,
};

use crate::{
    drawing::FontWeight,
    session::{Preferences, ThemeChoice},
};
pub use tokens::{
    DARK, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT, LIGHT, PROJECTOR, Tokens, readable_on,
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
/// How much larger everything is for a projector.
const PROJECTOR_SCALE: f32 = 1.25;
/// Radius of rows.
pub const RADIUS_ROW: u8 = 6;
/// Radius of controls.
pub const RADIUS_CONTROL: u8 = 8;
/// Radius of cards.
pub const RADIUS_CARD: u8 = 10;

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
    set_styles(ctx, [&LIGHT, &DARK]);
}

fn set_styles(ctx: &egui::Context, tokens: [&Tokens; 2]) {
    for (theme, tokens) in [Theme::Light, Theme::Dark].into_iter().zip(tokens) {
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

/// Follows the user's choice of theme and of size.
pub fn follow(ctx: &egui::Context, preferences: &Preferences) {
    let choice = preferences.theme;
    set_styles(
        ctx,
        match choice {
            ThemeChoice::HighContrastLight | ThemeChoice::HighContrastDark => {
                [&HIGH_CONTRAST_LIGHT, &HIGH_CONTRAST_DARK]
            }
            ThemeChoice::Projector => [&PROJECTOR, &DARK],
            ThemeChoice::System | ThemeChoice::Light | ThemeChoice::Dark => [&LIGHT, &DARK],
        },
    );
    ctx.set_theme(match choice {
        ThemeChoice::System => egui::ThemePreference::System,
        ThemeChoice::Light | ThemeChoice::HighContrastLight | ThemeChoice::Projector => {
            egui::ThemePreference::Light
        }
        ThemeChoice::Dark | ThemeChoice::HighContrastDark => egui::ThemePreference::Dark,
    });
    // From the last row everything must be larger.
    let scale = if choice == ThemeChoice::Projector { PROJECTOR_SCALE } else { 1.0 };
    ctx.set_zoom_factor(preferences.zoom * scale);
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let texts: [(&str, &'static [u8]); 3] = [
        ("inter", include_bytes!("../../../assets/fonts/Inter-Regular.ttf")),
        ("inter-medium", include_bytes!("../../../assets/fonts/Inter-Medium.ttf")),
        ("inter-semibold", include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf")),
    ];
    for (name, bytes) in texts {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    // Icons stand on the baseline; the tweak brings their middle to that of capital letters.
    let icons = FontData::from_static(include_bytes!("../../../assets/fonts/Lucide.ttf"))
        .tweak(FontTweak { y_offset_factor: 0.13, ..FontTweak::default() });
    fonts.font_data.insert("lucide".to_owned(), Arc::new(icons));
    // For machines without a typeface of emoji.
    let emoji = FontData::from_static(epaint_default_fonts::NOTO_EMOJI_REGULAR);
    fonts.font_data.insert("emoji".to_owned(), Arc::new(emoji));
    let families = [
        (FontFamily::Proportional, ["inter", "lucide", "emoji"]),
        (FontFamily::Monospace, ["inter", "lucide", "emoji"]),
        (FontFamily::Name("medium".into()), ["inter-medium", "lucide", "emoji"]),
        (FontFamily::Name("semibold".into()), ["inter-semibold", "lucide", "emoji"]),
        (FontFamily::Name("icons".into()), ["lucide", "inter", "emoji"]),
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
    visuals.selection.stroke = Stroke::new(tokens.line_width, tokens.accent);
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
        look.bg_stroke = Stroke::new(tokens.line_width, line);
        look.fg_stroke = Stroke::new(tokens.line_width, text);
        look.corner_radius = CornerRadius::same(RADIUS_CONTROL);
        look.expansion = 0.0;
    }
}
