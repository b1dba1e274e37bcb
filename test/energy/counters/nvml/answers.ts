import koffi from 'koffi';
import type { Koffi } from '../../../../src/energy/counters/nvml/library.ts';

/** What one function of NVML answers: it fills its out arguments as the library would, and returns nvmlReturn_t. */
// biome-ignore lint/suspicious/noExplicitAny: as many kinds of arguments as NVML has functions
export type Answer = (...args: any[]) => number;

/** Loads the library with some of its functions replaced, by name; null for those that a driver lacks. */
export function koffiWith(answers: Record<string, Answer | null>): Koffi {
  const load = (path: string) => {
    const library = koffi.load(path);
    const func = (declaration: string) => {
      const answer = answers[/(\w+)\(/.exec(declaration)?.[1] ?? ''];
      if (answer === null) throw new Error('no such function');
      return answer ?? library.func(declaration);
    };
    return { func };
  };
  return { load } as unknown as Koffi;
}

/** Answers nvmlDeviceGetFieldValues with the power of a scope, in milliwatts; the others are not supported. */
export function momentaryPower(byScope: Record<number, number>): Answer {
  return (_device, _count, field: Buffer) => {
    const milliwatts = byScope[field.readUInt32LE(4)];
    if (field.readUInt32LE(0) !== 186) return 2;
    field.writeUInt32LE(1, 24);
    field.writeInt32LE(milliwatts === undefined ? 3 : 0, 28);
    field.writeUInt32LE(milliwatts ?? 0, 32);
    return 0;
  };
}
