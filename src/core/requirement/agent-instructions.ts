/**
 * Files that tell AI agents what to do. They read like documentation and act like code, so no glob exempts them.
 * Matched without regard to case, like every tightening match.
 */
export function isAgentInstruction(path: string): boolean {
  const name = path.normalize('NFKC').toLowerCase();
  return patterns.some((pattern) => pattern.test(name));
}

const patterns: readonly RegExp[] = [
  /(?:^|\/)(?:agents?|claude|gemini|qwen|crush|warp|codex|copilot|skill|conventions)(?:\.[\w-]+)?\.md$/,
  /(?:^|\/)(?:copilot-instructions|git-commit-instructions)\.md$/,
  /\.(?:instructions|prompt|chatmode|agent)\.md$/,
  /(?:^|\/)\.github\/(?:instructions|prompts|agents|chatmodes|skills)\//,
  /(?:^|\/)\.(?:cursor|windsurf|clinerules|roo|kilocode|claude|codex|gemini|agents?|continue|junie|kiro|amazonq|augment|trae|factory|opencode)\//,
  /(?:^|\/)\.(?:cursor|windsurf|cline|roo|goose|aider)\w*(?:rules|hints|ignore|modes|\.conf\.ya?ml)$/,
  /(?:^|\/)(?:skills?|rules|prompts)\/.*\.mdc?$/,
  /\.mdc$/,
  /(?:^|\/)llms(?:-\w+)?\.txt$/,
];
