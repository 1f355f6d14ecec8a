//! One line of the benchmark table

use serde_json::Value;
use serde_json::json;

/// Which way a figure should move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// Less is better.
    Lower,
    /// More is better.
    Higher,
}

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Stable name, `room.thing.measure`.
    pub name: &'static str,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// What it should reach, if anybody said so.
    pub goal: Option<f64>,
    /// Which way is better.
    pub better: Better,
    /// How it was taken.
    pub how: String,
}

impl Row {
    /// A figure without a goal of which less is better.
    pub fn lower(
        name: &'static str,
        value: f64,
        unit: &'static str,
        how: impl Into<String>,
    ) -> Self {
        Self {
            name,
            value,
            unit,
            goal: None,
            better: Better::Lower,
            how: how.into(),
        }
    }

    /// A figure without a goal of which more is better.
    pub fn higher(
        name: &'static str,
        value: f64,
        unit: &'static str,
        how: impl Into<String>,
    ) -> Self {
        Self {
            better: Better::Higher,
            ..Self::lower(name, value, unit, how)
        }
    }

    /// The same with a goal.
    #[must_use]
    pub fn goal(self, goal: f64) -> Self {
        Self {
            goal: Some(goal),
            ..self
        }
    }

    /// Whether the goal is reached; true without one.
    pub fn is_reached(&self) -> bool {
        // Counts and their bounds are ratios of the same whole numbers, taken in different order.
        let slack = 1e-9;
        match (self.goal, self.better) {
            (None, _) => true,
            (Some(goal), Better::Lower) => self.value <= goal + slack,
            (Some(goal), Better::Higher) => self.value >= goal - slack,
        }
    }

    /// As the contract's JSON has it.
    pub fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "goal": self.goal,
            "better": match self.better { Better::Lower => "lower", Better::Higher => "higher" },
            "how": self.how,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_reached_from_the_better_side() {
        assert!(Row::lower("a", 2.0, "x", "").goal(2.0).is_reached());
        assert!(!Row::lower("a", 2.1, "x", "").goal(2.0).is_reached());
        assert!(!Row::higher("a", 1.9, "x", "").goal(2.0).is_reached());
        assert!(Row::higher("a", 1.9, "x", "").is_reached());
    }

    #[test]
    fn json_has_the_keys_of_the_contract() {
        let row = Row::lower("a.b", 2.0, "x", "counted").goal(3.0).to_json();
        let expected = json!({"name": "a.b", "value": 2.0, "unit": "x", "goal": 3.0,
            "better": "lower", "how": "counted"});
        assert_eq!(row, expected);
    }
}
