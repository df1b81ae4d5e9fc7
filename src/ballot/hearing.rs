//! What a program that serves a workshop hears from outside: lines that are typed, and the wish that it end.

use std::{
    io::{self, BufRead},
    thread,
};

use tokio::runtime::Builder;

/// Something that was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A line was typed.
    Line(String),
    /// Somebody wants the program to end: Control and C, or the system.
    Stop,
}

/// Tells what is typed and when the program is to end, from threads of its own, until the program ends.
///
/// # Errors
/// When the system refuses threads or signals.
pub fn listen(tell: impl Fn(Heard) + Clone + Send + 'static) -> io::Result<()> {
    let stop = tell.clone();
    let runtime = Builder::new_current_thread().enable_io().build()?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        runtime.block_on(async {
            while ended().await.is_ok() {
                stop(Heard::Stop);
            }
        });
    })?;
    thread::Builder::new().name("typed lines".to_owned()).spawn(move || {
        // The end of the input is no wish to end: services have none.
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            tell(Heard::Line(line));
        }
    })?;
    Ok(())
}

#[cfg(unix)]
async fn ended() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hangup.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn ended() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
