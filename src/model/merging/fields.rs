//! How each field of each part of a document is merged. Every field is named here, or the program does not compile.

use super::{
    super::{
        About, Adoption, Agreement, Annotation, Band, Bookmark, Claim, Comment, Criterion,
        Dismissal, Evidence, Expert, Finding, Hypothesis, Id, Incident, Judgement, Link, Mark,
        Mitigation, ModelVersion, Node, Panel, PanelQuestion, Parts, Pathway, Phase, Question,
        ReportSettings, Review, Round, Scale, Score, SectionText, Subject, Suppression, System,
        Trigger, Withdrawal, Zone,
    },
    told::{Names, Told},
    walk::{Three, Walk},
};

/// What can be merged part by part.
pub(super) trait Fields: Clone + PartialEq {
    /// Whether it is one value, all of which is its key.
    const IS_ITEM: bool = false;

    /// Field by field.
    fn merged(walk: &mut Walk<'_>, of: Three<'_, Self>) -> Self;

    /// By what it is found again in its list.
    fn key(&self) -> String {
        String::new()
    }

    /// By what it goes in paths.
    fn name(&self) -> String {
        self.key()
    }

    /// The element that it is.
    fn subject(&self) -> Option<Subject> {
        None
    }

    /// What it is called.
    fn title(&self, names: &Names<'_>) -> String {
        self.subject().map_or_else(|| self.name(), |subject| names.label(&subject))
    }
}

macro_rules! fields {
    ($type:ident { $($field:ident: $how:ident),* $(,)? } $($more:item)*) => {
        impl Fields for $type {
            fn merged(walk: &mut Walk<'_>, of: Three<'_, Self>) -> Self {
                Self { $($field: walk.$how(stringify!($field), of.map(|e| &e.$field))),* }
            }

            $($more)*
        }
    };
}

/// Elements with an id that can be selected.
macro_rules! element {
    ($type:ident { $($fields:tt)* }) => {
        fields!($type { id: same, $($fields)* }
            fn key(&self) -> String {
                self.id.to_string()
            }
            fn subject(&self) -> Option<Subject> {
                Some(Subject::$type(self.id.clone()))
            }
        );
    };
}

fields!(Parts {
    about: inner,
    phases: list,
    nodes: list,
    links: list,
    mitigations: list,
    hypotheses: list,
    pathways: list,
    scale: optional,
    zones: list,
    evidence: list,
    annotations: list,
    claims: list,
    questions: list,
    comments: list,
    criteria: list,
    reviews: list,
    dismissals: list,
    suppressions: list,
    bookmarks: list,
    panel: inner,
    report: inner,
});

fields!(About {
    title: value,
    summary: value,
    version: value,
    status: value,
    coverage_date: value,
    authors: list,
    system: inner,
});

fields!(System { name: value, developer: value, models: list, description: value });

fields!(ModelVersion { name: same, version: value, released: value, internal_only: value }
    fn key(&self) -> String {
        self.name.clone()
    }
);

element!(Phase {
    name: value,
    kind: value,
    days: value,
    exposure: value,
    exposure_unit: value,
    distribution_shift: value,
    evidence_overlap: value,
    affordances: value,
    catalog: value,
    notes: value,
});

element!(Node {
    name: value,
    kind: value,
    mechanism: value,
    gate: value,
    statement: value,
    initially_misaligned: optional,
    stability: series,
    persistence: series,
    zone: value,
    position: value,
    is_pinned: value,
    accent: value,
    instances: value,
    severity: value,
    catalog: value,
    tags: list,
    evidence: list,
    notes: value,
});

element!(Link {
    from: value,
    to: value,
    mechanism: value,
    intent: value,
    likelihood: series,
    delay: value,
    requires: value,
    bends: value,
    accent: value,
    evidence: list,
    catalog: value,
    tags: list,
    notes: value,
});

element!(Mitigation {
    name: value,
    kind: value,
    strength: value,
    enabled: value,
    effectiveness: series,
    prevents: list,
    restores: list,
    blocks: list,
    undermined_by: list,
    cost: value,
    owner: value,
    limitations: value,
    mit_code: value,
    evidence: list,
    catalog: value,
    tags: list,
    notes: value,
});

fields!(Score { estimate: value, rationale: value, confidence: value, evidence: list, basis: value }
    fn title(&self, names: &Names<'_>) -> String {
        self.estimate.told(names)
    }
);

element!(Hypothesis {
    name: value,
    archetype: value,
    weight: value,
    emergence_shift: value,
    spread_shift: value,
    persistence_shift: value,
    rationale: value,
    evidence: list,
    notes: value,
});

// The links of a pathway are one route: parts of two routes are none.
element!(Pathway {
    name: value,
    links: value,
    outcome: value,
    frequency: value,
    complexity: value,
    severity: value,
    reversibility: value,
    detection: value,
    tags: list,
    notes: value,
});

fields!(Scale { name: value, bands: list }
    fn title(&self, _: &Names<'_>) -> String {
        self.name.clone()
    }
);

fields!(Band { level: same, low: value, best: value, high: value }
    fn key(&self) -> String {
        self.level.clone()
    }
);

element!(Zone { name: value, accent: value, is_collapsed: value });

element!(Evidence {
    title: value,
    kind: value,
    grade: value,
    authors: list,
    container: value,
    source: value,
    locator: value,
    date: value,
    quote: value,
    finding: value,
    limits: value,
    phases: list,
    system: value,
    incident: boxed,
    withdrawn: optional,
});

fields!(Incident {
    start: value,
    end: value,
    detected: value,
    detection: value,
    severity: value,
    is_near_miss: value,
    response: value,
    pathways: list,
    events: grown,
}
    fn title(&self, _: &Names<'_>) -> String {
        self.start.clone()
    }
);

fields!(Withdrawal { date: value, reason: value }
    fn title(&self, _: &Names<'_>) -> String {
        self.date.clone()
    }
);

element!(Annotation {
    kind: value,
    text: value,
    position: value,
    width: value,
    height: value,
    accent: value,
});

element!(Claim {
    text: value,
    parent: value,
    aggregation: value,
    argument: value,
    estimate: value,
    confidence: value,
    evidence: list,
    counter_evidence: list,
    defeaters: grown,
    about: list,
    is_load_bearing: value,
    invalidated_by: value,
    owner: value,
    trigger: optional,
    notes: value,
});

fields!(Trigger { condition: value, response: value, fired: value }
    fn title(&self, _: &Names<'_>) -> String {
        self.condition.clone()
    }
);

element!(Question {
    text: value,
    kind: value,
    about: list,
    positions: grown,
    settled_by: value,
    answer: value,
    owner: value,
    notes: value,
});

element!(Comment {
    about: value,
    author: value,
    date: value,
    text: value,
    replies: grown,
    is_resolved: value,
});

element!(Criterion { name: value, question: value, mechanism: value });

element!(Review {
    name: value,
    developer: value,
    date: value,
    source: value,
    findings: list,
    notes: value,
});

fields!(Finding {
    criterion: same,
    treatment: value,
    note: value,
    quote: value,
    locator: value,
    source: value,
    reviewer: value,
}
    fn key(&self) -> String {
        self.criterion.to_string()
    }
);

fields!(Dismissal { entry: same, reason: value }
    fn key(&self) -> String {
        self.entry.clone()
    }
);

fields!(Suppression { check: same, about: same, reason: value }
    fn key(&self) -> String {
        format!("{} {} {}", self.check, self.about.kind_name(), self.about.id_str())
    }
);

fields!(Bookmark { name: same, center: value, zoom: value }
    fn key(&self) -> String {
        self.name.clone()
    }
);

fields!(Panel {
    experts: list,
    questions: list,
    rounds: list,
    judgements: list,
    agreements: list,
    adoptions: list,
});

fields!(Expert { id: same, pseudonym: value, expertise: value, conflicts: value, weight: value }
    fn key(&self) -> String {
        self.id.to_string()
    }
    fn title(&self, _: &Names<'_>) -> String {
        self.pseudonym.clone()
    }
);

fields!(PanelQuestion {
    id: same,
    asked: value,
    wording: value,
    resolution: value,
    unit: value,
    context: value,
    minutes: value,
}
    fn key(&self) -> String {
        self.id.to_string()
    }
    fn title(&self, names: &Names<'_>) -> String {
        self.asked.told(names)
    }
);

fields!(Round {
    id: same,
    name: value,
    protocol: value,
    state: value,
    questions: list,
    is_discussed: value,
    opened: value,
    closed: value,
}
    fn key(&self) -> String {
        self.id.to_string()
    }
    fn title(&self, _: &Names<'_>) -> String {
        self.name.clone()
    }
);

fields!(Agreement { round: same, question: same, answer: value, rationale: value }
    fn key(&self) -> String {
        format!("{} {}", self.round, self.question)
    }
);

fields!(ReportSettings {
    profile: value,
    order: value,
    sections: list,
    internal: list,
    withheld: value,
});

fields!(SectionText { section: same, title: value, before: value, after: value }
    fn key(&self) -> String {
        self.section.id().to_owned()
    }
);

fields!(Mark { what: same, reason: value }
    fn key(&self) -> String {
        format!("{:?}", self.what)
    }
    fn title(&self, names: &Names<'_>) -> String {
        self.what.told(names)
    }
);

/// Values of lists that are sets in truth, and records that are added and never changed.
macro_rules! item {
    ($type:ty, $key:expr, $name:expr, $title:expr) => {
        impl Fields for $type {
            const IS_ITEM: bool = true;

            fn merged(_: &mut Walk<'_>, of: Three<'_, Self>) -> Self {
                // Equal in all that their key holds.
                of.kept.clone()
            }

            fn key(&self) -> String {
                let key: fn(&Self) -> String = $key;
                key(self)
            }

            fn name(&self) -> String {
                let name: fn(&Self) -> String = $name;
                name(self)
            }

            fn title(&self, names: &Names<'_>) -> String {
                let title: fn(&Self, &Names<'_>) -> String = $title;
                title(self, names)
            }
        }
    };
}

item!(String, Self::clone, Self::clone, |text, _| text.clone());
item!(
    Subject,
    |of| format!("{} {}", of.kind_name(), of.id_str()),
    |of| format!("{} {}", of.kind_name(), of.id_str()),
    Told::told
);
item!(
    Judgement,
    |of| format!("{of:?}"),
    |of| format!("{} {} {} {}", of.round, of.question, of.expert, of.recorded),
    |of, names| format!("{}, {}, {}: {}", of.round, of.question, of.expert, of.answer.told(names))
);
item!(
    Adoption,
    |of| format!("{of:?}"),
    |of| format!("{} {} {}", of.round, of.question, of.date),
    |of, names| format!("{}, {}: {}", of.round, of.question, of.estimate.told(names))
);

impl<T> Fields for Id<T>
where
    Self: Told,
{
    const IS_ITEM: bool = true;

    fn merged(_: &mut Walk<'_>, of: Three<'_, Self>) -> Self {
        of.kept.clone()
    }

    fn key(&self) -> String {
        self.to_string()
    }

    fn title(&self, names: &Names<'_>) -> String {
        self.told(names)
    }
}
