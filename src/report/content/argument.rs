//! The argument as a tree of claims: what carries the headline, on what evidence, and what would defeat it.

use super::{
    Block, Cell, Column, Dimension, Evidence, Figure, Id, Label, Link, Mitigation, Node, NodeKind,
    Source, Span, Subject, leading, limitations, mitigations, paragraph, run, stability,
    summary::benefits, table, threat_model, unscored, wording,
};
use crate::{
    model::{Pathway, Strength},
    report::depths::Along,
};

/// Claims of one sort that a table has room for.
const CLAIMS_MAX: usize = 12;
/// Names in one cell.
const NAMES_MAX: usize = 4;

/// A claim with what stands for it and against it.
struct Claim {
    /// The number of what it is about, such as `M2`; none where claims of its sort are just counted.
    number: Option<Label>,
    says: String,
    argument: String,
    evidence: Vec<Span>,
    defeaters: String,
}

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let Some(headline) = source.headline().filter(|_| source.has_outcomes()) else {
        out.push(paragraph(run("The document has no outcome node, so there is no top claim")));
        return;
    };
    out.push(paragraph(run(
        "The claims are read off the model: the top claim follows from all others together. Stability (S), mitigations (M) and the \
         residual (U) combine conjunctively, each has to hold as stated; pathways (P) combine disjunctively, any of them \
         reaches its outcome. \
         The claims are correlated through the motivation hypotheses, so multiplying or adding their numbers by hand would \
         mislead; the model does it. Claims that the authors weigh beside the model are not part of the document.",
    )));
    let mut rows = vec![row("Top".to_owned(), top(source, headline))];
    let groups = [
        ("S", stable(source)),
        ("M", mitigated(source)),
        ("P", routed(source)),
        ("U", vec![unlisted(source)]),
    ];
    for (letter, claims) in groups {
        for (i, claim) in claims.into_iter().take(CLAIMS_MAX).enumerate() {
            let number = claim.number.map(|label| label.to_string());
            rows.push(row(number.unwrap_or_else(|| format!("{letter}{}", i + 1)), claim));
        }
    }
    let columns = ["No.", "Claim", "Argument", "Evidence", "What would defeat it"];
    let caption = "Claims, the argument for each, its evidence and its defeaters";
    out.push(table("table-claims", caption, columns.map(Column::words).into(), rows));
}

fn row(number: String, claim: Claim) -> Vec<Cell> {
    let evidence = if claim.evidence.is_empty() {
        vec![Span::Emphasis("None cited".to_owned())]
    } else {
        claim.evidence
    };
    vec![
        Cell::text(number),
        Cell::text(claim.says),
        Cell::text(claim.argument),
        Cell::of(evidence),
        Cell::text(claim.defeaters),
    ]
}

fn top(source: &Source<'_>, headline: &Figure) -> Claim {
    let spread = source.headline_band().map(|band| {
        format!(" The ranges of the scores leave {} open (5 to 95 % of draws).", super::band(band))
    });
    Claim {
        number: None,
        says: format!(
            "Misalignment reaches an outcome by the end of {} with probability {}.",
            source.horizon(),
            wording::figure(headline)
        ),
        argument: format!(
            "Follows from the claims below under the model ({}).{}",
            wording::method(source.analysis.method).to_lowercase(),
            spread.unwrap_or_default()
        ),
        evidence: run("That of the claims below"),
        defeaters: format!(
            "A mechanism outside the model; dependence that it leaves out. {}",
            unscored::sentence(source)
        ),
    }
}

/// One claim a host: its motivations hold.
fn stable(source: &Source<'_>) -> Vec<Claim> {
    let hosts = source.document.nodes().iter().filter(|node| node.kind == NodeKind::Host);
    let ever = |node: &Node| {
        source.analysis.pooled.nodes.get(&node.id).and_then(|of| of.ever.last()).copied()
    };
    let mut hosts: Vec<(&Node, Figure)> =
        hosts.filter_map(|node| Some((node, ever(node)?))).collect();
    hosts.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let uncovered = stability::uncovered(source);
    let defeaters = if uncovered.is_empty() {
        "Evidence that the assessment does not carry over to a later phase.".to_owned()
    } else {
        format!(
            "Earlier evidence is not said to cover in full: {}.",
            leading(&uncovered, NAMES_MAX)
        )
    };
    let claim = |(node, ever): (&Node, Figure)| {
        let held = Figure { value: 1.0 - ever.value, ..ever };
        let held = match ever.upper {
            Some(upper) => format!("at least {}", wording::percent(1.0 - upper)),
            None => wording::percent_with_error(held.value, held.standard_error),
        };
        let given = node.stability.iter().count();
        Claim {
            number: None,
            says: format!(
                "{} is never misaligned up to the end of {}, with probability {held}.",
                source.node_name(&node.id),
                source.horizon()
            ),
            argument: format!(
                "Its stability, scored in {}, and the links into it as far as mitigations leave them open.",
                super::counted(given, "phase")
            ),
            evidence: source.citations(&threat_model::node_evidence(node)),
            defeaters: defeaters.clone(),
        }
    };
    hosts.into_iter().map(claim).collect()
}

/// One claim a mitigation in place: it works as scored.
fn mitigated(source: &Source<'_>) -> Vec<Claim> {
    let bought = benefits(source);
    let is_told = |m: &&Mitigation| m.enabled && mitigations::withheld(source, m).is_none();
    let mut all: Vec<&Mitigation> =
        source.ranked_mitigations().into_iter().filter(is_told).collect();
    // What buys most is claimed, where there is no room for all.
    let rank =
        |m: &Mitigation| bought.iter().position(|(id, _)| **id == m.id).unwrap_or(usize::MAX);
    all.sort_by_key(|m| rank(m));
    all.truncate(CLAIMS_MAX);
    all.sort_by_key(|m| source.mitigation_label(&m.id));
    let claim = |m: &Mitigation| {
        let scores = source.scores_in_full(&m.effectiveness, Dimension::Effectiveness);
        let works = if scores.is_empty() {
            "does its job (not scored, so counted as never)".to_owned()
        } else {
            format!("does its job in a phase with probability {}", wording::joined(&scores))
        };
        let benefit = mitigations::benefit(source, m);
        let covers = leading(&mitigations::covered(source, m), NAMES_MAX);
        let mut ids = m.evidence.clone();
        ids.extend(threat_model::series_evidence(&m.effectiveness));
        Claim {
            number: Some(source.mitigation_label(&m.id)),
            says: format!("{} {works}.", source.mitigation_name(&m.id)),
            argument: format!(
                "Strength: {}. It {}. {}",
                strength(m),
                if covers.is_empty() { "covers nothing in the model".to_owned() } else { covers },
                benefit.unwrap_or_default()
            ),
            evidence: source.citations(&ids),
            defeaters: against(source, m),
        }
    };
    all.into_iter().map(claim).collect()
}

fn strength(mitigation: &Mitigation) -> String {
    match mitigation.strength {
        Strength::Unrated => "not rated".to_owned(),
        rated => wording::strength(rated).to_lowercase(),
    }
}

fn against(source: &Source<'_>, mitigation: &Mitigation) -> String {
    let nodes: Vec<String> =
        mitigation.undermined_by.iter().map(|id| source.node_name(id)).collect();
    let undermined = (!nodes.is_empty())
        .then(|| format!("Misaligned, these stop it: {}.", leading(&nodes, NAMES_MAX)));
    let told: Vec<String> =
        undermined.into_iter().chain(super::sentence_of(&mitigation.limitations)).collect();
    if told.is_empty() { "None stated.".to_owned() } else { told.join(" ") }
}

/// One claim a named pathway.
fn routed(source: &Source<'_>) -> Vec<Claim> {
    let claim = |pathway: &Pathway| {
        let along = source.depths.pathways.get(&pathway.id)?;
        let last = along.as_is.ever.last()?;
        let links = pathway.links.iter().filter_map(|id| source.document.links().get(id));
        let links: Vec<&Link> = links.collect();
        let evidence: Vec<Id<Evidence>> =
            links.iter().flat_map(|link| threat_model::link_evidence(link)).collect();
        Some(Claim {
            number: Some(source.pathway_label(&pathway.id)),
            says: format!(
                "Misalignment runs along all of ‘{}’ by the end of {} with probability {}.",
                source.label(&Subject::Pathway(pathway.id.clone())),
                source.horizon(),
                wording::figure(last)
            ),
            argument: format!(
                "Conjunctive: its start turns and its {} carry it on, by this way alone.{}",
                super::counted(links.len(), "link"),
                without(along)
            ),
            evidence: source.citations(&evidence),
            defeaters: "A shorter way to the same outcome; a link likelier than scored.".to_owned(),
        })
    };
    source.document.pathways().iter().filter_map(claim).collect()
}

fn without(along: &Along) -> String {
    let bare = along.unmitigated.as_ref().and_then(|bare| bare.ever.last());
    bare.map(|bare| format!(" Without mitigations: {}.", wording::figure(bare))).unwrap_or_default()
}

fn unlisted(source: &Source<'_>) -> Claim {
    Claim {
        number: None,
        says: "Mechanisms and pathways that nobody listed add no more than the residual."
            .to_owned(),
        argument: limitations::residual(source),
        evidence: Vec::new(),
        defeaters: "Any route to an outcome that the model cannot tell.".to_owned(),
    }
}
