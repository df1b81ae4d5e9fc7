//! Catalogs: lists that evaluators go through so that nothing is left out by accident. An entry is a prompt, not a
//! finding about a system.

use super::{
    DistributionShift, EvidenceGrade, Mechanism, MitigationKind, NodeKind, PhaseKind, Strength,
};

/// Entries of one or several files, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    /// The files that they come from.
    pub files: Vec<CatalogFile>,
    /// What the entries rest on.
    pub sources: Vec<CatalogSource>,
    /// Ways in which misalignment arises and spreads.
    pub mechanisms: Vec<MechanismEntry>,
    /// Measures against it.
    pub mitigations: Vec<MitigationEntry>,
    /// Phases of a deployment.
    pub phases: Vec<PhaseEntry>,
    /// Codes of other vocabularies.
    pub codes: Vec<Code>,
}

/// One file of a catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogFile {
    /// Its id, unique among those in use.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// SPDX id of the licence of its words.
    pub licence: String,
}

/// Something that entries of a file rest on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogSource {
    /// The file that names it.
    pub file: String,
    /// Its id in that file.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// When; empty where it is not known.
    pub date: String,
    /// Where it is; empty where it is not known.
    pub url: String,
    /// How it was read.
    pub note: String,
}

/// What every entry has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogEntry {
    /// Its id: given once, since documents refer to it.
    pub id: String,
    /// The file that it stands in.
    pub file: String,
    /// What people call it.
    pub name: String,
    /// What it is, in one or two sentences; empty where its source gives only a name.
    pub definition: String,
    /// What to ask about one's own system.
    pub questions: Vec<String>,
    /// Codes of other vocabularies, as `scheme:code`.
    pub codes: Vec<String>,
    /// Ids of the sources of its file that it rests on.
    pub sources: Vec<String>,
    /// Limits, and what is judgement.
    pub note: String,
}

/// A way in which misalignment arises or spreads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MechanismEntry {
    /// What every entry has.
    pub entry: CatalogEntry,
    /// The mechanism of links and nodes that it belongs to; several entries may share one.
    pub mechanism: Option<Mechanism>,
    /// The kind of node as which it is usually drawn.
    pub node_kind: Option<NodeKind>,
    /// What must hold for it to work.
    pub preconditions: Vec<String>,
    /// Observations, tests and published claims.
    pub incidents: Vec<Observation>,
    /// Ids of mitigations that act on it.
    pub mitigations: Vec<String>,
}

/// A measure against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MitigationEntry {
    /// What every entry has.
    pub entry: CatalogEntry,
    /// What it mainly does.
    pub kind: MitigationKind,
    /// Ids of mechanisms that it acts on; none for measures that act through decisions.
    pub cuts: Vec<String>,
    /// How strong a source says that it is, if one does.
    pub strength_hint: Option<Strength>,
    /// How it fails without anybody meaning it.
    pub failure_modes: Vec<String>,
    /// What can make it stop working.
    pub undermined_by: Vec<String>,
    /// What the same measure could do in the wrong hands.
    pub dual_use: String,
    /// Observations, tests and published claims.
    pub evidence: Vec<Observation>,
}

/// A phase of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseEntry {
    /// What every entry has.
    pub entry: CatalogEntry,
    /// What sort of deployment it is.
    pub kind: PhaseKind,
    /// What is new against the phase before.
    pub changes: Vec<String>,
    /// Published numbers of use.
    pub exposure: String,
    /// A proposal, to be overruled.
    pub distribution_shift: Option<DistributionShift>,
    /// Why.
    pub shift_reason: String,
    /// Which evidence speaks for this phase and which does not.
    pub evidence_covers: String,
}

/// A code of another vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// What every entry has.
    pub entry: CatalogEntry,
    /// The vocabulary.
    pub scheme: String,
    /// The code in it.
    pub code: String,
    /// The code of the class above it; empty for none.
    pub parent: String,
}

/// Something observed, tested or claimed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observation {
    /// What, in words of the catalog.
    pub text: String,
    /// The id of its source.
    pub source: String,
    /// Where in the source.
    pub locator: String,
    /// How near it comes to the real thing.
    pub grade: Option<EvidenceGrade>,
    /// The source's own words, at most 25 of them.
    pub quote: String,
    /// Limits.
    pub note: String,
}

impl Catalog {
    /// One catalog of several; where two have an entry of the same id, the later one counts.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        fn join<T>(own: &mut Vec<T>, more: Vec<T>, id: impl Fn(&T) -> &str) {
            for entry in more {
                match own.iter_mut().find(|had| id(had) == id(&entry)) {
                    Some(had) => *had = entry,
                    None => own.push(entry),
                }
            }
        }
        self.files.extend(other.files);
        self.sources.extend(other.sources);
        join(&mut self.mechanisms, other.mechanisms, |e| &e.entry.id);
        join(&mut self.mitigations, other.mitigations, |e| &e.entry.id);
        join(&mut self.phases, other.phases, |e| &e.entry.id);
        join(&mut self.codes, other.codes, |e| &e.entry.id);
        self
    }

    /// The mechanism of that id.
    pub fn mechanism(&self, id: &str) -> Option<&MechanismEntry> {
        self.mechanisms.iter().find(|e| e.entry.id == id)
    }

    /// The mitigation of that id.
    pub fn mitigation(&self, id: &str) -> Option<&MitigationEntry> {
        self.mitigations.iter().find(|e| e.entry.id == id)
    }

    /// The phase of that id.
    pub fn phase(&self, id: &str) -> Option<&PhaseEntry> {
        self.phases.iter().find(|e| e.entry.id == id)
    }

    /// The code written `scheme:code`.
    pub fn code(&self, tag: &str) -> Option<&Code> {
        let (scheme, code) = tag.split_once(':')?;
        self.codes.iter().find(|e| e.scheme == scheme && e.code == code)
    }

    /// A source that an entry names.
    pub fn source(&self, entry: &CatalogEntry, id: &str) -> Option<&CatalogSource> {
        self.sources.iter().find(|source| source.file == entry.file && source.id == id)
    }
}
