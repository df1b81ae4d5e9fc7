//! Nobody writes to a channel.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, NodeKind, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unwritten-channel",
    reason: "A channel carries what is written to it: without a link in, nothing ever comes out of it",
    fix: "Link the hosts that write to the channel with it, or take the channel away",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let inbound = super::inbound_counts(document);
    let nodes = document.nodes().iter().zip(inbound);
    let silent = nodes.filter(|(node, inbound)| {
        // One that can turn by itself, or starts out turned, needs no writer.
        let is_source = node.initially_misaligned.is_some() || !node.stability.is_empty();
        node.kind == NodeKind::Channel && *inbound == 0 && !is_source
    });
    silent
        .map(|(node, _)| {
            let sentence = "No link leads into this channel, so nothing is ever carried by it";
            RULE.warning(Subject::Node(node.id.clone()), sentence.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn a_channel_has_a_writer() {
        let mut draft = Draft::new(1);
        let (a, b) = (draft.node(&[0.5], &[0.5]), draft.node(&[], &[]));
        draft.0.nodes[b].kind = NodeKind::Channel;
        assert_eq!(found(&RULE, &draft), ["n1"]);
        draft.link(a, b, &[0.5]);
        assert!(found(&RULE, &draft).is_empty());
    }
}
