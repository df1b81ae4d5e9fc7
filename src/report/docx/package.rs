//! The parts of a Word document with their media types and the relations between them.

use std::fmt::Write;

use crate::{
    drawing::svg::escaped,
    report::{
        ReportError,
        archive::{self, File},
    },
};

/// How XML files begin.
pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const RELATIONS_TYPE: &str = "application/vnd.openxmlformats-package.relationships+xml";

/// The parts on their way into the archive.
#[derive(Default)]
pub(super) struct Package {
    /// Name and media type of the parts that have one of their own.
    types: Vec<(String, String)>,
    files: Vec<File>,
}

/// That one part makes use of another, or of a web address.
pub(super) struct Relation {
    id: Option<String>,
    sort: String,
    target: String,
    is_outward: bool,
}

impl Relation {
    /// To a part that nobody names.
    pub(super) fn to(sort: &str, target: &str) -> Self {
        Self { id: None, sort: sort.to_owned(), target: target.to_owned(), is_outward: false }
    }

    /// To a part that is named by an id.
    pub(super) fn named(id: &str, sort: &str, target: &str) -> Self {
        Self { id: Some(id.to_owned()), ..Self::to(sort, target) }
    }

    /// To a web address.
    pub(super) fn outward(id: &str, sort: &str, url: &str) -> Self {
        Self { is_outward: true, ..Self::named(id, sort, url) }
    }
}

impl Package {
    /// A part in XML.
    pub(super) fn part(&mut self, name: &str, media_type: &str, xml: String) {
        self.types.push((name.to_owned(), media_type.to_owned()));
        self.files.push(File { name: name.to_owned(), bytes: xml.into_bytes() });
    }

    /// A picture.
    pub(super) fn picture(&mut self, name: &str, png: Vec<u8>) {
        self.files.push(File { name: name.to_owned(), bytes: png });
    }

    /// The relations of a part.
    pub(super) fn relations(&mut self, name: &str, relations: &[Relation]) {
        let mut xml = format!("{HEAD}<Relationships xmlns=\"{RELATIONS}\">");
        for (i, relation) in relations.iter().enumerate() {
            let id = relation.id.clone().unwrap_or_else(|| format!("part{}", i + 1));
            let (sort, target) = (&relation.sort, escaped(&relation.target));
            let mode = if relation.is_outward { " TargetMode=\"External\"" } else { "" };
            // Writing to a string always succeeds.
            let _is_written = write!(
                xml,
                "\n<Relationship Id=\"{id}\" Type=\"{sort}\" Target=\"{target}\"{mode}/>"
            )
            .is_ok();
        }
        xml.push_str("\n</Relationships>\n");
        self.files.push(File { name: name.to_owned(), bytes: xml.into_bytes() });
    }

    /// The archive; what tells the media types comes first.
    pub(super) fn bytes(self) -> Result<Vec<u8>, ReportError> {
        let mut xml = format!("{HEAD}<Types xmlns=\"{TYPES}\">\n");
        let usual = [("rels", RELATIONS_TYPE), ("xml", "application/xml"), ("png", "image/png")];
        xml.extend(usual.map(|(extension, media_type)| {
            format!("<Default Extension=\"{extension}\" ContentType=\"{media_type}\"/>\n")
        }));
        xml.extend(self.types.iter().map(|(name, media_type)| {
            format!("<Override PartName=\"/{name}\" ContentType=\"{media_type}\"/>\n")
        }));
        xml.push_str("</Types>\n");
        let types = File { name: "[Content_Types].xml".to_owned(), bytes: xml.into_bytes() };
        let files: Vec<File> = std::iter::once(types).chain(self.files).collect();
        archive::zip(&files)
    }
}
