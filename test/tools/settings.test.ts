import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '../../src/app/settings.ts';
import { settingsSchema } from '../../src/app/settings-schema.ts';
import { defaultOf, documentedSettings } from '../../tools/settings/documented-settings.ts';
import type { DocumentedSetting } from '../../tools/settings/documented-settings.ts';
import { withTables } from '../../tools/settings/page.ts';
import { sampleOf } from '../../tools/settings/sample.ts';
import { written } from '../../tools/settings/written.ts';

const root = join(import.meta.dirname, '../..');

test('docs/settings.md and local.settings.sample.json are as the settings are described', async () => {
  const behind = (await written(root)).filter(({ is, shall }) => is !== shall);
  expect(
    behind.map(({ path }) => relative(root, path)),
    'npm run settings writes them',
  ).toEqual([]);
});

test('the sample is accepted as it stands', () => {
  const sample = JSON.parse(readFileSync(join(root, 'local.settings.sample.json'), 'utf8')) as {
    readonly Values: Readonly<Record<string, string>>;
  };
  expect(readSettings(sample.Values)).toMatchObject({ readMarginSeconds: 60, alerts: { channels: {} } });
});

test.each(Object.entries(settingsSchema.shape))('the example of %s is accepted', (name, schema) => {
  const { example } = documentedSettings().find((each) => each.name === name) ?? {};
  expect(schema.safeParse(example).error?.message).toBeUndefined();
});

test('every setting is described once, and says what holds without it', () => {
  const settings = documentedSettings();
  expect(new Set(settings.map(({ name }) => name)).size).toBe(settings.length);
  for (const setting of settings) {
    expect(defaultOf(setting)).toMatch(/\w/);
    expect(setting.meaning).toMatch(/\.$/);
  }
});

test('every variable of the environment that code reads by its name is described', () => {
  const read = ['src', 'functions', 'cli'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => [
        ...readFileSync(join(root, folder, path), 'utf8').matchAll(/process\.env\['(\w+)'/g),
      ])
      .map(([, name]) => name),
  );
  expect(read).toContain('APP_ROLE');
  const described = new Set<string | undefined>(documentedSettings().map(({ name }) => name));
  expect(read.filter((name) => !described.has(name))).toEqual([]);
});

const made: readonly DocumentedSetting[] = [
  {
    name: 'A_URL',
    group: 'Storage',
    meaning: 'Where `a` is. See [x.md](x.md).',
    required: true,
    example: 'https://a',
  },
  { name: 'B_SECONDS', group: 'Storage', meaning: 'How long.', default: '60', example: '5' },
  { name: 'C_NAME', group: 'Notifications', meaning: 'Who.', otherwise: 'none, `nobody`', example: 'c' },
  { name: 'D_URL', group: 'Notifications', meaning: 'Where.', required: 'unless `X`', example: 'https://d' },
];

test('the page has a table for each group, with what is required and what is not', () => {
  const page = withTables('before\n<!-- written by npm run settings -->\nold\n<!-- to here -->\nafter', made);
  expect(page).toContain('## Storage');
  expect(page).toContain('| `A_URL` | Where `a` is. See [x.md](x.md). | **required** | `https://a` |');
  expect(page).toContain('| `B_SECONDS` | How long. | `60` | `5` |');
  expect(page).toContain('## Notifications');
  expect(page).toContain('| `C_NAME` | Who. | none, `nobody` | `c` |');
  expect(page).toContain('| **required** unless `X` |');
  expect(page).toMatch(/^before[^]*after$/);
  expect(page).not.toContain('old');
  expect(() => withTables('no marks', made)).toThrow('lacks');
});

test('the sample has a value for what is required, the default of what has one, and says the rest in plain text', () => {
  expect(sampleOf(made)).toMatchObject({
    Values: {
      '//A_URL': 'Where a is. See docs/x.md. Required.',
      A_URL: 'https://a',
      '//B_SECONDS': 'How long. Default: 60. Example: 5',
      B_SECONDS: '60',
      '//C_NAME': 'Who. Default: none, nobody. Example: c',
      C_NAME: '',
      '//D_URL': 'Where. Required unless X.',
      D_URL: 'https://d',
    },
  });
});
