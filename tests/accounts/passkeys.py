"""A passkey in software, as a browser and its device answer (WebAuthn Level 3): for flows without a browser."""

import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

ORIGIN = "http://localhost:8000"
FLAGS = AuthenticatorData.FLAG


class Passkey:
    """Made by `create(options)`; answers with `get(options)`. `verifies`: whether it asks for a finger or a PIN."""

    def __init__(self, name: str = "phone", *, origin: str = ORIGIN, verifies: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = hashlib.sha256(name.encode()).digest()[:16]
        self.origin, self.user = origin, b""
        self.flags = FLAGS.UP | (FLAGS.UV if verifies else FLAGS(0))

    def create(self, options: dict[str, Any]) -> str:
        asked = options["publicKey"]
        self.user = asked["user"]["id"]
        kept = AttestedCredentialData.create(Aaguid.NONE, self.id, ES256.from_cryptography_key(self.key.public_key()))
        said = AuthenticatorData.create(_rp(asked["rp"]["id"]), self.flags | FLAGS.AT, 0, kept)
        made = AttestationObject.create("none", said, {})
        return self._answer("webauthn.create", asked, attestationObject=websafe_encode(bytes(made)))

    def get(self, options: dict[str, Any]) -> str:
        asked = options["publicKey"]
        said = AuthenticatorData.create(_rp(asked["rpId"]), self.flags, 1)
        hashed = hashlib.sha256(self._client("webauthn.get", asked)).digest()
        signature = self.key.sign(bytes(said) + hashed, ec.ECDSA(SHA256()))
        facts = {"authenticatorData": websafe_encode(bytes(said)), "signature": websafe_encode(signature)}
        return self._answer("webauthn.get", asked, **facts, userHandle=self.user)

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": asked["challenge"], "origin": self.origin}).encode()

    def _answer(self, kind: str, asked: dict[str, Any], **response: str) -> str:
        key, client = websafe_encode(self.id), websafe_encode(self._client(kind, asked))
        whole = {"id": key, "rawId": key, "type": "public-key", "clientExtensionResults": {}}
        return json.dumps({**whole, "response": {"clientDataJSON": client, **response}})


def _rp(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
