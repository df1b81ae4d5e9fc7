//! Which pieces of evidence the table shows, and in which order.

use std::{cmp::Ordering, collections::BTreeSet};

use crate::{
    model::{Evidence, EvidenceGrade, EvidenceKind, Id, Subject},
    session::Session,
};

/// A column of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Column {
    #[default]
    Title,
    Kind,
    Grade,
    Date,
    Scores,
    Claims,
}

/// By which column the table is sorted; `None` is the order of the register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sorting {
    pub(super) column: Option<Column>,
    pub(super) is_descending: bool,
}

/// What is particular about a piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Withdrawn,
    Stale,
    Foreign,
    Idle,
    InForce,
}

/// What the table is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) text: String,
    pub(super) kind: Option<EvidenceKind>,
    pub(super) grade: Option<EvidenceGrade>,
    pub(super) state: Option<State>,
}

/// A row of the table.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: Id<Evidence>,
    pub(super) scores: usize,
    pub(super) claims: usize,
    pub(super) is_withdrawn: bool,
    pub(super) is_stale: bool,
    pub(super) is_foreign: bool,
}

/// The rows, as they follow from a document.
#[derive(Debug, Default)]
pub(super) struct Register {
    /// Which session and which state of its document.
    made_of: Option<(u64, u64)>,
    pub(super) rows: Vec<Row>,
}

impl State {
    pub(super) const ALL: [Self; 5] =
        [Self::InForce, Self::Withdrawn, Self::Stale, Self::Foreign, Self::Idle];

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Withdrawn => "Withdrawn",
            Self::Stale => "Older than the model",
            Self::Foreign => "Of other phases",
            Self::Idle => "Nothing rests on it",
            Self::InForce => "In force",
        }
    }
}

impl Filter {
    /// Whether everything passes.
    pub(super) fn is_open(&self) -> bool {
        *self == Self::default()
    }

    fn lets(&self, row: &Row, evidence: &Evidence, sought: &str) -> bool {
        let has_text = sought.is_empty()
            || [&evidence.title, &evidence.container, &evidence.finding, &evidence.source]
                .into_iter()
                .chain(&evidence.authors)
                .any(|text| text.to_lowercase().contains(sought))
            || evidence.id.as_str().contains(sought);
        let has_state = match self.state {
            None => true,
            Some(State::Withdrawn) => row.is_withdrawn,
            Some(State::Stale) => row.is_stale,
            Some(State::Foreign) => row.is_foreign,
            Some(State::Idle) => row.scores == 0 && row.claims == 0,
            Some(State::InForce) => !row.is_withdrawn,
        };
        has_text
            && has_state
            && self.kind.is_none_or(|kind| evidence.kind == Some(kind))
            && self.grade.is_none_or(|grade| evidence.grade == Some(grade))
    }
}

impl Row {
    /// What a reader of the table must know before relying on it.
    pub(super) fn mark(&self) -> &'static str {
        match (self.is_withdrawn, self.is_stale, self.is_foreign) {
            (true, ..) => "Withdrawn",
            (_, true, _) => "Stale",
            (.., true) => "Other phases",
            _ => "",
        }
    }
}

impl Register {
    /// Makes the rows anew where the document has changed.
    pub(super) fn follow(&mut self, session: &Session) {
        let made_of = (session.number(), session.document().substance());
        if self.made_of == Some(made_of) {
            return;
        }
        self.made_of = Some(made_of);
        let document = session.assessment();
        let citations = document.citations();
        let stale: BTreeSet<&str> = session
            .findings()
            .iter()
            .filter(|finding| finding.rule == "stale-evidence")
            .filter(|finding| matches!(finding.subject, Subject::Evidence(_)))
            .map(|finding| finding.subject.id_str())
            .collect();
        self.rows = document
            .evidence()
            .iter()
            .map(|evidence| {
                let cited = citations.get(&evidence.id).copied().unwrap_or_default();
                Row {
                    id: evidence.id.clone(),
                    scores: cited.scores,
                    claims: cited.claims,
                    is_withdrawn: evidence.withdrawn.is_some(),
                    is_stale: stale.contains(evidence.id.as_str()),
                    is_foreign: cited.is_foreign,
                }
            })
            .collect();
    }

    /// The rows that pass, in order.
    pub(super) fn shown<'a>(
        &'a self,
        session: &'a Session,
        filter: &Filter,
        sorting: Sorting,
    ) -> Vec<(&'a Row, &'a Evidence)> {
        let register = session.assessment().evidence();
        let sought = filter.text.trim().to_lowercase();
        let all = self.rows.iter().filter_map(|row| Some((row, register.get(&row.id)?)));
        let mut shown: Vec<(&'a Row, &'a Evidence)> =
            all.filter(|(row, evidence)| filter.lets(row, evidence, &sought)).collect();
        if let Some(column) = sorting.column {
            shown.sort_by(|one, other| {
                let order = compared(column, *one, *other);
                if sorting.is_descending { order.reverse() } else { order }
            });
        }
        shown
    }
}

fn compared(column: Column, one: (&Row, &Evidence), other: (&Row, &Evidence)) -> Ordering {
    let (a, b) = (one.1, other.1);
    match column {
        Column::Title => a.title.to_lowercase().cmp(&b.title.to_lowercase()),
        Column::Kind => a.kind.cmp(&b.kind),
        Column::Grade => a.grade.cmp(&b.grade),
        Column::Date => a.date.cmp(&b.date),
        Column::Scores => one.0.scores.cmp(&other.0.scores),
        Column::Claims => one.0.claims.cmp(&other.0.claims),
    }
}
