//! Releases: the same bytes again, what moved between two, and archives of strangers.

use std::{fs, path::Path};

use driftline::{
    analysis::{Cancelled, Monitor},
    formats,
    model::{
        Answer, Asked, Assessment, Axis, Dimension, Edit, Expert, Id, Judgement, Mark, Marked,
        Node, PanelEdit, PanelQuestion, Reason, ReportSettings, Round, RoundState, Score, ScoreKey,
        Section, Study, Subject,
    },
    report::{
        Options, Profile, Target, Watch,
        archive::{self, File},
        depths::Stage,
        release::{Kind, sheets},
    },
    session::{
        RealSurroundings,
        release::{self, Kept, Order, Verdict},
    },
};

use crate::report::p;

const SAMPLE: &[u8] = include_bytes!("../../templates/documents/spread-starter.driftline");

struct Quiet;

impl Monitor for Quiet {
    fn advance(&self, _done: u64, _total: u64) -> Result<(), Cancelled> {
        Ok(())
    }
}

impl Watch for Quiet {
    fn stage(&self, _stage: Stage) {}
}

/// A small document with a score for everything.
fn sample() -> Assessment {
    let mut parts = formats::read(SAMPLE, None).expect("the sample").document.to_parts();
    let phase = parts.phases[0].id.clone();
    for node in &mut parts.nodes {
        node.stability.set(phase.clone(), Some(Score::point(p(0.97))));
    }
    for link in &mut parts.links {
        link.likelihood.set(phase.clone(), Some(Score::point(p(0.2))));
    }
    Assessment::new(parts).expect("valid")
}

fn order(document: &Assessment) -> Order {
    let sections = vec![Section::Scope, Section::Stability, Section::Provenance];
    Order {
        study: Study { trials: 512, draws: 0, ..Study::default() },
        options: Options { sections, ..Options::for_reader(Profile::Memo) },
        targets: vec![Target::Html, Target::Docx, Target::Json],
        surroundings: RealSurroundings::of(document, Some("2026-11-22")),
    }
}

fn frozen(document: &Assessment, order: &Order) -> Vec<u8> {
    release::freeze(document, order, &Quiet).expect("a release")
}

/// The sample with another name, another score and one node less.
fn later(document: &Assessment) -> Assessment {
    let first = document.nodes().at(0).expect("a node").clone();
    let phase = document.phases().at(0).expect("a phase").id.clone();
    let host = document.nodes().iter().find(|n| n.stability.given(&phase).is_some());
    let subject = Subject::Node(host.expect("a scored node").id.clone());
    let key = ScoreKey { subject, dimension: Dimension::Stability, phase: Some(phase) };
    let last = document.nodes().iter().last().expect("a node").id.clone();
    let edits = vec![
        Edit::put(Node { name: "Another name".to_owned(), ..first }),
        Edit::score(key, Some(Score::point(p(0.123)))),
        Edit::remove(Subject::Node(last)),
    ];
    document.edited(&Edit::All(edits)).expect("valid")
}

#[test]
fn a_release_comes_out_the_same_again_byte_by_byte() {
    let document = sample();
    let order = order(&document);
    let bytes = frozen(&document, &order);
    assert_eq!(bytes, frozen(&document, &order));
    let kept = Kept::unpacked(&bytes).expect("a release");
    assert_eq!(kept.document, document);
    assert_eq!(kept.manifest.settings.date, "2026-11-22");
    let found = release::verify(&kept, &Quiet).expect("made again");
    assert!(found.is_same(), "{:?}", found.files);
    let names: Vec<&str> = found.files.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["figures.json", "report.docx", "report.html", "report.json"]);
}

#[test]
fn a_template_in_an_archive_runs_only_where_its_maker_is_trusted() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("report.html.j2"), "<p>{{ title }}</p>").expect("written");
    let document = sample();
    let plain = order(&document);
    let surroundings = plain.surroundings.clone().with_templates(folder.path()).expect("templates");
    let kept = frozen(&document, &Order { surroundings, ..order(&document) });
    let kept = Kept::unpacked(&kept).expect("a release");
    let found = release::verify(&kept, &Quiet).expect("made again");
    assert!(!found.is_same());
    for (name, verdict) in &found.files {
        let wanted = if name == "report.html" { Verdict::Untried } else { Verdict::Same };
        assert_eq!(*verdict, wanted, "{name}");
    }
    assert!(release::verify_with_its_templates(&kept, &Quiet).expect("made again").is_same());
}

#[test]
fn an_archive_that_asks_for_endless_work_is_refused() {
    let document = sample();
    let files = {
        let limits = archive::Limits { files: 99, file_bytes: 1 << 26, all_bytes: 1 << 26 };
        archive::unzip(&frozen(&document, &order(&document)), limits).expect("files")
    };
    for (was, is, told) in [
        ("\"draws\": ", "\"draws\": 4", "draws"),
        ("\"trials\": ", "\"trials\": 99999999", "trials"),
        ("\"formats\": [", "\"formats\": [\"html\",", "a format twice"),
        ("\"sections\": [", "\"sections\": [\"summary\",\"summary\",", "a section twice"),
    ] {
        let mut files = files.clone();
        let text = String::from_utf8(files[0].bytes.clone()).expect("UTF-8");
        assert!(text.contains(was), "{text}");
        let zeros = if told == "draws" { "00000000" } else { "" };
        files[0].bytes = text.replace(was, &format!("{is}{zeros}")).into_bytes();
        let kept = Kept::unpacked(&archive::zip(&files).expect("an archive")).expect("a release");
        let refused = release::verify(&kept, &Quiet).expect_err("refused").to_string();
        assert!(refused.contains(told), "{refused}");
    }
}

#[test]
fn a_release_keeps_the_house_style_with_its_logo() {
    let folder = tempfile::tempdir().expect("a folder");
    let logo = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='10'><rect width='40' height='10'/></svg>";
    let style =
        "(logo: (file: \"our logo.svg\"), colors: (accent: \"#7a1f5c\"), numbered_headings: true)";
    for (name, text) in [("style.ron", style), ("our logo.svg", logo)] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let document = sample();
    let plain = order(&document);
    let surroundings = plain.surroundings.clone().with_templates(folder.path()).expect("a style");
    let styled = Order { surroundings, ..order(&document) };
    let bytes = frozen(&document, &styled);
    // The folder is gone by the time that the release is made again.
    drop(folder);
    let kept = Kept::unpacked(&bytes).expect("a release");
    assert!(release::verify(&kept, &Quiet).expect("made again").is_same());
    let html = |bytes: &[u8]| {
        let kept = Kept::unpacked(bytes).expect("a release");
        let found = kept.outputs().find(|(name, _)| *name == "report.html");
        String::from_utf8(found.expect("a page").1.to_vec()).expect("text")
    };
    let unstyled = frozen(&document, &plain);
    assert!(html(&bytes).contains("#7a1f5c") && !html(&unstyled).contains("#7a1f5c"));
}

#[test]
fn what_moved_between_releases_is_told_with_its_error() {
    let document = sample();
    let [before, after] = [document.clone(), later(&document)].map(|document| {
        let order = order(&document);
        Kept::unpacked(&frozen(&document, &order)).expect("a release")
    });
    let changes = release::compare(&before, &after);
    let of = |kind| changes.elements.iter().filter(move |of| of.kind == kind);
    assert!(of(Kind::Changed).any(|of| of.name == "Another name" && of.fields == ["name"]));
    assert!(of(Kind::Removed).any(|of| of.sort == "node"));
    assert_eq!(of(Kind::Added).count(), 0);
    let score = changes.scores.first().expect("a score moved");
    assert!(score.after.as_ref().is_some_and(|words| words.starts_with("12.3")), "{score:?}");
    assert!(score.moved.is_some_and(|moved| moved < -0.5), "{score:?}");
    let headline =
        changes.figures.iter().find(|of| of.name.starts_with("Any outcome")).expect("it");
    let error = headline.before.standard_error.hypot(headline.after.standard_error);
    assert!((headline.standard_error - error).abs() < 1e-12);
    assert_eq!(sheets(&changes).iter().map(|s| s.id).collect::<Vec<_>>()[0], "figures");
    // Nothing moves from a release to itself.
    assert!(release::compare(&before, &before).is_empty());
}

#[test]
fn of_a_panel_only_what_was_revealed_is_compared() {
    let before = sample();
    let id = |text: &str| Id::new(text).expect("an id");
    let seed = Asked::Seed { axis: Axis::Linear, answer: 40.0 };
    let round = Round {
        state: RoundState::Open,
        questions: vec![Id::new("q").expect("an id")],
        ..Round::new(Id::new("r").expect("an id"), "First")
    };
    let judgement = Judgement {
        expert: id("heron"),
        round: round.id.clone(),
        question: round.questions[0].clone(),
        answer: Answer::Point(12.0),
        confidence: None,
        rationale: String::new(),
        evidence: Vec::new(),
        recorded: String::new(),
    };
    let edits = [
        PanelEdit::Expert(Expert::new(id("heron"), "Heron")),
        PanelEdit::Question(PanelQuestion::new(round.questions[0].clone(), seed)),
        PanelEdit::Round(round.clone()),
        PanelEdit::Judge(vec![judgement]),
    ];
    let open = before.edited(&Edit::All(edits.map(Edit::panel).to_vec())).expect("valid");
    let shown = Round { state: RoundState::Revealed, ..round };
    let shown = open.edited(&Edit::panel(PanelEdit::Round(shown))).expect("valid");
    let [before, open, shown] = [before, open, shown].map(|document| {
        let order = order(&document);
        Kept::unpacked(&frozen(&document, &order)).expect("a release")
    });
    let names = |from: &Kept, to: &Kept| -> Vec<String> {
        release::compare(from, to).settings.into_iter().map(|change| change.name).collect()
    };
    assert_eq!(names(&before, &open), ["Experts of the panel", "Questions to the panel"]);
    assert_eq!(names(&open, &shown), ["Panel"]);
}

#[test]
fn a_report_tells_what_has_changed_and_a_public_one_not_what_is_internal() {
    let before = sample();
    let after = later(&before);
    let first = after.nodes().at(0).expect("a node");
    let internal = vec![Mark {
        what: Marked::Element(Subject::Node(first.id.clone())),
        reason: Reason::Security,
    }];
    let report = ReportSettings { internal, ..after.report().clone() };
    let after = after.edited(&Edit::Report(Box::new(report))).expect("valid");
    let edition = Kept::unpacked(&frozen(&before, &order(&before))).expect("a release").edition();
    let mut order = order(&after);
    order.options.since = Some(std::sync::Arc::new(edition));
    let json = |order: &Order| {
        let kept = Kept::unpacked(&frozen(&after, order)).expect("a release");
        assert!(release::verify(&kept, &Quiet).expect("made again").is_same());
        let (_, bytes) = kept.outputs().find(|(name, _)| *name == "report.json").expect("JSON");
        String::from_utf8(bytes.to_vec()).expect("UTF-8")
    };
    let own = json(&order);
    assert!(own.contains("Changes since the last release") && own.contains("Another name"));
    order.options.is_public = true;
    let out = json(&order);
    let old = &before.nodes().at(0).expect("a node").name;
    assert!(out.contains("Changes since the last release") && out.contains("what is withheld"));
    assert!(!out.contains("Another name") && !out.contains(&**old));
}

/// The files of a release, to be tampered with.
fn files() -> Vec<File> {
    let document = Assessment::blank("t");
    let mut order = order(&document);
    order.targets = vec![Target::Json];
    let limits = archive::Limits { files: 99, file_bytes: 1 << 24, all_bytes: 1 << 24 };
    archive::unzip(&frozen(&document, &order), limits).expect("files")
}

fn refusal(files: &[File]) -> String {
    let error = Kept::unpacked(&archive::zip(files).expect("an archive")).expect_err("refused");
    let line = error.to_string();
    assert!(!line.contains('\n'), "{line}");
    line
}

#[test]
fn archives_of_strangers_are_refused_in_one_line() {
    let whole = files();
    assert!(Kept::unpacked(&archive::zip(&whole).expect("an archive")).is_ok());
    let file = |name: &str| File { name: name.to_owned(), bytes: b"x".to_vec() };
    for name in ["../evil", "/etc/passwd", "evil", "templates/../../x"] {
        let mut files = whole.clone();
        files.push(file(name));
        let line = refusal(&files);
        assert!(line.contains("name"), "{name}: {line}");
    }
    for place in 0..whole.len() {
        let mut less = whole.clone();
        let gone = less.remove(place).name;
        assert!(refusal(&less).contains(&gone), "{gone}");
        let mut other = whole.clone();
        other[place].bytes.push(b' ');
        if place > 0 {
            assert!(refusal(&other).contains("checksum"), "{gone}");
        }
    }
    let mut bomb = whole.clone();
    bomb.push(File { name: "report.html".to_owned(), bytes: vec![0; 300 << 20] });
    assert!(refusal(&bomb).contains("more than"));
    for bytes in [&b""[..], b"PK", b"no archive at all"] {
        assert!(Kept::unpacked(bytes).is_err());
    }
}

fn run(arguments: &[&str]) -> (String, String, driftline::cli::Outcome) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let all = std::iter::once("driftline").chain(arguments.iter().copied());
    let outcome = driftline::cli::run(all.map(Into::into), &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(out), text(err), outcome)
}

#[test]
fn releases_are_made_checked_and_compared_from_the_command_line() {
    use driftline::cli::{Exit, Outcome};
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (document, first, second) = (path("a.driftline"), path("1.zip"), path("2.zip"));
    fs::write(&document, SAMPLE).expect("written");
    let make = |out: &str, more: &[&str]| {
        let usual = ["release", &document, "--out", out, "--formats", "md", "--trials", "256"];
        let rest = ["--draws", "0", "--sections", "summary", "--date", "2026-11-22"];
        run(&[&usual[..], &rest, more].concat())
    };
    let (_, err, outcome) = make(&first, &[]);
    assert_eq!((err.as_str(), outcome), ("", Outcome::Done(Exit::Success)));
    let (out, _, outcome) = run(&["release", "--verify", &first]);
    assert_eq!(outcome, Outcome::Done(Exit::Success), "{out}");
    assert!(out.contains("same       report.md"), "{out}");
    let text = String::from_utf8(SAMPLE.to_vec()).expect("UTF-8");
    let title = "Deployment-time spread";
    assert!(text.contains(title));
    fs::write(&document, text.replace(title, "Another title")).expect("written");
    make(&second, &["--seed", "7", "--since", &first]);
    for (format, wanted) in
        [("text", "Another title"), ("md", "| Title |"), ("json", "driftline-comparison/1")]
    {
        let (out, err, _) = run(&["release", "--compare", &first, &second, "--format", format]);
        assert!(out.contains(wanted) && err.is_empty(), "{format}: {out}{err}");
    }
    let (_, err, outcome) = run(&["release", "--verify", &document]);
    assert_eq!(outcome, Outcome::Done(Exit::Failure));
    assert!(err.starts_with("error: ") && err.lines().count() == 1 && err.contains("a.driftline"));
    let (_, err, _) = make(&path("no/folder.zip"), &[]);
    assert!(err.contains("folder.zip") && !Path::new(&path("no")).exists(), "{err}");
    let public = path("public.driftline");
    let (_, err, outcome) = run(&["convert", &document, &public, "--public"]);
    assert_eq!((err.as_str(), outcome), ("", Outcome::Done(Exit::Success)));
    assert!(formats::read(&fs::read(&public).expect("read"), None).is_ok());
}

#[test]
fn a_verdict_tells_where_a_report_differs() {
    let document = sample();
    let mut order = order(&document);
    order.targets = vec![Target::Json];
    let mut files = {
        let limits = archive::Limits { files: 99, file_bytes: 1 << 26, all_bytes: 1 << 26 };
        archive::unzip(&frozen(&document, &order), limits).expect("files")
    };
    // Another date in the list of contents: the report comes out with that one.
    let text = String::from_utf8(files[0].bytes.clone()).expect("UTF-8");
    files[0].bytes = text.replace("2026-11-22", "2026-11-23").into_bytes();
    let kept = Kept::unpacked(&archive::zip(&files).expect("an archive")).expect("a release");
    let found = release::verify(&kept, &Quiet).expect("made again");
    let of = |name: &str| found.files.iter().find(|(n, _)| n == name).map(|(_, verdict)| *verdict);
    assert_eq!(of("figures.json"), Some(Verdict::Same));
    assert!(matches!(of("report.json"), Some(Verdict::Differs(at)) if at > 0));
}
