const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Says how a time is shown: how far away; when it is due; or both the moment and how far away. */
export type TimeForm = 'distance' | 'due' | 'moment';

export function timeText(at: string, form: TimeForm, now = Date.now()): string {
  switch (form) {
    case 'due':
      return dueOf(at, now);
    case 'distance':
      return distanceOf(at, now);
    default:
      return `${momentOf(at, now)} (${distanceOf(at, now)})`;
  }
}

/** `due in 3 h 40 min`, `overdue by 2 h`. */
export function dueOf(at: string, now = Date.now()): string {
  const left = Date.parse(at) - now;
  return left >= 0 ? `due in ${lengthOf(left)}` : `overdue by ${lengthOf(-left)}`;
}

/** `in 3 h 40 min`, `20 min ago`, `just now`. */
export function distanceOf(at: string, now = Date.now()): string {
  const away = Date.parse(at) - now;
  if (Math.abs(away) < minute) return 'just now';
  return away > 0 ? `in ${lengthOf(away)}` : `${lengthOf(-away)} ago`;
}

/** The two largest units: nobody plans a night by the seconds. */
function lengthOf(ms: number): string {
  if (ms < minute) return 'less than a minute';
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  const [large, small] = ms < day ? [hour, minute] : [day, hour];
  const [largeName, smallName] = ms < day ? ['h', 'min'] : ['d', 'h'];
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${largeName}${rest > 0 ? ` ${rest} ${smallName}` : ''}`;
}

/** A moment in the reader's own time: `07:26`, and the day where that is another. */
export function momentOf(at: string, now = Date.now()): string {
  const [moment, today] = [new Date(at), new Date(now)];
  return new Intl.DateTimeFormat(undefined, {
    ...(moment.toDateString() !== today.toDateString() && { month: 'short', day: 'numeric' }),
    ...(moment.getFullYear() !== today.getFullYear() && { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
  }).format(moment);
}

/** The same with its day and time zone, and in UTC, as logs have it. */
export function fullTimeOf(at: string): string {
  const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
  return `${local.format(new Date(at))} (${new Date(at).toISOString()})`;
}
