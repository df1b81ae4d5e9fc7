//! Names of what is withheld, wherever another text says them.

/// What is looked for in texts, and what stands in its place.
#[derive(Clone, Debug, Default)]
pub(super) struct Mentions(Vec<Mention>);

#[derive(Clone, Debug)]
struct Mention {
    letters: Vec<char>,
    /// Whether it may be a common word, so that only its own spelling counts.
    is_exact: bool,
    label: String,
}

/// Shorter names are looked for in their own spelling alone.
const DISTINCT: usize = 8;
/// Still shorter ones would hit anything.
const LEAST: usize = 3;

impl Mentions {
    /// Looks for a name or id from now on. Longer ones go first, whatever the order.
    pub(super) fn add(&mut self, name: &str, label: &str) {
        let name = name.trim();
        let count = name.chars().count();
        if count < LEAST {
            return;
        }
        let is_phrase = name.contains(|c: char| !c.is_alphanumeric());
        let is_exact = !is_phrase && count < DISTINCT;
        let letters: Vec<char> =
            if is_exact { name.chars().collect() } else { lowered(name).collect() };
        self.0.push(Mention { letters, is_exact, label: label.to_owned() });
        self.0.sort_by_key(|mention| std::cmp::Reverse(mention.letters.len()));
    }

    /// A text without mentions, and how many there were.
    pub(super) fn replaced(&self, text: &str) -> (String, u32) {
        let mut text = text.to_owned();
        let mut count = 0;
        for mention in &self.0 {
            let mut from = 0;
            while let Some((start, end)) = mention.find(&text, from) {
                text.replace_range(start..end, &mention.label);
                from = start + mention.label.len();
                count += 1;
            }
        }
        (text, count)
    }
}

impl Mention {
    /// The first place from one on where it stands as a word of its own.
    fn find(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let mut before = text[..from].chars().next_back();
        for (start, c) in text[from..].char_indices().map(|(at, c)| (from + at, c)) {
            let is_inside = before.is_some_and(char::is_alphanumeric)
                && self.letters.first().is_some_and(|c| c.is_alphanumeric());
            if !is_inside && let Some(end) = self.ends(text, start) {
                return Some((start, end));
            }
            before = Some(c);
        }
        None
    }

    /// Where it ends if it begins here.
    fn ends(&self, text: &str, start: usize) -> Option<usize> {
        let mut wanted = self.letters.iter();
        let mut end = start;
        for c in text[start..].chars() {
            if wanted.len() == 0 {
                break;
            }
            let is_met = if self.is_exact {
                wanted.next() == Some(&c)
            } else {
                c.to_lowercase().all(|lower| wanted.next() == Some(&lower))
            };
            if !is_met {
                return None;
            }
            end += c.len_utf8();
        }
        let goes_on = self.letters.last().is_some_and(|c| c.is_alphanumeric())
            && text[end..].chars().next().is_some_and(char::is_alphanumeric);
        (wanted.len() == 0 && !goes_on).then_some(end)
    }
}

fn lowered(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_words_of_their_own() {
        let mut mentions = Mentions::default();
        mentions.add("Secret Board", "W1");
        mentions.add("Hosts", "W2");
        mentions.add("İstanbul relay", "W3");
        mentions.add("x", "W4");
        let replaced = |text: &str| mentions.replaced(text);
        assert_eq!(
            replaced("The secret board, Secret Boards."),
            ("The W1, Secret Boards.".into(), 1)
        );
        assert_eq!(replaced("Hosts and hosts and Ghosts"), ("W2 and hosts and Ghosts".into(), 1));
        assert_eq!(replaced("an İSTANBUL RELAY x"), ("an W3 x".into(), 1));
        assert_eq!(replaced("nothing"), ("nothing".into(), 0));
    }
}
