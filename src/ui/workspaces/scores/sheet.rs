//! The sheet's state: its lines, the cursor, what is selected and what is being typed.

use std::{collections::BTreeMap, ops::RangeInclusive, sync::Arc};

use eframe::egui::{Event, Ui};

use super::{
    cells::{self, Held},
    edits::{self, Block, Entered},
    has_focus,
    keys::{self, End, Finish, Step, Stroke},
    lines::{self, Line, Query, Row, RowKey},
    sheet_id,
};
use crate::{
    model::{Assessment, Dimension, Edit, Estimate, Score, ScoreKey},
    report::wording,
    session::{Action, Document, Notation, Notice},
    ui::{view::Cx, widgets::probability},
};

/// Frames until a control that gains the focus is asked which keys it keeps.
pub(super) const CLAIMS: u8 = 3;

/// A place in the sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The line, 0-based; always that of a row where there is one.
    pub(super) line: usize,
    /// The phase, 0-based.
    pub(super) column: usize,
}

/// A cell that is being edited.
#[derive(Clone, Debug)]
pub(super) struct Editing {
    /// Which score.
    pub(super) key: ScoreKey,
    /// What is typed.
    pub(super) text: String,
    /// What was there to begin with.
    began: String,
    /// Whether it was begun by typing, which replaces what was there.
    is_typed: bool,
    /// Whether its field has not been shown yet.
    pub(super) is_fresh: bool,
}

/// A text that could not be entered and waits in its cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    /// What was typed or pasted.
    pub(super) text: String,
    /// What is wrong with it.
    pub(super) problem: String,
    /// What the document said there.
    base: Option<Estimate>,
    /// The revision of the document that it was entered into, or that was made with it.
    revision: u64,
}

/// The sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// What is asked for.
    pub(super) query: Query,
    /// The lines as they were when last sorted and filtered.
    pub(super) lines: Vec<Line>,
    /// Where the cursor is.
    pub(super) cursor: Place,
    /// The other corner of the selection.
    pub(super) anchor: Place,
    /// The cell that is being edited.
    pub(super) editing: Option<Editing>,
    /// Texts that could not be entered.
    pub(super) drafts: BTreeMap<ScoreKey, Draft>,
    /// Whether the sheet is to take the keyboard.
    pub(super) wants_focus: bool,
    /// For so many frames the keyboard is the sheet's even where a key struck at once has moved the focus on.
    pub(super) claims: u8,
    /// Whether the reasons are to take the keyboard.
    pub(super) wants_reasons: bool,
    /// Whether the cursor is to be brought into view.
    pub(super) reveals: bool,
    /// How many rows fit into the view.
    pub(super) page: usize,
    known: Known,
}

/// What the lines were made of, and what the session was last told.
#[derive(Debug, Default)]
struct Known {
    revision: Option<u64>,
    document: Option<Arc<Assessment>>,
    query: Option<Query>,
    rows: Vec<Row>,
    /// How many of the lines are rows.
    row_count: usize,
    told: Option<(RowKey, usize)>,
}

impl Sheet {
    /// Takes in what has changed outside: the document, the selection, the phase. Rows keep their places while scores
    /// change, so that nothing moves away from under the hands.
    pub(super) fn follow(&mut self, cx: &Cx<'_>) {
        let document = cx.session.assessment();
        let revision = cx.session.document().revision();
        let is_asked_anew = self.known.query.as_ref() != Some(&self.query);
        if self.known.revision != Some(revision) || is_asked_anew {
            self.known.revision = Some(revision);
            let before = self.known.document.replace(cx.session.document().snapshot());
            let is_same = before.is_some_and(|before| lines::has_same_rows(&before, document));
            if !is_same {
                self.known.rows = lines::rows(document);
            }
            if !is_same || is_asked_anew {
                self.arrange(document);
            }
            self.drafts.retain(|key, draft| {
                document.contains(&key.subject)
                    && cells::given(document, key).map(|score| &score.estimate)
                        == draft.base.as_ref()
            });
        }
        self.follow_selection(cx);
        let last = document.phases().len().saturating_sub(1);
        self.cursor.column = self.cursor.column.min(last);
        self.anchor.column = self.anchor.column.min(last);
    }

    /// Sorts and filters again.
    pub(super) fn arrange(&mut self, document: &Assessment) {
        let keys =
            [self.cursor, self.anchor].map(|place| self.row(place.line).map(|r| r.key.clone()));
        self.lines = lines::lines(document, &self.known.rows, &self.query);
        self.known.row_count = self.lines.iter().filter(|line| line.row().is_some()).count();
        self.known.query = Some(self.query.clone());
        let [cursor, anchor] = keys.map(|key| self.line_of(key.as_ref()).unwrap_or(0));
        self.cursor.line = self.nearest_row(cursor);
        self.anchor.line = self.nearest_row(anchor);
        self.reveals = true;
    }

    fn line_of(&self, key: Option<&RowKey>) -> Option<usize> {
        let key = key?;
        self.lines.iter().position(|line| line.row().is_some_and(|row| row.key == *key))
    }

    fn nearest_row(&self, line: usize) -> usize {
        let is_row = |place: &usize| self.row(*place).is_some();
        (line..self.lines.len()).find(is_row).or_else(|| (0..line).rev().find(is_row)).unwrap_or(0)
    }

    fn follow_selection(&mut self, cx: &Cx<'_>) {
        let (focus, phase) = (cx.session.selection().focus(), cx.session.phase());
        let told = self.known.told.as_ref();
        if told.is_none_or(|(_, column)| *column != phase) {
            self.cursor.column = phase;
            self.anchor.column = phase;
            self.reveals = true;
        }
        let is_other = focus.is_some() && told.map(|(key, _)| &key.subject) != focus;
        let is_here = self.row(self.cursor.line).map(|row| &row.key.subject) == focus;
        if is_other && !is_here {
            let line = self
                .lines
                .iter()
                .position(|line| line.row().is_some_and(|row| Some(&row.key.subject) == focus));
            if let Some(line) = line {
                self.cursor.line = line;
                self.anchor = self.cursor;
                self.reveals = true;
            }
        }
        self.known.told = self.row(self.cursor.line).map(|row| (row.key.clone(), phase));
    }

    /// Tells the session where the cursor is now.
    fn tell(&mut self, cx: &mut Cx<'_>) {
        let Some(key) = self.row(self.cursor.line).map(|row| row.key.clone()) else { return };
        let told = self.known.told.take();
        if told.as_ref().is_none_or(|(before, _)| before.subject != key.subject) {
            cx.select(key.subject.clone());
        }
        if told.is_none_or(|(_, column)| column != self.cursor.column) {
            cx.act(Action::ChoosePhase(self.cursor.column));
        }
        self.known.told = Some((key, self.cursor.column));
    }

    /// How many of the lines are rows.
    pub(super) fn row_count(&self) -> usize {
        self.known.row_count
    }

    /// The row at a line.
    pub(super) fn row(&self, line: usize) -> Option<&Row> {
        self.lines.get(line)?.row()
    }

    /// The score under the cursor.
    pub(super) fn current(&self, document: &Assessment) -> Option<ScoreKey> {
        cells::score_key(document, &self.row(self.cursor.line)?.key, self.cursor.column)
    }

    /// The lines and columns of the selection.
    pub(super) fn selected(&self) -> (RangeInclusive<usize>, RangeInclusive<usize>) {
        let between = |a: usize, b: usize| a.min(b)..=a.max(b);
        (
            between(self.cursor.line, self.anchor.line),
            between(self.cursor.column, self.anchor.column),
        )
    }

    /// The selected cells.
    pub(super) fn block(&self, document: &Assessment) -> Block {
        let (lines, columns) = self.selected();
        self.rows_from(*lines.start())
            .take_while(|(line, _)| lines.contains(line))
            .map(|(_, row)| {
                columns.clone().map(|c| cells::score_key(document, &row.key, c)).collect()
            })
            .collect()
    }

    fn rows_from(&self, line: usize) -> impl Iterator<Item = (usize, &Row)> {
        let rows = self.lines.iter().enumerate().skip(line);
        rows.filter_map(|(place, line)| Some((place, line.row()?)))
    }

    /// Puts the cursor somewhere; with `extends` the selection reaches from where it began to there.
    pub(super) fn go(&mut self, cx: &mut Cx<'_>, place: Place, extends: bool) {
        self.cursor = place;
        if !extends {
            self.anchor = place;
        }
        self.reveals = true;
        self.tell(cx);
    }

    /// Selects a whole row.
    pub(super) fn select_row(&mut self, cx: &mut Cx<'_>, line: usize) {
        self.go(cx, Place { line, column: 0 }, false);
        self.anchor.column = cx.session.assessment().phases().len().saturating_sub(1);
    }

    /// Carries out what the keyboard asks for, event by event.
    pub(super) fn take_keys(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let has_keys = has_focus(ui) || self.claims > 0;
        if !has_keys && self.editing.is_none() {
            return;
        }
        let events = ui.input_mut(|input| std::mem::take(&mut input.events));
        let mut rest = Vec::new();
        let is_finished =
            |events: &[Event]| events.iter().any(|e| keys::finish(e, false).is_some());
        for (place, event) in events.iter().enumerate() {
            if let Some(editing) = &mut self.editing {
                if let Some(finish) = keys::finish(event, editing.is_typed) {
                    self.finish(ui, cx, finish);
                } else if let Event::Text(text) = event
                    && (editing.is_fresh || is_finished(&events[place..]))
                {
                    // The field could not take it in before the cell is left.
                    editing.text.push_str(text);
                } else {
                    rest.push(event.clone());
                }
            } else if let Some(stroke) = keys::stroke(event) {
                self.strike(ui, cx, stroke);
            } else {
                rest.push(event.clone());
            }
        }
        ui.input_mut(|input| input.events = rest);
    }

    fn strike(&mut self, ui: &Ui, cx: &mut Cx<'_>, stroke: Stroke) {
        let document = cx.session.assessment();
        let shown = |key: &ScoreKey| shown(document, key);
        match stroke {
            Stroke::Move(step, extends) => self.step(cx, step, extends),
            Stroke::Edit => self.edit(cx, None),
            Stroke::Type(text) if text.trim().is_empty() => {}
            Stroke::Type(text) => self.edit(cx, Some(text)),
            Stroke::Clear => self.clear(cx),
            Stroke::FillDown => {
                let edit = edits::fill_down(document, &self.block(document), shown);
                fill(cx, edit, "down: select a cell and those below it that score the same");
            }
            Stroke::FillRight => {
                let edit = edits::fill_right(document, &self.block(document), shown);
                fill(cx, edit, "right: select a cell and those right of it");
            }
            Stroke::Copy => ui.copy_text(edits::copy(document, &self.block(document))),
            Stroke::Cut => {
                ui.copy_text(edits::copy(document, &self.block(document)));
                self.clear(cx);
            }
            Stroke::Paste(text) => self.paste(cx, &text),
            Stroke::SelectAll => {
                let last = self.lines.len().saturating_sub(1);
                self.anchor = Place { line: self.nearest_row(0), column: 0 };
                self.cursor.line = last;
                self.cursor.column = document.phases().len().saturating_sub(1);
            }
            Stroke::Escape if self.cursor != self.anchor => self.anchor = self.cursor,
            Stroke::Escape => {
                // The sheet keeps the keyboard: F6 leads to the reasons, Ctrl+F6 to other panels.
                let key = self.current(document);
                self.drafts.retain(|other, _| Some(other) != key.as_ref());
            }
            Stroke::Reasons => {
                self.claims = 0;
                self.wants_reasons = true;
            }
        }
    }

    fn clear(&mut self, cx: &mut Cx<'_>) {
        let document = cx.session.assessment();
        let block = self.block(document);
        let before = self.drafts.len();
        for key in block.iter().flatten().flatten() {
            self.drafts.remove(key);
        }
        // What could not be read goes first: the scores below come back into sight.
        if self.drafts.len() < before {
            return;
        }
        if let Some(edit) = edits::clear(document, &block) {
            cx.edit(edit);
        }
    }

    fn paste(&mut self, cx: &mut Cx<'_>, text: &str) {
        let document = cx.session.assessment();
        let (lines, columns) = self.selected();
        let count = text.lines().count();
        let phases = document.phases().len();
        let wide: Block = self
            .rows_from(*lines.start())
            .take(count)
            .map(|(_, row)| {
                let columns = *columns.start()..phases;
                columns.map(|c| cells::score_key(document, &row.key, c)).collect()
            })
            .collect();
        let entered = edits::paste(document, &self.block(document), &wide, text);
        self.take(cx, entered);
    }

    /// Takes over what came of entered texts.
    fn take(&mut self, cx: &mut Cx<'_>, entered: Entered) {
        let document = cx.session.assessment();
        for key in &entered.taken {
            self.drafts.remove(key);
        }
        let unread = entered.refused.len();
        let revision = cx.session.document().revision() + u64::from(entered.edit.is_some());
        for refused in entered.refused {
            let base = cells::given(document, &refused.key).map(|score| score.estimate.clone());
            let draft = Draft { text: refused.text, problem: refused.problem, base, revision };
            self.drafts.insert(refused.key, draft);
        }
        if let Some(edit) = entered.edit {
            cx.edit(edit);
        }
        let is_pasted = entered.left_over > 0 || unread > 1;
        let parts = [
            (unread, "could not be read and stayed as marked"),
            (entered.left_over, "had no cell to go to"),
        ];
        let parts = parts.into_iter().filter(|(n, _)| is_pasted && *n > 0);
        let parts: Vec<String> = parts
            .map(|(n, fate)| {
                format!("{} {fate}", wording::counted(n, "pasted cell", "pasted cells"))
            })
            .collect();
        if !parts.is_empty() {
            cx.act(Action::Notify(Notice::partial(wording::joined(&parts))));
        }
    }

    /// Takes the texts back that were entered last and could not be read, unless the document was changed since and can
    /// be taken back first; whether there were any.
    pub(super) fn take_back(&mut self, document: &Document) -> bool {
        let Some(newest) = self.drafts.values().map(|draft| draft.revision).max() else {
            return false;
        };
        if newest < document.revision() && document.undo_label().is_some() {
            return false;
        }
        self.drafts.retain(|_, draft| draft.revision != newest);
        true
    }

    /// How many texts were typed that are no scores, and are not part of the document.
    pub(super) fn unread(&self) -> usize {
        self.drafts.len()
    }

    /// Begins to edit the cell under the cursor: as it is, or anew from a text.
    pub(super) fn edit(&mut self, cx: &Cx<'_>, typed: Option<String>) {
        let document = cx.session.assessment();
        let Some(key) = self.current(document) else { return };
        let notation = cx.session.preferences().notation;
        let began = match self.drafts.get(&key) {
            Some(draft) => draft.text.clone(),
            None => shown(document, &key)
                .map(|score| text_of(&score.estimate, notation))
                .unwrap_or_default(),
        };
        let is_typed = typed.is_some();
        let text = typed.unwrap_or_else(|| began.clone());
        self.reveals = true;
        self.editing = Some(Editing { key, text, began, is_typed, is_fresh: true });
    }

    /// Ends the editing; the keyboard goes back to the sheet.
    pub(super) fn finish(&mut self, ui: &Ui, cx: &mut Cx<'_>, finish: Finish) {
        self.settle(cx, finish);
        self.claims = CLAIMS;
        ui.memory_mut(|memory| memory.request_focus(sheet_id()));
    }

    /// Ends the editing.
    pub(super) fn settle(&mut self, cx: &mut Cx<'_>, finish: Finish) {
        let Some(editing) = self.editing.take() else { return };
        let document = cx.session.assessment();
        let keys = match finish {
            Finish::Cancel => Vec::new(),
            // What was not changed stays carried forward, if it was.
            Finish::Go(_) if editing.text == editing.began => Vec::new(),
            Finish::Go(_) => vec![editing.key],
            Finish::Everywhere => self.block(document).into_iter().flatten().flatten().collect(),
        };
        if !keys.is_empty() {
            let entered = edits::enter(document, &keys, &editing.text);
            self.take(cx, entered);
        }
        if let Finish::Go(step) = finish {
            self.step(cx, step, false);
        }
    }

    fn step(&mut self, cx: &mut Cx<'_>, step: Step, extends: bool) {
        let last_column = cx.session.assessment().phases().len().saturating_sub(1);
        let Some(place) = self.stepped(step, last_column) else { return };
        self.go(cx, place, extends);
    }

    /// Where a step leads from the cursor.
    fn stepped(&self, step: Step, last_column: usize) -> Option<Place> {
        let Place { line, column } = self.cursor;
        let first = self.rows_from(0).next()?.0;
        let last = self.lines.len() - 1;
        let below = |line: usize, by: isize| {
            let mut place = line;
            for _ in 0..by.unsigned_abs() {
                let next = if by > 0 {
                    self.rows_from(place + 1).next().map(|(line, _)| line)
                } else {
                    (0..place).rev().find(|line| self.row(*line).is_some())
                };
                place = next.unwrap_or(place);
            }
            place
        };
        let page = self.page.max(2) as isize - 1;
        // Initial misalignment has one cell alone.
        let is_single = |row: &Row| row.key.dimension == Dimension::InitiallyMisaligned;
        let last_cell =
            |line: usize| if self.row(line).is_some_and(is_single) { 0 } else { last_column };
        Some(match step {
            Step::By(rows, columns) => Place {
                line: below(line, rows),
                column: column.saturating_add_signed(columns).min(last_column),
            },
            Step::RowEnd(End::First) => Place { line, column: 0 },
            Step::RowEnd(End::Last) => Place { line, column: last_column },
            Step::ColumnEnd(End::First) => Place { line: first, column },
            Step::ColumnEnd(End::Last) => Place { line: last, column },
            Step::Corner(End::First) => Place { line: first, column: 0 },
            Step::Corner(End::Last) => Place { line: last, column: last_column },
            Step::Page(End::First) => Place { line: below(line, -page), column },
            Step::Page(End::Last) => Place { line: below(line, page), column },
            Step::Next if column < last_cell(line) => Place { line, column: column + 1 },
            Step::Next if line < last => Place { line: below(line, 1), column: 0 },
            Step::Previous if column > 0 => Place { line, column: column - 1 },
            Step::Previous if line > first => {
                let line = below(line, -1);
                Place { line, column: last_cell(line) }
            }
            Step::Next | Step::Previous => self.cursor,
        })
    }
}

/// The score in force in a cell.
pub(super) fn shown(document: &Assessment, key: &ScoreKey) -> Option<Score> {
    let column = key.phase.as_ref().map_or(Some(0), |phase| document.phases().position(phase))?;
    let row = RowKey { subject: key.subject.clone(), dimension: key.dimension };
    match cells::held(document, &row, column) {
        Held::Given(score) | Held::Carried(score, _) => Some(score.clone()),
        Held::Nothing | Held::Unscored => None,
    }
}

/// An estimate as it is edited: in the notation of the user's choice, and as it reads back.
fn text_of(estimate: &Estimate, notation: Notation) -> String {
    // Narrow spaces hold a number together.
    let one = |p| probability::shown(p, notation).replace(' ', "\u{202f}");
    match estimate {
        Estimate::Point(p) => one(*p),
        Estimate::Range(range) => [range.low(), range.best(), range.high()].map(one).join(" "),
        Estimate::Level(level) => level.clone(),
        Estimate::Withheld => wording::WITHHELD.to_owned(),
    }
}

/// Carries out a filling, or says what it takes.
fn fill(cx: &mut Cx<'_>, edit: Option<Edit>, hint: &str) {
    match edit {
        Some(edit) => cx.edit(edit),
        None => cx.act(Action::Notify(Notice::partial(format!("Nothing to fill {hint}")))),
    }
}
