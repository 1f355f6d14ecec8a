//! Names of boards and groups, and lists of them

mod range;

use fic_client::Address;

pub(crate) use range::expand as expand_range;
pub(crate) use range::split_list;

/// Boards in one command, at most: far above any lab, far below what a typo like `[0-99999999]` asks.
pub(crate) const MAX_BOARDS: usize = 4096;

/// Whether a name may stand for a board or group.
pub fn check_name(name: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > 64 || !name.chars().all(fits) {
        return Err(format!(
            "`{name}` is no name: 1 to 64 letters, digits, `-`, `_` or `.`"
        ));
    }
    Ok(())
}

/// Whether a text could stand after `-b`; names are not looked up.
pub(crate) fn check_list(list: &str) -> Result<(), String> {
    for item in split_list(list)? {
        if Address::looks_like(item) {
            item.parse::<Address>().map_err(|bad| bad.to_string())?;
        } else if let Some(group) = item.strip_prefix('@') {
            check_name(group)?;
        } else {
            expand_range(item, MAX_BOARDS)?
                .iter()
                .try_for_each(|name| check_name(name))?;
        }
    }
    Ok(())
}
