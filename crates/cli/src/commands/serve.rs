//! `beffroi serve`: the server, until it is asked to stop.

use beffroi_server::{Config, ConfigError, init_logs};

use crate::args::Serve;
use crate::exit::{Exit, Failure};

/// Reads the configuration, serves, stops cleanly on Ctrl-C or a termination signal.
pub fn run(arguments: &Serve) -> Result<(), Failure> {
    let config = Config::load(arguments.config.as_deref(), |name| given(arguments, name))
        .map_err(|error| config_failure(arguments, &error))?;
    init_logs(&config.log);
    let stopped = |error: &dyn std::fmt::Display| Failure::new(Exit::Failed, "server-failed").because(error);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| stopped(&error))?;
    runtime.block_on(async {
        beffroi_server::serve(config, asked_to_stop()).await.map_err(|error| {
            let cause =
                std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
            Failure::new(Exit::Failed, error.code()).because(format!("{error}{cause}"))
        })
    })
}

/// What the command line says wins over the environment, which wins over the file.
fn given(arguments: &Serve, name: &str) -> Option<String> {
    let typed = match name {
        "BEFFROI_DATA" => arguments.data.as_ref().map(|path| path.display().to_string()),
        "BEFFROI_LISTEN" => arguments.listen.clone(),
        _ => None,
    };
    typed.or_else(|| std::env::var(name).ok())
}

fn config_failure(arguments: &Serve, error: &ConfigError) -> Failure {
    let file =
        arguments.config.as_ref().map_or_else(|| "BEFFROI_…".to_owned(), |path| path.display().to_string());
    Failure::new(Exit::Input, "config-invalid").with("file", file).because(error)
}

async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => return,
                _ = tokio::signal::ctrl_c() => return,
            }
        }
    }
    // Without a way to be told, the process is stopped from outside.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
