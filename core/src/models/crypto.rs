//! Ciphers, signatures and tokens: what is left of data, and what comes back.

use super::{Row, alias, cleans, decodes, drops, returns, source};
use crate::vocabulary::Sink::{Deserialize, Yaml};
use crate::vocabulary::{Sinks, Source};

/// What this program has signed it has made.
const SIGNED: Sinks = Sinks::of(&[Deserialize, Yaml]);

const TOKEN: &str = "a token";

pub(super) const ROWS: &[Row] = &[
    // A verified token's claims are what the issuer put there: a token's sender chose none of them. Unverified ones
    // are as they came; that is a rule's business.
    drops("jwt.encode"),
    decodes("jwt.decode"),
    source("jwt.get_unverified_header", Source::Request, TOKEN),
    decodes("jose.jwt.decode"),
    drops("jose.jwt.encode"),
    source("jose.jwt.get_unverified_claims", Source::Request, TOKEN),
    source("jose.jwt.get_unverified_header", Source::Request, TOKEN),
    decodes("authlib.jose.jwt.decode"),
    drops("authlib.jose.jwt.encode"),
    cleans("itsdangerous.URLSafeTimedSerializer.loads", SIGNED),
    cleans("itsdangerous.URLSafeSerializer.loads", SIGNED),
    cleans("itsdangerous.TimedSerializer.loads", SIGNED),
    cleans("itsdangerous.Serializer.loads", SIGNED),
    cleans("itsdangerous.Signer.unsign", SIGNED),
    cleans("itsdangerous.TimestampSigner.unsign", SIGNED),
    cleans("django.core.signing.loads", SIGNED),
    cleans("django.core.signing.Signer.unsign", SIGNED),
    cleans("django.core.signing.TimestampSigner.unsign", SIGNED),
    drops("itsdangerous.URLSafeTimedSerializer.dumps"),
    drops("itsdangerous.URLSafeSerializer.dumps"),
    drops("itsdangerous.Signer.sign"),
    // Encrypted data says nothing; decrypted data says what it said.
    returns("cryptography.fernet.Fernet", "cryptography.fernet.Fernet"),
    drops("cryptography.fernet.Fernet.encrypt"),
    cleans("cryptography.fernet.Fernet.decrypt", SIGNED),
    drops("cryptography.hazmat.primitives.ciphers.Cipher"),
    drops("cryptography.hazmat.primitives.ciphers.Cipher.encryptor.update"),
    decodes("cryptography.hazmat.primitives.ciphers.Cipher.decryptor.update"),
    drops("cryptography.hazmat.primitives.ciphers.aead.AESGCM.encrypt"),
    decodes("cryptography.hazmat.primitives.ciphers.aead.AESGCM.decrypt"),
    drops("cryptography.hazmat.primitives.hashes.Hash"),
    drops("cryptography.hazmat.primitives.hashes.Hash.update"),
    drops("cryptography.hazmat.primitives.hashes.Hash.finalize"),
    drops("cryptography.hazmat.primitives.hmac.HMAC.update"),
    drops("cryptography.hazmat.primitives.hmac.HMAC.finalize"),
    drops("cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC.derive"),
    drops("cryptography.hazmat.primitives.kdf.scrypt.Scrypt.derive"),
    alias("Cryptodome", "Crypto"),
    drops("Crypto.Cipher.AES.new"),
    drops("Crypto.Cipher.AES.new.encrypt"),
    drops("Crypto.Cipher.AES.new.encrypt_and_digest"),
    decodes("Crypto.Cipher.AES.new.decrypt"),
    decodes("Crypto.Cipher.AES.new.decrypt_and_verify"),
    drops("Crypto.Hash.SHA256.new"),
    drops("Crypto.Hash.SHA1.new"),
    drops("Crypto.Hash.MD5.new"),
    drops("Crypto.Hash.HMAC.new"),
    drops("Crypto.Protocol.KDF.PBKDF2"),
    drops("Crypto.Protocol.KDF.scrypt"),
    drops("Crypto.Signature.pkcs1_15.new"),
    drops("nacl.secret.SecretBox.encrypt"),
    decodes("nacl.secret.SecretBox.decrypt"),
    drops("nacl.public.Box.encrypt"),
    decodes("nacl.public.Box.decrypt"),
    drops("nacl.signing.SigningKey.sign"),
    drops("nacl.hash.sha256"),
    drops("nacl.hash.blake2b"),
    drops("nacl.pwhash.str"),
    drops("nacl.pwhash.verify"),
    drops("rsa.encrypt"),
    decodes("rsa.decrypt"),
];
