//! Bibliographies as evidence: BibTeX, CSL-JSON and RIS, read entry by entry, so that a broken one costs no other.
//!
//! What comes along: title, authors, what it appeared in, date, DOI or address, pages. Abstracts and notes are not
//! copied: what a piece of evidence shows is for the evaluator to say. What goes out is the same; kind, grade, finding,
//! limits, quote, phases, system, incident and withdrawal have no place in a bibliography.

mod bibtex;
mod csl;
mod date;
mod encoding;
mod record;
mod ris;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::model::{Assessment, Evidence, Id};
use record::Record;

/// The forms of a bibliography.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bibliography {
    /// BibTeX and BibLaTeX.
    BibTex,
    /// CSL-JSON: the items of citation processors.
    CslJson,
    /// RIS: tagged lines.
    Ris,
}

/// What came of an entry that did not come along as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// It was left out.
    Dropped,
    /// It came along, but not whole or not unchanged.
    Changed,
}

/// What was dropped or changed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file, 1-based; 0 where the file has no lines to speak of, or all of it is meant.
    pub line: usize,
    /// Key of the entry; empty where it has none, or the file as a whole is meant.
    pub key: String,
    /// How much was lost.
    pub loss: Loss,
    /// What and why: half a sentence.
    pub sentence: String,
}

/// What a bibliography gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Import {
    /// New evidence, in the order of the file.
    pub evidence: Vec<Evidence>,
    /// What was dropped or changed, in the order of the file; what concerns all of it comes last.
    pub problems: Vec<Problem>,
    /// How many entries the file has, whether they could be read or not.
    pub entries: usize,
}

impl Bibliography {
    /// All forms.
    pub const ALL: [Self; 3] = [Self::BibTex, Self::CslJson, Self::Ris];

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::BibTex => "BibTeX",
            Self::CslJson => "CSL-JSON",
            Self::Ris => "RIS",
        }
    }

    /// The extension of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::BibTex => "bib",
            Self::CslJson => "json",
            Self::Ris => "ris",
        }
    }

    /// The form of files with that extension (without the dot, in any case).
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "bib" | "bibtex" | "biblatex" => Some(Self::BibTex),
            "json" | "csl" | "csljson" => Some(Self::CslJson),
            "ris" => Some(Self::Ris),
            _ => None,
        }
    }

    /// The form that a content looks like.
    pub fn sniffed(bytes: &[u8]) -> Option<Self> {
        let (text, _) = encoding::text_of(bytes);
        let text = text.trim_start();
        match text.chars().next()? {
            '[' | '{' => Some(Self::CslJson),
            '@' | '%' => Some(Self::BibTex),
            _ if ris::looks_like(text) => Some(Self::Ris),
            _ => text.contains('@').then_some(Self::BibTex),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.key.is_empty()) {
            (0, true) => write!(f, "{}", self.sentence),
            (0, false) => write!(f, "'{}': {}", self.key, self.sentence),
            (line, true) => write!(f, "line {line}: {}", self.sentence),
            (line, false) => write!(f, "line {line}, '{}': {}", self.key, self.sentence),
        }
    }
}

impl Problem {
    fn new(loss: Loss, (line, key): (usize, &str), sentence: impl Into<String>) -> Self {
        Self { line, key: key.to_owned(), loss, sentence: sentence.into() }
    }
}

/// Reads a bibliography. It never fails as a whole: what cannot be read is among the problems.
pub fn read(bytes: &[u8], form: Bibliography) -> Import {
    let (text, note) = encoding::text_of(bytes);
    let mut found = match form {
        Bibliography::BibTex => bibtex::read(&text),
        Bibliography::CslJson => csl::read(&text),
        Bibliography::Ris => ris::read(&text),
    };
    if found.records.is_empty() && found.problems.is_empty() {
        let sentence = format!("nothing in the file looks like an entry of {}", form.title());
        found.problems.push(Problem::new(Loss::Dropped, (0, ""), sentence));
    }
    let mut import = collected(found);
    import.problems.extend(note.map(|note| Problem::new(Loss::Changed, (0, ""), note)));
    import
}

/// Without what a document has already: the same id, or the same DOI or address. Nothing is overwritten; what is left
/// out is told.
#[must_use]
pub fn beside(import: Import, document: &Assessment) -> Import {
    let register = document.evidence();
    let mut sources: BTreeMap<String, Id<Evidence>> = register
        .iter()
        .map(|known| (record::source_key(&known.source), known.id.clone()))
        .filter(|(source, _)| !source.is_empty())
        .collect();
    let Import { evidence, mut problems, entries } = import;
    let mut fresh = Vec::with_capacity(evidence.len());
    let mut there = Vec::new();
    for piece in evidence {
        let source = record::source_key(&piece.source);
        let by_source = sources.get(&source);
        let sentence = if register.contains(&piece.id) {
            "already there: the register has evidence of that id".to_owned()
        } else if let Some(known) = by_source {
            format!("already there: '{known}' has the same source")
        } else {
            // Within one file only a DOI tells for sure that two entries are one: chapters share an address.
            if record::doi_of(&piece.source).is_some() {
                sources.insert(source, piece.id.clone());
            }
            fresh.push(piece);
            continue;
        };
        there.push(Problem::new(Loss::Dropped, (0, piece.id.as_str()), sentence));
    }
    there.append(&mut problems);
    Import { evidence: fresh, problems: there, entries }
}

/// Writes evidence as a bibliography: UTF-8 that ends in a newline.
pub fn write<'a>(evidence: impl Iterator<Item = &'a Evidence>, form: Bibliography) -> String {
    match form {
        Bibliography::BibTex => bibtex::write(evidence),
        Bibliography::CslJson => csl::write(evidence),
        Bibliography::Ris => ris::write(evidence),
    }
}

/// What a reader of one form has found.
#[derive(Default)]
struct Found {
    records: Vec<Record>,
    problems: Vec<Problem>,
    /// How many entries could not be read at all.
    broken: usize,
    /// How many entries have a field that is not copied, by its name.
    uncopied: BTreeMap<String, usize>,
}

impl Found {
    fn drop(&mut self, at: (usize, &str), sentence: impl Into<String>) {
        self.broken += 1;
        self.problems.push(Problem::new(Loss::Dropped, at, sentence));
    }

    fn change(&mut self, at: (usize, &str), sentence: impl Into<String>) {
        self.problems.push(Problem::new(Loss::Changed, at, sentence));
    }

    fn uncopied(&mut self, field: &str) {
        *self.uncopied.entry(field.to_owned()).or_default() += 1;
    }
}

/// Records as evidence with ids of their own; what occurs twice is left out or told apart.
fn collected(found: Found) -> Import {
    let Found { records, mut problems, broken, uncopied } = found;
    let mut import = Import { entries: records.len() + broken, ..Import::default() };
    let mut ids: BTreeSet<Id<Evidence>> = BTreeSet::new();
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    let mut next: BTreeMap<String, usize> = BTreeMap::new();
    for record in records {
        let (line, key) = (record.line, record.key.clone());
        let at = (line, &*key);
        let Some((mut piece, notes)) = record.evidence() else {
            let sentence = "it has neither title nor authors nor source, and was left out";
            problems.push(Problem::new(Loss::Dropped, at, sentence));
            continue;
        };
        if let Some(first) = keys.get(&key).filter(|_| !key.is_empty()) {
            let twin: &Evidence = &import.evidence[*first];
            if twin.title == piece.title && twin.source == piece.source {
                let sentence = "the entry occurs twice; the first one counts";
                problems.push(Problem::new(Loss::Dropped, at, sentence));
                continue;
            }
        }
        problems.extend(notes.into_iter().map(|note| Problem::new(Loss::Changed, at, note)));
        let name = if key.is_empty() { &piece.title } else { &key };
        piece.id = free_id(name, &ids, &mut next);
        if keys.contains_key(&key) && !key.is_empty() {
            let sentence = format!("the key occurs twice; this one came along as '{}'", piece.id);
            problems.push(Problem::new(Loss::Changed, at, sentence));
        }
        keys.entry(key).or_insert(import.evidence.len());
        ids.insert(piece.id.clone());
        import.evidence.push(piece);
    }
    problems.sort_by_key(|problem| problem.line);
    problems.extend(uncopied.into_iter().map(|(field, count)| {
        let entries = if count == 1 { "1 entry" } else { &format!("{count} entries") };
        let sentence = format!("'{field}' of {entries} was not copied");
        Problem::new(Loss::Changed, (0, ""), sentence)
    }));
    import.problems = problems;
    import
}

/// An id for a name; of many entries with one name, each is found at once.
fn free_id(
    name: &str,
    ids: &BTreeSet<Id<Evidence>>,
    next: &mut BTreeMap<String, usize>,
) -> Id<Evidence> {
    let first = Id::from_name(name, |_| false);
    if !ids.contains(&first) {
        return first;
    }
    let stem = first.as_str().to_owned();
    let count = next.entry(stem.clone()).or_insert(2);
    loop {
        let id = Id::from_name(&format!("{stem}-{count}"), |_| false);
        *count += 1;
        if !ids.contains(&id) {
            return id;
        }
        if id.as_str().len() >= 58 {
            // Long names are cut where ids end, the number with them.
            return Id::from_name(&stem, |id| ids.contains(id));
        }
    }
}
