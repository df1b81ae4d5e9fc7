//! What the outline lists: elements in groups by kind, by zone or by mechanism.

use std::{collections::BTreeMap, collections::BTreeSet};

use crate::{
    model::{Assessment, Id, Mechanism, Node, NodeKind, Subject, Zone},
    report::wording,
    session::search::folded,
    ui::canvas::menu::MECHANISMS,
};

/// What elements are grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grouping {
    /// What they are.
    #[default]
    Kind,
    /// Where they stand.
    Zone,
    /// How misalignment arises or is carried.
    Mechanism,
}

impl Grouping {
    /// All of them, with their titles.
    pub const ALL: [(Self, &str); 3] =
        [(Self::Kind, "Kind"), (Self::Zone, "Zone"), (Self::Mechanism, "Mechanism")];
}

/// Elements of some kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Origins,
    Hosts,
    Channels,
    Outcomes,
    Links,
    Mitigations,
    Pathways,
    Hypotheses,
    Phases,
    Zones,
    Evidence,
}

/// A group of rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Group {
    /// Elements of some kind.
    Kind(Kind),
    /// What lies in a zone; in none.
    Zone(Option<Id<Zone>>),
    /// Links from one zone to another, or to what lies in none.
    Between,
    /// What is of a mechanism; of none.
    Mechanism(Option<Mechanism>),
}

/// A line of the outline.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    /// The head of a group with its title and how many rows it has.
    Head(Group, String, usize),
    /// An element.
    Row(Subject),
}

impl Kind {
    const ALL: [Self; 11] = [
        Self::Origins,
        Self::Hosts,
        Self::Channels,
        Self::Outcomes,
        Self::Links,
        Self::Mitigations,
        Self::Pathways,
        Self::Hypotheses,
        Self::Phases,
        Self::Zones,
        Self::Evidence,
    ];

    fn title(self) -> &'static str {
        match self {
            Self::Origins => "Origins and enablers",
            Self::Hosts => "Hosts",
            Self::Channels => "Channels",
            Self::Outcomes => "States and outcomes",
            Self::Links => "Links",
            Self::Mitigations => "Mitigations",
            Self::Pathways => "Pathways",
            Self::Hypotheses => "Hypotheses",
            Self::Phases => "Phases",
            Self::Zones => "Zones",
            Self::Evidence => "Evidence",
        }
    }

    fn has(self, node: &Node) -> bool {
        match node.kind {
            NodeKind::Origin | NodeKind::Enabler => self == Self::Origins,
            NodeKind::Host => self == Self::Hosts,
            NodeKind::Channel => self == Self::Channels,
            NodeKind::State | NodeKind::Outcome | NodeKind::Residual | NodeKind::Withheld => {
                self == Self::Outcomes
            }
        }
    }
}

impl Group {
    /// Whether it is shown although it is empty, so that its first element can be added.
    fn is_always_shown(&self) -> bool {
        matches!(self, Self::Kind(kind) if *kind != Kind::Links)
    }

    /// Whether it is open until it is closed by hand.
    pub(super) fn starts_open(&self) -> bool {
        !matches!(self, Self::Kind(Kind::Links) | Self::Mechanism(None))
    }
}

/// The lines to show, in order. Of open groups the rows that fit the filter, of all groups how many those are.
pub(super) fn lines(
    document: &Assessment,
    (grouping, filter): (Grouping, &str),
    is_open: impl Fn(&Group) -> bool,
) -> Vec<Line> {
    let sought = folded(filter.trim());
    let mut lines = Vec::new();
    for (group, title, mut rows) in groups(document, grouping) {
        if !sought.is_empty() {
            rows.retain(|subject| fits(document, subject, &sought));
        }
        if rows.is_empty() && (!sought.is_empty() || !group.is_always_shown()) {
            continue;
        }
        let is_shown = is_open(&group);
        lines.push(Line::Head(group, title, rows.len()));
        if is_shown {
            lines.extend(rows.into_iter().map(Line::Row));
        }
    }
    lines
}

fn groups(document: &Assessment, grouping: Grouping) -> Vec<(Group, String, Vec<Subject>)> {
    match grouping {
        Grouping::Kind => {
            let group =
                |kind: Kind| (Group::Kind(kind), kind.title().to_owned(), of(document, kind));
            Kind::ALL.map(group).into()
        }
        Grouping::Zone => by_zone(document),
        Grouping::Mechanism => by_mechanism(document),
    }
}

fn of(document: &Assessment, kind: Kind) -> Vec<Subject> {
    match kind {
        Kind::Origins | Kind::Hosts | Kind::Channels | Kind::Outcomes => {
            let nodes = document.nodes().iter().filter(|node| kind.has(node));
            nodes.map(|node| Subject::Node(node.id.clone())).collect()
        }
        Kind::Links => document.links().iter().map(|e| Subject::Link(e.id.clone())).collect(),
        Kind::Mitigations => {
            document.mitigations().iter().map(|e| Subject::Mitigation(e.id.clone())).collect()
        }
        Kind::Pathways => {
            document.pathways().iter().map(|e| Subject::Pathway(e.id.clone())).collect()
        }
        Kind::Hypotheses => {
            document.hypotheses().iter().map(|e| Subject::Hypothesis(e.id.clone())).collect()
        }
        Kind::Phases => document.phases().iter().map(|e| Subject::Phase(e.id.clone())).collect(),
        Kind::Zones => document.zones().iter().map(|e| Subject::Zone(e.id.clone())).collect(),
        Kind::Evidence => {
            document.evidence().iter().map(|e| Subject::Evidence(e.id.clone())).collect()
        }
    }
}

/// Each zone with its nodes and the links within it, what lies in none, and the links between them.
fn by_zone(document: &Assessment) -> Vec<(Group, String, Vec<Subject>)> {
    let mut rows: BTreeMap<Option<&Id<Zone>>, Vec<Subject>> = BTreeMap::new();
    let mut between = Vec::new();
    for node in document.nodes().iter() {
        rows.entry(node.zone.as_ref()).or_default().push(Subject::Node(node.id.clone()));
    }
    for link in document.links().iter() {
        let zone = |id: &Id<Node>| document.nodes().get(id).and_then(|node| node.zone.as_ref());
        let (from, to) = (zone(&link.from), zone(&link.to));
        let list = if from == to { rows.entry(from).or_default() } else { &mut between };
        list.push(Subject::Link(link.id.clone()));
    }
    let zones = document.zones().iter().map(|zone| {
        let title = document.label(&Subject::Zone(zone.id.clone()));
        (
            Group::Zone(Some(zone.id.clone())),
            title,
            rows.remove(&Some(&zone.id)).unwrap_or_default(),
        )
    });
    let mut groups: Vec<(Group, String, Vec<Subject>)> = zones.collect();
    let outside = rows.remove(&None).unwrap_or_default();
    groups.push((Group::Zone(None), "In no zone".to_owned(), outside));
    groups.push((Group::Between, "Links between zones".to_owned(), between));
    groups
}

/// Each mechanism that is used with the nodes and links that are of it, then the nodes that are of none.
fn by_mechanism(document: &Assessment) -> Vec<(Group, String, Vec<Subject>)> {
    let mut rows: BTreeMap<Option<Mechanism>, Vec<Subject>> = BTreeMap::new();
    for node in document.nodes().iter() {
        rows.entry(node.mechanism).or_default().push(Subject::Node(node.id.clone()));
    }
    for link in document.links().iter() {
        rows.entry(Some(link.mechanism)).or_default().push(Subject::Link(link.id.clone()));
    }
    let mut group = |mechanism: Option<Mechanism>| {
        let title = mechanism.map_or("Of no mechanism", wording::mechanism);
        let rows = rows.remove(&mechanism).unwrap_or_default();
        (Group::Mechanism(mechanism), title.to_owned(), rows)
    };
    MECHANISMS.into_iter().map(Some).chain([None]).map(&mut group).collect()
}

/// Whether the filter occurs in the name, the id, the kind or a tag, whatever the case and the accents.
fn fits(document: &Assessment, subject: &Subject, sought: &str) -> bool {
    let has = |text: &str| folded(text).contains(sought);
    if has(subject.id_str()) || has(subject.kind_name()) || has(&document.label(subject)) {
        return true;
    }
    match subject {
        Subject::Node(id) => document.nodes().get(id).is_some_and(|node| {
            has(wording::node_kind(node.kind)) || node.tags.iter().any(|tag| has(tag))
        }),
        Subject::Link(id) => {
            document.links().get(id).is_some_and(|link| has(wording::mechanism(link.mechanism)))
        }
        Subject::Mitigation(id) => document
            .mitigations()
            .get(id)
            .is_some_and(|m| has(wording::mitigation_kind(m.kind)) || has(&m.mit_code)),
        _ => false,
    }
}

/// Which groups were opened or closed by hand, away from how they start.
pub(super) type Toggled = BTreeSet<Group>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Link;

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn document() -> Assessment {
        let mut parts = Assessment::blank("t").to_parts();
        parts.zones = vec![Zone::new(id("z"), "Pilot")];
        for (name, zone) in [("a", Some("z")), ("b", Some("z")), ("c", None)] {
            let mut node = Node::new(id(name), name, NodeKind::Host);
            node.zone = zone.map(id);
            parts.nodes.push(node);
        }
        parts.nodes[2].mechanism = Some(Mechanism::Internet);
        for (name, from, to) in [("ab", "a", "b"), ("bc", "b", "c")] {
            parts.links.push(Link::new(id(name), id(from), id(to)));
        }
        parts.links[0].mechanism = Mechanism::Internet;
        Assessment::new(parts).expect("valid")
    }

    /// `Title: ids`, of the groups of one way of grouping that are not empty.
    fn listed(grouping: Grouping, filter: &str) -> Vec<String> {
        let mut listed: Vec<String> = Vec::new();
        for line in lines(&document(), (grouping, filter), |_| true) {
            match (line, listed.last_mut()) {
                (Line::Head(_, title, count), _) => listed.push(format!("{title} {count}:")),
                (Line::Row(subject), Some(last)) => {
                    last.push(' ');
                    last.push_str(subject.id_str());
                }
                (Line::Row(_), None) => {}
            }
        }
        listed.retain(|line| !line.ends_with(" 0:"));
        listed
    }

    #[test]
    fn every_node_and_link_is_listed_once_in_each_grouping() {
        assert_eq!(
            listed(Grouping::Zone, ""),
            ["Pilot 3: a b ab", "In no zone 1: c", "Links between zones 1: bc"]
        );
        assert_eq!(
            listed(Grouping::Mechanism, ""),
            ["Public internet 2: c ab", "Other 1: bc", "Of no mechanism 2: a b"]
        );
        let kinds = listed(Grouping::Kind, "");
        assert_eq!(
            kinds,
            ["Hosts 3: a b c", "Links 2: ab bc", "Phases 1: deployment", "Zones 1: z"]
        );
    }

    #[test]
    fn the_filter_leaves_only_what_fits() {
        assert_eq!(listed(Grouping::Zone, "INTERNET"), ["Pilot 1: ab"]);
        assert_eq!(listed(Grouping::Kind, "pilot"), ["Zones 1: z"]);
    }

    #[test]
    fn closed_groups_keep_their_count() {
        let lines = lines(&document(), (Grouping::Zone, ""), |_| false);
        assert!(lines.iter().all(|line| matches!(line, Line::Head(..))));
        assert!(matches!(&lines[0], Line::Head(_, title, 3) if title == "Pilot"));
    }
}
