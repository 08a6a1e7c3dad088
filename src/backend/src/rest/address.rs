//! Where a request comes from. [`super::session`] finds out, once, and leaves a [`ClientAddress`] in the request.

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, HeaderName, request::Parts},
};
use domain::limits::ClientAddress;
use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Proxies that may say on whose behalf they ask: addresses and networks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Vec<Network>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u32,
}

impl FromStr for Proxies {
    /// What to tell the operator.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(Network::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl Proxies {
    #[must_use]
    pub fn trust(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.0.iter().any(|network| network.contains(peer))
    }
}

impl Network {
    fn parse(text: &str) -> Result<Self, String> {
        let told = || format!("names {text:?}; use addresses and networks such as 10.0.0.7 or 10.0.0.0/8");
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().map_err(|_| told())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| told())?;
        if bits > most {
            return Err(told());
        }
        Ok(Self { address, bits })
    }

    fn contains(self, other: IpAddr) -> bool {
        match (self.address, other) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros() >= self.bits,
            (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros() >= self.bits,
            _ => false,
        }
    }
}

/// The address of the peer; behind trusted proxies, of the last that they do not vouch for. What stands further left in
/// `X-Forwarded-For` anybody may have written.
pub fn find(proxies: &Proxies, headers: &HeaderMap, extensions: &Extensions) -> ClientAddress {
    let Some(ConnectInfo(peer)) = extensions.get::<ConnectInfo<SocketAddr>>() else {
        return ClientAddress::unknown();
    };
    let mut found = peer.ip();
    let lines = headers.get_all(FORWARDED_FOR).iter().rev();
    let mut hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    while proxies.trust(found) {
        let Some(hop) = hops.next().and_then(|hop| hop.trim().parse().ok()) else {
            break;
        };
        found = hop;
    }
    ClientAddress::new(found)
}

/// The address that a request came from.
pub struct Address(pub ClientAddress);

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let found = parts.extensions.get::<ClientAddress>().copied();
        Ok(Self(found.unwrap_or_else(ClientAddress::unknown)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn found(proxies: &str, peer: &str, lines: &[&str]) -> String {
        let mut extensions = Extensions::new();
        let peer: IpAddr = peer.parse().expect(peer);
        extensions.insert(ConnectInfo(SocketAddr::new(peer, 40_000)));
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_str(line).expect("a header"));
        }
        find(&proxies.parse().expect(proxies), &headers, &extensions).to_string()
    }

    #[test]
    fn only_a_trusted_peer_speaks_for_others() {
        assert_eq!(found("", "10.0.0.1", &["192.0.2.1"]), "10.0.0.1");
        assert_eq!(found("10.0.0.2", "10.0.0.1", &["192.0.2.1"]), "10.0.0.1");
        assert_eq!(found("10.0.0.1", "10.0.0.1", &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(found("10.0.0.0/8", "::ffff:10.0.0.1", &["2001:db8::1"]), "2001:db8::1");
    }

    #[test]
    fn what_a_client_writes_itself_is_not_believed() {
        assert_eq!(found("10.0.0.1", "10.0.0.1", &["203.0.113.9, 192.0.2.1"]), "192.0.2.1");
        assert_eq!(
            found("10.0.0.1", "10.0.0.1", &["203.0.113.9", "192.0.2.1"]),
            "192.0.2.1"
        );
        // Two of ours in a row, and a client who pretends to be one.
        let chain = "10.0.0.5, 192.0.2.1, 10.0.0.2";
        assert_eq!(found("10.0.0.0/8", "10.0.0.1", &[chain]), "192.0.2.1");
        for odd in ["", "unknown", "192.0.2.1, nobody"] {
            assert_eq!(found("10.0.0.1", "10.0.0.1", &[odd]), "10.0.0.1", "{odd}");
        }
    }

    #[test]
    fn networks_are_read_or_refused() {
        let trusts = |proxies: &str, peer: &str| {
            proxies
                .parse::<Proxies>()
                .expect(proxies)
                .trust(peer.parse().expect(peer))
        };
        assert!(trusts("2001:db8::/32", "2001:db8:ffff::1"));
        assert!(!trusts("2001:db8::/32", "2001:db9::1"));
        assert!(trusts("0.0.0.0/0", "192.0.2.1") && !trusts("0.0.0.0/0", "2001:db8::1"));
        assert!(!trusts("192.0.2.128/25", "192.0.2.127"));
        for bad in ["10.0.0.0/33", "10.0.0.0/", "10.0.0", "proxy", "::/129", "10.0.0.0/-1"] {
            assert!(bad.parse::<Proxies>().is_err(), "{bad}");
        }
    }
}
