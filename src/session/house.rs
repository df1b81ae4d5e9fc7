//! The house style of a folder: its file, its logo and its typefaces, nothing from elsewhere.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{self, ImageHrefResolver, roxmltree},
};
use ron::{Options, extensions::Extensions};

use super::{
    files::{self, FileError},
    lettering,
};
use crate::report::{
    Typeface,
    style::{Logo, LogoFile, Style},
};

/// The file that holds a style.
pub(super) const FILE: &str = "style.ron";
/// Most bytes of such a file.
const STYLE_BYTES_MAX: u64 = 64 << 10;
/// Most bytes of a logo.
const LOGO_BYTES_MAX: u64 = 4 << 20;
/// Most bytes of a typeface.
const FONT_BYTES_MAX: u64 = 32 << 20;
/// Most typefaces of a folder.
const FONTS_MAX: usize = 16;
/// Most pixels of a logo, across or down.
const SIDE_MAX: u32 = 4000;
/// Most pixels of a picture within a logo, across or down.
const INNER_SIDE_MAX: u32 = 1000;
/// Most elements of a logo.
const ELEMENTS_MAX: u32 = 2_000;
/// Most of them that repeat others or hold pictures.
const REPEATED_MAX: usize = 20;
/// Most bytes of a style sheet in a logo.
const CSS_BYTES_MAX: usize = 4 << 10;
/// How deep elements of a logo may stand in each other.
const DEPTH_MAX: usize = 40;
/// What a logo is not made of: a few letters of these ask for hours of work.
const REFUSED: [&str; 4] = ["filter", "pattern", "mask", "marker"];
/// Pixels of a millimeter, about 400 an inch.
const PIXELS_PER_MM: f32 = 16.0;

/// What a house lays down, ready for use.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct House {
    pub(super) style: Style,
    pub(super) logo: Option<Logo>,
    /// What it was read from, by name: the style, its logo, its typefaces.
    files: BTreeMap<String, Vec<u8>>,
}

impl House {
    /// The style in a folder; `None` where it has no such file.
    pub(super) fn in_folder(folder: &Path) -> Result<Option<Self>, FileError> {
        let path = folder.join(FILE);
        if !files::exists(&path) {
            return Ok(None);
        }
        let unusable = |(name, reason)| FileError::Unusable(folder.join::<String>(name), reason);
        let bytes = read_in(folder, FILE, STYLE_BYTES_MAX)?;
        let style = style_of(&bytes).map_err(unusable)?;
        let mut files = fonts(folder)?;
        files.insert(FILE.to_owned(), bytes);
        if let Some(logo) = &style.logo {
            files.insert(logo.file.clone(), read_in(folder, &logo.file, LOGO_BYTES_MAX)?);
        }
        Self::of(files).map(Some).map_err(unusable)
    }

    /// The style in files by name, as [`Self::files`] gives them; none of them none.
    ///
    /// # Errors
    /// The file that does not hold, and why.
    pub(super) fn of(files: BTreeMap<String, Vec<u8>>) -> Result<Self, (String, String)> {
        let Some(bytes) = files.get(FILE) else {
            return match files.into_keys().next() {
                Some(stray) => Err((stray, format!("it belongs to a {FILE}, which is not there"))),
                None => Ok(Self::default()),
            };
        };
        let style = style_of(bytes)?;
        let logo = style.logo.as_ref().map(|asked| {
            let refused = |reason: String| (asked.file.clone(), reason);
            let bytes = files.get(&asked.file).ok_or_else(|| refused("it is not there".to_owned()));
            logo_of(bytes?, asked).map_err(refused)
        });
        Ok(Self { logo: logo.transpose()?, style, files })
    }

    /// What it was read from, by name: nothing where it is the usual one.
    pub(super) fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// The faces of a family: those of the folder, or else the machine's.
    pub(super) fn family(&self, name: &str) -> Vec<Typeface> {
        let fonts = self.files.iter().filter(|(name, _)| is_font(Path::new(name)));
        lettering::family(name, fonts.map(|(_, bytes)| &**bytes))
    }

    /// What its maker would want to know, one sentence each.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks = self.style.remarks();
        let fonts = &self.style.fonts;
        let mut names: Vec<&str> = [&fonts.text, &fonts.headings, &fonts.code]
            .into_iter()
            .filter_map(|font| font.name())
            .collect();
        names.dedup();
        for name in names {
            if self.family(name).is_empty() {
                remarks.push(format!(
                    "the typeface '{name}' of the house style is neither in its folder (as .ttf or .otf) nor on this machine: a \
                     PDF takes the usual one"
                ));
            }
        }
        remarks
    }
}

/// A style from the bytes of its file; else the file and why not.
fn style_of(bytes: &[u8]) -> Result<Style, (String, String)> {
    let text = std::str::from_utf8(bytes);
    let text = text.map_err(|error| format!("the text is not UTF-8: {error}"));
    text.and_then(parse).map_err(|reason| (FILE.to_owned(), reason))
}

/// A style from its text; where it does not hold, one line with the place.
fn parse(text: &str) -> Result<Style, String> {
    let options = Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    options.from_str(text).map_err(|error| {
        let start = error.span.start;
        format!("line {}, column {}: {}", start.line, start.col, error.code)
    })
}

/// Reads a file of a folder, and nothing that lies elsewhere: not by its name, and not by a link.
fn read_in(folder: &Path, name: &str, most: u64) -> Result<Vec<u8>, FileError> {
    let path = folder.join(name);
    let system = |error| FileError::System(path.clone(), error);
    let unusable = |reason: String| FileError::Unusable(path.clone(), reason);
    let whole = |path: &Path| fs::canonicalize(path);
    let (real, home) = (whole(&path).map_err(system)?, whole(folder).map_err(system)?);
    if real.parent() != Some(&home) {
        return Err(unusable(
            "it is a link out of the folder of the style, which is not followed".to_owned(),
        ));
    }
    let bytes = fs::metadata(&real).map_err(system)?.len();
    if bytes > most {
        return Err(unusable(format!("it has {bytes} bytes; the limit is {most}")));
    }
    files::read(&real)
}

/// The typefaces that lie in a folder, by name.
fn fonts(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, FileError> {
    let system = |error| FileError::System(folder.to_owned(), error);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(system)? {
        let name = PathBuf::from(entry.map_err(system)?.file_name());
        names.extend(is_font(&name).then(|| name.to_string_lossy().into_owned()));
    }
    names.sort();
    names.truncate(FONTS_MAX);
    let file = |name: String| Ok((name.clone(), read_in(folder, &name, FONT_BYTES_MAX)?));
    names.into_iter().map(file).collect()
}

fn is_font(name: &Path) -> bool {
    let is_one =
        |e: &std::ffi::OsStr| e.eq_ignore_ascii_case("ttf") || e.eq_ignore_ascii_case("otf");
    name.extension().is_some_and(is_one)
}

/// The logo as pixels alone: whatever else its file holds is left behind.
fn logo_of(bytes: &[u8], asked: &LogoFile) -> Result<Logo, String> {
    if asked.file.to_lowercase().ends_with(".svg") {
        vector(bytes, asked.height_mm)
    } else {
        pixels(bytes)
    }
}

fn pixels(bytes: &[u8]) -> Result<Logo, String> {
    if !is_png_within(bytes, SIDE_MAX) {
        return Err(format!("it is no PNG of at most {SIDE_MAX} × {SIDE_MAX} pixels"));
    }
    let picture =
        Pixmap::decode_png(bytes).map_err(|e| format!("the picture is not understood: {e}"))?;
    encoded(&picture)
}

fn vector(bytes: &[u8], height_mm: f32) -> Result<Logo, String> {
    let not_understood = |reason: String| format!("the picture is not understood: {reason}");
    let text = std::str::from_utf8(bytes).map_err(|e| not_understood(e.to_string()))?;
    let options = roxmltree::ParsingOptions {
        nodes_limit: ELEMENTS_MAX * 8,
        ..roxmltree::ParsingOptions::default()
    };
    let picture = roxmltree::Document::parse_with_options(text, options);
    let picture = picture.map_err(|e| not_understood(e.to_string()))?;
    plain_shapes(&picture)?;
    let options = usvg::Options {
        fontdb: lettering::database(),
        // Pictures within it may be part of it; nothing is fetched from any other place.
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, data, _| {
                is_png_within(&data, INNER_SIDE_MAX).then(|| usvg::ImageKind::PNG(data))
            }),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_xmltree(&picture, &options);
    let tree = tree.map_err(|e| not_understood(e.to_string()))?;
    let scale = height_mm * PIXELS_PER_MM / tree.size().height();
    let side = |length: f32| (length * scale).ceil();
    let (width, height) = (side(tree.size().width()), side(tree.size().height()));
    if !(1.0..=SIDE_MAX as f32).contains(&width) {
        return Err("the picture is too wide for its height".to_owned());
    }
    let mut picture =
        Pixmap::new(width as u32, (height as u32).max(1)).ok_or("the picture is empty")?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    encoded(&picture)
}

/// Refuses what lets a small file ask for boundless work: a logo needs shapes, words, gradients and perhaps a picture.
fn plain_shapes(picture: &roxmltree::Document<'_>) -> Result<(), String> {
    let (mut elements, mut repeated) = (0_u32, 0_usize);
    for node in picture.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        let is_nested = name == "svg" && node.parent_element().is_some();
        if is_nested || REFUSED.contains(&name) {
            return Err(format!(
                "the element '{name}' is not taken in a logo; convert it to plain shapes"
            ));
        }
        elements += 1;
        repeated += usize::from(matches!(name, "use" | "image" | "clipPath"));
        let is_deep = node.ancestors().nth(DEPTH_MAX).is_some();
        let css = if name == "style" { node.text().map_or(0, str::len) } else { 0 };
        if elements > ELEMENTS_MAX || repeated > REPEATED_MAX || is_deep || css > CSS_BYTES_MAX {
            return Err(format!(
                "it has too much in it; a logo has at most {ELEMENTS_MAX} elements, {DEPTH_MAX} deep, {REPEATED_MAX} of \
                 them repeated, clipping or pictures, and {} KiB of styles",
                CSS_BYTES_MAX >> 10
            ));
        }
    }
    Ok(())
}

/// Whether it is a PNG of at most so many pixels across and down. The sizes stand at the head of the form: what would not
/// fit is never unpacked.
fn is_png_within(bytes: &[u8], most: u32) -> bool {
    let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    let is_small = |side: Option<u32>| side.is_some_and(|side| (1..=most).contains(&side));
    bytes.starts_with(b"\x89PNG") && is_small(number(16)) && is_small(number(20))
}

fn encoded(picture: &Pixmap) -> Result<Logo, String> {
    let png = picture.encode_png().map_err(|e| format!("the picture cannot be kept: {e}"))?;
    Ok(Logo { png, width: picture.width(), height: picture.height() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../templates/style.ron");

    #[test]
    fn the_example_is_a_style_and_its_colors_are_read_by_all() {
        let style = parse(EXAMPLE).expect("a style");
        assert_eq!(style.remarks(), Vec::<String>::new());
        assert_ne!(style, Style::default());
        assert_eq!(parse("()").expect("a style"), Style::default());
    }

    #[test]
    fn a_bad_value_is_one_line_with_its_place_and_what_would_do() {
        for (text, wanted) in [
            (
                "(\n  colors: (accent: \"blue\"),\n)",
                ["line 2, column", "'blue' is no color; use the form #1f4e79"],
            ),
            ("(paper: b5)", ["line 1, column", "`a4`"]),
            ("(\n\n papers: a4)", ["line 3, column", "`paper`"]),
            ("(fonts: (text: \"A\\\"; url(x)\"))", ["line 1", "is no name of a typeface"]),
            ("(logo: (file: \"../logo.png\"))", ["line 1", "without folders"]),
            ("(logo: (file: \"l.png\", height_mm: 900))", ["line 1", "4 to 40 millimeters"]),
            ("(words: (table: \"\"))", ["line 1", "1 to 60 characters"]),
            ("(language: \"English\")", ["line 1", "use the form en or de-CH"]),
            ("(numbered_headings: 1)", ["line 1", "bool"]),
        ] {
            let error = parse(text).expect_err("a fault");
            assert!(wanted.iter().all(|part| error.contains(part)), "{error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }

    #[test]
    fn a_logo_becomes_pixels_and_fetches_nothing() {
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='10'><script>alert(1)</script>\
            <rect width='40' height='10' fill='#123456'/><image href='/etc/hostname' width='9' height='9'/>\
            <image href='https://example.org/x.png' width='9' height='9'/></svg>";
        let logo = vector(svg.as_bytes(), 10.0).expect("a logo");
        assert_eq!((logo.width, logo.height), (640, 160));
        let again = pixels(&logo.png).expect("a logo");
        assert_eq!((again.width, again.height), (640, 160));
        assert!(pixels(b"\x89PNG and no more").is_err());
        let mut huge = logo.png;
        huge[16..20].copy_from_slice(&1_000_000_u32.to_be_bytes());
        assert!(pixels(&huge).expect_err("too large").contains("4000"));
        assert!(vector(b"<html/>", 10.0).is_err());
    }

    #[test]
    fn a_logo_that_asks_for_boundless_work_is_refused() {
        let whole = |inner: &str| {
            format!("<svg xmlns='http://www.w3.org/2000/svg' width='40' height='10'>{inner}</svg>")
        };
        let refused = |inner: &str| vector(whole(inner).as_bytes(), 10.0).expect_err("refused");
        let turbulence = "<filter id='f'><feTurbulence numOctaves='2000000000'/></filter>";
        assert!(refused(turbulence).contains("'filter'"));
        assert!(refused("<svg/>").contains("'svg'"));
        for many in [
            "<use href='#a'/>".repeat(30),
            "<rect/>".repeat(3_000),
            format!("{}{}", "<g>".repeat(60), "</g>".repeat(60)),
            format!("<style>{}</style>", "g g rect{fill:red}".repeat(1_000)),
        ] {
            assert!(refused(&many).contains("too much"), "{many:.40}");
        }
        let small = Pixmap::new(3, 3).and_then(|p| p.encode_png().ok()).expect("a picture");
        assert!(is_png_within(&small, INNER_SIDE_MAX));
        let mut large = small;
        large[16..20].copy_from_slice(&40_000_u32.to_be_bytes());
        assert!(!is_png_within(&large, INNER_SIDE_MAX));
    }
}
