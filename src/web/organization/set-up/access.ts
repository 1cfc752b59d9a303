import type { AccountFacts, AccountSetUp } from '../../../doctor/facts.ts';
import { lackingEvents, lackingPermissions } from '../../../doctor/permissions.ts';
import { fold, pill, table } from '../../components.ts';
import { type Html, html } from '../../html.ts';

/** Which of the permissions and events that the App asks for it was granted. */
export function grants(account: AccountFacts, wanted: AccountSetUp['wanted']): Html {
  const lacking = new Set(lackingPermissions(wanted.permissions, account.permissions).map(({ name }) => name));
  const deaf = new Set(lackingEvents(wanted.events, account.events));
  const rows = [
    ...Object.entries(wanted.permissions).map(([name, level]) => ({
      name: `${name}: ${level}`,
      has: !lacking.has(name),
    })),
    ...wanted.events.map((name) => ({ name: `event ${name}`, has: !deaf.has(name) })),
  ];
  const granted = rows.filter(({ has }) => has).length;
  const summaryText = `${granted} of ${rows.length} permissions and events are granted`;
  return fold(
    'grants',
    summaryText,
    table(
      'Permissions and events that the App asks for',
      [
        { name: 'Asked for', cell: (row) => html`<code>${row.name}</code>` },
        {
          name: 'Granted',
          cell: ({ has }: (typeof rows)[number]) => (has ? pill('ok', 'granted') : pill('stop', 'missing')),
        },
      ],
      rows,
    ),
  );
}
