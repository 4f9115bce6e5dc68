//! The grammar of the command line; its comments are the help.
//!
//! In: arguments. Out: [`Arguments`]. Does not know what the commands do, nor the environment.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::date::Moment;

const STATUSES: &str = "Exit status: 0 done, 1 the site has errors, 2 wrong usage, 3 the machine failed.";

const AS_OF: &str =
    "Judge embargoes and expiry dates as of this day or moment [default: SOURCE_DATE_EPOCH, or now]";

/// A static site generator for intelligence briefings: bottom line up front
#[derive(Debug, Parser)]
#[command(name = "bluf", version, arg_required_else_help = true, after_help = STATUSES)]
pub(super) struct Arguments {
    /// Read this file instead of site.toml
    // Not a global option, because `schema` has a `--config` of its own: it stands here and in each command
    // that reads a site.
    #[arg(long, value_name = "FILE", help_heading = "Global options")]
    pub(super) config: Option<PathBuf>,
    #[command(flatten)]
    pub(super) global: GlobalOptions,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct GlobalOptions {
    /// The site's folder [default: the nearest parent with a site.toml]
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) root: Option<PathBuf>,
    /// How errors and warnings are printed
    #[arg(long, value_enum, default_value_t, global = true)]
    pub(super) format: Format,
    /// When messages are coloured
    #[arg(long = "color", value_name = "WHEN", value_enum, default_value_t, global = true)]
    pub(super) colour: Colour,
    /// Print errors only
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
}

/// `--config` of a command.
#[derive(Debug, Args)]
pub(super) struct ConfigOption {
    /// Read this file instead of site.toml
    #[arg(long, value_name = "FILE", help_heading = "Global options")]
    pub(super) config: Option<PathBuf>,
}

/// What may be published.
#[derive(Debug, Args)]
pub(super) struct GateOptions {
    /// Publish what is at or below this classification level, and nothing else
    #[arg(long, value_name = "LEVEL")]
    pub(super) release: Option<String>,
    /// Publish drafts too
    #[arg(long)]
    pub(super) drafts: bool,
    /// The day or moment at which embargoes and expiry dates are judged.
    #[arg(long, value_name = "DATE", value_parser = moment, help = AS_OF)]
    pub(super) as_of: Option<Moment>,
}

/// Where passphrases are.
#[derive(Debug, Args)]
pub(super) struct PassphrasesOption {
    /// Passphrases of sealed tiers: lines `id: passphrase` below lines `[tier]`, besides those in `BLUF_SEALED_TIER`
    #[arg(long = "passphrases", value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
}

/// The form of diagnostics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people, on the standard error
    #[default]
    Human,
    /// One JSON object a line, on the standard output
    Json,
    /// SARIF 2.1.0, on the standard output (check only)
    Sarif,
    /// Annotations for GitHub Actions, on the standard output (check only)
    Github,
}

/// When messages are coloured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless the environment asks for none.
    #[default]
    #[value(help = "On a terminal, unless NO_COLOR is set")]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A command.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write the whole site
    Build(BuildCommand),
    /// Show the site in a browser while it is being written
    Serve(ServeCommand),
    /// Print every error and warning of the site, and write nothing
    Check(CheckCommand),
    /// Prove that a built output holds nothing above its release level
    Audit(AuditCommand),
    /// Write a new site with one complete sample report
    Init(InitCommand),
    /// Write a well-formed skeleton and print its path
    New(NewCommand),
    /// Make the key file of a sealed tier fit its passphrases
    Seal(SealCommand),
    /// Record the published judgements, so that none changes without a correction
    Lock(LockCommand),
    /// Print every report: date, classification, regions, state, path
    List(ListCommand),
    /// Print every source with what leans on it, or what falls with one
    Sources(SourcesCommand),
    /// Print which reports are related to one, and why
    Related(RelatedCommand),
    /// Print what an error or warning means
    Explain(ExplainCommand),
    /// Print the JSON Schema of front matter, for editors
    Schema(SchemaCommand),
    /// Print completions for a shell
    Completions(CompletionsCommand),
}

/// `bluf build`.
#[derive(Debug, Args)]
pub(super) struct BuildCommand {
    /// Write here [default: public, in the site's folder]
    #[arg(long, short, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// The public address of the home page, instead of that in site.toml
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    #[command(flatten)]
    pub(super) gate: GateOptions,
    #[command(flatten)]
    pub(super) passphrases: PassphrasesOption,
    /// Print how long each stage took
    #[arg(long)]
    pub(super) timings: bool,
    #[command(flatten)]
    pub(super) config: ConfigOption,
}

/// `bluf serve`.
#[derive(Debug, Args)]
pub(super) struct ServeCommand {
    /// Listen on this port; 0 for any that is free
    #[arg(long, short, value_name = "PORT", default_value_t = 1111)]
    pub(super) port: u16,
    /// Listen on this address; only this machine reaches the default one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(super) bind: IpAddr,
    /// Open the home page in a browser
    #[arg(long)]
    pub(super) open: bool,
    /// Look for changes twice a second, for network drives that do not tell of them
    #[arg(long)]
    pub(super) poll: bool,
    #[command(flatten)]
    pub(super) gate: GateOptions,
    #[command(flatten)]
    pub(super) config: ConfigOption,
}

/// `bluf check`.
#[derive(Debug, Args)]
pub(super) struct CheckCommand {
    /// Ask other hosts whether the addresses in the site still lead somewhere; nothing else in bluf goes out to the
    /// network
    #[arg(long)]
    pub(super) external: bool,
    #[command(flatten)]
    pub(super) gate: GateOptions,
    #[command(flatten)]
    pub(super) passphrases: PassphrasesOption,
    #[command(flatten)]
    pub(super) config: ConfigOption,
}

/// `bluf audit`.
#[derive(Debug, Args)]
pub(super) struct AuditCommand {
    /// The output's folder, by whatever it was built
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    #[command(flatten)]
    pub(super) gate: GateOptions,
    #[command(flatten)]
    pub(super) config: ConfigOption,
}

/// `bluf init`.
#[derive(Debug, Args)]
pub(super) struct InitCommand {
    /// The new site's folder; it must be empty or not exist yet
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
}

/// `bluf new`.
#[derive(Debug, Args)]
pub(super) struct NewCommand {
    /// What to write
    #[arg(value_enum)]
    pub(super) kind: NewKind,
    /// Its title, in quotes
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(super) title: String,
    #[command(flatten)]
    pub(super) config: ConfigOption,
}

/// What `bluf new` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum NewKind {
    /// A report, as a draft
    Report,
    /// A page such as "About"
    Page,
    /// A folder with a page of its own
    Section,
}

/// `bluf seal`.
#[derive(Debug, Args)]
pub(super) struct SealCommand {
    /// The tier, as in [sealed.NAME] of site.toml
    #[arg(value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(super) tier: String,
    #[command(flatten)]
    pub(super) passphrases: PassphrasesOption,
    /// Make a new key even if nobody has lost access
    #[arg(long)]
    pub(super) new_key: bool,
    #[command(flatten)]
    pub(super) config: ConfigOption,
}

/// `bluf list`.
#[derive(Debug, Args)]
pub(super) struct ListCommand {
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) gate: GateOptions,
    #[command(flatten)]
    pub(super) config: ConfigOption,
}

/// `bluf lock`.
#[derive(Debug, Args)]
pub(super) struct LockCommand {
    /// The classification level that is published, instead of that in site.toml
    #[arg(long, value_name = "LEVEL")]
    pub(super) release: Option<String>,
    /// The day or moment at which embargoes and expiry dates are judged.
    #[arg(long, value_name = "DATE", value_parser = moment, help = AS_OF)]
    pub(super) as_of: Option<Moment>,
    #[command(flatten)]
    pub(super) config: ConfigOption,
}

/// `bluf sources`.
#[derive(Debug, Args)]
pub(super) struct SourcesCommand {
    /// Print the published judgements that fall if this source is retracted, and those that stand
    #[arg(long, value_name = "ID", alias = "retracted", value_parser = NonEmptyStringValueParser::new())]
    pub(super) if_retracted: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) gate: GateOptions,
    #[command(flatten)]
    pub(super) config: ConfigOption,
}

/// `bluf related`.
#[derive(Debug, Args)]
pub(super) struct RelatedCommand {
    /// A report's file, as a path or as below content/
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) gate: GateOptions,
    #[command(flatten)]
    pub(super) config: ConfigOption,
}

/// `bluf explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainCommand {
    /// The code, such as E0101
    pub(super) code: String,
}

/// `bluf schema`.
#[derive(Debug, Args)]
pub(super) struct SchemaCommand {
    /// Print the schema of site.toml instead
    #[arg(long)]
    pub(super) config: bool,
}

/// `bluf completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsCommand {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: Shell,
}

/// A date-time without an offset counts as UTC, as it does in front matter.
fn moment(text: &str) -> Result<Moment, String> {
    Moment::from_text(text)
        .or_else(|| Moment::from_text(&format!("{}Z", text.trim())))
        .ok_or_else(|| "write it as 2025-05-20 or 2025-05-20T06:00:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(line.split(' '))
    }

    #[test]
    fn the_grammar_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn config_is_taken_before_and_after_the_command_and_means_another_thing_to_schema() {
        let before = parse("bluf --config a.toml check").expect("valid");
        assert_eq!(before.config, Some(PathBuf::from("a.toml")));
        let Command::Check(after) = parse("bluf check --config b.toml").expect("valid").command else {
            panic!("not check");
        };
        assert_eq!(after.config.config, Some(PathBuf::from("b.toml")));
        let Command::Schema(schema) = parse("bluf schema --config").expect("valid").command else {
            panic!("not schema");
        };
        assert!(schema.config);
    }

    #[test]
    fn global_options_stand_on_either_side() {
        for line in ["bluf --root a --format json --quiet list", "bluf list --root a --format json --quiet"] {
            let global = parse(line).expect("valid").global;
            assert_eq!(global.root, Some(PathBuf::from("a")));
            assert_eq!((global.format, global.quiet), (Format::Json, true));
        }
    }

    #[test]
    fn wrong_words_are_answered_with_the_right_one() {
        for (line, suggestion) in [
            ("bluf biuld", "'build'"),
            ("bluf build --relase Secret", "'--release'"),
            ("bluf new reprot A", "'report'"),
        ] {
            let message = parse(line).expect_err("wrong").to_string();
            assert!(message.contains(suggestion), "{message}");
        }
    }

    #[test]
    fn a_date_may_have_a_time_and_need_not_have_an_offset() {
        let iso = |text| moment(text).map(Moment::iso);
        assert_eq!(iso("2025-05-20").as_deref(), Ok("2025-05-20"));
        assert_eq!(iso("2025-05-20T06:00:00").as_deref(), Ok("2025-05-20T06:00:00Z"));
        assert_eq!(iso("2025-05-20T06:00:00+02:00").as_deref(), Ok("2025-05-20T04:00:00Z"));
        assert!(iso("tomorrow").is_err());
    }
}
