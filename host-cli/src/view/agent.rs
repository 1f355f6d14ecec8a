//! The machine beside the board, as `fic status` shows it

use std::fmt;

use fic_protocol::AgentInfo;
use fic_protocol::Health;
use serde::Serialize;

use crate::view::lease::LeaseView;
use crate::view::pieces::short;
use fic_client::text;

/// Everything about the agent that is not about the FPGA.
#[derive(Serialize)]
pub(crate) struct Agent {
    /// What who asks may do.
    role: &'static str,
    /// How the board knows who asks.
    key: String,
    lease: LeaseView,
    /// The design that is loaded when the agent starts.
    boot: Option<String>,
    machine: Machine,
    sessions: u16,
    line_errors: u32,
    audit_records: u64,
}

/// How the machine is; `null` is what it has no sensor for.
#[derive(Serialize)]
struct Machine {
    model: Option<String>,
    temperature_c: Option<f64>,
    core_hz: Option<u32>,
    arm_hz: Option<u32>,
    throttled: Option<Throttled>,
    free_bytes: Option<u64>,
    free_memory_bytes: Option<u64>,
}

/// What the Pi's firmware says of power and heat.
#[derive(Serialize)]
struct Throttled {
    flags: String,
    now: Vec<&'static str>,
    since_start: Vec<&'static str>,
}

/// A flag's word for scripts; its place is its bit, and 16 above the same since the start.
const FLAGS: [&str; 4] = [
    "under_voltage",
    "frequency_capped",
    "throttled",
    "soft_temperature_limit",
];

impl Agent {
    /// Who holds the board and until when, if somebody does.
    pub(crate) fn leased(&self) -> Option<String> {
        self.lease.brief()
    }

    fn power(&self) -> Option<String> {
        let throttled = self.machine.throttled.as_ref()?;
        let words = |flags: &[&str]| {
            flags
                .join(", ")
                .replace('_', " ")
                .replace("under v", "under-v")
        };
        let mut said = Vec::new();
        if !throttled.now.is_empty() {
            said.push(format!("now: {}", words(&throttled.now)));
        }
        if !throttled.since_start.is_empty() {
            said.push(format!(
                "since it started: {}",
                words(&throttled.since_start)
            ));
        }
        Some(match said.is_empty() {
            true => "good since it started".into(),
            false => format!("{}; check supply and cable", said.join("; ")),
        })
    }
}

impl From<AgentInfo> for Agent {
    fn from(info: AgentInfo) -> Self {
        Self {
            role: info.role.word(),
            key: info.key.to_string(),
            lease: LeaseView::from(info.lease),
            boot: info.boot.map(|digest| format!("sha256:{digest}")),
            machine: Machine::from(info.health),
            sessions: info.sessions,
            line_errors: info.line_errors,
            audit_records: info.audit_records,
        }
    }
}

impl From<Health> for Machine {
    fn from(health: Health) -> Self {
        Self {
            model: (!health.model.is_empty()).then(|| health.model.to_string()),
            temperature_c: health.temperature_mc.map(|mc| f64::from(mc) / 1000.0),
            core_hz: health.core_hz,
            arm_hz: health.arm_hz,
            throttled: health.throttled.map(Throttled::from),
            free_bytes: health.free_bytes,
            free_memory_bytes: health.free_memory_bytes,
        }
    }
}

impl From<u32> for Throttled {
    fn from(flags: u32) -> Self {
        let set = |from: usize| {
            let words = FLAGS.iter().enumerate();
            let set = words.filter(|&(bit, _)| flags >> (bit + from) & 1 == 1);
            set.map(|(_, &word)| word).collect()
        };
        Self {
            flags: format!("0x{flags:x}"),
            now: set(0),
            since_start: set(16),
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mega = |hertz: u32| f64::from(hertz) / 1e6;
        let parts = [
            self.model.clone(),
            self.temperature_c.map(|degrees| format!("{degrees:.1} °C")),
            self.core_hz
                .map(|hertz| format!("core {} MHz (the time of GPIO accesses)", mega(hertz))),
            self.arm_hz
                .map(|hertz| format!("processor {} MHz", mega(hertz))),
            self.free_bytes
                .map(|free| format!("{} free on disk", text::bytes(free))),
            self.free_memory_bytes
                .map(|free| format!("{} of memory free", text::bytes(free))),
        ];
        let known: Vec<String> = parts.into_iter().flatten().collect();
        match known.is_empty() {
            true => f.write_str("unknown"),
            false => f.write_str(&known.join(", ")),
        }
    }
}

impl fmt::Display for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n  lease   {}", self.lease)?;
        let boot = self.boot.as_deref().map_or("no design", short);
        write!(f, "\n  boot    {boot} is loaded when the agent starts")?;
        write!(f, "\n  you     {}, known as {}", self.role, self.key)?;
        write!(f, "\n  machine {}", self.machine)?;
        if let Some(power) = self.power() {
            write!(f, "\n  power   {power}")?;
        }
        let sessions = text::count(self.sessions.into(), "session");
        let damaged = text::count(self.line_errors.into(), "damaged frame");
        write!(
            f,
            "\n  traffic {sessions}, {damaged} since the agent started"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_have_words_for_now_and_before() {
        let throttled = Throttled::from(0x0005_0001);
        assert_eq!(throttled.flags, "0x50001");
        assert_eq!(throttled.now, ["under_voltage"]);
        assert_eq!(throttled.since_start, ["under_voltage", "throttled"]);
        let unknown = Throttled::from(0xFFF0_FFF0);
        assert!(unknown.now.is_empty() && unknown.since_start.is_empty());
    }
}
