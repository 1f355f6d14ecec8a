//! A change under way

use fic_core::lease::Change;

use super::desk::Desk;

/// A request that may change the board is under way: until this is dropped its lease does
/// not end by itself; then the lease lasts its whole term again.
#[must_use = "dropped at once it protects nothing"]
pub struct Changing<'a> {
    desk: &'a Desk,
    /// `None` only once it was ended.
    change: Option<Change>,
}

impl<'a> Changing<'a> {
    pub(super) fn new(desk: &'a Desk, change: Change) -> Self {
        Self {
            desk,
            change: Some(change),
        }
    }
}

impl Drop for Changing<'_> {
    /// Even a request that panics gives its lease back its end.
    fn drop(&mut self) {
        if let Some(change) = self.change.take() {
            self.desk.end_change(change);
        }
    }
}
