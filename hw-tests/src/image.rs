//! The bare-metal image's files, and what holds wherever it runs

use std::path::Path;
use std::path::PathBuf;

use anyhow::Context;
use anyhow::ensure;
use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::samples;
use fic_test_kit::Client;

/// Names the folder that `cargo xtask image` filled.
pub const VARIABLE: &str = "FIC_IMAGE";

/// A file that `cargo xtask image` made.
///
/// # Errors
/// If [`VARIABLE`] names no folder, or the file is not there.
pub fn file(name: &str) -> anyhow::Result<PathBuf> {
    let folder = std::env::var_os(VARIABLE).with_context(|| {
        format!("{VARIABLE} is not set: cargo xtask test --suite image-qemu (or image-unicorn)")
    })?;
    let path = Path::new(&folder).join(name);
    ensure!(
        path.is_file(),
        "{} is not there: cargo xtask image",
        path.display()
    );
    Ok(path)
}

/// Sends every kind of request: each is answered, and only what needs an agent's disk is not
/// supported.
///
/// # Panics
/// If it is not so.
pub fn send_every_request(client: &mut Client) {
    for request in samples::requests() {
        // The samples change who it is and give the lease back, too.
        client.call(HostRequest::Identify { who: "ann" });
        client.take_lease();
        let response = client.call(request.clone());
        let refused = response == BoardResponse::from(BoardError::NotSupported);
        let needs_agent = matches!(
            request,
            HostRequest::AuditRead { .. } | HostRequest::BootSet { .. }
        );
        assert_eq!(refused, needs_agent, "{request:?}: {response:?}");
    }
}
