//! Random editing sessions: every convention gives a valid document, survives saving, and is taken back exactly.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{prelude::*, sample::Index};

use super::{
    arranging::{self, Alignment, Axis},
    bookmarks, grouping, linking,
    moving::Start,
    placing,
};
use crate::{
    drawing::{Point, Scene, SceneView, layout},
    formats::{
        self, Format,
        clip::{self, Clip},
    },
    model::{
        Accent, Annotation, AnnotationKind, Assessment, Edit, Evidence, Id, Link, Mitigation, Node,
        NodeKind, Pathway, Position, Probability, Score, Subject, Zone,
    },
    session::{Document, Gesture},
    ui::canvas::{camera::View, gesture::LinkEnd, tracing},
};

/// One thing that somebody does: which convention, to which elements, where.
#[derive(Clone, Debug)]
struct Deed {
    kind: u8,
    picks: Vec<Index>,
    at: (f32, f32),
}

const KINDS: u8 = 31;

fn deed() -> impl Strategy<Value = Deed> {
    let picks = prop::collection::vec(any::<Index>(), 3);
    let at = (-400.0_f32..1200.0, -400.0_f32..900.0);
    (0..KINDS, picks, at).prop_map(|(kind, picks, at)| Deed { kind, picks, at })
}

fn id<T>(text: &str) -> Id<T> {
    Id::new(text).expect("an id")
}

fn start() -> Assessment {
    let mut parts = Assessment::blank("Session").to_parts();
    let phase = parts.phases[0].id.clone();
    parts.zones = vec![Zone::new(id("z"), "Zone")];
    parts.evidence = vec![Evidence::new(id("e"), "Test")];
    for (i, name) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
        let mut node = Node::new(id(name), name, NodeKind::Host);
        let score = Score::point(Probability::clamped(0.9));
        node.stability.set(phase.clone(), Some(Score { evidence: vec![id("e")], ..score }));
        node.position = (i < 3).then_some(Position { x: 240.0 * i as f64, y: 8.0 });
        node.zone = (i % 2 == 0).then(|| id("z"));
        parts.nodes.push(node);
    }
    for (name, from, to) in [("ab", "a", "b"), ("bc", "b", "c"), ("cd", "c", "d"), ("ad", "a", "d")]
    {
        parts.links.push(Link::new(id(name), id(from), id(to)));
    }
    let monitor = Mitigation::new(id("m"), "Monitoring");
    parts.mitigations =
        vec![Mitigation { blocks: vec![id("ab")], prevents: vec![id("c")], ..monitor }];
    parts.pathways = vec![Pathway::new(id("p"), "P", vec![id("ab"), id("bc")])];
    parts.annotations = vec![Annotation {
        id: id("frame"),
        kind: AnnotationKind::Frame,
        text: "Frame".to_owned(),
        position: Position { x: -20.0, y: -20.0 },
        width: 300.0,
        height: 120.0,
        accent: None,
    }];
    Assessment::new(parts).expect("valid")
}

fn scene(document: &Assessment) -> Scene {
    let numbers = BTreeMap::new();
    Scene::of(document, &SceneView { phase: 0, numbers: &numbers, labels: &|p| p.to_string() })
}

/// A document with what is picked in it.
struct Pick<'a> {
    document: &'a Assessment,
    scene: Scene,
    deed: &'a Deed,
    subjects: BTreeSet<Subject>,
    at: Point,
}

impl<'a> Pick<'a> {
    fn new(document: &'a Assessment, deed: &'a Deed) -> Self {
        let nodes = document.nodes().iter().map(|e| Subject::Node(e.id.clone()));
        let links = document.links().iter().map(|e| Subject::Link(e.id.clone()));
        let zones = document.zones().iter().map(|e| Subject::Zone(e.id.clone()));
        let notes = document.annotations().iter().map(|e| Subject::Annotation(e.id.clone()));
        let all: Vec<Subject> = nodes.chain(links).chain(zones).chain(notes).collect();
        let subjects = match all.len() {
            0 => BTreeSet::new(),
            _ => deed.picks.iter().map(|pick| pick.get(&all).clone()).collect(),
        };
        let at = Point::new(deed.at.0, deed.at.1);
        Self { document, scene: scene(document), deed, subjects, at }
    }

    fn node(&self, which: usize) -> Option<Id<Node>> {
        let nodes = self.document.nodes();
        (!nodes.is_empty())
            .then(|| self.deed.picks[which].index(nodes.len()))
            .and_then(|place| nodes.at(place))
            .map(|node| node.id.clone())
    }

    fn link(&self) -> Option<&Link> {
        let links = self.document.links();
        (!links.is_empty()).then(|| links.at(self.deed.picks[0].index(links.len())))?
    }

    fn annotation(&self) -> Option<&Annotation> {
        let notes = self.document.annotations();
        (!notes.is_empty()).then(|| notes.at(self.deed.picks[0].index(notes.len())))?
    }

    fn edit(&self) -> Option<Edit> {
        let (document, scene, at) = (self.document, &self.scene, self.at);
        let zones = || grouping::zones_of(document, &self.subjects);
        match self.deed.kind {
            0 => Some(self.moved()),
            1 => arranging::aligned(document, scene, &self.subjects, Alignment::Left),
            2 => arranging::aligned(document, scene, &self.subjects, Alignment::Middle),
            3 => arranging::distributed(document, scene, &self.subjects, Axis::Horizontal),
            4 => arranging::distributed(document, scene, &self.subjects, Axis::Vertical),
            5 => grouping::grouped(document, &self.subjects).map(|(edit, _)| edit),
            6 => grouping::dissolved(&zones()),
            7 => grouping::folded(document, &zones()),
            8 => placing::accented(document, &self.subjects, Some(Accent::Teal)),
            9 => placing::pinned(document, &self.subjects),
            10 => Some(placing::new_note(document, &[], at).0),
            11 => Some(placing::new_frame(document, Some(scene.frame), at).0),
            12 => self.annotation().map(|note| placing::resized(note, at, true)),
            13 => self.annotation().and_then(|note| placing::reworded(note, "Words\n日本")),
            28..=30 => self.bookmarked(),
            _ => self.linking(),
        }
    }

    fn bookmarked(&self) -> Option<Edit> {
        let count = self.document.bookmarks().len().max(1);
        let place = self.deed.picks[0].index(count);
        match self.deed.kind {
            28 => {
                let zoom = 0.01 + self.at.x.abs() / 400.0;
                Some(bookmarks::added(self.document, View { center: self.at, zoom }, "Pilot").0)
            }
            29 => bookmarks::renamed(self.document, place, "Ausstieg 日本"),
            _ => bookmarks::removed(self.document, place),
        }
    }

    fn linking(&self) -> Option<Edit> {
        let (document, scene, at) = (self.document, &self.scene, self.at);
        let (one, other) = (self.node(0)?, self.node(1)?);
        match self.deed.kind {
            14 => Some(linking::connect(document, &one, &other).0),
            15 => Some(linking::connect_to_new(document, scene, &one, at).0),
            16 => linking::connect_beside(document, scene, &one, (1.0, 0.0)).map(|(edit, _)| edit),
            17 => linking::rewired(document, &self.link()?.id, LinkEnd::Target, &one),
            18 => linking::all_reversed(document, &self.subjects),
            19 => linking::split_by(document, &self.link()?.id, &one),
            20 => linking::split_by_new(document, scene, &self.link()?.id, at).map(|(e, _)| e),
            21 => linking::dissolved(document, &one),
            22 => linking::replaced(document, &one, &other),
            23 => Some(placing::with_bend(self.link()?, (at, Point::default()), at)),
            24 => placing::bent(self.link()?, 0, at, false),
            25 => placing::straightened(self.link()?, 0),
            26 => tracing::toggled(document, &id("p"), &[self.link()?.id.clone()]),
            _ => self.pasted(),
        }
    }

    fn moved(&self) -> Edit {
        let start = Start::of(self.document, &self.scene, &self.subjects);
        start.moved(start.on_grid(self.at))
    }

    fn pasted(&self) -> Option<Edit> {
        let part = self.document.fragment(&self.subjects, &layout::positions(self.document))?;
        let text = clip::write(&part).expect("text");
        let Clip::Document(read) = clip::read(&text) else { panic!("not read again: {text}") };
        assert_eq!(*read, part);
        let pasted = self.document.pasting(&read, Position { x: 16.0, y: 24.0 });
        Some(Edit::Named("paste", pasted.edits))
    }
}

/// Saved and loaded again.
fn reloaded(document: &Assessment) -> Assessment {
    let text = formats::write(document, Format::Ron).expect("text");
    formats::read(text.as_bytes(), None).expect("a document").document
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn undo_leads_home_and_redo_back_after_any_session(
        deeds in prop::collection::vec(deed(), 1..24), restart in any::<Index>(),
    ) {
        // Somebody saves, closes and opens again in the middle: what follows has a history of its own.
        let restart = restart.index(deeds.len());
        let mut document = Document::unsaved(start());
        for session in [&deeds[..restart], &deeds[restart..]] {
            let home = document.snapshot();
            for deed in session {
                let current = document.snapshot();
                let Some(edit) = Pick::new(&current, deed).edit() else { continue };
                document.edit(&edit, Gesture::Single).map_err(|e| TestCaseError::fail(format!("{deed:?}: {e}")))?;
            }
            let there = document.snapshot();
            while document.undo() {}
            prop_assert!(*document.snapshot() == *home);
            while document.redo() {}
            prop_assert!(*document.snapshot() == *there);
            let again = reloaded(&there);
            prop_assert!(again == *there, "what was loaded is not what was saved");
            document = Document::unsaved(again);
        }
    }

    #[test]
    fn what_a_picture_shows_of_any_session_fits_together(
        deeds in prop::collection::vec(deed(), 1..16),
    ) {
        let mut document = start();
        for deed in &deeds {
            if let Some(edit) = Pick::new(&document, deed).edit() {
                document = document.edited(&edit).expect("valid");
            }
            let scene = scene(&document);
            prop_assert_eq!(scene.nodes.len(), scene.cards.len());
            prop_assert_eq!(scene.links.len(), scene.routes.len());
            prop_assert_eq!(scene.places.len(), document.nodes().len());
            let shared: usize = scene.bundles.values().map(|bundle| bundle.len() - 1).sum();
            prop_assert!(scene.links.len() + shared <= document.links().len());
            let finite = scene.frame.width().is_finite() && scene.frame.height().is_finite();
            prop_assert!(finite);
        }
    }
}
