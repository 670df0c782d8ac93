//! What can go wrong in a store.

/// A store's failure. Nothing of the write it interrupted remains.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine refused or failed: disk full, file damaged, connection lost.
    /// Try again; if it persists, run `basekey doctor` and look at the disk.
    #[error("the store failed while trying to {doing}: {cause}")]
    Engine {
        /// What was being done, as the end of "trying to …".
        doing: &'static str,
        /// The engine's own words. Never holds a cell value.
        cause: String,
    },
    /// Something that must be unique is there already.
    #[error("there is already {what}")]
    Duplicate {
        /// Names the kind of thing, for instance "a user with this e-mail".
        what: &'static str,
    },
    /// A stored value does not have the form this version writes.
    #[error("stored {what} is damaged: {cause}; run `basekey doctor`")]
    Damaged {
        /// Which stored thing.
        what: &'static str,
        /// What is wrong with it.
        cause: String,
    },
    /// The store was written by a newer version of Basekey.
    #[error("the store has migration {found} and this version knows {known}; use a newer basekey")]
    TooNew {
        /// The newest migration in the store.
        found: i64,
        /// The newest migration this version knows.
        known: i64,
    },
    /// A migration that was applied differs from the one this version carries.
    #[error(
        "migration {number} in the store is not the one this version carries; use the version that wrote it"
    )]
    Altered {
        /// The migration's number.
        number: i64,
    },
    /// Another process has the data directory open.
    #[error("the data directory is in use by another process ({holder})")]
    InUse {
        /// What the lock file says about its holder.
        holder: String,
    },
    /// The store is shutting down.
    #[error("the store is closed")]
    Closed,
}

/// Short for the results of this crate.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
