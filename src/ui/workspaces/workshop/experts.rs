//! Who judges: pseudonyms, what they know, what could bend their judgement, weights. Never names.

use eframe::egui::{self, Ui, vec2};

use super::{empty_ui, part_ui, serving::Serving};
use crate::{
    model::{Edit, Expert, Id, PanelEdit, Weight},
    report::wording,
    session::Gesture,
    ui::{
        view::Cx,
        widgets::{self, gesture_of, icon, icon_button, quiet_field, typed},
    },
};

/// Widths of pseudonym, expertise, conflicts and weight on a wide page.
const WIDTHS: [f32; 4] = [150.0, 300.0, 300.0, 70.0];
/// From this width on an expert takes one line.
const WIDE: f32 = 900.0;
/// That names are not asked for.
const CAUTION: &str = "Pseudonyms only: the document is passed on, so the list of who is who stays with you, in a file of \
                       your own.";

/// Shows the experts.
pub(super) fn experts_ui(ui: &mut Ui, cx: &mut Cx<'_>, serving: &mut Serving) {
    widgets::secondary(ui, CAUTION);
    ui.add_space(4.0);
    if ui.button("Add expert").clicked() {
        add(ui, cx);
    }
    let panel = cx.session.assessment().panel();
    if panel.experts.is_empty() {
        empty_ui(
            ui,
            "No experts yet. They can also join by themselves with the code of the workshop",
        );
        return;
    }
    let count = wording::counted(panel.experts.len(), "expert", "experts");
    part_ui(ui, "Experts", &count);
    for expert in &panel.experts {
        let is_removed = ui.push_id(expert.id.as_str(), |ui| expert_ui(ui, cx, expert)).inner;
        if is_removed {
            serving.dismiss(&expert.id);
            cx.edit(Edit::panel(PanelEdit::RemoveExpert(expert.id.clone())));
        }
    }
}

fn add(ui: &Ui, cx: &mut Cx<'_>) {
    let panel = cx.session.assessment().panel();
    let is_taken = |id: &Id<Expert>| panel.expert(id).is_some();
    let id = Id::from_name(&format!("expert {}", panel.experts.len() + 1), is_taken);
    cx.edit(Edit::panel(PanelEdit::Expert(Expert::new(id, ""))));
    widgets::want_field(ui, "Pseudonym", true);
}

/// One expert; whether they are to go.
fn expert_ui(ui: &mut Ui, cx: &mut Cx<'_>, expert: &Expert) -> bool {
    let is_wide = ui.available_width() >= WIDE;
    let fields = |ui: &mut Ui, cx: &mut Cx<'_>| {
        let widths = if is_wide { WIDTHS } else { [150.0, 200.0, 200.0, 70.0] };
        let hint = expert.id.as_str();
        let mut changed = expert.clone();
        let parts: [(&str, &str, &mut String); 3] = [
            ("Pseudonym", hint, &mut changed.pseudonym),
            ("Expertise", "Expertise", &mut changed.expertise),
            ("Conflicts of interest", "Conflicts of interest", &mut changed.conflicts),
        ];
        let mut gesture = None;
        for ((name, hint, text), width) in parts.into_iter().zip(widths) {
            let (response, typed) = sized(ui, width, |ui| quiet_field(ui, name, hint, text)).inner;
            if let Some(typed) = typed {
                *text = typed;
                gesture = Some(gesture_of(ui, &response));
            }
        }
        sized(ui, widths[3], |ui| {
            let value = expert.weight.map(Weight::get);
            let fits = |x: f64| Weight::try_from(x).map(|_| ()).map_err(|e| e.to_string());
            let (change, step) = typed::number_field(ui, "Weight", value, fits);
            if let Some(weight) = change {
                changed.weight = weight.and_then(|weight| Weight::try_from(weight).ok());
                gesture = step.or(Some(Gesture::Single));
            }
        })
        .response
        .on_hover_text("Weight in pools; all count alike where nobody has one");
        if let Some(gesture) = gesture {
            cx.edit_within(gesture, Edit::panel(PanelEdit::Expert(changed)));
        }
        let name =
            format!("Delete {}", wording::expert(cx.session.assessment().panel(), &expert.id));
        icon_button(ui, icon::CLOSE, &name).clicked()
    };
    let is_removed = ui.horizontal_wrapped(|ui| fields(ui, cx)).inner;
    let folded = |name: &str| name.trim().to_lowercase();
    let panel = cx.session.assessment().panel();
    let own = folded(&expert.pseudonym);
    let is_taken = |other: &Expert| other.id != expert.id && folded(&other.pseudonym) == own;
    if !own.is_empty() && panel.experts.iter().any(is_taken) {
        typed::problem_ui(ui, "Somebody else goes by this pseudonym: nobody could tell them apart");
    }
    is_removed
}

fn sized<R>(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui) -> R) -> egui::InnerResponse<R>
where
    R: Sized,
{
    ui.allocate_ui(vec2(width, widgets::VALUE_HEIGHT), |ui| {
        ui.set_width(width);
        add(ui)
    })
}
