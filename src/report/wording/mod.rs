//! Numbers and names into words: the only place, for the window, the command line and the report alike.
//!
//! A number is never printed as something that it is not: nothing but 0 reads `0 %`, nothing but 1 reads `100 %`, and
//! what was simulated carries the digits that its standard error supports.

mod names;
mod numbers;
mod panel;
mod scores;

pub use names::{
    aggregation, archetype, basis, code, code_of_tag, confidence, dimension, distribution_shift,
    evidence_grade, evidence_kind, evidence_overlap, gate, grade, intent, joined, mechanism,
    method, mitigation_kind, name, node_kind, phase_kind, question_kind, reason, reversibility,
    route_event, sentence_case, severity, short_grade, shortened, strength, treatment,
};
pub use numbers::{
    BOUND_NOTE, count, counted, decimal, error_in_points, figure, figure_in_brief, figure_in_table,
    number, odds, one_in_n, percent, percent_as_given, percent_with_error, points, ratio,
    upper_bound,
};
pub use panel::{
    adopted_value, brief, expert, judged, panel_question, panel_title, panel_unit, pooled,
    pooling_rule, protocol, round_state, score_question,
};
pub use scores::{WITHHELD, estimate, estimate_brief, term};
