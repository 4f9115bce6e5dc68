//! `bluf check --external`: who asks other hosts, and through which proxy.
//!
//! In: a request, the environment's words about proxies. Out: what the check gave, and a line about what was asked. Does not
//! know what is asked for, nor how answers are judged.

use super::failure::Failure;
use super::terminal::Terminal;
#[cfg(feature = "external")]
use crate::build;
use crate::build::{Outcome, Request};
use crate::external::Tried;

/// Checks a site and the addresses of other hosts in it.
#[cfg(feature = "external")]
pub(super) fn check(request: &Request, terminal: &Terminal) -> Result<Outcome, Failure> {
    use std::time::Duration;

    use crate::external::{Http, Proxy};

    /// For one answer.
    const PATIENCE: Duration = Duration::from_secs(10);
    /// For all of them; what is not asked by then is not asked.
    const TIME: Duration = Duration::from_mins(5);

    terminal.message("asking other hosts for the addresses in the site, for five minutes at most");
    // `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, as curl and others read them.
    let asker = Http::new(PATIENCE, Proxy::try_from_env());
    Ok(build::check_external(request, &asker, TIME)?)
}

/// Tells that this program has nobody to ask.
#[cfg(not(feature = "external"))]
pub(super) fn check(_: &Request, _: &Terminal) -> Result<Outcome, Failure> {
    Err(Failure::Usage(
        "this bluf was built without --external; build it with `--features external`, or leave the option out"
            .to_owned(),
    ))
}

/// A line about what was asked.
pub(super) fn told(tried: Tried) -> Result<String, Failure> {
    match tried {
        Tried::Offline => Err(Failure::Offline),
        Tried::Asked { addresses, unknown } => {
            let asked = format!("tried out {} of other hosts", count_of_addresses(addresses));
            Ok(match unknown {
                0 => asked,
                unknown => format!("{asked}; {unknown} could not be judged"),
            })
        }
    }
}

fn count_of_addresses(number: usize) -> String {
    if number == 1 { "1 address".to_owned() } else { format!("{number} addresses") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_counts_addresses_and_those_nobody_knows() {
        let line = |addresses, unknown| told(Tried::Asked { addresses, unknown }).expect("a line");
        assert_eq!(line(1, 0), "tried out 1 address of other hosts");
        assert_eq!(line(12, 3), "tried out 12 addresses of other hosts; 3 could not be judged");
        assert!(matches!(told(Tried::Offline), Err(Failure::Offline)));
    }
}
