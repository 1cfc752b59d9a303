/**
 * How people say that AI made a change, with § for any name of AI. Every repetition is bounded, so that no sentence costs
 * more than its length. The repository may itself be about AI: a pattern has to speak of this change, not of what a
 * program does when somebody uses it.
 */
const participle =
  '(?:(?:co-?|re-?)?written|re-?(?:built|factored|worked)|(?:co-?)?(?:generated|drafted|authored|created|produced|implemented|made|built|coded|vibe[- ]?coded|developed|done|driven|prepared|scaffolded|assisted|aided|translated|ported|fixed|composed|refactored|designed|engineered|crafted|debugged|automated|pair[- ]programmed|paired))';
const manner =
  '(?:[a-z0-9%]+ly |almost |100% |in part |in full |mostly |all |co-|also |first |then |with heavy |with some ){0,3}';
const by = '(?:by|with|using|via|through|w/|thanks to)';
const help =
  '(?:(?:the |some |a lot of |a little |significant |heavy |much )?(?:help|assistance|aid|support|assist|use) (?:of|from|by) )?(?:the |an? |some |my |our )?';
// "Built with the Claude SDK" tells what a program uses.
const itself =
  "§(?!'?s? ?(?:agent )?(?:sdks?|apis?|models?|providers?|integrations?|clients?|servers?|hooks?|plugins?|extensions?|backends?|responses?|messages?|sessions?|docs|settings|config|templates?|support|users?|action|[0-9]|in mind)\\b)";
const tool = `${help}${itself}`;

const change =
  '(?:pr|pull request|mr|merge request|patch|patchset|commits?|changes?|changeset|code|fix|implementation|feature|branch|diff|work|contribution|refactor|refactoring|refactors|tests?|unit tests|test suite|docs?|documentation|descriptions?|commit messages?|migration|port|draft|versions?|boilerplate|scaffolding|module|component|view|ui|script|parser|everything|explanation)';
const whole = '(?:this|these|all|most|some|much|parts?|half|bulk|majority|portions?|everything|the|my)';
const copula = '(?:was|were|been|got|being|is|are)';
const past = '(?:was|were|been|got)';

const headless = `(?:^[^a-z§]{0,14}|^(?:note|disclosure|disclaimer|ps|edit|fyi|code|tests?|docs|patch|fix|description)(?: (?:is|was|were))?:? |[(\\[])${manner}${participle}(?: (?!(?:not|when|if|are|is|was|were|that|to) )[a-z'/-]+){0,4}? ${by} ${tool}(?! (?:when|if|and its|are|is|now)\\b)`;
const thisOne = `(?:this|these)(?: [a-z-]+){0,2}? (?:${change}|one)(?: (?:here|itself|and [a-z]+)){0,2}`;
const thisWas = `\\b(?:${thisOne}|this|these|i (?:had|got) (?:this|it)) (?:${copula}|has been|have been)(?: [a-z0-9%'-]+){0,4}? ${participle}(?: [a-z'-]+){0,4}? ${by} ${tool}`;
const thisBy = `\\b${thisOne} ${participle} ${by} ${tool}`;
const wholeWas = `\\b${whole}(?: of)?(?: the| this| these| my)?(?: [a-z-]+){0,3}? ?\\b${change}\\b(?:(?! (?:when|if|users?|should|would|could|can|may|will)\\b)[^§.]){0,60}? ${past}(?: [a-z0-9%'-]+){0,4}? ${participle}(?: [a-z'-]+){0,4}? ${by} ${tool}`;
const allAre = `\\b(?:all|most|everything|half)(?: of)?(?: the| this| these| it)?(?: ${change})?(?: here| in (?:this|the) (?:pr|commit|change|patch|branch))? (?:is|are|was|were)(?: [a-z0-9%'-]+){0,3}? ${participle}(?: [a-z'-]+){0,3}? ${by} ${tool}`;
const changeWas = `^(?:the |all |most |some )?(?:of )?(?:the |this )?(?:initial |first |unit |new )?${change} (?:here |in this pr )?${past} (?:[a-z0-9%'-]+ ){0,3}?${participle}(?: [a-z'-]+){0,3}? ${by} ${tool}`;
const codeBy = `^(?:initial |first )?(?:code|patch|tests?|implementation|draft|changes|fix|docs)(?: was| were)? ?${participle}? ?by ${tool}`;
const cameFrom = `\\b(?:draft|version|implementation|patch|code|fix) (?:here )?(?:came|originated) (?:straight |directly |mostly |largely )?from ${tool}`;
const theChange =
  '(?:an? (?:[a-z]+ )?(?:first|initial|rough) (?:pass|draft|version|cut)|this|these|most|all|everything|much|many|half|almost|nearly|basically|pretty much|some of|parts? of|code|tests?|changes?|the (?:code|tests?|unit tests|fix|patch|implementation|initial|first|whole|bulk|majority|pr|change|changes|commit|docs|parser|migration|boilerplate|rest|[a-z]+ (?:implementation|tests?|code|logic|parser)))';
const active = `(?:^|[:;,(–—] ?|\\b(?:and|then|but|as|had) )(?:the |an? |most(?:ly)? )?§ (?:also |just |mostly |largely |basically |then |has |have |first |found and )?(?:wrote|drafted|authored|coded|implemented|generated|created|produced|did|built|ported|refactored|rewrote|fixed|made) (?:basically |almost |nearly |pretty much )?${theChange}\\b`;
const helped = `(?:^|[:;,(–—] ?|\\b(?:and|then|but) )§ (?:also |just |mostly |kindly )?(?:helped|assisted)(?: (?:me|us))?(?: to| with| in)? ?(?:write|writing|draft|drafting|generate|generating|implement|implementing|create|creating|code|coding|build|building|investigate, implement|port|refactor|fix|the code|the implementation|the tests|tests|this change)\\b`;
const wasUsed = `§ (?:was |were |has been |have been )(?:[a-z]+ly )?us(?:ed|ing) (?:[a-z]+ly )?(?:to|for|in)\\b[^.]{0,120}\\b(?:this (?:pr|commit|change|patch|work|code)|write|writing|draft|drafting|generate|generating|implement|implementing|code)\\b`;
const kind =
  '§[- ](?:assisted|generated|written|authored|coded|aided|driven|drafted|created|co-authored|produced|implemented|built|made)';
const adjective = `(?:^|[(\\[])(?:this (?:pr|commit|change|patch|code) (?:is|was) )?${manner}(?:heavily |partly )?${kind}(?: (?:code|commit|change|pr|patch|content|contribution|fix))?(?:[.!)\\]:,;]|$| (?:but|with|by|using|via)\\b)`;
const testsAre = `^(?:the |all |most |some )?(?:tests?|code|docs?|documentation|commit messages?|changes|implementation|comments|readme) (?:is |are |was |were )?(?:[a-z]+ly )?${kind}\\b`;
const shouted = `[(\\[]${kind}[,;]? (?:i|we|so|and|but|not|please|untested|needs)\\b`;
const described = `\\bthis (?:[a-z]+ ){0,2}?${change} (?:is|was|contains?|includes?|has|uses?) (?:[a-z]+ ){0,3}${kind}\\b`;
const sundry = `^(?:chore|docs?|tests?|i18n|l10n|style|build|ci|wip)(?:\\([^)]{0,40}\\))?!?: (?:(?:adds?|added|updated?|updates|some|initial|new|more|the) ){0,3}§[- ](?:generated|written|translated|drafted) (?:translations?|tests?|docs?|documentation|guide|comments|readme|boilerplate|fixtures|icons?|logo|artwork)\\b(?! policy)`;
const workOf = `\\bthis (?:pr|commit|patch|change|code) is (?:[a-z]+ ){0,2}?the work of ${tool}`;
const thanks = `\\b(?:thanks|credits?|kudos|props) to § for (?:the )?(?:writing|implementing|drafting|coding|generating|code|implementation|patch|fix|tests|refactor)`;
const onBehalf = `^[^a-z§]{0,4}§ on behalf of `;
const elsewhere = `(?:g[ée]n[ée]r[ée]e?|r[ée]dig[ée]|[ée]crit|generado|escrito|creado|gerado|criado|generato|scritto|erstellt|generiert|geschrieben|gemaakt|gegenereerd) (?:avec|par|con|por|com|mit|von|met|door|da) (?:l'aide de |la ayuda de |ayuda de |ajuda de |hilfe von |l'aiuto di )?§`;

/** Each says by itself that AI made this change, or some of it. */
export const authorship: readonly RegExp[] = [
  headless,
  thisWas,
  thisBy,
  wholeWas,
  allAre,
  changeWas,
  codeBy,
  cameFrom,
  active,
  helped,
  wasUsed,
  adjective,
  testsAre,
  shouted,
  described,
  sundry,
  workOf,
  thanks,
  onBehalf,
  elsewhere,
].map((source) => new RegExp(source));

/** A beginning of every verb above: most sentences that name AI hold none of them, and need not be matched further. */
export const speaksOfMaking =
  /wr(?:it|ot)|gener|draft|author|creat|produc|implement|made|built|build|cod|develop|done|did|driv|prepar|scaffold|assist|aid|translat|port|fix|compos|factor|design|engineer|craft|debug|automat|pair|came|originat|us(?:ed|ing)|thank|credit|kudos|props|behalf|work|help|g[ée]n[ée]|gera|r[ée]dig|[ée]crit|escri|cread|criad|scritt|erstell|geschrieb|gemaakt/;

/** "With help from Claude": what it helped with, the rest of the sentence says. */
export const withHelp =
  /\b(?:with|through|thanks to|under) (?:the |some |a lot of |much |heavy |significant )?(?:help|assistance|aid|guidance) (?:of|from|by) §|\b(?:with|thanks to) (?:the |some |heavy |significant )?§(?:'s)? (?:help|assistance|aid)\b/;

/** "(with Claude)" behind a subject. */
export const aside = /\((?:with|via|using|by|w\/) §\)?\s*(?:\)|$|\()/;

/** What stands before an authorship and turns it into its opposite, a question, or somebody else's. */
export const negation =
  /\b(?:how much|whether|if|their|contributors?|users?|not|never|no longer|isn't|wasn't|weren't|aren't|none|neither|nobody|without|instead of|rather than|no|previously|earlier|ensure|detect|handle|support|allow|show|when)\b[^§]{0,40}$/;

/** A subject that gives an order to an agent. In the past tense it tells how the change came about. */
export const order =
  /^(?:[a-z]+(?:\([^)]{0,40}\))?!?: )?(?:wip[,:]? ?|drive-by: ?)?(ask|asked|have|had|prompted) § (?:to )?[a-z']+/;

export const vibeCoded =
  /^(?:[a-z]+(?:\([^)]{0,40}\))?!?: )?(?:(?:adds?|added|some|fix|fixed|more|mostly|fully|a|an|initial|this|is|was|i|we|the|it|completely|entirely|all|of|commit|pr|change|just|has|been) ){0,6}vibe[- ]?coded\b(?! (?:status|apps?|projects?|tools?|slop|features?|platforms?))|[([]vibe[- ]?coded\b|\b(?:this|it|i|we|everything|all)(?: [a-z]+){0,4} vibe[- ]?coded\b/;

const person = "(?:i|we|the author)(?:'ve|'d| have| had| also)? (?:also |just |then |did |[a-z]+ly ){0,2}";
const setToWork =
  '(?:used|using|utili[sz]ed|leveraged|employed|worked (?:on this )?with|paired with|pair[- ]programmed (?:this )?with|relied on|leaned on|collaborated with|consulted|tried)\\b[^§.]{0,50}';
const ordered = '(?:asked|had|let|got|prompted|told) (?:the |an? )?';
const wrote = `(?:wrote|write|generated?|created?|built|build|developed?|implemented?|made|drafted?|vibe[- ]?coded|did|coded|prepared|ported|refactored|fixed)`;

/** "I used Claude …": what for, the rest of the sentence says. */
export const used = new RegExp(
  `(?:^[^a-z§]{0,14}(?:used [^§.]{0,50}|(?:had|asked|prompted) )|^(?:disclosure|disclaimer|note): used [^§.]{0,50}|\\b${person}(?:${setToWork}|${ordered}))${itself}`,
);

/** "I wrote it with Claude". */
export const wroteWith = new RegExp(
  `\\b${person}${wrote}\\b[^§.]{0,60}? (?:with|using|via|by asking|by prompting|through) ${tool}`,
);

export const thisChange =
  /\b(?:for|in|on|throughout|during) (?:this|the|these) (?:pr|pull request|commit|change|changes|patch|work|implementation|feature|contribution|code|project|branch|fix|one)\b/;

export const denial =
  /\b(?:no|without(?: any| the use of| using| help of| the help of)?|zero|not(?: use| using| used)?|n't(?: use| used)?|never(?: used?)?|none of (?:this|the|it)\b[^.]{0,40}|free of|0%) (?:any |an? |of |the )?§|§(?:[- ](?:assistance|tools?|help|agents?))? (?:was|were|has been|have been|is|are)?(?: ?not| ?n't|n't| never) (?:been )?(?:used|involved|employed)|(?:did|do|have|has|was|were)(?: not|n't) (?:use|used|using|written|write|writing|generated)[^§.]{0,30}§/;

export const bareDenial =
  /^(?:[-*• ]{0,4})(?:no|none|nope|n\/?a|not? applicable|nothing|not used|not at all|not|human|false|0 ?%|zero|without|nil|never|not? ai)(?:\b|[.,!)]|$)/;

export const allByHand =
  /\b(?:all|every|the) (?:of the )?(?:code|line|change|word)s?(?: [a-z]+){0,3} (?:written|typed|authored|done|made|and reviewed)[^.]{0,20} (?:by (?:hand|me|myself|a human)|manually|myself)|\bapplied the changes myself|\bpatch is mine\b|\bwrote (?:all|most|everything|the code|most of the code|it)\b[^.]{0,20} (?:myself|by hand)/;

export const researching =
  /\b(?:research|review|explor|understand|investigat|find|found|identif|debug|diagnos|explain|navigat|search|read|question|brainstorm|analy[sz]|triag|check|verif|feedback|consult|discuss|sanity|look|rubber|learn|spot|discover|bounce|structure)/;

export const making =
  /\b(?:wrote|writ(?:e|ing|ten)|generat|draft|implement(?:s|ed|ing)?\b|creat|fix(?:es|ed|ing)?\b|author|coded|coding\b|develop|refactor|produc|build|built|port(?:ed)?\b|porting|complet|did\b|code changes|scaffold|boilerplate|autocomplet|test writing|mvp|rewrit|rewrote|convert|add(?:ed|ing)?\b|everything|every aspect|aspect|co-?author|chang(?:e|es|ing) |translat|migrat|clean ?up|updat)/;
