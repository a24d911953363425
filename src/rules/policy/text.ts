import { spendSearch } from './step-budget.ts';

/**
 * Full Unicode case folding, so that `STRASSE` equals `Straße`. Most text is lower-case ASCII already and returned as it is.
 */
export function foldCase(text: string): string {
  let folded = true;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return foldUnicode(text);
    if (code >= 0x41 && code <= 0x5a) folded = false;
  }
  return folded ? text : text.toLowerCase();
}

/**
 * Lower, upper and lower again also folds what has a capital of its own (ẞ); the final sigma is the one letter whose
 * lower case depends on its place.
 */
function foldUnicode(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}

/** A test for equality with one constant, case folded. */
export function sameAs(constant: string): (text: string) => boolean {
  const folded = foldCase(constant);
  return (text) => text === constant || foldCase(text) === folded;
}

/**
 * The operator `like`: `*` stands for any run of characters, `?` for any one; case is ignored. Learn names `*` alone and
 * asks for no more than one; Microsoft's regorus takes several, and `?`.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  if (pattern.includes('?')) return withPlaces(foldCase(pattern));
  const parts = foldCase(pattern).split('*');
  const first = parts[0] ?? '';
  if (parts.length === 1) return (text) => foldCase(text) === first;
  const last = parts.at(-1) ?? '';
  const middle = parts.slice(1, -1);
  return (text) => {
    const folded = foldCase(text);
    spendSearch(folded.length, pattern.length);
    if (folded.length < first.length + last.length) return false;
    if (!folded.startsWith(first) || !folded.endsWith(last)) return false;
    let position = first.length;
    for (const part of middle) {
      const found = folded.indexOf(part, position);
      if (found < 0) return false;
      position = found + part.length;
    }
    return position <= folded.length - last.length;
  };
}

/**
 * A test by a pattern with `?`, over characters. Where a character does not fit, only the last `*` takes one more: what the ones before it
 * took need never be tried again, so the time is the product of both lengths at most.
 */
function withPlaces(pattern: string): (text: string) => boolean {
  const wanted = Array.from(pattern);
  return (text) => {
    const given = Array.from(foldCase(text));
    spendSearch(given.length, wanted.length);
    let at = 0;
    let star = -1;
    let taken = 0;
    for (let place = 0; place < given.length;) {
      if (wanted[at] === '*') {
        star = at;
        at += 1;
        taken = place;
      } else if (wanted[at] === '?' || wanted[at] === given[place]) {
        at += 1;
        place += 1;
      } else if (star >= 0) {
        taken += 1;
        place = taken;
        at = star + 1;
      } else return false;
    }
    return wanted.slice(at).every((each) => each === '*');
  };
}

const LETTER = /^\p{L}$/u;

const DIGIT = /^\p{Nd}$/u;

/**
 * The operators `match` and `matchInsensitively`: `#` is a digit, `?` a letter, `.` any character, anything else itself.
 * https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#conditions
 */
export function matches(pattern: string, text: string, ignoreCase: boolean): boolean {
  const wanted = Array.from(ignoreCase ? foldCase(pattern) : pattern);
  const given = Array.from(ignoreCase ? foldCase(text) : text);
  return (
    wanted.length === given.length &&
    wanted.every((symbol, i) => {
      const character = given[i] ?? '';
      if (symbol === '#') return DIGIT.test(character);
      if (symbol === '?') return LETTER.test(character);
      return symbol === '.' || symbol === character;
    })
  );
}

/** Returns the form by which Azure compares locations: `East US` is `eastus`. */
export function locationKey(text: string): string {
  return foldCase(text.replaceAll(' ', ''));
}
