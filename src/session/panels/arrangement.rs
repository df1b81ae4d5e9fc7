//! How panels stand to each other, and how that is changed without losing one.

use serde::{Deserialize, Serialize};

use super::Panel;

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
    pub(super) fn joined(self) -> Self {
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

/// Parts with those of parts of the same kind in their place.
fn flat(
    parts: impl Iterator<Item = Arrangement>,
    open: impl Fn(Arrangement) -> Result<Vec<Arrangement>, Arrangement>,
) -> Vec<Arrangement> {
    parts.flat_map(|part| open(part).unwrap_or_else(|other| vec![other])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
