//! How the figures come about, in plain words with the formulas beside them (SEMANTICS §§1–5).

use super::{
    Block, Cell, Column, Source, Span, heading, paragraph, reference, run, summary, table,
};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    out.push(paragraph(run(
        "The model is a graph that is played through the deployment phases. In every phase each node is either misaligned or \
         not. A node can start so, turn so by itself, be reached along a link, or stay so from the phase before; mitigations \
         stand in the way of each. The table lists everything that is left to chance; given the motivation hypothesis, \
         all of it is independent, in each phase anew.",
    )));
    out.push(variables());
    out.push(heading(3, "What a phase does", "method-phase"));
    out.push(Block::list(
        [
            "X(t) = persists or emerges or is reached, for every node at once",
            "persists: X(t − 1) = 1, the draw of its persistence succeeds, and no working mitigation restores it",
            "emerges: the draw of its emergence succeeds, and no working mitigation prevents it",
            "is reached: so many links into it as its gate asks for (any, all, at least k) come from a misaligned node, open, and \
             are blocked by no working mitigation; a delayed link reads its source at the end of the phase before",
            "a mitigation works where its draw succeeds and no node that undermines it is misaligned in this phase or the one before",
        ]
        .map(|text| vec![Span::text(text)])
        .into(),
    ));
    out.push(paragraph(run(
        "Taken together these rules only ever add misaligned nodes, so one smallest consistent state exists; it is the state at \
         the end of the phase. Spread crosses any number of links within one phase.",
    )));
    out.push(heading(3, "From scores to probabilities", "method-scores"));
    out.push(Block::list(
        [
            "A score holds from the phase in which it is given until the next that is given. Before the first one, stability and \
             persistence count as 1, likelihood and effectiveness as 0, and the score is listed as missing.",
            "A range is the 5th, 50th and 95th percentile of belief, on a log-odds axis with a normal half on each side; a word of a \
             scale stands for its band. The figures use the middle.",
            "A motivation hypothesis shifts emergence, spread and persistence in log-odds: p becomes logistic(logit p + d). Results \
             are means over the hypotheses, weighed by their weights.",
        ]
        .map(|text| vec![Span::text(text)])
        .into(),
    ));
    out.push(heading(3, "What is reported", "method-quantities"));
    out.push(quantities());
    out.push(paragraph(vec![
        Span::text(summary::method(source)),
        Span::text(
            " Small models are solved exactly: the probabilities are sums over all that can happen. Others are simulated: every \
             trial draws all of the above, and the share of the trials in which something happened estimates its probability, \
             with the standard error √(p(1 − p)/n) for each hypothesis. Outcomes that hardly any trial would meet are estimated \
             by drawing the spread alone and computing the probability of the causes that it lets through. What was met in no \
             trial is given as a 95 % upper bound. Where the document, its checksum, the seed and the number of trials stand, the \
             figures can be made again to the last digit: see ",
        ),
        reference("provenance", "the provenance"),
        Span::text("."),
    ]));
}

fn variables() -> Block {
    let rows = [
        (
            "Emergence of a node",
            "1 − stability",
            "It turns misaligned by itself, without inbound spread",
        ),
        (
            "Persistence of a node",
            "persistence",
            "It carries misalignment over from the phase before",
        ),
        (
            "Opening of a link",
            "likelihood",
            "It passes misalignment on, given that its source is misaligned",
        ),
        (
            "Working of a mitigation",
            "effectiveness",
            "It does its job in this phase, as one whole for all that it covers",
        ),
        (
            "Initial misalignment of a node",
            "initial misalignment",
            "It is misaligned before the first phase",
        ),
    ];
    let columns = ["Chance", "Probability in a phase", "Meaning"].map(Column::words).into();
    table("table-method-variables", "What is left to chance", columns, cells(&rows))
}

fn quantities() -> Block {
    let rows = [
        ("Prevalence", "P[X(t) = 1]", "Misaligned at the end of phase t"),
        (
            "Ever",
            "P[X(τ) = 1 for some τ ≤ t]",
            "Misaligned at the end of some phase so far; its complement is stability through t",
        ),
        (
            "Any outcome",
            "P[some outcome had X(τ) = 1, τ ≤ t]",
            "The headline is its value at the last phase",
        ),
        (
            "Expected reach",
            "E[number of nodes reached in t from this one alone]",
            "Outcomes are not counted, and nothing emerges",
        ),
        (
            "Reproduction number",
            "spectral radius of next-phase spread",
            "Above 1, misalignment sustains itself; approximate",
        ),
    ];
    let columns = ["Quantity", "Formula", "Reading"].map(Column::words).into();
    table("table-method-quantities", "Quantities of this report", columns, cells(&rows))
}

fn cells(rows: &[(&str, &str, &str)]) -> Vec<Vec<Cell>> {
    rows.iter().map(|(a, b, c)| [a, b, c].map(|text| Cell::text(*text)).into()).collect()
}
