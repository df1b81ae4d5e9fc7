//! After a round was revealed: what everybody said, who should speak first, what is worth the time, and what it comes to.

use eframe::egui::{self, RichText, Ui};

use super::{adopting, agreeing, asked, empty_ui, part_ui};
use crate::{
    analysis::{
        panel::{Pooling, Verdict, Voice, Worth, calibration, order_agreement, verdicts},
        pooling::{Concordance, Rule},
    },
    drawing::{
        Drawing, Ink,
        chart::{Bar, BarTable},
    },
    model::{Answer, Assessment, Id, Panel, PanelQuestion, Round},
    report::{figures, wording},
    session::{Action, Discussion, Response, Session},
    ui::{
        command::Command,
        theme,
        view::{Cx, Wish, Workspace},
        widgets::{self, picture},
        workspaces::line::{Line, head_ui, line_ui},
    },
};

/// Columns at the right of the list.
const COLUMNS: [(&str, f32); 4] =
    [("n", 40.0), ("Pooled", 90.0), ("SD of logit", 90.0), ("Worth talking", 100.0)];
/// Height of the list.
const LIST_HEIGHT: f32 = 236.0;

/// In which order questions are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    #[default]
    Agenda,
    Apart,
    Worth,
}

/// What is remembered of the discussion.
#[derive(Default)]
pub(super) struct DiscussionView {
    question: Option<Id<PanelQuestion>>,
    rule: Rule,
    order: Order,
    found: Option<Found>,
    picture: Option<(PictureKey, Drawing)>,
    adopting: adopting::AdoptingView,
    agreeing: agreeing::AgreeingView,
}

/// What pictures are made of: document by number and substance, round, question, rule.
type PictureKey = (u64, u64, Id<Round>, Id<PanelQuestion>, Rule);

/// The pools of a round.
struct Found {
    key: (u64, u64, Id<Round>, Rule),
    verdicts: Vec<Verdict>,
    agreement: Option<Concordance>,
}

impl DiscussionView {
    /// The question that is set out.
    pub(super) fn question(&self) -> Option<&Id<PanelQuestion>> {
        self.question.as_ref()
    }

    /// Shows a revealed round.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, round: &Round) {
        self.follow(cx.session, round);
        let discussed = cx.session.discussed();
        if matches!(discussed, Response::Unasked) {
            cx.act(Action::Discuss);
        }
        self.tools_ui(ui, cx, round);
        self.list_ui(ui, cx, round);
        self.detail_ui(ui, cx, round);
        voices_ui(ui, cx);
    }

    /// Pools anew where the document, the round or the rule is another.
    fn follow(&mut self, session: &Session, round: &Round) {
        let document = session.document();
        let key = (session.number(), document.substance(), round.id.clone(), self.rule);
        if self.found.as_ref().is_some_and(|found| found.key == key) {
            return;
        }
        let panel = session.assessment().panel();
        let verdicts = verdicts(panel, &round.id, &Pooling::by(self.rule));
        let agreement = order_agreement(panel, &round.id);
        self.found = Some(Found { key, verdicts, agreement });
    }

    fn tools_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, round: &Round) {
        ui.horizontal_wrapped(|ui| {
            let orders = [
                (Order::Agenda, "By agenda"),
                (Order::Apart, "Farthest apart"),
                (Order::Worth, "Worth talking"),
            ];
            if let Some(order) = widgets::segmented(ui, self.order, &orders) {
                self.order = order;
            }
            ui.allocate_ui(egui::vec2(170.0, widgets::VALUE_HEIGHT), |ui| {
                let words = |rule: Rule| (wording::pooling_rule(rule), None);
                if let Some(rule) = widgets::choice(ui, "Rule", self.rule, &Rule::ALL, words) {
                    self.rule = rule;
                }
            });
            let found = self.found.as_ref();
            if let Some(agreement) = found.and_then(|found| found.agreement) {
                let experts = wording::counted(agreement.experts, "expert", "experts");
                let items = wording::counted(agreement.items, "score", "scores");
                let text = format!("Kendall’s W {}", wording::decimal(agreement.w));
                widgets::secondary(ui, text).on_hover_text(format!(
                    "How far {experts} put {items} in the same order: 0 not at all, 1 in the same"
                ));
            }
        });
        ui.horizontal_wrapped(|ui| {
            let verdicts = self.found.as_ref().map_or(&[][..], |found| &found.verdicts);
            adopting::AdoptingView::all_ui(ui, cx, (round, verdicts));
            let hint =
                "Marks on the graph: how far the panel is apart, and where talking about it pays";
            if ui.button("Map on the graph").on_hover_text(hint).clicked() {
                cx.wishes.push(Wish::ShowDisagreement);
            }
            if ui.button("Export table…").clicked() {
                cx.command(Command::ExportJudgements);
            }
            if ui.button("Export without names…").clicked() {
                cx.command(Command::ExportJudgementsNameless);
            }
        });
        if self.rule == Rule::Classical
            && let Some(count) = seeds(cx.session.assessment().panel())
        {
            let seeds = wording::counted(count, "seed question", "seed questions");
            let text = format!("The weights rest on {seeds}; below eight they tell little");
            widgets::secondary(ui, text);
        }
        let is_uncalibrated =
            self.rule == Rule::Classical && calibration(cx.session.assessment().panel()).is_none();
        if is_uncalibrated {
            widgets::secondary(ui, "The classical model needs seed questions in a revealed round");
        }
        if self.rule.needs_private_judgements() && round.is_discussed {
            ui.colored_label(
                cx.tokens.warning,
                "Extremizing after a discussion counts what was shared twice: the pool is too sure",
            );
        }
    }

    fn list_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, round: &Round) {
        let document = cx.session.assessment();
        let Some(found) = &self.found else { return };
        let ready = match cx.session.discussed() {
            Response::Ready(discussion) => Some(discussion),
            _ => None,
        };
        let mut rows: Vec<(&PanelQuestion, Option<&Verdict>, Option<&Worth>)> =
            asked(document.panel(), round)
                .into_iter()
                .map(|question| {
                    let verdict = found.verdicts.iter().find(|v| v.question == question.id);
                    let worth = ready.and_then(|ready| worth_of(ready, question));
                    (question, verdict, worth)
                })
                .collect();
        match self.order {
            Order::Agenda => {}
            Order::Apart => rows.sort_by(|a, b| deviation(b.1).total_cmp(&deviation(a.1))),
            Order::Worth => rows.sort_by(|a, b| value(b.2).total_cmp(&value(a.2))),
        }
        head_ui(ui, "Question", &COLUMNS);
        if self.question.as_ref().is_none_or(|id| !round.questions.contains(id)) {
            self.question = rows.first().map(|row| row.0.id.clone());
        }
        let most = rows.iter().map(|row| value(row.2)).fold(0.0, f64::max);
        let scroll = egui::ScrollArea::vertical()
            .id_salt("questions of the round")
            .max_height(LIST_HEIGHT)
            .auto_shrink([false, true]);
        let mut wanted = None;
        scroll.show(ui, |ui| {
            for (question, verdict, worth) in &rows {
                let is_selected = self.question.as_ref() == Some(&question.id);
                let share = worth.map(|worth| if most > 0.0 { worth.value() / most } else { 0.0 });
                if row_ui(ui, document, (question, *verdict), (share, is_selected)) {
                    wanted = Some(question.id.clone());
                }
            }
        });
        self.question = wanted.or(self.question.take());
    }

    fn detail_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, round: &Round) {
        let document = cx.session.assessment();
        let panel = document.panel();
        let question = self.question.as_ref().and_then(|id| panel.question(id));
        let Some(question) = question else { return };
        let verdict = self.found.as_ref().and_then(|found| {
            found.verdicts.iter().find(|verdict| verdict.question == question.id)
        });
        let Some(verdict) = verdict else { return };
        part_ui(ui, &wording::panel_title(document, question), "");
        widgets::secondary(ui, wording::panel_question(document, question));
        if let Some(key) = question.score()
            && ui.link("Show on the graph").clicked()
        {
            cx.wishes.push(Wish::Show(Workspace::Model));
            cx.reveal(key.subject.clone());
        }
        ui.add_space(4.0);
        let key = (
            cx.session.number(),
            cx.session.document().substance(),
            round.id.clone(),
            question.id.clone(),
            self.rule,
        );
        let known = self.picture.take().filter(|(known, _)| *known == key).map(|(_, it)| it);
        let drawing = known.or_else(|| chart(document, question, round, self.rule));
        match drawing {
            Some(drawing) => {
                picture::scaled_ui(ui, cx.tokens, &drawing, 1.15);
                self.picture = Some((key, drawing));
            }
            None => empty_ui(ui, "Nobody answered"),
        }
        spread_ui(ui, cx, (panel, verdict));
        reasons_ui(ui, cx, (panel, question, round), verdict);
        self.agreeing.ui(ui, cx, (question, round));
        self.adopting.one_ui(ui, cx, (question, round), verdict);
    }
}

/// How many seed questions the weights of the classical model rest on; `None` from eight on.
fn seeds(panel: &Panel) -> Option<usize> {
    let (_, weights) = calibration(panel)?;
    let most = weights.experts.iter().flatten().map(|of| of.answered).max()?;
    (most < 8).then_some(most)
}

fn deviation(verdict: Option<&Verdict>) -> f64 {
    let pool = verdict.and_then(|verdict| verdict.pool.as_ref().ok());
    pool.and_then(|pool| pool.scatter.deviation).unwrap_or(-1.0)
}

fn value(worth: Option<&Worth>) -> f64 {
    worth.map_or(-1.0, Worth::value)
}

/// What a talk about the element that a question is about is worth.
fn worth_of<'a>(discussion: &'a Discussion, question: &PanelQuestion) -> Option<&'a Worth> {
    let key = question.score()?;
    let is_it = |worth: &&Worth| worth.subject == key.subject && worth.dimension == key.dimension;
    discussion.worth.iter().find(is_it)
}

/// A question with its pool; whether it was clicked. The worth is told in tenths of the greatest.
fn row_ui(
    ui: &mut Ui,
    document: &Assessment,
    (question, verdict): (&PanelQuestion, Option<&Verdict>),
    (worth, is_selected): (Option<f64>, bool),
) -> bool {
    let pool = verdict.and_then(|verdict| verdict.pool.as_ref().ok());
    let count = verdict.map_or(0, |verdict| verdict.said.len()).to_string();
    let best = pool.map_or_else(|| "–".to_owned(), |pool| wording::percent(pool.best));
    let apart = pool.and_then(|pool| pool.scatter.deviation);
    let apart = apart.map_or_else(|| "–".to_owned(), wording::decimal);
    let worth = match worth {
        None => "…".to_owned(),
        Some(share) if share > 0.0 => "●".repeat((share * 5.0).ceil() as usize),
        Some(_) => "–".to_owned(),
    };
    let texts = [&*count, &best, &apart, &worth];
    let figures: Vec<(&str, f32)> =
        texts.into_iter().zip(COLUMNS).map(|(text, (_, room))| (text, room)).collect();
    let title = wording::panel_title(document, question);
    let line = Line {
        icon: widgets::icon::MESSAGE,
        title: &title,
        note: "",
        figures: &figures,
        depth: 0,
        is_selected,
        is_faint: false,
    };
    line_ui(ui, &line).clicked()
}

/// The picture of a question: the chosen rule leads, the others stand beside it.
pub(super) fn chart(
    document: &Assessment,
    question: &PanelQuestion,
    round: &Round,
    rule: Rule,
) -> Option<Drawing> {
    let others = Rule::ALL.into_iter().filter(|other| {
        *other != rule && !(other.needs_private_judgements() && round.is_discussed)
    });
    let rules: Vec<Pooling> = std::iter::once(rule).chain(others).map(Pooling::by).collect();
    Some(figures::panel::judgements(document, question, round, &rules)?.drawing())
}

/// The same for everybody to see: without who said what.
pub(super) fn nameless_chart(
    document: &Assessment,
    question: &PanelQuestion,
    round: &Round,
) -> Option<Drawing> {
    let rules = [Rule::LogOdds, Rule::Linear].map(Pooling::by);
    let mut chart = figures::panel::judgements(document, question, round, &rules)?;
    for (place, row) in chart.rows.iter_mut().enumerate() {
        row.name = (place + 1).to_string();
    }
    let told = chart.rows.iter().map(|row| format!("{}: {}", row.name, row.figure));
    let made = chart.results.iter().map(|result| format!("{}: {}", result.name, result.figure));
    let title = wording::panel_title(document, question);
    let told = std::iter::once(title).chain(told).chain(made);
    chart.description = told.collect::<Vec<_>>().join("\n");
    chart.names = Some(130.0);
    Some(chart.drawing())
}

/// How far judgements lie apart, and what is notable about them.
fn spread_ui(ui: &mut Ui, cx: &Cx<'_>, (panel, verdict): (&Panel, &Verdict)) {
    let Ok(pool) = &verdict.pool else {
        return;
    };
    let scatter = &pool.scatter;
    let [low, _, high] = scatter.quartiles;
    let mut facts = vec![
        wording::counted(pool.count, "judgement", "judgements"),
        format!(
            "best from {} to {}",
            wording::percent(scatter.ends.0),
            wording::percent(scatter.ends.1)
        ),
    ];
    if pool.count > 2 {
        facts.push(format!("middle half {} to {}", wording::percent(low), wording::percent(high)));
    }
    if let Some(deviation) = scatter.deviation {
        facts.push(format!("SD of logit {}", wording::decimal(deviation)));
    }
    if pool.clipped > 0 {
        facts.push(format!("{} clipped", wording::counted(pool.clipped, "number", "numbers")));
    }
    widgets::secondary(ui, facts.join(" · "));
    if let Some(split) = &scatter.split {
        let text = format!(
            "Perhaps two groups, of {} and {}: ask what each of them sees",
            split.below, split.above
        );
        ui.colored_label(cx.tokens.warning, text);
    }
    let far = scatter.outliers.iter().filter_map(|outlier| verdict.said.get(outlier.place));
    let far: Vec<String> = far.map(|said| wording::expert(panel, &said.expert)).collect();
    if !far.is_empty() {
        let text = format!("Ask first: {} (far from the rest)", wording::joined(&far));
        ui.colored_label(cx.tokens.warning, text);
    }
}

/// Reasons side by side: of those far from the rest first, then from the lowest to the highest.
fn reasons_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (panel, question, round): (&Panel, &PanelQuestion, &Round),
    verdict: &Verdict,
) {
    let far: Vec<usize> = verdict.pool.as_ref().map_or_else(
        |_| Vec::new(),
        |pool| pool.scatter.outliers.iter().map(|o| o.place).collect(),
    );
    let counting = panel.counting(&round.id);
    let mut order: Vec<usize> = (0..verdict.said.len()).collect();
    order.sort_by(|a, b| {
        let key = |place: &usize| !far.contains(place);
        key(a)
            .cmp(&key(b))
            .then(verdict.said[*a].numbers[1].total_cmp(&verdict.said[*b].numbers[1]))
    });
    let experts = order.iter().map(|place| &verdict.said[*place].expert);
    let all = experts.chain(&verdict.abstained);
    let said: Vec<(String, String, String)> = all
        .filter_map(|id| {
            let judgement = counting.get(&(&question.id, id))?;
            let (figure, reason) = match &judgement.answer {
                Answer::Abstained(reason) => ("abstained".to_owned(), reason.clone()),
                answer => {
                    let numbers = answer.numbers()?;
                    let figure = wording::judged(numbers, question.is_probability());
                    (figure, judgement.rationale.clone())
                }
            };
            let is_silent = reason.trim().is_empty();
            (!is_silent).then(|| (wording::expert(panel, id), figure, reason))
        })
        .collect();
    if said.is_empty() {
        return;
    }
    part_ui(ui, "Reasons", "");
    for (who, figure, reason) in said {
        ui.horizontal_wrapped(|ui| {
            ui.label(widgets::strong(who));
            widgets::secondary(ui, figure);
        });
        ui.label(RichText::new(reason).size(theme::BODY).color(cx.tokens.text));
        ui.add_space(6.0);
    }
}

/// The headline under each voice.
fn voices_ui(ui: &mut Ui, cx: &Cx<'_>) {
    part_ui(ui, "The headline under each voice", "any outcome by the end");
    match cx.session.discussed() {
        Response::Unasked | Response::Pending => {
            widgets::secondary(ui, "Computing…");
        }
        Response::Unavailable(reason) => {
            widgets::secondary(ui, format!("Not available: {reason}"));
        }
        Response::Ready(found) => {
            let drawing = voices(cx.session.assessment().panel(), found);
            picture::figure_ui(ui, cx.tokens, &drawing);
            let text = "Each with its own values in the place of the scores that the panel was asked for; all other scores \
                        are those of the document.";
            widgets::secondary(ui, text);
        }
    }
}

fn voices(panel: &Panel, found: &Discussion) -> Drawing {
    let rows = found.headlines.iter().filter_map(|headline| {
        let figure = headline.any_outcome?;
        let (name, ink) = match &headline.voice {
            None => ("The document as it is".to_owned(), Ink::Accent),
            Some(Voice::Expert(id)) => (wording::expert(panel, id), Ink::Secondary),
            Some(Voice::Pool(pooling)) => {
                (format!("Pool: {}", wording::pooling_rule(pooling.rule)), Ink::Accent)
            }
            Some(Voice::Agreed) => ("What was agreed on".to_owned(), Ink::Accent),
        };
        let scores = wording::counted(headline.replaced, "score", "scores");
        let name = if headline.voice.is_some() { format!("{name} ({scores})") } else { name };
        Some(Bar { name, value: figure.value, figure: wording::figure(&figure), ink })
    });
    let rows: Vec<Bar> = rows.collect();
    let told = rows.iter().map(|row| format!("{}: {}", row.name, row.figure));
    let description = told.collect::<Vec<_>>().join("\n");
    let description = format!("The headline under each voice\n{description}");
    BarTable { description, rows, width: None }.drawing()
}
