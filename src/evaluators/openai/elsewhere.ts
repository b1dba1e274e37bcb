import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { hostname as hostName, networkInterfaces } from 'node:os';

/** Whether a server's url leads to another machine than this one. What cannot be found is elsewhere. */
export async function isElsewhere(url: string): Promise<boolean> {
  const name = new URL(url).hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost') || name === hostName().toLowerCase()) return false;
  const addresses =
    isIP(name) === 0
      ? await lookup(name, { all: true }).then(
          (found) => found.map(({ address }) => address),
          () => [],
        )
      : [name];
  return addresses.length === 0 || !addresses.every(isOwn);
}

function isOwn(address: string): boolean {
  if (/^127\./.test(address) || ['::1', '0.0.0.0', '::'].includes(address)) return true;
  return Object.values(networkInterfaces())
    .flat()
    .some((own) => own?.address === address);
}
