import type { Policy, PolicyProblem, Rule } from '../core/policy.ts';
import type { Layer } from './join.ts';

/** Rules of these files that ask for more people than hold the level: no approval could ever meet them. */
export function nobodyCanMeet(policy: Omit<Policy, 'sources'>, layers: readonly Layer[]): readonly PolicyProblem[] {
  return layers.flatMap((layer) => [...builtInProblems(policy, layer), ...ownProblems(policy, layer)]);
}

function ownProblems(policy: Omit<Policy, 'sources'>, { origin, file }: Layer): readonly PolicyProblem[] {
  const byName = new Map(policy.rules.filter((rule) => rule.origin === origin).map((rule) => [rule.name, rule]));
  return file.content.rules.flatMap(({ name }, index) => {
    const rule = byName.get(name.trim());
    const why = rule === undefined ? null : whyNobody(policy, rule);
    if (why === null) return [];
    const position = file.positionOf({ path: ['rules', index, 'require'], at: 'value' });
    return [{ file: file.file, ...position, message: `nobody can meet the rule \`${name.trim()}\`: ${why}`, hint }];
  });
}

/** The built-in rules stand in no file; what brings them in does. */
function builtInProblems(policy: Omit<Policy, 'sources'>, { file }: Layer): readonly PolicyProblem[] {
  if (file.content.extends !== 'default') return [];
  const broken = policy.rules
    .filter((rule) => rule.origin === 'built-in')
    .find((rule) => whyNobody(policy, rule) !== null);
  if (broken === undefined) return [];
  const position = file.positionOf({ path: ['extends'], at: 'value' });
  const message = `nobody can meet the built-in rule \`${broken.name}\`: ${whyNobody(policy, broken) ?? ''}`;
  return [{ file: file.file, ...position, message, hint }];
}

const hint = 'name the teams and users of your levels under `levels`';

/** How many hold a level is known only where people are named one by one; a team may have anybody in it. */
function whyNobody({ ladder, machineUsers }: Omit<Policy, 'sources'>, { require }: Rule): string | null {
  const asksForPeople =
    require.level !== null || require.aboveAuthor !== null || require.from.length > 0 || require.owners;
  if (!asksForPeople) return null;
  const from = require.level === null ? 0 : ladder.levels.indexOf(require.level);
  const holders = ladder.levels.slice(Math.max(0, from)).flatMap((level) => ladder.holders[level] ?? []);
  if (holders.some(({ teams }) => teams.length > 0)) return null;
  const people = new Set(holders.flatMap(({ users }) => users).filter((login) => !machineUsers.includes(login)));
  const wanted = require.level === null ? 'any level' : `\`${require.level}\` or a higher level`;
  if (people.size === 0) return `no team or user holds ${wanted}`;
  if (people.size >= require.count) return null;
  return `it asks for ${require.count} people and ${people.size} hold${people.size === 1 ? 's' : ''} ${wanted}`;
}
