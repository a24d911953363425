import { UnsupportedError } from './model.ts';

const compiled = new Map<string, RegExp>();
const classes: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

/**
 * A regular expression of RE2 as one of JavaScript. What RE2 refuses (looking around, going back) is refused.
 * Differences in Unicode classes are not made up for.
 */
export function regexOf(pattern: string, flags = ''): RegExp {
  const key = `${flags}/${pattern}`;
  let regex = compiled.get(key);
  if (!regex) compiled.set(key, (regex = compile(pattern, flags)));
  regex.lastIndex = 0;
  return regex;
}

function compile(pattern: string, flags: string): RegExp {
  if (/\(\?(?:[=!]|<[=!])|(?<!\\)(?:\\\\)*\\[1-9]/.test(pattern))
    throw new UnsupportedError(
      `the regular expression ${pattern}: RE2 has no look-around and no back-references`,
    );
  const [, leading = '', rest = pattern] = /^\(\?([ims]+)\)(.*)$/s.exec(pattern) ?? [];
  const source = rest
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole)
    .replaceAll(/\\[zA]/g, (anchor) => (anchor === '\\z' ? '$' : '^'));
  try {
    return new RegExp(source, [...new Set(flags + leading)].join(''));
  } catch (cause) {
    throw new UnsupportedError(`the regular expression ${pattern}`, undefined, { cause });
  }
}

/** The text by which `replace_regex` rewrites: `\1` and `$1` stand for groups. */
export function rewriteOf(text: string): string {
  return text
    .replaceAll(/\$(?!\d)/g, '$$$$')
    .replaceAll(/\\(\d)/g, (_, group) => (group === '0' ? '$&' : `$${group}`));
}
