//! Footnotes of a Word document.

use super::{
    body::{Body, NAMES, field, plain},
    package::HEAD,
};
use crate::report::block::Note;

/// The lines that part footnotes from the text; Word wants them told.
const LINES: &str = "<w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:pPr><w:spacing w:after=\"0\" w:line=\"240\" \
    w:lineRule=\"auto\"/></w:pPr><w:r><w:separator/></w:r></w:p></w:footnote>\n\
    <w:footnote w:type=\"continuationSeparator\" w:id=\"0\"><w:p><w:pPr><w:spacing w:after=\"0\" w:line=\"240\" \
    w:lineRule=\"auto\"/></w:pPr><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>\n";
/// The mark of a footnote, in the footnote itself.
const MARK: &str =
    "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteRef/></w:r>";

impl Body<'_> {
    /// The mark of a footnote; where it was referred to before, its number leads there.
    pub(super) fn note(&mut self, note: &Note) -> String {
        let number = note.number;
        if self.notes.contains_key(&number) {
            let shown = plain(&number.to_string(), "FootnoteReference");
            return field(&format!("NOTEREF note{number} \\f \\h"), &shown);
        }
        // Told before its text is written, which has no notes of its own.
        self.notes.insert(number, String::new());
        let runs = self.runs(&note.body);
        self.notes.insert(number, runs);
        let id = NOTE_BOOKMARKS + number;
        format!(
            "<w:bookmarkStart w:id=\"{id}\" w:name=\"note{number}\"/><w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/>\
             </w:rPr><w:footnoteReference w:id=\"{number}\"/></w:r><w:bookmarkEnd w:id=\"{id}\"/>"
        )
    }

    /// The part that holds all footnotes.
    pub(super) fn footnotes(&self) -> String {
        let gap = plain(" ", "");
        let one = |(number, runs): (&usize, &String)| {
            format!(
                "<w:footnote w:id=\"{number}\"><w:p><w:pPr><w:pStyle w:val=\"FootnoteText\"/></w:pPr>{MARK}{gap}{runs}</w:p>\
                 </w:footnote>\n"
            )
        };
        let own: String = self.notes.iter().map(one).collect();
        format!("{HEAD}<w:footnotes {NAMES}>\n{LINES}{own}</w:footnotes>\n")
    }
}

/// Bookmarks of footnotes are counted from here, apart from those of headings.
const NOTE_BOOKMARKS: usize = 1_000_000;
