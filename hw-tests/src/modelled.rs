//! The model's pins for a driver, and the model for the one who looks on

use std::cell::RefCell;
use std::rc::Rc;

use anyhow::Context;
use anyhow::anyhow;
use anyhow::ensure;
use fic_agent::registers::RegisterPort;
use fic_agent::registers::Registers;
use fic_core::profile::Profile;
use fic_core::selectmap::Loading;
use fic_model::Model;

use crate::bench::small;

/// A model that a driver's port and its judge hold together.
#[derive(Clone)]
pub struct SharedModel(Rc<RefCell<Model>>);

impl SharedModel {
    /// A board as after power-up; `None` if the model knows none of this name.
    pub fn new(board: &str) -> Option<Self> {
        Some(Self(Rc::new(RefCell::new(Model::new(board)?))))
    }

    /// A board with a small design running, and its profile.
    ///
    /// # Errors
    /// If there is no such board, or the design does not start.
    pub fn with_design(board: &str) -> anyhow::Result<(Self, Profile)> {
        let model = Self::new(board).context("the model knows no such board")?;
        let profile = fic_core::profile::by_name(board).context("no such profile")?;
        let failed = |failed| anyhow!("the load failed: {failed:?}");
        let mut port = model.port();
        let mut loading = Loading::begin_full(&mut port, &profile, profile.mode).map_err(failed)?;
        loading
            .write(&small(profile.part)?)
            .map_err(|error| anyhow!("the load failed: {error:?}"))?;
        loading.finish().map_err(failed)?;
        ensure!(model.configured(), "the design did not start");
        Ok((model, profile))
    }

    /// Its pins.
    pub fn port(&self) -> RegisterPort<Self> {
        RegisterPort::new(self.clone())
    }

    /// Sets a fault, strap or parameter of the model.
    ///
    /// # Errors
    /// The model's own.
    pub fn set(&self, key: &str, value: &str) -> Result<(), fic_model::SetError> {
        self.0.borrow_mut().set(key, value)
    }

    /// A counter; 0 if there is none of this name.
    pub fn counter(&self, name: &str) -> u64 {
        self.0.borrow().counter(name).unwrap_or(0)
    }

    /// Broken rules so far, as text.
    pub fn violations(&self) -> Vec<String> {
        self.0
            .borrow()
            .violations()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    /// The Pi restarts, the FPGA does not.
    pub fn reboot_pi(&self) {
        self.0.borrow_mut().reboot_pi();
    }

    /// Whether DONE is high and startup is over.
    pub fn configured(&self) -> bool {
        self.0.borrow().configured()
    }
}

impl Registers for SharedModel {
    #[inline]
    fn write(&mut self, offset: u32, value: u32) {
        self.0.borrow_mut().gpio_write(offset, value);
    }

    fn read(&mut self, offset: u32) -> u32 {
        self.0.borrow_mut().gpio_read(offset)
    }

    fn advance_ns(&mut self, ns: u64) {
        self.0.borrow_mut().advance_ns(ns);
    }

    fn now_ns(&self) -> u64 {
        self.0.borrow().now_ns()
    }
}
