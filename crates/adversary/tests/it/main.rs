//! One module per class of attack. Every test runs the journey honestly and with the lie: only the lie is refused.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::large_futures,
    reason = "a test stops where it fails, on one thread with room enough"
)]

mod register;
mod x01;
mod x02;
mod x03;
mod x04;
mod x05;
mod x06;
mod x07;
mod x08;
mod x09;
mod x10;
mod x11;
mod x12;
mod x14;
mod x15;
mod x17;
mod x19;
mod x22;
