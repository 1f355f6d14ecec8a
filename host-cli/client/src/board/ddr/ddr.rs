//! The memory of one board's running design

use fic_protocol::Space;

use crate::board::board::Board;

/// The memory of one board's running design.
///
/// # Examples
/// ```no_run
/// use fic_client::board::ddr::Span;
/// let mut board = fic_client::Board::connect("tcp://fic00")?;
/// board.hls().reset()?;
/// board.hls().start()?;
/// // Any address and length; what was written is verified by checksum.
/// board.ddr().write(0x1001, b"hello")?;
/// assert_eq!(board.ddr().read(Span::new(0x1001, 5)?)?, b"hello");
/// # Ok::<(), fic_client::Error>(())
/// ```
pub struct Ddr<'b> {
    pub(super) board: &'b mut Board,
    pub(super) space: Space,
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
