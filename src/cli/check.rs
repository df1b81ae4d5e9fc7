//! `driftline check`

use std::{io::Write, path::PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{CommandError, Exit, Output, catalogs::Catalogs};
use crate::{
    analysis::checks::{self, Finding, Level, Remedy},
    model::Assessment,
    report::wording,
    session::files::{self, FileError},
};

/// Check a document: problems that keep it from being read, and findings of the lint rules
///
/// Exit code 0: nothing found, or nothing but what stands for a reason that the document gives. 1: findings. 2: the
/// document cannot be read; every problem is listed.
///
/// Example: driftline check fleet.driftline --format sarif > fleet.sarif
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The document (.driftline or .json)
    file: PathBuf,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    catalogs: Catalogs,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// One line a finding
    Text,
    /// One object for scripts
    Json,
    /// SARIF 2.1.0 for code review tools
    Sarif,
}

impl Check {
    pub(super) fn run(
        &self,
        output: &mut Output<'_>,
        err: &mut dyn Write,
    ) -> Result<Exit, CommandError> {
        let own = self.catalogs.read(err)?;
        let reading = match files::read_document(&self.file) {
            Ok(reading) => reading,
            Err(error) => {
                output.tell(&self.refusal(&error))?;
                return Err(error.into());
            }
        };
        let document = reading.document;
        let findings = checks::lint(&document, &own.catalog);
        let open = findings.iter().any(|f| checks::reason_to_stand(&document, f).is_none());
        match self.format {
            Format::Text => output.tell(&text(&document, &findings))?,
            Format::Json => output.json(&self.object(&document, &findings))?,
            Format::Sarif => output.json(&self.sarif(&document, &findings))?,
        }
        Ok(if open { Exit::Findings } else { Exit::Success })
    }

    /// All problems of a refused document, one a line; nothing for other errors and formats, whose first problem
    /// goes to standard error in any case.
    fn refusal(&self, error: &FileError) -> String {
        let (FileError::Refused(path, refusal), Format::Text) = (error, self.format) else {
            return String::new();
        };
        let lines = refusal.problems().iter().map(|p| format!("{}: {p}\n", path.display()));
        lines.collect()
    }

    fn object(&self, document: &Assessment, findings: &[Finding]) -> Value {
        let findings = findings.iter().map(|finding| {
            json!({
                "rule": finding.rule,
                "level": level(finding.level),
                "kind": finding.subject.kind_name(),
                "element": finding.subject.id_str(),
                "name": document.label(&finding.subject),
                "sentence": finding.sentence,
                "fix": checks::rule(finding.rule).map(|rule| rule.fix),
                "offer": checks::remedy(document, finding).map(|remedy| offer(&remedy)),
                "stands": checks::reason_to_stand(document, finding),
            })
        });
        json!({
            "format": "driftline-check/1",
            "file": self.file.display().to_string(),
            "findings": findings.collect::<Vec<_>>(),
        })
    }

    fn sarif(&self, document: &Assessment, findings: &[Finding]) -> Value {
        let results = findings.iter().map(|finding| {
            let name = format!("{} {}", finding.subject.kind_name(), finding.subject.id_str());
            let reason = checks::reason_to_stand(document, finding);
            let mut result = json!({
                "ruleId": finding.rule,
                "level": level(finding.level),
                "message": {
                    "text": format!("{}: {}", document.label(&finding.subject), finding.sentence),
                },
                "locations": [{
                    "physicalLocation": {
                        "artifactLocation": { "uri": self.file.display().to_string() },
                    },
                    "logicalLocations": [{ "fullyQualifiedName": name.trim() }],
                }],
            });
            if let Some(reason) = reason {
                let suppression = json!([{ "kind": "inSource", "justification": reason }]);
                result["suppressions"] = suppression;
            }
            result
        });
        let rules = checks::RULES.iter().map(|rule| {
            json!({
                "id": rule.name,
                "fullDescription": { "text": rule.reason },
                "help": { "text": rule.fix },
            })
        });
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "driftline",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules.collect::<Vec<_>>(),
                } },
                "results": results.collect::<Vec<_>>(),
            }],
        })
    }
}

fn text(document: &Assessment, findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "no findings\n".to_owned();
    }
    let lines = findings.iter().map(|finding| {
        let label = wording::name(&document.label(&finding.subject));
        let (level, sentence) = (level(finding.level), wording::name(&finding.sentence));
        let stands = checks::reason_to_stand(document, finding);
        let stands = stands.map(|reason| format!(", stands: {}", wording::name(reason)));
        let stands = stands.unwrap_or_default();
        format!("{level}: {label}: {sentence} [{}{stands}]\n", finding.rule)
    });
    lines.collect()
}

/// What the workbench offers to do about a finding at once.
fn offer(remedy: &Remedy) -> Value {
    let way = match remedy {
        Remedy::Change(_) => "change",
        Remedy::Field(_) => "field",
    };
    json!({ "words": remedy.words(), "way": way })
}

/// The level's name, the same in SARIF.
fn level(level: Level) -> &'static str {
    match level {
        Level::Warning => "warning",
        Level::Note => "note",
    }
}
