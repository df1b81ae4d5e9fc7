//! What is marked as internal is in no byte of what is public, and what remains says so and keeps its figures.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    sync::LazyLock,
};

use driftline::{
    analysis::{Analysis, Unmonitored, analyze},
    formats::{self, Format},
    model::{
        Agreement, Answer, Asked, Assessment, Claim, Comment, Criterion, Dimension, Edit, Estimate,
        Expert, Finding, Id, Judgement, Link, Mark, Marked, MethodChoice, Node, NodeKind, Panel,
        PanelQuestion, Parts, Question, Reason, Review, Round, RoundState, Score, ScoreKey,
        Section, SectionText, Stance, Study, Subject, Target as About, Treatment, Trigger, Zone,
    },
    report::{
        Depths, Findings, Options, Profile, Target, Watch, build,
        depths::Stage,
        figures,
        graph_figure::GraphFigure,
        redaction::{self, Published},
        render,
    },
};

use crate::report::{desk, id};

const SAMPLE: &[u8] = include_bytes!("../../assets/samples/coding-agent-fleet.driftline");

struct Quiet;

impl driftline::analysis::Monitor for Quiet {
    fn advance(&self, _done: u64, _total: u64) -> Result<(), driftline::analysis::Cancelled> {
        Ok(())
    }
}

impl Watch for Quiet {
    fn stage(&self, _stage: Stage) {}
}

/// Strings that every format escapes in its own way.
fn secret(of: &str) -> String {
    // Backwards, so that none is a word of the report itself.
    let of: String = of.chars().rev().collect();
    format!("Zq{of}xv <b>&\"'|*_[Qj{of}wz](u)\\ {{{{ 7*{of} }}}} #panic =cmd\u{e9}\u{4e2d}")
}

/// All places of the sample in which something is hidden, by a word of each.
struct Hidden {
    document: Assessment,
    secrets: Vec<String>,
}

fn element(subject: Subject) -> Mark {
    Mark { what: Marked::Element(subject), reason: Reason::Security }
}

/// A document on its way to be full of secrets.
struct Hiding {
    parts: Parts,
    marks: Vec<Mark>,
    secrets: Vec<String>,
    /// The place of a node that stays and is scored.
    other: usize,
}

impl Hiding {
    fn hide(&mut self, of: &str) -> String {
        let text = secret(of);
        self.secrets.push(text.clone());
        text
    }

    fn passage(&mut self, of: &str) -> String {
        format!("seen [internal: personal data]{}[/internal] here", self.hide(of))
    }

    /// A node in the midst of the graph gets a telling id, and so do all links that it has.
    fn node(&mut self) {
        let place = self.parts.nodes.iter().position(|n| n.kind == NodeKind::Channel).unwrap_or(3);
        let old = self.parts.nodes[place].id.clone();
        let new: Id<Node> = id("zqnodeidxv-hidden");
        let (name, statement) = (self.hide("nodename"), self.hide("nodestatement"));
        let tags = vec![self.hide("nodetag")];
        let node = &mut self.parts.nodes[place];
        *node = Node { id: new.clone(), name, statement, tags, ..node.clone() };
        let shadow = self.hide("shadow");
        let mut ids = BTreeMap::new();
        for link in &mut self.parts.links {
            let before = link.id.clone();
            if link.from == old || link.to == old {
                link.id = Id::from_name(&format!("zqlinkidxv-{before}"), |_| false);
                link.notes.clone_from(&shadow);
            }
            for end in [&mut link.from, &mut link.to] {
                if *end == old {
                    *end = new.clone();
                }
            }
            ids.insert(before, link.id.clone());
        }
        for m in &mut self.parts.mitigations {
            for nodes in [&mut m.prevents, &mut m.restores, &mut m.undermined_by] {
                nodes.iter_mut().filter(|id| **id == old).for_each(|id| *id = new.clone());
            }
            m.blocks.iter_mut().for_each(|id| *id = ids[id].clone());
        }
        for pathway in &mut self.parts.pathways {
            pathway.links.iter_mut().for_each(|id| *id = ids[id].clone());
        }
        self.refer(|subject| match subject {
            Subject::Node(id) if *id == old => *id = new.clone(),
            Subject::Link(id) => *id = ids[id].clone(),
            _ => {}
        });
        self.marks.push(element(Subject::Node(new.clone())));
        let is_other = |n: &Node| n.id != new && !n.stability.is_empty();
        self.other = self.parts.nodes.iter().position(is_other).expect("a scored node");
        let name = &self.parts.nodes[place].name;
        self.parts.nodes[self.other].statement =
            format!("It reads {name} and zqnodeidxv-hidden daily");
    }

    /// Lets every reference of the argument to an element be changed.
    fn refer(&mut self, change: impl Fn(&mut Subject)) {
        let parts = &mut self.parts;
        let events = parts.evidence.iter_mut().filter_map(|e| e.incident.as_mut());
        let events = events.flat_map(|incident| &mut incident.events);
        events.filter_map(|event| event.about.as_mut()).for_each(&change);
        parts.claims.iter_mut().flat_map(|e| &mut e.about).for_each(&change);
        parts.questions.iter_mut().flat_map(|e| &mut e.about).for_each(&change);
        parts.suppressions.iter_mut().for_each(|e| change(&mut e.about));
        for comment in &mut parts.comments {
            match &mut comment.about {
                About::Element(subject) => change(subject),
                About::Score(key) => change(&mut key.subject),
            }
        }
    }

    /// Of the argument: a claim that stays in its place as a blank, and what leaves altogether.
    fn argument(&mut self) {
        let claim = Claim {
            notes: self.hide("claimnotes"),
            invalidated_by: self.hide("claimend"),
            trigger: Some(Trigger { condition: self.hide("trigger"), ..Trigger::default() }),
            ..Claim::new(id("zqclaixmidxv"), &self.hide("claim"))
        };
        let below = Claim {
            parent: Some(claim.id.clone()),
            argument: self.passage("argument"),
            owner: self.hide("owner"),
            about: vec![Subject::Node(id("zqnodeidxv-hidden"))],
            ..Claim::new(id("below"), "What stays below")
        };
        self.marks.push(element(Subject::Claim(claim.id.clone())));
        self.parts.claims.extend([claim, below]);
        let positions = vec![Stance { holder: self.hide("holder"), ..Stance::default() }];
        let text = self.hide("question");
        let question = Question { positions, ..Question::new(id("zqquesxtidxv"), &text) };
        self.marks.push(element(Subject::Question(question.id.clone())));
        self.parts.questions.push(question);
        let criterion = Criterion::new(id("zqcritxridxv"), &self.hide("criterion"));
        let finding = Finding {
            note: self.hide("findingnote"),
            ..Finding::new(criterion.id.clone(), Treatment::Addressed)
        };
        let review = Review {
            findings: vec![finding.clone()],
            ..Review::new(id("open-review"), "A report that may be named")
        };
        let hidden = Review::new(id("zqrevxiidxv"), &self.hide("review"));
        self.marks.push(element(Subject::Criterion(criterion.id.clone())));
        self.marks.push(element(Subject::Review(hidden.id.clone())));
        self.parts.criteria.extend([criterion, Criterion::new(id("open"), "Open criterion")]);
        self.parts.reviews.extend([review, hidden]);
        let about = About::Element(Subject::Document);
        let comment = Comment::new(id("zqcomxmidxv"), about, &self.hide("comment"));
        self.parts.comments.push(comment);
        for name in ["claixm", "quesxt", "critxr", "revxi", "comxm"] {
            self.secrets.push(format!("zq{name}idxv"));
        }
    }

    /// One of every other sort of element.
    fn elements(&mut self) {
        let is_apart = |l: &Link| {
            l.from.as_str() != "zqnodeidxv-hidden" && l.to.as_str() != "zqnodeidxv-hidden"
        };
        let link = self.parts.links.iter().position(is_apart).expect("a link");
        self.parts.links[link].notes = self.hide("linknotes");
        self.marks.push(element(Subject::Link(self.parts.links[link].id.clone())));
        self.parts.mitigations[0].name = self.hide("mitigation");
        self.parts.mitigations[0].limitations = self.hide("limits");
        self.marks.push(element(Subject::Mitigation(self.parts.mitigations[0].id.clone())));
        self.parts.pathways[0].name = self.hide("pathway");
        self.parts.pathways[0].detection = self.hide("detection");
        self.marks.push(element(Subject::Pathway(self.parts.pathways[0].id.clone())));
        self.parts.hypotheses[0].name = self.hide("hypothesis");
        self.marks.push(element(Subject::Hypothesis(self.parts.hypotheses[0].id.clone())));
        self.parts.evidence[0].title = self.hide("evidence");
        self.parts.evidence[0].finding = self.hide("finding");
        "https://example.org/zqsourcexv".clone_into(&mut self.parts.evidence[0].source);
        self.secrets.push("zqsourcexv".to_owned());
        self.marks.push(element(Subject::Evidence(self.parts.evidence[0].id.clone())));
        let zone = Zone::new(id("zqzoneidxv"), &self.hide("zone"));
        self.parts.nodes[self.other].zone = Some(zone.id.clone());
        self.marks.push(element(Subject::Zone(zone.id.clone())));
        self.parts.zones.push(zone);
    }

    /// A score with its reason, the words around a section, passages everywhere.
    fn words(&mut self) {
        let other = self.other;
        let phase = self.parts.phases[0].id.clone();
        let rationale = self.hide("rationale");
        let score = Score { rationale, ..Score::point(crate::report::p(0.987_654_321)) };
        self.parts.nodes[other].stability.set(phase.clone(), Some(score));
        self.secrets.extend(["98.7654321", "0.987654321"].map(str::to_owned));
        let subject = Subject::Node(self.parts.nodes[other].id.clone());
        let key = ScoreKey { subject, dimension: Dimension::Stability, phase: Some(phase) };
        self.marks.push(Mark { what: Marked::Score(key), reason: Reason::Commercial });
        let own = SectionText {
            section: Section::Scope,
            title: self.hide("owntitle"),
            before: self.hide("ownbefore"),
            after: self.hide("ownafter"),
        };
        self.parts.report.sections.push(own);
        self.marks.push(Mark { what: Marked::Text(Section::Scope), reason: Reason::ThirdParty });
        self.parts.about.title = self.passage("title");
        self.parts.about.summary = self.passage("summary");
        self.parts.about.authors = vec![self.passage("author")];
        self.parts.about.system.description = self.passage("system");
        self.parts.phases[0].name = self.passage("phase");
        self.parts.nodes[other].name = self.passage("name");
        let before = self.passage("markdown");
        let after = format!("Open, and then [internal]{}", self.hide("unclosed"));
        let section = Section::Limitations;
        let own = SectionText { section, title: String::new(), before, after };
        self.parts.report.sections.push(own);
    }
}

/// What is said of a panel beside what is hidden.
impl Hiding {
    /// Questions about a withheld element, a withheld score and what is gone; a round that was not revealed; passages.
    fn panel(&mut self) {
        let phase = Some(self.parts.phases[0].id.clone());
        let key = |node: &Id<Node>, dimension| {
            let subject = Subject::Node(node.clone());
            Asked::Score(ScoreKey { subject, dimension, phase: phase.clone() })
        };
        let other = self.parts.nodes[self.other].id.clone();
        let asked = [
            ("zqaskedxv-one", key(&id("zqnodeidxv-hidden"), Dimension::Stability)),
            ("zqaskedxv-two", key(&other, Dimension::Stability)),
            ("zqaskedxv-three", Asked::Former(self.hide("formerly"))),
            ("zqaskedxv-four", key(&other, Dimension::Persistence)),
        ];
        let mut panel = Panel::default();
        panel.experts.push(Expert::new(id("zqexpertxv"), "Heron"));
        for (name, asked) in asked {
            let wording = match name {
                "zqaskedxv-four" => self.passage("wording"),
                _ => self.hide(name),
            };
            panel.questions.push(PanelQuestion { wording, ..PanelQuestion::new(id(name), asked) });
        }
        let questions: Vec<Id<PanelQuestion>> =
            panel.questions.iter().map(|q| q.id.clone()).collect();
        for (name, state) in
            [("zqroundxv-one", RoundState::Revealed), ("zqroundxv-two", RoundState::Closed)]
        {
            let round = Round::new(id(name), "Round");
            panel.rounds.push(Round { state, questions: questions.clone(), ..round });
        }
        for (i, question) in questions.iter().enumerate() {
            for round in panel.rounds.clone() {
                let is_open = i == 3 && round.state == RoundState::Revealed;
                let judgement = Judgement {
                    expert: id("zqexpertxv"),
                    round: round.id.clone(),
                    question: question.clone(),
                    answer: Answer::Point(if is_open { 0.5 } else { 0.123_454_321 }),
                    confidence: None,
                    rationale: if is_open {
                        self.passage("judged")
                    } else {
                        self.hide(&format!("judged{i}{}", round.id))
                    },
                    evidence: vec![self.parts.evidence[0].id.clone()],
                    recorded: "2019-02-03 04:05:06".to_owned(),
                };
                panel.judgements.push(judgement);
            }
        }
        panel.agreements.push(Agreement {
            round: id("zqroundxv-one"),
            question: questions[0].clone(),
            answer: Answer::Point(0.123_454_321),
            rationale: self.hide("agreed"),
        });
        self.parts.panel = panel;
        let told = ["zqaskedxv", "zqroundxv", "zqexpertxv", "123454321", "2019-02-03"];
        self.secrets.extend(told.map(str::to_owned));
    }
}

/// The sample with a mark of every sort on things with telling names and ids.
fn hidden() -> Hidden {
    let parts = formats::read(SAMPLE, None).expect("the sample").document.to_parts();
    let mut hiding = Hiding { parts, marks: Vec::new(), secrets: Vec::new(), other: 0 };
    hiding.node();
    hiding.elements();
    hiding.argument();
    hiding.words();
    hiding.panel();
    let Hiding { mut parts, marks, mut secrets, .. } = hiding;
    parts.report.internal = marks;
    secrets.extend(["zqnodeidxv", "zqlinkidxv", "zqzoneidxv"].map(str::to_owned));
    Hidden { document: Assessment::new(parts).expect("valid"), secrets }
}

fn study() -> Study {
    Study {
        trials: 256,
        draws: 4,
        resolves_rare: false,
        method: MethodChoice::Simulation,
        ..Study::default()
    }
}

fn found(document: &Assessment) -> (Analysis, Depths) {
    let analysis = analyze(document, &study(), &Unmonitored).expect("analyzed");
    let sections = Options::default().sections;
    let depths = Depths::gather(document, &analysis, &sections, &Quiet).expect("gathered");
    (analysis, depths)
}

/// The document with its marks and what follows from it.
static HIDDEN: LazyLock<(Hidden, (Analysis, Depths))> = LazyLock::new(|| {
    let hidden = hidden();
    let found = found(&hidden.document);
    (hidden, found)
});

/// Everything that can be read out of a file: archives unpacked, streams inflated.
fn readable(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![bytes.to_vec()];
    if let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) {
        for i in 0..archive.len() {
            let mut file = archive.by_index(i).expect("a file");
            all.push(file.name().as_bytes().to_vec());
            let mut inner = Vec::new();
            file.read_to_end(&mut inner).expect("read");
            all.push(inner);
        }
    }
    if bytes.starts_with(b"%PDF") {
        all.extend(streams(bytes));
    }
    // Pictures are embedded as base64.
    let texts: Vec<Vec<u8>> = all.clone();
    for text in texts {
        let text = String::from_utf8_lossy(&text).into_owned();
        for part in text.split("base64,").skip(1) {
            use base64::Engine as _;
            let data: String = part
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='))
                .collect();
            let decoded = base64::engine::general_purpose::STANDARD.decode(data);
            all.extend(decoded.ok());
        }
    }
    all
}

/// The inflated streams of a PDF.
fn streams(bytes: &[u8]) -> Vec<Vec<u8>> {
    let find = |from: usize, what: &[u8]| {
        bytes[from..].windows(what.len()).position(|w| w == what).map(|at| from + at)
    };
    let mut all = Vec::new();
    let mut from = 0;
    while let Some(start) = find(from, b"stream") {
        let Some(end) = find(start, b"endstream") else { break };
        let data = &bytes[start + 6..end];
        let skip = data.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let mut inner = Vec::new();
        let mut inflate = flate2::read::ZlibDecoder::new(&data[skip..]);
        if inflate.read_to_end(&mut inner).is_ok() || !inner.is_empty() {
            all.push(inner);
        }
        from = end + 9;
    }
    all
}

/// Letters of a piece that gives a secret away.
const PIECE: usize = 8;

/// Pieces of secrets that no format has a reason to change: runs of ASCII letters and digits.
fn pieces(secrets: &[String]) -> BTreeMap<[u8; PIECE], &str> {
    let mut all = BTreeMap::new();
    for secret in secrets {
        for run in secret.split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-') {
            for window in run.to_ascii_lowercase().as_bytes().windows(PIECE) {
                all.insert(window.try_into().expect("so long"), &**secret);
            }
        }
    }
    all
}

/// A text as it is, as UTF-16 without its zeros, and what hexadecimal in it stands for, both ways.
fn spellings(text: &[u8]) -> Vec<Vec<u8>> {
    let narrow = |text: &[u8]| text.iter().copied().filter(|b| *b != 0).collect::<Vec<u8>>();
    let lower = text.to_ascii_lowercase();
    let digits = lower.iter().map(|b| char::from(*b).to_digit(16));
    let runs: Vec<Option<u32>> = digits.collect();
    let mut decoded = Vec::new();
    for run in runs.split(Option::is_none).filter(|run| run.len() >= 2 * PIECE) {
        let values: Vec<u8> = run.iter().flatten().map(|d| *d as u8).collect();
        decoded.extend(values.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]));
        decoded.push(b' ');
    }
    let decoded = decoded.to_ascii_lowercase();
    vec![narrow(&lower), narrow(&decoded), lower, decoded]
}

fn leaks(bytes: &[u8], secrets: &[String]) -> Vec<String> {
    let pieces = pieces(secrets);
    let mut found = BTreeMap::new();
    for text in readable(bytes) {
        for spelling in spellings(&text) {
            for window in spelling.windows(PIECE) {
                let window: [u8; PIECE] = window.try_into().expect("so long");
                if let Some(secret) = pieces.get(&window) {
                    found.insert(*secret, String::from_utf8_lossy(&window).into_owned());
                }
            }
        }
    }
    found.into_iter().map(|(secret, piece)| format!("{secret}: {piece}")).collect()
}

fn public() -> Options {
    Options { is_public: true, ..Options::for_reader(Profile::Full) }
}

#[test]
fn a_public_report_has_no_trace_of_what_is_internal_in_any_format() {
    let (hidden, (analysis, depths)) = &*HIDDEN;
    let findings = Findings { analysis, depths: Some(depths) };
    let blocks = build(&hidden.document, findings, &public(), &desk());
    let own = build(&hidden.document, findings, &Options::default(), &desk());
    for target in Target::ALL {
        let bytes = render(&blocks, *target, &desk()).expect("a report");
        assert_eq!(leaks(&bytes, &hidden.secrets), Vec::<String>::new(), "{target:?}");
        // The search finds what is there.
        let bytes = render(&own, *target, &desk()).expect("a report");
        if *target != Target::Pdf {
            assert!(leaks(&bytes, &hidden.secrets).len() > 15, "{target:?}");
        }
    }
    let published = Published::of(&hidden.document).expect("marked");
    let told = published.analysis(analysis);
    let told_depths = published.depths(&hidden.document, depths);
    for kind in figures::FigureKind::ALL {
        let findings = Findings { analysis: &told, depths: Some(&told_depths) };
        let drawing = figures::figure(&published.document, findings, kind, &desk());
        let Some((drawing, numbers)) = drawing else { continue };
        assert_eq!(leaks(format!("{numbers:?}").as_bytes(), &hidden.secrets), Vec::<String>::new());
        let svg = driftline::drawing::svg::svg(&drawing, driftline::drawing::svg::Look::Print);
        assert_eq!(leaks(svg.as_bytes(), &hidden.secrets), Vec::<String>::new(), "{kind:?}");
    }
    let graph = GraphFigure::default().drawing(&published.document, Some(&told)).expect("a graph");
    let label = |text: &str| graph.shapes.iter().any(|s| format!("{s:?}").contains(text));
    assert!(label("Withheld element 1"));
}

#[test]
fn every_profile_and_the_public_copy_are_free_of_it() {
    let (hidden, (analysis, depths)) = &*HIDDEN;
    let findings = Findings { analysis, depths: Some(depths) };
    for profile in Profile::ALL {
        let options = Options { is_public: true, ..Options::for_reader(profile) };
        let blocks = build(&hidden.document, findings, &options, &desk());
        let bytes = render(&blocks, Target::Json, &desk()).expect("a report");
        assert_eq!(leaks(&bytes, &hidden.secrets), Vec::<String>::new(), "{profile:?}");
    }
    let copy = redaction::public_copy(&hidden.document);
    for format in [Format::Ron, Format::Json] {
        let text = formats::write(&copy, format).expect("written");
        assert_eq!(leaks(text.as_bytes(), &hidden.secrets), Vec::<String>::new());
        let back = formats::read(text.as_bytes(), Some(format)).expect("read").document;
        assert_eq!(back, copy);
    }
    assert!(!redaction::is_marked(&copy));
    // What the copy was made without counts as missing in it.
    let whole = analyze(&hidden.document, &study(), &Unmonitored).expect("analyzed");
    let of_copy = analyze(&copy, &study(), &Unmonitored).expect("analyzed");
    assert!(of_copy.unscored.len() > whole.unscored.len());
}

/// The words of all paragraphs, cells and fields.
fn words(
    document: &Assessment,
    (analysis, depths): &(Analysis, Depths),
    options: &Options,
) -> String {
    let findings = Findings { analysis, depths: Some(depths) };
    let blocks = build(document, findings, options, &desk());
    String::from_utf8(render(&blocks, Target::Markdown, &desk()).expect("a report")).expect("UTF-8")
}

#[test]
fn figures_are_those_of_the_whole_document_and_the_log_says_what_is_missing() {
    let (hidden, found) = &*HIDDEN;
    let out = words(&hidden.document, found, &public());
    let own = words(&hidden.document, found, &Options::default());
    let headline = |text: &str| {
        let line = text.lines().find(|line| line.contains("The model puts the probability"));
        line.expect("a headline").to_owned()
    };
    assert_eq!(headline(&out), headline(&own));
    for wanted in [
        "This is a public version",
        "Redaction log",
        "Withheld element 1",
        "Withheld mitigation 1",
        "Withheld hypothesis 1",
        "Withheld evidence 1",
        "This pathway is withheld \\(security\\)".trim_end_matches('\\'),
        "Third party",
        "Personal data",
        "Commercial",
        "SHA-256 of the public copy",
        "The authors’ own words here are withheld",
    ] {
        let plain = out.replace('\\', "");
        assert!(plain.contains(&wanted.replace('\\', "")), "{wanted}");
    }
    // In the house, passages stand in brackets and nothing reads like a mark.
    let plain = own.replace('\\', "");
    assert!(plain.contains("[Internal, personal data: Zqyrammusxv"));
    assert!(!plain.contains("[internal") && !plain.contains("[/internal"));
    assert!(plain.contains("What stays in the house"));
    // A withheld score is not one that nobody gave.
    let key = hidden.document.report().internal.iter().find_map(|mark| match &mark.what {
        Marked::Score(key) => Some(key.clone()),
        _ => None,
    });
    let key = key.expect("a score");
    let published = Published::of(&hidden.document).expect("marked");
    let series = published.document.series(&published.subject(&key.subject), key.dimension);
    let at = series.expect("a series").at(published.document.phases(), 0).expect("in force");
    assert_eq!(at.score.estimate, Estimate::Withheld);
}

#[test]
fn a_report_without_marks_is_as_it_was() {
    let sample = formats::read(SAMPLE, None).expect("the sample").document;
    let found = found(&sample);
    let own = words(&sample, &found, &Options::default());
    assert!(!own.contains("Redaction log") && !own.to_lowercase().contains("withheld"));
    let out = words(&sample, &found, &public());
    assert!(!out.contains("Redaction log") && !out.contains("public version."));
    assert!(Published::of(&sample).is_none());
}

#[test]
fn marks_stay_with_what_they_are_on() {
    let sample = formats::read(SAMPLE, None).expect("the sample").document;
    let node = sample.nodes().at(0).expect("a node").clone();
    let subject = Subject::Node(node.id.clone());
    let mark = |document: &Assessment| {
        let internal = vec![element(subject.clone())];
        let report = driftline::model::ReportSettings { internal, ..document.report().clone() };
        document.edited(&Edit::Report(Box::new(report))).expect("valid")
    };
    let marked = mark(&sample);
    assert!(marked.is_internal(&subject));
    let renamed = driftline::model::Node { name: "Other".to_owned(), ..node };
    let renamed = marked.edited(&Edit::put(renamed)).expect("valid");
    assert!(renamed.is_internal(&subject));
    // A copy of what stays in the house stays there, too.
    let chosen = [subject.clone()].into_iter().collect();
    let fragment = marked.fragment(&chosen, &BTreeMap::new()).expect("a part");
    let pasted = marked.pasting(&fragment, driftline::model::Position { x: 8.0, y: 8.0 });
    let after = marked.edited(&Edit::All(pasted.edits)).expect("valid");
    assert!(pasted.subjects.iter().all(|subject| after.is_internal(subject)));
    let removed = marked.edited(&Edit::remove(subject.clone())).expect("valid");
    assert!(removed.report().internal.is_empty());
    for format in [Format::Ron, Format::Json] {
        let text = formats::write(&marked, format).expect("written");
        let back = formats::read(text.as_bytes(), Some(format)).expect("read").document;
        assert_eq!(back, marked);
    }
    let lost = driftline::model::ReportSettings {
        internal: vec![element(Subject::Node(id("nowhere")))],
        ..sample.report().clone()
    };
    let refused = sample.edited(&Edit::Report(Box::new(lost))).expect_err("a dangling mark");
    assert!(refused.to_string().contains("nowhere"), "{refused}");
}
