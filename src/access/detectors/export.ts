import type { Finding } from '../types.ts';
import { finding, sum, type Scene } from './scene.ts';

/** A person exports, or a service for which nobody approved it and which never did. */
export function exported(scene: Scene): Finding[] {
  return scene.active.flatMap((person) => {
    const approved =
      person.info?.approvedOperations?.some((operation) => operation.includes('export')) ?? false;
    if (approved) return [];
    const parts = scene.partsOf(person).filter(isExport);
    if (parts.length === 0) return [];
    const days = new Set(
      person.hours
        .filter(({ at, parts }) => at < scene.from - 24 && parts.some(isExport))
        .map(({ at }) => Math.floor(at / 24)),
    );
    // A service that exports week by week and has no list of what it may do, does its work.
    if (person.kind === 'service' && person.info?.approvedOperations === undefined && days.size >= 3)
      return [];
    const exports = sum(parts, (part) => part.exports);
    const denied = sum(parts, (part) => part.denied);
    const who =
      person.kind === 'human'
        ? 'A person'
        : person.kind === 'unknown'
          ? 'An unknown principal'
          : `A ${person.kind}`;
    return finding(
      'export',
      person,
      parts,
      exports > 0 ? 'critical' : 'medium',
      exports > 0 ? 1 : 0.6,
      { exports, denied, daysWithExportsBefore: days.size },
      exports > 0
        ? `${who} without approval for it started ${exports} exports; there were exports on ${days.size} days before.`
        : `${who} tried to export and was refused.`,
    );
  });
}

function isExport(part: {
  readonly exports: number;
  readonly denied: number;
  readonly operations: readonly string[];
}): boolean {
  return part.exports > 0 || (part.denied > 0 && part.operations.some((operation) => operation === 'export'));
}
