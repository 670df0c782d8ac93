//! Work that may take long, away from the threads that serve requests.

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::error::{Result, StoreError};

/// Starts `work` on the blocking pool, or runs it here and now if no runtime
/// is there, as in a command that does one thing.
pub(super) fn start(work: impl FnOnce() + Send + 'static) {
    match Handle::try_current() {
        // A panic ends that work alone; nobody waits for the handle.
        Ok(runtime) => drop(runtime.spawn_blocking(work)),
        Err(_) => work(),
    }
}

/// Runs `work` as [`start`] does and waits for what it gives.
pub(super) async fn run<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let (put, take) = oneshot::channel();
    start(move || drop(put.send(work())));
    take.await.unwrap_or_else(|_| {
        // It panicked, or the runtime is shutting down and dropped it.
        Err(StoreError::Engine {
            doing,
            cause: "it was broken off".to_owned(),
        })
    })
}
