//! Numbers and times as people read them

use std::time::Duration;

/// `1183744` as `1,183,744`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 board`, `2 boards`.
pub fn count(number: u64, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{} {one}s", grouped(number)),
    }
}

/// Bytes with a unit of 1000s: `48.3 MB`.
pub fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} B"),
        1_000..1_000_000 => format!("{:.1} kB", count as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", count as f64 / 1e6),
        _ => format!("{:.1} GB", count as f64 / 1e9),
    }
}

/// A duration with a fitting unit: `430 ms`, `2.1 s`, `3 min 5 s`.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match time.as_secs() {
        0 if time.as_millis() == 0 => format!("{} µs", time.as_micros()),
        0 => format!("{} ms", time.as_millis()),
        1..60 => format!("{seconds:.1} s"),
        60..3600 => format!("{} min {} s", time.as_secs() / 60, time.as_secs() % 60),
        _ => format!(
            "{} h {} min",
            time.as_secs() / 3600,
            time.as_secs() / 60 % 60
        ),
    }
}

/// Whole seconds in at most two units: `45 s`, `1 min 5 s`, `2 h`, `1 d 3 h`.
pub fn span(seconds: u64) -> String {
    let units = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let first = units.iter().position(|&(count, _)| count > 0).unwrap_or(3);
    let shown = units[first..].iter().take(2);
    let shown = shown.filter(|&&(count, _)| count > 0 || first == 3);
    let words: Vec<String> = shown
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    words.join(" ")
}

/// Seconds since 1970 as `2026-11-21 09:05:07 UTC`.
pub fn moment(at_s: u64) -> String {
    let format =
        time::macros::format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");
    i64::try_from(at_s)
        .ok()
        .and_then(|at| time::OffsetDateTime::from_unix_timestamp(at).ok())
        .and_then(|at| at.format(&format).ok())
        .unwrap_or_else(|| format!("{at_s} s after 1970"))
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Sixteen bytes a line: address, hexadecimal, and what can be printed.
pub fn hex_dump(address: u64, bytes: &[u8]) -> String {
    let lines = bytes.chunks(16).enumerate().map(|(index, line)| {
        let digits: Vec<String> = line.chunks(8).map(spaced).collect();
        let shown = |&byte: &u8| match byte {
            b' '..=b'~' => char::from(byte),
            _ => '.',
        };
        let text: String = line.iter().map(shown).collect();
        let at = address + index as u64 * 16;
        format!("{at:08x}  {:<48}  |{text}|", digits.join("  "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn spaced(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_from_the_right() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (48_251_520, "48,251,520"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn moments_are_utc() {
        assert_eq!(moment(1_700_000_000), "2023-11-14 22:13:20 UTC");
        assert_eq!(moment(u64::MAX), "18446744073709551615 s after 1970");
    }

    #[test]
    fn spans_have_two_units_at_most() {
        for (seconds, text) in [
            (0, "0 s"),
            (45, "45 s"),
            (65, "1 min 5 s"),
            (7200, "2 h"),
            (7201, "2 h"),
            (604_800, "7 d"),
            (97_200, "1 d 3 h"),
        ] {
            assert_eq!(span(seconds), text);
        }
    }

    #[test]
    fn units_fit() {
        assert_eq!(bytes(48_251_520), "48.3 MB");
        assert_eq!(duration(Duration::from_micros(70)), "70 µs");
        assert_eq!(duration(Duration::from_millis(2_130)), "2.1 s");
        assert_eq!(duration(Duration::from_secs(185)), "3 min 5 s");
    }

    #[test]
    fn dumps_have_sixteen_bytes_a_line() {
        let dump = hex_dump(0x10, b"0123456789abcdef\0z");
        assert_eq!(
            dump,
            "00000010  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n\
             00000020  00 7a                                             |.z|"
        );
        assert_eq!(hex(&[0, 0xAB]), "00ab");
    }
}
