import { createHash } from 'node:crypto';
import { Undecidable } from '../../policy-error.ts';
import { isScalar, scalarText } from '../../value.ts';
import { define, MANY } from './arguments.ts';

/** The namespace in which ARM's `guid()` makes its version 5 UUIDs. */
const NAMESPACE = Buffer.from('11fb06fb712d4ddd98c7e71bbd588830', 'hex');

function guid(...parts: readonly unknown[]): string {
  const name = parts.map((part) => (isScalar(part) ? scalarText(part) : JSON.stringify(part))).join('-');
  const hash = createHash('sha1').update(NAMESPACE).update(name, 'utf8').digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Functions that make ids. Azure refuses them where a resource is evaluated; they may name what is deployed. */
export const ids = {
  guid: define(1, MANY, guid),
  uniqueString: define(1, MANY, () => {
    throw new Undecidable('uniqueString: its value is known to Azure alone');
  }),
};
