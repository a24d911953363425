/** The faults of one folder, and how many of them the tests noticed. */
export interface FolderScore {
  readonly folder: string;
  readonly faults: number;
  readonly noticed: number;
}

/** Counts faults that were tried. One that ends in no time is noticed; one that cannot be loaded, or that nobody tries, is no fault. */
export function scoreOf(folder: string, results: readonly { readonly status: string }[]): FolderScore {
  const count = (...statuses: string[]): number =>
    results.filter(({ status }) => statuses.includes(status)).length;
  const noticed = count('Killed', 'Timeout');
  return { folder, noticed, faults: noticed + count('Survived', 'NoCoverage') };
}

/** Lays the scores out as the rows of docs/testing.md. */
export function scoreTable(scores: readonly FolderScore[]): string {
  return scores
    .map(({ folder, faults, noticed }) => {
      const percent = faults === 0 ? '-' : `${Math.floor((100 * noticed) / faults)} %`;
      return `| \`${folder}\` | ${faults} | ${noticed} | ${percent} |`;
    })
    .join('\n');
}
