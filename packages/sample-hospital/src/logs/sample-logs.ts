import { parseArgs } from 'node:util';
import { habits as known } from './habits.ts';
import type { HabitsName } from './habits.ts';
import { defaultDays, defaultFrom } from './logs.ts';
import { day } from './time.ts';
import { writeLogs } from './write.ts';

/** Rows that a hospital of one times the staff writes in a day, about; from there the staff for a wanted number is chosen. */
const rowsADay = 10_000;

const usage =
  'usage: npm run -s sample-logs -- --seed N --out DIR [--habits a|b|c] [--from YYYY-MM-DD] [--days N, 42 at least] [--strength 1|0.4] [--late 0.03] [--rows N]';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    out: { type: 'string' },
    habits: { type: 'string', default: 'a' },
    from: { type: 'string' },
    days: { type: 'string' },
    strength: { type: 'string', default: '1' },
    late: { type: 'string', default: '0.03' },
    rows: { type: 'string' },
  },
});

function isHabits(name: string): name is HabitsName {
  return Object.hasOwn(known, name);
}

const seed = Number(values.seed);
const from = values.from === undefined ? defaultFrom : Math.floor(Date.parse(values.from) / day) * day;
const days = values.days === undefined ? defaultDays : Number(values.days);
const rows = values.rows === undefined ? 0 : Number(values.rows);
const { out, habits } = values;
const numbers = [seed, from, days, rows, Number(values.strength), Number(values.late)];
if (!out || !isHabits(habits) || numbers.some((each) => !Number.isFinite(each)) || days < 42) {
  console.error(usage);
  process.exitCode = 1;
} else {
  const copies = Math.max(1, Math.round(rows / (rowsADay * days)));
  const options = {
    seed,
    habits,
    from,
    days,
    copies,
    strength: Number(values.strength),
    late: Number(values.late),
  };
  console.log(JSON.stringify(writeLogs(out, options), undefined, 2));
}
