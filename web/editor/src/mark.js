// The sign of a severity: a letter in a shape of its own, so that nothing rests on colour.
const letters = { high: 'H', medium: 'M', low: 'L', note: 'N', muted: '–' };

export function markElement(severity) {
  const mark = document.createElement('span');
  mark.className = `mark mark-${severity}`;
  mark.textContent = letters[severity];
  mark.setAttribute('aria-hidden', 'true');
  return mark;
}
