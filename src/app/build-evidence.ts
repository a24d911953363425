import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TokenCredential } from '@azure/core-auth';
import { systemClock } from '../base/index.ts';
import type { Collection, CollectionPart, CollectionPorts } from '../evidence/collection/index.ts';
import { catalogueVersionOf } from '../evidence/collectors/index.ts';
import type { CustodyPorts } from '../evidence/custody/index.ts';
import type { LedgerRunPorts } from '../evidence/ledger/index.ts';
import { sha256 } from '../evidence/model/index.ts';
import type { Signer } from '../evidence/model/index.ts';
import { createPopulationReader } from '../evidence/populations/index.ts';
import type { PopulationPorts } from '../evidence/populations/index.ts';
import type { KeptSnapshot, SnapshotPorts } from '../evidence/snapshot/index.ts';
import { localSigner } from '../evidence/package/index.ts';
import type { HeldPorts, HoldPorts, LegalHold, Production, Release } from '../evidence/retention/index.ts';
import type { Records } from '../model/index.ts';
import { withoutMail } from '../model/index.ts';
import { createAzure, createCallRecorder } from '../platform/azure-clients/index.ts';
import type { Quotas } from '../platform/azure-clients/index.ts';
import type { RecordBook } from '../records/index.ts';
import { createBlobs } from '../platform/blobs/index.ts';
import { createTimeStamps, createVaultSigner, dataPlanes } from '../platform/data-plane/index.ts';
import type { Store } from '../platform/store/index.ts';
import { writerCredential } from './credentials.ts';
import type { Settings } from './settings.ts';
import { settingsSchema } from './settings-schema.ts';

/** The parts of the ledger and of evidence. */
export interface Evidence {
  readonly recording: Omit<LedgerRunPorts, 'log'>;
  readonly holding: Omit<HeldPorts, 'log'> & HoldPorts;
  readonly custody: CustodyPorts & { readonly records: RecordBook };
  readonly releases: Records<Release>;
  readonly productions: Records<Production>;
  readonly collections: CollectionPorts['collections'];
  /** Absent: no key is named that signs, so that nothing is collected. */
  readonly collecting?: Omit<CollectionPorts, 'log'>;
  /** Absent: as `collecting`. */
  readonly snapshots?: Omit<SnapshotPorts, 'log'>;
  readonly populations: PopulationPorts;
  /** Makes the containers that are absent. */
  create(): Promise<void>;
}

interface EvidenceOptions {
  readonly settings: Settings;
  readonly store: Store;
  readonly credential: TokenCredential;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly now: () => Date;
  readonly quotas: Quotas;
  /** The ports by which collectors read, but for those of Azure. */
  readonly reading: Omit<CollectorReading, 'reader' | 'graph'>;
  /** Absent: no log is read. */
  readonly logHours?: LedgerRunPorts['logHours'];
  /** The people of the HR feed; absent: none is named. */
  readonly people?: PopulationPorts['people'];
  /** Keys a hash, so that nobody can try names. */
  readonly keyed?: PopulationPorts['keyed'];
  readonly credentialOf?: (clientId: string) => TokenCredential;
}

type CollectorReading = Pick<
  CollectionPorts,
  | 'catalogue'
  | 'policies'
  | 'store'
  | 'subscriptions'
  | 'records'
  | 'drills'
  | 'tabletops'
  | 'cloud'
  | 'ownership'
  | 'reader'
  | 'graph'
  | 'logs'
  | 'accessReview'
>;

/** Undefined: no storage for evidence is named. */
export function buildEvidence(options: EvidenceOptions): Evidence | undefined {
  const { settings, store, credential, version, reading, credentialOf = writerCredential } = options;
  const { evidence: named } = settings;
  if (!named) return undefined;
  const { blobServiceUri, collectorClientId, timeStampService, headChannel } = named;
  const asCollector = collectorClientId === undefined ? credential : credentialOf(collectorClientId);
  const asSigner = named.signerClientId === undefined ? asCollector : credentialOf(named.signerClientId);
  const blobs = (container: string, as: TokenCredential) =>
    createBlobs({ blobServiceUri, container, credential: as });
  const ledger = blobs('ledger', asCollector);
  const evidence = blobs('evidence', asCollector);
  const ledgerSettings = {
    appVersion: version,
    catalogueVersion: catalogueVersionOf(reading.catalogue),
    values: shownSettings(options.environment),
  };
  const [holds, releases, productions] = [
    store.records<LegalHold>('LegalHolds'),
    store.records<Release>('Releases'),
    store.records<Production>('Productions'),
  ];
  const collections = store.collections<Collection>();
  const signer = signerOf(options, asSigner);
  const packages = blobs('evidence', asSigner);
  const locking = blobs('ledger', asSigner);
  return {
    recording: {
      ledger,
      rows: store.keptRows,
      ledgerTexts: store.ledgerTexts,
      ledgerSettings,
      ...(options.logHours && { logHours: options.logHours }),
      newSalt: () => randomBytes(32).toString('hex'),
      records: reading.records,
      clock: systemClock,
      locking,
      evidence,
      ...(timeStampService !== undefined && {
        stamper: createTimeStamps({ service: timeStampService, timeout: 20_000 }),
      }),
      ...(headChannel !== undefined && { headChannel }),
    },
    // Locks and holds are the signer's.
    holding: { holds, collections, clock: systemClock, evidence: packages, ledger: locking },
    custody: { documents: reading.records.documents, packages, clock: systemClock, records: reading.records },
    releases,
    productions,
    collections,
    populations: {
      read: createPopulationReader(ledger),
      reader: azureOf(options, asCollector).reader,
      subscriptions: reading.subscriptions,
      clock: systemClock,
      ...(options.people && { people: options.people }),
      ...(options.keyed && { keyed: options.keyed }),
    },
    ...(signer && {
      snapshots: {
        ledger,
        packages,
        snapshots: store.keptSnapshots<KeptSnapshot>(),
        signer,
        clock: systemClock,
        appVersion: ledgerSettings.appVersion,
        catalogueVersion: ledgerSettings.catalogueVersion,
      },
      collecting: {
        ...reading,
        ...azureOf(options, asCollector),
        rows: store.keptRows,
        settings: ledgerSettings,
        clock: systemClock,
        collections,
        partsOf: (id) => store.collectionParts<CollectionPart>(id),
        evidence,
        ledger,
        packages,
        releases,
        productions,
        signer,
        identity: collectorClientId ?? settings.clientId ?? 'the identity of the app',
      },
    }),
    create: async () => {
      await Promise.all([ledger.create(), evidence.create()]);
    },
  };
}

/** The collector reads Azure under its own identity, and records each call. */
function azureOf({ settings, reading, now, quotas }: EvidenceOptions, credential: TokenCredential) {
  const recorder = createCallRecorder();
  const azure = createAzure({
    endpoint: settings.resourceManager,
    scope: settings.scope,
    credential,
    types: reading.catalogue.types,
    now,
    quotas,
    identity: settings.evidence?.collectorClientId === undefined ? 'reader' : 'collector',
    heard: recorder.heard,
  });
  return {
    reader: azure.scanReader,
    graph: azure.graph,
    recorded: <T>(work: () => Promise<T>) => recorder.record(work),
  };
}

function signerOf({ settings, now }: EvidenceOptions, credential: TokenCredential): Signer | undefined {
  const { signingKey, keyFile } = settings.evidence ?? {};
  if (keyFile !== undefined) return localSigner(readFileSync(keyFile, 'utf8'));
  if (signingKey === undefined) return undefined;
  return createVaultSigner({ ...dataPlanes[settings.cloud], key: signingKey, credential, now });
}

/** The settings that the app knows, as they may stand in the ledger for years: no secret, and no address of a person. */
function shownSettings(environment: EvidenceOptions['environment']): Readonly<Record<string, string>> {
  const secrets = new Set(['PATIENT_HASH_KEY']);
  return Object.fromEntries(
    Object.keys(settingsSchema.shape)
      .toSorted()
      .flatMap((name) => {
        const value = environment[name]?.trim();
        if (!value) return [];
        return [[name, secrets.has(name) ? `sha256 ${sha256(value)}` : withoutMail(value)]];
      }),
  );
}
