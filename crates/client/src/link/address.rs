//! The address of a link: its id in the path, its secret in the fragment, which browsers never send.

use beffroi_seal::id::LinkId;
use beffroi_seal::link::LinkSecret;

use super::LinkError;

/// Path of the page that opens links.
pub const PATH: &str = "/l/";

/// What the address of a link carries.
#[derive(Debug)]
pub struct LinkAddress {
    /// Address of the server, without a trailing slash.
    pub server: String,
    /// The link.
    pub link: LinkId,
    /// Its secret.
    pub secret: LinkSecret,
}

impl LinkAddress {
    /// The address as it is handed over.
    #[must_use]
    pub fn to_url(&self) -> String {
        format!("{}{PATH}{}#{}", self.server, self.link, self.secret.expose().as_str())
    }

    /// Reads an address.
    ///
    /// # Errors
    /// When it was cut or altered on its way.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        Self::read(text.trim()).ok_or(LinkError::AddressMalformed)
    }

    fn read(text: &str) -> Option<Self> {
        let (before, fragment) = text.split_once('#')?;
        let (server, link) = before.rsplit_once(PATH)?;
        let link = link.trim_end_matches('/').parse().ok()?;
        let secret = LinkSecret::parse(fragment)?;
        (!server.is_empty()).then(|| Self { server: server.to_owned(), link, secret })
    }
}

#[cfg(test)]
mod tests {
    use beffroi_seal::ExportSecret;

    use super::*;

    #[test]
    fn an_address_survives_the_way() {
        let address = LinkAddress {
            server: "https://beffroi.example".to_owned(),
            link: LinkId::from_bytes([7; 16]),
            secret: LinkSecret::import_secret(&[9; 32]),
        };
        let url = address.to_url();
        assert!(url.starts_with("https://beffroi.example/l/07070707070707070707070707070707#"));
        let read = LinkAddress::parse(&format!("  {url}\n")).unwrap();
        assert_eq!((read.server, read.link), (address.server, address.link));
        assert_eq!(read.secret.export_secret(), address.secret.export_secret());
        let before_fragment = url.split('#').next().unwrap();
        for cut in [before_fragment, &url[..url.len() - 1], "https://beffroi.example/l/#", "", "#"] {
            assert_eq!(LinkAddress::parse(cut).unwrap_err().code(), "link-address-malformed", "{cut}");
        }
    }
}
