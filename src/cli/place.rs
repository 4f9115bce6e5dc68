//! Which site, and when: the root, the configuration file, the moment a build is for.
//!
//! In: options, the current folder, `SOURCE_DATE_EPOCH`, the clock. Out: [`Place`] and the request that `build`
//! takes. Does not read the configuration.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::arguments::GateOptions;
use super::failure::Failure;
use crate::build::{Linting, Request};
use crate::config;
use crate::date::Moment;
use crate::fs::{self, FsError};
use crate::release::{self, Drafts};
use crate::seal::Passphrases;

/// A site on disk.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its folder, relative to the current one where that is how it was found.
    pub(super) root: PathBuf,
    /// Its configuration file.
    pub(super) config: PathBuf,
}

/// Where a build writes, below the root.
const OUTPUT: &str = "public";

/// The site that `--root` and `--config` name, or the nearest one at or above the current folder.
pub(super) fn find(root: Option<&Path>, config: Option<&Path>) -> Result<Place, Failure> {
    if let Some(config) = config.filter(|config| !fs::is_file(config)) {
        return Err(Failure::Usage(format!(
            "there is no file {}; --config names a file like site.toml",
            config.display()
        )));
    }
    let is_site = |folder: &Path| fs::is_file(&folder.join(config::FILE));
    let root = match (root, config) {
        (Some(root), Some(_)) if fs::is_folder(root) => root.to_owned(),
        (Some(root), None) if is_site(root) => root.to_owned(),
        (Some(root), _) => {
            let message = format!("there is no site.toml in {}; bluf init makes a new site", root.display());
            return Err(Failure::Usage(message));
        }
        (None, config) => {
            let beside = config.map(|config| folder_of(config).to_owned());
            match nearest(depth()?, is_site).or(beside) {
                Some(root) => root,
                None => return Err(Failure::Usage(
                    "there is no site.toml here or in a folder above; name the site with --root DIR, or make one with bluf init DIR".to_owned(),
                )),
            }
        }
    };
    let config = config.map_or_else(|| root.join(config::FILE), Path::to_owned);
    Ok(Place { root, config })
}

impl Place {
    /// A request to build this site.
    pub(super) fn request(
        &self,
        gate: &GateOptions,
        output: Option<&Path>,
        base_url: Option<&str>,
    ) -> Result<Request, Failure> {
        if let Some((url, problem)) = base_url.and_then(|url| Some((url, config::base_url_problem(url)?))) {
            return Err(Failure::Usage(format!(
                "--base-url cannot be `{url}`: {problem}; name the public address of the home page, such as https://briefs.example/"
            )));
        }
        let drafts = if gate.drafts { Drafts::Show } else { Drafts::Hide };
        Ok(Request {
            root: self.root.clone(),
            config: self.config.clone(),
            base_url: base_url.map(str::to_owned),
            output: output.map_or_else(|| self.root.join(OUTPUT), Path::to_owned),
            gate: release::Request { level: gate.release.clone(), drafts, as_of: as_of(gate.as_of)? },
            linting: Linting::Released,
            program: None,
            passphrases: Passphrases::default(),
        })
    }
}

/// The moment a build is for: `--as-of`, else `SOURCE_DATE_EPOCH` (reproducible-builds.org), else now.
pub(super) fn as_of(asked: Option<Moment>) -> Result<Timestamp, Failure> {
    match (asked, env::var_os("SOURCE_DATE_EPOCH").filter(|epoch| !epoch.is_empty())) {
        (Some(moment), _) => Ok(moment.start()),
        (None, Some(epoch)) => source_date(&epoch),
        (None, None) => Ok(Timestamp::now()),
    }
}

fn source_date(epoch: &OsStr) -> Result<Timestamp, Failure> {
    let seconds = epoch.to_str().and_then(|text| text.trim().parse().ok());
    seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(|| {
        Failure::Usage(
            "SOURCE_DATE_EPOCH must be a number of seconds since 1970; unset it, or pass --as-of DATE"
                .to_owned(),
        )
    })
}

/// How many folders lie above the current one.
fn depth() -> Result<usize, Failure> {
    let here = env::current_dir().map_err(|error| FsError::new("find", Path::new("."), error))?;
    Ok(here.ancestors().count().saturating_sub(1))
}

/// The first of `.`, `..`, `../..` and so on that is a site. Relative, so that printed paths are short.
fn nearest(depth: usize, is_site: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let above =
        |steps: usize| if steps == 0 { PathBuf::from(".") } else { (0..steps).map(|_| "..").collect() };
    (0..=depth).map(above).find(|folder| is_site(folder))
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_site_is_this_folder_or_one_above() {
        assert_eq!(nearest(3, |_| true), Some(PathBuf::from(".")));
        assert_eq!(nearest(3, |folder| folder == Path::new("../..")), Some(PathBuf::from("../..")));
        assert_eq!(nearest(1, |folder| folder == Path::new("../..")), None);
    }

    #[test]
    fn a_root_without_a_configuration_is_wrong_usage() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(matches!(find(Some(folder.path()), None), Err(Failure::Usage(_))));
        fs::create(&folder.path().join("site.toml"), b"").expect("written");
        let place = find(Some(folder.path()), None).expect("a site");
        assert_eq!(place.config, folder.path().join("site.toml"));
        let missing = folder.path().join("other.toml");
        assert!(matches!(find(Some(folder.path()), Some(&missing)), Err(Failure::Usage(_))));
    }

    #[test]
    fn the_output_lies_in_the_site_unless_it_is_named() {
        let place = Place { root: "site".into(), config: "site/site.toml".into() };
        let gate = GateOptions { release: None, drafts: true, as_of: Moment::from_text("2025-05-20") };
        let request = |output| place.request(&gate, output, None).expect("a date was given");
        assert_eq!(request(None).output, Path::new("site").join("public"));
        assert_eq!(request(Some(Path::new("out"))).output, Path::new("out"));
        assert_eq!(request(None).gate.drafts, Drafts::Show);
        assert_eq!(request(None).gate.as_of.to_string(), "2025-05-20T00:00:00Z");
    }

    #[test]
    fn the_source_date_is_a_number_of_seconds() {
        assert_eq!(source_date(OsStr::new("86400")).expect("a number").to_string(), "1970-01-02T00:00:00Z");
        assert!(matches!(source_date(OsStr::new("yesterday")), Err(Failure::Usage(_))));
    }

    #[test]
    fn a_file_beside_us_has_a_folder() {
        assert_eq!(folder_of(Path::new("other.toml")), Path::new("."));
        assert_eq!(folder_of(Path::new("a/other.toml")), Path::new("a"));
    }
}
