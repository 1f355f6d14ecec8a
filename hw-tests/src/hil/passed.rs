//! Which trials a real board has passed, as people wrote it down

use serde::Deserialize;

/// The list in `passed-on-boards.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passed {
    #[serde(default, rename = "pass")]
    passes: Vec<Pass>,
}

/// One line of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pass {
    trial: String,
    profile: String,
    /// `YYYY-MM-DD`, for people.
    #[expect(dead_code, reason = "read by people")]
    date: String,
    /// Who saw it, on which board, for people.
    #[expect(dead_code, reason = "read by people")]
    by: String,
}

impl Passed {
    /// The list of this release.
    ///
    /// # Errors
    /// The file is no such list.
    pub fn of_this_release() -> anyhow::Result<Self> {
        Ok(toml::from_str(include_str!("../../passed-on-boards.toml"))?)
    }

    /// A real board of this profile has passed this trial.
    pub fn holds(&self, trial: &str, profile: &str) -> bool {
        let same = |pass: &Pass| pass.trial == trial && pass.profile == profile;
        self.passes.iter().any(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hil::TRIALS;

    #[test]
    fn the_list_names_trials_that_exist() {
        let passed = Passed::of_this_release().unwrap();
        for pass in &passed.passes {
            let known = TRIALS.iter().any(|trial| trial.name == pass.trial);
            assert!(known && ["mk1", "mk2"].contains(&pass.profile.as_str()));
        }
    }

    #[test]
    fn a_pass_counts_for_its_profile_alone() {
        let line = "[[pass]]\ntrial = 'load'\nprofile = 'mk2'\ndate = '2027-01-01'\nby = 'ann'\n";
        let passed: Passed = toml::from_str(line).unwrap();
        assert!(passed.holds("load", "mk2"));
        assert!(!passed.holds("load", "mk1") && !passed.holds("soak", "mk2"));
    }
}
