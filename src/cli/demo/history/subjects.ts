/** What people of the demo changed in the last months: a subject, and the file that it touches. */
export const subjects: readonly (readonly [subject: string, path: string])[] = [
  ['show the tax of every line', 'src/cart.ts'],
  ['keep the filter when going back', 'src/search.ts'],
  ['say when an order arrives', 'src/orders.ts'],
  ['retry a payment that timed out', 'payments/charge.ts'],
  ['refund in the currency of the order', 'payments/refund.ts'],
  ['cache the list of countries', 'src/countries.ts'],
  ['drop the old newsletter form', 'src/newsletter.ts'],
  ['tell apart sold out and withdrawn', 'src/stock.ts'],
  ['read prices in one query', 'src/prices.ts'],
  ['make the menu usable by keyboard', 'src/menu.ts'],
  ['explain returns', 'docs/returns.md'],
  ['write down how to deploy', 'docs/deploy.md'],
  ['give the queue more memory', 'infra/queue.tf'],
  ['rotate the logs', 'infra/logs.tf'],
  ['build on every branch', '.github/workflows/build.yml'],
  ['test the checkout end to end', 'test/checkout.ts'],
  ['name the parts of an address', 'src/address.ts'],
  ['log in with a passkey', 'src/session.ts'],
  ['round half up everywhere', 'src/money.ts'],
  ['translate the mails', 'src/mail.ts'],
];

/** How a tool signs a commit, and how often it is used here. */
export const signatures: readonly (readonly [trailer: string, weight: number])[] = [
  ['Co-authored-by: Claude <noreply@anthropic.com>', 10],
  ['Co-authored-by: Cursor <cursoragent@cursor.com>', 6],
  ['Co-authored-by: Copilot <223556219+Copilot@users.noreply.github.com>', 5],
  ['Co-authored-by: Codex <noreply@openai.com>', 3],
  ['Co-authored-by: gemini-code-assist[bot] <176961590+gemini-code-assist[bot]@users.noreply.github.com>', 2],
  ['Co-authored-by: aider (gpt-5) <noreply@aider.chat>', 1],
];

export const reasons = [
  'checkout is down and the fix is two lines; reviewers are on a plane',
  'the certificate expires in an hour',
  'rolling back the release of this morning, orders were lost',
  'the provider changed its address without telling anybody',
  'customers see the prices of others; turning the cache off',
  'legal asked for the text to be gone before midnight',
] as const;
