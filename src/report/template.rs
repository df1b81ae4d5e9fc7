//! Templates: the ones that come along, the user's own over them by name, and the engine that runs either.

use std::borrow::Cow;

use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value,
    escape_formatter, syntax::SyntaxConfig, value::Serde,
};

use super::{ReportError, Surroundings, html, markdown, page::Page};

/// The templates that come with the program, by name.
const BUILTIN: [(&str, &str); 4] = [
    ("report.md.j2", include_str!("../../templates/report.md.j2")),
    ("report.html.j2", include_str!("../../templates/report.html.j2")),
    ("report.css", include_str!("../../templates/report.css")),
    ("report.js", include_str!("../../templates/report.js")),
];
/// What comes with the program and is no template of the engine's, by name.
const PLAIN: [(&str, &str); 3] = [
    ("report.styles.xml", include_str!("../../templates/docx/styles.xml")),
    ("report.typ", include_str!("../../templates/report.typ")),
    (STYLE, include_str!("../../templates/style.ron")),
];
/// The example of a house style.
pub const STYLE: &str = "style.ron";
/// Under which the templates that come along can always be reached.
const BUILTIN_FOLDER: &str = "builtin/";
/// Steps that a template may take: far above what a report of the largest documents needs, and still an end for a
/// user's template that loops.
const FUEL: u64 = 100_000_000;
/// Most bytes that a template may make: far above what the largest reports need.
const BYTES_MAX: usize = 1 << 28;

/// A page laid out by the template of that name.
pub(super) fn render(
    name: &str,
    page: &Page,
    surroundings: &dyn Surroundings,
) -> Result<String, ReportError> {
    let environment = environment(surroundings)?;
    let template = environment.get_template(name).map_err(|error| failure(name, &error))?;
    let page = Value::from(Serde(page));
    let mut sink = Sink::default();
    let made = template.render_captured_to(&page, &mut sink).map(|_| ());
    if sink.is_full {
        let reason = format!("it makes more than {BYTES_MAX} bytes of text");
        return Err(ReportError::Template { name: name.to_owned(), line: 0, reason });
    }
    made.map_err(|error| {
        let is_unknown = error.kind() == ErrorKind::UndefinedError;
        with_names(failure(name, &error), if is_unknown { &page } else { &Value::UNDEFINED })
    })?;
    // What templates write is text.
    String::from_utf8(sink.bytes).map_err(|error| ReportError::Unwritable(error.to_string()))
}

/// Takes what a template writes, up to a limit.
#[derive(Default)]
struct Sink {
    bytes: Vec<u8>,
    is_full: bool,
}

impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.is_full |= self.bytes.len() + bytes.len() > BYTES_MAX;
        if self.is_full {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The templates that come along, by name, for those who want to change them.
pub fn shown() -> impl Iterator<Item = (&'static str, &'static str)> {
    BUILTIN.into_iter().chain(PLAIN)
}

/// A text that is taken as it is: the user's own, or the one that comes along.
pub(super) fn text<'a>(name: &str, surroundings: &'a dyn Surroundings) -> Cow<'a, str> {
    surroundings.template(name).unwrap_or_else(|| Cow::Borrowed(builtin_text(name)))
}

/// The one that comes along.
pub(super) fn builtin_text(name: &str) -> &'static str {
    PLAIN.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| *text)
}

fn environment(surroundings: &dyn Surroundings) -> Result<Environment<'static>, ReportError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let layout = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(layout.map_err(|error| failure("", &error))?);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(escape_of);
    environment.set_formatter(escaped);
    environment.add_global("policy", html::POLICY);
    environment.add_filter("code", |text: &str| Value::from_safe_string(markdown::code(text)));
    environment.add_filter("code_block", |text: &str, margin: &str| {
        Value::from_safe_string(markdown::code_block(text, margin))
    });
    for (name, text) in BUILTIN {
        let own = surroundings
            .template(name)
            .map_or_else(|| text.to_owned(), std::borrow::Cow::into_owned);
        let builtin = format!("{BUILTIN_FOLDER}{name}");
        environment
            .add_template(builtin_name(name), text)
            .and_then(|()| environment.add_template_owned(name, own))
            .map_err(|error| failure(&builtin, &error))?;
    }
    Ok(environment)
}

fn builtin_name(name: &str) -> &'static str {
    match name {
        "report.md.j2" => "builtin/report.md.j2",
        "report.html.j2" => "builtin/report.html.j2",
        "report.js" => "builtin/report.js",
        _ => "builtin/report.css",
    }
}

/// What a template's text is escaped for, by its name.
fn escape_of(name: &str) -> AutoEscape {
    if name.contains(".md") {
        AutoEscape::Custom("markdown".into())
    } else if name.contains(".css") || name.contains(".js") {
        AutoEscape::None
    } else {
        AutoEscape::Html
    }
}

/// Writes a value, escaped unless a template or filter has marked it as safe.
fn escaped(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if !matches!(state.auto_escape(), AutoEscape::Custom(_)) {
        return escape_formatter(out, state, value);
    }
    let text = value.to_string();
    let text = if value.is_safe() { text } else { markdown::escaped(&text) };
    out.write_str(&text)
        .map_err(|e| Error::new(ErrorKind::WriteFailure, "the text did not fit").with_source(e))
}

/// A failure with the names that a page has, where it is about one that it lacks.
fn with_names(failure: ReportError, page: &Value) -> ReportError {
    let names: Vec<String> =
        page.try_iter().into_iter().flatten().map(|name| name.to_string()).collect();
    match failure {
        ReportError::Template { name, line, reason } if !names.is_empty() => {
            let reason = format!("{reason}; a report has {}", names.join(", "));
            ReportError::Template { name, line, reason }
        }
        failure => failure,
    }
}

fn failure(name: &str, error: &Error) -> ReportError {
    ReportError::Template {
        name: error.name().unwrap_or(name).to_owned(),
        line: error.line().unwrap_or(0),
        reason: error.detail().map_or_else(|| error.kind().to_string(), str::to_owned),
    }
}
