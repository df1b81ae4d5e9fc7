//! What a panel is asked, in plain words, and what its protocols, rounds and rules are called.

use super::{decimal, mechanism, name, percent, percent_as_given};
use crate::{
    analysis::pooling::Pool,
    model::{
        Adoption, Asked, Assessment, Axis, Delay, Dimension, Estimate, Expert, Id, Link, Mechanism,
        Mitigation, Node, NodeKind, Panel, PanelQuestion, Phase, PoolingRule, Probability,
        Protocol, RoundState, ScoreKey, Subject, without_marks,
    },
};

/// What an expert is called: the pseudonym, else the id.
pub fn expert(panel: &Panel, id: &Id<Expert>) -> String {
    let known = panel.expert(id).map(|expert| name(&expert.pseudonym));
    known.filter(|name| !name.is_empty()).unwrap_or_else(|| id.to_string())
}

/// What a question is about, in few words: the score that it asks for, else the question itself.
pub fn panel_title(document: &Assessment, question: &PanelQuestion) -> String {
    match question.score() {
        Some(key) => name(&document.score_in_words(key)),
        None => panel_question(document, question),
    }
}

/// What somebody judged, best with its ends where there are some: `7 % (1 % to 20 %)`; `40 (20 to 60)` of a quantity that is no
/// probability.
pub fn judged(numbers: [f64; 3], is_probability: bool) -> String {
    let one = |value| if is_probability { percent_as_given(value) } else { decimal(value) };
    let [low, best, high] = numbers.map(one);
    if numbers[0] < numbers[2] { format!("{best} ({low} to {high})") } else { best }
}

/// The value that became a score, as it was adopted.
pub fn adopted_value(adoption: &Adoption) -> String {
    match &adoption.estimate {
        Estimate::Range(range) => {
            let numbers = [range.low(), range.best(), range.high()].map(Probability::get);
            brief(numbers)
        }
        Estimate::Point(p) => percent(p.get()),
        Estimate::Level(_) | Estimate::Withheld => String::new(),
    }
}

/// Best with its ends where there are some, in few digits.
pub fn brief(numbers: [f64; 3]) -> String {
    let [low, best, high] = numbers.map(percent);
    if numbers[0] < numbers[2] { format!("{best} ({low} to {high})") } else { best }
}

/// A pool, best with its ends where there are some.
pub fn pooled(pool: &Pool) -> String {
    let (low, high) = pool.ends.unwrap_or((pool.best, pool.best));
    brief([low, pool.best, high])
}

/// A question to the panel: in the words of its authors where they gave some, else made from the element.
pub fn panel_question(document: &Assessment, question: &PanelQuestion) -> String {
    let own = name(&without_marks(&question.wording));
    if !own.is_empty() {
        return own;
    }
    match &question.asked {
        Asked::Score(key) => score_question(document, key),
        Asked::Seed { .. } => "What is the value of this quantity?".to_owned(),
        Asked::Former(words) => format!("A score of the past: {}", name(words)),
    }
}

/// The unit of the answers to a question.
pub fn panel_unit(question: &PanelQuestion) -> String {
    match (&question.asked, name(&question.unit)) {
        (_, unit) if !unit.is_empty() => unit,
        (Asked::Score(key), _) if key.phase.is_some() => {
            "probability over the whole phase".to_owned()
        }
        (Asked::Seed { axis: Axis::Log | Axis::Linear, .. }, _) => String::new(),
        _ => "probability".to_owned(),
    }
}

/// What a score asks for, as a question that needs no knowledge of the model: `In phase “Pilot”: if …, how likely is it
/// that …?`.
pub fn score_question(document: &Assessment, key: &ScoreKey) -> String {
    let phase = match &key.phase {
        Some(id) => format!("In phase {}", quoted(&phase_name(document, id))),
        None => "Before the first phase".to_owned(),
    };
    let asked = match &key.subject {
        Subject::Node(id) => document.nodes().get(id).map(|node| of_node(node, key.dimension)),
        Subject::Link(id) => document.links().get(id).map(|link| of_link(document, link)),
        Subject::Mitigation(id) => {
            document.mitigations().get(id).map(|m| of_mitigation(document, m))
        }
        _ => None,
    };
    match asked {
        Some(asked) => format!("{phase}: {asked}?"),
        None => format!("{phase}: how likely is it?"),
    }
}

fn phase_name(document: &Assessment, id: &Id<Phase>) -> String {
    name(&document.label(&Subject::Phase(id.clone())))
}

fn quoted(text: &str) -> String {
    format!("“{}”", without_marks(text))
}

/// That a node is misaligned, as a sentence in the present and as what has not begun.
fn misaligned(node: &Node) -> (String, String) {
    let of = quoted(&name(&node.name));
    match node.kind {
        NodeKind::Origin => (format!("the event {of} has happened"), format!("{of} happens")),
        NodeKind::Enabler | NodeKind::State => {
            (format!("the condition {of} holds"), format!("{of} comes about"))
        }
        NodeKind::Host => (
            format!("instances of {of} act on the misaligned motivation"),
            format!("instances of {of} come to act on the misaligned motivation"),
        ),
        NodeKind::Channel => (
            format!("{of} carries the misaligned motivation"),
            format!("{of} comes to carry the misaligned motivation"),
        ),
        NodeKind::Outcome => (format!("the result {of} has happened"), format!("{of} happens")),
        NodeKind::Residual | NodeKind::Withheld => {
            (format!("{of} has happened"), format!("{of} happens"))
        }
    }
}

/// That misalignment does not begin in a node.
fn stays(node: &Node) -> String {
    let of = quoted(&name(&node.name));
    match node.kind {
        NodeKind::Enabler | NodeKind::State => format!("the condition {of} does not come about"),
        NodeKind::Host => {
            format!("no instance of {of} comes to act on the misaligned motivation")
        }
        NodeKind::Channel => format!("{of} does not come to carry the misaligned motivation"),
        NodeKind::Origin | NodeKind::Outcome | NodeKind::Residual | NodeKind::Withheld => {
            format!("{of} does not happen")
        }
    }
}

fn of_node(node: &Node, dimension: Dimension) -> String {
    let (is, _) = misaligned(node);
    match dimension {
        Dimension::Stability => {
            format!("leaving aside spread from elsewhere, how likely is it that {}", stays(node))
        }
        Dimension::Persistence => format!(
            "if at the end of the phase before {is}, how likely is it that this carries over into this phase"
        ),
        _ => format!("how likely is it that already {is}"),
    }
}

fn of_link(document: &Assessment, link: &Link) -> String {
    let end = |id: &Id<Node>| document.nodes().get(id).map(misaligned).unwrap_or_default();
    let ((is, _), (_, becomes)) = (end(&link.from), end(&link.to));
    let way = match link.mechanism {
        Mechanism::Other => "on this way".to_owned(),
        of => format!("by {}", mechanism(of).to_lowercase()),
    };
    let since = match link.delay {
        Delay::SamePhase => "",
        Delay::NextPhase => " since the phase before",
    };
    format!("if{since} {is}, how likely is it that because of it, {way}, {becomes}")
}

fn of_mitigation(document: &Assessment, m: &Mitigation) -> String {
    let label = |subject: Subject| quoted(&name(&document.label(&subject)));
    let nodes = |ids: &[Id<Node>]| {
        let all: Vec<String> = ids.iter().map(|id| label(Subject::Node(id.clone()))).collect();
        super::joined(&all)
    };
    let links: Vec<String> = m.blocks.iter().map(|id| label(Subject::Link(id.clone()))).collect();
    let does = [
        ("keeps misalignment from beginning in", nodes(&m.prevents)),
        ("restores", nodes(&m.restores)),
        ("stops all spread along", super::joined(&links)),
    ];
    let does: Vec<String> = does
        .into_iter()
        .filter(|(_, what)| !what.is_empty())
        .map(|(verb, what)| format!("{verb} {what}"))
        .collect();
    let job = if does.is_empty() { String::new() } else { format!(": {}", does.join(", and ")) };
    format!(
        "how likely is it that {} does its whole job throughout the phase{job}",
        quoted(&name(&m.name))
    )
}

/// What a protocol is called.
pub fn protocol(value: Protocol) -> &'static str {
    match value {
        Protocol::Idea => "IDEA",
        Protocol::Delphi => "Delphi",
        Protocol::Shelf => "SHELF",
        Protocol::Quick => "Quick round",
        Protocol::AdHoc => "Ad hoc",
    }
}

/// What the state of a round is called.
pub fn round_state(value: RoundState) -> &'static str {
    match value {
        RoundState::Draft => "Draft",
        RoundState::Open => "Open",
        RoundState::Closed => "Closed",
        RoundState::Revealed => "Revealed",
        RoundState::Adopted => "Adopted",
    }
}

/// What a rule of pooling is called.
pub fn pooling_rule(value: PoolingRule) -> &'static str {
    match value {
        PoolingRule::LogOdds => "Log-odds",
        PoolingRule::Extremized => "Extremized log-odds",
        PoolingRule::Linear => "Linear pool",
        PoolingRule::QuantileAverage => "Quantile average",
        PoolingRule::Median => "Median",
        PoolingRule::Trimmed => "Trimmed mean",
        PoolingRule::Classical => "Classical model",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn document() -> Assessment {
        let mut parts = Assessment::blank("t").to_parts();
        let node = |name: &str, kind| Node::new(id(&name.to_lowercase()), name, kind);
        parts.nodes = vec![node("Agents", NodeKind::Host), node("Notebook", NodeKind::Channel)];
        let mut link = Link::new(id("l"), id("agents"), id("notebook"));
        link.mechanism = Mechanism::SharedContext;
        parts.mitigations = vec![Mitigation::new(id("m"), "Monitoring")];
        parts.mitigations[0].blocks = vec![id("l")];
        parts.mitigations[0].restores = vec![id("agents")];
        parts.links = vec![link];
        Assessment::new(parts).expect("valid")
    }

    fn asked(subject: Subject, dimension: Dimension) -> String {
        let phase = (dimension != Dimension::InitiallyMisaligned).then(|| id("deployment"));
        score_question(&document(), &ScoreKey { subject, dimension, phase })
    }

    #[test]
    fn questions_need_no_knowledge_of_the_model() {
        let link = asked(Subject::Link(id("l")), Dimension::Likelihood);
        assert_eq!(
            link,
            "In phase “Deployment”: if instances of “Agents” act on the misaligned motivation, how likely is it that because of it, by shared context, “Notebook” comes to carry the misaligned motivation?"
        );
        let agents = || Subject::Node(id("agents"));
        let stability = asked(agents(), Dimension::Stability);
        assert!(stability.contains("leaving aside spread from elsewhere"), "{stability}");
        let initial = asked(agents(), Dimension::InitiallyMisaligned);
        assert!(initial.starts_with("Before the first phase: how likely is it that already"));
        let persistence = asked(agents(), Dimension::Persistence);
        assert!(persistence.contains("carries over into this phase?"), "{persistence}");
        let mitigation = asked(Subject::Mitigation(id("m")), Dimension::Effectiveness);
        assert!(
            mitigation
                .ends_with("restores “Agents”, and stops all spread along “Agents → Notebook”?"),
            "{mitigation}"
        );
    }

    #[test]
    fn own_words_come_first() {
        let key = ScoreKey {
            subject: Subject::Link(id("l")),
            dimension: Dimension::Likelihood,
            phase: Some(id("deployment")),
        };
        let mut question = PanelQuestion::new(id("q"), Asked::Score(key));
        assert_eq!(panel_unit(&question), "probability over the whole phase");
        "Will it\nspread?".clone_into(&mut question.wording);
        "per run".clone_into(&mut question.unit);
        assert_eq!(panel_question(&document(), &question), "Will it spread?");
        assert_eq!(panel_unit(&question), "per run");
    }
}
