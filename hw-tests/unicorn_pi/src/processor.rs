//! The processor: a Cortex-A53 that starts at EL2, its memory, and the pages of registers

use anyhow::anyhow;
use unicorn_engine::Arch;
use unicorn_engine::Arm64CpuModel;
use unicorn_engine::Context;
use unicorn_engine::HookType;
use unicorn_engine::Mode;
use unicorn_engine::Prot;
use unicorn_engine::RegisterARM64;
use unicorn_engine::RegisterARM64CP;
use unicorn_engine::Unicorn;
use unicorn_engine::uc_error;

use crate::peripherals::PAGES;
use crate::peripherals::Peripherals;
use crate::peripherals::Stop;

/// Where a Pi's firmware puts a raw image, and enters it.
const ENTRY: u64 = 0x8_0000;
/// A Pi 3 with the firmware's usual share for the GPU.
const MEMORY: u64 = 0x3B40_0000;
const PAGE: u64 = 0x1000;
/// Nothing runs there: a run has no end of its own.
const NOWHERE: u64 = u64::MAX - 3;
/// The instruction WFI.
const WAIT_FOR_INTERRUPT: u32 = 0xD503_207F;

/// By its encoding.
const SCR_EL3: RegisterARM64CP = RegisterARM64CP {
    op0: 3,
    op1: 6,
    crn: 1,
    crm: 1,
    op2: 0,
    val: 0,
};
/// NS, RES1, SMD, HCE, RW.
const SCR_EL3_AS_LEFT: u64 = 0x5B1;
/// EL2 with its own stack pointer.
const EL2_ALL_MASKED: u64 = 0x3C9;

/// The processor with everything behind it.
pub struct Processor {
    emulator: Unicorn<'static, Peripherals>,
    image: Vec<u8>,
    reset: Context,
}

impl Processor {
    /// Out of reset, with an image in memory; `counting` counts instructions, which makes
    /// everything several times slower.
    pub fn new(image: Vec<u8>, peripherals: Peripherals, counting: bool) -> anyhow::Result<Self> {
        let emulator =
            emulator(peripherals, counting).map_err(|error| anyhow!("unicorn: {error:?}"))?;
        let reset = emulator.context_init().map_err(failed)?;
        let mut processor = Self {
            emulator,
            image,
            reset,
        };
        processor.load()?;
        Ok(processor)
    }

    fn load(&mut self) -> anyhow::Result<()> {
        let Self {
            emulator, image, ..
        } = self;
        emulator.mem_write(ENTRY, image).map_err(failed)?;
        emulator.reg_write(RegisterARM64::PC, ENTRY).map_err(failed)
    }

    /// What is behind the processor.
    pub fn peripherals(&mut self) -> &mut Peripherals {
        self.emulator.get_data_mut()
    }

    /// Runs until the processor has to stop for good.
    pub fn run(&mut self) -> anyhow::Result<Stop> {
        loop {
            let at = self.emulator.pc_read().map_err(failed)?;
            let outcome = self.emulator.emu_start(at, NOWHERE, 0, 0);
            if self.peripherals().stop.is_none() {
                match outcome {
                    Ok(()) => self.sleep()?,
                    Err(error) => return Ok(Stop::Fault(self.explain(error))),
                }
            }
            match self.peripherals().stop.take() {
                Some(Stop::Reset) => {
                    self.peripherals().reset();
                    self.restart()?;
                }
                Some(stop) => return Ok(self.placed(stop)),
                None => {}
            }
        }
    }

    /// The run ended by itself: that is a WFI, or nothing we know.
    fn sleep(&mut self) -> anyhow::Result<()> {
        let at = self.emulator.pc_read().map_err(failed)?;
        let mut word = [0; 4];
        self.emulator.mem_read(at - 4, &mut word).map_err(failed)?;
        if u32::from_le_bytes(word) != WAIT_FOR_INTERRUPT {
            self.peripherals()
                .fault("the run ended for no known reason".into());
        } else {
            self.peripherals().sleep();
        }
        Ok(())
    }

    fn restart(&mut self) -> anyhow::Result<()> {
        self.emulator.context_restore(&self.reset).map_err(failed)?;
        self.load()?;
        self.emulator.ctl_flush_tlb().map_err(failed)?;
        self.emulator.ctl_flush_tb().map_err(failed)
    }

    fn placed(&self, stop: Stop) -> Stop {
        match stop {
            Stop::Fault(text) => Stop::Fault(format!("{text}; {}", self.place())),
            other => other,
        }
    }

    fn place(&self) -> String {
        let register = |id| self.emulator.reg_read(id).unwrap_or(0);
        format!(
            "pc {:#x}, lr {:#x}, sp {:#x}",
            register(RegisterARM64::PC),
            register(RegisterARM64::X30),
            register(RegisterARM64::SP)
        )
    }

    fn explain(&self, error: uc_error) -> String {
        let register = |id| self.emulator.reg_read(id).unwrap_or(0);
        format!(
            "the processor took an exception ({error:?}): syndrome {:#x}, address {:#x}; {}",
            register(RegisterARM64::ESR_EL1),
            register(RegisterARM64::FAR_EL1),
            self.place()
        )
    }
}

fn failed(error: uc_error) -> anyhow::Error {
    anyhow!("{error:?}").context("unicorn")
}

fn emulator(
    peripherals: Peripherals,
    counting: bool,
) -> Result<Unicorn<'static, Peripherals>, uc_error> {
    let mut emulator = Unicorn::new_with_data(Arch::ARM64, Mode::LITTLE_ENDIAN, peripherals)?;
    emulator.ctl_set_cpu_model(Arm64CpuModel::A53 as i32)?;
    enter_el2(&mut emulator)?;
    emulator.mem_map(0, MEMORY, Prot::ALL)?;
    for page in PAGES {
        emulator.mmio_map(
            page,
            PAGE,
            Some(
                move |emulator: &mut Unicorn<'_, Peripherals>, offset, size| {
                    let value = emulator.get_data_mut().read(page + offset, size);
                    stop_if_told(emulator);
                    u64::from(value)
                },
            ),
            Some(
                move |emulator: &mut Unicorn<'_, Peripherals>, offset, size, value: u64| {
                    emulator
                        .get_data_mut()
                        .write(page + offset, size, value as u32);
                    stop_if_told(emulator);
                },
            ),
        )?;
    }
    emulator.add_mem_hook(
        HookType::MEM_INVALID,
        0,
        u64::MAX,
        |emulator, kind, address, size, _| {
            let text = format!("{kind:?} of {size} bytes at {address:#x}, where nothing is");
            emulator.get_data_mut().fault(text);
            false
        },
    )?;
    if counting {
        emulator.add_code_hook(0, u64::MAX, |emulator, _, _| {
            emulator.get_data_mut().instructions += 1;
        })?;
    }
    Ok(emulator)
}

/// As a Pi's firmware enters an image: at EL2, not secure. Unicorn by itself would start
/// at EL1, with an EL2 behind it that says that EL1 is 32 bits wide.
fn enter_el2(emulator: &mut Unicorn<'_, Peripherals>) -> Result<(), uc_error> {
    emulator.reg_write(RegisterARM64::PSTATE, EL2_ALL_MASKED)?;
    // In this order: only the second write makes the emulator see both.
    emulator.reg_write_arm64_coproc(&RegisterARM64CP {
        val: SCR_EL3_AS_LEFT,
        ..SCR_EL3
    })
}

fn stop_if_told(emulator: &mut Unicorn<'_, Peripherals>) {
    if emulator.get_data().stop.is_some() {
        // The next look at the result says so if this failed.
        let _ = emulator.emu_stop();
    }
}
