//! Pins with their levels

use std::fmt;

use fic_protocol::GpioState;
use serde::Serialize;

use fic_client::Board;
use fic_client::Error;
use fic_client::board::wiring::PIN_COUNT;
use fic_client::board::wiring::Pin;

/// Pins with their levels.
#[derive(Serialize)]
pub(super) struct Levels {
    pub(super) pins: Vec<Level>,
    pub(super) dry_run: bool,
}

/// A pin and its level.
#[derive(Serialize)]
pub(super) struct Level {
    #[serde(flatten)]
    pin: Pin,
    level: u32,
    /// A load or the register bus owns it.
    owned: bool,
}

impl Level {
    pub(super) fn new(pin: Pin, state: GpioState) -> Self {
        Self {
            pin,
            level: state.levels >> pin.gpio & 1,
            owned: state.owned & pin.mask() != 0,
        }
    }
}

/// The pins of the board; nameless on a generation that this build does not know.
pub(super) fn all(board: &Board) -> Vec<Pin> {
    let nameless = |gpio| Pin {
        gpio,
        configuration: None,
        bus: None,
        other: None,
    };
    match board.wiring() {
        Some(wiring) => wiring.pins().collect(),
        None => (0..PIN_COUNT).map(nameless).collect(),
    }
}

/// A pin of the board by number or name.
pub(super) fn find(board: &Board, text: &str) -> Result<Pin, Error> {
    if let Some(wiring) = board.wiring() {
        return wiring.find(text);
    }
    let number = fic_client::number::up_to(text, "GPIO", u64::from(PIN_COUNT) - 1)?;
    let mut pins = all(board).into_iter();
    pins.find(|pin| u64::from(pin.gpio) == number)
        .ok_or_else(|| Error::UnknownPin {
            name: text.to_owned(),
            known: Vec::new(),
        })
}

impl fmt::Display for Levels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.dry_run { "would be " } else { "" };
        for (index, level) in self.pins.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n  " };
            let owner = if level.owned { " [owned]" } else { "" };
            let (pin, value) = (level.pin, level.level);
            write!(f, "{gap}GPIO{:<2} {verb}{value}  {pin}{owner}", pin.gpio)?;
        }
        Ok(())
    }
}
