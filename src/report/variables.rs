//! What templates can lay out: a reference that is made from the code, so that it cannot differ from it.

use serde_json::Value;

use super::page::Page;

/// What stands before the list.
const HEAD: &str = "\
What a report's templates can lay out. report.md.j2 and report.html.j2 (minijinja) name the first group of these
directly; report.typ (Typst) finds them in /report.json. Of what has sorts, `kind` tells which.
For report.typ there are also authors (list of text), day (year, month and day, or none) and origin (text).

Filters of our own: code and code_block(margin) set code in Markdown. Text is escaped on its way out, unless a template
passes it through `safe`. The templates that come along can be extended or included as builtin/report.html.j2 and so on.
";

/// The reference as text: every variable with its sort and meaning, group by group.
pub fn reference() -> String {
    let schema = schemars::schema_for!(Page).to_value();
    let mut groups = Vec::new();
    let mut parts = vec![HEAD.to_owned(), "\nReport\n".to_owned()];
    parts.extend(properties(&schema, &mut groups));
    let mut told = 0;
    // Groups lead to further ones.
    while let Some(name) = groups.get(told).cloned() {
        let group = &schema["$defs"][&name];
        parts.push(format!("\n{name}: {}\n", about(group)));
        for sort in group["oneOf"].as_array().into_iter().flatten() {
            let kind = kind(sort).unwrap_or_default();
            parts.push(format!("  kind \"{kind}\": {}\n", about(sort)));
            parts.extend(properties(sort, &mut groups));
        }
        parts.extend(properties(group, &mut groups));
        told += 1;
    }
    parts.concat()
}

/// Which of several sorts a group is.
fn kind(schema: &Value) -> Option<&str> {
    schema["properties"]["kind"]["const"].as_str()
}

/// A line for each property; the groups that they lead to are added.
fn properties(schema: &Value, groups: &mut Vec<String>) -> Vec<String> {
    let all = schema["properties"].as_object().into_iter().flatten();
    let shown = all.filter(|(name, _)| *name != "kind" || kind(schema).is_none());
    let line = |(name, property): (&String, &Value)| {
        let sort = sort(property, groups);
        format!("    {name:<18}  {sort:<22}  {}", about(property)).trim_end().to_owned() + "\n"
    };
    shown.map(line).collect()
}

/// The sort of a value in words; groups of values are added to those that are to be told.
fn sort(schema: &Value, groups: &mut Vec<String>) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return group(reference, groups);
    }
    // What may be absent, or has a meaning of its own beside that of its sort.
    if let Some(parts) = schema["anyOf"].as_array().or(schema["allOf"].as_array()) {
        let known: Vec<String> = parts
            .iter()
            .filter(|part| part["type"] != "null")
            .map(|part| sort(part, groups))
            .collect();
        let is_absent = parts.iter().any(|part| part["type"] == "null");
        return known.join(" or ") + if is_absent { " or none" } else { "" };
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => {
            format!("list of {}", sort(&schema["items"], groups))
        }
        Value::String(name) => name_of(name).to_owned(),
        Value::Array(names) => {
            let names: Vec<&str> = names.iter().filter_map(Value::as_str).map(name_of).collect();
            names.join(" or ")
        }
        _ => "value".to_owned(),
    }
}

fn group(reference: &str, groups: &mut Vec<String>) -> String {
    let name = reference.rsplit('/').next().unwrap_or_default().to_owned();
    if !groups.contains(&name) {
        groups.push(name.clone());
    }
    name
}

fn name_of(sort: &str) -> &str {
    match sort {
        "string" => "text",
        "boolean" => "true or false",
        "null" => "none",
        "integer" | "number" => "number",
        other => other,
    }
}

fn about(schema: &Value) -> String {
    let words = schema["description"].as_str().unwrap_or_default();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::report::template;

    /// The names that the reference gives.
    fn names(text: &str) -> BTreeSet<String> {
        let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
        lines.filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
    }

    #[test]
    fn every_variable_has_a_sort_and_a_meaning() {
        let text = reference();
        for line in text.lines().filter(|line| line.starts_with("    ")) {
            let words: Vec<&str> = line.split("  ").filter(|part| !part.is_empty()).collect();
            assert_eq!(words.len(), 3, "{line}");
        }
        let found = names(&text);
        for name in
            ["title", "sections", "pieces", "spans", "is_carried", "not_provided", "height_mm"]
        {
            assert!(found.contains(name), "{name}");
        }
        assert!(text.contains("kind \"table\"") && text.contains("Piece: "), "{text}");
    }

    /// What a template takes of a value by name.
    fn members(text: &str, root: &str) -> Vec<String> {
        let mark = format!("{root}.");
        let member = |(at, _): (usize, &str)| {
            let before = text[..at].chars().next_back().unwrap_or(' ');
            let rest = text[at + mark.len()..].chars();
            let word: String =
                rest.take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let is_part = before.is_alphanumeric() || matches!(before, '.' | '_' | '-' | '/' | '"');
            (!is_part && !word.is_empty()).then_some(word)
        };
        text.match_indices(&mark).filter_map(member).collect()
    }

    #[test]
    fn the_templates_that_come_along_use_nothing_else() {
        let known = names(&reference());
        // What templates have from their own language and from the macros within them, and the names of files.
        let other = [
            "index0", "kind", "at", "len", "map", "join", "slice", "first", "last", "counter",
            "max", "min", "any", "all", "authors", "day", "origin", "json", "typ",
        ];
        let mut seen = 0;
        for (name, text) in template::shown() {
            if ![".md.j2", ".html.j2", "report.typ"].iter().any(|end| name.ends_with(end)) {
                continue;
            }
            let roots = [
                "piece", "span", "section", "field", "column", "row", "cell", "item", "below",
                "note", "logo", "style", "words", "report",
            ];
            for word in roots.iter().flat_map(|root| members(text, root)) {
                seen += 1;
                let is_known = known.contains(&word) || other.contains(&&*word);
                assert!(is_known, "{name}: {word}");
            }
        }
        assert!(seen > 100, "{seen}");
    }
}
