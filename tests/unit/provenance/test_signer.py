"""The signing key is proven when the service starts; what cannot sign is told by its setting, and never shown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from onset.provenance.signer import Signer
from onset.runtime.errors import FailedPreconditionError
from onset.runtime.settings import Settings
from tests.support.certificates import Key, write_pair


@pytest.mark.parametrize(
    ("make", "algorithm"),
    [
        (lambda: ec.generate_private_key(ec.SECP256R1()), "es256"),
        (lambda: ec.generate_private_key(ec.SECP384R1()), "es384"),
        (lambda: ec.generate_private_key(ec.SECP521R1()), "es512"),
        (ed25519.Ed25519PrivateKey.generate, "ed25519"),
        (lambda: rsa.generate_private_key(65537, 2048), "ps256"),
    ],
)
def test_every_kind_of_key_that_c2pa_takes(tmp_path: Path, make: Callable[[], Key], algorithm: str) -> None:
    assert Signer.load(*write_pair(tmp_path, key=make())).algorithm == algorithm


Spoil = Callable[[Path, Path], object]


def swap_key(certificate: Path, key: Path) -> None:
    other = key.parent / "other"
    other.mkdir()
    key.write_bytes(write_pair(other)[1].read_bytes())


@pytest.mark.parametrize(
    ("spoil", "reason", "told"),
    [
        (lambda certificate, _: certificate.write_text("nothing"), "BAD_SIGNING_CERTIFICATE", "ONSET_C2PA_CERTIFICATE"),
        (lambda _, key: key.write_text("nothing"), "BAD_SIGNING_KEY", "ONSET_C2PA_KEY"),
        (lambda _, key: key.unlink(), "INVALID_SETTING", "ONSET_C2PA_KEY"),
        (lambda certificate, _: certificate.unlink(), "INVALID_SETTING", "ONSET_C2PA_CERTIFICATE"),
        (swap_key, "BAD_SIGNING_KEY", "is not the key of the first certificate"),
        (lambda certificate, _: write_pair(certificate.parent, days=-1), "BAD_SIGNING_CERTIFICATE", "only"),
        (lambda certificate, _: write_pair(certificate.parent, may_sign=False), "SIGNING_REFUSED", "digitalSignature"),
        (
            lambda certificate, _: write_pair(certificate.parent, key=rsa.generate_private_key(65537, 1024)),
            "BAD_SIGNING_KEY",
            "2048 bits",
        ),
        (
            lambda certificate, _: write_pair(certificate.parent, key=ec.generate_private_key(ec.SECP256K1())),
            "BAD_SIGNING_KEY",
            "of a kind",
        ),
    ],
)
def test_what_cannot_sign(tmp_path: Path, spoil: Spoil, reason: str, told: str) -> None:
    certificate, key = write_pair(tmp_path)
    secret = key.read_text()
    spoil(certificate, key)
    with pytest.raises(FailedPreconditionError) as refusal:
        Signer.load(certificate, key)
    assert refusal.value.reason == reason
    assert told in refusal.value.message
    assert secret.splitlines()[1] not in refusal.value.message


def test_the_key_is_not_shown(tmp_path: Path) -> None:
    signer = Signer.load(*write_pair(tmp_path))
    assert "PRIVATE" not in repr(signer)


@pytest.mark.parametrize("given", ["ONSET_C2PA_CERTIFICATE", "ONSET_C2PA_KEY"])
def test_half_a_signer_is_refused(given: str) -> None:
    with pytest.raises(FailedPreconditionError, match="a signer needs certificate and key"):
        Settings.from_environment({given: "/some/file.pem"})
