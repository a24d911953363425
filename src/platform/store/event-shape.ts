import { counted } from '../../base/index.ts';
import { isBoundedId, isEventType, isOperationName, personalDataIn } from '../../model/index.ts';

/** Bounds of what is kept: enough to see why an event was rejected. */
const deepest = 8;

const mostMembers = 40;

const mostItems = 3;

/** Values of an event that are described one by one. */
const mostValues = 250;

/**
 * Returns the shape of what came: the names of members, the kinds and lengths of values; of values only ids, types and times. Anybody
 * may have written the rest, and names of people have no form by which they could be taken out.
 */
export function eventShape(event: unknown): unknown {
  return shapeOf(event, '', { depth: 0, left: { values: mostValues } });
}

interface Within {
  readonly depth: number;
  readonly left: { values: number };
}

function shapeOf(value: unknown, name: string, within: Within): unknown {
  within.left.values -= 1;
  if (typeof value === 'string') return textOf(value, name);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  const isFull = within.depth >= deepest || within.left.values <= 0;
  const inside = { ...within, depth: within.depth + 1 };
  if (Array.isArray(value)) {
    if (isFull) return `array of ${counted(value.length, 'item')}`;
    const shown = value.slice(0, mostItems).map((item) => shapeOf(item, name, inside));
    return value.length > mostItems ? [...shown, `${value.length - mostItems} more`] : shown;
  }
  const members = Object.entries(value);
  return isFull ? `object of ${counted(members.length, 'member')}` : membersOf(members, inside);
}

function membersOf(members: readonly (readonly [string, unknown])[], within: Within): unknown {
  const shown = members.filter(([name]) => isOrdinaryName(name)).slice(0, mostMembers);
  const others = members.length - shown.length;
  return Object.fromEntries([
    ...shown.map(([name, value]) => [name, shapeOf(value, name, within)] as const),
    ...(others > 0 ? [['(others)', counted(others, 'member')] as const] : []),
  ]);
}

/** Names of members may come from outside, too: those of Azure are a word of letters, with few digits. */
function isOrdinaryName(name: string): boolean {
  return (
    /^[a-z_$@][\w.$@-]{0,63}$/i.test(name) &&
    name.replace(/\D/g, '').length <= 4 &&
    personalDataIn(name) === undefined
  );
}

function textOf(text: string, name: string): string {
  return isKept(text, name.toLowerCase()) ? text : `text of ${counted(text.length, 'character')}`;
}

const ourKinds: ReadonlySet<string> = new Set(['task', 'scan', 'renewal', 'attribution']);

/** Whether a value is an id, a type or a time. */
function isKept(text: string, name: string): boolean {
  if (isBoundedId(text) || isResourceId(text)) return true;
  if (name === 'eventtype' || name === 'type') return isEventType(text);
  if (name === 'operationname') return isOperationName(text);
  if (name === 'eventtime' || name === 'time')
    return /^20[2-9]\d-\d{2}-\d{2}T[\d:.]{5,20}(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  if (name === 'specversion') return text === '1.0';
  return name === 'kind' && ourKinds.has(text);
}

const longestResourceId = 1_000;

function isResourceId(text: string): boolean {
  return (
    text.length <= longestResourceId &&
    /^\/subscriptions\/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?:\/[\w.()-]{1,90}){0,30}$/i.test(text) &&
    personalDataIn(text) === undefined
  );
}
