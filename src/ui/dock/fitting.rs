//! How large each panel gets: its own size where there is room, the rest for the workspace, and in a small window the
//! panels that were not asked for lately give way.

use eframe::egui::Vec2;
use egui_tiles::{Container, LinearDir, Tile, TileId, Tiles, Tree};

use super::{showing::TAB_BAR_HEIGHT, tree::tile_of};
use crate::session::{Panel, Panels, Workspace};

/// The line between panels.
pub(super) const GAP: f32 = 1.0;

/// Height of the timeline in a low window.
const TIMELINE_LOW: f32 = 40.0;
/// Height of all panels below which a window is low.
pub(super) const LOW: f32 = 400.0;

/// What sizes follow from.
pub(super) struct Fitting<'a> {
    pub(super) panels: &'a Panels,
    pub(super) workspace: Workspace,
    /// Whether the window is so low that the timeline has one line only.
    pub(super) is_low: bool,
}

/// What a part of a row or column asks for, along it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Claim {
    wanted: f32,
    least: f32,
    most: f32,
    /// Whether it takes what the others leave.
    is_flexible: bool,
}

impl Fitting<'_> {
    /// Decides what is visible, and how large.
    pub(super) fn fit(&self, tree: &mut Tree<Panel>, room: Vec2, recency: &[Panel]) {
        for panel in Panel::ALL {
            tree.set_visible(tile_of(panel), self.panels.is_shown(panel, self.workspace));
        }
        let Some(root) = tree.root() else { return };
        for axis in 0..2 {
            for panel in recency {
                let least = self.claim(&tree.tiles, root, axis).least;
                if least <= room[axis] {
                    break;
                }
                let tile = tile_of(*panel);
                let was_visible = tree.is_visible(tile);
                tree.set_visible(tile, false);
                // One whose absence gives no room stays.
                if was_visible && self.claim(&tree.tiles, root, axis).least >= least {
                    tree.set_visible(tile, true);
                }
            }
        }
        self.share_out(&mut tree.tiles, root, room);
    }

    /// The least and the greatest width and height of a panel here.
    fn range(&self, panel: Panel) -> [[f32; 2]; 2] {
        let [mut width, mut height] = panel.size_range();
        match panel {
            Panel::Workspace => width[0] = self.workspace.width_min(),
            Panel::Timeline if self.is_low => height = [TIMELINE_LOW; 2],
            _ => {}
        }
        [width, height]
    }

    fn share_out(&self, tiles: &mut Tiles<Panel>, id: TileId, room: Vec2) {
        let children = visible_children(tiles, id);
        match tiles.get(id) {
            Some(Tile::Container(Container::Linear(linear))) => {
                let axis = axis_of(linear.dir);
                let claims: Vec<Claim> =
                    children.iter().map(|child| self.claim(tiles, *child, axis)).collect();
                let gaps = GAP * children.len().saturating_sub(1) as f32;
                let lengths = lengths((room[axis] - gaps).max(0.0), &claims);
                if let Some(Tile::Container(Container::Linear(linear))) = tiles.get_mut(id) {
                    for (child, length) in children.iter().zip(&lengths) {
                        linear.shares.set_share(*child, *length);
                    }
                }
                for (child, length) in children.into_iter().zip(lengths) {
                    let mut inner = room;
                    inner[axis] = length;
                    self.share_out(tiles, child, inner);
                }
            }
            Some(Tile::Container(_)) => {
                let inner = Vec2::new(room.x, room.y - bar_of(tiles, id));
                for child in children {
                    self.share_out(tiles, child, inner);
                }
            }
            _ => {}
        }
    }

    /// What a visible tile asks for along an axis: 0 across, 1 down.
    fn claim(&self, tiles: &Tiles<Panel>, id: TileId, axis: usize) -> Claim {
        let children = || visible_children(tiles, id).into_iter();
        let claims = || children().map(|child| self.claim(tiles, child, axis));
        match tiles.get(id) {
            Some(Tile::Pane(panel)) => {
                let [least, most] = self.range(*panel)[axis];
                let wanted = self.panels.size(*panel)[axis].clamp(least, most);
                Claim { wanted, least, most, is_flexible: *panel == Panel::Workspace }
            }
            Some(Tile::Container(Container::Linear(linear))) if axis_of(linear.dir) == axis => {
                let gaps = GAP * children().count().saturating_sub(1) as f32;
                let start = Claim { wanted: gaps, least: gaps, most: gaps, is_flexible: false };
                claims().fold(start, |sum, claim| Claim {
                    wanted: sum.wanted + claim.wanted,
                    least: sum.least + claim.least,
                    most: sum.most + claim.most,
                    is_flexible: sum.is_flexible || claim.is_flexible,
                })
            }
            Some(Tile::Container(_)) => {
                let bar = if axis == 1 { bar_of(tiles, id) } else { 0.0 };
                let start = Claim { wanted: 0.0, least: 0.0, most: 0.0, is_flexible: false };
                let widest = claims().fold(start, |all, claim| Claim {
                    wanted: all.wanted.max(claim.wanted),
                    least: all.least.max(claim.least),
                    most: all.most.max(claim.most),
                    is_flexible: all.is_flexible || claim.is_flexible,
                });
                Claim {
                    wanted: widest.wanted + bar,
                    least: widest.least + bar,
                    most: widest.most + bar,
                    ..widest
                }
            }
            None => Claim { wanted: 0.0, least: 0.0, most: 0.0, is_flexible: false },
        }
    }
}

/// Whether a tile can be made no larger or smaller along an axis.
pub(super) fn is_rigid(tiles: &Tiles<Panel>, id: TileId, axis: usize) -> bool {
    match tiles.get(id) {
        Some(Tile::Pane(panel)) => {
            let [least, most] = panel.size_range()[axis];
            most <= least
        }
        _ => visible_children(tiles, id).into_iter().all(|child| is_rigid(tiles, child, axis)),
    }
}

/// After a line between panels was dragged: their sizes as they are now.
pub(super) fn keep_sizes(tree: &Tree<Panel>, panels: &mut Panels) {
    if let Some(root) = tree.root() {
        keep_within(&tree.tiles, root, panels);
    }
}

fn keep_within(tiles: &Tiles<Panel>, id: TileId, panels: &mut Panels) {
    let children = visible_children(tiles, id);
    if let Some(Tile::Container(Container::Linear(linear))) = tiles.get(id) {
        for child in &children {
            if !holds_workspace(tiles, *child) {
                set_length(tiles, *child, (axis_of(linear.dir), linear.shares[*child]), panels);
            }
        }
    }
    for child in children {
        keep_within(tiles, child, panels);
    }
}

/// Gives all panels of a tile that lie across an axis a length along it.
fn set_length(tiles: &Tiles<Panel>, id: TileId, (axis, length): (usize, f32), panels: &mut Panels) {
    match tiles.get(id) {
        Some(Tile::Pane(panel)) => {
            let mut size = panels.size(*panel);
            size[axis] = length;
            set_size(panels, *panel, size);
        }
        Some(Tile::Container(Container::Linear(linear))) if axis_of(linear.dir) == axis => {}
        Some(Tile::Container(_)) => {
            let inner = if axis == 1 { length - bar_of(tiles, id) } else { length };
            for child in visible_children(tiles, id) {
                set_length(tiles, child, (axis, inner), panels);
            }
        }
        None => {}
    }
}

/// Keeps a panel's size, within what it is of use at.
pub(super) fn set_size(panels: &mut Panels, panel: Panel, size: [f32; 2]) {
    let ranges = panel.size_range();
    let clamped = [0, 1].map(|axis| size[axis].clamp(ranges[axis][0], ranges[axis][1]));
    panels.sizes.insert(panel, clamped);
}

fn holds_workspace(tiles: &Tiles<Panel>, id: TileId) -> bool {
    match tiles.get(id) {
        Some(Tile::Pane(panel)) => *panel == Panel::Workspace,
        Some(Tile::Container(container)) => {
            container.children().any(|child| holds_workspace(tiles, *child))
        }
        None => false,
    }
}

/// Height of the row of tabs of a tile: none where there is nothing to choose between.
pub(super) fn bar_of(tiles: &Tiles<Panel>, id: TileId) -> f32 {
    let is_tabs = matches!(tiles.get(id), Some(Tile::Container(Container::Tabs(_))));
    if is_tabs && visible_children(tiles, id).len() > 1 { TAB_BAR_HEIGHT } else { 0.0 }
}

/// The direction of a row is 0, that of a column 1.
pub(super) fn axis_of(direction: LinearDir) -> usize {
    usize::from(direction == LinearDir::Vertical)
}

/// The children of a tile that have a place.
pub(super) fn visible_children(tiles: &Tiles<Panel>, id: TileId) -> Vec<TileId> {
    let Some(Tile::Container(container)) = tiles.get(id) else { return Vec::new() };
    container.children().copied().filter(|child| tiles.is_visible_in_layout(*child)).collect()
}

/// Lengths that fill the room exactly: what each one wants, the rest for the flexible ones; where there is too little,
/// all give way in proportion to what they have above their least.
fn lengths(room: f32, claims: &[Claim]) -> Vec<f32> {
    let mut lengths: Vec<f32> = claims
        .iter()
        .map(|claim| if claim.is_flexible { claim.least } else { claim.wanted })
        .collect();
    let sum: f32 = lengths.iter().sum();
    if sum > room {
        let slack: Vec<f32> =
            claims.iter().zip(&lengths).map(|(claim, length)| length - claim.least).collect();
        let all: f32 = slack.iter().sum();
        let share = if all > 0.0 { ((sum - room) / all).min(1.0) } else { 0.0 };
        for (length, slack) in lengths.iter_mut().zip(slack) {
            *length -= slack * share;
        }
    } else {
        grow(&mut lengths, claims, room - sum);
    }
    // What is left of rounding, or of a window that is too small for all of it, is shared by all.
    let sum: f32 = lengths.iter().sum();
    if sum > 0.0 {
        for length in &mut lengths {
            *length *= room / sum;
        }
    }
    lengths
}

fn grow(lengths: &mut [f32], claims: &[Claim], rest: f32) {
    let flexible = claims.iter().filter(|claim| claim.is_flexible).count();
    let room_of = |(claim, length): (&Claim, &f32)| {
        if flexible > 0 {
            if claim.is_flexible { 1.0 } else { 0.0 }
        } else {
            (claim.most - length).max(0.0)
        }
    };
    let rooms: Vec<f32> = claims.iter().zip(lengths.iter()).map(room_of).collect();
    let all: f32 = rooms.iter().sum();
    if all > 0.0 {
        for (length, room) in lengths.iter_mut().zip(rooms) {
            *length += rest * room / all;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        session::{PanelArrangement, Side},
        ui::dock::tree::tree_of,
    };

    const RECENCY: [Panel; 4] =
        [Panel::Outline, Panel::Inspector, Panel::Problems, Panel::Timeline];

    fn fitted(panels: &Panels, room: Vec2, recency: &[Panel]) -> Tree<Panel> {
        let mut tree = tree_of(&panels.arrangement);
        let is_low = room.y < LOW;
        Fitting { panels, workspace: Workspace::Model, is_low }.fit(&mut tree, room, recency);
        tree
    }

    fn visible(tree: &Tree<Panel>) -> Vec<Panel> {
        Panel::ALL.into_iter().filter(|panel| tree.is_visible(tile_of(*panel))).collect()
    }

    #[test]
    fn side_panels_have_their_own_width_and_the_workspace_the_rest() {
        let tree = fitted(&Panels::default(), Vec2::new(1280.0, 700.0), &RECENCY);
        let row = tree.tiles.parent_of(tile_of(Panel::Outline)).expect("a row");
        let Some(Tile::Container(Container::Linear(linear))) = tree.tiles.get(row) else {
            panic!("no row")
        };
        let widths: Vec<f32> = linear.children.iter().map(|child| linear.shares[*child]).collect();
        assert_eq!(widths, [232.0, 1280.0 - 232.0 - 316.0 - 2.0 * GAP, 316.0]);
    }

    #[test]
    fn in_a_small_window_those_asked_for_last_stay() {
        let mut panels = Panels::default();
        let small = Vec2::new(640.0, 320.0);
        let tree = fitted(&panels, small, &RECENCY);
        assert_eq!(visible(&tree), [Panel::Workspace, Panel::Inspector, Panel::Timeline]);
        let recency = [Panel::Inspector, Panel::Problems, Panel::Timeline, Panel::Outline];
        let tree = fitted(&panels, small, &recency);
        assert_eq!(visible(&tree), [Panel::Outline, Panel::Workspace, Panel::Timeline]);
        panels.set_shown(Panel::Problems, Workspace::Model, true);
        let recency = [Panel::Outline, Panel::Inspector, Panel::Timeline, Panel::Problems];
        let tree = fitted(&panels, Vec2::new(640.0, 270.0), &recency);
        assert_eq!(visible(&tree), [Panel::Workspace, Panel::Inspector, Panel::Problems]);
    }

    #[test]
    fn the_height_of_the_timeline_is_rigid() {
        let tree = tree_of(&PanelArrangement::usual());
        assert!(is_rigid(&tree.tiles, tile_of(Panel::Timeline), 1));
        assert!(!is_rigid(&tree.tiles, tile_of(Panel::Timeline), 0));
    }

    proptest! {
        #[test]
        fn lengths_fill_the_room_and_keep_to_the_least_where_they_can(
            room in 1.0_f32..3000.0,
            raw in prop::collection::vec((10.0_f32..400.0, 10.0_f32..400.0), 1..5),
            flexible in 0_usize..8,
        ) {
            let claims: Vec<Claim> = raw.iter().enumerate().map(|(i, (a, b))| Claim {
                least: a.min(*b), wanted: a.max(*b), most: 1000.0, is_flexible: i == flexible,
            }).collect();
            let lengths = lengths(room, &claims);
            let sum: f32 = lengths.iter().sum();
            prop_assert!((sum - room).abs() < 0.01 * room.max(1.0));
            let least: f32 = claims.iter().map(|claim| claim.least).sum();
            for (length, claim) in lengths.iter().zip(&claims) {
                prop_assert!(*length >= 0.0);
                prop_assert!(room < least || *length >= claim.least - 0.01);
                let is_free = flexible < claims.len() && room > 2000.0;
                prop_assert!(!is_free || claim.is_flexible || (length - claim.wanted).abs() < 0.5);
            }
        }

        #[test]
        fn the_workspace_is_always_visible(
            width in 10.0_f32..2000.0,
            height in 10.0_f32..1200.0,
            moves in prop::collection::vec((0_usize..5, 0_usize..5), 0..6),
        ) {
            let mut panels = Panels::default();
            for (panel, side) in moves {
                let (panel, side) = (Panel::ALL[panel], Side::ALL[side]);
                panels.arrangement = panels.arrangement.with_at(panel, side);
            }
            let tree = fitted(&panels, Vec2::new(width, height), &RECENCY);
            prop_assert!(tree.is_visible_in_layout(tile_of(Panel::Workspace)));
        }
    }
}
