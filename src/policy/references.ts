import { tools as knownTools } from '../core/detectors/tools.ts';
import { hintFor } from './did-you-mean.ts';
import type { Role } from './policy-file.ts';
import { defaultLadder } from './schema.ts';
import type { Place, Tree, UnplacedProblem } from './tree.ts';

/** Enough to work on; a file with more is not a policy yet. */
export const mostProblems = 200;

/** The keys that the floor alone may write once there is one. */
export const authorityKeys = [
  'ladder',
  'levels',
  'include_child_teams',
  'provenance.labels',
  'override',
  'carry_over',
  'unknown_contributor',
  'unattributed_agent',
  'load_visible_to',
] as const;

/**
 * What is wrong with a file whose every single value may be right: names that refer to nothing, names used twice, rules
 * that ask for nothing. Works on whatever could be read, so that it reports beside errors of the schema.
 */
export function referenceProblems(tree: Tree, role: Role): readonly UnplacedProblem[] {
  const found: Finding[] = [
    ...authorityFindings(tree, role),
    ...ladderFindings(tree, role),
    ...ruleFindings(tree, role),
    ...ownToolFindings(tree),
    ...serviceFindings(tree, role),
  ];
  return found
    .slice(0, mostProblems)
    .map(({ place, message, hint }) => ({ ...tree.positionOf(place), message, hint: hint() }));
}

/** Hints compare many words: they are made only for what is shown. */
type Finding = { readonly place: Place; readonly message: string; readonly hint: () => string | null };

const no = (): null => null;

const value = (...path: (string | number)[]): Place => ({ path, at: 'value' });
const key = (...path: (string | number)[]): Place => ({ path, at: 'key' });

function authorityFindings({ value: root }: Tree, role: Role): readonly Finding[] {
  if (role.kind !== 'below-floor') return [];
  const written = [
    ...keysAt(root).map((name) => [name]),
    ...keysAt(childOf(root, 'provenance')).map((name) => ['provenance', name]),
  ];
  return written
    .filter((path) => authorityKeys.some((authority) => authority === path.join('.')))
    .map((path) => ({
      place: key(...path),
      message: `\`${path.join('.')}\` is set by the organization alone`,
      hint: () => 'write it into the policy of the `.github` repository',
    }));
}

/** The ladder that level names are checked against; null where it could not be read. */
function ladderFor({ value: root }: Tree, role: Role): readonly string[] | null {
  if (role.kind === 'below-floor' && role.authority === null) return null;
  if (role.kind === 'below-floor' || role.kind === 'branch') return role.authority?.ladder ?? defaultLadder;
  const written = childOf(root, 'ladder');
  if (written === undefined) return defaultLadder;
  const names = itemsAt(written).filter((name) => typeof name === 'string');
  return names.length > 0 ? names : null;
}

function ladderFindings(tree: Tree, role: Role): readonly Finding[] {
  if (role.kind === 'below-floor' || role.kind === 'branch') return [];
  const names = itemsAt(childOf(tree.value, 'ladder'));
  const doubled = names.flatMap((name, index) =>
    typeof name === 'string' && names.indexOf(name) < index
      ? [{ place: value('ladder', index), message: `the level \`${name}\` stands on the ladder twice`, hint: no }]
      : [],
  );
  const unknown = keysAt(childOf(tree.value, 'levels')).flatMap((name) =>
    unknownLevel(tree, role, name, key('levels', name)),
  );
  return [...doubled, ...unknown];
}

function unknownLevel(tree: Tree, role: Role, name: unknown, place: Place): readonly Finding[] {
  const ladder = ladderFor(tree, role);
  if (ladder === null || typeof name !== 'string' || ladder.includes(name)) return [];
  return [{ place, message: `unknown level \`${name.slice(0, 60)}\``, hint: () => hintFor(name, ladder) }];
}

function ruleFindings(tree: Tree, role: Role): readonly Finding[] {
  const rules = itemsAt(childOf(tree.value, 'rules'));
  const firstNamed = new Map<string, number>();
  const tools = toolIds(tree, role);
  return rules.flatMap((rule, index) => {
    const when = childOf(rule, 'when');
    const require = childOf(rule, 'require');
    return [
      ...doubledName(childOf(rule, 'name'), index, firstNamed),
      ...unknownLevel(tree, role, childOf(require, 'level'), value('rules', index, 'require', 'level')),
      ...authorBelow(tree, role, childOf(when, 'author_below'), index),
      ...unknownTools(tools, childOf(when, 'tools'), index),
      ...misplacedRepository(role, when, index),
      ...asksForNothing(require, index),
    ];
  });
}

function doubledName(name: unknown, index: number, firstNamed: Map<string, number>): readonly Finding[] {
  if (typeof name !== 'string') return [];
  const folded = name.trim().toLowerCase();
  const first = firstNamed.get(folded);
  if (first === undefined) {
    firstNamed.set(folded, index);
    return [];
  }
  const hint = () => `rule ${first + 1} has this name already`;
  return [{ place: value('rules', index, 'name'), message: `two rules are named \`${name.slice(0, 80)}\``, hint }];
}

const leaveOutAuthorBelow = 'to apply the rule to everybody leave `author_below` out';

function authorBelow(tree: Tree, role: Role, level: unknown, index: number): readonly Finding[] {
  const place = value('rules', index, 'when', 'author_below');
  const lowest = ladderFor(tree, role)?.[0];
  if (typeof level === 'string' && level === lowest) {
    return [{ place, message: `nobody is below \`${level}\`, the lowest level`, hint: () => leaveOutAuthorBelow }];
  }
  return unknownLevel(tree, role, level, place);
}

function unknownTools(known: ReadonlySet<string> | null, names: unknown, index: number): readonly Finding[] {
  if (known === null) return [];
  return itemsAt(names).flatMap((name, position) =>
    typeof name === 'string' && !known.has(name.toLowerCase())
      ? [
          {
            place: value('rules', index, 'when', 'tools', position),
            message: `unknown tool \`${name.slice(0, 60)}\``,
            hint: () => hintFor(name, [...known].sort()),
          },
        ]
      : [],
  );
}

/** The ids that a condition on tools may name; null where those of the floor could not be read. */
function toolIds({ value: root }: Tree, role: Role): ReadonlySet<string> | null {
  const inherited = 'authority' in role ? (role.authority?.tools ?? null) : [];
  if (inherited === null) return null;
  const own = itemsAt(childOf(childOf(root, 'provenance'), 'tools')).map((tool) => childOf(tool, 'id'));
  return new Set([...knownTools.map(({ id }) => id), ...inherited, ...own.filter((id) => typeof id === 'string')]);
}

/** The `.github` repository's own pull requests are judged by the floor alone, so a sole file may be a floor. */
function misplacedRepository(role: Role, when: unknown, index: number): readonly Finding[] {
  const mayBeFloor = role.kind === 'floor' || role.kind === 'sole';
  if (mayBeFloor || childOf(when, 'repository') === undefined) return [];
  return [
    {
      place: key('rules', index, 'when', 'repository'),
      message: '`repository` belongs in the policy of the organization',
      hint: () => 'this file is about one repository: leave it out',
    },
  ];
}

function asksForNothing(require: unknown, index: number): readonly Finding[] {
  const keys = keysAt(require);
  if (typeof require !== 'object' || require === null) return [];
  if (keys.some((name) => ['level', 'above_author', 'from', 'owners', 'declaration'].includes(name))) return [];
  const message = keys.includes('count') ? 'the rule does not say who must sign off' : 'the rule asks for nothing';
  return [
    {
      place: value('rules', index, 'require'),
      message,
      hint: () => 'add `level`, `above_author`, `from`, `owners` or `declaration`',
    },
  ];
}

/** A policy that could widen a known tool would make people it, whose traces then count as that tool's own. */
function ownToolFindings({ value: root }: Tree): readonly Finding[] {
  return itemsAt(childOf(childOf(root, 'provenance'), 'tools')).flatMap((tool, index) => {
    const id = childOf(tool, 'id');
    if (!knownTools.some((known) => known.id === id)) return [];
    return [
      {
        place: value('provenance', 'tools', index, 'id'),
        message: `the tool \`${String(id)}\` is known already`,
        hint: () => 'give your own tool an id of its own',
      },
    ];
  });
}

function serviceFindings({ value: root }: Tree, role: Role): readonly Finding[] {
  const services = childOf(childOf(root, 'risk'), 'services');
  const inherited = 'authority' in role ? (role.authority?.services ?? null) : [];
  if (inherited === null) return [];
  const names = new Set([...keysAt(services), ...inherited]);
  return keysAt(services).flatMap((service) =>
    itemsAt(childOf(childOf(services, service), 'used_by')).flatMap((user, position) =>
      typeof user === 'string' && !names.has(user)
        ? [
            {
              place: value('risk', 'services', service, 'used_by', position),
              message: `unknown service \`${user.slice(0, 60)}\``,
              hint: () => hintFor(user, [...names]),
            },
          ]
        : [],
    ),
  );
}

function childOf(parent: unknown, name: string): unknown {
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, name)) return undefined;
  return Reflect.get(parent, name);
}

const itemsAt = (list: unknown): readonly unknown[] => (Array.isArray(list) ? list : []);

const keysAt = (mapping: unknown): readonly string[] =>
  typeof mapping === 'object' && mapping !== null && !Array.isArray(mapping) ? Object.keys(mapping) : [];
