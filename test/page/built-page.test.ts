import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { builtPage } from './built-page.ts';

it('the built page is one file, the same bytes on every build, with a policy that allows nothing but itself', async () => {
  const [page, again] = await Promise.all([builtPage(), builtPage()]);
  expect(again).toBe(page);

  const hash = (tag: string) => {
    const [, text] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag.split(' ')[0]}>`).exec(page)!;
    return `'sha256-${createHash('sha256').update(text!).digest('base64')}'`;
  };
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!;
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${hash('script type="module"')}`,
    `style-src ${hash('style')}`,
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ]);

  const markup = page.replace(/(<(?:script|style)[^>]*>)[\s\S]*?(<\/(?:script|style)>)/g, '$1$2');
  const addresses = markup.match(/(?:src|href)="[^"]*"/g)!;
  expect(addresses.filter((address) => !address.startsWith('href="#'))).toEqual(['href="data:,"']);
  expect(markup).not.toMatch(/%[A-Z_]+%/);
  expect(/<style>([\s\S]*?)<\/style>/.exec(page)![1]).not.toMatch(/@import|url\(|STYLE/);
});
