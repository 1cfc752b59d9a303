import { html } from 'hono/html';
import { filesOf } from '../git/objects.ts';
import { isBinary } from '../git/patch.ts';
import { Refusal } from '../refusal.ts';
import type { Repository } from '../state/model.ts';
import { branchTip, fullName } from '../state/repositories.ts';
import { changeFields } from './forms.ts';
import { repositoryCard } from './home.ts';
import type { Html } from './markdown.ts';
import { page, type Visit } from './page.ts';

/** The pull requests and the files of the default branch, and a form to change one. */
export function repositoryPage(visit: Visit, repository: Repository): Html {
  const name = fullName(repository);
  const files = filesAt(repository);
  return page(
    visit,
    name,
    html`${repositoryCard(repository)}
      <section class="card">
        <h2>Files in <code>${repository.defaultBranch}</code></h2>
        <ul class="rows">
          ${[...files.keys()].map((path) => html`<li><a href="/${name}/blob/${encodeURI(path)}"><code>${path}</code></a></li>`)}
        </ul>
      </section>
      ${changeCard(visit, repository, { file: 'notes.md', content: '' })}`,
  );
}

export function filePage(visit: Visit, repository: Repository, path: string): Html {
  const entry = filesAt(repository).get(path);
  const bytes = entry === undefined ? undefined : repository.objects.blobs.get(entry.oid);
  if (bytes === undefined) throw new Refusal(404, 'there is no such file');
  const content = isBinary(bytes) ? null : new TextDecoder().decode(bytes);
  return page(
    visit,
    path,
    html`<p class="small"><a href="/${fullName(repository)}">${fullName(repository)}</a></p>
      <h1><code>${path}</code></h1>
      <section class="card">
        ${content === null ? html`<p class="faint">Binary.</p>` : html`<pre><code>${content}</code></pre>`}
      </section>
      ${content === null ? '' : changeCard(visit, repository, { file: path, content })}`,
  );
}

function changeCard({ person }: Visit, repository: Repository, given: { file: string; content: string }): Html {
  const { defaultBranch } = repository;
  return html`<details class="card">
    <summary>Change a file as ${person.login}</summary>
    <form method="post" action="/${fullName(repository)}/change">
      ${changeFields(given)}
      <label for="branch">Branch: ${defaultBranch} itself, or another, which opens a pull request</label>
      <input name="branch" id="branch" value="${person.login}-edit" required />
      <div class="buttons"><button>Commit and push</button></div>
    </form>
  </details>`;
}

function filesAt(repository: Repository) {
  const tip = branchTip(repository, repository.defaultBranch);
  return tip === null ? new Map<string, never>() : filesOf(repository.objects, tip);
}
