//! The client against the real server: real SQLite, real HTTP on a loopback port, one profile for each device.

mod accounts;
mod archives;
mod documents;
mod dossiers;
mod reports;
mod town;
mod workspaces;
