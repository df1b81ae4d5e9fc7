//! What a panel says, as a table, as one object, and as rows.

use serde_json::{Value, json};

use crate::{
    analysis::{
        panel::{Headline, Pooling, Verdict, Voice, Worth},
        pooling::{Concordance, EPSILON, Pool, cooke},
    },
    cli::output,
    formats::judgements::{self, item_of},
    model::{Adopted, Assessment, Expert, Id, PanelQuestion, Round},
    report::wording,
};

/// The pools of a round with all that stands beside them.
pub(super) struct Told<'a> {
    pub(super) document: &'a Assessment,
    /// The round; none where none is revealed.
    pub(super) round: Option<Id<Round>>,
    pub(super) pooling: Pooling,
    pub(super) verdicts: Vec<Verdict>,
    pub(super) agreement: Option<Concordance>,
    pub(super) calibration: Option<(Vec<Id<Expert>>, cooke::Weights)>,
    /// Empty where not asked for.
    pub(super) headlines: Vec<Headline>,
    /// Likewise.
    pub(super) worth: Vec<Worth>,
}

/// What a voice is called: an expert's id, `document`, `pool` or `agreed`.
fn called(voice: Option<&Voice>) -> &str {
    match voice {
        None => "document",
        Some(Voice::Expert(id)) => id.as_str(),
        Some(Voice::Pool(_)) => "pool",
        Some(Voice::Agreed) => "agreed",
    }
}

impl Told<'_> {
    pub(super) fn text(&self) -> String {
        let mut text = self.rounds();
        let Some(round) = &self.round else {
            text.push_str("\nNo round is revealed, so no values are told.\n");
            return text;
        };
        let rule = wording::pooling_rule(self.pooling.rule);
        text.extend([format!("\nRound {round}, {rule}, epsilon {EPSILON}\n\n")]);
        let head =
            ["Question", "n", "Low", "Best", "High", "SD of logit", "Range of best", "Notes"];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        rows.extend(self.verdicts.iter().map(|verdict| self.row(verdict)));
        text.push_str(&output::table(&rows));
        if let Some(found) = self.agreement {
            let items = wording::counted(found.items, "score", "scores");
            text.extend([format!(
                "\nKendall's W over {} experts and {items}: {}\n",
                found.experts,
                wording::decimal(found.w)
            )]);
        }
        text.push_str(&self.calibrated());
        text.push_str(&self.under());
        text
    }

    /// Who has answered how much, never what.
    fn rounds(&self) -> String {
        let panel = self.document.panel();
        let experts = wording::counted(panel.experts.len(), "expert", "experts");
        let questions = wording::counted(panel.questions.len(), "question", "questions");
        let mut text = format!("{experts}, {questions}\n");
        for round in &panel.rounds {
            let progress = panel.progress(&round.id);
            let all = progress.values().filter(|n| **n >= round.questions.len()).count();
            let some = progress.values().filter(|n| **n > 0).count();
            text.extend([format!(
                "{} ({}): {}, {}; of {} {some} answered something, {all} everything\n",
                wording::name(&round.name),
                round.id,
                wording::protocol(round.protocol),
                wording::round_state(round.state).to_lowercase(),
                wording::counted(progress.len(), "expert", "experts"),
            )]);
        }
        text
    }

    fn row(&self, verdict: &Verdict) -> Vec<String> {
        let mut row = vec![verdict.question.to_string(), verdict.said.len().to_string()];
        match &verdict.pool {
            Ok(pool) => {
                let end = |p: Option<f64>| p.map_or_else(String::new, wording::percent);
                let (least, most) = pool.scatter.ends;
                row.extend([
                    end(pool.ends.map(|ends| ends.0)),
                    wording::percent(pool.best),
                    end(pool.ends.map(|ends| ends.1)),
                    pool.scatter.deviation.map_or_else(String::new, wording::decimal),
                    format!("{} to {}", wording::percent(least), wording::percent(most)),
                    self.notes(verdict, pool).join("; "),
                ]);
            }
            Err(reason) => {
                row.extend(vec![String::new(); 5]);
                row.push(reason.to_string());
            }
        }
        row
    }

    fn notes(&self, verdict: &Verdict, pool: &Pool) -> Vec<String> {
        let mut notes = Vec::new();
        if pool.is_extremized_after_discussion {
            notes.push("extremized after a discussion: what was shared counts twice".to_owned());
        }
        if let Some(split) = &pool.scatter.split {
            notes.push(format!("perhaps two groups, of {} and {}", split.below, split.above));
        }
        let outliers = pool.scatter.outliers.iter();
        let outliers: Vec<String> =
            outliers.map(|o| verdict.said[o.place].expert.to_string()).collect();
        if !outliers.is_empty() {
            notes.push(format!("ask first: {}", outliers.join(", ")));
        }
        if pool.clipped > 0 {
            notes.push(format!("{} clipped", wording::counted(pool.clipped, "number", "numbers")));
        }
        if !verdict.abstained.is_empty() {
            notes.push(format!("{} abstained", verdict.abstained.len()));
        }
        if let Some([_, best, _]) = verdict.agreed {
            notes.push(format!("agreed on {}", wording::percent(best)));
        }
        match self.adopted(verdict) {
            Some(Adopted::AsAdopted(_)) => notes.push("adopted".to_owned()),
            Some(Adopted::ChangedSince(_)) => notes.push("adopted and changed since".to_owned()),
            None => {}
        }
        notes
    }

    fn adopted(&self, verdict: &Verdict) -> Option<Adopted<'_>> {
        let question = self.document.panel().question(&verdict.question)?;
        self.document.adopted_state(question.score()?)
    }

    fn calibrated(&self) -> String {
        let Some((experts, weights)) = &self.calibration else { return String::new() };
        let head = ["Expert", "Seeds", "Calibration", "Information", "Weight"];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        for (i, id) in experts.iter().enumerate() {
            let Some(Some(found)) = weights.experts.get(i) else { continue };
            rows.push(vec![
                id.to_string(),
                found.answered.to_string(),
                wording::decimal(found.calibration),
                wording::decimal(found.information),
                wording::decimal(weights.shares.get(i).copied().unwrap_or_default()),
            ]);
        }
        let cut_off = wording::decimal(weights.cut_off);
        format!("\nSeed questions (cut-off {cut_off})\n\n{}", output::table(&rows))
    }

    /// The headline under each voice, and what is most worth discussing.
    fn under(&self) -> String {
        if self.headlines.is_empty() {
            return String::new();
        }
        let head = ["Under", "Scores replaced", "Any outcome"];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        rows.extend(self.headlines.iter().map(|of| {
            let figure = of.any_outcome.as_ref().map_or_else(String::new, wording::figure);
            vec![called(of.voice.as_ref()).to_owned(), of.replaced.to_string(), figure]
        }));
        let mut text = format!("\n{}", output::table(&rows));
        let head = ["Worth discussing", "Swing", "SD of logit"];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        rows.extend(self.worth.iter().filter(|worth| worth.value() > 0.0).map(|worth| {
            let label = wording::name(&self.document.label(&worth.subject));
            let dimension = wording::dimension(worth.dimension).to_lowercase();
            vec![
                format!("{label}: {dimension}"),
                wording::percent(worth.swing),
                wording::decimal(worth.deviation),
            ]
        }));
        if rows.len() > 1 {
            text.extend([format!("\n{}", output::table(&rows))]);
        }
        text
    }

    pub(super) fn json(&self) -> Value {
        let panel = self.document.panel();
        let rounds = panel.rounds.iter().map(|round| {
            json!({
                "id": round.id.as_str(),
                "state": wording::round_state(round.state).to_lowercase(),
                "answered": panel.progress(&round.id).into_iter()
                    .map(|(id, n)| (id.to_string(), json!(n)))
                    .collect::<serde_json::Map<_, _>>(),
            })
        });
        json!({
            "format": "driftline-panel/1",
            "rounds": rounds.collect::<Vec<_>>(),
            "round": self.round.as_ref().map(Id::as_str),
            "rule": self.pooling.rule.name(),
            "standardized": self.pooling.is_standardized,
            "epsilon": EPSILON,
            "questions": self.verdicts.iter().map(|verdict| self.object(verdict)).collect::<Vec<_>>(),
            "headlines": self.headlines.iter().map(|of| json!({
                "voice": called(of.voice.as_ref()), "replaced": of.replaced,
                "any_outcome": of.any_outcome.map(|figure| figure.value),
                "any_outcome_se": of.any_outcome.map(|figure| figure.standard_error),
                "upper": of.any_outcome.and_then(|figure| figure.upper),
            })).collect::<Vec<_>>(),
            "worth_discussing": self.worth.iter().map(|worth| json!({
                "element": worth.subject.id_str(), "kind": worth.subject.kind_name(),
                "dimension": worth.dimension.name(), "swing": worth.swing, "sd_logit": worth.deviation,
                "value": worth.value(),
            })).collect::<Vec<_>>(),
            "concordance": self.agreement.map(|found| json!({
                "w": found.w, "experts": found.experts, "items": found.items,
            })),
            "calibration": self.calibration.as_ref().map(|(experts, weights)| json!({
                "cut_off": weights.cut_off,
                "experts": experts.iter().zip(&weights.experts).zip(&weights.shares)
                    .map(|((id, found), share)| json!({
                        "expert": id.as_str(),
                        "seeds": found.map_or(0, |f| f.answered),
                        "calibration": found.map(|f| f.calibration),
                        "information": found.map(|f| f.information),
                        "weight": share,
                    }))
                    .collect::<Vec<_>>(),
            })),
        })
    }

    fn object(&self, verdict: &Verdict) -> Value {
        let said = verdict.said.iter().enumerate().map(|(i, said)| {
            let [low, best, high] = said.numbers;
            let weight = verdict.pool.as_ref().ok().and_then(|pool| pool.weights.get(i).copied());
            json!({
                "expert": said.expert.as_str(), "low": low, "best": best, "high": high, "weight": weight,
            })
        });
        let question = self.document.panel().question(&verdict.question);
        let item = question.and_then(PanelQuestion::score).map(item_of);
        json!({
            "question": verdict.question.as_str(),
            "item": item,
            "text": question.map(|question| wording::panel_question(self.document, question)),
            "n": verdict.said.len(),
            "abstained": verdict.abstained.iter().map(Id::as_str).collect::<Vec<_>>(),
            "judgements": said.collect::<Vec<_>>(),
            "pool": verdict.pool.as_ref().ok().map(pool_object),
            "unpooled": verdict.pool.as_ref().err().map(ToString::to_string),
            "agreed": verdict.agreed,
        })
    }

    pub(super) fn csv(&self) -> String {
        let head = [
            "question",
            "item",
            "rule",
            "n",
            "low",
            "best",
            "high",
            "sd_logit",
            "q25",
            "q50",
            "q75",
            "lowest",
            "highest",
            "abstained",
        ];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        for verdict in &self.verdicts {
            let question = self.document.panel().question(&verdict.question);
            let item = question.and_then(PanelQuestion::score).map(item_of);
            let mut row = vec![
                verdict.question.to_string(),
                item.unwrap_or_default(),
                self.pooling.rule.name().to_owned(),
                verdict.said.len().to_string(),
            ];
            row.extend(verdict.pool.as_ref().map_or_else(|_| vec![String::new(); 9], cells));
            row.push(verdict.abstained.len().to_string());
            rows.push(row);
        }
        judgements::rows(&rows)
    }
}

fn cells(pool: &Pool) -> Vec<String> {
    let of = |p: Option<f64>| p.map(|p| p.to_string()).unwrap_or_default();
    let [q25, q50, q75] = pool.scatter.quartiles;
    let (least, most) = pool.scatter.ends;
    let (low, high) = (pool.ends.map(|ends| ends.0), pool.ends.map(|ends| ends.1));
    let numbers = [Some(pool.best), high, pool.scatter.deviation, Some(q25), Some(q50), Some(q75)];
    let first = std::iter::once(low);
    first.chain(numbers).chain([Some(least), Some(most)]).map(of).collect()
}

fn pool_object(pool: &Pool) -> Value {
    json!({
        "low": pool.ends.map(|ends| ends.0),
        "best": pool.best,
        "high": pool.ends.map(|ends| ends.1),
        "clipped": pool.clipped,
        "factor": pool.factor,
        "extremized_after_discussion": pool.is_extremized_after_discussion,
        "sd_logit": pool.scatter.deviation,
        "quartiles": pool.scatter.quartiles,
        "iqr": pool.scatter.interquartile_range(),
        "lowest": pool.scatter.ends.0,
        "highest": pool.scatter.ends.1,
        "split": pool.scatter.split.map(|split| json!({
            "below": split.below, "above": split.above, "gap": [split.gap.0, split.gap.1], "chance": split.chance,
        })),
        "outliers": pool.scatter.outliers.iter().map(|o| o.place).collect::<Vec<_>>(),
    })
}
