//! `driftline diff`

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{CommandError, Exit, Output};
use crate::{
    formats::Reading,
    model::{Assessment, Change, Subject, changes, contents},
    report::differences,
    session::files,
};

/// Tell in what two documents differ, by element and field
///
/// Exit code 0: in nothing. 1: in something. 2: a file cannot be read. An empty
/// file, as git gives for one that is not there, is a document without anything.
///
/// With git, after `*.driftline diff=driftline` in .gitattributes:
///   git config diff.driftline.textconv 'driftline diff --textconv'
///   git difftool --extcmd 'driftline diff'
///
/// Examples:
///   driftline diff before.driftline after.driftline
///   driftline diff before.driftline after.driftline --format html --out changes.html
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Diff {
    /// The earlier document
    #[arg(required_unless_present = "textconv", requires = "after")]
    before: Option<PathBuf>,
    /// The later document
    after: Option<PathBuf>,
    /// How to print the differences
    #[arg(long, value_enum, default_value_t)]
    format: Form,
    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print all that one document holds as lines, for programs that compare lines
    #[arg(long, value_name = "FILE", conflicts_with_all = ["before", "after", "format"])]
    textconv: Option<PathBuf>,
}

/// How differences are printed.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Form {
    /// Lines for people
    #[default]
    Text,
    /// One object for scripts
    Json,
    /// One page that needs nothing else
    Html,
}

impl Diff {
    pub(super) fn run(
        &self,
        output: &mut Output<'_>,
        err: &mut dyn Write,
    ) -> Result<Exit, CommandError> {
        if let Some(path) = &self.textconv {
            let reading = files::read_document_unless_empty(path)?;
            let lines = reading.map(|reading| differences::contents(&contents(&reading.document)));
            self.write(&lines.unwrap_or_default(), output)?;
            return Ok(Exit::Success);
        }
        let (Some(before), Some(after)) = (&self.before, &self.after) else {
            return Err(CommandError::Other("name two documents".to_owned()));
        };
        let mut read = |path: &Path| -> Result<Option<Assessment>, CommandError> {
            let reading = files::read_document_unless_empty(path)?;
            if let Some(reading) = &reading {
                tell_notices(path, reading, err);
            }
            Ok(reading.map(|reading| reading.document))
        };
        let (was, is) = (read(before)?, read(after)?);
        let found = changes(was.as_ref(), is.as_ref());
        let names = [before, after].map(|path| path.display().to_string());
        self.write(&self.told(&names, &found), output)?;
        Ok(if found.is_empty() { Exit::Success } else { Exit::Findings })
    }

    fn told(&self, [before, after]: &[String; 2], found: &[Change]) -> String {
        match self.format {
            Form::Text => differences::text(&differences::groups(found)),
            Form::Html => differences::html(before, after, &differences::groups(found)),
            Form::Json => {
                let told: Vec<Value> = found.iter().map(change).collect();
                let object = json!({
                    "format": "driftline-diff/1",
                    "before": before,
                    "after": after,
                    "changes": told,
                });
                format!("{object:#}\n")
            }
        }
    }

    fn write(&self, text: &str, output: &mut Output<'_>) -> Result<(), CommandError> {
        match &self.out {
            Some(path) => Ok(files::write(path, text.as_bytes())?),
            None => output.tell(text),
        }
    }
}

/// What the owner of a file should know.
pub(super) fn tell_notices(path: &Path, reading: &Reading, err: &mut dyn Write) {
    for notice in &reading.notices {
        let _is_read = writeln!(err, "note: {}: {notice}", path.display()).is_ok();
    }
}

fn change(change: &Change) -> Value {
    json!({
        "path": change.path,
        "element": element(&change.subject, &change.name),
        "field": change.field,
        "before": change.before,
        "after": change.after,
    })
}

/// An element as JSON; nothing for the document.
pub(super) fn element(subject: &Subject, name: &str) -> Value {
    match subject {
        Subject::Document => Value::Null,
        subject => json!({ "sort": subject.kind_name(), "id": subject.id_str(), "name": name }),
    }
}
