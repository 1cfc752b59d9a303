import type { Sandbox } from '../../sandbox/sandbox.ts';
import { type Cast, personOf } from './cast.ts';

type PullRequest = ReturnType<Sandbox['openPullRequest']>;
type Actor = Parameters<Sandbox['openPullRequest']>[0]['as'];

export type Plan = {
  readonly branch: string;
  readonly by: string;
  readonly title: string;
  readonly body?: string;
  readonly files: Readonly<Record<string, string>>;
  readonly message: string;
  /** What the check is told to say at first: part of its title. */
  readonly expected: { readonly conclusion: string; readonly title: string; readonly label: boolean };
};

const none = { conclusion: 'success', title: 'No sign-off required', label: false };
const oneSenior = { conclusion: 'action_required', title: 'Waiting for 1 × senior', label: true };

/** The eight pull requests that tell the story, and what the check says of each at first. */
export const plans: readonly Plan[] = [
  {
    branch: 'polite-greeting',
    by: 'mia',
    title: 'Greet more politely',
    files: { 'src/greeting.ts': "export const greeting = (name: string) => 'Good day, ' + name;\n" },
    message: 'greet more politely',
    expected: none,
  },
  {
    branch: 'cart-rounding',
    by: 'liam',
    title: 'Round the total of the cart',
    body: 'Totals had too many digits.',
    files: {
      'src/cart.ts':
        'export const total = (prices: number[]) => Math.round(prices.reduce((sum, price) => sum + price, 0) * 100) / 100;\n',
    },
    message: 'round the total of the cart\n\nCo-authored-by: Claude <noreply@anthropic.com>',
    expected: oneSenior,
  },
  {
    branch: 'copilot/fix-search',
    by: 'copilot',
    title: 'Ignore case when searching',
    body: 'Searching ignores upper and lower case now.',
    files: {
      'src/search.ts':
        'export const find = (items: string[], what: string) => items.filter((item) => item.toLowerCase().includes(what.toLowerCase()));\n',
    },
    message: 'Ignore case when searching\n\nCo-authored-by: zoe <zoe@users.noreply.github.com>',
    // Nobody but the text says who asked, so one more senior must look.
    expected: { conclusion: 'action_required', title: 'Waiting for 2 × senior', label: true },
  },
  {
    branch: 'codex/add-currency',
    by: 'kim',
    title: 'Show the currency in the cart',
    files: {
      'src/cart.ts':
        "export const total = (prices: number[]) => 'EUR ' + prices.reduce((sum, price) => sum + price, 0);\n",
    },
    message: 'show the currency in the cart',
    expected: oneSenior,
  },
  {
    branch: 'faster-search',
    by: 'ada',
    title: 'Make searching faster',
    files: {
      'src/search.ts':
        'const lower = (text: string) => text.toLowerCase();\nexport const find = (items: string[], what: string) => items.filter((item) => lower(item).includes(lower(what)));\n',
    },
    message: 'make searching faster\n\nCo-authored-by: Claude <noreply@anthropic.com>',
    expected: { ...none, label: true },
  },
  {
    branch: 'bigger-database',
    by: 'bo',
    title: 'Give the orders a bigger database',
    files: { 'infra/database.tf': 'resource "db" "orders" {\n  size = "large"\n}\n' },
    message: 'give the orders a bigger database',
    expected: { ...oneSenior, label: false },
  },
  {
    branch: 'guide-returns',
    by: 'zoe',
    title: 'Explain returns in the guide',
    files: { 'docs/guide.md': '# Guide\n\nHow to buy a thing, and how to send it back.\n' },
    message: 'explain returns in the guide\n\nCo-authored-by: Claude <noreply@anthropic.com>',
    expected: { ...none, label: true },
  },
  {
    branch: 'dependabot/npm/left-pad-1.3.0',
    by: 'dependabot',
    title: 'Bump left-pad from 1.2.0 to 1.3.0',
    files: { 'package.json': '{ "name": "shop", "dependencies": { "left-pad": "1.3.0" } }\n' },
    message: 'Bump left-pad from 1.2.0 to 1.3.0',
    expected: none,
  },
];

/** Opens a planned pull request as its author. */
export function openPlanned(sandbox: Sandbox, cast: Cast, plan: Plan): PullRequest {
  const { branch, title, body = '', files, message } = plan;
  const author = actorOf(cast, plan.by);
  sandbox.pushCommit(cast.shop, { branch, as: author, author, files, message });
  return sandbox.openPullRequest({ repository: cast.shop, as: author, title, body, head: branch });
}

export function actorOf(cast: Cast, name: string): Actor {
  if (name === 'copilot') return cast.copilot;
  if (name === 'dependabot') return cast.dependabot;
  return personOf(cast, name);
}
