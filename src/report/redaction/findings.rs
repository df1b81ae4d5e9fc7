//! Results of the whole document as they may be told beside its public copy.
//!
//! What belongs to a withheld element goes with it. So does every number that stands for a withheld score by itself or
//! from which it could be solved for: importance, swing, and the routes and pathways that it is part of.

use std::{collections::BTreeMap, sync::Arc};

use super::{copy, key::Key};
use crate::{
    analysis::{
        Analysis, Comparison, Figure, HypothesisOutlook, Importance, Outlook, Routes, Separation,
        Spread, Swing, Uncertainty, Unscored,
    },
    model::{Assessment, Hypothesis, Id, Node, Pathway, Subject},
    report::Depths,
};

pub(super) fn analysis(key: &Key, of: &Analysis) -> Analysis {
    let hypotheses = of.hypotheses.iter().map(|h| hypothesis(key, h));
    let unscored = of
        .unscored
        .iter()
        .map(|missing| Unscored { subject: key.subject(&missing.subject), ..missing.clone() });
    Analysis {
        pooled: outlook(key, &of.pooled),
        hypotheses: hypotheses.collect(),
        unscored: unscored.collect(),
        warnings: sentences(key, &of.warnings),
        ..of.clone()
    }
}

pub(super) fn depths(key: &Key, document: &Assessment, of: &Depths) -> Depths {
    let routes = of.routes.as_deref().map(|found| routes(key, found));
    let left = |found: &Routes| found.routes.len();
    let routes_withheld = match (&of.routes, &routes) {
        (Some(all), Some(told)) => left(all) - left(told),
        _ => 0,
    };
    let pathways = of.pathways.iter().filter(|(id, _)| is_told(key, document, id));
    Depths {
        spread: of.spread.as_deref().map(|found| Arc::new(spread(key, found))),
        importance: of.importance.as_deref().map(|found| Arc::new(importance(key, found))),
        tornado: of.tornado.as_deref().map(|found| Arc::new(tornado(key, found))),
        uncertainty: of.uncertainty.as_deref().map(|found| Arc::new(uncertainty(key, found))),
        routes: routes.map(Arc::new),
        separation: of.separation.as_deref().and_then(|found| separation(key, found)).map(Arc::new),
        unmitigated: of.unmitigated.as_deref().map(|found| Arc::new(comparison(key, found))),
        pathways: pathways.map(|(id, along)| (pathway_id(key, id), along.clone())).collect(),
        notes: sentences(key, &of.notes),
        routes_withheld,
    }
}

fn sentences(key: &Key, all: &[String]) -> Vec<String> {
    all.iter().map(|sentence| copy::cleaned(sentence, key)).collect()
}

fn node_id(key: &Key, id: &Id<Node>) -> Id<Node> {
    match key.subject(&Subject::Node(id.clone())) {
        Subject::Node(new) => new,
        _ => id.clone(),
    }
}

fn pathway_id(key: &Key, id: &Id<Pathway>) -> Id<Pathway> {
    match key.subject(&Subject::Pathway(id.clone())) {
        Subject::Pathway(new) => new,
        _ => id.clone(),
    }
}

/// What belongs to nodes that stay, by their new ids.
fn by_node<T: Clone>(key: &Key, all: &BTreeMap<Id<Node>, T>) -> BTreeMap<Id<Node>, T> {
    let told = all.iter().filter(|(id, _)| !key.is_hidden(&Subject::Node((*id).clone())));
    told.map(|(id, value)| (node_id(key, id), value.clone())).collect()
}

fn outlook(key: &Key, of: &Outlook) -> Outlook {
    Outlook { nodes: by_node(key, &of.nodes), ..of.clone() }
}

fn hypothesis(key: &Key, of: &HypothesisOutlook) -> HypothesisOutlook {
    let subject = Subject::Hypothesis(of.id.clone());
    let id: Id<Hypothesis> = match key.subject(&subject) {
        Subject::Hypothesis(new) => new,
        _ => of.id.clone(),
    };
    if key.is_hidden(&subject) {
        let nothing = Outlook {
            nodes: BTreeMap::new(),
            any_outcome: Vec::new(),
            initial_any_outcome: Figure { value: 0.0, standard_error: 0.0, upper: None },
        };
        return HypothesisOutlook {
            id,
            name: key.label(&subject),
            weight: of.weight,
            outlook: nothing,
        };
    }
    let name = copy::cleaned(&of.name, key);
    HypothesisOutlook { id, name, outlook: outlook(key, &of.outlook), ..of.clone() }
}

fn comparison(key: &Key, of: &Comparison) -> Comparison {
    Comparison {
        baseline: analysis(key, &of.baseline),
        altered: analysis(key, &of.altered),
        difference: of.difference.clone(),
    }
}

fn spread(key: &Key, of: &Spread) -> Spread {
    Spread { expected_reach: by_node(key, &of.expected_reach), ..of.clone() }
}

fn importance(key: &Key, of: &Importance) -> Importance {
    let told = of.elements.iter().filter(|element| {
        !key.is_hidden(&element.subject) && !key.hides_score(&element.subject, None)
    });
    let elements = told.map(|element| crate::analysis::ElementImportance {
        subject: key.subject(&element.subject),
        ..element.clone()
    });
    Importance { elements: elements.collect(), ..of.clone() }
}

fn tornado(key: &Key, of: &[Swing]) -> Vec<Swing> {
    let told = of.iter().filter(|swing| {
        !key.is_hidden(&swing.subject) && !key.hides_score(&swing.subject, Some(swing.dimension))
    });
    told.map(|swing| Swing { subject: key.subject(&swing.subject), ..swing.clone() }).collect()
}

fn uncertainty(key: &Key, of: &Uncertainty) -> Uncertainty {
    Uncertainty {
        nodes: by_node(key, &of.nodes),
        warnings: sentences(key, &of.warnings),
        ..of.clone()
    }
}

fn routes(key: &Key, of: &Routes) -> Routes {
    let is_told = |subject: &Subject| !key.is_hidden(subject) && !key.hides_score(subject, None);
    let told = of.routes.iter().filter(|route| {
        is_told(&Subject::Node(route.outcome.clone()))
            && route.steps.iter().all(|step| is_told(&step.element))
    });
    let renamed = told.map(|route| {
        let mut route = route.clone();
        route.outcome = node_id(key, &route.outcome);
        for step in &mut route.steps {
            step.element = key.subject(&step.element);
        }
        route
    });
    Routes { routes: renamed.collect(), ..of.clone() }
}

/// A cut is told where all of it may be.
fn separation(key: &Key, of: &Separation) -> Option<Separation> {
    match of {
        Separation::Cut(cut) => {
            let links = cut.links.iter().map(|id| Subject::Link(id.clone()));
            let links: Vec<Subject> = links.collect();
            if links.iter().any(|link| key.is_hidden(link)) {
                return None;
            }
            let renamed = links.iter().filter_map(|link| match key.subject(link) {
                Subject::Link(id) => Some(id),
                _ => None,
            });
            let links = renamed.collect();
            Some(Separation::Cut(crate::analysis::Cut { links, ..cut.clone() }))
        }
        Separation::Unavoidable(nodes) => {
            Some(Separation::Unavoidable(nodes.iter().map(|id| node_id(key, id)).collect()))
        }
    }
}

/// Whether the likelihood of a pathway alone may be told: nothing on the way is withheld, nor what acts on it.
fn is_told(key: &Key, document: &Assessment, id: &Id<Pathway>) -> bool {
    let is_told = |subject: &Subject| !key.is_hidden(subject) && !key.hides_score(subject, None);
    let Some(pathway) = document.pathways().get(id) else { return false };
    let links = || pathway.links.iter().filter_map(|id| document.links().get(id));
    let ends = links().flat_map(|link| [&link.from, &link.to]);
    let acts = |m: &&crate::model::Mitigation| {
        m.blocks.iter().any(|id| pathway.links.contains(id))
            || links().any(|link| {
                let of =
                    |nodes: &[Id<Node>]| nodes.contains(&link.from) || nodes.contains(&link.to);
                of(&m.prevents) || of(&m.restores)
            })
    };
    is_told(&Subject::Pathway(id.clone()))
        && links().all(|link| is_told(&Subject::Link(link.id.clone())))
        && ends.map(|id| Subject::Node(id.clone())).all(|node| is_told(&node))
        && document
            .mitigations()
            .iter()
            .filter(acts)
            .all(|m| is_told(&Subject::Mitigation(m.id.clone())))
}
