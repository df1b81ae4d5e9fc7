//! Everything in a text that does not fit the schema: a parser stops at its first error, an author wants them all.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use serde_json::Value;

use crate::formats::{
    Format,
    outline::{self, Spot, What},
    refusal::Problem,
};

/// After so many problems the search ends.
const PROBLEMS_MAX: usize = 1_000;

/// After so many values the search ends, so that a huge file is refused soon.
const SPOTS_MAX: usize = 2_000_000;

/// Unknown, missing and repeated fields and values of the wrong sort, with their lines.
pub(super) fn problems(text: &str, format: Format) -> Vec<Problem> {
    let schema = super::schema().to_value();
    let mut audit = Audit {
        schema: &schema,
        format,
        found: Vec::new(),
        missing: BTreeMap::new(),
        seen: Vec::new(),
    };
    let mut left = SPOTS_MAX;
    outline::walk(text, &mut |spot| {
        let is_deep = spot.cuts.len() > super::DEPTH_MAX;
        if !is_deep {
            audit.look(spot);
        }
        left -= 1;
        if is_deep || left == 0 || audit.found.len() >= PROBLEMS_MAX {
            audit.missing.clear();
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    let missing = audit.missing.into_iter().map(|(path, line)| {
        Problem::new(path, "the field is missing; it is required").at(line, None)
    });
    audit.found.extend(missing);
    audit.found
}

struct Audit<'a> {
    schema: &'a Value,
    format: Format,
    found: Vec<Problem>,
    /// Required fields that were not seen yet, with the line where their record begins.
    missing: BTreeMap<String, usize>,
    /// The fields that were seen in each of the records that are open, the outermost first: by their names alone, as whole
    /// paths would take the square of the room.
    seen: Vec<BTreeSet<String>>,
}

/// What the schema says about a path.
enum Said<'a> {
    /// These alternatives.
    Expected(Vec<&'a Value>),
    /// The record has no such field; it has these.
    NoSuchField(Vec<&'a str>),
    /// Nothing, since something around it is wrong already.
    Nothing,
}

impl<'a> Audit<'a> {
    fn look(&mut self, spot: Spot<'_>) {
        self.missing.remove(spot.path);
        if self.is_repeated(spot) {
            let sentence = "the field is given twice; keep one of them";
            self.found.push(Problem::new(spot.path, sentence).at(spot.line, None));
        }
        match self.said(spot) {
            Said::Nothing => {}
            Said::NoSuchField(fields) => {
                let name = spot.cuts.last().map_or(spot.path, |cut| &spot.path[*cut..]);
                let sentence = no_such_field(name.trim_start_matches('.'), &fields);
                self.found.push(Problem::new(spot.path, sentence).at(spot.line, None));
            }
            Said::Expected(alternatives) => {
                if !alternatives.iter().any(|a| fits(a, spot.what, self.format)) {
                    let expected = expectation(&alternatives);
                    let sentence = format!("expected {expected}, found {}", shown(spot.what));
                    self.found.push(Problem::new(spot.path, sentence).at(spot.line, None));
                } else if matches!(spot.what, What::Map | What::Parenthesis) {
                    self.expect_fields(spot, &alternatives);
                }
            }
        }
    }

    /// Whether a field of that name was seen in the same record before.
    fn is_repeated(&mut self, spot: Spot<'_>) -> bool {
        // What lies deeper belongs to records that have ended.
        self.seen.truncate(spot.cuts.len());
        self.seen.resize_with(spot.cuts.len(), BTreeSet::new);
        let (Some(fields), Some(cut)) = (self.seen.last_mut(), spot.cuts.last()) else {
            return false;
        };
        spot.is_keyed && !fields.insert(spot.path[*cut..].to_owned())
    }

    fn expect_fields(&mut self, spot: Spot<'_>, alternatives: &[&'a Value]) {
        let mut records = alternatives.iter().filter(|a| a["properties"].is_object());
        // Of several records one is chosen by its field: none of them is required.
        let (Some(record), None) = (records.next(), records.next()) else { return };
        for name in record["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let dot = if spot.path.is_empty() { "" } else { "." };
            self.missing.insert(format!("{}{dot}{name}", spot.path), spot.line);
        }
    }

    fn said(&self, spot: Spot<'_>) -> Said<'a> {
        let mut alternatives = self.alternatives(self.schema);
        for (i, start) in spot.cuts.iter().enumerate() {
            let end = spot.cuts.get(i + 1).copied().unwrap_or(spot.path.len());
            let segment = &spot.path[*start..end];
            let inner = if segment.starts_with('[') {
                alternatives.iter().find_map(|a| a.get("items"))
            } else {
                inner_field(&alternatives, segment.trim_start_matches('.'))
            };
            match inner {
                Some(inner) => alternatives = self.alternatives(inner),
                None if i + 1 == spot.cuts.len() => return no_inner(&alternatives, segment),
                None => return Said::Nothing,
            }
        }
        Said::Expected(alternatives)
    }

    /// A schema with its references followed and its choices laid side by side.
    fn alternatives(&self, schema: &'a Value) -> Vec<&'a Value> {
        let mut open = vec![schema];
        let mut alternatives = Vec::new();
        while let Some(schema) = open.pop() {
            let target =
                schema["$ref"].as_str().and_then(|r| self.schema.pointer(r.strip_prefix('#')?));
            let choices = ["anyOf", "oneOf"].iter().find_map(|key| schema[*key].as_array());
            match (target, choices) {
                (Some(target), _) => open.push(target),
                (None, Some(choices)) => open.extend(choices.iter().rev()),
                (None, None) => alternatives.push(schema),
            }
        }
        alternatives
    }
}

fn inner_field<'a>(alternatives: &[&'a Value], name: &str) -> Option<&'a Value> {
    // No field has a longer name: not worth looking up for each of its values again.
    const NAME_MAX: usize = 200;
    let mut records = alternatives.iter().filter(|_| name.len() <= NAME_MAX);
    let named = records.find_map(|a| a["properties"].get(name));
    named.or_else(|| {
        alternatives.iter().find_map(|a| a.get("additionalProperties").filter(|s| s.is_object()))
    })
}

fn no_inner<'a>(alternatives: &[&'a Value], segment: &str) -> Said<'a> {
    let fields: Vec<&str> = alternatives
        .iter()
        .filter_map(|a| a["properties"].as_object())
        .flat_map(|fields| fields.keys().map(String::as_str))
        .collect();
    if segment.starts_with('[') || fields.is_empty() {
        Said::Nothing
    } else {
        Said::NoSuchField(fields)
    }
}

fn no_such_field(name: &str, fields: &[&str]) -> String {
    let nearest = fields.iter().map(|field| (distance(name, field), field)).min();
    match nearest {
        Some((changes, field)) if changes <= 2.max(name.len() / 3) => {
            format!("there is no field '{name}' here; did you mean '{field}'?")
        }
        _ => format!("there is no field '{name}' here; the fields are {}", fields.join(", ")),
    }
}

/// How many letters differ (Levenshtein's distance), at most the length of the longer text.
fn distance(a: &str, b: &str) -> usize {
    const COMPARED_MAX: usize = 64;
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(COMPARED_MAX).collect(), b.chars().take(COMPARED_MAX).collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// Whether a value fits a schema without choices, as far as one can tell from its first token.
fn fits(schema: &Value, what: What<'_>, format: Format) -> bool {
    match what {
        What::Parenthesis => true,
        What::List => allows(schema, "array"),
        What::Map => allows(schema, "object"),
        What::Text(text) if format == Format::Json => {
            let word = text.trim_matches('"');
            allows(schema, "string") && words(schema).is_none_or(|words| words.contains(&word))
        }
        What::Text(_) => allows(schema, "string") && words(schema).is_none(),
        What::Word(word) => fits_word(schema, word, format),
    }
}

fn fits_word(schema: &Value, word: &str, format: Format) -> bool {
    match word {
        "true" | "false" => allows(schema, "boolean"),
        "null" if format == Format::Json => allows(schema, "null"),
        "None" | "Some" if format == Format::Ron => allows(schema, "null"),
        _ if words(schema).is_some_and(|words| words.contains(&word)) => format == Format::Ron,
        // In RON the name of a variant that holds values stands before its parenthesis.
        _ if schema["properties"].get(word).is_some() => format == Format::Ron,
        _ if allows(schema, "number") => is_number(word),
        _ if allows(schema, "integer") => is_whole(word),
        _ => false,
    }
}

fn is_number(word: &str) -> bool {
    word.replace('_', "").trim_end_matches("f64").parse::<f64>().is_ok()
}

fn is_whole(word: &str) -> bool {
    let word = word.replace('_', "");
    let word = word.trim_start_matches('+');
    word.parse::<u64>().is_ok() || ["0x", "0o", "0b"].iter().any(|base| word.starts_with(base))
}

/// Whether the schema's `type`, one or several, names this one.
fn allows(schema: &Value, kind: &str) -> bool {
    match &schema["type"] {
        Value::String(one) => one == kind,
        Value::Array(several) => several.iter().any(|one| one == kind),
        _ => false,
    }
}

/// The words that a schema of a text is limited to.
fn words(schema: &Value) -> Option<Vec<&str>> {
    match schema["const"].as_str() {
        // The name of the version is a text, and the gate has checked it.
        Some(super::v1::FORMAT) => None,
        Some(word) => Some(vec![word]),
        None => Some(schema["enum"].as_array()?.iter().filter_map(Value::as_str).collect()),
    }
}

fn expectation(alternatives: &[&Value]) -> String {
    let mut options: Vec<String> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for schema in alternatives {
        if let Some(words) = words(schema) {
            names.extend(words);
        } else if let Some(fields) =
            schema["properties"].as_object().filter(|_| alternatives.len() > 1)
        {
            names.extend(fields.keys().map(String::as_str));
        } else {
            options.extend(kinds(schema).map(str::to_owned));
        }
    }
    if !names.is_empty() {
        options.insert(0, format!("one of {}", names.join(", ")));
    }
    options.join(" or ")
}

fn kinds(schema: &Value) -> impl Iterator<Item = &'static str> {
    const KINDS: [(&str, &str); 7] = [
        ("string", "a text"),
        ("number", "a number"),
        ("integer", "a whole number of at least 0"),
        ("boolean", "true or false"),
        ("array", "a list"),
        ("object", "a record"),
        ("null", "nothing"),
    ];
    KINDS.into_iter().filter(|(kind, _)| allows(schema, kind)).map(|(_, phrase)| phrase)
}

fn shown(what: What<'_>) -> String {
    match what {
        What::Text(text) if text.len() <= 60 => format!("the text {text}"),
        What::Text(_) => "a text".to_owned(),
        What::Word("null") => "null".to_owned(),
        What::Word(word) => format!("'{}'", word.chars().take(60).collect::<String>()),
        What::List => "a list".to_owned(),
        What::Map | What::Parenthesis => "a record".to_owned(),
    }
}
