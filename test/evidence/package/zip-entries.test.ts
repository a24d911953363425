import { describe, expect, test } from 'vitest';
import { verifyPackage } from '../../../src/evidence/package/index.ts';
import { packageLimits } from '../../../src/evidence/package/package-limits.ts';
import { readerOf, zipOf } from '../support/package-of.ts';

const verify = (zip: Buffer) => verifyPackage(readerOf(zip));

/** Writes other bytes over each place where some stand: in the headers, and in the directory. */
function over(zip: Buffer, from: string, to: string): Buffer {
  const copy = Buffer.from(zip);
  for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1)) copy.write(to, at, 'latin1');
  return copy;
}

const directory = 'PK\u0001\u0002';
const header = 'PK\u0003\u0004';

/** Sets bytes of the first header and of the first entry of the directory. */
function patched(zip: Buffer, inHeader: number, inDirectory: number, byte: number): Buffer {
  const copy = Buffer.from(zip);
  copy[copy.indexOf(header) + inHeader] = byte;
  copy[copy.indexOf(directory) + inDirectory] = byte;
  return copy;
}

const one = () => zipOf([['one.txt', Buffer.from('one')]]);
const two = () => zipOf(['one.txt', 'two.txt'].map((path) => [path, Buffer.from(path)]));

describe('a zip that no package is, is refused before anything is unpacked:', () => {
  test.each<[string, () => Promise<Buffer>, string]>([
    [
      'two files of one name',
      async () => over(await two(), 'two.txt', 'one.txt'),
      '"one.txt" is there twice',
    ],
    [
      'names that differ in their case',
      async () => over(await two(), 'two.txt', 'ONE.txt'),
      'is there twice',
    ],
    [
      'a file and a folder of one name',
      async () =>
        over(
          await zipOf([
            ['a', Buffer.of()],
            ['b/c', Buffer.of()],
          ]),
          'b/c',
          'A/c',
        ),
      'is a file and a folder',
    ],
    ['a path that leads out', async () => over(await one(), 'one.txt', '../.txt'), 'has a path with ".."'],
    [
      'a path that leads out later',
      async () => over(await one(), 'one.txt', 'a/../bc'),
      'has a path with ".."',
    ],
    ['an absolute path', async () => over(await one(), 'one.txt', '/ne.txt'), 'is not relative'],
    ['a drive', async () => over(await one(), 'one.txt', 'c:e.txt'), 'not each system takes'],
    ['a backslash', async () => over(await one(), 'one.txt', 'a\\..\\bc'), 'with a backslash'],
    [
      'a control character',
      async () => over(await one(), 'one.txt', 'one\u0000txt'),
      'not each system takes',
    ],
    ['a folder', async () => over(await one(), 'one.txt', 'one.tx/'), 'is a folder'],
    ['a path that is too long', () => zipOf([['a'.repeat(201), Buffer.of()]]), 'more than 200 characters'],
    ['an encrypted file', async () => patched(await one(), 6, 8, 0x09), 'is encrypted'],
    ['another way to pack', async () => patched(await one(), 8, 10, 12), 'the unknown method 12'],
    ['a link', async () => patched(await one(), 0, 41, 0xa1).fill('P', 0, 1), 'is no regular file'],
    ['a bomb', async () => sized(await one(), 2 * packageLimits.freeBytes), 'more than 500 times its size'],
    [
      'bytes before it',
      async () => Buffer.concat([Buffer.from('#!/bin/sh\n'), await one()]),
      'cannot be read',
    ],
    ['bytes behind it', async () => Buffer.concat([await one(), Buffer.from('more')]), 'cannot be read'],
    ['a name that only the header has', async () => flip(await one(), 'one.txt'), 'does not agree with'],
    ['a file that only the headers have', hiddenFile, 'belong to no file'],
  ])('%s', async (_, make, why) => {
    const report = await verify(await make());
    expect(report).toMatchObject({ ok: false, signer: 'refused', ledgerRows: 0, gaps: [] });
    expect(report.checks).toEqual([{ name: 'zip', ok: false, why: expect.stringContaining(why) }]);
  });

  test('too many files, or too many bytes, by what its directory says', async () => {
    const many = await one();
    const end = many.indexOf('PK\u0005\u0006');
    const locator = Buffer.alloc(20);
    locator.write('PK\u0006\u0007', 'latin1');
    locator.writeUInt32LE(end, 8);
    const record = Buffer.alloc(56);
    record.write('PK\u0006\u0006', 'latin1');
    record.writeUInt32LE(packageLimits.entries + 1, 32);
    record.writeUInt32LE(many.indexOf(directory), 48);
    const zip = Buffer.concat([many.subarray(0, end), record, locator, many.subarray(end)]);
    expect((await verify(zip)).checks[0]?.why).toBe('it has more than 100000 files');

    const large = sized(await two(), 0xf0_00_00_00);
    expect((await verify(large)).checks[0]?.why).toContain(`more than ${packageLimits.bytes} bytes`);
  });

  test('a bomb that says it is small, as far as it says', async () => {
    const zeros = await zipOf([['manifest.json', Buffer.alloc(1 << 20)]]);
    const zip = sized(zeros, 100);
    zip.writeUInt32LE(100, zip.indexOf(header) + 22);
    expect((await verify(zip)).checks[1]?.why).toContain('too many bytes in the stream. expected 100');
  });
});

/** Has each file say in the directory that it unpacks to so many bytes. */
function sized(zip: Buffer, bytes: number): Buffer {
  const copy = Buffer.from(zip);
  for (let at = copy.indexOf(directory); at >= 0; at = copy.indexOf(directory, at + 1))
    copy.writeUInt32LE(bytes, at + 24);
  return copy;
}

/** Changes a name in the header alone. */
function flip(zip: Buffer, name: string): Buffer {
  const copy = Buffer.from(zip);
  copy.write('two', copy.indexOf(name), 'latin1');
  return copy;
}

/** A zip whose directory leaves out its first file. */
async function hiddenFile(): Promise<Buffer> {
  const zip = await two();
  const [first, second] = [zip.indexOf(directory), zip.lastIndexOf(directory)];
  const end = Buffer.from(zip.subarray(zip.indexOf('PK\u0005\u0006')));
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(end.readUInt32LE(12) - (second - first), 12);
  return Buffer.concat([zip.subarray(0, first), zip.subarray(second, zip.indexOf('PK\u0005\u0006')), end]);
}
