// Tries the policy while somebody types, and marks the lines that have a problem. Without it one presses the button.
const form = document.querySelector('#playground');
const text = form.querySelector('#policy');
const gutter = form.querySelector('#gutter');
const result = form.querySelector('#result');
const kept = `policy of ${form.elements.repository.value}`;
let newest = 0;
let timer;

form.addEventListener('input', () => {
  numberLines();
  clearTimeout(timer);
  timer = setTimeout(tryOrSubmit, 500);
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  tryOrSubmit();
});
text.addEventListener('scroll', () => {
  gutter.scrollTop = text.scrollTop;
});
result.addEventListener('click', (event) => {
  const line = event.target.closest('[data-go]')?.dataset.go;
  if (line === undefined) return;
  event.preventDefault();
  goTo(Number(line));
});
takeUpWhatWasKept();
numberLines();

// Signed out meanwhile, or refused, or cut off: the whole page says what it is, and what was written waits for the next one.
function tryOrSubmit() {
  tryIt().catch(() => {
    sessionStorage.setItem(kept, text.value);
    form.submit();
  });
}

function takeUpWhatWasKept() {
  const before = sessionStorage.getItem(kept);
  sessionStorage.removeItem(kept);
  if (before === null || before === text.value) return;
  text.value = before;
  tryOrSubmit();
}

async function tryIt() {
  newest += 1;
  const turn = newest;
  result.setAttribute('aria-busy', 'true');
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: 'POST', body, headers: { 'x-part': 'result' } });
  // What is too long is told beside it.
  const isTold = answer.ok || answer.status === 413;
  if (!isTold || answer.redirected) throw new Error(`answered ${answer.status}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  // Somebody typed on meanwhile, and the newer answer is on its way.
  if (turn === newest) show(fresh.body.childNodes);
}

function show(nodes) {
  result.replaceChildren(...nodes);
  result.removeAttribute('aria-busy');
  numberLines();
}

function numberLines() {
  const wrong = new Set([...result.querySelectorAll('[data-line]')].map(({ dataset }) => Number(dataset.line)));
  const lines = text.value.split('\n').map((_, index) => {
    const line = document.createElement('span');
    line.textContent = `${index + 1}\n`;
    if (wrong.has(index + 1)) line.className = 'wrong';
    return line;
  });
  gutter.replaceChildren(...lines);
  gutter.scrollTop = text.scrollTop;
}

function goTo(line) {
  const before = text.value
    .split('\n')
    .slice(0, line - 1)
    .join('\n').length;
  const start = line === 1 ? 0 : before + 1;
  const end = text.value.indexOf('\n', start);
  text.focus();
  text.setSelectionRange(start, end === -1 ? text.value.length : end);
}
