/** Says that nothing of the former layout is left to be taken over. */
export const LAYOUT_MARK = 'lake/layout.json';
