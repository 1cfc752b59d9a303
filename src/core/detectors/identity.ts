import type { Confidence, Tool } from '../evidence.ts';
import type { GitIdentity } from '../facts.ts';
import { toolOfAccount } from './account.ts';
import { agentsIn, explains } from './agents.ts';
import type { Catalogue, Match } from './catalogue.ts';
import { fold, wordsOf } from './words.ts';

/** Whose identity this is (null: an AI that does not say which), and how far that goes: an address or a number is exact, a bare name may be a person's. */
export type Recognized = { readonly match: Match | null; readonly confidence: Confidence };

/** The tool that signs with this name, address or account; null for people and for everything we do not know. */
export const recognize = (identity: GitIdentity, catalogue: Catalogue): Recognized | null => {
  if (identity.account !== null) return recognizeAnew(identity, catalogue);
  const known = recognitions.get(catalogue) ?? new Map<string, Recognized | null>();
  recognitions.set(catalogue, known);
  const key = `${identity.name}\n${identity.email}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const recognized = recognizeAnew(identity, catalogue);
  // A history has few authors. A flood of invented ones must not fill the memory.
  if (known.size >= mostRemembered) known.clear();
  if (key.length < longestName) known.set(key, recognized);
  return recognized;
};

const mostRemembered = 4000;
const recognitions = new WeakMap<Catalogue, Map<string, Recognized | null>>();

const recognizeAnew = (identity: GitIdentity, catalogue: Catalogue): Recognized | null => {
  const raw = identity.name.slice(0, longestName);
  const name = fold(raw);
  const email = fold(identity.email.slice(0, longestName));
  const exact = byAccount(identity, catalogue) ?? byEmail(email, catalogue);
  if (exact === null) return byName(raw, name, email, catalogue) ?? unnamedAi(name);
  return { match: borrower(raw, exact, catalogue), confidence: 'declared' };
};

const longestName = 320;

const byAccount = ({ account }: GitIdentity, catalogue: Catalogue): Match | null => {
  if (account === null) return null;
  return toolOfAccount(account, catalogue);
};

const byEmail = (email: string, catalogue: Catalogue): Match | null => {
  const [, id, login] = /^(?:(\d{1,12})\+)?([^@]*)@users\.noreply\.github\.com$/.exec(email) ?? [];
  const numbered = id === undefined ? undefined : catalogue.accounts.get(Number(id));
  // Apps are told by number, as they get renamed. Anybody can own a plain login, so only `…[bot]` stands for itself.
  const app = login?.endsWith('[bot]') ? catalogue.logins.get(login) : undefined;
  const exact = numbered ?? app ?? catalogue.emails.get(email);
  return exact ?? catalogue.emailPatterns.find((pattern) => pattern.matches(email))?.match ?? null;
};

// Some tools sign with another vendor's address and their own name; then the name is right.
const borrower = (name: string, owner: Match, catalogue: Catalogue): Match => {
  const [named] = agentsIn(name, catalogue);
  const [other] = named?.matches ?? [];
  if (other === undefined || other.tool === owner.tool) return signer(name, owner, catalogue);
  const ownerHasModels = (owner.tool.models ?? []).length > 0;
  return named?.model && !ownerHasModels ? owner : other;
};

const signer = (name: string, owner: Match, catalogue: Catalogue): Match => {
  const folded = fold(name);
  const named = catalogue.names.get(folded) ?? catalogue.sharedNames.get(folded);
  return named === undefined || named.tool === owner.tool ? owner : named;
};

const byName = (raw: string, name: string, email: string, catalogue: Catalogue): Recognized | null => {
  if (namesakes.has(name)) return null;
  const known = catalogue.names.get(name);
  if (known !== undefined) return { match: known, confidence: 'declared' };
  const shared = catalogue.sharedNames.get(name);
  if (shared !== undefined) return { match: shared, confidence: withoutAddress(shared.tool, name, email, catalogue) };
  const explained = explains(raw, catalogue) ?? (email === '' ? beginsWith(raw, catalogue) : null);
  if (explained !== null) return { match: explained, confidence: 'declared' };
  // `Ada Lovelace (aider)`: how tools mark a person's commits that they made.
  const [, suffix] = /\(([^()]{2,60})\)$/.exec(name) ?? [];
  const marked = suffix === undefined ? null : toolInBrackets(suffix, catalogue);
  return marked === null ? null : { match: { tool: marked.tool, acting: false }, confidence: 'declared' };
};

const toolInBrackets = (suffix: string, catalogue: Catalogue): Match | null =>
  catalogue.names.get(suffix) ?? catalogue.sharedNames.get(suffix) ?? explains(suffix, catalogue);

// A credit without an address that starts with a product's full name: `Roo Code Translate Mode`.
const beginsWith = (name: string, catalogue: Catalogue): Match | null => {
  const [mention] = agentsIn(name, catalogue);
  const [match] = mention?.matches ?? [];
  return mention?.start === 0 && match !== undefined && wordsOf(name.slice(0, mention.end)).length > 1 ? match : null;
};

// Nobody is called that.
const unnamedAi = (name: string): Recognized | null =>
  /^(?:an? )?(?:ai|llm|artificial intelligence) (?:coding )?(?:assistant|agent|pair programmer|model|bot|tool|copilot)$/.test(
    name,
  ) || name === 'coding agent'
    ? { match: null, confidence: 'declared' }
    : null;

// Machines that release or translate, under the name of the product that they serve.
const namesakes: ReadonlySet<string> = new Set([
  'kilocode-bot',
  'codegen-bot',
  'gemini-cli-robot',
  'warp-repo-sync',
  'copilot-bot',
  'cursor-bot',
  'claude-bot',
]);

// A person's credit carries a person's address. A bare name without any is how people write a tool's, and models
// invent addresses for themselves: `cline@anthropic.com`, `noreply@…`.
const withoutAddress = (tool: Tool, name: string, email: string, catalogue: Catalogue): Confidence => {
  if (catalogue.sharedEmails(email, tool)) return 'declared';
  const [local = '', domain = ''] = email.split('@');
  const invented =
    /^(?:no-?reply|bot|agent|assistant|ai)$/.test(local) || (local === name && vendorDomains.has(domain));
  return email === '' || invented ? 'likely' : 'possible';
};

const vendorDomains: ReadonlySet<string> = new Set(
  'anthropic.com openai.com cursor.com google.com github.com users.noreply.github.com cognition.ai'.split(' '),
);
