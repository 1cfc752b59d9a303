import type { Surfaces, Tool } from '../src/core/evidence.ts';

/** `docs/tools.md`, made from the catalogue. A test keeps the two in step. */
export const toolsDocument = (tools: readonly Tool[]): string =>
  [
    '# AI tools that Countersign knows',
    '',
    'Made from `src/core/detectors/tools.ts` by `node scripts/make-tools-doc.ts`; change that file, not this one.',
    '',
    `${tools.length} tools. "Agent" means that the tool acts by itself; where a tool does both, the signs that show an agent at work are listed apart.`,
    'Names marked "weak" are also names of people or plain words: without an address or another sign they weigh little.',
    'A policy can add tools of its own in the same form.',
    '',
    ...tools.toSorted((a, b) => (a.id < b.id ? -1 : 1)).flatMap(sectionOf),
  ].join('\n');

const sectionOf = (tool: Tool): readonly string[] => [
  `## ${tool.name}`,
  '',
  `\`${tool.id}\`, ${tool.autonomy === 'agent' ? 'acts by itself' : 'assists a person'}${tool.reference === undefined ? '' : ` ([reference](${tool.reference}))`}`,
  '',
  ...rowsOf(tool),
  ...(tool.agent === undefined ? [] : surfaceRows(tool.agent).map((row) => row.replace('- ', '- as an agent: '))),
  '',
];

const rowsOf = (tool: Tool): readonly string[] => [
  ...surfaceRows(tool),
  ...row('names', tool.names),
  ...row('names (weak)', tool.sharedNames),
  ...row('addresses with one of its names', tool.sharedEmails),
  ...row('branches (weak)', tool.branchPrefixes),
  ...row('subjects', tool.titles),
  ...row('labels', tool.labels),
  ...row('in sentences', tool.words),
  ...row('models', tool.models),
];

const surfaceRows = (surfaces: Surfaces): readonly string[] => [
  ...row('account ids', surfaces.accounts?.map(String)),
  ...row('logins', surfaces.logins),
  ...row('addresses', surfaces.emails),
  ...row('trailers', surfaces.trailers),
  ...row('footers', surfaces.footers),
  ...row('session links', surfaces.sessions),
  ...row('branches', surfaces.branches),
];

const row = (name: string, values: readonly string[] | undefined): readonly string[] =>
  values === undefined || values.length === 0 ? [] : [`- ${name}: ${values.map((value) => `\`${value}\``).join(', ')}`];
