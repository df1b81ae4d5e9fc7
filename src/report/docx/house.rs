//! The house style in the parts of a Word document that hold its look.

use crate::report::style::{Color, Style};

/// The colors of the styles that come along, by what they stand for.
const TEXT: &str = "1F2328";
const SECONDARY: &str = "59606C";
const FAINT: &str = "6E737C";
const LINE: &str = "E4E1DB";
const ACCENT: &str = "3B5BDB";
const ACCENT_SOFT: &str = "EEF1FD";
const WARNING: &str = "95610F";
const WARNING_SOFT: &str = "FBF3E2";
/// Their typefaces.
const FONT: &str = "Calibri";
const CODE_FONT: &str = "Consolas";
/// The styles of the title and of headings.
const HEADINGS: [&str; 6] = ["Title", "Heading1", "Heading2", "Heading3", "Heading4", "TOCHeading"];

/// The styles in the colors and typefaces of a house.
pub(super) fn styles(known: &str, style: &Style) -> String {
    let mut xml = colored(known, style);
    if let Some(name) = style.fonts.code.name() {
        xml = xml.replace(&quoted(CODE_FONT), &quoted(name));
    }
    if let Some(name) = style.fonts.text.name() {
        xml = xml.replace(&quoted(FONT), &quoted(name));
    }
    if let Some(name) = style.fonts.headings.name() {
        let fonts = format!("<w:rFonts w:ascii=\"{name}\" w:hAnsi=\"{name}\" w:cs=\"{name}\"/>");
        for heading in HEADINGS {
            xml = within(&xml, heading, "<w:rPr>", &format!("<w:rPr>{fonts}"));
        }
    }
    if style.numbered_headings {
        for (heading, level) in [("Heading1", 0), ("Heading2", 1)] {
            let count = format!(
                "<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"3\"/></w:numPr><w:spacing "
            );
            // The order of the form: what keeps paragraphs together, numbers, lines around, spacing.
            let mark = if level == 0 { "<w:pBdr>" } else { "<w:spacing " };
            let with = if level == 0 { count.replace("<w:spacing ", mark) } else { count };
            xml = within(&xml, heading, mark, &with);
        }
    }
    let language = format!("<w:lang w:val=\"{}\"", style.language.tag());
    if style.language == Style::default().language {
        xml
    } else {
        xml.replace("<w:lang w:val=\"en-US\"", &language)
    }
}

/// The marks of lists in the colors of a house; headings count where it wants them to.
pub(super) fn numberings(known: &str, style: &Style) -> String {
    let xml = colored(known, style);
    if style.numbered_headings {
        return xml;
    }
    // Without headings that go by it, nothing counts.
    xml.replace("<w:pStyle w:val=\"Heading1\"/>", "").replace("<w:pStyle w:val=\"Heading2\"/>", "")
}

/// What Word wants to know of a document, with the lines above footnotes where there are any.
pub(super) fn settings(known: &str, has_notes: bool) -> String {
    if has_notes {
        return known.to_owned();
    }
    let notes = "<w:footnotePr><w:footnote w:id=\"-1\"/><w:footnote w:id=\"0\"/></w:footnotePr>\n";
    known.replace(notes, "")
}

fn colored(known: &str, style: &Style) -> String {
    let colors = &style.colors;
    let all = [
        (TEXT, colors.text),
        (SECONDARY, colors.secondary),
        (FAINT, colors.faint),
        (LINE, colors.line),
        (ACCENT, colors.accent),
        (ACCENT_SOFT, colors.accent.map(Color::soft)),
        (WARNING, colors.warning),
        (WARNING_SOFT, colors.warning.map(Color::soft)),
    ];
    let mut xml = known.to_owned();
    for (usual, own) in all {
        if let Some(own) = own {
            xml = xml.replace(&quoted(usual), &quoted(&own.hexadecimal()));
        }
    }
    xml
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// The styles with the first of a mark replaced within one of them.
fn within(xml: &str, style: &str, mark: &str, with: &str) -> String {
    let place = xml.find(&format!("w:styleId=\"{style}\"")).and_then(|start| {
        let end = start + xml[start..].find("</w:style>")?;
        Some((start, end))
    });
    let Some((start, end)) = place else { return xml.to_owned() };
    let (head, tail) = (&xml[..start], &xml[end..]);
    format!("{head}{}{tail}", xml[start..end].replacen(mark, with, 1))
}
