"""nginx as docker-compose.yml runs it, on this machine: the same template, other ports, a certificate of its own."""

import datetime
import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.installatie import Installatie, free_port
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAMES = {"api": "zicht.test", "surveys": "vragen.zicht.test"}
_TEMPLATE = Path(__file__).resolve().parents[2] / "docker" / "nginx.conf.template"

# What stands around the template in the image `nginx:stable`, with room for what a test makes.
_MAIN = """
worker_processes auto;
error_log stderr notice;
pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log {folder}/access.log;
    sendfile on;
    keepalive_timeout 65;
    {temporary}
    include {folder}/zicht.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """A running nginx. port: of TLS; plain: of HTTP."""

    port: int
    plain: int
    process: subprocess.Popen[bytes]


def client_context() -> ssl.SSLContext:
    """How a client of this machine speaks to it. One for all: making one takes longer than a connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def is_installed() -> bool:
    return shutil.which("nginx") is not None


@contextmanager
def proxy(installatie: Installatie, folder: Path) -> Iterator[Proxy]:
    """nginx before both services of an installation, until the end of the block. folder: for its files."""
    plain, tls = free_port(), free_port()
    _make_certificate(folder)
    (folder / "zicht.conf").write_text(_rendered(installatie, folder, plain, tls))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n    " for kind in kinds)
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, temporary=temporary))
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    with (folder / "nginx.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(process, folder)
        yield Proxy(tls, plain, process)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _rendered(installatie: Installatie, folder: Path, plain: int, tls: int) -> str:
    """The template as nginx's own start script fills it in, and on this machine instead of in a network of its own."""
    text = _TEMPLATE.read_text()
    changes = {
        "${ZICHT_API_HOST}": NAMES["api"],
        "${ZICHT_SURVEYS_HOST}": NAMES["surveys"],
        "http://api:8000": installatie.omgeving.public_url("api"),
        "http://surveys:8001": installatie.omgeving.public_url("surveys"),
        "/etc/nginx/tls/": f"{folder}/",
        "listen 80 ": f"listen 127.0.0.1:{plain} ",
        "listen 443 ": f"listen 127.0.0.1:{tls} ",
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def _make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAMES["api"])])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in NAMES.values()]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with open(os.open(folder / "privkey.pem", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.write(private)


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + 10
    while not (folder / "nginx.pid").exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError((folder / "nginx.log").read_text())
        time.sleep(0.02)
