import { isAbsent } from '../../value.ts';
import { define, integer, textArgument } from './arguments.ts';
import {
  addSeconds,
  durationSeconds,
  formatDateTime,
  fromEpoch,
  parseDateTime,
  toEpoch,
} from './date-time.ts';

const DAY = 86_400;

function dateTimeAdd(date: unknown, duration: unknown, format: unknown): string {
  const start = parseDateTime(textArgument(date, 'dateTimeAdd'), 'dateTimeAdd');
  const end = addSeconds(start, durationSeconds(textArgument(duration, 'dateTimeAdd'), 'dateTimeAdd'));
  return formatDateTime(end, isAbsent(format) ? undefined : textArgument(format, 'dateTimeAdd'));
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-date */
export const dates = {
  addDays: define(2, 2, (date, days) =>
    formatDateTime(
      addSeconds(parseDateTime(textArgument(date, 'addDays'), 'addDays'), integer(days, 'addDays') * DAY),
    ),
  ),
  dateTimeAdd: define(2, 3, dateTimeAdd),
  dateTimeFromEpoch: define(1, 1, (seconds) =>
    formatDateTime(fromEpoch(integer(seconds, 'dateTimeFromEpoch'))),
  ),
  dateTimeToEpoch: define(1, 1, (date) =>
    toEpoch(parseDateTime(textArgument(date, 'dateTimeToEpoch'), 'dateTimeToEpoch')),
  ),
};
