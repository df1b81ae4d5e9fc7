//! Where a workshop can be reached.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The addresses of this computer that a workshop can be served on: loopback first, then those of the networks that it is
/// in, private ones before others.
pub fn addresses() -> Vec<IpAddr> {
    let mut found = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut others: Vec<IpAddr> =
        interfaces.iter().map(if_addrs::Interface::ip).filter(|ip| is_reachable(*ip)).collect();
    others.sort_by_key(|ip| (!is_private(*ip), *ip));
    others.dedup();
    found.extend(others);
    found
}

/// Whether others in the room could reach it: link-local addresses of IPv6 need more than an address.
fn is_reachable(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !ip.is_loopback() && !ip.is_unspecified(),
        IpAddr::V6(ip) => !ip.is_loopback() && !ip.is_unspecified() && !ip.is_unicast_link_local(),
    }
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unique_local(),
    }
}

/// What a request may name as the host that it is for. Any other name was pointed at this computer by somebody else.
pub(super) fn hosts(address: SocketAddr) -> Vec<String> {
    let mut hosts = vec![address.to_string()];
    if address.ip().is_loopback() {
        hosts.push(format!("localhost:{}", address.port()));
    }
    if address.port() == 80 {
        let bare: Vec<String> =
            hosts.iter().map(|host| host.trim_end_matches(":80").to_owned()).collect();
        hosts.extend(bare);
    }
    hosts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_comes_first_and_once() {
        let found = addresses();
        assert_eq!(found[0], IpAddr::V4(Ipv4Addr::LOCALHOST));
        assert_eq!(found.iter().filter(|ip| ip.is_loopback()).count(), 1);
    }

    #[test]
    fn only_the_served_address_is_a_host() {
        let of = |text: &str| hosts(text.parse().expect("an address"));
        assert_eq!(of("127.0.0.1:4000"), ["127.0.0.1:4000", "localhost:4000"]);
        assert_eq!(of("192.168.1.5:80"), ["192.168.1.5:80", "192.168.1.5"]);
        assert_eq!(of("[fd00::5]:4000"), ["[fd00::5]:4000"]);
    }
}
