import { csrfField } from './components.ts';
import { type Html, html } from './html.ts';
import type { Viewer } from './ports.ts';
import { assetAddress } from './static.ts';

/** Which entry of the navigation the page belongs to; null: none. */
export type Section = 'queue' | 'organizations' | 'playground' | null;

export type Page = {
  readonly title: string;
  /** null: nobody is signed in, and there is nothing to go to. */
  readonly viewer: Viewer | null;
  readonly section: Section;
  readonly body: Html;
  /** Set: the address of the event stream that tells when this page has changed. */
  readonly live?: string;
  /** A script of this page's own; the page works without it. */
  readonly script?: 'playground.js';
};

/** The frame around every page. */
export function page({ title, viewer, section, body, live, script }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Countersign</title>
        <link rel="icon" href="${assetAddress('icon.svg')}" type="image/svg+xml" />
        <link rel="stylesheet" href="${assetAddress('style.css')}" />
        ${live === undefined ? '' : html`<script type="module" src="${assetAddress('live.js')}"></script>`}
        ${script === undefined ? '' : html`<script type="module" src="${assetAddress(script)}"></script>`}
      </head>
      <body ${live === undefined ? '' : html`data-live="${live}"`}>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="top">
          <div class="frame">
            <a class="brand" href="/">
              <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
                <rect width="32" height="32" rx="8" class="brand-ground" />
                <path d="M9 16.5l4.6 4.6L23 11.5" class="brand-tick" />
                <path d="M9 25h14" class="brand-line" />
              </svg>
              Countersign
            </a>
            ${viewer === null ? '' : navigation(viewer, section)}
          </div>
        </header>
        <main id="content" class="frame" tabindex="-1">${body}</main>
        <footer class="foot"><div class="frame">
          <p id="live-status" role="status"></p>
          ${viewer === null ? '' : html`<p>You see here what you can see on GitHub.</p>`}
        </div></footer>
      </body>
    </html>`;
}

function navigation({ login, csrf }: Viewer, section: Section): Html {
  const entry = (name: Section, href: string, text: string) =>
    html`<a href="${href}" ${section === name ? html`aria-current="page"` : ''}>${text}</a>`;
  return html`<nav aria-label="Pages">
      ${entry('queue', '/queue', 'Waiting for you')} ${entry('organizations', '/organizations', 'Organizations')}
      ${entry('playground', '/playground', 'Playground')}
    </nav>
    <form class="who" method="post" action="/sign-out">
      <span class="quiet"><span class="sr">Signed in as </span>${login}</span>
      ${csrfField(csrf)}
      <button class="plain">Sign out</button>
    </form>`;
}
