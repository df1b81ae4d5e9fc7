//! driftline's own documents: the version gate, then the types of that version.

mod audit;
mod v1;

use std::ops::ControlFlow;

use super::{
    Format,
    outline::{self, What},
    refusal::Problem,
};
use crate::model::Assessment;

pub(super) use v1::{Document, words};

/// The start of every version's name.
const FAMILY: &str = "driftline/";

/// Deepest nesting of values that is accepted.
const DEPTH_MAX: usize = 128;

/// Reads a document of any known version.
///
/// # Errors
/// Every problem found, not yet located; an unknown version is the only problem then.
pub(super) fn read(text: &str, format: Format) -> Result<Assessment, Vec<Problem>> {
    gate(text, format)?;
    let document = match format {
        Format::Json => parse_json(text),
        Format::Ron => parse_ron(text),
    };
    match document {
        Ok(document) => document.into_assessment(),
        Err(fault) => Err(problems_of(text, format, fault)),
    }
}

/// How RON is read and written: without `Some(…)` around what is there.
pub(super) fn ron_options() -> ron::Options {
    ron::Options::default()
        .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
        .with_recursion_limit(DEPTH_MAX)
}

/// The JSON Schema of the current version.
pub(super) fn schema() -> schemars::Schema {
    schemars::schema_for!(Document)
}

/// The first error of a parser.
struct Fault {
    problem: Problem,
    /// Whether the text is broken, so that what follows cannot be told.
    is_syntax: bool,
}

/// Lets pass only texts that name a known version.
fn gate(text: &str, format: Format) -> Result<(), Vec<Problem>> {
    let mut named = None;
    let mut is_record = None;
    outline::walk(text, &mut |spot| {
        let opens = matches!(spot.what, What::Map | What::Parenthesis);
        is_record.get_or_insert(opens);
        if is_record == Some(true) && spot.path != "format" {
            return ControlFlow::Continue(());
        }
        if let What::Text(quoted) = spot.what {
            named = Some((unquoted(quoted, format), spot.line));
        }
        ControlFlow::Break(())
    });
    let problem = match named {
        Some((name, _)) if name == v1::FORMAT => return Ok(()),
        Some((name, line)) => unknown_version(&name).at(line, None),
        None => match syntax_fault(text, format) {
            Some(problem) => problem,
            None => Problem::new(
                "format",
                format!(
                    "the field is missing or no text, so this is no driftline document; a document says \
                     format \"{}\"",
                    v1::FORMAT
                ),
            ),
        },
    };
    Err(vec![problem])
}

fn unknown_version(name: &str) -> Problem {
    let sentence = if name.starts_with(FAMILY) {
        format!(
            "this is a document of version '{name}'; this program reads '{}', so open it with a newer driftline",
            v1::FORMAT
        )
    } else {
        format!("the format '{name}' is unknown; this program reads '{}'", v1::FORMAT)
    };
    Problem::new("format", sentence)
}

fn unquoted(quoted: &str, format: Format) -> String {
    let text = match format {
        Format::Json => serde_json::from_str(quoted).ok(),
        Format::Ron => ron::from_str(quoted).ok(),
    };
    text.unwrap_or_else(|| quoted.to_owned())
}

/// The error of a text that is not even well formed.
fn syntax_fault(text: &str, format: Format) -> Option<Problem> {
    let fault = match format {
        Format::Json => {
            let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
            json_fault(String::new(), &error)
        }
        Format::Ron => parse_ron(text).err()?,
    };
    fault.is_syntax.then_some(fault.problem)
}

fn problems_of(text: &str, format: Format, fault: Fault) -> Vec<Problem> {
    if fault.is_syntax {
        return vec![fault.problem];
    }
    if outline::ends_early(text) {
        // What a cut text lacks is no mistake of its author.
        let mut problem = fault.problem;
        problem.sentence = format!("the file ends too early: {}", problem.sentence);
        return vec![problem];
    }
    let mut problems = audit::problems(text, format);
    let path = &fault.problem.path;
    let is_said = problems.iter().any(|p| p.path.starts_with(path) || path.starts_with(&p.path));
    if !is_said {
        problems.push(fault.problem);
    }
    problems
}

fn parse_json(text: &str) -> Result<Document, Fault> {
    if let Ok(document) = serde_json::from_str(text) {
        return Ok(document);
    }
    // Once more, slower, for the path.
    let mut reader = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize(&mut reader) {
        Ok(document) => match reader.end() {
            Ok(()) => Ok(document),
            Err(error) => Err(json_fault(String::new(), &error)),
        },
        Err(error) => Err(json_fault(path_of(error.path()), error.inner())),
    }
}

fn json_fault(path: String, error: &serde_json::Error) -> Fault {
    let whole = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let sentence = whole.strip_suffix(&place).unwrap_or(&whole);
    let sentence = if sentence.starts_with("recursion limit") {
        too_deep()
    } else if error.is_eof() {
        format!("the file ends too early: {sentence}")
    } else if sentence == "expected value" {
        // All that the parser says, also of a known field with nothing in its braces.
        "a value is missing here; `driftline schema` prints what each field takes".to_owned()
    } else {
        sentence.to_owned()
    };
    let column = (error.column() > 0).then_some(error.column());
    Fault {
        problem: Problem::new(path, sentence).at(error.line(), column),
        is_syntax: !error.is_data(),
    }
}

fn parse_ron(text: &str) -> Result<Document, Fault> {
    let options = ron_options();
    if let Ok(document) = options.from_str(text) {
        return Ok(document);
    }
    // Once more, slower, for the path.
    let mut reader = match ron::Deserializer::from_str_with_options(text, &options) {
        Ok(reader) => reader,
        Err(error) => return Err(ron_fault(String::new(), &error)),
    };
    match serde_path_to_error::deserialize(&mut reader) {
        Ok(document) => match reader.end() {
            Ok(()) => Ok(document),
            Err(code) => Err(ron_fault(String::new(), &reader.span_error(code))),
        },
        Err(error) => {
            let path = path_of(error.path());
            Err(ron_fault(path, &reader.span_error(error.into_inner())))
        }
    }
}

fn ron_fault(path: String, error: &ron::error::SpannedError) -> Fault {
    use ron::Error as E;
    let is_syntax = matches!(
        error.code,
        E::Eof
            | E::ExpectedArrayEnd
            | E::ExpectedAttribute
            | E::ExpectedAttributeEnd
            | E::ExpectedComma
            | E::ExpectedMapColon
            | E::ExpectedMapEnd
            | E::ExpectedStringEnd
            | E::InvalidEscape(_)
            | E::NoSuchExtension(_)
            | E::UnclosedBlockComment
            | E::UnexpectedChar(_)
            | E::TrailingCharacters
            | E::ExceededRecursionLimit
    );
    let sentence = match &error.code {
        E::ExceededRecursionLimit => too_deep(),
        E::Eof => "the file ends too early".to_owned(),
        code => lower_first(&code.to_string()),
    };
    let start = error.span.start;
    Fault { problem: Problem::new(path, sentence).at(start.line, Some(start.col)), is_syntax }
}

fn too_deep() -> String {
    format!("the values are nested too deeply; the limit is {DEPTH_MAX} levels")
}

fn path_of(path: &serde_path_to_error::Path) -> String {
    let path = path.to_string();
    // `.` and `?` stand for the root and for what is not known.
    path.trim_end_matches(['.', '?']).to_owned()
}

fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}
