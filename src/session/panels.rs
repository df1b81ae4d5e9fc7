//! Which panels the window shows, where and how large: plain values, kept between runs.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Widths and heights beyond this are damage.
const SIZE_MAX: f32 = 4_000.0;

/// A centre of the window.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Workspace {
    /// The graph.
    #[default]
    Model,
    /// The scores.
    Scores,
    /// What follows.
    Results,
    /// What is written.
    Report,
}

impl Workspace {
    /// All workspaces in order.
    pub const ALL: [Self; 4] = [Self::Model, Self::Scores, Self::Results, Self::Report];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Model => "Model",
            Self::Scores => "Scores",
            Self::Results => "Results",
            Self::Report => "Report",
        }
    }
}

/// A part of the window that can be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Panel {
    /// All elements in groups.
    Outline,
    /// The centre: graph, scores, results or report. The only one that cannot be hidden.
    Workspace,
    /// What is selected.
    Inspector,
    /// Findings and refusals.
    Problems,
    /// The phases.
    Timeline,
}

impl Panel {
    /// All panels.
    pub const ALL: [Self; 5] =
        [Self::Outline, Self::Workspace, Self::Inspector, Self::Problems, Self::Timeline];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Outline => "Outline",
            Self::Workspace => "Workspace",
            Self::Inspector => "Inspector",
            Self::Problems => "Problems",
            Self::Timeline => "Timeline",
        }
    }

    /// Whether it is shown in all workspaces or in none: only outline and inspector are chosen for each apart.
    pub fn is_everywhere(self) -> bool {
        !matches!(self, Self::Outline | Self::Inspector)
    }

    /// Its usual width where it stands beside others, and its usual height where it stands above or below them.
    pub fn usual_size(self) -> [f32; 2] {
        match self {
            Self::Outline => [232.0, 260.0],
            Self::Workspace => [640.0, 480.0],
            Self::Inspector => [316.0, 320.0],
            Self::Problems => [316.0, 180.0],
            Self::Timeline => [316.0, 82.0],
        }
    }

    /// The least and the greatest width and height that it is of use at.
    pub fn size_range(self) -> [[f32; 2]; 2] {
        match self {
            Self::Outline => [[180.0, 420.0], [120.0, SIZE_MAX]],
            Self::Workspace => [[320.0, SIZE_MAX], [150.0, SIZE_MAX]],
            Self::Inspector => [[260.0, 560.0], [120.0, SIZE_MAX]],
            Self::Problems => [[260.0, 720.0], [90.0, 420.0]],
            Self::Timeline => [[240.0, 720.0], [82.0, 82.0]],
        }
    }
}

/// How panels stand to each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arrangement {
    /// One panel.
    Panel(Panel),
    /// Side by side, from left to right.
    Row(Vec<Self>),
    /// One above the other.
    Column(Vec<Self>),
    /// One at a time, chosen by tabs; the place of the one that is shown.
    Tabs(usize, Vec<Self>),
}

/// Where a panel can be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Left of everything beside the workspace.
    Left,
    /// Right of everything beside the workspace.
    Right,
    /// Above everything.
    Top,
    /// Below everything.
    Bottom,
    /// Below the workspace only.
    BelowWorkspace,
}

impl Side {
    /// All sides in the order of menus.
    pub const ALL: [Self; 5] =
        [Self::Left, Self::Right, Self::Top, Self::Bottom, Self::BelowWorkspace];

    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            Self::Left => "Left",
            Self::Right => "Right",
            Self::Top => "Top",
            Self::Bottom => "Bottom",
            Self::BelowWorkspace => "Below the workspace",
        }
    }
}

impl Arrangement {
    /// The outline at the left, the inspector at the right, the problems below the workspace, the timeline below all.
    pub fn usual() -> Self {
        use Panel::{Inspector, Outline, Problems, Timeline, Workspace};
        let center = Self::Column(vec![Self::Panel(Workspace), Self::Panel(Problems)]);
        let upper = Self::Row(vec![Self::Panel(Outline), center, Self::Panel(Inspector)]);
        Self::Column(vec![upper, Self::Panel(Timeline)])
    }

    /// The same with a panel at a side of the window or of the workspace.
    #[must_use]
    pub fn with_at(self, panel: Panel, side: Side) -> Self {
        if panel == Panel::Workspace {
            return self;
        }
        let Some(rest) = self.without(panel) else { return Self::Panel(panel) };
        match side {
            Side::Left => rest.inserted(panel, true, true),
            Side::Right => rest.inserted(panel, true, false),
            Side::Top => rest.inserted(panel, false, true),
            Side::Bottom => rest.inserted(panel, false, false),
            Side::BelowWorkspace => {
                let center = Self::Panel(Panel::Workspace);
                rest.replaced(Panel::Workspace, &|_| {
                    Self::Column(vec![center.clone(), Self::Panel(panel)])
                })
            }
        }
        .joined()
    }

    /// The same with a panel in tabs with another one, and shown.
    #[must_use]
    pub fn with_tabs(self, panel: Panel, other: Panel) -> Self {
        if panel == other {
            return self;
        }
        let Some(rest) = self.without(panel) else { return Self::Panel(panel) };
        let pair = |other| Self::Tabs(1, vec![Self::Panel(other), Self::Panel(panel)]);
        rest.replaced(other, &pair).joined()
    }

    /// The same with tabs of single panels only: what was put in tabs with a group shares the place of its workspace, or
    /// of its first panel.
    #[must_use]
    pub fn with_plain_tabs(self) -> Self {
        let each = |parts: Vec<Self>| parts.into_iter().map(Self::with_plain_tabs).collect();
        match self {
            Self::Panel(panel) => Self::Panel(panel),
            Self::Row(parts) => Self::Row(each(parts)),
            Self::Column(parts) => Self::Column(each(parts)),
            Self::Tabs(shown, parts) => {
                let Some(at) = parts.iter().position(|part| !matches!(part, Self::Panel(_))) else {
                    return Self::Tabs(shown, parts);
                };
                let mut parts = parts;
                let group = parts.remove(at).with_plain_tabs();
                let panels = group.panels();
                let host = panels.iter().find(|panel| **panel == Panel::Workspace);
                let Some(host) = host.or(panels.first()).copied() else { return group };
                let guests = parts.iter().flat_map(Self::panels);
                guests.fold(group, |group, guest| {
                    let pair = |host| Self::Tabs(1, vec![Self::Panel(host), Self::Panel(guest)]);
                    group.replaced(host, &pair)
                })
            }
        }
        .joined()
    }

    /// The same without a panel; `None` where nothing is left.
    fn without(self, panel: Panel) -> Option<Self> {
        let strip = |parts: Vec<Self>| -> Vec<Self> {
            parts.into_iter().filter_map(|part| part.without(panel)).collect()
        };
        let rest = match self {
            Self::Panel(known) => return (known != panel).then_some(Self::Panel(known)),
            Self::Row(parts) => Self::Row(strip(parts)),
            Self::Column(parts) => Self::Column(strip(parts)),
            Self::Tabs(shown, parts) => {
                let parts = strip(parts);
                Self::Tabs(shown.min(parts.len().saturating_sub(1)), parts)
            }
        };
        (!rest.parts().is_empty()).then_some(rest)
    }

    /// The same with another part in the place of a panel.
    fn replaced(self, panel: Panel, by: &dyn Fn(Panel) -> Self) -> Self {
        let each = |parts: Vec<Self>| -> Vec<Self> {
            parts.into_iter().map(|part| part.replaced(panel, by)).collect()
        };
        match self {
            Self::Panel(known) if known == panel => by(panel),
            Self::Panel(known) => Self::Panel(known),
            Self::Row(parts) => Self::Row(each(parts)),
            Self::Column(parts) => Self::Column(each(parts)),
            Self::Tabs(shown, parts) => Self::Tabs(shown, each(parts)),
        }
    }

    /// The same with a panel at an end of the outermost row, or column, that holds the workspace.
    fn inserted(self, panel: Panel, is_row: bool, is_first: bool) -> Self {
        let put = |mut parts: Vec<Self>| {
            parts.insert(if is_first { 0 } else { parts.len() }, Self::Panel(panel));
            parts
        };
        match self {
            Self::Row(parts) if is_row => Self::Row(put(parts)),
            Self::Column(parts) if !is_row => Self::Column(put(parts)),
            // Rows stand within columns, and the other way round: only the part around the workspace takes it.
            Self::Row(parts) if !is_row => Self::Column(put(vec![Self::Row(parts)])),
            Self::Column(parts) => {
                let inner = |part: Self| {
                    if part.panels().contains(&Panel::Workspace) {
                        part.inserted(panel, is_row, is_first)
                    } else {
                        part
                    }
                };
                Self::Column(parts.into_iter().map(inner).collect())
            }
            other if is_row => Self::Row(put(vec![other])),
            other => Self::Column(put(vec![other])),
        }
    }

    /// The same without rows in rows, columns in columns, tabs in tabs, and groups of one.
    fn joined(self) -> Self {
        let all = |parts: Vec<Self>| parts.into_iter().map(Self::joined);
        match self {
            Self::Panel(panel) => Self::Panel(panel),
            Self::Row(parts) => Self::Row(flat(all(parts), |part| match part {
                Self::Row(inner) => Ok(inner),
                other => Err(other),
            })),
            Self::Column(parts) => Self::Column(flat(all(parts), |part| match part {
                Self::Column(inner) => Ok(inner),
                other => Err(other),
            })),
            Self::Tabs(shown, parts) => {
                let before: usize = parts.iter().take(shown).map(Self::tab_count).sum();
                let within = parts.get(shown).map_or(0, |part| match part {
                    Self::Tabs(inner, _) => *inner,
                    _ => 0,
                });
                Self::Tabs(
                    before + within,
                    flat(all(parts), |part| match part {
                        Self::Tabs(_, inner) => Ok(inner),
                        other => Err(other),
                    }),
                )
            }
        }
        .alone()
    }

    /// How many tabs it gives where it joins others.
    fn tab_count(&self) -> usize {
        match self {
            Self::Tabs(_, parts) => parts.len(),
            _ => 1,
        }
    }

    /// The only part of a group of one.
    fn alone(mut self) -> Self {
        match &mut self {
            Self::Row(parts) | Self::Column(parts) | Self::Tabs(_, parts) if parts.len() == 1 => {
                parts.remove(0)
            }
            _ => self,
        }
    }

    fn parts(&self) -> &[Self] {
        match self {
            Self::Panel(_) => std::slice::from_ref(self),
            Self::Row(parts) | Self::Column(parts) | Self::Tabs(_, parts) => parts,
        }
    }

    /// Its panels, from left to right and from above to below.
    pub fn panels(&self) -> Vec<Panel> {
        match self {
            Self::Panel(panel) => vec![*panel],
            Self::Row(parts) | Self::Column(parts) | Self::Tabs(_, parts) => {
                parts.iter().flat_map(Self::panels).collect()
            }
        }
    }
}

/// Everything about panels that is kept between runs. In files it is text of its own, so that damage to it does not
/// reach other preferences; what cannot be read is as usual.
#[derive(Clone, Debug, PartialEq)]
pub struct Panels {
    /// How they stand to each other.
    pub arrangement: Arrangement,
    /// Width and height of those that were made larger or smaller.
    pub sizes: BTreeMap<Panel, [f32; 2]>,
    /// Those that are not shown, with the workspace that they are not shown in.
    pub hidden: BTreeSet<(Workspace, Panel)>,
}

/// As it is written.
#[derive(Serialize, Deserialize)]
struct Written {
    arrangement: Arrangement,
    sizes: Vec<(Panel, f32, f32)>,
    hidden: Vec<(Workspace, Panel)>,
}

impl Default for Panels {
    fn default() -> Self {
        let of_results = [(Workspace::Report, Panel::Inspector)];
        // The sheet is an outline of its own, and needs the room.
        let of_scores = [Panel::Outline, Panel::Inspector].map(|p| (Workspace::Scores, p));
        let problems = Workspace::ALL.map(|workspace| (workspace, Panel::Problems));
        Self {
            arrangement: Arrangement::usual(),
            sizes: BTreeMap::new(),
            hidden: of_results.into_iter().chain(of_scores).chain(problems).collect(),
        }
    }
}

impl Panels {
    /// Whether a panel is shown in a workspace, where there is room.
    pub fn is_shown(&self, panel: Panel, workspace: Workspace) -> bool {
        !self.hidden.contains(&(workspace, panel))
    }

    /// Shows or hides a panel in a workspace, or in all for those that are everywhere.
    pub fn set_shown(&mut self, panel: Panel, workspace: Workspace, is_shown: bool) {
        let all = Workspace::ALL.into_iter();
        for workspace in all.filter(|other| panel.is_everywhere() || *other == workspace) {
            if is_shown || panel == Panel::Workspace {
                self.hidden.remove(&(workspace, panel));
            } else {
                self.hidden.insert((workspace, panel));
            }
        }
    }

    /// Width and height that a panel should have.
    pub fn size(&self, panel: Panel) -> [f32; 2] {
        self.sizes.get(&panel).copied().unwrap_or_else(|| panel.usual_size())
    }

    /// Whether every panel has exactly one place, and no size is beyond use.
    fn is_sound(&self) -> bool {
        let mut panels = self.arrangement.panels();
        panels.sort_unstable();
        let is_size = |size: &f32| size.is_finite() && (1.0..=SIZE_MAX).contains(size);
        panels == Panel::ALL
            && self.sizes.values().flatten().all(is_size)
            && !self.hidden.iter().any(|(_, panel)| *panel == Panel::Workspace)
    }

    fn to_text(&self) -> Result<String, ron::Error> {
        ron::to_string(&Written {
            arrangement: self.arrangement.clone(),
            sizes: self.sizes.iter().map(|(panel, [w, h])| (*panel, *w, *h)).collect(),
            hidden: self.hidden.iter().copied().collect(),
        })
    }

    fn from_text(text: &str) -> Option<Self> {
        let written: Written = ron::from_str(text).ok()?;
        let panels = Self {
            arrangement: written.arrangement,
            sizes: written.sizes.into_iter().map(|(panel, w, h)| (panel, [w, h])).collect(),
            hidden: written.hidden.into_iter().collect(),
        };
        panels.is_sound().then_some(panels)
    }
}

impl Serialize for Panels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text().map_err(serde::ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for Panels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(Self::from_text(&text).unwrap_or_default())
    }
}

/// Parts with those of parts of the same kind in their place.
fn flat(
    parts: impl Iterator<Item = Arrangement>,
    open: impl Fn(Arrangement) -> Result<Vec<Arrangement>, Arrangement>,
) -> Vec<Arrangement> {
    parts.flat_map(|part| open(part).unwrap_or_else(|other| vec![other])).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn panels_can_be_moved_anywhere_and_none_is_lost(
            moves in prop::collection::vec((0_usize..5, 0_usize..10), 0..40),
        ) {
            let mut arrangement = Arrangement::usual();
            for (panel, target) in moves {
                let panel = Panel::ALL[panel];
                arrangement = match Side::ALL.get(target) {
                    Some(side) => arrangement.with_at(panel, *side),
                    None => arrangement.with_tabs(panel, Panel::ALL[target - 5]),
                };
                let panels = Panels { arrangement: arrangement.clone(), ..Panels::default() };
                prop_assert!(panels.is_sound(), "{arrangement:?}");
                prop_assert_eq!(&arrangement.clone().joined(), &arrangement);
                let text = panels.to_text().expect("written");
                prop_assert_eq!(Panels::from_text(&text), Some(panels));
            }
        }
    }

    #[test]
    fn tabs_with_a_group_are_tabs_with_its_workspace() {
        use Arrangement::{Column, Panel as P, Row, Tabs};
        use Panel::{Inspector, Outline, Problems, Timeline, Workspace};
        let upper = Row(vec![P(Outline), Column(vec![P(Workspace), P(Problems)])]);
        let dropped = Column(vec![Tabs(1, vec![upper, P(Inspector)]), P(Timeline)]);
        let pair = Tabs(1, vec![P(Workspace), P(Inspector)]);
        let upper = Row(vec![P(Outline), Column(vec![pair, P(Problems)])]);
        assert_eq!(dropped.with_plain_tabs(), Column(vec![upper, P(Timeline)]));
        let pair = Column(vec![P(Outline), P(Inspector)]);
        let dropped = Row(vec![Tabs(0, vec![P(Problems), pair]), P(Workspace), P(Timeline)]);
        let pair = Column(vec![Tabs(1, vec![P(Outline), P(Problems)]), P(Inspector)]);
        let plain = Row(vec![pair, P(Workspace), P(Timeline)]);
        assert_eq!(dropped.with_plain_tabs(), plain);
        assert_eq!(plain.clone().with_plain_tabs(), plain);
    }

    #[test]
    fn a_side_is_that_of_the_window() {
        use Arrangement::{Column, Panel as P, Row};
        use Panel::{Inspector, Outline, Problems, Timeline, Workspace};
        let moved = Arrangement::usual().with_at(Inspector, Side::Left);
        let center = Column(vec![P(Workspace), P(Problems)]);
        let upper = Row(vec![P(Inspector), P(Outline), center]);
        assert_eq!(moved, Column(vec![upper, P(Timeline)]));
        let back = moved.with_at(Inspector, Side::Right);
        assert_eq!(back, Arrangement::usual());
        let top = back.with_at(Timeline, Side::Top);
        assert_eq!(top.panels().first(), Some(&Timeline));
        let below = top.with_at(Timeline, Side::Bottom).with_at(Problems, Side::BelowWorkspace);
        assert_eq!(below, Arrangement::usual());
        let tabs = below.with_tabs(Outline, Inspector);
        let pair = Arrangement::Tabs(1, vec![P(Inspector), P(Outline)]);
        let center = Column(vec![P(Workspace), P(Problems)]);
        assert_eq!(tabs, Column(vec![Row(vec![center, pair]), P(Timeline)]));
    }

    #[test]
    fn panels_come_back_as_they_were() {
        let mut panels = Panels::default();
        panels.arrangement = Arrangement::Row(vec![
            Arrangement::Tabs(
                1,
                vec![Arrangement::Panel(Panel::Outline), Arrangement::Panel(Panel::Inspector)],
            ),
            Arrangement::Column(vec![
                Arrangement::Panel(Panel::Workspace),
                Arrangement::Panel(Panel::Timeline),
                Arrangement::Panel(Panel::Problems),
            ]),
        ]);
        panels.sizes.insert(Panel::Outline, [301.5, 260.0]);
        panels.set_shown(Panel::Problems, Workspace::Model, true);
        let text = ron::to_string(&panels).expect("written");
        assert!(!text.contains('\\'), "nothing needs an escape: {text}");
        assert_eq!(ron::from_str::<Panels>(&text).expect("read"), panels);
    }

    #[test]
    fn what_cannot_be_read_or_makes_no_sense_is_as_usual() {
        let usual = Panels::default();
        let twice = usual.to_text().expect("written").replace("Timeline", "Outline");
        let huge = usual.to_text().expect("written").replace("sizes:[", "sizes:[(Outline,1e9,1),");
        let endless =
            usual.to_text().expect("written").replace("sizes:[", "sizes:[(Outline,inf,1),");
        for text in ["", "(", "(arrangement:Panel(Nothing))", &twice, &huge, &endless] {
            assert_eq!(Panels::from_text(text), None, "{text}");
            let quoted = format!("{text:?}");
            assert_eq!(ron::from_str::<Panels>(&quoted).expect("text"), usual);
        }
    }

    #[test]
    fn outline_and_inspector_are_shown_for_each_workspace_apart() {
        let mut panels = Panels::default();
        assert!(!panels.is_shown(Panel::Outline, Workspace::Scores));
        panels.set_shown(Panel::Outline, Workspace::Scores, true);
        panels.set_shown(Panel::Inspector, Workspace::Model, false);
        panels.set_shown(Panel::Timeline, Workspace::Model, false);
        assert!(panels.is_shown(Panel::Outline, Workspace::Scores));
        assert!(panels.is_shown(Panel::Inspector, Workspace::Results));
        assert!(!panels.is_shown(Panel::Timeline, Workspace::Report));
        panels.set_shown(Panel::Workspace, Workspace::Model, false);
        assert!(panels.is_shown(Panel::Workspace, Workspace::Model));
    }
}
