//! What is told of a panel when two releases are compared: of its rounds only those that were revealed.

use crate::{
    model::{Asked, Expert, Panel, PanelQuestion, Round, without_marks},
    report::wording,
};

/// The rounds with how much was judged, agreed on and adopted in them.
pub(super) fn rounds(panel: &Panel) -> String {
    let round = |round: &Round| {
        let judged = wording::counted(panel.counting(&round.id).len(), "judgement", "judgements");
        let agreed = panel.agreements.iter().filter(|a| a.round == round.id).count();
        let adopted = panel.adoptions.iter().filter(|a| a.round == round.id).count();
        format!("{}: {judged}, {agreed} agreed on, {adopted} adopted", without_marks(&round.name))
    };
    let told = panel.rounds.iter().filter(|round| round.state.is_revealed()).map(round);
    told.collect::<Vec<_>>().join("; ")
}

/// The experts with what is told of them.
pub(super) fn experts(panel: &Panel) -> String {
    let expert = |e: &Expert| {
        let weight = e.weight.map_or_else(String::new, |weight| format!(" ({})", weight.get()));
        let words = [&e.pseudonym, &e.expertise, &e.conflicts].map(|text| without_marks(text));
        format!("{}{weight}", words.join(" ").trim())
    };
    panel.experts.iter().map(expert).collect::<Vec<_>>().join("; ")
}

/// The words of the questions.
pub(super) fn questions(panel: &Panel) -> String {
    let question = |q: &PanelQuestion| {
        let asked = match &q.asked {
            Asked::Score(key) => format!("{} {}", key.subject.id_str(), key.dimension.name()),
            Asked::Seed { .. } => "seed".to_owned(),
            Asked::Former(words) => without_marks(words),
        };
        let words = [&q.wording, &q.resolution, &q.unit, &q.context].map(|t| without_marks(t));
        let words: Vec<&str> = words.iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
        format!("{}: {asked} {}", q.id, words.join(" ")).trim_end().to_owned()
    };
    panel.questions.iter().map(question).collect::<Vec<_>>().join("; ")
}
