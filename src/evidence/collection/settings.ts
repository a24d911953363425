import { z } from 'zod';
import { settingDescriptions } from '../../base/index.ts';

const group = 'Evidence';

const clientId = () => z.guid('must be the client id of a managed identity, a GUID').optional();

const example = '00000000-0000-0000-0000-000000000000';

export const evidenceSettings = {
  EVIDENCE__blobServiceUri: z
    .string()
    .refine((text) => URL.canParse(text) && /^https?:/.test(text), 'must be an http or https address')
    .optional()
    .register(settingDescriptions, {
      group,
      meaning:
        'Blobs of the account that keeps the ledger and the evidence. It is best an account of its own, with versioning and version-level immutability. See [evidence.md](evidence.md).',
      otherwise: 'none, there is no ledger and no evidence is collected',
      example: 'https://ACCOUNT.blob.core.windows.net',
    }),
  EVIDENCE_COLLECTOR_CLIENT_ID: clientId().register(settingDescriptions, {
    group,
    meaning:
      'Client id of the user-assigned identity that collects and writes the ledger, with the role of `infra/evidence-collector-role.json`. It can neither delete evidence nor shorten its retention.',
    otherwise: 'the identity under which the app reads',
    example,
  }),
  EVIDENCE_SIGNER_CLIENT_ID: clientId().register(settingDescriptions, {
    group,
    meaning:
      'Client id of the user-assigned identity that signs packages and locks them, with the role of `infra/evidence-signer-role.json`.',
    otherwise: 'the identity that collects',
    example,
  }),
  EVIDENCE_SIGNING_KEY: z
    .string()
    .regex(
      /^https:\/\/[^/\s]+\/keys\/[A-Za-z0-9-]{1,127}$/,
      'must be the address of a key like https://VAULT.vault.azure.net/keys/NAME',
    )
    .optional()
    .register(settingDescriptions, {
      group,
      meaning:
        'The key that signs packages: EC on P-256, in a Key Vault. Its versions are rotated there; old ones still verify.',
      otherwise: 'no package is made, unless `EVIDENCE_KEY_FILE` is given',
      example: 'https://VAULT.vault.azure.net/keys/evidence',
    }),
  EVIDENCE_KEY_FILE: z.string().min(1).optional().register(settingDescriptions, {
    group,
    meaning: 'For a local run: a file with a private key on P-256 (PKCS #8, PEM) that signs instead.',
    otherwise: 'none',
    example: 'evidence-key.pem',
  }),
  TIME_STAMP_SERVICE: z
    .string()
    .regex(/^https?:\/\/\S{1,500}$/, 'must be an http or https address')
    .optional()
    .register(settingDescriptions, {
      group,
      meaning:
        'Address of a time stamping authority (RFC 3161). It stamps the end of the ledger each hour. It gets a hash and nothing else; its answer is signed, so that http serves too.',
      otherwise: 'none',
      example: 'https://TSA.example.com',
    }),
  LEDGER_HEAD_CHANNEL: z.string().min(1).optional().register(settingDescriptions, {
    group,
    meaning:
      'Name of a channel of `ALERT_CHANNELS` that gets the end of the ledger once a day. It should lead out of the subscription: without it or a time stamp, whoever rules the subscription could write the past again.',
    otherwise: 'none',
    example: 'archive-mail',
  }),
};

export interface EvidenceOptions {
  readonly blobServiceUri: string;
  readonly collectorClientId?: string;
  readonly signerClientId?: string;
  readonly signingKey?: string;
  readonly keyFile?: string;
  readonly timeStampService?: string;
  readonly headChannel?: string;
}

type Values = { readonly [Name in keyof typeof evidenceSettings]?: string | undefined };

/** Undefined: there is no evidence. @returns a text where the settings do not fit together */
export function evidenceOfSettings(
  values: Values,
  channels: readonly string[],
): EvidenceOptions | string | undefined {
  const { EVIDENCE__blobServiceUri: blobServiceUri, ...others } = values;
  const given = Object.entries(others).filter(([, value]) => value !== undefined);
  if (blobServiceUri === undefined) {
    const first = given.find(([name]) => name in evidenceSettings);
    return first ? `${first[0]} needs EVIDENCE__blobServiceUri` : undefined;
  }
  const {
    EVIDENCE_COLLECTOR_CLIENT_ID: collectorClientId,
    EVIDENCE_SIGNER_CLIENT_ID: signerClientId,
    EVIDENCE_SIGNING_KEY: signingKey,
    EVIDENCE_KEY_FILE: keyFile,
    TIME_STAMP_SERVICE: timeStampService,
    LEDGER_HEAD_CHANNEL: headChannel,
  } = values;
  if (signingKey !== undefined && keyFile !== undefined)
    return 'EVIDENCE_SIGNING_KEY and EVIDENCE_KEY_FILE must not be given together';
  if (headChannel !== undefined && !channels.includes(headChannel))
    return `LEDGER_HEAD_CHANNEL must be a channel of ALERT_CHANNELS, which ${headChannel} is not`;
  return {
    blobServiceUri,
    ...(collectorClientId !== undefined && { collectorClientId }),
    ...(signerClientId !== undefined && { signerClientId }),
    ...(signingKey !== undefined && { signingKey }),
    ...(keyFile !== undefined && { keyFile }),
    ...(timeStampService !== undefined && { timeStampService }),
    ...(headChannel !== undefined && { headChannel }),
  };
}
