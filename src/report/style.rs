//! The house style of a report: language and fixed words, typefaces, colors, paper and logo. It changes how a report looks
//! and never what it says.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use super::wording;

/// Characters of a fixed word or of the name of a typeface.
const WORD_MAX: usize = 60;
/// A logo's least and greatest height, in millimeters.
const LOGO_HEIGHT: (f32, f32) = (4.0, 40.0);
/// What small text needs against its ground to be read by people who see contrasts badly (WCAG 2.2, 1.4.3).
const CONTRAST_MIN: f64 = 4.5;
/// The ground of dark pages.
const DARK_GROUND: Color = Color([0x15, 0x17, 0x1b]);
const WHITE: Color = Color([0xff; 3]);

/// What a house lays down for its reports. Everything has a usual value, so that a file holds only what differs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Style {
    /// The language of the text, such as `en` or `de-CH`: for hyphens and for reading aloud.
    pub language: Language,
    /// The paper of PDF, Word and printed HTML.
    pub paper: Paper,
    /// Whether sections and subsections are numbered: 1, 1.1.
    pub numbered_headings: bool,
    /// The typefaces.
    pub fonts: Fonts,
    /// The colors.
    pub colors: Colors,
    /// A picture above the title.
    pub logo: Option<LogoFile>,
    /// The words that templates add to what the report says.
    pub words: Words,
}

/// A size of paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

impl Paper {
    /// Width and height, in twentieths of a point.
    pub(super) fn twips(self) -> (usize, usize) {
        match self {
            Self::A4 => (11_906, 16_838),
            Self::Letter => (12_240, 15_840),
        }
    }
}

/// A language by its tag: two or three letters, and a country where that matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Language(String);

impl Default for Language {
    fn default() -> Self {
        Self("en".to_owned())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (language, country) = text.split_once('-').unwrap_or((&text, "US"));
        let is_language =
            (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_lowercase());
        let is_country = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
        if is_language && is_country {
            return Ok(Self(text));
        }
        Err(de::Error::custom(format!(
            "'{}' is no language; use the form en or de-CH",
            told(&text)
        )))
    }
}

impl Language {
    /// The tag.
    pub fn tag(&self) -> &str {
        &self.0
    }
}

/// Typefaces by name; the usual ones where a name is empty. Who reads HTML or Word has to have them; a PDF takes them along
/// from the folder of the style or from the machine that makes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Fonts {
    /// Of running text and tables.
    pub text: FontName,
    /// Of the title and of headings; that of the text where it is empty.
    pub headings: FontName,
    /// Of code.
    pub code: FontName,
}

/// The name of a typeface: nothing that could mean something else to a browser or a word processor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct FontName(String);

impl<'de> Deserialize<'de> for FontName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.');
        if name.chars().count() <= WORD_MAX && name.chars().all(is_plain) && name.trim() == name {
            return Ok(Self(name));
        }
        Err(de::Error::custom(format!(
            "'{}' is no name of a typeface; use up to {WORD_MAX} letters, digits, spaces, dots and hyphens",
            told(&name)
        )))
    }
}

impl FontName {
    /// The name; `None` for the usual typeface.
    pub fn name(&self) -> Option<&str> {
        Some(self.0.as_str()).filter(|name| !name.is_empty())
    }
}

/// Colors on white paper; the usual ones where none is given. Dark pages take the same, lighter as far as need be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Colors {
    /// Of running text.
    pub text: Option<Color>,
    /// Of captions, terms and heads of tables.
    pub secondary: Option<Color>,
    /// Of what is carried forward or not provided.
    pub faint: Option<Color>,
    /// Of lines.
    pub line: Option<Color>,
    /// Of links and of what is set apart.
    pub accent: Option<Color>,
    /// Of warnings.
    pub warning: Option<Color>,
}

impl Colors {
    /// Those that are given, by name; the first three and the last two color text.
    pub(super) fn given(&self) -> Vec<(&'static str, Color)> {
        let all = [
            ("text", self.text),
            ("secondary", self.secondary),
            ("faint", self.faint),
            ("line", self.line),
            ("accent", self.accent),
            ("warning", self.warning),
        ];
        all.into_iter().filter_map(|(name, color)| Some((name, color?))).collect()
    }
}

/// A color of the screen, written as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color([u8; 3]);

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Serialize for Color {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Color {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Color".into()
    }

    fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^#[0-9a-f]{6}$" })
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            de::Error::custom(format!("'{}' is no color; use the form #1f4e79", told(&text)))
        })
    }
}

impl Color {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let value = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then_some(())?;
        Some(Self([value(0)?, value(2)?, value(4)?]))
    }

    /// Without the mark in front, as Word writes it.
    pub(super) fn hexadecimal(self) -> String {
        self.to_string().trim_start_matches('#').to_ascii_uppercase()
    }

    /// Luminance as WCAG 2.2 defines it, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |byte: u8| {
            let value = f64::from(byte) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The ratio of two colors' luminance, 1 to 21.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        (a / b).max(b / a)
    }

    /// With so much of another color, 0 to 1.
    fn mixed(self, other: Self, part: f64) -> Self {
        let mut mixed = self.0;
        for (mine, theirs) in mixed.iter_mut().zip(other.0) {
            let value = f64::from(*mine) * (1.0 - part) + f64::from(theirs) * part;
            *mine = value.round() as u8;
        }
        Self(mixed)
    }

    /// The same hue, light enough to be read on a dark page.
    pub(super) fn on_dark(self) -> Self {
        let steps = (0..=20).map(|step| self.mixed(WHITE, f64::from(step) / 20.0));
        let mut bright = steps.filter(|color| color.contrast(DARK_GROUND) >= CONTRAST_MIN);
        bright.next().unwrap_or(WHITE)
    }

    /// A ground of the same hue, on which dark text is read.
    pub(super) fn soft(self) -> Self {
        self.mixed(WHITE, 0.92)
    }

    /// The same for a dark page.
    pub(super) fn soft_on_dark(self) -> Self {
        self.mixed(DARK_GROUND, 0.82)
    }
}

/// The picture of a house, from the folder of the style.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogoFile {
    /// The name of a PNG or SVG file beside the style.
    #[serde(deserialize_with = "file_name")]
    pub file: String,
    /// Its height on the page, in millimeters.
    #[serde(default = "usual_height", deserialize_with = "height")]
    pub height_mm: f32,
    /// What it shows, for those who do not see it: most often the name of the house.
    #[serde(default)]
    pub description: String,
}

fn usual_height() -> f32 {
    12.0
}

fn height<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    let height = f32::deserialize(deserializer)?;
    let (least, most) = LOGO_HEIGHT;
    if (least..=most).contains(&height) {
        return Ok(height);
    }
    Err(de::Error::custom(format!(
        "{height} is no height of a logo; use {least} to {most} millimeters"
    )))
}

fn file_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = String::deserialize(deserializer)?;
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
    let lower = name.to_lowercase();
    let is_picture = [".png", ".svg"].iter().any(|end| lower.ends_with(end));
    if is_picture && name.chars().all(is_plain) && !name.starts_with('.') && name.len() <= 120 {
        return Ok(name);
    }
    Err(de::Error::custom(format!(
        "'{}' is no logo; use the name of a .png or .svg file beside the style, without folders",
        told(&name)
    )))
}

/// The words that templates add to what the report says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Words {
    /// Above the table of contents.
    #[serde(deserialize_with = "word")]
    pub contents: String,
    /// Before the number of a table.
    #[serde(deserialize_with = "word")]
    pub table: String,
    /// Before the number of a figure.
    #[serde(deserialize_with = "word")]
    pub figure: String,
    /// Before the number of a pathway, where it is referred to.
    #[serde(deserialize_with = "word")]
    pub pathway: String,
    /// Before the number of a mitigation, where it is referred to.
    #[serde(deserialize_with = "word")]
    pub mitigation: String,
    /// Names the footnotes of a section.
    #[serde(deserialize_with = "word")]
    pub notes: String,
    /// Leads from a footnote back to its mark.
    #[serde(deserialize_with = "word")]
    pub back: String,
    /// In the place of what a field lacks.
    #[serde(deserialize_with = "word")]
    pub not_provided: String,
    /// Marks a value that was carried forward, where it cannot be told by its color.
    #[serde(deserialize_with = "word")]
    pub carried: String,
    /// Leads to a figure at full size.
    #[serde(deserialize_with = "word")]
    pub enlarge: String,
    /// Leads back from there.
    #[serde(deserialize_with = "word")]
    pub close: String,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            contents: "Contents".to_owned(),
            table: "Table".to_owned(),
            figure: "Figure".to_owned(),
            pathway: "Pathway".to_owned(),
            mitigation: "Mitigation".to_owned(),
            notes: "Notes".to_owned(),
            back: "Back to the text".to_owned(),
            not_provided: "Not provided".to_owned(),
            carried: "carried".to_owned(),
            enlarge: "Enlarge".to_owned(),
            close: "Close".to_owned(),
        }
    }
}

fn word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let word = wording::name(&String::deserialize(deserializer)?);
    if (1..=WORD_MAX).contains(&word.chars().count()) {
        return Ok(word);
    }
    Err(de::Error::custom(format!(
        "'{}' is no fixed word; use 1 to {WORD_MAX} characters",
        told(&word)
    )))
}

/// The beginning of what was given, for a message.
fn told(text: &str) -> String {
    wording::shortened(&wording::name(text), 40)
}

/// A logo as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// The picture, whatever it was before.
    pub png: Vec<u8>,
    /// Its pixels across.
    pub width: u32,
    /// Its pixels down.
    pub height: u32,
}

impl Style {
    /// Rules of style for HTML: what differs from the usual look, on light pages, dark pages and paper.
    pub(super) fn css(&self) -> String {
        let mut light = Vec::new();
        let mut dark = Vec::new();
        for (name, color) in self.colors.given() {
            light.push(format!("--{name}: {color};"));
            if matches!(name, "accent" | "warning") {
                light.push(format!("--{name}-soft: {};", color.soft()));
                dark.push(format!("--{name}: {};", color.on_dark()));
                dark.push(format!("--{name}-soft: {};", color.soft_on_dark()));
            }
        }
        let mut rules = Vec::new();
        if !light.is_empty() {
            let light = light.join(" ");
            // Text and lines of dark pages stay as they are: what is dark on white has no place there.
            let light_page = "@media not (prefers-color-scheme: dark)";
            rules.push(format!("{light_page} {{ :root {{ {light} }} }}\n"));
            rules.push(format!("@media print {{ :root {{ {light} }} }}\n"));
        }
        if !dark.is_empty() {
            let dark_page = "@media screen and (prefers-color-scheme: dark)";
            rules.push(format!("{dark_page} {{ :root {{ {} }} }}\n", dark.join(" ")));
        }
        for (place, font, rest) in [
            ("body", &self.fonts.text, "system-ui, sans-serif"),
            ("h1, h2, h3, h4", &self.fonts.headings, "system-ui, sans-serif"),
            ("code", &self.fonts.code, "ui-monospace, monospace"),
        ] {
            let rule = |name| format!("{place} {{ font-family: \"{name}\", {rest}; }}\n");
            rules.extend(font.name().map(rule));
        }
        if self.paper == Paper::Letter {
            rules.push(
                "@page { size: letter; }\n@page broad { size: letter landscape; }\n".to_owned(),
            );
        }
        rules.concat()
    }

    /// What readers who see contrasts badly could not read, one sentence each.
    pub fn remarks(&self) -> Vec<String> {
        let given = self.colors.given().into_iter().filter(|(name, _)| *name != "line");
        let weak = given.map(|(name, color)| (name, color, color.contrast(WHITE)));
        let weak = weak.filter(|(_, _, contrast)| *contrast < CONTRAST_MIN);
        weak.map(|(name, color, contrast)| {
            format!(
                "the color '{name}' of the house style, {color}, has a contrast of {contrast:.1} on white; text needs \
                 {CONTRAST_MIN} to be read by all (WCAG 2.2)"
            )
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).expect("a color")
    }

    #[test]
    fn contrasts_are_those_of_the_standard() {
        assert!((color("#000000").contrast(WHITE) - 21.0).abs() < 1e-9);
        // The lightest grey that passes on white, and the one above it.
        assert!(color("#767676").contrast(WHITE) >= 4.5 && color("#777777").contrast(WHITE) < 4.5);
        assert!((WHITE.contrast(WHITE) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn every_color_is_read_on_a_dark_page_and_keeps_its_form() {
        for text in ["#000000", "#1f4e79", "#7a0019", "#ffffff", "#00ff00"] {
            assert!(color(text).on_dark().contrast(DARK_GROUND) >= CONTRAST_MIN, "{text}");
            assert_eq!(color(text).to_string(), text);
        }
        for bad in ["", "red", "#12345", "#1234567", "123456", "#12345g", "#+1+1+1", "#é1234"] {
            assert_eq!(Color::parse(bad), None, "{bad}");
        }
    }
}
