import type { Evaluate, Expression } from './model.ts';
import { text } from './operators.ts';
import { regexOf } from './regex.ts';
import { textOf } from './values.ts';

type Test = (text: string) => boolean;
/** From what is looked for, the test of a text. */
type Matcher = (wanted: string) => Test;

function alphanumeric(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}

/** Whether the text has the wanted at a place where no longer run of letters and digits holds it. */
function term(ends: { readonly before: boolean; readonly after: boolean }, ignoreCase: boolean): Matcher {
  return (given) => {
    const wanted = ignoreCase ? given.toLowerCase() : given;
    if (wanted === '') return () => true;
    const before = ends.before && alphanumeric(wanted[0]!);
    const after = ends.after && alphanumeric(wanted.at(-1)!);
    return (whole) => {
      const text = ignoreCase ? whole.toLowerCase() : whole;
      for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
        const end = at + wanted.length;
        if (before && at > 0 && alphanumeric(text[at - 1]!)) continue;
        if (after && end < text.length && alphanumeric(text[end]!)) continue;
        return true;
      }
      return false;
    };
  };
}

function plain(holds: (text: string, wanted: string) => boolean, ignoreCase: boolean): Matcher {
  if (!ignoreCase) return (wanted) => (text) => holds(text, wanted);
  return (given) => {
    const wanted = given.toLowerCase();
    return (text) => holds(text.toLowerCase(), wanted);
  };
}

const both = { before: true, after: true };
const start = { before: true, after: false };
const end = { before: false, after: true };

const has = term(both, true);

const matchers: Readonly<Record<string, Matcher>> = {
  EqualTilde: plain((text, wanted) => text === wanted, true),
  Has: has,
  HasCs: term(both, false),
  HasPrefix: term(start, true),
  HasPrefixCs: term(start, false),
  HasSuffix: term(end, true),
  HasSuffixCs: term(end, false),
  Contains: plain((text, wanted) => text.includes(wanted), true),
  ContainsCs: plain((text, wanted) => text.includes(wanted), false),
  StartsWith: plain((text, wanted) => text.startsWith(wanted), true),
  StartsWithCs: plain((text, wanted) => text.startsWith(wanted), false),
  EndsWith: plain((text, wanted) => text.endsWith(wanted), true),
  EndsWithCs: plain((text, wanted) => text.endsWith(wanted), false),
  MatchesRegex: (wanted) => {
    const regex = regexOf(wanted);
    return (text) => regex.test(text);
  },
};

/** A comparison of texts by the kind of its node without `Expression`; undefined where it is none. */
export function compareTexts(kind: string, left: Expression, right: Expression): Evaluate | undefined {
  const negated = kind === 'BangTilde' || kind.startsWith('Not');
  const matcher = matchers[kind === 'BangTilde' ? 'EqualTilde' : kind.replace(/^Not/, '')];
  if (!matcher) return undefined;
  const [subject, wanted] = [text(left), text(right)];
  if (right.constant) {
    const test = matcher(wanted([]));
    return negated ? (row) => !test(subject(row)) : (row) => test(subject(row));
  }
  return (row) => matcher(wanted(row))(subject(row)) !== negated;
}

/** `has_any` and `has_all`. */
export function hasTerms(left: Expression, wanted: readonly Expression[], all: boolean): Evaluate {
  const subject = text(left);
  const tests = (row: unknown[]): Test[] =>
    wanted.flatMap(({ evaluate, type }) => {
      const value = evaluate(row);
      return (Array.isArray(value) ? value : [value]).map((each) => has(textOf(each, type)));
    });
  const known = wanted.every(({ constant }) => constant) ? tests([]) : undefined;
  return (row) => {
    const whole = subject(row);
    const list = known ?? tests(row);
    return all ? list.every((test) => test(whole)) : list.some((test) => test(whole));
  };
}
