//! How long the engine and the file formats take, on documents of the published workloads' shape.
//!
//! ```text
//! cargo bench --no-default-features --bench engine [-- FILTER…]     measures; a filter is a part of a name: `W2`, `open`
//! cargo bench --no-default-features --bench engine -- --write DIR [W2…]     writes the documents as JSON
//! DRIFTLINE_BENCH_DOCUMENTS=DIR cargo bench …                       measures the documents of a folder instead
//! ```
//! A further quantity is one function of three lines: its documents, its name, its call. See `benches/README.md`.

mod cases;
mod workloads;

use std::{env, io, path::Path, time::Duration};

use cases::{Case, cases};
use divan::{
    Bencher, Divan,
    counter::{BytesCount, ItemsCount},
};
use driftline::{
    analysis::{self, Unmonitored, analyze, compare, tornado, uncertainty},
    formats::{self, Format},
    model::{Assessment, Edit, Link, MethodChoice, Series, Study},
};

/// Documents that are simulated.
const SIMULATED: [&str; 8] = [
    "W1_plain", "W1_gated", "W2_plain", "W2_gated", "W3_plain", "W3_gated", "W4_plain", "W4_gated",
];
/// Documents of which is asked what bears on the outcome, and how far misalignment spreads.
const EXPLAINED: [&str; 6] =
    ["W1_plain", "W1_gated", "W2_plain", "W2_gated", "W3_plain", "W3_gated"];
/// Documents whose scores are ranges.
const RANGED: [&str; 3] = ["W1_ranges", "W2_ranges", "W3_ranges"];
/// Documents that are small enough to be solved.
const SOLVED: [&str; 4] = ["W0_plain", "W0_gated", "W1_plain", "W1_gated"];
/// Documents whose outcomes are too rare to be met in a simulation.
const RARE: [&str; 2] = ["W2_rare", "W2_rare_gated"];
/// Trials of the plain simulation that goes before: few, and enough to allow the work that rare outcomes take.
const BEFORE: u64 = 1 << 16;
/// Documents that are read and written.
const FILED: [&str; 4] = ["W1_plain", "W2_plain", "W3_plain", "W4_plain"];
/// The trials of one block: what is always done before a first number can be shown.
const BLOCK: u64 = 512;

fn main() -> io::Result<()> {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [flag, folder, names @ ..] = &*words
        && flag == "--write"
    {
        return cases::write(Path::new(folder), names);
    }
    Divan::default().max_time(Duration::from_secs(3)).config_with_args().main();
    Ok(())
}

/// Every node's and phase's figures, by simulation on one thread; items are trials.
#[divan::bench(args = cases(&SIMULATED))]
fn simulation(bencher: Bencher<'_, '_>, case: &Case) {
    simulated(bencher, case, case.trials(), |document, study| {
        analyze(document, study, &Unmonitored)
    });
}

/// From a document to its first figures: the arrays of the program, one block of trials, the result.
#[divan::bench(args = cases(&SIMULATED))]
fn compile(bencher: Bencher<'_, '_>, case: &Case) {
    first_figures(bencher, case, BLOCK);
}

/// From an edit to the first figures that the window shows: as many trials as it takes for them.
#[divan::bench(args = cases(&SIMULATED))]
fn first(bencher: Bencher<'_, '_>, case: &Case) {
    let document = case.document();
    let scores = (document.nodes().len() + document.links().len()) * document.phases().len();
    first_figures(bencher, case, if scores < 20_000 { 1 << 14 } else { 1 << 12 });
}

/// A what-if pair on common random numbers: the document against itself without its first link.
#[divan::bench(args = cases(&SIMULATED))]
fn comparison(bencher: Bencher<'_, '_>, case: &Case) {
    let altered = without_first_link(case.document());
    simulated(bencher, case, case.trials(), |document, study| {
        compare(document, &altered, study, &Unmonitored)
    });
}

/// Bands of every node and phase from 100 draws of the scores, 4 096 trials each; items are all their trials.
#[divan::bench(args = cases(&RANGED))]
fn bands(bencher: Bencher<'_, '_>, case: &Case) {
    simulated(bencher, case, 100 * 4096, |document, study| {
        uncertainty(document, &Study { draws: 100, ..study.clone() }, &Unmonitored)
    });
}

/// The headline at low and at high of the 40 elements with the largest effect; items are the trials of one end.
#[divan::bench(args = cases(&RANGED))]
fn swings(bencher: Bencher<'_, '_>, case: &Case) {
    simulated(bencher, case, 4096, |document, study| tornado(document, study, &Unmonitored));
}

/// Birnbaum derivatives of every element in every phase, and the extremes of the leading ones.
#[divan::bench(args = cases(&EXPLAINED))]
fn importance(bencher: Bencher<'_, '_>, case: &Case) {
    simulated(bencher, case, case.trials(), |document, study| {
        analysis::importance(document, study, &Unmonitored)
    });
}

/// How far each node spreads: expected reach and reproduction number of every phase.
#[divan::bench(args = cases(&EXPLAINED))]
fn reach(bencher: Bencher<'_, '_>, case: &Case) {
    simulated(bencher, case, case.trials(), |document, study| {
        analysis::spread(document, study, &Unmonitored)
    });
}

/// The ten most probable scenarios that reach an outcome.
#[divan::bench(args = cases(&SIMULATED))]
fn routes(bencher: Bencher<'_, '_>, case: &Case) {
    bencher.bench_local(|| analysis::routes(case.document(), 10, &Unmonitored));
}

/// The fewest links whose removal separates the outcomes from everything that may turn.
#[divan::bench(args = cases(&SIMULATED))]
fn cut(bencher: Bencher<'_, '_>, case: &Case) {
    bencher.bench_local(|| analysis::cut(case.document(), &|_| 1.0, &Unmonitored));
}

/// An exact solution; left out where the document is too large for one.
#[divan::bench(args = cases(&SOLVED))]
fn exact(bencher: Bencher<'_, '_>, case: &Case) {
    let study = Study { method: MethodChoice::Exact, ..Study::default() };
    let document = case.document();
    if analyze(document, &study, &Unmonitored).is_ok() {
        bencher.bench_local(|| analyze(document, &study, &Unmonitored));
    }
}

/// Outcomes that are too rare to be met, to a relative error of 0.2 %.
#[divan::bench(args = cases(&RARE))]
fn rare(bencher: Bencher<'_, '_>, case: &Case) {
    simulated(bencher, case, BEFORE, |document, study| analyze(document, study, &Unmonitored));
}

/// From a file's bytes to a document; left out where they are more than the program reads.
#[divan::bench(args = cases(&FILED))]
fn open_ron(bencher: Bencher<'_, '_>, case: &Case) {
    opened(bencher, case, Format::Ron);
}

/// The same from JSON.
#[divan::bench(args = cases(&FILED))]
fn open_json(bencher: Bencher<'_, '_>, case: &Case) {
    opened(bencher, case, Format::Json);
}

/// From a document to a file's bytes.
#[divan::bench(args = cases(&FILED))]
fn save_ron(bencher: Bencher<'_, '_>, case: &Case) {
    saved(bencher, case, Format::Ron);
}

/// The same to JSON.
#[divan::bench(args = cases(&FILED))]
fn save_json(bencher: Bencher<'_, '_>, case: &Case) {
    saved(bencher, case, Format::Json);
}

/// Times what follows from a document by simulation on one thread.
fn simulated<T>(
    bencher: Bencher<'_, '_>,
    case: &Case,
    trials: u64,
    run: impl Fn(&Assessment, &Study) -> T,
) {
    let study = Study { trials, threads: 1, method: MethodChoice::Simulation, ..Study::default() };
    let document = case.document();
    bencher.counter(ItemsCount::new(trials)).bench_local(|| run(document, &study));
}

/// What is seldom met keeps its bound, as in the window until the full estimate is there.
fn first_figures(bencher: Bencher<'_, '_>, case: &Case, trials: u64) {
    simulated(bencher, case, trials, |document, study| {
        analyze(document, &Study { resolves_rare: false, ..study.clone() }, &Unmonitored)
    });
}

fn opened(bencher: Bencher<'_, '_>, case: &Case, format: Format) {
    let text = formats::write(case.document(), format).expect("a writable document");
    let open = || formats::read(text.as_bytes(), Some(format));
    // A refusal would be fast, and no opening.
    if open().is_ok() {
        bencher.counter(BytesCount::of_str(&text)).bench_local(open);
    }
}

fn saved(bencher: Bencher<'_, '_>, case: &Case, format: Format) {
    let save = || formats::write(case.document(), format);
    let bytes = BytesCount::of_str(&save().expect("a writable document"));
    bencher.counter(bytes).bench_local(save);
}

fn without_first_link(document: &Assessment) -> Assessment {
    let first = document.links().at(0).expect("a link");
    let closed = Link { likelihood: Series::default(), ..first.clone() };
    document.edited(&Edit::put(closed)).expect("a valid document")
}
