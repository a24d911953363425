/** A word that is retired, and what is said instead. */
export interface Retired {
  readonly word: string;
  /** Found in lower-case words that single spaces part: those of an identifier, a file name or a text. */
  readonly pattern: RegExp;
  readonly instead: string;
  /** Whether it is retired as a name alone, not in texts. */
  readonly isNameOnly?: true;
}

/** One word for each thing. */
export const retired: readonly Retired[] = [
  { word: 'put back', pattern: /\bput(s|ting)? (\w+ ){0,3}back\b/, instead: 'remediate, remediation' },
  { word: 'weigh', pattern: /\bweigh(s|ed|ing)?\b/, instead: 'propose' },
  { word: 'judge', pattern: /\bjudg(es?|ed|ing|e?ments?)\b/, instead: 'evaluate, evaluation' },
  { word: 'anew', pattern: /\banew\b/, instead: 're- as in reevaluate, or again' },
  { word: 'lane', pattern: /\blanes?\b/, instead: 'channel; of parallel work, worker' },
  { word: 'parcel', pattern: /\bparcels?\b/, instead: 'batch' },
  { word: 'sweep', pattern: /\b(sweep(s|ing|er)?|swept)\b/, instead: 'recovery, or full scan' },
  { word: 'relayed', pattern: /\brelay(s|ed|ing)?\b/, instead: 'delegated to Azure' },
  { word: 'organisation', pattern: /\borganisations?\b/, instead: 'organization' },
  { word: 'tell, say', pattern: /^(tell|say)\b/, instead: 'notify, enqueue, describe', isNameOnly: true },
];

/** A place where a retired word is right. */
export interface Exception {
  /** In this file, or under this folder. */
  readonly path: string;
  /** The identifier, the base name of a file or the text, as it stands. */
  readonly found: RegExp;
  readonly because: string;
}

export const exceptions: readonly Exception[] = [
  {
    path: 'src/rules/controls/status-reasons.ts',
    found: /types that no policy here judges/,
    because: 'checks from outside the repository rely on this sentence',
  },
];
