//! The embedded server of a workshop, asked over plain sockets: what it tells, what it keeps, and whom it turns away.

#![expect(clippy::panic, reason = "a broken expectation ends a test, in its helpers too")]

mod attacks;
mod client;
mod floods;
mod journals;
mod program;
mod room;
mod rounds;
