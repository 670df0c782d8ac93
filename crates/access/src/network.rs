//! Addresses and blocks of addresses, and a token's list of them.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Most entries of a token's list of addresses.
pub const ADDRESSES: usize = 50;

/// An address or a block of addresses: `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`.
///
/// Kept in one form: bits beyond the prefix are zero, and an IPv4 address
/// that is written as an IPv6 one (`::ffff:10.0.0.1`) is an IPv4 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// The text is not an address or a block of addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an address such as 10.0.0.1 or a block such as 10.0.0.0/8")]
pub struct BadNetwork(String);

/// Bits of an IPv6 address before the IPv4 address in it.
const MAPPED: u8 = 96;

impl Network {
    /// True if `address` lies in this block.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.address.is_ipv4() && masked(address, self.prefix) == self.address
    }

    /// True if every address of this block lies in `other`.
    pub fn within(&self, other: &Self) -> bool {
        self.prefix >= other.prefix && other.contains(self.address)
    }

    /// True if it is one address and no block.
    fn is_single(&self) -> bool {
        self.prefix == bits(self.address)
    }
}

fn bits(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// The address without the bits beyond the prefix.
fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    let beyond = u32::from(bits(address).saturating_sub(prefix));
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(beyond).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(beyond).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

impl FromStr for Network {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Self, BadNetwork> {
        let bad = || BadNetwork(text.chars().take(60).collect());
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| bad())?;
        let prefix = match prefix {
            None => bits(address),
            // `parse` alone would take a sign, too.
            Some(digits) if digits.bytes().all(|digit| digit.is_ascii_digit()) => digits
                .parse::<u8>()
                .ok()
                .filter(|prefix| *prefix <= bits(address))
                .ok_or_else(bad)?,
            Some(_) => return Err(bad()),
        };
        // A block that is wider than all of IPv4 is one of IPv6.
        let (address, prefix) = match (address.to_canonical(), address) {
            (short @ IpAddr::V4(_), IpAddr::V6(_)) if prefix >= MAPPED => (short, prefix - MAPPED),
            _ => (address, prefix),
        };
        Ok(Self {
            address: masked(address, prefix),
            prefix,
        })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_single() {
            write!(f, "{}", self.address)
        } else {
            write!(f, "{}/{}", self.address, self.prefix)
        }
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

/// From where a token is accepted: these blocks, or anywhere if there is
/// none. The stored form is a list of texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Network>", into = "Vec<Network>")]
pub struct Addresses(Vec<Network>);

/// More than [`ADDRESSES`] entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a list of addresses has at most {ADDRESSES} entries; name blocks such as 10.0.0.0/8")]
pub struct TooManyAddresses;

impl Addresses {
    /// Anywhere.
    pub const ANYWHERE: Self = Self(Vec::new());

    /// True if every address is allowed.
    pub fn is_anywhere(&self) -> bool {
        self.0.is_empty()
    }

    /// The blocks, in the order in which they were named.
    pub fn networks(&self) -> &[Network] {
        &self.0
    }

    /// Whether a call from `address` is allowed. One whose address nobody
    /// knows is allowed only if every address is.
    pub fn allow(&self, address: Option<IpAddr>) -> bool {
        self.is_anywhere()
            || address.is_some_and(|address| self.0.iter().any(|block| block.contains(address)))
    }

    /// True if nothing is allowed here that `other` does not allow. Two
    /// halves that `other` names do not stand for their whole.
    pub fn narrower_than(&self, other: &Self) -> bool {
        other.is_anywhere()
            || (!self.is_anywhere()
                && self
                    .0
                    .iter()
                    .all(|block| other.0.iter().any(|outer| block.within(outer))))
    }
}

impl TryFrom<Vec<Network>> for Addresses {
    type Error = TooManyAddresses;

    fn try_from(named: Vec<Network>) -> Result<Self, TooManyAddresses> {
        let mut blocks: Vec<Network> = Vec::with_capacity(named.len().min(ADDRESSES));
        for block in named {
            if blocks.contains(&block) {
                continue;
            }
            if blocks.len() == ADDRESSES {
                return Err(TooManyAddresses);
            }
            blocks.push(block);
        }
        Ok(Self(blocks))
    }
}

impl From<Addresses> for Vec<Network> {
    fn from(addresses: Addresses) -> Self {
        addresses.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(texts: &[&str]) -> Addresses {
        let blocks: Vec<Network> = texts.iter().map(|text| text.parse().unwrap()).collect();
        blocks.try_into().unwrap()
    }

    #[test]
    fn blocks_contain_what_they_should() {
        for (block, address, inside) in [
            ("10.0.0.1", "10.0.0.1", true),
            ("10.0.0.1", "10.0.0.2", false),
            ("10.0.0.0/8", "10.255.1.2", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.9.9.9/8", "10.1.1.1", true),
            ("10.0.0.0/8", "::ffff:10.1.1.1", true),
            ("::ffff:10.0.0.1", "10.0.0.1", true),
            ("::ffff:10.0.0.0/104", "10.200.0.1", true),
            ("::ffff:10.0.0.0/104", "11.0.0.1", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("fd00::/8", "fd12::1", true),
            ("fd00::/8", "fe80::1", false),
            ("2001:db8::1", "2001:db8::1", true),
            ("::/0", "2001:db8::1", true),
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
    fn one_block_has_one_form() {
        for (text, form) in [
            ("10.0.0.1", "10.0.0.1"),
            ("10.0.0.1/32", "10.0.0.1"),
            ("10.0.0.1/8", "10.0.0.0/8"),
            ("10.0.0.1/0", "0.0.0.0/0"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("::ffff:192.0.2.1/120", "192.0.2.0/24"),
            ("::ffff:192.0.2.1/95", "::fffe:0:0/95"),
            ("2001:DB8:0::5/32", "2001:db8::/32"),
            ("2001:db8::5/128", "2001:db8::5"),
            ("fd00::1/0", "::/0"),
        ] {
            let network: Network = text.parse().unwrap();
            assert_eq!(network.to_string(), form, "{text}");
            assert_eq!(form.parse(), Ok(network));
            let stored = serde_json::to_string(&network).unwrap();
            assert_eq!(serde_json::from_str::<Network>(&stored).unwrap(), network);
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "x",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/",
            "10.0.0.0/-1",
            "10.0.0.0/+8",
            "10.0.0.0/8/8",
            " 10.0.0.0",
            "10.0.0.1:80",
            "[::1]",
            "example.com",
        ] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
        let long = "9".repeat(5000).parse::<Network>().unwrap_err();
        assert!(long.to_string().len() < 200);
    }

    #[test]
    fn an_empty_list_is_anywhere_and_an_unknown_address_is_nowhere() {
        let home = Some("192.0.2.7".parse().unwrap());
        assert!(Addresses::ANYWHERE.allow(home) && Addresses::ANYWHERE.allow(None));
        let list = listed(&["10.0.0.0/8", "192.0.2.0/24"]);
        assert!(list.allow(home) && !list.allow(None));
        assert!(!listed(&["10.0.0.0/8"]).allow(home));
    }

    #[test]
    fn narrower_is_inside() {
        for (narrow, wide, expected) in [
            (&[][..], &[][..], true),
            (&["10.0.0.0/8"], &[], true),
            (&[], &["0.0.0.0/0", "::/0"], false),
            (&["10.1.0.0/16"], &["10.0.0.0/8"], true),
            (&["10.0.0.0/8"], &["10.1.0.0/16"], false),
            (&["10.0.0.0/8"], &["10.0.0.0/8"], true),
            (&["10.0.0.1", "fd00::1"], &["10.0.0.0/8"], false),
            (&["10.0.0.1", "fd00::1"], &["10.0.0.0/8", "fd00::/8"], true),
            (&["::ffff:10.0.0.1"], &["10.0.0.0/8"], true),
            (&["10.0.0.0/8"], &["10.0.0.0/9", "10.128.0.0/9"], false),
        ] {
            let (narrow, wide) = (listed(narrow), listed(wide));
            assert_eq!(narrow.narrower_than(&wide), expected, "{narrow:?} {wide:?}");
        }
    }

    #[test]
    fn a_list_has_no_doubles_and_is_bounded() {
        let list = listed(&["10.0.0.1", "fd00::1/8", "10.0.0.1/32"]);
        assert_eq!(
            serde_json::to_string(&list).unwrap(),
            r#"["10.0.0.1","fd00::/8"]"#
        );
        let many = |count: u8| {
            let texts: Vec<_> = (0..count).map(|n| format!("10.0.0.{n}")).collect();
            serde_json::from_value::<Addresses>(serde_json::json!(texts))
        };
        assert_eq!(many(50).unwrap().networks().len(), ADDRESSES);
        let error = many(51).unwrap_err().to_string();
        assert!(error.contains("at most 50"), "{error}");
    }
}
