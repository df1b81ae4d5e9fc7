//! Whether ids exist, asked of a document or of raw parts.

use std::collections::BTreeSet;

use crate::model::{
    Assessment, Evidence, Id, Link, Mitigation, Node, Parts, Phase, Row, Subject, Zone,
};

/// Whether ids exist.
pub(super) trait Known {
    fn phase(&self, id: &Id<Phase>) -> bool;
    fn node(&self, id: &Id<Node>) -> bool;
    fn link(&self, id: &Id<Link>) -> bool;
    fn mitigation(&self, id: &Id<Mitigation>) -> bool;
    fn zone(&self, id: &Id<Zone>) -> bool;
    fn evidence(&self, id: &Id<Evidence>) -> bool;
    /// Any element.
    fn has(&self, subject: &Subject) -> bool;
}

impl Known for Assessment {
    fn phase(&self, id: &Id<Phase>) -> bool {
        self.phases().contains(id)
    }

    fn node(&self, id: &Id<Node>) -> bool {
        self.nodes().contains(id)
    }

    fn link(&self, id: &Id<Link>) -> bool {
        self.links().contains(id)
    }

    fn mitigation(&self, id: &Id<Mitigation>) -> bool {
        self.mitigations().contains(id)
    }

    fn zone(&self, id: &Id<Zone>) -> bool {
        self.zones().contains(id)
    }

    fn evidence(&self, id: &Id<Evidence>) -> bool {
        self.evidence().contains(id)
    }

    fn has(&self, subject: &Subject) -> bool {
        self.contains(subject)
    }
}

/// The ids of raw parts.
pub(super) struct Names<'a> {
    phases: BTreeSet<&'a Id<Phase>>,
    nodes: BTreeSet<&'a Id<Node>>,
    links: BTreeSet<&'a Id<Link>>,
    mitigations: BTreeSet<&'a Id<Mitigation>>,
    zones: BTreeSet<&'a Id<Zone>>,
    evidence: BTreeSet<&'a Id<Evidence>>,
    /// Elements of the kinds of which there are few.
    others: BTreeSet<Subject>,
}

impl<'a> Names<'a> {
    pub(super) fn of(parts: &'a Parts) -> Self {
        let mut others = BTreeSet::new();
        macro_rules! others {
            ($($list:ident $kind:ident),*) => {$(
                others.extend(parts.$list.iter().map(|e| Subject::$kind(e.id.clone())));
            )*};
        }
        others!(hypotheses Hypothesis, pathways Pathway, annotations Annotation, claims Claim);
        others!(questions Question, comments Comment, criteria Criterion, reviews Review);
        Self {
            phases: parts.phases.iter().map(Row::id).collect(),
            nodes: parts.nodes.iter().map(Row::id).collect(),
            links: parts.links.iter().map(Row::id).collect(),
            mitigations: parts.mitigations.iter().map(Row::id).collect(),
            zones: parts.zones.iter().map(Row::id).collect(),
            evidence: parts.evidence.iter().map(Row::id).collect(),
            others,
        }
    }
}

impl Known for Names<'_> {
    fn phase(&self, id: &Id<Phase>) -> bool {
        self.phases.contains(id)
    }

    fn node(&self, id: &Id<Node>) -> bool {
        self.nodes.contains(id)
    }

    fn link(&self, id: &Id<Link>) -> bool {
        self.links.contains(id)
    }

    fn mitigation(&self, id: &Id<Mitigation>) -> bool {
        self.mitigations.contains(id)
    }

    fn zone(&self, id: &Id<Zone>) -> bool {
        self.zones.contains(id)
    }

    fn evidence(&self, id: &Id<Evidence>) -> bool {
        self.evidence.contains(id)
    }

    fn has(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Document => true,
            Subject::Phase(id) => self.phase(id),
            Subject::Node(id) => self.node(id),
            Subject::Link(id) => self.link(id),
            Subject::Mitigation(id) => self.mitigation(id),
            Subject::Zone(id) => self.zone(id),
            Subject::Evidence(id) => self.evidence(id),
            other => self.others.contains(other),
        }
    }
}
