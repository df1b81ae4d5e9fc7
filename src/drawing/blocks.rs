//! Zones in a layout: what is in one is arranged among itself, and then counts as one block.

use std::collections::{BTreeMap, BTreeSet};

use super::apart::CARD;
use crate::model::Position;

/// What a zone's border takes beside its nodes and below them, and with its name above them; in steps of the grid, and
/// more than is drawn, so that borders do not touch.
const SIDE: f64 = 24.0;
const HEAD: f64 = 40.0;

/// Finds places for things of these sizes with these links. The last argument says whether they are all that is in a
/// zone. `None` where the work was ended.
pub(super) type Lay<'a> = &'a dyn Fn(&[[f64; 2]], &[(usize, usize)], bool) -> Option<Vec<Position>>;

/// What is moved as one: a card, or a zone.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Block {
    /// Cards with their places from the block's top left corner.
    pub(super) members: Vec<(usize, Position)>,
    /// Width and height.
    pub(super) size: [f64; 2],
}

impl Block {
    fn card(which: usize) -> Self {
        Self { members: vec![(which, Position::default())], size: CARD }
    }

    /// A zone around cards at these places, and where its corner is.
    pub(super) fn around(cards: &[(usize, Position)]) -> (Self, Position) {
        let far = |of: fn(&Position) -> f64, sign: f64| {
            let ends = cards.iter().map(|(_, place)| of(place) * sign);
            ends.fold(f64::NEG_INFINITY, f64::max) * sign
        };
        let (left, top) = (far(|p| p.x, -1.0), far(|p| p.y, -1.0));
        let (right, bottom) = (far(|p| p.x, 1.0) + CARD[0], far(|p| p.y, 1.0) + CARD[1]);
        let corner = Position { x: left - SIDE, y: top - HEAD };
        let members = cards.iter().map(|(card, p)| (*card, p.moved(-corner.x, -corner.y)));
        let size = [right - left + 2.0 * SIDE, bottom - top + HEAD + SIDE];
        (Self { members: members.collect(), size }, corner)
    }
}

/// Cards in blocks, each block with its place; `zones` has the zone of each card. Blocks may overlap where the layout
/// lets them.
pub(super) fn composed(
    zones: &[Option<usize>],
    links: &[(usize, usize)],
    lay: Lay<'_>,
) -> Option<Vec<(Block, Position)>> {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (card, zone) in zones.iter().enumerate() {
        if let Some(zone) = zone {
            members.entry(*zone).or_default().push(card);
        }
    }
    let mut blocks = Vec::new();
    let mut block_of = vec![0; zones.len()];
    for (card, zone) in zones.iter().enumerate() {
        let block = match zone.map(|zone| members.remove(&zone)) {
            None => Block::card(card),
            Some(Some(cards)) => zone_block(&cards, links, lay)?,
            // In the block of an earlier card.
            Some(None) => continue,
        };
        for (member, _) in &block.members {
            block_of[*member] = blocks.len();
        }
        blocks.push(block);
    }
    let sizes: Vec<[f64; 2]> = blocks.iter().map(|block| block.size).collect();
    let ends = links.iter().map(|(from, to)| (block_of[*from], block_of[*to]));
    let between: BTreeSet<(usize, usize)> = ends.filter(|(from, to)| from != to).collect();
    let between: Vec<(usize, usize)> = between.into_iter().collect();
    let places = lay(&sizes, &between, false)?;
    Some(blocks.into_iter().zip(places).collect())
}

fn zone_block(cards: &[usize], links: &[(usize, usize)], lay: Lay<'_>) -> Option<Block> {
    let here: BTreeMap<usize, usize> = cards.iter().copied().zip(0..).collect();
    let end = |card: &usize| here.get(card).copied();
    let inner = links.iter().filter_map(|(from, to)| end(from).zip(end(to)));
    let places = lay(&vec![CARD; cards.len()], &inner.collect::<Vec<_>>(), true)?;
    let placed: Vec<(usize, Position)> = cards.iter().copied().zip(places).collect();
    Some(Block::around(&placed).0)
}
