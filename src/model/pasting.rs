//! Parts of one document put into another one.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Annotation, Assessment, Dimension, Edit, Estimate, Evidence, Id, LeftOut, Link, Mark, Marked,
    Mitigation, Node, Phase, Position, ReportSettings, Row, Score, ScoreKey, Series, Subject,
    Table, Zone, left_out::PhaseNames,
};

/// What came of putting a fragment into a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pasted {
    /// The edit that does it.
    pub edits: Vec<Edit>,
    /// The new nodes and annotations.
    pub subjects: Vec<Subject>,
    /// What could not be taken over as it was.
    pub losses: Losses,
    /// Whether the document takes over the fragment's scale.
    pub adopts_scale: bool,
    /// Scores of phases that the document lacks.
    pub left_out: LeftOut,
}

/// What a document could not take over from a fragment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// Scores given as a level of another scale, now given as that level's range.
    pub levels: usize,
}

impl Assessment {
    /// How to put a fragment into this document, moved by `by`. Nodes, links and annotations get fresh ids where theirs
    /// are taken. Evidence, zones and mitigations of the same id and content are used as they are, mitigations then
    /// cover what was pasted as well; others get fresh ids. Phases are known by their ids, else by their names; scores of
    /// phases that this document lacks are left out, and can be brought along later.
    pub fn pasting(&self, fragment: &Self, by: Position) -> Pasted {
        let mut paste = Paste::new(self, fragment, by);
        paste.pasted.left_out.timeline = paste.phases.timeline(fragment);
        paste.scale();
        paste.register();
        paste.zones();
        paste.graph();
        paste.mitigations();
        paste.annotations();
        paste.marks();
        paste.pasted
    }
}

/// The new ids of the elements of one kind.
struct Renaming<T>(BTreeMap<Id<T>, Id<T>>);

impl<T: Row> Renaming<T> {
    fn get(&self, id: &Id<T>) -> Id<T> {
        self.0.get(id).unwrap_or(id).clone()
    }

    fn all(&self, ids: &[Id<T>]) -> Vec<Id<T>> {
        ids.iter().map(|id| self.get(id)).collect()
    }

    /// Gives an element an id that neither the document nor an element before it has: its own where it is free.
    fn settle(&mut self, table: &Table<T>, id: &Id<T>, name: &str) -> Id<T> {
        let is_taken = |id: &Id<T>| table.contains(id) || self.0.values().any(|new| new == id);
        let new = if is_taken(id) { Id::from_name(name, is_taken) } else { id.clone() };
        self.0.insert(id.clone(), new.clone());
        new
    }
}

/// A fragment on its way into a document.
struct Paste<'a> {
    document: &'a Assessment,
    fragment: &'a Assessment,
    by: Position,
    evidence: Renaming<Evidence>,
    zones: Renaming<Zone>,
    nodes: Renaming<Node>,
    links: Renaming<Link>,
    mitigations: Renaming<Mitigation>,
    annotations: Renaming<Annotation>,
    phases: PhaseNames,
    pasted: Pasted,
}

impl<'a> Paste<'a> {
    fn new(document: &'a Assessment, fragment: &'a Assessment, by: Position) -> Self {
        Self {
            document,
            fragment,
            by,
            evidence: Renaming(BTreeMap::new()),
            zones: Renaming(BTreeMap::new()),
            nodes: Renaming(BTreeMap::new()),
            links: Renaming(BTreeMap::new()),
            mitigations: Renaming(BTreeMap::new()),
            annotations: Renaming(BTreeMap::new()),
            phases: PhaseNames::new(document, fragment),
            pasted: Pasted::default(),
        }
    }

    fn put(&mut self, element: impl Into<super::Element>) {
        self.pasted.edits.push(Edit::put(element));
    }

    fn scale(&mut self) {
        self.pasted.adopts_scale = self.document.scale.is_none() && uses_levels(self.fragment);
        if let Some(scale) = self.fragment.scale().filter(|_| self.pasted.adopts_scale) {
            self.pasted.edits.push(Edit::Scale(Some(scale.clone())));
        }
    }

    fn register(&mut self) {
        for evidence in self.fragment.evidence.iter() {
            let table = &self.document.evidence;
            let own = table.get(&evidence.id).map(Evidence::unbound);
            if own.as_ref() == Some(evidence) {
                self.evidence.0.insert(evidence.id.clone(), evidence.id.clone());
            } else {
                let id = self.evidence.settle(table, &evidence.id, &evidence.title);
                self.put(Evidence { id, ..evidence.clone() });
            }
        }
    }

    fn zones(&mut self) {
        for zone in self.fragment.zones.iter() {
            let table = &self.document.zones;
            let is_same = |own: &Zone| own.name == zone.name;
            if table.get(&zone.id).is_some_and(is_same) {
                self.zones.0.insert(zone.id.clone(), zone.id.clone());
            } else {
                let id = self.zones.settle(table, &zone.id, &zone.name);
                self.put(Zone { id, ..zone.clone() });
            }
        }
    }

    fn graph(&mut self) {
        // Ids of mitigations first: links may require them.
        for mitigation in self.fragment.mitigations.iter() {
            let table = &self.document.mitigations;
            let twin = table.get(&mitigation.id);
            let copy = self.mitigation(mitigation);
            if twin.is_some_and(|twin| is_same_measure(twin, &copy)) {
                self.mitigations.0.insert(mitigation.id.clone(), mitigation.id.clone());
            } else {
                self.mitigations.settle(table, &mitigation.id, &mitigation.name);
            }
        }
        self.forget_losses();
        let mut names: BTreeSet<String> =
            self.document.nodes.iter().map(|node| node.name.clone()).collect();
        for node in self.fragment.nodes.iter() {
            let name = free_name(&node.name, &mut names);
            let id = self.nodes.settle(&self.document.nodes, &node.id, &name);
            self.pasted.subjects.push(Subject::Node(id.clone()));
            let node = Node { name, ..self.node(node, id) };
            self.put(node);
        }
        for link in self.fragment.links.iter() {
            let (from, to) = (self.nodes.get(&link.from), self.nodes.get(&link.to));
            let id = self.links.settle(&self.document.links, &link.id, &format!("{from}-{to}"));
            let link = Link { from, to, ..self.link(link, id) };
            self.put(link);
        }
    }

    /// The first look at mitigations was only for comparison.
    fn forget_losses(&mut self) {
        self.pasted.losses = Losses::default();
        self.pasted.left_out.scores.clear();
        self.pasted.left_out.levels = 0;
    }

    fn node(&mut self, node: &Node, id: Id<Node>) -> Node {
        let subject = Subject::Node(id.clone());
        let initially_misaligned = node.initially_misaligned.as_ref();
        Node {
            position: node.position.map(|place| place.moved(self.by.x, self.by.y)),
            zone: node.zone.as_ref().map(|id| self.zones.get(id)),
            evidence: self.evidence.all(&node.evidence),
            initially_misaligned: initially_misaligned
                .map(|score| self.score(score, Dimension::InitiallyMisaligned)),
            stability: self.series(&node.stability, (&subject, Dimension::Stability)),
            persistence: self.series(&node.persistence, (&subject, Dimension::Persistence)),
            id,
            ..node.clone()
        }
    }

    fn link(&mut self, link: &Link, id: Id<Link>) -> Link {
        let (by, subject) = (self.by, Subject::Link(id.clone()));
        Link {
            requires: link.requires.as_ref().map(|id| self.mitigations.get(id)),
            bends: link.bends.iter().map(|bend| bend.moved(by.x, by.y)).collect(),
            evidence: self.evidence.all(&link.evidence),
            likelihood: self.series(&link.likelihood, (&subject, Dimension::Likelihood)),
            id,
            ..link.clone()
        }
    }

    fn mitigation(&mut self, m: &Mitigation) -> Mitigation {
        let subject = Subject::Mitigation(self.mitigations.get(&m.id));
        Mitigation {
            effectiveness: self.series(&m.effectiveness, (&subject, Dimension::Effectiveness)),
            evidence: self.evidence.all(&m.evidence),
            prevents: self.nodes.all(&m.prevents),
            restores: self.nodes.all(&m.restores),
            undermined_by: self.nodes.all(&m.undermined_by),
            blocks: self.links.all(&m.blocks),
            ..m.clone()
        }
    }

    fn mitigations(&mut self) {
        for mitigation in self.fragment.mitigations.iter() {
            let copy = self.mitigation(mitigation);
            let id = self.mitigations.get(&mitigation.id);
            let covering = match self.document.mitigations.get(&id) {
                Some(twin) => covering(twin, &copy),
                None => Mitigation { id, ..copy },
            };
            self.put(covering);
        }
    }

    fn annotations(&mut self) {
        for annotation in self.fragment.annotations.iter() {
            let table = &self.document.annotations;
            let id = self.annotations.settle(table, &annotation.id, annotation.id.as_str());
            self.pasted.subjects.push(Subject::Annotation(id.clone()));
            let position = annotation.position.moved(self.by.x, self.by.y);
            self.put(Annotation { id, position, ..annotation.clone() });
        }
    }

    /// The marks that come along, on the new ids.
    fn marks(&mut self) {
        let own = &self.document.report.internal;
        let mut marks = own.clone();
        for mark in &self.fragment.report.internal {
            let Some(what) = self.marked(&mark.what) else { continue };
            let mark = Mark { what, reason: mark.reason.clone() };
            if self.is_left_out(&mark.what) {
                self.pasted.left_out.marks.push(mark);
                continue;
            }
            if !marks.iter().any(|known| known.what == mark.what) {
                marks.push(mark);
            }
        }
        if marks != *own {
            let report = ReportSettings { internal: marks, ..(*self.document.report).clone() };
            self.pasted.edits.push(Edit::Report(Box::new(report)));
        }
    }

    fn marked(&self, what: &Marked) -> Option<Marked> {
        let subject = match what.subject() {
            Subject::Node(id) => Subject::Node(self.nodes.get(&id)),
            Subject::Link(id) => Subject::Link(self.links.get(&id)),
            Subject::Mitigation(id) => Subject::Mitigation(self.mitigations.get(&id)),
            Subject::Zone(id) => Subject::Zone(self.zones.get(&id)),
            Subject::Evidence(id) => Subject::Evidence(self.evidence.get(&id)),
            Subject::Annotation(id) => Subject::Annotation(self.annotations.get(&id)),
            _ => return None,
        };
        match what {
            Marked::Element(_) => Some(Marked::Element(subject)),
            Marked::Score(key) => {
                let here = |id: &Id<Phase>| self.phases.get(id).unwrap_or(id).clone();
                let phase = key.phase.as_ref().map(here);
                Some(Marked::Score(ScoreKey { subject, phase, ..key.clone() }))
            }
            Marked::Text(_) => None,
        }
    }

    /// Whether a mark is on a score of a phase that the document lacks.
    fn is_left_out(&self, what: &Marked) -> bool {
        let Marked::Score(key) = what else { return false };
        key.phase.as_ref().is_some_and(|phase| !self.document.phases.contains(phase))
    }

    fn series(&mut self, series: &Series, (subject, dimension): (&Subject, Dimension)) -> Series {
        let mut kept = Series::default();
        for (phase, score) in series.iter() {
            let levels = self.pasted.losses.levels;
            let score = self.score(score, dimension);
            if let Some(here) = self.phases.get(phase) {
                kept.set(here.clone(), Some(score));
                continue;
            }
            // Told when it comes along.
            let left_out = &mut self.pasted.left_out;
            left_out.levels += std::mem::replace(&mut self.pasted.losses.levels, levels) - levels;
            let (subject, phase) = (subject.clone(), Some(phase.clone()));
            left_out.scores.push((ScoreKey { subject, dimension, phase }, score));
        }
        kept
    }

    fn score(&mut self, score: &Score, dimension: Dimension) -> Score {
        let evidence = self.evidence.all(&score.evidence);
        let estimate = self.estimate(&score.estimate, dimension);
        Score { estimate, evidence, ..score.clone() }
    }

    /// A level means what it meant: it stays one where the document's scale has the same band.
    fn estimate(&mut self, estimate: &Estimate, dimension: Dimension) -> Estimate {
        let Estimate::Level(level) = estimate else { return estimate.clone() };
        let band = |document: &Assessment| Some(document.scale()?.band(level)?.range());
        if self.pasted.adopts_scale || band(self.document) == band(self.fragment) {
            return estimate.clone();
        }
        self.pasted.losses.levels += 1;
        let range = estimate.range(dimension, self.fragment.scale());
        range.map_or_else(|| estimate.clone(), Estimate::Range)
    }
}

fn uses_levels(document: &Assessment) -> bool {
    let is_level = |score: &Score| matches!(score.estimate, Estimate::Level(_));
    let has = |series: &Series| series.iter().any(|(_, score)| is_level(score));
    let nodes = document.nodes.iter().any(|node| {
        node.initially_misaligned.as_ref().is_some_and(is_level)
            || has(&node.stability)
            || has(&node.persistence)
    });
    nodes
        || document.links.iter().any(|link| has(&link.likelihood))
        || document.mitigations.iter().any(|m| has(&m.effectiveness))
}

/// Whether two mitigations say the same but for what they cover.
fn is_same_measure(one: &Mitigation, other: &Mitigation) -> bool {
    let covered = Mitigation {
        prevents: one.prevents.clone(),
        restores: one.restores.clone(),
        blocks: one.blocks.clone(),
        undermined_by: one.undermined_by.clone(),
        ..other.clone()
    };
    covered == *one
}

/// A mitigation that also covers what another one does.
fn covering(own: &Mitigation, other: &Mitigation) -> Mitigation {
    fn joined<T>(own: &[Id<T>], more: &[Id<T>]) -> Vec<Id<T>> {
        let new = more.iter().filter(|id| !own.contains(id));
        own.iter().chain(new).cloned().collect()
    }
    Mitigation {
        prevents: joined(&own.prevents, &other.prevents),
        restores: joined(&own.restores, &other.restores),
        blocks: joined(&own.blocks, &other.blocks),
        undermined_by: joined(&own.undermined_by, &other.undermined_by),
        ..own.clone()
    }
}

/// The name, or `name copy`, `name copy 2`, … where it is taken.
fn free_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut free = name.to_owned();
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let stem = stem.strip_suffix(" copy").unwrap_or(name);
    let mut number = 1;
    while taken.contains(&free) {
        free = if number == 1 { format!("{stem} copy") } else { format!("{stem} copy {number}") };
        number += 1;
    }
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Band, NodeKind, Phase, Probability, Scale};

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn p(value: f64) -> Probability {
        Probability::try_from(value).expect("a probability")
    }

    fn document() -> Assessment {
        let mut parts = Assessment::blank("Source").to_parts();
        let phase = parts.phases[0].id.clone();
        let band = Band { level: "likely".to_owned(), low: p(0.5), best: None, high: p(0.9) };
        parts.scale = Some(Scale { name: "S".to_owned(), bands: vec![band] });
        parts.zones = vec![Zone::new(id("z"), "Zone")];
        parts.evidence = vec![Evidence::new(id("e"), "Test"), Evidence::new(id("unused"), "None")];
        for name in ["a", "b", "c"] {
            let mut node = Node::new(id(name), name, NodeKind::Host);
            let level = Score { evidence: vec![id("e")], ..Score::point(p(0.2)) };
            let estimate = Estimate::Level("likely".to_owned());
            node.stability.set(phase.clone(), Some(Score { estimate, ..level }));
            node.position = Some(Position { x: 8.0, y: 8.0 });
            node.zone = Some(id("z"));
            parts.nodes.push(node);
        }
        parts.links = vec![
            Link { requires: Some(id("m")), ..Link::new(id("a-b"), id("a"), id("b")) },
            Link::new(id("b-c"), id("b"), id("c")),
        ];
        let monitor = Mitigation::new(id("m"), "Monitoring");
        let blocks = vec![id("a-b"), id("b-c")];
        parts.mitigations = vec![Mitigation { blocks, prevents: vec![id("c")], ..monitor }];
        Assessment::new(parts).expect("valid")
    }

    fn selected(ids: &[&str]) -> BTreeSet<Subject> {
        ids.iter().map(|text| Subject::Node(id(text))).collect()
    }

    fn pasted(document: &Assessment, fragment: &Assessment) -> (Assessment, Pasted) {
        let pasted = document.pasting(fragment, Position { x: 16.0, y: 0.0 });
        (document.edited(&Edit::Named("paste", pasted.edits.clone())).expect("valid"), pasted)
    }

    #[test]
    fn a_fragment_holds_what_its_nodes_need_and_nothing_else() {
        let fragment = document().fragment(&selected(&["a", "b"]), &BTreeMap::new()).expect("some");
        let links: Vec<&str> = fragment.links().iter().map(|link| link.id.as_str()).collect();
        assert_eq!(links, ["a-b"]);
        assert_eq!(fragment.mitigations().iter().next().map(|m| m.blocks.len()), Some(1));
        assert_eq!((fragment.zones().len(), fragment.evidence().len()), (1, 1));
        let zone = BTreeSet::from([Subject::Zone(id("z"))]);
        let all = document().fragment(&zone, &BTreeMap::new()).expect("some");
        assert_eq!((all.nodes().len(), all.links().len()), (3, 2));
        let links_only = BTreeSet::from([Subject::Link(id("a-b"))]);
        assert_eq!(document().fragment(&links_only, &BTreeMap::new()), None);
    }

    #[test]
    fn pasted_at_home_the_register_is_shared_and_the_measure_covers_both() {
        let document = document();
        let fragment = document.fragment(&selected(&["a", "b"]), &BTreeMap::new()).expect("some");
        let (after, pasted) = pasted(&document, &fragment);
        assert_eq!((after.nodes().len(), after.links().len()), (5, 3));
        assert_eq!(
            (after.evidence().len(), after.zones().len(), after.mitigations().len()),
            (2, 1, 1)
        );
        let measure = after.mitigations().get(&id("m")).expect("kept");
        assert_eq!(measure.blocks.len(), 3);
        assert_eq!(measure.prevents, [id("c")]);
        let copy = after.nodes().get(&id("a-copy")).expect("a copy");
        assert_eq!(
            (copy.name.as_str(), copy.position),
            ("a copy", Some(Position { x: 24.0, y: 8.0 }))
        );
        let link = after.links().get(&id("a-copy-b-copy")).expect("a copy");
        assert_eq!((link.requires.clone(), link.to.as_str()), (Some(id("m")), "b-copy"));
        assert_eq!(pasted.losses, Losses::default());
        assert_eq!(pasted.subjects, [Subject::Node(id("a-copy")), Subject::Node(id("b-copy"))]);
    }

    #[test]
    fn in_another_document_ids_stay_and_unknown_phases_are_told() {
        let fragment = document().fragment(&selected(&["a", "b"]), &BTreeMap::new()).expect("some");
        let mut other = Assessment::blank("Other").to_parts();
        let (same, _) = pasted(&Assessment::new(other.clone()).expect("valid"), &fragment);
        assert_eq!(same.nodes().get(&id("a")).map(|node| node.stability.is_empty()), Some(false));
        assert_eq!(same.scale().map(|scale| scale.name.as_str()), Some("S"));
        other.phases = vec![Phase::new(id("elsewhere"), "Elsewhere")];
        let (bare, told) = pasted(&Assessment::new(other).expect("valid"), &fragment);
        assert_eq!((told.left_out.len(), told.losses), (2, Losses::default()));
        assert!(bare.nodes().iter().all(|node| node.stability.is_empty()));
    }

    #[test]
    fn a_level_of_another_scale_becomes_its_range() {
        let fragment = document().fragment(&selected(&["a"]), &BTreeMap::new()).expect("some");
        let mut other = Assessment::blank("Other").to_parts();
        let band = Band { level: "likely".to_owned(), low: p(0.6), best: None, high: p(0.9) };
        other.scale = Some(Scale { name: "T".to_owned(), bands: vec![band] });
        let (after, told) = pasted(&Assessment::new(other).expect("valid"), &fragment);
        assert_eq!(told.losses, Losses { levels: 1 });
        let node = after.nodes().get(&id("a")).expect("pasted");
        let (_, score) = node.stability.iter().next().expect("scored");
        let Estimate::Range(range) = score.estimate else { panic!("{:?}", score.estimate) };
        assert!((range.high().get() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn evidence_of_the_same_id_but_other_content_gets_a_fresh_id() {
        let fragment = document().fragment(&selected(&["a"]), &BTreeMap::new()).expect("some");
        let mut other = Assessment::blank("Other").to_parts();
        other.evidence = vec![Evidence::new(id("e"), "Something else")];
        let (after, _) = pasted(&Assessment::new(other).expect("valid"), &fragment);
        let node = after.nodes().get(&id("a")).expect("pasted");
        let cited = node.stability.iter().next().map(|(_, score)| score.evidence.clone());
        assert_eq!(cited, Some(vec![id("test")]));
        assert_eq!(after.evidence().len(), 2);
    }
}
