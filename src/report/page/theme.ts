import { find } from './element.ts';

/** The switch between light and dark; until it is used, the system decides. */
export function wireTheme(): void {
  const button = find(HTMLButtonElement, '#theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const show = (): void => {
    const dark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === 'dark'
      : system.matches;
    button.setAttribute('aria-pressed', String(dark));
  };
  button.addEventListener('click', () => {
    document.documentElement.dataset.theme =
      button.getAttribute('aria-pressed') === 'true' ? 'light' : 'dark';
    show();
  });
  system.addEventListener('change', show);
  show();
}
