import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumPath, noChromium } from './chromium.ts';

/** A page in a browser, and everything that it did besides showing itself. */
export interface Opened {
  page: Page;
  /** Messages in the console, errors, and answers that were none. */
  noise: string[];
  /** Every address that was asked for, after the page itself. */
  requests: string[];
}

export interface Scene {
  open(files: Record<string, string>, options?: OpenOptions): Promise<Opened>;
  browser: Browser;
  close(): Promise<void>;
}

export interface OpenOptions {
  hash?: string;
  dark?: boolean;
  width?: number;
}

export const launch = () => {
  if (chromiumPath === null) throw new Error(noChromium);
  return chromium.launch({ executablePath: chromiumPath });
};

/** A browser, and a server on this machine that has a directory of files for each page that is opened. */
export async function scene(): Promise<Scene> {
  const browser = await launch();
  const directories: Record<string, string>[] = [];
  const server = createServer((request, response) => {
    const [, directory, ...rest] = new URL(request.url!, 'http://localhost').pathname.split('/');
    const file = directories[Number(directory)]?.[rest.join('/') || 'index.html'];
    const type = rest.at(-1)?.endsWith('.json') ? 'application/json' : 'text/html';
    response.writeHead(file === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` });
    response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    browser,
    async open(files, { hash = '', dark = false, width = 1280 } = {}) {
      const address = `${origin}/${directories.push(files) - 1}/`;
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme: dark ? 'dark' : 'light',
      });
      const page = await context.newPage();
      const [noise, requests]: [string[], string[]] = [[], []];
      page.on('console', (message) => noise.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => noise.push(String(error)));
      await context.route('**/*', (route) => {
        const url = route.request().url();
        if (url !== address) requests.push(url.replace(address, ''));
        return url.startsWith(origin) ? route.continue() : route.abort();
      });
      await page.goto(address + hash);
      await drawn(page);
      return { page, noise, requests };
    },
    async close() {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Waits until the page has shown what it has, and returns the milliseconds from the start of its navigation. */
export async function drawn(page: Page): Promise<number> {
  // Asked from here: the page's policy lets nothing inside it evaluate a condition again and again.
  for (;;) {
    const at = await page.evaluate<number | undefined>("performance.getEntriesByName('drawn')[0]?.startTime");
    if (at !== undefined) return at;
    await page.waitForTimeout(20);
  }
}
