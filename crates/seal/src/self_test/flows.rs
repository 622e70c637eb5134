//! Vectors of what takes more than one party.

use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize};

use super::primitives::stored;
use super::{Hex, Slot, Topic};
use crate::id::{LinkId, Locator};
use crate::link::{LinkKey, LinkSecret, LinkServerKey, PasswordState};
use crate::login::{LoginState, PasswordRecord, ServerSetup};
use crate::receipt::SignedReceipt;
use crate::reporter::FollowUpCode;
use crate::share::{self, RecoverySecret, Setup, Share};
use crate::two_part::{self, PlatformPart, RecipientPart};
use crate::{Digest, ExportSecret, SealedRecord, SigningKey, cbor};

#[derive(Serialize, Deserialize)]
pub(super) struct LoginVector {
    password: String,
    context: Slot,
    identifier: Hex,
    server_setup: Hex,
    record: Hex,
    account_kek: Hex,
}

impl Topic for LoginVector {
    const NAME: &'static str = "login";
    const FILE: &'static str = include_str!("../../tests/vectors/login.json");

    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self> {
        let password = "girouette parfumée sur le clocher";
        let context = super::primitives::slot(rng).kind("login");
        let setup = ServerSetup::make(rng);
        let (state, request) = crate::login::RegistrationState::start(password, rng).unwrap();
        let response = setup.register(b"alice", &request).unwrap();
        let (upload, export_key) = state.finish(&context, &response, rng).unwrap();
        vec![Self {
            password: password.to_owned(),
            context: (&context).into(),
            identifier: b"alice".into(),
            server_setup: setup.export_secret().expose().into(),
            record: upload.as_bytes().into(),
            account_kek: export_key.account_kek().export_secret().as_slice().into(),
        }]
    }

    fn replay(&self, rng: &mut ChaCha20Rng) -> Result<(), String> {
        let text = |error: crate::login::LoginError| error.to_string();
        let context = self.context.context()?;
        let setup = ServerSetup::import_secret(&self.server_setup.0).map_err(text)?;
        let record: PasswordRecord = stored(&self.record)?;
        let (state, request) = LoginState::start(&self.password, rng).map_err(text)?;
        let (response, pending) =
            setup.login_start(&context, &self.identifier.0, Some(&record), &request, rng).map_err(text)?;
        let (finish, export_key, session) = state.finish(&context, &response, rng).map_err(text)?;
        let server_session = pending.finish(&context, &finish).map_err(text)?;
        Hex::from(session.derive(&context).as_slice())
            .same("session key", server_session.derive(&context).as_slice())?;
        self.account_kek.same("account kek", export_key.account_kek().export_secret().as_slice())
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReporterVector {
    code: String,
    context: Slot,
    locator: Locator,
    public_digest: Digest,
}

impl Topic for ReporterVector {
    const NAME: &'static str = "reporter";
    const FILE: &'static str = include_str!("../../tests/vectors/reporter.json");

    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self> {
        let context = super::primitives::slot(rng).kind("reporter");
        let code = FollowUpCode::make(rng);
        let reporter = code.derive(&context);
        vec![Self {
            code: code.expose().to_string(),
            context: (&context).into(),
            locator: reporter.locator,
            public_digest: reporter.public().digest(),
        }]
    }

    fn replay(&self, _: &mut ChaCha20Rng) -> Result<(), String> {
        let code: FollowUpCode =
            self.code.parse().map_err(|error: crate::reporter::CodeError| error.to_string())?;
        Hex::from(&self.code).same("code", code.expose().as_bytes())?;
        let reporter = code.derive(&self.context.context()?);
        Hex::from(self.locator.as_bytes()).same("locator", reporter.locator.as_bytes())?;
        Hex::from(self.public_digest).same("digest of the public keys", reporter.public().digest())
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReceiptVector {
    server_seed: Hex,
    signed: SignedReceipt,
    stored: Hex,
}

impl Topic for ReceiptVector {
    const NAME: &'static str = "receipt";
    const FILE: &'static str = include_str!("../../tests/vectors/receipt.json");

    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self> {
        use crate::receipt::{Receipt, ReceiptKind, VERSION};
        let server = SigningKey::make(rng);
        let receipt = Receipt {
            version: VERSION,
            kind: ReceiptKind::Deposit,
            organisation: crate::id::OrganisationId::make(rng),
            id: crate::id::DepositId::make(rng).into(),
            digest: Digest::of(b"deposit"),
            sequence: 12,
            taken_at_unix_s: 1_760_000_000,
        };
        let signed = receipt.sign(&server);
        let stored = cbor::encode(&signed).unwrap().into();
        vec![Self { server_seed: server.export_secret().as_slice().into(), signed, stored }]
    }

    fn replay(&self, _: &mut ChaCha20Rng) -> Result<(), String> {
        let server = SigningKey::import_secret(&self.server_seed.array()?);
        self.stored.same("stored", cbor::encode(&self.signed).map_err(|error| error.to_string())?)?;
        let signed: SignedReceipt = cbor::decode(&self.stored.0).map_err(|error| error.to_string())?;
        let receipt = signed.verify(&server.verifying_key()).map_err(|error| error.to_string())?;
        let again = receipt.clone().sign(&server);
        Hex::from(signed.signature.to_bytes()).same("signature", again.signature.to_bytes())
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ShareVector {
    context: Slot,
    secret: Hex,
    setup: Hex,
    shares: Vec<Hex>,
}

impl Topic for ShareVector {
    const NAME: &'static str = "share";
    const FILE: &'static str = include_str!("../../tests/vectors/share.json");

    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self> {
        [(2, 2), (3, 5)]
            .map(|(threshold, count)| {
                let context = super::primitives::slot(rng).kind("account-recovery");
                let secret = RecoverySecret::make(rng);
                let (setup, shares) = share::split(&secret, threshold, count, &context, rng).unwrap();
                Self {
                    context: (&context).into(),
                    secret: secret.export_secret().as_slice().into(),
                    setup: cbor::encode(&setup).unwrap().into(),
                    shares: shares.iter().map(|share| share.to_secret_bytes().expose().into()).collect(),
                }
            })
            .into()
    }

    fn replay(&self, _: &mut ChaCha20Rng) -> Result<(), String> {
        let context = self.context.context()?;
        let setup: Setup = cbor::decode(&self.setup.0).map_err(|error| error.to_string())?;
        let shares: Vec<Share> = self
            .shares
            .iter()
            .map(|share| Share::from_secret_bytes(&share.0).map_err(|error| error.to_string()))
            .collect::<Result<_, _>>()?;
        let threshold = usize::from(setup.threshold);
        for chosen in shares.windows(threshold) {
            let secret = share::combine(&setup, &context, chosen).map_err(|error| error.to_string())?;
            self.secret.same("secret", secret.export_secret().as_slice())?;
        }
        match share::combine(&setup, &context, &shares[..threshold - 1]) {
            Err(share::ShareError::TooFew { .. }) => Ok(()),
            other => Err(format!("too few shares gave {other:?}")),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct LinkVector {
    fragment: String,
    context: Slot,
    link: LinkId,
    server_key: Hex,
    password: String,
    access_token: Digest,
    key_without_password: Hex,
    key_with_password: Hex,
    sealing_key_digest: Digest,
    verifying_key: Hex,
}

impl LinkVector {
    fn key_with_password(&self, rng: &mut ChaCha20Rng) -> Result<LinkKey, String> {
        let text = |error: crate::link::LinkPasswordError| error.to_string();
        let secret = LinkSecret::parse(&self.fragment).ok_or("fragment")?;
        let server = LinkServerKey::import_secret(&self.server_key.array()?);
        let (state, question) = PasswordState::start(&self.password, rng).map_err(text)?;
        let answer = server.answer(self.link, &question).map_err(text)?;
        Ok(secret.key_with_password(&state.finish(&answer).map_err(text)?, &self.context.context()?))
    }
}

impl Topic for LinkVector {
    const NAME: &'static str = "link";
    const FILE: &'static str = include_str!("../../tests/vectors/link.json");

    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self> {
        let (secret, server, link) = (LinkSecret::make(rng), LinkServerKey::make(rng), LinkId::make(rng));
        let context = super::primitives::slot(rng).kind("link").object(link);
        let mut vector = Self {
            fragment: secret.expose().to_string(),
            context: (&context).into(),
            link,
            server_key: server.export_secret().as_slice().into(),
            password: "été 1789".to_owned(),
            access_token: secret.access_token(&context),
            key_without_password: secret.key(&context).export_secret().as_slice().into(),
            key_with_password: Hex(Vec::new()),
            sealing_key_digest: secret.key(&context).opening_key().sealing_key().digest(),
            verifying_key: secret.key(&context).signing_key().verifying_key().to_bytes().into(),
        };
        let key = vector.key_with_password(rng).unwrap();
        vector.key_with_password = key.export_secret().as_slice().into();
        vec![vector]
    }

    fn replay(&self, rng: &mut ChaCha20Rng) -> Result<(), String> {
        let secret = LinkSecret::parse(&self.fragment).ok_or("fragment")?;
        let context = self.context.context()?;
        let key = secret.key(&context);
        Hex::from(self.access_token).same("access token", secret.access_token(&context))?;
        self.key_without_password.same("key", key.export_secret().as_slice())?;
        Hex::from(self.sealing_key_digest).same("sealing key", key.opening_key().sealing_key().digest())?;
        self.verifying_key.same("verifying key", key.signing_key().verifying_key().to_bytes())?;
        self.key_with_password
            .same("key with password", self.key_with_password(rng)?.export_secret().as_slice())
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct LinkPaperVector {
    link_key: Hex,
    proof: Digest,
    context: Slot,
    text: String,
    record: SealedRecord,
}

impl Topic for LinkPaperVector {
    const NAME: &'static str = "link_paper";
    const FILE: &'static str = include_str!("../../tests/vectors/link_paper.json");

    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self> {
        let (key, link) = (LinkKey::make(rng), LinkId::make(rng));
        let context = super::primitives::slot(rng).kind("link-sheet").object(link);
        let text = "inscriptions.pdf".to_owned();
        vec![Self {
            link_key: key.export_secret().as_slice().into(),
            proof: key.proof(),
            context: (&context).into(),
            record: key.record_key().seal(&context, text.as_bytes(), rng),
            text,
        }]
    }

    fn replay(&self, _: &mut ChaCha20Rng) -> Result<(), String> {
        let key = LinkKey::import_secret(&self.link_key.array()?);
        Hex::from(self.proof).same("proof", key.proof())?;
        let opened = key
            .record_key()
            .open(&self.context.context()?, &self.record)
            .map_err(|error| error.to_string())?;
        if opened.expose() == self.text.as_bytes() { Ok(()) } else { Err("text".to_owned()) }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct TwoPartVector {
    recipient: Hex,
    platform: Hex,
    context: Slot,
    file_key: Hex,
    kek: Hex,
    recovery_kek: Hex,
}

impl Topic for TwoPartVector {
    const NAME: &'static str = "two_part";
    const FILE: &'static str = include_str!("../../tests/vectors/two_part.json");

    #[cfg(test)]
    fn make(rng: &mut ChaCha20Rng) -> Vec<Self> {
        let context = super::primitives::slot(rng).kind("transfer");
        let (recipient, platform) = (RecipientPart::make(rng), PlatformPart::make(rng));
        let secret = RecoverySecret::import_secret(&recipient.export_secret());
        vec![Self {
            recipient: recipient.export_secret().as_slice().into(),
            platform: platform.export_secret().as_slice().into(),
            context: (&context).into(),
            file_key: two_part::file_key(&recipient, &platform, &context).export_secret().as_slice().into(),
            kek: two_part::kek(&recipient, &platform, &context).export_secret().as_slice().into(),
            recovery_kek: two_part::recovery_kek(&secret, &platform, &context)
                .export_secret()
                .as_slice()
                .into(),
        }]
    }

    fn replay(&self, _: &mut ChaCha20Rng) -> Result<(), String> {
        let context = self.context.context()?;
        let recipient = RecipientPart::import_secret(&self.recipient.array()?);
        let platform = PlatformPart::import_secret(&self.platform.array()?);
        let secret = RecoverySecret::import_secret(&self.recipient.array()?);
        let file_key = two_part::file_key(&recipient, &platform, &context);
        self.file_key.same("file key", file_key.export_secret().as_slice())?;
        self.kek.same("kek", two_part::kek(&recipient, &platform, &context).export_secret().as_slice())?;
        let recovery = two_part::recovery_kek(&secret, &platform, &context);
        self.recovery_kek.same("recovery kek", recovery.export_secret().as_slice())
    }
}
