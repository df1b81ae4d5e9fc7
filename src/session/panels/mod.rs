//! Which panels the window shows, where and how large: plain values, kept between runs.

mod arrangement;

use std::collections::{BTreeMap, BTreeSet};

pub use arrangement::{Arrangement, Side};
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
    /// What a panel of experts judges.
    Workshop,
    /// What follows.
    Results,
    /// What is written.
    Report,
    /// What the scores rest on.
    Evidence,
    /// What is claimed, and what carries it; questions and comments.
    Claims,
    /// What the system may turn out to want.
    Hypotheses,
    /// Mechanisms, mitigations and phases to go through.
    Catalog,
    /// Published reports by criteria.
    Audit,
}

impl Workspace {
    /// All workspaces in order.
    pub const ALL: [Self; 10] = [
        Self::Model,
        Self::Scores,
        Self::Workshop,
        Self::Results,
        Self::Report,
        Self::Evidence,
        Self::Claims,
        Self::Hypotheses,
        Self::Catalog,
        Self::Audit,
    ];

    /// Those of the argument behind the numbers.
    pub const ARGUMENT: [Self; 5] =
        [Self::Evidence, Self::Claims, Self::Hypotheses, Self::Catalog, Self::Audit];

    /// Whether it is one of the argument behind the numbers.
    pub fn is_of_argument(self) -> bool {
        Self::ARGUMENT.contains(&self)
    }

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Model => "Model",
            Self::Scores => "Scores",
            Self::Workshop => "Workshop",
            Self::Results => "Results",
            Self::Report => "Report",
            Self::Evidence => "Evidence",
            Self::Claims => "Claims",
            Self::Hypotheses => "Hypotheses",
            Self::Catalog => "Catalog",
            Self::Audit => "Audit",
        }
    }

    /// The least width that it is of use at, in points.
    pub fn width_min(self) -> f32 {
        match self {
            Self::Model | Self::Results => 320.0,
            // A name, its score and two phases; the list of sections and a readable page.
            Self::Scores | Self::Audit => 480.0,
            Self::Evidence | Self::Claims | Self::Hypotheses | Self::Catalog | Self::Workshop => {
                420.0
            }
            Self::Report => 600.0,
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
        let of_report = [Panel::Outline, Panel::Inspector].map(|p| (Workspace::Report, p));
        // The sheet is an outline of its own, and needs the room.
        let of_scores = [Panel::Outline, Panel::Inspector].map(|p| (Workspace::Scores, p));
        // Who answers where nobody looks needs the room, and no element is edited there.
        let of_workshop = [Panel::Outline, Panel::Inspector].map(|p| (Workspace::Workshop, p));
        let of_argument = Workspace::ARGUMENT.map(|workspace| (workspace, Panel::Outline));
        let problems = Workspace::ALL.map(|workspace| (workspace, Panel::Problems));
        Self {
            arrangement: Arrangement::usual(),
            sizes: BTreeMap::new(),
            hidden: of_report
                .into_iter()
                .chain(of_scores)
                .chain(of_workshop)
                .chain(of_argument)
                .chain(problems)
                .collect(),
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
    fn panels_come_back_as_they_were() {
        let arrangement = Arrangement::Row(vec![
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
        let mut panels = Panels { arrangement, ..Panels::default() };
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
