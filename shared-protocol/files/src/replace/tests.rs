//! A replacement keeps each of its promises

use super::*;
use crate::steps::script::taken_by;

const STEPS: [Step; 5] = [
    Step::Create,
    Step::Write,
    Step::Sync,
    Step::Rename,
    Step::SyncFolder,
];

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

#[test]
fn a_file_is_made_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    for contents in [&b"first"[..], b"second, longer", b""] {
        Replace::new().write(&path, contents).unwrap();
        assert_eq!(fs::read(&path).unwrap(), contents);
    }
    assert_eq!(names(folder.path()), ["file"]);
}

#[test]
fn contents_are_flushed_before_the_rename_and_the_folder_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let (written, steps) = taken_by(None, || Replace::new().write(&path, b"text"));
    written.unwrap();
    assert_eq!(steps, STEPS);
    let quick = Replace::new().durable(false);
    let (written, steps) = taken_by(None, || quick.write(&path, b"text"));
    written.unwrap();
    assert_eq!(steps, [Step::Create, Step::Write, Step::Rename]);
}

#[test]
fn a_failure_at_any_step_leaves_the_old_or_the_new_file_and_nothing_else() {
    for (at, step) in STEPS.iter().enumerate() {
        for old in [None, Some("the old text")] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("file");
            if let Some(old) = old {
                fs::write(&path, old).unwrap();
            }
            let (written, _) = taken_by(Some(at), || Replace::new().write(&path, b"new"));
            let error = written.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{step:?}");
            let is_new = *step == Step::SyncFolder;
            let expected = if is_new { Some("new") } else { old };
            let found = fs::read_to_string(&path).ok();
            assert_eq!(found.as_deref(), expected, "{step:?}");
            let count = usize::from(expected.is_some());
            assert_eq!(names(folder.path()).len(), count, "{step:?}");
        }
    }
}

#[test]
fn a_rename_that_fails_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::create_dir(&path).unwrap();
    assert!(Replace::new().write(&path, b"text").is_err());
    assert_eq!(names(folder.path()), ["file"]);
    assert!(Replace::new().write(&path.join("a/b"), b"text").is_err());
}

#[test]
fn what_is_given_up_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "old").unwrap();
    let mut half = Replace::new().begin(&path).unwrap();
    half.write_all(b"half of it").unwrap();
    let name = names(folder.path());
    assert!(name.iter().any(|name| name.ends_with(TEMPORARY_SUFFIX)));
    drop(half);
    assert_eq!(names(folder.path()), ["file"]);
    assert_eq!(fs::read(&path).unwrap(), b"old");
}

#[test]
fn of_those_who_make_it_at_once_one_is_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let make = |contents: &[u8]| {
        let mut file = Replace::new().begin(&path).unwrap();
        file.write_all(contents).unwrap();
        file.commit_new().unwrap()
    };
    assert!(make(b"first"));
    assert!(!make(b"second"));
    assert_eq!(fs::read(&path).unwrap(), b"first");
    assert_eq!(names(folder.path()), ["file"]);
}

#[cfg(unix)]
mod unix {
    use std::fs::Permissions;
    use std::os::unix::fs::MetadataExt as _;
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::fs::chown;
    use std::os::unix::fs::symlink;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o7777
    }

    #[test]
    fn a_replaced_file_keeps_its_mode() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "old").unwrap();
        for kept in [0o600, 0o640, 0o644, 0o444, 0o666] {
            fs::set_permissions(&path, Permissions::from_mode(kept)).unwrap();
            for how in [Replace::new(), Replace::new().mode(0o644)] {
                how.write(&path, b"new").unwrap();
                assert_eq!(mode(&path), kept, "{kept:o}");
            }
        }
        fs::set_permissions(&path, Permissions::from_mode(0o4755)).unwrap();
        Replace::new().write(&path, b"new").unwrap();
        assert_eq!(mode(&path), 0o755);
    }

    #[test]
    fn a_new_file_has_the_mode_that_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        for asked in [0o600, 0o644, 0o666] {
            let path = folder.path().join(format!("{asked:o}"));
            Replace::new().mode(asked).write(&path, b"").unwrap();
            assert_eq!(mode(&path), asked);
        }
        let (usual, ours) = (folder.path().join("usual"), folder.path().join("ours"));
        fs::write(&usual, "").unwrap();
        Replace::new().write(&ours, b"").unwrap();
        assert_eq!(mode(&ours), mode(&usual));
    }

    /// Says something only where root runs it: nobody else gives files away.
    #[test]
    fn a_replaced_file_keeps_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "old").unwrap();
        if chown(&path, Some(1234), Some(4321)).is_err() {
            return;
        }
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        Replace::new().write(&path, b"new").unwrap();
        let meta = fs::metadata(&path).unwrap();
        assert_eq!((meta.uid(), meta.gid()), (1234, 4321));
        assert_eq!(mode(&path), 0o640);
    }

    #[test]
    fn a_link_is_followed_or_replaced_as_asked() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        symlink("file", &link).unwrap();
        let follow = Replace::new().follow_link();
        follow.write(&link, b"through it").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"through it");
        assert_eq!(mode(&path), 0o600);
        assert!(link.is_symlink());
        // The mode of what the link stands for is none of the new file's.
        Replace::new().mode(0o644).write(&link, b"alone").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"through it");
        assert!(!link.is_symlink());
        assert_eq!(mode(&link), 0o644);
        fs::remove_file(&path).unwrap();
        symlink("nowhere", &path).unwrap();
        follow.write(&path, b"new").unwrap();
        assert!(!path.is_symlink());
    }
}
