import { z } from 'zod';
import { isTimeZone } from '../../base/index.ts';
import { text } from '../../records/index.ts';

/** Shapes that numbers of patients, people and their birthdays have. Only the writer can leave out what has no such shape. */
const shapesOfPhi = [
  /\b\d{3}-\d{2}-\d{4}\b/,
  /\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b/,
  /\b(?:19\d{2}|20[01]\d)-\d{2}-\d{2}\b/,
  /\b\d{1,2}[/.]\d{1,2}[/.](?:19\d{2}|20[01]\d)\b/,
  /\b(?:mrn|ssn|dob)\b/i,
];

/** A text about an incident. It is read by few, and still holds no PHI. */
export const words = (most = 1000) =>
  text(most).refine(
    (value) => !shapesOfPhi.some((shape) => shape.test(value)),
    'must hold no PHI (no name, number, address or birthday of a patient), only what happened to which systems',
  );

/** A day of the calendar. */
export const calendarDay = z.iso.date({ error: 'must be a day like 2026-03-01' });

export const timeZone = z.string().refine(isTimeZone, 'must be an IANA time zone like America/Chicago');
