#!/usr/bin/env python3
"""Brings the documents out of a Digitize vault without Digitize. Needs Python 3.9 and the package cryptography (Debian: python3-cryptography). See FORMAT.md beside this file."""
import argparse, base64, hashlib, hmac, json, os, sys, uuid, zlib
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding, InvalidUnwrap

FRAME, TAG, HEADER = 65536, 16, 32
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Refused(Exception):
    pass


def expand(key, info, length):
    return HKDFExpand(hashes.SHA256(), length, info.encode()).derive(key)


def context(*parts):
    return "".join(f"{len(part)}:{part}" for part in parts)


def unwrap(outer, wrapped, what):
    if len(wrapped) != 49 or wrapped[0] != 1 or wrapped[1:9] != expand(outer, "digitize key id v1", 8):
        raise Refused("the key given is not the one that wrapped this")
    try:
        return aes_key_unwrap_with_padding(expand(outer, "digitize key wrap v1 " + what, 32), wrapped[9:])
    except InvalidUnwrap:
        raise Refused("a wrapped key was changed")


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def read_by_hash(folder, part, sha):
    content = read(folder, part, sha[:2], sha)
    if hashlib.sha256(content).hexdigest() != sha:
        raise Refused(f"{part}/{sha} was damaged")
    return content


def signed(name, content, public):
    lines = content.split(b"\n")
    if len(lines) != 3:
        raise Refused(f"{name} was cut")
    signature = base64.b64decode(lines[1])
    der = utils.encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    try:
        public.verify(der, lines[0], ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise Refused(f"the signature of {name} is not right")
    return json.loads(lines[0])


def newest(folder, part, name=None):
    names = sorted(entry for entry in os.listdir(os.path.join(folder, part)) if not entry.endswith(".part"))
    if name and name not in names:
        raise Refused(f"there is no {part}/{name}")
    if not names:
        raise Refused(f"there is nothing under {part}")
    return name or names[-1]


def open_blob(sealed, document_key, account, document, key):
    header = sealed[:HEADER]
    if header[:16] != b"DGZB\x01\x10\x00\x00" + expand(document_key, "digitize key id v1", 8):
        raise Refused(f"{key} is no blob of this document")
    derived = HKDF(hashes.SHA256(), 39, header[16:], ("digitize blob v1 " + key).encode()).derive(document_key)
    gcm, plain, at, frame = AESGCM(derived[:32]), [], HEADER, 0
    bound = header + context(account, document, key).encode()
    while True:
        piece = sealed[at:at + FRAME + TAG]
        at, is_last = at + len(piece), at + len(piece) >= len(sealed)
        number = frame.to_bytes(4, "big")
        plain.append(gcm.decrypt(derived[32:] + number + bytes([is_last]), piece, bound + number))
        frame += 1
        if is_last:
            return b"".join(plain)


def restore(options):
    master = base64.b64decode(read(options.master_key).strip())
    bags = sorted((entry for entry in os.listdir(os.path.join(options.keys, "bags")) if not entry.endswith(".part")), reverse=True)
    if not bags:
        raise Refused("there is no key bag")
    loose = json.loads(read(options.keys, "bags", bags[0]).split(b"\n")[0])
    secrets = {name: unwrap(master, base64.b64decode(key), context("installation secret", name)) for name, key in loose["secrets"].items()}
    number = int.from_bytes(expand(secrets["signature"], "digitize signature v1", 48), "big") % (ORDER - 1) + 1
    public = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    bags = [signed("bags/" + name, read(options.keys, "bags", name), public) for name in bags]
    accounts = dict(line.split(" ") for line in read_by_hash(options.keys, "keys", bags[0]["accounts"]).decode().splitlines())
    name = newest(options.vault, "manifests", options.backup)
    manifest = signed("manifests/" + name, read(options.vault, "manifests", name), public)
    if manifest["format"] != 1:
        raise Refused(f"the backup has format {manifest['format']}, and this script knows 1")
    deleted = set()
    ledger = os.path.join(options.vault, "ledger")
    for entry in sorted(os.listdir(ledger)) if os.path.isdir(ledger) else []:
        deleted.update(row["mark"] for row in signed("ledger/" + entry, read(ledger, entry), public))
    done, without_key, damaged = 0, 0, 0
    for shard in manifest["shards"]:
        keys = {}
        for bag in reversed(bags):
            for file in (one for one in bag["shards"] if one["shard"] == shard["shard"]):
                keys.update(line.split(" ") for line in read_by_hash(options.keys, "keys", file["sha256"]).decode().splitlines())
        for line in read_by_hash(options.vault, "records", shard["sha256"]).decode().splitlines():
            entry = json.loads(line)
            document, account = entry["document"], entry["account"]
            if options.document not in (None, document):
                continue
            if hmac.new(secrets["deletion ledger"], uuid.UUID(document).bytes, hashlib.sha256).hexdigest() in deleted if "deletion ledger" in secrets else False:
                continue
            if document not in keys or account not in accounts:
                without_key += 1
                continue
            try:
                bring_out(options, entry, unwrap(unwrap(master, base64.b64decode(accounts[account]), context("account", account)), base64.b64decode(keys[document]), context("document", account, document)))
                done += 1
            except (Refused, InvalidTag, OSError) as broken:
                damaged += 1
                print(f"restore: {document}: {broken or 'does not open with its key'}", file=sys.stderr)
    print(f"{done} documents of the backup {name} are in {options.out}; {without_key} have no key any more, {damaged} were damaged.")
    return 4 if damaged else 0


def bring_out(options, entry, key):
    document, account = entry["document"], entry["account"]
    record = base64.b64decode(entry["record"])
    sealed = AESGCM(expand(key, "digitize seal v1 " + context("record", account, document), 32))
    rows = json.loads(zlib.decompress(sealed.decrypt(record[:12], record[12:], None)))
    folder = os.path.join(options.out, account, document)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    row = rows["documents"][0]
    names = {row["original_blob"]: "original" + os.path.splitext(row["file_name"])[1].lower()}
    names.update({version["pdf_blob"]: f"version-{version['number']}.pdf" for version in rows["document_versions"]})
    names.update({page["words_blob"]: f"page-{page['number']}.json" for page in rows["pages"] if page["words_blob"]})
    for blob, length, sha in entry["blobs"]:
        sealed = read(options.vault, *blob.split("/"))
        if len(sealed) != length or hashlib.sha256(sealed).hexdigest() != sha:
            raise Refused(f"{blob} was damaged")
        with open(os.path.join(folder, names.get(blob, blob.replace("/", "-"))), "wb") as file:
            file.write(open_blob(sealed, key, account, document, blob))
    with open(os.path.join(folder, "record.json"), "w", encoding="utf-8") as file:
        json.dump(rows, file, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("vault", "keys", "master-key", "out"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--backup")
    parser.add_argument("--document")
    try:
        sys.exit(restore(parser.parse_args()))
    except (Refused, OSError, ValueError) as refused:
        print(f"restore: {refused}", file=sys.stderr)
        sys.exit(4)
