//! `driftline merge`

use std::{io::Write, path::PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{CommandError, Exit, Output, diff};
use crate::{
    formats::{self, Format, Reading},
    model::{Choices, Conflict, Dispute, Merged, Side, merge_preferring, merge_with},
    report::differences,
    session::files,
};

/// Merge two edited copies of a document with what they began as
///
/// What only one side changed is taken, field by field. What both changed in
/// different ways is a conflict: the merged document, valid in any case, keeps
/// OURS there, and each conflict is one line on standard error. Exit code 0: no
/// conflict is left. 1: some are. 2: a file cannot be read, and nothing is
/// written. An empty BASE means that there is none.
///
/// As a merge driver of git: `*.driftline merge=driftline` in .gitattributes, and
///   git config merge.driftline.driver 'driftline merge %O %A %B --out %A'
///
/// Examples:
///   driftline merge base.driftline mine.driftline yours.driftline --out fleet.driftline
///   driftline merge base.driftline mine.driftline yours.driftline --out fleet.driftline --choose nodes/coding-agents/name=theirs
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Merge {
    /// What both copies began as
    base: PathBuf,
    /// Our copy
    ours: PathBuf,
    /// The other copy
    theirs: PathBuf,
    /// The file to write, in the form of its extension, else in that of OURS [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Settle one conflict, by its path; can be given more than once
    #[arg(long, value_name = "PATH=ours|theirs|base", value_parser = choice)]
    choose: Vec<(String, Side)>,
    /// Settle all other conflicts for one side
    #[arg(long, value_name = "SIDE", value_enum)]
    prefer: Option<Preferred>,
    /// Write the conflicts that are left to this file, as JSON
    #[arg(long, value_name = "FILE")]
    conflicts: Option<PathBuf>,
}

/// The side for which conflicts are settled.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Preferred {
    /// Our copy
    Ours,
    /// The other copy
    Theirs,
    /// What both began as
    Base,
}

impl From<Preferred> for Side {
    fn from(side: Preferred) -> Self {
        match side {
            Preferred::Ours => Self::Ours,
            Preferred::Theirs => Self::Theirs,
            Preferred::Base => Self::Base,
        }
    }
}

/// The three versions; there may be no base.
struct Versions {
    base: Option<Reading>,
    ours: Reading,
    theirs: Reading,
}

impl Versions {
    fn merged(&self, choices: &Choices, prefer: Option<Side>) -> Merged {
        let base = self.base.as_ref().map(|reading| &reading.document);
        let (ours, theirs) = (&self.ours.document, &self.theirs.document);
        match prefer {
            Some(side) => merge_preferring(base, [ours, theirs], choices, side),
            None => merge_with(base, ours, theirs, choices),
        }
    }
}

impl Merge {
    pub(super) fn run(
        &self,
        output: &mut Output<'_>,
        err: &mut dyn Write,
    ) -> Result<Exit, CommandError> {
        let versions = Versions {
            base: files::read_document_unless_empty(&self.base)?,
            ours: files::read_document(&self.ours)?,
            theirs: files::read_document(&self.theirs)?,
        };
        for (path, reading) in [(&self.ours, &versions.ours), (&self.theirs, &versions.theirs)] {
            diff::tell_notices(path, reading, err);
        }
        let choices = self.choices(&versions)?;
        let merged = versions.merged(&choices, self.prefer.map(Side::from));
        if let Some(path) = &self.conflicts {
            let text = format!("{:#}\n", report(&merged.conflicts));
            files::write(path, text.as_bytes())?;
        }
        self.write(&merged, versions.ours.format, output)?;
        for conflict in &merged.conflicts {
            let _is_read = writeln!(err, "conflict: {}", differences::conflict(conflict)).is_ok();
        }
        Ok(if merged.conflicts.is_empty() { Exit::Success } else { Exit::Findings })
    }

    /// What is settled by name; a name that is none is refused.
    fn choices(&self, versions: &Versions) -> Result<Choices, CommandError> {
        let choices: Choices = self.choose.iter().cloned().collect();
        if choices.is_empty() {
            return Ok(choices);
        }
        let first = versions.merged(&Choices::new(), None).conflicts;
        let is_among = |all: &[Conflict], path: &str| all.iter().any(|known| known.path == path);
        for path in choices.keys().filter(|path| !is_among(&first, path)) {
            // What only comes up once other things are settled.
            let mut others = choices.clone();
            others.remove(path);
            if !is_among(&versions.merged(&others, None).conflicts, path) {
                let known: Vec<&str> = first.iter().map(|conflict| &*conflict.path).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                let text = format!("--choose: there is no conflict at '{path}'; there is {known}");
                return Err(CommandError::Other(text));
            }
        }
        Ok(choices)
    }

    fn write(
        &self,
        merged: &Merged,
        format: Format,
        output: &mut Output<'_>,
    ) -> Result<(), CommandError> {
        let Some(path) = &self.out else {
            let text = formats::write(&merged.document, format)
                .map_err(|error| CommandError::Other(error.to_string()))?;
            return output.write(&text);
        };
        // The names of git's temporary files say nothing.
        let named = files::format_named(path);
        files::write_document_as(path, &merged.document, Some(named.unwrap_or(format)))?;
        Ok(())
    }
}

fn choice(text: &str) -> Result<(String, Side), String> {
    let (path, side) = text.rsplit_once('=').ok_or("use PATH=ours, PATH=theirs or PATH=base")?;
    let side = Side::ALL.into_iter().find(|known| known.name() == side);
    let side = side.ok_or("after = comes ours, theirs or base")?;
    Ok((path.to_owned(), side))
}

fn report(conflicts: &[Conflict]) -> Value {
    let told = conflicts.iter().map(|conflict| {
        let (dispute, rule) = match &conflict.dispute {
            Dispute::Value => ("value", None),
            Dispute::Presence => ("presence", None),
            Dispute::Order => ("order", None),
            Dispute::Rule(rule) => ("rule", Some(rule)),
        };
        json!({
            "path": conflict.path,
            "element": diff::element(&conflict.subject, &conflict.name),
            "field": conflict.field,
            "dispute": dispute,
            "rule": rule,
            "base": conflict.base,
            "ours": conflict.ours,
            "theirs": conflict.theirs,
            "along": conflict.along,
        })
    });
    json!({ "format": "driftline-conflicts/1", "conflicts": told.collect::<Vec<_>>() })
}
