//! Who is at the other end of the connection.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use basekey_access::Network;
use basekey_app::Origin;

use crate::Peer;

/// Characters of `User-Agent` that are kept.
const CLIENT_CHARS: usize = 200;

/// Stands in the place of an address that a trusted proxy did not write so
/// that it can be read: no list of addresses allows it.
const UNREADABLE: &str = "unknown";

/// Address and client. `X-Forwarded-For` is believed only as far as it was
/// written by proxies that the operator trusts: it is read from the right,
/// and the first address that is not a trusted proxy is the client.
pub(crate) fn origin(headers: &HeaderMap, peer: Peer, trusted: &[Network]) -> Origin {
    let address = match peer {
        Peer::Private => None,
        Peer::Network(address) => Some(
            forwarded(headers, address.to_canonical(), trusted)
                .map_or_else(|| UNREADABLE.to_owned(), |address| address.to_string()),
        ),
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

/// `None` if the hop that decides can not be read: then nobody knows who it
/// is, and the proxy must not be taken for the client.
fn forwarded(headers: &HeaderMap, peer: IpAddr, trusted: &[Network]) -> Option<IpAddr> {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer;
    let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    let hops = lines
        .iter()
        .rev()
        .flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    for hop in hops {
        if !is_trusted(client) {
            break;
        }
        client = address_of(hop)?.to_canonical();
    }
    Some(client)
}

/// An address as proxies write it: alone, or with a port.
fn address_of(hop: &[u8]) -> Option<IpAddr> {
    let hop = std::str::from_utf8(hop).ok()?.trim();
    let bare = hop
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(hop);
    let with_port = || hop.parse::<SocketAddr>().map(|socket| socket.ip());
    bare.parse().or_else(|_| with_port()).ok()
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
            ("10.0.0.1", "6.6.6.6, nonsense", "unknown"),
            ("10.0.0.1", "", "unknown"),
            ("10.0.0.1", "\u{e9}, 1.2.3.4", "1.2.3.4"),
            ("10.0.0.1", "1.2.3.4, \u{e9}", "unknown"),
            ("10.0.0.1", "1.2.3.4:4444", "1.2.3.4"),
            ("10.0.0.1", "[2001:db8::1]:4444", "2001:db8::1"),
            ("10.0.0.1", "[2001:db8::1]", "2001:db8::1"),
            ("10.0.0.1", "nonsense, 1.2.3.4, 10.0.0.3", "1.2.3.4"),
            ("::ffff:10.0.0.1", "1.2.3.4", "1.2.3.4"),
            ("::ffff:203.0.113.1", "1.2.3.4", "203.0.113.1"),
            ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(
                "x-forwarded-for",
                HeaderValue::from_bytes(header.as_bytes()).unwrap(),
            );
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
