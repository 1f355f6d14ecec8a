//! `fic-agent man`

use clap::CommandFactory as _;
use clap_mangen::Man;

use super::arguments::Arguments;
use super::error::ProgramError;
use super::output::print;

/// Prints the manual page, for the packages.
pub fn run() -> Result<(), ProgramError> {
    let mut page = Vec::new();
    // A vector takes everything.
    let _ = Man::new(Arguments::command()).render(&mut page);
    print(String::from_utf8_lossy(&page).trim_end());
    Ok(())
}
