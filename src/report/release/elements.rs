//! Elements that came, went or read otherwise.

use super::changes::{ElementChange, Kind};
use crate::{
    model::{
        Annotation, Assessment, Claim, Criterion, Evidence, Hypothesis, Id, Link, Mitigation, Node,
        Pathway, Phase, Question, Review, Row, Subject, Table, Zone,
    },
    report::wording,
};

/// In the order of the document; what stands where on the canvas does not count.
pub(super) fn changes(before: &Assessment, after: &Assessment) -> Vec<ElementChange> {
    let pair = Pair { before, after };
    let mut all = Vec::new();
    pair.table((before.phases(), after.phases()), Subject::Phase, phase, &mut all);
    pair.table((before.nodes(), after.nodes()), Subject::Node, node, &mut all);
    pair.table((before.links(), after.links()), Subject::Link, link, &mut all);
    let tables = (before.mitigations(), after.mitigations());
    pair.table(tables, Subject::Mitigation, mitigation, &mut all);
    let tables = (before.hypotheses(), after.hypotheses());
    pair.table(tables, Subject::Hypothesis, hypothesis, &mut all);
    pair.table((before.pathways(), after.pathways()), Subject::Pathway, pathway, &mut all);
    pair.table((before.zones(), after.zones()), Subject::Zone, zone, &mut all);
    pair.table((before.evidence(), after.evidence()), Subject::Evidence, evidence, &mut all);
    let tables = (before.annotations(), after.annotations());
    pair.table(tables, Subject::Annotation, annotation, &mut all);
    pair.table((before.claims(), after.claims()), Subject::Claim, claim, &mut all);
    pair.table((before.questions(), after.questions()), Subject::Question, question, &mut all);
    pair.table((before.criteria(), after.criteria()), Subject::Criterion, criterion, &mut all);
    pair.table((before.reviews(), after.reviews()), Subject::Review, review, &mut all);
    all
}

struct Pair<'a> {
    before: &'a Assessment,
    after: &'a Assessment,
}

impl Pair<'_> {
    fn table<T: Row>(
        &self,
        (before, after): (&Table<T>, &Table<T>),
        subject: fn(Id<T>) -> Subject,
        fields: fn(&T, &T) -> Vec<&'static str>,
        all: &mut Vec<ElementChange>,
    ) {
        for new in after.iter() {
            let subject = subject(new.id().clone());
            let (kind, fields) = match before.get(new.id()) {
                None => (Kind::Added, Vec::new()),
                Some(old) => (Kind::Changed, fields(old, new)),
            };
            if kind == Kind::Added || !fields.is_empty() {
                all.push(change(self.after, subject, kind, fields));
            }
        }
        for old in before.iter().filter(|old| !after.contains(old.id())) {
            all.push(change(self.before, subject(old.id().clone()), Kind::Removed, Vec::new()));
        }
    }
}

fn change(
    document: &Assessment,
    subject: Subject,
    kind: Kind,
    fields: Vec<&'static str>,
) -> ElementChange {
    ElementChange {
        sort: subject.kind_name(),
        id: subject.id_str().to_owned(),
        name: wording::name(&document.label(&subject)),
        subject,
        kind,
        fields,
    }
}

/// The fields in which two elements differ, by name.
macro_rules! fields {
    ($($name:ident($kind:ident): $($field:ident $(. $inner:ident)? $words:literal),*;)*) => {$(
        fn $name(old: &$kind, new: &$kind) -> Vec<&'static str> {
            let mut all = Vec::new();
            $(if old.$field $(. $inner())? != new.$field $(. $inner())? {
                all.push($words);
            })*
            all
        }
    )*};
}

fields! {
    phase(Phase): name "name", kind "kind", days "days", exposure "exposure", exposure_unit "unit of exposure",
        distribution_shift "distribution shift", evidence_overlap "evidence overlap", affordances "affordances",
        catalog "entry of the catalog", notes "notes";
    node(Node): name "name", kind "kind", mechanism "mechanism", gate "gate", statement "statement", zone "zone",
        instances "instances", severity "severity", catalog "entry of the catalog", tags "tags", evidence "evidence",
        notes "notes";
    link(Link): from "source", to "target", mechanism "mechanism", intent "intent", delay "delay",
        requires "required mitigation", catalog "entry of the catalog", tags "tags", evidence "evidence",
        notes "notes";
    mitigation(Mitigation): name "name", kind "kind", strength "strength", enabled "whether it is in place",
        prevents "what it prevents", restores "what it restores", blocks "what it blocks",
        undermined_by "what undermines it", cost "cost", owner "owner", limitations "limitations",
        mit_code "taxonomy code", catalog "entry of the catalog", tags "tags", evidence "evidence", notes "notes";
    hypothesis(Hypothesis): name "name", archetype "archetype", weight "weight", emergence_shift "emergence shift",
        spread_shift "spread shift", persistence_shift "persistence shift", rationale "rationale",
        evidence "evidence", notes "notes";
    pathway(Pathway): name "name", links "links", outcome "outcome", frequency "frequency", complexity "complexity",
        severity "severity", reversibility "reversibility", detection "detection", tags "tags", notes "notes";
    zone(Zone): name "name";
    evidence(Evidence): title "title", kind "kind", grade "grade", authors "authors", container "where it appeared",
        source "source", locator "locator", date "date", quote "quote", finding "finding", limits "limits",
        phases "phases", system "system", incident "course of the incident", withdrawn "whether it is withdrawn";
    annotation(Annotation): text "text";
    claim(Claim): text "text", parent "place in the argument", aggregation "aggregation", argument "argument",
        estimate "judged probability", confidence "confidence", evidence "evidence",
        counter_evidence "counter-evidence", defeaters "defeaters", about "what it is about",
        is_load_bearing "whether it is load-bearing", invalidated_by "condition of its end", owner "owner",
        trigger "trigger", notes "notes";
    question(Question): text "text", kind "kind", about "what it is about", positions "positions",
        settled_by "what would settle it", answer "answer", owner "owner", notes "notes";
    criterion(Criterion): name "name", question "question", mechanism "mechanism";
    review(Review): name "name", developer "developer", date "date", source "source", findings "findings",
        notes "notes";
}
