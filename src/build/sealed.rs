//! The sealed tiers of a build: for each a second edition of the same site, encrypted.
//!
//! In: the request, what the public edition reads, its policy. Out: tiers as files, or findings. A tier's edition goes through the
//! same gate, with the tier's level as its ceiling; the public edition meets nothing of it but sealed bytes.

use std::sync::Arc;

use super::Request;
use super::clock::Clock;
use super::mode::Mode;
use super::phases::stages;
use crate::audit::Guard;
use crate::config::{Edition, Overrides, SealedTier};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::fs::{self, FsError};
use crate::inputs::{self, Inputs};
use crate::pictures::Store;
use crate::publish::Files;
use crate::release::{self, Policy};
use crate::seal::{self, KeyFile, Passphrase, Tier, TierKey};

/// The edition of a tier in memory.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// What will be sealed.
    pub(super) files: Files,
    /// Paths that the public edition has as well.
    pub(super) shared: Vec<String>,
}

/// Whether a tier must be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// It will be published.
    Needed,
    /// It is only judged: without a passphrase nothing is wrong.
    IfGiven,
}

/// Makes the tiers of the configuration, in its order.
pub(super) fn tiers(
    request: &Request,
    keys: Keys,
    inputs: &Inputs,
    policy: &Policy,
    pictures: &Arc<Store>,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Tier>, FsError> {
    let mut made = Vec::new();
    diagnostics.extend(in_configuration(request, inputs)?);
    diagnostics.extend(shared_passphrases(request, inputs));
    for tier in &inputs.config.sealed {
        let name = &tier.name.value;
        let open = Tier::open_files(name);
        if tier.level <= policy.ceiling {
            diagnostics.push(published_openly(tier, inputs, policy));
            made.push(open);
            continue;
        }
        let opened = open_keys(tier, keys, request, inputs, diagnostics)?;
        let contents = edition(tier, request, inputs, pictures, diagnostics)?;
        diagnostics.extend(told_passphrases(tier, &contents, request, inputs));
        let Some((file, key)) = opened else {
            made.push(open);
            continue;
        };
        let files = contents.files.iter().map(|(path, bytes)| (path.as_ref(), bytes.as_ref()));
        match open.seal(&file, &key, files, &contents.shared) {
            Some(sealed) => made.push(sealed),
            None => {
                let message = format!("the sealed tier `{name}` has a file that is too long to be encrypted");
                diagnostics.push(wrong(&codes::SEALED_KEYS, message, tier, inputs));
                made.push(Tier::open_files(name));
            }
        }
    }
    Ok(made)
}

/// Passphrases of other tiers in the edition of this one, whose readers would get into them. Those of lower tiers open
/// nothing that they cannot read here, and are secrets all the same.
fn told_passphrases(
    tier: &SealedTier,
    contents: &Contents,
    request: &Request,
    inputs: &Inputs,
) -> Vec<Diagnostic> {
    let mut guard = Guard::default();
    for other in inputs.config.sealed.iter().filter(|other| other.name.value != tier.name.value) {
        guard.add(&other.name.value, request.passphrases.of(&other.name.value));
    }
    let told = contents.files.iter().filter_map(|(path, bytes)| {
        let whose = guard.told(path.as_ref(), bytes.as_ref())?;
        let message =
            format!("{whose} stands in {} of the sealed tier `{}`", path.as_ref() as &str, tier.name.value);
        let help = "take it out; if it was published before, make a new passphrase and run bluf seal";
        Some(wrong(&codes::AUDIT_PASSPHRASE, message, tier, inputs).help(help))
    });
    told.collect()
}

/// Passphrases that stand in the configuration, in a comment say.
fn in_configuration(request: &Request, inputs: &Inputs) -> Result<Option<Diagnostic>, FsError> {
    let mut guard = Guard::default();
    for tier in &inputs.config.sealed {
        guard.add(&tier.name.value, request.passphrases.of(&tier.name.value));
    }
    let path = &inputs.config.path;
    let Some(bytes) = fs::read_if_present(&inputs.root.join(path))? else { return Ok(None) };
    // Its line is not quoted.
    Ok(guard.told(path, &bytes).map(|whose| {
        Diagnostic::new(&codes::AUDIT_PASSPHRASE, format!("{whose} stands in {path}"))
            .file(path)
            .help("take it out, make a new passphrase and run bluf seal: who has the sources has the old one")
    }))
}

/// One passphrase for two tiers: the readers of one could read the other.
fn shared_passphrases(request: &Request, inputs: &Inputs) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, tier) in inputs.config.sealed.iter().enumerate() {
        for earlier in &inputs.config.sealed[..at] {
            let others = request.passphrases.of(&earlier.name.value);
            for one in request.passphrases.of(&tier.name.value) {
                if let Some(other) = others.iter().find(|other| other.bytes() == one.bytes()) {
                    let message = format!(
                        "the passphrase `{}` of the sealed tier `{}` is `{}` of the tier `{}` as well",
                        one.id, tier.name.value, other.id, earlier.name.value
                    );
                    let help =
                        "make one for each tier: the edition of a higher tier has all that a lower one has";
                    found.push(wrong(&codes::WEAK_PASSPHRASE, message, tier, inputs).help(help));
                }
            }
        }
    }
    found
}

/// The edition of a tier, unencrypted, with what was found in it.
fn edition(
    tier: &SealedTier,
    request: &Request,
    inputs: &Inputs,
    pictures: &Arc<Store>,
    diagnostics: &mut Diagnostics,
) -> Result<Contents, FsError> {
    let name = &tier.name.value;
    let level = inputs.config.scheme.definition(tier.level).name.clone();
    let request =
        Request { gate: release::Request { level: Some(level), ..request.gate.clone() }, ..request.clone() };
    // Its address is that of the public edition, wherever that comes from, and the tier's behind it.
    let overrides = Overrides {
        base_url: Some(inputs.config.base_url.clone()),
        origin: None,
        edition: Edition::Tier(name.clone()),
        language: None,
    };
    let (inputs, mut found) = inputs::read(&request.root, &request.config, &overrides)?;
    let mut contents = Contents::default();
    let mut clock = Clock::start();
    stages(
        &request,
        Mode::Tier(&mut contents, Arc::clone(pictures)),
        &inputs,
        &overrides,
        &mut found,
        &mut clock,
    )?;
    diagnostics.append(found);
    Ok(contents)
}

/// The key file and the key in it.
fn open_keys(
    tier: &SealedTier,
    keys: Keys,
    request: &Request,
    inputs: &Inputs,
    diagnostics: &mut Diagnostics,
) -> Result<Option<(KeyFile, TierKey)>, FsError> {
    let name = &tier.name.value;
    let passphrases = request.passphrases.of(name);
    if passphrases.is_empty() && keys == Keys::IfGiven {
        return Ok(None);
    }
    let wanted = passphrases.is_empty().then(|| {
        wrong(
            &codes::SEALED_PASSPHRASE,
            format!("there is no passphrase for the sealed tier `{name}`"),
            tier,
            inputs,
        )
        .help(format!(
            "put lines `id: passphrase` into the environment variable {}, or name a file with --passphrases",
            seal::variable(name)
        ))
    });
    let before = diagnostics.iter().count();
    diagnostics.extend(wanted);
    diagnostics.extend(passphrases.iter().filter_map(|one| weak(one, tier, inputs)));
    let file = key_file(tier, inputs)?.map_err(|finding| diagnostics.push(*finding)).ok();
    let Some(file) = file.filter(|_| diagnostics.iter().count() == before) else { return Ok(None) };
    let mut opened = Vec::new();
    for (passphrase, key) in passphrases.iter().zip(file.open(passphrases)) {
        let id = &passphrase.id;
        let problem = match key {
            Some(key) => {
                opened.push(key);
                continue;
            }
            None if file.knows(id) => format!("the passphrase `{id}` does not open {}", seal::key_file(name)),
            None => format!("the passphrase `{id}` is not in {} yet", seal::key_file(name)),
        };
        let help = format!("correct it, or let bluf seal {name} make the key file fit the passphrases");
        diagnostics.push(wrong(&codes::SEALED_PASSPHRASE, problem, tier, inputs).help(help));
    }
    let all = opened.len() == passphrases.len();
    Ok(opened.into_iter().next().filter(|_| all).map(|key| (file, key)))
}

fn key_file(tier: &SealedTier, inputs: &Inputs) -> Result<Result<KeyFile, Box<Diagnostic>>, FsError> {
    let name = &tier.name.value;
    let relative = seal::key_file(name);
    let refused = |message: String| {
        Err(Box::new(
            wrong(&codes::SEALED_KEYS, message, tier, inputs)
                .help(format!("run bluf seal {name}, which makes the file from the passphrases")),
        ))
    };
    if let Some(link) = fs::leaving_link(&inputs.root, &["sealed", &relative]) {
        return Ok(refused(format!("{link} is a symbolic link out of the site")));
    }
    let Some(bytes) = fs::read_if_present(&inputs.root.join(&relative))? else {
        return Ok(refused(format!("there is no key file {relative} for the sealed tier `{name}`")));
    };
    Ok(KeyFile::parse(name, &bytes).or_else(|error| refused(format!("{relative} cannot be used: {error}"))))
}

fn weak(passphrase: &Passphrase, tier: &SealedTier, inputs: &Inputs) -> Option<Diagnostic> {
    let (name, id) = (&tier.name.value, &passphrase.id);
    let levels = inputs.config.scheme.iter().map(|(_, level)| level.name.as_str());
    let known: Vec<&str> =
        [inputs.config.title.as_str(), name.as_str(), id.as_str()].into_iter().chain(levels).collect();
    let weakness = seal::weakness(passphrase, &known)?;
    let message = format!("the passphrase `{id}` of the sealed tier `{name}` is too weak: {weakness}");
    Some(
        wrong(&codes::WEAK_PASSPHRASE, message, tier, inputs)
            .help("take six words chosen by dice, or twenty random letters and digits"),
    )
}

fn published_openly(tier: &SealedTier, inputs: &Inputs, policy: &Policy) -> Diagnostic {
    let scheme = &inputs.config.scheme;
    let level = |level| scheme.definition(level).name.as_str();
    let message = format!(
        "the level of the sealed tier `{}` is {}, and everything up to {} is published openly",
        tier.name.value,
        level(tier.level),
        level(policy.ceiling)
    );
    let help = if policy.named.is_none() {
        format!(
            "write release = \"{}\" into {}, or pass --release",
            level(scheme.lowest()),
            inputs.config.path
        )
    } else {
        format!("name a level above {}, or a lower release", level(policy.ceiling))
    };
    wrong(&codes::SEALED_LEVEL, message, tier, inputs).help(help)
}

fn wrong(code: &'static codes::Code, message: String, tier: &SealedTier, inputs: &Inputs) -> Diagnostic {
    Diagnostic::new(code, message).at(&inputs.config.path, tier.name.span.clone())
}
