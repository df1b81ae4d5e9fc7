//! Readers: which sections a report for them has, what the sections are called there, and what such a report must hold.

use super::{Profile, Section, wording::code_of_tag};
use crate::model::Assessment;

/// Something that a report for a reader must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Requirement {
    /// Where the reader's rules ask for it, in short.
    pub(super) code: &'static str,
    /// What is asked for, in our words.
    pub(super) name: &'static str,
    /// What would meet it.
    pub(super) need: Need,
}

/// What would meet a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Title, version, status, date and authors.
    Identity,
    /// What the system is.
    System,
    /// Covered models with their versions.
    Models,
    /// Deployments and phases.
    Deployment,
    /// The threat, told node by node.
    Threat,
    /// What has to hold or happen first.
    Preconditions,
    /// The graph with its links.
    Graph,
    /// A dedicated pathway of spread to other instances.
    Pathway,
    /// Hypotheses about motivations.
    Motivation,
    /// Stability, phase by phase.
    Stability,
    /// Frequency and complexity of the opportunity.
    Opportunity,
    /// Probability of the outcomes.
    Likelihood,
    /// What uncertain scores make of it.
    Uncertainty,
    /// Severity and reversibility.
    Severity,
    /// Confidence, apart from likelihood, and grades of evidence.
    Confidence,
    /// Mitigations with their strength.
    Mitigations,
    /// The result with and without them.
    WithWithout,
    /// Who answers for them.
    Owners,
    /// What detects spread, and what is done.
    Detection,
    /// How claims combine.
    Argument,
    /// The evidence register.
    Evidence,
    /// Incidents and near misses.
    Incidents,
    /// Limitations with a residual for what nobody listed.
    Limitations,
    /// When the argument stops holding.
    Conditions,
    /// The routes that the model finds.
    Routes,
    /// Where more evidence helps, and what is planned.
    Outlook,
    /// What no part of the document holds: the authors' own text around a section.
    Own(Section),
}

use Need as N;
use Section as S;

const fn ask(code: &'static str, name: &'static str, need: Need) -> Requirement {
    Requirement { code, name, need }
}

/// The fields that a section on one pathway holds, in the order of DOMAIN §2.9.
const PATHWAY: &[Requirement] = &[
    ask("1", "Title, version, coverage date, authors, status", N::Identity),
    ask("2", "Covered models and deployments", N::Models),
    ask("3", "Description of the threat", N::Threat),
    ask("4", "Preconditions and affordances", N::Preconditions),
    ask("5", "Graph of the pathway with its links", N::Graph),
    ask("6", "Motivation assumed", N::Motivation),
    ask("7", "Stability of motivations per deployment phase", N::Stability),
    ask("8", "Frequency and complexity of the opportunity", N::Opportunity),
    ask("9", "Likelihood with its basis and horizon", N::Likelihood),
    ask("10", "Severity and reversibility", N::Severity),
    ask("11", "Confidence and evidence grade, apart from likelihood", N::Confidence),
    ask("12", "Mitigating factors with their strength", N::Mitigations),
    ask("13", "With and without mitigations", N::WithWithout),
    ask("14", "Detection, response and rollback", N::Detection),
    ask("15", "Claims and how they combine", N::Argument),
    ask("16", "Evidence register", N::Evidence),
    ask("17", "Incidents and near misses", N::Incidents),
    ask("18", "Dissent and external review", N::Own(S::Limitations)),
    ask("19", "Limitations and the residual for unlisted pathways", N::Limitations),
    ask("20", "Conditions under which this no longer holds", N::Conditions),
    ask("21", "Overall rating, marginal and absolute", N::Own(S::Outcomes)),
    ask("22", "Looking forward", N::Outlook),
    ask("23", "Changes and redactions", N::Own(S::Provenance)),
];

const ANTHROPIC: &[Requirement] = &[
    ask("Summary", "Threat model", N::Threat),
    ask("Summary", "Overall assessment of risk, marginal and absolute", N::Own(S::Outcomes)),
    ask("Summary", "Relevant AI models", N::Models),
    ask("Summary", "Current usage, capabilities and propensities", N::Own(S::Stability)),
    ask("Summary", "Current risk mitigations", N::Mitigations),
    ask("Threat model", "The threat and the role of AI", N::Graph),
    ask("Threat model", "Potential magnitude of impact", N::Severity),
    ask("Threat model", "Likelihood of impact", N::Likelihood),
    ask("Threat model", "Specific pathways: spread to other instances", N::Pathway),
    ask("Behavior", "Motivations through deployment, not at its start alone", N::Stability),
    ask("Mitigations", "With and without mitigations", N::WithWithout),
    ask("Claims", "Claims, and how they combine", N::Argument),
    ask("Limitations", "Limitations and pathways not covered", N::Limitations),
    ask("Looking forward", "What comes next", N::Outlook),
    ask("Industry", "Connection to recommendations for the industry", N::Own(S::Outlook)),
];

const CODE_OF_PRACTICE: &[Requirement] = &[
    ask("7.1", "Description of the model: capabilities, propensities, affordances", N::System),
    ask("7.1", "How the model is used and expected to be used", N::Deployment),
    ask("7.1", "Versions of the model", N::Models),
    ask("7.1", "Model specification and system prompt", N::Own(S::Scope)),
    ask("7.2 (1)", "Why the risk is acceptable, safety margins included", N::Own(S::Summary)),
    ask("7.2 (2)", "Foreseeable conditions under which that no longer holds", N::Conditions),
    ask("7.2 (3)", "How the decision was made, with external input", N::Own(S::Summary)),
    ask("7.3 (1a)", "How the risk was identified", N::Threat),
    ask("7.3 (1b)", "Uncertainties and assumptions", N::Limitations),
    ask("7.3 (1c)", "Results of the risk modelling", N::Routes),
    ask("7.3 (1d)", "Estimates of probability", N::Likelihood),
    ask("7.3 (1d)", "Estimates of severity", N::Severity),
    ask("7.3 (1d)", "Estimates with their uncertainty", N::Uncertainty),
    ask("7.3 (1d)", "Comparison with and without mitigations", N::WithWithout),
    ask("7.3 (1e)", "Results of the evaluations", N::Evidence),
    ask("7.3 (1f)", "Random samples of inputs and outputs", N::Own(S::Evidence)),
    ask("7.3 (1g)", "Access and resources of the evaluators", N::Own(S::Method)),
    ask("7.3 (2)", "Safety mitigations with their limitations", N::Mitigations),
    ask("7.3 (3)", "Security mitigations", N::Own(S::Mitigations)),
    ask("7.3 (4)", "Development planned for the next six months", N::Own(S::Outlook)),
    ask("7.4", "External reports", N::Own(S::Evidence)),
    ask("7.5", "Material changes of the risk landscape", N::Own(S::Limitations)),
    ask("7.6", "Version and date", N::Identity),
    ask("7.6", "Changelog", N::Own(S::Provenance)),
    ask("7.6", "Serious incidents and near misses", N::Incidents),
];

const SB53: &[Requirement] = &[
    ask("Summary", "Catastrophic risk from internal use, assessed", N::Likelihood),
    ask("Summary", "Models and internal use that are covered", N::Models),
    ask("Summary", "Severity against the statute’s threshold", N::Severity),
    ask("Framework", "Mitigations and how well they work", N::Mitigations),
    ask("Framework", "Result with and without mitigations", N::WithWithout),
    ask("Framework", "Third parties in the assessment", N::Own(S::Limitations)),
    ask("Framework", "Response to critical safety incidents", N::Detection),
    ask("Framework", "When the assessment is updated", N::Conditions),
    ask("Framework", "Governance of the decision", N::Own(S::Summary)),
    ask("Incidents", "Critical safety incidents, internal use named", N::Incidents),
];

const SAFETY_CASE: &[Requirement] = &[
    ask("Claim", "Top claim with its number and horizon", N::Likelihood),
    ask("Claim", "Claims that carry it, and how they combine", N::Argument),
    ask("Context", "System, models and deployments", N::Models),
    ask("Argument", "Stability of motivations per phase", N::Stability),
    ask("Argument", "What mitigations buy", N::WithWithout),
    ask("Argument", "Routes that the argument has to cut", N::Routes),
    ask("Evidence", "Evidence with its limits", N::Evidence),
    ask("Defeaters", "Conditions that would defeat it", N::Conditions),
    ask("Defeaters", "Limitations and unlisted pathways", N::Limitations),
    ask("Confidence", "Confidence, apart from likelihood", N::Confidence),
    ask("Challenge", "Independent review and response", N::Own(S::Limitations)),
];

const MEMO: &[Requirement] = &[
    ask("1", "A pathway of spread to other instances", N::Pathway),
    ask("2", "Stability of motivations across deployment", N::Stability),
    ask("3", "Likelihood", N::Likelihood),
    ask("4", "Limitations", N::Limitations),
    ask("5", "Who answers for the mitigations", N::Owners),
];

/// Sections in order with their names for a reader; an empty name is the usual one.
type Arrangement = &'static [(Section, &'static str)];

/// In the manner of the risk reports that Anthropic publishes.
const ANTHROPIC_SECTIONS: Arrangement = &[
    (S::Summary, "Overview"),
    (S::ThreatModel, "The threat model"),
    (S::Pathways, "Specific pathways: spreading misalignment to other instances"),
    (S::Scope, "Relevant AI models"),
    (S::Stability, "Current state of model behaviors: stability of motivations through deployment"),
    (S::Hypotheses, ""),
    (S::Mitigations, "Risk mitigations"),
    (S::Detection, ""),
    (S::Argument, "Claims and core argument"),
    (S::Claims, "Claims of the authors, and what would end them"),
    (S::Outcomes, "Overall assessment of risk"),
    (S::Importance, ""),
    (S::Limitations, "Limitations"),
    (S::Outlook, "Looking forward"),
    (S::Evidence, ""),
    (S::Incidents, ""),
    (S::Coverage, ""),
    (S::Provenance, ""),
];

/// By the measures of the Code of Practice.
const CODE_OF_PRACTICE_SECTIONS: Arrangement = &[
    (S::Summary, "7.2 Reasons for proceeding: what they have to rest on"),
    (S::Scope, "7.1 Model description and behavior: models, use, versions"),
    (
        S::Stability,
        "7.1 and 7.2 (2) Propensities through deployment, and when the justification stops holding",
    ),
    (S::ThreatModel, "7.3 (1a) How the risk was identified: threat model"),
    (S::Limitations, "7.3 (1b) Uncertainties and assumptions"),
    (S::Unscored, "7.3 (1b) Missing scores"),
    (S::Pathways, "7.3 (1c) Risk modelling: pathways"),
    (S::Routes, "7.3 (1c) Risk modelling: routes and cuts"),
    (S::Outcomes, "7.3 (1d) Risk estimates"),
    (S::Importance, "7.3 (1d) What the estimates rest on"),
    (S::Evidence, "7.3 (1e) Evaluations and other evidence"),
    (S::Mitigations, "7.3 (2) Safety mitigations and their limitations"),
    (S::Detection, "7.3 (2) Monitoring and response"),
    (S::Outlook, "7.3 (4) Outlook"),
    (S::Claims, "7.2 (2) Foreseeable conditions under which the justification no longer holds"),
    (S::Questions, "7.3 (1b) Open questions"),
    (S::Incidents, "7.6 Serious incidents and near misses"),
    (S::Coverage, "Coverage of measures 7.1 to 7.6"),
    (S::Method, ""),
    (S::Scores, ""),
    (S::Provenance, "7.6 Version, date and provenance"),
];

/// For summaries under SB 53.
const SB53_SECTIONS: Arrangement = &[
    (S::Summary, "Summary of the assessment of catastrophic risk"),
    (S::Scope, "Covered models and internal use"),
    (S::Outcomes, "Assessed risk"),
    (S::Mitigations, ""),
    (S::Detection, "Detection and incident response"),
    (S::Stability, "When the assessment has to be made anew"),
    (S::Incidents, "Critical safety incidents"),
    (S::Limitations, ""),
    (S::Coverage, ""),
    (S::Provenance, ""),
];

/// As a safety case.
const SAFETY_CASE_SECTIONS: Arrangement = &[
    (S::Summary, "Top claim"),
    (S::Argument, "Claims, arguments and evidence"),
    (S::Claims, "Claims of the authors"),
    (S::Scope, "Context"),
    (S::ThreatModel, "Context: threat model"),
    (S::Stability, "Argument: motivations through deployment"),
    (S::Mitigations, "Argument: mitigations"),
    (S::Routes, "Argument: routes, and what would cut them"),
    (S::Outcomes, "Argument: what remains"),
    (S::Evidence, "Evidence"),
    (S::Limitations, "Defeaters and assumptions"),
    (S::Unscored, "Undeveloped: missing scores"),
    (S::Questions, "Undeveloped: open questions and tensions"),
    (S::Coverage, ""),
    (S::Method, ""),
    (S::Provenance, ""),
];

/// For readers with ten minutes.
const MEMO_SECTIONS: Arrangement = &[
    (S::Summary, ""),
    (S::Outlook, "What would change this"),
    (S::Limitations, ""),
    (S::Provenance, ""),
];

impl Profile {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Full => "Full report",
            Self::Anthropic => "Risk report section (Anthropic style)",
            Self::CodeOfPractice => "EU Code of Practice model report",
            Self::Sb53 => "SB 53 summary",
            Self::SafetyCase => "Safety case",
            Self::Memo => "Short memo",
        }
    }

    /// Its sections in order.
    pub fn sections(self) -> Vec<Section> {
        match self.arranged() {
            Some(arranged) => arranged.iter().map(|(section, _)| *section).collect(),
            // What has changed is told where an earlier release is named.
            None => Section::ALL.into_iter().filter(|s| *s != Section::Changelog).collect(),
        }
    }

    /// What a section is called there.
    pub(super) fn title_of(self, section: Section) -> &'static str {
        let arranged = self.arranged().into_iter().flatten();
        let mut named = arranged.filter(|(listed, _)| *listed == section).map(|(_, name)| *name);
        named.rfind(|name| !name.is_empty()).unwrap_or_else(|| section.title())
    }

    /// What a report for this reader must hold.
    pub(super) fn requirements(self) -> &'static [Requirement] {
        match self {
            Self::Full => PATHWAY,
            Self::Anthropic => ANTHROPIC,
            Self::CodeOfPractice => CODE_OF_PRACTICE,
            Self::Sb53 => SB53,
            Self::SafetyCase => SAFETY_CASE,
            Self::Memo => MEMO,
        }
    }

    /// What the requirements are taken from.
    pub(super) fn requirements_of(self) -> &'static str {
        match self {
            Self::Full => "the fields that risk reports and codes ask of a section on one pathway",
            Self::Anthropic => "the headings of the risk reports that Anthropic publishes",
            Self::CodeOfPractice => {
                "measures 7.1 to 7.6 of the safety and security chapter of the EU Code of Practice for general-purpose AI"
            }
            Self::Sb53 => "what SB 53 of California asks of a developer’s framework and summaries",
            Self::SafetyCase => {
                "the parts of a safety case: claims, arguments, evidence, defeaters"
            }
            Self::Memo => "what a reader needs to decide whether to read on",
        }
    }

    /// Sections with their names for this reader; an empty name is the usual one. `None`: all, as usual.
    fn arranged(self) -> Option<Arrangement> {
        Some(match self {
            Self::Full => return None,
            Self::Anthropic => ANTHROPIC_SECTIONS,
            Self::CodeOfPractice => CODE_OF_PRACTICE_SECTIONS,
            Self::Sb53 => SB53_SECTIONS,
            Self::SafetyCase => SAFETY_CASE_SECTIONS,
            Self::Memo => MEMO_SECTIONS,
        })
    }
}

impl Section {
    /// Whether a report that was asked for no sections in particular has it: reviews of other reports and codes of
    /// other vocabularies only where there are some.
    pub(super) fn is_worth_telling(self, document: &Assessment) -> bool {
        let is_code = |tags: &[String]| tags.iter().any(|tag| code_of_tag(tag).is_some());
        match self {
            Self::Audit => !document.reviews().is_empty(),
            Self::Panel => document.panel().rounds.iter().any(|round| round.state.is_revealed()),
            Self::Crosswalk => {
                document.nodes().iter().any(|e| is_code(&e.tags))
                    || document.links().iter().any(|e| is_code(&e.tags))
                    || document.pathways().iter().any(|e| is_code(&e.tags))
                    || document
                        .mitigations()
                        .iter()
                        .any(|e| is_code(&e.tags) || !e.mit_code.trim().is_empty())
            }
            _ => true,
        }
    }

    /// Its usual heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Summary => "Summary",
            Self::Scope => "Scope and covered systems",
            Self::ThreatModel => "Threat model",
            Self::Pathways => "Deployment-time spread pathways",
            Self::Stability => "Stability of motivations through deployment",
            Self::Hypotheses => "Motivation hypotheses",
            Self::Mitigations => "Mitigations",
            Self::Detection => "Detection and response",
            Self::Outcomes => "Results and uncertainty",
            Self::Importance => "Importance and what-if",
            Self::Routes => "Routes and cuts",
            Self::Argument => "Claims, arguments and evidence",
            Self::Evidence => "Evidence register",
            Self::Unscored => "Missing scores",
            Self::Limitations => "Limitations and assumptions",
            Self::Outlook => "Looking forward",
            Self::Coverage => "Coverage of required fields",
            Self::Method => "Method appendix",
            Self::Scores => "Score appendix",
            Self::Figures => "Figure appendix",
            Self::Provenance => "Provenance",
            Self::Changelog => "Changes since the last release",
            Self::Claims => "Claims and load-bearing conditions",
            Self::Incidents => "Incidents and near misses",
            Self::Questions => "Open questions and tensions",
            Self::Checks => "Checks",
            Self::Crosswalk => "Crosswalk to other vocabularies",
            Self::Audit => "Audit of published reports",
            Self::Panel => "Expert panel",
        }
    }
}
