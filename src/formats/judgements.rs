//! Judgements of a panel as rows of a table (CSV): one judgement a row, rows with faults named by line, the rest read.
//!
//! Columns, in any order: `expert`, `item`, `round`, `low`, `best`, `high`, `confidence`, `rationale`, and optionally
//! `recorded`. Experts go by id or pseudonym, rounds by id or name, items by the id of their question or as
//! `node/agents/stability/pilot`. Experts, rounds and questions about scores that the panel does not have come along.
//! What a table cannot carry: evidence, experts' weights, the words of questions, agreements and adoptions.

use std::collections::BTreeMap;

use crate::model::{
    Answer, Asked, Assessment, Axis, Dimension, Expert, Id, Judgement, PanelEdit, PanelQuestion,
    Round, RoundState, ScoreKey, Subject, is_moment,
};

/// The columns in the order in which they are written.
pub const COLUMNS: [&str; 9] =
    ["expert", "item", "round", "low", "best", "high", "confidence", "rationale", "recorded"];

/// What a table brings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Import {
    /// The changes of the panel, in the order in which they are to be made.
    pub edits: Vec<PanelEdit>,
    /// How many rows with judgements the table has.
    pub rows: usize,
    /// How many of them were read.
    pub judgements: usize,
    /// Pseudonyms of experts that come along.
    pub experts: Vec<String>,
    /// Names of rounds that come along.
    pub rounds: Vec<String>,
    /// Ids of questions that come along.
    pub questions: Vec<String>,
    /// Rows with faults.
    pub faults: Vec<Fault>,
}

/// A row that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// What is wrong with it, with a hint.
    pub sentence: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.sentence)
    }
}

/// Why a table was not read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// A column is missing.
    #[error("there is no column '{0}'; the first line has to name expert, item, round and best")]
    NoColumn(&'static str),
    /// The bytes are no text.
    #[error("the file is no UTF-8 text; save it as CSV in UTF-8")]
    NoText,
}

/// Reads a table for the panel of a document.
///
/// A row without low and high is a point, one without any number an abstention with its rationale as the reason. Where
/// cells are separated by semicolons, as spreadsheets of many countries do, decimals may have a comma. Numbers may be
/// percentages (`5 %`).
///
/// # Errors
/// [`Unreadable`] where it is no such table; rows with faults are told in the [`Import`].
pub fn read(bytes: &[u8], document: &Assessment) -> Result<Import, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_no_text| Unreadable::NoText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().next().unwrap_or_default();
    let separator = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|s| head.bytes().filter(|b| b == s).count())
        .unwrap_or(b',');
    let mut table = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = table.headers().map_err(|_no_text| Unreadable::NoText)?.clone();
    let columns = Columns::of(&header)?;
    let mut intake = Intake::new(document, separator == b';');
    let mut record = csv::StringRecord::new();
    loop {
        let line = table.position().line();
        match table.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = record.position().map_or(line, |at| line_of(text, at));
                if record.iter().any(|cell| !cell.is_empty()) {
                    intake.row(line, &columns.row(&record));
                }
            }
            Err(error) => intake.fault(line, format!("the row cannot be read: {error}")),
        }
    }
    Ok(intake.done())
}

/// The line on which a row begins: a row's position may lie before blank lines that were skipped.
fn line_of(text: &str, at: &csv::Position) -> u64 {
    let start = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let ahead = text.as_bytes().get(start..).unwrap_or_default();
    let blank = ahead.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    at.line() + blank.filter(|byte| **byte == b'\n').count() as u64
}

/// The judgements that count in each round, as a table. `only` restricts it to rounds that are revealed.
pub fn write(document: &Assessment, only_revealed: bool) -> String {
    let panel = document.panel();
    let mut all = vec![COLUMNS.map(str::to_owned).to_vec()];
    let rounds = panel.rounds.iter().filter(|round| !only_revealed || round.state.is_revealed());
    for round in rounds {
        let counting = panel.counting(&round.id);
        let pairs = panel.questions.iter().flat_map(|question| {
            panel.experts.iter().map(move |expert| (&question.id, &expert.id))
        });
        for judgement in pairs.filter_map(|pair| counting.get(&pair)) {
            all.push(cells(judgement).to_vec());
        }
    }
    rows(&all)
}

/// What a spreadsheet would take for a formula begins with one of these.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A text that a spreadsheet shows and does not compute: an apostrophe stands before what would begin a formula, and
/// before an apostrophe that stands there.
fn guarded(text: &str) -> String {
    let bare = text.trim_start_matches('\'');
    if bare.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`guarded`] was given.
fn unguarded(cell: &str) -> &str {
    let is_guarded = cell.trim_start_matches('\'').starts_with(FORMULA);
    cell.strip_prefix('\'').filter(|_| is_guarded).unwrap_or(cell)
}

/// Rows of cells as a table.
pub fn rows(rows: &[Vec<String>]) -> String {
    let mut table = csv::Writer::from_writer(Vec::new());
    let is_whole = rows.iter().all(|row| table.write_record(row).is_ok());
    // Memory takes every byte; nothing is written rather than a part.
    let bytes = table.into_inner().ok().filter(|_| is_whole).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn cells(judgement: &Judgement) -> [String; 9] {
    let number = |x: f64| x.to_string();
    let [low, best, high] = match &judgement.answer {
        Answer::Point(best) => [String::new(), number(*best), String::new()],
        Answer::Range { low, best, high } => [*low, *best, *high].map(number),
        Answer::Abstained(_) => Default::default(),
    };
    let words = match &judgement.answer {
        Answer::Abstained(reason) => reason,
        _ => &judgement.rationale,
    };
    [
        judgement.expert.to_string(),
        judgement.question.to_string(),
        judgement.round.to_string(),
        low,
        best,
        high,
        judgement.confidence.map(number).unwrap_or_default(),
        guarded(words),
        guarded(&judgement.recorded),
    ]
}

/// Where the columns stand in a table.
struct Columns([Option<usize>; 9]);

/// The cells of a row in the order of [`COLUMNS`].
type Cells<'a> = [&'a str; 9];

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Self, Unreadable> {
        let place =
            |name: &str| header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
        let places = COLUMNS.map(place);
        for (i, name) in COLUMNS.into_iter().enumerate() {
            if matches!(name, "expert" | "item" | "round" | "best") && places[i].is_none() {
                return Err(Unreadable::NoColumn(name));
            }
        }
        Ok(Self(places))
    }

    fn row<'a>(&self, record: &'a csv::StringRecord) -> Cells<'a> {
        self.0.map(|place| place.and_then(|i| record.get(i)).unwrap_or_default())
    }
}

/// The panel while rows come in.
struct Intake<'a> {
    document: &'a Assessment,
    has_comma: bool,
    experts: BTreeMap<String, Id<Expert>>,
    questions: BTreeMap<String, PanelQuestion>,
    rounds: BTreeMap<String, Id<Round>>,
    held: BTreeMap<Id<Round>, Round>,
    new_experts: Vec<Expert>,
    new_questions: Vec<PanelQuestion>,
    /// Rounds that are new or get another question.
    changed: Vec<Id<Round>>,
    judgements: Vec<Judgement>,
    told: Import,
}

impl<'a> Intake<'a> {
    fn new(document: &'a Assessment, has_comma: bool) -> Self {
        let panel = document.panel();
        let mut intake = Self {
            document,
            has_comma,
            experts: BTreeMap::new(),
            questions: BTreeMap::new(),
            rounds: BTreeMap::new(),
            held: BTreeMap::new(),
            new_experts: Vec::new(),
            new_questions: Vec::new(),
            changed: Vec::new(),
            judgements: Vec::new(),
            told: Import::default(),
        };
        // Ids win over names.
        for expert in &panel.experts {
            intake.experts.insert(folded(&expert.pseudonym), expert.id.clone());
        }
        for expert in &panel.experts {
            intake.experts.insert(expert.id.to_string(), expert.id.clone());
        }
        for round in &panel.rounds {
            intake.rounds.insert(folded(&round.name), round.id.clone());
            intake.held.insert(round.id.clone(), round.clone());
        }
        for round in &panel.rounds {
            intake.rounds.insert(round.id.to_string(), round.id.clone());
        }
        for question in &panel.questions {
            intake.questions.insert(question.id.to_string(), question.clone());
            if let Some(key) = question.score() {
                intake.questions.insert(item_of(key), question.clone());
            }
        }
        intake
    }

    fn fault(&mut self, line: u64, sentence: String) {
        self.told.rows += 1;
        self.told.faults.push(Fault { line, sentence });
    }

    fn row(&mut self, line: u64, cells: &Cells<'_>) {
        match self.judgement(cells) {
            Ok(judgement) => {
                self.told.rows += 1;
                self.judgements.push(judgement);
            }
            Err(sentence) => self.fault(line, sentence),
        }
    }

    /// A judgement, once all of its row is in order: faulty rows bring nothing along.
    fn judgement(&mut self, cells: &Cells<'_>) -> Result<Judgement, String> {
        let [expert, item, round, low, best, high, confidence, rationale, recorded] = *cells;
        let [expert, rationale] = [expert, rationale].map(unguarded);
        for (name, cell) in [("expert", expert), ("item", item), ("round", round)] {
            if cell.is_empty() {
                return Err(format!("the cell '{name}' is empty"));
            }
        }
        let question = self.question(item)?;
        if let Some(held) = self.rounds.get(&folded(round)).and_then(|id| self.held.get(id))
            && held.state != RoundState::Open
        {
            return Err(format!("round '{round}' is not open; judgements come in while it is"));
        }
        let answer = self.answer([low, best, high], rationale, &question)?;
        let confidence = match confidence {
            "" => None,
            of => Some(self.percent(of)?),
        };
        if !(recorded.is_empty() || is_moment(recorded)) {
            return Err(format!("'{recorded}' is no moment; write it as 2026-11-03 14:07:31"));
        }
        let is_abstention = matches!(answer, Answer::Abstained(_));
        Ok(Judgement {
            expert: self.expert(expert),
            round: self.round(round, &question.id),
            question: self.registered(item, question),
            answer,
            confidence,
            rationale: if is_abstention { String::new() } else { rationale.to_owned() },
            evidence: Vec::new(),
            recorded: recorded.to_owned(),
        })
    }

    fn percent(&self, cell: &str) -> Result<f64, String> {
        let bare = cell.trim_end_matches('%').trim_end();
        let percent = self.number(bare)?;
        if percent > 0.0 && percent <= 100.0 {
            Ok(percent)
        } else {
            Err(format!("'{cell}' is no confidence; use a percentage above 0 and at most 100"))
        }
    }

    fn number(&self, cell: &str) -> Result<f64, String> {
        let (bare, scale) = match cell.strip_suffix('%') {
            Some(bare) => (bare.trim_end(), 0.01),
            None => (cell, 1.0),
        };
        let bare = if self.has_comma { bare.replace(',', ".") } else { bare.to_owned() };
        let number = bare.parse::<f64>().ok().filter(|x| x.is_finite());
        // A division keeps `5 %` and `0.05` the same number.
        let scaled = number.map(|x| if scale < 1.0 { x / 100.0 } else { x });
        scaled.ok_or_else(|| format!("'{cell}' is no number"))
    }

    fn answer(
        &self,
        [low, best, high]: [&str; 3],
        rationale: &str,
        question: &PanelQuestion,
    ) -> Result<Answer, String> {
        let answer = match (low.is_empty(), best.is_empty(), high.is_empty()) {
            (true, true, true) => return Ok(Answer::Abstained(rationale.to_owned())),
            (true, false, true) => Answer::Point(self.number(best)?),
            (false, false, false) => Answer::Range {
                low: self.number(low)?,
                best: self.number(best)?,
                high: self.number(high)?,
            },
            (_, true, _) => return Err("low or high is given without best".to_owned()),
            _ => return Err("low and high are given together or not at all".to_owned()),
        };
        fits(&answer, question)?;
        Ok(answer)
    }

    fn question(&self, item: &str) -> Result<PanelQuestion, String> {
        if let Some(question) = self.questions.get(item) {
            return match question.asked {
                Asked::Former(_) => {
                    Err(format!("'{item}' asks about what is no longer in the document"))
                }
                _ => Ok(question.clone()),
            };
        }
        let key = key_of(item).ok_or_else(|| {
            format!("there is no panel question '{item}'; use its id, or kind/id/dimension/phase")
        })?;
        let has_phase = key.phase.as_ref().is_none_or(|id| self.document.phases().contains(id));
        if !self.document.contains(&key.subject) || !key.exists_on_kind() || !has_phase {
            return Err(format!("'{item}' is no score of the document"));
        }
        let id = Id::from_name(&item.replace('/', "-"), |id: &Id<PanelQuestion>| {
            self.questions.values().any(|question| question.id == *id)
        });
        Ok(PanelQuestion::new(id, Asked::Score(key)))
    }

    fn registered(&mut self, item: &str, question: PanelQuestion) -> Id<PanelQuestion> {
        let id = question.id.clone();
        if !self.questions.contains_key(item) {
            self.told.questions.push(id.to_string());
            self.questions.insert(item.to_owned(), question.clone());
            self.questions.insert(id.to_string(), question.clone());
            self.new_questions.push(question);
        }
        id
    }

    fn expert(&mut self, cell: &str) -> Id<Expert> {
        if let Some(id) = self.experts.get(cell).or_else(|| self.experts.get(&folded(cell))) {
            return id.clone();
        }
        let id = Id::from_name(cell, |id: &Id<Expert>| self.experts.values().any(|of| of == id));
        self.experts.insert(folded(cell), id.clone());
        self.new_experts.push(Expert::new(id.clone(), cell));
        self.told.experts.push(cell.to_owned());
        id
    }

    fn round(&mut self, cell: &str, question: &Id<PanelQuestion>) -> Id<Round> {
        let known = self.rounds.get(cell).or_else(|| self.rounds.get(&folded(cell))).cloned();
        let id = known.unwrap_or_else(|| {
            let is_taken = |id: &Id<Round>| self.held.contains_key(id);
            let id = Id::from_name(cell, is_taken);
            let round = Round { state: RoundState::Open, ..Round::new(id.clone(), cell) };
            self.held.insert(id.clone(), round);
            self.rounds.insert(folded(cell), id.clone());
            self.changed.push(id.clone());
            self.told.rounds.push(cell.to_owned());
            id
        });
        if let Some(round) = self.held.get_mut(&id).filter(|r| !r.questions.contains(question)) {
            round.questions.push(question.clone());
            if !self.changed.contains(&id) {
                self.changed.push(id.clone());
            }
        }
        id
    }

    fn done(mut self) -> Import {
        let experts = self.new_experts.into_iter().map(PanelEdit::Expert);
        let questions = self.new_questions.into_iter().map(PanelEdit::Question);
        let held = &self.held;
        let rounds = self.changed.iter().filter_map(|id| held.get(id).cloned());
        let mut edits: Vec<PanelEdit> =
            experts.chain(questions).chain(rounds.map(PanelEdit::Round)).collect();
        self.told.judgements = self.judgements.len();
        if !self.judgements.is_empty() {
            edits.push(PanelEdit::Judge(self.judgements));
        }
        Import { edits, ..self.told }
    }
}

/// Whether numbers are in order and have a place where the question has its answers: from 0 to 1 for a probability, above 0
/// on the axis `log`.
pub(super) fn fits(answer: &Answer, question: &PanelQuestion) -> Result<(), String> {
    let Some([low, best, high]) = answer.numbers() else { return Ok(()) };
    if low > best || best > high {
        return Err(format!(
            "low {low}, best {best}, high {high} are not in order; low ≤ best ≤ high is needed"
        ));
    }
    if question.is_probability() && (low < 0.0 || high > 1.0) {
        let off = if low < 0.0 { low } else { high };
        return Err(format!("{off} is no probability; use a number from 0 to 1, or a percentage"));
    }
    if question.axis() == Axis::Log && low <= 0.0 {
        return Err(format!("{low} is not above 0; the question asks for a number above 0"));
    }
    Ok(())
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// A score as an item: `node/agents/stability/pilot`, before the first phase `node/agents/initially_misaligned`.
pub fn item_of(key: &ScoreKey) -> String {
    let start =
        format!("{}/{}/{}", key.subject.kind_name(), key.subject.id_str(), key.dimension.name());
    key.phase.as_ref().map_or(start.clone(), |phase| format!("{start}/{phase}"))
}

fn key_of(item: &str) -> Option<ScoreKey> {
    let mut parts = item.split('/');
    let (kind, id, dimension) = (parts.next()?, parts.next()?, parts.next()?);
    let subject = match kind {
        "node" => Subject::Node(Id::new(id).ok()?),
        "link" => Subject::Link(Id::new(id).ok()?),
        "mitigation" => Subject::Mitigation(Id::new(id).ok()?),
        _ => return None,
    };
    let dimension = Dimension::ALL.into_iter().find(|of| of.name() == dimension)?;
    let phase = match parts.next() {
        Some(phase) => Some(Id::new(phase).ok()?),
        None => None,
    };
    parts.next().is_none().then_some(ScoreKey { subject, dimension, phase })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Edit, Node, NodeKind};

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn document() -> Assessment {
        let mut parts = Assessment::blank("t").to_parts();
        parts.nodes = vec![Node::new(id("agents"), "Agents", NodeKind::Host)];
        parts.panel.experts = vec![Expert::new(id("heron"), "Grey Heron")];
        parts.panel.rounds = vec![
            Round { state: RoundState::Open, ..Round::new(id("one"), "Round 1") },
            Round { state: RoundState::Closed, ..Round::new(id("zero"), "Round 0") },
        ];
        Assessment::new(parts).expect("valid")
    }

    fn taken(document: &Assessment, import: &Import) -> Assessment {
        let edits = import.edits.iter().cloned().map(Edit::panel).collect();
        document.edited(&Edit::All(edits)).expect("taken")
    }

    const ITEM: &str = "node/agents/stability/deployment";

    #[test]
    fn faulty_rows_are_named_and_the_rest_is_read() {
        let table = format!(
            "Expert,item,round,low,best,high,confidence,rationale\n\
             heron,{ITEM},one,0.8,90 %,0.95,80,\"In\ntwo lines, quoted\"\n\
             grey heron,{ITEM},Round 1,,0.7,,,\n\
             finch,{ITEM},one,0.9,0.8,0.95,,out of order\n\
             ,{ITEM},one,,0.8,,,nobody\n\
             \n\
             finch,node/lost/stability/deployment,one,,0.8,,,\n\
             finch,{ITEM},zero,,0.8,,,closed\n\
             finch,{ITEM},one,,1.8,,,\n\
             finch,{ITEM},one,0.1,0.8,,,\n\
             finch,{ITEM},one,,x,,,\n\
             finch,{ITEM},one,,0.8,,0,\n\
             Finch,{ITEM},one,,,,,I cannot know"
        );
        let import = read(table.as_bytes(), &document()).expect("a table");
        assert_eq!((import.rows, import.judgements), (11, 3));
        let lines: Vec<u64> = import.faults.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [5, 6, 8, 9, 10, 11, 12, 13], "{:?}", import.faults);
        assert_eq!(import.experts, ["Finch"]);
        assert_eq!(import.questions, ["node-agents-stability-deployment"]);
        assert!(import.rounds.is_empty());
        let after = taken(&document(), &import);
        let panel = after.panel();
        assert_eq!(panel.judgements.len(), 3);
        let range = Answer::Range { low: 0.8, best: 0.9, high: 0.95 };
        assert_eq!(panel.judgements[0].answer, range);
        assert_eq!(panel.judgements[0].rationale, "In\ntwo lines, quoted");
        assert_eq!(panel.judgements[2].answer, Answer::Abstained("I cannot know".to_owned()));
        // Once more, without harm.
        let again = read(table.as_bytes(), &after).expect("a table");
        assert_eq!(taken(&after, &again), after);
    }

    #[test]
    fn a_table_of_other_countries_is_read() {
        let table = format!("\u{feff}item;round;expert;best\r\n{ITEM};new;finch;0,25\r\n");
        let import = read(table.as_bytes(), &document()).expect("a table");
        let after = taken(&document(), &import);
        assert_eq!(after.panel().judgements[0].answer, Answer::Point(0.25));
        assert_eq!(import.rounds, ["new"]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let wrong = |bytes: &[u8]| read(bytes, &document()).expect_err("refused");
        assert_eq!(wrong(b""), Unreadable::NoColumn("expert"));
        assert_eq!(wrong(b"expert,item,best\n"), Unreadable::NoColumn("round"));
        assert_eq!(wrong(b"expert,\xff\n"), Unreadable::NoText);
    }

    #[test]
    fn what_was_written_is_read_again() {
        let table = format!(
            "expert,item,round,low,best,high,confidence,rationale,recorded\n\
             heron,{ITEM},one,0.1,0.2,0.30000000000000004,80,\"=1,\"\"a\"\"\",2026-11-03 14:00:00\n\
             finch,{ITEM},one,,,,,no,\n"
        );
        let first = taken(&document(), &read(table.as_bytes(), &document()).expect("a table"));
        let written = write(&first, false);
        assert_eq!(write(&first, true).lines().count(), 1);
        let mut bare = first.to_parts();
        bare.panel.judgements.clear();
        let bare = Assessment::new(bare).expect("valid");
        let again = taken(&bare, &read(written.as_bytes(), &bare).expect("a table"));
        assert_eq!(again.panel().judgements, first.panel().judgements);
    }
}
