//! Passwords: Argon2id in PHC text form, a few at a time.

use std::collections::HashMap;
use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use basekey_model::schema::UserNo;
use basekey_model::time::Millis;
use parking_lot::Mutex;
use tokio::sync::Semaphore;

use crate::App;
use crate::error::{AppError, Result, Rule};

/// Hashes computed at once: each takes 19 MiB for tens of milliseconds.
const AT_ONCE: usize = 2;

/// Fewer characters than this are refused (NIST SP 800-63B).
const SHORTEST: usize = 8;

/// Longer ones are refused, since hashing them is work that a stranger orders.
const LONGEST: usize = 256;

/// E-mails whose failures are remembered; a flood of made-up ones is cut here.
const REMEMBERED: usize = 10_000;

/// Sign-ins that may wait for their turn; more are sent away, since each is
/// work that a stranger orders.
const WAITING: usize = 64;

/// Failed sign-ins for one e-mail before a pause.
const FAILURES: u32 = 10;

/// The pause after that, in seconds.
const PAUSE_SECONDS: i64 = 300;

pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    waiting: Semaphore,
    failures: Mutex<HashMap<String, (u32, Millis)>>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Semaphore::new(WAITING),
            failures: Mutex::default(),
        }
    }
}

/// True for what no password can be.
pub(crate) fn is_too_long(password: &str) -> bool {
    password.chars().count() > LONGEST
}

/// OWASP's first choice: 19 MiB, two passes, one lane.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

impl App {
    /// The PHC text of a new password.
    pub(crate) async fn hash_password(&self, password: &str) -> Result<String> {
        let length = password.chars().count();
        if !(SHORTEST..=LONGEST).contains(&length) {
            return Err(AppError::invalid(
                Rule::Account,
                format!("a password has {SHORTEST} to {LONGEST} characters"),
            ));
        }
        let mut salt = [0u8; 16];
        self.inner.entropy.fill(&mut salt);
        let password = zeroize::Zeroizing::new(password.to_owned());
        self.one_at_a_time(move || {
            hasher()
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map(|hash| hash.to_string())
        })
        .await?
        .map_err(|error| {
            AppError::invalid(
                Rule::Account,
                format!("the password can not be hashed: {error}"),
            )
        })
    }

    /// True if the password belongs to the stored hash. Without a hash it
    /// takes as long and is false.
    pub(crate) async fn password_matches(
        &self,
        password: &str,
        stored: Option<String>,
    ) -> Result<bool> {
        if is_too_long(password) {
            return Ok(false);
        }
        let password = zeroize::Zeroizing::new(password.to_owned());
        let mut salt = [0u8; 16];
        self.inner.entropy.fill(&mut salt);
        self.one_at_a_time(move || {
            let hasher = hasher();
            if let Some(Ok(hash)) = stored.as_deref().map(PasswordHash::new) {
                return hasher.verify_password(password.as_bytes(), &hash).is_ok();
            }
            // The same work for an unknown e-mail, so that the time does not tell.
            let _ = hasher.hash_password_with_salt(password.as_bytes(), &salt);
            false
        })
        .await
    }

    /// True if this is the password that a signed-in user has. Guesses are
    /// slowed: who found an open browser must not find the password by it.
    pub(crate) async fn confirms(
        &self,
        user: UserNo,
        password: &str,
        stored: Option<String>,
    ) -> Result<bool> {
        // It can be no password, and costs no hash.
        if password.is_empty() || is_too_long(password) {
            return Ok(false);
        }
        let tried = self.try_password(user)?;
        let matches = self.password_matches(password, stored).await;
        if !matches!(matches, Ok(false)) {
            tried.right();
        }
        matches
    }

    async fn one_at_a_time<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let _place = self
            .inner
            .passwords
            .waiting
            .try_acquire()
            .map_err(|_| AppError::Busy("too many sign-ins at once; try again"))?;
        let turn = self.inner.passwords.turns.clone().acquire_owned().await;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await
            .map_err(|_| AppError::Busy("the password could not be checked; try again"))
    }

    /// Refuses an e-mail that has failed too often lately. The try counts as
    /// failed until [`succeeded`](Self::succeeded) is told otherwise, so that
    /// many at once are not all let through.
    pub(crate) fn may_try(&self, email: &str) -> Result<()> {
        let now = self.now();
        let mut failures = self.inner.passwords.failures.lock();
        failures.retain(|_, (_, since)| since.plus_seconds(PAUSE_SECONDS) > now);
        match failures.get_mut(email) {
            Some((count, _)) if *count >= FAILURES => {
                return Err(AppError::Busy(
                    "too many failed sign-ins for this e-mail; wait five minutes",
                ));
            }
            Some((count, since)) => (*count, *since) = (*count + 1, now),
            None => {
                // Whoever wants an e-mail forgotten pays thousands of tries for ten.
                if failures.len() >= REMEMBERED
                    && let Some(oldest) = failures
                        .iter()
                        .min_by_key(|(_, (_, since))| *since)
                        .map(|(email, _)| email.clone())
                {
                    failures.remove(&oldest);
                }
                failures.insert(email.to_owned(), (1, now));
            }
        }
        Ok(())
    }

    /// Takes a try back that was not made.
    pub(crate) fn not_tried(&self, email: &str) {
        if let Some((count, _)) = self.inner.passwords.failures.lock().get_mut(email) {
            *count = count.saturating_sub(1);
        }
    }

    /// Forgets the failures of an e-mail that has signed in.
    pub(crate) fn succeeded(&self, email: &str) {
        self.inner.passwords.failures.lock().remove(email);
    }
}
