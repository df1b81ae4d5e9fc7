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
/// Most bytes of a template.
const TEMPLATE_BYTES_MAX: usize = 1 << 20;
/// Most operators of an expression.
const STEPS_MAX: usize = 200;
/// Most bytes that a filter makes of a text.
const FILTERED_MAX: usize = 1 << 24;
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
    bound(&mut environment);
    for (name, text) in BUILTIN {
        let own = surroundings
            .template(name)
            .map_or_else(|| text.to_owned(), std::borrow::Cow::into_owned);
        fair(name, &own)?;
        let builtin = format!("{BUILTIN_FOLDER}{name}");
        environment
            .add_template(builtin_name(name), text)
            .and_then(|()| environment.add_template_owned(name, own))
            .map_err(|error| failure(&builtin, &error))?;
    }
    Ok(environment)
}

/// Refuses a template that is no text of a page: an expression with thousands of operators would take the program's stack.
fn fair(name: &str, text: &str) -> Result<(), ReportError> {
    let refused = |line: usize, reason: String| {
        Err(ReportError::Template { name: name.to_owned(), line, reason })
    };
    if text.len() > TEMPLATE_BYTES_MAX {
        let most = TEMPLATE_BYTES_MAX >> 10;
        return refused(0, format!("a template has at most {most} KiB"));
    }
    let mut rest = text;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        let (inner, behind) = rest.split_at(at + 2);
        let end = if inner.ends_with("{{") { "}}" } else { "%}" };
        let length = behind.find(end).unwrap_or(behind.len());
        let (tag, after) = behind.split_at(length);
        let steps = tag.matches(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | ' ' | ','));
        let words = tag
            .split_whitespace()
            .filter(|word| ["not", "and", "or", "if", "is", "in"].contains(word));
        if steps.count() + words.count() > STEPS_MAX {
            let line = text[..text.len() - behind.len()].matches('\n').count() + 1;
            return refused(line, "the expression is too long; split it with set".to_owned());
        }
        rest = after;
    }
    Ok(())
}

/// Filters that make much of little, with an end to it.
fn bound(environment: &mut Environment<'_>) {
    let too_long = || Error::new(ErrorKind::InvalidOperation, "the text would become too long");
    environment.remove_filter("format");
    environment.remove_filter("wordwrap");
    let indent = move |text: String, width: usize, first: Option<bool>, blank: Option<bool>| {
        let lines = text.lines().count();
        if width > 200 || text.len() + lines.saturating_mul(width) > FILTERED_MAX {
            return Err(too_long());
        }
        let (first, blank) = (first.unwrap_or_default(), blank.unwrap_or_default());
        let margin = " ".repeat(width);
        let line = |(place, line): (usize, &str)| {
            let is_moved = (place > 0 || first) && (blank || !line.is_empty());
            if is_moved { format!("{margin}{line}") } else { line.to_owned() }
        };
        Ok(text.split('\n').enumerate().map(line).collect::<Vec<_>>().join("\n"))
    };
    environment.add_filter("indent", indent);
    environment.add_filter("replace", move |text: String, from: String, to: String| {
        let count = text.matches(&*from).count();
        if count.saturating_mul(to.len()) > FILTERED_MAX {
            return Err(too_long());
        }
        Ok(text.replace(&*from, &to))
    });
    environment.add_filter("join", move |all: Value, between: Option<String>| {
        let (between, mut text) = (between.unwrap_or_default(), String::new());
        for (place, one) in all.try_iter()?.enumerate() {
            if place > 0 {
                text.push_str(&between);
            }
            text.push_str(&one.to_string());
            if text.len() > FILTERED_MAX {
                return Err(too_long());
            }
        }
        Ok(text)
    });
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(template: &str) -> Result<String, Error> {
        let mut environment = Environment::new();
        bound(&mut environment);
        environment.set_fuel(Some(1_000_000));
        environment.render_str(template, ())
    }

    #[test]
    fn filters_do_as_before_and_end() {
        for (template, wanted) in [
            ("{{ 'a\nb\n\nc'|indent(2) }}", "a\n  b\n\n  c"),
            ("{{ 'a\nb'|indent(2, true) }}", "  a\n  b"),
            ("{{ 'abab'|replace('a', 'cc') }}", "ccbccb"),
            ("{{ [1, 'x', 2.5]|join(', ') }}", "1, x, 2.5"),
            ("{{ 'abc'|join }}", "abc"),
        ] {
            assert_eq!(rendered(template).ok().as_deref(), Some(wanted), "{template}");
        }
        for template in [
            "{{ 'a\nb'|indent(100000000000) }}",
            "{{ range(99999)|join(range(9999)|join) }}",
            "{{ (range(9999)|join)|replace('1', range(9999)|join) }}",
            "{{ '%100000000000d'|format(1) }}",
        ] {
            assert!(rendered(template).is_err(), "{template}");
        }
    }

    #[test]
    fn a_template_that_would_take_the_stack_is_refused_with_its_line() {
        for one in ["not ", "-", "~x", ".x", "|upper"] {
            let text = format!("a\n{{{{ x {} }}}}", one.repeat(5_000));
            let told = fair("report.md.j2", &text).expect_err("refused").to_string();
            assert!(told.contains("line 2") && told.contains("too long"), "{told}");
        }
        assert!(fair("a", &"x".repeat(TEMPLATE_BYTES_MAX + 1)).is_err());
        assert!(BUILTIN.iter().all(|(name, text)| fair(name, text).is_ok()));
        assert!(fair("a", "{{ open").is_ok() && fair("a", "").is_ok());
    }
}
