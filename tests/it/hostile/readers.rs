//! The readers, each as a function of bytes that panics where the reader does what none may: where it stumbles itself, where
//! what it read breaks a rule, or where that is another thing once it was written and read again.

use std::{collections::BTreeSet, fmt::Write as _, sync::OnceLock};

use driftline::{
    analysis::{Analysis, Unmonitored, analyze},
    formats::{
        self, Format, ballot,
        bibliography::{self, Bibliography},
        catalog, clip, entry, judgements, sheet,
    },
    model::*,
    report::{self, Options, Target},
    session::{Document, Gesture, RealSurroundings, recovery, release},
};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sha2::{Digest, Sha256};

use crate::strategies::assessments;

/// Whether the bytes were taken for what they should be, or refused.
type Reader = fn(&[u8]) -> bool;

const READERS: [(&str, Reader); 13] = [
    ("documents_ron", |bytes| documents(bytes, Format::Ron)),
    ("documents_json", |bytes| documents(bytes, Format::Json)),
    ("judgements", judged),
    ("ballots", ballots),
    ("bibliographies", bibliographies),
    ("catalogs", catalogs),
    ("clips", clips),
    ("journals", journals),
    ("archives", archives),
    ("house_files", house_files),
    ("prose", prose),
    ("edits", edits),
    ("merges", merges),
];

/// The readers by name.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    READERS.into_iter().map(|(name, _)| name)
}

/// Runs one of them; whether the bytes were taken for what they should be.
pub(crate) fn run(name: &str, bytes: &[u8]) -> bool {
    let reader = READERS.into_iter().find(|(known, _)| *known == name);
    let (_, reader) = reader.expect("a reader of that name");
    reader(bytes)
}

/// What is valid can be written, and is the same when it is read again.
fn must_be_sound(document: &Assessment) {
    for form in Format::ALL {
        let text = formats::write(document, form).expect("what is valid can be written");
        let again = formats::read(text.as_bytes(), Some(form));
        let again =
            again.unwrap_or_else(|refusal| panic!("{form:?} is refused: {refusal}\n{text}"));
        assert_eq!(again.document, *document, "{form:?} is another document");
    }
}

/// What is refused has something to say, and within limits.
fn must_tell(told: &str) {
    assert!(!told.trim().is_empty(), "nothing is told");
    assert!(told.len() < 1 << 20, "{} bytes are told", told.len());
}

fn documents(bytes: &[u8], hint: Format) -> bool {
    let read = formats::read(bytes, Some(hint));
    match &read {
        Ok(reading) => must_be_sound(&reading.document),
        Err(refusal) => must_tell(&refusal.to_string()),
    }
    read.is_ok()
}

/// The example with an open round of two experts, who were asked two things.
fn workshop() -> &'static Assessment {
    static WORKSHOP: OnceLock<Assessment> = OnceLock::new();
    WORKSHOP.get_or_init(|| {
        let table = include_bytes!("../../corpus/judgements/plain.csv");
        let import = judgements::read(table, example()).expect("a table");
        assert_eq!(import.judgements, 2, "{:?}", import.faults);
        let edits = import.edits.into_iter().map(Edit::panel).collect();
        example().edited(&Edit::All(edits)).expect("taken")
    })
}

/// A small document.
fn example() -> &'static Assessment {
    static EXAMPLE: OnceLock<Assessment> = OnceLock::new();
    EXAMPLE.get_or_init(|| {
        let bytes = include_bytes!("../../data/accepted/base.json");
        formats::read(bytes, None).expect("a document").document
    })
}

fn judged(bytes: &[u8]) -> bool {
    match judgements::read(bytes, workshop()) {
        Ok(import) => {
            assert!(import.judgements <= import.rows);
            let edits = import.edits.into_iter().map(Edit::panel).collect();
            // What was read as an answer is one.
            let document = workshop().edited(&Edit::All(edits)).expect("taken");
            must_be_sound(&document);
            import.faults.iter().for_each(|fault| must_tell(&fault.sentence));
            import.judgements > 0
        }
        Err(unreadable) => {
            must_tell(&unreadable.to_string());
            false
        }
    }
}

fn ballots(bytes: &[u8]) -> bool {
    let panel = workshop().panel();
    // As if exactly this had been asked, so that the answers themselves are looked at.
    let merged = ballot::merge(bytes, panel, |_, _| ballot::read(bytes).ok());
    let is_answered = merged.as_ref().is_ok_and(|judgements| !judgements.is_empty());
    match merged {
        Ok(judgements) => {
            let edit = Edit::panel(PanelEdit::Judge(judgements));
            must_be_sound(&workshop().edited(&edit).expect("what was taken is an answer"));
        }
        Err(refused) => must_tell(&refused.to_string()),
    }
    if let Ok(read) = ballot::read(bytes) {
        for form in [ballot::Form::Ron, ballot::Form::Json] {
            let text = read.write(form).expect("a ballot can be written");
            let again = ballot::read(text.as_bytes()).expect("what was written is a ballot");
            // Answers to what was not asked come last; they are refused when the ballot is merged.
            assert_eq!(in_order(again), in_order(read.clone()), "{form:?}");
        }
        // No words of a ballot become a part of the page's program.
        let scripts = |page: &str| page.to_ascii_lowercase().matches("</script").count();
        let bare = ballot::Ballot { questions: Vec::new(), answers: Vec::new(), ..plain_ballot() };
        let page = |ballot: &ballot::Ballot| ballot.write(ballot::Form::Page).expect("a page");
        assert_eq!(scripts(&page(&read)), scripts(&page(&bare)));
    }
    is_answered
}

fn in_order(mut ballot: ballot::Ballot) -> ballot::Ballot {
    ballot.answers.sort_by_cached_key(|given| format!("{given:?}"));
    ballot
}

fn plain_ballot() -> ballot::Ballot {
    ballot::read(include_bytes!("../../corpus/ballots/exported.json")).expect("a ballot")
}

fn bibliographies(bytes: &[u8]) -> bool {
    let Some((&form, bytes)) = bytes.split_first() else { return false };
    let form = Bibliography::ALL[usize::from(form) % Bibliography::ALL.len()];
    let import = bibliography::read(bytes, form);
    import.problems.iter().for_each(|problem| must_tell(&problem.sentence));
    let import = bibliography::beside(import, example());
    let edits = import.evidence.iter().cloned().map(Edit::put).collect();
    let document = example().edited(&Edit::All(edits)).expect("what was read is evidence");
    must_be_sound(&document);
    let text = bibliography::write(import.evidence.iter(), form);
    let again = bibliography::read(text.as_bytes(), form);
    assert_eq!(again.evidence.len(), import.evidence.len(), "{text}");
    !import.evidence.is_empty()
}

fn catalogs(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let read = catalog::read(text);
    if let Err(error) = &read {
        must_tell(&error.to_string());
    }
    read.is_ok()
}

fn clips(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let mut is_pasted = false;
    match clip::read(&text) {
        clip::Clip::Document(fragment) => {
            let pasted = example().pasting(&fragment, Position { x: 24.0, y: 24.0 });
            // Two may not fit together; then nothing of it comes in.
            if let Ok(document) = example().edited(&Edit::All(pasted.edits)) {
                must_be_sound(&document);
                is_pasted = true;
            }
        }
        clip::Clip::Refused(refusal) => must_tell(&refusal.to_string()),
        clip::Clip::Words => {}
    }
    let cells = sheet::cells(&text);
    assert_eq!(sheet::cells(&sheet::text(&cells)), cells);
    for dimension in [Dimension::Likelihood, Dimension::Stability] {
        let read = |text: &str| entry::estimate(text, dimension, example().scale());
        if let Ok(estimate) = read(&text) {
            let plain = entry::plain(&estimate);
            assert_eq!(read(&plain).as_ref(), Ok(&estimate), "{plain}");
        }
    }
    is_pasted
}

/// Lines with the checksums that a journal has, so that what stands behind them is looked at.
pub(crate) fn summed(text: &str) -> String {
    text.lines().fold(String::new(), |mut all, line| {
        for byte in Sha256::digest(line.as_bytes()).iter().take(8) {
            write!(all, "{byte:02x}").expect("text");
        }
        all + " " + line + "\n"
    })
}

fn journals(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut is_replayed = false;
    for text in [text, &summed(text)] {
        match recovery::replay(text) {
            Ok(mut document) => {
                must_be_sound(document.assessment());
                is_replayed |= document.undo();
                while document.undo() {}
                while document.redo() {}
                must_be_sound(document.assessment());
            }
            Err(reason) => must_tell(&reason),
        }
    }
    is_replayed
}

fn archives(bytes: &[u8]) -> bool {
    let unpacked = release::Kept::unpacked(bytes);
    match &unpacked {
        Ok(kept) => must_be_sound(&kept.document),
        Err(error) => must_tell(&error.to_string()),
    }
    unpacked.is_ok()
}

/// What follows from a small document, once.
fn found() -> &'static (Assessment, Analysis) {
    static FOUND: OnceLock<(Assessment, Analysis)> = OnceLock::new();
    FOUND.get_or_init(|| {
        let document = Assessment::blank("blank");
        let study = Study { trials: 64, threads: 1, ..Study::default() };
        let analysis = analyze(&document, &study, &Unmonitored).expect("a study");
        (document, analysis)
    })
}

const STYLE: &str = r#"(logo: (file: "logo.svg", height_mm: 12, description: "logo"))"#;

fn house_files(bytes: &[u8]) -> bool {
    let Some((&sort, bytes)) = bytes.split_first() else { return false };
    let file = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
    let style = file("style.ron", STYLE.as_bytes());
    let png = STYLE.replace("svg", "png");
    let files = match sort % 8 {
        0 => vec![file("style.ron", bytes)],
        1 => vec![style, file("logo.svg", bytes)],
        2 => vec![file("style.ron", png.as_bytes()), file("logo.png", bytes)],
        3 => vec![style, file("logo.svg", b"<svg/>"), file("own.ttf", bytes)],
        4 => vec![file("report.md.j2", bytes)],
        5 => vec![file("report.html.j2", bytes)],
        6 => vec![file("report.css", bytes)],
        _ => vec![file("catalog-001.ron", bytes)],
    };
    let (document, analysis) = found();
    let surroundings = RealSurroundings::of(document, Some("2026-11-01"));
    match surroundings.with_own_files(files.into_iter()) {
        Ok(surroundings) => {
            surroundings.remarks().iter().for_each(|remark| must_tell(remark));
            let blocks = report::build(document, analysis, &Options::default(), &surroundings);
            for target in [Target::Markdown, Target::Html] {
                if let Err(error) = report::render(&blocks, target, &surroundings) {
                    must_tell(&error.to_string());
                }
            }
            true
        }
        Err((name, reason)) => {
            must_tell(&format!("{name}: {reason}"));
            false
        }
    }
}

fn prose(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let (document, analysis) = found();
    let section = Section::ALL[0];
    let text = SectionText { before: text.into_owned(), ..SectionText::new(section) };
    let settings = ReportSettings { sections: vec![text], ..document.report().clone() };
    // Too long a text is refused.
    let Ok(document) = document.edited(&Edit::Report(Box::new(settings))) else {
        return false;
    };
    let surroundings = RealSurroundings::of(&document, Some("2026-11-01"));
    let blocks = report::build(&document, analysis, &Options::default(), &surroundings);
    for target in [Target::Markdown, Target::Html, Target::Docx, Target::Json] {
        let bytes = report::render(&blocks, target, &surroundings).expect("a report");
        if target == Target::Html {
            must_link_to_the_web_alone(&String::from_utf8(bytes).expect("text"));
        }
    }
    true
}

/// Links lead to pages of the web or to places of the report, and nothing is fetched.
fn must_link_to_the_web_alone(html: &str) {
    let values =
        |name: &'static str| html.match_indices(name).map(move |(at, _)| &html[at + name.len()..]);
    for target in values(" href=\"") {
        let target = target.split('"').next().unwrap_or_default().replace("&#x2f;", "/");
        let known = ["#", "http://", "https://"];
        assert!(known.iter().any(|start| target.starts_with(start)), "{target}");
    }
    for target in values(" src=\"") {
        assert!(target.starts_with("data:image/"), "{target:.60}");
    }
}

/// The random documents of two numbers at the beginning, with the bytes that follow.
fn drawn(bytes: &[u8]) -> Option<([Assessment; 2], &[u8])> {
    let (numbers, rest) = bytes.split_first_chunk::<2>()?;
    let document = |number: u8| {
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[number; 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), random);
        assessments().new_tree(&mut runner).expect("a document").current()
    };
    Some((numbers.map(document), rest))
}

/// All that can be put into another document, each as an edit.
fn pieces(document: &Assessment) -> Vec<Edit> {
    let parts = document.to_parts();
    let panel = parts.panel.clone();
    let mut all = vec![
        Edit::About(Box::new(parts.about)),
        Edit::Scale(parts.scale),
        Edit::Bookmarks(parts.bookmarks),
        Edit::Dismissals(parts.dismissals),
        Edit::Suppressions(parts.suppressions),
        Edit::Report(Box::new(parts.report)),
        Edit::panel(PanelEdit::Judge(panel.judgements)),
        Edit::panel(PanelEdit::Adopt(panel.adoptions)),
    ];
    all.extend(parts.phases.into_iter().map(Edit::put));
    all.extend(parts.nodes.into_iter().map(Edit::put));
    all.extend(parts.links.into_iter().map(Edit::put));
    all.extend(parts.mitigations.into_iter().map(Edit::put));
    all.extend(parts.hypotheses.into_iter().map(Edit::put));
    all.extend(parts.pathways.into_iter().map(Edit::put));
    all.extend(parts.zones.into_iter().map(Edit::put));
    all.extend(parts.evidence.into_iter().map(Edit::put));
    all.extend(parts.annotations.into_iter().map(Edit::put));
    all.extend(parts.claims.into_iter().map(Edit::put));
    all.extend(parts.questions.into_iter().map(Edit::put));
    all.extend(parts.comments.into_iter().map(Edit::put));
    all.extend(parts.criteria.into_iter().map(Edit::put));
    all.extend(parts.reviews.into_iter().map(Edit::put));
    all.extend(panel.experts.into_iter().map(|expert| Edit::panel(PanelEdit::Expert(expert))));
    all.extend(panel.questions.into_iter().map(|asked| Edit::panel(PanelEdit::Question(asked))));
    all.extend(panel.rounds.into_iter().map(|round| Edit::panel(PanelEdit::Round(round))));
    all.extend(panel.agreements.into_iter().map(|agreed| Edit::panel(PanelEdit::Agree(agreed))));
    all
}

/// Everything that a document holds and that can be removed or moved.
fn subjects(document: &Assessment) -> Vec<Subject> {
    pieces(document)
        .into_iter()
        .filter_map(|edit| match edit {
            Edit::Put(element) => Some(element.subject()),
            _ => None,
        })
        .collect()
}

/// The edit that two bytes choose, of what one document has and another could take.
fn edit_of(document: &Assessment, pieces: &[Edit], (sort, which): (u8, u8)) -> Option<Edit> {
    let subjects = subjects(document);
    let subject = |place: usize| subjects.get(place % subjects.len().max(1)).cloned();
    let which = usize::from(which);
    Some(match sort % 8 {
        0 | 1 => pieces.get(which % pieces.len())?.clone(),
        2 => Edit::All(pieces.iter().skip(which % pieces.len()).take(3).cloned().collect()),
        3 => Edit::remove(subject(which)?),
        4 => Edit::Remove([subject(which)?, subject(which * 7 + 1)?].into()),
        5 => Edit::Order(subject(which)?, which / 3),
        6 => {
            let node = document.nodes().at(which % document.nodes().len().max(1))?;
            let far = [0.0, -1e6, 1e300, f64::MIN_POSITIVE][which % 4];
            Edit::Move(vec![(node.id.clone(), Position { x: far, y: 1.0 })])
        }
        _ => {
            let link = document.links().at(which % document.links().len().max(1))?;
            let phase = document.phases().at(which % document.phases().len())?;
            let subject = Subject::Link(link.id.clone());
            let phase = Some(phase.id.clone());
            let key = ScoreKey { subject, dimension: Dimension::Likelihood, phase };
            Edit::score(key, link.likelihood.iter().next().map(|(_, score)| score.clone()))
        }
    })
}

/// A document after the edits that the bytes choose, by way of undo and redo.
fn edited(start: &Assessment, pieces: &[Edit], bytes: &[u8]) -> Document {
    let mut document = Document::unsaved(start.clone());
    for pair in bytes.chunks_exact(2).take(64) {
        let (sort, which) = (pair[0], pair[1]);
        match sort {
            250..=252 => _ = document.undo(),
            253..=255 => _ = document.redo(),
            _ => {
                let Some(edit) = edit_of(document.assessment(), pieces, (sort, which)) else {
                    continue;
                };
                // What is refused leaves the document as it was.
                if let Err(error) = document.edit(&edit, Gesture::Single) {
                    must_tell(&error.to_string());
                }
            }
        }
    }
    document
}

fn edits(bytes: &[u8]) -> bool {
    let Some(([start, other], choices)) = drawn(bytes) else { return false };
    let mut document = edited(&start, &pieces(&other), choices);
    let end = document.assessment().clone();
    must_be_sound(&end);
    let undone = std::iter::from_fn(|| document.undo().then_some(())).count();
    assert_eq!(*document.assessment(), start, "undone");
    (0..undone).for_each(|_| assert!(document.redo(), "what was undone can be done again"));
    assert_eq!(*document.assessment(), end, "done again");
    undone > 0
}

fn merges(bytes: &[u8]) -> bool {
    let Some(([base, other], choices)) = drawn(bytes) else { return false };
    let pieces = pieces(&other);
    let (ours, theirs) = choices.split_at(choices.len() / 2);
    let [ours, theirs] = [ours, theirs].map(|choices| edited(&base, &pieces, choices));
    let (ours, theirs) = (ours.assessment(), theirs.assessment());
    let merged = merge(&base, ours, theirs);
    must_be_sound(&merged.document);
    let paths = |merged: &Merged| -> BTreeSet<String> {
        merged.conflicts.iter().map(|conflict| conflict.path.clone()).collect()
    };
    assert_eq!(paths(&merged), paths(&merge(&base, theirs, ours)), "from the other side");
    for side in [Side::Ours, Side::Theirs] {
        let settled = merge_preferring(Some(&base), [ours, theirs], &Choices::new(), side);
        assert!(settled.conflicts.is_empty(), "{side:?} leaves conflicts");
        must_be_sound(&settled.document);
    }
    let same = merge(&base, ours, &base);
    assert!(same.conflicts.is_empty() && same.document == *ours, "nobody else changed anything");
    !merged.conflicts.is_empty()
}
