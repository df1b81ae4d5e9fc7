//! A program laid out for the simulation: flat arrays in the order in which the closure walks them.
//!
//! Nodes become *rows*, in an order in which influence mostly flows forwards, so that a sweep over the rows settles
//! most of a phase in one go. Links become *slots*, those of one source side by side; links that act a phase later
//! stand at the end.

use super::program::{Chances, Network, StreamNumbers};

/// What is joined to what, by row and slot.
pub(super) struct Layout {
    /// The place of each row in the network.
    pub(super) places: Vec<u32>,
    /// The row of each place.
    pub(super) rows: Vec<u32>,
    /// Where the slots of a row start that act in the same phase; one more at the end.
    pub(super) starts: Vec<u32>,
    /// By slot: the row it leads to.
    pub(super) targets: Vec<u32>,
    /// By slot: the row it comes from.
    pub(super) sources: Vec<u32>,
    /// By slot: its place in the network.
    pub(super) links: Vec<u32>,
    /// By slot: the mitigations that block it.
    pub(super) blockers: Lists,
    /// By row: the mitigations that prevent its emergence.
    pub(super) preventers: Lists,
    /// By row: the mitigations that undo its persistence.
    pub(super) restorers: Lists,
    /// By row: the mitigations that it undermines.
    pub(super) undermines: Lists,
    /// The mitigations.
    pub(super) measures: Vec<MeasureRows>,
    /// The rows of outcomes.
    pub(super) outcomes: Vec<u32>,
    /// Whether a phase needs to remember how the one before ended.
    pub(super) has_memory: bool,
    /// The random streams, by row, slot and mitigation.
    pub(super) streams: StreamNumbers,
}

/// What one mitigation touches, by row and slot.
pub(super) struct MeasureRows {
    /// Rows that undermine it.
    pub(super) underminers: Vec<u32>,
    /// Rows whose emergence it prevents.
    pub(super) prevents: Vec<u32>,
    /// Rows whose persistence it undoes.
    pub(super) restores: Vec<u32>,
    /// Slots that it blocks.
    pub(super) blocks: Vec<u32>,
}

/// The probabilities of one variant, by phase, then by row, slot or mitigation.
pub(super) struct Odds {
    /// `X(0)`, by row.
    pub(super) initial: Vec<f64>,
    /// `B^E`.
    pub(super) emergence: Vec<Vec<f64>>,
    /// `B^R`.
    pub(super) persistence: Vec<Vec<f64>>,
    /// `B^L`.
    pub(super) opening: Vec<Vec<f64>>,
    /// `B^M`.
    pub(super) working: Vec<Vec<f64>>,
    /// How many carrying links open the gate of a row; [`NEVER`] if it never opens.
    pub(super) thresholds: Vec<u32>,
}

/// The threshold of a gate that never opens.
pub(super) const NEVER: u32 = u32::MAX;

/// Short lists of numbers, one for each row or slot, end to end. Nothing is held where all are empty.
#[derive(Default)]
pub(super) struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    fn new<'a>(lists: impl Iterator<Item = &'a [usize]>) -> Self {
        let (mut starts, mut items) = (vec![0], Vec::new());
        for list in lists {
            items.extend(list.iter().map(|item| *item as u32));
            starts.push(items.len() as u32);
        }
        if items.is_empty() { Self::default() } else { Self { starts, items } }
    }

    /// The list at a place.
    #[expect(clippy::inline_always, reason = "it is read in the innermost loops")]
    #[inline(always)]
    pub(super) fn at(&self, place: usize) -> &[u32] {
        if self.items.is_empty() {
            &[]
        } else {
            &self.items[self.starts[place] as usize..self.starts[place + 1] as usize]
        }
    }

    /// Whether all lists are empty.
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl Layout {
    /// Lays a network out. `streams` are by place.
    pub(super) fn new(network: &Network, streams: &StreamNumbers) -> Self {
        let places = flow_order(network);
        let mut rows = vec![0; places.len()];
        for (row, place) in places.iter().enumerate() {
            rows[*place as usize] = row as u32;
        }
        let (mut links, mut starts) = (Vec::with_capacity(network.links.len()), vec![0]);
        for place in &places {
            let outbound = &network.nodes[*place as usize].outbound;
            links.extend(outbound.iter().map(|e| *e as u32));
            starts.push(links.len() as u32);
        }
        links.extend(
            (0..network.links.len() as u32).filter(|e| network.links[*e as usize].is_delayed),
        );
        let row = |place: usize| rows[place];
        let wires = || links.iter().map(|e| &network.links[*e as usize]);
        let nodes = || places.iter().map(|v| &network.nodes[*v as usize]);
        let restorers = Lists::new(nodes().map(|n| n.restorers.as_slice()));
        let is_delaying = (starts.last().copied().unwrap_or(0) as usize) < links.len();
        Self {
            targets: wires().map(|w| row(w.target)).collect(),
            sources: wires().map(|w| row(w.source)).collect(),
            blockers: Lists::new(wires().map(|w| w.blockers.as_slice())),
            preventers: Lists::new(nodes().map(|n| n.preventers.as_slice())),
            undermines: Lists::new(nodes().map(|n| n.undermines.as_slice())),
            measures: measures(network, &rows, &links),
            outcomes: (0..places.len() as u32)
                .filter(|row| network.nodes[places[*row as usize] as usize].is_outcome)
                .collect(),
            has_memory: is_delaying || !restorers.is_empty(),
            streams: streams.laid_out(&places, &links),
            restorers,
            starts,
            links,
            places,
            rows,
        }
    }

    /// How many slots act in the same phase; the others follow.
    pub(super) fn prompt_slots(&self) -> usize {
        self.starts.last().copied().unwrap_or(0) as usize
    }
}

impl Odds {
    /// The probabilities of a variant in the order of a layout; `network` gives its gates.
    pub(super) fn new(layout: &Layout, network: &Network, chances: &Chances) -> Self {
        let by_row = |values: &[f64]| pick(values, &layout.places);
        let by_slot = |values: &[f64]| pick(values, &layout.links);
        Self {
            initial: by_row(&chances.initial),
            emergence: chances.emergence.iter().map(|row| by_row(row)).collect(),
            persistence: chances.persistence.iter().map(|row| by_row(row)).collect(),
            opening: chances.opening.iter().map(|row| by_slot(row)).collect(),
            working: chances.working.clone(),
            thresholds: layout
                .places
                .iter()
                .map(|v| network.nodes[*v as usize].threshold.map_or(NEVER, |k| k as u32))
                .collect(),
        }
    }
}

impl StreamNumbers {
    fn laid_out(&self, places: &[u32], links: &[u32]) -> Self {
        Self {
            initial: pick(&self.initial, places),
            emergence: pick(&self.emergence, places),
            persistence: pick(&self.persistence, places),
            opening: pick(&self.opening, links),
            working: self.working.clone(),
        }
    }
}

fn pick<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|place| values[*place as usize]).collect()
}

fn measures(network: &Network, rows: &[u32], links: &[u32]) -> Vec<MeasureRows> {
    let mut slots = vec![0; links.len()];
    for (slot, link) in links.iter().enumerate() {
        slots[*link as usize] = slot as u32;
    }
    let mut all: Vec<MeasureRows> = network
        .mitigations
        .iter()
        .map(|m| MeasureRows {
            underminers: m.underminers.iter().map(|v| rows[*v]).collect(),
            prevents: Vec::new(),
            restores: Vec::new(),
            blocks: Vec::new(),
        })
        .collect();
    for (place, node) in network.nodes.iter().enumerate() {
        node.preventers.iter().for_each(|m| all[*m].prevents.push(rows[place]));
        node.restorers.iter().for_each(|m| all[*m].restores.push(rows[place]));
    }
    for (place, wire) in network.links.iter().enumerate() {
        wire.blockers.iter().for_each(|m| all[*m].blocks.push(slots[place]));
    }
    all
}

/// Places in reverse postorder of a depth-first walk along the links: sources mostly before targets.
fn flow_order(network: &Network) -> Vec<u32> {
    let count = network.nodes.len();
    let mut is_seen = vec![false; count];
    let mut order = Vec::with_capacity(count);
    // A node with how many of its links were followed.
    let mut path: Vec<(usize, usize)> = Vec::new();
    let has_no_way_in = |v: &usize| network.nodes[*v].inbound.is_empty();
    let roots = (0..count).filter(has_no_way_in).chain((0..count).filter(|v| !has_no_way_in(v)));
    // Later roots come to stand before earlier ones, so they are walked from the back.
    for root in roots.collect::<Vec<_>>().into_iter().rev() {
        if std::mem::replace(&mut is_seen[root], true) {
            continue;
        }
        path.push((root, 0));
        while let Some((v, followed)) = path.last_mut() {
            let Some(link) = network.nodes[*v].outbound.get(*followed) else {
                order.push(*v as u32);
                path.pop();
                continue;
            };
            *followed += 1;
            let target = network.links[*link].target;
            if !std::mem::replace(&mut is_seen[target], true) {
                path.push((target, 0));
            }
        }
    }
    order.reverse();
    order
}
