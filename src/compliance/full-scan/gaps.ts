import type { ScanGap } from '../../store/types.ts';

/** Gathers where a scan could not look: of one kind and subject, one with their count. */
export class Gaps {
  readonly #gaps = new Map<string, ScanGap>();

  /** `count`: of resources; default 1. */
  add(kind: ScanGap['kind'], subject: string, count = 1, reason?: string): void {
    const key = `${kind}|${subject.toLowerCase()}`;
    const before = this.#gaps.get(key);
    const why = before?.reason ?? reason;
    this.#gaps.set(key, {
      kind,
      subject: before?.subject ?? subject,
      count: (before?.count ?? 0) + count,
      ...(why !== undefined && { reason: why }),
    });
  }

  addAll(gaps: readonly ScanGap[]): void {
    for (const { kind, subject, count, reason } of gaps) this.add(kind, subject, count, reason);
  }

  all(): readonly ScanGap[] {
    return [...this.#gaps.values()].toSorted(
      (one, other) => one.kind.localeCompare(other.kind) || one.subject.localeCompare(other.subject),
    );
  }
}
