//! What documents are refused for, and that telling it takes no more than it must.

use super::*;
use crate::model::{AnnotationKind, Band, Claim, EditError, NodeKind, Probability};

fn id<T>(text: &str) -> Id<T> {
    Id::new(text).expect("an id")
}

fn blank() -> Parts {
    Assessment::blank("t").to_parts()
}

fn node(name: &str) -> Node {
    Node::new(id(name), name, NodeKind::Host)
}

fn claim(i: usize, parent: Option<usize>) -> Claim {
    let parent = parent.map(|parent| id(&format!("c{parent}")));
    Claim { parent, ..Claim::new(id(&format!("c{i}")), "x") }
}

/// What is said about parts with these claims: path and sentence.
fn told(claims: Vec<Claim>) -> Vec<(String, String)> {
    let found = violations(&Parts { claims, ..blank() });
    found.into_iter().map(|violation| (violation.path, violation.sentence)).collect()
}

#[test]
fn a_circle_of_many_claims_is_told_once_in_few_words() {
    let count = 20_000;
    let circle = (0..count).map(|i| claim(i, Some((i + 1) % count))).collect();
    let told = told(circle);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, "claims[0].parent");
    assert!(told[0].1.ends_with("c10, c11 and 19988 more"), "{}", told[0].1);
}

#[test]
fn each_circle_is_told_and_what_hangs_on_it_is_not() {
    // 0 → 1 → 2 → 1; 3 → 3; 4 → 3; 5 at the top.
    let parents = [Some(1), Some(2), Some(1), Some(3), Some(3), None];
    let claims: Vec<Claim> = parents.into_iter().enumerate().map(|(i, p)| claim(i, p)).collect();
    let told: Vec<String> = told(claims).into_iter().map(|(path, _)| path).collect();
    assert_eq!(told, ["claims[1].parent", "claims[3].parent"]);
}

#[test]
fn claims_lie_at_most_so_deep_in_whatever_order_they_are_listed() {
    let chain =
        |count: usize| -> Vec<Claim> { (0..count).map(|i| claim(i, i.checked_sub(1))).collect() };
    let turned = |count: usize| chain(count).into_iter().rev().collect::<Vec<_>>();
    assert_eq!(told(chain(CLAIM_LEVELS_MAX)), []);
    assert_eq!(told(turned(CLAIM_LEVELS_MAX)), []);
    for (claims, path) in
        [(chain(50_000), "claims[100].parent"), (turned(50_000), "claims[49899].parent")]
    {
        let told = told(claims);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].0, path);
        assert!(told[0].1.starts_with("the claim lies on level 101; the limit is 100"));
    }
}

#[test]
fn a_claim_cannot_be_hung_below_the_last_level() {
    let claims = (0..CLAIM_LEVELS_MAX).map(|i| claim(i, i.checked_sub(1))).collect();
    let document = Assessment::new(Parts { claims, ..blank() }).expect("valid");
    let deeper = Edit::put(claim(CLAIM_LEVELS_MAX, Some(CLAIM_LEVELS_MAX - 1)));
    assert!(
        matches!(document.edited(&deeper), Err(EditError::Rule(rule)) if rule.sentence.contains("level 101"))
    );
    let higher = Edit::put(claim(CLAIM_LEVELS_MAX, Some(CLAIM_LEVELS_MAX - 2)));
    assert!(document.edited(&higher).is_ok());
}

fn scale(levels: impl Iterator<Item = String>) -> Scale {
    let p = |p: f64| Probability::try_from(p).expect("a probability");
    let band = |level| Band { level, low: p(0.1), best: None, high: p(0.9) };
    Scale { name: String::new(), bands: levels.map(band).collect() }
}

/// Parts with claims that use this level.
fn leveled(scale: Scale, level: &str, count: usize) -> Parts {
    let estimate = Some(Estimate::Level(level.to_owned()));
    let claims = (0..count).map(|i| Claim { estimate: estimate.clone(), ..claim(i, None) });
    Parts { scale: Some(scale), claims: claims.collect(), ..blank() }
}

#[test]
fn a_scale_has_at_most_so_many_bands_with_short_levels() {
    let levels = |count: usize| (0..count).map(|i| format!("level {i}"));
    let last = format!("level {}", BANDS_MAX - 1);
    assert_eq!(violations(&leveled(scale(levels(BANDS_MAX)), &last, 2)), []);
    let long = |bytes: usize| scale(["x".repeat(bytes)].into_iter());
    assert_eq!(violations(&leveled(long(LEVEL_MAX), &"x".repeat(LEVEL_MAX), 1)), []);
    // Of what uses a scale with too many bands nothing is told: the scale is.
    let found = violations(&leveled(scale(levels(20_000)), "nope", 20_000));
    assert_eq!(found.iter().map(|of| &*of.path).collect::<Vec<_>>(), ["scale.bands"]);
    let found = violations(&leveled(long(LEVEL_MAX + 1), &"x".repeat(LEVEL_MAX + 1), 1));
    assert_eq!(found.iter().map(|of| &*of.path).collect::<Vec<_>>(), ["scale.bands[0].level"]);
}

#[test]
fn an_unknown_level_is_told_with_the_first_few_that_there_are() {
    let levels = (0..BANDS_MAX).map(|i| format!("level {i} {}", "x".repeat(LEVEL_MAX - 20)));
    let found = violations(&leveled(scale(levels), &"é".repeat(TEXT_MAX), 1));
    assert_eq!(found.len(), 1);
    assert!(found[0].sentence.ends_with("and 88 more"), "{}", found[0].sentence);
    assert!(found[0].sentence.len() < 15 * LEVEL_MAX, "{}", found[0].sentence.len());
}

#[test]
fn the_search_ends_after_so_many_broken_rules() {
    let links = (0..3_000).map(|i| Link::new(id(&format!("l{i}")), id("a"), id("b"))).collect();
    let parts = Parts { links, ..blank() };
    assert_eq!(violations(&parts).len(), VIOLATIONS_MAX);
    assert_eq!(violations_within(&parts, usize::MAX).len(), 6_000);
}

#[test]
fn nothing_stands_beyond_the_canvas() {
    let far = COORDINATE_MAX;
    let at = |x: f64| Position { x, y: -x };
    let parts = |x: f64, length: f64, zoom: f64| {
        let note = Annotation {
            id: id("note"),
            kind: AnnotationKind::Note,
            text: String::new(),
            position: at(x),
            width: length,
            height: length,
            accent: None,
        };
        let mut link = Link::new(id("l"), id("a"), id("a"));
        link.bends = vec![at(x)];
        Parts {
            nodes: vec![Node { position: Some(at(x)), ..node("a") }],
            links: vec![link],
            annotations: vec![note],
            bookmarks: vec![Bookmark { name: String::new(), center: at(x), zoom }],
            ..blank()
        }
    };
    assert_eq!(violations(&parts(far, LENGTHS.1, ZOOMS.1)), []);
    assert_eq!(violations(&parts(-far, LENGTHS.0, ZOOMS.0)), []);
    for beyond in [far * 1.1, 1e18, f64::MAX, f64::INFINITY, f64::NAN] {
        let found = violations(&parts(beyond, beyond, beyond));
        let paths: Vec<&str> = found.iter().map(|of| &*of.path).collect();
        assert_eq!(
            paths,
            [
                "nodes[0].position.x",
                "nodes[0].position.y",
                "links[0].bends[0].x",
                "links[0].bends[0].y",
                "annotations[0].position.x",
                "annotations[0].position.y",
                "annotations[0].width",
                "annotations[0].height",
                "bookmarks[0].center.x",
                "bookmarks[0].center.y",
                "bookmarks[0].zoom",
            ]
        );
        assert!(found.iter().all(|of| of.sentence.contains("use ")), "{found:?}");
    }
    let document = Assessment::new(parts(0.0, 1.0, 1.0)).expect("valid");
    let moved = |x: f64| document.edited(&Edit::Move(vec![(id("a"), at(x))]));
    assert!(moved(far).is_ok());
    let Err(EditError::Rule(rule)) = moved(1e18) else { panic!("it is refused") };
    assert_eq!(
        rule.to_string(),
        "nodes[0].position.x: 1e18 is too far out; use a number from -10000000 to 10000000"
    );
}

#[test]
fn lists_of_words_and_bends_end_somewhere() {
    let parts = |more: usize| {
        let words = vec![String::new(); WORDS_MAX + more];
        let mut parts = blank();
        parts.about.authors.clone_from(&words);
        let mut evidence = Evidence::new(id("e"), "e");
        evidence.authors.clone_from(&words);
        let mut link = Link::new(id("l"), id("a"), id("a"));
        link.bends = vec![Position::default(); BENDS_MAX + more];
        link.tags.clone_from(&words);
        Parts {
            nodes: vec![Node { tags: words, ..node("a") }],
            links: vec![link],
            evidence: vec![evidence],
            ..parts
        }
    };
    assert_eq!(violations(&parts(0)), []);
    let found = violations(&parts(1));
    let paths: Vec<&str> = found.iter().map(|of| &*of.path).collect();
    let wanted = ["authors", "nodes[0].tags", "links[0].tags", "links[0].bends"];
    assert_eq!(paths[..4], wanted);
    assert_eq!(paths[4..], ["evidence[0].authors"]);
    let mut parts = blank();
    parts.about.authors = vec!["x".repeat(TEXT_MAX + 1)];
    assert_eq!(violations(&parts)[0].path, "authors[0]");
}
