import type { Label, Repository } from '../state/model.ts';
import { fullName } from '../state/repositories.ts';
import type { State } from '../state.ts';
import { simpleUser, stamp } from './account.ts';

/** `minimal-repository`: a repository named inside something else. */
export function minimalRepository(state: State, repository: Repository) {
  const api = repositoryUrl(state, repository);
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: fullName(repository),
    private: repository.visibility !== 'public',
    owner: simpleUser(state, repository.owner),
    html_url: repositoryPage(state, repository),
    description: repository.description,
    fork: repository.parent !== null,
    url: api,
    ...Object.fromEntries(linkSuffixes.map(([name, suffix]) => [name, `${api}/${suffix}`])),
  };
}

/** `repository` and `repository-webhooks`. */
export function repositoryShape(state: State, repository: Repository) {
  const page = repositoryPage(state, repository);
  const openIssues = [...repository.issues.values(), ...repository.pullRequests.values()].filter(
    (issue) => issue.state === 'open',
  ).length;
  return {
    ...minimalRepository(state, repository),
    git_url: `git://${new URL(state.url).host}/${fullName(repository)}.git`,
    ssh_url: `git@${new URL(state.url).hostname}:${fullName(repository)}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks: repository.forks.length,
    forks_count: repository.forks.length,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    open_issues: openIssues,
    open_issues_count: openIssues,
    size: 0,
    default_branch: repository.defaultBranch,
    topics: [],
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    visibility: repository.visibility,
    pushed_at: stamp(repository.pushedAt),
    created_at: stamp(repository.createdAt),
    updated_at: stamp(repository.updatedAt),
  };
}

/** `full-repository`: what asking for one repository answers. */
export function fullRepository(state: State, repository: Repository): object {
  const { parent } = repository;
  return {
    ...repositoryShape(state, repository),
    delete_branch_on_merge: repository.deleteBranchOnMerge,
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_rebase_merge: true,
    subscribers_count: 0,
    network_count: repository.forks.length,
    ...(parent === null ? {} : { parent: repositoryShape(state, parent), source: repositoryShape(state, parent) }),
    ...(repository.owner.type === 'Organization' ? { organization: simpleUser(state, repository.owner) } : {}),
  };
}

export function labelShape(state: State, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: label.nodeId,
    url: `${repositoryUrl(state, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    description: label.description,
    color: label.color,
    default: label.isDefault,
  };
}

export function repositoryUrl({ url }: State, repository: Repository): string {
  return `${url}/repos/${fullName(repository)}`;
}

export function repositoryPage({ url }: State, repository: Repository): string {
  return `${url}/${fullName(repository)}`;
}

const linkSuffixes: readonly (readonly [string, string])[] = [
  ['archive_url', '{archive_format}{/ref}'],
  ['assignees_url', 'assignees{/user}'],
  ['blobs_url', 'git/blobs{/sha}'],
  ['branches_url', 'branches{/branch}'],
  ['collaborators_url', 'collaborators{/collaborator}'],
  ['comments_url', 'comments{/number}'],
  ['commits_url', 'commits{/sha}'],
  ['compare_url', 'compare/{base}...{head}'],
  ['contents_url', 'contents/{+path}'],
  ['contributors_url', 'contributors'],
  ['deployments_url', 'deployments'],
  ['downloads_url', 'downloads'],
  ['events_url', 'events'],
  ['forks_url', 'forks'],
  ['git_commits_url', 'git/commits{/sha}'],
  ['git_refs_url', 'git/refs{/sha}'],
  ['git_tags_url', 'git/tags{/sha}'],
  ['hooks_url', 'hooks'],
  ['issue_comment_url', 'issues/comments{/number}'],
  ['issue_events_url', 'issues/events{/number}'],
  ['issues_url', 'issues{/number}'],
  ['keys_url', 'keys{/key_id}'],
  ['labels_url', 'labels{/name}'],
  ['languages_url', 'languages'],
  ['merges_url', 'merges'],
  ['milestones_url', 'milestones{/number}'],
  ['notifications_url', 'notifications{?since,all,participating}'],
  ['pulls_url', 'pulls{/number}'],
  ['releases_url', 'releases{/id}'],
  ['stargazers_url', 'stargazers'],
  ['statuses_url', 'statuses/{sha}'],
  ['subscribers_url', 'subscribers'],
  ['subscription_url', 'subscription'],
  ['tags_url', 'tags'],
  ['teams_url', 'teams'],
  ['trees_url', 'git/trees{/sha}'],
];
