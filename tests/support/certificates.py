"""Signing certificates: a small authority, and leaves of it as C2PA asks for, or not quite."""

import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
_DAY = datetime.timedelta(days=1)
NO_USAGE = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
SIGNING = x509.KeyUsage(True, False, False, False, False, False, False, False, False)


def write_pair(
    folder: Path, name: str = "Aurora Ads", *, key: Key | None = None, days: int = 30, may_sign: bool = True
) -> tuple[Path, Path]:
    """Certificate chain and private key as PEM files; valid for `days`, or until so many ago if negative."""
    authority, own = ec.generate_private_key(ec.SECP256R1()), key or ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    root = (
        _builder("Test authority", "Test authority", authority, now + 60 * _DAY)
        .add_extension(x509.BasicConstraints(True, None), True)
        .add_extension(NO_USAGE, True)
        .sign(authority, hashes.SHA256())
    )
    leaf = _builder(name, "Test authority", own, now + days * _DAY).add_extension(
        x509.BasicConstraints(False, None), True
    )
    if may_sign:
        leaf = leaf.add_extension(SIGNING, True).add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False
        )
    leaf = leaf.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), False)
    chain = leaf.sign(authority, hashes.SHA256()), root
    pem = serialization.Encoding.PEM
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(b"".join(each.public_bytes(pem) for each in chain))
    secret.write_bytes(own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return certificate, secret


def _builder(name: str, issuer: str, key: Key, end: datetime.datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - 90 * _DAY)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )


def _name(text: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, text), x509.NameAttribute(NameOID.COMMON_NAME, text)]
    )
