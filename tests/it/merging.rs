//! Merging two edited copies: what is disjoint merges, what is not is told, and whatever is chosen is a document.

use std::collections::BTreeSet;

use driftline::{
    formats::{self, Format},
    model::*,
};
use proptest::prelude::*;

use crate::{
    report::p,
    strategies::{assessments, id},
};

fn ron(document: &Assessment) -> String {
    formats::write(document, Format::Ron).expect("text")
}

/// Whether a file with the document would be read as the very same.
fn is_sound(document: &Assessment) -> bool {
    formats::read(ron(document).as_bytes(), None).is_ok_and(|read| read.document == *document)
}

fn paths(conflicts: &[Conflict]) -> BTreeSet<&str> {
    conflicts.iter().map(|conflict| &*conflict.path).collect()
}

/// Which text of a document belongs to a value that is replaced as a whole, or by which it is found.
fn is_part_of_a_whole(field: &str) -> bool {
    const WHOLE: [&str; 9] = [
        "authors",
        "system.models",
        "tags",
        "incident.events",
        "defeaters",
        "positions",
        "replies",
        "panel.judgements",
        "panel.adoptions",
    ];
    WHOLE.iter().any(|whole| field.starts_with(whole))
}

/// The document with some texts rewritten: of all that stand for themselves those whose number `is_own` says.
fn rewritten(document: &Assessment, is_own: impl Fn(usize) -> Option<&'static str>) -> Assessment {
    let mut parts = document.to_parts();
    let mut number = 0;
    parts.change_texts(&mut |_, field, text| {
        if is_part_of_a_whole(field) {
            return;
        }
        if let Some(who) = is_own(number) {
            *text = format!("{who} {number}");
        }
        number += 1;
    });
    Assessment::new(parts).expect("valid")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn who_changed_nothing_changes_nothing(base in assessments(), one in assessments()) {
        for (ours, theirs) in [(&one, &base), (&base, &one), (&one, &one)] {
            let merged = merge(&base, ours, theirs);
            prop_assert_eq!(&merged.conflicts, &[]);
            prop_assert_eq!(&merged.document, &one);
        }
        prop_assert_eq!(merge(&base, &one, &base).changes, vec![]);
    }

    #[test]
    fn conflicts_are_the_same_from_either_side_and_leave_a_document(
        base in assessments(),
        ours in assessments(),
        theirs in assessments(),
    ) {
        let (here, there) = (merge(&base, &ours, &theirs), merge(&base, &theirs, &ours));
        prop_assert!(is_sound(&here.document) && is_sound(&there.document));
        let key = |c: &Conflict| c.path.clone();
        let sorted = |mut all: Vec<Conflict>| { all.sort_by_key(key); all };
        let (one, other) = (sorted(here.conflicts), sorted(there.conflicts));
        prop_assert_eq!(one.len(), other.len());
        for (one, other) in one.iter().zip(&other) {
            prop_assert_eq!(&one.path, &other.path);
            prop_assert_eq!((&one.ours, &one.theirs, &one.base), (&other.theirs, &other.ours, &other.base));
        }
    }

    #[test]
    fn every_conflict_can_be_settled(
        base in assessments(),
        ours in assessments(),
        theirs in assessments(),
        seed in any::<u64>(),
    ) {
        for side in Side::ALL {
            let settled = merge_preferring(Some(&base), [&ours, &theirs], &Choices::new(), side);
            prop_assert!(is_sound(&settled.document), "{side:?}");
            if side == Side::Base {
                // What both made anew has no base to go back to.
                prop_assert!(settled.conflicts.iter().all(|conflict| !conflict.offers_base));
            } else {
                prop_assert_eq!(paths(&settled.conflicts), BTreeSet::new());
            }
        }
        // Chosen at random, in any order: the choices alone say what comes of it.
        let first = merge(&base, &ours, &theirs);
        let side = |i: usize| Side::ALL[(seed.rotate_left(i as u32 * 7) % 3) as usize];
        let choices: Choices =
            first.conflicts.iter().enumerate().map(|(i, c)| (c.path.clone(), side(i))).collect();
        let settled = merge_with(Some(&base), &ours, &theirs, &choices);
        prop_assert!(is_sound(&settled.document));
        let without = merge_with(None, &ours, &theirs, &choices);
        prop_assert!(is_sound(&without.document));
    }

    #[test]
    fn disjoint_texts_always_merge(base in assessments(), owners in any::<u64>()) {
        let owner = |number: usize| (owners.rotate_left(number as u32 * 5) & 3, number.is_multiple_of(2));
        let ours = |number| (owner(number).0 == 1).then_some("ours");
        let theirs = |number| (owner(number).0 == 2).then_some("theirs");
        let (one, other) = (rewritten(&base, ours), rewritten(&base, theirs));
        let merged = merge(&base, &one, &other);
        prop_assert_eq!(paths(&merged.conflicts), BTreeSet::new());
        prop_assert_eq!(&merged.document, &rewritten(&rewritten(&base, ours), theirs));
    }

    #[test]
    fn the_same_text_written_twice_is_a_conflict_each(base in assessments(), owners in any::<u64>()) {
        let is_both = |number: usize| owners.rotate_left(number as u32) & 1 == 1;
        let one = rewritten(&base, |number| is_both(number).then_some("ours"));
        let other = rewritten(&base, |number| is_both(number).then_some("theirs"));
        let mut count = 0;
        let mut parts = base.to_parts();
        let mut number = 0;
        parts.change_texts(&mut |_, field, _| {
            if !is_part_of_a_whole(field) {
                count += usize::from(is_both(number));
                number += 1;
            }
        });
        let merged = merge(&base, &one, &other);
        prop_assert_eq!(merged.conflicts.len(), count);
        prop_assert_eq!(paths(&merged.conflicts).len(), count);
        prop_assert_eq!(&merged.document, &one);
        prop_assert!(merged.conflicts.iter().all(|c| c.dispute == Dispute::Value));
        let settled = merge_preferring(Some(&base), [&one, &other], &Choices::new(), Side::Theirs);
        prop_assert_eq!(&settled.document, &other);
        let back = merge_preferring(Some(&base), [&one, &other], &Choices::new(), Side::Base);
        prop_assert_eq!(&back.document, &base);
    }

    #[test]
    fn differences_are_told_if_and_only_if_there_are_some(one in assessments(), other in assessments()) {
        prop_assert_eq!(changes(Some(&one), Some(&one)), vec![]);
        prop_assert_eq!(changes(Some(&one), Some(&other)).is_empty(), one == other);
        let paths = |all: Vec<Change>| -> Vec<String> {
            // The one field that even an empty document has.
            let paths = all.into_iter().map(|change| change.path);
            paths.filter(|path| path != "report/profile").collect()
        };
        prop_assert_eq!(paths(changes(None, Some(&one))), paths(contents(&one)));
        let again = formats::read(
            formats::write(&one, Format::Json).expect("text").as_bytes(),
            None,
        );
        prop_assert_eq!(contents(&again.expect("read").document), contents(&one));
    }
}

fn named(name: &str) -> Node {
    Node::new(id(&name.to_lowercase()), name, NodeKind::Host)
}

fn link(from: &str, to: &str) -> Link {
    Link::new(id(&format!("{from}-{to}")), id(from), id(to))
}

fn edited(document: &Assessment, edits: Vec<Edit>) -> Assessment {
    document.edited(&Edit::All(edits)).expect("a valid edit")
}

/// Two phases, three nodes, a link from the first to the second, a piece of evidence.
fn base() -> Assessment {
    let phase = |name: &str| Edit::put(Phase::new(id(name), name));
    let edits = vec![
        phase("pilot"),
        phase("broad"),
        Edit::remove(Subject::Phase(id("deployment"))),
        Edit::put(named("A")),
        Edit::put(named("B")),
        Edit::put(named("C")),
        Edit::put(link("a", "b")),
        Edit::put(Evidence::new(id("e"), "Evidence")),
        Edit::put(Mitigation::new(id("m"), "Monitor")),
    ];
    edited(&Assessment::blank("Title"), edits)
}

fn node(document: &Assessment, name: &str) -> Node {
    document.nodes().get(&id(name)).expect("a node").clone()
}

fn key(node: &str, phase: &str) -> ScoreKey {
    let (subject, phase) = (Subject::Node(id(node)), Some(id(phase)));
    ScoreKey { subject, dimension: Dimension::Stability, phase }
}

fn scored(at: ScoreKey, value: f64) -> Edit {
    Edit::score(at, Some(Score::point(p(value))))
}

/// Both edits on the base, and the one conflict that they give.
fn only_conflict(ours: Vec<Edit>, theirs: Vec<Edit>) -> (Merged, Conflict) {
    let base = base();
    let merged = merge(&base, &edited(&base, ours), &edited(&base, theirs));
    assert_eq!(merged.conflicts.len(), 1, "{:?}", merged.conflicts);
    let conflict = merged.conflicts[0].clone();
    (merged, conflict)
}

fn merges(ours: Vec<Edit>, theirs: Vec<Edit>) -> Assessment {
    let base = base();
    let merged = merge(&base, &edited(&base, ours), &edited(&base, theirs));
    assert_eq!(merged.conflicts, []);
    merged.document
}

#[test]
fn different_fields_of_one_element_are_both_taken() {
    let (mut ours, mut theirs) = (named("A"), named("A"));
    ours.name = "Agents".to_owned();
    ours.tags = vec!["x".to_owned()];
    theirs.notes = "Seen".to_owned();
    theirs.tags = vec!["y".to_owned()];
    let merged = node(&merges(vec![Edit::put(ours)], vec![Edit::put(theirs)]), "a");
    assert_eq!((&*merged.name, &*merged.notes), ("Agents", "Seen"));
    assert_eq!(merged.tags, ["x", "y"]);
}

#[test]
fn scores_merge_by_phase_and_by_field() {
    let reasoned = Score { rationale: "Tested".to_owned(), ..Score::point(p(0.5)) };
    let start = edited(&base(), vec![scored(key("a", "pilot"), 0.5)]);
    let ours = edited(&start, vec![scored(key("a", "pilot"), 0.7), scored(key("a", "broad"), 0.2)]);
    let theirs = edited(
        &start,
        vec![
            Edit::score(key("a", "pilot"), Some(reasoned)),
            scored(ScoreKey { dimension: Dimension::Persistence, ..key("a", "pilot") }, 0.3),
        ],
    );
    let merged = merge(&start, &ours, &theirs);
    assert_eq!(merged.conflicts, []);
    let a = node(&merged.document, "a");
    let pilot = a.stability.given(&id("pilot")).expect("scored");
    assert_eq!((&pilot.estimate, &*pilot.rationale), (&Estimate::Point(p(0.7)), "Tested"));
    assert!(a.stability.given(&id("broad")).is_some() && !a.persistence.is_empty());
    let theirs = edited(&start, vec![scored(key("a", "pilot"), 0.9)]);
    let merged = merge(&start, &ours, &theirs);
    let conflict = &merged.conflicts[0];
    assert_eq!(paths(&merged.conflicts), BTreeSet::from(["nodes/a/stability/pilot/estimate"]));
    assert_eq!(
        (&conflict.subject, &*conflict.field),
        (&Subject::Node(id("a")), "stability, pilot, estimate")
    );
    let told = [Side::Base, Side::Ours, Side::Theirs].map(|side| conflict.words(side));
    assert_eq!(told, [Some("0.5"), Some("0.7"), Some("0.9")]);
}

#[test]
fn a_text_that_both_rewrote_conflicts_as_a_whole_and_is_settled_to_each_side() {
    let renamed = |name: &str| vec![Edit::put(Node { name: name.to_owned(), ..named("A") })];
    let (merged, conflict) = only_conflict(renamed("Ours"), renamed("Theirs"));
    assert_eq!((&*conflict.path, &*conflict.field), ("nodes/a/name", "name"));
    assert_eq!(node(&merged.document, "a").name, "Ours");
    let base = base();
    let (ours, theirs) = (edited(&base, renamed("Ours")), edited(&base, renamed("Theirs")));
    for (side, wanted) in [(Side::Base, "A"), (Side::Ours, "Ours"), (Side::Theirs, "Theirs")] {
        let choices = Choices::from([(conflict.path.clone(), side)]);
        let settled = merge_with(Some(&base), &ours, &theirs, &choices);
        assert_eq!(settled.conflicts, []);
        assert_eq!(node(&settled.document, "a").name, wanted);
    }
}

#[test]
fn what_one_side_removed_and_the_other_changed_is_a_conflict() {
    let removed = || vec![Edit::remove(Subject::Node(id("c")))];
    let changed = || vec![Edit::put(Node { notes: "Mine".to_owned(), ..named("C") })];
    let (merged, conflict) = only_conflict(removed(), changed());
    assert_eq!((&*conflict.path, &conflict.dispute), ("nodes/c", &Dispute::Presence));
    assert_eq!((conflict.ours, conflict.theirs), (None, Some("C".to_owned())));
    assert!(merged.document.nodes().get(&id("c")).is_none());
    let (merged, _) = only_conflict(changed(), removed());
    assert!(merged.document.nodes().get(&id("c")).is_some());
    // Untouched by the other side, it just goes.
    assert_eq!(merges(removed(), vec![]).nodes().len(), 2);
}

#[test]
fn a_link_to_a_node_that_the_other_side_removed_names_both() {
    let removed = || vec![Edit::remove(Subject::Node(id("c")))];
    let linked = || vec![Edit::put(link("a", "c"))];
    let (merged, conflict) = only_conflict(removed(), linked());
    assert_eq!(conflict.path, "links/a-c/to");
    assert!(matches!(&conflict.dispute, Dispute::Rule(rule) if rule.contains("'c'")));
    assert!(conflict.along.contains("nodes/c"));
    assert_eq!(conflict.ours.as_deref(), Some("node 'c' is not there"));
    assert!(conflict.theirs.is_some_and(|theirs| theirs.contains("(c)") || theirs == "C"));
    assert_eq!((merged.document.nodes().len(), merged.document.links().len()), (2, 1));
    // As the other side sees it, link and node stay.
    let (merged, conflict) = only_conflict(linked(), removed());
    assert_eq!(conflict.path, "links/a-c/to");
    assert_eq!((merged.document.nodes().len(), merged.document.links().len()), (3, 2));
    let base = base();
    let (ours, theirs) = (edited(&base, removed()), edited(&base, linked()));
    for (side, wanted) in [(Side::Ours, (2, 1)), (Side::Theirs, (3, 2))] {
        let choices = Choices::from([("links/a-c/to".to_owned(), side)]);
        let settled = merge_with(Some(&base), &ours, &theirs, &choices);
        assert_eq!(settled.conflicts, []);
        assert_eq!((settled.document.nodes().len(), settled.document.links().len()), wanted);
    }
}

#[test]
fn claims_that_would_carry_each_other_are_a_conflict() {
    let claim = |name: &str, parent: Option<&str>| {
        Edit::put(Claim { parent: parent.map(id), ..Claim::new(id(name), name) })
    };
    let start = edited(&base(), vec![claim("x", None), claim("y", None)]);
    let ours = edited(&start, vec![claim("x", Some("y"))]);
    let theirs = edited(&start, vec![claim("y", Some("x"))]);
    let merged = merge(&start, &ours, &theirs);
    assert!(paths(&merged.conflicts).contains("claims/y/parent"), "{:?}", merged.conflicts);
    assert_eq!(merged.document, ours);
    let settled = merge_preferring(Some(&start), [&ours, &theirs], &Choices::new(), Side::Theirs);
    assert_eq!(settled.document, theirs);
}

#[test]
fn orders_merge_and_two_new_orders_are_a_conflict() {
    let to_front = |name: &str| Edit::Order(Subject::Node(id(name)), 0);
    let order = |document: &Assessment| {
        document.nodes().iter().map(|node| node.id.to_string()).collect::<Vec<_>>().concat()
    };
    let added = vec![Edit::put(named("X")), Edit::Order(Subject::Node(id("x")), 1)];
    assert_eq!(order(&merges(vec![to_front("c")], added)), "caxb");
    let phases = merges(vec![Edit::Order(Subject::Phase(id("broad")), 0)], vec![]);
    assert_eq!(phases.phases().at(0).expect("a phase").id, id("broad"));
    let (merged, conflict) = only_conflict(vec![to_front("c")], vec![to_front("b")]);
    assert_eq!((&*conflict.path, &conflict.dispute), ("nodes", &Dispute::Order));
    assert_eq!(order(&merged.document), "cab");
    assert_eq!(conflict.theirs.as_deref(), Some("B, A, C"));
    let base = base();
    let sides = [edited(&base, vec![to_front("c")]), edited(&base, vec![to_front("b")])];
    for (side, wanted) in [(Side::Base, "abc"), (Side::Ours, "cab"), (Side::Theirs, "bac")] {
        let choices = Choices::from([("nodes".to_owned(), side)]);
        let settled = merge_with(Some(&base), &sides[0], &sides[1], &choices);
        assert_eq!((order(&settled.document), settled.conflicts.len()), (wanted.to_owned(), 0));
    }
}

#[test]
fn judgements_of_both_sides_are_kept() {
    let expert = |name: &str| Expert::new(id(name), name);
    let question = PanelQuestion::new(id("q"), Asked::Score(key("a", "pilot")));
    let round =
        Round { questions: vec![id("q")], state: RoundState::Open, ..Round::new(id("r"), "R") };
    let mut parts = base().to_parts();
    parts.panel.experts = vec![expert("one"), expert("two")];
    parts.panel.questions = vec![question];
    parts.panel.rounds = vec![round];
    let judged = |by: &[(&str, f64)]| {
        let mut parts = parts.clone();
        for (expert, number) in by {
            parts.panel.judgements.push(Judgement {
                expert: id(expert),
                round: id("r"),
                question: id("q"),
                answer: Answer::Point(*number),
                confidence: None,
                rationale: String::new(),
                evidence: Vec::new(),
                recorded: "2026-11-03 14:07:31".to_owned(),
            });
        }
        Assessment::new(parts).expect("valid")
    };
    let start = judged(&[("one", 0.1)]);
    let (ours, theirs) =
        (judged(&[("one", 0.1), ("two", 0.2)]), judged(&[("one", 0.1), ("one", 0.3)]));
    let merged = merge(&start, &ours, &theirs);
    assert_eq!(merged.conflicts, []);
    let told = merged.document.panel().judgements.iter().map(|j| &j.answer).collect::<Vec<_>>();
    assert_eq!(told, [&Answer::Point(0.1), &Answer::Point(0.2), &Answer::Point(0.3)]);
    // A judgement on a question that the other side took away.
    let mut without = start.to_parts();
    without.panel.rounds[0].questions.clear();
    without.panel.judgements.clear();
    let without = Assessment::new(without).expect("valid");
    let merged = merge(&start, &without, &theirs);
    assert!(!merged.conflicts.is_empty());
    assert_eq!(merged.document, without);
    assert_eq!(merge(&start, &theirs, &without).document.panel().judgements.len(), 1);
}

#[test]
fn a_level_of_a_band_that_the_other_side_removed_brings_the_band_back_or_goes() {
    let band =
        |level: &str| Band { level: level.to_owned(), low: p(0.1), best: None, high: p(0.2) };
    let scale = |levels: &[&str]| {
        let bands = levels.iter().map(|level| band(level)).collect();
        Edit::Scale(Some(Scale { name: "S".to_owned(), bands }))
    };
    let level = Score::bare(Estimate::Level("unlikely".to_owned()));
    let start = edited(&base(), vec![scale(&["likely", "unlikely"])]);
    let without = edited(&start, vec![scale(&["likely"])]);
    let with = edited(&start, vec![Edit::score(key("a", "pilot"), Some(level))]);
    let bands = |document: &Assessment| document.scale().expect("a scale").bands.len();
    let merged = merge(&start, &without, &with);
    assert_eq!(paths(&merged.conflicts).len(), 1, "{:?}", merged.conflicts);
    assert_eq!((bands(&merged.document), merged.document == without), (1, true));
    let merged = merge(&start, &with, &without);
    assert_eq!((bands(&merged.document), merged.document == with), (2, true));
}

#[test]
fn without_a_base_only_what_is_the_same_agrees() {
    let base = base();
    let ours = edited(&base, vec![Edit::put(Node { notes: "Ours".to_owned(), ..named("A") })]);
    let theirs = edited(&base, vec![Edit::put(named("Z"))]);
    let merged = merge_with(None, &ours, &theirs, &Choices::new());
    assert_eq!(paths(&merged.conflicts), BTreeSet::from(["nodes/a/notes"]));
    assert!(!merged.conflicts[0].offers_base);
    assert_eq!(merged.document.nodes().len(), 4);
}

#[test]
fn differences_say_what_was_renamed_moved_and_scored() {
    let base = base();
    let later = edited(
        &base,
        vec![
            Edit::put(Node { name: "Agents".to_owned(), ..named("A") }),
            Edit::Order(Subject::Node(id("c")), 0),
            scored(key("b", "pilot"), 0.9),
            Edit::remove(Subject::Link(id("a-b"))),
            Edit::put(named("N")),
        ],
    );
    let text = driftline::report::differences::text(&driftline::report::differences::groups(
        &changes(Some(&base), Some(&later)),
    ));
    for wanted in [
        "  ~ Agents (node a), renamed\n      name: “A” → “Agents”\n",
        "  ~ C (node c), moved in the list\n      place in the list: “after B” → “at the start”\n",
        "      stability, pilot, estimate: + “0.9”\n",
        "Links\n  - A → B (link a-b), removed\n",
        "  + N (node n), added\n",
    ] {
        assert!(text.contains(wanted), "{wanted} is not in\n{text}");
    }
}
