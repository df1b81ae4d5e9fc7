//! Documents to start from, compiled in.

use super::files::FileError;
use crate::{formats, model::Assessment};

/// The bundled example, opened when nothing else is.
pub const SAMPLE_NAME: &str = "coding-agent-fleet";
/// Name of the template of an empty document.
pub const BLANK_NAME: &str = "blank";

/// A document to start from.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// The name used on the command line.
    pub name: &'static str,
    /// What people read.
    pub title: &'static str,
    /// What it holds, in one sentence.
    pub description: &'static str,
    text: &'static str,
}

const TEMPLATES: &[Template] = &[
    Template {
        name: BLANK_NAME,
        title: "Blank",
        description: "One phase, nothing else",
        text: include_str!("../../templates/documents/blank.driftline"),
    },
    Template {
        name: "spread-starter",
        title: "Spread starter",
        description: "Five phases and a first loop of spread, not scored yet",
        text: include_str!("../../templates/documents/spread-starter.driftline"),
    },
    Template {
        name: SAMPLE_NAME,
        title: "Internal coding-agent fleet",
        description: "The bundled example with illustrative scores",
        text: include_str!("../../assets/samples/coding-agent-fleet.driftline"),
    },
    Template {
        name: "report-survey-2026",
        title: "Survey of risk reports, 2026",
        description: "Seven published reports by 16 criteria, as far as sources say",
        text: include_str!("../../assets/samples/report-survey-2026.driftline"),
    },
];

/// All templates, in the order in which they are offered.
pub fn templates() -> &'static [Template] {
    TEMPLATES
}

/// The template of that name.
pub fn template(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.name == name)
}

impl Template {
    /// A fresh copy of the document.
    ///
    /// # Errors
    /// [`FileError`] if the text compiled in is no document; the tests keep that from happening.
    pub fn document(&self) -> Result<Assessment, FileError> {
        formats::read(self.text.as_bytes(), Some(formats::Format::Ron))
            .map(|reading| reading.document)
            .map_err(|refusal| FileError::Refused(self.name.into(), Box::new(refusal)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_a_canonical_document() {
        for template in templates() {
            let document = template.document().expect(template.name);
            let canonical = formats::canonical(&document);
            assert_eq!(canonical.as_deref(), Ok(template.text), "{}", template.name);
        }
    }
}
