// Follows the page's own event stream and shows the page anew when something was decided. Without it one reloads by hand.
const stream = document.body.dataset.live;
if (stream) {
  const events = new EventSource(stream);
  events.addEventListener('changed', () => {
    showAnew().catch(() => location.reload());
  });
  addEventListener('pagehide', () => events.close());
}

async function showAnew() {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
  if (!answer.ok || fresh === null) return location.reload();
  const open = new Set([...document.querySelectorAll('details[open]')].map(({ id }) => id));
  for (const fold of fresh.querySelectorAll('details')) fold.open ||= open.has(fold.id);
  document.querySelector('main').replaceWith(fresh);
  document.querySelector('#live-status').textContent = 'This page was updated.';
}
