import { createHash } from 'node:crypto';

/**
 * Name of a policy of the tenant: a GUID that follows from the id of the assignment, and the reference within its
 * initiative (or the name of the single definition). It stays the same for as long as Azure's ids do.
 */
export function assignedName(assignmentId: string, definitionId: string, referenceId?: string): string {
  const policy = referenceId || (definitionId.split('/').at(-1) ?? '');
  return `${guidOf(assignmentId)}/${policy}`.toLowerCase();
}

/** A name-based GUID. https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8 */
function guidOf(text: string): string {
  const hex = createHash('sha256').update(text.toLowerCase()).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return parts.join('-');
}
