//! Every text of people in a document, with the place where it stands.

use std::collections::BTreeMap;

use super::{
    About, Adoption, Agreement, Annotation, Answer, Asked, Assessment, Claim, Comment, Criterion,
    Evidence, Expert, Hypothesis, Id, Incident, Judgement, Link, Mitigation, Node, PanelQuestion,
    Parts, Pathway, Phase, Question, ReportSettings, Review, Round, Score, Subject, Zone,
};

/// One walk to read and one to change, from one list of the fields.
macro_rules! walks {
    ($walk:ident, $scores:ident $(, $mutable:tt)?) => {
        mod $walk {
            use super::*;

            type Text<'f> = &'f mut dyn FnMut(&'static str, & $($mutable)? String);

            pub(super) fn about(e: & $($mutable)? About, f: Text<'_>) {
                f("title", & $($mutable)? e.title);
                f("summary", & $($mutable)? e.summary);
                f("version", & $($mutable)? e.version);
                f("status", & $($mutable)? e.status);
                f("coverage_date", & $($mutable)? e.coverage_date);
                for author in & $($mutable)? e.authors {
                    f("authors", author);
                }
                f("system.name", & $($mutable)? e.system.name);
                f("system.developer", & $($mutable)? e.system.developer);
                for model in & $($mutable)? e.system.models {
                    f("system.models", & $($mutable)? model.name);
                    f("system.models", & $($mutable)? model.version);
                    f("system.models", & $($mutable)? model.released);
                }
                f("system.description", & $($mutable)? e.system.description);
            }

            pub(super) fn phase(e: & $($mutable)? Phase, f: Text<'_>) {
                f("name", & $($mutable)? e.name);
                f("exposure_unit", & $($mutable)? e.exposure_unit);
                f("affordances", & $($mutable)? e.affordances);
                f("catalog", & $($mutable)? e.catalog);
                f("notes", & $($mutable)? e.notes);
            }

            fn score(e: & $($mutable)? Score, f: Text<'_>) {
                f("rationale", & $($mutable)? e.rationale);
            }

            pub(super) fn node(e: & $($mutable)? Node, f: Text<'_>) {
                f("name", & $($mutable)? e.name);
                f("statement", & $($mutable)? e.statement);
                f("catalog", & $($mutable)? e.catalog);
                for tag in & $($mutable)? e.tags {
                    f("tags", tag);
                }
                f("notes", & $($mutable)? e.notes);
                if let Some(of) = & $($mutable)? e.initially_misaligned {
                    score(of, f);
                }
                for of in e.stability.$scores() {
                    score(of, f);
                }
                for of in e.persistence.$scores() {
                    score(of, f);
                }
            }

            pub(super) fn link(e: & $($mutable)? Link, f: Text<'_>) {
                f("catalog", & $($mutable)? e.catalog);
                for tag in & $($mutable)? e.tags {
                    f("tags", tag);
                }
                f("notes", & $($mutable)? e.notes);
                for of in e.likelihood.$scores() {
                    score(of, f);
                }
            }

            pub(super) fn mitigation(e: & $($mutable)? Mitigation, f: Text<'_>) {
                f("name", & $($mutable)? e.name);
                f("owner", & $($mutable)? e.owner);
                f("limitations", & $($mutable)? e.limitations);
                f("mit_code", & $($mutable)? e.mit_code);
                f("catalog", & $($mutable)? e.catalog);
                for tag in & $($mutable)? e.tags {
                    f("tags", tag);
                }
                f("notes", & $($mutable)? e.notes);
                for of in e.effectiveness.$scores() {
                    score(of, f);
                }
            }

            pub(super) fn hypothesis(e: & $($mutable)? Hypothesis, f: Text<'_>) {
                f("name", & $($mutable)? e.name);
                f("rationale", & $($mutable)? e.rationale);
                f("notes", & $($mutable)? e.notes);
            }

            pub(super) fn pathway(e: & $($mutable)? Pathway, f: Text<'_>) {
                f("name", & $($mutable)? e.name);
                f("detection", & $($mutable)? e.detection);
                for tag in & $($mutable)? e.tags {
                    f("tags", tag);
                }
                f("notes", & $($mutable)? e.notes);
            }

            pub(super) fn zone(e: & $($mutable)? Zone, f: Text<'_>) {
                f("name", & $($mutable)? e.name);
            }

            pub(super) fn evidence(e: & $($mutable)? Evidence, f: Text<'_>) {
                f("title", & $($mutable)? e.title);
                for author in & $($mutable)? e.authors {
                    f("authors", author);
                }
                f("container", & $($mutable)? e.container);
                f("source", & $($mutable)? e.source);
                f("locator", & $($mutable)? e.locator);
                f("date", & $($mutable)? e.date);
                f("quote", & $($mutable)? e.quote);
                f("finding", & $($mutable)? e.finding);
                f("limits", & $($mutable)? e.limits);
                f("system", & $($mutable)? e.system);
                if let Some(of) = & $($mutable)? e.withdrawn {
                    f("withdrawn.date", & $($mutable)? of.date);
                    f("withdrawn.reason", & $($mutable)? of.reason);
                }
                if let Some(of) = & $($mutable)? e.incident {
                    incident(of, f);
                }
            }

            fn incident(e: & $($mutable)? Incident, f: Text<'_>) {
                f("incident.start", & $($mutable)? e.start);
                f("incident.end", & $($mutable)? e.end);
                f("incident.detected", & $($mutable)? e.detected);
                f("incident.detection", & $($mutable)? e.detection);
                f("incident.response", & $($mutable)? e.response);
                for event in & $($mutable)? e.events {
                    f("incident.events.at", & $($mutable)? event.at);
                    f("incident.events.text", & $($mutable)? event.text);
                }
            }

            pub(super) fn claim(e: & $($mutable)? Claim, f: Text<'_>) {
                f("text", & $($mutable)? e.text);
                f("argument", & $($mutable)? e.argument);
                f("invalidated_by", & $($mutable)? e.invalidated_by);
                f("owner", & $($mutable)? e.owner);
                f("notes", & $($mutable)? e.notes);
                for defeater in & $($mutable)? e.defeaters {
                    f("defeaters.text", & $($mutable)? defeater.text);
                    f("defeaters.answer", & $($mutable)? defeater.answer);
                }
                if let Some(trigger) = & $($mutable)? e.trigger {
                    f("trigger.condition", & $($mutable)? trigger.condition);
                    f("trigger.response", & $($mutable)? trigger.response);
                    f("trigger.fired", & $($mutable)? trigger.fired);
                }
            }

            pub(super) fn question(e: & $($mutable)? Question, f: Text<'_>) {
                f("text", & $($mutable)? e.text);
                f("settled_by", & $($mutable)? e.settled_by);
                f("answer", & $($mutable)? e.answer);
                f("owner", & $($mutable)? e.owner);
                f("notes", & $($mutable)? e.notes);
                for stance in & $($mutable)? e.positions {
                    f("positions.holder", & $($mutable)? stance.holder);
                    f("positions.statement", & $($mutable)? stance.statement);
                    f("positions.since", & $($mutable)? stance.since);
                }
            }

            pub(super) fn comment(e: & $($mutable)? Comment, f: Text<'_>) {
                f("author", & $($mutable)? e.author);
                f("date", & $($mutable)? e.date);
                f("text", & $($mutable)? e.text);
                for reply in & $($mutable)? e.replies {
                    f("replies.author", & $($mutable)? reply.author);
                    f("replies.date", & $($mutable)? reply.date);
                    f("replies.text", & $($mutable)? reply.text);
                }
            }

            pub(super) fn criterion(e: & $($mutable)? Criterion, f: Text<'_>) {
                f("name", & $($mutable)? e.name);
                f("question", & $($mutable)? e.question);
            }

            pub(super) fn review(e: & $($mutable)? Review, f: Text<'_>) {
                f("name", & $($mutable)? e.name);
                f("developer", & $($mutable)? e.developer);
                f("date", & $($mutable)? e.date);
                f("source", & $($mutable)? e.source);
                f("notes", & $($mutable)? e.notes);
                for finding in & $($mutable)? e.findings {
                    f("findings.note", & $($mutable)? finding.note);
                    f("findings.quote", & $($mutable)? finding.quote);
                    f("findings.locator", & $($mutable)? finding.locator);
                    f("findings.source", & $($mutable)? finding.source);
                    f("findings.reviewer", & $($mutable)? finding.reviewer);
                }
            }

            pub(super) fn expert(e: & $($mutable)? Expert, f: Text<'_>) {
                f("panel.experts.pseudonym", & $($mutable)? e.pseudonym);
                f("panel.experts.expertise", & $($mutable)? e.expertise);
                f("panel.experts.conflicts", & $($mutable)? e.conflicts);
            }

            pub(super) fn panel_question(e: & $($mutable)? PanelQuestion, f: Text<'_>) {
                if let Asked::Former(words) = & $($mutable)? e.asked {
                    f("panel.questions.former", words);
                }
                f("panel.questions.wording", & $($mutable)? e.wording);
                f("panel.questions.resolution", & $($mutable)? e.resolution);
                f("panel.questions.unit", & $($mutable)? e.unit);
                f("panel.questions.context", & $($mutable)? e.context);
            }

            pub(super) fn round(e: & $($mutable)? Round, f: Text<'_>) {
                f("panel.rounds.name", & $($mutable)? e.name);
            }

            pub(super) fn judgement(e: & $($mutable)? Judgement, f: Text<'_>) {
                f("panel.judgements.rationale", & $($mutable)? e.rationale);
                if let Answer::Abstained(reason) = & $($mutable)? e.answer {
                    f("panel.judgements.abstained", reason);
                }
            }

            pub(super) fn agreement(e: & $($mutable)? Agreement, f: Text<'_>) {
                f("panel.agreements.rationale", & $($mutable)? e.rationale);
            }

            pub(super) fn adoption(e: & $($mutable)? Adoption, f: Text<'_>) {
                f("panel.adoptions.minority", & $($mutable)? e.minority);
            }

            pub(super) fn annotation(e: & $($mutable)? Annotation, f: Text<'_>) {
                f("text", & $($mutable)? e.text);
            }

            pub(super) fn report(e: & $($mutable)? ReportSettings, f: Text<'_>) {
                for own in & $($mutable)? e.sections {
                    f("report.sections.title", & $($mutable)? own.title);
                    f("report.sections.before", & $($mutable)? own.before);
                    f("report.sections.after", & $($mutable)? own.after);
                }
            }
        }
    };
}

walks!(reading, scores);
walks!(changing, scores_mut, mut);

impl Assessment {
    /// Shows every text of people: the element that it belongs to, the name of its field, and the text. Levels of
    /// the scale are not among them, scores refer to them by name; nor are names of bookmarks, which no reader sees.
    pub fn each_text(&self, f: &mut dyn FnMut(&Subject, &'static str, &str)) {
        let document = Subject::Document;
        reading::about(self.about(), &mut |field, text| f(&document, field, text));
        macro_rules! each {
            ($($table:ident $kind:ident $walk:ident),*) => {$(
                for e in self.$table().iter() {
                    let subject = Subject::$kind(e.id.clone());
                    reading::$walk(e, &mut |field, text| f(&subject, field, text));
                }
            )*};
        }
        each!(phases Phase phase, nodes Node node, links Link link, mitigations Mitigation mitigation);
        each!(hypotheses Hypothesis hypothesis, pathways Pathway pathway, zones Zone zone);
        each!(evidence Evidence evidence, annotations Annotation annotation);
        each!(claims Claim claim, questions Question question, comments Comment comment);
        each!(criteria Criterion criterion, reviews Review review);
        if let Some(scale) = self.scale() {
            f(&document, "scale.name", &scale.name);
        }
        for dismissal in self.dismissals() {
            f(&document, "dismissals.reason", &dismissal.reason);
        }
        for suppression in self.suppressions() {
            f(&suppression.about, "suppressions.reason", &suppression.reason);
        }
        let panel = self.panel();
        let about = subjects(&panel.questions);
        let of = |question: &Id<PanelQuestion>| about.get(question).unwrap_or(&document);
        panel
            .experts
            .iter()
            .for_each(|e| reading::expert(e, &mut |field, text| f(&document, field, text)));
        macro_rules! panel {
            ($($list:ident $walk:ident $key:expr),*) => {$(
                for e in &panel.$list {
                    let subject = $key(e);
                    reading::$walk(e, &mut |field, text| f(subject, field, text));
                }
            )*};
        }
        panel!(questions panel_question |e: &PanelQuestion| of(&e.id));
        panel!(rounds round |_: &Round| &document);
        panel!(judgements judgement |e: &Judgement| of(&e.question));
        panel!(agreements agreement |e: &Agreement| of(&e.question));
        panel!(adoptions adoption |e: &Adoption| of(&e.question));
        reading::report(self.report(), &mut |field, text| f(&document, field, text));
    }
}

/// What questions to a panel are about: the element whose score they ask for.
fn subjects(questions: &[PanelQuestion]) -> BTreeMap<Id<PanelQuestion>, Subject> {
    let of = |q: &PanelQuestion| Some((q.id.clone(), q.score()?.subject.clone()));
    questions.iter().filter_map(of).collect()
}

impl Parts {
    /// Lets every text of people be changed, in the order of [`Assessment::each_text`].
    pub fn change_texts(&mut self, f: &mut dyn FnMut(&Subject, &'static str, &mut String)) {
        let document = Subject::Document;
        changing::about(&mut self.about, &mut |field, text| f(&document, field, text));
        macro_rules! each {
            ($($table:ident $kind:ident $walk:ident),*) => {$(
                for e in &mut self.$table {
                    let subject = Subject::$kind(e.id.clone());
                    changing::$walk(e, &mut |field, text| f(&subject, field, text));
                }
            )*};
        }
        each!(phases Phase phase, nodes Node node, links Link link, mitigations Mitigation mitigation);
        each!(hypotheses Hypothesis hypothesis, pathways Pathway pathway, zones Zone zone);
        each!(evidence Evidence evidence, annotations Annotation annotation);
        each!(claims Claim claim, questions Question question, comments Comment comment);
        each!(criteria Criterion criterion, reviews Review review);
        if let Some(scale) = &mut self.scale {
            f(&document, "scale.name", &mut scale.name);
        }
        for dismissal in &mut self.dismissals {
            f(&document, "dismissals.reason", &mut dismissal.reason);
        }
        for suppression in &mut self.suppressions {
            f(&suppression.about, "suppressions.reason", &mut suppression.reason);
        }
        let about = subjects(&self.panel.questions);
        let of = |question: &Id<PanelQuestion>| about.get(question).unwrap_or(&document);
        for e in &mut self.panel.experts {
            changing::expert(e, &mut |field, text| f(&document, field, text));
        }
        macro_rules! panel {
            ($($list:ident $walk:ident $key:expr),*) => {$(
                for e in &mut self.panel.$list {
                    let subject = $key(e);
                    changing::$walk(e, &mut |field, text| f(subject, field, text));
                }
            )*};
        }
        panel!(questions panel_question |e: &PanelQuestion| of(&e.id));
        panel!(rounds round |_: &Round| &document);
        panel!(judgements judgement |e: &Judgement| of(&e.question));
        panel!(agreements agreement |e: &Agreement| of(&e.question));
        panel!(adoptions adoption |e: &Adoption| of(&e.question));
        changing::report(&mut self.report, &mut |field, text| f(&document, field, text));
    }
}
