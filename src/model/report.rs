//! What a document says about its report: for which reader, which sections in which order, and the authors' own words.

use super::{Mark, Withheld};

/// Settings of the report on a document. The default asks for the full report in its usual order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportSettings {
    /// For which reader it is arranged.
    pub profile: Profile,
    /// The sections in the order wanted, each at most once; empty for those of the profile.
    pub order: Vec<Section>,
    /// What the authors say around sections, each section at most once.
    pub sections: Vec<SectionText>,
    /// What stays in the house, each thing at most once.
    pub internal: Vec<Mark>,
    /// Of a public copy: what was taken out of it.
    pub withheld: Option<Box<Withheld>>,
}

/// What authors say around one section of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionText {
    /// Which one.
    pub section: Section,
    /// Its heading; empty for the usual one.
    pub title: String,
    /// Markdown that stands before what the section says by itself.
    pub before: String,
    /// Markdown that stands after it.
    pub after: String,
}

impl ReportSettings {
    /// What the authors say around a section.
    pub fn text(&self, section: Section) -> Option<&SectionText> {
        self.sections.iter().find(|text| text.section == section)
    }
}

impl SectionText {
    /// A section to which nothing is added.
    pub fn new(section: Section) -> Self {
        Self { section, title: String::new(), before: String::new(), after: String::new() }
    }
}

/// A reader for whom sections are chosen, ordered and named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// Everything there is.
    #[default]
    Full,
    /// A section of a developer's risk report in the manner of Anthropic's.
    Anthropic,
    /// A model report under the EU Code of Practice for general-purpose AI.
    CodeOfPractice,
    /// A summary of an assessment under California's SB 53.
    Sb53,
    /// A safety case: claims, arguments, evidence.
    SafetyCase,
    /// Two pages.
    Memo,
}

/// A part of a report that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// What follows, for readers who read nothing else.
    Summary,
    /// Covered models, deployments and phases.
    Scope,
    /// The graph as figure and tables.
    ThreatModel,
    /// Each named pathway with its fields.
    Pathways,
    /// Stability of motivations through deployment.
    Stability,
    /// What the system may turn out to want.
    Hypotheses,
    /// Mitigating factors, their strength and what they buy.
    Mitigations,
    /// How spread would be noticed, and what would be done.
    Detection,
    /// Likelihood of the outcomes with its uncertainty.
    Outcomes,
    /// What bears on the result, and what would change it.
    Importance,
    /// The most probable routes, and what would cut them.
    Routes,
    /// Claims, arguments and evidence as one tree.
    Argument,
    /// The evidence register.
    Evidence,
    /// Missing scores and where they push.
    Unscored,
    /// What the figures do not say.
    Limitations,
    /// Where more evidence would help most.
    Outlook,
    /// Which requirements of the profile are met, and by what.
    Coverage,
    /// How the figures come about, in words and formulas.
    Method,
    /// Every score with its reason.
    Scores,
    /// The figures that the text has no room for.
    Figures,
    /// Where the figures come from.
    Provenance,
    /// What has changed since an earlier release.
    Changelog,
    /// The authors' claims, with what carries them and what would end them.
    Claims,
    /// Incidents and near misses, and how long each went unnoticed.
    Incidents,
    /// Open questions and tensions, with who holds what.
    Questions,
    /// Findings of the checks, those that stand with their reasons, and mechanisms that were dismissed.
    Checks,
    /// The elements by the codes of other vocabularies.
    Crosswalk,
    /// Published reports by criteria.
    Audit,
    /// What a panel of experts was asked and said.
    Panel,
}

impl Profile {
    /// All profiles, the usual one first.
    pub const ALL: [Self; 6] = [
        Self::Full,
        Self::Anthropic,
        Self::CodeOfPractice,
        Self::Sb53,
        Self::SafetyCase,
        Self::Memo,
    ];

    /// The name used on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Anthropic => "anthropic",
            Self::CodeOfPractice => "code-of-practice",
            Self::Sb53 => "sb53",
            Self::SafetyCase => "safety-case",
            Self::Memo => "memo",
        }
    }

    /// The profile of that name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.id() == id)
    }
}

impl Section {
    /// All sections in the order of a full report.
    pub const ALL: [Self; 29] = [
        Self::Summary,
        Self::Scope,
        Self::ThreatModel,
        Self::Pathways,
        Self::Stability,
        Self::Hypotheses,
        Self::Mitigations,
        Self::Detection,
        Self::Outcomes,
        Self::Importance,
        Self::Routes,
        Self::Argument,
        Self::Claims,
        Self::Evidence,
        Self::Incidents,
        Self::Questions,
        Self::Panel,
        Self::Audit,
        Self::Checks,
        Self::Unscored,
        Self::Limitations,
        Self::Outlook,
        Self::Changelog,
        Self::Coverage,
        Self::Method,
        Self::Scores,
        Self::Crosswalk,
        Self::Figures,
        Self::Provenance,
    ];

    /// The name used on the command line, and the anchor of its heading.
    pub fn id(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Scope => "scope",
            Self::ThreatModel => "threat-model",
            Self::Pathways => "pathways",
            Self::Stability => "stability",
            Self::Hypotheses => "hypotheses",
            Self::Mitigations => "mitigations",
            Self::Detection => "detection",
            Self::Outcomes => "outcomes",
            Self::Importance => "importance",
            Self::Routes => "routes",
            Self::Argument => "argument",
            Self::Evidence => "evidence",
            Self::Unscored => "unscored",
            Self::Limitations => "limitations",
            Self::Outlook => "outlook",
            Self::Coverage => "coverage",
            Self::Method => "method",
            Self::Scores => "scores",
            Self::Figures => "figures",
            Self::Provenance => "provenance",
            Self::Changelog => "changelog",
            Self::Claims => "claims",
            Self::Incidents => "incidents",
            Self::Questions => "questions",
            Self::Checks => "checks",
            Self::Crosswalk => "crosswalk",
            Self::Audit => "audit",
            Self::Panel => "panel",
        }
    }

    /// The section of that name; `headline` is an older name of the summary.
    pub fn from_id(id: &str) -> Option<Self> {
        let id = if id == "headline" { "summary" } else { id };
        Self::ALL.into_iter().find(|section| section.id() == id)
    }
}
