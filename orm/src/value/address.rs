//! Addresses of hosts.

use std::fmt::Write as _;
use std::net::IpAddr;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, ToSql, Type};

use super::{Value, ValueError, wrong_type};

impl Value for IpAddr {
    type Rust = Self;
    const TYPE: Type = Type::INET;
    const LIST: Type = Type::INET_ARRAY;
    const AS_TEXT: bool = true;

    fn read(data_type: &Type, raw: &[u8]) -> Result<Self, ValueError> {
        if <Self as FromSql<'_>>::accepts(data_type) { read(raw) } else { Err(wrong_type("inet", data_type)) }
    }

    fn parse(text: &str) -> Result<Self, ValueError> {
        let (address, mask) = text.split_once('/').unwrap_or((text, ""));
        let address: Self = address.parse()?;
        // The text of a host's address may carry the netmask that says that it is one.
        if mask.is_empty() || mask == bits(address).to_string() { Ok(address) } else { Err(NETWORK.into()) }
    }

    fn write(value: &Self, out: &mut BytesMut) -> Result<(), ValueError> {
        ToSql::to_sql(value, &Type::INET, out).map(drop)
    }

    fn print(value: &Self, out: &mut String) -> Result<(), ValueError> {
        // Writing to a String cannot fail.
        let _ = write!(out, "{value}");
        Ok(())
    }
}

/// Reads the binary form, as `inet_send` of PostgreSQL's `network.c` writes it: family, netmask, whether it is a network
/// address, length, address. The family is the number that the system of the server has for it, so the length tells more.
pub(crate) fn read(raw: &[u8]) -> Result<IpAddr, ValueError> {
    let [_, mask, _, length, address @ ..] = raw else { return Err("not the bytes of an address".into()) };
    let read = match length {
        4 => <[u8; 4]>::try_from(address).map(IpAddr::from),
        _ => <[u8; 16]>::try_from(address).map(IpAddr::from),
    };
    let address = read.map_err(|_| "not the bytes of an address")?;
    if *mask == bits(address) { Ok(address) } else { Err(NETWORK.into()) }
}

/// How many bits of an address there are.
fn bits(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

const NETWORK: &str = "it is a network, and std::net::IpAddr holds the address of a host without a netmask";
