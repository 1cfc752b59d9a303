import { html } from 'hono/html';
import { diffFiles } from '../git/diff.ts';
import { emptyTree, filesOf, listFiles } from '../git/objects.ts';
import { Refusal } from '../refusal.ts';
import type { Repository } from '../state/model.ts';
import { fullName } from '../state/repositories.ts';
import { fileList } from './diff.ts';
import type { Html } from './markdown.ts';
import { page, type Visit, when } from './page.ts';

/** One commit: its message, and what it changed against its first parent. */
export function commitPage(visit: Visit, repository: Repository, sha: string): Html {
  const { objects } = repository;
  const commit = objects.commits.get(sha);
  if (commit === undefined) throw new Refusal(404, 'there is no such commit');
  const [headline = '', ...rest] = commit.message.split('\n');
  const [parent] = commit.parents;
  const before = parent === undefined ? listFiles(objects, emptyTree) : filesOf(objects, parent);
  const files = diffFiles(objects, before, filesOf(objects, sha));
  const body = rest.join('\n').trim();
  return page(
    visit,
    headline,
    html`<p class="small"><a href="/${fullName(repository)}">${fullName(repository)}</a></p>
      <h1>${headline}</h1>
      <p class="faint"><code>${sha.slice(0, 7)}</code> by ${commit.author.name} ${when(commit.author.at)}</p>
      ${body === '' ? '' : html`<section class="card"><pre>${body}</pre></section>`}
      <section class="card">
        <h2>Files changed: ${files.length}</h2>
        ${fileList(files)}
      </section>`,
  );
}
