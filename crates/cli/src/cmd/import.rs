use crate::config::Config;
use std::process::ExitCode;
#[derive(Debug, clap::Subcommand)]
pub(crate) enum ImportCommand {
    /// x
    Csv,
}
impl ImportCommand {
    pub(crate) async fn run(self, _c: &Config, _j: bool) -> anyhow::Result<ExitCode> {
        Ok(ExitCode::SUCCESS)
    }
}
