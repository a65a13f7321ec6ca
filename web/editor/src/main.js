// What the page calls: the code surface, the files that people give, what is kept between visits, what travels.
export { createSurface, selectedLines } from './surface.js';
export { readDrop, readPicked } from './given.js';
export { load, saveProject, saveEdits, flush, theme, saveTheme, distrust, saveDistrust } from './kept.js';
export { seal, unseal } from './sealed.js';
export { launch, dropFragment, copy, canHandOn, handOn, print, marks, saveMark } from './travel.js';
export { offline, reload } from './offline.js';
