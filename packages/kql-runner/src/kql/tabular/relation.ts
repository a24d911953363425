import type { Frame, Relation, Row, Sink, Slot, TableUse } from '../model.ts';

/** A new slot of the rows of a pipeline. */
export function addSlot(frame: Frame, name: string, type: string): Slot {
  return { name, type, slot: frame.width++ };
}

export function emptyRow(frame: Frame): Row {
  return Array.from({ length: frame.width }, () => null);
}

/** Rows that are kept, as the start of a pipeline with a frame of its own. */
export function kept(
  columns: readonly { readonly name: string; readonly type: string }[],
  rows: (sink: (values: readonly unknown[]) => void) => void,
  open: readonly TableUse[] = [],
): Relation {
  const frame = { width: 0 };
  const slots = columns.map(({ name, type }) => addSlot(frame, name, type));
  const plan = (sink: Sink): void => {
    const row = emptyRow(frame);
    rows((values) => {
      for (let i = 0; i < slots.length; i++) row[i] = values[i];
      sink(row);
    });
  };
  return { columns: slots, frame, plan, open };
}

/** Copies what the columns hold. */
export function copier(columns: readonly Slot[]): (row: Row) => unknown[] {
  const slots = columns.map(({ slot }) => slot);
  return (row) => slots.map((slot) => row[slot]);
}
