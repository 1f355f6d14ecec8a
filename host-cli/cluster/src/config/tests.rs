//! Config files, good and bad

use std::path::Path;

use super::config::Config;

fn parse(text: &str) -> Result<Config, String> {
    Config::parse(Path::new("c.toml"), text).map_err(|error| error.to_string())
}

#[test]
fn a_whole_file_is_read() {
    let config = parse(
        "[defaults]\nboard = \"@rack\"\njobs = 3\ntimeout = 2.5\nformat = \"json\"\n\
         [boards.fic00]\naddress = \"tcp://fic00\"\nnote = \"bench\"\n\
         [groups]\nrack = [\"fic[00-11]\", \"sim:mk2\"]\n",
    )
    .unwrap();
    assert_eq!(config.defaults.jobs, Some(3));
    assert_eq!(
        config.boards["fic00"].address.to_string(),
        "tcp://fic00:7402"
    );
    assert_eq!(config.groups["rack"].len(), 2);
}

#[test]
fn errors_name_file_and_line() {
    for (text, line, reason) in [
        ("[defaults]\njob = 1\n", 2, "unknown field `job`"),
        ("\n\n[boards.x]\naddress = \"x\"\n", 4, "no board address"),
        ("[boards.x]\nnote = \"y\"\n", 1, "missing field `address`"),
        ("[boards.\"a b\"]\naddress = \"sim:mk2\"\n", 1, "letters"),
        ("[groups]\na = [\"x[9-1]\"]\n", 2, "downwards"),
        ("a = = 1\n", 1, ""),
    ] {
        let message = parse(text).unwrap_err();
        assert!(message.contains(&format!("c.toml:{line}:")), "{message}");
        assert!(message.contains(reason), "{message}");
    }
}

#[test]
fn defaults_out_of_range_are_refused() {
    for text in [
        "timeout = 0.0",
        "timeout = nan",
        "jobs = 0",
        "format = \"xml\"",
    ] {
        let message = parse(&format!("[defaults]\n{text}\n")).unwrap_err();
        assert!(message.starts_with("c.toml:2: "), "{message}");
    }
}
