//! Which rows the sheet has, and in what order.

use std::sync::Arc;

use super::cells::{self, Held};
use crate::{
    drawing::icon::of_kind,
    model::{Assessment, Dimension, Link, Mitigation, Node, Series, Subject, Table},
    report::wording,
    ui::widgets::icon,
};

/// What a row is about: one element in one dimension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowKey {
    /// The element.
    pub(super) subject: Subject,
    /// The dimension.
    pub(super) dimension: Dimension,
}

/// A row with what people read of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// What it is about.
    pub(super) key: RowKey,
    /// The element's name.
    pub(super) name: String,
    /// The element's symbol.
    pub(super) icon: char,
    /// What it is a group of when grouped by kind.
    kind: &'static str,
    /// The zone it lies in; a link lies where its target does.
    zone: String,
    /// What the filter looks through, in lower case.
    words: String,
}

/// A line of the sheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    /// The heading of a group with its number of rows.
    Group(String, usize),
    /// Cells.
    Row(Row),
}

/// Which elements have rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kinds {
    /// All.
    #[default]
    All,
    /// Nodes.
    Nodes,
    /// Those of one dimension.
    Dimension(Dimension),
}

/// Which rows are shown, by what stands in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Which {
    /// All.
    #[default]
    All,
    /// Those with a phase that has no score.
    Unscored,
    /// Those with a score.
    Given,
    /// Those with something to look at.
    Doubtful,
}

/// What rows are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// As the document lists them.
    #[default]
    Document,
    /// By name.
    Name,
    /// Rows with most phases without a score first.
    UnscoredFirst,
    /// By the probability of the bad event in a phase, largest first; unscored last.
    Worst(usize),
    /// The same, smallest first.
    Best(usize),
}

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Grouping {
    /// By nothing.
    #[default]
    None,
    /// By kind of element.
    Kind,
    /// By zone.
    Zone,
}

/// What the sheet is asked to show.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Query {
    /// What names must contain.
    pub(super) sought: String,
    /// Which elements.
    pub(super) kinds: Kinds,
    /// Which rows.
    pub(super) which: Which,
    /// In what order.
    pub(super) order: Order,
    /// In what groups.
    pub(super) grouping: Grouping,
}

impl Line {
    /// The row, if it is one.
    pub(super) fn row(&self) -> Option<&Row> {
        match self {
            Self::Row(row) => Some(row),
            Self::Group(..) => None,
        }
    }
}

/// All rows of a document: nodes with three dimensions each, links, mitigations, in file order.
pub(super) fn rows(document: &Assessment) -> Vec<Row> {
    let zone = |id: Option<&crate::model::Id<crate::model::Zone>>| {
        id.map(|id| document.label(&Subject::Zone(id.clone()))).unwrap_or_default()
    };
    let mut rows = Vec::new();
    for node in document.nodes().iter() {
        let subject = Subject::Node(node.id.clone());
        for dimension in
            [Dimension::InitiallyMisaligned, Dimension::Stability, Dimension::Persistence]
        {
            let key = RowKey { subject: subject.clone(), dimension };
            let kind = wording::node_kind(node.kind);
            rows.push(Row::new(
                key,
                (node.name.clone(), of_kind(node.kind)),
                (kind, zone(node.zone.as_ref())),
            ));
        }
    }
    for link in document.links().iter() {
        let subject = Subject::Link(link.id.clone());
        let name = document.label(&subject);
        let to = document.nodes().get(&link.to).and_then(|node| node.zone.as_ref());
        let symbol = crate::drawing::icon::of_mechanism(link.mechanism);
        let key = RowKey { subject, dimension: Dimension::Likelihood };
        let mut row = Row::new(key, (name, symbol), ("Link", zone(to)));
        row.words.push_str(&wording::mechanism(link.mechanism).to_lowercase());
        rows.push(row);
    }
    let symbol = |m: &Mitigation| if m.enabled { icon::SHIELD } else { icon::SHIELD_OFF };
    for mitigation in document.mitigations().iter() {
        let subject = Subject::Mitigation(mitigation.id.clone());
        let name = document.label(&subject);
        let key = RowKey { subject, dimension: Dimension::Effectiveness };
        rows.push(Row::new(key, (name, symbol(mitigation)), ("Mitigation", String::new())));
    }
    rows
}

/// Whether two states of a document have the same rows: they may differ in scores. Elements that both share are not
/// looked at.
pub(super) fn has_same_rows(before: &Assessment, after: &Assessment) -> bool {
    fn is_same<T: crate::model::Row + PartialEq>(
        (before, after): (&Table<T>, &Table<T>),
        bare: impl Fn(&T) -> T,
    ) -> bool {
        let mut pairs = before.rows().zip(after.rows());
        before.len() == after.len()
            && pairs.all(|(one, other)| Arc::ptr_eq(one, other) || bare(one) == bare(other))
    }
    let bare_node = |node: &Node| Node {
        stability: Series::default(),
        persistence: Series::default(),
        initially_misaligned: None,
        ..node.clone()
    };
    let bare_link = |link: &Link| Link { likelihood: Series::default(), ..link.clone() };
    let bare_mitigation = |mitigation: &Mitigation| Mitigation {
        effectiveness: Series::default(),
        ..mitigation.clone()
    };
    is_same((before.nodes(), after.nodes()), bare_node)
        && is_same((before.links(), after.links()), bare_link)
        && is_same((before.mitigations(), after.mitigations()), bare_mitigation)
        && before.zones() == after.zones()
}

impl Row {
    fn new(
        key: RowKey,
        (name, icon): (String, char),
        (kind, zone): (&'static str, String),
    ) -> Self {
        let dimension = wording::dimension(key.dimension);
        let words = format!("{name} {} {dimension} {kind} {zone} ", key.subject.id_str());
        Self { key, name, icon, kind, zone, words: words.to_lowercase() }
    }

    /// `sought` are the words that it must have, in lower case.
    fn fits(&self, document: &Assessment, query: &Query, sought: &[&str]) -> bool {
        let is_kind = match query.kinds {
            Kinds::All => true,
            Kinds::Nodes => matches!(self.key.subject, Subject::Node(_)),
            Kinds::Dimension(dimension) => self.key.dimension == dimension,
        };
        is_kind
            && sought.iter().all(|word| self.words.contains(word))
            && match query.which {
                Which::All => true,
                Which::Unscored => unscored(document, &self.key) > 0,
                Which::Given => self.columns(document).any(|held| matches!(held, Held::Given(_))),
                Which::Doubtful => self.columns(document).any(|held| match held {
                    Held::Given(score) => {
                        cells::doubt(&score.estimate, self.key.dimension, document.scale())
                            .is_some()
                    }
                    _ => false,
                }),
            }
    }

    fn columns<'a>(&'a self, document: &'a Assessment) -> impl Iterator<Item = Held<'a>> {
        (0..document.phases().len()).map(|column| cells::held(document, &self.key, column))
    }
}

/// In how many phases a row has no score although one is asked for.
pub(super) fn unscored(document: &Assessment, key: &RowKey) -> usize {
    if key.dimension.missing_pushes_up().is_none() {
        return 0;
    }
    let columns = 0..document.phases().len();
    columns.filter(|column| matches!(cells::held(document, key, *column), Held::Unscored)).count()
}

/// The lines that a query asks for.
pub(super) fn lines(document: &Assessment, rows: &[Row], query: &Query) -> Vec<Line> {
    let sought = query.sought.to_lowercase();
    let sought: Vec<&str> = sought.split_whitespace().collect();
    let fitting = rows.iter().filter(|row| row.fits(document, query, &sought));
    let mut rows: Vec<Row> = fitting.cloned().collect();
    sort(document, &mut rows, query.order);
    let group = |row: &Row| match query.grouping {
        Grouping::None => String::new(),
        Grouping::Kind => row.kind.to_owned(),
        Grouping::Zone if row.zone.is_empty() => "Without a zone".to_owned(),
        Grouping::Zone => row.zone.clone(),
    };
    if query.grouping == Grouping::None {
        return rows.into_iter().map(Line::Row).collect();
    }
    let mut groups: Vec<(String, Vec<Row>)> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for row in rows {
        let name = group(&row);
        let place = *places.entry(name.clone()).or_insert_with(|| {
            groups.push((name, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(row);
    }
    groups
        .into_iter()
        .flat_map(|(name, rows)| {
            std::iter::once(Line::Group(name, rows.len())).chain(rows.into_iter().map(Line::Row))
        })
        .collect()
}

fn sort(document: &Assessment, rows: &mut [Row], order: Order) {
    let value = |row: &Row, column: usize| {
        let score = cells::held(document, &row.key, column).score()?;
        Some(cells::event(&score.estimate, row.key.dimension, document.scale()))
    };
    match order {
        Order::Document => {}
        Order::Name => rows.sort_by_cached_key(|row| row.name.to_lowercase()),
        Order::UnscoredFirst => {
            rows.sort_by_cached_key(|row| std::cmp::Reverse(unscored(document, &row.key)));
        }
        Order::Worst(column) => rows.sort_by(|a, b| {
            let of = |row| value(row, column).unwrap_or(-1.0);
            of(b).total_cmp(&of(a))
        }),
        Order::Best(column) => rows.sort_by(|a, b| {
            let of = |row| value(row, column).unwrap_or(2.0);
            of(a).total_cmp(&of(b))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::Edit,
        session::{SAMPLE_NAME, template},
    };

    fn sample() -> Assessment {
        let template = template(SAMPLE_NAME).expect("bundled");
        template.document().expect("a document")
    }

    fn shown(query: &Query) -> Vec<Line> {
        let document = sample();
        lines(&document, &rows(&document), query)
    }

    fn keys(lines: &[Line]) -> Vec<RowKey> {
        lines.iter().filter_map(|line| Some(line.row()?.key.clone())).collect()
    }

    #[test]
    fn every_score_of_the_document_has_a_row() {
        let document = sample();
        let wanted =
            3 * document.nodes().len() + document.links().len() + document.mitigations().len();
        assert_eq!(shown(&Query::default()).len(), wanted);
    }

    #[test]
    fn rows_stay_while_scores_change_and_follow_names() {
        let before = sample();
        let node = before.nodes().at(0).expect("a node").clone();
        let scored =
            Node { initially_misaligned: None, stability: Series::default(), ..node.clone() };
        let after = before.edited(&Edit::put(scored)).expect("valid");
        assert!(has_same_rows(&before, &after) && rows(&before) == rows(&after));
        let after =
            before.edited(&Edit::put(Node { name: "Other".to_owned(), ..node })).expect("valid");
        assert!(!has_same_rows(&before, &after) && rows(&before) != rows(&after));
    }

    #[test]
    fn groups_and_orders_neither_lose_nor_double_a_row() {
        let mut all = keys(&shown(&Query::default()));
        all.sort();
        for grouping in [Grouping::None, Grouping::Kind, Grouping::Zone] {
            for order in [
                Order::Document,
                Order::Name,
                Order::UnscoredFirst,
                Order::Worst(1),
                Order::Best(0),
            ] {
                let mut found = keys(&shown(&Query { order, grouping, ..Query::default() }));
                found.sort();
                assert_eq!(found, all, "{grouping:?} {order:?}");
            }
        }
    }

    #[test]
    fn the_worst_stand_first_and_the_unscored_last() {
        let document = sample();
        let query = Query {
            kinds: Kinds::Dimension(Dimension::Stability),
            order: Order::Worst(2),
            ..Query::default()
        };
        let values: Vec<f64> = keys(&shown(&query))
            .iter()
            .map(|key| {
                let score = cells::held(&document, key, 2).score();
                score.map_or(-1.0, |s| cells::event(&s.estimate, key.dimension, document.scale()))
            })
            .collect();
        assert!(values.is_sorted_by(|a, b| a >= b) && values.len() > 10);
    }

    #[test]
    fn filters_keep_what_they_name() {
        let document = sample();
        let unscored_rows = shown(&Query { which: Which::Unscored, ..Query::default() });
        assert!(keys(&unscored_rows).iter().all(|key| unscored(&document, key) > 0));
        let found = shown(&Query { sought: "NOTEBOOK stab".to_owned(), ..Query::default() });
        assert!(!found.is_empty());
        for line in found {
            let row = line.row().expect("a row").clone();
            assert_eq!(row.key.dimension, Dimension::Stability);
        }
    }
}
