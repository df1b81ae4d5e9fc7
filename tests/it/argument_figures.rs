//! The argument and the hypotheses as pictures, and one's own draft by the criteria of the audit.

use driftline::{
    analysis::{Analysis, Unmonitored, analyze, claims::numbered},
    drawing::{Shape, argument::Notation, triangle},
    model::{
        Assessment, Catalog, Criterion, Dismissal, Edit, Finding, Id, Mechanism, Review, Study,
        Treatment,
    },
    report::{
        Findings, Options, Section,
        block::{Block, FigureBlock},
        build,
        figures::{argument::argument, hypotheses},
        self_audit::self_audit,
    },
    session::{RealSurroundings, SAMPLE_NAME, template},
};

use crate::report::desk;

fn sample() -> Assessment {
    template(SAMPLE_NAME).expect("bundled").document().expect("a document")
}

fn analyzed(document: &Assessment) -> Analysis {
    // Enough for plain frequencies everywhere: with fewer, what is rare under one hypothesis is integrated there alone.
    let study = Study { trials: 1 << 13, ..Study::default() };
    analyze(document, &study, &Unmonitored).expect("analyzed")
}

fn texts(shapes: &[Shape]) -> Vec<&str> {
    let text = |shape: &'_ Shape| matches!(shape, Shape::Text { .. });
    let all = shapes.iter().filter(|shape| text(shape));
    all.filter_map(|shape| match shape {
        Shape::Text { text, .. } => Some(text.as_str()),
        _ => None,
    })
    .collect()
}

#[test]
fn every_claim_stands_in_the_picture_and_on_some_page_of_the_report() {
    let document = sample();
    let analysis = analyzed(&document);
    let numbers: Vec<String> = numbered(&document).into_iter().map(|of| of.number).collect();
    let whole = argument(&document, Notation::Gsn).chart.drawing();
    let options = Options { sections: vec![Section::Claims], ..Options::default() };
    let blocks = build(&document, &analysis, &options, &desk());
    let pages: Vec<&FigureBlock> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Figure(figure) if figure.anchor.starts_with("figure-argument-") => Some(figure),
            _ => None,
        })
        .collect();
    assert!(pages.len() > 1, "so deep a tree takes more than one page");
    for number in numbers {
        assert!(texts(&whole.shapes).contains(&&*number), "{number}");
        let is_on = |page: &&&FigureBlock| texts(&page.drawing.shapes).contains(&&*number);
        assert!(pages.iter().any(|page| is_on(&page)), "{number}");
    }
}

#[test]
fn both_notations_say_the_same_with_different_shapes() {
    let document = sample();
    let [gsn, cae] = [Notation::Gsn, Notation::Cae]
        .map(|notation| argument(&document, notation).chart.drawing());
    assert_eq!(texts(&gsn.shapes), texts(&cae.shapes));
    assert_ne!(gsn.shapes, cae.shapes);
}

#[test]
fn the_triangle_mixes_to_the_headline() {
    let document = sample();
    let analysis = analyzed(&document);
    let chart = hypotheses::triangle(&document, &analysis).expect("three hypotheses");
    let mixed: f64 = chart.corners.iter().zip(chart.weights).map(|(c, w)| c.value * w).sum();
    let headline = analysis.pooled.any_outcome.last().expect("a phase").value;
    assert!((mixed - headline).abs() < 1e-12, "{mixed} {headline}");
    let there = triangle::place(chart.weights);
    let back = triangle::weights_at(there);
    for (given, found) in chart.weights.iter().zip(back) {
        assert!((given - found).abs() < 1e-5);
    }
}

#[test]
fn without_a_hypothesis_the_others_keep_their_proportion() {
    let document = sample();
    let analysis = analyzed(&document);
    let chart = hypotheses::weight_swings(&document, &analysis).expect("hypotheses");
    let told = &analysis.hypotheses;
    for (row, left_out) in chart.rows.iter().zip(told) {
        let others = told.iter().filter(|h| h.id != left_out.id);
        let value = |h: &&driftline::analysis::HypothesisOutlook| {
            h.outlook.any_outcome.last().expect("a phase").value
        };
        let (mut sum, mut weights) = (0.0, 0.0);
        for h in others {
            sum += h.weight * value(&h);
            weights += h.weight;
        }
        assert!((row.low.0 - sum / weights).abs() < 1e-12);
        assert!((row.high.0 - value(&left_out)).abs() < 1e-15);
    }
}

fn criterion(name: &str, mechanism: Mechanism) -> Criterion {
    let id = Id::new(name).expect("an id");
    Criterion { mechanism: Some(mechanism), ..Criterion::new(id, name) }
}

fn audited(document: &Assessment) -> Assessment {
    let analysis = analyzed(document);
    let findings = Findings { analysis: &analysis, depths: None };
    let surroundings = RealSurroundings::of(document, None);
    let edit = self_audit(document, findings, &Options::of(document, None), &surroundings);
    document.edited(&edit).expect("valid")
}

fn grade(document: &Assessment, criterion: &str) -> Option<Treatment> {
    let own = document.reviews().iter().find(|review| review.id.as_str() == "own-draft")?;
    let finding = own.findings.iter().find(|f| f.criterion.as_str() == criterion)?;
    Some(finding.treatment)
}

#[test]
fn the_audit_of_a_draft_reads_its_model_and_keeps_what_a_person_graded() {
    let catalog: &Catalog = driftline::formats::catalog::bundled();
    let unused = catalog
        .mechanisms
        .iter()
        .find(|entry| entry.mechanism == Some(Mechanism::CrossGeneration))
        .expect("in the catalog");
    let blank = template("spread-starter").expect("bundled").document().expect("a document");
    let used = blank.links().iter().next().expect("a link").mechanism;
    let edits = vec![
        Edit::put(criterion("used", used)),
        Edit::put(criterion("set-aside", Mechanism::CrossGeneration)),
    ];
    let document = blank.edited(&Edit::All(edits)).expect("valid");
    let found = audited(&document);
    let is_on_pathway = |d: &Assessment| {
        let on = |id| d.links().get(id).is_some_and(|link| link.mechanism == used);
        d.pathways().iter().any(|pathway| pathway.links.iter().any(on))
    };
    let wanted = if is_on_pathway(&document) {
        Treatment::Addressed
    } else {
        Treatment::AcknowledgedInIsolation
    };
    assert_eq!(grade(&found, "used"), Some(wanted));
    assert_eq!(grade(&found, "set-aside"), Some(Treatment::NotAddressed));
    // With a reason it does not apply.
    let reason = "No successor is trained on what it leaves".to_owned();
    let dismissal = Dismissal { entry: unused.entry.id.clone(), reason };
    let dismissed = document.edited(&Edit::Dismissals(vec![dismissal])).expect("valid");
    assert_eq!(grade(&audited(&dismissed), "set-aside"), Some(Treatment::NotApplicable));
    // A person says otherwise, and that stays.
    let own = found.reviews().iter().find(|r| r.id.as_str() == "own-draft").expect("graded");
    let mut own: Review = own.clone();
    let place = own.findings.iter().position(|f| f.criterion.as_str() == "used").expect("there");
    own.findings[place] = Finding {
        reviewer: "R. Reviewer".to_owned(),
        ..Finding::new(Id::new("used").expect("an id"), Treatment::NotAddressed)
    };
    let corrected = found.edited(&Edit::put(own)).expect("valid");
    assert_eq!(grade(&audited(&corrected), "used"), Some(Treatment::NotAddressed));
}
