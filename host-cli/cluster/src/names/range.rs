//! Comma lists and `name[00-11]` ranges

/// Cuts at commas that stand outside of brackets.
pub fn split_list(list: &str) -> Result<Vec<&str>, String> {
    let mut items = Vec::new();
    let mut start = 0;
    let mut inside = false;
    for (index, c) in list.char_indices() {
        match c {
            '[' if !inside => inside = true,
            ']' if inside => inside = false,
            '[' | ']' => return Err("brackets do not match".into()),
            ',' if !inside => {
                items.push(&list[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    if inside {
        return Err("`]` is missing".into());
    }
    items.push(&list[start..]);
    match items.iter().any(|item| item.trim().is_empty()) {
        true => Err("a name is missing between commas".into()),
        false => Ok(items.into_iter().map(str::trim).collect()),
    }
}

/// All names that `prefix[00-03,07]suffix` stands for, at most `limit`.
///
/// Numbers keep the width in which the first of a pair is written.
pub fn expand(item: &str, limit: usize) -> Result<Vec<String>, String> {
    let Some((prefix, rest)) = item.split_once('[') else {
        return Ok(vec![item.to_owned()]);
    };
    let (inside, suffix) = rest.split_once(']').ok_or("`]` is missing")?;
    if suffix.contains('[') {
        return Err("only one range may stand in a name".into());
    }
    let mut names = Vec::new();
    for part in inside.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (number(first)?, number(last)?);
        if to < from {
            return Err(format!("the range `{part}` runs downwards"));
        }
        if (to - from) as usize >= limit - names.len() {
            return Err(format!("the range `{part}` means more than {limit} boards"));
        }
        let width = first.len();
        names.extend((from..=to).map(|n| format!("{prefix}{n:0width$}{suffix}")));
    }
    Ok(names)
}

fn number(digits: &str) -> Result<u32, String> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.len() <= 9;
    match digits.parse() {
        Ok(number) if plain => Ok(number),
        _ => Err(format!(
            "`{digits}` is no number of a range such as [00-11]"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_keep_their_width() {
        assert_eq!(
            expand("a[08-11]z", 9).unwrap(),
            ["a08z", "a09z", "a10z", "a11z"]
        );
        assert_eq!(expand("a[8-10,3]", 9).unwrap(), ["a8", "a9", "a10", "a3"]);
        assert_eq!(expand("plain", 9).unwrap(), ["plain"]);
    }

    #[test]
    fn broken_ranges_are_refused() {
        for item in [
            "a[",
            "a[]",
            "a[-]",
            "a[x-2]",
            "a[3-2]",
            "a[1-2][3-4]",
            "a[+1-2]",
            "a[0-9]",
        ] {
            assert!(expand(item, 9).is_err(), "{item}");
        }
    }

    #[test]
    fn commas_in_brackets_do_not_cut() {
        assert_eq!(split_list("a[1,2], b").unwrap(), ["a[1,2]", "b"]);
        for list in ["", "a,", ",a", "a]", "a[[1]]", "a[1"] {
            assert!(split_list(list).is_err(), "{list}");
        }
    }
}
