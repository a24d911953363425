/** The faults of one folder, and how many of them the tests noticed. */
export interface FolderScore {
  readonly folder: string;
  readonly faults: number;
  readonly noticed: number;
  /** Noticed, because a test did not end. */
  readonly endless: number;
  /** Not noticed, because no test runs it. */
  readonly unreached: number;
}

/** Counts faults that were tried. One that ends in no time is noticed; one that nobody tries is no fault. */
export function scoreOf(folder: string, results: readonly { readonly status: string }[]): FolderScore {
  const count = (wanted: string): number => results.filter(({ status }) => status === wanted).length;
  const [endless, unreached] = [count('Timeout'), count('NoCoverage')];
  const noticed = count('Killed') + endless;
  return { folder, faults: noticed + count('Survived') + unreached, noticed, endless, unreached };
}

/** Lays the scores out as the rows of docs/testing.md. */
export function scoreTable(scores: readonly FolderScore[]): string {
  return scores
    .map(({ folder, faults, noticed, endless, unreached }) => {
      const percent = faults === 0 ? '-' : `${Math.floor((100 * noticed) / faults)} %`;
      return `| \`${folder}\` | ${faults} | ${noticed} | ${endless} | ${unreached} | ${percent} |`;
    })
    .join('\n');
}
