import { expect, test } from 'vitest';
import { parseChange } from '../../../dev/console/change.ts';
import type { Resource } from '../../../src/model/index.ts';

const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/images';
const images: Resource = {
  id,
  name: 'images',
  type: 'Microsoft.Storage/storageAccounts',
  tags: { phi: 'yes' },
  properties: {
    encryption: { keySource: 'Microsoft.Keyvault' },
    retention: 7,
    rules: [{ a: 1 }],
    none: null,
  },
};
const body = (...assignments: string[]) => parseChange('images', assignments, [images]).body;
const refused = (...assignments: string[]) => expect(() => body(...assignments));

test('sets all that is given, in one change', () => {
  expect(
    parseChange(
      'IMAGES',
      ['properties.allowBlobPublicAccess=true', 'tags.phi=no', 'properties.a.b=[1, "x"]'],
      [images],
    ),
  ).toEqual({
    id,
    body: { properties: { allowBlobPublicAccess: true, a: { b: [1, 'x'] } }, tags: { phi: 'no' } },
  });
  expect(body('properties.none.deep=1', 'properties.new.deeper=TLS1_0')).toEqual({
    properties: { none: { deep: 1 }, new: { deeper: 'TLS1_0' } },
  });
});

test.each(['name=x', 'type=y', 'id=z', 'Name.x=1'])('%s is refused: it would be ignored', (assignment) => {
  refused(assignment).toThrow(/^(name|type|id|Name) cannot be changed/);
});

test.each([
  [['tags.phi=no', 'tags.phi=yes'], 'tags.phi is set twice'],
  [['tags={}', 'tags.phi=yes'], 'tags is set twice (tags, tags.phi)'],
])('%j is refused: one would be lost', (assignments, message) => {
  refused(...assignments).toThrow(message);
});

test.each(['{bad json', '[1,', '"open', ' {"a": 1'])('%s is no JSON, and is not taken for a text', (text) => {
  refused(`properties.networkAcls=${text}`).toThrow(
    `properties.networkAcls: expected JSON, as it begins with ${text.trim()[0]}, found '${text}'`,
  );
});

test.each([
  [
    'properties.encryption.keySource.foo=1',
    'properties.encryption.keySource is "Microsoft.Keyvault": nothing can be set below it',
  ],
  ['properties.retention.days=1', 'properties.retention is 7: nothing can be set below it'],
  ['properties.rules.0.a=2', 'properties.rules is [{"a":1}]: set all of it, as JSON'],
])('%s is refused, naming what stands there', (assignment, message) => {
  refused(assignment).toThrow(message);
});

test.each(['properties', '=1', 'properties..a=1'])('%j is no assignment', (assignment) => {
  refused(assignment).toThrow(
    `expected PATH=VALUE, such as properties.publicNetworkAccess=Enabled, found "${assignment}"`,
  );
});

test('a name that several resources have, or none, is refused', () => {
  expect(() => parseChange('nope', ['a=1'], [images])).toThrow('no resource has the name or id "nope"');
  const two = [images, { ...images, id: `${id}2` }];
  expect(() => parseChange('images', ['a=1'], two)).toThrow(
    `"images" names 2 resources; give the id of one: ${id}, ${id}2`,
  );
});
