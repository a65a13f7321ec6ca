// Findings inside the code: gutter marks, underlines, cards between the lines, the steps of the chosen finding, and
// the place that was gone to.
import { RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, GutterMarker, WidgetType, gutter } from '@codemirror/view';
import { buildCard } from './card.js';
import { markElement } from './mark.js';

// { list, rules, marks }: the findings of the file shown, the catalogue by rule id, what people said by fingerprint.
export const setFindings = StateEffect.define();
// The fingerprint of the finding that is looked at, or null.
export const setChosen = StateEffect.define();
// { from, to }: the place that was gone to.
export const setFlash = StateEffect.define();

// A card stands under the finding's last line, unless the finding is long.
const LONG = 8;

const order = ['note', 'low', 'medium', 'high'];

// Position of a line and column, both counted from 1, clamped to the text.
export function offset(doc, line, column) {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(at.from + Math.max(column - 1, 0), at.to);
}

export function findings(calls, path) {
  const field = StateField.define({
    create: () => build(null, { list: [], rules: {}, marks: {} }, null, calls, path),
    update(value, transaction) {
      let { given, chosen } = value;
      let again = false;
      for (const effect of transaction.effects) {
        if (effect.is(setFindings)) {
          given = effect.value;
          again = true;
        } else if (effect.is(setChosen) && effect.value !== chosen) {
          chosen = effect.value;
          again = true;
        }
      }
      if (again) return build(transaction.state.doc, given, chosen, calls, path);
      if (!transaction.docChanged) return value;
      return {
        ...value,
        cards: value.cards.map(transaction.changes),
        marks: value.marks.map(transaction.changes),
        gutter: value.gutter.map(transaction.changes),
      };
    },
    provide: (self) => [
      EditorView.decorations.from(self, (value) => value.cards),
      EditorView.decorations.from(self, (value) => value.marks),
    ],
  });
  return [
    field,
    flash,
    gutter({
      class: 'cm-severities',
      markers: (view) => view.state.field(field).gutter,
      initialSpacer: () => new Severity('note', [], calls),
    }),
  ];
}

const flash = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setFlash)) continue;
      const { from, to } = effect.value;
      const line = transaction.state.doc.lineAt(from);
      const marks = [Decoration.line({ class: 'cm-gone-to' }).range(line.from)];
      if (to > from) marks.push(Decoration.mark({ class: 'cm-gone-to-part' }).range(from, to));
      return Decoration.set(marks, true);
    }
    return value.map(transaction.changes);
  },
  provide: (self) => EditorView.decorations.from(self),
});

function build(doc, given, chosen, calls, path) {
  const { list, rules, marks: said } = given;
  const value = { given, chosen, cards: Decoration.none, marks: Decoration.none, gutter: RangeSet.empty };
  if (!doc) return value;
  const cards = [];
  const marks = [];
  const lines = new Map();
  for (const finding of list) {
    const { place } = finding;
    const from = offset(doc, place.line, place.column);
    const to = offset(doc, place.end_line, place.end_column);
    const muted = finding.suppressed !== null;
    if (!muted) {
      const last = Math.min(place.end_line, place.line + LONG, doc.lines);
      const shown = { rule: rules[finding.rule], mark: said[finding.fingerprint], open: finding.fingerprint === chosen };
      const widget = new Card(finding, shown, path(), calls);
      cards.push(Decoration.widget({ widget, block: true, side: 1 }).range(doc.line(last).to));
    }
    if (to > from) {
      const name = muted ? 'muted' : finding.severity;
      marks.push(Decoration.mark({ class: `cm-flaw cm-flaw-${name}` }).range(from, to));
    }
    const start = doc.lineAt(from).from;
    if (!lines.has(start)) lines.set(start, []);
    lines.get(start).push(finding);
    if (finding.fingerprint === chosen) marks.push(...steps(doc, finding, path()));
  }
  const gutterMarks = [...lines].map(([start, here]) => {
    const counted = here.filter((finding) => finding.suppressed === null);
    const worst = counted.reduce((most, finding) => Math.max(most, order.indexOf(finding.severity)), -1);
    return new Severity(worst < 0 ? 'muted' : order[worst], here, calls).range(start);
  });
  value.cards = Decoration.set(cards, true);
  value.marks = Decoration.set(marks, true);
  value.gutter = RangeSet.of(gutterMarks, true);
  return value;
}

// The chosen finding's steps in this file, each with its number.
function steps(doc, finding, path) {
  const marks = [];
  finding.trace.forEach((step, index) => {
    if (step.place.file !== path) return;
    const from = offset(doc, step.place.line, step.place.column);
    const to = offset(doc, step.place.end_line, step.place.end_column);
    marks.push(Decoration.widget({ widget: new StepNumber(index + 1), side: -1 }).range(from));
    if (to > from) marks.push(Decoration.mark({ class: 'cm-step' }).range(from, to));
  });
  return marks;
}

class Card extends WidgetType {
  constructor(finding, shown, path, calls) {
    super();
    this.finding = finding;
    this.shown = shown;
    this.path = path;
    this.calls = calls;
    this.same = JSON.stringify([finding, shown.mark, shown.open]);
  }

  eq(other) {
    return other.shown.rule === this.shown.rule && other.same === this.same;
  }

  get estimatedHeight() {
    return this.shown.open ? 260 : 76;
  }

  toDOM(view) {
    return buildCard(this.finding, this.shown, this.path, this.calls, () => view.requestMeasure());
  }

  ignoreEvent() {
    return true;
  }
}

class StepNumber extends WidgetType {
  constructor(number) {
    super();
    this.number = number;
  }

  eq(other) {
    return other.number === this.number;
  }

  toDOM() {
    const badge = document.createElement('span');
    badge.className = 'cm-step-number';
    badge.textContent = this.number;
    badge.setAttribute('aria-label', `step ${this.number}`);
    return badge;
  }
}

class Severity extends GutterMarker {
  constructor(severity, list, calls) {
    super();
    this.severity = severity;
    this.list = list;
    this.calls = calls;
  }

  eq(other) {
    return other.severity === this.severity && other.list[0]?.fingerprint === this.list[0]?.fingerprint;
  }

  toDOM() {
    const mark = markElement(this.severity);
    const [first] = this.list;
    mark.title = this.list.map((finding) => finding.title).join('\n');
    if (first) mark.addEventListener('click', () => this.calls.chosen(first.place.file, first.fingerprint));
    return mark;
  }
}
