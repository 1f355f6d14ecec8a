//! Every trial, in the order in which one brings up a new board

mod answer;
mod clear;
mod data;
mod foreign;
mod load;
mod memory;
mod pins;
mod power;
mod probe;
mod registers;
mod soak;
mod table;

use super::Trial;

/// In order: the first that fails says where to look.
pub const TRIALS: &[Trial] = &[
    answer::TRIAL,
    power::TRIAL,
    pins::TRIAL,
    clear::TRIAL,
    probe::TRIAL,
    load::TRIAL,
    foreign::TRIAL,
    registers::TRIAL,
    table::TRIAL,
    data::TRIAL,
    memory::TRIAL,
    soak::TRIAL,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_words() {
        for (i, trial) in TRIALS.iter().enumerate() {
            let word = trial.name.bytes().all(|byte| byte.is_ascii_lowercase());
            assert!(word && !trial.effect.is_empty(), "{}", trial.name);
            assert!(!TRIALS[..i].iter().any(|other| other.name == trial.name));
        }
    }
}
