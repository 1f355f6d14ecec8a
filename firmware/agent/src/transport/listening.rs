//! An address that is served

/// An address that is served.
///
/// Dropping it stops the server, sessions at other addresses among them, and removes
/// what it left in the file system: an agent gives up all its addresses at once.
pub struct Listening {
    shown: String,
    stop: Option<Box<dyn FnOnce() + Send>>,
}

impl Listening {
    pub(super) fn new(shown: String, stop: impl FnOnce() + Send + 'static) -> Self {
        Self {
            shown,
            stop: Some(Box::new(stop)),
        }
    }

    /// The address with what was chosen at start filled in, e.g. the port.
    pub fn address(&self) -> &str {
        &self.shown
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop();
        }
    }
}
