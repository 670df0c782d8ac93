//! The `basekey` binary: configuration, wiring and commands.

mod args;
mod client;
mod cmd;
mod config;
mod demo;
mod instance;
mod logs;
mod out;
mod socket;
mod system;

use std::process::ExitCode;

use clap::Parser;

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Clap prints what is wrong with a command line, and leaves with 2.
    let cli = args::Cli::parse();
    match cmd::run(cli) {
        Ok(code) => code,
        Err(error) => {
            // Should a secret have slipped into a chain of causes, it ends here.
            out::say(basekey_access::redact(&format!("error: {error:#}")));
            let code = if error.downcast_ref::<cmd::Usage>().is_some() {
                2
            } else {
                1
            };
            ExitCode::from(code)
        }
    }
}
