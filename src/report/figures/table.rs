//! Every node in every phase: as a table of colors and numbers, and as the numbers behind it.

use super::{Plate, data, entries, phases, words};
use crate::{
    analysis::Analysis,
    drawing::heat::{HeatCell, HeatRow, HeatTable},
    model::{Assessment, Node, Subject},
    report::{
        block::{Datum, FigureData},
        wording,
    },
};

/// Rows that fit on a page.
const ROWS_MAX: usize = 32;
/// Columns that fit beside each other.
const COLUMNS_MAX: usize = 8;

/// How probable each node is to be misaligned at the end of each phase: the likeliest ones, in file order, where there are
/// too many for a page.
pub(in crate::report) fn prevalence(document: &Assessment, analysis: &Analysis) -> Plate {
    let highest = |node: &Node| {
        let found = analysis.pooled.nodes.get(&node.id);
        let found = found.map_or(&[][..], |outlook| &outlook.prevalence);
        found.iter().map(|figure| figure.value).fold(0.0, f64::max)
    };
    let mut nodes: Vec<(usize, &Node)> = document.nodes().iter().enumerate().collect();
    nodes.sort_by(|a, b| highest(b.1).total_cmp(&highest(a.1)));
    nodes.truncate(ROWS_MAX);
    nodes.sort_by_key(|(place, _)| *place);
    // Of very many phases the first, the last and some between them say most.
    let count = document.phases().len();
    let step = |i: usize| i * (count - 1) / (COLUMNS_MAX - 1);
    let shown: Vec<usize> = if count > COLUMNS_MAX {
        (0..COLUMNS_MAX).map(step).collect()
    } else {
        (0..count).collect()
    };
    let all = phases(document);
    let rows = nodes.iter().map(|(_, node)| {
        let found = analysis.pooled.nodes.get(&node.id);
        let cell = |phase: &usize| {
            let figure = found.and_then(|outlook| outlook.prevalence.get(*phase));
            HeatCell {
                value: figure.map(|figure| figure.value),
                figure: figure.map_or_else(|| "–".to_owned(), wording::figure_in_brief),
            }
        };
        HeatRow {
            name: wording::name(&document.label(&Subject::Node(node.id.clone()))),
            sort: wording::node_kind(node.kind).to_owned(),
            cells: shown.iter().map(cell).collect(),
        }
    });
    let worst = nodes.iter().max_by(|a, b| highest(a.1).total_cmp(&highest(b.1)));
    let worst = worst.map_or_else(String::new, |(_, node)| {
        let name = wording::name(&document.label(&Subject::Node(node.id.clone())));
        format!("; the highest is {name} with {}", wording::percent(highest(node)))
    });
    let left = document.nodes().len() - nodes.len();
    let left = if left > 0 {
        format!("; {} less likely ones are left out", wording::counted(left, "node", "nodes"))
    } else {
        String::new()
    };
    let table = HeatTable {
        description: format!(
            "Probability of being misaligned at the end of each phase, by node{worst}{left}"
        ),
        quantity: "Misaligned at the end of the phase".to_owned(),
        columns: shown.iter().filter_map(|phase| all.get(*phase).cloned()).collect(),
        rows: rows.collect(),
    };
    Plate { drawing: table.drawing(), data: prevalences(document, analysis) }
}

/// Prevalence and ever of every node in every phase.
pub(super) fn prevalences(document: &Assessment, analysis: &Analysis) -> FigureData {
    let rows = document.nodes().iter().flat_map(|node| {
        let name = wording::name(&document.label(&Subject::Node(node.id.clone())));
        let found = analysis.pooled.nodes.get(&node.id);
        let phases = document.phases().iter().enumerate();
        phases.map(move |(i, phase)| {
            let figures = found.and_then(|of| Some((of.prevalence.get(i)?, of.ever.get(i)?)));
            let mut row = vec![words(node.id.as_str()), words(&*name), words(phase.id.as_str())];
            match figures {
                Some((prevalence, ever)) => {
                    row.extend(entries(prevalence));
                    row.extend(entries(ever));
                }
                None => row.extend([const { Datum::Absent }; 4]),
            }
            row
        })
    });
    let columns = [
        "node_id",
        "node",
        "phase_id",
        "prevalence",
        "prevalence_standard_error",
        "ever",
        "ever_standard_error",
    ];
    data(columns, rows.collect())
}
