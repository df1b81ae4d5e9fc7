//! What of a graph is looked at: by kind, by number, or by how near to something it is.

use std::collections::{BTreeSet, VecDeque};

use crate::model::{
    Assessment, Id, InForce, Link, Mechanism, Node, Phase, Series, Subject, Table, Zone,
};

/// The furthest neighbors that a focus takes in.
pub const HOPS_MAX: u8 = 5;

/// What is looked at; what nothing is said about does not matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Links of one of these mechanisms with their ends, and nodes of one of them.
    pub mechanisms: BTreeSet<Mechanism>,
    /// What lies in one of these zones.
    pub zones: BTreeSet<Id<Zone>>,
    /// What has a score of its own in this phase.
    pub phase: Option<Id<Phase>>,
    /// Whether only what has a score in force in the chosen phase.
    pub is_scored: bool,
    /// Nodes at least so probably misaligned in the chosen phase, 0..=1, and the links between them.
    pub probability_min: Option<f64>,
    /// What is near to something.
    pub focus: Option<Focus>,
}

/// What is near to some elements.
#[derive(Clone, Debug, PartialEq)]
pub struct Focus {
    /// The elements: nodes, links, zones.
    pub anchors: BTreeSet<Subject>,
    /// Which way to go from them.
    pub way: Way,
    /// How many links far, 1 to [`HOPS_MAX`]; `None` for as far as it goes.
    pub hops: Option<u8>,
}

/// A way along links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Either way.
    Around,
    /// Against the links, to what leads here.
    Upstream,
    /// Along the links, to what this leads to.
    Downstream,
}

/// One thing that a filter asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// A mechanism.
    Mechanism(Mechanism),
    /// A zone.
    Zone(Id<Zone>),
    /// A score of its own in a phase.
    Phase(Id<Phase>),
    /// A score in force.
    Scored,
    /// A probability.
    Probability,
    /// Nearness.
    Focus,
}

/// What passes a filter, by places in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Whether each node does.
    pub nodes: Vec<bool>,
    /// Whether each link does.
    pub links: Vec<bool>,
}

impl Kept {
    /// How many nodes and links pass.
    pub fn counts(&self) -> [usize; 2] {
        [&self.nodes, &self.links].map(|all| all.iter().filter(|kept| **kept).count())
    }
}

impl Filter {
    /// Whether it lets everything pass.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What it asks, in order.
    pub fn criteria(&self) -> Vec<Criterion> {
        let focus = self.focus.iter().map(|_| Criterion::Focus);
        let mechanisms = self.mechanisms.iter().map(|m| Criterion::Mechanism(*m));
        let zones = self.zones.iter().map(|id| Criterion::Zone(id.clone()));
        let phase = self.phase.iter().map(|id| Criterion::Phase(id.clone()));
        let scored = self.is_scored.then_some(Criterion::Scored);
        let probability = self.probability_min.map(|_| Criterion::Probability);
        focus.chain(mechanisms).chain(zones).chain(phase).chain(scored).chain(probability).collect()
    }

    /// Asks one thing less.
    pub fn drop(&mut self, criterion: &Criterion) {
        match criterion {
            Criterion::Mechanism(mechanism) => {
                self.mechanisms.remove(mechanism);
            }
            Criterion::Zone(zone) => {
                self.zones.remove(zone);
            }
            Criterion::Phase(_) => self.phase = None,
            Criterion::Scored => self.is_scored = false,
            Criterion::Probability => self.probability_min = None,
            Criterion::Focus => self.focus = None,
        }
    }

    /// Asks no longer for what the document does not have any more.
    pub fn retain_existing(&mut self, document: &Assessment) {
        self.zones.retain(|id| document.zones().contains(id));
        self.phase.take_if(|id| !document.phases().contains(id));
        if let Some(focus) = &mut self.focus {
            focus.anchors.retain(|subject| document.contains(subject));
        }
        self.focus.take_if(|focus| focus.anchors.is_empty());
    }

    /// What passes: whatever meets all that is asked. `phase` is the chosen phase, 0-based; `prevalence` gives the
    /// probability of a node in it, where it is known.
    pub fn kept(
        &self,
        document: &Assessment,
        phase: usize,
        prevalence: impl Fn(&Id<Node>) -> Option<f64>,
    ) -> Kept {
        let mut kept = Kept {
            nodes: vec![true; document.nodes().len()],
            links: vec![true; document.links().len()],
        };
        let ends = ends(document);
        self.keep_mechanisms(document, &ends, &mut kept);
        if !self.zones.is_empty() {
            let is_in = |node: &Node| node.zone.as_ref().is_some_and(|id| self.zones.contains(id));
            keep_nodes(document, &ends, &mut kept, is_in);
        }
        if let Some(least) = self.probability_min {
            let is_likely = |node: &Node| prevalence(&node.id).is_some_and(|p| p >= least);
            keep_nodes(document, &ends, &mut kept, is_likely);
        }
        if let Some(id) = &self.phase {
            keep_scored(document, &mut kept, |series| series.given(id).is_some());
        }
        if self.is_scored {
            let in_force = |series: &Series| -> bool {
                let score: Option<InForce<'_>> = series.at(document.phases(), phase);
                score.is_some()
            };
            keep_scored(document, &mut kept, in_force);
        }
        if let Some(focus) = &self.focus {
            let near = focus.reached(document, &ends);
            each(&mut kept.nodes, |place| near[place]);
            each(&mut kept.links, |place| {
                ends[place].iter().all(|end| near.get(*end) == Some(&true))
            });
        }
        kept
    }

    fn keep_mechanisms(&self, document: &Assessment, ends: &[[usize; 2]], kept: &mut Kept) {
        if self.mechanisms.is_empty() {
            return;
        }
        let is_wanted = |mechanism: Mechanism| self.mechanisms.contains(&mechanism);
        let links: Vec<bool> = document.links().iter().map(|l| is_wanted(l.mechanism)).collect();
        let mut nodes: Vec<bool> =
            document.nodes().iter().map(|node| node.mechanism.is_some_and(is_wanted)).collect();
        for (ends, _) in ends.iter().zip(&links).filter(|(_, is_wanted)| **is_wanted) {
            for end in ends {
                if let Some(node) = nodes.get_mut(*end) {
                    *node = true;
                }
            }
        }
        each(&mut kept.nodes, |place| nodes[place]);
        each(&mut kept.links, |place| links[place]);
    }
}

impl Focus {
    /// Whether each node is taken in, in the order of the document.
    pub fn nodes(&self, document: &Assessment) -> Vec<bool> {
        self.reached(document, &ends(document))
    }

    /// Whether each node is reached.
    fn reached(&self, document: &Assessment, ends: &[[usize; 2]]) -> Vec<bool> {
        let count = document.nodes().len();
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); count];
        for [from, to] in ends {
            if *from >= count || *to >= count {
                continue;
            }
            if self.way != Way::Upstream {
                next[*from].push(*to);
            }
            if self.way != Way::Downstream {
                next[*to].push(*from);
            }
        }
        let mut far: Vec<Option<u8>> = vec![None; count];
        let mut queue: VecDeque<usize> = VecDeque::new();
        for place in anchors(document, &self.anchors) {
            far[place] = Some(0);
            queue.push_back(place);
        }
        while let Some(place) = queue.pop_front() {
            let hops = far[place].unwrap_or(0);
            if self.hops.is_some_and(|most| hops >= most) {
                continue;
            }
            for other in &next[place] {
                if far[*other].is_none() {
                    far[*other] = Some(hops.saturating_add(1));
                    queue.push_back(*other);
                }
            }
        }
        far.into_iter().map(|far| far.is_some()).collect()
    }
}

/// The places of the nodes that elements stand for: themselves, the ends of links, what lies in zones.
fn anchors(document: &Assessment, subjects: &BTreeSet<Subject>) -> Vec<usize> {
    let nodes: &Table<Node> = document.nodes();
    let mut places: Vec<usize> = Vec::new();
    for subject in subjects {
        match subject {
            Subject::Node(id) => places.extend(nodes.position(id)),
            Subject::Link(id) => {
                let link: Option<&Link> = document.links().get(id);
                let ends = link.into_iter().flat_map(|link| [&link.from, &link.to]);
                places.extend(ends.filter_map(|id| nodes.position(id)));
            }
            Subject::Zone(id) => {
                let is_in = |(_, node): &(usize, &Node)| node.zone.as_ref() == Some(id);
                places.extend(nodes.iter().enumerate().filter(is_in).map(|(place, _)| place));
            }
            _ => {}
        }
    }
    places
}

/// The places of the ends of each link; one past the end for a node that is not there.
fn ends(document: &Assessment) -> Vec<[usize; 2]> {
    let place = |id: &Id<Node>| document.nodes().position(id).unwrap_or(usize::MAX);
    document.links().iter().map(|link| [place(&link.from), place(&link.to)]).collect()
}

fn each(kept: &mut [bool], passes: impl Fn(usize) -> bool) {
    for (place, kept) in kept.iter_mut().enumerate() {
        *kept = *kept && passes(place);
    }
}

/// Keeps some of the nodes, and the links between them.
fn keep_nodes(
    document: &Assessment,
    ends: &[[usize; 2]],
    kept: &mut Kept,
    passes: impl Fn(&Node) -> bool,
) {
    let nodes: Vec<bool> = document.nodes().iter().map(passes).collect();
    each(&mut kept.nodes, |place| nodes[place]);
    each(&mut kept.links, |place| ends[place].iter().all(|end| nodes.get(*end) == Some(&true)));
}

/// Keeps nodes and links of which any score is told.
fn keep_scored(document: &Assessment, kept: &mut Kept, has: impl Fn(&Series) -> bool) {
    let node = |node: &Node| has(&node.stability) || has(&node.persistence);
    let nodes: Vec<bool> = document.nodes().iter().map(node).collect();
    let links: Vec<bool> = document.links().iter().map(|link| has(&link.likelihood)).collect();
    each(&mut kept.nodes, |place| nodes[place]);
    each(&mut kept.links, |place| links[place]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{NodeKind, Probability, Score};

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    /// `a → b → c → d`, and `e` alone; `b` and `c` in a zone; the first link by messages; `b` scored in the first of
    /// two phases, `c` in the second.
    fn chain() -> Assessment {
        let mut parts = Assessment::blank("t").to_parts();
        parts.phases.push(Phase::new(id("two"), "Two"));
        parts.zones = vec![Zone::new(id("z"), "Z")];
        for name in ["a", "b", "c", "d", "e"] {
            let mut node = Node::new(id(name), name, NodeKind::Host);
            if name == "b" || name == "c" {
                node.zone = Some(id("z"));
                let phase = if name == "b" { parts.phases[0].id.clone() } else { id("two") };
                node.stability.set(phase, Some(Score::point(Probability::clamped(0.5))));
            }
            parts.nodes.push(node);
        }
        for (name, from, to) in [("ab", "a", "b"), ("bc", "b", "c"), ("cd", "c", "d")] {
            parts.links.push(Link::new(id(name), id(from), id(to)));
        }
        parts.links[0].mechanism = Mechanism::AgentMessaging;
        Assessment::new(parts).expect("valid")
    }

    /// The ids of what passes, nodes before links.
    fn passed(filter: &Filter, phase: usize) -> String {
        let document = chain();
        let kept = filter.kept(&document, phase, |id| {
            document.nodes().position(id).map(|place| place as f64 / 10.0)
        });
        let nodes = document.nodes().iter().zip(&kept.nodes).filter(|(_, kept)| **kept);
        let links = document.links().iter().zip(&kept.links).filter(|(_, kept)| **kept);
        let ids = nodes.map(|(n, _)| n.id.as_str()).chain(links.map(|(l, _)| l.id.as_str()));
        ids.collect::<Vec<_>>().join(" ")
    }

    fn focused(anchor: &str, way: Way, hops: Option<u8>) -> Filter {
        let anchors = BTreeSet::from([Subject::Node(id(anchor))]);
        Filter { focus: Some(Focus { anchors, way, hops }), ..Filter::default() }
    }

    #[test]
    fn an_empty_filter_lets_all_pass() {
        assert_eq!(passed(&Filter::default(), 0), "a b c d e ab bc cd");
        assert!(Filter::default().criteria().is_empty());
    }

    #[test]
    fn nearness_counts_links_in_the_chosen_way() {
        assert_eq!(passed(&focused("b", Way::Around, Some(1)), 0), "a b c ab bc");
        assert_eq!(passed(&focused("b", Way::Around, Some(2)), 0), "a b c d ab bc cd");
        assert_eq!(passed(&focused("c", Way::Upstream, None), 0), "a b c ab bc");
        assert_eq!(passed(&focused("c", Way::Downstream, None), 0), "c d cd");
        assert_eq!(passed(&focused("e", Way::Around, None), 0), "e");
    }

    #[test]
    fn links_and_zones_stand_for_their_nodes() {
        let on = |anchor: Subject| Filter {
            focus: Some(Focus {
                anchors: BTreeSet::from([anchor]),
                way: Way::Upstream,
                hops: None,
            }),
            ..Filter::default()
        };
        assert_eq!(passed(&on(Subject::Link(id("ab"))), 0), "a b ab");
        assert_eq!(passed(&on(Subject::Zone(id("z"))), 0), "a b c ab bc");
    }

    #[test]
    fn each_thing_that_is_asked_narrows() {
        let mechanisms = BTreeSet::from([Mechanism::AgentMessaging]);
        assert_eq!(passed(&Filter { mechanisms, ..Filter::default() }, 0), "a b ab");
        let zones = BTreeSet::from([id("z")]);
        assert_eq!(passed(&Filter { zones: zones.clone(), ..Filter::default() }, 0), "b c bc");
        let phase = Some(id("two"));
        assert_eq!(passed(&Filter { phase, ..Filter::default() }, 0), "c");
        let scored = Filter { is_scored: true, ..Filter::default() };
        assert_eq!((passed(&scored, 0), passed(&scored, 1)), ("b".into(), "b c".into()));
        let likely = Filter { probability_min: Some(0.2), ..Filter::default() };
        assert_eq!(passed(&likely, 0), "c d e cd");
        assert_eq!(passed(&Filter { zones, ..likely }, 0), "c");
    }

    #[test]
    fn what_is_asked_can_be_dropped_one_by_one() {
        let mut filter = Filter {
            mechanisms: BTreeSet::from([Mechanism::Internet]),
            zones: BTreeSet::from([id("z")]),
            phase: Some(id("two")),
            is_scored: true,
            probability_min: Some(0.1),
            ..focused("a", Way::Around, Some(1))
        };
        let criteria = filter.criteria();
        assert_eq!(criteria.len(), 6);
        for criterion in &criteria {
            filter.drop(criterion);
        }
        assert!(filter.is_empty());
    }

    #[test]
    fn what_the_document_lost_is_no_longer_asked_for() {
        let blank = Assessment::blank("t");
        let mut filter =
            Filter { zones: BTreeSet::from([id("z")]), ..focused("a", Way::Around, None) };
        filter.retain_existing(&chain());
        assert_eq!(filter.criteria().len(), 2);
        filter.retain_existing(&blank);
        assert!(filter.is_empty());
    }

    /// A graph with so many nodes and these links.
    fn graph(count: usize, links: &[(usize, usize)]) -> Assessment {
        let mut parts = Assessment::blank("t").to_parts();
        let name = |i: usize| format!("n{i}");
        parts.nodes =
            (0..count).map(|i| Node::new(id(&name(i)), &name(i), NodeKind::Host)).collect();
        for (i, (from, to)) in links.iter().enumerate() {
            let (from, to) = (from % count, to % count);
            parts.links.push(Link::new(id(&format!("l{i}")), id(&name(from)), id(&name(to))));
        }
        Assessment::new(parts).expect("valid")
    }

    proptest! {
        #[test]
        fn wider_focus_keeps_more_and_every_kept_link_has_kept_ends(
            links in prop::collection::vec((0_usize..12, 0_usize..12), 0..24),
            anchor in 0_usize..12,
            way in prop::sample::select(vec![Way::Around, Way::Upstream, Way::Downstream]),
        ) {
            let links: Vec<_> = links.into_iter().filter(|(a, b)| a != b).collect();
            let document = graph(12, &links);
            let mut before = 0;
            for hops in (1..=HOPS_MAX).map(Some).chain([None]) {
                let kept = focused(&format!("n{anchor}"), way, hops).kept(&document, 0, |_| None);
                let [nodes, _] = kept.counts();
                prop_assert!(nodes >= before && kept.nodes[anchor]);
                before = nodes;
                for ((from, to), _) in links.iter().zip(&kept.links).filter(|(_, kept)| **kept) {
                    prop_assert!(kept.nodes[*from] && kept.nodes[*to]);
                }
            }
        }

        #[test]
        fn asking_more_never_keeps_more(
            links in prop::collection::vec((0_usize..8, 0_usize..8), 0..16),
            least in 0.0_f64..1.0,
        ) {
            let links: Vec<_> = links.into_iter().filter(|(a, b)| a != b).collect();
            let document = graph(8, &links);
            let p = |id: &Id<Node>| document.nodes().position(id).map(|i| i as f64 / 8.0);
            let near = focused("n0", Way::Around, Some(2));
            let both = Filter { probability_min: Some(least), ..near.clone() };
            let likely = Filter { probability_min: Some(least), ..Filter::default() };
            let [near, both, likely] = [&near, &both, &likely].map(|f| f.kept(&document, 0, p));
            for place in 0..8 {
                prop_assert_eq!(both.nodes[place], near.nodes[place] && likely.nodes[place]);
            }
        }
    }
}
