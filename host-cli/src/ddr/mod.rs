//! The DRAM behind the running design, and its AXI registers
//!
//! The design must hold the rasddr module and be started (`fic hls start`).

mod read;
mod span;
mod verify;
mod write;

pub use fic_protocol::Space;
pub use span::Span;
pub use write::Written;

use crate::Board;

/// The memory of one board's running design.
///
/// # Examples
/// ```no_run
/// use fic::ddr::Span;
/// let mut board = fic::Board::connect("tcp://fic00")?;
/// board.hls().reset()?;
/// board.hls().start()?;
/// // Any address and length; what was written is verified by checksum.
/// board.ddr().write(0x1001, b"hello")?;
/// assert_eq!(board.ddr().read(Span::new(0x1001, 5)?)?, b"hello");
/// # Ok::<(), fic::Error>(())
/// ```
pub struct Ddr<'b> {
    board: &'b mut Board,
    space: Space,
}

impl Board {
    /// The DRAM behind the running design.
    pub fn ddr(&mut self) -> Ddr<'_> {
        Ddr {
            board: self,
            space: Space::Memory,
        }
    }
}

impl Ddr<'_> {
    /// The AXI registers instead, or the memory again.
    pub fn space(self, space: Space) -> Self {
        Self { space, ..self }
    }
}
