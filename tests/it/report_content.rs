//! What reports say: that their numbers are those of the analysis, own text, profiles, coverage, figures with their data.

use std::sync::LazyLock;

use driftline::{
    analysis::{Analysis, Cancelled, Monitor, Unmonitored, analyze},
    formats,
    model::{
        Assessment, Dimension, Edit, Estimate, Evidence, EvidenceShift, Id, MethodChoice, NodeKind,
        Probability, Profile, ReportSettings, Score, SectionText, Study, Subject, Withdrawal,
    },
    report::{
        Depths, Findings, Options, Section, Target,
        block::{Block, Datum, FigureBlock, Span, TableBlock},
        build,
        depths::Watch,
        render, wording,
    },
};

use crate::report::{check_tables, check_tags, desk, document, parts};

/// Nobody watches.
struct Unwatched;

impl Monitor for Unwatched {
    fn advance(&self, done: u64, total: u64) -> Result<(), Cancelled> {
        Unmonitored.advance(done, total)
    }
}

impl Watch for Unwatched {
    fn stage(&self, _: driftline::report::depths::Stage) {}
}

/// A document with all that follows from it.
struct Case {
    document: Assessment,
    analysis: Analysis,
    depths: Depths,
}

impl Case {
    fn of(document: Assessment) -> Self {
        let study = Study { trials: 1 << 10, draws: 8, ..Study::default() };
        let analysis = analyze(&document, &study, &Unmonitored).expect("analyzed");
        let depths = Depths::gather(&document, &analysis, &Section::ALL, &Unwatched);
        Self { depths: depths.expect("gathered"), document, analysis }
    }

    /// The usual document, computed once.
    fn usual() -> &'static Self {
        static CASE: LazyLock<Case> = LazyLock::new(|| Case::of(document()));
        &CASE
    }

    /// With everything that bears on no number replaced.
    fn reworded(document: Assessment) -> Self {
        let usual = Self::usual();
        Self { document, analysis: usual.analysis.clone(), depths: usual.depths.clone() }
    }

    fn blocks(&self, options: &Options) -> Vec<Block> {
        let findings = Findings { analysis: &self.analysis, depths: Some(&self.depths) };
        build(&self.document, findings, options, &desk())
    }

    fn all(&self) -> Vec<Block> {
        self.blocks(&Options::default())
    }

    fn text(&self, options: &Options, target: Target) -> String {
        let bytes = render(&self.blocks(options), target, &desk()).expect("a report");
        String::from_utf8(bytes).expect("UTF-8")
    }
}

fn table<'a>(blocks: &'a [Block], anchor: &str) -> &'a TableBlock {
    let found = blocks.iter().find_map(|block| match block {
        Block::Table(table) if table.anchor == anchor => Some(table),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no table {anchor}"))
}

fn figures(blocks: &[Block]) -> Vec<&FigureBlock> {
    let found = blocks.iter().filter_map(|block| match block {
        Block::Figure(figure) => Some(figure),
        _ => None,
    });
    found.collect()
}

fn cell(table: &TableBlock, row: usize, column: usize) -> String {
    table.rows[row][column].spans.iter().map(Span::plain).collect()
}

/// Everything that stands in a report, block by block.
fn sentences(blocks: &[Block]) -> Vec<String> {
    let plain = |spans: &[Span]| spans.iter().map(Span::plain).collect::<String>();
    let texts = blocks.iter().flat_map(|block| match block {
        Block::Paragraph(spans) | Block::Callout { spans, .. } => vec![plain(spans)],
        list @ Block::List(_) => {
            let mut all = Vec::new();
            list.each_run(&mut |spans| all.push(plain(spans)));
            all
        }
        Block::Code(text) => vec![text.clone()],
        Block::Fields(fields) => fields
            .iter()
            .flat_map(|field| {
                std::iter::once(plain(&field.spans)).chain(field.items.iter().map(|i| plain(i)))
            })
            .collect(),
        Block::Table(table) => table.rows.iter().flatten().map(|cell| plain(&cell.spans)).collect(),
        Block::Heading { .. } | Block::Figure(_) => Vec::new(),
    });
    texts.flat_map(|text| text.split(". ").map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn numbers_of_the_report_are_those_of_the_analysis() {
    let case = Case::usual();
    let blocks = case.all();
    let depths = &case.depths;
    let last = case.document.phases().len() - 1;
    let headline = &case.analysis.pooled.any_outcome[last];
    let found = depths.uncertainty.as_ref().expect("bands");
    let summary = table(&blocks, "table-summary");
    assert_eq!(cell(summary, last, 2), wording::figure_in_table(headline));
    let band = found.any_outcome[last];
    let ends = [band.q05, band.q95].map(wording::percent);
    assert_eq!(cell(summary, last, 3), format!("{} to {}", ends[0], ends[1]));
    let spread = depths.spread.as_ref().expect("spread");
    let number = wording::number(spread.reproduction_number[last], 0.0);
    assert_eq!(cell(summary, last, 5), number);
    let quantiles = table(&blocks, "table-quantiles");
    assert_eq!(cell(quantiles, 2, last + 1), wording::percent(band.q50));
    let bare = depths.unmitigated.as_ref().expect("compared");
    let without = table(&blocks, "table-without");
    assert_eq!(cell(without, 0, 1), wording::figure_in_table(headline));
    let bare = bare.altered.pooled.any_outcome.last().expect("a figure");
    assert_eq!(cell(without, 0, 2), wording::figure_in_table(bare));
    assert!(bare.value >= headline.value);
    let routes = &depths.routes.as_ref().expect("routes").routes;
    let listed = table(&blocks, "table-routes");
    assert_eq!(listed.rows.len(), routes.len());
    for (row, route) in routes.iter().enumerate() {
        assert_eq!(cell(listed, row, 1), wording::percent(route.probability));
    }
    let along = depths.pathways.values().next().expect("a pathway");
    let alone = wording::figure(along.as_is.ever.last().expect("a figure"));
    assert!(sentences(&blocks).iter().any(|s| s.contains("alone") && s.contains(&alone)));
}

#[test]
fn every_probability_of_a_node_stands_in_its_table() {
    let case = Case::usual();
    let blocks = case.all();
    for (anchor, of) in [("table-prevalence", 0), ("table-ever", 1)] {
        let table = table(&blocks, anchor);
        let host = case.document.nodes().iter().find(|n| n.kind == NodeKind::Host).expect("a host");
        let outlook = &case.analysis.pooled.nodes[&host.id];
        let figures = if of == 0 { &outlook.prevalence } else { &outlook.ever };
        for (i, figure) in figures.iter().enumerate() {
            assert_eq!(cell(table, 0, i + 2), wording::figure_in_table(figure));
        }
    }
}

#[test]
fn likelihood_and_confidence_never_share_a_sentence_anywhere() {
    let blocks = Case::usual().all();
    for sentence in sentences(&blocks) {
        let lower = sentence.to_lowercase();
        let is_rule = lower.contains("apart from likelihood");
        let both =
            lower.contains("confidence") && (lower.contains("likel") || lower.contains("probab"));
        assert!(!both || is_rule, "{sentence}");
    }
}

#[test]
fn every_figure_has_its_numbers_and_words_that_name_one() {
    let case = Case::usual();
    let blocks = case.all();
    let figures = figures(&blocks);
    let anchors: Vec<&str> = figures.iter().map(|figure| &*figure.anchor).collect();
    for wanted in [
        "figure-headline",
        "figure-model",
        "figure-stability",
        "figure-benefits",
        "figure-outcomes",
        "figure-importance",
        "figure-tornado",
        "figure-routes",
        "figure-prevalence",
        "figure-phases",
    ] {
        assert!(anchors.contains(&wanted), "{wanted}: {anchors:?}");
    }
    for figure in figures {
        let data = figure.data.as_ref().expect("data");
        assert!(!data.rows.is_empty(), "{}", figure.anchor);
        assert!(data.rows.iter().all(|row| row.len() == data.columns.len()), "{}", figure.anchor);
        assert!(!figure.drawing.description.is_empty() && !figure.caption.is_empty());
    }
    let fan = figures_named(&blocks, "figure-headline");
    let data = fan.data.as_ref().expect("data");
    let last = data.rows.last().expect("a row");
    let headline = case.analysis.pooled.any_outcome.last().expect("a figure");
    assert_eq!(last[2], Datum::Number(headline.value));
    assert!(fan.drawing.description.contains(&wording::percent(headline.value)));
}

fn figures_named<'a>(blocks: &'a [Block], anchor: &str) -> &'a FigureBlock {
    figures(blocks).into_iter().find(|figure| figure.anchor == anchor).expect("a figure")
}

#[test]
fn without_what_lies_deeper_the_report_says_so_and_makes_nothing_up() {
    let case = Case::usual();
    let blocks = build(&case.document, &case.analysis, &Options::default(), &desk());
    let told = sentences(&blocks).join(". ");
    assert!(told.contains("were not made for this report"), "{told}");
    assert!(told.contains("own uncertainty about the scores is not in it"), "{told}");
    let anchors: Vec<&str> = figures(&blocks).iter().map(|figure| &*figure.anchor).collect();
    assert!(!anchors.contains(&"figure-headline") && !anchors.contains(&"figure-tornado"));
}

#[test]
fn draws_of_single_numbers_are_not_shown_as_bands() {
    let mut parts = parts();
    let point = |score: &Score| {
        let best = score.estimate.central(Dimension::Stability, None);
        Score { estimate: Estimate::Point(best), ..score.clone() }
    };
    for node in &mut parts.nodes {
        node.stability = node.stability.iter().map(|(id, s)| (id.clone(), point(s))).collect();
    }
    for link in &mut parts.links {
        let certain = |score: &Score| Score {
            estimate: Estimate::Point(Probability::clamped(0.3)),
            ..score.clone()
        };
        link.likelihood = link.likelihood.iter().map(|(id, s)| (id.clone(), certain(s))).collect();
    }
    let case = Case::of(Assessment::new(parts).expect("valid"));
    assert!(case.depths.uncertainty.is_some());
    let blocks = case.all();
    let anchors: Vec<&str> = figures(&blocks).iter().map(|figure| &*figure.anchor).collect();
    assert!(!anchors.contains(&"figure-headline"), "{anchors:?}");
    let told = sentences(&blocks).join(". ");
    assert!(told.contains("single numbers") && !told.contains("90 % of the draws"), "{told}");
}

#[test]
fn a_document_without_scores_has_no_likelihood_that_anybody_could_quote() {
    let text = include_bytes!("../../templates/documents/spread-starter.driftline");
    let case = Case::of(formats::read(text, None).expect("read").document);
    let blocks = case.blocks(&Options::for_reader(Profile::Memo));
    let told = sentences(&blocks).join(". ");
    assert!(told.contains("The likelihood is not assessed"), "{told}");
    assert!(!told.contains("The model puts the probability"), "{told}");
}

#[test]
fn authors_words_stand_around_their_section_and_cannot_break_it() {
    let own = SectionText {
        title: "Our <b>own</b> title".to_owned(),
        before: "# Before\n\nRead *this* <script>alert(1)</script> [x](javascript:y).\n\n- a\n- b"
            .to_owned(),
        after: "| A | B |\n|---|---|\n| 1 | `2` |\n\nSee <https://example.org>.".to_owned(),
        ..SectionText::new(Section::Scope)
    };
    let settings = ReportSettings { sections: vec![own], ..ReportSettings::default() };
    let document = document().edited(&Edit::Report(Box::new(settings))).expect("valid");
    let case = Case::reworded(document);
    let options = Options { sections: vec![Section::Scope], ..Options::default() };
    let blocks = case.blocks(&options);
    let place = |text: &str| {
        let is = |block: &Block| matches!(block, Block::Heading { text: of, .. } if of == text);
        blocks.iter().position(is).unwrap_or_else(|| panic!("no heading {text}"))
    };
    assert_eq!(place("Our <b>own</b> title") + 1, place("Before"));
    assert!(table(&blocks, "table-scope-after-1").number > table(&blocks, "table-phases").number);
    let html = case.text(&options, Target::Html);
    check_tags(&html);
    assert!(!html.contains("<script>alert") && !html.contains("javascript:y\""));
    let is_link =
        |span: &Span| matches!(span, Span::Address { url, .. } if url == "https://example.org");
    let linked = |block: &Block| matches!(block, Block::Paragraph(of) if of.iter().any(is_link));
    assert!(blocks.iter().any(linked));
    check_tables(&case.text(&options, Target::Markdown));
    // The settings are part of the document and survive its file.
    let text = formats::canonical(&case.document).expect("RON");
    let read = formats::read(text.as_bytes(), None).expect("read").document;
    assert_eq!(read, case.document);
}

#[test]
fn report_settings_refuse_what_they_do_not_know() {
    let text = formats::write(&document(), formats::Format::Json).expect("JSON");
    let with = |report: &str| {
        let end = text.trim_end().strip_suffix('}').expect("an object").trim_end();
        let text = format!("{end}, \"report\": {report}}}");
        formats::read(text.as_bytes(), None).map(|reading| reading.document)
    };
    let read = with(r#"{"profile": "memo", "order": ["threat_model", "summary"]}"#).expect("read");
    assert_eq!(read.report().order, [Section::ThreatModel, Section::Summary]);
    let options = Options::of(&read, None);
    assert_eq!((options.profile, &options.sections), (Profile::Memo, &read.report().order));
    assert_eq!(Options::of(&read, Some(Profile::Sb53)), Options::for_reader(Profile::Sb53));
    for wrong in [
        r#"{"profile": "secret"}"#,
        r#"{"order": ["summary", "summary"]}"#,
        r#"{"order": ["headlines"]}"#,
        r#"{"sections": [{"section": "scope", "middle": "x"}]}"#,
        r#"{"sections": [{"section": "scope"}, {"section": "scope"}]}"#,
        r#"{"colors": []}"#,
    ] {
        let refusal = with(wrong).expect_err("refused").to_string();
        assert!(refusal.contains("report"), "{wrong}: {refusal}");
    }
}

#[test]
fn every_profile_makes_a_report_with_its_coverage() {
    let case = Case::usual();
    for profile in Profile::ALL {
        assert_eq!(Profile::from_id(profile.id()), Some(profile));
        let options = Options::for_reader(profile);
        for target in crate::report::TEXTS {
            let text = case.text(&options, target);
            assert!(!text.is_empty());
            if target == Target::Html {
                check_tags(&text);
            }
        }
        let blocks = case.blocks(&options);
        let headings: Vec<&str> = blocks
            .iter()
            .filter_map(|block| match block {
                Block::Heading { level: 2, text, .. } => Some(&**text),
                _ => None,
            })
            .collect();
        let mut unique = headings.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), headings.len(), "{headings:?}");
        if options.sections.contains(&Section::Coverage) {
            let coverage = table(&blocks, "table-coverage");
            assert!(coverage.rows.len() >= 10, "{profile:?}");
            let states: Vec<String> =
                (0..coverage.rows.len()).map(|i| cell(coverage, i, 2)).collect();
            for state in ["Yes", "In part", "No"] {
                assert!(states.iter().any(|s| s == state), "{profile:?}: no {state}");
            }
        }
    }
}

#[test]
fn coverage_counts_what_the_authors_write_themselves() {
    let state = |case: &Case| {
        let blocks = case.all();
        let coverage = table(&blocks, "table-coverage");
        let row = (0..coverage.rows.len()).find(|i| cell(coverage, *i, 0) == "18");
        cell(coverage, row.expect("field 18"), 2)
    };
    assert_eq!(state(Case::usual()), "No");
    let own = |text: &str| SectionText {
        after: text.to_owned(),
        ..SectionText::new(Section::Limitations)
    };
    let with = |text: &str| {
        let settings = ReportSettings { sections: vec![own(text)], ..ReportSettings::default() };
        let document = document().edited(&Edit::Report(Box::new(settings))).expect("valid");
        state(&Case::reworded(document))
    };
    // A placeholder fills nothing, and of a text that does not say what it answers only a reader can tell.
    assert_eq!(with("TODO"), "No");
    assert_eq!(
        with("Two of five panelists hold that the pilot shows less than it seems to."),
        "In part"
    );
    let named =
        "Dissent and external review: two of five panelists hold that the pilot shows little.";
    assert_eq!(with(named), "Yes");
}

#[test]
fn where_no_pathway_is_named_the_most_probable_routes_stand_in() {
    let mut parts = parts();
    parts.pathways.clear();
    let case = Case::of(Assessment::new(parts).expect("valid"));
    let blocks = case.all();
    let is_route = |block: &&Block| matches!(block, Block::Heading { anchor, .. } if anchor.starts_with("pathway-route"));
    assert!(blocks.iter().filter(is_route).count() > 0);
}

#[test]
fn a_hundred_nodes_are_cut_to_what_a_page_shows_and_the_report_says_so() {
    let mut parts = parts();
    let host = parts.nodes.iter().find(|n| n.kind == NodeKind::Host).expect("a host").clone();
    for i in 0..100 {
        let id = Id::new(&format!("host-{i}")).expect("an id");
        parts.nodes.push(driftline::model::Node { id, name: format!("Host {i}"), ..host.clone() });
    }
    let document = Assessment::new(parts).expect("valid");
    let study = Study { trials: 512, method: MethodChoice::Simulation, ..Study::default() };
    let analysis = analyze(&document, &study, &Unmonitored).expect("analyzed");
    let case = Case { document, analysis, depths: Depths::default() };
    let blocks = case.all();
    assert!(table(&blocks, "table-prevalence").rows.len() <= 30);
    assert!(sentences(&blocks).iter().any(|s| s.contains("are left out")));
    let heat = figures_named(&blocks, "figure-prevalence");
    assert!(heat.drawing.description.contains("left out"));
    let all = case.document.nodes().len() * case.document.phases().len();
    assert_eq!(heat.data.as_ref().expect("data").rows.len(), all);
    let label = case.document.label(&Subject::Node(Id::new("host-99").expect("an id")));
    assert_eq!(label, "Host 99");
}

#[test]
fn the_report_says_which_scores_a_withdrawal_widened() {
    let document = document();
    let is_cited =
        |id: &Id<Evidence>| document.shifts_without(id).iter().any(EvidenceShift::is_wider);
    let ids = document.evidence().iter().filter(|e| e.withdrawn.is_none()).map(|e| e.id.clone());
    let id = ids.into_iter().find(is_cited).expect("a score that rests on evidence");
    let field = "Scores that its withdrawal widened";
    let told = |document| format!("{:?}", Case::reworded(document).all());
    assert!(!told(document.clone()).contains(field));
    let withdrawn = document.with_withdrawal(&id, Some(Withdrawal::default()));
    let (told, shifts) = (told(withdrawn), document.shifts_without(&id));
    assert!(told.contains(field));
    let shift = shifts.iter().find(|shift| shift.is_wider()).expect("one");
    let [low, _, high] = shift.without.expect("a range");
    let range = format!("to {} to {}", wording::percent(low.get()), wording::percent(high.get()));
    // Narrow spaces are written as escapes there, as in the text that is searched.
    let range = format!("{range:?}");
    assert!(told.contains(range.trim_matches('"')), "{range}");
}
