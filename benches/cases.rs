//! What is measured: the workloads by name, or the documents of a folder in their place.

use std::{
    env, fmt, fs, io,
    path::{Path, PathBuf},
    sync::{LazyLock, OnceLock},
};

use driftline::{
    formats::{self, Format},
    model::Assessment,
};

use crate::workloads::{self, Variant, WORKLOADS, Workload};

/// Names the folder whose documents are measured in place of the workloads.
const FOLDER: &str = "DRIFTLINE_BENCH_DOCUMENTS";
/// The workloads that are written where none is named: all but those of hundreds of megabytes.
const WRITTEN: [&str; 4] = ["W0", "W1", "W2", "W3"];

/// One document, made or read when it is first needed.
pub(crate) struct Case {
    name: String,
    source: Source,
    document: OnceLock<Assessment>,
}

enum Source {
    Workload(&'static Workload, Variant),
    File(PathBuf),
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Case {
    fn new(name: String, source: Source) -> Self {
        Self { name, source, document: OnceLock::new() }
    }

    /// The document.
    pub(crate) fn document(&self) -> &Assessment {
        self.document.get_or_init(|| match &self.source {
            Source::Workload(workload, variant) => workloads::document(workload, *variant),
            Source::File(path) => {
                let bytes = fs::read(path).expect("a readable file");
                formats::read(&bytes, None).expect("a valid document").document
            }
        })
    }

    /// Trials that take a small part of a second: the fewer, the larger the document; whole blocks.
    pub(crate) fn trials(&self) -> u64 {
        let document = self.document();
        let steps = (document.links().len() * document.phases().len()).max(1) as u64;
        ((1_u64 << 28) / steps).clamp(512, 1 << 20).next_multiple_of(512)
    }
}

/// The workloads of these names, or all documents of the folder if there is one.
pub(crate) fn cases(names: &[&str]) -> Vec<&'static Case> {
    static FOLDERS: LazyLock<Option<Vec<Case>>> = LazyLock::new(|| env::var_os(FOLDER).map(folder));
    static BUILT: LazyLock<Vec<Case>> = LazyLock::new(built);
    match &*FOLDERS {
        Some(cases) => cases.iter().collect(),
        None => BUILT.iter().filter(|case| names.contains(&&*case.name)).collect(),
    }
}

/// Writes workloads as JSON: all variants of those whose names begin with one of the words.
///
/// # Errors
/// What the disk says.
pub(crate) fn write(folder: &Path, words: &[String]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let is_wanted = |name: &str| match words {
        [] => WRITTEN.iter().any(|word| name.starts_with(word)),
        words => words.iter().any(|word| name.starts_with(word.as_str())),
    };
    for case in built().iter().filter(|case| is_wanted(&case.name)) {
        let text = formats::write(case.document(), Format::Json).map_err(io::Error::other)?;
        // Indentation is half of a large file.
        let compact: String = text.lines().map(str::trim_start).collect();
        fs::write(folder.join(format!("{case}.json")), compact)?;
    }
    Ok(())
}

fn built() -> Vec<Case> {
    let variants = WORKLOADS.iter().flat_map(|workload| Variant::ALL.map(|v| (workload, v)));
    variants
        .map(|(workload, variant)| {
            let name = format!("{}_{}", workload.name, variant.name());
            Case::new(name, Source::Workload(workload, variant))
        })
        .collect()
}

fn folder(folder: impl AsRef<Path>) -> Vec<Case> {
    let entries = fs::read_dir(folder).expect("a readable folder");
    let paths = entries.map(|entry| entry.expect("a readable entry").path());
    let known = |path: &PathBuf| {
        path.extension().and_then(|e| e.to_str()).and_then(Format::from_extension).is_some()
    };
    let mut paths: Vec<PathBuf> = paths.filter(known).collect();
    paths.sort();
    let case = |path: PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Case::new(name, Source::File(path))
    };
    paths.into_iter().map(case).collect()
}
