//! Documents as bytes: reading what people and scripts wrote, and writing it back. Pure: bytes in, bytes out.

pub mod ballot;
pub mod bibliography;
pub mod catalog;
pub mod clip;
pub mod entry;
pub mod judgements;
mod native;
mod outline;
pub mod pieces;
mod refusal;
pub mod sheet;

use sha2::{Digest, Sha256};

pub use refusal::{Problem, Refusal};

use crate::model::Assessment;

/// Largest file that is read, in bytes (512 MiB).
pub const BYTES_MAX: usize = 512 << 20;

/// The forms of a document; all carry exactly the same data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// RON: driftline's own files.
    Ron,
    /// JSON: for scripts and exchange.
    Json,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The document.
    pub document: Assessment,
    /// The form that the file had.
    pub format: Format,
    /// What its owner should know, one sentence each; empty as a rule.
    pub notices: Vec<String>,
}

/// Why a document could not be written. No valid document is known that meets it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the document cannot be written as {format}: {reason}", format = .format.name())]
pub struct Unwritable {
    /// The form that was asked for.
    pub format: Format,
    /// What the writer said.
    pub reason: String,
}

impl Format {
    /// All forms.
    pub const ALL: [Self; 2] = [Self::Ron, Self::Json];

    /// The name used on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ron => "ron",
            Self::Json => "json",
        }
    }

    /// The form of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The extension of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Ron => "driftline",
            Self::Json => "json",
        }
    }

    /// The form of files with that extension (without the dot, in any case).
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "driftline" | "ron" => Some(Self::Ron),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// The form that a content can only be: JSON begins with `{`, RON with `(`, a name, a comment or an attribute.
    pub fn sniffed(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        match bytes.iter().find(|b| !b.is_ascii_whitespace())? {
            b'{' | b'[' => Some(Self::Json),
            b'(' | b'#' | b'/' | b'A'..=b'Z' => Some(Self::Ron),
            _ => None,
        }
    }
}

/// What some editors put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads a document. The content decides what form it has, `hint` (by the file's name) only where it does not.
///
/// # Errors
/// [`Refusal`] with every problem: it never guesses and never reads half.
pub fn read(bytes: &[u8], hint: Option<Format>) -> Result<Reading, Refusal> {
    let text = text_of(bytes)?;
    let sniffed = Format::sniffed(bytes);
    let format = sniffed.or(hint).unwrap_or(Format::Ron);
    let document = native::read(text, format).map_err(|mut problems| {
        outline::locate(text, &mut problems);
        Refusal::new(problems)
    })?;
    let mut notices = Vec::new();
    if hint.is_some_and(|hint| hint != format) {
        notices.push(format!("the file's content is {0}, so it was read as {0}", format.name()));
    }
    if format == Format::Ron && outline::has_comments(text) {
        notices.push("the file has comments; they are lost when it is saved".to_owned());
    }
    Ok(Reading { document, format, notices })
}

/// Writes a document: UTF-8 that ends in a newline. RON is written in its canonical form.
///
/// # Errors
/// [`Unwritable`] when the writer of that form fails.
pub fn write(document: &Assessment, format: Format) -> Result<String, Unwritable> {
    let file = native::Document::from(document);
    if format == Format::Ron {
        return ron_text(&file);
    }
    let mut text = serde_json::to_string_pretty(&file)
        .map_err(|error| Unwritable { format, reason: error.to_string() })?;
    text.push('\n');
    Ok(text)
}

fn ron_text(file: &native::Document) -> Result<String, Unwritable> {
    let written = native::ron_options().to_string_pretty(file, ron_style());
    let mut text =
        written.map_err(|error| Unwritable { format: Format::Ron, reason: error.to_string() })?;
    text.push('\n');
    Ok(text)
}

/// The canonical RON of a document: equal documents have equal bytes, and reading them gives the document again.
///
/// # Errors
/// [`Unwritable`] as for [`write()`].
pub fn canonical(document: &Assessment) -> Result<String, Unwritable> {
    write(document, Format::Ron)
}

/// The SHA-256 of the canonical RON, in lower-case hexadecimal digits: the document's identity in reports.
///
/// # Errors
/// [`Unwritable`] as for [`write()`].
pub fn sha256(document: &Assessment) -> Result<String, Unwritable> {
    Ok(checksum(canonical(document)?.as_bytes()))
}

/// The SHA-256 of any bytes, in lower-case hexadecimal digits.
pub fn checksum(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let nibbles = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.filter_map(|nibble| char::from_digit(nibble.into(), 16)).collect()
}

/// The JSON Schema of a document, for scripts and editors.
pub fn schema() -> String {
    let schema = native::schema();
    let mut ordered = serde_json::Map::new();
    // What a reader wants to know first comes first.
    for name in ["$schema", "title", "description"] {
        ordered.extend(schema.get(name).map(|value| (name.to_owned(), value.clone())));
    }
    for (name, value) in schema.as_object().into_iter().flatten() {
        ordered.entry(name).or_insert_with(|| value.clone());
    }
    // Alternate display is indented JSON, and cannot fail.
    format!("{:#}\n", serde_json::Value::Object(ordered))
}

fn text_of(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.len() > BYTES_MAX {
        let sentence = format!("the file has {} bytes; the limit is {BYTES_MAX}", bytes.len());
        return Err(Problem::new("", sentence).into());
    }
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|b| *b == b'\n').count();
        let sentence = "the file is no text in UTF-8; save it as UTF-8, or choose another file";
        Refusal::from(Problem::new("", sentence).at(line, None))
    })?;
    if text.trim().is_empty() {
        return Err(Problem::new("", "the file is empty; choose a driftline document").into());
    }
    Ok(text)
}

/// One line for each field of an element and for each score; what lies deeper stands in that line.
fn ron_style() -> ron::ser::PrettyConfig {
    ron::ser::PrettyConfig::new().new_line("\n").indentor("  ").compact_arrays(true).depth_limit(3)
}
