"""Certificates for servers of the tests on loopback: an authority, a server's, a client's; by openssl."""

import shutil
import subprocess
from pathlib import Path

from tests.servers.process import Unavailable


class Certificates:
    """Made in `folder`, all PEM: `ca`, `server`, `server_key`, `client`, `client_key`; `stranger` is another ca."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("openssl") is None:
            raise Unavailable("certificates need openssl on the PATH")
        self._folder = folder
        self.ca, key = self._authority("ca")
        self.stranger, _ = self._authority("stranger")
        self.server, self.server_key = self._issued("server", key)
        self.client, self.client_key = self._issued("client", key)

    def _authority(self, name: str) -> tuple[Path, Path]:
        certificate, key = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        self._openssl(
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"),
            *("-keyout", str(key), "-out", str(certificate)),
        )
        return certificate, key

    def _issued(self, name: str, authority: Path) -> tuple[Path, Path]:
        certificate, key, request = (self._folder / f"{name}.{ending}" for ending in ("pem", "key", "csr"))
        names = self._folder / "names"
        names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        self._openssl(
            *("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}"),
            *("-keyout", str(key), "-out", str(request)),
        )
        self._openssl(
            *("x509", "-req", "-in", str(request), "-CA", str(self.ca), "-CAkey", str(authority), "-CAcreateserial"),
            *("-days", "2", "-extfile", str(names), "-out", str(certificate)),
        )
        return certificate, key

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)
