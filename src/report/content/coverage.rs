//! Which requirements of the profile the report meets, by what, and which it does not.

use super::{
    Block, Cell, Column, Evidence, Mitigation, Node, NodeKind, Section, Source, Span, paragraph,
    reference, run, scores, table, wording,
};
use crate::{
    model::{Claim, EvidenceKind, Marked, MitigationKind, Severity, Strength},
    report::profile::{Need, Requirement},
};

/// How far a requirement is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum State {
    /// The document holds something under it.
    Filled,
    /// Some of what is asked for.
    Partly,
    /// Nothing.
    Missing,
}

/// What is to be said of a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) struct Judged {
    /// How far it is met.
    pub(in crate::report) state: State,
    /// The section that meets it.
    pub(in crate::report) by: Section,
    /// What is there, or what is not.
    pub(in crate::report) note: String,
}

/// The requirements of the profile, each with how far it is met.
pub(in crate::report) fn judged(
    source: &Source<'_>,
) -> impl Iterator<Item = (&'static Requirement, Judged)> {
    let wanted = source.options.profile.requirements().iter();
    wanted.map(move |wanted| (wanted, judge(source, wanted)))
}

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let profile = source.options.profile;
    let judged: Vec<(&Requirement, Judged)> = judged(source).collect();
    let count = |state| judged.iter().filter(|(_, of)| of.state == state).count();
    out.push(paragraph(run(&format!(
        "Measured against {}: of {} {} filled, {} in part and {} not. Filled means that the document holds something under \
         it, not that a reviewer would find it sufficient.",
        profile.requirements_of(),
        super::counted(judged.len(), "field"),
        are(count(State::Filled)),
        wording::count(count(State::Partly) as u64),
        wording::count(count(State::Missing) as u64),
    ))));
    let columns =
        ["Asked for", "Field", "Filled", "By what, or what is missing"].map(Column::words);
    let rows = judged.into_iter().map(|(wanted, of)| row(source, wanted, of));
    let caption = format!("{}: required fields and what fills them", profile.title());
    out.push(table("table-coverage", caption, columns.into(), rows.collect()));
}

fn are(n: usize) -> String {
    format!("{} {}", wording::count(n as u64), if n == 1 { "is" } else { "are" })
}

fn row(source: &Source<'_>, wanted: &Requirement, of: Judged) -> Vec<Cell> {
    let word = match of.state {
        State::Filled => "Yes",
        State::Partly => "In part",
        State::Missing => "No",
    };
    let mut spans = Vec::new();
    if of.state != State::Missing {
        spans.push(if source.shows(of.by) {
            reference(of.by.id(), "")
        } else {
            Span::text("In the document, but not in this report")
        });
        spans.push(Span::text(if of.note.is_empty() { "" } else { ": " }));
    }
    spans.push(Span::text(of.note));
    spans.retain(|span| !span.plain().is_empty() || matches!(span, Span::Reference { .. }));
    vec![Cell::text(wanted.code), Cell::text(wanted.name), Cell::text(word), Cell::of(spans)]
}

fn judge(source: &Source<'_>, wanted: &Requirement) -> Judged {
    let need = wanted.need;
    match need {
        Need::Identity => identity(source),
        Need::System | Need::Models | Need::Deployment => subject_of(source, need),
        Need::Threat => threat(source),
        Need::Graph => graph(source),
        Need::Preconditions | Need::Pathway | Need::Opportunity => pathways(source, need),
        Need::Motivation => {
            let count = source.document.hypotheses().len();
            let note = wording::counted(count, "hypothesis", "hypotheses");
            any(Section::Hypotheses, count, note, "the document lists no hypothesis")
        }
        Need::Stability | Need::Conditions => stability(source, need),
        Need::Likelihood | Need::Uncertainty | Need::Severity => likelihood(source, need),
        Need::Confidence => confidence(source),
        Need::Mitigations | Need::WithWithout | Need::Owners | Need::Detection => {
            mitigations(source, need)
        }
        Need::Argument => {
            let claims = source.document.claims().len();
            if claims > 0 {
                return filled(Section::Claims, super::counted(claims, "claim"));
            }
            let links = source.document.links().len();
            any(Section::Argument, links, String::new(), "the document has no links")
        }
        Need::Evidence | Need::Incidents => evidence(source, need),
        Need::Limitations => limitations(source),
        Need::Routes => {
            let found = source.depths.routes.as_ref().map_or(0, |found| found.routes.len());
            any(Section::Routes, found, super::counted(found, "route"), "no route was computed")
        }
        Need::Outlook => outlook(source, wanted),
        Need::Own(section) => own(source, wanted, section),
    }
}

fn filled(by: Section, note: impl Into<String>) -> Judged {
    Judged { state: State::Filled, by, note: note.into() }
}

fn partly(by: Section, note: impl Into<String>) -> Judged {
    Judged { state: State::Partly, by, note: note.into() }
}

fn missing(by: Section, note: impl Into<String>) -> Judged {
    Judged { state: State::Missing, by, note: note.into() }
}

/// Filled where there is at least one of something.
fn any(by: Section, count: usize, note: String, otherwise: &str) -> Judged {
    if count > 0 { filled(by, note) } else { missing(by, otherwise) }
}

/// Filled where all of them have it, in part where some have: `3 of 5 mitigations are rated`.
fn share(by: Section, (have, all): (usize, usize), what: &str, otherwise: &str) -> Judged {
    let note = format!("{have} of {all} {what}");
    match have {
        _ if all == 0 => missing(by, otherwise),
        0 => missing(by, note),
        _ if have == all => filled(by, note),
        _ => partly(by, note),
    }
}

fn identity(source: &Source<'_>) -> Judged {
    let about = source.document.about();
    let fields = [
        ("title", !about.title.trim().is_empty()),
        ("version", !about.version.trim().is_empty()),
        ("status", !about.status.trim().is_empty()),
        ("coverage date", !about.coverage_date.trim().is_empty()),
        ("authors", !about.authors.is_empty()),
    ];
    let absent: Vec<String> =
        fields.iter().filter(|(_, is)| !is).map(|(name, _)| (*name).to_owned()).collect();
    match absent.len() {
        0 => filled(Section::Provenance, "and the title block"),
        5 => missing(Section::Provenance, "the title page is empty"),
        _ => partly(Section::Provenance, format!("not given: {}", wording::joined(&absent))),
    }
}

fn subject_of(source: &Source<'_>, need: Need) -> Judged {
    let system = &source.document.about().system;
    let phases = source.document.phases().len();
    match need {
        Need::System if system.description.trim().is_empty() => {
            missing(Section::Scope, "the system is not described")
        }
        Need::System => partly(
            Section::Scope,
            "described in the title block; capabilities and propensities beyond the model are the authors’ to add",
        ),
        Need::Models => {
            let note = super::counted(system.models.len(), "model");
            any(Section::Scope, system.models.len(), note, "the document names no model")
        }
        _ => filled(Section::Scope, super::counted(phases, "phase")),
    }
}

fn threat(source: &Source<'_>) -> Judged {
    let nodes = source.document.nodes();
    let told = nodes.iter().filter(|node| !node.statement.trim().is_empty()).count();
    let what = "nodes say what misalignment means for them";
    share(Section::ThreatModel, (told, nodes.len()), what, "the document has no nodes")
}

fn graph(source: &Source<'_>) -> Judged {
    let (nodes, links) = (source.document.nodes().len(), source.document.links().len());
    let note = format!("{}, {}", super::counted(nodes, "node"), super::counted(links, "link"));
    any(Section::ThreatModel, links, note, "the document has no links")
}

fn pathways(source: &Source<'_>, need: Need) -> Judged {
    let pathways = source.document.pathways();
    match need {
        Need::Opportunity => {
            let rated = pathways.iter().filter(|p| p.frequency.is_some() && p.complexity.is_some());
            let what = "pathways have both rated";
            share(Section::Pathways, (rated.count(), pathways.len()), what, NO_PATHWAY)
        }
        Need::Preconditions => {
            let is_source =
                |node: &&Node| matches!(node.kind, NodeKind::Origin | NodeKind::Enabler);
            let count = source.document.nodes().iter().filter(is_source).count();
            let note = wording::counted(count, "origin or enabler", "origins and enablers");
            any(Section::Pathways, count, note, "the document has no origin and no enabler")
        }
        _ if pathways.is_empty() => {
            let routes =
                source.depths.routes.as_ref().is_some_and(|found| !found.routes.is_empty());
            if routes {
                partly(Section::Pathways, "the most probable routes stand in for named pathways")
            } else {
                missing(Section::Pathways, NO_PATHWAY)
            }
        }
        _ => filled(Section::Pathways, super::counted(pathways.len(), "pathway")),
    }
}

const NO_PATHWAY: &str = "the document names no pathway";

fn stability(source: &Source<'_>, need: Need) -> Judged {
    let phases = source.document.phases();
    if need == Need::Conditions {
        let stated = phases.iter().filter(|phase| phase.evidence_overlap.is_some()).count();
        let bearing: Vec<&Claim> =
            source.document.claims().iter().filter(|claim| claim.is_load_bearing).collect();
        if !bearing.is_empty() {
            let conditions = bearing.iter().filter(|c| !c.invalidated_by.trim().is_empty()).count();
            let what = "load-bearing claims say when they no longer hold";
            return share(Section::Claims, (conditions, bearing.len()), what, "");
        }
        let what = "phases say how far earlier evidence covers them";
        return share(Section::Stability, (stated, phases.len()), what, "");
    }
    let hosts: Vec<&Node> =
        source.document.nodes().iter().filter(|node| node.kind == NodeKind::Host).collect();
    let all = hosts.len() * phases.len();
    let cells = hosts.iter().flat_map(|node| (0..phases.len()).map(move |i| (node, i)));
    let assessed = cells.filter(|(node, i)| node.stability.at(phases, *i).is_some()).count();
    let what = "cells of hosts and phases are assessed";
    share(Section::Stability, (assessed, all), what, "the document has no host")
}

fn likelihood(source: &Source<'_>, need: Need) -> Judged {
    let outcomes: Vec<&Node> =
        source.document.nodes().iter().filter(|node| node.kind == NodeKind::Outcome).collect();
    let missing_scores = source.analysis.unscored.len();
    match need {
        _ if outcomes.is_empty() => missing(Section::Outcomes, "the document has no outcome node"),
        Need::Uncertainty => match source.uncertainty() {
            Some(found) => {
                let draws = wording::count(found.draws.into());
                filled(Section::Outcomes, format!("bands of {draws} draws"))
            }
            None => missing(
                Section::Outcomes,
                "no draws were made, or no score that matters has a range",
            ),
        },
        Need::Severity => {
            let rated = |node: &&&Node| node.severity.is_some();
            let count = outcomes.iter().filter(rated).count();
            let catastrophic = outcomes
                .iter()
                .filter(|node| node.severity == Some(Severity::Catastrophic))
                .count();
            let what = format!("outcomes are rated, {catastrophic} of them catastrophic");
            share(Section::Outcomes, (count, outcomes.len()), &what, "")
        }
        _ if missing_scores > 0 => partly(
            Section::Outcomes,
            format!("{} missing", super::counted(missing_scores, "score")),
        ),
        _ => filled(Section::Outcomes, ""),
    }
}

fn confidence(source: &Source<'_>) -> Judged {
    let scores = scores::all(source);
    let stated = scores.iter().filter(|score| score.confidence.is_some()).count();
    let what = "scores state their confidence";
    share(Section::Scores, (stated, scores.len()), what, "no score is given")
}

fn mitigations(source: &Source<'_>, need: Need) -> Judged {
    let all: Vec<&Mitigation> = source.document.mitigations().iter().collect();
    let count = |is: fn(&Mitigation) -> bool| all.iter().filter(|m| is(m)).count();
    let none = "the document lists no mitigation";
    let total = all.len();
    match need {
        Need::WithWithout => match &source.depths.unmitigated {
            Some(_) => filled(Section::Mitigations, "together, and each by itself"),
            None => missing(Section::Mitigations, "no comparison was computed"),
        },
        Need::Owners => {
            let have = count(|m| !m.owner.trim().is_empty());
            share(
                Section::Mitigations,
                (have, total),
                "mitigations name who answers for them",
                none,
            )
        }
        Need::Detection => {
            let kinds =
                |m: &Mitigation| matches!(m.kind, MitigationKind::Detect | MitigationKind::Recover);
            match count(kinds) {
                0 => missing(Section::Detection, "no mitigation detects or recovers"),
                n => partly(
                    Section::Detection,
                    format!("{}; time to detect is not recorded", super::counted(n, "mitigation")),
                ),
            }
        }
        _ => {
            let have = count(|m| m.strength != Strength::Unrated);
            share(Section::Mitigations, (have, total), "mitigations are rated", none)
        }
    }
}

fn evidence(source: &Source<'_>, need: Need) -> Judged {
    let all: Vec<&Evidence> = source.document.evidence().iter().collect();
    if need == Need::Incidents {
        let is_one =
            |e: &&&Evidence| e.kind == Some(EvidenceKind::Incident) || e.incident.is_some();
        let incidents: Vec<&&Evidence> = all.iter().filter(is_one).collect();
        let told = incidents.iter().filter(|e| e.incident.is_some()).count();
        let what = "incidents are told with their course";
        let none = "the register holds no incident";
        return share(Section::Incidents, (told, incidents.len()), what, none);
    }
    let told = all.iter().filter(|e| !e.limits.trim().is_empty()).count();
    let what = "pieces state what they do not show";
    share(Section::Evidence, (told, all.len()), what, "the register is empty")
}

fn limitations(source: &Source<'_>) -> Judged {
    let has = source.document.nodes().iter().any(|node| node.kind == NodeKind::Residual);
    if has {
        filled(Section::Limitations, "with a residual for what nobody listed")
    } else {
        partly(Section::Limitations, "the model has no residual for what nobody listed")
    }
}

fn outlook(source: &Source<'_>, wanted: &Requirement) -> Judged {
    match own(source, wanted, Section::Outlook).state {
        State::Filled => filled(Section::Outlook, ""),
        _ => partly(Section::Outlook, "where evidence would help; no owners and dates"),
    }
}

/// Least letters of a text that says something.
const SAYING: usize = 40;

/// What only the authors can say. Their text around a section fills a field that it names; of any other it cannot be
/// told what it answers, and a placeholder answers nothing.
fn own(source: &Source<'_>, wanted: &Requirement, section: Section) -> Judged {
    let text = source.document.report().text(section);
    let text = text.map(|text| format!("{}\n{}", text.before, text.after)).unwrap_or_default();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters >= SAYING {
        return if names(&text, wanted) {
            filled(section, "the authors’ own text, which names the field")
        } else {
            let note = "the authors’ own text; it does not name the field, so whether it answers is for a reader to say";
            partly(section, note)
        };
    }
    if source.log.withheld.contains_key(&Marked::Text(section)) {
        return partly(section, "the authors’ own text is withheld");
    }
    let title = source.title(section);
    let there = if letters > 0 { "no more than a placeholder; " } else { "" };
    missing(section, format!("{there}for the authors to write, as their own text around ‘{title}’"))
}

/// Whether a text names a field, by its name or by a code that cannot be mistaken for a number.
fn names(text: &str, wanted: &Requirement) -> bool {
    let text = text.to_lowercase();
    let is_code = wanted.code.contains('.') && wanted.code.chars().any(|c| c.is_ascii_digit());
    text.contains(&wanted.name.to_lowercase())
        || (is_code && text.contains(&wanted.code.to_lowercase()))
}
