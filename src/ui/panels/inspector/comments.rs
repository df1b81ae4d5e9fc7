//! What colleagues say about an element and its scores: read, answered, resolved; the last section of each inspector.

use std::collections::BTreeMap;

use eframe::egui::{self, Align, Button, Frame, Layout, Margin, RichText, Ui, Vec2};

use super::{InspectorView, form::subject_row};
use crate::{
    drawing::FontWeight,
    model::{Comment, Dimension, Edit, Id, Reply, ScoreKey, Subject, Target},
    report::wording,
    session::{self, Action, Preferences, Session},
    ui::{
        theme,
        view::Cx,
        widgets::{
            self, add_button, gesture_of, icon, icon_button, quiet_area, quiet_field,
            removable_chip, secondary, section_label,
        },
    },
};

/// What the inspector remembers of comments.
#[derive(Debug, Default)]
pub(super) struct CommentsView {
    /// The dimension of an element that alone is shown.
    narrowed: Option<(Subject, Dimension)>,
    /// What is being written, by what it is about.
    drafts: BTreeMap<Target, String>,
    /// Replies that are being written.
    replies: BTreeMap<Id<Comment>, String>,
    shows_resolved: bool,
    /// Whether the section is to come into view, and whether the keyboard goes to the field for something new.
    is_wanted: Option<bool>,
    /// The comment whose reply is to have the keyboard.
    wants_reply: Option<Id<Comment>>,
}

impl CommentsView {
    /// Shows what is said of an element or of a score.
    pub(super) fn show(&mut self, target: &Target, is_new: bool) {
        let dimension = target.dimension();
        self.narrowed = dimension.map(|dimension| (target.subject().clone(), dimension));
        self.is_wanted = Some(is_new);
    }

    /// Shows what is said of the scores of a dimension.
    pub(super) fn narrow(&mut self, scores: (Subject, Dimension)) {
        self.narrowed = Some(scores);
        self.is_wanted = Some(false);
    }

    fn dimension(&self, subject: &Subject) -> Option<Dimension> {
        let narrowed = self.narrowed.as_ref().filter(|(of, _)| of == subject);
        narrowed.map(|(_, dimension)| *dimension)
    }
}

/// Shows what is said of an element, or of the one dimension that was asked for.
pub(super) fn comments_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    subject: &Subject,
) {
    let document = cx.session.assessment();
    if matches!(subject, Subject::Comment(_)) || !document.contains(subject) {
        return;
    }
    let view = &mut view.comments;
    let dimension = view.dimension(subject);
    let fits = |comment: &&Comment| dimension.is_none() || comment.about.dimension() == dimension;
    let all: Vec<&Comment> = document.comments_on(subject).filter(fits).collect();
    let resolved = all.iter().filter(|comment| comment.is_resolved).count();
    let wanted = view.is_wanted.take();
    if wanted.is_some() {
        ui.scroll_to_cursor(Some(Align::Min));
    }
    section_label(ui, "Comments");
    if dimension.is_some() || resolved > 0 {
        narrowing_ui(ui, view, (dimension, resolved));
    }
    let shows_resolved = view.shows_resolved;
    for comment in all.into_iter().filter(|c| shows_resolved || !c.is_resolved) {
        ui.push_id(&comment.id, |ui| comment_ui(ui, cx, view, comment));
    }
    let target = match dimension {
        Some(dimension) => Target::Score(score_of(cx.session, subject, dimension)),
        None => Target::Element(subject.clone()),
    };
    composer_ui(ui, cx, view, (&target, wanted == Some(true)));
}

/// Which of the comments are shown.
fn narrowing_ui(
    ui: &mut Ui,
    view: &mut CommentsView,
    (dimension, resolved): (Option<Dimension>, usize),
) {
    ui.horizontal_wrapped(|ui| {
        if let Some(dimension) = dimension {
            let name = wording::dimension(dimension);
            if removable_chip(ui, &format!("{name} only"), "Show all comments of the element") {
                view.narrowed = None;
            }
        }
        if resolved > 0 {
            let text = RichText::new(format!("{resolved} resolved")).size(theme::SMALL);
            if ui.add(Button::selectable(view.shows_resolved, text)).clicked() {
                view.shows_resolved = !view.shows_resolved;
            }
        }
    });
}

/// Shows a comment by itself, with what it is about.
pub(super) fn comment_alone_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    comment: &Comment,
) {
    ui.label(widgets::strong("Comment"));
    subject_row(ui, cx, comment.about.subject(), "");
    comment_ui(ui, cx, &mut view.comments, comment);
}

/// The score of a dimension in the chosen phase.
fn score_of(session: &Session, subject: &Subject, dimension: Dimension) -> ScoreKey {
    let is_apart = dimension == Dimension::InitiallyMisaligned;
    let phase = session.assessment().phases().at(session.phase()).filter(|_| !is_apart);
    ScoreKey { subject: subject.clone(), dimension, phase: phase.map(|phase| phase.id.clone()) }
}

/// A button below the editor of a score: how much is said of it, and the way there.
pub(super) fn of_score_ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut InspectorView, key: &ScoreKey) {
    let about = Target::Score(key.clone());
    let said = cx.session.assessment().comments_on(&key.subject);
    let count = said.filter(|comment| comment.about == about && !comment.is_resolved).count();
    if count == 0 {
        if add_button(ui, "Comment on this score") {
            view.comments.show(&about, true);
        }
        return;
    }
    let name = format!("{} on this score", wording::counted(count, "comment", "comments"));
    if bubble_ui(ui, count, &name) {
        view.comments.show(&about, false);
    }
}

/// How much is said of an element, beside its name; nothing where nothing is.
pub(super) fn of_element_ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut InspectorView, subject: &Subject) {
    let count = cx.session.assessment().open_comments_on(subject);
    if count == 0 {
        return;
    }
    let name = wording::counted(count, "open comment", "open comments");
    if bubble_ui(ui, count, &name) {
        view.comments.show(&Target::Element(subject.clone()), false);
    }
}

/// Room for [`of_element_ui`].
pub(super) fn bubble_width(cx: &Cx<'_>, subject: &Subject) -> f32 {
    if cx.session.assessment().open_comments_on(subject) > 0 { 44.0 } else { 0.0 }
}

/// How many scores of a dimension have something open said of them.
pub(super) fn open_on(session: &Session, subject: &Subject, dimension: Dimension) -> usize {
    let said = session.assessment().comments_on(subject);
    let is_open = |c: &&Comment| c.about.dimension() == Some(dimension) && !c.is_resolved;
    said.filter(is_open).count()
}

/// A speech bubble with a number, called by `name`; whether it was clicked.
fn bubble_ui(ui: &mut Ui, count: usize, name: &str) -> bool {
    let color = theme::Tokens::of(ui).accent;
    let glyph = RichText::new(icon::MESSAGE).font(theme::icon_font(13.0)).color(color);
    let figure = RichText::new(count.to_string()).size(theme::SMALL).color(color);
    let button = Button::new((glyph, figure)).frame_when_inactive(false);
    let response = ui.add(button.min_size(Vec2::new(0.0, widgets::ICON_BUTTON)));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, name));
    response.on_hover_text(name).clicked()
}

/// A comment with its replies.
fn comment_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut CommentsView, comment: &Comment) {
    let frame = Frame::new().fill(cx.tokens.sunken).corner_radius(theme::RADIUS_CONTROL);
    frame.inner_margin(Margin::symmetric(9, 5)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        head_ui(ui, cx, view, comment);
        let score = match &comment.about {
            Target::Element(_) => String::new(),
            Target::Score(key) => name_of(cx.session, key),
        };
        let below: Vec<&str> =
            [&*comment.date, &score].into_iter().filter(|text| !text.is_empty()).collect();
        if !below.is_empty() {
            secondary(ui, below.join(" · "));
        }
        let name = format!("Comment{}", by(&comment.author));
        let (response, change) = quiet_area(ui, &name, "What there is to say", &comment.text);
        if let Some(text) = change {
            let edit = Edit::put(Comment { text, ..comment.clone() });
            cx.edit_within(gesture_of(ui, &response), edit);
        }
        for (place, reply) in comment.replies.iter().enumerate() {
            ui.push_id(("reply", place), |ui| reply_ui(ui, cx, comment, (place, reply)));
        }
        if view.replies.contains_key(&comment.id) {
            answer_ui(ui, cx, view, comment);
        }
    });
    ui.add_space(2.0);
}

/// The dimension and the phase of a score.
fn name_of(session: &Session, key: &ScoreKey) -> String {
    let name = wording::dimension(key.dimension);
    match &key.phase {
        Some(phase) => {
            let phase = session.assessment().label(&Subject::Phase(phase.clone()));
            format!("{name}, {phase}")
        }
        None => name.to_owned(),
    }
}

fn by(author: &str) -> String {
    if author.trim().is_empty() { String::new() } else { format!(" by {author}") }
}

/// Who and when.
fn signature_ui(ui: &mut Ui, (author, date): (&str, &str), room: f32) {
    let tokens = theme::Tokens::of(ui);
    let author = if author.trim().is_empty() { "Not signed" } else { author };
    let text = if date.is_empty() { author.to_owned() } else { format!("{author} · {date}") };
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let galley = widgets::elided(ui, &text, font, tokens.secondary, room);
    ui.label(galley);
}

/// Who said it when, and what can be done with it.
fn head_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut CommentsView, comment: &Comment) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let room = ui.available_width() - 3.0 * widgets::ICON_BUTTON - 4.0;
        signature_ui(ui, (&comment.author, ""), room);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let by = by(&comment.author);
            if icon_button(ui, icon::TRASH, &format!("Delete comment{by}")).clicked() {
                cx.edit(Edit::remove(Subject::Comment(comment.id.clone())));
            }
            let is_resolved = !comment.is_resolved;
            let (glyph, word, step) = if is_resolved {
                (icon::CHECK, "Resolve", "resolve comment")
            } else {
                (icon::UNDO, "Reopen", "reopen comment")
            };
            if icon_button(ui, glyph, &format!("{word} comment{by}")).clicked() {
                let changed = Comment { is_resolved, ..comment.clone() };
                cx.edit(Edit::Named(step, vec![Edit::put(changed)]));
            }
            if icon_button(ui, icon::MESSAGE, &format!("Reply to comment{by}")).clicked() {
                view.replies.entry(comment.id.clone()).or_default();
                view.wants_reply = Some(comment.id.clone());
            }
        });
    });
}

/// Something said in return.
fn reply_ui(ui: &mut Ui, cx: &mut Cx<'_>, comment: &Comment, (place, reply): (usize, &Reply)) {
    let with = |replies: Vec<Reply>| Edit::put(Comment { replies, ..comment.clone() });
    let frame = Frame::new().inner_margin(Margin { left: 12, ..Margin::ZERO });
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            let room = ui.available_width() - widgets::ICON_BUTTON - 4.0;
            signature_ui(ui, (&reply.author, &reply.date), room);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let name = format!("Delete reply{}", by(&reply.author));
                if icon_button(ui, icon::CLOSE, &name).clicked() {
                    let mut replies = comment.replies.clone();
                    replies.remove(place);
                    cx.edit(Edit::Named("delete reply", vec![with(replies)]));
                }
            });
        });
        let name = format!("Reply{}", by(&reply.author));
        let (response, change) = quiet_area(ui, &name, "What there is to say", &reply.text);
        if let Some(text) = change {
            let mut replies = comment.replies.clone();
            replies[place] = Reply { text, ..reply.clone() };
            cx.edit_within(gesture_of(ui, &response), with(replies));
        }
    });
}

/// A reply that is being written.
fn answer_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut CommentsView, comment: &Comment) {
    let Some(text) = view.replies.get_mut(&comment.id) else { return };
    let (response, typed) = widgets::text_area(ui, "New reply", "Say something in return", text);
    if view.wants_reply.take_if(|id| *id == comment.id).is_some() {
        response.request_focus();
    }
    *text = typed.unwrap_or_else(|| std::mem::take(text));
    let mut is_over = false;
    ui.horizontal_wrapped(|ui| {
        let has_text = !text.trim().is_empty();
        if ui.add_enabled(has_text, Button::new("Reply")).clicked() {
            let mut replies = comment.replies.clone();
            replies.push(Reply {
                author: cx.session.author().to_owned(),
                date: session::today(),
                text: text.trim().to_owned(),
            });
            let changed = Comment { replies, ..comment.clone() };
            cx.edit(Edit::Named("reply to comment", vec![Edit::put(changed)]));
            is_over = true;
        }
        is_over |= ui.button("Cancel reply").clicked();
        author_ui(ui, cx);
    });
    if is_over {
        view.replies.remove(&comment.id);
    }
}

/// The field for something new.
fn composer_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut CommentsView,
    (target, wants_keys): (&Target, bool),
) {
    let hint = match target {
        Target::Element(_) => "Say something about it".to_owned(),
        Target::Score(key) => format!("On {}", name_of(cx.session, key)),
    };
    let text = view.drafts.get(target).cloned().unwrap_or_default();
    let (response, typed) =
        ui.push_id("composer", |ui| widgets::text_area(ui, "New comment", &hint, &text)).inner;
    if wants_keys {
        response.request_focus();
        response.scroll_to_me(Some(Align::Center));
    }
    let text = typed.unwrap_or(text);
    let has_text = !text.trim().is_empty();
    if has_text || response.has_focus() {
        ui.horizontal_wrapped(|ui| {
            if ui.add_enabled(has_text, Button::new("Comment")).clicked() {
                let id =
                    Id::from_name("comment", |id| cx.session.assessment().comments().contains(id));
                let comment = Comment {
                    author: cx.session.author().to_owned(),
                    date: session::today(),
                    ..Comment::new(id, target.clone(), text.trim())
                };
                cx.edit(Edit::Named("add comment", vec![Edit::put(comment)]));
                view.drafts.remove(target);
            } else {
                view.drafts.insert(target.clone(), text.clone());
            }
            author_ui(ui, cx);
        });
    } else {
        view.drafts.remove(target);
    }
}

/// As whom one writes.
fn author_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    secondary(ui, "as");
    let size = Vec2::new(ui.available_width().clamp(60.0, 150.0), widgets::VALUE_HEIGHT);
    let author = cx.session.author();
    let field = ui.allocate_ui(size, |ui| quiet_field(ui, "Your name", "Your name", author)).inner;
    if let Some(name) = field.1 {
        let preferences = cx.session.preferences().clone();
        let preferences = Preferences { author: Some(name), ..preferences };
        cx.act(Action::Prefer(Box::new(preferences)));
    }
}
