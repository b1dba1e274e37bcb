import { existsSync } from 'node:fs';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The Chromium of this machine, or what `CHROMIUM` names; null where there is none. */
export const chromiumPath: string | null = process.env.CHROMIUM || (usual.find(existsSync) ?? null);

/** What to do where there is none. */
export const noChromium =
  'no Chromium was found: install one (Debian: apt-get install chromium), or name its program in CHROMIUM';
