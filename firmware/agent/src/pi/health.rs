//! How the Pi is: under-voltage, temperature, clocks, free space
//!
//! Every figure is optional: a file that is missing or holds nonsense is a sensor that
//! is not there. The core clock matters to the board: GPIO accesses take up to 1.6 times
//! as long when it idles (`facts/hardware.md` 6.3).

use std::fs;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::path::PathBuf;
use std::str::FromStr;

use fic_protocol::Health;
use fic_protocol::Name;
use fic_protocol::truncated;

use super::raw;
use crate::health::HealthSource;

/// More than any of these files holds, bytes.
const MAX_LEN: u64 = 16 * 1024;

const MODEL: &str = "proc/device-tree/model";
const TEMPERATURE: &str = "sys/class/thermal/thermal_zone0/temp";
const THROTTLED: &str = "sys/devices/platform/soc/soc:firmware/get_throttled";
const ARM_KHZ: &str = "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq";
const MEMORY: &str = "proc/meminfo";
const MAILBOX: &str = "dev/vcio";

// https://github.com/raspberrypi/firmware/wiki/Mailbox-property-interface
const GET_CLOCK_RATE: u32 = 0x0003_0002;
const CORE_CLOCK: u32 = 4;
const GET_THROTTLED: u32 = 0x0003_0046;

/// What tells how the machine is.
#[derive(Debug, Clone)]
pub struct PiHealth {
    root: PathBuf,
    store: PathBuf,
}

impl PiHealth {
    /// Of this machine, with the staged designs in `store`.
    pub fn new(store: &Path) -> Self {
        Self::under(Path::new("/"), store)
    }

    /// Of a machine whose `/proc`, `/sys` and `/dev` are in `root`.
    pub fn under(root: &Path, store: &Path) -> Self {
        Self {
            root: root.into(),
            store: store.into(),
        }
    }

    fn read(&self) -> Health {
        let mailbox = File::open(self.root.join(MAILBOX)).ok();
        let ask = |tag, value| raw::firmware_property(mailbox.as_ref()?, tag, value).ok();
        let core = ask(GET_CLOCK_RATE, [CORE_CLOCK, 0]).map(|[_, hertz]| hertz);
        let asked = || ask(GET_THROTTLED, [0, 0]).map(|[flags, _]| flags);
        Health {
            model: self.model(),
            temperature_mc: self.number(TEMPERATURE),
            core_hz: core.filter(|&hertz| hertz > 0),
            arm_hz: self
                .number(ARM_KHZ)
                .and_then(|khz: u32| khz.checked_mul(1000)),
            throttled: self.throttled().or_else(asked),
            free_bytes: free_bytes(&self.store),
            free_memory_bytes: self.free_memory_bytes(),
        }
    }

    fn model(&self) -> Name {
        let text = self.text(MODEL).unwrap_or_default();
        let plain: String = text.chars().filter(|char| !char.is_control()).collect();
        truncated(plain.trim())
    }

    fn throttled(&self) -> Option<u32> {
        let text = self.text(THROTTLED)?;
        let text = text.trim();
        u32::from_str_radix(text.strip_prefix("0x").unwrap_or(text), 16).ok()
    }

    fn free_memory_bytes(&self) -> Option<u64> {
        let text = self.text(MEMORY)?;
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("MemAvailable:"))?;
        let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        kib.checked_mul(1024)
    }

    fn number<T: FromStr>(&self, path: &str) -> Option<T> {
        self.text(path)?.trim().parse().ok()
    }

    fn text(&self, path: &str) -> Option<String> {
        let mut bytes = Vec::new();
        let file = File::open(self.root.join(path)).ok()?;
        file.take(MAX_LEN).read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Blocks for milliseconds; for two seconds at most if the Pi's firmware does not answer.
impl HealthSource for PiHealth {
    fn health(&self) -> Health {
        self.read()
    }
}

/// Free bytes for this user where the store lies, or will lie.
fn free_bytes(store: &Path) -> Option<u64> {
    let there = store
        .ancestors()
        .find(|path| fs::exists(path).is_ok_and(|is| is))?;
    let known = rustix::fs::statvfs(there).ok()?;
    known.f_bavail.checked_mul(known.f_frsize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn read(files: &[(&str, &[u8])]) -> Health {
        let folder = tree(files);
        PiHealth::under(folder.path(), folder.path()).read()
    }

    #[test]
    fn a_pi_says_everything_but_its_core_clock() {
        let health = read(&[
            (MODEL, b"Raspberry Pi 3 Model B Rev 1.2\0"),
            (TEMPERATURE, b"48312\n"),
            (THROTTLED, b"50005\n"),
            (ARM_KHZ, b"1200000\n"),
            (
                MEMORY,
                b"MemTotal:  945512 kB\nMemAvailable:     700000 kB\n",
            ),
        ]);
        assert_eq!(health.model.as_str(), "Raspberry Pi 3 Model B Rev 1.2");
        assert_eq!(health.temperature_mc, Some(48_312));
        assert_eq!(health.throttled, Some(0x5_0005));
        assert_eq!(health.arm_hz, Some(1_200_000_000));
        assert_eq!(health.free_memory_bytes, Some(700_000 * 1024));
        assert_eq!(health.core_hz, None);
        assert!(health.free_bytes.is_some());
    }

    #[test]
    fn a_machine_without_sensors_says_nothing() {
        let health = Health {
            free_bytes: None,
            ..read(&[])
        };
        assert_eq!(health, Health::default());
    }

    #[test]
    fn nonsense_is_a_sensor_that_is_not_there() {
        let long = vec![b'9'; 100_000];
        for bytes in [
            &b""[..],
            b"\0\0\0",
            b"\xff\xfe",
            b"-",
            b"99999999999999999999",
            b"MemAvailable: much kB\n",
            b"MemAvailable: 18446744073709551615 kB\n",
            b"MemAvailable: 5\n",
            &long,
        ] {
            let files =
                [TEMPERATURE, THROTTLED, ARM_KHZ, MEMORY, MAILBOX].map(|path| (path, bytes));
            let health = read(&files);
            let nothing = Health {
                free_bytes: health.free_bytes,
                ..Health::default()
            };
            assert_eq!(health, nothing, "{bytes:?}");
        }
    }

    #[test]
    fn negative_temperatures_and_hexadecimal_prefixes_are_read() {
        let health = read(&[(TEMPERATURE, b"-5000"), (THROTTLED, b"0x0")]);
        assert_eq!(health.temperature_mc, Some(-5000));
        assert_eq!(health.throttled, Some(0));
    }

    #[test]
    fn a_model_of_control_characters_does_not_reach_a_terminal() {
        let health = read(&[(MODEL, b"\x1b[31mPi\0")]);
        assert_eq!(health.model.as_str(), "[31mPi");
    }

    #[test]
    fn the_space_of_a_store_to_be_is_that_of_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        assert!(free_bytes(&folder.path().join("not/yet")).is_some());
    }
}
