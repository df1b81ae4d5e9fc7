//! What strangers wrote: every reader over a kept corpus, with each file that ever brought one down. The same readers are
//! fuzzed from `fuzz/`.

mod readers;

pub(crate) use readers::summed;

use std::{collections::BTreeSet, fs, path::PathBuf};

fn corpus() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn files_of(reader: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(corpus().join(reader)).expect("a folder for each reader");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

#[test]
fn every_reader_stands_what_is_kept() {
    for reader in readers::names() {
        let files = files_of(reader);
        assert!(files.len() > 3, "{reader} has only {} files", files.len());
        let mut taken = 0;
        for file in files {
            // What fails names its file in the output of the test.
            println!("{reader}: {}", file.display());
            taken += usize::from(readers::run(reader, &fs::read(&file).expect("a file")));
        }
        // Else nothing but the first lines of the reader would have been tried.
        assert!(taken > 0, "{reader} refuses all of its files");
    }
}

#[test]
fn every_reader_stands_pieces_of_what_is_kept() {
    for reader in readers::names() {
        let all: Vec<Vec<u8>> =
            files_of(reader).iter().map(|file| fs::read(file).expect("a file")).collect();
        for (place, bytes) in all.iter().enumerate().step_by(all.len().div_ceil(12)) {
            println!("{reader}: file {place}");
            let other = &all[(place + 1) % all.len()];
            let half = bytes.len() / 2;
            readers::run(reader, &bytes[..half]);
            readers::run(reader, &bytes[half..]);
            readers::run(reader, &[&bytes[..half], &other[other.len() / 2..]].concat());
            let mut spoiled = bytes.clone();
            for place in (half..spoiled.len()).step_by(97) {
                spoiled[place] = spoiled[place].wrapping_mul(31) ^ 0x25;
            }
            readers::run(reader, &spoiled);
        }
    }
}

#[test]
fn every_reader_is_fuzzed_and_every_kept_file_has_a_reader() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/Cargo.toml");
    let manifest = fs::read_to_string(manifest).expect("the manifest of the targets");
    let targets: BTreeSet<&str> = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("path = \"targets/")?.strip_suffix(".rs\""))
        .collect();
    let readers: BTreeSet<&str> = readers::names().collect();
    assert_eq!(targets, readers);
    let folders = fs::read_dir(corpus()).expect("a folder").map(|entry| entry.expect("an entry"));
    let folders: BTreeSet<String> =
        folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(folders, readers.iter().map(|&name| name.to_owned()).collect());
}
