import type { Finding, Module } from './module.ts';

const WORDS = ['What', 'How', 'Where', 'Whom', 'Of', 'Who', 'Whose', 'That'];

/** A comment that begins with one of these has a clause where a noun or a verb belongs: one has to read it twice. */
const CLAUSE = new RegExp(`^(${WORDS.join('|')})\\b`);

/** The folders whose comments are looked at: all code but tests. */
const FOLDERS = /^(src|functions|cli|dev|tools|web|bench|packages\/[^/]+\/src)\//;

/** The words as a report names them. */
export const clauseWords = `${WORDS.slice(0, -1).join(', ')} or ${WORDS.at(-1)}`;

/** Doc comments that begin with a clause. */
export function clauseComments(modules: readonly Module[]): Finding[] {
  return modules
    .filter(({ path }) => FOLDERS.test(path))
    .flatMap(({ path, docs }) =>
      docs.flatMap(({ name, line }) => {
        const [word] = CLAUSE.exec(name) ?? [];
        return word
          ? [{ file: path, line, message: `begins with ${word}: begin with a noun or a verb` }]
          : [];
      }),
    );
}
