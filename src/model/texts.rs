//! Every text of people in a document, with the place where it stands.

use super::{
    About, Annotation, Assessment, Evidence, Hypothesis, Link, Mitigation, Node, Parts, Pathway,
    Phase, ReportSettings, Score, Subject, Zone,
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
                }
                f("system.description", & $($mutable)? e.system.description);
            }

            pub(super) fn phase(e: & $($mutable)? Phase, f: Text<'_>) {
                f("name", & $($mutable)? e.name);
                f("exposure_unit", & $($mutable)? e.exposure_unit);
                f("affordances", & $($mutable)? e.affordances);
                f("notes", & $($mutable)? e.notes);
            }

            fn score(e: & $($mutable)? Score, f: Text<'_>) {
                f("rationale", & $($mutable)? e.rationale);
            }

            pub(super) fn node(e: & $($mutable)? Node, f: Text<'_>) {
                f("name", & $($mutable)? e.name);
                f("statement", & $($mutable)? e.statement);
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
                f("notes", & $($mutable)? e.notes);
                for of in e.effectiveness.$scores() {
                    score(of, f);
                }
            }

            pub(super) fn hypothesis(e: & $($mutable)? Hypothesis, f: Text<'_>) {
                f("name", & $($mutable)? e.name);
                f("notes", & $($mutable)? e.notes);
            }

            pub(super) fn pathway(e: & $($mutable)? Pathway, f: Text<'_>) {
                f("name", & $($mutable)? e.name);
                f("detection", & $($mutable)? e.detection);
                f("notes", & $($mutable)? e.notes);
            }

            pub(super) fn zone(e: & $($mutable)? Zone, f: Text<'_>) {
                f("name", & $($mutable)? e.name);
            }

            pub(super) fn evidence(e: & $($mutable)? Evidence, f: Text<'_>) {
                f("title", & $($mutable)? e.title);
                f("source", & $($mutable)? e.source);
                f("locator", & $($mutable)? e.locator);
                f("date", & $($mutable)? e.date);
                f("finding", & $($mutable)? e.finding);
                f("limits", & $($mutable)? e.limits);
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
        if let Some(scale) = self.scale() {
            f(&document, "scale.name", &scale.name);
        }
        reading::report(self.report(), &mut |field, text| f(&document, field, text));
    }
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
        if let Some(scale) = &mut self.scale {
            f(&document, "scale.name", &mut scale.name);
        }
        changing::report(&mut self.report, &mut |field, text| f(&document, field, text));
    }
}
