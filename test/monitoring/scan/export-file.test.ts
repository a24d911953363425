import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ExportError } from '../../../src/monitoring/scan/export-error.ts';
import { ExportFile } from '../../../src/monitoring/scan/export-file.ts';
import type { ExportElement } from '../../../src/monitoring/scan/export-file.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What a file of this content holds: values, or the places and problems of what cannot be read. */
async function read(content: string | Buffer, name = 'export.json') {
  const path = join(folder, name);
  writeFileSync(path, content);
  const file = await ExportFile.open(path);
  try {
    const elements: ExportElement[] = [];
    for await (const element of file.elements()) elements.push(element);
    for (const { value, problem, start, length } of elements)
      if (problem === undefined) expect(file.read(start, length)).toEqual(value);
    const told = elements.map(({ value, place, problem }) =>
      problem === undefined ? value : `${place}: ${problem}`,
    );
    return { told, partial: file.partial };
  } finally {
    await file.close();
  }
}

const failure = async (content: string | Buffer, name?: string): Promise<string> => {
  const error = await read(content, name).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(ExportError);
  return (error as Error).message.replace(folder, '').replace(/^[/\\]/, '');
};

test.each([
  ['an array', '[{"a":1},{"b":"ü"},{"c":3}]'],
  ['an array over lines', '[\n  {"a": 1},\n  {"b": "ü"},\n  {"c": 3}\n]\n'],
  ['an array with a byte order mark', '\uFEFF[{"a":1},{"b":"ü"},{"c":3}]'],
  ['a Resource Graph answer', '{"count":3,"data":[{"a":1},{"b":"ü"},{"c":3}],"skip_token":null}'],
  [
    'a Resource Graph answer over lines',
    '{\n "data": [\n{"a":1},\n{"b":"ü"},\n{"c":3}\n], "total_records": 3\n}',
  ],
  ['what Search-AzGraph gives', '{"SkipToken":null,"Data":[{"a":1},{"b":"ü"},{"c":3}]}'],
  ['JSON lines', '{"a":1}\n{"b":"ü"}\r\n\n{"c":3}'],
  ['objects over lines, one after the other', '{\n"a":1\n}\n{\n"b":"ü"\n}\n{\n"c":3\n}\n'],
])('reads %s', async (_, content) => {
  expect(await read(content)).toEqual({ told: [{ a: 1 }, { b: 'ü' }, { c: 3 }], partial: false });
});

test.each([
  '{"data":[{"a":1}],"skip_token":"x"}',
  '{"value":[{"a":1}],"nextLink":"https://x"}',
  '{"count":1,"data":[{"a":1}],"skip_token":null,"total_records":2}',
  '{"totalRecords":2,"count":1,"data":[{"a":1}]}',
  '{"totalRecords":1,"count":1,"data":[{"a":1}],"resultTruncated":"true"}',
  '{"SkipToken":"x","Data":[{"a":1}]}',
])('sees that there are more pages: %s', async (content) => {
  expect((await read(content)).partial).toBe(true);
});

test('goes on after a damaged line, and tells which it was', async () => {
  const { told } = await read('{"a":1}\n\n{"b":\n{"c":3}\n');
  expect(told).toEqual([{ a: 1 }, expect.stringMatching(/^line 3: not JSON: /), { c: 3 }]);
});

test('goes on after a damaged first line', async () => {
  expect((await read('{"a":"tru\n{"c":3}\n')).told).toEqual([expect.stringMatching(/^line 1: /), { c: 3 }]);
  expect((await read('garbage\n{"c":3}\n')).told).toEqual([expect.stringMatching(/^line 1: /), { c: 3 }]);
});

test('reads elements that are larger than a chunk', async () => {
  const large = { text: 'x'.repeat(3_000_000) };
  expect((await read(JSON.stringify([{ a: 1 }, large, { c: 3 }]))).told).toEqual([{ a: 1 }, large, { c: 3 }]);
});

test.each([
  ['', 'line 1, column 1: the file is empty'],
  [' \n', 'line 1, column 1: the file is empty'],
  ['Name,Type\nst1,x\n', 'line 1, column 1: unexpected "N"'],
  ['[\n  {"a": 1},\n  {"b" 2}\n]', 'line 3, column 8: not JSON: '],
  ['[\n  {"a": 1},\n  {"b": ', 'line 3, column 9: the file ends before its JSON does'],
  ['[1] [', 'line 1, column 6: the file ends before its JSON does'],
])('refuses %j', async (content, message) => {
  expect(await failure(content)).toContain(`export.json: ${message}`);
});

test('refuses lines of which none is JSON', async () => {
  expect(await failure('not\njson\n', 'export.jsonl')).toContain(
    'export.jsonl: line 1, column 1: not JSON: ',
  );
});

test.each<[string, object]>([
  [
    'an error that Azure answered (AuthorizationFailed), no resources: sign in as somebody who may read them',
    { error: { code: 'AuthorizationFailed' } },
  ],
  [
    'an error that Azure answered (InvalidQuery), no resources: mend what it complains of',
    { code: 'InvalidQuery', message: 'no such column' },
  ],
  [
    'an ARM template: it says what is to be deployed, not what is there; deploy it, and export the resources',
    {
      $schema: 'https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#',
      resources: [],
    },
  ],
  ['a table', { count: 1, data: { columns: [{ name: 'id' }], rows: [['x']] } }],
])('refuses a file that is nothing but %s, and says what it expected', async (shape, value) => {
  for (const text of [JSON.stringify(value), JSON.stringify(value, null, 1), JSON.stringify([value])]) {
    const message = await failure(text);
    expect(message).toContain(shape);
    expect(message).toContain('expected a JSON array of resources, a Resource Graph answer');
  }
  // Beside other elements it is one that cannot be read.
  expect((await read(`${JSON.stringify(value)}\n{"c":3}\n`)).told).toEqual([value, { c: 3 }]);
});

test('says of a packed file how to unpack it', async () => {
  expect(await failure(gzipSync('[]'), 'export.json.gz')).toContain(
    'line 1, column 1: the file is compressed by gzip: unpack it first (gunzip)',
  );
  expect(await failure(Buffer.from('PK\u0003\u0004export'), 'export.zip')).toContain(
    'the file is a ZIP archive: unpack it first',
  );
});

test('refuses UTF-16, a folder and what is not there', async () => {
  expect(await failure(Buffer.from('\uFEFF[]', 'utf16le'))).toContain('UTF-16');
  expect(await failure(Buffer.from('[]', 'utf16le'))).toContain('UTF-16');
  expect(await failure(Buffer.from('[]', 'utf16le').swap16())).toContain('UTF-16');
  await expect(ExportFile.open(folder)).rejects.toThrow('not a file');
  await expect(ExportFile.open(join(folder, 'none.json'))).rejects.toThrow('none.json: no such file');
});
