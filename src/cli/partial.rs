//! One part of a run as a file, `driftline-partial/1`: a JSON object on one line that ends with its own checksum.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{
    analysis::{Counts, Part, Share},
    formats::{self, Format},
    model::{Assessment, Study},
    session::files::{self, FileError},
};

/// A part that was read.
#[derive(Debug)]
pub(super) struct Partial {
    /// The run that it is a part of.
    pub(super) run: Run,
    /// What it counted.
    pub(super) part: Part,
    /// The document; only the first part of a run carries it.
    pub(super) document: Option<Assessment>,
}

/// What all parts of a run have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Of the document's canonical RON.
    pub(super) document_sha256: String,
    /// Seed of the random streams.
    pub(super) seed: u64,
    /// Trials of the whole run for each hypothesis.
    pub(super) trials: u64,
}

impl Run {
    /// What makes it another run than that one, if it is.
    pub(super) fn difference(&self, other: &Self) -> Option<String> {
        if self.document_sha256 != other.document_sha256 {
            return Some("the documents differ".to_owned());
        }
        let differ = |what: &str, a: u64, b: u64| (a != b).then(|| format!("{what} {a}, not {b}"));
        differ("seed", self.seed, other.seed)
            .or_else(|| differ("trials", self.trials, other.trials))
    }
}

const FORMAT: &str = "driftline-partial/1";
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Stands between what is summed up and the checksum.
const SEAL: &str = ",\"checksum\":\"";
/// Stands after it.
const END: &str = "\"}\n";

/// The start of a file of any version.
#[derive(Debug, Deserialize)]
struct Head {
    format: String,
    version: String,
}

/// The content, in the order of the file.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Body {
    format: String,
    version: String,
    document_sha256: String,
    seed: u64,
    trials: u64,
    /// From 1.
    part: u32,
    parts: u32,
    /// The first block of the part, and the first after it.
    blocks: (u64, u64),
    part_trials: u64,
    counts: CountsBody,
    /// Canonical RON in the first part, so that nothing else is needed to put the parts together; null in the others.
    document: Option<String>,
}

/// See [`Counts`].
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct CountsBody {
    prevalence: Vec<u64>,
    ever: Vec<u64>,
    any_outcome: Vec<u64>,
}

/// Writes a part, whole or not at all.
pub(super) fn write(
    path: &Path,
    document: &Assessment,
    study: &Study,
    part: Part,
) -> Result<(), FileError> {
    let unwritable = |reason: String| FileError::Unwritable(path.to_owned(), reason);
    let text = formats::canonical(document).map_err(|error| unwritable(error.to_string()))?;
    let Part { share, blocks, trials, counts } = part;
    let Counts { prevalence, ever, any_outcome } = counts;
    let body = Body {
        format: FORMAT.to_owned(),
        version: VERSION.to_owned(),
        document_sha256: formats::checksum(text.as_bytes()),
        seed: study.seed,
        trials: study.trials,
        part: share.part(),
        parts: share.parts(),
        blocks: (blocks.start, blocks.end),
        part_trials: trials,
        counts: CountsBody { prevalence, ever, any_outcome },
        document: (share.part() == 1).then_some(text),
    };
    let mut text = serde_json::to_string(&body).map_err(|error| unwritable(error.to_string()))?;
    let checksum = formats::checksum(text.as_bytes());
    text.pop();
    text.extend([SEAL, &checksum, END]);
    files::write(path, text.as_bytes())
}

/// Reads a part, and refuses what is cut short, changed, or of another version.
pub(super) fn read(path: &Path) -> Result<Partial, FileError> {
    let bytes = files::read(path)?;
    parse(&bytes).map_err(|reason| FileError::Unusable(path.to_owned(), reason))
}

fn parse(bytes: &[u8]) -> Result<Partial, String> {
    let text = str::from_utf8(bytes).map_err(|_not_text| strange())?;
    let head: Head = serde_json::from_str(text).map_err(|error| {
        if error.is_eof() {
            "the file is cut short; compute the part again".to_owned()
        } else {
            strange()
        }
    })?;
    if head.format != FORMAT {
        return Err(strange());
    }
    if head.version != VERSION {
        let version = head.version;
        return Err(format!(
            "computed by driftline {version}, and this is {VERSION}; parts are combined by the version that computed them"
        ));
    }
    let body: Body = serde_json::from_str(unsealed(text).ok_or_else(changed)?.as_str())
        .map_err(|error| format!("{}: {error}", changed()))?;
    partial(body)
}

/// The content without the checksum, if it matches.
fn unsealed(text: &str) -> Option<String> {
    let (body, checksum) = text.strip_suffix(END)?.rsplit_once(SEAL)?;
    let body = format!("{body}}}");
    (formats::checksum(body.as_bytes()) == checksum).then_some(body)
}

fn partial(body: Body) -> Result<Partial, String> {
    let document = body.document.map(|text| {
        let reading = formats::read(text.as_bytes(), Some(Format::Ron));
        let is_own = formats::checksum(text.as_bytes()) == body.document_sha256;
        reading.ok().filter(|_| is_own).map(|reading| reading.document).ok_or_else(changed)
    });
    let CountsBody { prevalence, ever, any_outcome } = body.counts;
    let part = Part {
        share: Share::new(body.part, body.parts).ok_or_else(changed)?,
        blocks: body.blocks.0..body.blocks.1,
        trials: body.part_trials,
        counts: Counts { prevalence, ever, any_outcome },
    };
    let Body { document_sha256, seed, trials, .. } = body;
    let run = Run { document_sha256, seed, trials };
    Ok(Partial { run, part, document: document.transpose()? })
}

fn strange() -> String {
    "this is no part of a run, as `driftline analyze --shard` writes them".to_owned()
}

fn changed() -> String {
    "the file was changed or damaged after it was written; compute the part again".to_owned()
}
