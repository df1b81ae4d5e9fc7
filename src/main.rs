//! The program: the window without arguments, else the command line.
fn main() {
    let file = std::env::args_os().nth(1).map(Into::into);
    if let Err(error) = driftline::ui::run(file) {
        eprintln!("error: {error}");
        std::process::exit(2)
    }
}
