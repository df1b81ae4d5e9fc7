//! Kinds, grades and names into words, in sentence case.

use crate::{
    analysis::{Method, RouteEvent},
    model::{
        Aggregation, Archetype, Basis, Confidence, Dimension, DistributionShift, EvidenceGrade,
        EvidenceKind, EvidenceOverlap, Gate, Grade, Intent, Mechanism, MitigationKind, NodeKind,
        PhaseKind, QuestionKind, Reason, Reversibility, Severity, Strength, Treatment,
    },
};

/// What a node is, in words.
pub fn node_kind(value: NodeKind) -> &'static str {
    match value {
        NodeKind::Origin => "Origin",
        NodeKind::Enabler => "Enabler",
        NodeKind::Host => "Host",
        NodeKind::Channel => "Channel",
        NodeKind::State => "State",
        NodeKind::Outcome => "Outcome",
        NodeKind::Residual => "Residual",
        NodeKind::Withheld => "Withheld",
    }
}

/// How misalignment arises or is carried, in words.
pub fn mechanism(value: Mechanism) -> &'static str {
    match value {
        Mechanism::RareInput => "Rare input",
        Mechanism::Affordance => "New affordance",
        Mechanism::Reflection => "Reflection",
        Mechanism::CulturalSelection => "Cultural selection",
        Mechanism::SharedCodebase => "Shared codebase",
        Mechanism::SharedContext => "Shared context",
        Mechanism::LongTermMemory => "Long-term memory",
        Mechanism::AgentMessaging => "Agent messaging",
        Mechanism::Internet => "Public internet",
        Mechanism::RogueDeployment => "Rogue internal deployment",
        Mechanism::ApiManipulation => "Manipulated API calls",
        Mechanism::InferenceServer => "Manipulated inference server",
        Mechanism::ExternalInjection => "External injection",
        Mechanism::CentralControl => "Central control channel",
        Mechanism::CrossGeneration => "Carry-over to a successor",
        Mechanism::ContinualLearning => "Continual learning",
        Mechanism::Other => "Other",
    }
}

/// Whether anybody means a link to spread misalignment, in words.
pub fn intent(value: Intent) -> &'static str {
    match value {
        Intent::Deliberate => "Deliberate",
        Intent::Incidental => "Incidental",
        Intent::Selected => "Selected",
        Intent::Adversary => "Adversary",
        Intent::Unknown => "Not known",
    }
}

/// How bad, in words.
pub fn severity(value: Severity) -> &'static str {
    match value {
        Severity::Negligible => "Negligible",
        Severity::Limited => "Limited",
        Severity::Serious => "Serious",
        Severity::Severe => "Severe",
        Severity::Catastrophic => "Catastrophic",
    }
}

/// A coarse grade, in words.
pub fn grade(value: Grade) -> &'static str {
    match value {
        Grade::Low => "Low",
        Grade::Moderate => "Moderate",
        Grade::High => "High",
        Grade::Varied => "Varied",
    }
}

/// How hard to undo, in words.
pub fn reversibility(value: Reversibility) -> &'static str {
    match value {
        Reversibility::Easy => "Easy to undo",
        Reversibility::Costly => "Costly to undo",
        Reversibility::Irreversible => "Irreversible",
    }
}

/// What sort of deployment, in words.
pub fn phase_kind(value: PhaseKind) -> &'static str {
    match value {
        PhaseKind::PreDeployment => "Pre-deployment",
        PhaseKind::InternalPilot => "Internal pilot",
        PhaseKind::InternalBroad => "Broad internal use",
        PhaseKind::ExternalLimited => "Limited external use",
        PhaseKind::ExternalGeneral => "General availability",
        PhaseKind::PostIncident => "After an incident",
        PhaseKind::Successor => "Hand-over to a successor",
        PhaseKind::Other => "Other",
    }
}

/// How far inputs differ from the phase before, in words.
pub fn distribution_shift(value: DistributionShift) -> &'static str {
    match value {
        DistributionShift::None => "None",
        DistributionShift::Partial => "Partial",
        DistributionShift::Major => "Major",
    }
}

/// How far earlier evidence covers a phase, in words.
pub fn evidence_overlap(value: EvidenceOverlap) -> &'static str {
    match value {
        EvidenceOverlap::None => "None",
        EvidenceOverlap::Partial => "Partial",
        EvidenceOverlap::Full => "Full",
    }
}

/// What a mitigation mainly does, in words.
pub fn mitigation_kind(value: MitigationKind) -> &'static str {
    match value {
        MitigationKind::Prevent => "Prevents",
        MitigationKind::Detect => "Detects",
        MitigationKind::Limit => "Limits",
        MitigationKind::Recover => "Recovers",
    }
}

/// How strong a mitigation is judged to be, in words.
pub fn strength(value: Strength) -> &'static str {
    match value {
        Strength::Strong => "Strong",
        Strength::Moderate => "Moderate",
        Strength::Weak => "Weak",
        Strength::Unrated => "Unrated",
    }
}

/// How good evidence is, in words.
pub fn confidence(value: Confidence) -> &'static str {
    match value {
        Confidence::Low => "Low",
        Confidence::Moderate => "Moderate",
        Confidence::High => "High",
    }
}

/// Where a score comes from, in words.
pub fn basis(value: Basis) -> &'static str {
    match value {
        Basis::Analyst => "Analyst",
        Basis::Panel => "Panel",
        Basis::Imported => "Imported",
        Basis::Evaluation => "Evaluation",
    }
}

/// A family of motivations, in words.
pub fn archetype(value: Archetype) -> &'static str {
    match value {
        Archetype::FitnessSeeker => "Fitness-seeker",
        Archetype::Schemer => "Schemer",
        Archetype::Kludge => "Kludge",
        Archetype::Instructed => "Instructed",
        Archetype::Unknown => "Not known",
    }
}

/// How strong evidence is, in short: `E3`.
pub fn short_grade(grade: EvidenceGrade) -> &'static str {
    evidence_grade(grade).split(' ').next().unwrap_or_default()
}

/// A text with its first letter in upper case.
pub fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What sort of evidence, in words.
pub fn evidence_kind(value: EvidenceKind) -> &'static str {
    match value {
        EvidenceKind::Evaluation => "Evaluation",
        EvidenceKind::Incident => "Incident",
        EvidenceKind::RedTeam => "Red team",
        EvidenceKind::Audit => "Audit",
        EvidenceKind::Expert => "Expert judgement",
        EvidenceKind::Literature => "Literature",
        EvidenceKind::Analogy => "Analogy",
    }
}

/// How near evidence comes to the real thing, in words.
pub fn evidence_grade(value: EvidenceGrade) -> &'static str {
    match value {
        EvidenceGrade::E0 => "E0 assertion",
        EvidenceGrade::E1 => "E1 analogy or theory",
        EvidenceGrade::E2 => "E2 laboratory demonstration",
        EvidenceGrade::E3 => "E3 near miss or realistic model organism",
        EvidenceGrade::E4 => "E4 observed in deployment",
    }
}

/// How subclaims carry a claim, in words that follow their number.
pub fn aggregation(value: Aggregation) -> &'static str {
    match value {
        Aggregation::Conjunctive => "all needed",
        Aggregation::Disjunctive => "one is enough",
        Aggregation::Convergent => "each adds support",
    }
}

/// What sort of thing is not settled.
pub fn question_kind(value: QuestionKind) -> &'static str {
    match value {
        QuestionKind::Open => "Open question",
        QuestionKind::Tension => "Tension",
    }
}

/// How a published report treats what a criterion asks for.
pub fn treatment(value: Treatment) -> &'static str {
    match value {
        Treatment::Addressed => "Addressed",
        Treatment::AcknowledgedInIsolation => "Acknowledged in isolation",
        Treatment::NotAddressed => "Not substantively addressed",
        Treatment::NotApplicable => "Not applicable",
    }
}

/// The vocabulary and the code of a tag such as `mit-domain:7.1`; `None` for a tag that is no code.
pub fn code_of_tag(tag: &str) -> Option<(String, String)> {
    let (scheme, code) = tag.split_once(':')?;
    let vocabulary = match scheme.trim().to_ascii_lowercase().as_str() {
        "mit" | "mit-domain" => "MIT AI Risk Repository, domain",
        "mit-causal" => "MIT AI Risk Repository, cause",
        "mit-entity" => "MIT AI Risk Repository, entity",
        "mit-intent" => "MIT AI Risk Repository, intent",
        "mit-timing" => "MIT AI Risk Repository, timing",
        "mit-mitigation" => "MIT mitigation taxonomy",
        "atlas" => "MITRE ATLAS",
        "eu" | "eu-cop" | "cop" => "EU Code of Practice",
        "sb53" => "SB 53",
        "anthropic-pathway" => "Anthropic’s risk report, pathways",
        "metr-mmo" => "METR, means, motive and opportunity",
        "openai-safeguard-claim" => "OpenAI, safeguard claims",
        _ => return None,
    };
    Some((vocabulary.to_owned(), name(code))).filter(|(_, code)| !code.is_empty())
}

/// Which number of an element, in words.
pub fn dimension(value: Dimension) -> &'static str {
    match value {
        Dimension::InitiallyMisaligned => "Initial misalignment",
        Dimension::Stability => "Stability",
        Dimension::Persistence => "Persistence",
        Dimension::Likelihood => "Likelihood",
        Dimension::Effectiveness => "Effectiveness",
    }
}

/// How many inbound links must carry, in words.
pub fn gate(value: Gate) -> String {
    match value {
        Gate::Any => "Any inbound link".to_owned(),
        Gate::All => "All inbound links".to_owned(),
        Gate::AtLeast(k) => format!("At least {k} inbound links"),
    }
}

/// How a result was got, in words.
pub fn method(value: Method) -> &'static str {
    match value {
        Method::Exact => "Exact solution",
        Method::Simulation => "Simulation",
        Method::RareEvent => "Rare-event simulation",
    }
}

/// What an element does in a route, in words that follow its name.
pub fn route_event(value: RouteEvent) -> &'static str {
    match value {
        RouteEvent::InitialMisalignment => "starts misaligned",
        RouteEvent::Emergence => "turns misaligned",
        RouteEvent::Persistence => "stays misaligned",
        RouteEvent::Opening => "passes it on",
        RouteEvent::Failure => "fails",
    }
}

/// Why something stays in the house, as it stands inside a sentence.
pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Security => "security".to_owned(),
        Reason::ThirdParty => "third party".to_owned(),
        Reason::PersonalData => "personal data".to_owned(),
        Reason::Commercial => "commercial".to_owned(),
        Reason::Other(words) => name(words),
    }
}

/// Words of a list as running text: `a`, `a and b`, `a, b and c`.
pub fn joined(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// A person's text as part of a sentence: one line, without control characters, and set apart where it is written
/// from right to left, so that it cannot reorder what stands around it.
pub fn name(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() || is_no_character(c) { ' ' } else { c })
        .filter(|c| !is_direction_mark(*c))
        .collect();
    let parts = visible.split(|c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}'));
    let words = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if words.chars().any(is_right_to_left) { format!("\u{2068}{words}\u{2069}") } else { words }
}

/// The beginning of a text that is longer than so many characters, where only its length stands in the way; it ends with `…`.
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most.saturating_sub(1)).collect();
    let is_open = head.matches('\u{2068}').count() > head.matches('\u{2069}').count();
    let close = if is_open { "\u{2069}" } else { "" };
    format!("{}…{close}", head.trim_end())
}

/// A person's code as it stands, line by line: tabs are four spaces, and what is not seen is left out.
pub fn code(text: &str) -> String {
    let clean = |line: &str| -> String {
        let line = line.trim_end().replace('\t', "    ");
        line.chars()
            .filter(|c| !(c.is_control() || is_no_character(*c) || is_direction_mark(*c)))
            .collect()
    };
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

/// Code points that are set aside for programs: no file may hold them.
fn is_no_character(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

/// Characters that change the direction of the text after them.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The blocks of scripts written from right to left.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_reads_as_a_sentence_does() {
        let words = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(joined(&words[..0]), "");
        assert_eq!(joined(&words[..1]), "a");
        assert_eq!(joined(&words[..2]), "a and b");
        assert_eq!(joined(&words), "a, b and c");
    }

    #[test]
    fn a_name_stays_on_its_line_and_in_its_direction() {
        assert_eq!(name(" two\nlines\u{0}\t"), "two lines");
        assert_eq!(name("evil\u{202e}txt"), "eviltxt");
        assert_eq!(name("مشترك"), "\u{2068}مشترك\u{2069}");
    }
}
