//! A full disk and a crash at every point there is.

use fic_error::Diagnostic as _;
use std::io;
use std::path::Path;
use std::sync::Mutex;

use super::disk::Disk;
use super::{Catalog, EntryMeta, Filter, GcOptions, IfTaken, Result};

/// What the disk shall do, and what it did.
#[derive(Debug, Default)]
pub(super) struct Script(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    log: Vec<String>,
    /// How many steps still work; `None` for all.
    fuse: Option<usize>,
    mode: Mode,
    blown: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Mode {
    /// Nothing happens any more, not even cleaning up.
    #[default]
    Crash,
    /// Nothing can be written, removing works.
    Full,
    /// One step fails, those after it work.
    Once,
}

impl Script {
    pub(super) fn step(&self, what: &str, path: &Path) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        if state.blown {
            return match state.mode {
                Mode::Once => Ok(()),
                Mode::Full if matches!(what, "remove" | "sync-dir" | "rename") => Ok(()),
                _ => Err(io::ErrorKind::StorageFull.into()),
            };
        }
        if let Some(left) = state.fuse.as_mut() {
            if *left == 0 {
                state.blown = true;
                return Err(io::ErrorKind::StorageFull.into());
            }
            *left -= 1;
        }
        state.log.push(format!(
            "{what} {}",
            path.file_name().unwrap().to_str().unwrap()
        ));
        Ok(())
    }
}

fn broken_disk(fuse: usize, mode: Mode) -> Disk {
    let disk = Disk::default();
    let mut state = disk.script.0.lock().unwrap();
    (state.fuse, state.mode) = (Some(fuse), mode);
    drop(state);
    disk
}

fn data(of: u8) -> Vec<u8> {
    (0..3000u32)
        .map(|i| (i * u32::from(of) % 251) as u8)
        .collect()
}

fn add(catalog: &Catalog, name: &str, of: u8, taken: IfTaken) -> Result<()> {
    let mut meta = EntryMeta::named(name);
    meta.version = Some("1".to_owned());
    catalog.add(&data(of)[..], &meta, taken).map(|_| ())
}

/// Two entries, and a third that was replaced and left a blob behind.
fn base(root: &Path) {
    let catalog = Catalog::create(root).unwrap();
    for (name, of) in [("first", 1), ("second", 2), ("third", 9), ("third", 3)] {
        add(&catalog, name, of, IfTaken::Replace).unwrap();
    }
}

fn listed(catalog: &Catalog) -> Vec<String> {
    let listing = catalog.list(&Filter::default()).unwrap();
    assert!(listing.broken.is_empty(), "{listing:?}");
    listing
        .entries
        .iter()
        .map(|entry| format!("{}={}", entry.name, entry.identity))
        .collect()
}

/// Runs the operation on a disk that fails at its n-th step, for every n there is, and looks at
/// what is left with a good disk.
fn fail_everywhere(mode: Mode, operation: impl Fn(&Catalog) -> Result<()>) {
    let whole = tempfile::tempdir().unwrap();
    base(whole.path());
    let good = Catalog::open(whole.path()).unwrap();
    let before = listed(&good);
    operation(&good).unwrap();
    let after = listed(&good);

    for fuse in 0..200 {
        let dir = tempfile::tempdir().unwrap();
        base(dir.path());
        let disk = broken_disk(fuse, mode);
        let result = operation(&Catalog::create_on(dir.path().to_owned(), disk.clone()).unwrap());
        let good = Catalog::open(dir.path()).unwrap();
        let now = listed(&good);
        assert!(now == before || now == after, "{mode:?} at {fuse}: {now:?}");
        assert!(
            result.is_err() || now == after,
            "{mode:?} at {fuse}: done but not there"
        );
        let report = good.verify(|_| {}).unwrap();
        assert!(report.is_ok(), "{mode:?} at {fuse}: {report:?}");

        operation(&good)
            .unwrap_or_else(|e| assert_eq!(e.code(), "not_found", "{mode:?} at {fuse}"));
        good.gc(GcOptions {
            grace: std::time::Duration::ZERO,
            dry_run: false,
        })
        .unwrap();
        assert_eq!(listed(&good), after, "{mode:?} at {fuse}");
        assert!(good.verify(|_| {}).unwrap().is_ok(), "{mode:?} at {fuse}");
        assert_eq!(
            std::fs::read_dir(good.temp_dir()).unwrap().count(),
            0,
            "{mode:?} at {fuse}"
        );
        if !disk.script.0.lock().unwrap().blown {
            assert!(fuse > 1, "the operation changes the disk");
            return;
        }
    }
    panic!("the operation never ended");
}

fn in_each_mode(operation: impl Fn(&Catalog) -> Result<()>) {
    for mode in [Mode::Crash, Mode::Full, Mode::Once] {
        fail_everywhere(mode, &operation);
    }
}

#[test]
fn adding_fails_anywhere() {
    in_each_mode(|catalog| add(catalog, "new", 7, IfTaken::Refuse));
}

#[test]
fn replacing_fails_anywhere() {
    in_each_mode(|catalog| add(catalog, "second", 8, IfTaken::Replace));
}

#[test]
fn removing_fails_anywhere() {
    in_each_mode(|catalog| catalog.remove(&"second".parse()?).map(|_| ()));
}

#[test]
fn sweeping_fails_anywhere() {
    in_each_mode(|catalog| {
        catalog
            .gc(GcOptions {
                grace: std::time::Duration::ZERO,
                dry_run: false,
            })
            .map(|_| ())
    });
}

#[test]
fn creating_fails_anywhere() {
    for mode in [Mode::Crash, Mode::Full, Mode::Once] {
        for fuse in 0.. {
            let dir = tempfile::tempdir().unwrap();
            let disk = broken_disk(fuse, mode);
            let result = Catalog::create_on(dir.path().join("new"), disk.clone());
            let catalog = Catalog::create(dir.path().join("new")).unwrap();
            add(&catalog, "one", 1, IfTaken::Refuse).unwrap();
            if !disk.script.0.lock().unwrap().blown {
                result.unwrap();
                break;
            }
        }
    }
}

/// A power cut loses what was not synced, so the order of syncs is part of the promise.
#[test]
fn everything_is_synced_before_it_is_referred_to() {
    let dir = tempfile::tempdir().unwrap();
    base(dir.path());
    let disk = Disk::default();
    let catalog = Catalog::create_on(dir.path().to_owned(), disk.clone()).unwrap();
    add(&catalog, "new", 7, IfTaken::Refuse).unwrap();
    let entry = catalog.resolve(&"new:1".parse().unwrap()).unwrap();
    let log = disk.script.0.lock().unwrap().log.clone();
    let at = |what: &str| {
        log.iter()
            .position(|step| step == what)
            .unwrap_or_else(|| panic!("{what} in {log:#?}"))
    };
    let (layer, manifest) = (entry.layer.hex(), entry.manifest.hex());
    let (blobs, index) = (at("sync-dir sha256"), at("rename index.json"));
    assert!(at(&format!("rename {layer}")) < blobs);
    assert!(at(&format!("rename {manifest}")) < blobs);
    assert!(blobs < index);
    assert!(log.last().unwrap().starts_with("sync-dir "), "{log:#?}");
    for rename in log
        .iter()
        .enumerate()
        .filter(|(_, step)| step.starts_with("rename "))
    {
        assert!(
            log[rename.0 - 1].starts_with("sync "),
            "{rename:?} in {log:#?}"
        );
    }
}
