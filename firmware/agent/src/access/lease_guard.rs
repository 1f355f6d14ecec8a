//! A change under way

use fic_core::lease::Change;

use super::shared_lease::SharedLease;

/// A request that may change the board is under way: until this is dropped its lease does
/// not end by itself; then the lease lasts its whole term again.
#[must_use = "dropped at once it protects nothing"]
pub struct LeaseGuard<'a> {
    lease: &'a SharedLease,
    /// `None` only once it was ended.
    change: Option<Change>,
}

impl<'a> LeaseGuard<'a> {
    pub(super) fn new(lease: &'a SharedLease, change: Change) -> Self {
        Self {
            lease,
            change: Some(change),
        }
    }
}

impl Drop for LeaseGuard<'_> {
    /// Even a request that panics gives its lease back its end.
    fn drop(&mut self) {
        if let Some(change) = self.change.take() {
            self.lease.end_change(change);
        }
    }
}
