//! Host time of a modelled register write in a load: `cargo run --release -p fic-model --example model_speed`

use std::time::Instant;

use fic_model::Model;

const SET: u32 = 0x1C;
const CLR: u32 = 0x28;
const HALF_WORDS: u32 = 6_000_000;

fn main() {
    let Some(mut model) = Model::new("mk2") else {
        return;
    };
    model.gpio_write(SET, 0x0E00_0020);
    for (register, value) in [
        (0x08, 0o11_101_111),
        (0x04, 0o1_111_111_111),
        (0x00, 0o1_110_100_000),
    ] {
        model.gpio_write(register, value);
    }
    model.gpio_write(CLR, 1 << 5);
    model.advance_ns(1000);
    model.gpio_write(SET, 1 << 5);
    model.advance_ns(10_000_000);
    model.gpio_write(CLR, 1 << 27);
    model.gpio_write(CLR, 1 << 26);
    let head = [
        0x0000_u16, 0x00BB, 0x1122, 0x0044, 0xAA99, 0x5566, 0x3001, 0x8001, 0x0390, 0xD093,
    ];
    for half in head.into_iter().chain([0x3000, 0x4000, 0x57FF, 0xFFFF]) {
        send(&mut model, half);
    }
    let start = Instant::now();
    let before = model.counter("gpio_writes").unwrap_or(0);
    let mut data = 0x1234_u16;
    for _ in 0..HALF_WORDS {
        data = data.wrapping_mul(0x9E37).wrapping_add(0x79B9);
        send(&mut model, data);
    }
    let writes = model.counter("gpio_writes").unwrap_or(0) - before;
    let ns = start.elapsed().as_nanos() as f64;
    println!(
        "{writes} writes, {:.2} ns each, {:.1} ns a half-word",
        ns / writes as f64,
        ns / f64::from(HALF_WORDS)
    );
    println!(
        "width {:?}, violations {}",
        model.counter("width"),
        model.violations().len()
    );
}

fn send(model: &mut Model, half: u16) {
    let pins = u32::from(half.swap_bytes().reverse_bits()) << 8;
    model.gpio_write(CLR, 1 << 7 | (0x00FF_FF00 & !pins));
    model.gpio_write(SET, pins);
    model.gpio_write(SET, 1 << 7);
}
