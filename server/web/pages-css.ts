/** The pages' style sheet. Colours meet 4.5:1 in both schemes (checked by axe in `pages.test.ts`). */
export const pagesCss = `:root {
  color-scheme: light dark;
  --paper: #fbfaf7;
  --ink: #1f2a30;
  --soft: #55636b;
  --line: #cfd5d8;
  --card: #ffffff;
  --accent: #1d4e63;
  --on-accent: #ffffff;
  --danger: #a3262a;
  --good: #e3f1e6;
  --bad: #fbe4e1;
  --test: #fff3cf;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14191c;
    --ink: #e8ecee;
    --soft: #a5b1b8;
    --line: #39444a;
    --card: #1c2327;
    --accent: #8cc7de;
    --on-accent: #0d1b22;
    --danger: #ff9c96;
    --good: #1d3a26;
    --bad: #4a211f;
    --test: #453a14;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
.bar { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center; padding: 12px 20px;
  border-bottom: 1px solid var(--line); }
.brand { margin: 0; font-weight: 700; }
nav ul { display: flex; flex-wrap: wrap; gap: 8px 20px; list-style: none; margin: 0; padding: 0; }
nav a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
.sign-out { margin-left: auto; }
main { max-width: 760px; margin: 0 auto; padding: 8px 20px 48px; }
h1 { font-size: 1.6rem; }
h2 { font-size: 1.15rem; margin: 32px 0 8px; }
h3 { font-size: 1rem; margin: 0; }
a { color: var(--accent); }
a:focus-visible, button:focus-visible, input:focus-visible, summary:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px; }
button, .button { display: inline-block; padding: 8px 14px; border: 1px solid var(--accent); border-radius: 6px;
  background: var(--card); color: var(--accent); font: inherit; text-decoration: none; cursor: pointer; }
.card button { background: var(--accent); color: var(--on-accent); }
button.danger { background: var(--danger); border-color: var(--danger); color: var(--paper); }
label { display: block; font-weight: 600; }
.key { width: 100%; padding: 8px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--card);
  color: var(--ink); font: 15px/1.4 ui-monospace, monospace; }
.row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
form { margin: 0; }
.notice { padding: 10px 14px; border-radius: 6px; background: var(--good); }
.notice.bad { background: var(--bad); }
.test-banner { padding: 10px 14px; border-radius: 6px; background: var(--test); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 12px; margin: 0; }
.figures div, .card { padding: 12px 14px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
.figures dt { color: var(--soft); }
.figures dd { margin: 0; font-size: 1.25rem; font-weight: 600; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px; list-style: none;
  margin: 0; padding: 0; }
figure { margin: 16px 0 8px; }
figcaption, .tick { color: var(--soft); }
svg { display: block; width: 100%; height: auto; }
.bar-day { fill: var(--accent); }
.axis { stroke: var(--line); }
.tick { fill: var(--soft); font: 12px system-ui, sans-serif; }
table { width: 100%; border-collapse: collapse; margin: 8px 0; }
caption { text-align: left; color: var(--soft); }
th, td { text-align: left; padding: 6px 8px; border-bottom: 1px solid var(--line); }
`;
