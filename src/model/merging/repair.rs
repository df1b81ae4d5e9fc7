//! What fits each side and not the other: found by the rules, and settled by taking one version of what is concerned.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{Id, Parts, Subject, Violation, rules},
    Change, Choices, Conflict, Dispute, Side, told as everything,
    told::Names,
    walk::{Three, Walk},
};

/// Most broken rules that are settled in one round.
const BROKEN_MAX: usize = 10_000;

/// Valid parts, and what was found on the way to them.
pub(super) struct Found {
    pub(super) parts: Parts,
    pub(super) conflicts: Vec<Conflict>,
    pub(super) changes: Vec<Change>,
}

/// Merges until every rule is kept. Each round takes one version of more and more, in the end of the whole document.
pub(super) fn valid(of: &Three<'_, Parts>, names: &Names<'_>, choices: &Choices) -> Found {
    let mut forced = Choices::new();
    let mut broken: Vec<Broken> = Vec::new();
    loop {
        let mut walk = Walk::new(names, choices, &forced);
        let parts = walk.document(of);
        let violations = rules::violations_within(&parts, BROKEN_MAX);
        let is_hopeless = forced.contains_key("") && !violations.is_empty();
        if violations.is_empty() || is_hopeless {
            let parts = if is_hopeless { of.kept.clone() } else { parts };
            let (mut conflicts, changes) = (walk.conflicts, walk.changes);
            broken.retain(|broken| !choices.contains_key(&broken.path));
            if !broken.is_empty() {
                let told = Told::of(of, names);
                conflicts.extend(broken.into_iter().map(|broken| broken.conflict(&told, names)));
            }
            return Found { parts, conflicts, changes };
        }
        let lists = walk.lists;
        for violation in violations.into_iter().flat_map(each_field).take(BROKEN_MAX) {
            take(violation, &lists, choices, &mut (&mut forced, &mut broken));
        }
    }
}

/// The violation for each of the fields that break the rule together.
fn each_field(violation: Violation) -> impl Iterator<Item = Violation> {
    let others = violation.along.clone();
    let whole = Violation { along: Vec::new(), ..violation };
    let of = whole.clone();
    let others = others.into_iter().map(move |path| Violation { path, ..of.clone() });
    std::iter::once(whole).chain(others)
}

/// A rule that both sides keep and their union breaks.
struct Broken {
    path: String,
    violation: Violation,
    along: BTreeSet<String>,
}

/// Takes one version of the field, else of what it lies in, and of what it refers to.
fn take(
    violation: Violation,
    lists: &BTreeMap<String, Vec<String>>,
    choices: &Choices,
    (forced, broken): &mut (&mut Choices, &mut Vec<Broken>),
) {
    let path = path_of(&violation.path, lists);
    let side = choices.get(&path).copied().unwrap_or(Side::Ours);
    let mut part = path.as_str();
    while forced.contains_key(part) && !part.is_empty() {
        part = part.rsplit_once('/').map_or("", |(whole, _)| whole);
    }
    let mut taken = vec![part.to_owned()];
    taken.extend(referred(&violation).filter(|path| !forced.contains_key(path)));
    let place = broken.iter().position(|known| known.path == path).unwrap_or_else(|| {
        broken.push(Broken { path, violation, along: BTreeSet::new() });
        broken.len() - 1
    });
    for path in taken {
        broken[place].along.insert(path.clone());
        forced.insert(path, side);
    }
}

/// The path of what a violation says is not there.
fn referred(violation: &Violation) -> impl Iterator<Item = String> + use<> {
    let path = violation.lacks.as_ref().and_then(|(kind, id)| {
        if *kind == "scale" {
            return Some((*kind).to_owned());
        }
        let (_, list) = LISTS.iter().find(|(known, _)| known == kind)?;
        Some(format!("{list}/{}", escaped(id)))
    });
    path.into_iter()
}

/// The lists that are referred into, by what their members are called.
const LISTS: [(&str, &str); 18] = [
    ("phase", "phases"),
    ("node", "nodes"),
    ("link", "links"),
    ("mitigation", "mitigations"),
    ("hypothesis", "hypotheses"),
    ("pathway", "pathways"),
    ("zone", "zones"),
    ("evidence", "evidence"),
    ("annotation", "annotations"),
    ("claim", "claims"),
    ("question", "questions"),
    ("comment", "comments"),
    ("criterion", "criteria"),
    ("review", "reviews"),
    ("expert", "panel/experts"),
    ("panel question", "panel/questions"),
    ("round", "panel/rounds"),
    ("level", "scale/bands"),
];

/// The element of that id in one of the lists of a document.
fn element(list: &str, id: &str) -> Option<Subject> {
    fn of<T>(id: &str, kind: fn(Id<T>) -> Subject) -> Option<Subject> {
        Id::new(id).ok().map(kind)
    }
    match list {
        "phases" => of(id, Subject::Phase),
        "nodes" => of(id, Subject::Node),
        "links" => of(id, Subject::Link),
        "mitigations" => of(id, Subject::Mitigation),
        "hypotheses" => of(id, Subject::Hypothesis),
        "pathways" => of(id, Subject::Pathway),
        "zones" => of(id, Subject::Zone),
        "evidence" => of(id, Subject::Evidence),
        "annotations" => of(id, Subject::Annotation),
        "claims" => of(id, Subject::Claim),
        "questions" => of(id, Subject::Question),
        "comments" => of(id, Subject::Comment),
        "criteria" => of(id, Subject::Criterion),
        "reviews" => of(id, Subject::Review),
        _ => None,
    }
}

fn escaped(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// The path in words of ids instead of numbers: `links[3].from` is `links/agents-notebook/from`.
fn path_of(path: &str, lists: &BTreeMap<String, Vec<String>>) -> String {
    let mut all = String::new();
    for step in path.split(['.', '[']).map(|step| step.trim_end_matches(']')) {
        let number = step.parse::<usize>().ok();
        let name = number.and_then(|at| lists.get(&all)?.get(at));
        let step = name.map_or_else(|| step.to_owned(), |name| escaped(name));
        if !(all.is_empty() || step.is_empty()) {
            all.push('/');
        }
        all.push_str(&step);
    }
    all
}

/// All that three versions hold, by path.
struct Told([BTreeMap<String, String>; 3]);

impl Told {
    fn of(of: &Three<'_, Parts>, names: &Names<'_>) -> Self {
        let told = |parts: &Parts| {
            let all = everything(parts, names).into_iter();
            all.filter_map(|change| Some((change.path, change.after?))).collect()
        };
        Self([of.base.map(told).unwrap_or_default(), told(of.kept), told(of.other)])
    }
}

impl Broken {
    /// What each side has where the rule is broken, and of what it refers to.
    fn conflict(self, told: &Told, names: &Names<'_>) -> Conflict {
        let words = |all: &BTreeMap<String, String>| {
            let own = all.get(&self.path).cloned();
            let lacking = referred(&self.violation).find(|path| !all.contains_key(path));
            let (kind, id) = self.violation.lacks.clone().unwrap_or_default();
            match (own, lacking) {
                (Some(own), None) => Some(own),
                (Some(own), Some(_)) => Some(format!("{own}, without {kind} '{id}'")),
                (None, Some(_)) => Some(format!("{kind} '{id}' is not there")),
                (None, None) => None,
            }
        };
        let [base, ours, theirs] = told.0.each_ref().map(words);
        let (subject, field) = subject_of(&self.path);
        Conflict {
            name: names.label(&subject),
            path: self.path,
            subject,
            field,
            dispute: Dispute::Rule(self.violation.sentence),
            base,
            ours,
            theirs,
            offers_base: true,
            along: self.along,
        }
    }
}

/// The element in which a path ends or that it passes, and the rest of the path in words.
fn subject_of(path: &str) -> (Subject, String) {
    let mut steps = path.splitn(3, '/');
    let (list, id) = (steps.next().unwrap_or_default(), steps.next().unwrap_or_default());
    let subject = element(list, id);
    let rest = match &subject {
        Some(_) => steps.next().unwrap_or_default(),
        None => path,
    };
    (subject.unwrap_or(Subject::Document), rest.replace('/', ", ").replace('_', " "))
}
