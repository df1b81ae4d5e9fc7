//! A document and what follows from it, as the section of a risk report: [`build`] gives blocks apart from any format,
//! [`render`] turns them into a self-contained file.
//!
//! Pure: the day, the checksum of the document and the user's own templates come from [`Surroundings`].

pub mod archive;
pub mod block;
mod content;
pub mod depths;
pub mod differences;
mod docx;
pub mod figures;
pub mod graph_figure;
mod html;
mod json;
mod markdown;
mod numbering;
mod page;
#[cfg(feature = "pdf")]
mod pdf;
mod profile;
pub mod redaction;
pub mod release;
pub mod self_audit;
pub mod sheets;
pub mod style;
pub mod tables;
pub mod template;
pub mod variables;
mod widths;
pub mod wording;

use std::{borrow::Cow, sync::Arc};

pub use self::{
    depths::{Depths, Findings, Watch},
    page::is_web_address,
};
pub use crate::model::{Profile, Section};

use self::{
    block::Block,
    redaction::{Log, Published},
    release::{Changes, Edition, KeyFigures},
    style::{Logo, Style},
};
use crate::{
    drawing::Drawing,
    model::{Assessment, Catalog},
};

/// Which sections a report has, and for whom it is.
#[derive(Clone, Debug)]
pub struct Options {
    /// For which reader sections are named and requirements are listed.
    pub profile: Profile,
    /// The sections in the order wanted. The title block comes before them and the provenance always comes along, at
    /// the end where it is not listed.
    pub sections: Vec<Section>,
    /// Whether the report leaves the house: notes, owners and costs are left out, and the report says so.
    pub is_public: bool,
    /// An earlier release: what has changed since then becomes a section.
    pub since: Option<Arc<Edition>>,
}

/// An earlier release is the same where it was read once: to look into two would take long.
impl PartialEq for Options {
    fn eq(&self, other: &Self) -> bool {
        let Self { profile, sections, is_public, since } = self;
        (*profile, sections, *is_public) == (other.profile, &other.sections, other.is_public)
            && since.as_ref().map(Arc::as_ptr) == other.since.as_ref().map(Arc::as_ptr)
    }
}

impl Eq for Options {}

impl Default for Options {
    fn default() -> Self {
        Self::for_reader(Profile::Full)
    }
}

impl Options {
    /// The sections of a profile.
    pub fn for_reader(profile: Profile) -> Self {
        Self { profile, sections: profile.sections(), is_public: false, since: None }
    }

    /// What a document asks for; another profile where one is given.
    pub fn of(document: &Assessment, profile: Option<Profile>) -> Self {
        let settings = document.report();
        let usual = Self::for_reader(profile.unwrap_or(settings.profile));
        if profile.is_some() || settings.order.is_empty() {
            let mut usual = usual;
            usual.sections.retain(|section| section.is_worth_telling(document));
            return usual;
        }
        Self { sections: settings.order.clone(), ..usual }
    }
}

/// A file format of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// GitHub-flavored Markdown with embedded pictures.
    Markdown,
    /// One self-contained page, for screen and paper.
    Html,
    /// Pages, where the program was built with the feature `pdf`.
    Pdf,
    /// A Word document.
    Docx,
    /// All blocks as JSON, for other programs.
    Json,
    /// Every table as a CSV file of its own, in one ZIP archive.
    Tables,
}

impl Target {
    /// All formats that this program was built with.
    pub const ALL: &[Self] = &[
        Self::Html,
        #[cfg(feature = "pdf")]
        Self::Pdf,
        Self::Docx,
        Self::Markdown,
        Self::Json,
        Self::Tables,
    ];

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown",
            Self::Html => "HTML",
            Self::Pdf => "PDF",
            Self::Docx => "Word",
            Self::Json => "JSON",
            Self::Tables => "CSV tables",
        }
    }

    /// Its file extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Json => "json",
            Self::Tables => "zip",
        }
    }

    /// The format of a file extension, in either case; `htm` and `markdown` are understood too.
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" => Some(Self::Html),
            "pdf" => Some(Self::Pdf),
            "docx" => Some(Self::Docx),
            "json" => Some(Self::Json),
            "zip" => Some(Self::Tables),
            _ => None,
        }
    }
}

/// What a report takes from outside the document.
pub trait Surroundings {
    /// The day of the report, as `2026-11-01`.
    fn date(&self) -> String;
    /// SHA-256 of the document's canonical form, in lower-case hexadecimal.
    fn document_sha256(&self) -> String;
    /// Version of the program, for example `0.1.0`.
    fn program_version(&self) -> String;
    /// The user's own text of a template (`report.md.j2`, `report.html.j2`, `report.css`); `None` means the one that
    /// comes with the program, which a user's template can extend or include as `builtin/report.html.j2` and so on.
    fn template(&self, name: &str) -> Option<Cow<'_, str>>;
    /// A drawing as PNG with so many pixels for each of its units, in the colors of paper; `None` where nobody can draw
    /// it, so that formats which need pixels tell in words what it shows.
    fn raster(&self, drawing: &Drawing, scale: f32) -> Option<Vec<u8>> {
        let _ = (drawing, scale);
        None
    }
    /// The catalog of mechanisms that the checks go by; an empty one by default.
    fn catalog(&self) -> Cow<'_, Catalog> {
        Cow::Owned(Catalog::default())
    }
    /// The house style; the usual look by default.
    fn style(&self) -> Cow<'_, Style> {
        Cow::Owned(Style::default())
    }
    /// The picture that the style asks for, as far as there is one.
    fn logo(&self) -> Option<Logo> {
        None
    }
    /// The faces of a family of that name, as far as they can be found.
    fn family(&self, name: &str) -> Vec<Typeface> {
        let _ = name;
        Vec::new()
    }
    /// Typefaces for the characters of a text that the bundled one lacks, as far as there are any.
    fn typefaces(&self, text: &str) -> Vec<Typeface> {
        let _ = text;
        Vec::new()
    }
}

/// A typeface as a file holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typeface {
    /// The bytes of the file.
    pub data: Vec<u8>,
    /// Which of its faces, from 0.
    pub index: u32,
}

/// Why there is no report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// A template does not fit.
    #[error("template {name}, line {line}: {reason}")]
    Template {
        /// Which one.
        name: String,
        /// Line of the template, from 1; 0 where it is not known.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The program was built without the format.
    #[error(
        "this program was built without {0}; build it with the feature `pdf`, or print the HTML"
    )]
    Without(&'static str),
    /// The file cannot be put together.
    #[error("the file cannot be put together: {0}")]
    Unwritable(String),
}

/// The content of the report on a document and what follows from it, with tables and figures numbered and
/// references resolved. The same arguments give the same blocks.
///
/// Of an analysis alone the report says what it can, and names what it leaves out; [`Depths::gather`] finds the rest.
pub fn build<'a>(
    document: &'a Assessment,
    findings: impl Into<Findings<'a>>,
    options: &Options,
    surroundings: &dyn Surroundings,
) -> Vec<Block> {
    let Findings { analysis, depths } = findings.into();
    let nothing = Depths::default();
    let depths = depths.unwrap_or(&nothing);
    let changes =
        changes(document, Findings { analysis, depths: Some(depths) }, options, surroundings);
    let published = if options.is_public { Published::of(document) } else { None };
    let mut blocks = if let Some(published) = &published {
        let (analysis, depths) = (published.analysis(analysis), published.depths(document, depths));
        let findings = Findings { analysis: &analysis, depths: Some(&depths) };
        let is_of_copy = document.report().withheld.is_some();
        let log = Log { changes, is_of_copy, ..Log::of_copy(&published.document) };
        blocks_of(&published.document, findings, log, (options, surroundings))
    } else {
        let own = redaction::in_house(document);
        let findings = Findings { analysis, depths: Some(depths) };
        let log = Log { changes, ..Log::of(document) };
        blocks_of(&own, findings, log, (options, surroundings))
    };
    numbering::number(&mut blocks, &surroundings.style().words);
    blocks
}

/// What has changed since the release that the options name.
fn changes(
    document: &Assessment,
    findings: Findings<'_>,
    options: &Options,
    surroundings: &dyn Surroundings,
) -> Option<Box<Changes>> {
    let since = options.since.as_deref()?;
    let nothing = Depths::default();
    let depths = findings.depths.unwrap_or(&nothing);
    let now = |document: Assessment| Edition {
        figures: KeyFigures::of(&document, findings.analysis, depths),
        document,
        date: surroundings.date(),
        program: surroundings.program_version(),
    };
    Some(Box::new(if options.is_public {
        let changes = Changes::between(since, &now(document.clone()));
        changes.public(&since.document, document)
    } else {
        let told = |document: &Assessment| redaction::in_house(document).into_owned();
        let before = Edition { document: told(&since.document), ..since.clone() };
        Changes::between(&before, &now(told(document)))
    }))
}

fn blocks_of(
    document: &Assessment,
    findings: Findings<'_>,
    log: Log,
    (options, surroundings): (&Options, &dyn Surroundings),
) -> Vec<Block> {
    let nothing = Depths::default();
    let depths = findings.depths.unwrap_or(&nothing);
    let analysis = findings.analysis;
    content::blocks(&content::Source { document, analysis, depths, options, surroundings, log })
}

/// The heading of a section: the authors' own, the profile's, or the usual one.
pub fn section_title(document: &Assessment, profile: Profile, section: Section) -> String {
    let own = document.report().text(section);
    let own = own.map(|text| wording::name(&text.title)).filter(|title| !title.is_empty());
    own.unwrap_or_else(|| profile.title_of(section).to_owned())
}

/// The blocks as one self-contained file in UTF-8.
///
/// # Errors
/// [`ReportError`] when a template of the user's own does not fit; the templates that come along always do.
pub fn render(
    blocks: &[Block],
    target: Target,
    surroundings: &dyn Surroundings,
) -> Result<Vec<u8>, ReportError> {
    match target {
        Target::Markdown => markdown::render(blocks, surroundings).map(String::into_bytes),
        Target::Html => html::render(blocks, surroundings).map(String::into_bytes),
        #[cfg(feature = "pdf")]
        Target::Pdf => pdf::render(blocks, surroundings),
        #[cfg(not(feature = "pdf"))]
        Target::Pdf => Err(ReportError::Without("PDF")),
        Target::Docx => docx::render(blocks, surroundings),
        Target::Json => Ok(json::render(blocks, surroundings).into_bytes()),
        Target::Tables => tables::render(blocks),
    }
}
