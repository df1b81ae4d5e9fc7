//! Typefaces for pictures: the bundled one, and for what it lacks the machine's; what nobody has is told.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Arc, LazyLock},
};

use resvg::usvg::fontdb::{Database, FaceInfo, ID, Style};

use crate::{
    drawing::{svg::Run, text::is_pictograph},
    report::Typeface,
};

/// The typeface of the drawings.
const FACES: [&[u8]; 3] = [
    include_bytes!("../../assets/fonts/Inter-Regular.ttf"),
    include_bytes!("../../assets/fonts/Inter-Medium.ttf"),
    include_bytes!("../../assets/fonts/Inter-SemiBold.ttf"),
];

/// Most faces of one family.
const FACES_MAX: usize = 24;
/// So many of the missing characters are named.
const NAMED_MAX: usize = 5;

/// Characters that no typeface of the machine has: a picture shows empty boxes in their place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing(BTreeSet<char>);

impl Missing {
    /// What they are, and what a file of a sort shows in their place.
    pub fn told(&self, file: &str, instead: &str) -> String {
        let named: Vec<String> = self.0.iter().take(NAMED_MAX).map(char::to_string).collect();
        let named = named.join(" ");
        let more = match self.0.len().saturating_sub(NAMED_MAX) {
            0 => String::new(),
            1 => " and 1 more character".to_owned(),
            n => format!(" and {n} more characters"),
        };
        format!(
            "no typeface on this machine has {named}{more}: the {file} shows empty boxes instead; install one \
             (Noto Sans CJK and Noto Color Emoji have most), or use {instead}"
        )
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told("picture", "SVG"))
    }
}

/// The typefaces that one picture is drawn with.
pub(super) struct Lettering {
    fonts: Arc<Database>,
    /// For each character that was met the face that it is drawn with.
    found: BTreeMap<char, Face>,
}

/// What a character is drawn with.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Face {
    /// The face of what is beside it.
    Any,
    /// The bundled one.
    Own,
    /// One of the machine, by its family.
    Lent(String),
    /// None has it.
    None,
}

impl Lettering {
    /// The bundled typeface, and those of the machine for what it lacks.
    pub(super) fn new() -> Self {
        Self { fonts: fonts(), found: BTreeMap::new() }
    }

    /// All typefaces.
    pub(super) fn fonts(&self) -> Arc<Database> {
        Arc::clone(&self.fonts)
    }

    /// Breaks a text into runs, each with one typeface: programs that draw take one for a whole text.
    pub(super) fn runs(&mut self, words: &str) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for c in words.chars() {
            let family = match self.face(c) {
                Face::Own => None,
                Face::Lent(family) => Some(family),
                Face::Any | Face::None => runs.last().and_then(|run| run.family.clone()),
            };
            match runs.last_mut() {
                Some(run) if run.family == family => run.words.push(c),
                _ => runs.push(Run { words: c.to_string(), family }),
            }
        }
        runs
    }

    fn face(&mut self, c: char) -> Face {
        if !is_seen(c) {
            return Face::Any;
        }
        let fonts = &self.fonts;
        let face = self.found.entry(c).or_insert_with(|| {
            if is_bundled(c) {
                return Face::Own;
            }
            let face = best_face(fonts, c).and_then(|id| fonts.face(id));
            let family = face.and_then(|face| face.families.first());
            family.map_or(Face::None, |(name, _)| Face::Lent(name.clone()))
        });
        face.clone()
    }

    /// What no face has of what was met, if there is anything.
    pub(super) fn missing(&self) -> Option<Missing> {
        let lacking = self.found.iter().filter(|(_, face)| **face == Face::None);
        let lacking: BTreeSet<char> = lacking.map(|(c, _)| *c).collect();
        (!lacking.is_empty()).then_some(Missing(lacking))
    }
}

/// Typefaces of the machine for what the bundled one lacks of a text, each once.
pub(super) fn lent(text: &str) -> Vec<Typeface> {
    let lacking: BTreeSet<char> =
        text.chars().filter(|c| !c.is_ascii() && is_seen(*c) && !is_bundled(*c)).collect();
    if lacking.is_empty() {
        return Vec::new();
    }
    let fonts = fonts();
    let mut found: Vec<ID> = Vec::new();
    for c in lacking {
        if found.iter().any(|face| has_char(&fonts, *face, c)) {
            continue;
        }
        found.extend(best_face(&fonts, c));
    }
    let face =
        |id: ID| fonts.with_face_data(id, |data, index| Typeface { data: data.to_vec(), index });
    found.into_iter().filter_map(face).collect()
}

/// The faces of a family of that name: those of files given, or else the machine's.
pub(super) fn family<'a>(name: &str, files: impl Iterator<Item = &'a [u8]>) -> Vec<Typeface> {
    let mut own = Database::new();
    for file in files {
        own.load_font_data(file.to_vec());
    }
    let found = faces(&own, name);
    if found.is_empty() { faces(&fonts(), name) } else { found }
}

fn faces(fonts: &Database, name: &str) -> Vec<Typeface> {
    let is_named =
        |face: &&FaceInfo| face.families.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
    let ids = fonts.faces().filter(is_named).map(|face| face.id).take(FACES_MAX);
    let face = |id| fonts.with_face_data(id, |data, index| Typeface { data: data.to_vec(), index });
    ids.filter_map(face).collect()
}

/// What no typeface has of these characters, if anything.
pub(super) fn lacking(characters: &BTreeSet<char>) -> Option<Missing> {
    let foreign = characters.iter().copied().filter(|c| is_seen(*c) && !is_bundled(*c));
    let foreign: Vec<char> = foreign.collect();
    if foreign.is_empty() {
        return None;
    }
    let fonts = fonts();
    let lacking = foreign.into_iter().filter(|c| best_face(&fonts, *c).is_none());
    let lacking: BTreeSet<char> = lacking.collect();
    (!lacking.is_empty()).then_some(Missing(lacking))
}

/// All typefaces that there are.
pub(super) fn database() -> Arc<Database> {
    fonts()
}

/// Found once: looking takes some hundredths of a second.
fn fonts() -> Arc<Database> {
    static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
        let mut fonts = Database::new();
        for face in FACES {
            fonts.load_font_data(face.to_vec());
        }
        // A machine's own emoji, in colors, stand before these, which every machine has.
        fonts.load_system_fonts();
        fonts.load_font_data(epaint_default_fonts::NOTO_EMOJI_REGULAR.to_vec());
        Arc::new(fonts)
    });
    Arc::clone(&FONTS)
}

/// Whether the bundled typeface has a character.
fn is_bundled(c: char) -> bool {
    static FACE: LazyLock<Option<ttf_parser::Face<'static>>> =
        LazyLock::new(|| ttf_parser::Face::parse(FACES[0], 0).ok());
    FACE.as_ref().is_some_and(|face| face.glyph_index(c).is_some())
}

/// Of the faces that have a character the one that stands best beside the bundled one.
fn best_face(fonts: &Database, c: char) -> Option<ID> {
    let having = fonts.faces().filter(|face| has_char(fonts, face.id, c));
    having.min_by_key(|face| strangeness(face, c)).map(|face| face.id)
}

fn has_char(fonts: &Database, face: ID, c: char) -> bool {
    let has = fonts.with_face_data(face, |data, index| {
        let face = ttf_parser::Face::parse(data, index).ok()?;
        face.glyph_index(c)
    });
    has.flatten().is_some()
}

/// How odd a face looks beside an upright sans-serif one, the oddest trait first.
fn strangeness(face: &FaceInfo, c: char) -> (bool, bool, bool, bool, u16) {
    let is_named = |part: &str| face.families.iter().any(|(name, _)| name.contains(part));
    (
        is_named("Emoji") != is_pictograph(c),
        face.style != Style::Normal,
        face.monospaced,
        !is_named("Sans"),
        face.weight.0.abs_diff(400),
    )
}

/// Whether a character is to be seen: marks that only say how others are joined are not.
fn is_seen(c: char) -> bool {
    let is_joint = matches!(u32::from(c), 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f)
        || matches!(u32::from(c), 0xfe00..=0xfe0f | 0xe0000..=0xe0fff);
    !(is_joint || c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_characters_are_named_once_and_counted() {
        let words = Missing("監視代理監🤖エ한".chars().collect()).to_string();
        assert!(words.contains("エ 代 理 監 視 and 2 more characters"), "{words}");
        assert!(words.contains("use SVG"), "{words}");
    }

    #[test]
    fn marks_that_join_are_not_missed() {
        assert!("\u{200d}\u{fe0f}\u{2060} ".chars().all(|c| !is_seen(c)));
        assert!("監🤖".chars().all(is_seen));
    }

    /// Letters with no face but the bundled ones.
    fn alone() -> Lettering {
        let mut fonts = Database::new();
        fonts.load_font_data(FACES[0].to_vec());
        Lettering { fonts: Arc::new(fonts), found: BTreeMap::new() }
    }

    fn run(words: &str, family: Option<&str>) -> Run {
        Run { words: words.to_owned(), family: family.map(str::to_owned) }
    }

    #[test]
    fn what_no_face_has_is_told_all_of_it_and_nothing_else() {
        let mut lettering = alone();
        let words = "Hosts → 監視 🤖\u{fe0f} 監";
        assert_eq!(lettering.runs(words), [run(words, None)]);
        let lacking = BTreeSet::from(['監', '視', '🤖']);
        assert_eq!(lettering.missing(), Some(Missing(lacking)));
        let mut lettering = alone();
        assert_eq!(lettering.runs("Hosts →"), [run("Hosts →", None)]);
        assert_eq!(lettering.missing(), None);
    }

    #[test]
    fn what_is_lent_is_a_run_with_what_joins_it() {
        let mut lettering = alone();
        let lent = |name: &str| Face::Lent(name.to_owned());
        lettering.found = BTreeMap::from([('監', lent("A")), ('視', lent("A")), ('🤖', lent("E"))]);
        let found = lettering.runs("Host 監 視🤖\u{fe0f}, <b");
        let wanted =
            [("Host ", None), ("監 視", Some("A")), ("🤖\u{fe0f}", Some("E")), (", <b", None)];
        assert_eq!(found, wanted.map(|(words, family)| run(words, family)));
    }
}
