import { html } from 'hono/html';
import type { User } from '../state/model.ts';
import type { State } from '../state.ts';
import type { Html } from './markdown.ts';

export type Visit = {
  readonly state: State;
  /** As whom the reader acts. */
  readonly person: User;
  readonly path: string;
  /** How often the page still looks again by itself for what apps answer; every two seconds. */
  readonly looks: number;
  /** What GitHub refused just now. */
  readonly refused: string | null;
};

export function page(visit: Visit, title: string, content: Html): Html {
  const { state, person, path, looks, refused } = visit;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        ${looks > 0 ? html`<meta http-equiv="refresh" content="2; url=${nextLook(path, looks)}" />` : ''}
        <title>${title} · Sandbox GitHub</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/sandbox.css" />
      </head>
      <body>
        <header class="bar">
          <div>
            <a href="/"><strong>Sandbox GitHub</strong></a>
            <span class="faint small">a pretend GitHub on this machine; nothing leaves it</span>
            ${looks > 0 ? html`<span class="wait small" role="status">Done. Looking again for what apps answer …</span>` : ''}
            ${actAs(state, person, path)}
          </div>
        </header>
        <main>
          ${refused === null ? '' : html`<div class="card notice bad" role="alert"><strong>Refused.</strong> ${refused}</div>`}
          ${content}
        </main>
        <footer>
          Everything here is kept in memory and gone when the process ends. Apps are told by signed webhooks, as on GitHub.
        </footer>
      </body>
    </html>`;
}

/** Everybody in the order of their accounts, but for the one that GitHub itself commits with. */
export function peopleOf(state: State): readonly User[] {
  return state.accounts.filter((account): account is User => account.type === 'User' && account.login !== 'web-flow');
}

export function when(time: Date): Html {
  const text = `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return html`<time datetime="${time.toISOString()}" class="faint small">${text}</time>`;
}

function actAs(state: State, person: User, path: string): Html {
  const choices = peopleOf(state).map(
    (user) =>
      html`<option value="${user.login}" ${user === person ? 'selected' : ''}>
        ${user.login}${user.name === null || user.name === user.login ? '' : ` (${user.name})`}
      </option>`,
  );
  return html`<form method="post" action="/act-as" class="line">
    <span class="small">Act as</span>
    <select name="login" aria-label="Act as">
      ${choices}
    </select>
    <input type="hidden" name="back" value="${path}" />
    <button>Switch</button>
  </form>`;
}

function nextLook(path: string, looks: number): string {
  return looks === 1 ? path : `${path}?looks=${looks - 1}`;
}
