//! `bluf explain`, `bluf schema` and `bluf completions`: what the binary knows by heart.
//!
//! In: a code or the name of a shell. Out: text. Needs no site.

use clap::CommandFactory;
use clap_complete::Shell;

use super::arguments::{Arguments, SchemaCommand};
use super::failure::{Failure, Status};
use super::terminal::Terminal;
use crate::diag::{Code, codes, nearest};
use crate::{lint, schema};

/// `bluf explain`.
pub(super) fn explain(code: &str, terminal: &Terminal) -> Result<Status, Failure> {
    let Some(found) = named(code) else { return Err(Failure::Usage(unknown(code))) };
    terminal.data(&explanation(found))?;
    Ok(Status::Done)
}

/// `bluf schema`.
pub(super) fn schema(command: &SchemaCommand, terminal: &Terminal) -> Result<Status, Failure> {
    let schema = if command.config { schema::config() } else { schema::front_matter() };
    terminal.data(&format!("{schema:#}\n"))?;
    Ok(Status::Done)
}

/// `bluf completions`.
pub(super) fn completions(shell: Shell, terminal: &Terminal) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "bluf", &mut script);
    terminal.data(&String::from_utf8_lossy(&script))?;
    Ok(Status::Done)
}

/// The page of a code, under a heading with its name.
fn explanation(code: &Code) -> String {
    format!("# {}: {}\n\n{}\n", code.id, code.title, code.explanation.trim())
}

/// A code, or that of the rule with this name: site.toml and `allow` take both.
fn named(code: &str) -> Option<&'static Code> {
    codes::find(code).or_else(|| lint::find(code).map(|rule| rule.code))
}

fn unknown(code: &str) -> String {
    let ids = || codes::ALL.iter().map(|code| code.id);
    let remedy = match (nearest(code, ids()), ids().next()) {
        (Some(near), _) => format!("did you mean {near}?"),
        (None, Some(first)) => {
            format!("a code looks like {first}, and each error and warning prints its own")
        }
        (None, None) => String::new(),
    };
    format!("there is no code `{code}`; {remedy}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_explanation_begins_with_its_code() {
        let text = explanation(&codes::UNKNOWN_KEY);
        assert!(text.starts_with("# E0101: an unknown key\n\n"), "{text}");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"));
    }

    #[test]
    fn a_rule_may_be_named() {
        for rule in lint::all() {
            assert_eq!(named(rule.name).map(|code| code.id), Some(rule.code.id), "{}", rule.name);
        }
    }

    #[test]
    fn an_unknown_code_gets_the_nearest_one() {
        assert!(unknown("E09O2").ends_with("did you mean E0902?"));
        assert!(unknown("banana").contains("a code looks like E0001"));
    }

    #[test]
    fn completions_know_every_command() {
        let mut script = Vec::new();
        clap_complete::generate(Shell::Bash, &mut Arguments::command(), "bluf", &mut script);
        let script = String::from_utf8_lossy(&script);
        for command in Arguments::command().get_subcommands() {
            assert!(script.contains(command.get_name()), "{}", command.get_name());
        }
    }
}
