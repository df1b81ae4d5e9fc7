//! `driftline release`

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::{CommandError, Exit, content::Content, output::Output, progress::Progress};
use crate::{
    report::{
        Target,
        release::{Changes, Sheet, sheets},
    },
    session::{
        files,
        release::{self, Order, ReleaseError, Verdict, Verification},
    },
};

/// Freeze a report, check a frozen one, or compare two
///
/// A release is one archive: the document, the settings, the reports and the
/// checksum of each. With the same document, settings, --date and program its
/// bytes are the same. It holds the whole document even where its reports are
/// public, so publish the reports in it, not the archive.
///
/// --verify makes the reports again and compares them byte for byte: exit 0 where
/// they are the same, 1 where they differ. Reports by templates in the archive
/// are made again only with --with-its-templates: templates are programs.
///
/// Examples:
///   driftline release fleet.driftline --out fleet-1.zip --formats html,pdf,docx
///   driftline release --verify fleet-1.zip
///   driftline release --compare fleet-1.zip fleet-2.zip --format md
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Release {
    /// The document (.driftline or .json)
    #[arg(required_unless_present_any = ["verify", "compare"], requires = "out")]
    file: Option<PathBuf>,
    /// The archive to write
    #[arg(long, value_name = "R.zip", requires = "file")]
    out: Option<PathBuf>,
    /// Make the reports of this release again and compare them
    #[arg(long, value_name = "R.zip", conflicts_with_all = ["file", "compare"])]
    verify: Option<PathBuf>,
    /// With --verify: run the templates in the archive, too; they are programs of whoever made it
    #[arg(long, requires = "verify")]
    with_its_templates: bool,
    /// Tell what moved from the first release to the second
    #[arg(long, num_args = 2, value_names = ["A.zip", "B.zip"], conflicts_with = "file")]
    compare: Vec<PathBuf>,
    /// How to print a comparison
    #[arg(long, value_enum, default_value_t, requires = "compare")]
    format: Format,
    /// The formats of the reports, separated by commas: html, pdf, docx, md, json, zip (tables)
    #[arg(long, value_name = "a,b,c", value_delimiter = ',', value_parser = target, default_value = "html")]
    formats: Vec<Target>,
    #[command(flatten)]
    content: Content,
}

/// How a comparison is printed.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// Tables for people
    #[default]
    Text,
    /// Markdown
    Md,
    /// One object for scripts
    Json,
}

impl Release {
    pub(super) fn run(
        &self,
        output: &mut Output<'_>,
        err: &mut dyn Write,
    ) -> Result<Exit, CommandError> {
        if let Some(path) = &self.verify {
            return verify(path, self.with_its_templates, output);
        }
        if let [before, after] = &self.compare[..] {
            let [before, after] = [before, after].map(|path| release::read(path));
            let changes = release::compare(&before.map_err(other)?, &after.map_err(other)?);
            output.tell(&self.told(&changes)?)?;
            return Ok(Exit::Success);
        }
        let (Some(file), Some(out)) = (&self.file, &self.out) else {
            return Err(CommandError::Other(
                "name a document and, with --out, an archive".to_owned(),
            ));
        };
        self.freeze(file, out, err)
    }

    fn freeze(&self, file: &Path, out: &Path, err: &mut dyn Write) -> Result<Exit, CommandError> {
        let document = files::read_document(file)?.document;
        let surroundings = self.content.surroundings(&document, err)?;
        let (study, options) = (self.content.study(), self.content.options(&document)?);
        let order = Order { study, options, targets: self.formats.clone(), surroundings };
        let progress = Progress::new("Probabilities");
        release::write(out, &document, &order, &progress).map_err(other)?;
        Ok(Exit::Success)
    }

    fn told(&self, changes: &Changes) -> Result<String, CommandError> {
        Ok(match self.format {
            Format::Text => text(changes),
            Format::Md => markdown(changes),
            Format::Json => {
                let text = serde_json::to_string_pretty(&Comparison {
                    format: "driftline-comparison/1",
                    changes,
                });
                text.map_err(|error| CommandError::Other(error.to_string()))? + "\n"
            }
        })
    }
}

/// A comparison as JSON.
#[derive(serde::Serialize)]
struct Comparison<'a> {
    format: &'static str,
    #[serde(flatten)]
    changes: &'a Changes,
}

fn verify(
    path: &Path,
    with_its_templates: bool,
    output: &mut Output<'_>,
) -> Result<Exit, CommandError> {
    let kept = release::read(path).map_err(other)?;
    let progress = Progress::new("Probabilities");
    let verify =
        if with_its_templates { release::verify_with_its_templates } else { release::verify };
    let found = verify(&kept, &progress).map_err(other)?;
    drop(progress);
    output.tell(&verdicts(&found))?;
    Ok(if found.is_same() { Exit::Success } else { Exit::Findings })
}

fn verdicts(found: &Verification) -> String {
    let mut lines: Vec<String> = found
        .files
        .iter()
        .map(|(name, verdict)| match verdict {
            Verdict::Same => format!("same       {name}"),
            Verdict::Differs(at) => format!("different  {name}, from byte {at} on"),
            Verdict::NotMade => {
                format!("not made   {name}: this program was built without the format")
            }
            Verdict::Untried => format!(
                "not tried  {name}: a template in the archive makes it; --with-its-templates runs that, if you trust its maker"
            ),
        })
        .collect();
    let Verification { made_by, this, .. } = found;
    lines.push(match (found.is_same(), made_by == this) {
        (true, true) => format!("Every file is the same again, made by driftline {this}."),
        (true, false) => format!(
            "Every file is the same again, although driftline {made_by} made the release and this is {this}."
        ),
        (false, true) => format!(
            "Not every file is the same again. The program has the same version ({this}); typefaces of this machine \
             for other writing systems may differ."
        ),
        (false, false) => format!(
            "Not every file is the same again: driftline {made_by} made the release, and this is {this}. Use that \
             version to make it again."
        ),
    });
    lines.join("\n") + "\n"
}

fn text(changes: &Changes) -> String {
    let mut out = format!("From {} to {}\n", changes.before, changes.after);
    if changes.is_empty() {
        return out + "Nothing has changed.\n";
    }
    for sheet in sheets(changes) {
        out += "\n";
        out += sheet.title;
        out += "\n";
        let widths: Vec<usize> = (0..sheet.columns.len()).map(|i| width(&sheet, i)).collect();
        let line = |cells: Vec<&str>| {
            let padded = cells.iter().zip(&widths).map(|(cell, width)| {
                format!("{cell}{}", " ".repeat(width.saturating_sub(cell.chars().count())))
            });
            format!("  {}", padded.collect::<Vec<_>>().join("  ")).trim_end().to_owned() + "\n"
        };
        out += &line(sheet.columns.clone());
        for row in &sheet.rows {
            out += &line(row.iter().map(String::as_str).collect());
        }
    }
    out
}

fn width(sheet: &Sheet, column: usize) -> usize {
    let cells = sheet.rows.iter().filter_map(|row| row.get(column)).map(String::as_str);
    let all = cells.chain(sheet.columns.get(column).copied());
    all.map(|cell| cell.chars().count()).max().unwrap_or(0)
}

fn markdown(changes: &Changes) -> String {
    let mut out =
        format!("# Changes from {} to {}\n", plain(&changes.before), plain(&changes.after));
    if changes.is_empty() {
        return out + "\nNothing has changed.\n";
    }
    for sheet in sheets(changes) {
        out += &["\n## ", sheet.title, "\n\n| ", &sheet.columns.join(" | "), " |\n|"].concat();
        out += &" --- |".repeat(sheet.columns.len());
        out += "\n";
        for row in &sheet.rows {
            let cells: Vec<String> = row.iter().map(|cell| plain(cell)).collect();
            out += &["| ", &cells.join(" | "), " |\n"].concat();
        }
    }
    out
}

/// Text that is no markup.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '#' | '$')
        {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn target(name: &str) -> Result<Target, String> {
    let known = Target::from_extension(name).filter(|target| Target::ALL.contains(target));
    known.ok_or_else(|| {
        let known: Vec<&str> = Target::ALL.iter().map(|target| target.extension()).collect();
        format!("there is no format '{name}'; the formats are {}", known.join(", "))
    })
}

fn other(error: ReleaseError) -> CommandError {
    match error {
        ReleaseError::File(error) => error.into(),
        error => CommandError::Other(error.to_string()),
    }
}
