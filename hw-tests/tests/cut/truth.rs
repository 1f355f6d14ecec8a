//! What has to hold after any cut

use std::collections::BTreeSet;
use std::path::Path;

use fic_bitstream::catalog::Digest;

use super::story::Place;
use super::story::Ran;

/// Checks the folder, then the restarted agent, then that the next command works.
pub fn check(place: &Place, ran: &[Ran], what: &str) {
    for design in promised(ran) {
        let path = place.store().join(format!("{design}.native"));
        assert!(path.is_file(), "{what}: {design} was staged and is lost");
    }
    no_half_design(&place.store(), what);
    place.with_agent(|| {
        let status = place.fic("status");
        assert_eq!(status.code, 0, "{what}: {}", status.stderr);
        let board = &status.document["boards"][0]["result"];
        // The model starts anew with its agent: whatever the record says, nothing runs.
        assert_eq!(board["state"], "unconfigured", "{what}: {board}");
        assert!(board["running"].is_null(), "{what}: {board}");
        let deploy = place.fic("deploy BLANK");
        assert_eq!(deploy.code, 0, "{what}: {}", deploy.stderr);
        let apply = place.fic("switch apply TABLE");
        assert_eq!(apply.code, 0, "{what}: {}", apply.stderr);
    });
}

/// Designs that a command said are staged, and that none discarded.
fn promised(ran: &[Ran]) -> BTreeSet<String> {
    ran.iter()
        .filter(|ran| ran.code == 0 && ran.words.starts_with("stage"))
        .filter_map(|ran| ran.document["boards"][0]["result"]["digest"].as_str())
        .map(|digest| digest.trim_start_matches("sha256:").to_owned())
        .collect()
}

/// Each file under a whole design's name has the digest that the name says.
fn no_half_design(store: &Path, what: &str) {
    for file in std::fs::read_dir(store).into_iter().flatten() {
        let path = file.unwrap().path();
        if path
            .extension()
            .is_none_or(|extension| extension != "native")
        {
            continue;
        }
        let found = Digest::of(&std::fs::read(&path).unwrap()).to_string();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert_eq!(
            found.trim_start_matches("sha256:"),
            name,
            "{what}: {} is not whole",
            path.display()
        );
    }
}
