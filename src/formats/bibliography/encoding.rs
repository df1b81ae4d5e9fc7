//! Bytes of unknown origin as text: UTF-8, UTF-16 by its mark, or else Windows-1252, of which Latin-1 is a part.

use std::borrow::Cow;

/// What 0x80 to 0x9F mean in Windows-1252; what it leaves open is the replacement character.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
    '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}',
    'ž', 'Ÿ',
];

/// The text, and what its owner should know about how it was read.
pub(super) fn text_of(bytes: &[u8]) -> (Cow<'_, str>, Option<String>) {
    let units = |of: fn([u8; 2]) -> u16| {
        let units: Vec<u16> =
            bytes[2..].chunks_exact(2).map(|pair| of([pair[0], pair[1]])).collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    if bytes.starts_with(b"\xff\xfe") {
        return (units(u16::from_le_bytes), None);
    }
    if bytes.starts_with(b"\xfe\xff") {
        return (units(u16::from_be_bytes), None);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), None),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].split(|b| *b == b'\n').count();
            let text = bytes.iter().map(|byte| windows_1252(*byte)).collect();
            let note = format!("the file is no UTF-8 (line {line}); it was read as Windows-1252");
            (Cow::Owned(text), Some(note))
        }
    }
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_text_by_what_they_can_be() {
        assert_eq!(text_of(b"\xef\xbb\xbfM\xc3\xbcller"), ("Müller".into(), None));
        assert_eq!(text_of(b"\xff\xfeM\0\xfc\0").0, "Mü");
        assert_eq!(text_of(b"\xfe\xff\0M\0\xfc").0, "Mü");
        let (text, note) = text_of(b"a\nM\xfcller \x96 \x93x\x94");
        assert_eq!(text, "a\nMüller – “x”");
        assert!(note.is_some_and(|note| note.contains("line 2") && note.contains("1252")));
    }
}
