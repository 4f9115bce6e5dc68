//! .bluf-files: the paths of a site's own files, inside the output. With it a build whose cache is gone still knows
//! what it may overwrite and remove; it names nothing that is not published beside it.

use crate::plan::Output;

/// Its path below the output folder.
pub const FILE_LIST: &str = ".bluf-files";

/// The first line.
const HEADER: &str = "files written by bluf, which removes those that are no longer part of the site";

/// The list, in order of path.
pub fn file_list(outputs: &[Output]) -> Vec<u8> {
    let mut paths: Vec<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
    paths.sort_unstable();
    let mut text = format!("{HEADER}\n");
    for path in paths {
        text.push_str(path);
        text.push('\n');
    }
    text.into_bytes()
}

/// The paths in a list; none if the text is not one. A path that leads out of the output is dropped.
pub fn listed(text: &str) -> Option<Vec<&str>> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return None;
    }
    let inside =
        |path: &&str| !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    Some(lines.filter(inside).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_list_of_ours_is_read_and_nothing_outside() {
        let text = format!("{HEADER}\na/index.html\n../b\n/c\nd//e\n");
        assert_eq!(listed(&text), Some(vec!["a/index.html"]));
        assert_eq!(listed("a/index.html\n"), None);
    }
}
