//! The command line: what `bluf` reads from its arguments and its environment, prints, and exits with.
//!
//! In: arguments, environment, clock. Out: data on standard output, messages on standard error, an exit status.
//! It is the only module that knows any of these; everything it prints about a site comes from the library as
//! values. It does not know how a site is built.

mod arguments;
mod audit;
mod build;
mod create;
mod external;
mod failure;
mod inspect;
mod lock;
mod place;
mod reference;
mod seal;
mod serve;
mod sources;
mod terminal;

use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::process::ExitCode;
use std::sync::Once;

use clap::Parser;

use arguments::{Arguments, Command, Format};
use failure::{Failure, Status};
use terminal::Terminal;

/// Runs the program with the arguments of the process. A fault inside bluf is told as one, without the words of
/// a crash.
pub fn main() -> ExitCode {
    panic::set_hook(Box::new(tell_fault));
    panic::catch_unwind(AssertUnwindSafe(run)).map_or_else(|_| Status::Machine.into(), ExitCode::from)
}

fn run() -> Status {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help that nobody reads any more is no failure.
            let _ = error.print();
            return if error.use_stderr() { Status::Usage } else { Status::Done };
        }
    };
    let terminal = Terminal::new(&arguments.global);
    match dispatch(&arguments, &terminal) {
        Ok(status) => status,
        Err(Failure::Closed) => Status::Done,
        Err(failure) => {
            terminal.error(&failure.to_string());
            failure.status()
        }
    }
}

fn dispatch(arguments: &Arguments, terminal: &Terminal) -> Result<Status, Failure> {
    let place = |config: &arguments::ConfigOption| {
        let config = config.config.as_deref().or(arguments.config.as_deref());
        place::find(arguments.global.root.as_deref(), config)
    };
    let for_reviews = matches!(arguments.global.format, Format::Sarif | Format::Github);
    if for_reviews && !matches!(arguments.command, Command::Check(_)) {
        return Err(Failure::Usage(
            "--format sarif and github go with check only; use --format json here".to_owned(),
        ));
    }
    match &arguments.command {
        Command::Build(command) => build::build(&place(&command.config)?, command, terminal),
        Command::Serve(command) => serve::serve(&place(&command.config)?, command, terminal),
        Command::Check(command) => build::check(&place(&command.config)?, command, terminal),
        Command::Audit(command) => audit::audit(&place(&command.config)?, command, terminal),
        Command::Init(command) => create::init(&command.folder, terminal),
        Command::New(command) => create::new(&place(&command.config)?, command, terminal),
        Command::Seal(command) => seal::seal(&place(&command.config)?, command, terminal),
        Command::Lock(command) => lock::lock(&place(&command.config)?, command, terminal),
        Command::List(command) => inspect::list(&place(&command.config)?, command, terminal),
        Command::Sources(command) => sources::sources(&place(&command.config)?, command, terminal),
        Command::Related(command) => inspect::related(&place(&command.config)?, command, terminal),
        Command::Explain(command) => reference::explain(&command.code, terminal),
        Command::Schema(command) => reference::schema(command, terminal),
        Command::Completions(command) => reference::completions(command.shell, terminal),
    }
}

/// Several threads may meet one fault; it is told once.
fn tell_fault(fault: &PanicHookInfo<'_>) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let payload = fault.payload();
        let words =
            payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
        let line = fault_line(words, fault.location().map(ToString::to_string).as_deref());
        let _ = writeln!(io::stderr(), "{line}");
    });
}

fn fault_line(words: Option<&str>, location: Option<&str>) -> String {
    let words = words.unwrap_or("it stopped without a word");
    let location = location.map_or_else(String::new, |location| format!(" ({location})"));
    format!("bluf has a fault of its own: {words}{location}; please report it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_with_its_place() {
        assert_eq!(
            fault_line(Some("no such page"), Some("src/site.rs:3:5")),
            "bluf has a fault of its own: no such page (src/site.rs:3:5); please report it"
        );
        assert!(fault_line(None, None).ends_with("it stopped without a word; please report it"));
    }
}
