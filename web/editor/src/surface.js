// The code surface: one CodeMirror editor that shows one file at a time and keeps the undo history of each.
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import { bracketMatching, foldGutter, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Annotation, Compartment, EditorSelection, EditorState } from '@codemirror/state';
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { flush as keepLast } from './kept.js';
import { findings, setFlash, setFindings, offset, setChosen } from './findings.js';

// Marks changes that the page made itself, which are not typing.
const fromPage = Annotation.define();

// Beyond so many characters colouring costs more than it helps.
const COLOURED = 1_500_000;

// Lists of dependencies are no Python.
const LIST = /(\.(txt|in|toml|cfg)|pipfile)$/i;

// The surface made last.
let current = null;

// [first, last]: the lines that are selected, or the one with the cursor; null without a surface.
export function selectedLines() {
  if (!current) return null;
  const { doc, selection } = current.view.state;
  return [doc.lineAt(selection.main.from).number, doc.lineAt(selection.main.to).number];
}

// Makes the surface inside `parent`. `calls` are the page's functions: changed(path, text), chosen(path, fingerprint or
// null), step(place),
// copy(path, fingerprint), mark(fingerprint, { mark, note }).
export function createSurface(parent, calls) {
  current = new Surface(parent, calls);
  return current;
}

class Surface {
  constructor(parent, calls) {
    this.calls = calls;
    this.path = null;
    this.kept = new Map();
    this.timer = 0;
    this.crlf = new Map();
    this.wrap = new Compartment();
    this.narrow = matchMedia('(max-width: 899px)');
    this.view = new EditorView({ parent, state: this.state('') });
    this.narrow.addEventListener('change', () => {
      this.view.dispatch({ effects: this.wrap.reconfigure(this.wrapping()) });
    });
    // Cards are as wide as what is seen, not as the longest line.
    this.sizes = new ResizeObserver(() => this.measure());
    this.sizes.observe(this.view.scrollDOM);
    this.leaving = () => {
      if (!this.timer) return;
      keepLast(this.path, this.text());
      this.flush();
    };
    addEventListener('pagehide', this.leaving);
  }

  // Shows a file. Its undo history is kept as long as the text is the one left behind.
  show(path, text) {
    this.flush();
    if (this.path !== null) this.kept.set(this.path, this.view.state);
    this.path = path;
    const unix = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    this.crlf.set(path, unix !== text);
    const kept = this.kept.get(path);
    const same = kept && kept.doc.length === unix.length && kept.doc.toString() === unix;
    this.view.setState(same ? kept : this.state(unix));
    this.view.dispatch({ effects: this.wrap.reconfigure(this.wrapping()) });
    this.measure();
    if (!same) this.view.scrollDOM.scrollTop = 0;
  }

  // The findings of the file that is shown, as the report has them, and what people said of them by fingerprint.
  setFindings(list, rules, marks) {
    this.view.dispatch({ effects: setFindings.of({ list, rules, marks }) });
  }

  // The finding that is looked at, or null.
  choose(fingerprint) {
    this.view.dispatch({ effects: setChosen.of(fingerprint) });
  }

  // Brings a place into view and lets it light up; with `focus` the code takes the keyboard.
  reveal(place, focus) {
    const doc = this.view.state.doc;
    const from = offset(doc, place.line, place.column);
    const to = Math.max(from, offset(doc, place.end_line, place.end_column));
    this.view.dispatch({
      selection: EditorSelection.cursor(from),
      effects: [setFlash.of({ from, to }), EditorView.scrollIntoView(from, { y: 'start', yMargin: 96 })],
    });
    if (focus && !this.narrow.matches) this.view.focus();
  }

  // Tells the page at once what was typed last.
  flush() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = 0;
    this.calls.changed(this.path, this.text());
  }

  text() {
    const text = this.view.state.doc.toString();
    return this.crlf.get(this.path) ? text.replaceAll('\n', '\r\n') : text;
  }

  destroy() {
    if (current === this) current = null;
    this.flush();
    this.sizes.disconnect();
    removeEventListener('pagehide', this.leaving);
    this.view.destroy();
  }

  changed(length) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), length > 300_000 ? 700 : 150);
  }

  measure() {
    const scroller = this.view.scrollDOM;
    const gutters = scroller.querySelector('.cm-gutters');
    const left = gutters ? gutters.getBoundingClientRect().width : 0;
    scroller.style.setProperty('--card-left', `${left}px`);
    scroller.style.setProperty('--card-room', `${scroller.clientWidth - left}px`);
  }

  wrapping() {
    return this.narrow.matches ? EditorView.lineWrapping : [];
  }

  state(doc) {
    return EditorState.create({
      doc,
      extensions: [
        EditorView.cspNonce.of('sightline'),
        findings(this.calls, () => this.path),
        lineNumbers(),
        foldGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        indentOnInput(),
        indentUnit.of('    '),
        EditorState.tabSize.of(4),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        search({ top: true }),
        placeholder('Paste or type Python here, or drop files, a folder, a .zip or a .whl anywhere on this page.'),
        doc.length > COLOURED || LIST.test(this.path ?? '') ? [] : [python(), syntaxHighlighting(classHighlighter)],
        this.wrap.of(this.wrapping()),
        // Tab leaves the editor, as everywhere on a page; Ctrl-] and Ctrl-[ indent.
        keymap.of([
          { key: 'Mod-]', run: indentMore },
          { key: 'Mod-[', run: indentLess },
          ...defaultKeymap,
          ...historyKeymap,
          ...searchKeymap,
        ]),
        EditorView.contentAttributes.of({
          'aria-label': 'Python code',
          tabindex: '0',
          spellcheck: 'false',
          autocorrect: 'off',
          autocapitalize: 'off',
          translate: 'no',
        }),
        EditorView.domEventHandlers({
          // Files are the page's: CodeMirror would paste their text.
          drop: (event) => event.dataTransfer?.types.includes('Files') ?? false,
        }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          if (update.transactions.some((transaction) => transaction.annotation(fromPage))) return;
          this.changed(update.state.doc.length);
        }),
      ],
    });
  }
}
