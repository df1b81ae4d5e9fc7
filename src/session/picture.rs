//! Figures as files: SVG as it is, PNG drawn with the bundled typeface and, for other writing systems, the machine's.

use std::path::Path;

use resvg::{
    tiny_skia::{Color, Pixmap, Transform},
    usvg,
};
use thiserror::Error;

pub use super::lettering::Missing;
use super::{
    Drawn,
    files::{self, FileError},
    lettering::Lettering,
};
use crate::drawing::{
    Drawing,
    svg::{Look, lettered_svg, svg},
};

/// Most pixels of a picture: more take gigabytes, and no program opens them with ease.
const PIXELS_MAX: f32 = 1.2e8;
/// Why a figure was not written.
#[derive(Debug, Error)]
pub enum PictureError {
    /// The file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The extension names no format.
    #[error("{0}: the extension names no format of pictures; use .svg or .png")]
    Format(String),
    /// It would have too many pixels.
    #[error(
        "the picture would have {width} × {height} pixels, and {} million are allowed; use a smaller scale, or SVG",
        (PIXELS_MAX / 1e6) as u32
    )]
    TooLarge {
        /// Across.
        width: u32,
        /// Down.
        height: u32,
    },
    /// What was drawn is not understood.
    #[error("the picture could not be drawn: {0}")]
    Unreadable(String),
}

/// How a figure is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finish {
    /// In which colors.
    pub look: Look,
    /// Pixels of a PNG for each unit of the drawing, about 1/96 inch; above 0.
    pub scale: f32,
}

impl Default for Finish {
    fn default() -> Self {
        Self { look: Look::Print, scale: 2.0 }
    }
}

/// The formats of pictures by extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Svg,
    Png,
}

/// Whether a path's extension names a format of pictures.
///
/// # Errors
/// [`PictureError::Format`] where it does not.
pub fn check_extension(path: &Path) -> Result<(), PictureError> {
    format(path).map(|_| ())
}

/// Writes a figure in the format that the path's extension names; gives what it lacks, if anything. An SVG lacks
/// nothing: whoever shows it finds the typefaces.
///
/// # Errors
/// [`PictureError`] where it cannot be drawn or written; nothing is half written.
pub fn write(
    path: &Path,
    drawing: &Drawing,
    finish: Finish,
) -> Result<Option<Missing>, PictureError> {
    let (bytes, missing) = match format(path)? {
        Format::Svg => (svg(drawing, finish.look).into_bytes(), None),
        Format::Png => png(drawing, finish)?,
    };
    files::write(path, &bytes)?;
    Ok(missing)
}

fn format(path: &Path) -> Result<Format, PictureError> {
    let is = |name: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(name));
    if is("svg") {
        Ok(Format::Svg)
    } else if is("png") {
        Ok(Format::Png)
    } else {
        Err(PictureError::Format(path.display().to_string()))
    }
}

/// A drawing as a PNG of so many pixels a unit, for paper; `None` where it cannot be drawn.
pub(super) fn raster(drawing: &Drawing, scale: f32) -> Option<Vec<u8>> {
    png(drawing, Finish { look: Look::Print, scale }).ok().map(|(bytes, _)| bytes)
}

/// A drawing as PNG, and what no typeface has of it.
fn png(drawing: &Drawing, finish: Finish) -> Result<(Vec<u8>, Option<Missing>), PictureError> {
    let Finish { look, scale } = finish;
    let unreadable = |reason: &dyn std::fmt::Display| PictureError::Unreadable(reason.to_string());
    let mut lettering = Lettering::new();
    let text = lettered_svg(drawing, look, &mut |words| lettering.runs(words));
    let options = usvg::Options {
        fontdb: lettering.fonts(),
        font_family: "Inter".to_owned(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(&text, &options).map_err(|e| unreadable(&e))?;
    let (width, height) =
        ((tree.size().width() * scale).ceil(), (tree.size().height() * scale).ceil());
    let too_large = PictureError::TooLarge { width: width as u32, height: height as u32 };
    if width * height > PIXELS_MAX {
        return Err(too_large);
    }
    let Some(mut pixels) = Pixmap::new((width as u32).max(1), (height as u32).max(1)) else {
        return Err(too_large);
    };
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    let bytes = pixels.encode_png().map_err(|e| unreadable(&e))?;
    Ok((bytes, lettering.missing()))
}

/// A page of a report in pixels, so many across, on white; `None` where it cannot be drawn.
pub(super) fn of_page(svg: &str, width: u32) -> Option<Drawn> {
    let options = usvg::Options {
        fontdb: Lettering::new().fonts(),
        font_family: "Inter".to_owned(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options).ok()?;
    let scale = width as f32 / tree.size().width();
    let height = (tree.size().height() * scale).ceil();
    if !height.is_finite() || width as f32 * height > PIXELS_MAX {
        return None;
    }
    let mut pixels = Pixmap::new(width, (height as u32).max(1))?;
    pixels.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    let size = [pixels.width() as usize, pixels.height() as usize];
    Some(Drawn { size, pixels: pixels.take() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::{FontWeight, Frame, Ink, Point, Shape};

    fn drawing(words: &str) -> Drawing {
        let frame = Frame::sized(Point::default(), 120.0, 40.0);
        let text = Shape::text(Point::new(10.0, 20.0), words, 16.0, Ink::Text);
        Drawing {
            frame,
            description: words.to_owned(),
            shapes: vec![text.weighing(FontWeight::SemiBold)],
        }
    }

    fn pixels(drawing: &Drawing, scale: f32) -> Pixmap {
        let (bytes, _) = png(drawing, Finish { scale, ..Finish::default() }).expect("a picture");
        Pixmap::decode_png(&bytes).expect("a PNG")
    }

    #[test]
    fn a_png_has_the_size_of_the_drawing_times_the_scale_and_its_text() {
        let (empty, full) = (pixels(&drawing(""), 2.0), pixels(&drawing("Hosts"), 2.0));
        assert_eq!((full.width(), full.height()), (240, 80));
        let dark = |of: &Pixmap| of.pixels().iter().filter(|p| p.red() < 128).count();
        assert_eq!(dark(&empty), 0);
        assert!(dark(&full) > 100, "{} dark pixels", dark(&full));
    }

    #[test]
    fn what_would_be_too_large_is_refused_with_its_size() {
        let error = png(&drawing("x"), Finish { scale: 400.0, ..Finish::default() });
        let error = error.expect_err("too large");
        assert!(error.to_string().contains("48000 × 16000 pixels"), "{error}");
    }

    #[test]
    fn another_extension_is_refused() {
        let error = check_extension(Path::new("graph.gif")).expect_err("no format");
        assert!(error.to_string().contains("use .svg or .png"), "{error}");
    }
}
