//! What a board handle needs of a board

use std::io;
use std::time::Instant;

use fic_core::BoardPort;
use fic_core::Cancelled;
use fic_core::Hooks;
use fic_core::Store;
use fic_core::service::Service;
use fic_protocol::BoardResponse;
use fic_protocol::BoardStatus;
use fic_protocol::Digest;
use fic_protocol::HostRequest;
use fic_protocol::Name;
use fic_protocol::Progress;

use crate::model_report::ModelReport;

/// Serves requests to one board; the request service is the one real implementation.
pub trait BoardService: Send {
    /// See [`Service::handle`].
    fn handle(
        &mut self,
        who: &Name,
        request: HostRequest<'_>,
        hooks: &mut dyn Hooks,
    ) -> BoardResponse;

    /// Everything that is known of the board without moving a pin, for those who ask
    /// while another request acts.
    fn remembered(&mut self) -> Option<BoardStatus> {
        None
    }

    /// The design that is loaded when the agent starts, if one was chosen.
    fn boot(&mut self) -> Option<Digest> {
        None
    }

    /// What a modelled board has seen so far; `None` of a real one.
    fn model_report(&mut self) -> Option<ModelReport> {
        None
    }

    /// The agent ends: leaves pins safe, completes traces.
    ///
    /// # Errors
    /// The trace could not be written.
    fn close(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The request service over the agent's port and store.
pub struct ServiceBoard<P, S> {
    service: Box<Service<P, S>>,
    started: Instant,
}

/// What the agent asks of a port beyond moving pins.
pub trait PortLifecycle {
    /// What a modelled board has seen so far; `None` of a real one.
    fn model_report(&self) -> Option<ModelReport> {
        None
    }

    /// See [`BoardService::close`].
    ///
    /// # Errors
    /// As there.
    fn close(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<P: BoardPort, S: Store> ServiceBoard<P, S> {
    /// Wraps the service.
    pub fn new(service: Service<P, S>) -> Self {
        Self {
            service: Box::new(service),
            started: Instant::now(),
        }
    }

    /// A model's own clock stands while nobody touches its pins.
    fn with_uptime(&self, mut response: BoardResponse) -> BoardResponse {
        if let BoardResponse::Identity(identity) = &mut response {
            identity.uptime_s = self.uptime_s();
        }
        if let BoardResponse::Status(status) = &mut response {
            status.identity.uptime_s = self.uptime_s();
        }
        response
    }

    fn uptime_s(&self) -> u32 {
        u32::try_from(self.started.elapsed().as_secs()).unwrap_or(u32::MAX)
    }
}

impl<P, S> BoardService for ServiceBoard<P, S>
where
    P: BoardPort + PortLifecycle + Send,
    S: Store + Send,
{
    fn handle(
        &mut self,
        who: &Name,
        request: HostRequest<'_>,
        hooks: &mut dyn Hooks,
    ) -> BoardResponse {
        let response = self.service.handle(who, request, &mut AnyHooks(hooks));
        self.with_uptime(response)
    }

    fn remembered(&mut self) -> Option<BoardStatus> {
        self.service.remembered_status().ok()
    }

    fn boot(&mut self) -> Option<Digest> {
        self.service.store().boot()
    }

    fn model_report(&mut self) -> Option<ModelReport> {
        self.service.port().model_report()
    }

    fn close(&mut self) -> io::Result<()> {
        self.service.port().close()
    }
}

/// The service takes any hooks but wants to know their size.
struct AnyHooks<'a>(&'a mut dyn Hooks);

impl Hooks for AnyHooks<'_> {
    fn progress(&mut self, progress: Progress) -> Result<(), Cancelled> {
        self.0.progress(progress)
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Cancelled> {
        self.0.data(bytes)
    }
}
