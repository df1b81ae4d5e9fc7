//! The comments of the whole document: what is open, and on demand what is resolved; a click goes to what it is about.

use eframe::egui::{Button, RichText, Ui};

use crate::ui::workspaces::line::{Line, empty_ui, line_ui};
use crate::{
    model::{Comment, Subject, Target},
    report::wording,
    ui::{
        theme,
        view::{Cx, Wish},
        widgets::{self, icon},
    },
};

/// Room for who said something, and when.
const SIGNATURE: [f32; 2] = [150.0, 96.0];

/// Shows the comments.
pub(super) fn comments_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let document = cx.session.assessment();
    let all = document.comments();
    let resolved = all.iter().filter(|comment| comment.is_resolved).count();
    let id = ui.make_persistent_id("resolved comments");
    let mut shows_resolved: bool = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    widgets::section_label(ui, "Comments");
    ui.horizontal_wrapped(|ui| {
        let open = all.len() - resolved;
        widgets::secondary(ui, wording::counted(open, "open comment", "open comments"));
        if resolved > 0 {
            let text = RichText::new(format!("Show {resolved} resolved")).size(theme::SMALL);
            if ui.add(Button::selectable(shows_resolved, text)).clicked() {
                shows_resolved = !shows_resolved;
                ui.data_mut(|data| data.insert_temp(id, shows_resolved));
            }
        }
    });
    if all.is_empty() {
        empty_ui(
            ui,
            "No comments yet. Select an element and say something about it in the inspector",
        );
    }
    for comment in all.iter().filter(|comment| shows_resolved || !comment.is_resolved) {
        comment_ui(ui, cx, comment);
    }
}

fn comment_ui(ui: &mut Ui, cx: &mut Cx<'_>, comment: &Comment) {
    let document = cx.session.assessment();
    let subject = comment.about.subject();
    let mut about = match subject {
        Subject::Document => "The document".to_owned(),
        subject => document.label(subject),
    };
    if let Target::Score(key) = &comment.about {
        about = format!("{about}: {}", wording::dimension(key.dimension).to_lowercase());
        if let Some(phase) = &key.phase {
            let phase = document.label(&Subject::Phase(phase.clone()));
            about = format!("{about}, {phase}");
        }
    }
    let replies = comment.replies.len();
    if replies > 0 {
        about = format!("{about} · {}", wording::counted(replies, "reply", "replies"));
    }
    if comment.is_resolved {
        about = format!("{about} · resolved");
    }
    let title = comment.text.lines().next().unwrap_or_default();
    let line = Line {
        icon: icon::MESSAGE,
        title,
        note: &about,
        figures: &[(&*comment.author, SIGNATURE[0]), (&*comment.date, SIGNATURE[1])],
        depth: 0,
        is_selected: false,
        is_faint: comment.is_resolved,
    };
    if line_ui(ui, &line).clicked() {
        cx.go_to(subject.clone());
        cx.wishes.push(Wish::Comments(comment.about.clone(), false));
    }
}
