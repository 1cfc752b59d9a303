import { plain } from '../../../core/text.ts';
import { rowBar } from '../../charts.ts';
import { table } from '../../components.ts';
import { type Html, html } from '../../html.ts';
import { count } from '../../scales.ts';
import { toolName } from '../../tool-name.ts';
import type { Report } from '../report.ts';
import { none } from './rows.ts';

/** Which tools were declared on how many pull requests. */
export function toolTable({ tools }: Report): Html {
  if (tools.length === 0) return none('No pull request of this period declares a tool.');
  const most = Math.max(...tools.map(({ pullRequests }) => pullRequests));
  return table(
    'Pull requests by tool',
    [
      { name: 'Tool', cell: ({ tool }) => toolName(tool) },
      { name: 'Pull requests', numeric: true, cell: ({ pullRequests }) => count(pullRequests) },
      { name: 'Share', cell: ({ pullRequests }) => html`<span class="s1">${rowBar(pullRequests, most)}</span>` },
    ],
    tools.slice(0, 8),
  );
}

/** Who signs off how much, for those who may see it. */
export function people({ load }: Report): Html {
  if (load === null) return none('Shown to those whom the policy of the organization names under `load_visible_to`.');
  if (load.length === 0) return none('Nobody signed off in this period.');
  const most = Math.max(...load.map(({ signOffs }) => signOffs));
  const shown = table(
    'Sign-offs by person',
    [
      { name: 'Person', cell: ({ login }) => (login === null ? '(erased)' : plain(login, 60)) },
      { name: 'Signed off', numeric: true, cell: ({ signOffs }) => count(signOffs) },
      { name: 'To read again', numeric: true, cell: ({ toReadAgain }) => count(toReadAgain) },
      { name: 'Debt', numeric: true, cell: ({ debts }) => count(debts) },
      { name: 'Share', cell: ({ signOffs }) => html`<span class="s2">${rowBar(signOffs, most)}</span>` },
    ],
    load.slice(0, 12),
  );
  return html`${shown}<p class="small quiet below">“To read again” waits and had their sign-off on an earlier head; “debt” is what they were asked to sign off afterwards.</p>`;
}
