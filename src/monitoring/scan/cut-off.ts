import { CUT_OFF, isCutOff, unreadable, whyUnreadable } from '../../rules/policy/index.ts';

/** The beginnings of objects and arrays that were cut off; text that has none of these has nothing cut off. */
const SIGNS = ['"@{', '"System.', '"Microsoft.Azure.'];

/** Whether the JSON text of an element may hold values that were cut off: a look at each value would cost more. */
export function mayBeCutOff(json: string): boolean {
  return SIGNS.some((sign) => json.includes(sign));
}

/** Puts what cannot be read in the place of every text that was cut off. Changes the value; goes as deep as JSON may. */
export function withCutOffs(value: unknown): unknown {
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    const holder = next as Record<string, unknown>;
    for (const key of Object.keys(holder)) {
      const member = holder[key];
      if (typeof member !== 'string') open.push(member);
      // To set this one would be to set the prototype, and nothing reads it.
      else if (isCutOff(member) && key !== '__proto__') holder[key] = unreadable(CUT_OFF, member);
    }
  }
  return value;
}

/** Whether something that cannot be read stands in a value. */
export function holdsCutOff(value: unknown): boolean {
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (whyUnreadable(next) !== undefined) return true;
    if (typeof next === 'object' && next !== null)
      for (const member of Object.values(next)) open.push(member);
  }
  return false;
}
