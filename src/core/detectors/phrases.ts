import { agentsIn, isPersonsName, type Mention } from './agents.ts';
import type { Catalogue } from './catalogue.ts';

/** A sentence with every mention of AI replaced by one sign, so that a pattern can speak of "AI" whatever its name. */
export type Masked = { readonly text: string; readonly mentions: readonly Mention[] };

/** What a sentence says about AI and this change: it made some of it, or it only helped to find out; null says neither. */
export type Claim = { readonly says: 'made' | 'researched' | 'not-made'; readonly mention: Mention };

const sign = '§';

export const mask = (sentence: string, catalogue: Catalogue): Masked => {
  const mentions = agentsIn(sentence, catalogue).filter((mention) => !isPersonsName(sentence, mention));
  let text = '';
  let at = 0;
  for (const mention of mentions) {
    text += sentence.slice(at, mention.start).replaceAll(sign, ' ') + sign;
    at = mention.end;
  }
  return { text: (text + sentence.slice(at).replaceAll(sign, ' ')).toLowerCase().replace(/’/g, "'"), mentions };
};

/** The claim of a sentence that stands anywhere: it has to say outright that AI made this change. */
export const claimOf = (masked: Masked): Claim | null => claimIn(masked, plainly) ?? firstPerson(masked);

/** The claim of a sentence that answers "was AI used?": there a tool's name alone says yes. */
export const answerOf = (masked: Masked): Claim | null => {
  const [mention] = masked.mentions;
  if (mention === undefined) return null;
  if (denial.test(masked.text)) return { says: 'not-made', mention };
  const claim = claimIn(masked, plainly);
  if (claim !== null) return claim;
  return { says: onlyResearched(masked.text) ? 'researched' : 'made', mention };
};

/** A subject that gives an order: "Ask Claude to …". */
export const orderOf = (masked: Masked): Mention | null => {
  const found = order.exec(masked.text);
  return found === null ? null : (mentionAt(masked, found.index + found[0].indexOf(sign)) ?? null);
};

/** "Vibe coded" says by itself that a model wrote it. */
export const saysVibeCoded = (sentence: string): boolean => {
  const text = sentence.toLowerCase();
  return vibed.test(text) && !/\b(?:not|never|no longer)\b[^.]{0,20}vibe/.test(text);
};

export const isDenial = (text: string): boolean => bareDenial.test(text) || denial.test(text);

export const isAllByHand = (text: string): boolean => allByHand.test(text);

const onlyResearched = (text: string): boolean => researching.test(text) && !making.test(text);

const made =
  '(?:(?:co-?|re-?)?written|re-?(?:built|factored|worked)|(?:co-?)?(?:generated|drafted|authored|created|produced|implemented|made|built|coded|vibe[- ]?coded|developed|done|driven|prepared|scaffolded|assisted|aided|translated|ported|fixed|composed|refactored|designed|engineered|crafted|debugged|automated|pair[- ]programmed))';
const manner =
  '(?:[a-z0-9%]+ly |almost |100% |in part |in full |most(?:ly)? |completely |fully |partly |all |co-|also |first |then |initially ){0,3}';
const by = '(?:by|with|using|via|through|in|from|thanks to)';
const help =
  '(?:(?:the |some |a lot of |significant |heavy |much )?(?:help|assistance|aid|support|assist|use) (?:of|from|by) )?(?:the |an? |some |my |our )?';
const change =
  '(?:pr|pull request|mr|merge request|patch|patchset|commit|change|changeset|changes|code|fix|implementation|feature|branch|diff|work|contribution|refactor|refactoring|tests?|test suite|docs?|documentation|description|message|commit message|script|file|files|function|class|component|module|migration|port|version|draft|everything|it|most|all|some|much|half|parts?|portions?|bulk|majority|rest|these|those|explanation|text|view|ui|logic|parser|this)';

const headless = `(?:^[^a-z§]{0,14}|^[a-z ]{0,18}: ?|[(\\[])${manner}${made}(?: (?!not |when |if )[a-z'/-]+){0,4}? ${by} ${help}§`;
const passive = `\\b(?:this|these|the|all|most|some|much|everything|it|parts?|half|they|i had)\\b(?:(?! (?:when|if|user|users|should|would|could|can|may)\\b)[^§.]){0,90}? (?:was|were|been|be|is|are|got|gets|being|comes?|came)\\b(?: [a-z0-9%'-]+){0,4}? ?${made}(?: [a-z'-]+){0,4}? ${by} ${help}§`;
const cameFrom = `\\b(?:${change})\\b[^§.]{0,30} (?:came|comes|originated|stems?|is|was) (?:straight |directly |mostly |largely )?(?:from|by) ${help}§`;
const active = `(?:^|[:;,(–—] ?|\\b(?:and|then|but|as|had) )(?:the |an? |most(?:ly)? )?§ (?:also |just |mostly |largely |basically |then |has |have |first )?(?:wrote|drafted|authored|coded|implemented|generated|created|produced|did|built|ported|refactored|rewrote) (?:basically |almost |nearly |pretty much )?(?:this|the|most|all|it|these|a|an|that|some|many|much|every|everything|half|almost|parts?|code|tests?|changes?)\\b`;
const helped = `(?:^|[:;,(–—] ?|\\b(?:and|then|but) )§ (?:also |just |mostly |kindly )?(?:helped|assisted)(?: (?:me|us))?(?: to| with| in)? ?(?:write|writing|draft|drafting|generate|generating|implement|implementing|create|creating|code|coding|build|building|investigate, implement|port|refactor|the code|the implementation|tests|this change)\\b`;
const wasUsed = `§ (?:was|were|has been|is|been)? ?(?:[a-z]+ly )?us(?:ed|ing) (?:[a-z]+ly )?(?:to|for|in)\\b[^.]{0,120}\\b(?:this (?:pr|commit|change|patch|work|code)|write|writing|draft|drafting|generate|generating|implement|implementing|code)\\b`;
const adjective = `(?:[(\\[]§[- ](?:generated|assisted|written|coded)\\b|(?:^|^[a-z ]{0,24}[:(] ?|^(?:the |all |most |some )?(?:tests?|code|docs?|documentation|commit messages?|changes|implementation|comments|readme) |[(\\[])(?:this (?:pr|commit|change|patch|code) (?:is|was) )?${manner}§[- ](?:assisted|generated|written|authored|coded|aided|driven|drafted|created|co-authored|produced|implemented|built|made)(?: (?:code|commit|change|pr|patch|content|contribution|fix|tests?|docs))?(?:[.!)\\]:,;]|$| (?:but|and|with|by|using|via)\\b))`;
const described = `\\b(?:this|these|the|all|most|some|tests?|code|commits?|changes?|pr|patch|parts?) (?:[a-z]+ ){0,4}(?:is|are|was|were|contains?|includes?|has|uses?) (?:[a-z]+ ){0,3}§[- ](?:assisted|generated|written|authored|coded|aided|driven|drafted|created|co-authored)\\b`;
const sundry = `^(?:chore|docs?|tests?|i18n|style|build|ci|wip)(?:\\([^)]{0,40}\\))?!?: (?:(?:adds?|added|updated?|updates|some|initial|new|more|the) ){0,3}§[- ](?:generated|written|assisted|translated|drafted)\\b`;
const vibed =
  /^(?:[a-z]+(?:\([^)]{0,40}\))?!?: )?(?:(?:adds?|added|some|fix|fixed|more|mostly|fully|a|an|initial|this|is|was|i|we|the|it|completely|entirely|all|of|commit|pr|change|just|has|been) ){0,6}vibe[- ]?coded\b(?! (?:status|apps?|projects?|tools?|slop|features?|platforms?))|[([]vibe[- ]?coded\b|\b(?:this|it|i|we|everything|all)(?: [a-z]+){0,4} vibe[- ]?coded\b/;

const plainly: readonly RegExp[] = [
  headless,
  passive,
  cameFrom,
  active,
  helped,
  wasUsed,
  adjective,
  described,
  sundry,
].map((source) => new RegExp(source));

const negation =
  /\b(?:how much|whether|if|their|contributors?|users?|not|never|no longer|isn't|wasn't|weren't|aren't|none|neither|nobody|without|instead of|rather than|no)\b[^§]{0,40}$/;
const denial =
  /\b(?:no|without(?: any| the use of| using| help of| the help of)?|zero|not(?: use| using| used)?|n't(?: use| used)?|never(?: used?)?|none of (?:this|the|it)\b[^.]{0,40}|free of|0%) (?:any |an? |of |the )?§|§(?:[- ](?:assistance|tools?|help|agents?))? (?:was|were|has been|have been|is|are)?(?: ?not| ?n't|n't| never) (?:been )?(?:used|involved|employed)|(?:did|do|have|has|was|were)(?: not|n't) (?:use|used|using|written|write|writing|generated)[^§.]{0,30}§/;
const bareDenial =
  /^(?:[-*• ]{0,4})(?:no|none|nope|n\/?a|not? applicable|nothing|not used|not at all|not|human|false|0 ?%|zero|without|nil|never|not? ai)(?:\b|[.,!)]|$)/;

const allByHand =
  /\b(?:all|every|the) (?:of the )?(?:code|line|change|word)s?(?: [a-z]+){0,3} (?:written|typed|authored|done|made|and reviewed)[^.]{0,20} (?:by (?:hand|me|myself|a human)|manually|myself)|\bapplied the changes myself|\bpatch is mine\b|\bwrote (?:all|most|everything|the code|most of the code|it)\b[^.]{0,20} (?:myself|by hand)/;
const researching =
  /\b(?:research|review|explor|understand|investigat|find|found|identif|debug|diagnos|explain|navigat|search|read|question|brainstorm|analy[sz]|triag|check|verif|feedback|consult|discuss|sanity|look|rubber|learn|spot|discover|bounce|structure)/;
const making =
  /\b(?:wrote|writ(?:e|ing|ten)|generat|draft|implement(?:s|ed|ing)?\b|creat|fix(?:es|ed|ing)?\b|author|coded|develop|refactor|produc|build|built|ported?\b|porting|complet|did\b|code changes|scaffold|boilerplate|autocomplet|test writing|mvp|rewrit|rewrote|convert|add(?:ed|ing)?\b|everything|every aspect|aspect|co-?author|chang(?:e|es|ing) )/;

const order =
  /^(?:[a-z]+(?:\([^)]{0,40}\))?!?: )?(?:wip[,:]? ?|drive-by: ?)?(?:ask|asked|have|had|let|tell|told|prompt|prompted) § (?:to )?(?:[a-z']+)/;

const person = "(?:i|we|the author)(?:'ve|'d| have| had| also)? (?:also |just |then |did |[a-z]+ly ){0,2}";
const using = `(?:used|using|utili[sz]ed|leveraged|employed|had|have|asked|let|got|prompted|told|worked (?:on this )?with|paired with|pair[- ]programmed (?:this )?with|relied on|leaned on|collaborated with|consulted|tried)`;
const makingWith = `(?:wrote|write|generated?|created?|built|build|developed?|implemented?|made|drafted?|vibe[- ]?coded|did|coded|prepared|ported|refactored)`;
const used = new RegExp(`(?:^[^a-z§]{0,14}(?:used|had|asked|let) |\\b${person}${using}\\b)[^§.]{0,50}§`);
const madeWith = new RegExp(
  `\\b${person}${makingWith}\\b[^§.]{0,60}? (?:with|using|via|by asking|by prompting|through) ${help}§`,
);
const thisChange =
  /\b(?:for|in|on|throughout|during) (?:this|the|these) (?:pr|pull request|commit|change|changes|patch|work|implementation|feature|contribution|code|project|branch|fix)\b/;

const firstPerson = (masked: Masked): Claim | null => {
  const { text } = masked;
  const withTool = madeWith.exec(text);
  if (withTool !== null && !negation.test(text.slice(0, withTool.index + withTool[0].length - 1)))
    return claim(masked, withTool, 'made');
  const found = used.exec(text);
  if (found === null || negation.test(found[0])) return null;
  // What follows "when" or "but" tells the circumstances, not what the tool was used for.
  const [rest = ''] = text
    .slice(found.index + found[0].length)
    .split(/\b(?:when|while|before|but|although|though)\b/, 1);
  const purpose = found[0].slice(0, -1) + rest;
  // "Asked Claude why …" is a conversation; "used Claude to write …" is authorship.
  const spoken = /\b(?:asked|told|prompted|consulted|tried)\b/.test(found[0]);
  if (making.test(rest) || thisChange.test(rest))
    return claim(masked, found, onlyResearched(purpose) ? 'researched' : 'made');
  return spoken ? null : claim(masked, found, 'researched');
};

const claimIn = (masked: Masked, patterns: readonly RegExp[]): Claim | null => {
  for (const pattern of patterns) {
    const found = pattern.exec(masked.text);
    if (found === null) continue;
    const at = masked.text.indexOf(sign, found.index);
    if (negation.test(masked.text.slice(Math.max(0, found.index - 60), at))) continue;
    return claim(masked, found, 'made');
  }
  return null;
};

const claim = (masked: Masked, found: RegExpExecArray, says: Claim['says']): Claim | null => {
  const at = masked.text.indexOf(sign, found.index);
  const mention = mentionAt(masked, at);
  return mention === undefined ? null : { says, mention };
};

const mentionAt = (masked: Masked, at: number): Mention | undefined => {
  let nth = 0;
  for (let index = masked.text.indexOf(sign); index >= 0 && index < at; index = masked.text.indexOf(sign, index + 1))
    nth += 1;
  return masked.mentions[nth];
};
