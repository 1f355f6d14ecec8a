//! A design as the host knows it: identity, length, part, and where its data comes from
//!
//! # What a text means ([`Wanted`])
//!
//! | Text | Meaning |
//! |---|---|
//! | `sha256:…` | the entry of the catalog with this identity, 8 digits or more; `load` takes all 64 without a catalog |
//! | `./x`, `../x`, `/x`, `C:\x` | a file |
//! | anything else | a file if there is one, else `NAME[:VERSION]` of the catalog |
//!
//! If both exist, a text that ends like a file (`.bit`, `.bin`, `.gz`, `.zst`, …) is the
//! file and any other is the entry; a note says so. `./x` always is the file.

#[allow(clippy::module_inception, reason = "the folder's main type")]
mod design;
mod file;
mod part;
mod reference;

pub use design::Design;
pub use file::inspect;
pub use part::DesignPart;
pub use reference::Wanted;
