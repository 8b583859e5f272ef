import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const USUAL = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
];

/** Where a Chromium is: the variable CHROMIUM, or a usual place; undefined when there is none. */
export const CHROMIUM = [process.env.CHROMIUM, ...USUAL].find(
  (path) => path !== undefined && existsSync(path),
);

export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM ?? 'no Chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
