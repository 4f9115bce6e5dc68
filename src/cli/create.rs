//! `bluf init` and `bluf new`: the texts of [`crate::scaffold`], written where nothing stands yet.
//!
//! In: a folder or a title. Out: files, and what to do next.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::arguments::{NewCommand, NewKind};
use super::failure::{Failure, Status};
use super::place::{self, Place};
use super::terminal::{Terminal, printable};
use crate::config::{self, Overrides};
use crate::site::Facet;
use crate::{fs, scaffold};

/// `bluf init`.
pub(super) fn init(folder: &Path, terminal: &Terminal) -> Result<Status, Failure> {
    let name = folder.display();
    if fs::exists(folder) && !fs::is_folder(folder) {
        return Err(Failure::Refused(format!("{name} is not a folder; choose another name")));
    }
    if !fs::is_vacant(folder)? {
        return Err(Failure::Refused(format!("the folder {name} is not empty; choose a new one")));
    }
    fs::copy_tree_new(folder, scaffold::SITE.iter().map(|(path, text)| (*path, text.as_bytes())))?;
    terminal.message(&next_steps(folder));
    Ok(Status::Done)
}

/// `bluf new`.
pub(super) fn new(place: &Place, command: &NewCommand, terminal: &Terminal) -> Result<Status, Failure> {
    let bytes = fs::read(&place.config)?;
    // Mistakes in site.toml are the business of `check`; they do not keep anybody from writing.
    let (config, _) = config::load(config::FILE, &String::from_utf8_lossy(&bytes), &Overrides::default());
    let Some(relative) = path(command.kind, &command.title, &config.reports) else {
        let message =
            format!("the title `{}` has no letter or digit; a file needs one for its name", command.title);
        return Err(Failure::Usage(message));
    };
    if let Some(problem) = taken(command.kind, &relative, &config.reports, &place.root) {
        let message = format!("`{}` cannot be the title: {problem}; choose another title", command.title);
        return Err(Failure::Refused(message));
    }
    let file = place.root.join(&relative);
    let shown = file.strip_prefix(".").unwrap_or(&file).display();
    if fs::exists(&file) {
        return Err(Failure::Refused(format!("{shown} exists already; choose another title")));
    }
    let text = match command.kind {
        NewKind::Report => {
            let today = place::as_of(None)?.to_zoned(TimeZone::UTC).date();
            scaffold::report(&command.title, today)
        }
        NewKind::Page => scaffold::page(&command.title),
        NewKind::Section => scaffold::section(&command.title),
    };
    fs::create(&file, text.as_bytes())?;
    terminal.data(&format!("{shown}\n"))?;
    Ok(Status::Done)
}

/// Where the skeleton goes, below the root; none for a title without a letter or digit.
fn path(kind: NewKind, title: &str, reports: &str) -> Option<PathBuf> {
    let slug = scaffold::slug(title)?;
    let content = Path::new("content");
    Some(match kind {
        NewKind::Report => content.join(reports).join(format!("{slug}.md")),
        NewKind::Page => content.join(format!("{slug}.md")),
        NewKind::Section => content.join(slug).join("_index.md"),
    })
}

/// Why a new file would want an address that something else has.
fn taken(kind: NewKind, relative: &Path, reports: &str, root: &Path) -> Option<String> {
    let name = relative.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    // One address, three ways to write it down.
    let folder = match kind {
        NewKind::Section => relative.parent().unwrap_or(relative).to_owned(),
        NewKind::Page | NewKind::Report => relative.with_extension(""),
    };
    let others = [folder.with_extension("md"), folder.join("index.md"), folder.join("_index.md")];
    let other = others.iter().find(|other| *other != relative && fs::exists(&root.join(other)));
    match kind {
        NewKind::Page if name == "index" => Some("content/index.md would be the home page".to_owned()),
        NewKind::Report if name == "index" => {
            Some(format!("content/{reports}/index.md would be the page of the whole section"))
        }
        NewKind::Page
            if name == reports || name == "search" || Facet::ALL.iter().any(|facet| facet.name() == name) =>
        {
            Some(format!("/{name}/ is the address of a page that bluf makes"))
        }
        _ => other.map(|other| format!("{} stands at that address already", other.display())),
    }
}

fn next_steps(folder: &Path) -> String {
    let name = printable(&folder.display().to_string());
    let mut lines = format!("wrote a new site to {name}; next:\n");
    let enter = if folder == Path::new(".") { String::new() } else { format!("  cd {}\n", quoted(&name)) };
    lines.push_str(&enter);
    for (command, purpose) in [
        ("bluf build", "writes the site to public/"),
        ("bluf new report \"TITLE\"", "begins a report of your own"),
        ("bluf check", "prints every error and warning"),
    ] {
        let _ = writeln!(lines, "  {command:26}{purpose}");
    }
    lines.trim_end().to_owned()
}

/// A name as a shell takes it.
fn quoted(name: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || "/._-~+@:\\".contains(character);
    if name.chars().all(plain) { name.to_owned() } else { format!("'{}'", name.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::super::arguments::{Colour, ConfigOption, Format, GlobalOptions};
    use super::*;

    fn quiet() -> Terminal {
        Terminal::new(&GlobalOptions {
            root: None,
            format: Format::Human,
            colour: Colour::Never,
            quiet: true,
        })
    }

    #[test]
    fn each_kind_has_its_place() {
        let path = |kind, title| path(kind, title, "briefs");
        assert_eq!(
            path(NewKind::Report, "Réseau: été 2025"),
            Some(Path::new("content/briefs/reseau-ete-2025.md").into())
        );
        assert_eq!(path(NewKind::Page, "About us"), Some(Path::new("content/about-us.md").into()));
        assert_eq!(path(NewKind::Section, "Notes"), Some(Path::new("content/notes/_index.md").into()));
        assert_eq!(path(NewKind::Page, "../.."), None);
    }

    #[test]
    fn init_refuses_what_is_not_empty_and_new_refuses_to_overwrite() {
        let folder = tempfile::tempdir().expect("a folder");
        let site = folder.path().join("site");
        assert_eq!(init(&site, &quiet()).expect("a new folder"), Status::Done);
        assert!(matches!(init(&site, &quiet()), Err(Failure::Refused(_))));
        assert!(matches!(init(&site.join("site.toml"), &quiet()), Err(Failure::Refused(_))));

        let place = place::find(Some(&site), None).expect("a site");
        let command = NewCommand {
            kind: NewKind::Page,
            title: "About".to_owned(),
            config: ConfigOption { config: None },
        };
        let before = fs::read(&site.join("content/about.md")).expect("init wrote it");
        assert!(matches!(new(&place, &command, &quiet()), Err(Failure::Refused(_))));
        assert_eq!(fs::read(&site.join("content/about.md")).expect("still there"), before);
    }

    #[test]
    fn a_title_that_would_take_an_address_of_bluf_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let site = folder.path().join("site");
        init(&site, &quiet()).expect("a new folder");
        let place = place::find(Some(&site), None).expect("a site");
        let try_new = |kind, title: &str| {
            let config = ConfigOption { config: None };
            new(&place, &NewCommand { kind, title: title.to_owned(), config }, &quiet())
        };
        for (kind, title) in [
            (NewKind::Page, "Index"),
            (NewKind::Report, "index"),
            (NewKind::Page, "Reports"),
            (NewKind::Page, "Search"),
            (NewKind::Page, "Tags"),
            (NewKind::Section, "About"),
        ] {
            let answer = try_new(kind, title);
            assert!(matches!(answer, Err(Failure::Refused(_))), "{title}: {answer:?}");
        }
        assert!(!fs::exists(&site.join("content/index.md")));
        assert_eq!(try_new(NewKind::Report, "Tags").expect("a report may be called so"), Status::Done);
    }

    #[test]
    fn the_next_step_can_be_typed() {
        assert!(next_steps(Path::new("my site")).contains("\n  cd 'my site'\n"));
        assert!(!next_steps(Path::new(".")).contains("cd "));
    }
}
