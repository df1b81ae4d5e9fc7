//! What the keys and the clipboard do to cells, as edits: one edit for everything that belongs together.

use super::cells;
use crate::{
    formats::{entry, sheet},
    model::{Assessment, Edit, Estimate, Score, ScoreKey},
};

/// A rectangle of cells, row by row; `None` where there is no cell.
pub(super) type Block = Vec<Vec<Option<ScoreKey>>>;

/// A text that could not be entered, and why.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refused {
    /// Where it was to go.
    pub(super) key: ScoreKey,
    /// What was typed or pasted.
    pub(super) text: String,
    /// What is wrong with it.
    pub(super) problem: String,
}

/// What came of texts that were entered into cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Entered {
    /// What could be read, as one edit.
    pub(super) edit: Option<Edit>,
    /// What could not be read; the document keeps what it says there.
    pub(super) refused: Vec<Refused>,
    /// The cells that took something, or were cleared.
    pub(super) taken: Vec<ScoreKey>,
    /// How many pasted cells had no cell to go to.
    pub(super) left_over: usize,
}

/// Enters a text into cells. Nothing typed takes the scores away.
pub(super) fn enter(document: &Assessment, keys: &[ScoreKey], text: &str) -> Entered {
    let texts = keys.iter().map(|key| (key.clone(), text.to_owned()));
    enter_all(document, texts.collect())
}

/// Enters what was on the clipboard: from the first cell of the block on, or into every cell of the block where it is
/// a single one.
pub(super) fn paste(document: &Assessment, block: &Block, wide: &Block, text: &str) -> Entered {
    let cells = sheet::cells(text);
    if let [row] = cells.as_slice()
        && let [cell] = row.as_slice()
    {
        let keys: Vec<ScoreKey> = block.iter().flatten().flatten().cloned().collect();
        return enter(document, &keys, cell);
    }
    let mut texts = Vec::new();
    let mut left_over = 0;
    for (i, row) in cells.into_iter().enumerate() {
        for (j, cell) in row.into_iter().enumerate() {
            match wide.get(i).and_then(|row| row.get(j)) {
                Some(Some(key)) => texts.push((key.clone(), cell)),
                _ if cell.trim().is_empty() => {}
                _ => left_over += 1,
            }
        }
    }
    Entered { left_over, ..enter_all(document, texts) }
}

/// Takes the scores of a block away.
pub(super) fn clear(document: &Assessment, block: &Block) -> Option<Edit> {
    let keys = block.iter().flatten().flatten();
    let given = keys.filter(|key| cells::given(document, key).is_some());
    together(given.map(|key| Edit::score(key.clone(), None)).collect())
}

/// Gives every row of a block the estimates of its first row. Reasons stay where they are.
pub(super) fn fill_down(
    document: &Assessment,
    block: &Block,
    shown: impl Fn(&ScoreKey) -> Option<Score>,
) -> Option<Edit> {
    let (first, rest) = block.split_first()?;
    let mut edits = Vec::new();
    for row in rest {
        for (from, to) in first.iter().zip(row) {
            let (Some(from), Some(to)) = (from, to) else { continue };
            if from.dimension == to.dimension
                && let Some(score) = shown(from)
            {
                edits.extend(estimate_edit(document, to, score.estimate));
            }
        }
    }
    together(edits)
}

/// Gives every phase of a block the score of its first phase, with its reasons: it is the same quantity.
pub(super) fn fill_right(
    document: &Assessment,
    block: &Block,
    shown: impl Fn(&ScoreKey) -> Option<Score>,
) -> Option<Edit> {
    let mut edits = Vec::new();
    for row in block {
        let Some(Some(from)) = row.first() else { continue };
        let Some(score) = shown(from) else { continue };
        let targets = row.iter().skip(1).flatten();
        let targets = targets.filter(|to| cells::given(document, to) != Some(&score));
        edits.extend(targets.map(|to| Edit::score(to.clone(), Some(score.clone()))));
    }
    together(edits)
}

/// The given scores of a block for the clipboard; carried-forward ones are left empty, so that pasting them back
/// gives the same document.
pub(super) fn copy(document: &Assessment, block: &Block) -> String {
    let cell = |key: &Option<ScoreKey>| {
        let score = key.as_ref().and_then(|key| cells::given(document, key));
        score.map(|score| entry::plain(&score.estimate)).unwrap_or_default()
    };
    let rows: Vec<Vec<String>> = block.iter().map(|row| row.iter().map(cell).collect()).collect();
    sheet::text(&rows)
}

fn enter_all(document: &Assessment, texts: Vec<(ScoreKey, String)>) -> Entered {
    let mut entered = Entered::default();
    let mut edits = Vec::new();
    for (key, text) in texts {
        if text.trim().is_empty() {
            if cells::given(document, &key).is_some() {
                edits.push(Edit::score(key.clone(), None));
            }
            entered.taken.push(key);
            continue;
        }
        match entry::estimate(&text, key.dimension, document.scale()) {
            Ok(estimate) => {
                edits.extend(estimate_edit(document, &key, estimate));
                entered.taken.push(key);
            }
            Err(problem) => {
                entered.refused.push(Refused { key, text, problem: problem.to_string() });
            }
        }
    }
    entered.edit = together(edits);
    entered
}

/// The edit that gives a cell an estimate; the reasons of a score that is given there stay.
fn estimate_edit(document: &Assessment, key: &ScoreKey, estimate: Estimate) -> Option<Edit> {
    let score = match cells::given(document, key) {
        Some(own) if own.estimate == estimate => return None,
        Some(own) => Score { estimate, ..own.clone() },
        None => Score::bare(estimate),
    };
    Some(Edit::score(key.clone(), Some(score)))
}

fn together(mut edits: Vec<Edit>) -> Option<Edit> {
    match edits.len() {
        0 => None,
        1 => edits.pop(),
        _ => Some(Edit::All(edits)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        session::{SAMPLE_NAME, template},
        ui::workspaces::scores::lines,
    };

    fn sample() -> Assessment {
        let template = template(SAMPLE_NAME).expect("bundled");
        template.document().expect("a document")
    }

    /// Some rows of the document over all phases.
    fn block(document: &Assessment, rows: std::ops::Range<usize>) -> Block {
        let all = lines::rows(document);
        let phases = document.phases().len();
        let of = |row: &lines::Row| {
            (0..phases).map(|column| cells::score_key(document, &row.key, column)).collect()
        };
        all[rows].iter().map(of).collect()
    }

    fn after(document: &Assessment, edit: Option<Edit>) -> Assessment {
        edit.map_or_else(|| document.clone(), |edit| document.edited(&edit).expect("valid"))
    }

    fn estimates(document: &Assessment, block: &Block) -> Vec<Option<Estimate>> {
        let keys = block.iter().flatten().flatten();
        keys.map(|key| cells::given(document, key).map(|score| score.estimate.clone())).collect()
    }

    proptest! {
        #[test]
        fn a_copied_block_pasted_after_clearing_says_the_same(start in 0_usize..60, count in 1_usize..30) {
            let document = sample();
            let block = block(&document, start..start + count);
            let text = copy(&document, &block);
            let cleared = after(&document, clear(&document, &block));
            prop_assert!(estimates(&cleared, &block).iter().all(Option::is_none));
            let pasted = paste(&cleared, &block, &block, &text);
            prop_assert!(pasted.refused.is_empty() && pasted.left_over == 0);
            let pasted = after(&cleared, pasted.edit);
            prop_assert_eq!(estimates(&pasted, &block), estimates(&document, &block));
        }
    }

    #[test]
    fn what_cannot_be_read_is_kept_aside_and_the_rest_entered() {
        let document = sample();
        let block = block(&document, 1..3);
        let entered = paste(&document, &block, &block, "2 %\tmany\n0.5 0.2 0.3\t1 in 8\n\t\n1\n");
        assert_eq!(entered.refused.len(), 2);
        assert!(entered.refused[1].problem.contains("not in order"));
        assert_eq!(entered.left_over, 1);
        let changed = after(&document, entered.edit);
        let key = block[1][1].clone().expect("a cell");
        let wanted = Estimate::Point(crate::model::Probability::clamped(0.125));
        assert_eq!(cells::given(&changed, &key).map(|s| s.estimate.clone()), Some(wanted));
        let kept = block[1][0].clone().expect("a cell");
        assert_eq!(cells::given(&changed, &kept), cells::given(&document, &kept));
    }

    #[test]
    fn cells_of_calc_are_read_with_commas_percent_and_quotes() {
        let document = sample();
        let block = block(&document, 1..3);
        let text = "0,25\t25,00%\t\"0,1\n0,2\t0,4\"\r\n\"1 in 8\"\t2,5 %\t\r\n";
        let entered = paste(&document, &block, &block, text);
        assert_eq!((entered.refused.as_slice(), entered.left_over), (&[][..], 0));
        let changed = after(&document, entered.edit);
        let read = |row: usize, column: usize| {
            let key = block[row][column].clone().expect("a cell");
            cells::given(&changed, &key).map(|score| entry::plain(&score.estimate))
        };
        let first = [0, 1, 2].map(|column| read(0, column));
        assert_eq!(first, ["0.25", "0.25", "0.1 0.2 0.4"].map(|text| Some(text.to_owned())));
        let second = [0, 1, 2].map(|column| read(1, column));
        assert_eq!(second, [Some("0.125".to_owned()), Some("0.025".to_owned()), None]);
    }

    #[test]
    fn typing_over_a_score_keeps_its_reasons() {
        let document = sample();
        let blocks = block(&document, 1..2);
        let key = blocks[0][0].clone().expect("a cell");
        let before = cells::given(&document, &key).expect("a score").clone();
        let changed = after(&document, enter(&document, std::slice::from_ref(&key), "3 %").edit);
        let score = cells::given(&changed, &key).expect("a score");
        assert_eq!((&score.rationale, &score.evidence), (&before.rationale, &before.evidence));
        assert_ne!(score.estimate, before.estimate);
    }

    #[test]
    fn filling_repeats_the_first_cell() {
        let document = sample();
        let rows = block(&document, 1..2);
        let shown = |key: &ScoreKey| cells::given(&document, key).cloned();
        let filled = after(&document, fill_right(&document, &rows, shown));
        let keys: Vec<&ScoreKey> = rows[0].iter().flatten().collect();
        assert!(keys.iter().all(|key| cells::given(&filled, key) == shown(keys[0]).as_ref()));
        // Another dimension is another quantity: nothing is filled into it.
        let mixed = block(&document, 1..5);
        let filled = after(&document, fill_down(&document, &mixed, shown));
        let [of_first, of_second] = [0, 3].map(|i| mixed[i][0].clone().expect("a cell"));
        assert_eq!(of_first.dimension, of_second.dimension);
        let estimate = |document, key| cells::given(document, key).map(|s| s.estimate.clone());
        assert_eq!(estimate(&filled, &of_second), estimate(&document, &of_first));
        let other = mixed[1][0].clone().expect("a cell");
        assert_eq!(cells::given(&filled, &other), cells::given(&document, &other));
    }
}
