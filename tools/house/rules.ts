import type { Folder } from '../boundaries/folder.ts';
import { wrongArrows } from './arrows.ts';
import { circles } from './circles.ts';
import { clauseComments, clauseWords } from './doc-comments.ts';
import { pastEntries } from './entries.ts';
import type { Finding, Module } from './module.ts';
import { doubleFiles, doubleTypes } from './names.ts';
import { retiredWords } from './retired-words.ts';
import { LONGEST, tooLong } from './sizes.ts';
import { exceptions, retired } from './words.ts';

type Rule = (modules: readonly Module[], folders: readonly Folder[]) => Finding[];

/** Everything of which there must be none, by the title under which it is reported. */
export const rules: Readonly<Record<string, Rule>> = {
  'circles of files': circles,
  'upward arrows, and others that the table does not give': wrongArrows,
  'imports past an index.ts': pastEntries,
  'names of files that occur twice': doubleFiles,
  'names of exported types that occur twice': doubleTypes,
  'retired words': (modules) => retiredWords(modules, retired, exceptions),
  [`doc comments that begin with ${clauseWords}`]: clauseComments,
  [`files of more than ${LONGEST} lines`]: tooLong,
};
