//! What every engine promises, as checks that an engine plugs into.
//!
//! An engine's tests implement [`Engine`] and assert that [`run`] gives a
//! report without failures. Each check gets an empty store and says in its
//! name what it holds the engine to.

mod accounts;
mod bases;
mod changes;
mod dump;
mod durable;
mod finding;
mod invites;
mod records;
mod samples;
mod sharing;
mod tokens;
mod transactions;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Result, StoreError};
use crate::iface::{Cost, Pending, Read, Store, StoreExt, Tx};

/// Longest a check may take. One that waits for ever is a failure too.
const PATIENCE: Duration = Duration::from_mins(2);

/// An engine under examination.
pub trait Engine: Send + Sync + 'static {
    /// Opens the store of a place. A place that was not used before holds an
    /// empty store; one whose store was closed holds what was kept there.
    fn open(&self, place: usize) -> Pending<'_, Result<Arc<dyn Store>>>;

    /// Puts a copy made by [`Store::backup`] into a place not used before and opens it.
    fn restore(&self, copy: &Path, place: usize) -> Pending<'_, Result<Arc<dyn Store>>>;

    /// The path of a file that is not there, for a backup.
    fn new_file(&self) -> PathBuf;
}

/// How an engine did.
#[derive(Debug, Default)]
pub struct Report {
    /// The checks that held.
    pub passed: Vec<&'static str>,
    /// The checks that did not, each with what was found.
    pub failed: Vec<(&'static str, String)>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} checks held, {} did not",
            self.passed.len(),
            self.failed.len()
        )?;
        for (name, found) in &self.failed {
            write!(f, "\n  {name}: {found}")?;
        }
        Ok(())
    }
}

/// Runs all checks whose name contains `only`, one after the other. Needs a
/// tokio runtime with several threads.
pub async fn run(engine: Arc<dyn Engine>, only: &str) -> Report {
    let mut report = Report::default();
    let checks = CHECKS.iter().filter(|check| check.name.contains(only));
    for (at, check) in checks.enumerate() {
        // Two places per check: the second is for a restored copy.
        let place = at * 2;
        let outcome = match engine.open(place).await {
            Ok(store) => {
                let ground = Ground {
                    engine: engine.clone(),
                    place,
                    store,
                };
                // A task of its own, so that a panic is a finding and not the end.
                let task = tokio::spawn((check.run)(ground));
                match tokio::time::timeout(PATIENCE, task).await {
                    Ok(Ok(outcome)) => outcome.map_err(|failure| failure.0),
                    Ok(Err(broken)) => Err(broken.to_string()),
                    Err(_) => Err(format!("no end after {} s", PATIENCE.as_secs())),
                }
            }
            Err(error) => Err(format!("the store did not open: {error}")),
        };
        match outcome {
            Ok(()) => report.passed.push(check.name),
            Err(found) => report.failed.push((check.name, found)),
        }
    }
    report
}

/// One check.
struct Check {
    name: &'static str,
    run: fn(Ground) -> Pending<'static, Outcome>,
}

type Outcome = std::result::Result<(), Failure>;

/// What was found instead of what was promised.
#[derive(Debug)]
struct Failure(String);

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

/// What a check works on.
struct Ground {
    engine: Arc<dyn Engine>,
    place: usize,
    store: Arc<dyn Store>,
}

impl Ground {
    /// Writes; an error undoes it.
    async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut dyn Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.store.run_write(job).await
    }

    /// Reads a few keys.
    async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&dyn Read) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.store.run_read(Cost::Short, job).await
    }

    /// Closes the store and opens it again.
    async fn reopen(&mut self) -> Result<()> {
        self.store.close().await?;
        self.store = self.engine.open(self.place).await?;
        Ok(())
    }

    /// Everything that is in the store, as text.
    async fn dump(&self) -> Result<String> {
        self.store.run_read(Cost::Long, dump::all).await
    }
}

/// Fails unless both are equal.
macro_rules! same {
    ($found:expr, $wanted:expr) => {{
        let (found, wanted) = (&$found, &$wanted);
        if *found != *wanted {
            return Err($crate::conformance::Failure(format!(
                "{}:{}: found {found:?}, wanted {wanted:?}",
                file!(),
                line!()
            )));
        }
    }};
}

/// Fails unless it is true.
macro_rules! holds {
    ($condition:expr) => {
        if !$condition {
            return Err($crate::conformance::Failure(format!(
                "{}:{}: not {}",
                file!(),
                line!(),
                stringify!($condition)
            )));
        }
    };
}

/// Fails unless it is an error of this form.
macro_rules! refused {
    ($result:expr, $pattern:pat) => {
        match $result {
            Err($pattern) => {}
            other => {
                return Err($crate::conformance::Failure(format!(
                    "{}:{}: found {:?}, wanted Err({})",
                    file!(),
                    line!(),
                    other.map(drop),
                    stringify!($pattern)
                )));
            }
        }
    };
}

use {holds, refused, same};

macro_rules! checks {
    ($($area:ident: $($name:ident)*;)*) => {
        /// All checks, in order.
        const CHECKS: &[Check] = &[$($(Check {
            name: concat!(stringify!($area), "::", stringify!($name)),
            run: |ground| Box::pin($area::$name(ground)),
        },)*)*];
    };
}

checks! {
    accounts:
        users_are_found_by_number_id_and_email
        emails_are_unique
        user_ids_are_unique
        a_changed_user_is_still_unique
        all_settings_of_a_user_are_stored
        users_come_by_number
        sessions_come_newest_first
        session_ids_are_unique
        a_session_ends_once
        confirming_a_session_changes_nothing_else
        all_sessions_of_one_user_end
        a_link_is_taken_once
        links_end_with_what_their_user_changes
        one_of_many_takes_the_link
        ended_sessions_and_links_are_swept;
    sharing:
        workspaces_come_oldest_first
        bases_are_numbered_and_found
        base_ids_are_unique
        a_base_is_renamed_and_moved
        members_come_longest_standing_first
        a_role_is_changed_and_taken_away
        memberships_span_workspaces_and_bases;
    invites:
        an_invite_comes_back_as_it_was
        invites_come_newest_first
        invite_ids_and_codes_are_unique
        an_invite_is_taken_away_once
        one_of_many_takes_the_invite
        ended_invites_are_swept;
    tokens:
        a_token_comes_back_as_it_was
        a_changed_token_keeps_its_last_use
        tokens_come_newest_first
        all_tokens_are_paged_newest_first
        the_use_of_a_token_is_replaced
        an_undone_write_keeps_the_use_of_a_token
        the_last_use_of_an_unknown_token_is_dropped
        the_newest_refusals_are_kept
        refusals_of_tokens_are_apart
        audit_entries_are_numbered
        the_audit_log_is_paged_backwards
        the_audit_log_is_filtered
        settings_are_stored;
    bases:
        a_new_base_has_no_tables
        tables_come_in_order
        every_stored_table_counts_the_version
        a_table_needs_a_base
        deleted_tables_come_apart
        a_removed_tables_number_is_not_given_again
        a_table_with_records_is_not_removed
        a_missing_table_is_not_removed
        counters_begin_at_one
        imports_are_open_until_finished
        bases_do_not_see_each_other;
    records:
        records_come_back_as_they_were
        missing_records_are_left_out
        records_come_in_the_order_asked
        pages_follow_each_other
        pages_are_in_order_of_id
        a_page_goes_on_after_a_deleted_record
        a_record_is_replaced_but_not_its_making
        a_missing_record_is_not_replaced
        a_record_is_deleted_once
        record_ids_are_unique_in_a_table
        a_records_table_is_found
        records_of_a_deleted_table_stay
        some_records_of_a_table_are_deleted
        count_and_last_id_follow
        large_documents_are_kept;
    finding:
        what_matches_is_found
        what_is_found_is_paged
        finding_goes_on_after_a_free_number;
    changes:
        numbers_begin_at_one_in_each_base
        every_kind_of_change_comes_back
        changes_are_paged
        an_undone_change_leaves_no_gap
        many_writers_leave_no_gap
        numbers_go_on_after_reopening;
    transactions:
        a_write_reads_what_it_wrote
        undo_leaves_all_as_it_was
        an_error_undoes
        a_panic_undoes_one_write_alone
        a_write_can_not_step_over_a_failure
        an_undone_write_does_not_touch_its_neighbours
        a_reader_sees_one_state
        a_long_reader_sees_one_state
        a_single_call_sees_one_state
        what_was_answered_is_seen
        writes_are_done_in_the_order_they_were_handed_in
        a_dropped_future_keeps_the_write;
    durable:
        reopening_keeps_all
        closing_does_what_was_taken_on
        a_closed_store_refuses
        a_backup_holds_all
        a_backup_made_under_load_is_one_state
        a_backup_overwrites_nothing
        a_sound_store_has_no_problems;
}
