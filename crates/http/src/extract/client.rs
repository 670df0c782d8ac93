//! Who is at the other end of the connection.

use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use basekey_access::Network;
use basekey_app::Origin;

use crate::Peer;

/// Characters of `User-Agent` that are kept.
const CLIENT_CHARS: usize = 200;

/// Address and client. `X-Forwarded-For` is believed only as far as it was
/// written by proxies that the operator trusts: it is read from the right,
/// and the first address that is not a trusted proxy is the client.
pub(crate) fn origin(headers: &HeaderMap, peer: Peer, trusted: &[Network]) -> Origin {
    let address = match peer {
        Peer::Private => None,
        Peer::Network(address) => Some(forwarded(headers, address, trusted).to_string()),
    };
    let client = headers.get(USER_AGENT).map(|value| {
        let text = String::from_utf8_lossy(value.as_bytes());
        text.chars()
            .filter(|c| !c.is_control())
            .take(CLIENT_CHARS)
            .collect()
    });
    Origin { address, client }
}

fn forwarded(headers: &HeaderMap, peer: IpAddr, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer) {
        return peer;
    }
    let mut client = peer;
    let lines: Vec<_> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        client = address.to_canonical();
        if !is_trusted(client) {
            break;
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted: Vec<Network> = vec!["10.0.0.0/8".parse().unwrap()];
        for (peer, header, client) in [
            ("203.0.113.1", "1.2.3.4", "203.0.113.1"),
            ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
            ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
            ("10.0.0.1", "6.6.6.6, nonsense", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", HeaderValue::from_static(header));
            let found = origin(&headers, Peer::Network(peer.parse().unwrap()), &trusted);
            assert_eq!(found.address.as_deref(), Some(client), "{peer} {header}");
        }
    }

    #[test]
    fn the_private_peer_has_no_address_and_clients_are_cut() {
        let mut headers = HeaderMap::new();
        headers.insert(
            USER_AGENT,
            HeaderValue::from_bytes("ü".repeat(300).as_bytes()).unwrap(),
        );
        let found = origin(&headers, Peer::Private, &[]);
        assert_eq!(found.address, None);
        assert_eq!(found.client.unwrap().chars().count(), CLIENT_CHARS);
    }
}
