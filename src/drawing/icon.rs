//! Which symbol of the bundled icon font (Lucide) stands for what.

use crate::model::{Mechanism, NodeKind};

/// A mitigation is in the way.
pub const SHIELD: char = '\u{e1ff}';
/// The link carries in the next phase only.
pub const DELAY: char = '\u{e087}';
/// The link exists because a mitigation brings it.
pub const REQUIRES_ON: char = '\u{e18c}';
/// The link would exist if a mitigation were in place.
pub const REQUIRES_OFF: char = '\u{e18b}';

/// The symbol of a kind of node.
pub const fn of_kind(kind: NodeKind) -> char {
    match kind {
        NodeKind::Origin => '\u{e2d2}',   // diamond
        NodeKind::Enabler => '\u{e192}',  // triangle
        NodeKind::Host => '\u{e1bb}',     // bot
        NodeKind::Channel => '\u{e283}',  // waves
        NodeKind::State => '\u{e345}',    // circle-dot
        NodeKind::Outcome => '\u{e0d1}',  // flag
        NodeKind::Residual => '\u{e0b6}', // ellipsis
        NodeKind::Withheld => '\u{e10b}', // lock
    }
}

/// The symbol of a mechanism.
pub const fn of_mechanism(mechanism: Mechanism) -> char {
    match mechanism {
        Mechanism::RareInput => '\u{e2c5}',         // dices
        Mechanism::Affordance => '\u{e0fd}',        // key
        Mechanism::Reflection => '\u{e3c6}',        // brain
        Mechanism::CulturalSelection => '\u{e1eb}', // sprout
        Mechanism::SharedCodebase => '\u{e409}',    // folder-git
        Mechanism::SharedContext => '\u{e595}',     // notebook
        Mechanism::LongTermMemory => '\u{e445}',    // memory-stick
        Mechanism::AgentMessaging => '\u{e40d}',    // messages-square
        Mechanism::Internet => '\u{e0e8}',          // globe
        Mechanism::RogueDeployment => '\u{e20e}',   // ghost
        Mechanism::ApiManipulation => '\u{e37f}',   // plug
        Mechanism::InferenceServer => '\u{e153}',   // server
        Mechanism::ExternalInjection => '\u{e2f2}', // syringe
        Mechanism::CentralControl => '\u{e404}',    // radio-tower
        Mechanism::CrossGeneration => '\u{e1f5}',   // history
        Mechanism::ContinualLearning => '\u{e234}', // graduation-cap
        Mechanism::Other => '\u{e082}',             // circle-help
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ttf_parser::Face;

    use super::*;

    const NAMES: &str = include_str!("../../assets/fonts/Lucide.tsv");
    const KINDS: [(NodeKind, &str); 7] = [
        (NodeKind::Origin, "diamond"),
        (NodeKind::Enabler, "triangle"),
        (NodeKind::Host, "bot"),
        (NodeKind::Channel, "waves"),
        (NodeKind::State, "circle-dot"),
        (NodeKind::Outcome, "flag"),
        (NodeKind::Residual, "ellipsis"),
    ];
    const MECHANISMS: [(Mechanism, &str); 17] = [
        (Mechanism::RareInput, "dices"),
        (Mechanism::Affordance, "key"),
        (Mechanism::Reflection, "brain"),
        (Mechanism::CulturalSelection, "sprout"),
        (Mechanism::SharedCodebase, "folder-git"),
        (Mechanism::SharedContext, "notebook"),
        (Mechanism::LongTermMemory, "memory-stick"),
        (Mechanism::AgentMessaging, "messages-square"),
        (Mechanism::Internet, "globe"),
        (Mechanism::RogueDeployment, "ghost"),
        (Mechanism::ApiManipulation, "plug"),
        (Mechanism::InferenceServer, "server"),
        (Mechanism::ExternalInjection, "syringe"),
        (Mechanism::CentralControl, "radio-tower"),
        (Mechanism::CrossGeneration, "history"),
        (Mechanism::ContinualLearning, "graduation-cap"),
        (Mechanism::Other, "circle-help"),
    ];

    fn code_point(name: &str) -> char {
        let line = NAMES.lines().find_map(|line| line.strip_prefix(&format!("{name}\t")));
        let code = u32::from_str_radix(line.expect("a listed icon"), 16).expect("hexadecimal");
        char::from_u32(code).expect("a character")
    }

    #[test]
    fn symbols_are_those_that_their_names_promise() {
        for (kind, name) in KINDS {
            assert_eq!(of_kind(kind), code_point(name), "{name}");
        }
        for (mechanism, name) in MECHANISMS {
            assert_eq!(of_mechanism(mechanism), code_point(name), "{name}");
        }
        let others = [
            (SHIELD, "shield-check"),
            (DELAY, "clock"),
            (REQUIRES_ON, "toggle-right"),
            (REQUIRES_OFF, "toggle-left"),
        ];
        for (symbol, name) in others {
            assert_eq!(symbol, code_point(name), "{name}");
        }
    }

    #[test]
    fn no_two_meanings_share_a_symbol_and_the_font_has_all() {
        let symbols: BTreeSet<char> = (KINDS.map(|(k, _)| of_kind(k)).into_iter())
            .chain(MECHANISMS.map(|(m, _)| of_mechanism(m)))
            .collect();
        assert_eq!(symbols.len(), KINDS.len() + MECHANISMS.len());
        let bytes = include_bytes!("../../assets/fonts/Lucide.ttf");
        let face = Face::parse(bytes, 0).expect("a font");
        assert!(symbols.iter().all(|c| face.glyph_index(*c).is_some()));
    }
}
