//! All that differs, as a list, and one difference with the words of all versions.

use eframe::egui::{
    self, CornerRadius, RichText, ScrollArea, Sense, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use super::{marking, settling::Settling};
use crate::{
    drawing::FontWeight,
    model::{Side, Subject},
    report::{
        differences::{Entry, Fate, Row, Whose},
        wording,
    },
    ui::{
        theme::{self, Tokens},
        widgets::{self, icon},
    },
};

/// Height of a row: two lines.
const ROW: f32 = 42.0;
/// What is left above and below a row that is brought into view.
const EDGE: f32 = 12.0;
/// Most characters of a value that are shown.
const WORDS_MAX: usize = 1_200;
/// Most fields of something new that are shown.
const FIELDS_MAX: usize = 60;
/// What the versions are called, in the order in which they are offered.
const SIDES: [(Side, &str); 3] =
    [(Side::Ours, "Here"), (Side::Theirs, "In the file"), (Side::Base, "Before both")];

/// What the list shows.
pub(super) struct Listed<'a> {
    pub(super) rows: &'a [Row],
    pub(super) settling: &'a Settling,
    /// The row that is chosen, and the element that stands out.
    pub(super) chosen: Option<usize>,
    pub(super) focus: Option<&'a Subject>,
    /// Whether the chosen row is to be brought into view.
    pub(super) follows: bool,
    pub(super) tokens: &'static Tokens,
}

/// Shows the rows; gives the place of one that was clicked.
pub(super) fn rows_ui(ui: &mut Ui, listed: &Listed<'_>, height: f32) -> Option<usize> {
    let mut clicked = None;
    let count = listed.rows.len();
    ui.spacing_mut().item_spacing.y = 1.0;
    let scroll = ScrollArea::vertical().id_salt("differences").max_height(height);
    scroll.auto_shrink([false, false]).animated(false).show_rows(ui, ROW, count, |ui, range| {
        if let Some(chosen) = listed.chosen.filter(|_| listed.follows) {
            let step = ROW + ui.spacing().item_spacing.y;
            let top = ui.max_rect().top() + (chosen as f32 - range.start as f32) * step;
            let size = Vec2::new(ui.available_width(), ROW);
            let at = egui::pos2(ui.max_rect().left(), top);
            // What is at the edge of the list is pale.
            let row = egui::Rect::from_min_size(at, size).expand2(Vec2::new(0.0, EDGE));
            ui.scroll_to_rect(row, None);
        }
        for place in range {
            if row_ui(ui, listed, place) {
                clicked = Some(place);
            }
        }
    });
    clicked
}

fn row_ui(ui: &mut Ui, listed: &Listed<'_>, place: usize) -> bool {
    let Listed { rows, tokens, .. } = listed;
    let row = &rows[place];
    let size = Vec2::new(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let is_focus = row.subject != Subject::Document && listed.focus == Some(&row.subject);
    let is_chosen = listed.chosen == Some(place);
    let (title, state) = (row.title(), state(row, listed.settling));
    let spoken = format!("{title}, {state}");
    let is_selected = is_chosen || is_focus;
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
    let ground = if is_chosen {
        Some(tokens.accent_soft)
    } else if is_focus || response.hovered() {
        Some(tokens.sunken)
    } else {
        None
    };
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if let Some(ground) = ground {
        painter.rect_filled(rect, CornerRadius::same(theme::RADIUS_ROW), ground);
    }
    let middle = egui::pos2(rect.left() + 14.0, rect.top() + 13.0);
    let is_settled = listed.settling.choice(&row.path).is_some();
    if row.mark.fate == Fate::Conflict && is_settled {
        let font = theme::icon_font(13.0);
        let align = egui::Align2::CENTER_CENTER;
        painter.text(middle, align, icon::CHECK, font, tokens.mitigated);
    } else {
        marking::sign_at(ui, tokens, middle, row.mark.fate);
    }
    let room = rect.width() - 36.0;
    let color = if is_chosen { tokens.accent } else { tokens.text };
    let font = theme::font(FontWeight::Medium, theme::BODY);
    let title_line = widgets::elided(ui, &title, font, color, room);
    painter.galley(rect.min + Vec2::new(28.0, 4.0), title_line, color);
    let color = match row.mark.fate {
        Fate::Conflict if !is_settled => tokens.warning,
        _ => tokens.secondary,
    };
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let state_line = widgets::elided(ui, &state, font, color, room);
    painter.galley(rect.min + Vec2::new(28.0, 22.0), state_line, color);
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    response.clicked()
}

/// What became of a row: `node · conflict, not settled`.
fn state(row: &Row, settling: &Settling) -> String {
    let what = match (row.mark.fate, settling.choice(&row.path)) {
        (Fate::Conflict, Some(side)) => format!("conflict, settled: {}", title_of(side)),
        (Fate::Conflict, None) => "conflict, not settled".to_owned(),
        _ => row.mark.words().to_owned(),
    };
    if row.subject == Subject::Document { what } else { format!("{} · {what}", row.kind) }
}

fn title_of(side: Side) -> &'static str {
    SIDES.iter().find(|(known, _)| *known == side).map_or("", |(_, title)| title)
}

/// How a difference is shown.
pub(super) struct Detail {
    /// Whether it is known what both began with.
    pub(super) knows_base: bool,
    /// Whether both are to be merged.
    pub(super) is_merging: bool,
}

/// Shows one difference with the words of all versions; gives what was chosen for a conflict.
pub(super) fn detail_ui(
    ui: &mut Ui,
    row: &Row,
    settling: &Settling,
    detail: &Detail,
) -> Option<Side> {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.y = 3.0;
    ui.spacing_mut().interact_size.y = 20.0;
    ui.add(egui::Label::new(widgets::strong(row.title())).wrap());
    widgets::secondary(ui, format!("{}: {}", row.kind, row.mark.words()));
    if !row.note.is_empty() {
        ui.label(RichText::new(&row.note).size(theme::SMALL).color(tokens.warning));
    }
    ui.add_space(2.0);
    let mut wanted = None;
    if row.mark.fate == Fate::Conflict && detail.is_merging {
        wanted = choices_ui(ui, row, settling, detail.knows_base);
    } else {
        for (side, title) in SIDES {
            if side != Side::Base || detail.knows_base {
                words_ui(ui, tokens, title, &words(row, side));
            }
        }
        if detail.is_merging {
            widgets::secondary(ui, outcome(row));
        }
    }
    fields_ui(ui, tokens, &row.fields);
    wanted
}

fn choices_ui(ui: &mut Ui, row: &Row, settling: &Settling, knows_base: bool) -> Option<Side> {
    let conflict = settling.conflict(&row.path);
    let offers_base = knows_base && conflict.is_some_and(|of| of.offers_base);
    let mut wanted = None;
    for (side, title) in SIDES {
        if side == Side::Base && !offers_base {
            continue;
        }
        let text = format!("{title}: {}", words(row, side));
        let text = RichText::new(text).size(theme::SMALL);
        let is_chosen = settling.choice(&row.path) == Some(side);
        if ui.radio(is_chosen, text).clicked() {
            wanted = Some(side);
        }
    }
    wanted
}

/// What a version says; what is not there, and what is empty, is told as such.
fn words(row: &Row, side: Side) -> String {
    match row.words(side) {
        None => "not there".to_owned(),
        Some("") => "empty".to_owned(),
        Some(words) => wording::shortened(&wording::name(words), WORDS_MAX),
    }
}

fn words_ui(ui: &mut Ui, tokens: &Tokens, title: &str, words: &str) {
    let mut job = egui::text::LayoutJob::default();
    let part = |weight, color| egui::TextFormat::simple(theme::font(weight, theme::SMALL), color);
    job.append(&format!("{title}: "), 0.0, part(FontWeight::Medium, tokens.secondary));
    job.append(words, 0.0, part(FontWeight::Regular, tokens.text));
    ui.add(egui::Label::new(job).wrap());
}

/// What a merge makes of it.
fn outcome(row: &Row) -> &'static str {
    match (row.mark.fate, row.mark.whose) {
        _ if !row.note.is_empty() => "Merged as the conflict is settled",
        (Fate::Alone, Whose::Theirs) => "Merging takes it",
        (Fate::Alone, _) => "Merging keeps it",
        (_, Whose::Theirs) => "Merging takes what the file has",
        (_, Whose::Ours) => "Merging keeps what is here",
        (Fate::Different, _) if row.field.ends_with("place in the list") => {
            "Merging keeps the order that is here"
        }
        (Fate::Different, _) => "Merging takes it where nothing here speaks against it",
        (_, Whose::Both) => "Both sides did the same",
    }
}

/// What is new with an element, field by field.
fn fields_ui(ui: &mut Ui, tokens: &Tokens, fields: &[Entry]) {
    for entry in fields.iter().take(FIELDS_MAX) {
        let value = entry.after.as_deref().unwrap_or_default();
        let value = wording::shortened(&wording::name(value), WORDS_MAX);
        let field = wording::sentence_case(&wording::name(&entry.field));
        words_ui(ui, tokens, &field, &value);
    }
    if fields.len() > FIELDS_MAX {
        let more = wording::counted(fields.len() - FIELDS_MAX, "field more", "fields more");
        widgets::secondary(ui, more);
    }
}
