import { gained, gainedAcrossLines, lost, type Patch } from './patch.ts';

/** One way of destroying something, and the files in which the text means that. Names come in lower case. */
export type DestructivePattern = {
  readonly detail: string;
  readonly reads: (name: string) => boolean;
  readonly destroys: (patch: Patch) => boolean;
};

const terraform = (name: string): boolean => /\.(?:tf|tofu|tfvars)(?:\.json)?$/.test(name);
const workflow = (name: string): boolean => /^\.github\/(?:workflows|actions)\/.*\.ya?ml$/.test(name);
const sql = (name: string): boolean =>
  name.endsWith('.sql') || /(?:^|\/)(?:migrations?|migrate|alembic|flyway|liquibase)\/.*\.\w+$/.test(name);
/** Lock files are written by machines and grant nothing, and their patches are mostly too large to be given. */
const lockFile = (name: string): boolean => /(?:^|\/)[\w.-]*(?:[-.]lock|npm-shrinkwrap)\.(?:json|ya?ml)$/.test(name);
const manifest = (name: string): boolean => /\.ya?ml$/.test(name) && !workflow(name) && !lockFile(name);
const permissions = (name: string): boolean =>
  terraform(name) || manifest(name) || (name.endsWith('.json') && !lockFile(name));

export const destructivePatterns: readonly DestructivePattern[] = [
  {
    detail: 'a Terraform resource is removed',
    reads: terraform,
    destroys: (patch) => lost(patch, /^\s*(?:resource|module)\s+"[^"]+"(?:\s+"[^"]+")?/),
  },
  {
    detail: 'protection against destroying is removed',
    reads: terraform,
    destroys: (patch) =>
      lost(patch, /^\s*(?:prevent_destroy|deletion_protection)\s*=\s*true\b/) ||
      gained(patch, /^\s*(?:prevent_destroy|deletion_protection)\s*=\s*false\b/),
  },
  {
    detail: 'destroying by force is allowed',
    reads: terraform,
    destroys: (patch) => gained(patch, /^\s*(?:force_destroy|skip_final_snapshot)\s*=\s*true\b/),
  },
  {
    detail: 'a table, a schema or a database is dropped or emptied',
    reads: sql,
    destroys: (patch) =>
      gained(
        patch,
        /\bdrop\s+(?:table|database|schema|materialized\s+view|column)\b|^\s*truncate\b|\btruncate\s+table\b/i,
      ) || gained(patch, /\b(?:drop_?table|drop_?column|remove_?column|truncate_?tables?)\b(?=\s*[(:]|\s+[:'"])/i),
  },
  { detail: 'rows are deleted without a condition', reads: sql, destroys: deletesEverything },
  {
    detail: 'a Kubernetes object is removed',
    reads: manifest,
    destroys: (patch) => lost(patch, /^apiVersion:\s*\S+/) && lost(patch, /^kind:\s*\S+/),
  },
  {
    detail: 'a permission for everything is granted',
    reads: permissions,
    destroys: (patch) => wildcards.some((pattern) => gainedAcrossLines(patch, pattern)),
  },
  {
    detail: 'the permissions of a workflow are widened',
    reads: workflow,
    destroys: (patch) =>
      gained(patch, /^\s*permissions:\s*['"]?write-all\b/) ||
      gained(patch, /^\s+[a-z-]+:\s*['"]?write\b/) ||
      gained(patch, /\bpull_request_target\b/) ||
      lost(patch, /^\s*permissions:/),
  },
];

/**
 * An action, a principal, a verb or a resource of `*` in an IAM document, Terraform, CloudFormation or RBAC. Patches are
 * written by strangers: no two runs of spaces may meet in a pattern, or its time would grow with their square.
 */
const wildcards: readonly RegExp[] = [
  /\bactions?["']?\s*[:=]\s*(?:[[-]\s*)?["']\*(?::\*)?["']/gi,
  /\bprincipals?["']?\s*[:=]\s*(?:[[{]\s*)?(?:["']?AWS["']?\s*:\s*)?(?:\[\s*)?["']\*["']/gi,
  /\b(?:verbs|resources|apiGroups)["']?:\s*(?:[[-]\s*)?["']\*["']/g,
  /\broles\/owner\b|:policy\/AdministratorAccess\b/g,
];

/** The words after the table within which a condition must begin: joins and aliases stand before it. */
const conditionWithin = 6;

/** Statements may run over lines, so the added lines are read as one text. */
function deletesEverything({ added }: Patch): boolean {
  const text = added.map((line) => line.split('--')[0] ?? '').join('\n');
  return text.split(';').some((statement) => {
    const words = statement.toLowerCase().split(/[\s"'`()]+/);
    return words.some((word, index) => {
      if (word !== 'delete' || words[index + 1] !== 'from') return false;
      return !words.slice(index + 3, index + 3 + conditionWithin).includes('where');
    });
  });
}
