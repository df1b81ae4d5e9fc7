//! Where claims can be moved in their tree, and the edits that do so.

use crate::model::{Assessment, Claim, Edit, Id, Subject};

/// Where a claim goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Before a claim, beside it.
    Before(Id<Claim>),
    /// After a claim, beside it.
    After(Id<Claim>),
    /// Below a claim, as its last subclaim.
    Below(Id<Claim>),
}

/// A step of a claim by menu or keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Up,
    Down,
    /// Below the claim before it.
    In,
    /// Beside the claim that it carries.
    Out,
}

impl Step {
    pub(super) const ALL: [(Self, &'static str); 4] = [
        (Self::Up, "Move up"),
        (Self::Down, "Move down"),
        (Self::In, "Make subclaim of the one above"),
        (Self::Out, "Move out one level"),
    ];
}

/// The edit that moves a claim; `None` where it would stay, or end below itself.
pub(super) fn moved(document: &Assessment, id: &Id<Claim>, place: &Place) -> Option<Edit> {
    let claims = document.claims();
    let claim = claims.get(id)?;
    let (Place::Before(target) | Place::After(target) | Place::Below(target)) = place;
    if target == id || is_below(document, target, id) {
        return None;
    }
    let (from, at) = (claims.position(id)?, claims.position(target)?);
    // Places are told as if the claim were taken out first.
    let at = if from < at { at - 1 } else { at };
    let (parent, to) = match place {
        Place::Before(_) => (claims.get(target)?.parent.clone(), at),
        Place::After(_) => (claims.get(target)?.parent.clone(), at + 1),
        Place::Below(_) => (Some(target.clone()), claims.len()),
    };
    if parent == claim.parent && to == from {
        return None;
    }
    let order = Edit::Order(Subject::Claim(id.clone()), to);
    let put = Edit::put(Claim { parent, ..claim.clone() });
    Some(Edit::Named("move claim", vec![put, order]))
}

/// The edit of a step; `None` where there is no room for it.
pub(super) fn stepped(document: &Assessment, id: &Id<Claim>, step: Step) -> Option<Edit> {
    let claim = document.claims().get(id)?;
    let beside = document.claims().iter().filter(|other| other.parent == claim.parent);
    let beside: Vec<&Id<Claim>> = beside.map(|other| &other.id).collect();
    let own = beside.iter().position(|other| *other == id)?;
    let before = || own.checked_sub(1).map(|place| beside[place].clone());
    let place = match step {
        Step::Up => Place::Before(before()?),
        Step::Down => Place::After((*beside.get(own + 1)?).clone()),
        Step::In => Place::Below(before()?),
        Step::Out => Place::After(claim.parent.clone()?),
    };
    moved(document, id, &place)
}

/// Whether a claim carries another one, directly or not.
fn is_below(document: &Assessment, id: &Id<Claim>, above: &Id<Claim>) -> bool {
    let parent = |id: &Id<Claim>| document.claims().get(id).and_then(|claim| claim.parent.clone());
    std::iter::successors(parent(id), parent).any(|found| found == *above)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::claims::numbered;

    fn id(text: &str) -> Id<Claim> {
        Id::new(text).expect("an id")
    }

    /// `a` with `b` and `c` below it, then `d`.
    fn document() -> Assessment {
        let claim = |name: &str, parent: Option<&str>| Claim {
            parent: parent.map(id),
            ..Claim::new(id(name), name)
        };
        let claims =
            [claim("a", None), claim("b", Some("a")), claim("c", Some("a")), claim("d", None)];
        let edits = claims.into_iter().map(Edit::put).collect();
        Assessment::blank("t").edited(&Edit::All(edits)).expect("valid")
    }

    fn told(document: &Assessment) -> String {
        let all = numbered(document).into_iter();
        all.map(|of| format!("{}{}", of.depth, of.claim.id)).collect::<Vec<_>>().join(" ")
    }

    fn after(name: &str, place: &Place) -> String {
        let document = document();
        let edit = moved(&document, &id(name), place);
        edit.map_or_else(String::new, |edit| told(&document.edited(&edit).expect("allowed")))
    }

    #[test]
    fn a_claim_goes_where_it_is_dropped() {
        assert_eq!(told(&document()), "0a 1b 1c 0d");
        assert_eq!(after("d", &Place::Below(id("a"))), "0a 1b 1c 1d");
        assert_eq!(after("d", &Place::Before(id("b"))), "0a 1d 1b 1c");
        assert_eq!(after("b", &Place::After(id("c"))), "0a 1c 1b 0d");
        assert_eq!(after("b", &Place::After(id("d"))), "0a 1c 0d 0b");
        assert_eq!(after("d", &Place::Before(id("a"))), "0d 0a 1b 1c");
    }

    #[test]
    fn no_claim_ends_below_itself_or_moves_to_where_it_is() {
        for place in [Place::Below(id("b")), Place::After(id("c")), Place::Before(id("a"))] {
            assert_eq!(after("a", &place), "");
        }
        assert_eq!(after("b", &Place::Before(id("c"))), "");
    }

    #[test]
    fn steps_move_by_one() {
        let step = |name: &str, step| {
            let document = document();
            let edit = stepped(&document, &id(name), step);
            edit.map_or_else(String::new, |edit| told(&document.edited(&edit).expect("allowed")))
        };
        assert_eq!(step("c", Step::Up), "0a 1c 1b 0d");
        assert_eq!(step("b", Step::Down), "0a 1c 1b 0d");
        assert_eq!(step("c", Step::In), "0a 1b 2c 0d");
        assert_eq!(step("c", Step::Out), "0a 1b 0c 0d");
        assert_eq!(step("d", Step::Down), "");
        assert_eq!(step("a", Step::Out), "");
    }
}
