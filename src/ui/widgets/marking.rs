//! Whether something stays in the house, and why.

use eframe::egui::Ui;

use super::{Item, Shown, gesture_of, icon, pick, property, secondary, text_field};
use crate::{
    model::{Edit, Marked, Reason, ReportSettings, marking},
    report::wording,
    ui::view::Cx,
};

/// What the menu says where nothing is marked.
const OPEN: &str = "May leave the house";
/// A reason of one's own before any word of it is typed.
const OWN: &str = "internal";

/// A row with the reason for which something stays in the house; it can be chosen, and words of one's own be typed.
pub fn marking_ui(ui: &mut Ui, cx: &mut Cx<'_>, what: &Marked) {
    let document = cx.session.assessment();
    let reason = document.mark(what).cloned();
    let title = reason.as_ref().map_or_else(|| OPEN.to_owned(), title);
    let shown = Shown {
        title: &title,
        icon: reason.as_ref().map(|_| icon::LOCK),
        is_faint: reason.is_none(),
    };
    let wanted =
        property(ui, "Outside", |ui| pick(ui, "Whether it leaves the house", &shown, items));
    if let Some(wanted) = wanted {
        cx.edit(edit(cx, what, wanted));
    }
    if let Some(Reason::Other(words)) = &reason {
        let (response, typed) = text_field(ui, "Why it stays in the house", OWN, words);
        let typed = typed.filter(|words| !words.trim().is_empty());
        if let Some(words) = typed {
            let edit = edit(cx, what, Some(Reason::from_words(&words)));
            cx.edit_within(gesture_of(ui, &response), edit);
        }
    }
    if reason.is_some() {
        secondary(ui, "Not in public reports; the reason is, in their log");
    }
}

/// The change that marks something, or with no reason lets it leave.
pub fn edit(cx: &Cx<'_>, what: &Marked, reason: Option<Reason>) -> Edit {
    let settings = cx.session.assessment().report();
    let name = if reason.is_some() { "keep in the house" } else { "let leave the house" };
    let internal = marking(&settings.internal, what, reason);
    let settings = ReportSettings { internal, ..settings.clone() };
    Edit::Named(name, vec![Edit::Report(Box::new(settings))])
}

fn items() -> Vec<Item<Option<Reason>>> {
    let item = |key: Option<Reason>, title: String| {
        let icon = key.as_ref().map(|_| icon::LOCK);
        Item { key, title, icon }
    };
    let known = Reason::ALL.into_iter().map(|reason| item(Some(reason.clone()), title(&reason)));
    let open = std::iter::once(item(None, OPEN.to_owned()));
    let own = item(Some(Reason::Other(OWN.to_owned())), "Internal: another reason".to_owned());
    open.chain(known).chain([own]).collect()
}

fn title(reason: &Reason) -> String {
    format!("Internal: {}", wording::reason(reason))
}
