import { posix } from 'node:path';
import { isNoTest } from './module.ts';
import type { Finding, Module, Named } from './module.ts';
import type { Exception, Retired } from './words.ts';

/** The folders whose texts users read. */
const READ = /^(src|functions|web|cli)\//;

/**
 * Retired words, once for each name in each file: in names of files, in identifiers outside of tests, and in texts that users read.
 */
export function retiredWords(
  modules: readonly Module[],
  words: readonly Retired[],
  exceptions: readonly Exception[],
): Finding[] {
  return modules.flatMap((module) => {
    const { path } = module;
    const excepted = exceptions.filter(
      (exception) => path === exception.path || path.startsWith(`${exception.path}/`),
    );
    const names: Named[] = [
      { name: posix.basename(path), line: 1 },
      ...(isNoTest(module) ? module.identifiers : []),
    ];
    const texts = READ.test(path) ? module.texts : [];
    return [
      ...findingsOf(path, names, words, excepted),
      ...findingsOf(
        path,
        texts,
        words.filter(({ isNameOnly }) => !isNameOnly),
        excepted,
      ),
    ];
  });
}

function findingsOf(
  file: string,
  named: readonly Named[],
  words: readonly Retired[],
  exceptions: readonly Exception[],
): Finding[] {
  return [...Map.groupBy(named, ({ name }) => name)].flatMap(([name, same]) => {
    const [first] = same;
    if (!first || exceptions.some(({ found }) => found.test(name))) return [];
    const text = asWords(name);
    const times = same.length === 1 ? '' : `, ${same.length} times`;
    return words
      .filter(({ pattern }) => pattern.test(text))
      .map(({ word, instead }) => ({
        file,
        line: first.line,
        message: `${excerpt(name)}${times} (${word}: ${instead})`,
      }));
  });
}

/** `isToBePutBack`, `PUT_BACK` and `put-back.ts` as words in lower case with single spaces. */
export function asWords(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/[\s_-]+/g, ' ')
    .toLowerCase();
}

function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
