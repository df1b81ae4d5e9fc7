//! Text widths from the metrics of the bundled fonts, so that a label fits on every machine before it is drawn.

use std::{borrow::Cow, sync::LazyLock};

use ttf_parser::Face;

use super::FontWeight;

/// What stands for the part of a text that was left out.
pub const ELLIPSIS: char = '…';

/// The advance widths of one face, in parts of the font size.
struct Metrics {
    face: Option<Face<'static>>,
    ascii: [f32; 128],
    ellipsis: f32,
}

static METRICS: LazyLock<[Metrics; 3]> = LazyLock::new(|| FACES.map(Metrics::of));

const FACES: [&[u8]; 3] = [
    include_bytes!("../../assets/fonts/Inter-Regular.ttf"),
    include_bytes!("../../assets/fonts/Inter-Medium.ttf"),
    include_bytes!("../../assets/fonts/Inter-SemiBold.ttf"),
];

/// Height of capitals in parts of the font size: half of it lies between a text's vertical middle and its baseline.
pub const CAPITALS: f32 = 0.727;

/// Width of one line of text at a font size, in the unit of the size. Kerning is left out, so that the sum is an upper
/// bound in practice; characters that the font lacks count with a typical width of their script.
pub fn width(text: &str, size: f32, weight: FontWeight) -> f32 {
    metrics(weight).steps(text).map(|step| step.advance).sum::<f32>() * size
}

/// The text itself where it fits, else its beginning with `…`; empty where not even that fits. Never wider than
/// `width_max`.
pub fn elided(text: &str, size: f32, weight: FontWeight, width_max: f32) -> Cow<'_, str> {
    let metrics = metrics(weight);
    let room = width_max / size;
    if metrics.fits(text, room) {
        return Cow::Borrowed(text);
    }
    let kept = metrics.beginning(text, room - metrics.ellipsis);
    match kept {
        Some(kept) => Cow::Owned(format!("{}{ELLIPSIS}", trimmed(kept))),
        None => Cow::Borrowed(""),
    }
}

/// The text in lines no wider than `width_max`, broken at spaces, and inside words only where a word is wider than a
/// line. At least one line; a line always holds at least one character.
pub fn wrapped(text: &str, size: f32, weight: FontWeight, width_max: f32) -> Vec<String> {
    let metrics = metrics(weight);
    let room = width_max / size;
    let mut lines: Vec<String> = Vec::new();
    let mut line = Line::default();
    for word in text.split_whitespace() {
        for (i, piece) in metrics.pieces(word, room).into_iter().enumerate() {
            let longer = line.with(" ", metrics).with(piece, metrics);
            if let Some(last) = lines.last_mut().filter(|_| i == 0 && longer.fits(room)) {
                last.push(' ');
                last.push_str(piece);
                line = longer;
            } else {
                lines.push(piece.to_owned());
                line = Line::default().with(piece, metrics);
            }
        }
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// What has to be known of a line to put more behind it.
#[derive(Clone, Copy, Default)]
struct Line {
    /// Its width in parts of the font size.
    used: f32,
    /// Its last character.
    before: Option<char>,
    /// How many letters of flags it ends in.
    flags: usize,
}

impl Line {
    /// The line with more behind it.
    fn with(mut self, text: &str, metrics: &Metrics) -> Self {
        for c in text.chars() {
            let (_, advance) = self.step(c, metrics);
            self.used += advance;
        }
        self
    }

    /// Goes on by one character: whether it makes one with what is before it, and what it takes.
    fn step(&mut self, c: char, metrics: &Metrics) -> (bool, f32) {
        let is_joined = !c.is_ascii() && joins(self.before, c, self.flags);
        self.flags = if is_flag(c) { self.flags + 1 } else { 0 };
        self.before = Some(c);
        // A mark that combines may take room of its own in a font that cannot combine.
        let is_within = is_joined && (is_pictograph(c) || is_flag(c));
        (is_joined, if is_within { 0.0 } else { metrics.advance(c) })
    }

    fn fits(self, room: f32) -> bool {
        // Of a negative room nothing fits, not even what takes none.
        self.used <= room && room >= 0.0
    }
}

/// A cut text does not end in a space.
fn trimmed(text: &str) -> &str {
    text.trim_end()
}

fn metrics(weight: FontWeight) -> &'static Metrics {
    match weight {
        FontWeight::Regular => &METRICS[0],
        FontWeight::Medium => &METRICS[1],
        FontWeight::SemiBold => &METRICS[2],
    }
}

impl Metrics {
    fn of(bytes: &'static [u8]) -> Self {
        let mut metrics =
            Self { face: Face::parse(bytes, 0).ok(), ascii: [0.0; 128], ellipsis: 0.0 };
        for code in 0..128_u8 {
            metrics.ascii[usize::from(code)] = metrics.looked_up(char::from(code));
        }
        metrics.ellipsis = metrics.looked_up(ELLIPSIS);
        metrics
    }

    fn advance(&self, c: char) -> f32 {
        self.ascii.get(c as usize).copied().unwrap_or_else(|| self.looked_up(c))
    }

    fn looked_up(&self, c: char) -> f32 {
        let known = self.face.as_ref().and_then(|face| {
            let advance = face.glyph_hor_advance(face.glyph_index(c)?)?;
            Some(f32::from(advance) / f32::from(face.units_per_em()))
        });
        known.unwrap_or_else(|| typical_advance(c))
    }

    fn fits(&self, text: &str, room: f32) -> bool {
        self.beginning(text, room).is_some_and(|kept| kept.len() == text.len())
    }

    /// The characters of a text with what each takes.
    fn steps<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Step> + 'a {
        let mut line = Line::default();
        text.char_indices().map(move |(at, c)| {
            let (is_joined, advance) = line.step(c, self);
            Step { at, advance, is_joined }
        })
    }

    /// The longest beginning that is no wider than `room` and cuts nothing that is joined; `None` where room is negative.
    fn beginning<'a>(&self, text: &'a str, room: f32) -> Option<&'a str> {
        if room < 0.0 {
            return None;
        }
        let (mut used, mut end) = (0.0, 0);
        for step in self.steps(text) {
            if !step.is_joined {
                end = step.at;
            }
            used += step.advance;
            if used > room {
                return Some(&text[..end]);
            }
        }
        Some(text)
    }

    /// A word cut into pieces that fit, each of at least one character with what is joined to it.
    fn pieces<'a>(&self, word: &'a str, room: f32) -> Vec<&'a str> {
        let mut pieces = Vec::new();
        let mut rest = word;
        while !rest.is_empty() {
            let second = self.steps(rest).skip(1).find(|step| !step.is_joined);
            let first = second.map_or(rest.len(), |step| step.at);
            let mut fitting = self.beginning(rest, room).map_or(0, str::len);
            if rest[fitting..].starts_with(NO_START) {
                // The character before it goes along.
                let last = self.steps(&rest[..fitting]).filter(|step| !step.is_joined).last();
                fitting = last.map_or(0, |step| step.at);
            }
            let (piece, later) = rest.split_at(fitting.max(first));
            pieces.push(piece);
            rest = later;
        }
        pieces
    }
}

/// What begins no line in texts without spaces.
const NO_START: &[char] = &[
    '、', '。', '，', '．', '：', '；', '！', '？', '）', '」', '』', '】', '》', '〉', '〕', 'ー',
    '々', '・', '…',
];

/// A character of a text.
struct Step {
    /// Where it begins, in bytes.
    at: usize,
    /// In parts of the font size.
    advance: f32,
    /// Whether it makes one with the character before it.
    is_joined: bool,
}

const JOINER: char = '\u{200d}';

/// Whether a character makes one with that before it: marks that combine, families and professions, shades of skin, and
/// the second letter of a flag, of which so many letters came before.
fn joins(before: Option<char>, c: char, flags: usize) -> bool {
    let Some(before) = before else { return false };
    let is_mark = c == JOINER
        || matches!(u32::from(c), 0x300..=0x36f | 0x20d0..=0x20ff | 0xfe00..=0xfe0f)
        || matches!(u32::from(c), 0x1f3fb..=0x1f3ff | 0xe0020..=0xe007f | 0x3099..=0x309a);
    let is_after_joiner = before == JOINER && is_pictograph(c);
    is_mark || is_after_joiner || (is_flag(c) && flags % 2 == 1)
}

/// Whether a character is one of the letters of which flags are made.
fn is_flag(c: char) -> bool {
    matches!(u32::from(c), 0x1f1e6..=0x1f1ff)
}

/// Whether a character is a picture, as emoji are.
pub fn is_pictograph(c: char) -> bool {
    matches!(u32::from(c), 0x1f000..=0x1faff | 0x2600..=0x27bf)
}

/// How wide a character is that another font has to lend: marks that combine take no room, ideographs a full square,
/// pictographs a little more.
fn typical_advance(c: char) -> f32 {
    match u32::from(c) {
        0x300..=0x36f
        | 0x200b..=0x200f
        | 0x202a..=0x202e
        | 0x2060..=0x206f
        | 0x20d0..=0x20ff
        | 0x3099..=0x309a
        | 0xfe00..=0xfe0f
        | 0xe0020..=0xe007f => 0.0,
        0x1f000..=0x1faff => 1.3,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0x20000..=0x3fffd => 1.0,
        _ => 0.62,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WEIGHTS: [FontWeight; 3] =
        [FontWeight::Regular, FontWeight::Medium, FontWeight::SemiBold];

    #[test]
    fn widths_are_those_of_the_font() {
        for (bytes, weight) in FACES.into_iter().zip(WEIGHTS) {
            let face = Face::parse(bytes, 0).expect("a font");
            let units: u32 = "Agent messages → 7.0 %"
                .chars()
                .map(|c| face.glyph_hor_advance(face.glyph_index(c).expect("a glyph")))
                .map(|advance| u32::from(advance.expect("an advance")))
                .sum();
            let wanted = units as f32 / f32::from(face.units_per_em()) * 12.0;
            assert!((width("Agent messages → 7.0 %", 12.0, weight) - wanted).abs() < 1e-3);
        }
    }

    #[test]
    fn figures_are_tabular_and_heavier_text_is_wider() {
        for weight in WEIGHTS {
            let one = width("1", 10.0, weight);
            for figure in "0234567890".chars() {
                assert!((width(&figure.to_string(), 10.0, weight) - one).abs() < 1e-4);
            }
        }
        assert!(width("Host", 12.0, WEIGHTS[2]) > width("Host", 12.0, WEIGHTS[0]));
    }

    #[test]
    fn the_middle_of_capitals_matches_the_font() {
        let face = Face::parse(FACES[0], 0).expect("a font");
        let capitals = f32::from(face.capital_height().expect("a height"));
        assert!((capitals / f32::from(face.units_per_em()) - CAPITALS).abs() < 1e-2);
    }

    #[test]
    fn what_is_joined_is_not_cut_and_takes_the_room_of_one() {
        let whole = ["👩‍💻", "👍🏽", "🇯🇵", "🇰🇷", "e\u{301}", "1\u{fe0f}\u{20e3}", "監", "한", "🤖"];
        let text = whole.concat();
        let wide = |text: &str| width(text, 12.0, FontWeight::Regular);
        for joined in &whole[..4] {
            let alone = joined.chars().next().expect("a character").to_string();
            assert!((wide(joined) - wide(&alone)).abs() < 1e-4, "{joined}");
        }
        for room in 0..140_u16 {
            let kept = elided(&text, 12.0, FontWeight::Regular, f32::from(room));
            let kept = kept.trim_end_matches(ELLIPSIS);
            let begins = (0..=whole.len()).any(|count| whole[..count].concat() == kept);
            assert!(begins, "{kept}");
        }
        let lines = wrapped(&text, 12.0, FontWeight::Regular, 1.0);
        assert_eq!(lines, whole);
    }

    #[test]
    fn no_line_begins_with_a_full_stop() {
        let lines = wrapped("監視されていない。確認する", 12.0, FontWeight::Regular, 98.0);
        assert_eq!(lines, ["監視されていな", "い。確認する"]);
    }

    proptest! {
        #[test]
        fn an_elided_text_never_exceeds_its_room(text in "\\PC{0,40}", room in 0.0_f32..200.0) {
            for weight in WEIGHTS {
                let kept = elided(&text, 12.0, weight, room);
                prop_assert!(width(&kept, 12.0, weight) <= room + 1e-3);
                let is_whole = kept == text;
                prop_assert!(is_whole || kept.is_empty() || kept.ends_with(ELLIPSIS));
                if width(&text, 12.0, weight) <= room - 1e-3 {
                    prop_assert!(is_whole);
                }
            }
        }

        #[test]
        fn wrapping_keeps_every_word_and_the_width(text in "[a-zA-Zäé日 ]{0,60}") {
            let lines = wrapped(&text, 12.0, FontWeight::Regular, 60.0);
            let letters = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            for line in &lines {
                prop_assert!(width(line, 12.0, FontWeight::Regular) <= 60.0 + 1e-3);
            }
        }
    }

    /// The lines when each is measured anew for each word.
    fn wrapped_plainly(text: &str, size: f32, weight: FontWeight, width_max: f32) -> Vec<String> {
        let metrics = metrics(weight);
        let room = width_max / size;
        let mut lines = vec![String::new()];
        for word in text.split_whitespace() {
            for (i, piece) in metrics.pieces(word, room).into_iter().enumerate() {
                let line = lines.last().expect("a line");
                let joined =
                    if line.is_empty() { piece.to_owned() } else { format!("{line} {piece}") };
                let fits = i == 0 && metrics.fits(&joined, room);
                match lines.last_mut() {
                    Some(last) if last.is_empty() || fits => *last = joined,
                    _ => lines.push(piece.to_owned()),
                }
            }
        }
        lines
    }

    proptest! {
        #[test]
        fn lines_break_where_whole_lines_no_longer_fit(
            words in proptest::collection::vec("[a-zé日🇩🇪🏽👍\u{200d}\u{301}、 ]{0,9}", 0..30),
            width_max in prop_oneof![-5.0..200.0_f32, Just(0.0), Just(f32::INFINITY)],
        ) {
            let text = words.join(" ");
            let lines = wrapped(&text, 12.0, FontWeight::Regular, width_max);
            prop_assert_eq!(lines, wrapped_plainly(&text, 12.0, FontWeight::Regular, width_max));
        }
    }

    #[test]
    fn a_long_text_is_one_line_where_there_is_room() {
        let text = "x ".repeat(500_000);
        let lines = wrapped(&text, 12.0, FontWeight::Regular, 1e9);
        assert_eq!(lines, [text.trim_end()]);
    }
}
