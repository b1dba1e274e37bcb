import { deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  path: string;
  bytes: Buffer | string;
  /** What its headers say that it inflates to; the truth where left out. */
  saidBytes?: number;
}

/** A zip archive of any content, also of such as no honest program writes. */
export function zipOf(...entries: ZipEntry[]): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, bytes, saidBytes } of entries) {
    const content = Buffer.from(bytes);
    const packed = deflateRawSync(content);
    const name = Buffer.from(path);
    // Version, flags (names in UTF-8), deflate, time, date, checksum, sizes, length of the name, no more fields.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2);
    common.writeUInt16LE(8, 4);
    // One that lies is not read as far as its checksum.
    if (saidBytes === undefined) common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(saidBytes ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    local.push(Buffer.from('PK\x03\x04'), common, name, packed);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), common, rest, name);
    offset += 4 + common.length + name.length + packed.length;
  }
  const files = Buffer.concat(local);
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(files.length, 12);
  return Buffer.concat([files, central, Buffer.from('PK\x05\x06'), end]);
}

function crc32(bytes: Buffer): number {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
