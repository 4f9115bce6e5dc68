//! How a command ends: the exit statuses, and what stops a command before it has a result.
//!
//! In: errors of the machine and of usage. Out: one line of words and a [`Status`]. What is wrong with a site is
//! not a failure: that is a diagnostic.

use std::io;
use std::process::ExitCode;

use crate::fs::FsError;
use crate::serve::ServeError;

/// The exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// 0: what was asked is done.
    Done,
    /// 1: the site has errors, or a file stands where one was to be made.
    Site,
    /// 2: the command line asks for something that does not exist.
    Usage,
    /// 3: the machine failed, or bluf itself.
    Machine,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Done => 0,
            Status::Site => 1,
            Status::Usage => 2,
            Status::Machine => 3,
        })
    }
}

/// What stops a command.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// The command line is wrong.
    #[error("{0}")]
    Usage(String),
    /// The command would have to overwrite something.
    #[error("{0}")]
    Refused(String),
    /// A file or folder cannot be read or written.
    #[error(transparent)]
    Machine(#[from] FsError),
    /// The preview cannot listen.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The system has no random bytes to give.
    #[error("cannot get random bytes: {0}")]
    Random(getrandom::Error),
    /// No host answers.
    #[error("no other host answered; connect this machine to the network, or leave out --external")]
    Offline,
    /// Standard output cannot be written.
    #[error("cannot write to the standard output: {0}")]
    Output(#[source] io::Error),
    /// Whoever read the standard output has seen enough, as `head` does.
    #[error("the standard output is closed")]
    Closed,
}

impl Failure {
    /// The status the program ends with.
    pub(super) fn status(&self) -> Status {
        match self {
            Self::Usage(_) => Status::Usage,
            Self::Refused(_) => Status::Site,
            Self::Machine(_) | Self::Serve(_) | Self::Random(_) | Self::Offline | Self::Output(_) => {
                Status::Machine
            }
            Self::Closed => Status::Done,
        }
    }

    /// A failed write to the standard output.
    pub(super) fn of_output(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Closed } else { Self::Output(error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_leaves_is_no_failure() {
        assert_eq!(Failure::of_output(io::ErrorKind::BrokenPipe.into()).status(), Status::Done);
        assert_eq!(Failure::of_output(io::ErrorKind::StorageFull.into()).status(), Status::Machine);
    }

    #[test]
    fn usage_and_refusal_have_statuses_of_their_own() {
        assert_eq!(Failure::Usage(String::new()).status(), Status::Usage);
        assert_eq!(Failure::Refused(String::new()).status(), Status::Site);
    }
}
