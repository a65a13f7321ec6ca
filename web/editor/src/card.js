// A finding's card. Everything in it is set as text: nothing from a file or a report is ever read as markup.
import { markElement } from './mark.js';

// The card stands in a place of its own: CodeMirror measures an element without its margins. `shown` is { rule, mark,
// open }.
export function buildCard(finding, shown, path, calls, resized) {
  const place = make('div', 'card-place');
  place.append(card(finding, shown, path, calls, resized));
  return place;
}

function card(finding, { rule, mark, open }, path, calls, resized) {
  const kind = finding.sent ? 'card-note card-of-sender' : `card-${finding.severity}`;
  const card = make('section', `card ${kind}${open ? ' card-open' : ''}`);
  const from = finding.sent ? ', from the sender, not checked here' : '';
  card.setAttribute('aria-label', `${finding.severity}: ${finding.title}${from}`);
  card.dataset.fingerprint = finding.fingerprint;
  card.append(head(finding, open, calls));
  if (finding.sent) card.append(make('p', 'card-mark', 'From the sender, not checked here: what it stands on is masked.'));
  if (mark && !open) card.append(said('p', 'card-mark', marked(mark)));
  card.append(said('p', 'card-message', finding.message));
  if (finding.trace.length > 0) {
    if (open) card.append(trace(finding, path, calls));
    else card.append(traceHint(finding, calls));
  }
  if (open && !finding.sent) card.append(acts(finding, mark, calls));
  if (open && rule) card.append(more(rule, resized));
  return card;
}

const MARKS = [
  ['', 'No mark'],
  ['agreed', 'Agreed'],
  ['false-alarm', 'False alarm'],
  ['accepted-risk', 'Accepted risk'],
];

function marked({ mark, note, sent }) {
  const [, title] = MARKS.find(([word]) => word === mark) ?? ['', mark];
  return `${title}${note ? `: ${note}` : ''}${sent ? ' (from the link)' : ''}`;
}

// What a person can do with a finding: say what they think of it, and take it along.
function acts(finding, mark, calls) {
  const row = make('div', 'card-acts');
  const choice = make('select', 'card-choice');
  choice.setAttribute('aria-label', 'Your mark on this finding');
  for (const [word, title] of MARKS) {
    const option = make('option', '', title);
    option.value = word;
    option.selected = word === (mark?.mark ?? '');
    choice.append(option);
  }
  const note = make('input', 'card-why');
  note.type = 'text';
  note.maxLength = 2000;
  note.value = mark?.note ?? '';
  note.placeholder = 'Why';
  note.setAttribute('aria-label', 'A note on your mark');
  note.hidden = !mark;
  const tell = () => calls.mark(finding.fingerprint, { mark: choice.value, note: note.value });
  choice.addEventListener('change', tell);
  note.addEventListener('change', tell);
  const copy = make('button', 'card-copy', 'Copy as Markdown');
  copy.type = 'button';
  copy.addEventListener('click', () => calls.copy(finding.place.file, finding.fingerprint));
  row.append(choice, note, copy);
  if (mark?.sent) row.append(make('span', 'card-sent', 'from the link'));
  return row;
}

function head(finding, open, calls) {
  const button = make('button', 'card-head');
  button.type = 'button';
  button.setAttribute('aria-expanded', String(open));
  button.append(markElement(finding.severity), make('span', 'card-title', finding.title));
  const meta = make('span', 'card-meta', `${finding.severity} · ${confidence(finding)} · CWE-${finding.cwe}`);
  button.append(meta, make('span', 'card-turn'));
  button.addEventListener('click', () => calls.chosen(finding.place.file, open ? null : finding.fingerprint));
  return button;
}

function confidence(finding) {
  return { high: 'certain', medium: 'probable', low: 'to be looked at' }[finding.confidence];
}

function traceHint(finding, calls) {
  const count = finding.trace.length;
  const button = make('button', 'card-hint', count === 1 ? 'Show its one step' : `Show its ${count} steps`);
  button.type = 'button';
  button.addEventListener('click', () => calls.chosen(finding.place.file, finding.fingerprint));
  return button;
}

function trace(finding, path, calls) {
  const list = make('ol', 'trace');
  list.setAttribute('aria-label', 'From the source to the sink');
  finding.trace.forEach((step, index) => {
    const item = make('li', 'trace-step');
    const button = make('button', 'trace-go');
    button.type = 'button';
    const where = step.place.file === path ? `line ${step.place.line}` : `${step.place.file}:${step.place.line}`;
    button.append(make('span', 'trace-number', index + 1), said('span', 'trace-text', step.text));
    button.append(make('span', 'trace-place', where));
    button.addEventListener('click', () => calls.step(step.place));
    item.append(button);
    list.append(item);
  });
  return list;
}

function more(rule, resized) {
  const details = make('details', 'card-more');
  details.append(make('summary', '', 'Why it matters, and what to do'));
  details.append(said('p', '', rule.why), said('p', 'card-fix', rule.fix));
  if (rule.good) {
    const pair = make('div', 'card-pair');
    pair.append(example('Instead of', rule.bad, 'bad'), example('Write', rule.good, 'good'));
    details.append(pair);
  }
  const line = make('p', 'card-ids', `Rule ${rule.id}`);
  if (rule.also.length > 0) line.append(`, also known as ${rule.also.join(', ')}`);
  details.append(line);
  for (const address of rule.references) {
    const link = make('a', 'card-link', address);
    link.href = address;
    link.target = '_blank';
    link.rel = 'noreferrer noopener';
    details.append(link);
  }
  details.addEventListener('toggle', resized);
  return details;
}

function example(title, code, kind) {
  const part = make('div', `card-example card-${kind}`);
  part.append(make('p', 'card-example-title', title), make('pre', '', code.trim()));
  return part;
}

// A sentence of the engine: what stands between backticks is code.
function said(tag, name, text) {
  const element = make(tag, name);
  text.split('`').forEach((part, index) => element.append(index % 2 === 1 ? make('code', '', part) : part));
  return element;
}

function make(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}
