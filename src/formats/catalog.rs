//! Catalogs as RON files (`driftline-catalog/1`), the bundled ones among them.

use std::{collections::BTreeSet, sync::LazyLock};

use serde::{Deserialize, de::DeserializeOwned};

use super::native::{ron_options, words};
use crate::model::{
    Catalog, CatalogFile, CatalogSource, Code, EvidenceGrade, MechanismEntry, MitigationEntry,
    Observation, PhaseEntry,
};

/// What the field `format` of such a file says.
const FORMAT: &str = "driftline-catalog/1";

/// The bundled files: name and text.
const BUNDLED: [(&str, &str); 4] = [
    ("mechanisms.ron", include_str!("../../assets/catalog/mechanisms.ron")),
    ("mitigations.ron", include_str!("../../assets/catalog/mitigations.ron")),
    ("phases.ron", include_str!("../../assets/catalog/phases.ron")),
    ("taxonomies.ron", include_str!("../../assets/catalog/taxonomies.ron")),
];

/// Why a catalog cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogError {
    /// It is no RON of that shape.
    #[error("line {line}: {sentence}")]
    Syntax {
        /// Where, 1-based.
        line: usize,
        /// What is wrong.
        sentence: String,
    },
    /// It is of another format or version.
    #[error("line {line}: the format is '{found}', not '{FORMAT}'")]
    Format {
        /// Where, 1-based.
        line: usize,
        /// What the file says that it is.
        found: String,
    },
    /// An entry says something that it must not.
    #[error("line {line}: entry '{id}': {sentence}")]
    Entry {
        /// Where it begins, 1-based.
        line: usize,
        /// Its id.
        id: String,
        /// What is wrong.
        sentence: String,
    },
}

/// The catalog that comes with the program.
pub fn bundled() -> &'static Catalog {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
        let texts = BUNDLED.iter().filter_map(|(_, text)| read(text).ok());
        texts.fold(Catalog::default(), Catalog::with)
    });
    &CATALOG
}

/// One file of a catalog.
///
/// # Errors
/// [`CatalogError`]: the first thing that is wrong, with its place.
pub fn read(text: &str) -> Result<Catalog, CatalogError> {
    let file: File = ron_options().from_str(text).map_err(|error| CatalogError::Syntax {
        line: error.span.start.line,
        sentence: error.code.to_string(),
    })?;
    if file.format != FORMAT {
        let line = line_of(text, "format", &file.format, 1);
        return Err(CatalogError::Format { line, found: file.format });
    }
    let sources: BTreeSet<String> = file.sources.iter().map(|source| source.id.clone()).collect();
    let reader = Reader { file: file.id.clone(), sources };
    let mut catalog = Catalog {
        sources: file.sources.into_iter().map(|source| source.of(&file.id)).collect(),
        files: vec![CatalogFile { id: file.id, title: file.title, licence: file.licence }],
        ..Catalog::default()
    };
    let mut ids = BTreeSet::new();
    for entry in file.entries {
        if !ids.insert(entry.id.clone()) {
            return Err(fault(&entry.id, "the id occurs twice; rename one").placed(text, 2));
        }
        reader.add(entry, &mut catalog).map_err(|error| error.placed(text, 1))?;
    }
    Ok(catalog)
}

/// What is wrong with an entry, wherever it stands.
fn fault(id: &str, sentence: impl Into<String>) -> CatalogError {
    CatalogError::Entry { line: 1, id: id.to_owned(), sentence: sentence.into() }
}

impl CatalogError {
    /// The same with the line of the nth entry of the id.
    fn placed(self, text: &str, nth: usize) -> Self {
        match self {
            Self::Entry { id, sentence, .. } => {
                Self::Entry { line: line_of(text, "id", &id, nth), id, sentence }
            }
            other => other,
        }
    }
}

/// The line of the nth place where a field has a value, 1-based; that of the last one where there are fewer.
fn line_of(text: &str, field: &str, value: &str, nth: usize) -> usize {
    let value = format!("\"{value}\"");
    let is_field = |before: &str| {
        let name = before.trim_end().strip_suffix(':').map(str::trim_end);
        let name = name.and_then(|before| before.strip_suffix(field));
        name.is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    // Sources have ids, too.
    let start = if field == "id" { text.find("entries").unwrap_or(0) } else { 0 };
    let places = text.match_indices(&value);
    let places = places.filter(|(at, _)| *at >= start && is_field(&text[..*at]));
    let at = places.take(nth).last().map_or(0, |(at, _)| at);
    text[..at].matches('\n').count() + 1
}

/// A file as it stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    id: String,
    title: String,
    #[serde(default)]
    licence: String,
    #[serde(default)]
    sources: Vec<Source>,
    entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    id: String,
    title: String,
    #[serde(default)]
    author: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Mechanism,
    Mitigation,
    Phase,
    Code,
}

/// An entry of any kind: which fields it may have, its kind says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name: String,
    kind: Kind,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    questions: Vec<String>,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    sources: Vec<String>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    mechanism: Option<String>,
    #[serde(default)]
    node_kind: Option<String>,
    #[serde(default)]
    preconditions: Vec<String>,
    #[serde(default)]
    incidents: Vec<Observed>,
    #[serde(default)]
    mitigations: Vec<String>,
    #[serde(default)]
    mitigation_kind: Option<String>,
    #[serde(default)]
    cuts: Vec<String>,
    #[serde(default)]
    strength_hint: Option<String>,
    #[serde(default)]
    failure_modes: Vec<String>,
    #[serde(default)]
    undermined_by: Vec<String>,
    #[serde(default)]
    dual_use: String,
    #[serde(default)]
    evidence: Vec<Observed>,
    #[serde(default)]
    phase_kind: Option<String>,
    #[serde(default)]
    changes: Vec<String>,
    #[serde(default)]
    exposure: String,
    #[serde(default)]
    distribution_shift: Option<String>,
    #[serde(default)]
    shift_reason: String,
    #[serde(default)]
    evidence_covers: String,
    #[serde(default)]
    scheme: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    parent: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Observed {
    text: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    locator: String,
    #[serde(default)]
    grade: String,
    #[serde(default)]
    quote: String,
    #[serde(default)]
    note: String,
}

impl Source {
    fn of(self, file: &str) -> CatalogSource {
        CatalogSource {
            file: file.to_owned(),
            id: self.id,
            title: self.title,
            author: self.author,
            date: self.date,
            url: self.url,
            note: self.note,
        }
    }
}

/// Puts entries into a catalog, one after the other.
struct Reader {
    file: String,
    sources: BTreeSet<String>,
}

impl Reader {
    fn add(&self, entry: Entry, catalog: &mut Catalog) -> Result<(), CatalogError> {
        let id = entry.id.clone();
        if id.is_empty()
            || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            return Err(fault(&id, "an id has a–z, 0–9 and '-' only"));
        }
        if let Some(unknown) = entry.sources.iter().find(|source| !self.sources.contains(*source)) {
            return Err(fault(&id, format!("the file names no source '{unknown}'")));
        }
        match entry.kind {
            Kind::Mechanism => catalog.mechanisms.push(self.mechanism(entry)?),
            Kind::Mitigation => catalog.mitigations.push(self.mitigation(entry)?),
            Kind::Phase => catalog.phases.push(self.phase(entry)?),
            Kind::Code => catalog.codes.push(self.code(entry)),
        }
        Ok(())
    }

    fn mechanism(&self, e: Entry) -> Result<MechanismEntry, CatalogError> {
        let mechanism: Option<words::Mechanism> = optional(&e.id, e.mechanism.as_deref())?;
        let node_kind: Option<words::NodeKind> = optional(&e.id, e.node_kind.as_deref())?;
        Ok(MechanismEntry {
            mechanism: mechanism.map(Into::into),
            node_kind: node_kind.map(Into::into),
            preconditions: e.preconditions.clone(),
            incidents: self.observations(&e.id, &e.incidents)?,
            mitigations: e.mitigations.clone(),
            entry: self.common(e),
        })
    }

    fn mitigation(&self, e: Entry) -> Result<MitigationEntry, CatalogError> {
        let kind: Option<words::MitigationKind> = optional(&e.id, e.mitigation_kind.as_deref())?;
        let strength: Option<words::Strength> = optional(&e.id, e.strength_hint.as_deref())?;
        Ok(MitigationEntry {
            kind: kind.map(Into::into).unwrap_or_default(),
            cuts: e.cuts.clone(),
            strength_hint: strength.map(Into::into),
            failure_modes: e.failure_modes.clone(),
            undermined_by: e.undermined_by.clone(),
            dual_use: e.dual_use.clone(),
            evidence: self.observations(&e.id, &e.evidence)?,
            entry: self.common(e),
        })
    }

    fn phase(&self, e: Entry) -> Result<PhaseEntry, CatalogError> {
        let kind: Option<words::PhaseKind> = optional(&e.id, e.phase_kind.as_deref())?;
        let shift: Option<words::DistributionShift> =
            optional(&e.id, e.distribution_shift.as_deref())?;
        Ok(PhaseEntry {
            kind: kind.map(Into::into).unwrap_or_default(),
            changes: e.changes.clone(),
            exposure: e.exposure.clone(),
            distribution_shift: shift.map(Into::into),
            shift_reason: e.shift_reason.clone(),
            evidence_covers: e.evidence_covers.clone(),
            entry: self.common(e),
        })
    }

    fn code(&self, e: Entry) -> Code {
        Code {
            scheme: e.scheme.clone(),
            code: e.code.clone(),
            parent: e.parent.clone(),
            entry: self.common(e),
        }
    }

    fn common(&self, e: Entry) -> crate::model::CatalogEntry {
        crate::model::CatalogEntry {
            id: e.id,
            file: self.file.clone(),
            name: e.name,
            definition: e.definition,
            questions: e.questions,
            codes: e.codes,
            sources: e.sources,
            note: e.note,
        }
    }

    fn observations(
        &self,
        id: &str,
        listed: &[Observed],
    ) -> Result<Vec<Observation>, CatalogError> {
        let read = |of: &Observed| {
            if !of.source.is_empty() && !self.sources.contains(&of.source) {
                return Err(fault(id, format!("the file names no source '{}'", of.source)));
            }
            let grade: Option<words::EvidenceGrade> =
                optional(id, Some(of.grade.to_lowercase().as_str()).filter(|g| !g.is_empty()))?;
            Ok(Observation {
                text: of.text.clone(),
                source: of.source.clone(),
                locator: of.locator.clone(),
                grade: grade.map(EvidenceGrade::from),
                quote: of.quote.clone(),
                note: of.note.clone(),
            })
        };
        listed.iter().map(read).collect()
    }
}

/// A word of the document format.
fn optional<T: DeserializeOwned>(id: &str, word: Option<&str>) -> Result<Option<T>, CatalogError> {
    let Some(word) = word else { return Ok(None) };
    let value = serde_json::Value::String(word.to_owned());
    match serde_json::from_value(value) {
        Ok(read) => Ok(Some(read)),
        Err(error) => Err(fault(id, error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_files_are_read_whole_and_refer_to_what_is_there() {
        for (name, text) in BUNDLED {
            assert_eq!(read(text).err(), None, "{name}");
        }
        let catalog = bundled();
        assert!(catalog.mechanisms.len() >= 30 && catalog.mitigations.len() >= 40);
        for e in &catalog.mechanisms {
            let known = |id: &&String| catalog.mitigation(id).is_none();
            assert_eq!(e.mitigations.iter().find(known), None, "{}", e.entry.id);
        }
        for e in &catalog.mitigations {
            for id in &e.cuts {
                let cut = catalog.mechanism(id).expect("a mechanism");
                assert!(cut.mitigations.contains(&e.entry.id), "{} and {id}", e.entry.id);
            }
        }
        let entries = catalog.mechanisms.iter().map(|e| &e.entry);
        let entries = entries.chain(catalog.mitigations.iter().map(|e| &e.entry));
        for entry in entries {
            for code in &entry.codes {
                assert!(catalog.code(code).is_some(), "{}: {code}", entry.id);
            }
            assert!(entry.sources.iter().all(|id| catalog.source(entry, id).is_some()));
        }
        let quotes = catalog.mechanisms.iter().flat_map(|e| &e.incidents);
        let quotes = quotes.chain(catalog.mitigations.iter().flat_map(|e| &e.evidence));
        let words = |of: &Observation| of.quote.split_whitespace().count();
        assert!(quotes.map(words).max() <= Some(crate::model::QUOTE_WORDS_MAX));
    }

    #[test]
    fn every_mechanism_of_documents_has_an_entry() {
        use crate::model::Mechanism;
        for mechanism in Mechanism::ALL.into_iter().filter(|m| *m != Mechanism::Other) {
            let is_there = bundled().mechanisms.iter().any(|e| e.mechanism == Some(mechanism));
            assert!(is_there, "{mechanism:?}");
        }
    }

    #[test]
    fn a_fault_is_told_with_its_place() {
        let good = r#"(format: "driftline-catalog/1", id: "own", title: "Own", sources: [(id: "s", title: "S")],
            entries: [(id: "a", name: "A", kind: mechanism, mechanism: "shared_context", sources: ["s"])])"#;
        assert_eq!(read(good).map(|catalog| catalog.mechanisms.len()), Ok(1));
        let told =
            |from: &str, to: &str| read(&good.replace(from, to)).expect_err("wrong").to_string();
        assert_eq!(
            told("catalog/1", "catalog/9"),
            "line 1: the format is 'driftline-catalog/9', not 'driftline-catalog/1'"
        );
        assert!(
            told("shared_context", "gossip")
                .starts_with("line 2: entry 'a': unknown variant `gossip`")
        );
        assert_eq!(told("[\"s\"]", "[\"t\"]"), "line 2: entry 'a': the file names no source 't'");
        assert!(told("kind: mechanism,", "").starts_with("line 2: "));
        let twice = "(id: \"a\", name: \"A\", kind: phase),\n(id: \"a\"";
        assert_eq!(told("(id: \"a\"", twice), "line 3: entry 'a': the id occurs twice; rename one");
        assert!(told("name: \"A\"", "nome: \"A\"").contains("nome"));
    }
}
