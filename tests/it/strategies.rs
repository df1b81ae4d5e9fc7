//! Random documents that keep every rule and use every field and word of the format.

use std::num::NonZeroU32;

use driftline::model::{
    rules::{COORDINATE_MAX, LENGTHS, ZOOMS},
    *,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::{
    argument_strategies::{argument, incident},
    panel_strategies::panel,
};

/// A valid document.
pub(crate) fn assessments() -> impl Strategy<Value = Assessment> {
    let counts = (1..4_usize, 0..5_usize, 0..4_usize, 0..3_usize, 0..3_usize, 0..3_usize);
    counts.prop_flat_map(parts).prop_map(|parts| Assessment::new(parts).expect("a valid document"))
}

type Counts = (usize, usize, usize, usize, usize, usize);

/// How many phases, nodes, mitigations, zones, pieces of evidence and bands a document has, and so which references exist.
#[derive(Clone)]
pub(crate) struct Names {
    pub(crate) phases: Vec<Id<Phase>>,
    pub(crate) nodes: Vec<Id<Node>>,
    pub(crate) links: Vec<Id<Link>>,
    pub(crate) mitigations: Vec<Id<Mitigation>>,
    pub(crate) zones: Vec<Id<Zone>>,
    pub(crate) evidence: Vec<Id<Evidence>>,
    pub(crate) levels: Vec<String>,
}

fn parts(counts: Counts) -> impl Strategy<Value = Parts> {
    let (phases, nodes, mitigations, zones, evidence, bands) = counts;
    let links = if nodes == 0 { 0 } else { nodes + 1 };
    let names = Names {
        // Names that sort against the order of the phases.
        phases: (0..phases).map(|i| id(&format!("t{}", 9 - i))).collect(),
        nodes: ids("n", nodes),
        links: ids("l", links),
        mitigations: ids("m", mitigations),
        zones: ids("z", zones),
        evidence: ids("e", evidence),
        levels: (0..bands).map(|i| format!("level \"{i}\"")).collect(),
    };
    let elements = (
        each(&names.phases, phase),
        each_of(&names, |n| &n.nodes, node),
        each_of(&names, |n| &n.links, link),
        each_of(&names, |n| &n.mitigations, mitigation),
        hypotheses(&names),
        vec(Just(()), 0..3).prop_flat_map({
            let names = names.clone();
            move |some| each_of_ids(&names, &ids("p", some.len()), pathway)
        }),
        scale(&names.levels),
        each(&names.zones, zone),
        each_of(&names, |n| &n.evidence, piece_of_evidence),
        (
            each(&ids("a", 2), annotation),
            vec(bookmark(), 0..3),
            report_settings(&names),
            (argument(&names), panel(&names)),
        ),
    );
    (about(), elements).prop_map(|(about, e)| Parts {
        about,
        phases: e.0,
        nodes: e.1,
        links: e.2,
        mitigations: e.3,
        hypotheses: e.4,
        pathways: e.5,
        scale: e.6,
        zones: e.7,
        evidence: e.8,
        annotations: e.9.0,
        claims: e.9.3.0.claims,
        questions: e.9.3.0.questions,
        comments: e.9.3.0.comments,
        criteria: e.9.3.0.criteria,
        reviews: e.9.3.0.reviews,
        dismissals: e.9.3.0.dismissals,
        suppressions: e.9.3.0.suppressions,
        bookmarks: e.9.1,
        panel: e.9.3.1,
        report: e.9.2,
    })
}

pub(crate) fn id<T>(text: &str) -> Id<T> {
    Id::new(text).expect("an id")
}

pub(crate) fn ids<T>(stem: &str, count: usize) -> Vec<Id<T>> {
    (0..count).map(|i| id(&format!("{stem}-{i}"))).collect()
}

fn each<T, S: Strategy>(ids: &[Id<T>], make: impl Fn(Id<T>) -> S) -> Vec<S> {
    ids.iter().map(|id| make(id.clone())).collect()
}

fn each_of<T, S: Strategy>(
    names: &Names,
    list: impl Fn(&Names) -> &Vec<Id<T>>,
    make: impl Fn(Id<T>, &Names) -> S,
) -> Vec<S> {
    each_of_ids(names, list(names), make)
}

fn each_of_ids<T, S: Strategy>(
    names: &Names,
    ids: &[Id<T>],
    make: impl Fn(Id<T>, &Names) -> S,
) -> Vec<S> {
    ids.iter().map(|id| make(id.clone(), names)).collect()
}

/// Texts with quotes, line ends, escapes, marks that join and other scripts.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "", "plain", "\"", "\\", "\n", "\r\n", "\t", "\0", "//", "/* */", "é", "e\u{301}", "日本",
        "🦀", "r#\"", "\u{2028}", "\u{feff}", "{", ")", "${x}", "'", "\u{7f}", "\u{85}", "None",
    ]);
    prop_oneof![
        3 => Just(String::new()),
        3 => vec(pieces, 1..6).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

/// Numbers from 0 to 1, with those that writers tend to damage.
pub(crate) fn probability() -> impl Strategy<Value = Probability> {
    let hard = select(vec![
        0.0,
        -0.0,
        1.0,
        0.1,
        1e-300,
        5e-324,
        f64::MIN_POSITIVE,
        1.0 - f64::EPSILON / 2.0,
        0.3,
    ]);
    prop_oneof![hard, 0.0..=1.0].prop_map(|p| Probability::try_from(p).expect("from 0 to 1"))
}

fn inside() -> impl Strategy<Value = f64> {
    prop_oneof![
        select(vec![5e-324, 1e-300, 0.1, 0.2, 0.7, 1.0 - f64::EPSILON / 2.0]),
        1e-9..=0.999_999
    ]
}

fn finite() -> impl Strategy<Value = f64> {
    let hard = select(vec![
        0.0,
        -0.0,
        1.0,
        -1.0,
        1e300,
        -1e-300,
        5e-324,
        0.1,
        120.0,
        1e16,
        1e17,
        f64::MAX,
        f64::MIN,
    ]);
    prop_oneof![hard, -1e6..1e6_f64]
}

fn amount() -> impl Strategy<Value = Option<f64>> {
    // A negative zero is not written as it is, so none is made here.
    option::of(finite().prop_map(f64::abs))
}

fn range() -> impl Strategy<Value = Range> {
    [inside(), inside(), inside()].prop_map(|mut quantiles| {
        quantiles.sort_by(f64::total_cmp);
        let [low, best, high] = quantiles.map(|p| Probability::try_from(p).expect("from 0 to 1"));
        Range::new(low, best, high).expect("in order")
    })
}

pub(crate) fn estimate(names: &Names) -> BoxedStrategy<Estimate> {
    let number =
        prop_oneof![probability().prop_map(Estimate::Point), range().prop_map(Estimate::Range)];
    if names.levels.is_empty() {
        return number.boxed();
    }
    prop_oneof![number, select(names.levels.clone()).prop_map(Estimate::Level)].boxed()
}

pub(crate) fn some_of<T: Clone + std::fmt::Debug + 'static>(from: &[T]) -> BoxedStrategy<Vec<T>> {
    if from.is_empty() {
        Just(Vec::new()).boxed()
    } else {
        vec(select(from.to_vec()), 0..3).boxed()
    }
}

fn one_of<T: Clone + std::fmt::Debug + 'static>(from: &[T]) -> BoxedStrategy<Option<T>> {
    if from.is_empty() { Just(None).boxed() } else { option::of(select(from.to_vec())).boxed() }
}

fn score(names: &Names) -> BoxedStrategy<Score> {
    let confidence = select(vec![Confidence::Low, Confidence::Moderate, Confidence::High]);
    let basis = select(vec![Basis::Analyst, Basis::Panel, Basis::Imported, Basis::Evaluation]);
    (estimate(names), text(), option::of(confidence), some_of(&names.evidence), option::of(basis))
        .prop_map(|(estimate, rationale, confidence, evidence, basis)| Score {
            estimate,
            rationale,
            confidence,
            evidence,
            basis,
        })
        .boxed()
}

fn series(names: &Names) -> BoxedStrategy<Series> {
    let phases = names.phases.clone();
    vec(option::of(score(names)), phases.len())
        .prop_map(move |scores| {
            let given = phases.iter().cloned().zip(scores);
            given.filter_map(|(phase, score)| Some((phase, score?))).collect()
        })
        .boxed()
}

fn about() -> impl Strategy<Value = About> {
    let version = (text(), text(), text(), any::<bool>()).prop_map(
        |(name, version, released, internal_only)| ModelVersion {
            name,
            version,
            released,
            internal_only,
        },
    );
    let system = (text(), text(), vec(version, 0..3), text()).prop_map(
        |(name, developer, models, description)| System { name, developer, models, description },
    );
    ([text(), text(), text(), text(), text()], vec(text(), 0..3), system).prop_map(
        |(texts, authors, system)| {
            let [title, summary, version, status, coverage_date] = texts;
            About { title, summary, version, status, coverage_date, authors, system }
        },
    )
}

fn phase(id: Id<Phase>) -> BoxedStrategy<Phase> {
    let kind = select(vec![
        PhaseKind::PreDeployment,
        PhaseKind::InternalPilot,
        PhaseKind::InternalBroad,
        PhaseKind::ExternalLimited,
        PhaseKind::ExternalGeneral,
        PhaseKind::PostIncident,
        PhaseKind::Successor,
        PhaseKind::Other,
    ]);
    let shift =
        select(vec![DistributionShift::None, DistributionShift::Partial, DistributionShift::Major]);
    let overlap =
        select(vec![EvidenceOverlap::None, EvidenceOverlap::Partial, EvidenceOverlap::Full]);
    let texts = [text(), text(), text(), text(), text()];
    (texts, kind, amount(), amount(), option::of(shift), option::of(overlap))
        .prop_map(move |(texts, kind, days, exposure, distribution_shift, evidence_overlap)| {
            let [name, exposure_unit, affordances, catalog, notes] = texts;
            Phase {
                id: id.clone(),
                name,
                kind,
                days,
                exposure,
                exposure_unit,
                distribution_shift,
                evidence_overlap,
                affordances,
                catalog,
                notes,
            }
        })
        .boxed()
}

pub(crate) fn mechanism() -> impl Strategy<Value = Mechanism> {
    select(vec![
        Mechanism::RareInput,
        Mechanism::Affordance,
        Mechanism::Reflection,
        Mechanism::CulturalSelection,
        Mechanism::SharedCodebase,
        Mechanism::SharedContext,
        Mechanism::LongTermMemory,
        Mechanism::AgentMessaging,
        Mechanism::Internet,
        Mechanism::RogueDeployment,
        Mechanism::ApiManipulation,
        Mechanism::InferenceServer,
        Mechanism::ExternalInjection,
        Mechanism::CentralControl,
        Mechanism::CrossGeneration,
        Mechanism::ContinualLearning,
        Mechanism::Other,
    ])
}

pub(crate) fn severity() -> impl Strategy<Value = Option<Severity>> {
    option::of(select(vec![
        Severity::Negligible,
        Severity::Limited,
        Severity::Serious,
        Severity::Severe,
        Severity::Catastrophic,
    ]))
}

fn gate() -> impl Strategy<Value = Gate> {
    prop_oneof![
        Just(Gate::Any),
        Just(Gate::All),
        (1..=u32::MAX).prop_map(|k| Gate::AtLeast(NonZeroU32::new(k).expect("not zero"))),
    ]
}

fn position() -> impl Strategy<Value = Position> {
    let far = COORDINATE_MAX;
    let hard = select(vec![0.0, 1.0, -1.0, -1e-300, 5e-324, 0.1, 120.0, far, -far]);
    // A negative zero is not written as it is, so none is made here.
    let coordinate = || prop_oneof![hard.clone(), -far..far].prop_map(|x: f64| x + 0.0);
    (coordinate(), coordinate()).prop_map(|(x, y)| Position { x, y })
}

/// A number between two others, or one of them.
fn within((least, most): (f64, f64)) -> impl Strategy<Value = f64> {
    prop_oneof![select(vec![least, 1.0, most]), least..most]
}

fn accent() -> impl Strategy<Value = Option<Accent>> {
    option::of(select(Accent::ALL.to_vec()))
}

fn zone(id: Id<Zone>) -> impl Strategy<Value = Zone> {
    (text(), accent(), any::<bool>()).prop_map(move |(name, accent, is_collapsed)| Zone {
        id: id.clone(),
        name,
        accent,
        is_collapsed,
    })
}

fn annotation(id: Id<Annotation>) -> impl Strategy<Value = Annotation> {
    let kind = select(vec![AnnotationKind::Note, AnnotationKind::Frame]);
    (kind, text(), position(), within(LENGTHS), within(LENGTHS), accent()).prop_map(
        move |(kind, text, position, width, height, accent)| Annotation {
            id: id.clone(),
            kind,
            text,
            position,
            width,
            height,
            accent,
        },
    )
}

/// Marks on anything that can be marked, each at most once.
fn marks(names: &Names) -> impl Strategy<Value = Vec<Mark>> + use<> {
    let phase = names.phases.first().cloned();
    let score = |subject: Subject, dimension| {
        let phase = if dimension == Dimension::InitiallyMisaligned { None } else { phase.clone() };
        Marked::Score(ScoreKey { subject, dimension, phase })
    };
    let mut all: Vec<Marked> = Section::ALL.map(Marked::Text).to_vec();
    for id in &names.nodes {
        let subject = Subject::Node(id.clone());
        all.push(Marked::Element(subject.clone()));
        all.push(score(subject.clone(), Dimension::Stability));
        all.push(score(subject, Dimension::InitiallyMisaligned));
    }
    for id in &names.links {
        all.push(score(Subject::Link(id.clone()), Dimension::Likelihood));
        all.push(Marked::Element(Subject::Link(id.clone())));
    }
    for id in &names.mitigations {
        all.push(score(Subject::Mitigation(id.clone()), Dimension::Effectiveness));
        all.push(Marked::Element(Subject::Mitigation(id.clone())));
    }
    all.extend(names.zones.iter().map(|id| Marked::Element(Subject::Zone(id.clone()))));
    all.extend(names.evidence.iter().map(|id| Marked::Element(Subject::Evidence(id.clone()))));
    let some = prop::sample::subsequence(all, 0..6);
    some.prop_flat_map(|some| {
        let reasons = vec(reason(), some.len());
        reasons.prop_map(move |reasons| {
            let all = some.iter().zip(reasons);
            all.map(|(what, reason)| Mark { what: what.clone(), reason }).collect()
        })
    })
}

fn reason() -> impl Strategy<Value = Reason> {
    let own = "[a-z\"\\\\ü]{1,9}x";
    prop_oneof![select(Reason::ALL.to_vec()), own.prop_map(Reason::Other)]
}

fn withheld(names: &Names) -> impl Strategy<Value = Withheld> + use<> {
    let sorts = select(vec![Sort::Node, Sort::Evidence, Sort::Score, Sort::Passage, Sort::Mention]);
    let extent = (sorts, reason(), any::<u32>(), any::<u32>());
    let extent =
        extent.prop_map(|(sort, reason, count, words)| Extent { sort, reason, count, words });
    (marks(names), vec(extent, 0..3)).prop_map(|(marks, extents)| Withheld {
        marks,
        gaps: Vec::new(),
        extents,
    })
}

fn report_settings(names: &Names) -> impl Strategy<Value = ReportSettings> + use<> {
    let section = || prop::sample::subsequence(Section::ALL.to_vec(), 0..4);
    let profile = select(Profile::ALL.to_vec());
    let texts = section().prop_flat_map(|sections| {
        let words = vec((text(), text(), text()), sections.len());
        words.prop_map(move |words| {
            let all = sections.iter().zip(words);
            let told = all.map(|(section, (title, before, after))| SectionText {
                section: *section,
                title,
                before,
                after,
            });
            told.collect::<Vec<_>>()
        })
    });
    let kept = (marks(names), option::of(withheld(names)));
    (profile, section().prop_shuffle(), texts, kept).prop_map(
        |(profile, order, sections, (internal, withheld))| ReportSettings {
            profile,
            order,
            sections,
            internal,
            withheld: withheld.map(Box::new),
        },
    )
}

fn bookmark() -> impl Strategy<Value = Bookmark> {
    (text(), position(), within(ZOOMS)).prop_map(|(name, center, zoom)| Bookmark {
        name,
        center,
        zoom,
    })
}

fn node(id: Id<Node>, names: &Names) -> BoxedStrategy<Node> {
    let kind = select(NodeKind::ALL.to_vec());
    let looks = (option::of(position()), any::<bool>(), accent());
    let words = (kind, option::of(mechanism()), gate(), severity());
    let scores = (option::of(score(names)), series(names), series(names));
    let places = (one_of(&names.zones), looks, option::of(any::<u64>()), some_of(&names.evidence));
    (words, scores, places, [text(), text(), text(), text()], vec(text(), 0..3))
        .prop_map(move |(words, scores, places, texts, tags)| {
            let [name, statement, catalog, notes] = texts;
            Node {
                id: id.clone(),
                name,
                kind: words.0,
                mechanism: words.1,
                gate: words.2,
                statement,
                initially_misaligned: scores.0,
                stability: scores.1,
                persistence: scores.2,
                zone: places.0,
                position: places.1.0,
                is_pinned: places.1.1,
                accent: places.1.2,
                instances: places.2,
                severity: words.3,
                catalog,
                tags,
                evidence: places.3,
                notes,
            }
        })
        .boxed()
}

fn link(id: Id<Link>, names: &Names) -> BoxedStrategy<Link> {
    let intent = select(vec![
        Intent::Deliberate,
        Intent::Incidental,
        Intent::Selected,
        Intent::Adversary,
        Intent::Unknown,
    ]);
    let delay = select(vec![Delay::SamePhase, Delay::NextPhase]);
    let ends = [select(names.nodes.clone()), select(names.nodes.clone())];
    (
        ends,
        mechanism(),
        intent,
        series(names),
        delay,
        one_of(&names.mitigations),
        some_of(&names.evidence),
        ([text(), text()], vec(text(), 0..3), vec(position(), 0..3), accent()),
    )
        .prop_map(
            move |([from, to], mechanism, intent, likelihood, delay, requires, evidence, rest)| {
                let ([notes, catalog], tags, bends, accent) = rest;
                Link {
                    id: id.clone(),
                    from,
                    to,
                    mechanism,
                    intent,
                    likelihood,
                    delay,
                    requires,
                    bends,
                    accent,
                    evidence,
                    catalog,
                    tags,
                    notes,
                }
            },
        )
        .boxed()
}

fn mitigation(id: Id<Mitigation>, names: &Names) -> BoxedStrategy<Mitigation> {
    let kind = select(vec![
        MitigationKind::Prevent,
        MitigationKind::Detect,
        MitigationKind::Limit,
        MitigationKind::Recover,
    ]);
    let strength =
        select(vec![Strength::Strong, Strength::Moderate, Strength::Weak, Strength::Unrated]);
    let covers = (
        [some_of(&names.nodes), some_of(&names.nodes), some_of(&names.nodes)],
        some_of(&names.links),
        some_of(&names.evidence),
    );
    let texts = ([text(), text(), text(), text(), text(), text()], vec(text(), 0..3));
    ((kind, strength, any::<bool>()), series(names), covers, amount(), texts)
        .prop_map(move |((kind, strength, enabled), effectiveness, covers, cost, (texts, tags))| {
            let ([prevents, restores, undermined_by], blocks, evidence) = covers;
            let [name, owner, limitations, mit_code, catalog, notes] = texts;
            Mitigation {
                id: id.clone(),
                name,
                kind,
                strength,
                enabled,
                effectiveness,
                prevents,
                restores,
                blocks,
                undermined_by,
                cost,
                owner,
                limitations,
                mit_code,
                catalog,
                tags,
                evidence,
                notes,
            }
        })
        .boxed()
}

fn hypotheses(names: &Names) -> impl Strategy<Value = Vec<Hypothesis>> + use<> {
    let archetype = select(vec![
        Archetype::FitnessSeeker,
        Archetype::Schemer,
        Archetype::Kludge,
        Archetype::Instructed,
        Archetype::Unknown,
    ]);
    let shift = || finite().prop_map(|x| Shift::try_from(x).expect("finite"));
    let weight = prop_oneof![Just(0.0), 1e-9..1e9_f64];
    let texts = [text(), text(), text()];
    let hypothesis =
        (archetype, weight, [shift(), shift(), shift()], texts, some_of(&names.evidence));
    vec(hypothesis, 0..4).prop_map(|drawn| {
        let make = |(i, (archetype, weight, shifts, texts, evidence))| {
            // The first one keeps the sum of the weights above 0.
            let weight: f64 = if i == 0 { weight + 1e-3 } else { weight };
            let [emergence_shift, spread_shift, persistence_shift] = shifts;
            let [name, rationale, notes]: [String; 3] = texts;
            Hypothesis {
                id: id(&format!("h{i}")),
                name,
                archetype,
                weight: Weight::try_from(weight).expect("a weight"),
                emergence_shift,
                spread_shift,
                persistence_shift,
                rationale,
                evidence,
                notes,
            }
        };
        drawn.into_iter().enumerate().map(make).collect()
    })
}

fn pathway(id: Id<Pathway>, names: &Names) -> BoxedStrategy<Pathway> {
    let grade =
        || option::of(select(vec![Grade::Low, Grade::Moderate, Grade::High, Grade::Varied]));
    let reversibility = option::of(select(vec![
        Reversibility::Easy,
        Reversibility::Costly,
        Reversibility::Irreversible,
    ]));
    let words = (grade(), grade(), severity(), reversibility);
    (
        some_of(&names.links),
        one_of(&names.nodes),
        words,
        ([text(), text(), text()], vec(text(), 0..3)),
    )
        .prop_map(move |(links, outcome, words, (texts, tags))| {
            let [name, detection, notes] = texts;
            let (frequency, complexity, severity, reversibility) = words;
            Pathway {
                id: id.clone(),
                name,
                links,
                outcome,
                frequency,
                complexity,
                severity,
                reversibility,
                detection,
                tags,
                notes,
            }
        })
        .boxed()
}

/// A scale with these levels; where there are none, none or an empty one.
fn scale(levels: &[String]) -> BoxedStrategy<Option<Scale>> {
    let bands: Vec<_> = levels
        .iter()
        .map(|level| {
            let level = level.clone();
            ([probability(), probability(), probability()], any::<bool>()).prop_map(
                move |(mut ends, has_best)| {
                    ends.sort_by(|a, b| a.get().total_cmp(&b.get()));
                    let [low, best, high] = ends;
                    Band { level: level.clone(), low, best: has_best.then_some(best), high }
                },
            )
        })
        .collect();
    let is_there = if levels.is_empty() { any::<bool>().boxed() } else { Just(true).boxed() };
    (text(), bands, is_there)
        .prop_map(|(name, bands, is_there)| is_there.then_some(Scale { name, bands }))
        .boxed()
}

fn piece_of_evidence(id: Id<Evidence>, names: &Names) -> BoxedStrategy<Evidence> {
    let kind = select(vec![
        EvidenceKind::Evaluation,
        EvidenceKind::Incident,
        EvidenceKind::RedTeam,
        EvidenceKind::Audit,
        EvidenceKind::Expert,
        EvidenceKind::Literature,
        EvidenceKind::Analogy,
    ]);
    let grade = select(vec![
        EvidenceGrade::E0,
        EvidenceGrade::E1,
        EvidenceGrade::E2,
        EvidenceGrade::E3,
        EvidenceGrade::E4,
    ]);
    let texts = [text(), text(), text(), text(), text(), text(), text(), text(), text()];
    let withdrawal = (text(), text()).prop_map(|(date, reason)| Withdrawal { date, reason });
    let rest = (
        vec(text(), 0..3),
        some_of(&names.phases),
        option::of(incident(names)),
        option::of(withdrawal),
    );
    (option::of(kind), option::of(grade), texts, rest)
        .prop_map(move |(kind, grade, texts, (authors, phases, incident, withdrawn))| {
            let [title, source, locator, date, finding, limits, container, quote, system] = texts;
            Evidence {
                id: id.clone(),
                title,
                kind,
                grade,
                authors,
                container,
                source,
                locator,
                date,
                quote,
                finding,
                limits,
                phases,
                system,
                incident: incident.map(Box::new),
                withdrawn,
            }
        })
        .boxed()
}
