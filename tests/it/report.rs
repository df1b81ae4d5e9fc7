//! Reports: every section, the fields of a pathway, escaping in both formats, equal bytes.

use std::{borrow::Cow, collections::BTreeMap, fs, path::Path};

use driftline::{
    analysis::{Analysis, Figure, HypothesisOutlook, Method, NodeOutlook, Outlook, Unscored},
    model::{
        About, Archetype, Assessment, Band, Confidence, Dimension, DistributionShift, Estimate,
        Evidence, EvidenceGrade, EvidenceKind, EvidenceOverlap, Grade, Hypothesis, Id, Link,
        Mechanism, Mitigation, MitigationKind, ModelVersion, Node, NodeKind, Parts, Pathway, Phase,
        PhaseKind, Probability, Range, Reversibility, Scale, Score, Series, Severity, Shift,
        Strength, Study, Subject, System, Weight,
    },
    report::{
        Options, ReportError, Section, Surroundings, Target,
        block::{Block, Field, Span},
        build, render,
    },
};

/// A name that would break any format that does not escape.
const HOSTILE: &str =
    "<script>alert(1)</script> | `x` **b** [y](javascript:z)\n# h 🙂 مشترك \u{202e}end";

/// The formats that are text.
pub(crate) const TEXTS: [Target; 3] = [Target::Markdown, Target::Html, Target::Json];

pub(crate) struct Desk {
    templates: BTreeMap<&'static str, &'static str>,
}

impl Surroundings for Desk {
    fn date(&self) -> String {
        "2026-11-21".to_owned()
    }

    fn document_sha256(&self) -> String {
        "5e".repeat(32)
    }

    fn program_version(&self) -> String {
        "0.1.0".to_owned()
    }

    fn template(&self, name: &str) -> Option<Cow<'_, str>> {
        self.templates.get(name).map(|text| Cow::Borrowed(*text))
    }
}

pub(crate) fn desk() -> Desk {
    Desk { templates: BTreeMap::new() }
}

pub(crate) fn id<T>(text: &str) -> Id<T> {
    Id::new(text).expect("an id")
}

pub(crate) fn p(value: f64) -> Probability {
    Probability::try_from(value).expect("a probability")
}

fn series(scores: &[(&str, Estimate)]) -> Series {
    scores.iter().map(|(phase, e)| (id(phase), Score::bare(e.clone()))).collect()
}

fn point(value: f64) -> Estimate {
    Estimate::Point(p(value))
}

fn phases() -> Vec<Phase> {
    let mut all = Vec::new();
    for (key, name, kind, overlap, shift) in [
        (
            "review",
            "Pre-deployment review",
            PhaseKind::PreDeployment,
            EvidenceOverlap::Full,
            DistributionShift::None,
        ),
        (
            "pilot",
            "Internal pilot",
            PhaseKind::InternalPilot,
            EvidenceOverlap::Partial,
            DistributionShift::Partial,
        ),
        (
            "broad",
            "Internal broad",
            PhaseKind::InternalBroad,
            EvidenceOverlap::None,
            DistributionShift::Major,
        ),
    ] {
        let mut phase = Phase::new(id(key), name);
        phase.kind = kind;
        phase.evidence_overlap = Some(overlap);
        phase.distribution_shift = Some(shift);
        phase.exposure = Some(10_000.0);
        "agent runs".clone_into(&mut phase.exposure_unit);
        all.push(phase);
    }
    "Shell access to the build farm".clone_into(&mut all[2].affordances);
    all
}

fn nodes() -> Vec<Node> {
    let mut task = Node::new(id("task"), "Ambitious rare task", NodeKind::Origin);
    task.mechanism = Some(Mechanism::RareInput);
    "A rare task brings out ambitious goals".clone_into(&mut task.statement);
    task.stability = series(&[("review", point(0.998)), ("broad", point(0.97))]);
    let mut agents = Node::new(id("agents"), "Agent instances", NodeKind::Host);
    agents.stability = series(&[(
        "pilot",
        Estimate::Range(Range::new(p(0.97), p(0.99), p(0.998)).expect("in order")),
    )]);
    agents.persistence = series(&[("pilot", point(0.6))]);
    if let Some(score) = agents.stability.given(&id("pilot")).cloned() {
        let evidence = vec![id("notebook")];
        let score = Score { confidence: Some(Confidence::Low), evidence, ..score };
        agents.stability.set(id("pilot"), Some(score));
    }
    let mut notebook = Node::new(id("notebook"), "Shared notebook", NodeKind::Channel);
    notebook.mechanism = Some(Mechanism::SharedContext);
    let mut sabotage = Node::new(id("sabotage"), "Undermined safety research", NodeKind::Outcome);
    sabotage.severity = Some(Severity::Severe);
    let residual = Node::new(id("residual"), "Unlisted mechanisms", NodeKind::Residual);
    vec![task, agents, notebook, sabotage, residual]
}

fn links() -> Vec<Link> {
    let mut all = Vec::new();
    for (key, from, to, mechanism, likelihood) in [
        ("task-agents", "task", "agents", Mechanism::RareInput, point(0.4)),
        (
            "agents-notebook",
            "agents",
            "notebook",
            Mechanism::SharedContext,
            Estimate::Level("unlikely".to_owned()),
        ),
        ("notebook-agents", "notebook", "agents", Mechanism::SharedContext, point(0.2)),
        ("agents-sabotage", "agents", "sabotage", Mechanism::Other, point(0.05)),
    ] {
        let mut link = Link::new(id(key), id(from), id(to));
        link.mechanism = mechanism;
        link.likelihood = series(&[("pilot", likelihood)]);
        all.push(link);
    }
    all[1].evidence = vec![id("notebook")];
    all
}

fn mitigations() -> Vec<Mitigation> {
    let mut monitoring = Mitigation::new(id("monitoring"), "Offline monitoring");
    monitoring.kind = MitigationKind::Detect;
    monitoring.strength = Strength::Moderate;
    monitoring.effectiveness = series(&[("pilot", point(0.5))]);
    monitoring.restores = vec![id("agents")];
    monitoring.blocks = vec![id("agents-notebook")];
    monitoring.undermined_by = vec![id("agents")];
    "Covers logged runs only".clone_into(&mut monitoring.limitations);
    "Monitoring team".clone_into(&mut monitoring.owner);
    let mut review = Mitigation::new(id("review"), "Code review");
    review.strength = Strength::Strong;
    review.prevents = vec![id("task")];
    review.effectiveness = series(&[("review", point(0.2))]);
    vec![monitoring, review]
}

pub(crate) fn parts() -> Parts {
    let mut pathway = Pathway::new(
        id("p-notebook"),
        "Spread through the shared notebook",
        ["task-agents", "agents-notebook", "notebook-agents", "agents-sabotage"].map(id).into(),
    );
    pathway.outcome = Some(id("sabotage"));
    pathway.frequency = Some(Grade::Moderate);
    pathway.complexity = Some(Grade::Low);
    pathway.reversibility = Some(Reversibility::Costly);
    "Manual review of the notebook".clone_into(&mut pathway.detection);
    "One instance writes what later ones read".clone_into(&mut pathway.notes);
    let mut evidence = Evidence::new(id("notebook"), "Shared-notebook refusals");
    evidence.kind = Some(EvidenceKind::Incident);
    evidence.grade = Some(EvidenceGrade::E4);
    "https://example.org/report?a=1&b=(2)".clone_into(&mut evidence.source);
    "2026-08-01".clone_into(&mut evidence.date);
    "A refusal spread to later agents through a notebook".clone_into(&mut evidence.finding);
    "Low severity, one scaffold".clone_into(&mut evidence.limits);
    let hypothesis = |key: &str, name: &str, weight: f64, shift: f64| {
        let weight = Weight::try_from(weight).expect("a weight");
        let mut h = Hypothesis::new(id(key), name, weight);
        h.emergence_shift = Shift::try_from(shift).expect("finite");
        h
    };
    let mut hypotheses =
        vec![hypothesis("kludge", "Kludge", 0.6, 0.0), hypothesis("schemer", "Schemer", 0.4, 1.2)];
    hypotheses[1].archetype = Archetype::Schemer;
    Parts {
        about: about(),
        phases: phases(),
        nodes: nodes(),
        links: links(),
        mitigations: mitigations(),
        hypotheses,
        pathways: vec![pathway],
        scale: Some(scale()),
        evidence: vec![evidence],
        ..Parts::default()
    }
}

fn about() -> About {
    About {
        title: "Internal coding-agent fleet".to_owned(),
        summary:
            "A fleet of coding agents shares a notebook.\n\nAll probabilities are illustrative."
                .to_owned(),
        version: "0.3".to_owned(),
        status: "draft".to_owned(),
        coverage_date: "2026-11-01".to_owned(),
        authors: vec!["A. Evaluator".to_owned(), "B. Reviewer".to_owned()],
        system: System {
            name: "Fleet".to_owned(),
            developer: "Example Lab".to_owned(),
            models: vec![ModelVersion {
                name: "Coder".to_owned(),
                version: "4".to_owned(),
                released: String::new(),
                internal_only: true,
            }],
            description: "Agents that write code in one repository.".to_owned(),
        },
    }
}

fn scale() -> Scale {
    let band = |level: &str, low, high| Band {
        level: level.to_owned(),
        low: p(low),
        best: None,
        high: p(high),
    };
    Scale {
        name: "Words".to_owned(),
        bands: vec![
            band("remote", 0.0, 0.05),
            band("very unlikely", 0.05, 0.2),
            band("unlikely", 0.2, 0.45),
        ],
    }
}

pub(crate) fn document() -> Assessment {
    Assessment::new(parts()).expect("a valid document")
}

/// Figures that grow over the phases, as a simulation would give them.
fn figures(first: f64, phases: usize) -> Vec<Figure> {
    let one = |i: usize| Figure {
        value: first * (i + 1) as f64,
        standard_error: first / 50.0,
        upper: None,
    };
    (0..phases).map(one).collect()
}

fn outlook(document: &Assessment, scale: f64) -> Outlook {
    let phases = document.phases().len();
    let nodes = document.nodes().iter().enumerate().map(|(i, node)| {
        let prevalence = figures(scale * 0.01 * (i + 1) as f64, phases);
        let ever = figures(scale * 0.012 * (i + 1) as f64, phases);
        (node.id.clone(), NodeOutlook { prevalence, ever })
    });
    let none = Figure { value: 0.0, standard_error: 0.0, upper: None };
    let mut any_outcome = figures(scale * 0.03, phases);
    any_outcome[0] = Figure { value: 0.0, standard_error: 0.0, upper: Some(2.857e-6) };
    Outlook { nodes: nodes.collect(), any_outcome, initial_any_outcome: none }
}

pub(crate) fn analysis(document: &Assessment) -> Analysis {
    let weighed = document.weighed_hypotheses();
    let hypotheses = weighed.iter().enumerate().map(|(i, (h, weight))| HypothesisOutlook {
        id: h.id.clone(),
        name: h.name.clone(),
        weight: *weight,
        outlook: outlook(document, 0.8 + 0.4 * i as f64),
    });
    Analysis {
        study: Study::default(),
        method: Method::Simulation,
        trials: 1 << 20,
        phases: document.phases().iter().map(|phase| phase.id.clone()).collect(),
        pooled: outlook(document, 1.0),
        hypotheses: hypotheses.collect(),
        unscored: document
            .nodes()
            .iter()
            .filter(|n| n.kind == NodeKind::Host)
            .map(unscored)
            .collect(),
        warnings: vec!["No trial hit an outcome in the first phase".to_owned()],
    }
}

fn unscored(host: &Node) -> Unscored {
    Unscored {
        subject: Subject::Node(host.id.clone()),
        dimension: Dimension::Stability,
        phase: id("review"),
        pushes_up: false,
    }
}

pub(crate) fn blocks_of(document: &Assessment, options: &Options) -> Vec<Block> {
    build(document, &analysis(document), options, &desk())
}

pub(crate) fn text_of(document: &Assessment, target: Target) -> String {
    let bytes =
        render(&blocks_of(document, &Options::default()), target, &desk()).expect("a report");
    String::from_utf8(bytes).expect("UTF-8")
}

fn headings(blocks: &[Block]) -> Vec<String> {
    let level_two = blocks.iter().filter_map(|block| match block {
        Block::Heading { level: 2, text, .. } => Some(text.clone()),
        _ => None,
    });
    level_two.collect()
}

fn pathway_fields(blocks: &[Block]) -> Vec<Field> {
    let all = blocks.iter().filter_map(|block| match block {
        Block::Fields(fields) if fields.first().is_some_and(|f| f.term == "Pathway") => {
            Some(fields.clone())
        }
        _ => None,
    });
    all.flatten().collect()
}

fn words(field: &Field) -> String {
    let spans = field.spans.iter().chain(field.items.iter().flatten());
    spans.map(Span::plain).collect::<Vec<_>>().join(" ").replace('\u{202f}', " ")
}

#[test]
fn every_section_stands_in_the_order_asked_for() {
    let document = document();
    // What has changed is told only where an earlier release is named.
    let usual = Options::default().sections;
    assert_eq!(usual.len() + 1, Section::ALL.len());
    let titles: Vec<_> = usual.into_iter().map(|s| s.title().to_owned()).collect();
    assert_eq!(headings(&blocks_of(&document, &Options::default())), titles);
    let options =
        Options { sections: vec![Section::Outcomes, Section::Summary], ..Options::default() };
    let wanted = [Section::Outcomes, Section::Summary, Section::Provenance].map(Section::title);
    assert_eq!(headings(&blocks_of(&document, &options)), wanted);
    for section in Section::ALL {
        assert_eq!(Section::from_id(section.id()), Some(section));
    }
}

#[test]
fn a_pathway_holds_its_fields_in_the_order_of_reports() {
    let fields = pathway_fields(&blocks_of(&document(), &Options::default()));
    let terms: Vec<&str> = fields.iter().map(|field| field.term.as_str()).collect();
    let wanted = [
        "Pathway",
        "Scope",
        "Threat",
        "Preconditions and affordances",
        "Pathway graph",
        "Motivation assumed",
        "Stability of motivations per deployment phase",
        "Frequency and complexity of opportunity",
        "Likelihood",
        "Severity and reversibility",
        "Confidence and evidence grade",
        "Mitigating factors",
        "With and without mitigations",
        "Detection",
        "Claims and how they combine",
        "Evidence",
        "Incidents and near misses",
        "Dissent and external review",
        "Limitations",
        "Conditions under which this no longer holds",
        "Overall rating",
        "Looking forward",
        "Changes and redactions",
    ];
    assert_eq!(terms, wanted);
    let empty: Vec<&str> =
        fields.iter().filter(|f| f.is_empty()).map(|f| f.term.as_str()).collect();
    assert_eq!(
        empty,
        ["With and without mitigations", "Dissent and external review", "Looking forward"]
    );
}

#[test]
fn likelihood_and_confidence_never_share_a_sentence() {
    let fields = pathway_fields(&blocks_of(&document(), &Options::default()));
    for field in &fields {
        for sentence in words(field).split(". ") {
            let lower = sentence.to_lowercase();
            let both = lower.contains("confidence")
                && (lower.contains("likel") || lower.contains("probab"));
            assert!(!both, "{sentence}");
        }
    }
}

#[test]
fn what_nobody_assessed_is_never_shown_as_stable() {
    let fields = pathway_fields(&blocks_of(&document(), &Options::default()));
    let stability = words(&fields[6]);
    assert!(stability.contains("Pre-deployment review: not assessed"), "{stability}");
    assert!(stability.contains("Internal broad: 99 %, carried forward"), "{stability}");
}

#[test]
fn mitigating_factors_name_their_strength_and_what_they_cut() {
    let fields = pathway_fields(&blocks_of(&document(), &Options::default()));
    let text = words(&fields[11]).replace('\u{a0}', " ");
    for wanted in [
        "[Moderate Mitigating Factor]  Offline monitoring  ( Mitigation M2 ) :  it cuts Agent instances → Shared notebook",
        "[Strong Mitigating Factor]  Code review  ( Mitigation M1 ) :  it stops the emergence of Ambitious rare task",
    ] {
        assert!(text.contains(wanted), "{text}");
    }
}

#[test]
fn a_public_report_leaves_out_notes_and_owners_and_says_so() {
    let options = Options { is_public: true, ..Options::default() };
    let bytes =
        render(&blocks_of(&document(), &options), Target::Markdown, &desk()).expect("a report");
    let text = String::from_utf8(bytes).expect("UTF-8");
    for hidden in ["Monitoring team", "One instance writes what later ones read"] {
        assert!(!text.contains(hidden), "{hidden}");
        assert!(text_of(&document(), Target::Markdown).contains(hidden), "{hidden}");
    }
    assert!(text.contains("Notes, owners and costs are left out"));
}

#[test]
fn illustrative_numbers_are_called_so_at_the_top_of_every_export() {
    let options =
        Options { sections: vec![Section::Provenance], is_public: true, ..Options::default() };
    for target in TEXTS {
        let bytes = render(&blocks_of(&document(), &options), target, &desk()).expect("a report");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(text.contains("The numbers in this report are illustrative"), "{target:?}");
        assert!(text.contains("All probabilities are illustrative"), "{target:?}");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let blocks = blocks_of(&document(), &Options::default());
    for target in Target::ALL {
        let bytes = || render(&blocks, *target, &desk()).expect("a report");
        assert!(bytes() == bytes(), "{target:?}");
    }
}

#[test]
fn html_is_well_formed_and_needs_nothing_from_elsewhere() {
    let text = text_of(&document(), Target::Html);
    check_tags(&text);
    for loading in [" src=", "@import", "<link", "<iframe", "url(http"] {
        assert!(!text.contains(loading), "{loading}");
    }
    for reference in text.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert_eq!(text.matches(&format!("id=\"{reference}\"")).count(), 1, "{reference}");
    }
}

#[test]
fn markdown_references_lead_somewhere_and_tables_keep_their_columns() {
    let text = text_of(&document(), Target::Markdown);
    for reference in text.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert_eq!(text.matches(&format!("<a id=\"{reference}\"></a>")).count(), 1, "{reference}");
    }
    check_tables(&text);
}

#[test]
fn hostile_names_break_neither_format() {
    let mut parts = parts();
    HOSTILE.clone_into(&mut parts.about.title);
    HOSTILE.clone_into(&mut parts.about.summary);
    parts.about.authors = vec![HOSTILE.to_owned()];
    for node in &mut parts.nodes {
        HOSTILE.clone_into(&mut node.name);
        HOSTILE.clone_into(&mut node.statement);
    }
    for phase in &mut parts.phases {
        HOSTILE.clone_into(&mut phase.name);
        HOSTILE.clone_into(&mut phase.affordances);
    }
    HOSTILE.clone_into(&mut parts.mitigations[0].name);
    HOSTILE.clone_into(&mut parts.pathways[0].name);
    HOSTILE.clone_into(&mut parts.hypotheses[0].name);
    HOSTILE.clone_into(&mut parts.evidence[0].title);
    "javascript:alert(1)".clone_into(&mut parts.evidence[0].source);
    let document = Assessment::new(parts).expect("a valid document");
    let html = text_of(&document, Target::Html);
    check_tags(&html);
    assert!(!html.contains("<script>alert") && !html.contains("href=\"javascript"));
    let markdown = text_of(&document, Target::Markdown);
    check_tables(&markdown);
    let unescaped = markdown.replace("\\<", "").replace("\\]", "");
    assert!(!unescaped.contains("<script") && !unescaped.contains("](javascript"));
    assert!(!html.contains('\u{202e}') && !markdown.contains('\u{202e}'));
}

#[test]
fn json_holds_what_the_page_shows() {
    let text = text_of(&document(), Target::Json);
    let file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(file["format"], "driftline-report/2");
    let sections = file["sections"].as_array().expect("sections");
    let titles: Vec<_> = sections.iter().filter_map(|of| of["title"].as_str()).collect();
    let wanted: Vec<_> = Options::default().sections.into_iter().map(Section::title).collect();
    assert_eq!(titles, wanted);
    let blocks = blocks_of(&document(), &Options::default());
    let captions = blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(&table.caption),
        Block::Figure(figure) => Some(&figure.caption),
        _ => None,
    });
    let mut all = 0;
    for caption in captions {
        assert!(text.contains(&*serde_json::to_string(caption).expect("a string")), "{caption}");
        all += 1;
    }
    assert!(all > 10, "{all}");
    assert!(text.contains("<svg") && text.ends_with("}\n"));
}

#[test]
fn every_score_stands_in_the_appendix_with_its_reason() {
    let mut parts = parts();
    let phase = parts.phases[0].id.clone();
    let series = &parts.nodes[0].stability;
    let reasoned = |(id, score): (&Id<Phase>, &Score)| {
        let rationale = if *id == phase { "Clean in 2,900 sessions" } else { "" };
        (id.clone(), Score { rationale: rationale.to_owned(), ..score.clone() })
    };
    parts.nodes[0].stability = series.iter().map(reasoned).collect();
    let document = Assessment::new(parts).expect("a valid document");
    let options = Options { sections: vec![Section::Scores], ..Options::default() };
    let blocks = blocks_of(&document, &options);
    let rows = blocks.iter().filter_map(|block| match block {
        Block::Table(table) if table.anchor.starts_with("table-scores") => Some(table.rows.len()),
        _ => None,
    });
    let given =
        |series: &driftline::model::Series| series.in_phase_order(document.phases()).count();
    let nodes = document.nodes().iter().map(|node| {
        let initial = usize::from(node.initially_misaligned.is_some());
        initial + given(&node.stability) + given(&node.persistence)
    });
    let links = document.links().iter().map(|link| given(&link.likelihood));
    let mitigations = document.mitigations().iter().map(|m| given(&m.effectiveness));
    let all: usize = nodes.chain(links).chain(mitigations).sum();
    assert_eq!(rows.sum::<usize>(), all);
    assert_eq!(text_of(&document, Target::Markdown).matches("Clean in 2,900 sessions").count(), 1);
}

#[test]
fn an_empty_document_still_makes_a_report() {
    let document = Assessment::blank("");
    for target in TEXTS {
        let text = text_of(&document, target);
        assert!(text.contains("Untitled assessment"));
    }
}

#[test]
fn many_phases_are_spread_over_several_tables() {
    let mut parts = parts();
    for i in 0..8 {
        parts.phases.push(Phase::new(id(&format!("later-{i}")), &format!("Later {i}")));
    }
    let document = Assessment::new(parts).expect("a valid document");
    let blocks = blocks_of(&document, &Options::default());
    let widest = blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table.columns.len()),
        _ => None,
    });
    assert_eq!(widest.max(), Some(12));
    check_tags(&text_of(&document, Target::Html));
}

#[test]
fn a_template_of_ones_own_wins_and_its_faults_are_told() {
    let own = |text| Desk { templates: BTreeMap::from([("report.md.j2", text)]) };
    let blocks = blocks_of(&document(), &Options::default());
    let short =
        render(&blocks, Target::Markdown, &own("{{ title }} of {{ date }}")).expect("a report");
    assert_eq!(short, b"Internal coding-agent fleet of 2026-11-21");
    for (faulty, line) in [("\n{{ titel }}", 2), ("\n\n{% if %}", 3)] {
        let ReportError::Template { name, line: told, reason } =
            render(&blocks, Target::Markdown, &own(faulty)).expect_err("a fault")
        else {
            panic!("another fault");
        };
        assert_eq!((name.as_str(), told), ("report.md.j2", line));
        let names = "a report has title, front, front_notes, sections, date";
        assert_eq!(reason.contains(names), faulty.contains("titel"), "{reason}");
    }
    let style = Desk { templates: BTreeMap::from([("report.css", "p { color: red }")]) };
    let html = render(&blocks, Target::Html, &style).expect("a report");
    assert!(String::from_utf8(html).expect("UTF-8").contains("<style>\np { color: red }"));
}

#[test]
fn the_markdown_report_reads_as_kept() {
    // Pictures have tests of their own where they are drawn.
    let text = text_of(&document(), Target::Markdown);
    let lines = text.lines().map(|line| line.split("](data:").next().unwrap_or(line));
    let text = lines.collect::<Vec<_>>().join("\n") + "\n";
    kept("report.md", &text);
}

/// Compares with a file in `tests/snapshots`; `UPDATE_SNAPSHOTS=1` rewrites it.
pub(crate) fn kept(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, text).expect("written");
    }
    let old = fs::read_to_string(&path).unwrap_or_default();
    let differs = old.lines().zip(text.lines()).position(|(a, b)| a != b);
    assert!(
        old == text,
        "{name} differs first in line {:?}; UPDATE_SNAPSHOTS=1 accepts it",
        differs.map(|i| i + 1)
    );
}

/// Every tag that opens closes, in order.
pub(crate) fn check_tags(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in html.split('<').skip(1) {
        let tag = piece.split('>').next().expect("a tag");
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().expect("a name");
        let is_void =
            ["!DOCTYPE", "meta", "br", "img", "?xml"].contains(&name) || tag.ends_with('/');
        if let Some(closing) = tag.strip_prefix('/') {
            assert_eq!(
                open.pop(),
                Some(closing),
                "near {}",
                piece.chars().take(60).collect::<String>()
            );
        } else if !is_void {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

/// Every row of a table has as many cells as its head.
pub(crate) fn check_tables(markdown: &str) {
    let bars = |line: &str| line.replace("\\|", "").matches('|').count();
    let mut head = None;
    for line in markdown.lines() {
        if line.starts_with('|') {
            let wanted = *head.get_or_insert_with(|| bars(line));
            assert_eq!(bars(line), wanted, "{line}");
        } else {
            head = None;
        }
    }
}

#[test]
#[ignore = "writes the report for looking at it"]
fn write_for_the_eye() {
    let Some(folder) = std::env::var_os("REPORT_FOLDER") else { return };
    for target in Target::ALL {
        let path = Path::new(&folder).join(format!("report.{}", target.extension()));
        let blocks = blocks_of(&document(), &Options::default());
        let bytes = render(&blocks, *target, &desk()).expect("a report");
        fs::write(path, bytes).expect("written");
    }
}
