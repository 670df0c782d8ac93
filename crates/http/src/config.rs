//! What an operator may set about the HTTP side. Every key has a default, so
//! that an empty table is a working configuration.

use std::net::IpAddr;

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

/// An address or a block of addresses: `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// The text is not an address or a block of addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an address such as 10.0.0.1 or a block such as 10.0.0.0/8")]
pub struct BadNetwork(String);

impl Network {
    /// True if `address` lies in this block.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(mine), IpAddr::V4(other)) => {
                let shift = 32 - u32::from(self.prefix);
                (mine.to_bits() ^ other.to_bits())
                    .checked_shr(shift)
                    .unwrap_or(0)
                    == 0
            }
            (IpAddr::V6(mine), IpAddr::V6(other)) => {
                let shift = 128 - u32::from(self.prefix);
                (mine.to_bits() ^ other.to_bits())
                    .checked_shr(shift)
                    .unwrap_or(0)
                    == 0
            }
            _ => false,
        }
    }
}

impl std::str::FromStr for Network {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Self, BadNetwork> {
        let bad = || BadNetwork(text.to_owned());
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u8>().map_err(|_| bad())?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| bad())?;
        let widest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(widest);
        if prefix > widest {
            return Err(bad());
        }
        Ok(Self { address, prefix })
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl Serialize for Network {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_contain_what_they_should() {
        for (block, address, inside) in [
            ("10.0.0.1", "10.0.0.1", true),
            ("10.0.0.1", "10.0.0.2", false),
            ("10.0.0.0/8", "10.255.1.2", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.0/8", "::ffff:10.1.1.1", true),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("fd00::/8", "fd12::1", true),
            ("fd00::/8", "fe80::1", false),
            ("::/0", "10.0.0.1", false),
        ] {
            let network: Network = block.parse().unwrap();
            assert_eq!(
                network.contains(address.parse().unwrap()),
                inside,
                "{block} {address}"
            );
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "x", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_empty_table_is_a_configuration() {
        let config: HttpConfig = serde_json::from_str("{}").unwrap();
        assert_eq!(config, HttpConfig::default());
        assert!(serde_json::from_str::<HttpConfig>(r#"{"boddy_limit":1}"#).is_err());
    }
}
