// Tries the policy while somebody types, and marks the lines that have a problem. Without it one presses the button.
const form = document.querySelector('#playground');
const text = form.querySelector('#policy');
const gutter = form.querySelector('#gutter');
const result = form.querySelector('#result');
let newest = 0;
let timer;

form.addEventListener('input', () => {
  numberLines();
  clearTimeout(timer);
  timer = setTimeout(tryIt, 500);
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  tryIt();
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
numberLines();

async function tryIt() {
  newest += 1;
  const turn = newest;
  result.setAttribute('aria-busy', 'true');
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: 'POST', body, headers: { 'x-part': 'result' } });
    // Signed out meanwhile, or refused: the whole page says so.
    if (!answer.ok || answer.redirected) return form.submit();
    const shown = await answer.text();
    if (turn !== newest) return;
    const fresh = new DOMParser().parseFromString(shown, 'text/html');
    result.replaceChildren(...fresh.body.childNodes);
    numberLines();
  } finally {
    if (turn === newest) result.removeAttribute('aria-busy');
  }
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
