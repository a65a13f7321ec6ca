// What the page calls: the code surface, the files that people give, and what is kept between visits.
export { createSurface } from './surface.js';
export { readDrop, readPicked } from './given.js';
export { load, saveProject, saveEdits, flush, theme, saveTheme } from './kept.js';
