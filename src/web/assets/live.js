// Follows the page's own event stream and shows the page anew when something was decided. Without it one reloads by hand.
let events;
if (document.body.dataset.live) {
  follow();
  // A browser has few connections for one server: a page that nobody looks at holds none, and asks when it is seen again.
  document.addEventListener('visibilitychange', () => (document.hidden ? events.close() : follow()));
  addEventListener('pagehide', () => events.close());
}

function follow() {
  events?.close();
  events = new EventSource(document.body.dataset.live);
  events.addEventListener('changed', () => {
    showAnew().catch(() => location.reload());
  });
}

async function showAnew() {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  const whole = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = whole.querySelector('main');
  if (!answer.ok || fresh === null) return location.reload();
  const open = new Set([...document.querySelectorAll('details[open]')].map(({ id }) => id));
  for (const fold of fresh.querySelectorAll('details')) fold.open ||= open.has(fold.id);
  const focused = document.activeElement;
  document.querySelector('main').replaceWith(fresh);
  // Whoever goes by keys stays where they are.
  const same = [...fresh.querySelectorAll('a, button, summary')].find((each) => each.isEqualNode(focused));
  same?.focus({ preventScroll: true });
  document.body.dataset.live = whole.body.dataset.live ?? '';
  document.querySelector('#live-status').textContent = 'This page was updated.';
}
