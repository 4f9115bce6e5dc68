//! The program `bluf`: everything is in the library, the command line in [`bluf::cli`].

use std::process::ExitCode;

/// Rendering makes many small texts on many threads, which this allocator is good at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    bluf::cli::main()
}
