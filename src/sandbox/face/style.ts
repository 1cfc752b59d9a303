/** One sheet for all pages; light or dark as the reader's machine is. */
export const style = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f7f7f9, #14161a);
  --card: light-dark(#ffffff, #1c1f25);
  --edge: light-dark(#dcdfe5, #343a44);
  --text: light-dark(#1d2430, #e4e7ec);
  --faint: light-dark(#5d6675, #9aa4b2);
  --link: light-dark(#2155c9, #82aaff);
  --code: light-dark(#f0f1f4, #262b33);
  --good: light-dark(#1a7f4b, #4cc38a);
  --bad: light-dark(#c0362c, #ff8577);
  --wait: light-dark(#9a6700, #e3b341);
  --merged: light-dark(#7a3fd0, #b794f6);
  --plus: light-dark(#e6f6ec, #12301f);
  --minus: light-dark(#fdecea, #3a1a18);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, sans-serif; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
h1 { font-size: 1.55rem; line-height: 1.25; margin: 0 0 .35rem; }
h2 { font-size: 1.05rem; margin: 0 0 .6rem; }
h3, h4 { font-size: .95rem; margin: .8rem 0 .3rem; }
code, pre, textarea { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
code { background: var(--code); border-radius: 4px; padding: .1em .35em; overflow-wrap: anywhere; }
pre { margin: 0; overflow-x: auto; }
pre code { background: none; padding: 0; overflow-wrap: normal; }
.bar { background: var(--card); border-bottom: 1px solid var(--edge); }
.bar > div, main, footer { max-width: 1180px; margin: 0 auto; padding: .7rem 1.2rem; }
.bar > div { display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; }
.bar strong { letter-spacing: .01em; }
.bar form { margin-left: auto; }
main { padding-top: 1.4rem; }
footer { color: var(--faint); font-size: .85rem; padding-bottom: 2rem; }
.faint { color: var(--faint); }
.small { font-size: .87rem; }
.card { background: var(--card); border: 1px solid var(--edge); border-radius: 8px; padding: 1rem 1.1rem; margin: 0 0 1rem; }
.card > :last-child { margin-bottom: 0; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 300px; gap: 1.2rem; align-items: start; }
@media (max-width: 860px) { .columns { grid-template-columns: minmax(0, 1fr); } }
.rows { list-style: none; margin: 0; padding: 0; }
.rows > li { padding: .5rem 0; border-top: 1px solid var(--edge); }
.rows > li:first-child { border-top: 0; padding-top: 0; }
.rows > li:last-child { padding-bottom: 0; }
.line { display: flex; gap: .55rem; align-items: baseline; flex-wrap: wrap; }
.line > .end { margin-left: auto; }
.pill { display: inline-block; border-radius: 99px; padding: .05rem .6rem; font-size: .8rem; font-weight: 600; border: 1px solid currentColor; white-space: nowrap; }
.good { color: var(--good); } .bad { color: var(--bad); } .wait { color: var(--wait); } .merged { color: var(--merged); }
.label { background: var(--code); border-color: transparent; color: var(--text); }
.notice { border-left: 4px solid var(--wait); }
.notice.bad { border-left-color: var(--bad); color: inherit; }
.notice.good { border-left-color: var(--good); color: inherit; }
form { margin: 0; }
form.inline { display: inline; }
label { display: block; font-size: .85rem; color: var(--faint); margin: .55rem 0 .2rem; }
input, select, textarea { width: 100%; background: var(--page); color: var(--text); border: 1px solid var(--edge); border-radius: 6px; padding: .4rem .55rem; }
input, select { font: inherit; font-size: .92rem; }
.bar select { width: auto; }
textarea { min-height: 5.5rem; resize: vertical; }
button { font: inherit; font-size: .9rem; font-weight: 600; border: 1px solid var(--edge); border-radius: 6px; padding: .35rem .8rem; background: var(--card); color: var(--text); cursor: pointer; }
button:hover { border-color: var(--faint); }
button.good { background: var(--good); border-color: var(--good); color: var(--card); }
button.bad { color: var(--bad); }
button.bare { border: 0; background: none; padding: 0 .2rem; color: var(--faint); }
button:disabled { opacity: .5; cursor: not-allowed; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.buttons { display: flex; gap: .5rem; flex-wrap: wrap; margin-top: .7rem; }
details > summary { cursor: pointer; }
details + details { margin-top: .8rem; }
li > details { margin-top: .4rem; }
details.card > summary { font-weight: 600; }
details[open].card > summary { margin-bottom: .7rem; }
.patch { border: 1px solid var(--edge); border-radius: 6px; margin-top: .4rem; }
.patch span { display: block; padding: 0 .7rem; white-space: pre; min-width: max-content; }
.patch .plus { background: var(--plus); } .patch .minus { background: var(--minus); } .patch .hunk { color: var(--faint); background: var(--code); }
.markdown > :first-child { margin-top: 0; } .markdown > :last-child { margin-bottom: 0; }
.markdown p, .markdown ul { margin: .5rem 0; } .markdown ul { padding-left: 1.3rem; }
.markdown li.task { list-style: none; margin-left: -1.2rem; }
.markdown table { border-collapse: collapse; } .markdown td, .markdown th { border: 1px solid var(--edge); padding: .25rem .6rem; text-align: left; }
.markdown pre { background: var(--code); border-radius: 6px; padding: .6rem .8rem; }
.markdown blockquote { margin: .5rem 0; padding-left: .8rem; border-left: 3px solid var(--edge); color: var(--faint); }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: .2rem 1.2rem; }
`;
