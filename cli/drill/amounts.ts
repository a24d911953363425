const units = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** Writes seconds as `4 h 30 min`. A part of a second counts as one: what is over its objective never looks like it. */
export function durationText(seconds: number): string {
  let left = Math.ceil(seconds);
  const parts = units.flatMap(([size, unit]) => {
    const whole = Math.floor(left / size);
    left -= whole * size;
    return whole > 0 ? [`${whole} ${unit}`] : [];
  });
  return parts.join(' ') || '0 s';
}

/** Writes a moment as `2026-10-05 06:00 UTC`, and anything else as it stands. */
export function momentText(iso: string): string {
  const moment = new Date(iso);
  return Number.isNaN(moment.getTime()) ? iso : `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
