//! The title page: what the document is about, the system, the models, and the likelihood scale.

use std::collections::BTreeMap;

use eframe::egui::Ui;

use super::{InspectorView, form::Form, scores::wrapped};
use crate::{
    model::{
        About, Band, Edit, ModelVersion, Probability, Scale, Subject,
        scales::{self, PUBLISHED},
    },
    report::wording,
    session::{Action, Notice},
    ui::{
        view::Cx,
        widgets::{
            self, Item, Shown, add_button, icon, icon_button, pick, probability, property,
            quiet_field, removable_chips, secondary, section_label,
            typed::{self, Fields},
        },
    },
};

/// Shows the title page.
pub(super) fn document_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut InspectorView) {
    let document = cx.session.assessment();
    let mut draft = About::clone(document.about());
    let mut form = Form::begin(cx);
    form.heading(ui, cx, view, (&Subject::Document, &mut draft.title));
    form.text(ui, "Version", &mut draft.version);
    form.text(ui, "Status", &mut draft.status);
    form.text(ui, "Covers until", &mut draft.coverage_date);
    form.area(ui, "Summary", "What it says, in a paragraph", &mut draft.summary);
    section_label(ui, "Authors");
    if let Some(authors) = removable_chips(ui, "author", &draft.authors) {
        draft.authors = authors;
        form.change();
    }
    section_label(ui, "System");
    form.text(ui, "Name", &mut draft.system.name);
    form.text(ui, "Developer", &mut draft.system.developer);
    form.area(ui, "Description", "What the system is", &mut draft.system.description);
    models_ui(ui, &mut form, &mut draft.system.models);
    counts_ui(ui, cx);
    form.finish_as(cx, Edit::About(Box::new(draft)));
    scale_ui(ui, cx);
}

fn models_ui(ui: &mut Ui, form: &mut Form, models: &mut Vec<ModelVersion>) {
    section_label(ui, "Models");
    let mut gone = None;
    for (place, model) in models.iter_mut().enumerate() {
        let response = ui.push_id(("model", place), |ui| {
            ui.horizontal(|ui| model_ui(ui, form, model, place + 1)).inner
        });
        if response.inner {
            gone = Some(place);
        }
    }
    if let Some(place) = gone {
        models.remove(place);
        form.change();
    }
    if add_button(ui, "Add model") {
        models.push(ModelVersion::default());
        form.change();
    }
}

/// A row of a model, counted from 1; whether it is to be removed.
fn model_ui(ui: &mut Ui, form: &mut Form, model: &mut ModelVersion, n: usize) -> bool {
    ui.spacing_mut().item_spacing.x = 4.0;
    let room = ui.available_width() - 122.0;
    for (share, name, text) in [
        (0.64, format!("Name of model {n}"), &mut model.name),
        (0.36, format!("Version of model {n}"), &mut model.version),
    ] {
        let hint = if share > 0.5 { "Name" } else { "Version" };
        let size = eframe::egui::vec2(room * share, 26.0);
        let field = ui.allocate_ui(size, |ui| quiet_field(ui, &name, hint, text)).inner;
        form.typed(ui, field, text);
    }
    let name = format!("Internal only: model {n}");
    let switched = widgets::switch(ui, model.internal_only, &name);
    if switched.on_hover_text("Deployed only inside its developer").clicked() {
        model.internal_only = !model.internal_only;
        form.change();
    }
    secondary(ui, "internal");
    icon_button(ui, icon::CLOSE, &format!("Remove model {n}")).clicked()
}

fn counts_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let document = cx.session.assessment();
    section_label(ui, "Elements");
    let counts = [
        wording::counted(document.phases().len(), "phase", "phases"),
        wording::counted(document.nodes().len(), "node", "nodes"),
        wording::counted(document.links().len(), "link", "links"),
        wording::counted(document.mitigations().len(), "mitigation", "mitigations"),
        wording::counted(document.hypotheses().len(), "hypothesis", "hypotheses"),
        wording::counted(document.pathways().len(), "pathway", "pathways"),
        wording::counted(document.evidence().len(), "piece of evidence", "pieces of evidence"),
    ];
    wrapped(ui, &counts.join(" · "));
}

/// The heading of a column of this width.
fn heading_ui(ui: &mut Ui, title: &str, width: f32) {
    ui.allocate_ui(eframe::egui::vec2(width, 18.0), |ui| {
        ui.set_width(width);
        ui.horizontal(|ui| {
            ui.add_space(7.0);
            secondary(ui, title);
        });
    });
}

/// The likelihood scale: its name and its bands.
fn scale_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    section_label(ui, "Likelihood scale");
    published_ui(ui, cx);
    let Some(scale) = cx.session.assessment().scale() else {
        if add_button(ui, "Add a scale of your own") {
            cx.edit(Edit::Scale(Some(Scale { name: "Likelihood".to_owned(), bands: Vec::new() })));
        }
        return;
    };
    let mut draft = scale.clone();
    let uses = scales::uses(cx.session.assessment());
    let mut form = Form::begin(cx);
    form.text(ui, "Name of scale", &mut draft.name);
    if !scale.bands.is_empty() {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let width = end_width(ui);
            for title in ["Low", "Best", "High"] {
                heading_ui(ui, title, width);
            }
        });
    }
    for place in 0..scale.bands.len() {
        if place >= draft.bands.len() {
            break;
        }
        let used = uses.get(&scale.bands[place].level).copied().unwrap_or(0);
        ui.push_id(("band", place), |ui| band_ui(ui, cx, (&mut form, &mut draft), (place, used)));
    }
    if add_button(ui, "Add band") {
        draft.bands.push(new_band(&draft));
        form.change();
    }
    if draft == *scale {
        return;
    }
    let renamed = renamed(scale, &draft);
    let change = scales::rescaling(cx.session.assessment(), Some(draft), &renamed);
    form.finish_as(cx, change.edit);
    tell_loosened(cx, change.loosened);
}

/// Offers the published scales. Another scale leaves every number as it is: scores whose level it lacks become ranges.
fn published_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let document = cx.session.assessment();
    let is_published = |name: &str| PUBLISHED.iter().any(|published| published.name == name);
    let title = match document.scale() {
        None => "None",
        Some(scale) if is_published(&scale.name) => scale.name.as_str(),
        Some(_) => "Own",
    };
    let shown = Shown { title, icon: None, is_faint: document.scale().is_none() };
    let wanted = property(ui, "Scale", |ui| {
        let items = || {
            let item = |published: &scales::PublishedScale| Item {
                key: Some(*published),
                title: published.name.to_owned(),
                icon: None,
            };
            let none = Item { key: None, title: "None".to_owned(), icon: None };
            PUBLISHED.iter().map(item).chain([none]).collect()
        };
        pick(ui, "Published scale", &shown, items)
    });
    if let Some(published) = PUBLISHED.iter().find(|published| published.name == title) {
        wrapped(ui, published.source);
    }
    if let Some(wanted) = wanted {
        let scale = wanted.map(|published| published.scale());
        let change = scales::rescaling(document, scale, &BTreeMap::new());
        cx.edit(change.edit);
        tell_loosened(cx, change.loosened);
        if change.moved > 0 {
            let scores = wording::counted(change.moved, "score names", "scores name");
            let text = format!("{scores} a level that stands for other numbers on this scale");
            cx.act(Action::Notify(Notice::done(text)));
        }
    }
}

/// Says how many scores lost their level.
fn tell_loosened(cx: &mut Cx<'_>, loosened: usize) {
    if loosened > 0 {
        let count = wording::count(loosened as u64);
        let text = if loosened == 1 {
            "1 score named a level that the scale no longer has; it keeps its numbers as a range"
                .to_owned()
        } else {
            format!(
                "{count} scores named levels that the scale no longer has; they keep their numbers as ranges"
            )
        };
        cx.act(Action::Notify(Notice::done(text)));
    }
}

/// What levels are called from now on, where nothing but a level's name has changed.
fn renamed(before: &Scale, after: &Scale) -> BTreeMap<String, String> {
    if before.bands.len() != after.bands.len() {
        return BTreeMap::new();
    }
    let pairs = before.bands.iter().zip(&after.bands);
    let renames = pairs.filter(|(a, b)| a.level != b.level && (a.low, a.high) == (b.low, b.high));
    let renames: BTreeMap<String, String> =
        renames.map(|(a, b)| (a.level.clone(), b.level.clone())).collect();
    // Bands that have changed places are not renamed.
    let is_swap = renames.keys().any(|old| after.band(old).is_some());
    if is_swap { BTreeMap::new() } else { renames }
}

/// Width of each of the three columns of ends.
fn end_width(ui: &Ui) -> f32 {
    (ui.available_width() - 2.0 * ui.spacing().item_spacing.x) / 3.0
}

/// A band above the last one.
fn new_band(scale: &Scale) -> Band {
    let low = scale.bands.last().map_or(Probability::ZERO, |band| band.high);
    let low = if low == Probability::ONE { Probability::ZERO } else { low };
    let high = Probability::clamped(f64::midpoint(low.get(), 1.0));
    let is_taken = |level: &str| scale.band(level).is_some();
    let names = (1_u32..).map(|n| format!("level {n}"));
    let level = names.into_iter().find(|name| !is_taken(name)).unwrap_or_default();
    Band { level, low, best: None, high }
}

/// A band: its level with its buttons, and its ends below.
fn band_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    (form, draft): (&mut Form, &mut Scale),
    (place, used): (usize, usize),
) {
    let n = place + 1;
    ui.spacing_mut().item_spacing.y = 0.0;
    let is_removed = ui
        .horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            level_field(ui, form, (draft, place));
            ui.add_enabled_ui(place > 0, |ui| {
                if icon_button(ui, icon::CHEVRON_UP, &format!("Move band {n} up")).clicked() {
                    draft.bands.swap(place - 1, place);
                    form.change();
                }
            });
            let remove = icon_button(ui, icon::CLOSE, &format!("Remove band {n}"));
            if used > 0 {
                let scores = wording::counted(used, "score uses", "scores use");
                let hint = format!("{scores} it; removing it keeps their numbers as ranges");
                remove.clone().on_hover_text(hint);
            }
            remove.clicked()
        })
        .inner;
    let problem = ui
        .horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            ends_ui(ui, cx, (form, draft), place)
        })
        .inner;
    if let Some(problem) = problem {
        typed::problem_ui(ui, &problem);
    }
    if is_removed {
        draft.bands.remove(place);
        form.change();
    }
    ui.add_space(6.0);
}

fn level_field(ui: &mut Ui, form: &mut Form, (draft, place): (&mut Scale, usize)) {
    let name = format!("Level of band {}", place + 1);
    let buttons = 2.0 * (widgets::ICON_BUTTON + ui.spacing().item_spacing.x);
    let size = eframe::egui::vec2(ui.available_width() - buttons, 26.0);
    let level = &mut draft.bands[place].level;
    let field = ui.allocate_ui(size, |ui| quiet_field(ui, &name, "Level", level)).inner;
    form.typed(ui, field, level);
}

/// Low, best (which may be left out) and high; what is wrong with what is typed.
fn ends_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (form, draft): (&mut Form, &mut Scale),
    place: usize,
) -> Option<String> {
    let width = end_width(ui);
    let notation = cx.session.preferences().notation;
    let n = place + 1;
    let names = ["Low", "Best", "High"].map(|end| format!("{end} of band {n}"));
    let texts = |band: &Band| {
        let best = band.best.map(|p| probability::shown(p, notation)).unwrap_or_default();
        vec![probability::shown(band.low, notation), best, probability::shown(band.high, notation)]
    };
    let band = draft.bands[place].clone();
    let shown = texts(&band);
    let id = ui.make_persistent_id("ends");
    let fields = Fields { id, names: &names, shown: &shown, hint: "–", is_framed: false };
    let typed = typed::drafts(ui, &fields, |ui, _, field| {
        ui.allocate_ui(eframe::egui::vec2(width, 26.0), |ui| {
            ui.set_width(width);
            field(ui);
        });
    });
    match read_band(&band, &typed.texts, &shown) {
        Ok(new) if typed.is_changed => {
            typed::rebase(ui, id, typed.texts, texts(&new));
            draft.bands[place] = new;
            form.step(typed.gesture);
            None
        }
        Ok(_) => {
            typed::settle(ui, id);
            None
        }
        Err(problem) => typed.is_typed.then_some(problem),
    }
}

/// The band that its fields say; a field that was not typed into keeps its exact value.
fn read_band(band: &Band, texts: &[String], shown: &[String]) -> Result<Band, String> {
    let values = [Some(band.low), band.best, Some(band.high)];
    let read = |place: usize| typed::probability(place, texts, shown, &values);
    let has_best = texts.get(1).is_some_and(|text| !text.trim().is_empty());
    let (low, high) = (read(0)?, read(2)?);
    let best = if has_best { Some(read(1)?) } else { None };
    let middle = best.unwrap_or(low);
    if low <= middle && middle <= high && low <= high {
        Ok(Band { level: band.level.clone(), low, best, high })
    } else {
        Err("Not in order: low ≤ best ≤ high is needed".to_owned())
    }
}
