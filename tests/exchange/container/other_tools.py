"""Opens containers with Debian's age and unzip, and checks the signature with Python's own Ed25519.

    python3 other_tools.py FOLDER   with plain.zip, key.tpr, code.tpk and identity in it

Prints the SHA-256 of the ZIP and the public key whose signature holds; any difference ends with an error.
"""
import hashlib
import hmac
import json
import os
import pathlib
import pty
import subprocess
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

CODE = "123456789012"
SECRET = bytes([5] * 32)


def main(folder):
    plain = (folder / "plain.zip").read_bytes()
    opened = subprocess.run(["age", "-d", "-i", folder / "identity", folder / "key.tpr"], capture_output=True, check=True)
    assert opened.stdout == plain, "age opens another content with the key"
    with_code(folder / "code.tpk", folder / "code.zip")
    assert (folder / "code.zip").read_bytes() == plain, "age opens another content with the code"
    subprocess.run(["unzip", "-qt", folder / "plain.zip"], check=True, stdout=subprocess.DEVNULL)
    manifest = entry(folder, "manifest.json")
    for line in json.loads(manifest)["entries"]:
        content = entry(folder, line["path"])
        assert hashlib.sha256(content).hexdigest() == line["sha256"], line["path"]
        assert len(content) == line["size"], line["path"]
    signature, invitation = map(json.loads, entry(folder, "manifest.sig").decode().splitlines())
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["public_key"]))
    key.verify(bytes.fromhex(signature["sig"]), b"tongping/manifest/v1\0" + manifest)
    signed = b"tongping/return-mac/v1\0" + hashlib.sha256(manifest).digest()
    assert hmac.new(SECRET, signed, "sha256").hexdigest() == invitation["mac"], "the code of the invitation differs"
    print(hashlib.sha256(plain).hexdigest(), signature["public_key"])


def entry(folder, name):
    """The bytes of an entry as unzip gives them."""
    return subprocess.run(["unzip", "-p", folder / "plain.zip", name], capture_output=True, check=True).stdout


def with_code(package, out):
    """age asks for a passphrase on a terminal only, so it gets one."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvp("age", ["age", "-d", "-o", str(out), str(package)])
    told = b""
    while b"assphrase" not in told:
        told += os.read(terminal, 1024)
    os.write(terminal, CODE.encode() + b"\n")
    try:
        while os.read(terminal, 1024):
            pass
    except OSError:
        # The terminal goes away with the program.
        pass
    _, status = os.waitpid(child, 0)
    assert status == 0, "age does not open it with the code"


main(pathlib.Path(sys.argv[1]))
