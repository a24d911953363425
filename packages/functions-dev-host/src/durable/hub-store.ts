/**
 * Orchestrations in a table of the app's storage account: a partition for each, with its status, a row for each turn of its history, and
 * its inbox. A turn is kept in one transaction, so that a kill at any place leaves it done or not begun.
 */
import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import type { HistoryEvent } from './history.ts';
import type { Instance, Message } from './instance.ts';
import { jsonProperty, requireSize } from './row.ts';
import type { Row, Stored } from './row.ts';
import { isAlreadyThere, isChanged, isMissing } from './table-errors.ts';

/** A message with the key under which it waits. */
export interface Entry {
  readonly key: string;
  readonly message: Message;
}

/** An orchestration with what is needed to replace it, and what waits for it. */
export interface Kept {
  readonly instance: Instance;
  readonly etag: string;
  readonly inbox: readonly Entry[];
}

export interface TurnToKeep {
  readonly instance: Instance;
  readonly etag: string | undefined;
  readonly added: readonly HistoryEvent[];
  readonly taken: readonly string[];
  readonly sent: readonly Entry[];
}

export interface HubStore {
  /** Adds a message to an inbox. */
  send(instanceId: string, entry: Entry): Promise<void>;
  /** Undefined: there is nothing of that id. Without a status: only messages wait. */
  read(instanceId: string): Promise<(Omit<Kept, 'instance' | 'etag'> & Partial<Kept>) | undefined>;
  /** The new ETag; `conflict`: another host has gone on with it. */
  keep(turn: TurnToKeep): Promise<{ readonly etag: string } | 'conflict'>;
  /** Every orchestration, without its history. */
  list(): AsyncIterable<Instance>;
  /** Ids of those for which messages wait. */
  withMessages(): AsyncIterable<string>;
  purge(instanceId: string): Promise<boolean>;
}

type Facts = Omit<Instance, 'history'>;
const facts = jsonProperty<Facts>('facts');
const events = jsonProperty<readonly HistoryEvent[]>('events');
const message = jsonProperty<Message>('message');
const statusRow = 'status';

export function createHubStore(table: TableClient): HubStore {
  const rowsOf = (instanceId: string) =>
    table.listEntities<Stored>({ queryOptions: { filter: odata`PartitionKey eq ${partition(instanceId)}` } });
  return {
    async send(instanceId, entry) {
      const row = inboxRow(instanceId, entry);
      requireSize([row], `a message to ${instanceId}`);
      await table.upsertEntity(row, 'Replace');
    },

    async read(instanceId) {
      let status: { readonly facts: Facts; readonly etag: string } | undefined;
      const turns: { readonly key: string; readonly events: readonly HistoryEvent[] }[] = [];
      const inbox: Entry[] = [];
      for await (const row of rowsOf(instanceId)) {
        const key = row.rowKey ?? '';
        if (key === statusRow) status = { facts: facts.join(row), etag: row.etag };
        else if (key.startsWith('inbox|')) inbox.push({ key, message: message.join(row) });
        else turns.push({ key, events: events.join(row) });
      }
      if (!status) return inbox.length > 0 ? { inbox } : undefined;
      // Rows of an execution that is over may still lie there.
      const own = historyPrefix(status.facts.executionId);
      const history = turns.filter(({ key }) => key.startsWith(own)).flatMap((each) => each.events);
      return { instance: { ...status.facts, history }, etag: status.etag, inbox };
    },

    async keep({ instance, etag, added, taken, sent }) {
      const { history, ...rest } = instance;
      const partitionKey = partition(instance.instanceId);
      const status: Row = {
        partitionKey,
        rowKey: statusRow,
        runtimeStatus: rest.status,
        ...facts.split(rest),
      };
      const number = String(history.length).padStart(8, '0');
      const turn: Row = {
        partitionKey,
        rowKey: `${historyPrefix(instance.executionId)}${number}`,
        ...events.split(added),
      };
      const rows = [
        status,
        ...(added.length > 0 ? [turn] : []),
        ...sent.map((entry) => inboxRow(instance.instanceId, entry)),
      ];
      requireSize(rows, `orchestration ${instance.instanceId}`);
      const actions: TransactionAction[] = [
        etag === undefined ? ['create', status] : ['update', status, 'Replace', { etag }],
        ...rows.slice(1).map((row): TransactionAction => ['upsert', row, 'Replace']),
        ...taken.map((rowKey): TransactionAction => ['delete', { partitionKey, rowKey }]),
      ];
      try {
        const written = (await table.submitTransaction(actions)).subResponses[0]?.etag;
        if (!written) throw new Error(`${instance.instanceId} was written without an ETag`);
        return { etag: written };
      } catch (error) {
        if (isChanged(error) || isAlreadyThere(error) || isMissing(error)) return 'conflict';
        throw error;
      }
    },

    async *list() {
      const filter = odata`RowKey eq ${statusRow}`;
      for await (const row of table.listEntities<Stored>({ queryOptions: { filter } }))
        yield { ...facts.join(row), history: [] };
    },

    async *withMessages() {
      const filter = odata`RowKey ge ${'inbox|'} and RowKey lt ${'inbox}'}`;
      const select = ['PartitionKey'];
      const seen = new Set<string>();
      for await (const { partitionKey = '' } of table.listEntities({ queryOptions: { filter, select } })) {
        if (seen.has(partitionKey)) continue;
        seen.add(partitionKey);
        yield Buffer.from(partitionKey.slice(1), 'base64url').toString();
      }
    },

    async purge(instanceId) {
      let found = false;
      for await (const { partitionKey = '', rowKey = '' } of rowsOf(instanceId)) {
        found ||= rowKey === statusRow;
        await table.deleteEntity(partitionKey, rowKey);
      }
      return found;
    },
  };
}

/** Ids may hold what a key may not. */
function partition(instanceId: string): string {
  return `o${Buffer.from(instanceId).toString('base64url')}`;
}

function historyPrefix(executionId: string): string {
  return `history|${executionId}|`;
}

function inboxRow(instanceId: string, { key, message: content }: Entry): Row {
  return { partitionKey: partition(instanceId), rowKey: key, ...message.split(content) };
}
