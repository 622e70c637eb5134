#!/usr/bin/env node
/**
 * Checks an archive with nothing but the published format: written from archive.md and the pages it names, with Node's
 * own library, without a line of Beffroi. For an auditor, a court expert, or whoever wants a second opinion.
 *
 *     node check-archive.mjs archive.zip [fingerprint of the organisation, in hexadecimal]
 *
 * Ends with 0 when everything holds, with 1 and the name of the first entry that does not. What it leaves out: the rules
 * on who may write which kind of entry (it checks that each author was a member with an active device), and point 8
 * of the page (folding the breach file again).
 */
import { createHash, createPublicKey, createDecipheriv, hkdfSync, timingSafeEqual, verify } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

class Refused extends Error {
  constructor(entry, why) {
    super(`${entry}: ${why}`);
  }
}

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const same = (left, right) => left.length === right.length && timingSafeEqual(left, right);
const u64 = (number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number));
  return bytes;
};

// ---- encoding.md: deterministic CBOR, contexts ----------------------------------------------------------------------

function decode(bytes) {
  let at = 0;
  const take = (length) => {
    if (length > bytes.length - at) throw new Error("CBOR ends too early");
    at += length;
    return bytes.subarray(at - length, at);
  };
  const head = (low) => {
    if (low < 24) return low;
    if (low > 27) throw new Error("indefinite CBOR");
    const width = 1 << (low - 24);
    const value = Number(BigInt(`0x${take(width).toString("hex")}`));
    if (value < (width === 1 ? 24 : 2 ** (4 * width))) throw new Error("CBOR longer than it must be");
    return value;
  };
  const value = (depth) => {
    if (depth > 64) throw new Error("CBOR too deep");
    const first = take(1)[0];
    const [major, low] = [first >> 5, first & 31];
    if (major === 7) {
      if (low === 20 || low === 21) return low === 21;
      if (low === 22) return null;
      if (low < 25 || low > 27) throw new Error("CBOR of an unknown kind");
      const raw = take(1 << (low - 24));
      return low === 25 ? raw : low === 26 ? raw.readFloatBE() : raw.readDoubleBE();
    }
    const length = head(low);
    if (major === 0) return length;
    if (major === 1) return -1 - length;
    if (major === 2) return take(length);
    if (major === 3) return take(length).toString("utf8");
    if (major === 4) return Array.from({ length: Math.min(length, bytes.length - at + 1) }, () => value(depth + 1));
    if (major !== 5) throw new Error("CBOR with a tag");
    const map = Object.create(null);
    let last;
    for (let index = 0; index < length; index += 1) {
      const from = at;
      const key = value(depth + 1);
      const encoded = bytes.subarray(from, at);
      if (last && Buffer.compare(last, encoded) >= 0) throw new Error("CBOR map out of order");
      last = encoded;
      map[key] = value(depth + 1);
    }
    return map;
  };
  const result = value(0);
  if (at !== bytes.length) throw new Error("bytes after the CBOR");
  return result;
}

function context(kind, { organisation, workspace, object, version } = {}) {
  const label = Buffer.from(`beffroi/1/${kind}`);
  const text = label.length < 24 ? Buffer.from([0x60 | label.length]) : Buffer.from([0x78, label.length]);
  const place = typeof version === "number" ? Buffer.concat([Buffer.alloc(8), u64(version)]) : version;
  const ids = [organisation, workspace, object, place].map((id) => (id ? Buffer.concat([Buffer.from([0x50]), id]) : Buffer.from([0xf6])));
  return Buffer.concat([Buffer.from([0x85]), text, label, ...ids]);
}

// ---- signature.md, record.md, keys.md -----------------------------------------------------------------------------

function signed(bytes, key, slot, message) {
  if (key[0] !== 1 || key.length !== 33 || bytes[0] !== 1 || bytes.length !== 65) return false;
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key.subarray(1)]);
  const publicKey = createPublicKey({ key: spki, format: "der", type: "spki" });
  return verify(null, Buffer.concat([slot, message]), publicKey, bytes.subarray(1));
}

/** HChaCha20 (draft-irtf-cfrg-xchacha, 2.2): Node has ChaCha20-Poly1305, not its extended nonce. */
function hchacha20(key, nonce) {
  const state = new Uint32Array(16);
  state.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);
  for (let word = 0; word < 8; word += 1) state[4 + word] = key.readUInt32LE(4 * word);
  for (let word = 0; word < 4; word += 1) state[12 + word] = nonce.readUInt32LE(4 * word);
  const turn = (a, b, c, d) => {
    for (const [x, y, z, bits] of [[a, b, d, 16], [c, d, b, 12], [a, b, d, 8], [c, d, b, 7]]) {
      state[x] += state[y];
      const mixed = state[z] ^ state[x];
      state[z] = (mixed << bits) | (mixed >>> (32 - bits));
    }
  };
  for (let round = 0; round < 10; round += 1) {
    for (const [a, b, c, d] of [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15]]) turn(a, b, c, d);
    for (const [a, b, c, d] of [[0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]]) turn(a, b, c, d);
  }
  const out = Buffer.alloc(32);
  [0, 1, 2, 3, 12, 13, 14, 15].forEach((word, index) => out.writeUInt32LE(state[word], 4 * index));
  return out;
}

const hkdf = (secret, salt, info, length) => Buffer.from(hkdfSync("sha256", secret, salt, info, length));
const epochSlot = context("epoch-key");

function openRecord(record, key, slot) {
  const [nonce, commitment, sealed] = [record.subarray(1, 25), record.subarray(25, 57), record.subarray(57)];
  const okm = hkdf(key, nonce, slot, 64);
  if (record[0] !== 1 || sealed.length < 48 || !same(okm.subarray(32), commitment)) return undefined;
  const inner = Buffer.concat([Buffer.alloc(4), nonce.subarray(16)]);
  const cipher = createDecipheriv("chacha20-poly1305", hchacha20(okm.subarray(0, 32), nonce.subarray(0, 16)), inner, { authTagLength: 16 });
  cipher.setAuthTag(sealed.subarray(-16));
  cipher.setAAD(slot, { plaintextLength: sealed.length - 16 });
  const padded = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(0x80));
}

// ---- the container: a zip of stored entries -----------------------------------------------------------------------

function openZip(path) {
  const file = openSync(path, "r");
  const total = fstatSync(file).size;
  const read = (from, length) => {
    const buffer = Buffer.alloc(length);
    if (from < 0 || readSync(file, buffer, 0, length, from) !== length) throw new Refused(path, "ends too early");
    return buffer;
  };
  const tail = read(Math.max(0, total - 65_557), Math.min(total, 65_557));
  const end = tail.lastIndexOf(Buffer.from("504b0506", "hex"));
  if (end < 0) throw new Refused(path, "no zip directory");
  let [count, size, from] = [tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (from === 0xffffffff || count === 0xffff) {
    const wide = read(Number(tail.readBigUInt64LE(end - 12)), 56);
    [count, size, from] = [32, 40, 48].map((place) => Number(wide.readBigUInt64LE(place)));
  }
  const directory = read(from, size);
  const entries = new Map();
  for (let at = 0, index = 0; index < count; index += 1) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => directory.readUInt16LE(at + place));
    const name = directory.toString("utf8", at + 46, at + 46 + nameLength);
    if (directory.readUInt16LE(at + 10) !== 0) throw new Refused(name, "is compressed");
    if (entries.has(name)) throw new Refused(name, "is there twice");
    let [length, offset] = [directory.readUInt32LE(at + 24), directory.readUInt32LE(at + 42)];
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    for (let place = 0; place + 4 <= extra.length; place += 4 + extra.readUInt16LE(place + 2)) {
      if (extra.readUInt16LE(place) !== 1) continue;
      let field = place + 4;
      if (length === 0xffffffff) [length, field] = [Number(extra.readBigUInt64LE(field)), field + 16];
      if (offset === 0xffffffff) offset = Number(extra.readBigUInt64LE(field));
    }
    const local = read(offset, 30);
    const start = offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    entries.set(name, { start, length });
    at += 46 + nameLength + extraLength + commentLength;
  }
  const entry = (name) => entries.get(name) ?? fail(name, "is missing");
  return {
    names: [...entries.keys()],
    length: (name) => entry(name).length,
    bytes: (name) => read(entry(name).start, entry(name).length),
    digest: (name) => {
      const hash = createHash("sha256");
      for (let done = 0; done < entry(name).length; done += 1 << 20) {
        hash.update(read(entry(name).start + done, Math.min(1 << 20, entry(name).length - done)));
      }
      return hash.digest();
    },
    close: () => closeSync(file),
  };
}

function fail(entry, why) {
  throw new Refused(entry, why);
}

// ---- organisation-log.md ------------------------------------------------------------------------------------------

/** A signed structure: what it says, and whether `key` signed it for `slot`. */
function open(bytes, where) {
  const [payload, signature] = decode(bytes);
  if (!Buffer.isBuffer(payload) || !Buffer.isBuffer(signature)) fail(where, "is no signed structure");
  const says = decode(payload);
  if (says.v !== 1) fail(where, "is of another version");
  return { says, digest: sha256(bytes), by: (key, slot) => signed(signature, key, slot, payload) || fail(where, "signature does not hold") };
}

function readOrganisation(file, manifest, name) {
  const log = decode(file);
  const { organisation } = log;
  const accounts = new Map();
  const devices = new Map();
  const hashes = [];
  const enrol = (enrolment, where) => {
    const certificate = open(enrolment.certificate, where);
    const { account, root } = certificate.says;
    certificate.by(root, context("account-cert", { organisation, object: account }));
    accounts.set(account.toString("hex"), { root, active: [[hashes.length, true]] });
    return account;
  };
  const add = (bytes, where) => {
    const certificate = open(bytes, where);
    const { account, device, signing } = certificate.says;
    const { root } = accounts.get(account.toString("hex")) ?? fail(where, "device of an unknown account");
    certificate.by(root, context("device-cert", { organisation, object: account, version: device }));
    devices.set(device.toString("hex"), { account, signing, from: hashes.length, until: Infinity });
  };
  log.entries.forEach((bytes, sequence) => {
    const where = `${name} #${sequence}`;
    const entry = open(bytes, where);
    const { says } = entry;
    const [[kind, fields]] = Object.entries(says.body);
    if (!same(says.organisation, organisation) || says.sequence !== sequence) fail(where, "is not the next entry");
    if (sequence > 0 && !same(says.previous, hashes[sequence - 1])) fail(where, "does not follow the entry before");
    if ((kind === "genesis") !== (sequence === 0)) fail(where, "is not where a beginning stands");
    if (kind === "genesis") {
      const statement = open(fields.statement, where);
      const key = statement.says.organisation_key;
      const fingerprint = sha256(context("organisation-fingerprint"), key);
      if (fingerprint.toString("hex") !== manifest.fingerprint) fail(where, "is of another organisation");
      if (!same(fingerprint.subarray(0, 16), organisation)) fail(where, "has an id that is not its own");
      statement.by(key, context("organisation-statement", { organisation, object: statement.says.administrator }));
      enrol(fields.administrator, where);
      add(fields.device, where);
    } else if (kind === "account_enrolled") enrol(fields.enrolment, where);
    else if (kind === "device_added") add(fields.certificate, where);
    const author = devices.get(says.author.toString("hex")) ?? fail(where, "author is unknown");
    if (author.until <= sequence) fail(where, "author was revoked");
    entry.by(author.signing, context("org-entry", { organisation, version: sequence }));
    if (kind === "device_revoked") devices.get(fields.device.toString("hex")).until = sequence;
    const standing = { account_suspended: false, account_resumed: true, account_deleted: false }[kind];
    if (standing !== undefined) accounts.get(fields.account.toString("hex")).active.push([sequence, standing]);
    hashes.push(entry.digest);
  });
  headIs(hashes, manifest.organisation_head, name);
  return {
    organisation,
    hashes,
    /** The key of a device that could sign for the account at that place. */
    signer: (account, device, place, where) => {
      const found = devices.get(device.toString("hex")) ?? fail(where, "device is unknown");
      const standing = accounts.get(account.toString("hex"))?.active.filter(([from]) => from <= place).at(-1);
      if (!same(found.account, account) || found.from > place || found.until <= place || !standing?.[1]) fail(where, "device could not sign then");
      return found.signing;
    },
  };
}

function headIs(hashes, head, name) {
  if (hashes.length !== head.sequence + 1 || hashes.at(-1).toString("hex") !== head.hash) fail(name, "does not end where the manifest says");
}

// ---- workspace-log.md, vault.md -----------------------------------------------------------------------------------

function readWorkspace(file, keys, manifest, people, name) {
  const log = decode(file);
  const { organisation } = people;
  const { workspace } = log;
  const members = new Map();
  const commitments = new Map();
  const versions = new Map();
  const hashes = [];
  let sealedEntries = 0;
  let orgPlace = 0;
  log.entries.forEach((bytes, sequence) => {
    const where = `${name} #${sequence}`;
    const commit = open(bytes, where);
    const { says } = commit;
    if (!same(says.organisation, organisation) || !same(says.workspace, workspace) || says.sequence !== sequence) fail(where, "is not the next commit");
    if (sequence > 0 && !same(says.previous, hashes[sequence - 1])) fail(where, "does not follow the commit before");
    const place = says.org_head.sequence;
    if (!people.hashes[place] || !same(says.org_head.hash, people.hashes[place]) || place < orgPlace) fail(where, "names another organisation log");
    orgPlace = place;
    commit.by(people.signer(says.author, says.device, place, where), context("commit", { organisation, workspace, version: sequence }));
    if (sequence > 0 && !members.has(says.author.toString("hex"))) fail(where, "author is no member");
    says.entries.forEach((entry, index) => {
      if (entry.access) {
        const [[kind, fields]] = typeof entry.access === "string" ? [[entry.access, {}]] : Object.entries(entry.access);
        if (kind === "created") members.set(fields.owner.toString("hex"), "owner");
        if (kind === "member_added" || kind === "role_changed") members.set(fields.account.toString("hex"), fields.role);
        if (kind === "member_removed") members.delete(fields.account.toString("hex"));
        if (fields.opening) commitments.set(fields.opening.epoch, fields.opening.commitment);
        return;
      }
      const key = Buffer.from(keys[says.epoch] ?? fail("journal/cles.json", `has no key of epoch ${says.epoch}`), "hex");
      if (!same(hkdf(key, "epoch commitment", epochSlot, 32), commitments.get(says.epoch))) fail("journal/cles.json", `key of epoch ${says.epoch} is not the one published`);
      const object = sha256(says.previous ?? Buffer.alloc(32), u64(sequence), u64(index)).subarray(0, 16);
      const plain = openRecord(entry.content, hkdf(key, "epoch entries", epochSlot, 32), context("content-entry", { organisation, workspace, object }));
      const envelope = decode(plain ?? fail(where, `entry ${index} does not open`));
      sealedEntries += 1;
      if (envelope.space !== "vault") return;
      const [[, fields]] = Object.entries(decode(envelope.body).entry);
      if (fields.version?.plaintext_digest) versions.set(`${fields.document.toString("hex")}/${fields.version.version.toString("hex")}`, fields.version);
    });
    hashes.push(commit.digest);
  });
  headIs(hashes, manifest.head, name);
  return { workspace, members, versions, sealedEntries, orgPlace: people.hashes.length - 1 };
}

// ---- archive.md, in its order -------------------------------------------------------------------------------------

function check(path, expected) {
  const zip = openZip(path);
  const bytes = zip.bytes("manifeste.json");
  const manifest = JSON.parse(bytes.toString("utf8"));
  if (manifest.v !== 1) fail("manifeste.json", "is of another version");
  const listed = ["manifeste.json", "manifeste.signature.json", ...manifest.entries.map((entry) => entry.name)];
  for (const name of zip.names) if (!listed.includes(name)) fail(name, "is not in the manifest");
  for (const entry of manifest.entries) {
    if (zip.length(entry.name) !== entry.size) fail(entry.name, "has another size");
    if (zip.digest(entry.name).toString("hex") !== entry.sha256) fail(entry.name, "is not what was archived");
  }
  if (expected && expected !== manifest.fingerprint) fail("journal/organisation.cbor", "is of another organisation than the one expected");
  const people = readOrganisation(zip.bytes("journal/organisation.cbor"), manifest, "journal/organisation.cbor");
  const { keys } = JSON.parse(zip.bytes("journal/cles.json").toString("utf8"));
  const room = readWorkspace(zip.bytes("journal/espace.cbor"), keys, manifest, people, "journal/espace.cbor");

  const proof = JSON.parse(zip.bytes("manifeste.signature.json").toString("utf8"));
  const [account, device] = [Buffer.from(proof.account, "hex"), Buffer.from(proof.device, "hex")];
  if (!room.members.has(proof.account)) fail("manifeste.signature.json", "is not by a member");
  const slot = context("archive-manifest", { organisation: people.organisation, workspace: room.workspace });
  const key = people.signer(account, device, room.orgPlace, "manifeste.signature.json");
  if (!signed(Buffer.from(proof.signature, "hex"), key, slot, bytes)) fail("manifeste.signature.json", "does not hold");

  const pieces = new Map(manifest.entries.filter((entry) => entry.document).map((entry) => [`${entry.document.document}/${entry.document.version}`, entry]));
  for (const [id, version] of room.versions) {
    const piece = pieces.get(id) ?? fail("manifeste.json", `lacks version ${id} of the log`);
    if (piece.size !== version.size || piece.sha256 !== version.plaintext_digest.toString("hex")) fail(piece.name, "is not the document that was signed");
  }
  if (pieces.size !== room.versions.size) fail("manifeste.json", "has a document that the log does not know");
  zip.close();
  return { manifest, room };
}

const [, , path, expected] = process.argv;
if (!path) {
  console.error("usage: node check-archive.mjs archive.zip [fingerprint]");
  process.exit(2);
}
try {
  const { manifest, room } = check(path, expected?.toLowerCase());
  console.log(`sound: ${manifest.head.sequence + 1} commits, ${room.sealedEntries} sealed entries, ${room.versions.size} documents`);
  console.log(`organisation ${manifest.fingerprint}, made ${manifest.made_at}`);
} catch (error) {
  console.error(`NOT SOUND: ${error.message}`);
  process.exit(1);
}
