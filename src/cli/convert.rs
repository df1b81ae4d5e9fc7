//! `driftline convert`

use std::{io::Write, path::PathBuf};

use clap::{Args, ValueEnum};

use super::{CommandError, Exit};
use crate::{formats, report::redaction, session::files};

/// Convert a document between its two forms, RON (.driftline) and JSON (.json), without loss
///
/// Examples:
///   driftline convert fleet.driftline fleet.json
///   driftline convert fleet.driftline public.driftline --public
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Convert {
    /// The document to read
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// The file to write
    #[arg(value_name = "OUT")]
    output: PathBuf,
    /// The form of IN where its extension does not tell
    #[arg(long, value_enum)]
    from: Option<Form>,
    /// The form of OUT where its extension does not tell
    #[arg(long, value_enum)]
    to: Option<Form>,
    /// Write a copy for the public: without all that is marked as internal, notes, owners, costs and views of the canvas.
    /// What is withheld counts as not assessed in it, so its figures are not those of the whole document
    #[arg(long)]
    public: bool,
}

/// A form of the document.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    /// RON, the form that driftline saves
    Ron,
    /// JSON, for scripts
    Json,
}

impl From<Form> for formats::Format {
    fn from(form: Form) -> Self {
        match form {
            Form::Ron => Self::Ron,
            Form::Json => Self::Json,
        }
    }
}

impl Convert {
    pub(super) fn run(&self, err: &mut dyn Write) -> Result<Exit, CommandError> {
        let reading = files::read_document_as(&self.input, self.from.map(Into::into))?;
        for notice in &reading.notices {
            let _is_read = writeln!(err, "note: {notice}").is_ok();
        }
        let document =
            if self.public { redaction::public_copy(&reading.document) } else { reading.document };
        files::write_document_as(&self.output, &document, self.to.map(Into::into))?;
        Ok(Exit::Success)
    }
}
