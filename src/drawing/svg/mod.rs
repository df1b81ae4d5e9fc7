//! A drawing as SVG: meanings become classes, icons become outlines, text stays text.

mod classes;
mod outlines;

use std::collections::BTreeSet;

use super::{
    Anchor, Drawing, FontWeight, Frame, Ink, Outline, Point, Shape, Stroke,
    palette::{DARK, LIGHT, PRINT},
    text,
};
use classes::{Class, tint};
pub use outlines::icon_path;
use outlines::{element, line_attributes, number};

/// In which colors to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// Light on every screen.
    #[default]
    Light,
    /// Dark on every screen.
    Dark,
    /// Light or dark as the reader's device prefers.
    Either,
    /// On white, for paper.
    Print,
}

/// A part of a text that is drawn with one typeface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The part.
    pub words: String,
    /// The family of the typeface; `None` for that of the drawings.
    pub family: Option<String>,
}

/// Breaks a text into runs.
pub type Letterer<'a> = &'a mut dyn FnMut(&str) -> Vec<Run>;

/// The drawing as an SVG document of its own that can also stand within an HTML page. The same drawing always gives the
/// same text; any text in it is escaped, and characters that XML forbids are replaced.
pub fn svg(drawing: &Drawing, look: Look) -> String {
    document(drawing, look, None)
}

/// The same for one who draws each text with one typeface and no other: what the drawings' own lacks stands apart.
pub fn lettered_svg(drawing: &Drawing, look: Look, letterer: Letterer<'_>) -> String {
    document(drawing, look, Some(letterer))
}

fn document(drawing: &Drawing, look: Look, letterer: Option<Letterer<'_>>) -> String {
    let mut page = Page { body: String::new(), classes: BTreeSet::new(), letterer };
    page.frame(drawing.frame);
    for shape in &drawing.shapes {
        page.shape(shape);
    }
    let Frame { min, .. } = drawing.frame;
    let (width, height) = (number(drawing.frame.width()), number(drawing.frame.height()));
    let (x, y) = (number(min.x), number(min.y));
    let title = drawing.description.lines().next().unwrap_or_default();
    let root = class_of_look(look);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"{x} {y} {width} {height}\" role=\"img\" class=\"{root}\">\n"
    );
    let parts = [
        "<title>",
        &escaped(title),
        "</title>\n<desc>",
        &escaped(&drawing.description),
        "</desc>\n<style>\n",
        &page.styles(look),
        "</style>\n",
        &page.body,
        "</svg>\n",
    ];
    out.extend(parts);
    out
}

/// Text for XML content and attributes: `& < > " '` as entities, forbidden characters as U+FFFD.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push('\u{fffd}');
            }
            _ => out.push(c),
        }
    }
    out
}

/// The body and the classes that it uses.
struct Page<'a> {
    body: String,
    classes: BTreeSet<Class>,
    letterer: Option<Letterer<'a>>,
}

/// Where and how a line of text stands.
struct TextLine {
    classes: String,
    /// On the baseline.
    at: Point,
    size: f32,
    weight: FontWeight,
}

impl TextLine {
    fn element(&self, words: &str, anchor: Anchor, more: &str) -> String {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let (x, y, size) = (number(self.at.x), number(self.at.y), number(self.size));
        // The width is stated, so that a reader without the typeface sees nothing overlap.
        let width = if words.chars().count() > 3 {
            let width = number(text::width(words, self.size, self.weight));
            format!(" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\"")
        } else {
            String::new()
        };
        let (classes, words) = (&self.classes, escaped(words));
        format!(
            "<text class=\"{classes}\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{anchor}{width}{more}>{words}</text>"
        )
    }
}

impl Page<'_> {
    /// The ground, so that labels that blank out lines do not show.
    fn frame(&mut self, frame: Frame) {
        self.shape(&Shape::block(frame, Ink::Canvas));
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Path { outline, fill, stroke } => self.path(outline, *fill, *stroke),
            Shape::Icon { at, size, glyph, ink } => {
                if let Some(data) = icon_path(*glyph, *at, *size) {
                    let class = self.class(Class::Fill(tint(*ink)));
                    self.put(&format!("<path class=\"{class}\" d=\"{data}\"/>"));
                }
            }
            Shape::Text { at, text, size, weight, anchor, ink } => {
                let fill = self.class(Class::Fill(tint(*ink)));
                let heaviness = self.class(Class::Weight(weight_number(*weight)));
                let line = TextLine {
                    classes: format!("{fill} {heaviness}"),
                    at: at.moved(0.0, size * text::CAPITALS / 2.0),
                    size: *size,
                    weight: *weight,
                };
                self.text(line, &text.replace(['\n', '\t'], " "), *anchor);
            }
        }
    }

    fn text(&mut self, mut line: TextLine, words: &str, anchor: Anchor) {
        let letterer = self.letterer.as_mut().filter(|_| !words.is_ascii());
        let runs = letterer.map(|letterer| letterer(words)).unwrap_or_default();
        if runs.iter().all(|run| run.family.is_none()) {
            let element = line.element(words, anchor, "");
            return self.put(&element);
        }
        let wide = |words: &str| text::width(words, line.size, line.weight);
        let widths: Vec<f32> = runs.iter().map(|run| wide(&run.words)).collect();
        let whole: f32 = widths.iter().sum();
        line.at.x -= match anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => whole / 2.0,
            Anchor::End => whole,
        };
        for (run, width) in runs.iter().zip(widths) {
            let family = run.family.as_ref().map(|family| {
                let plain = family.replace(['\'', '\\'], "");
                format!(" style=\"font-family:{}\"", escaped(&format!("'{plain}'")))
            });
            // Not everyone keeps spaces at the ends of a text.
            let (start, words) = (line.at, run.words.trim());
            let before = run.words.len() - run.words.trim_start().len();
            line.at.x += text::width(&run.words[..before], line.size, line.weight);
            if !words.is_empty() {
                let element = line.element(words, Anchor::Start, &family.unwrap_or_default());
                self.put(&element);
            }
            line.at.x = start.x + width;
        }
    }

    fn path(&mut self, outline: &Outline, fill: Option<Ink>, stroke: Option<Stroke>) {
        let fill = match fill {
            Some(ink) => self.class(Class::Fill(tint(ink))),
            None => "none".to_owned(),
        };
        let line = stroke.map(|stroke| {
            let class = self.class(Class::Line(tint(stroke.ink)));
            (format!(" {class}"), line_attributes(&stroke))
        });
        let (class, attributes) = line.unwrap_or_default();
        self.put(&format!("<{} class=\"{fill}{class}\"{attributes}/>", element(outline)));
    }

    fn put(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }

    fn class(&mut self, class: Class) -> String {
        self.classes.insert(class);
        class.name()
    }

    fn styles(&self, look: Look) -> String {
        let root = class_of_look(look);
        let mut css = format!(
            ".{root} text{{font-family:Inter,\"Inter Variable\",system-ui,sans-serif;\
             font-feature-settings:\"tnum\";white-space:pre}}\n.{root} .none{{fill:none}}\n"
        );
        let palette = match look {
            Look::Light | Look::Either => &LIGHT,
            Look::Dark => &DARK,
            Look::Print => &PRINT,
        };
        for class in &self.classes {
            css += &class.line(root, palette);
        }
        if look == Look::Either {
            css += "@media (prefers-color-scheme:dark){\n";
            for class in self.classes.iter().filter(|class| !matches!(class, Class::Weight(_))) {
                css += &class.line(root, &DARK);
            }
            css += "}\n";
        }
        css
    }
}

const fn class_of_look(look: Look) -> &'static str {
    match look {
        Look::Light => "drift-light",
        Look::Dark => "drift-dark",
        Look::Either => "drift-either",
        Look::Print => "drift-print",
    }
}

const fn weight_number(weight: FontWeight) -> u16 {
    match weight {
        FontWeight::Regular => 400,
        FontWeight::Medium => 500,
        FontWeight::SemiBold => 600,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether a text is well-formed as far as this writer's means go: tags nest, quotes close, entities are known,
    /// and every character is allowed.
    fn is_well_formed(xml: &str) -> bool {
        let allowed = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        let mut open: Vec<&str> = Vec::new();
        let mut rest = xml;
        while let Some(at) = rest.find('<') {
            let (text, tag) = rest.split_at(at);
            let Some(end) = tag.find('>') else { return false };
            let (inner, later) = (&tag[1..end], &tag[end + 1..]);
            let entities = [text, inner].iter().all(|part| {
                part.split('&').skip(1).all(|entity| {
                    let names = ["amp;", "lt;", "gt;", "quot;", "#39;"];
                    names.iter().any(|name| entity.starts_with(name))
                })
            });
            if text.contains('>') || inner.matches('"').count() % 2 == 1 || !entities {
                return false;
            }
            let name = inner.trim_start_matches('/').split([' ', '\n']).next().unwrap_or("");
            let nests = match (inner.starts_with('/'), inner.ends_with('/')) {
                (true, _) => open.pop() == Some(name),
                (false, true) => true,
                (false, false) => {
                    open.push(name);
                    true
                }
            };
            if !nests {
                return false;
            }
            rest = later;
        }
        open.is_empty() && rest.trim().is_empty() && xml.chars().all(allowed)
    }

    fn labeled(text: &str) -> Drawing {
        Drawing {
            frame: Frame::sized(Point::default(), 100.0, 20.0),
            description: text.to_owned(),
            shapes: vec![
                Shape::block(
                    Frame::sized(Point::new(1.005, 2.0), 9.0, 4.0),
                    Ink::Probability(0.05),
                ),
                Shape::text(Point::new(4.0, 10.0), text, 12.0, Ink::Text),
            ],
        }
    }

    #[test]
    fn runs_of_other_typefaces_stand_one_after_the_other() {
        let text = Shape::text(Point::new(100.0, 10.0), "Host 監視 x", 10.0, Ink::Text);
        let frame = Frame::sized(Point::default(), 200.0, 20.0);
        let shapes = vec![text.anchored(Anchor::End)];
        let drawing = Drawing { frame, description: String::new(), shapes };
        let run = |words: &str, family: Option<&str>| Run {
            words: words.to_owned(),
            family: family.map(str::to_owned),
        };
        let mut letter =
            |_: &str| vec![run("Host ", None), run("監視", Some("Noto's Sans")), run(" x", None)];
        let svg = lettered_svg(&drawing, Look::Print, &mut letter);
        let places: Vec<f32> = (svg.lines().filter(|line| line.starts_with("<text")))
            .map(|line| line.split(" x=\"").nth(1).and_then(|rest| rest.split('"').next()))
            .map(|x| x.and_then(|x| x.parse().ok()).expect("a place"))
            .collect();
        let wide = |words: &str| text::width(words, 10.0, FontWeight::Regular);
        let wanted = [wide("Host 監視 x"), wide("監視 x"), wide("x")].map(|wide| 100.0 - wide);
        assert!(places.iter().zip(wanted).all(|(is, wanted)| (is - wanted).abs() < 0.02), "{svg}");
        assert_eq!(places.len(), 3);
        assert!(svg.contains("style=\"font-family:&#39;Notos Sans&#39;\">監視</text>"), "{svg}");
        assert!(svg.contains(">Host</text>") && svg.contains(">x</text>"), "{svg}");
    }

    #[test]
    fn hostile_names_stay_text() {
        let names = [
            "<script>alert('x')</script>",
            "a & b \"c\" ]]> <!-- ",
            "\u{0}\u{1}\u{1b}\u{7f}\u{fffe}\r\n",
            "שלום \u{202e}abc\u{202c}",
            "👩‍💻🏳️‍🌈",
        ];
        for name in names {
            let text = svg(&labeled(name), Look::Either);
            assert!(is_well_formed(&text), "{name:?}: {text}");
            assert!(!text.contains("<script"));
        }
        assert!(!is_well_formed("<a><b></a>") && !is_well_formed("<a>&x;</a>"));
    }

    proptest! {
        #[test]
        fn any_text_gives_well_formed_svg(text in any::<String>()) {
            prop_assert!(is_well_formed(&svg(&labeled(&text), Look::Light)));
        }
    }
}
