//! The document as dense arrays: with `belief` the only file that knows both the words of the document and the numbers
//! of the solvers.
//!
//! A [`Program`] has one [`Network`] (what is joined to what, the same in all phases) and one [`Chances`] for each
//! hypothesis (the probabilities of SEMANTICS §1 in every phase, after levels and ranges became central values,
//! values were carried forward, defaults filled in and log-odds shifted: §2–§4). Disabled mitigations and links that
//! do not exist are left out, so that a solver cannot count them by mistake; where two documents are compared, what is
//! on in only one of them has a place in both (a [`Frame`]), and probability 0 where it is off.

use std::sync::Arc;

use super::{closure::Draw, stream};
use crate::model::{
    Assessment, Delay, Dimension, Estimate, Hypothesis, Id, Link, Mitigation, NodeKind,
    Probability, Row, Score, Series, Shift, Subject, Table,
};

/// Everything that a solver needs of a document.
#[derive(Clone)]
pub(super) struct Program {
    /// What is joined to what.
    pub(super) network: Arc<Network>,
    /// By hypothesis, in file order.
    pub(super) chances: Vec<Chances>,
    /// Normalized weights of the hypotheses.
    pub(super) weights: Vec<f64>,
    /// How many phases there are.
    pub(super) phase_count: usize,
}

/// Which links and mitigations of a document have a place in its program: those that exist and are enabled, or, where
/// several documents are compared, those that are so in one of them. What has a place and is off has probability 0.
pub(super) struct Frame {
    links: Vec<Listed>,
    mitigations: Vec<bool>,
}

/// What a frame knows of a link, found once because it takes a search for each of its ends.
#[derive(Clone, Copy)]
struct Listed {
    /// The places of its source and target, if both are there.
    ends: Option<(usize, usize)>,
    has_place: bool,
}

impl Listed {
    /// Whether the link exists in a document.
    fn exists(self, document: &Assessment, link: &Link) -> bool {
        self.ends.is_some() && document.link_exists(link)
    }
}

/// Nodes, links and mitigations, by place.
pub(super) struct Network {
    /// In file order.
    pub(super) nodes: Vec<Place>,
    /// The links of the frame, in file order.
    pub(super) links: Vec<Wire>,
    /// The mitigations of the frame, in file order.
    pub(super) mitigations: Vec<Measure>,
}

/// A node.
#[derive(Default)]
pub(super) struct Place {
    /// Whether it counts as an outcome.
    pub(super) is_outcome: bool,
    /// How many carrying links open its gate; `None` if it never opens.
    pub(super) threshold: Option<usize>,
    /// Links into it.
    pub(super) inbound: Vec<usize>,
    /// Links out of it that act in the same phase.
    pub(super) outbound: Vec<usize>,
    /// Mitigations that prevent its emergence.
    pub(super) preventers: Vec<usize>,
    /// Mitigations that undo its persistence.
    pub(super) restorers: Vec<usize>,
    /// Mitigations that it undermines.
    pub(super) undermines: Vec<usize>,
}

/// A link.
pub(super) struct Wire {
    /// Its source node.
    pub(super) source: usize,
    /// Its target node.
    pub(super) target: usize,
    /// Whether it reads its source at the end of the previous phase.
    pub(super) is_delayed: bool,
    /// Mitigations that block it.
    pub(super) blockers: Vec<usize>,
}

/// A mitigation.
pub(super) struct Measure {
    /// Nodes that undermine it.
    pub(super) underminers: Vec<usize>,
    /// Nodes whose turning it bears on: what it prevents or restores, and the targets of what it blocks.
    pub(super) concerned: Vec<usize>,
}

/// The probabilities under one hypothesis. Series are indexed by phase, then by place.
#[derive(Clone)]
pub(super) struct Chances {
    /// X(0), by node.
    pub(super) initial: Vec<f64>,
    /// B^E, by phase and node.
    pub(super) emergence: Vec<Vec<f64>>,
    /// B^R, by phase and node.
    pub(super) persistence: Vec<Vec<f64>>,
    /// B^L, by phase and link.
    pub(super) opening: Vec<Vec<f64>>,
    /// B^M, by phase and mitigation.
    pub(super) working: Vec<Vec<f64>>,
}

/// One of the independent variables of SEMANTICS §1, by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variable {
    /// `X_v(0)`.
    Initial(usize),
    /// `B^E_v`.
    Emergence(usize),
    /// `B^R_v`.
    Persistence(usize),
    /// `B^L_e`.
    Opening(usize),
    /// `B^M_m`.
    Working(usize),
}

impl Variable {
    /// The variable that a dimension of an element stands for. `None` if the element has no place in the frame: then
    /// no value of it bears on anything.
    ///
    /// # Errors
    /// [`NoSuchDimension`] if the document has no such element, or that sort of element no such dimension.
    pub(super) fn of(
        document: &Assessment,
        frame: &Frame,
        (subject, dimension): (&Subject, Dimension),
    ) -> Result<Option<Self>, NoSuchDimension> {
        match (subject, dimension) {
            (Subject::Node(id), _) => {
                let place = document.nodes().position(id).ok_or(NoSuchDimension)?;
                match dimension {
                    Dimension::InitiallyMisaligned => Ok(Some(Self::Initial(place))),
                    Dimension::Stability => Ok(Some(Self::Emergence(place))),
                    Dimension::Persistence => Ok(Some(Self::Persistence(place))),
                    Dimension::Likelihood | Dimension::Effectiveness => Err(NoSuchDimension),
                }
            }
            (Subject::Link(id), Dimension::Likelihood) => {
                document.links().get(id).ok_or(NoSuchDimension)?;
                Ok(frame.links(document).position(|link| link.id == *id).map(Self::Opening))
            }
            (Subject::Mitigation(id), Dimension::Effectiveness) => {
                document.mitigations().get(id).ok_or(NoSuchDimension)?;
                Ok(frame.mitigations(document).position(|m| m.id == *id).map(Self::Working))
            }
            _ => Err(NoSuchDimension),
        }
    }
}

/// The document has no such element, or that sort of element no such dimension.
pub(super) struct NoSuchDimension;

/// What a hypothesis adds to the log-odds of a dimension's event (SEMANTICS §4).
pub(super) fn shift(hypothesis: &Hypothesis, dimension: Dimension) -> Shift {
    match dimension {
        Dimension::Stability => hypothesis.emergence_shift,
        Dimension::Likelihood => hypothesis.spread_shift,
        Dimension::Persistence => hypothesis.persistence_shift,
        Dimension::InitiallyMisaligned | Dimension::Effectiveness => Shift::ZERO,
    }
}

/// The random stream of every variable, found from the ids of the elements, so that adding, moving or switching one
/// element leaves the draws of all others alone.
pub(super) struct StreamNumbers {
    /// By node.
    pub(super) initial: Vec<u64>,
    /// By node.
    pub(super) emergence: Vec<u64>,
    /// By node.
    pub(super) persistence: Vec<u64>,
    /// By link.
    pub(super) opening: Vec<u64>,
    /// By mitigation.
    pub(super) working: Vec<u64>,
}

impl Frame {
    /// What is on in this document.
    pub(super) fn new(document: &Assessment) -> Self {
        let listed = |link: &Link| {
            let nodes = document.nodes();
            let ends = nodes.position(&link.from).zip(nodes.position(&link.to));
            Listed { ends, has_place: ends.is_some() && document.link_exists(link) }
        };
        Self {
            links: document.links().iter().map(listed).collect(),
            mitigations: document.mitigations().iter().map(|m| m.enabled).collect(),
        }
    }

    /// What is on in one of two documents, if they have the same elements in the same order, joined in the same way.
    pub(super) fn shared(a: &Assessment, b: &Assessment) -> Option<Self> {
        let has_same_nodes =
            a.nodes().iter().map(|n| (&n.id, n.kind)).eq(b.nodes().iter().map(|n| (&n.id, n.kind)));
        let join = |link: &Link| (link.id.clone(), link.from.clone(), link.to.clone(), link.delay);
        let has_same_links = a.links().iter().map(join).eq(b.links().iter().map(join));
        let has_same_measures = a.mitigations().len() == b.mitigations().len()
            && a.mitigations().iter().zip(b.mitigations().iter()).all(|(m, n)| {
                m.id == n.id
                    && m.prevents == n.prevents
                    && m.restores == n.restores
                    && m.blocks == n.blocks
                    && m.undermined_by == n.undermined_by
            });
        let has_same_hypotheses = a.hypotheses().len() == b.hypotheses().len();
        (has_same_nodes && has_same_links && has_same_measures && has_same_hypotheses).then(|| {
            let (mut both, other) = (Self::new(a), Self::new(b));
            for (link, its) in both.links.iter_mut().zip(other.links) {
                link.has_place |= its.has_place;
            }
            for (mitigation, its) in both.mitigations.iter_mut().zip(other.mitigations) {
                *mitigation |= its;
            }
            both
        })
    }

    /// The links that have a place, in its order.
    pub(super) fn links<'a>(&self, document: &'a Assessment) -> impl Iterator<Item = &'a Link> {
        self.listed(document).map(|(link, _)| link)
    }

    fn listed<'a>(&self, document: &'a Assessment) -> impl Iterator<Item = (&'a Link, Listed)> {
        let all = document.links().iter().zip(self.links.iter().copied());
        all.filter(|(_, listed)| listed.has_place)
    }

    /// The mitigations that have a place, in its order.
    pub(super) fn mitigations<'a>(
        &self,
        document: &'a Assessment,
    ) -> impl Iterator<Item = &'a Mitigation> {
        let all = document.mitigations().iter().zip(&self.mitigations);
        all.filter(|(_, has)| **has).map(|(mitigation, _)| mitigation)
    }
}

impl Program {
    /// The dense form of a document.
    pub(super) fn new(document: &Assessment) -> Self {
        Self::framed(document, &Frame::new(document))
    }

    /// The dense form of a document with a place for everything in the frame.
    pub(super) fn framed(document: &Assessment, frame: &Frame) -> Self {
        let (hypotheses, weights): (Vec<_>, Vec<_>) =
            document.weighed_hypotheses().into_iter().unzip();
        Self {
            network: Arc::new(Network::new(document, frame)),
            chances: hypotheses.iter().map(|h| Chances::new(document, frame, h)).collect(),
            weights,
            phase_count: document.phases().len(),
        }
    }
}

impl Program {
    /// The same with one probability replaced in every phase, under every hypothesis.
    pub(super) fn with(&self, variable: Variable, chance: f64) -> Self {
        let mut chances = self.chances.clone();
        for chances in &mut chances {
            chances.set(variable, chance);
        }
        Self {
            network: Arc::clone(&self.network),
            chances,
            weights: self.weights.clone(),
            phase_count: self.phase_count,
        }
    }
}

impl Network {
    fn new(document: &Assessment, frame: &Frame) -> Self {
        let mut network = Self {
            nodes: document.nodes().iter().map(|_| Place::default()).collect(),
            links: Vec::new(),
            mitigations: Vec::new(),
        };
        // Where each listed link stands among those of the frame.
        let mut standing = vec![None; document.links().len()];
        // How many links into a node exist: what a gate counts.
        let mut existing = vec![0; document.nodes().len()];
        for ((link, listed), standing) in
            document.links().iter().zip(&frame.links).zip(&mut standing)
        {
            if let Some((source, target)) = listed.ends.filter(|_| listed.has_place) {
                *standing = Some(network.links.len());
                network.join(source, target, link.delay == Delay::NextPhase);
                existing[target] += usize::from(listed.exists(document, link));
            }
        }
        for mitigation in frame.mitigations(document) {
            network.install(document, mitigation, &standing);
        }
        let nodes = network.nodes.iter_mut().zip(document.nodes().iter());
        for ((place, node), inbound) in nodes.zip(existing) {
            place.is_outcome = node.kind == NodeKind::Outcome;
            place.threshold = node.gate.threshold(inbound);
        }
        network
    }

    fn join(&mut self, source: usize, target: usize, is_delayed: bool) {
        let number = self.links.len();
        self.links.push(Wire { source, target, is_delayed, blockers: Vec::new() });
        self.nodes[target].inbound.push(number);
        if !is_delayed {
            self.nodes[source].outbound.push(number);
        }
    }

    fn install(
        &mut self,
        document: &Assessment,
        mitigation: &Mitigation,
        standing: &[Option<usize>],
    ) {
        let number = self.mitigations.len();
        let prevented = places(document.nodes(), &mitigation.prevents);
        let restored = places(document.nodes(), &mitigation.restores);
        let underminers = places(document.nodes(), &mitigation.undermined_by);
        let blocked: Vec<usize> = places(document.links(), &mitigation.blocks)
            .into_iter()
            .filter_map(|listed| standing[listed])
            .collect();
        let mut concerned: Vec<usize> = prevented
            .iter()
            .chain(&restored)
            .copied()
            .chain(blocked.iter().map(|e| self.links[*e].target))
            .collect();
        concerned.sort_unstable();
        concerned.dedup();
        for v in &prevented {
            self.nodes[*v].preventers.push(number);
        }
        for v in &restored {
            self.nodes[*v].restorers.push(number);
        }
        for v in &underminers {
            self.nodes[*v].undermines.push(number);
        }
        for e in &blocked {
            self.links[*e].blockers.push(number);
        }
        self.mitigations.push(Measure { underminers, concerned });
    }
}

impl Chances {
    fn new(document: &Assessment, frame: &Frame, hypothesis: &Hypothesis) -> Self {
        let reader = Reader { document, hypothesis };
        let mut chances = Self {
            initial: document
                .nodes()
                .iter()
                .map(|node| node.initially_misaligned.as_ref().map_or(0.0, |s| reader.initial(s)))
                .collect(),
            emergence: reader.series(document.nodes().iter().map(|n| &n.stability), |score| {
                reader.emergence(score)
            }),
            persistence: reader.series(document.nodes().iter().map(|n| &n.persistence), |score| {
                reader.shifted(score, Dimension::Persistence, hypothesis.persistence_shift)
            }),
            opening: reader.series(frame.links(document).map(|l| &l.likelihood), |score| {
                reader.shifted(score, Dimension::Likelihood, hypothesis.spread_shift)
            }),
            working: reader
                .series(frame.mitigations(document).map(|m| &m.effectiveness), |score| {
                    reader.shifted(score, Dimension::Effectiveness, Shift::ZERO)
                }),
        };
        for (place, (link, listed)) in frame.listed(document).enumerate() {
            if !listed.exists(document, link) {
                chances.set(Variable::Opening(place), 0.0);
            }
        }
        for (place, mitigation) in frame.mitigations(document).enumerate() {
            if !mitigation.enabled {
                chances.set(Variable::Working(place), 0.0);
            }
        }
        chances
    }

    /// Puts a probability in place of the present ones, in every phase.
    pub(super) fn set(&mut self, variable: Variable, chance: f64) {
        let (rows, place) = match variable {
            Variable::Initial(v) => {
                self.initial[v] = chance;
                return;
            }
            Variable::Emergence(v) => (&mut self.emergence, v),
            Variable::Persistence(v) => (&mut self.persistence, v),
            Variable::Opening(e) => (&mut self.opening, e),
            Variable::Working(m) => (&mut self.working, m),
        };
        for row in rows {
            row[place] = chance;
        }
    }

    /// Puts a probability in place of the present one in a phase (0-based; initial variables have none).
    pub(super) fn put(&mut self, variable: Variable, phase: usize, chance: f64) {
        match variable {
            Variable::Initial(v) => self.initial[v] = chance,
            Variable::Emergence(v) => self.emergence[phase][v] = chance,
            Variable::Persistence(v) => self.persistence[phase][v] = chance,
            Variable::Opening(e) => self.opening[phase][e] = chance,
            Variable::Working(m) => self.working[phase][m] = chance,
        }
    }

    /// P[variable = 1] in a phase (0-based; initial variables have none).
    pub(super) fn of(&self, variable: Variable, phase: usize) -> f64 {
        match variable {
            Variable::Initial(v) => self.initial[v],
            Variable::Emergence(v) => self.emergence[phase][v],
            Variable::Persistence(v) => self.persistence[phase][v],
            Variable::Opening(e) => self.opening[phase][e],
            Variable::Working(m) => self.working[phase][m],
        }
    }
}

impl StreamNumbers {
    /// The streams of a document's variables; the same places as in its [`Program`].
    pub(super) fn new(document: &Assessment, frame: &Frame) -> Self {
        let nodes =
            |kind| document.nodes().iter().map(|n| stream::number(kind, n.id.as_str())).collect();
        Self {
            initial: nodes(1),
            emergence: nodes(2),
            persistence: nodes(3),
            opening: frame.links(document).map(|l| stream::number(4, l.id.as_str())).collect(),
            working: frame
                .mitigations(document)
                .map(|m| stream::number(5, m.id.as_str()))
                .collect(),
        }
    }

    /// No streams, for work that draws nothing.
    pub(super) fn none(network: &Network) -> Self {
        let (nodes, links) = (vec![0; network.nodes.len()], vec![0; network.links.len()]);
        Self {
            initial: nodes.clone(),
            emergence: nodes.clone(),
            persistence: nodes,
            opening: links,
            working: vec![0; network.mitigations.len()],
        }
    }

    /// The stream of one variable; the numbers are in the order of its places.
    #[expect(clippy::inline_always, reason = "it is read in the innermost loops")]
    #[inline(always)]
    pub(super) fn of(&self, draw: Draw) -> u64 {
        match draw {
            Draw::Initial(v) => self.initial[v],
            Draw::Emergence(v) => self.emergence[v],
            Draw::Persistence(v) => self.persistence[v],
            Draw::Opening(e) => self.opening[e],
            Draw::Working(m) => self.working[m],
        }
    }
}

/// Scores into probabilities under one hypothesis.
struct Reader<'a> {
    document: &'a Assessment,
    hypothesis: &'a Hypothesis,
}

impl Reader<'_> {
    /// One row for each phase: the given value, else the last one before it, else the default (SEMANTICS §2).
    ///
    /// `value` of `None` is the default.
    fn series<'b>(
        &self,
        all: impl Iterator<Item = &'b Series>,
        value: impl Fn(Option<&Score>) -> f64,
    ) -> Vec<Vec<f64>> {
        let mut rows = vec![Vec::new(); self.document.phases().len()];
        let unscored = value(None);
        for series in all {
            let mut current = unscored;
            for (row, phase) in rows.iter_mut().zip(self.document.phases().iter()) {
                if let Some(score) = series.given(&phase.id) {
                    current = value(Some(score));
                }
                row.push(current);
            }
        }
        rows
    }

    fn central(&self, score: Option<&Score>, dimension: Dimension) -> Probability {
        score.map_or(dimension.default_value(), |s| {
            s.estimate.central(dimension, self.document.scale())
        })
    }

    fn initial(&self, score: &Score) -> f64 {
        self.central(Some(score), Dimension::InitiallyMisaligned).get()
    }

    /// 1 − stability, shifted. A level names a band of 1 − stability, so its value is taken as it is.
    fn emergence(&self, score: Option<&Score>) -> f64 {
        let named = score.and_then(|s| match &s.estimate {
            Estimate::Level(level) => Some(self.document.scale()?.band(level)?.range().best()),
            Estimate::Point(_) | Estimate::Range(_) | Estimate::Withheld => None,
        });
        named
            .unwrap_or_else(|| self.central(score, Dimension::Stability).complement())
            .shifted(self.hypothesis.emergence_shift)
            .get()
    }

    fn shifted(&self, score: Option<&Score>, dimension: Dimension, shift: Shift) -> f64 {
        self.central(score, dimension).shifted(shift).get()
    }
}

/// Places of the listed elements, each once: a list may name one twice.
fn places<T: Row>(table: &Table<T>, ids: &[Id<T>]) -> Vec<usize> {
    let mut places: Vec<usize> = ids.iter().filter_map(|id| table.position(id)).collect();
    places.sort_unstable();
    places.dedup();
    places
}
