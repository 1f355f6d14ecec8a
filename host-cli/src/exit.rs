//! Exit codes

use fic_error::ExitClass;

/// Why a process ends, for scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Exit {
    /// Everything asked was done.
    Done = 0,
    /// Boards failed for different reasons, or anything not named below.
    Other = 1,
    /// The command line is wrong.
    Usage = 2,
    /// A board cannot be reached, or speaks another protocol version.
    Unreachable = 3,
    /// The input is refused: file, part, table, address, range.
    Input = 4,
    /// Not allowed now: lease held, not authorised.
    NotNow = 5,
    /// The board failed.
    Board = 6,
}

impl Exit {
    /// The one code of several boards: that which all failures share, else 1.
    pub fn of_all(codes: impl IntoIterator<Item = Self>) -> Self {
        let failures = codes.into_iter().filter(|&code| code != Self::Done);
        failures
            .map(Some)
            .reduce(|one, other| if one == other { one } else { Some(Self::Other) })
            .flatten()
            .unwrap_or(Self::Done)
    }
}

impl From<ExitClass> for Exit {
    fn from(class: ExitClass) -> Self {
        match class {
            ExitClass::Other => Self::Other,
            ExitClass::Usage => Self::Usage,
            ExitClass::Unreachable => Self::Unreachable,
            ExitClass::Input => Self::Input,
            ExitClass::NotNow => Self::NotNow,
            ExitClass::Board => Self::Board,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn failures_that_agree_give_their_code_others_one() {
        use Exit::*;
        for (codes, all) in [
            (vec![], Done),
            (vec![Done, Done], Done),
            (vec![Board, Done, Board], Board),
            (vec![Board, Unreachable], Other),
            (vec![Done, Input], Input),
            (vec![Other, Board, Board], Other),
        ] {
            assert_eq!(Exit::of_all(codes.clone()), all, "{codes:?}");
        }
    }
}
