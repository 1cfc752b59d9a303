import type { Holders } from '../core/ladder.ts';
import {
  type Condition,
  type Demand,
  type Glob,
  type Policy,
  type RoutingPolicy,
  type Rule,
  riskLevels,
} from '../core/policy.ts';
import { counted } from '../core/text.ts';
import { unreachable } from '../core/unreachable.ts';

/** What a policy says, in sentences for the person who wrote it. */
export function describePolicy(policy: Policy): readonly string[] {
  const { mode, rules, ladder, override, loadVisibleTo } = policy;
  return [
    mode === 'enforce' ? 'It enforces: the check waits until every clause is met.' : 'It observes: nothing is blocked.',
    `The levels are ${ladder.levels.join(' < ')}.`,
    ...ladder.levels.flatMap((level) => describeHolders(policy, level)),
    ...riskLevels.flatMap((level) => describeRisk(policy, level)),
    ...(policy.declaration === 'required' ? ['Every author must declare AI use, or that there was none.'] : []),
    rules.length === 0 ? 'No rule asks for anything.' : `${rules.length === 1 ? 'One rule' : `${rules.length} rules`}:`,
    ...rules.map((rule) => `  ${describeRule(rule)}`),
    ...(override === null ? [] : [`Members of ${listed(override.teams)} may override, with a reason.`]),
    ...describeVisible(loadVisibleTo),
    ...(policy.routing === null ? [] : describeRouting(policy.routing)),
    ...(policy.mergedWithoutGate === 'debt' ? ['What lands without the check is to be signed off afterwards.'] : []),
  ];
}

/** One rule as a sentence. */
export function describeRule({ name, origin, when, require }: Rule): string {
  const from = origin === 'built-in' ? ' (built-in)' : '';
  const condition = when.length === 0 ? 'always' : `when ${when.map(describeCondition).join(', and ')}`;
  return `${name}${from}: ${condition}, ${describeDemand(require)}.`;
}

function describeHolders({ ladder }: Policy, level: string): readonly string[] {
  const holders = mentions(ladder.holders[level] ?? { teams: [], users: [] });
  return holders.length === 0 ? [] : [`${level} is held by ${listed(holders)}.`];
}

function describeVisible(loadVisibleTo: Holders): readonly string[] {
  const viewers = mentions(loadVisibleTo);
  return viewers.length === 0 ? [] : [`${listed(viewers)} may see how much each person signs off.`];
}

function describeRouting({ mode, nudgeAfter, escalateAfter }: RoutingPolicy): readonly string[] {
  const hours = (minutes: number): string => counted(minutes / 60, 'working hour');
  return [
    mode === 'ask'
      ? 'One named person is asked for each missing sign-off.'
      : 'One named person is suggested for each missing sign-off, and nobody is asked.',
    ...(nudgeAfter === null ? [] : [`Whoever was asked is reminded after ${hours(nudgeAfter)}.`]),
    ...(escalateAfter === null ? [] : [`Somebody else is asked as well after ${hours(escalateAfter)}.`]),
  ];
}

const mentions = ({ teams, users }: Holders): readonly string[] => [...teams, ...users].map((name) => `@${name}`);

function describeRisk({ risk }: Policy, level: (typeof riskLevels)[number]): readonly string[] {
  const globs = risk.paths[level] ?? [];
  const reasons = [
    ...(globs.length > 0 ? [`a change of ${globTexts(globs)}`] : []),
    ...(risk.linesOver[level] === undefined ? [] : [`more than ${risk.linesOver[level]} lines`]),
    ...(risk.filesOver[level] === undefined ? [] : [`more than ${risk.filesOver[level]} files`]),
    ...(risk.blastRadius[level] === undefined ? [] : [`${risk.blastRadius[level]} or more services affected`]),
    ...(risk.destructive === level ? ['destroying something'] : []),
    ...(risk.novelty === level && level !== 'low' ? ['a tool used for the first time'] : []),
  ];
  return reasons.length === 0 ? [] : [`Risk ${level}: ${reasons.join('; ')}.`];
}

function describeCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'involvement':
      return `AI involvement is ${condition.atLeast}${condition.atLeast === 'declared' ? '' : ' or surer'}`;
    case 'autonomy':
      return condition.atLeast === 'agent' ? 'an agent acted by itself' : 'AI assisted';
    case 'risk':
      return `the risk is ${condition.atLeast}${condition.atLeast === 'critical' ? '' : ' or higher'}`;
    case 'author-below':
      return `somebody behind the change is below ${condition.level}`;
    case 'paths':
      return `a changed file matches ${globTexts(condition.globs)}`;
    case 'unless-only':
      return `some changed file is not one of ${globTexts(condition.globs)}`;
    case 'lines-over':
      return `more than ${condition.lines} lines are changed`;
    case 'files-over':
      return `more than ${condition.files} files are changed`;
    case 'base':
      return `the base is ${globTexts(condition.globs)}`;
    case 'tools':
      return `${listed(condition.tools, 'or')} took part`;
    case 'first-use-of-tool':
      return 'a tool is used here for the first time';
    case 'repository':
      return `the repository is ${listed(condition.repositories, 'or')}`;
    default:
      return unreachable(condition);
  }
}

function describeDemand({ level, aboveAuthor, count, from, owners, declaration }: Demand): string {
  const asksForPeople = level !== null || aboveAuthor !== null || from.length > 0;
  const steps = aboveAuthor === 1 ? 'one level' : `${aboveAuthor} levels`;
  const who = [
    level === null ? 'of any level' : `of level ${level} or higher`,
    ...(aboveAuthor === null ? [] : [`at least ${steps} above the author`]),
    ...(from.length === 0 ? [] : [`from ${listed(from, 'or')}`]),
  ];
  const people = `${count === 1 ? 'one person' : `${count} people`} ${who.join(', ')} must sign off`;
  const owned = `an owner of every owned path must sign off${asksForPeople ? '' : `, ${who[0]}`}`;
  const demands = [
    ...(asksForPeople ? [people] : []),
    ...(owners ? [owned] : []),
    ...(declaration ? ['the author must declare AI use'] : []),
  ];
  return demands.join(', and ');
}

/** A pattern without a slash reaches the top folder only, which is easy to overlook. */
const globTexts = (globs: readonly Glob[]): string =>
  listed(
    globs.map(({ text }) => (/^[^/]*[*?[][^/]*$/.test(text) && text !== '**' ? `${text} (top folder only)` : text)),
    'or',
  );

function listed(items: readonly string[], word: 'and' | 'or' = 'and'): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${word} ${last}`;
}
