//! A modelled board with the request service on it

use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::path::Path;

use fic_core::profile::Profile;
use fic_core::service::About;
use fic_core::service::Service;
use fic_model::Model;
use fic_protocol::BoardKind;
use fic_protocol::limits::CHUNK_LEN;
use fic_protocol::limits::WINDOW_CHUNKS;
use fic_protocol::truncated;

use super::SimAddress;
use super::SimError;
use super::model::ModelRegisters;
use super::wired;
use crate::board::BoardService;
use crate::board::ServiceBoard;
use crate::registers::RegisterPort;
use crate::registers::Registers;
use crate::store::DiskStore;

/// A modelled board that is powered but not served yet.
pub struct SimModel {
    board: String,
    model: Model,
    profile: Profile,
}

impl SimModel {
    /// Powers a modelled board up; `trace` records every pin from then on.
    ///
    /// # Errors
    /// [`SimError`] if the address names no board or an option that the model does not
    /// take, or if the trace cannot be made.
    pub fn power_up(address: &SimAddress, trace: Option<&Path>) -> Result<Self, SimError> {
        let unknown = || SimError::UnknownBoard {
            board: address.board.clone(),
        };
        let mut profile = fic_core::profile::by_name(&address.board).ok_or_else(unknown)?;
        let mut model = Model::new(&address.board).ok_or_else(unknown)?;
        for (key, value) in straps_first(address) {
            model.set(key, value).map_err(|source| SimError::Option {
                key: key.clone(),
                value: value.clone(),
                source,
            })?;
        }
        if let Some(part) = address.option("part").and_then(fic_model::find_part) {
            profile.part = part.name;
        }
        if let Some(path) = trace {
            start_trace(&mut model, path).map_err(|source| SimError::Trace {
                path: path.into(),
                source,
            })?;
        }
        Ok(Self {
            board: address.board.clone(),
            model,
            profile,
        })
    }

    /// Puts the request service on it, ready for a [`crate::board::BoardHandle`].
    pub fn serve(self, store: DiskStore) -> Box<dyn BoardService> {
        let profile = self.profile;
        over(self.registers(), profile, store)
    }

    /// Joins a link port of each of two, and puts the request service on both.
    ///
    /// # Errors
    /// [`SimError::Link`] if a port is no link.
    pub fn serve_wired(
        models: [Self; 2],
        ports: [usize; 2],
        stores: [DiskStore; 2],
    ) -> Result<[Box<dyn BoardService>; 2], SimError> {
        let [one_profile, other_profile] = models.each_ref().map(|model| model.profile);
        let registers = models.map(Self::registers);
        let [one, other] =
            wired::wire(registers, ports).map_err(|source| SimError::Link { source })?;
        let [one_store, other_store] = stores;
        Ok([
            over(one, one_profile, one_store),
            over(other, other_profile, other_store),
        ])
    }

    fn registers(self) -> ModelRegisters {
        ModelRegisters::new(&self.board, self.model)
    }
}

/// The request service over a register block.
fn over<R: Registers + Send + 'static>(
    registers: R,
    profile: Profile,
    store: DiskStore,
) -> Box<dyn BoardService> {
    let about = About {
        build: truncated(env!("CARGO_PKG_VERSION")),
        kind: BoardKind::Modelled,
        window_bytes: (WINDOW_CHUNKS * CHUNK_LEN) as u32,
    };
    let service = Service::new(RegisterPort::new(registers), store, profile, about);
    Box::new(ServiceBoard::new(service))
}

/// A part is soldered in before anything else of the board is set: it comes in sound.
fn straps_first(address: &SimAddress) -> impl Iterator<Item = &(String, String)> {
    let parts = |wanted: bool| {
        let options = address.options.iter();
        options.filter(move |(key, _)| (key == "part") == wanted)
    };
    parts(true).chain(parts(false))
}

fn start_trace(model: &mut Model, path: &Path) -> io::Result<()> {
    let file = File::create(path)?;
    model.start_trace(Box::new(BufWriter::new(file)))
}
