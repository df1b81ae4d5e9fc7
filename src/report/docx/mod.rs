//! Reports as a Word document: real styles, headings, captions, fields and bookmarks, so that the text can be taken over
//! into another report and keeps its meaning there.

mod body;
mod house;
mod list;
mod notes;
mod package;
mod properties;
mod sheet;
mod table;

use super::{
    ReportError, Surroundings,
    block::{self, Block},
    template,
};
use package::{Package, Relation};

/// The look, which a user can replace.
pub(super) const STYLES: &str = "report.styles.xml";
/// Marks of lists.
const NUMBERING: &str = include_str!("../../../templates/docx/numbering.xml");
/// What Word wants to know of a document.
const SETTINGS: &str = include_str!("../../../templates/docx/settings.xml");
/// Office Open XML's name of a sort of relation, without its last word.
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
/// The same for relations of any package.
const PACKAGE_RELATION: &str =
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/";
/// What the media types of the parts begin with.
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.";

pub(super) fn render(
    blocks: &[Block],
    surroundings: &dyn Surroundings,
) -> Result<Vec<u8>, ReportError> {
    let body = body::write(blocks, surroundings);
    let mut package = Package::default();
    let core = "application/vnd.openxmlformats-package.core-properties+xml";
    let app = "application/vnd.openxmlformats-officedocument.extended-properties+xml";
    package.part("docProps/core.xml", core, properties::core(blocks, surroundings));
    package.part("docProps/app.xml", app, properties::app(surroundings));
    package.relations(
        "_rels/.rels",
        &[
            Relation::to(&format!("{RELATION}officeDocument"), "word/document.xml"),
            Relation::to(&format!("{PACKAGE_RELATION}core-properties"), "docProps/core.xml"),
            Relation::to(&format!("{RELATION}extended-properties"), "docProps/app.xml"),
        ],
    );
    let main = format!("{WORD}document.main+xml");
    let footnotes = body.footnotes();
    let upright = sheet::Sheet::upright(body.style.paper);
    let styles = template::text(STYLES, surroundings);
    let has_notes = !body.notes.is_empty();
    package.part("word/document.xml", &main, body.xml);
    let mut relations = Vec::new();
    for (name, sort, text) in [
        ("styles", "styles", house::styles(&styles, &body.style)),
        (
            "numbering",
            "numbering",
            list::numberings(&house::numberings(NUMBERING, &body.style), &body.counts),
        ),
        ("settings", "settings", house::settings(SETTINGS, has_notes)),
        ("footnotes", "footnotes", footnotes),
        ("footer", "footer", properties::footer(surroundings, upright.text_width())),
        ("footerBroad", "footer", properties::footer(surroundings, upright.turned().text_width())),
    ] {
        if name == "footnotes" && !has_notes {
            continue;
        }
        package.part(&format!("word/{name}.xml"), &format!("{WORD}{sort}+xml"), text);
        relations.push(Relation::named(name, &format!("{RELATION}{sort}"), &format!("{name}.xml")));
    }
    let addresses: Vec<Relation> = body
        .addresses
        .iter()
        .enumerate()
        .map(|(i, url)| {
            Relation::outward(&body::address_id(i), &format!("{RELATION}hyperlink"), url)
        })
        .collect();
    if has_notes {
        package.relations("word/_rels/footnotes.xml.rels", &addresses);
    }
    for (i, png) in body.pictures.into_iter().enumerate() {
        let name = format!("media/figure{}.png", i + 1);
        package.picture(&format!("word/{name}"), png);
        relations.push(Relation::named(&body::picture_id(i), &format!("{RELATION}image"), &name));
    }
    relations.extend(addresses);
    package.relations("word/_rels/document.xml.rels", &relations);
    package.bytes()
}

/// The words of the first heading.
fn title(blocks: &[Block]) -> &str {
    block::title(blocks).unwrap_or_default()
}
