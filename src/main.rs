//! The program: without arguments the window, else the command line.

use std::{io, process::ExitCode};

use driftline::{
    cli::{self, Outcome},
    session::log,
};

fn main() -> ExitCode {
    log::begin(cli::is_verbose(std::env::args_os()));
    // Not locked: other threads may have something to say, too.
    let (mut out, mut err) = (io::stdout(), io::stderr());
    match cli::run(std::env::args_os(), &mut out, &mut err) {
        Outcome::Done(exit) => exit.into(),
        Outcome::Window(file) => window(file),
    }
}

#[cfg(feature = "gui")]
fn window(file: Option<std::path::PathBuf>) -> ExitCode {
    match driftline::ui::run(file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error.to_string()),
    }
}

#[cfg(not(feature = "gui"))]
fn window(_file: Option<std::path::PathBuf>) -> ExitCode {
    complain("this build has no window; use the command line: driftline --help")
}

fn complain(text: &str) -> ExitCode {
    use std::io::Write;
    // With standard error closed there is nobody to tell.
    let _is_read = writeln!(io::stderr(), "error: {text}").is_ok();
    cli::Exit::Failure.into()
}
