/** What somebody asks of us in a comment. A command that loosens names the commit it is about. */
export type Command =
  | { readonly kind: 'sign-off'; readonly sha: string }
  | { readonly kind: 'override'; readonly sha: string; readonly reason: string }
  | { readonly kind: 'not-ai'; readonly sha: string; readonly evidence: string; readonly reason: string }
  | { readonly kind: 'recheck' }
  | { readonly kind: 'explain' }
  /** Addressed to us and not understood: another word, or something missing. */
  | { readonly kind: 'unknown'; readonly text: string };

/** Nobody means more than this in one comment. */
const enough = 20;

/**
 * The commands of a comment: lines that begin with `/countersign`, as the first lines of a paragraph. What Markdown or
 * HTML shows as quoted, as code or not at all commands nothing, and neither does a line in the middle of a sentence.
 */
export function parseCommands(body: string): readonly Command[] {
  const lines = body.split(/\r\n?|\n/);
  const marks = lines.filter((line) => fenceLike.test(line)).length;
  const commands: Command[] = [];
  let state: State = { fence: null, hidden: [], leading: true, marks: 0 };
  for (const line of lines) {
    const speaks = isOpen(state, marks) && mayCommand(line);
    if (speaks) commands.push(readCommand(line));
    if (commands.length === enough) break;
    state = after(line, state, speaks);
  }
  return commands;
}

/** Whether a text may hold a command; much cheaper than reading it. */
export const mayCommand = (body: string): boolean => /^\/countersign(?![^\s])/im.test(body);

type State = {
  /** The fence that is open. One that nobody closes runs to the end, as GitHub shows it. */
  readonly fence: { readonly mark: string; readonly length: number } | null;
  /** The HTML elements that are open and show what is in them as something else than the writer's own words. */
  readonly hidden: readonly string[];
  /** The next line begins a paragraph, or goes on with the commands that began one. */
  readonly leading: boolean;
  /** How many lines so far look like the beginning or the end of code. */
  readonly marks: number;
};

/**
 * In lists, quotations and HTML a fence opens and closes by rules of their own. Where there was one, a command counts only
 * below all of them, and only if they come in pairs.
 */
const isOpen = ({ fence, hidden, leading, marks }: State, all: number): boolean =>
  fence === null && hidden.length === 0 && leading && (marks === 0 || (marks === all && marks % 2 === 0));

const fenceLike = /^[\s>*+\-0-9.)]{0,200}(?:`{3}|~{3})/;

function after(line: string, state: State, wasCommand: boolean): State {
  const { fence } = state;
  const marks = state.marks + (fenceLike.test(line) ? 1 : 0);
  const [, mark, rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
  if (fence !== null) {
    const closes = mark?.charAt(0) === fence.mark && mark.length >= fence.length && rest.trim() === '';
    return { ...state, fence: closes ? null : fence, leading: closes, marks };
  }
  if (mark !== undefined && !(mark.startsWith('`') && rest.includes('`')))
    return { ...state, fence: { mark: mark.charAt(0), length: mark.length }, leading: false, marks };
  const hidden = hiddenAfter(line, state.hidden);
  // A quotation goes on in the next line even without its mark, until a line is blank.
  return { fence: null, hidden, leading: wasCommand || line.trim() === '', marks };
}

const hiding = /<!--|-->|<(\/?)(pre|code|blockquote|details|script|style|textarea|samp|kbd|q|del|s)(?=[\s/>]|$)/gi;

function hiddenAfter(line: string, before: readonly string[]): readonly string[] {
  if (!line.includes('<') && !line.includes('-->')) return before;
  const open = [...before];
  for (const [token, slash, name] of line.matchAll(hiding)) {
    const element = name?.toLowerCase() ?? '!';
    if (open.at(-1) === '!' && token !== '-->') continue;
    if (token === '<!--' || slash === '') open.push(element);
    else if (open.at(-1) === element) open.pop();
  }
  // Nobody writes so deep; what is below is given up for the rest of the comment.
  return open.length > 100 ? [forever] : open;
}

const forever = '…';

function readCommand(line: string): Command {
  const [, name = '', ...words] = line.slice(0, 2000).trim().split(/\s+/);
  const unknown: Command = { kind: 'unknown', text: line.slice(0, 200) };
  const sha = shaIn(words[0]);
  switch (name.toLowerCase()) {
    case 'recheck':
    case 'explain':
      return { kind: name.toLowerCase() === 'recheck' ? 'recheck' : 'explain' };
    case 'sign-off':
      return sha === null ? unknown : { kind: 'sign-off', sha };
    case 'override': {
      const reason = words.slice(1).join(' ');
      return sha === null || reason === '' ? unknown : { kind: 'override', sha, reason };
    }
    case 'not-ai': {
      const evidence = bare(words[1] ?? '');
      const reason = words.slice(2).join(' ');
      return sha === null || evidence === '' || reason === '' ? unknown : { kind: 'not-ai', sha, evidence, reason };
    }
    default:
      return unknown;
  }
}

/** At least as many digits as Git shows. */
const shaIn = (word = ''): string | null => (/^[0-9a-f]{7,40}$/i.test(bare(word)) ? bare(word).toLowerCase() : null);

/** People copy what a check shows as code with its marks. */
const bare = (word: string): string => word.replace(/^`+|`+$/g, '');
