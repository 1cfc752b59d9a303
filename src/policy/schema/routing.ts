import * as z from 'zod';
import { dayIn } from '../../core/day.ts';
import { login, text } from './values.ts';

const hours = text((value) =>
  /^[1-9]\d{0,2}h$/.test(value)
    ? null
    : { message: `\`${value.slice(0, 40)}\` is not a number of hours`, hint: 'write working hours, such as `8h`' },
);

const readTime = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const timeOfDay = text((value) =>
  readTime.test(value)
    ? null
    : { message: `\`${value.slice(0, 40)}\` is not a time of day`, hint: 'write it as `09:00`' },
);

const date = text((value) =>
  dayIn(value) !== null
    ? null
    : { message: `\`${value.slice(0, 40)}\` is not a date`, hint: 'write it as `2026-12-31`' },
);

const timeZone = text((value) =>
  isTimeZone(value)
    ? null
    : { message: `\`${value.slice(0, 60)}\` is not a time zone`, hint: 'write one such as `Europe/Berlin` or `UTC`' },
);

const alias = text((value) =>
  /^[a-z0-9][a-z0-9-]{0,39}$/.test(value)
    ? null
    : { message: `\`${value.slice(0, 60)}\` is not an alias`, hint: 'write the one that the operator configured' },
);

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const WorkingHours = z
  .strictObject({
    time_zone: timeZone.optional().meta({
      description: 'The time zone of these hours, by its name in the database of time zones.',
      examples: ['Europe/Berlin'],
      default: 'UTC',
    }),
    days: z
      .array(z.enum(weekdays))
      .min(1)
      .optional()
      .meta({
        description: 'The days on which people work.',
        examples: [['mon', 'tue', 'wed', 'thu']],
        default: weekdays.slice(0, 5),
      }),
    from: timeOfDay.optional().meta({ description: 'When they begin.', examples: ['08:30'], default: '09:00' }),
    to: timeOfDay.optional().meta({ description: 'When they end.', examples: ['16:30'], default: '17:00' }),
  })
  .superRefine(({ from = '09:00', to = '17:00' }, context) => {
    const readable = [from, to].every((time) => readTime.test(time));
    if (!readable || from < to) return;
    const params = { hint: 'write hours of one day, from the earlier to the later' };
    context.addIssue({ code: 'custom', message: '`to` is not after `from`', params });
  });

/** Whom Countersign asks for a missing sign-off, and when it asks again. */
export const Routing = z.strictObject({
  mode: z
    .enum(['ask', 'suggest', 'off'])
    .optional()
    .meta({
      description:
        '`ask` requests a review from one named person for each missing sign-off; `suggest` only names them in the check.',
      examples: ['suggest'],
      default: 'ask',
    }),
  max_open: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .meta({
      description: 'Nobody is asked who already has this many open requests of ours.',
      examples: [5],
      default: 8,
    }),
  away: z
    .array(
      z.strictObject({
        user: login.meta({ description: 'Who is away.', examples: ['ada'] }),
        until: date.meta({ description: 'The day on which they are back.', examples: ['2026-12-31'] }),
      }),
    )
    .optional()
    .meta({
      description: 'People who are not asked before that day.',
      examples: [[{ user: 'ada', until: '2026-12-31' }]],
    }),
  nudge_after: hours
    .optional()
    .meta({ description: 'After so many working hours, whoever was asked is reminded, once.', examples: ['8h'] }),
  escalate_after: hours.optional().meta({
    description:
      'After so many working hours, another person of the same level is asked as well; after as many again, one of the next level.',
    examples: ['16h'],
  }),
  working_hours: WorkingHours.optional().meta({ description: 'The hours that count as working hours.' }),
  chat: alias.optional().meta({
    description: 'Reminders go to this chat, which the operator configured under this alias, instead of a comment.',
    examples: ['reviews'],
  }),
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
