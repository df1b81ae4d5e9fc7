//! What a Word document says of itself, and the line at the foot of its pages.

use super::package::HEAD;
use crate::{
    drawing::svg::escaped,
    report::{
        Surroundings,
        block::{self, Block},
    },
};

/// Title, authors and day: taken from what the report shows, so that nothing stands here that was left out there.
pub(super) fn core(blocks: &[Block], surroundings: &dyn Surroundings) -> String {
    let title = escaped(super::title(blocks));
    let authors = escaped(&block::authors(blocks).unwrap_or_default());
    let day = escaped(&surroundings.date());
    let style = surroundings.style();
    let language = escaped(style.language.tag());
    let moment = |name: &str| {
        format!("<dcterms:{name} xsi:type=\"dcterms:W3CDTF\">{day}T00:00:00Z</dcterms:{name}>")
    };
    format!(
        "{HEAD}<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{title}</dc:title><dc:creator>{authors}</dc:creator><dc:language>{language}</dc:language>{}{}\
         </cp:coreProperties>\n",
        moment("created"),
        moment("modified"),
    )
}

/// The program that wrote it.
pub(super) fn app(surroundings: &dyn Surroundings) -> String {
    format!(
        "{HEAD}<Properties \
         xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
         <Application>driftline {}</Application></Properties>\n",
        escaped(&surroundings.program_version())
    )
}

/// Where the report comes from, and the page at the end of a line so long, in twentieths of a point.
pub(super) fn footer(surroundings: &dyn Surroundings, width: usize) -> String {
    let origin = escaped(&super::super::page::origin(surroundings));
    format!(
        "{HEAD}<w:ftr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:p><w:pPr><w:pStyle w:val=\"Footer\"/><w:tabs><w:tab w:val=\"clear\" w:pos=\"9638\"/><w:tab w:val=\"right\" w:pos=\"{width}\"/></w:tabs></w:pPr>\
         <w:r><w:t xml:space=\"preserve\">{origin}</w:t></w:r><w:r><w:tab/></w:r>\
         <w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r></w:fldSimple>\
         <w:r><w:t xml:space=\"preserve\"> / </w:t></w:r>\
         <w:fldSimple w:instr=\" NUMPAGES \"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>\n"
    )
}
