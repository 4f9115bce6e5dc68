//! The preview, seen from a browser's side of the connection.

mod ahead;
mod client;
mod closed;
mod kind;
mod right;
