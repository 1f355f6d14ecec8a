//! `fic fpga probe`

use std::fmt;

use fic_bitstream::Part;
use fic_protocol::ProbeReport;
use serde::Serialize;

use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;
use fic_client::explain;
use fic_client::explain::StatBit;

/// Read IDCODE and STAT through SelectMAP and explain every bit
#[derive(Debug, clap::Args)]
pub(crate) struct Probe {
    #[command(flatten)]
    boards: BoardArgs,
}

/// What SelectMAP read back, explained.
#[derive(Serialize)]
struct Probed {
    configured: bool,
    /// The board's part by its profile.
    expected_part: String,
    idcode: Option<Idcode>,
    stat: Option<Stat>,
}

#[derive(Serialize)]
struct Idcode {
    value: String,
    /// Silicon revision: the four bits above the part.
    revision: u32,
    /// The part that has it, if known.
    part: Option<&'static str>,
    matches: bool,
}

#[derive(Serialize)]
struct Stat {
    value: String,
    bits: Vec<StatBit>,
}

impl Probe {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        context.on_boards(&self.boards, |board, _| {
            let report = board.probe()?;
            Ok(Probed::new(report, &board.identity().part))
        })
    }
}

impl Probed {
    fn new(report: ProbeReport, expected_part: &str) -> Self {
        Self {
            configured: report.configured,
            expected_part: expected_part.to_owned(),
            idcode: report
                .idcode
                .map(|idcode| Idcode::new(idcode, expected_part)),
            stat: report.stat.map(|stat| Stat {
                value: format!("{stat:08X}"),
                bits: explain::explain_stat(stat),
            }),
        }
    }
}

impl Idcode {
    fn new(idcode: u32, expected_part: &str) -> Self {
        let part = Part::by_idcode(idcode);
        Self {
            value: format!("{idcode:08X}"),
            revision: idcode >> 28,
            part: part.map(|part| part.name),
            matches: part.is_some_and(|part| part.name == expected_part),
        }
    }
}

impl fmt::Display for Probed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.idcode {
            Some(idcode) => write!(f, "IDCODE {idcode}, {}", self.verdict(idcode))?,
            None => write!(f, "IDCODE: no answer, {}", self.silence())?,
        }
        match &self.stat {
            Some(stat) => write!(f, "\n{stat}"),
            None => write!(f, "\n  STAT: no answer, {}", self.silence()),
        }
    }
}

impl Probed {
    fn verdict(&self, idcode: &Idcode) -> String {
        match idcode.matches {
            true => "as it should be".into(),
            false => format!("but this board should have an {}", self.expected_part),
        }
    }

    fn silence(&self) -> &'static str {
        match self.configured {
            true => "as a configured FPGA without PERSIST gives none",
            false => "which an unconfigured FPGA should give: check CCLK, CSI_B, RDWR_B, CD0-7",
        }
    }
}

impl fmt::Display for Idcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = self.part.unwrap_or("an unknown part");
        write!(f, "{}: {part}, revision {}", self.value, self.revision)
    }
}

impl fmt::Display for Stat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  STAT {}", self.value)?;
        for bit in &self.bits {
            let mark = if bit.error { '!' } else { ' ' };
            write!(
                f,
                "\n{mark} {:>5}  {:<20} {}  {}",
                bit.bits, bit.name, bit.value, bit.meaning
            )?;
        }
        Ok(())
    }
}
