//! House styles and templates of one's own: what they change, what they cannot do, and what is told of their faults.

use std::{borrow::Cow, fs};

use driftline::report::{
    Options, ReportError, Surroundings, Target, render,
    style::{Logo, Style},
};

use crate::{
    cli::{SAMPLE, folder, path, printed, refused, run},
    report::{blocks_of, check_tags, desk, document},
};

/// A style that differs in all that it can.
const STYLE: &str = "(
    language: \"de-CH\",
    paper: letter,
    numbered_headings: true,
    fonts: (text: \"DejaVu Serif\", headings: \"DejaVu Sans\", code: \"DejaVu Sans Mono\"),
    colors: (text: \"#101112\", accent: \"#7a0019\", line: \"#c0c1c2\"),
    logo: (file: \"logo.svg\", height_mm: 10, description: \"Haus & Hof\"),
    words: (contents: \"Inhalt\", table: \"Tabelle\", figure: \"Abbildung\", pathway: \"Pfad\", mitigation: \"Maßnahme\",
        notes: \"Anmerkungen\", not_provided: \"Keine Angabe\"),
)";
const LOGO: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><path d='M0 0h40v20z' fill='#7a0019'/></svg>";
/// Arguments that keep a report short.
const SHORT: [&str; 8] = [
    "--sections",
    "scope,threat-model,mitigations",
    "--trials",
    "1000",
    "--draws",
    "0",
    "--date",
    "2026-11-21",
];

fn report(file: &str, out: &str, more: &[&str]) -> Vec<String> {
    let mut all = vec!["report", file, "--out", out];
    all.extend(SHORT);
    all.extend(more);
    all.into_iter().map(str::to_owned).collect()
}

fn written(folder: &tempfile::TempDir, name: &str) -> Vec<u8> {
    let (out, house) = (path(folder, name), folder.path().to_str().expect("text").to_owned());
    let arguments = report(SAMPLE, &out, &["--template", &house]);
    let ran = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(ran.exit, driftline::cli::Exit::Success, "{}", ran.err);
    fs::read(out).expect("written")
}

fn house() -> tempfile::TempDir {
    let folder = folder();
    fs::write(folder.path().join("style.ron"), STYLE).expect("written");
    fs::write(folder.path().join("logo.svg"), LOGO).expect("written");
    folder
}

#[test]
fn a_house_style_is_seen_in_every_format() {
    let folder = house();
    let text = |name| String::from_utf8(written(&folder, name)).expect("UTF-8");
    let markdown = text("r.md");
    for word in ["**Tabelle 1.**", "## 1 Scope", "### 3.1 M1 ", "[Tabelle\u{a0}"] {
        assert!(markdown.contains(word), "{word}");
    }
    let html = text("r.html");
    check_tags(&html);
    for word in [
        "<html lang=\"de-CH\">",
        "<b>Tabelle 1</b>",
        "--accent: #7a0019;",
        "font-family: \"DejaVu Serif\"",
        "@page { size: letter; }",
        "alt=\"Haus &amp; Hof\" width=\"76\" height=\"38\"",
        "data:image/png;base64,",
        "<p class=\"label\">Inhalt</p>",
    ] {
        assert!(html.contains(word), "{word}");
    }
    let docx = written(&folder, "r.docx");
    let part = |name| crate::report_formats::part(&docx, name);
    let (styles, xml) = (part("word/styles.xml"), part("word/document.xml"));
    for word in ["\"DejaVu Serif\"", "\"7A0019\"", "w:val=\"de-CH\"", "<w:numId w:val=\"3\"/>"] {
        assert!(styles.contains(word), "{word}");
    }
    assert!(!styles.contains("Calibri") && !styles.contains("3B5BDB"));
    for word in
        ["Tabelle\u{a0}", "w:w=\"12240\" w:h=\"15840\"", "name=\"Logo\" descr=\"Haus &amp; Hof\""]
    {
        assert!(xml.contains(word), "{word}");
    }
    let json: serde_json::Value =
        serde_json::from_slice(&written(&folder, "r.json")).expect("JSON");
    assert_eq!(json["words"]["table"], "Tabelle");
    #[cfg(feature = "pdf")]
    assert!(written(&folder, "r.pdf").starts_with(b"%PDF-"));
}

#[test]
fn faults_of_a_style_are_told_in_one_line() {
    let folder = house();
    let told = |style: &str| {
        fs::write(folder.path().join("style.ron"), style).expect("written");
        let (out, house) =
            (path(&folder, "r.md"), folder.path().to_str().expect("text").to_owned());
        let arguments = report(SAMPLE, &out, &["--template", &house]);
        refused(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let error = told("(\n    paper: a5,\n)");
    assert!(error.contains("style.ron: line 2, column") && error.contains("`a4`"), "{error}");
    assert!(error.contains("`letter`"), "{error}");
    let error = told("(logo: (file: \"none.png\"))");
    assert!(error.contains("none.png"), "{error}");
    let error = told("(logo: (file: \"/etc/logo.png\"))");
    assert!(error.contains("without folders"), "{error}");
    fs::write(folder.path().join("big.png"), vec![0; (4 << 20) + 1]).expect("written");
    let error = told("(logo: (file: \"big.png\"))");
    assert!(error.contains("the limit is 4194304"), "{error}");
    let error = told(&format!("({})", " ".repeat(70 << 10)));
    assert!(error.contains("the limit is 65536"), "{error}");
    #[cfg(unix)]
    {
        let outside = crate::cli::folder();
        fs::write(outside.path().join("secret.svg"), LOGO).expect("written");
        let link = folder.path().join("link.svg");
        std::os::unix::fs::symlink(outside.path().join("secret.svg"), link).expect("a link");
        let error = told("(logo: (file: \"link.svg\"))");
        assert!(error.contains("link out of the folder"), "{error}");
    }
}

#[test]
fn weak_colors_and_absent_typefaces_are_warned_of() {
    let folder = folder();
    let style =
        "(colors: (accent: \"#9ecbff\", line: \"#eeeeee\"), fonts: (text: \"No such face\"))";
    fs::write(folder.path().join("style.ron"), style).expect("written");
    let (out, house) = (path(&folder, "r.md"), folder.path().to_str().expect("text").to_owned());
    let arguments = report(SAMPLE, &out, &["--template", &house]);
    let ran = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let warnings: Vec<&str> = ran.err.lines().collect();
    assert_eq!(warnings.len(), 2, "{}", ran.err);
    assert!(
        warnings[0].starts_with("warning: the color 'accent'")
            && warnings[0].contains("1.7 on white"),
        "{}",
        ran.err
    );
    assert!(warnings[1].contains("'No such face'"), "{}", ran.err);
    assert_eq!(ran.exit, driftline::cli::Exit::Success);
}

#[test]
fn what_one_can_begin_with_is_printed() {
    let folder = folder();
    let style = printed(&["templates", "--style"]);
    fs::write(folder.path().join("style.ron"), &style).expect("written");
    let text = String::from_utf8(written(&folder, "r.md")).expect("UTF-8");
    assert!(text.contains("## 1 "), "the example numbers headings");
    let list = printed(&["templates"]);
    for name in [
        "report.md.j2",
        "report.html.j2",
        "report.css",
        "report.typ",
        "report.styles.xml",
        "style.ron",
    ] {
        assert!(
            list.contains(name) && !printed(&["templates", "--show", name]).is_empty(),
            "{name}"
        );
    }
    assert!(refused(&["templates", "--show", "x"]).contains("the templates are report.md.j2"));
}

/// The names of everything in a report as data.
fn keys(value: &serde_json::Value, found: &mut std::collections::BTreeSet<String>) {
    match value {
        serde_json::Value::Array(all) => all.iter().for_each(|value| keys(value, found)),
        serde_json::Value::Object(all) => {
            for (key, inner) in all {
                found.insert(key.clone());
                keys(inner, found);
            }
        }
        _ => {}
    }
}

#[test]
fn the_reference_names_all_that_a_template_is_given() {
    let reference = printed(&["templates", "--variables"]);
    let blocks = blocks_of(&crate::report_formats::annotated(""), &Options::default());
    let bytes = render(&blocks, Target::Json, &desk()).expect("a report");
    let mut found = std::collections::BTreeSet::new();
    keys(&serde_json::from_slice(&bytes).expect("JSON"), &mut found);
    assert!(found.len() > 60, "{}", found.len());
    for key in found.iter().filter(|key| !["format", "kind"].contains(&key.as_str())) {
        let told = format!("\n    {key} ");
        assert!(reference.contains(&told), "{key}");
    }
}

/// A surrounding with one template of its own.
struct Own(&'static str, &'static str);

impl Surroundings for Own {
    fn date(&self) -> String {
        desk().date()
    }

    fn document_sha256(&self) -> String {
        desk().document_sha256()
    }

    fn program_version(&self) -> String {
        desk().program_version()
    }

    fn template(&self, name: &str) -> Option<Cow<'_, str>> {
        (name == self.0).then_some(Cow::Borrowed(self.1))
    }

    fn style(&self) -> Cow<'_, Style> {
        Cow::Owned(Style::default())
    }

    fn logo(&self) -> Option<Logo> {
        None
    }
}

#[test]
fn a_template_can_neither_run_for_ever_nor_fill_the_memory_nor_read() {
    let blocks = blocks_of(&document(), &Options::default());
    let fault = |template| {
        let error = render(&blocks, Target::Markdown, &Own("report.md.j2", template));
        let ReportError::Template { name, reason, .. } = error.expect_err("a fault") else {
            panic!("another fault")
        };
        assert_eq!(name, "report.md.j2");
        reason
    };
    let endless = "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}";
    assert!(fault(endless).contains("out of fuel"), "{}", fault(endless));
    let huge = "{% for a in range(90000) %}{{ \"x\" * 9000 }}{% endfor %}";
    assert!(fault(huge).contains("more than 268435456 bytes"), "{}", fault(huge));
    let deep = "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}";
    assert!(fault(deep).contains("recursion"), "{}", fault(deep));
    for reading in [
        "{% include \"/etc/passwd\" %}",
        "{% include \"../style.ron\" %}",
        "{% import \"http://x/y\" as z %}",
    ] {
        let reason = fault(reading);
        assert!(reason.contains("non-existing") || reason.contains("does not exist"), "{reason}");
    }
}
