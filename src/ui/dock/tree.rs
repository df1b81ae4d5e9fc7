//! Between the arrangement that is kept and the tree that is shown.

use egui_tiles::{Container, LinearDir, Tile, TileId, Tiles, Tree};

use super::tree_id;
use crate::session::{Panel, PanelArrangement as Arrangement};

/// Numbers of tiles from here on are those of groups.
const GROUPS_FROM: u64 = 100;

/// The tile of a panel: always the same, wherever it is moved.
pub(super) fn tile_of(panel: Panel) -> TileId {
    TileId::from_u64(panel as u64 + 1)
}

/// The tree of an arrangement.
pub(super) fn tree_of(arrangement: &Arrangement) -> Tree<Panel> {
    let mut tiles = Tiles::default();
    let mut next = GROUPS_FROM;
    let root = insert(&mut tiles, arrangement, &mut next);
    Tree::new(tree_id(), root, tiles)
}

fn insert(tiles: &mut Tiles<Panel>, part: &Arrangement, next: &mut u64) -> TileId {
    let mut children = |parts: &[Arrangement], tiles: &mut Tiles<Panel>| -> Vec<TileId> {
        parts.iter().map(|part| insert(tiles, part, next)).collect()
    };
    let container = match part {
        Arrangement::Panel(panel) => {
            tiles.insert(tile_of(*panel), Tile::Pane(*panel));
            return tile_of(*panel);
        }
        Arrangement::Row(parts) => Container::new_horizontal(children(parts, tiles)),
        Arrangement::Column(parts) => Container::new_vertical(children(parts, tiles)),
        Arrangement::Tabs(shown, parts) => {
            let children = children(parts, tiles);
            let shown = children.get(*shown).copied();
            let mut tabs = egui_tiles::Tabs::new(children);
            tabs.active = shown.or(tabs.active);
            Container::Tabs(tabs)
        }
    };
    *next += 1;
    tiles.insert(TileId::from_u64(*next), Tile::Container(container));
    TileId::from_u64(*next)
}

/// The arrangement of a tree.
pub(super) fn arrangement_of(tree: &Tree<Panel>) -> Arrangement {
    let whole = tree.root().and_then(|root| part_of(&tree.tiles, root));
    whole.unwrap_or_else(Arrangement::usual)
}

fn part_of(tiles: &Tiles<Panel>, id: TileId) -> Option<Arrangement> {
    let parts = |children: &[TileId]| -> Vec<Arrangement> {
        children.iter().filter_map(|child| part_of(tiles, *child)).collect()
    };
    Some(match tiles.get(id)? {
        Tile::Pane(panel) => Arrangement::Panel(*panel),
        Tile::Container(Container::Tabs(tabs)) => {
            let shown = tabs.children.iter().position(|child| tabs.is_active(*child));
            Arrangement::Tabs(shown.unwrap_or_default(), parts(&tabs.children))
        }
        Tile::Container(Container::Linear(linear)) if linear.dir == LinearDir::Vertical => {
            Arrangement::Column(parts(&linear.children))
        }
        Tile::Container(container) => Arrangement::Row(parts(&container.children_vec())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Side;

    #[test]
    fn an_arrangement_comes_back_from_its_tree() {
        let usual = Arrangement::usual();
        assert_eq!(arrangement_of(&tree_of(&usual)), usual);
        let moved = usual
            .with_at(Panel::Timeline, Side::Top)
            .with_tabs(Panel::Outline, Panel::Inspector)
            .with_tabs(Panel::Problems, Panel::Outline);
        assert_eq!(arrangement_of(&tree_of(&moved)), moved);
    }
}
