//! Differences as one HTML page: nothing from elsewhere, no scripts, light and dark.

use super::{Entry, Group, Item};
use crate::{
    drawing::svg::escaped,
    report::{html, wording},
};

const STYLE: &str = "
:root { color-scheme: light dark; --ground: #fbfaf8; --surface: #ffffff; --line: #e4e1db; --text: #1f2328;
  --secondary: #59606c; --gone: #8f2620; --gone-soft: #fbeae8; --new: #1d6a38; --new-soft: #e6f4ea; }
@media (prefers-color-scheme: dark) { :root { --ground: #15171b; --surface: #1c1f24; --line: #2e333b; --text: #e7e6e3;
  --secondary: #a5abb5; --gone: #f2a39c; --gone-soft: #3a2220; --new: #8fd6a5; --new-soft: #1d3324; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1100px; padding: 40px 24px 64px; background: var(--ground); color: var(--text);
  font: 400 15px/1.55 Inter, \"Segoe UI\", system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0 0 8px; font-size: 26px; }
h2 { margin: 40px 0 12px; padding-top: 16px; border-top: 1px solid var(--line); font-size: 19px; }
h3 { margin: 20px 0 8px; font-size: 15px; }
p { margin: 0 0 8px; color: var(--secondary); }
table { width: 100%; border-collapse: collapse; table-layout: fixed; background: var(--surface); }
th, td { padding: 6px 10px; border: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
thead th { color: var(--secondary); font-size: 13px; }
col.field { width: 26%; }
td { white-space: pre-wrap; }
del, ins { text-decoration: none; padding: 1px 3px; border-radius: 3px; }
del { background: var(--gone-soft); color: var(--gone); }
ins { background: var(--new-soft); color: var(--new); }
.nothing { color: var(--secondary); }
@media print { body { max-width: none; padding: 0; } h2, h3 { break-after: avoid; } tr { break-inside: avoid; } }
";

/// One page on the differences from one document to another; what they are called is up to the caller.
pub fn html(before: &str, after: &str, groups: &[Group]) -> String {
    let title = format!("From {} to {}", clean(before), clean(after));
    let mut out = [
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"",
        html::POLICY,
        "\">\n<title>",
        &title,
        "</title>\n<style>",
        STYLE,
        "</style>\n</head>\n<body>\n<main>\n<h1>Differences</h1>\n<p>",
        &title,
        "</p>\n",
    ]
    .concat();
    if groups.is_empty() {
        out.push_str("<p>The documents are the same.</p>\n");
    }
    for group in groups {
        out += &["<section>\n<h2>", &clean(&group.title), "</h2>\n"].concat();
        group.items.iter().for_each(|item| out.push_str(&part(item)));
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    let policy = html::policy(&out);
    out.replacen(html::POLICY, &policy, 1)
}

fn part(item: &Item) -> String {
    let heading = item.heading();
    let mut out = String::new();
    if !heading.is_empty() {
        out += &["<h3>", &escaped(&heading), "</h3>\n"].concat();
    }
    if item.entries.is_empty() {
        return out;
    }
    out += "<table>\n<colgroup><col class=\"field\"><col><col></colgroup>\n<thead><tr><th scope=\"col\">Field</th>\
            <th scope=\"col\">Before</th><th scope=\"col\">After</th></tr></thead>\n<tbody>\n";
    for entry in &item.entries {
        out += &row(entry);
    }
    out + "</tbody>\n</table>\n"
}

fn row(entry: &Entry) -> String {
    let cell = |value: Option<&String>, tag: &str| match value.filter(|text| !text.is_empty()) {
        Some(text) => format!("<{tag}>{}</{tag}>", value_of(text)),
        None => "<span class=\"nothing\">nothing</span>".to_owned(),
    };
    let (before, after) = (cell(entry.before.as_ref(), "del"), cell(entry.after.as_ref(), "ins"));
    let is_hidden = entry.before != entry.after
        && entry.before.as_deref().map(value_of) == entry.after.as_deref().map(value_of);
    let note = if is_hidden {
        " <span class=\"nothing\">(differs in what is not seen)</span>"
    } else {
        ""
    };
    let field = clean(&entry.field) + note;
    format!("<tr><th scope=\"row\">{field}</th><td>{before}</td><td>{after}</td></tr>\n")
}

/// A text of many lines, each without marks that turn the direction of what follows.
fn value_of(text: &str) -> String {
    text.split('\n').map(clean).collect::<Vec<_>>().join("\n")
}

fn clean(text: &str) -> String {
    escaped(&wording::name(text))
}
