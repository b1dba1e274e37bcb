import type { BaselineStore, ToKeep } from './baseline/store.ts';

/** A store's requests are counted by GitHub, and most of them are the same for one record and for several. */
const mostSaves = 10;

/** What a check keeps of its models, as it goes. */
export interface RecordKeeper {
  /** Stores the record, together with others where there are very many. */
  keep(record: ToKeep): Promise<void>;
  /** Stores what is left. @returns whether all that was ever given was kept */
  finish(): Promise<boolean>;
}

/** @param models that there are to be records of */
export function recordKeeper(store: BaselineStore, models: number): RecordKeeper {
  const together = Math.max(1, Math.ceil(models / mostSaves));
  const waiting: ToKeep[] = [];
  let all = true;
  const save = async () => {
    if (waiting.length > 0 && !(await store.save(waiting.splice(0)))) all = false;
  };
  return {
    async keep(record) {
      waiting.push(record);
      if (waiting.length >= together) await save();
    },
    async finish() {
      await save();
      return all;
    },
  };
}
