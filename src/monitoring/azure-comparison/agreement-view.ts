import type { ComparisonFigures, Disagreement, Disagreements } from '../../platform/store/index.ts';

/** The rate at which Azure's states and ours agree, and the places where they differ. */
export interface AgreementView {
  /** Share of the compared states in which both agree, 0 to 1; absent: nothing was compared yet. */
  readonly rate?: number;
  readonly subscriptions: readonly ComparisonFigures[];
  /** Those that stand, oldest first. */
  readonly disagreements: readonly Disagreement[];
}

export async function agreementView(
  subscriptions: readonly string[],
  disagreements: Pick<Disagreements, 'agreement' | 'all'>,
): Promise<AgreementView> {
  const found: ComparisonFigures[] = [];
  const open: Disagreement[] = [];
  for (const subscriptionId of subscriptions) {
    const agreement = await disagreements.agreement(subscriptionId);
    if (agreement) found.push(agreement);
    for await (const each of disagreements.all(subscriptionId))
      if (each.endedAt === undefined) open.push(each);
  }
  const compared = found.reduce((sum, each) => sum + each.compared, 0);
  const agreed = found.reduce((sum, each) => sum + each.agreed, 0);
  return {
    ...(compared > 0 && { rate: agreed / compared }),
    subscriptions: found,
    disagreements: open.toSorted((a, b) => (a.firstSeenAt < b.firstSeenAt ? -1 : 1)),
  };
}
