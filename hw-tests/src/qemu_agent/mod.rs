//! A Raspberry Pi 3 that QEMU emulates: Debian's kernel, the agent as built for a Pi
//!
//! ```text
//!  fic ── TCP ── QEMU's network ── agent ── /dev/mem ── GPIO registers ── edges ── test
//!                                  shell ── sets what the board would drive ◀──────┘
//! ```
//!
//! QEMU 7.2 has no way to drive an input. But its register of levels shows what was
//! written to the pin's latch, input or output: so a shell beside the agent can play the
//! board's part, such as PWOK, by writing to GPSET0. Nothing of timing, pulls or buses is
//! emulated.

pub mod edges;
pub mod expected;
pub mod image;
pub mod machine;
pub mod shell;

pub use edges::Edge;
pub use edges::Edges;
pub use expected::Expected;
pub use expected::expected_load;
pub use image::Image;
pub use machine::Machine;
pub use shell::Shell;
