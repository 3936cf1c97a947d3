"""The signing key: checked when the service starts, used for nothing but C2PA manifests, never shown."""

import datetime
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from onset.provenance.manifest import manifest
from onset.provenance.origin import SourceType
from onset.runtime.errors import FailedPreconditionError, InternalError

_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_LEAST_RSA_BITS = 2048
_MOST_BYTES = 1 << 16
_OFFLINE = {
    "verify": {"ocsp_fetch": False, "remote_manifest_fetch": False},
    "builder": {"thumbnail": {"enabled": False}},
}
"""Nothing is fetched: no status of certificates, no manifest from elsewhere."""
_TRIAL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738"
    "550000000049454e44ae426082"
)
"""A picture of one pixel (PNG)."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate chain and its key."""

    algorithm: str
    chain: bytes = field(repr=False)
    key: bytes = field(repr=False)

    @classmethod
    def load(cls, certificate: Path, key: Path) -> "Signer":
        """Read PEM files and prove that they can sign.

        Raises:
            FailedPreconditionError: BAD_SIGNING_CERTIFICATE, BAD_SIGNING_KEY or SIGNING_REFUSED, naming the setting.
        """
        chain, secret = _read(certificate, "ONSET_C2PA_CERTIFICATE"), _read(key, "ONSET_C2PA_KEY")
        try:
            leaf = x509.load_pem_x509_certificates(chain)[0]
        except ValueError as error:
            raise FailedPreconditionError(
                "BAD_SIGNING_CERTIFICATE", f"ONSET_C2PA_CERTIFICATE: {certificate} holds no PEM certificate."
            ) from error
        try:
            private = serialization.load_pem_private_key(secret, password=None)
        except (ValueError, TypeError) as error:
            raise FailedPreconditionError(
                "BAD_SIGNING_KEY", f"ONSET_C2PA_KEY: {key} holds no PEM private key without a password."
            ) from error
        if private.public_key() != leaf.public_key():
            raise FailedPreconditionError(
                "BAD_SIGNING_KEY",
                f"ONSET_C2PA_KEY: {key} is not the key of the first certificate in {certificate}, "
                f"{leaf.subject.rfc4514_string()}.",
            )
        _check_time(leaf, certificate)
        signer = cls(_algorithm(private, key), chain, secret)
        signer._try(certificate)
        return signer

    def sign(
        self, source: Path, target: Path, definition: Any, ingredients: Sequence[tuple[dict[str, str], str, Path]]
    ) -> None:
        """Write a signed copy of an MP4.

        Args:
            source: the film.
            target: its signed copy.
            definition: of the manifest.
            ingredients: (definition, media type, file) of what went in.

        Raises:
            InternalError: SIGNING_FAILED.
            OSError: among others ENOSPC, if the disk is full.
        """
        with source.open("rb") as film, target.open("w+b") as file:
            signed = _Target(file)
            try:
                self._sign(definition, ingredients, "video/mp4", film, signed)
            except c2pa.C2paError as error:
                if signed.failure is not None:
                    raise signed.failure from error
                raise InternalError("SIGNING_FAILED", f"The film could not be signed: {error}") from error

    def _sign(
        self,
        definition: Any,
        ingredients: Sequence[tuple[dict[str, str], str, Path]],
        media_type: str,
        source: Any,
        target: Any,
    ) -> None:
        info = c2pa.C2paSignerInfo(self.algorithm.encode(), self.chain, self.key, None)
        with (
            c2pa.Context.from_dict(_OFFLINE) as context,
            c2pa.Signer.from_info(info) as signer,
            c2pa.Builder(json.dumps(definition), context=context) as builder,
        ):
            for ingredient, kind, path in ingredients:
                with path.open("rb") as file:
                    builder.add_ingredient(ingredient, kind, file)
            builder.sign(signer, media_type, source, target)

    def _try(self, certificate: Path) -> None:
        definition = manifest("trial", SourceType.ALGORITHMIC, [], [], {"name": "Onset", "version": "trial"})
        try:
            self._sign(definition, (), "image/png", io.BytesIO(_TRIAL), io.BytesIO())
        except c2pa.C2paError as error:
            raise FailedPreconditionError(
                "SIGNING_REFUSED",
                f"ONSET_C2PA_CERTIFICATE: {certificate} cannot sign C2PA manifests ({error}); it needs "
                "digitalSignature, an extended usage such as emailProtection, and an issuer other than itself.",
            ) from error


class _Target:
    """A file that remembers why the disk did not take something: the library keeps that to itself."""

    def __init__(self, file: IO[bytes]) -> None:
        self.failure: OSError | None = None
        self.read, self.tell = file.read, file.tell
        self.write, self.seek, self.flush = (self._noting(each) for each in (file.write, file.seek, file.flush))

    def _noting(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*arguments: object) -> object:
            try:
                return method(*arguments)
            except OSError as error:
                self.failure = error
                raise

        return noted


def _read(path: Path, setting: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        raise FailedPreconditionError(
            "INVALID_SETTING", f"{setting}: {path} cannot be read ({error.strerror or error})."
        ) from error


def _check_time(leaf: x509.Certificate, path: Path) -> None:
    now = datetime.datetime.now(datetime.UTC)
    if not leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc:
        raise FailedPreconditionError(
            "BAD_SIGNING_CERTIFICATE",
            f"ONSET_C2PA_CERTIFICATE: {path} is valid from {leaf.not_valid_before_utc:%Y-%m-%d} "
            f"to {leaf.not_valid_after_utc:%Y-%m-%d} only.",
        )


def _algorithm(key: Any, path: Path) -> str:
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _LEAST_RSA_BITS:
        return "ps256"
    raise FailedPreconditionError(
        "BAD_SIGNING_KEY",
        f"ONSET_C2PA_KEY: {path} is of a kind that C2PA does not take; use an EC key (P-256, P-384, P-521), Ed25519, "
        f"or RSA of at least {_LEAST_RSA_BITS} bits.",
    )
