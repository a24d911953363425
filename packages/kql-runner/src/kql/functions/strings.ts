import type { Expression } from '../model.ts';
import { number, text } from '../operators.ts';
import { regexOf, rewriteOf } from '../regex.ts';
import type { Build } from './build.ts';
import { atMost, ofTexts } from './build.ts';

/** A regular expression that is read once where it is the same for all rows. */
function regex(of: Expression, flags = ''): (row: unknown[]) => RegExp {
  const pattern = text(of);
  if (!of.constant) return (row) => regexOf(pattern(row), flags);
  const known = regexOf(pattern([]), flags);
  return () => known;
}

const extract: Build = ([pattern, group, of]) => {
  const [search, wanted, source] = [regex(pattern!), number(group!), text(of!)];
  return (row) => search(row).exec(source(row))?.[wanted(row) ?? 0] ?? '';
};

/** With one group an array of what it caught, with several an array of arrays. */
const extractAll: Build = (args) => {
  const [pattern, groups, of] = args.length === 3 ? args : [args[0], undefined, args[1]];
  const [search, source] = [regex(pattern!, 'g'), text(of!)];
  return (row) => {
    const [regex, given] = [search(row), source(row)];
    const wanted = groups?.evaluate(row);
    let all: unknown[] | null = null;
    regex.lastIndex = 0;
    for (let match = regex.exec(given); match; match = regex.exec(given)) {
      if (match[0] === '') regex.lastIndex++;
      const caught = Array.isArray(wanted)
        ? wanted.map((each: number) => match?.[each] ?? '')
        : match.slice(1);
      (all ??= []).push(caught.length > 1 ? caught : (caught[0] ?? match[0]));
    }
    return all;
  };
};

const replaceRegex: Build = ([of, pattern, rewrite]) => {
  const [source, search, by] = [text(of!), regex(pattern!, 'g'), text(rewrite!)];
  const known = rewrite!.constant ? rewriteOf(by([])) : undefined;
  return (row) => source(row).replace(search(row), known ?? rewriteOf(by(row)));
};

function trim(ends: { readonly start: boolean; readonly end: boolean }): Build {
  return ([pattern, of]) => {
    const [cut, source] = [text(pattern!), text(of!)];
    return (row) => {
      let given = source(row);
      if (ends.start) given = given.replace(regexOf(`^(?:${cut(row)})+`), '');
      return ends.end ? given.replace(regexOf(`(?:${cut(row)})+$`), '') : given;
    };
  };
}

const split: Build = ([of, delimiter, index]) => {
  const [source, by] = [text(of!), text(delimiter!)];
  const at = index && number(index);
  return (row) => {
    const parts = source(row).split(by(row));
    const wanted = at?.(row);
    if (wanted === undefined || wanted === null) return parts;
    return wanted < parts.length ? [parts[wanted]] : [];
  };
};

const substring: Build = ([of, start, length]) => {
  const [source, from] = [text(of!), number(start!)];
  const most = length && number(length);
  return (row) => {
    const given = source(row);
    const at = from(row) ?? 0;
    const first = at < 0 ? Math.max(given.length + at, 0) : at;
    return given.slice(first, first + Math.max(most?.(row) ?? given.length, 0));
  };
};

const indexOf: Build = ([of, wanted, start]) => {
  const [source, search] = [text(of!), text(wanted!)];
  const from = start && number(start);
  return (row) => source(row).indexOf(search(row), from?.(row) ?? 0);
};

const strcatArray: Build = ([array, delimiter]) => {
  const by = text(delimiter!);
  return (row) => {
    const value = array!.evaluate(row);
    return Array.isArray(value)
      ? value.map((each) => text({ ...array!, evaluate: () => each })(row)).join(by(row))
      : '';
  };
};

export const strings: Readonly<Record<string, Build>> = {
  extract,
  extract_all: extractAll,
  replace_regex: replaceRegex,
  replace_string: ofTexts((source, wanted, by) =>
    wanted === '' ? source : source.replaceAll(wanted, () => by),
  ),
  trim: trim({ start: true, end: true }),
  trim_start: trim({ start: true, end: false }),
  trim_end: trim({ start: false, end: true }),
  split,
  substring,
  indexof: atMost(3, indexOf),
  strcat: ofTexts((...texts) => texts.join('')),
  strcat_array: strcatArray,
  strcat_delim: ofTexts((delimiter, ...texts) => texts.join(delimiter)),
  strlen: ofTexts((given) => Array.from(given).length),
  strcmp: ofTexts((left, right) => (left < right ? -1 : left > right ? 1 : 0)),
  tolower: ofTexts((given) => given.toLowerCase()),
  toupper: ofTexts((given) => given.toUpperCase()),
  reverse: ofTexts((given) => Array.from(given).toReversed().join('')),
  countof: atMost(
    2,
    ofTexts((given, wanted) => (wanted === '' ? 0 : given.split(wanted).length - 1)),
  ),
};
