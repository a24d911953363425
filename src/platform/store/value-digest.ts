import { createHash } from 'node:crypto';

/** SHA-256 of any JSON value, whatever its depth: its own `JSON.stringify` overflows the stack where an event is some thousands deep. */
export function valueDigest(value: unknown): string {
  const digest = createHash('sha256');
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null) digest.update(`${typeof next} ${String(next)}\n`);
    else if (Array.isArray(next)) {
      digest.update(`array ${next.length}\n`);
      for (const item of next) left.push(item);
    } else {
      const members = Object.entries(next);
      digest.update(`object ${members.length}\n`);
      for (const [name, member] of members) left.push(member, name);
    }
  }
  return digest.digest('hex');
}
