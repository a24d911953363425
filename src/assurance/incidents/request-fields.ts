import { z } from 'zod';
import { isTimeZone } from '../../base/index.ts';

/** A day of the calendar. */
export const calendarDay = z.iso.date({ error: 'must be a day like 2026-03-01' });

export const timeZone = z.string().refine(isTimeZone, 'must be an IANA time zone like America/Chicago');
