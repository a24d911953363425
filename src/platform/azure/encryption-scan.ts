import type { Resource } from '../../model/index.ts';

/**
 * The work on the pages of a SQL database after its setting for transparent data encryption has changed, in the words of Azure. Undefined:
 * there is none to wait for, or this is no such setting.
 * https://learn.microsoft.com/javascript/api/@azure/arm-sql/transparentdataencryptionscanstate
 */
export interface EncryptionScan {
  readonly kind: 'running' | 'stopped';
  readonly scanState: string;
}

const type = 'microsoft.sql/servers/databases/transparentdataencryption';

const kinds: Readonly<Record<string, EncryptionScan['kind']>> = {
  running: 'running',
  resume: 'running',
  suspend: 'stopped',
  aborted: 'stopped',
};

export function encryptionScan({ type: given, properties }: Resource): EncryptionScan | undefined {
  if (given.toLowerCase() !== type || typeof properties !== 'object' || properties === null) return undefined;
  const scanState = 'scanState' in properties ? properties.scanState : undefined;
  if (typeof scanState !== 'string') return undefined;
  const kind = kinds[scanState.toLowerCase()];
  return kind && { kind, scanState };
}

/** The resource without the state of its scan: sent with a PUT, that is a request of its own (flags in the types of Bicep, 2025-01-01). */
export function withoutScan(resource: Resource): Resource {
  const { type: given, properties } = resource;
  if (given.toLowerCase() !== type || typeof properties !== 'object' || properties === null) return resource;
  const { scanState: _scan, ...rest } = properties as Readonly<Record<string, unknown>>;
  return { ...resource, properties: rest };
}
