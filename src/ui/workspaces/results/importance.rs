//! What moves the headline: the importance of every element, by a measure of choice.

use eframe::egui::{Ui, Vec2};

use super::{
    Shown,
    section::{self, BAR_ROW, Bar, Rank, Section},
};
use crate::{
    analysis::{ElementImportance, Estimated, Extremes, Importance},
    report::wording,
    session::Stage,
    ui::{view::Cx, widgets},
};

/// So many elements are shown at first.
const FIRST: usize = 8;
/// More elements than these are not shown even when all are asked for.
const MOST: usize = 200;

/// What the section remembers.
#[derive(Debug, Default)]
pub(super) struct ImportanceView {
    measure: Measure,
    shows_all: bool,
}

/// How importance is measured (SEMANTICS §5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Measure {
    #[default]
    Birnbaum,
    AchievementWorth,
    ReductionWorth,
    FussellVesely,
    Benefit,
}

const MEASURES: [(Measure, &str); 5] = [
    (Measure::Birnbaum, "Birnbaum"),
    (Measure::AchievementWorth, "RAW"),
    (Measure::ReductionWorth, "RRW"),
    (Measure::FussellVesely, "FV"),
    (Measure::Benefit, "Benefit"),
];

impl Measure {
    /// What the measure says, in a sentence.
    fn sentence(self, phase: &str) -> String {
        match self {
            Self::Birnbaum => format!(
                "Birnbaum, {phase}: how much more probable any outcome is if this is certain \
                 than if it is impossible, in this phase alone"
            ),
            Self::AchievementWorth => {
                "Risk achievement worth: how many times as probable any outcome is if this is \
                 certain in every phase"
                    .to_owned()
            }
            Self::ReductionWorth => "Risk reduction worth: how many times less probable any \
                 outcome is if this is impossible in every phase"
                .to_owned(),
            Self::FussellVesely => {
                "Fussell–Vesely: the share of the headline that goes if this is impossible in \
                 every phase"
                    .to_owned()
            }
            Self::Benefit => {
                "Benefit: how much less probable any outcome is with this mitigation than without"
                    .to_owned()
            }
        }
    }

    /// The measure of an element; `None` where it was not computed or does not exist.
    fn of(self, element: &ElementImportance, phase: usize) -> Option<Estimated> {
        let of =
            |pick: fn(&Extremes) -> Option<Estimated>| element.extremes.as_ref().and_then(pick);
        match self {
            Self::Birnbaum => element.birnbaum.get(phase).copied(),
            Self::AchievementWorth => of(|extremes| extremes.achievement_worth),
            Self::ReductionWorth => of(|extremes| extremes.reduction_worth),
            Self::FussellVesely => of(|extremes| extremes.fussell_vesely),
            Self::Benefit => of(|extremes| extremes.benefit),
        }
    }

    /// Where it says that an element does not matter.
    fn zero(self) -> f64 {
        match self {
            Self::AchievementWorth | Self::ReductionWorth => 1.0,
            Self::Birnbaum | Self::FussellVesely | Self::Benefit => 0.0,
        }
    }

    fn words(self, of: Estimated) -> String {
        let Estimated { value, standard_error } = of;
        match self {
            Self::Birnbaum => {
                wording::points(value, standard_error).trim_start_matches('+').to_owned()
            }
            Self::AchievementWorth | Self::ReductionWorth => {
                format!("× {}", wording::number(value, standard_error))
            }
            Self::FussellVesely => wording::percent_with_error(value, standard_error),
            // A benefit takes away from the headline.
            Self::Benefit => wording::points(-value, standard_error),
        }
    }
}

/// Shows the section.
pub(super) fn importance_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut ImportanceView,
    shown: &Shown<'_>,
) {
    let section = Section {
        title: "What moves it",
        stage: Stage::Importance,
        rank: Rank::Card,
        height: 122.0 + FIRST as f32 * (BAR_ROW + 2.0),
    };
    let insight = shown.session.insights().importance.as_ref();
    section::section_ui(ui, shown, &section, insight, |ui, found| {
        found_ui(ui, cx, view, (shown, found));
    });
}

fn found_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut ImportanceView,
    (shown, found): (&Shown<'_>, &Importance),
) {
    ui.scope(|ui| {
        ui.spacing_mut().button_padding.x = 6.0;
        if let Some(measure) = widgets::segmented(ui, view.measure, &MEASURES) {
            view.measure = measure;
        }
    });
    let phase = shown.chosen_phase().unwrap_or(0);
    let name = shown.analysis.phases.get(phase).map(|id| shown.phase_name(id));
    let measure = view.measure;
    // The longest sentence has three lines in the narrowest column: nothing below moves with the choice.
    ui.allocate_ui(Vec2::new(ui.available_width(), 48.0), |ui| {
        ui.set_min_size(Vec2::new(ui.available_width(), 48.0));
        section::note_ui(ui, &measure.sentence(&name.unwrap_or_default()));
    });
    let ranked = ranked(found, measure, phase);
    if ranked.is_empty() {
        section::note_ui(ui, "No element has this measure");
        return;
    }
    let zero = measure.zero();
    let largest = ranked.iter().map(|(_, of)| (of.value - zero).abs()).fold(0.0, f64::max);
    let count = if view.shows_all { MOST } else { FIRST };
    ui.spacing_mut().item_spacing.y = 2.0;
    for (element, of) in ranked.iter().take(count) {
        let share = |x: f64| if largest > 0.0 { (x / largest) as f32 } else { 0.0 };
        let bar = Bar {
            subject: &element.subject,
            name: &name_of(shown, element),
            figure: &measure.words(*of),
            share: share((of.value - zero).abs()),
            error: share(of.standard_error),
            is_adverse: measure == Measure::Benefit && of.value < 0.0,
        };
        section::bar_ui(ui, cx, &bar);
    }
    more_ui(ui, &mut view.shows_all, ranked.len().min(MOST));
    if ranked.len() < found.elements.len() && measure != Measure::Benefit {
        section::note_ui(ui, "Computed for the leading elements only");
    }
}

/// A button that shows more rows, or fewer.
fn more_ui(ui: &mut Ui, shows_all: &mut bool, count: usize) {
    if count <= FIRST {
        return;
    }
    let title =
        if *shows_all { "Show fewer".to_owned() } else { format!("Show {} more", count - FIRST) };
    if section::quiet_button(ui, &title).clicked() {
        *shows_all = !*shows_all;
    }
}

/// Elements with a measure, the largest first; equal ones in the order of the analysis.
fn ranked(
    found: &Importance,
    measure: Measure,
    phase: usize,
) -> Vec<(&ElementImportance, Estimated)> {
    let elements = found.elements.iter();
    let mut ranked: Vec<_> =
        elements.filter_map(|element| Some((element, measure.of(element, phase)?))).collect();
    // Less their errors, so that what is mostly noise does not come first.
    let sure = |of: &Estimated| of.value - of.standard_error;
    ranked.sort_by(|(_, a), (_, b)| sure(b).total_cmp(&sure(a)));
    ranked
}

/// The event by name: a mitigation matters by its failing.
fn name_of(shown: &Shown<'_>, element: &ElementImportance) -> String {
    let name = shown.session.assessment().label(&element.subject);
    match element.subject {
        crate::model::Subject::Mitigation(_) => format!("{name} fails"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::Method,
        model::{Id, Subject},
    };

    fn element(name: &str, birnbaum: [f64; 2], worth: Option<f64>) -> ElementImportance {
        let of = |value| Estimated { value, standard_error: 0.0 };
        ElementImportance {
            subject: Subject::Node(Id::from_name(name, |_| false)),
            birnbaum: birnbaum.map(of).to_vec(),
            extremes: worth.map(|worth| Extremes {
                certain: worth,
                impossible: 0.0,
                achievement_worth: Some(of(worth)),
                reduction_worth: None,
                fussell_vesely: None,
                benefit: None,
            }),
        }
    }

    #[test]
    fn each_measure_and_each_phase_ranks_anew() {
        let elements = vec![
            element("a", [0.3, 0.1], Some(2.0)),
            element("b", [0.2, 0.4], Some(3.0)),
            element("c", [0.1, 0.2], None),
        ];
        let found = Importance { method: Method::Simulation, elements };
        let order = |measure, phase| -> Vec<String> {
            let ranked = ranked(&found, measure, phase);
            ranked.iter().map(|(e, _)| e.subject.id_str().to_owned()).collect()
        };
        assert_eq!(order(Measure::Birnbaum, 0), ["a", "b", "c"]);
        assert_eq!(order(Measure::Birnbaum, 1), ["b", "c", "a"]);
        assert_eq!(order(Measure::AchievementWorth, 0), ["b", "a"]);
        assert!(order(Measure::Benefit, 0).is_empty());
    }
}
