//! Codes and tokens that nobody guesses, and what is kept of them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

/// What a join code is made of: capitals and digits that nobody takes for one another.
pub(super) const ALPHABET: &[u8; 31] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
/// How many of them a code has.
pub(super) const CODE_LENGTH: usize = 6;

/// Why there is none: the system gives no random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random numbers")]
pub(super) struct NoRandomness;

fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_no_source| NoRandomness)?;
    Ok(bytes)
}

/// 256 bits that go into links and headers.
pub(super) fn token() -> Result<String, NoRandomness> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// 128 bits, as the id of a workshop and as the nonce of a page.
pub(super) fn id() -> Result<String, NoRandomness> {
    Ok(URL_SAFE_NO_PAD.encode(random::<16>()?))
}

/// A code that people type.
pub(super) fn code() -> Result<String, NoRandomness> {
    let mut code = String::with_capacity(CODE_LENGTH);
    while code.len() < CODE_LENGTH {
        // Bytes past the last whole run of the alphabet would make its beginning more likely.
        let fair = random::<32>()?.into_iter().filter(|byte| usize::from(*byte) < 8 * 31);
        let letters = fair.map(|byte| char::from(ALPHABET[usize::from(byte) % 31]));
        code.extend(letters.take(CODE_LENGTH - code.len()));
    }
    Ok(code)
}

/// What is kept of a token, and by which it is looked up: SHA-256, so that the time it takes tells nothing of the token.
pub(super) fn digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_long_and_differ() {
        let (one, two) = (token().expect("random"), token().expect("random"));
        assert!(one.len() == 43 && one != two);
        assert_eq!(id().expect("random").len(), 22);
        let codes: std::collections::BTreeSet<String> =
            (0..200).map(|_| code().expect("random")).collect();
        assert!(codes.len() > 195);
        assert!(codes.iter().all(|code| {
            code.len() == CODE_LENGTH && code.bytes().all(|byte| ALPHABET.contains(&byte))
        }));
        let letters: std::collections::BTreeSet<char> =
            codes.iter().flat_map(|c| c.chars()).collect();
        assert_eq!(letters.len(), ALPHABET.len());
        assert_ne!(digest(&one), one);
    }
}
