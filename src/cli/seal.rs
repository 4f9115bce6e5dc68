//! `bluf seal`: the key file of a tier, made to fit its passphrases; and where passphrases come from.
//!
//! In: a file, the environment, the system's random bytes. Out: [`Passphrases`], and a key file below `sealed/`. No message quotes a
//! passphrase.

use std::env;
use std::path::Path;

use super::arguments::SealCommand;
use super::failure::{Failure, Status};
use super::place::Place;
use super::terminal::{Terminal, count};
use crate::config::{self, Overrides};
use crate::fs;
use crate::seal::{self, Change, KeyFile, Passphrases, Renewal};

/// The passphrases in `file` and in the environment.
pub(super) fn passphrases(place: &Place, file: Option<&Path>) -> Result<Passphrases, Failure> {
    let mut all = Passphrases::default();
    if let Some(file) = file {
        let text = String::from_utf8(fs::read(file)?)
            .map_err(|_| Failure::Usage(format!("{} is not UTF-8", file.display())))?;
        let real = fs::real_path(file)?;
        for folder in ["content", "static", "themes"] {
            if fs::real_path(&place.root.join(folder)).is_ok_and(|folder| real.starts_with(folder)) {
                let message = format!(
                    "{} lies in {folder}/, which is published; keep passphrases outside of the site",
                    file.display()
                );
                return Err(Failure::Usage(message));
            }
        }
        all.read(None, &text).map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))?;
    }
    let mut variables: Vec<_> = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, _)| name.starts_with(seal::VARIABLES))
        .collect();
    variables.sort();
    for (name, value) in variables {
        let tier = name[seal::VARIABLES.len()..].replace('_', "-").to_ascii_lowercase();
        let text = value.into_string().map_err(|_| Failure::Usage(format!("{name} is not UTF-8")))?;
        all.read(Some(&tier), &text).map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
    }
    Ok(all)
}

/// `bluf seal`.
pub(super) fn seal(place: &Place, command: &SealCommand, terminal: &Terminal) -> Result<Status, Failure> {
    let name = &command.tier;
    let bytes = fs::read(&place.config)?;
    // Mistakes in site.toml are the business of `check`.
    let (config, _) = config::load(config::FILE, &String::from_utf8_lossy(&bytes), &Overrides::default());
    if !config.sealed.iter().any(|tier| tier.name.value == *name) {
        let message = format!("site.toml has no sealed tier `{name}`; add [sealed.{name}] with a level");
        return Err(Failure::Usage(message));
    }
    let all = passphrases(place, command.passphrases.file.as_deref())?;
    let passphrases = all.of(name);
    if passphrases.is_empty() {
        return Err(Failure::Usage(format!(
            "there is no passphrase for `{name}`: put lines `id: passphrase` into {}, or name a file with --passphrases",
            seal::variable(name)
        )));
    }
    for passphrase in passphrases {
        let id = &passphrase.id;
        let levels = config.scheme.iter().map(|(_, level)| level.name.as_str());
        let known: Vec<&str> =
            [config.title.as_str(), name.as_str(), id.as_str()].into_iter().chain(levels).collect();
        if let Some(weakness) = seal::weakness(passphrase, &known) {
            return Err(Failure::Refused(format!(
                "the passphrase `{id}` is too weak: {weakness}; take six words chosen by dice, or twenty random letters and digits"
            )));
        }
    }
    let relative = seal::key_file(name);
    if let Some(link) = fs::leaving_link(&place.root, &["sealed", &relative]) {
        return Err(Failure::Refused(format!("{link} is a symbolic link out of the site; remove it")));
    }
    let path = place.root.join(&relative);
    let existing = match fs::read_if_present(&path)? {
        None => None,
        Some(bytes) => Some(KeyFile::parse(name, &bytes).map_err(|error| {
            Failure::Refused(format!("{relative} cannot be used: {error}; remove it for a new key"))
        })?),
    };
    let renewal = if command.new_key { Renewal::Always } else { Renewal::IfNeeded };
    let (file, change) = KeyFile::agree(name, existing.as_ref(), passphrases, renewal, || {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map(|()| bytes).map_err(Failure::Random)
    })?;
    if change != Change::None {
        fs::replace(&path, file.to_text().as_bytes())?;
    }
    terminal.message(&told(&relative, change, passphrases.len()));
    Ok(Status::Done)
}

fn told(file: &str, change: Change, passphrases: usize) -> String {
    match change {
        Change::None => format!("{file} fits the passphrases already"),
        Change::Added(added) => {
            format!("{file}: the key stays, and {} more open it", count(added, "passphrase"))
        }
        Change::NewKey => format!(
            "{file}: a new key for {}; build and upload the site, and keep the file with it",
            count(passphrases, "passphrase")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_the_file_is_told() {
        assert_eq!(told("sealed/a.json", Change::None, 2), "sealed/a.json fits the passphrases already");
        assert!(told("sealed/a.json", Change::Added(1), 2).ends_with("1 passphrase more open it"));
        assert!(told("sealed/a.json", Change::NewKey, 2).contains("a new key for 2 passphrases"));
    }
}
