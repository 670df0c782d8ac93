//! What an operator may set about the HTTP side. Every key has a default, so
//! that an empty table is a working configuration.

use basekey_access::Network;
use serde::{Deserialize, Serialize};

/// Settings of the HTTP side. Sizes are bytes, times are seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "snake_case")]
pub struct HttpConfig {
    /// All headers of a request together, request line included; more closes
    /// the connection with 431. Default 64 KiB.
    pub header_limit: usize,
    /// How long a connection may go without a request: between two of them,
    /// or while one is sent piece by piece. Noticed after at most twice as long. Default 75.
    pub header_timeout: u64,
    /// How long a client may take to send a body. Default 60.
    pub body_timeout: u64,
    /// Connections served at once; more wait in the system's queue. Default 4096.
    pub connections: usize,
    /// How long a stop waits for running requests. Default 20.
    pub shutdown_deadline: u64,
    /// Mark the session cookie `Secure`, for servers behind TLS. Default false.
    pub secure_cookies: bool,
    /// Proxies whose `X-Forwarded-For` is believed. Default none.
    pub trusted_proxies: Vec<Network>,
    /// Answer cross-origin requests of browsers on the public API. Default true.
    pub cors: bool,
    /// Serve `/metrics` on the public listener. Default true.
    pub metrics: bool,
    /// Limits on how often clients may call.
    pub rate_limits: RateLimits,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            header_limit: 64 * 1024,
            header_timeout: 75,
            body_timeout: 60,
            connections: 4096,
            shutdown_deadline: 20,
            secure_cookies: false,
            trusted_proxies: Vec::new(),
            cors: true,
            metrics: true,
            rate_limits: RateLimits::default(),
        }
    }
}

/// Limits on how often clients may call (web-api 7). Off by default, because
/// clients react to a refusal by waiting half a minute or by giving up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "snake_case")]
pub struct RateLimits {
    /// Whether to limit at all. Default false.
    pub enabled: bool,
    /// Requests per second on one base. Default 5.
    pub per_base: u32,
    /// Requests per second of one user, all tokens together. Default 50.
    pub per_user: u32,
    /// What `Retry-After` says, in seconds. Default 30.
    pub retry_after: u32,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            enabled: false,
            per_base: 5,
            per_user: 50,
            retry_after: 30,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_table_is_a_configuration() {
        let config: HttpConfig = serde_json::from_str("{}").unwrap();
        assert_eq!(config, HttpConfig::default());
        assert!(serde_json::from_str::<HttpConfig>(r#"{"boddy_limit":1}"#).is_err());
    }
}
